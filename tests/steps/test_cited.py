"""outline with `clauses:`: which article says so, by rule and without code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from aiwf_cli.model.record import Record, Value
from aiwf_cli.model.task import Task
from aiwf_cli.run.pipeline import run_pipeline
from aiwf_cli.steps.validate import problems
from support import ScriptedClient, document

MakeTask = Callable[..., Task]
RULES = """就業規則
第1条（目的）
この規則は、就業に関する事項を定める。
第2条（解雇）
従業員が次のいずれかに該当するときは、解雇することがある。
2 前項の場合は、少なくとも30日前に予告する。
3 前項の日数は、短縮することができる。
第3条（退職）
退職する者は、少なくとも14日前に届け出る。
第4条（雑則）
この規則の改正は、会社が行う。
2 この規則の改正は、会社が行う。
"""
YAML = """
    name: rules
    fields:
      notice: {type: integer}
      notice_clause: {type: clause}
      court: {type: text}
      court_clause: {type: clause}
      terms: {type: list, of: {text: {type: quote}, clause: {type: clause}}}
    steps:
      - {name: days, kind: regex, pattern: '少なくとも(?<notice>\\d+)日前'}
      - {name: read, kind: ask, prompt: p.md, returns: RETURNS}
      - name: numbers
        kind: outline
        clauses: {terms.clause: terms.text, notice_clause: notice, court_clause: court}
"""
PLAIN = "{court: {type: text}, terms: {type: list, of: {text: {type: quote}}}}"


def run(make_task: MakeTask, said: dict[str, object], returns: str = PLAIN) -> Record:
    task = make_task(YAML.replace("RETURNS", returns), {"p.md": "x"})
    assert not [*problems(task)]
    client = ScriptedClient({"read": said})  # type: ignore[dict-item]
    record = asyncio.run(run_pipeline(task, document(RULES), client)).record
    assert record.error is None, record.error
    return record


def test_a_value_is_cited_by_the_clause_it_stands_in(make_task: MakeTask) -> None:
    record = run(make_task, {"court": None, "terms": []})
    assert (record.fields["notice"], record.fields["notice_clause"]) == (30, "第2条第2項")
    clause = record.values["notice_clause"]
    assert isinstance(clause, Value)
    assert (clause.needs_review, clause.evidence[0].quote) == (False, "2")
    assert record.fields["court_clause"] is None, "what was not read has no clause"


def test_each_row_of_a_list_is_cited_and_a_sentence_said_twice_twice(make_task: MakeTask) -> None:
    texts = [
        "この規則の改正は、会社が行う。",
        "この規則の改正は、会社が行う。",
        "解雇することがある。",
    ]
    record = run(make_task, {"court": None, "terms": [{"text": text} for text in texts]})
    rows = record.fields["terms"]
    assert [row["text"] for row in rows] == texts  # type: ignore[union-attr,index,call-overload]
    clauses = [row["clause"] for row in rows]  # type: ignore[union-attr,index,call-overload]
    assert clauses == ["第4条第1項", "第4条第2項", "第2条第1項"]


def test_quotes_say_where_a_value_stands(make_task: MakeTask) -> None:
    court = {"value": "the company", "quote": "この規則は、就業に関する事項を定める。"}
    record = run(make_task, {"court": court, "terms": []}, returns="[court, terms]")
    assert record.fields["court_clause"] == "第1条"


@pytest.mark.parametrize(
    ("court", "why"),
    [
        ("東京地方裁判所", "its place in the document is not known"),
        ("就業規則", "stands outside all numbered clauses"),
    ],
)
def test_what_stands_in_no_clause_asks_for_review(
    make_task: MakeTask, court: str, why: str
) -> None:
    record = run(make_task, {"court": court, "terms": []})
    clause = record.values["court_clause"]
    assert isinstance(clause, Value)
    assert (clause.value, clause.needs_review, clause.notes) == (None, True, (why,))


@pytest.mark.parametrize(
    ("clauses", "told"),
    [
        ("{court_claus: court}", "'court_claus' is no field"),
        ("{court_clause: terms}", "'terms' is no field of the task with a value"),
        ("{court: court_clause}", "court is no field for a clause: its type is text"),
        ("{court_clause: terms.text}", "court_clause and terms.text are not of one row"),
        ("{terms.clause: court}", "terms.clause and court are not of one row"),
    ],
)
def test_fields_that_are_not_there_or_not_of_one_row_are_told(
    make_task: MakeTask, clauses: str, told: str
) -> None:
    yaml = YAML.replace("RETURNS", PLAIN)
    yaml = yaml[: yaml.index("clauses: ")] + f"clauses: {clauses}\n"
    found = [one for one in problems(make_task(yaml, {"p.md": "x"})) if one.severity == "error"]
    assert [one.loc[:3] for one in found] == [("steps", 2, "clauses")]
    assert told in found[0].message
