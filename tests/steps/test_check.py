"""Rules on what was read: what breaks one is told in words and asks for a look; nothing changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.record import Record, Value
from aiwf_cli.model.task import Task
from aiwf_cli.run.extracted import Extracted
from aiwf_cli.run.pipeline import run_pipeline
from aiwf_cli.run.values import NOT_IN_DOCUMENT
from aiwf_cli.steps.exact import figure, written
from aiwf_cli.steps.validate import problems
from support import ScriptedClient, document

MakeTask = Callable[..., Task]

YAML = """
    name: t
    fields:
      sales: {{type: money, label: 売上高, unit: 百万円}}
      domestic: {{type: money, label: 国内売上高, unit: 百万円}}
      overseas: {{type: money, label: 海外売上高, unit: 百万円}}
      ratio: {{type: percent, label: 比率}}
      closed_on: {{type: date, label: 決算日}}
      currency: {{type: enum, values: {{JPY: [円], USD: [ドル]}}}}
      note: {{}}
      lines:
        type: list
        label: 明細
        of: {{name: {{}}, price: {{type: money, label: 単価}}, count: {{type: integer, label: 数}},
             amount: {{type: money, label: 金額}}}}
    steps:
      - {{name: read, kind: python, call: "steps.py:give"}}
      - name: sums
        kind: check
        rules:
          - {rule}
"""


def task_of(make_task: MakeTask, rule: str, said: JsonObject) -> Task:
    source = f"def give(context):\n    return {said!r}\n"
    return make_task(YAML.format(rule=rule), {"steps.py": source})


def run(make_task: MakeTask, rule: str, **said: object) -> Extracted:
    task = task_of(make_task, rule, cast("JsonObject", said))
    return asyncio.run(run_pipeline(task, document("x"), ScriptedClient({})))


def fared(make_task: MakeTask, rule: str, **said: object) -> tuple[object, object]:
    """The status of the rule, and its first reason."""
    outcome = run(make_task, rule, **said)
    assert outcome.record.error is None, outcome.record.error
    output = cast("JsonObject", outcome.traces[-1].output)
    (told,) = cast("list[JsonObject]", output["rules"])
    reasons = cast("list[str]", told["reasons"])
    assert output["ok"] is (told["status"] != "failed")
    return told["status"], reasons[0] if reasons else ""


def doubted(record: Record) -> list[str]:
    """The fields that ask for review."""
    return [
        name
        for name, content in record.values.items()
        if isinstance(content, Value) and content.needs_review
    ]


SUM = "{sum: {total: sales, of: [domestic, overseas]}}"


class TestSum:
    def test_that_comes_out(self, make_task: MakeTask) -> None:
        assert fared(make_task, SUM, sales="90", domestic="60", overseas="30") == ("ok", "")

    def test_that_does_not_is_told_in_words_and_flags_its_fields(self, make_task: MakeTask) -> None:
        outcome = run(make_task, SUM, sales="100", domestic="60", overseas="30", ratio="1")
        reason = (
            "売上高 100,000,000 ≠ 国内売上高 60,000,000 + 海外売上高 30,000,000"
            " (difference 10,000,000)"
        )
        record = outcome.record
        assert doubted(record) == ["sales", "domestic", "overseas"]
        value = cast("Value", record.values["sales"])
        assert value.value == 100_000_000  # as it was read
        assert value.notes[0] == reason
        assert outcome.traces[-1].output == {
            "ok": False,
            "rules": [
                {
                    "rule": "sum: sales = domestic + overseas",
                    "status": "failed",
                    "reasons": [reason],
                }
            ],
        }

    @pytest.mark.parametrize(
        ("tolerance", "status"), [("1000000", "ok"), ("1百万円", "ok"), ("999999", "failed")]
    )
    def test_tolerance_for_rounding(self, make_task: MakeTask, tolerance: str, status: str) -> None:
        rule = f"{{sum: {{total: sales, of: [domestic, overseas], tolerance: {tolerance}}}}}"
        assert fared(make_task, rule, sales="91", domestic="60", overseas="30")[0] == status

    @pytest.mark.parametrize(("tolerance", "status"), [("1%", "ok"), ("0.9%", "failed")])
    def test_tolerance_in_per_cent_of_the_total(
        self, make_task: MakeTask, tolerance: str, status: str
    ) -> None:
        rule = f"{{sum: {{total: sales, of: [domestic, overseas], tolerance: {tolerance}}}}}"
        assert fared(make_task, rule, sales="100", domestic="60", overseas="39")[0] == status

    def test_parts_may_be_taken_away(self, make_task: MakeTask) -> None:
        rule = "{sum: {total: overseas, of: [sales, -domestic]}}"
        assert fared(make_task, rule, sales="△90", domestic="10", overseas="-100")[0] == "ok"
        status, reason = fared(make_task, rule, sales="9", domestic="4", overseas="4")
        assert status == "failed"
        assert "売上高 9,000,000 − 国内売上高 4,000,000" in str(reason)

    def test_fractions_come_out(self, make_task: MakeTask) -> None:
        said = {"sales": 0.3, "domestic": 0.1, "overseas": 0.2}
        rule = "{sum: {total: sales, of: [domestic, overseas]}}"
        assert fared(make_task, rule, **said)[0] == "ok"

    def test_without_a_part_it_is_not_applicable(self, make_task: MakeTask) -> None:
        status = fared(make_task, SUM, sales="90", domestic="60", overseas="―")
        assert status == ("not applicable", "no value for 海外売上高")
        assert fared(make_task, SUM)[0] == "not applicable"

    LINES = (
        {"price": "10", "count": 2, "amount": "20"},
        {"price": "5", "count": 3, "amount": "16"},
    )

    def test_a_column_adds_up(self, make_task: MakeTask) -> None:
        rule = "{sum: {total: sales, of: [lines.amount]}}"
        lines = [*self.LINES]
        assert fared(make_task, rule, sales={"value": "36", "unit": "円"}, lines=lines)[0] == "ok"
        outcome = run(make_task, rule, sales={"value": "37", "unit": "円"}, lines=lines)
        rows = cast("tuple[dict[str, Value], ...]", outcome.record.values["lines"])
        assert [row["amount"].needs_review for row in rows] == [True, True]
        assert [row["price"].needs_review for row in rows] == [False, False]
        assert rows[0]["amount"].notes[0] == "売上高 37 ≠ Σ 金額 36 (difference 1)"
        assert fared(make_task, rule, sales="1", lines=[]) == (
            "not applicable",
            "no value for 金額",
        )


class TestRows:
    LINES = TestSum.LINES

    def test_a_rule_about_subfields_goes_over_the_rows(self, make_task: MakeTask) -> None:
        rule = (
            "{compare: {left: lines.price * lines.count, must_be: '==', right: lines.amount},"
            " when: lines.count > 0}"
        )
        outcome = run(make_task, rule, lines=[*self.LINES, {"price": "1"}, {"count": 0}])
        rows = cast("tuple[dict[str, Value], ...]", outcome.record.values["lines"])
        assert [row["amount"].needs_review for row in rows] == [False, True, False, False]
        assert rows[1]["amount"].notes[0] == (
            "lines.price * lines.count 15 is not 金額 16 (difference 1)"
        )
        assert fared(make_task, rule, lines=[]) == ("not applicable", "明細 has no rows")

    def test_required_in_every_row(self, make_task: MakeTask) -> None:
        outcome = run(make_task, "{required: [lines.name]}", lines=[{"name": "a"}, {"count": 1}])
        rows = cast("tuple[dict[str, Value], ...]", outcome.record.values["lines"])
        assert [row["name"].needs_review for row in rows] == [False, True]
        assert rows[1]["name"].notes == ("lines.name: required, but not found",)

    def test_range_of_every_row(self, make_task: MakeTask) -> None:
        rule = "{range: {field: lines.price, max: 9}}"
        assert fared(make_task, rule, lines=[*self.LINES]) == (
            "failed",
            "row 1: 単価 10 is above 9",
        )


class TestRequired:
    def test_each_missing_field_is_flagged(self, make_task: MakeTask) -> None:
        rule = "{required: [sales, domestic, note]}"
        record = run(make_task, rule, sales="1", note=" ").record
        assert doubted(record) == ["domestic", "note"]
        assert cast("Value", record.values["note"]).notes[0] == ("note: required, but not found")

    def test_what_could_not_be_read_is_told_before_that_it_is_missing(
        self, make_task: MakeTask
    ) -> None:
        record = run(make_task, "{required: [currency]}", currency="ペソ").record
        first, second = cast("Value", record.values["currency"]).notes
        assert first.startswith("「ペソ」: not one of")
        assert second == "currency: required, but not found"

    def test_a_wrong_figure_keeps_its_other_reasons(self, make_task: MakeTask) -> None:
        said = {"value": "△5", "quote": "nowhere"}
        record = run(make_task, "{range: {field: sales, min: 0}}", sales=said).record
        first, second, *rules = cast("Value", record.values["sales"]).notes
        assert (first, second) == (NOT_IN_DOCUMENT, "売上高 -5,000,000 is below 0")
        assert rules[0] == "△ → −"

    def test_a_list_without_rows_flags_the_document(self, make_task: MakeTask) -> None:
        record = run(make_task, "{required: [lines]}", lines=[]).record
        assert record.notes == ("明細: required, but not found",)
        assert record.needs_review
        assert not run(make_task, "{required: [lines]}", lines=[{"name": "a"}]).record.needs_review

    def test_only_when(self, make_task: MakeTask) -> None:
        rule = "{required: [overseas], when: domestic is not none and domestic < sales}"
        assert fared(make_task, rule, sales="2", domestic="1")[0] == "failed"
        assert fared(make_task, rule, sales="2", domestic="2")[0] == "skipped"
        assert fared(make_task, rule, sales="2")[0] == "skipped"
        rule = "{required: [overseas], when: domestic < sales}"
        assert fared(make_task, rule, sales="2") == ("not applicable", "no value for 国内売上高")


class TestOtherRules:
    @pytest.mark.parametrize(
        ("rule", "said", "fares"),
        [
            ("{range: {field: ratio, min: 0, max: 100}}", {"ratio": "100%"}, ("ok", "")),
            (
                "{range: {field: ratio, min: 0, max: 100}}",
                {"ratio": "△3"},
                ("failed", "比率 -3 is below 0"),
            ),
            (
                "{range: {field: sales, max: 1億円}}",
                {"sales": "101"},
                ("failed", "売上高 101,000,000 is above 100,000,000"),
            ),
            ("{range: {field: sales, max: 100000000}}", {"sales": "100"}, ("ok", "")),
            (
                "{range: {field: closed_on, min: 2020-01-01}}",
                {"closed_on": "平成31年3月31日"},
                ("failed", "決算日 「2019-03-31」 is below 「2020-01-01」"),
            ),
            (
                "{range: {field: closed_on, min: 2020, max: 2024}}",
                {"closed_on": "2025-01-01"},
                ("failed", "決算日 「2025-01-01」 is above 「2024」"),
            ),
            (
                "{range: {field: closed_on, min: 2020, max: 2024}}",
                {"closed_on": "2024-12-31"},
                ("ok", ""),
            ),
            ("{compare: {left: domestic, must_be: <=, right: sales}}", {}, ("not applicable", ...)),
            (
                "{compare: {left: domestic, must_be: <=, right: sales}}",
                {"domestic": "2", "sales": "1"},
                (
                    "failed",
                    "国内売上高 2,000,000 is above 売上高 1,000,000 (difference 1,000,000)",
                ),
            ),
            (
                "{compare: {left: domestic, must_be: <=, right: sales, tolerance: 100%}}",
                {"domestic": "2", "sales": "1"},
                ("ok", ""),
            ),
            (
                "{compare: {left: sales, must_be: '!=', right: 0}}",
                {"sales": "0"},
                ("failed", "売上高 0 is 0"),
            ),
            (
                "{compare: {left: sales * 0.1, must_be: ==, right: domestic}}",
                {"sales": "1234567.1", "domestic": "123456.71"},
                ("ok", ""),
            ),
            (
                "{compare: {left: (sales / 3)|round, must_be: ==, right: overseas, tolerance: 1}}",
                {"sales": "1.000001", "overseas": "0.333333"},
                ("ok", ""),
            ),
            ("{one_of: {field: currency, values: [円]}}", {"currency": "JPY"}, ("ok", "")),
            (
                "{one_of: {field: currency, values: [円]}}",
                {"currency": "ドル"},
                ("failed", "currency 「USD」 is none of 円"),
            ),
            ("{expression: sales > 0 or note == 'x'}", {"sales": "1", "note": "y"}, ("ok", "")),
            (
                "{expression: sales > domestic + overseas}",
                {"sales": "1", "domestic": "1", "overseas": "1"},
                (
                    "failed",
                    (
                        "does not hold: sales > domestic + overseas"
                        " (売上高 1,000,000, 国内売上高 1,000,000, 海外売上高 1,000,000)"
                    ),
                ),
            ),
            (
                "{expression: values.sales / domestic < 2}",
                {"sales": "1", "domestic": "0"},
                ("not applicable", "values.sales / domestic < 2 has no result"),
            ),
            (
                "{expression: lines|sum(attribute='amount') == sales}",
                {"sales": "1", "lines": [{"amount": None}, {"amount": "2"}]},
                ("not applicable", "lines|sum(attribute='amount') == sales has no result"),
            ),
            (
                "{expression: lines|map(attribute='amount')|sum < 10, reason: 明細が多い}",
                {"lines": [{"amount": "9"}, {"amount": "1"}]},
                ("failed", "明細が多い"),
            ),
            ("{expression: steps.read.sales == '1'}", {"sales": "1"}, ("ok", "")),
        ],
    )
    def test_each_fares(
        self,
        make_task: MakeTask,
        rule: str,
        said: dict[str, object],
        fares: tuple[object, object],
    ) -> None:
        status, reason = fared(make_task, rule, **said)
        assert status == fares[0]
        assert fares[1] in (reason, ...)

    def test_the_fields_to_look_at_may_be_others(self, make_task: MakeTask) -> None:
        rule = "{range: {field: ratio, max: 1}, fields: [sales, note]}"
        assert doubted(run(make_task, rule, ratio="2", sales="1").record) == ["sales", "note"]

    def test_about_no_field_it_is_about_the_document(self, make_task: MakeTask) -> None:
        record = run(make_task, "{expression: document.text == 'y', reason: wrong text}").record
        assert record.notes == ("sums: wrong text",)
        assert record.needs_review

    def test_a_value_that_could_not_be_read_cannot_be_judged(self, make_task: MakeTask) -> None:
        rule = "{range: {field: sales, min: 0}}"
        assert fared(make_task, rule, sales="10〜20") == (
            "not applicable",
            "no value for 売上高",
        )

    def test_the_last_word_counts_and_notes_follow_the_field(self, make_task: MakeTask) -> None:
        """A step behind the check may change the value; the finding stays with its field."""
        yaml = YAML.format(rule="{range: {field: sales, max: 1}}")
        yaml += '      - {name: after, kind: python, call: "steps.py:mend"}\n'
        source = """
            def give(context):
                return {"sales": "5"}
            def mend(context):
                assert not context.steps["sums"]["ok"]
                return {"sales": "1"}
        """
        task = make_task(yaml, {"steps.py": source})
        record = asyncio.run(run_pipeline(task, document("x"), ScriptedClient({}))).record
        assert record.fields["sales"] == 1_000_000
        assert doubted(record) == ["sales"]


class TestValidation:
    @pytest.mark.parametrize(
        ("rule", "told"),
        [
            ("{required: [sale]}", "'sale' is no field of the task."),
            ("{required: [lines.tax]}", "'lines.tax' is no field of the task."),
            ("{sum: {total: sales, of: [note]}}", "note is of type text."),
            ("{range: {field: note, min: 1}}", "note is of type text."),
            ("{range: {field: closed_on, min: soon}}", "'soon' is no date"),
            ("{range: {field: closed_on, min: 5}}", "'5' is no date"),
            ("{sum: {total: sales, of: [domestic], tolerance: much}}", "the tolerance 'much'"),
            ("{expression: sales > profit}", "'profit' is not known."),
            ("{expression: sales >}", "'sales >' is no expression"),
            ("{compare: {left: steps.wrong.x, must_be: <, right: 1}}", "steps.wrong: no step"),
            ("{required: [sales], when: nothing}", "'nothing' is not known."),
        ],
    )
    def test_rules_that_make_no_sense(self, make_task: MakeTask, rule: str, told: str) -> None:
        found = [p for p in problems(task_of(make_task, rule, {})) if p.severity == "error"]
        assert len(found) == 1
        assert told in found[0].message
        assert found[0].loc[:4] == ("steps", 1, "rules", 0)

    def test_a_sound_rule_has_no_problem(self, make_task: MakeTask) -> None:
        rule = "{sum: {total: sales, of: [domestic, -overseas, lines.amount]}, when: ratio > 0}"
        assert not [p for p in problems(task_of(make_task, rule, {})) if p.severity == "error"]


NUMBER = st.one_of(st.integers(-(10**12), 10**12), st.decimals(-1000, 1000, places=2).map(float))


class TestFigures:
    @given(a=NUMBER, b=NUMBER)
    @settings(max_examples=200, deadline=None)
    def test_reckon_as_decimals_do_with_any_number(self, a: float, b: float) -> None:
        exact_a, exact_b = Decimal(str(a)), Decimal(str(b))
        assert figure(a) + b == exact_a + exact_b == b + figure(a)
        assert figure(a) - b == exact_a - exact_b
        assert b - figure(a) == exact_b - exact_a
        assert figure(a) * b == exact_a * exact_b == b * figure(a)
        assert (figure(a) < b) == (exact_a < exact_b) == (b > figure(a))
        assert (figure(a) == b) == (exact_a == exact_b) == (b == figure(a))
        assert abs(-figure(a)) == abs(exact_a)
        assert hash(figure(a)) == hash(exact_a)

    def test_what_is_no_number_is_an_error_or_unequal(self) -> None:
        assert figure(1) != "1"
        with pytest.raises(TypeError):
            figure(1) + "1"
        with pytest.raises(TypeError):
            figure(1) < None  # noqa: B015

    @pytest.mark.parametrize(
        ("number", "text"),
        [
            (27226000000, "27,226,000,000"),
            (49.8, "49.8"),
            (-1041, "-1,041"),
            (1e15, "1,000,000,000,000,000"),
        ],
    )
    def test_written_for_people(self, number: float, text: str) -> None:
        assert written(figure(number)) == text
