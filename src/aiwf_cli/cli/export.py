"""aiwf export: a run's records as a file for people."""

from __future__ import annotations

from pathlib import Path

import typer

from aiwf_cli.cli.terminal.options import OUT, path_named


def export(
    run: str = typer.Argument(
        ..., metavar="RUN", help="A run: its directory, its id, latest, latest~1."
    ),
    file: Path = typer.Argument(
        ..., metavar="FILE", parser=path_named, help="Where to: FILE.csv, FILE.xlsx or FILE.jsonl."
    ),
    out: Path = OUT,
    force: bool = typer.Option(False, "--force", help="Replace FILE if it is there."),
) -> None:
    """Write a run's records as CSV, Excel or JSONL.

    Each value stands beside the page and the quote it was read from; what wants looking at is
    coloured in Excel. Example: aiwf export latest review.xlsx
    """
    from aiwf_cli.report.export import export as write
    from aiwf_cli.run.store import find_run

    found = find_run(run, out)
    count = write(found.records(), found.fields(), file, force=force)
    typer.echo(f"{count} documents of {found.id} written to {file}")
