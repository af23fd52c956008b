"""How long it takes to compare two runs of 2,000 documents, read from their files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from time import perf_counter

import pytest
from comparing import labelled
from scoring import gold, record, spec, trace

from aiwf_cli.model.json import Json, JsonObject, dumps
from aiwf_cli.score.diff import RunSide, compare
from aiwf_cli.score.evaluate import RunLines

DOCUMENTS = 2000
SINGLE = {"a": "text", "b": "money", "c": "date", "d": "code", "e": "number", "f": "quote"}
FIELDS = {name: {"type": kind} for name, kind in SINGLE.items()} | {
    "items": {
        "type": "list",
        "of": {"name": {"type": "text"}, "price": {"type": "money"}, "code": {"type": "code"}},
    }
}
TASK = spec(FIELDS, [{"name": n, "kind": "python", "call": "steps.py:f"} for n in ("look", "read")])


def truth(draw: Random) -> JsonObject:
    number = draw.randrange(10**9)
    return {
        "a": f"Heron {number} Ltd",
        "b": number,
        "c": f"2024-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
        "d": f"{number:010}",
        "e": draw.random(),
        "f": f"The provider of {number} is not liable for anything that happens to it",
        "items": [
            {"name": f"Item {draw.randrange(10**6)}", "price": draw.randrange(10**6), "code": "A1"}
            for _ in range(5)
        ],
    }


def spoilt(value: Json, draw: Random) -> Json:
    if isinstance(value, list):
        return [spoilt(one, draw) for one in value if draw.random() > 0.05]
    if isinstance(value, dict):
        return {name: spoilt(one, draw) for name, one in value.items()}
    if draw.random() > 0.1:
        return value
    return value * 10 if isinstance(value, int) else None


def write(path: Path, lines: Iterable[JsonObject]) -> None:
    path.write_text("".join(dumps(line) + "\n" for line in lines), encoding="utf-8")


def read(path: Path) -> Iterator[JsonObject]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


@pytest.mark.soak
def test_two_runs_of_2000_documents_are_compared_in_5_seconds(tmp_path: Path) -> None:
    right = [truth(Random(at)) for at in range(DOCUMENTS)]
    known = gold(tmp_path, TASK, *labelled(*right))
    sides = []
    for name in "ab":
        draw, folder = Random(name), tmp_path / name
        folder.mkdir()
        said = [{field: spoilt(value, draw) for field, value in one.items()} for one in right]
        quotes = dict.fromkeys(FIELDS, "a line of the document that says it")
        write(
            folder / "records",
            (record(f"{at}.pdf", one, quotes=quotes) for at, one in enumerate(said)),
        )
        write(
            folder / "traces",
            (
                trace(f"{at}.pdf", step, put_out)
                for at, one in enumerate(said)
                for step, put_out in (("look", {"text": "x" * 2000}), ("read", one))
            ),
        )
        run = RunLines(
            id=name,
            spec=TASK,
            files=[f"{at}.pdf" for at in range(DOCUMENTS)],
            records=lambda folder=folder: read(folder / "records"),  # type: ignore[misc]
            traces=lambda folder=folder: read(folder / "traces"),  # type: ignore[misc]
        )
        sides.append(RunSide(run=run, gold=known))
    begun = perf_counter()
    found = compare(*sides)
    assert perf_counter() - begun < 5
    assert found.documents == DOCUMENTS
    assert found.cells.fixed > 1000
