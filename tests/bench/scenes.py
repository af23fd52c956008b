"""What is measured, one function a scene; each holds aiwf against something run beside it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from math import ceil

from .bench import HERE, ONE_QUESTION, THREE_QUESTIONS, Bench, Figure
from .corpus import folder_of, gold_of
from .measure import Run, Runs, in_turn, ratio

Scene = Callable[[Bench, int], None]

AT_ONCE = 32
LATENCY = 200
"""Milliseconds."""
MOST_BY_HAND = 2_000
"""Documents beyond which the hand-written script is not waited for."""


def start(bench: Bench, documents: int) -> None:
    """`aiwf --help`, and one document from the cache, against a bare app of three commands."""
    docs = folder_of(bench.scratch, 1)
    task, folder = bench.task(ONE_QUESTION), bench.place("start")
    bench.extract(task, docs, folder, latency=0)
    timed = in_turn(
        {
            "bare app": lambda: bench.python(HERE / "bare_app.py", "--help"),
            "help": lambda: bench.aiwf("--help"),
            "one cached": lambda: bench.extract(task, docs, folder, latency=0),
        },
        max(5, bench.rounds),
    )
    _compared(bench, "start", "aiwf --help / bare app", timed, "help", "bare app", most=1.25)
    _compared(
        bench, "start", "one cached document / bare app", timed, "one cached", "bare app", most=3
    )


def cold(bench: Bench, documents: int) -> None:
    """Nothing is known yet: against the script, the calls alone, and the latency alone."""
    docs, task = folder_of(bench.scratch, documents), bench.task(ONE_QUESTION)
    commands: dict[str, Callable[[], Run]] = {
        "aiwf": lambda: bench.extract(task, docs, bench.place("cold")),
    }
    if documents <= MOST_BY_HAND:
        commands["by hand"] = lambda: bench.by_hand(docs, bench.place("cold"))
        commands["calls alone"] = lambda: bench.calls_alone(documents)
    timed = in_turn(commands, bench.rounds)
    what = f"cold, {documents:,} documents"
    if "by hand" in timed:
        aim = 0.65 if documents == 200 else None
        _compared(bench, "cold", f"{what} / by hand", timed, "aiwf", "by hand", most=aim)
        _compared(bench, "cold", f"{what} / calls alone", timed, "aiwf", "calls alone")
    _against_latency(bench, "cold", f"{what} / latency alone", timed["aiwf"], documents)


def slow(bench: Bench, documents: int) -> None:
    """A slow model: 1,000 documents at one second, 64 at once, against the latency alone."""
    docs, task = folder_of(bench.scratch, 1_000), bench.task(ONE_QUESTION)
    timed = in_turn(
        {"aiwf": lambda: bench.extract(task, docs, bench.place("slow"), latency=1000, at_once=64)},
        bench.rounds,
    )
    what = "1,000 documents, 1 s, 64 at once / latency alone"
    _against_latency(bench, "slow", what, timed["aiwf"], 1_000, latency=1000, at_once=64, most=1.10)


def warm(bench: Bench, documents: int) -> None:
    """Everything is known: against the script and against the floor of any rerun."""
    docs, task = folder_of(bench.scratch, documents), bench.task(ONE_QUESTION)
    ours, theirs, floor = (bench.place(f"warm-{name}") for name in ("aiwf", "by-hand", "bare"))
    latency = 0 if documents > MOST_BY_HAND else LATENCY
    bench.extract(task, docs, ours, latency=latency)
    records = next(ours.glob("runs/latest/records.jsonl"))
    bench.python(HERE / "bare.py", "fill", docs, records, floor)
    commands: dict[str, Callable[[], Run]] = {
        "aiwf": lambda: bench.extract(task, docs, ours, latency=latency),
        "bare": lambda: bench.python(HERE / "bare.py", "rerun", docs, floor),
    }
    if documents <= MOST_BY_HAND:
        bench.by_hand(docs, theirs)
        commands["by hand"] = lambda: bench.by_hand(docs, theirs)
    timed = in_turn(commands, bench.rounds)
    what = f"warm, {documents:,} documents"
    if "by hand" in timed:
        aim = 0.25 if documents == 200 else None
        _compared(bench, "warm", f"{what} / by hand", timed, "aiwf", "by hand", most=aim)
    aim = 2 if documents >= 2_000 else None
    _compared(bench, "warm", f"{what} / bare", timed, "aiwf", "bare", most=aim)
    bench.found(
        Figure(
            scene="warm",
            name=f"{what}: a document",
            value=timed["aiwf"].wall / documents * 1e6,
            unit="µs",
        )
    )


def changed(bench: Bench, documents: int) -> None:
    """One prompt of three is changed: against a warm run and the latency of its calls."""
    docs, folder = folder_of(bench.scratch, documents), bench.place("changed")
    task = bench.task(THREE_QUESTIONS)
    bench.extract(task, docs, folder)
    prompt, before = task / "prompts/amount.md", bench.calls()

    def change() -> Run:
        text = prompt.read_text("utf-8")
        prompt.write_text("Think twice. " + text, encoding="utf-8")
        return bench.extract(task, docs, folder)

    def rerun() -> Run:
        return bench.extract(task, docs, folder)

    timed = in_turn({"changed": change, "warm": rerun}, bench.rounds)
    what = f"one prompt of three changed, {documents:,} documents"
    calls = (bench.calls() - before) / bench.rounds / documents
    bench.found(Figure(scene="changed", name=f"{what}: calls a document", value=calls, most=1))
    limit = _limit(documents, LATENCY, AT_ONCE)
    against = timed["changed"].wall / (timed["warm"].wall + limit)
    parts = {name: runs.to_json() for name, runs in timed.items()} | {"latency alone": limit}
    bench.found(
        Figure(scene="changed", name=f"{what} / warm + latency", value=against, parts=parts)
    )


def parsing(bench: Bench, documents: int) -> None:
    """Reading PDFs with two workers against one."""
    docs = folder_of(bench.scratch, min(documents, 1_000))
    timed = in_turn(
        {
            str(count): lambda count=count: bench.python(HERE / "parsing.py", docs, count)
            for count in (1, 2)
        },
        bench.rounds,
    )
    gain = ratio(timed["1"], timed["2"], lambda run: float(run.output))
    parts = {name: [float(run.output) for run in runs.runs] for name, runs in timed.items()}
    bench.found(
        Figure(
            scene="parsing",
            name="documents a second, two workers / one",
            value=gain,
            least=1.7,
            parts=parts,
        )
    )
    each = min(parts["1"]) / len(list(docs.iterdir())) * 1e3
    bench.found(Figure(scene="parsing", name="a document, one worker", value=each, unit="ms"))


def evaluate(bench: Bench, documents: int) -> None:
    """Scoring a run against gold."""
    docs, task = folder_of(bench.scratch, documents), bench.task(ONE_QUESTION)
    folder = bench.place("evaluate")
    bench.extract(task, docs, folder, latency=0)
    gold = gold_of(docs)
    timed = in_turn(
        {"aiwf": lambda: bench.aiwf("evaluate", "--gold", gold, "--json", folder=folder)},
        bench.rounds,
    )
    _check_scores(timed["aiwf"].runs[0], documents)
    bench.found(
        Figure(
            scene="evaluate",
            name=f"{documents:,} documents, {5 * documents:,} cells",
            value=timed["aiwf"].wall,
            unit="s",
            parts=timed["aiwf"].to_json(),
        )
    )


def memory(bench: Bench, documents: int) -> None:
    """The main process's peak, first run and rerun, with documents of 200 pages among the rest."""
    docs, task = folder_of(bench.scratch, documents, long=True), bench.task(ONE_QUESTION)
    folder = bench.place("memory")
    peaks = {}
    for name in ("cold", "warm"):
        run = bench.extract(task, docs, folder, latency=0)
        peaks[name] = run.peak / 2**20
        bench.found(
            Figure(
                scene="memory",
                name=f"{name}, {documents:,} documents and long ones",
                value=peaks[name],
                unit="MiB",
                most=250 if documents == 2_000 else None,
                parts={"wall": run.wall, "cpu": run.cpu},
            )
        )
    smaller = [f for f in bench.figures if f.scene == "memory" and "cold, 2,000" in f.name]
    if documents > 2_000 and smaller:
        grown = peaks["cold"] / smaller[0].value
        what = f"cold, {documents:,} documents / 2,000"
        bench.found(Figure(scene="memory", name=what, value=grown, most=1.2))


SCENES: Mapping[str, Scene] = {
    scene.__name__: scene for scene in (start, cold, warm, changed, slow, parsing, evaluate, memory)
}
"""Every scene, by name."""

ONCE = frozenset({"start", "slow", "parsing"})
"""Scenes that have a number of documents of their own."""


def clear(bench: Bench) -> None:
    """Takes away what the scenes left behind; the documents stay for the next time."""
    shutil.rmtree(bench.scratch / "work", ignore_errors=True)


def _compared(
    bench: Bench,
    scene: str,
    name: str,
    timed: Mapping[str, Runs],
    ours: str,
    other: str,
    *,
    most: float | None = None,
) -> None:
    """The figure of one command's wall time over another's; processor time goes into the parts."""
    a, b = timed[ours], timed[other]
    parts = {
        ours: a.to_json(),
        other: b.to_json(),
        "cpu_ratio": round(ratio(a, b, lambda run: run.cpu), 3),
    }
    value = ratio(a, b, lambda run: run.wall)
    bench.found(Figure(scene=scene, name=name, value=value, most=most, parts=parts))


def _against_latency(
    bench: Bench,
    scene: str,
    name: str,
    runs: Runs,
    documents: int,
    *,
    latency: int = LATENCY,
    at_once: int = AT_ONCE,
    most: float | None = None,
) -> None:
    limit = _limit(documents, latency, at_once)
    parts = {"aiwf": runs.to_json(), "latency alone": limit}
    bench.found(Figure(scene=scene, name=name, value=runs.wall / limit, most=most, parts=parts))


def _limit(calls: int, latency: int, at_once: int) -> float:
    """Seconds that so many calls take by the model's latency alone."""
    return ceil(calls / at_once) * latency / 1000


def _check_scores(run: Run, documents: int) -> None:
    """A benchmark of wrong answers would be none."""
    score = json.loads(run.output)
    labelled = score["documents"]["labelled"]
    if labelled != documents or score["overall"]["accuracy"] < 1:
        raise RuntimeError(f"the model answers by rule, yet: {score['overall']}")
