"""The screen: its colours, where people want them (https://no-color.org), and its width."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from aiwf_cli.model.json import Json
from aiwf_cli.report.plain import printable_lines

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 100
"""Columns that tables have, at least, where no terminal limits them: in files and pipes."""


def secho(text: str, *, err: bool = False, fg: str | None = None, bold: bool = False) -> None:
    """Prints text with its style, or without any when NO_COLOR is set; it is made printable."""
    text = printable_lines(text)
    if os.environ.get("NO_COLOR"):
        typer.echo(text, err=err)
    else:
        typer.secho(text, err=err, fg=fg, bold=bold)


def print_json(value: Json) -> None:
    """Prints `value` on stdout as `--json` promises it, in UTF-8."""
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def screen_console() -> Console:
    """The console on stdout. COLUMNS says how wide it is; in a pipe it is not narrow otherwise.

    NO_COLOR takes bold and dim away as well.
    """
    from rich.console import Console

    console = Console(highlight=False, color_system=None if os.environ.get("NO_COLOR") else "auto")
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = max(console.width, PIPED_WIDTH)
    return console
