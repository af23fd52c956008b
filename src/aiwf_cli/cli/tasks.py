"""aiwf tasks, check, init, schema: looking at tasks and starting new ones."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import typer

from aiwf_cli.cli.exits import BAD_TASK
from aiwf_cli.cli.options import JSON, TASK
from aiwf_cli.cli.screen import secho


def tasks(as_json: bool = JSON) -> None:
    """List the built-in tasks and their variants."""
    from aiwf_cli.sources.tasks import summaries

    found = summaries()
    if as_json:
        _print_json(
            {s.name: {"description": s.description, "variants": [*s.variants]} for s in found}
        )
        return
    for summary in found:
        secho(summary.name, bold=True)
        typer.echo(f"  {summary.description}")
        typer.echo("  " + ", ".join(f"{summary.name}@{name}" for name in summary.variants[1:]))


def check(
    task: str = TASK,
    variant: str | None = typer.Option(None, "--variant", help="Only this variant."),
    as_json: bool = JSON,
) -> None:
    """Validate a task and all its variants without running them.

    Looks at keys, files, prompts, expressions, patterns and Python functions; names file, line and
    key of what is wrong, and what to do. Example: aiwf check my-task
    """
    from aiwf_cli.run.checking import check_task

    report = check_task(task, variant)
    if as_json:
        _print_json(report.to_json())
    else:
        for line in report.lines():
            typer.echo(line)
    if report.errors:
        raise typer.Exit(BAD_TASK)


def init(
    name: str = typer.Argument(..., help="The new task's folder."),
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


def schema() -> None:
    """Print the JSON Schema of task.yaml, for editors.

    Example: aiwf schema > aiwf.schema.json, and in task.yaml as the first line:
    # yaml-language-server: $schema=aiwf.schema.json
    """
    from aiwf_cli.sources.schema import task_schema

    _print_json(task_schema())


def _print_json(value: object) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
