"""aiwf extract: a task's pipeline over a folder of documents."""

from __future__ import annotations

from pathlib import Path

import typer

from aiwf_cli.cli.terminal.options import CACHE_DIR, JSON, OUT, TASK, path_named
from aiwf_cli.errors import UsageError


def extract(
    task: str = TASK,
    docs: Path = typer.Argument(
        ..., metavar="DOCS", parser=path_named, help="A folder of PDFs and images, or one file."
    ),
    variant: str | None = typer.Option(None, "--variant", help="A variant of the task."),
    out: Path = OUT,
    model: str | None = typer.Option(None, "--model", help="Ask this model (or AIWF_MODEL)."),
    base_url: str | None = typer.Option(
        None, "--base-url", help="An OpenAI-compatible endpoint (or OPENAI_BASE_URL)."
    ),
    concurrency: int = typer.Option(32, "--concurrency", min=1, help="Calls at once, at most."),
    limit: int | None = typer.Option(None, "--limit", min=1, help="Only the first N documents."),
    replay: Path | None = typer.Option(
        None,
        "--replay",
        metavar="FILE",
        parser=path_named,
        help="Answer only from recorded replies: no key needed.",
    ),
    requests_out: Path | None = typer.Option(
        None,
        "--requests-out",
        metavar="FILE",
        parser=path_named,
        help="Write the requests to FILE and ask nobody.",
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would be asked and cost."),
    max_cost: float | None = typer.Option(None, "--max-cost", min=0, help="Stop before this USD."),
    repeat: int = typer.Option(1, "--repeat", min=1, max=25, help="Votes on every question."),
    cache_dir: Path = CACHE_DIR,
    fresh: bool = typer.Option(False, "--fresh", help="Ask again, whatever the cache knows."),
    password: list[str] = typer.Option([], "--password", help="Opens encrypted PDFs; repeatable."),
    as_json: bool = JSON,
) -> None:
    """Run a task over a folder of documents: one record each, with evidence.

    What was asked before is answered from the cache: run it again after every change.

    \b
    aiwf extract terms@rules contracts/            no key needed
    aiwf extract terms contracts/ --limit 3        start with a few
    aiwf extract terms contracts/ --dry-run        what it would cost
    """
    from aiwf_cli.cli.assembly.ending import report
    from aiwf_cli.cli.assembly.extraction import extract as run
    from aiwf_cli.cli.assembly.wish import Wish

    if sum((replay is not None, requests_out is not None, dry_run)) > 1:
        raise UsageError("--replay, --requests-out and --dry-run exclude each other.")
    wish = Wish(
        task=task,
        docs=docs,
        variant=variant,
        out=out,
        model=model,
        base_url=base_url,
        concurrency=concurrency,
        limit=limit,
        replay=replay,
        requests_out=requests_out,
        dry_run=dry_run,
        max_cost=max_cost,
        repeat=repeat,
        cache_dir=cache_dir,
        fresh=fresh,
        passwords=tuple(password),
    )
    raise typer.Exit(report(run(wish), as_json=as_json))
