"""Colours on the screen, where people want them (https://no-color.org)."""

from __future__ import annotations

import os

import typer

from aiwf_cli.report.plain import printable_lines


def secho(text: str, *, err: bool = False, fg: str | None = None, bold: bool = False) -> None:
    """Prints text with its style, or without any when NO_COLOR is set; it is made printable."""
    text = printable_lines(text)
    if os.environ.get("NO_COLOR"):
        typer.echo(text, err=err)
    else:
        typer.secho(text, err=err, fg=fg, bold=bold)
