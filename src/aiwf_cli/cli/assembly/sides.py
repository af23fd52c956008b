"""The two sides of `aiwf diff`: runs that are there, or tasks that are run first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aiwf_cli.cli.assembly.agreement import Missing, agree
from aiwf_cli.cli.assembly.wish import Wish, prepare
from aiwf_cli.cli.terminal.options import RUNS
from aiwf_cli.errors import StoreError, UsageError
from aiwf_cli.model.document import Source
from aiwf_cli.model.run import Manifest
from aiwf_cli.model.task import Task
from aiwf_cli.report.plain import printable
from aiwf_cli.run.hashing import sha256_of
from aiwf_cli.run.store import MANIFEST, Run, find_run, list_runs
from aiwf_cli.sources.tasks import built_in_tasks, find_task

if TYPE_CHECKING:
    from aiwf_cli.cli.assembly.extraction import Ended


@dataclass(frozen=True, slots=True, kw_only=True)
class SidesWish:
    """How tasks among the sides are to be run; of no use where both are runs."""

    docs: Path | None = None
    out: Path = RUNS
    replay: Path | None = None
    model: str | None = None
    base_url: str | None = None
    cache_dir: Path = Path(".aiwf/cache")
    limit: int | None = None
    max_cost: float | None = None
    yes: bool = False

    @property
    def says_how(self) -> bool:
        """Whether the user said how to run a task."""
        said = (self.docs, self.replay, self.model, self.base_url, self.limit, self.max_cost)
        return any(one is not None for one in said)

    def of(self, task: str, docs: Path) -> Wish:
        """What to ask of `aiwf extract` for one of the tasks."""
        return Wish(
            task=task,
            docs=docs,
            out=self.out,
            replay=self.replay,
            model=self.model,
            base_url=self.base_url,
            cache_dir=self.cache_dir,
            limit=self.limit,
            max_cost=self.max_cost,
        )


def both_runs(a: str, b: str, wish: SidesWish) -> tuple[Run, Run]:
    """The runs that `a` and `b` mean; tasks that no run is there of are run, once that is agreed.

    Raises UsageError for names that mean nothing or two things, and where calls have to be paid
    and nobody agreed to it; and whatever `aiwf extract` raises.
    """
    named = [named_side(name, wish.out) for name in (a, b)]
    runs = [side for side in named if isinstance(side, Run)]
    if len(runs) == 2 and wish.says_how:
        typer.echo("Both are runs: nothing is run, --docs and the like have no use.", err=True)
    found = [side if isinstance(side, Run) else _known(side, wish, runs) for side in named]
    missing = [side for side in found if isinstance(side, Missing)]
    agree(missing, yes=wish.yes)
    left, right = (side if isinstance(side, Run) else _run(side) for side in found)
    return left, right


def named_side(name: str, out: Path) -> Run | str:
    """The run that `name` means, or the task as it is to be run.

    Raises UsageError when it is neither, or both.
    """
    run, task = _run_named(name, out), is_task(name)
    if run is not None and task:
        raise UsageError(
            f"{name} is a task, and a run as well.",
            hint=f"For the run: {run.folder}   For the task: {name}@base",
        )
    if run is not None:
        return run
    if task:
        return name
    if "@" in name:
        find_task(name)  # says which tasks there are
    raise UsageError(
        f"{name} is neither a run in {out} nor a task.",
        hint=f"{_newest(out)}\nA task is a folder with a task.yaml or one of: "
        f"{', '.join(built_in_tasks())}; either may end in @VARIANT.",
    )


def _run_named(name: str, out: Path) -> Run | None:
    if "@" in name and not (Path(name) / MANIFEST).is_file():
        return None
    try:
        return find_run(name, out)
    except UsageError:
        if name == "latest" or name.startswith("latest~") or "/latest" in name:
            raise
        return None


def is_task(name: str) -> bool:
    """Whether `name` means a task."""
    try:
        find_task(name)
    except UsageError:
        return False
    return True


def _newest(out: Path) -> str:
    newest = [run.id for run in list_runs(out)[-3:][::-1]]
    return f"The newest runs: {', '.join(newest)}" if newest else f"There are no runs in {out} yet."


def _known(name: str, wish: SidesWish, runs: Sequence[Run]) -> Run | Missing:
    """The newest complete run of exactly this task over these documents, if there is one."""
    docs = wish.docs or _docs_of(runs)
    if docs is None:
        raise UsageError(
            f"{name} is a task: which documents is it to be run on?", hint="Say --docs FOLDER."
        )
    asked = wish.of(name, docs)
    task, found = prepare(asked)
    if (run := _same_run(task, found.documents, asked)) is not None:
        typer.echo(f"{task.label}: {run.id} is just that, and is not run again.", err=True)
        return run
    return Missing(wish=asked, task=task, sources=found.documents)


def _docs_of(runs: Sequence[Run]) -> Path | None:
    """The documents of the side that is a run, if they still lie where they were."""
    for run in runs:
        said = run.manifest().arguments.get("docs")
        if isinstance(said, str) and Path(said).exists():
            typer.echo(f"Documents: {printable(said)}, those of {run.id}.", err=True)
            return Path(said)
    return None


def _same_run(task: Task, sources: Sequence[Source], wish: Wish) -> Run | None:
    from aiwf_cli.run.identity import program_version

    endpoint = _endpoint(task, wish)
    wanted: dict[str, str | None] | None = None
    for run in reversed(list_runs(wish.out / task.name)):
        try:
            manifest = run.manifest()
        except StoreError:
            continue
        if (
            manifest.status == "complete"
            and manifest.task_hash == task.hash
            and manifest.endpoint == endpoint
            and manifest.versions.get("aiwf") == program_version()
            and manifest.counts.documents == len(sources)
            and "repeat" not in manifest.arguments
        ):
            wanted = wanted or {source.id: sha256_of(Path(source.path)) for source in sources}
            if None not in wanted.values() and dict(_documents(run)) == wanted:
                return run
    return None


def _endpoint(task: Task, wish: Wish) -> str | None:
    """Who would be asked, as manifests name it."""
    if not task.asks:
        return None
    from aiwf_cli.llm.endpoint import endpoint_from_env
    from aiwf_cli.run.spending import REPLAY

    if wish.replay is not None:
        return f"{REPLAY}{sha256_of(wish.replay)}"
    return endpoint_from_env(wish.base_url, key_needed=False).name


def _documents(run: Run) -> Iterator[tuple[str, str | None]]:
    for line in run.record_lines():
        sha256 = line.get("sha256")
        yield str(line["file"]), sha256 if isinstance(sha256, str) else None


def _run(side: Missing) -> Run:
    """Runs a task, unless the other side was the same one. Raises what stopped it."""
    from aiwf_cli.cli.assembly.extraction import extract

    if (run := _same_run(side.task, side.sources, side.wish)) is not None:
        return run
    ended = extract(side.wish)
    for note in ended.notices:
        typer.echo(printable(note), err=True)
    if ended.error is not None:
        raise ended.error
    if ended.interrupted:
        raise KeyboardInterrupt  # caught before, to end the run in order
    assert ended.run is not None and ended.manifest is not None
    typer.echo(_ran(ended, ended.manifest, ended.run), err=True)
    return ended.run


def _ran(ended: Ended, manifest: Manifest, run: Run) -> str:
    calls = manifest.calls
    asked = f" · {calls.made:,} asked, {calls.cached:,} cached" if ended.task.asks else ""
    failed = f" · {manifest.counts.failed:,} failed" if manifest.counts.failed else ""
    documents = f"{manifest.counts.documents:,} documents"
    return f"{ended.task.label}: {documents}{failed}{asked} · run {run.folder}"
