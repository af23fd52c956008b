"""aiwf init: a new task folder to edit."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import typer


def init(
    name: str = typer.Argument(..., metavar="NAME", help="The new task's folder."),
    source: str = typer.Option("", "--from", metavar="TASK", help="Copy this task."),
) -> None:
    """Start a task of your own: a folder that runs at once, to edit.

    Without --from, a small task with one question and no rules. Examples: aiwf init invoices;
    aiwf init our-terms --from terms
    """
    from aiwf_cli.sources.scaffold import scaffold
    from aiwf_cli.sources.tasks import built_in_tasks

    folder = scaffold(Path(name), source or None)
    if str(folder) in built_in_tasks():
        typer.echo(f"In this folder {folder} is your task from now on, not the built-in one.")
    typer.echo(f"{folder} is ready. Edit {folder / 'task.yaml'}, then:")
    typer.echo(f"  aiwf check {quote(str(folder))}")
    typer.echo(f"  aiwf extract {quote(str(folder))} DOCS")
