"""aiwf check: a task validated without running it."""

from __future__ import annotations

import typer

from aiwf_cli.cli.terminal.exits import BAD_TASK
from aiwf_cli.cli.terminal.options import JSON, TASK
from aiwf_cli.cli.terminal.screen import print_json


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
        print_json(report.to_json())
    else:
        for line in report.lines():
            typer.echo(line)
    if report.errors:
        raise typer.Exit(BAD_TASK)
