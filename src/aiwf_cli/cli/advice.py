"""Pieces of the commands that a screen advises to type next."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

RUNS = Path("runs")
"""Where runs are kept when nothing else is said."""


def out_option(out: Path) -> str:
    """` --out FOLDER`, or nothing where runs are kept in the usual place."""
    return "" if out == RUNS else f" --out {quote(str(out))}"
