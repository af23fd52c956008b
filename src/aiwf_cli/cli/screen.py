"""Colours on the screen, where people want them (https://no-color.org)."""

from __future__ import annotations

import os

import typer


def secho(text: str, *, err: bool = False, fg: str | None = None, bold: bool = False) -> None:
    """Prints a line with its style, or without any when NO_COLOR is set."""
    if os.environ.get("NO_COLOR"):
        typer.echo(text, err=err)
    else:
        typer.secho(text, err=err, fg=fg, bold=bold)
