"""Options and arguments that several commands share, and one as a person would type it."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import typer

from aiwf_cli.errors import UsageError

RUNS = Path("runs")
"""Where runs are kept when nothing else is said."""
OUT = typer.Option(RUNS, "--out", help="The folder in which runs are kept.")
CACHE_DIR = typer.Option(
    ".aiwf/cache", "--cache-dir", envvar="AIWF_CACHE_DIR", help="Where replies and pages are kept."
)
JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")
TASK = typer.Argument(
    ..., metavar="TASK", help="A built-in task, or a task's folder; either may end in @VARIANT."
)
RUN = typer.Argument(
    "latest", metavar="RUN", help="A run: its directory, its id, latest, latest~1."
)


def folder_named(name: str, by: str) -> Path:
    """The folder (or file) that an argument or option names; `by` is how people call it.

    Raises UsageError for an empty name, such as a shell variable that is not set: Path("") would
    be the folder we are in.
    """
    if not name:
        raise UsageError(f"{by} is empty: give a folder of PDFs and images, or one file.")
    return Path(name)


def out_option(out: Path) -> str:
    """` --out FOLDER`, or nothing where runs are kept in the usual place."""
    return "" if out == RUNS else f" --out {quote(str(out))}"
