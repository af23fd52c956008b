"""Options and arguments that several commands share."""

from __future__ import annotations

import typer

OUT = typer.Option("runs", "--out", help="The folder in which runs are kept.")
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
