"""Options and arguments that several commands share, and one as a person would type it."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import typer


def path_named(text: str) -> Path:
    """The file or folder that an option names; the parser of them all.

    An empty name, such as a shell variable that is not set, is refused: Path("") would be the
    folder we are in.
    """
    if not text:
        raise typer.BadParameter("it is empty (a shell variable that is not set?): name a path.")
    return Path(text)


RUNS = Path("runs")
"""Where runs are kept when nothing else is said."""
OUT = typer.Option(
    RUNS,
    "--out",
    metavar="FOLDER",
    parser=path_named,
    help="The folder in which runs are kept.",
)
CACHE_DIR = typer.Option(
    ".aiwf/cache",
    "--cache-dir",
    metavar="FOLDER",
    parser=path_named,
    envvar="AIWF_CACHE_DIR",
    help="Where replies and pages are kept.",
)
JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")
TASK = typer.Argument(
    ..., metavar="TASK", help="A built-in task, or a task's folder; either may end in @VARIANT."
)
RUN = typer.Argument(
    "latest", metavar="RUN", help="A run: its directory, its id, latest, latest~1."
)


def out_option(out: Path) -> str:
    """` --out FOLDER`, or nothing where runs are kept in the usual place."""
    return "" if out == RUNS else f" --out {quote(str(out))}"
