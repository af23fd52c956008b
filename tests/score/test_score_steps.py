"""The step at fault: from gold of single steps, and by putting their outputs right."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

from scoring import failure, gold, record, run_of, score, spec, trace

from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.score import Score
from aiwf_cli.score.blame import Replayed, blame, calls_needed, cases
from aiwf_cli.score.evaluate import evaluate

FIELDS: dict[str, object] = {
    "imprint": {"type": "code"},
    "verdict": {"type": "enum", "values": ["ours", "not ours"]},
}
STEPS: list[JsonObject] = [
    {"name": "read", "kind": "python", "call": "steps.py:read"},
    {"name": "match", "kind": "python", "call": "steps.py:match"},
    {"name": "decide", "kind": "python", "call": "steps.py:decide"},
]
LIST: dict[str, object] = {
    "items": {"type": "list", "of": {"text": {"type": "text"}, "clause": {"type": "clause"}}}
}
LIST_STEPS: list[JsonObject] = [
    {"name": "find", "kind": "python", "call": "steps.py:find"},
    {"name": "number", "kind": "python", "call": "steps.py:number"},
]


def tablet(
    folder: Path, read: str, status: str, verdict: str, steps: JsonObject | None = None
) -> Score:
    """One photograph of KT 214, which is ours, as a run may have read it."""
    labels: JsonObject = {"read": {"imprint": "KT 214"}, "match": {"status": "exact"}}
    return score(
        folder,
        FIELDS,
        [record("x.jpg", {"imprint": read, "verdict": verdict})],
        [
            {
                "file": "x.jpg",
                "fields": {"imprint": "KT 214", "verdict": "ours"},
                "steps": labels if steps is None else steps,
            }
        ],
        traces=[
            trace("x.jpg", "read", {"imprint": {"value": read, "quote": read}}),
            trace("x.jpg", "match", {"status": status}),
            trace("x.jpg", "decide", {"verdict": verdict}),
        ],
        steps=STEPS,
    )


def blamed(found: Score) -> dict[str, str | None]:
    return {cell.field: cell.first_wrong_step for cell in found.cells if not cell.right}


def test_the_first_step_that_differs_is_at_fault(tmp_path: Path) -> None:
    found = tablet(tmp_path, "KT 21A", "none", "not ours")
    assert blamed(found) == {"imprint": "read", "verdict": "read"}
    assert found.steps["read"].first_wrong == 1
    assert found.steps["match"].first_wrong == 0
    assert found.steps["read"].rates.wrong == 1
    assert found.steps["match"].rates.wrong == 1


def test_a_later_step_is_at_fault_when_those_before_it_are_right(tmp_path: Path) -> None:
    assert blamed(tablet(tmp_path, "KT 214", "none", "not ours")) == {"verdict": "match"}


def test_when_all_labelled_steps_are_right_it_is_who_said_it_last(tmp_path: Path) -> None:
    found = tablet(tmp_path, "KT 214", "exact", "not ours")
    assert blamed(found) == {"verdict": "decide"}
    assert found.steps["decide"].first_wrong == 1
    assert found.steps["decide"].rates.n == 0


def test_without_gold_of_steps_nobody_knows(tmp_path: Path) -> None:
    found = tablet(tmp_path, "KT 21A", "none", "not ours", steps={})
    assert blamed(found) == {"imprint": None, "verdict": None}
    assert found.unattributed == 1


def test_the_step_a_document_failed_in_is_at_fault(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        FIELDS,
        [failure("x.jpg", "refusal", "match"), failure("y.jpg", "encrypted")],
        [
            {"file": "x.jpg", "fields": {"verdict": "ours"}},
            {"file": "y.jpg", "fields": {"verdict": "ours"}},
        ],
        steps=STEPS,
    )
    assert [cell.first_wrong_step for cell in found.cells] == ["match", None]
    assert found.steps["match"].first_wrong == 1
    assert found.unattributed == 1


def test_wrong_documents_are_the_sum_of_those_of_each_step(tmp_path: Path) -> None:
    labels: JsonObject = {"read": {"imprint": "KT 214"}}
    names = [f"{at}.jpg" for at in range(6)]
    said = ["KT 214", "KT 214", "KT 2", "KT 2", "KT 2", "KT 214"]
    verdicts = ["ours", "not ours", "not ours", "ours", "not ours", "not ours"]
    found = score(
        tmp_path,
        FIELDS,
        [
            record(name, {"imprint": read, "verdict": verdict})
            for name, read, verdict in zip(names, said, verdicts, strict=True)
        ],
        [
            {
                "file": name,
                "fields": {"imprint": "KT 214", "verdict": "ours"},
                **({"steps": labels} if name != "5.jpg" else {}),
            }
            for name in names
        ],
        traces=[trace(n, "read", {"imprint": r}) for n, r in zip(names, said, strict=True)],
        steps=STEPS,
    )
    wrong = found.whole.documents.labelled - found.whole.documents.all_correct
    assert wrong == 5
    assert sum(step.first_wrong for step in found.steps.values()) + found.unattributed == wrong


def items(*rows: tuple[str, str | None]) -> list[Json]:
    return [{"text": text, "clause": clause} for text, clause in rows]


def test_in_a_list_a_step_answers_for_its_own_rows(tmp_path: Path) -> None:
    labels = items(("a one", "第1条"), ("b two", "第2条"), ("c three", "第3条"))
    said = items(("a one", "第1条"), ("b two", "第9条"), ("x odd", "第4条"))
    found = score(
        tmp_path,
        LIST,
        [record("x.pdf", {"items": said})],
        [
            {
                "file": "x.pdf",
                "fields": {"items": labels},
                "steps": {"find": {"items": [{"text": t} for t in ("a one", "b two", "c three")]}},
            }
        ],
        traces=[
            trace("x.pdf", "find", {"items": [{"text": t} for t in ("a one", "b two", "x odd")]}),
            trace("x.pdf", "number", {"items": said}),
        ],
        steps=LIST_STEPS,
    )
    assert [
        (cell.field, cell.row, cell.outcome, cell.first_wrong_step)
        for cell in found.cells
        if not cell.right
    ] == [
        ("items.clause", 2, "wrong", "number"),
        ("items.text", 3, "missed", "find"),
        ("items.clause", 3, "missed", "find"),
        ("items.text", 4, "invented", "find"),
        ("items.clause", 4, "invented", "find"),
    ]
    assert found.steps["find"].first_wrong == 1


def test_gold_of_what_no_step_puts_out_is_told_and_not_counted(tmp_path: Path) -> None:
    steps: JsonObject = {"read": {"imprint": "KT 214", "colour": "white"}, "gone": {"x": 1}}
    found = tablet(tmp_path, "KT 214", "exact", "not ours", steps=steps)
    assert found.steps["read"].rates.n == 1
    assert any("read.colour" in note for note in found.notices)


def test_texts_numbers_and_lists_that_are_no_fields_compare_as_folded_text(tmp_path: Path) -> None:
    right: JsonObject = {"match": {"status": "ＥＸＡＣＴ", "tries": 2, "codes": ["KT 214", "A"]}}
    found = score(
        tmp_path,
        FIELDS,
        [record("x.jpg", {"imprint": "KT 214"})],
        [{"file": "x.jpg", "fields": {"imprint": "KT 214"}, "steps": right}],
        traces=[
            trace("x.jpg", "match", {"status": "exact", "tries": 2, "codes": ["kt214", "A"]}),
        ],
        steps=STEPS,
    )
    assert (found.steps["match"].rates.correct, found.steps["match"].rates.n) == (3, 3)


def test_a_select_step_may_keep_more_than_is_needed(tmp_path: Path) -> None:
    steps: list[JsonObject] = [{"name": "pages", "kind": "select", "keywords": ["x"]}, *STEPS]
    found = score(
        tmp_path,
        FIELDS,
        [record("a.jpg", {"verdict": "ours"}), record("b.jpg", {"verdict": "ours"})],
        [
            {"file": f, "fields": {"verdict": "ours"}, "steps": {"pages": {"pages": [2]}}}
            for f in ("a.jpg", "b.jpg")
        ],
        traces=[
            trace("a.jpg", "pages", {"pages": [1, 2]}),
            trace("b.jpg", "pages", {"pages": [1]}),
        ],
        steps=steps,
    )
    assert (found.steps["pages"].rates.correct, found.steps["pages"].rates.wrong) == (1, 1)


def test_gold_of_a_step_may_have_the_steps_own_form(tmp_path: Path) -> None:
    printed: JsonObject = {"imprint": {"value": "KT 214", "side": "front"}}
    found = score(
        tmp_path,
        FIELDS,
        [record("x.jpg", {"imprint": "KT 214"})],
        [{"file": "x.jpg", "fields": {"imprint": "KT 214"}, "steps": {"read": printed}}],
        traces=[
            trace("x.jpg", "read", {"imprint": {"value": "kt214", "side": "front", "sure": True}})
        ],
        steps=STEPS,
    )
    assert (found.steps["read"].rates.correct, found.steps["read"].rates.n) == (1, 1)


# --- replays ------------------------------------------------------------------------------------


def replaying(
    folder: Path, answers: Mapping[str, tuple[str, str]]
) -> tuple[list[tuple[str, str]], int, list[Mapping[str, JsonObject]]]:
    """What putting each step right shows for a document that `read` and `match` got wrong.

    `answers` are the verdict and the status that the pipeline gives when a step is put right.
    """
    task = spec(FIELDS, STEPS)
    labels = gold(
        folder,
        task,
        {
            "file": "x.jpg",
            "fields": {"verdict": "ours"},
            "steps": {"read": {"imprint": "KT 214"}, "match": {"status": "exact"}},
        },
    )
    run = run_of(
        task,
        [record("x.jpg", {"imprint": "KT 2", "verdict": "not ours"})],
        [
            trace("x.jpg", "read", {"imprint": "KT 2", "side": "front"}, made=1),
            trace("x.jpg", "match", {"status": "none"}, made=2),
            trace("x.jpg", "decide", {"verdict": "not ours"}, made=3),
        ],
    )
    given: list[Mapping[str, JsonObject]] = []

    async def replay(file: str, outputs: Mapping[str, JsonObject]) -> Replayed:
        given.append(outputs)
        verdict, status = answers["match" if "match" in outputs else "read"]
        return Replayed(
            line=record(file, {"imprint": "KT 214", "verdict": verdict}),
            outputs={"match": {"status": status}},
        )

    found = cases(run, labels, evaluate(run, labels))
    verdicts = asyncio.run(blame(run, labels, found, replay))
    return [(one.step, one.verdict) for one in verdicts], calls_needed(found), given


def test_a_step_that_alone_makes_all_right_caused_it_and_the_next_inherited(tmp_path: Path) -> None:
    verdicts, calls, given = replaying(tmp_path, {"read": ("ours", "exact")})
    assert verdicts == [("read", "caused"), ("match", "inherited")]
    assert calls == (2 + 3) + 3
    assert given == [{"read": {"imprint": "KT 214", "side": "front"}}]


def test_a_step_is_no_help_when_a_later_one_is_wrong_by_itself(tmp_path: Path) -> None:
    verdicts, _, given = replaying(
        tmp_path, {"read": ("not ours", "none"), "match": ("ours", "exact")}
    )
    assert verdicts == [("read", "no help"), ("match", "caused")]
    # Questions asked before the step are answered as they were.
    assert given[1] == {
        "read": {"imprint": "KT 2", "side": "front"},
        "match": {"status": "exact"},
    }


def test_documents_that_cannot_be_replayed_are_said_to_be_so(tmp_path: Path) -> None:
    task = spec(FIELDS, STEPS)
    labels = gold(
        tmp_path,
        task,
        {"file": "x.jpg", "fields": {"verdict": "ours"}, "steps": {"match": {"status": "exact"}}},
    )
    records: Sequence[JsonObject] = [record("x.jpg", {"verdict": "not ours"})]
    run = run_of(task, records, [trace("x.jpg", "match", {"status": "none"})])

    async def nobody(file: str, outputs: Mapping[str, JsonObject]) -> None:
        return None

    found = cases(run, labels, evaluate(run, labels))
    (one,) = asyncio.run(blame(run, labels, found, nobody))
    assert (one.step, one.verdict, one.wrong) == ("match", "not asked", 1)


def test_an_object_whose_parts_are_all_absent_is_absent(tmp_path: Path) -> None:
    """Models that are asked for value and label say null to both where there is neither."""
    part = {"type": "object", "of": {"value": {"type": "text"}, "label": {"type": "text"}}}
    ask: JsonObject = {"name": "ask", "kind": "ask", "prompt": "p.md", "returns": {"tax": part}}
    found = score(
        tmp_path,
        {"tax": {"type": "number"}},
        [record("x.pdf", {"tax": None})],
        [{"file": "x.pdf", "fields": {"tax": None}, "steps": {"ask": {"tax": None}}}],
        traces=[trace("x.pdf", "ask", {"tax": {"value": None, "label": None}})],
        steps=[ask],
    )
    assert (found.steps["ask"].rates.absent_ok, found.steps["ask"].rates.invented) == (1, 0)


def test_the_step_at_fault_is_found_quickly_in_long_lists(tmp_path: Path) -> None:
    """A wrong column of a long table makes a fault of every row, in the record and in the step."""
    wanted: list[Json] = [{"text": f"Item {at}", "clause": f"第{at + 1}条"} for at in range(300)]
    said: list[Json] = [{"text": f"Item {at}", "clause": f"第{at + 500}条"} for at in range(300)]
    more: list[Json] = [{"text": f"Other {at}", "clause": None} for at in range(200)]
    begun = perf_counter()
    found = score(
        tmp_path,
        LIST,
        [record("x.pdf", {"items": said + more})],
        [{"file": "x.pdf", "fields": {"items": wanted}, "steps": {"find": {"items": wanted}}}],
        traces=[trace("x.pdf", "find", {"items": said + more})],
        steps=LIST_STEPS,
    )
    faults = [cell.first_wrong_step for cell in found.cells if not cell.right]
    assert faults == ["find"] * 500
    assert perf_counter() - begun < 10


def test_gold_is_put_in_the_place_of_an_output_in_the_form_of_the_output(tmp_path: Path) -> None:
    """Experts write plain values; the prompt of a later step reads `items[0].text.value`."""
    task = spec(LIST, LIST_STEPS)
    said: JsonObject = {"value": "Fees", "quote": "3. Fees"}
    labels = gold(
        tmp_path,
        task,
        {
            "file": "x.pdf",
            "fields": {"items": [{"text": "Liability"}]},
            "steps": {"find": {"items": [{"text": "Liability"}, {"text": "Law"}]}},
        },
    )
    run = run_of(
        task,
        [record("x.pdf", {"items": [{"text": "Fees", "clause": None}]})],
        [trace("x.pdf", "find", {"items": [{"text": said}], "all": True})],
    )
    (case,) = cases(run, labels, evaluate(run, labels))
    assert case.trials[0].given == {
        "find": {
            "items": [{"text": {"value": "Liability"}}, {"text": {"value": "Law"}}],
            "all": True,
        }
    }
