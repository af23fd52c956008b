"""aiwf tasks: the built-in tasks and their variants."""

from __future__ import annotations

import typer

from aiwf_cli.cli.terminal.options import JSON
from aiwf_cli.cli.terminal.screen import print_json, secho


def tasks(as_json: bool = JSON) -> None:
    """List the built-in tasks and their variants."""
    from aiwf_cli.sources.tasks import summaries

    found = summaries()
    if as_json:
        print_json(
            {s.name: {"description": s.description, "variants": [*s.variants]} for s in found}
        )
        return
    for summary in found:
        secho(summary.name, bold=True)
        typer.echo(f"  {summary.description}")
        typer.echo("  " + ", ".join(f"{summary.name}@{name}" for name in summary.variants[1:]))
