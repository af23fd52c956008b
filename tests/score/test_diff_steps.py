"""Where a change came from: the first step whose output differs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from comparing import ORDER, compared, labelled, orders, side
from scoring import run_of, spec, trace

from aiwf_cli.model.json import JsonObject
from aiwf_cli.score.diff import RunSide, compare


def steps(*names: str) -> list[JsonObject]:
    return [{"name": name, "kind": "python", "call": "steps.py:work"} for name in names]


def traces(*outputs: tuple[str, JsonObject | None], file: str = "0.pdf") -> list[JsonObject]:
    return [trace(file, step, output) for step, output in outputs]


def first_steps(
    a: Sequence[JsonObject], b: Sequence[JsonObject], said: tuple[JsonObject, JsonObject]
) -> dict[str, str | None]:
    """The first step of each change by field, of runs with the steps of their traces."""
    sides = [
        side(spec(ORDER, steps(*dict.fromkeys(str(t["step"]) for t in lines))), orders(one))
        for lines, one in zip((a, b), said, strict=True)
    ]
    runs = [
        RunSide(run=run_of(one.run.spec, [*one.run.records()], lines))
        for one, lines in zip(sides, (a, b), strict=True)
    ]
    return {change.field: change.first_step for change in compare(*runs).changes}


def test_the_first_step_that_differs_is_named_and_every_one_is_counted(tmp_path: Path) -> None:
    def run(pages: list[int], total: int) -> list[JsonObject]:
        put_out = (("select", {"pages": pages}), ("read", {"total": total}), ("check", {}))
        return [line for at in (0, 1) for line in traces(*put_out, file=f"{at}.pdf")]

    a, b = run([1], 4), run([2], 5)
    b[3] = a[3]
    found = compared(
        tmp_path,
        orders({"total": 4}, {"total": 4}),
        orders({"total": 5}, {"total": 5}),
        labelled({"total": 5}, {"total": 5}),
        traces=(a, b),
        steps=steps("select", "read", "check"),
    )
    assert [change.first_step for change in found.changes] == ["select", "read"]
    assert found.steps == {"select": 1, "read": 2, "check": 0}


def test_a_step_of_one_run_alone_is_no_difference_when_a_common_one_differs() -> None:
    a = traces(("read", {"total": 4}))
    b = traces(("look", {"style": "1."}), ("read", {"total": 5}), ("tidy", {"total": 5}))
    assert first_steps(a, b, ({"total": 4}, {"total": 5})) == {"total": "read"}


def test_when_the_common_steps_agree_it_came_from_the_first_that_one_has() -> None:
    a = traces(("read", {"total": 4}))
    b = traces(("read", {"total": 4}), ("tidy", {"total": 5}), ("check", {}))
    assert first_steps(a, b, ({"total": 4}, {"total": 5})) == {"total": "tidy"}
    assert first_steps(b, a, ({"total": 5}, {"total": 4})) == {"total": "tidy"}


def test_a_step_that_speaks_of_other_fields_is_passed_over() -> None:
    a = traces(("names", {"buyer": "X"}), ("sums", {"total": 4}))
    b = traces(("names", {"buyer": "Y"}), ("sums", {"total": 5}))
    told = first_steps(a, b, ({"buyer": "X", "total": 4}, {"buyer": "Y", "total": 5}))
    assert told == {"buyer": "names", "total": "sums"}


def test_a_step_that_failed_in_one_run_is_a_difference() -> None:
    a = traces(("look", {"style": "1."}), ("read", {"total": 4}))
    b = traces(("look", {"style": "1."}), ("read", None))
    assert first_steps(a, b, ({"total": 4}, {"total": None})) == {"total": "read"}


def test_traces_that_are_not_there_tell_nothing(tmp_path: Path) -> None:
    found = compared(tmp_path, orders({"total": 4}), orders({"total": 5}))
    assert [change.first_step for change in found.changes] == [None]
    assert found.steps == {"read": 0}


def test_documents_may_come_in_another_order(tmp_path: Path) -> None:
    a = [trace(f"{at}.pdf", "read", {"total": at}) for at in range(4)]
    b = [trace(f"{at}.pdf", "read", {"total": at + at % 2}) for at in (3, 1, 0, 2)]
    said = orders(*[{"total": at} for at in range(4)])
    assert compared(tmp_path, said, said, traces=(a, b)).steps == {"read": 2}


def test_a_step_that_had_the_right_value_is_named_as_evaluating_does(tmp_path: Path) -> None:
    a = traces(("find", {"found": "Otter Ltd"}), ("read", {"buyer": "Heron"}))
    b = traces(("find", {"found": "Otter Ltd"}), ("read", {"buyer": "Otter Ltd"}))
    (change,) = compared(
        tmp_path,
        orders({"buyer": "Heron"}),
        orders({"buyer": "Otter Ltd"}),
        labelled({"buyer": "Otter Ltd"}),
        traces=(a, b),
        steps=steps("find", "read"),
    ).changes
    assert change.a
    assert change.a.explanation == "step find had the right value"
    assert change.first_step == "read"
