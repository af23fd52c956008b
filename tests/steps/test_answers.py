"""Votes on one question, and answers about parts of a document, made one."""

from __future__ import annotations

from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.steps.answers import StepAnswer, join, majority
from aiwf_cli.steps.base import Finding


def quoted(value: Json, quote: str) -> JsonObject:
    return {"value": value, "quote": quote}


class TestMajority:
    def test_votes_that_differ_in_quotes_and_separators_agree(self) -> None:
        answer = majority(
            [
                {"total": quoted("1,000", "Total 1,000"), "rows": [{"a": quoted("x", "p. 1")}]},
                {"total": quoted("１０００", "1000 yen"), "rows": [{"a": quoted("x", "p. 2")}]},
            ]
        )
        assert answer.output["total"] == quoted("1,000", "Total 1,000")
        assert answer.output["rows"] == [{"a": quoted("x", "p. 1")}]
        assert answer.findings == ()

    def test_a_list_that_is_voted_empty_is_a_finding(self) -> None:
        answer = majority([{"rows": []}, {"rows": []}, {"rows": [{"a": quoted("x", "x")}]}])
        assert answer.output == {"rows": []}
        assert answer.findings == (Finding(field="rows", note="rows: 2 of 3 votes for none"),)

    def test_a_values_own_notes_stay(self) -> None:
        votes: list[JsonObject] = [{"a": {"value": "x", "notes": ["faint"]}}, {"a": {"value": "y"}}]
        assert majority(votes).output["a"] == {
            "value": "x",
            "review": True,
            "notes": ["1 of 2 votes", "faint"],
        }

    def test_objects_with_a_part_called_value_keep_their_other_parts(self) -> None:
        votes: list[JsonObject] = [
            {"price": {"value": quoted("5", "5"), "unit": quoted(unit, unit)}} for unit in "円$$"
        ]
        doubt: JsonObject = {"review": True, "notes": ["2 of 3 votes"]}
        assert majority(votes).output["price"] == {
            "value": {**quoted("5", "5"), **doubt},
            "unit": {**quoted("$", "$"), **doubt},
        }


NOTHING: JsonObject = {"rows": [], "one": None}


class TestJoin:
    def rows(self, *answers: StepAnswer, overlapping: bool) -> list[Json]:
        joined = join(NOTHING, answers, overlapping=overlapping)["rows"]
        assert isinstance(joined, list)
        return [row["a"]["value"] for row in joined]  # type: ignore[index,call-overload]

    def part(self, *values: str, quote: str = "q", number: int = 0) -> StepAnswer:
        return StepAnswer(output={"rows": [{"a": quoted(v, quote)} for v in values]}, number=number)

    def test_equal_rows_of_parts_that_do_not_overlap_are_two_rows(self) -> None:
        parts = self.part("x"), self.part("x")
        assert self.rows(*parts, overlapping=False) == ["x", "x"]

    def test_a_row_that_overlapping_parts_both_told_is_one_whatever_they_quote(self) -> None:
        parts = self.part("x", "y"), self.part("y", "z", quote="other")
        assert self.rows(*parts, overlapping=True) == ["x", "y", "z"]

    def test_equal_rows_of_one_part_or_of_two_items_stay(self) -> None:
        parts = self.part("x", "x"), self.part("x", number=1)
        assert self.rows(*parts, overlapping=True) == ["x", "x", "x"]

    def test_an_object_of_nulls_is_absent(self) -> None:
        empty: JsonObject = {"one": {"a": quoted(None, ""), "b": None}}
        full: JsonObject = {"one": {"a": quoted("x", "x"), "b": None}}
        answers = [StepAnswer(output=empty), StepAnswer(output=full), StepAnswer(output=empty)]
        assert join(NOTHING, answers, overlapping=False)["one"] == full["one"]
