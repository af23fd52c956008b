"""The table at the end of a run: what was read, what nobody could read, and what to look at."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from rich.console import Console

from aiwf_cli.model.fields import Field
from aiwf_cli.model.record import UNREAD, Content, Record, Value
from aiwf_cli.model.run import Calls, Manifest
from aiwf_cli.report.closing import Closing, print_closing

TERMS = {
    "disclaimers": Field(
        type="list",
        label="免責事項の一覧",
        of={"text": Field(type="quote", label="免責事項"), "clause": Field(label="条項番号")},
    ),
    "vendor": Field(label="事業者"),
}
INVOICE = {
    "lines": Field(
        type="list",
        of={
            "name": Field(type="text", label="品名"),
            "count": Field(type="integer", label="数量"),
            "price": Field(type="money", label="単価"),
            "code": Field(type="code"),
        },
    )
}


def screen(fields: Mapping[str, Field], record: Record) -> str:
    manifest = Manifest(
        id="1", task="t", variant="base", task_hash="", model=None, endpoint=None, started=""
    )
    out = io.StringIO()
    closing = Closing(manifest=manifest, folder="r", records=(record,), fields=fields, advice=())
    print_closing(Console(file=out, width=200, color_system=None), closing)
    return out.getvalue()


def lines(fields: Mapping[str, Field], record: Record) -> list[str]:
    """What the table says, line by line, runs of spaces as two."""
    return [re.sub(r" {2,}", "  ", line).strip() for line in screen(fields, record).splitlines()]


def of(values: Mapping[str, Content], *notes: str) -> Record:
    return Record(file="a.pdf", sha256="", values=values, notes=notes)


def test_calls_that_were_made_again_are_told() -> None:
    calls = Calls(made=52, answered=36, retried={"connection": 16})
    assert "52 asked (16 again), 0 cached" in closing_line(calls)
    assert "36 asked, 0 cached" in closing_line(Calls(made=36, answered=36))


def closing_line(calls: Calls) -> str:
    manifest = Manifest(
        id="1", task="t", variant="base", task_hash="", model="m", endpoint=None, started=""
    )
    closing = Closing(
        manifest=replace(manifest, calls=calls), folder="r", records=(), fields={}, advice=()
    )
    out = io.StringIO()
    print_closing(Console(file=out, width=200, color_system=None), closing)
    return out.getvalue()


@pytest.mark.parametrize(("notes", "told"), [((), "none"), ((UNREAD, "page 1"), "not read")])
def test_nothing_found_and_nothing_read_are_two_things(notes: tuple[str, ...], told: str) -> None:
    text = screen(TERMS, of({"disclaimers": (), "vendor": Value(value=None)}, *notes))
    assert f"免責事項の一覧  {told}" in text
    assert f"事業者  {'not read' if notes else '—'}" in text
    assert all(note in text for note in notes)


def test_rows_have_the_tasks_order_with_what_may_be_long_behind() -> None:
    rows = (
        {"name": "紙", "count": 1, "price": 123_456, "code": "A-1"},
        {"name": "とても長い名前の品物", "count": 1_000_000, "price": 5, "code": "A-2"},
    )
    values = tuple({name: Value(value=said) for name, said in row.items()} for row in rows)
    told = "\n".join(lines(INVOICE, of({"lines": values})))
    assert "数量  単価  code  品名\n1  123,456  A-1  紙\n1,000,000  5  A-2  とても" in told


def test_every_reason_is_told_once_with_its_label() -> None:
    doubted = Value(
        value=None, needs_review=True, notes=("「御」: not one of a, b", "事業者: required")
    )
    text = screen(TERMS, of({"disclaimers": (), "vendor": doubted}))
    assert "事業者: 「御」: not one of a, b; required" in text


def test_a_reason_of_several_values_is_counted() -> None:
    doubted = Value(value="x", needs_review=True, notes=("not there", "△ → −"))
    one = of({"disclaimers": ({"text": doubted}, {"text": doubted})})
    assert "免責事項: not there (×2)" in screen(TERMS, one)
    both = of({"disclaimers": ({"text": doubted},), "vendor": doubted})
    assert "免責事項, 事業者: not there" in screen(TERMS, both)
    many = {name: Field() for name in "abcd"}
    assert " not there (×4)" in screen(many, of(dict.fromkeys(many, doubted)))
