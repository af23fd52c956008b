"""aiwf evaluate: a run held against the expert's labels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import typer

from aiwf_cli.cli.terminal.exits import NOT_ALL_WELL
from aiwf_cli.cli.terminal.options import CACHE_DIR, JSON, OUT, RUN, out_option, path_named
from aiwf_cli.cli.terminal.screen import screen_console, secho
from aiwf_cli.errors import StoreError

if TYPE_CHECKING:
    from aiwf_cli.cli.assembly.evaluation import Evaluated
    from aiwf_cli.score.gates import Gate


def evaluate(
    run: str = RUN,
    gold: Path = typer.Option(
        ..., "--gold", metavar="FILE", parser=path_named, help="Labels as .xlsx, .csv or .jsonl."
    ),
    cells: Path | None = typer.Option(
        None,
        "--cells",
        metavar="FILE",
        parser=path_named,
        help="Write every cell to FILE.csv, or to FILE.xlsx with the differences first.",
    ),
    fail_under: list[str] = typer.Option(
        [], "--fail-under", metavar="FIELD=RATE", help="Exit 1 below this accuracy; repeatable."
    ),
    junit: Path | None = typer.Option(
        None, "--junit", metavar="FILE", parser=path_named, help="Write JUnit XML."
    ),
    blame: bool = typer.Option(
        False, "--blame", help="Replay what is wrong with right outputs of steps (gold with steps)."
    ),
    docs: Path | None = typer.Option(
        None,
        "--docs",
        metavar="FOLDER",
        parser=path_named,
        help="For --blame: the documents, if they moved.",
    ),
    replay: Path | None = typer.Option(
        None,
        "--replay",
        metavar="FILE",
        parser=path_named,
        help="For --blame: answer from recorded replies.",
    ),
    base_url: str | None = typer.Option(
        None, "--base-url", help="For --blame: an OpenAI-compatible endpoint."
    ),
    cache_dir: Path = CACHE_DIR,
    out: Path = OUT,
    as_json: bool = JSON,
) -> None:
    """Score a run against labels: by field, with what goes wrong and in which step.

    Labels name fields by name or label; a blank cell is not labelled, (none) or なし is known to be
    absent, A || B are both right. What was scored is kept in the run's scores.json.

    \b
    aiwf evaluate --gold gold.xlsx
    aiwf evaluate latest~1 --gold gold.xlsx --cells cells.xlsx      for the expert
    aiwf evaluate --gold gold.csv --fail-under overall=0.95         for CI
    """
    from aiwf_cli.cli.assembly.evaluation import one_object, score_run
    from aiwf_cli.run.store import find_run
    from aiwf_cli.score.evaluate import cell_names
    from aiwf_cli.score.gates import gate, read_threshold

    thresholds = [read_threshold(text) for text in fail_under]
    evaluated = score_run(find_run(run, out), gold)
    names = cell_names(evaluated.spec.fields)
    gates = [gate(threshold, evaluated.score, names) for threshold in thresholds]
    if blame:
        from aiwf_cli.cli.assembly.blame import BlameWish, with_blame

        wish = BlameWish(docs=docs, replay=replay, base_url=base_url, cache_dir=cache_dir)
        evaluated = with_blame(evaluated, wish)
    _write(evaluated, gates, cells, junit)
    if as_json:
        typer.echo(one_object(evaluated))
    else:
        _print(evaluated, gates, run, cells)
    _tell_gates(gates, as_json=as_json)


def _write(evaluated: Evaluated, gates: list[Gate], cells: Path | None, junit: Path | None) -> None:
    """Keeps the score in the run, and writes the files that were asked for."""
    from aiwf_cli.cli.assembly.evaluation import keep_score, labels_of

    try:
        keep_score(evaluated.run, evaluated.score)
    except StoreError as error:  # somebody else's run may be read, not written
        secho(f"The score is not kept: {error.message}", err=True)
    if cells is not None:
        from aiwf_cli.report.cells import write_cells

        write_cells(evaluated.score, labels_of(evaluated.spec.fields), cells)
    if junit is not None:
        from aiwf_cli.report.junit import write_junit

        write_junit(evaluated.score, gates, junit)


def _print(evaluated: Evaluated, gates: list[Gate], run: str, cells: Path | None) -> None:
    from aiwf_cli.cli.assembly.evaluation import labels_of
    from aiwf_cli.report.scores import ScoreScreen, print_score

    screen = ScoreScreen(
        score=evaluated.score,
        title=evaluated.title,
        labels=labels_of(evaluated.spec.fields),
        gates=[f"Not reached: {gate}" for gate in gates if not gate.passed],
        advice=tuple(_advice(evaluated, run, cells)),
    )
    print_score(screen_console(), screen)


def _advice(evaluated: Evaluated, run: str, cells: Path | None) -> Iterator[str]:
    from aiwf_cli.run.history import with_the_one_before

    gold, out = quote(evaluated.gold.name), out_option(evaluated.run.folder.parent.parent)
    differs = any(not cell.right for cell in evaluated.score.cells)
    if cells is None and differs:
        again = f"aiwf evaluate {quote(run)}{out} --gold {gold}"
        yield f"{again} --cells cells.xlsx    what differs, for the expert"
    elif cells is not None:
        yield f"open {cells}: what was read, where, and why it is wrong"
    if both := with_the_one_before(evaluated.run):
        yield f"aiwf diff {' '.join(both)}{out} --gold {gold}    what the last change did"
    if differs:
        yield "change a hint, a synonym, a prompt; run again; evaluate again"
    else:
        yield "label more documents: nothing is wrong with these"


def _tell_gates(gates: list[Gate], *, as_json: bool) -> None:
    missed = [gate for gate in gates if not gate.passed]
    if as_json:
        for gate in missed:
            typer.echo(f"Not reached: {gate}", err=True)
    if missed:
        raise typer.Exit(NOT_ALL_WELL)
