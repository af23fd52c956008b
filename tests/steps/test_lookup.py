"""Looking codes up: found, in another spelling, taken for another, ambiguous, or not there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aiwf_cli.errors import TaskError
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.record import Record, Value
from aiwf_cli.model.task import Task
from aiwf_cli.run.pipeline import run_pipeline
from aiwf_cli.steps.codebook import Codebook, codebook
from aiwf_cli.steps.indexed import Codes, CodeTable
from aiwf_cli.steps.matching import look_up
from aiwf_cli.steps.validate import problems
from support import ScriptedClient, document

MakeTask = Callable[..., Task]

OURS = """
    code,imprint,also,name
    00012,KT 17,,Acorn 1
    00013,KT 017,,Acorn 2
    00029,KT 1O5,,Birch
    00044,KT131,131 KT|KT-131-5,Cedar
    00118,KT 508,,Dogwood
    00190,KT 01,,Elm
    00191,KT O1,,Fir
    00431,HN 331,,Gorse 1
    00432,HN 331,,Gorse 2
    00440,HN 402,,Holly
    00440,HN 402,,Holly
    00483,66,,Ivy 6
    00484,99,,Ivy 9
    00502,HN I10,,Juniper
    00503,HN 10Z,,Larch
    00504,HN 1OZ,,Maple
    00600,,,blank imprint
    00700,AB-7,,Oak
    00701,AB 7,,Pine
"""
THEIRS = """
    maker,code,imprint,name
    Other & Co,X1,KT 50B,Quince
    Other & Co,X2,KT 131,Rowan
    Other & Co,X3,LM 40,Sorrel
"""
EXCEPTIONS = """
    imprint,action,code,reason,since
    KT 01,ambiguous,,0 and O look alike,2022-07-15
    KT O1,Ambiguous,,0 and O look alike,
    ZR 12,ours,00118,taken over,2023-10-01
    KT 17,not ours,,given away,2021-04-01
"""
YAML = """
    name: t
    fields: {{product: {{}}, product_code: {{type: code}}}}
    steps:
      - {{name: given, kind: python, call: "steps.py:give"}}
      - name: match
        kind: lookup
        code: steps.given.code
        master: ours.csv
        key: imprint
        alternatives: also
        returns: {{product: name, product_code: code}}
        {more}
"""
FILES = {"ours.csv": OURS, "theirs.csv": THEIRS, "exceptions.csv": EXCEPTIONS}


def task_of(make_task: MakeTask, code: object, more: str = "", yaml: str = YAML) -> Task:
    give = f"def give(context):\n    return {{'code': {code!r}}}\n"
    return make_task(yaml.format(more=more), {**FILES, "steps.py": give})


def run(task: Task, text: str = "") -> tuple[Record, JsonObject]:
    outcome = asyncio.run(run_pipeline(task, document(text), ScriptedClient({})))
    assert outcome.record.error is None, outcome.record.error
    return outcome.record, cast("JsonObject", outcome.traces[-1].output)


def found(task: Task) -> tuple[object, object]:
    record, output = run(task)
    return output["status"], record.fields["product"]


class TestOneMaster:
    @pytest.mark.parametrize(
        ("code", "status", "product"),
        [
            ("KT 508", "exact", "Dogwood"),
            (" KT 508\n", "exact", "Dogwood"),
            ("kt-508", "normalised", "Dogwood"),
            ("ＫＴ　５０８", "normalised", "Dogwood"),
            ("KT‐508", "normalised", "Dogwood"),
            ("131 KT", "exact", "Cedar"),
            ("131KT", "normalised", "Cedar"),
            ("KT 131", "normalised", "Cedar"),
            ("KT 131 5", "normalised", "Cedar"),
            ("KT 17", "exact", "Acorn 1"),
            ("KT 017", "exact", "Acorn 2"),
            ("KT 105", "confusable", "Birch"),
            ("KT IO5", "confusable", "Birch"),
            ("HN l10", "confusable", "Juniper"),
            ("HN 1O2", "ambiguous", None),
            ("HN 331", "ambiguous", None),
            ("HN 402", "exact", "Holly"),
            ("AB-7", "exact", "Oak"),
            ("AB7", "ambiguous", None),
            ("KT 50", "none", None),
            ("KT 5089", "none", None),
            ("508", "none", None),
            ("KT", "none", None),
            ("", "none", None),
            ("  ", "none", None),
            ("-", "none", None),
            ("該当なし", "none", None),
            (None, "none", None),
        ],
    )
    def test_status_and_entry(
        self, make_task: MakeTask, code: str | None, status: str, product: str | None
    ) -> None:
        assert found(task_of(make_task, code)) == (status, product)

    def test_the_output_shows_the_work(self, make_task: MakeTask) -> None:
        record, output = run(task_of(make_task, "KT 105"))
        entry = {"code": "00029", "imprint": "KT 1O5", "also": "", "name": "Birch"}
        assert output == {
            "status": "confusable",
            "code": "KT 105",
            "key": "KT105",
            "candidates": [{"code": "KT 1O5", "file": "ours.csv", "line": 4, "entry": entry}],
            "entry": entry,
            "reason": "KT 105 is no known code, and is taken for KT 1O5",
            "product": output["product"],
            "product_code": output["product_code"],
        }
        value = cast("Value", record.values["product_code"])
        assert (value.value, value.needs_review) == ("00029", True)
        assert value.notes[0].endswith("is taken for KT 1O5, ours.csv, line 4")

    def test_all_candidates_of_an_ambiguous_code_are_told(self, make_task: MakeTask) -> None:
        record, output = run(task_of(make_task, "HN 331"))
        candidates = cast("list[JsonObject]", output["candidates"])
        assert [candidate["line"] for candidate in candidates] == [9, 10]
        assert output["entry"] is None
        assert record.values["product"].needs_review  # type: ignore[union-attr]

    def test_a_code_that_has_a_double_is_found_and_asks_for_a_look(
        self, make_task: MakeTask
    ) -> None:
        record, output = run(task_of(make_task, "KT 01"))
        assert (output["status"], record.fields["product"]) == ("exact", "Elm")
        assert output["reason"] == "KT O1 (ours.csv, line 8) looks alike"
        assert record.needs_review
        record, output = run(task_of(make_task, "AB-7"))
        assert "AB 7 (ours.csv, line 20) differs in spelling only" in str(output["reason"])
        assert record.needs_review

    def test_nothing_is_confused_when_told_so(self, make_task: MakeTask) -> None:
        assert found(task_of(make_task, "KT 105", "confusable: false")) == ("none", None)
        record, _ = run(task_of(make_task, "KT 01", "confusable: false"))
        assert not record.needs_review

    @pytest.mark.parametrize(
        ("code", "status", "product"),
        [
            ("99", "ambiguous", None),
            ("NH 402", "confusable", "Holly"),
            ("NH 110", "confusable", "Juniper"),
            ("HN 402", "exact", "Holly"),
        ],
    )
    def test_upside_down(
        self, make_task: MakeTask, code: str, status: str, product: str | None
    ) -> None:
        assert found(task_of(make_task, code, "upside_down: true")) == (status, product)

    def test_rows_may_be_left_out(self, make_task: MakeTask) -> None:
        yaml = YAML.replace("ours.csv", "{{file: ours.csv, unless: {{name: Gorse 2}}}}")
        assert found(task_of(make_task, "HN 331", yaml=yaml)) == ("exact", "Gorse 1")
        yaml = YAML.replace("ours.csv", "{{file: ours.csv, where: {{name: [Elm, Fir]}}}}")
        assert found(task_of(make_task, "HN 331", yaml=yaml)) == ("none", None)


class TestSeveralTables:
    OTHERS = "others: theirs.csv"

    @pytest.mark.parametrize(
        ("code", "status", "product"),
        [
            ("KT 50B", "none", None),  # theirs, and not taken for our KT 508
            ("KT 5O8", "ambiguous", None),  # KT 508 or KT 50B
            ("LM 4O", "none", None),
            ("KT 131", "ambiguous", None),  # theirs, and the spelling of one of ours
            ("KT 105", "confusable", "Birch"),
        ],
    )
    def test_codes_of_others(
        self, make_task: MakeTask, code: str, status: str, product: str | None
    ) -> None:
        assert found(task_of(make_task, code, self.OTHERS)) == (status, product)

    def test_a_double_among_the_others_asks_for_a_look(self, make_task: MakeTask) -> None:
        record, output = run(task_of(make_task, "KT 508", self.OTHERS))
        assert (output["status"], record.needs_review) == ("exact", True)
        assert output["reason"] == "KT 50B (theirs.csv, line 2) looks alike"

    def test_several_masters_answer_alike(self, make_task: MakeTask) -> None:
        yaml = YAML.replace("master: ours.csv", "master: [ours.csv, {{file: theirs.csv}}]")
        assert found(task_of(make_task, "LM 40", yaml=yaml)) == ("exact", "Sorrel")
        assert found(task_of(make_task, "KT 131", yaml=yaml)) == ("exact", "Rowan")
        assert found(task_of(make_task, "KT131", yaml=yaml)) == ("exact", "Cedar")
        assert found(task_of(make_task, "kt131", yaml=yaml)) == ("ambiguous", None)

    @pytest.mark.parametrize(
        ("code", "status", "product"),
        [
            ("KT 01", "ambiguous", None),
            ("KT-O1", "ambiguous", None),
            ("ZR 12", "exact", "Dogwood"),
            ("zr-12", "normalised", "Dogwood"),
            ("2R 12", "confusable", "Dogwood"),
            ("KT 17", "none", None),
            ("KT I7", "none", None),  # looks like one that is not ours
            ("KT 508", "exact", "Dogwood"),
        ],
    )
    def test_exceptions_come_before_the_master(
        self, make_task: MakeTask, code: str, status: str, product: str | None
    ) -> None:
        task = task_of(make_task, code, "exceptions: exceptions.csv")
        assert found(task) == (status, product)

    def test_an_exception_says_why_and_since_when(self, make_task: MakeTask) -> None:
        _, output = run(task_of(make_task, "kt17", "exceptions: exceptions.csv"))
        assert output["reason"] == "exception: KT 17 is not ours (since 2021-04-01: given away)"

    @pytest.mark.parametrize(
        ("row", "told"),
        [
            ("ZR 9,mine,,,", "line 2: 'mine' is no action.\nActions: ours, not ours, ambiguous."),
            ("ZR 9,ours,,,", "line 2: no entries of the master are ZR 9."),
            ("HN 331,ours,,,", "line 2: 2 entries of the master are HN 331."),
            ("ZR 9,ours,99999,,", "line 2: no entries of the master are code 99999."),
            (",ours,00118,,", "line 2: there is no code in column 'imprint'."),
            ("KT 1,ours,00118,,\n    KT-1,not ours,,,", "line 3: KT-1 is decided twice"),
        ],
    )
    def test_exceptions_that_make_no_sense_are_told_with_their_line(
        self, make_task: MakeTask, row: str, told: str
    ) -> None:
        files = {**FILES, "exceptions.csv": f"    imprint,action,code,reason,since\n    {row}\n"}
        give = {"steps.py": "def give(context): return {}"}
        task = make_task(YAML.format(more="exceptions: exceptions.csv"), {**files, **give})
        with pytest.raises(TaskError) as error:
            run(task)
        assert told in str(error.value)
        assert [problem.message for problem in problems(task)] == [error.value.message]


class TestSeveralCodes:
    def codes(self, make_task: MakeTask, *codes: object) -> tuple[Record, JsonObject]:
        return run(task_of(make_task, list(codes)))

    def test_they_are_looked_up_one_by_one(self, make_task: MakeTask) -> None:
        _, output = self.codes(make_task, "KT 508", "KT 105", None)
        rows = cast("list[JsonObject]", output["rows"])
        assert [row["status"] for row in rows] == ["exact", "confusable", "none"]
        assert [cast("JsonObject", row["product"])["value"] for row in rows] == [
            "Dogwood",
            "Birch",
            None,
        ]

    @pytest.mark.parametrize(
        ("codes", "status", "product"),
        [
            ([], "none", None),
            (["KT 508"], "exact", "Dogwood"),
            (["131 KT", "KT131"], "exact", "Cedar"),
            (["KT131", "KT-131"], "normalised", "Cedar"),
            (["KT 508", "KT131"], "ambiguous", None),
            (["KT 508", "SB 330"], "ambiguous", None),
            (["SB 330", "SB 331"], "none", None),
            (["HN 331", "SB 331"], "ambiguous", None),
        ],
    )
    def test_together_they_come_to_one_entry_or_none(
        self, make_task: MakeTask, codes: list[str], status: str, product: str | None
    ) -> None:
        record, output = self.codes(make_task, *codes)
        assert (output["status"], record.fields["product"]) == (status, product)

    YAML = r"""
        name: t
        fields:
          items:
            type: list
            of: {{code: {{type: code}}, price: {{type: money}}, product: {{}}}}
        steps:
          - name: read
            kind: regex
            pattern: '^(?<code>\S+ \S+) +(?<price>\d+)$'
            rows: items
          - name: match
            kind: lookup
            for_each: {{item: steps.read.items}}
            code: item.code
            master: ours.csv
            key: imprint
            rows: items
            returns: {{product: name}}
    """

    def test_row_by_row_on_a_list_field(self, make_task: MakeTask) -> None:
        record, output = run(make_task(self.YAML.format(), FILES), "KT 508 120\nKT 105 80\nXY 1 7")
        assert record.fields["items"] == [
            {"code": "KT 508", "price": 120, "product": "Dogwood"},
            {"code": "KT 105", "price": 80, "product": "Birch"},
            {"code": "XY 1", "price": 7, "product": None},
        ]
        rows = cast("tuple[Mapping[str, Value], ...]", record.values["items"])
        assert [row["product"].needs_review for row in rows] == [False, True, False]
        assert rows[1]["product"].evidence[0].quote == "KT 105"
        assert output["status"] == "ambiguous"


class TestEvidence:
    YAML = r"""
        name: t
        fields: {{imprint: {{type: code}}, product: {{}}}}
        steps:
          - {{name: read, kind: regex, pattern: 'No\. (?<imprint>\w+ \w+)'}}
          - name: match
            kind: lookup
            code: steps.read.imprint
            master: ours.csv
            key: imprint
            returns: {{product: name}}
    """

    def test_what_is_found_stands_where_its_code_was_read(self, make_task: MakeTask) -> None:
        record, _ = run(make_task(self.YAML.format(), FILES), "Label\nNo. KT 508 / 3")
        product = cast("Value", record.values["product"])
        imprint = cast("Value", record.values["imprint"])
        assert product.value == "Dogwood"
        assert product.evidence == imprint.evidence
        assert product.evidence[0].quote == "KT 508"
        assert product.notes == ("exact: ours.csv, line 6",)
        assert not record.needs_review

    def test_a_code_that_is_doubted_makes_its_entry_doubtful(self, make_task: MakeTask) -> None:
        code = {"value": "KT 508", "review": True, "notes": ["2 of 3 votes"]}
        record, _ = run(task_of(make_task, code))
        assert record.fields["product"] == "Dogwood"
        assert record.needs_review

    @pytest.mark.parametrize("code", [1.5, True, {"a": 1}])
    def test_what_is_no_code_fails_its_document(self, make_task: MakeTask, code: object) -> None:
        task = task_of(make_task, code)
        outcome = asyncio.run(run_pipeline(task, document(""), ScriptedClient({})))
        assert outcome.record.error is not None
        assert outcome.record.error.code == "bad_expression"


class TestValidation:
    def told(self, task: Task) -> list[str]:
        return [f"{problem.severity} {problem.message}" for problem in problems(task)]

    def test_a_sound_step_has_no_problems(self, make_task: MakeTask) -> None:
        more = "others: theirs.csv\n        exceptions: exceptions.csv"
        assert self.told(task_of(make_task, "x", more)) == []

    def test_columns_and_fields_that_are_not_there(self, make_task: MakeTask) -> None:
        yaml = YAML.replace("product: name", "product: title")
        assert self.told(task_of(make_task, "x", yaml=yaml)) == [
            "error ours.csv: there is no column 'title'."
        ]
        yaml = YAML.replace("{{product: name", "{{price: name")
        assert self.told(task_of(make_task, "x", yaml=yaml)) == ["error 'price' is no field here."]

    def test_a_master_without_a_code(self, make_task: MakeTask) -> None:
        files = {
            **FILES,
            "ours.csv": "code,imprint,also,name\n1,,,x\n",
            "steps.py": "def give(c): 1",
        }
        (problem,) = self.told(make_task(YAML.format(more=""), files))
        assert problem == "error ours.csv: no row has a code in column 'imprint'."

    def test_what_code_may_name(self, make_task: MakeTask) -> None:
        yaml = TestSeveralCodes.YAML.replace("code: item.code", "code: thing.code")
        assert self.told(make_task(yaml.format(), FILES)) == ["error 'thing' is not known."]


def book_of(codes: list[str], others: tuple[str, ...] = ()) -> Codebook:
    return Codebook(masters=(codes_of(codes),), others=(codes_of(others),), rulings={})


def codes_of(codes: list[str] | tuple[str, ...]) -> Codes:
    lines = "".join(f'"{code}",n{at}\n' for at, code in enumerate(codes))
    return Codes(
        CodeTable(
            file="m.csv",
            data=f"code,name\n{lines}".encode(),
            sheet=None,
            key="code",
            alternatives=None,
            separator="|",
            where=(),
            unless=(),
            needed=("code", "name"),
        )
    )


CODE = st.text("AB0O1I5S8-  ", min_size=1, max_size=5)


class TestAlways:
    @given(codes=st.lists(CODE, min_size=1, max_size=12), read=CODE, turned=st.booleans())
    @example(codes=["A1", "A10"], read="A", turned=False)
    @settings(max_examples=300, deadline=None)
    def test_never_picks_and_never_matches_a_part(
        self, codes: list[str], read: str, turned: bool
    ) -> None:
        match = look_up(book_of(codes), read, confusable=True, turned=turned)
        if match.entry is None:
            assert match.status in ("ambiguous", "none")
            return
        assert len(match.entry.row[0].replace(" ", "").replace("-", "")) == len(match.key or "")
        if match.status == "exact":
            assert [code.strip() for code in codes].count(read.strip()) == 1
        else:
            names = {found.entry.row[1] for found in match.candidates}
            assert names == {match.entry.row[1]}

    @given(codes=st.lists(CODE, min_size=1, max_size=12, unique=True), read=CODE)
    @settings(max_examples=200, deadline=None)
    def test_what_is_another_makers_is_never_ours(self, codes: list[str], read: str) -> None:
        book = book_of(codes, others=(read,))
        assert look_up(book, read, confusable=True, turned=True).entry is None

    def test_fifty_thousand_rows_are_fast(self, make_task: MakeTask) -> None:
        """A wide margin for slow machines: measured 0.6 s to read and index, 25 µs a look-up."""
        rows = "".join(f"{at:05},KT {at * 7919 % 10**6:06},,n{at}\n" for at in range(50_000))
        files = {
            **FILES,
            "ours.csv": f"code,imprint,also,name\n{rows}",
            "steps.py": "def give(c): 1",
        }
        task = make_task(YAML.format(more=""), files)
        step = task.spec.steps[1]
        assert step.kind == "lookup"
        started = time.process_time()
        book = codebook(task, step)
        look_up(book, "KT O0OOO0", confusable=True, turned=False)
        assert time.process_time() - started < 4
        started = time.process_time()
        for at in range(2_000):
            again = codebook(task, step)
            look_up(again, f"KT{at:06}", confusable=True, turned=False)
        assert (time.process_time() - started) / 2_000 < 0.0004
