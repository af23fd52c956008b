"""aiwf cache: looking after the replies on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aiwf_cli.cli.terminal.exits import BAD_CACHE, NOT_ALL_WELL
from aiwf_cli.cli.terminal.options import CACHE_DIR, JSON, path_named
from aiwf_cli.cli.terminal.screen import print_json, secho
from aiwf_cli.errors import UsageError
from aiwf_cli.model.json import JsonObject

if TYPE_CHECKING:
    from aiwf_cli.llm.store import Store

FILE = typer.Argument(..., metavar="FILE", parser=path_named, help="A file of JSON lines.")
MOST_BAD = 3
"""Lines of an imported file that are told one by one."""

app = typer.Typer(
    help="Look after the replies on disk: stats, export, import, verify, clear.",
    no_args_is_help=True,
)


def _store(folder: Path) -> Store:
    """The cache that is in a folder. Raises UsageError when there is none: none is made here."""
    from aiwf_cli.llm.opening import DATABASE
    from aiwf_cli.llm.store import Store

    if not (folder / DATABASE).exists():
        raise UsageError(
            f"There is no cache in {folder}.",
            hint="`aiwf extract` makes one; --cache-dir or AIWF_CACHE_DIR names another folder.",
        )
    return Store(folder)


@app.command()
def stats(cache_dir: Path = CACHE_DIR, as_json: bool = JSON) -> None:
    """Say what the cache holds."""
    from aiwf_cli.llm import maintenance

    found = maintenance.stats(_store(cache_dir))
    if as_json:
        spaces: JsonObject = {name: size.entries for name, size in found.spaces.items()}
        print_json({"folder": str(found.folder), "bytes": found.bytes, "spaces": spaces})
        return
    typer.echo(f"{found.folder}: {found.bytes:,} bytes")
    for name, size in found.spaces.items():
        typer.echo(f"  {name:<10} {size.entries:>8,} entries  {size.characters:>12,} characters")


@app.command()
def export(file: Path = FILE, cache_dir: Path = CACHE_DIR) -> None:
    """Write every reply to FILE, as OpenAI batch output lines. `--replay` reads such files.

    For the replies of one task alone, run it with a `--cache-dir` of its own.
    """
    from aiwf_cli.llm import transfer

    count = transfer.export(_store(cache_dir), file)
    typer.echo(f"{count:,} replies written to {file}")


@app.command("import")
def import_(file: Path = FILE, cache_dir: Path = CACHE_DIR) -> None:
    """Take replies from FILE, in the form of OpenAI batch output.

    \b
    aiwf extract terms docs/ --requests-out requests.jsonl
    (have requests.jsonl answered: Batch API, vllm run-batch)
    aiwf cache import replies.jsonl
    """
    from aiwf_cli.llm import transfer
    from aiwf_cli.llm.store import Store

    report = transfer.import_(Store(cache_dir), file)
    typer.echo(f"{report.imported:,} replies imported")
    if report.failed:
        typer.echo(f"{report.failed:,} requests had failed: they will be asked again", err=True)
    for code, count in report.unusable.items():
        typer.echo(f"{count:,} replies are no answers ({code}): left out", err=True)
    for bad in report.bad[:MOST_BAD]:
        secho(f"{file}, line {bad.number}: {bad.reason}", err=True)
    if len(report.bad) > MOST_BAD:
        typer.echo(f"{len(report.bad):,} lines are no batch output: left out", err=True)
    if report.bad:
        raise typer.Exit(NOT_ALL_WELL)


@app.command()
def verify(cache_dir: Path = CACHE_DIR) -> None:
    """Check every entry; a damaged database is put aside and what can be read of it kept."""
    from aiwf_cli.llm import maintenance

    found = maintenance.verify(_store(cache_dir))
    typer.echo(f"{found.sound:,} entries are sound")
    for name in found.damaged:
        secho(f"damaged: {name} (it will be asked again)", err=True)
    if found.moved is not None:
        typer.echo(f"The database was damaged and is now in {found.moved}", err=True)
    if found.damaged or found.moved is not None:
        raise typer.Exit(BAD_CACHE)


@app.command()
def clear(
    cache_dir: Path = CACHE_DIR,
    yes: bool = typer.Option(False, "--yes", "-y", help="Do not ask first."),
) -> None:
    """Forget everything. Replies were paid for: export them first if you may want them again."""
    from aiwf_cli.llm import maintenance

    store = _store(cache_dir)
    sizes = maintenance.stats(store).spaces
    entries = sum(size.entries for size in sizes.values())
    if not yes:
        typer.confirm(f"Forget {entries:,} entries in {cache_dir}?", abort=True)
    typer.echo(f"{maintenance.clear(store):,} entries forgotten")
