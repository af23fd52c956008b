"""One document through a task: what expressions see, what fails a step, what becomes a field."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from aiwf_cli.model.document import Document, Page
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.record import Record, Value
from aiwf_cli.model.task import Task
from aiwf_cli.run.extracted import Extracted
from aiwf_cli.run.pipeline import run_pipeline
from support import ScriptedClient, document, page

MakeTask = Callable[..., Task]


def run(task: Task, text: str = "x", client: ScriptedClient | None = None) -> Extracted:
    return asyncio.run(run_pipeline(task, document(text), client or ScriptedClient({})))


class TestWhen:
    YAML = """
        name: t
        fields: {{vendor: {{}}, other: {{}}}}
        steps:
          - {{name: rule, kind: regex, pattern: 'Vendor: (?<vendor>\\w+)'}}
          - {{name: read, kind: ask, prompt: p.md, returns: [vendor]}}
          - {{name: then, kind: regex, pattern: '(?<other>.+)', when: "{when}"}}
    """

    @pytest.mark.parametrize(
        ("when", "text", "said", "status"),
        [
            ("not steps.rule.vendor", "x", "Kiri", "ok"),
            ("not steps.rule.vendor", "Vendor: Kiri", "Kiri", "skipped"),
            ("steps.rule.vendor.value == 'Kiri'", "x", "Kiri", "skipped"),
            ("steps.read.vendor", "x", None, "skipped"),
            ("steps.read.vendor", "x", "Kiri", "ok"),
            ("steps['read']['vendor']", "x", None, "skipped"),
            ("steps.read.vendor.value == 'Kiri'", "x", "Kiri", "ok"),
        ],
    )
    def test_a_value_is_true_when_there_is_one(
        self, make_task: MakeTask, when: str, text: str, said: str | None, status: str
    ) -> None:
        task = make_task(self.YAML.format(when=when), {"p.md": "x"})
        answer: JsonObject = {"vendor": {"value": said, "quote": said}}
        outcome = run(task, text, ScriptedClient({"read": answer}))
        assert outcome.record.error is None, outcome.record.error
        assert outcome.traces[-1].status == status


class TestFaults:
    def test_a_prompt_that_adds_what_cannot_be_added_names_its_line(
        self, make_task: MakeTask
    ) -> None:
        yaml = """
            name: t
            fields: {vendor: {}}
            steps:
              - {name: a, kind: regex, pattern: '(?<vendor>x)'}
              - {name: b, kind: ask, prompt: p.md}
        """
        outcome = run(make_task(yaml, {"p.md": "Read:\n{{ steps.a.vendor + 1 }}\n"}))
        error = outcome.record.error
        assert error is not None and (error.code, error.step) == ("bad_prompt", "b")
        assert "p.md, line 2" in error.message
        assert [trace.status for trace in outcome.traces] == ["ok", "failed"]

    @pytest.mark.parametrize(
        ("returned", "notes"),
        [("5", ("5",)), ("'abc'", ("abc",)), ("['a', 1]", ("a", "1")), ("None", ())],
    )
    def test_notes_may_be_anything(
        self, make_task: MakeTask, returned: str, notes: tuple[str, ...]
    ) -> None:
        yaml = """
            name: t
            fields: {vendor: {}}
            steps: [{name: a, kind: python, call: "steps.py:act"}]
        """
        source = (
            f"def act(context):\n    return {{'vendor': {{'value': 'x', 'notes': {returned}}}}}\n"
        )
        value = run(make_task(yaml, {"steps.py": source})).record.values["vendor"]
        assert isinstance(value, Value) and value.notes == notes

    def test_a_number_beyond_all_bounds_is_told_not_kept(self, make_task: MakeTask) -> None:
        yaml = """
            name: t
            fields: {total: {type: number}}
            steps: [{name: a, kind: regex, pattern: x, into: {total: "matches[0].text | float"}}]
        """.replace("pattern: x", "pattern: '.+'")
        record = run(make_task(yaml), "1e999").record
        assert record.fields == {"total": None}
        assert record.needs_review

    def test_a_fault_of_ours_keeps_the_step_and_what_was_before(self, make_task: MakeTask) -> None:
        yaml = """
            name: t
            fields: {vendor: {}}
            steps:
              - {name: a, kind: regex, pattern: '(?<vendor>x)'}
              - {name: b, kind: ask, prompt: p.md}
        """
        outcome = run(make_task(yaml, {"p.md": "x"}), "x", ScriptedClient({"b": KeyError("z")}))
        error = outcome.record.error
        assert error is not None and (error.code, error.step) == ("internal_error", "b")
        assert [trace.step for trace in outcome.traces] == ["a", "b"]


class TestInjected:
    YAML = """
        name: t
        fields: {name: {}}
        steps:
          - {name: pick, kind: select, keywords: [x]}
          - {name: find, kind: regex, pattern: '(?<name>[a-z])'}
    """

    @pytest.mark.parametrize(
        ("output", "name"),
        [({}, "a"), ({"pages": [2]}, "b"), ({"pages": [], "passages": [[4, 5]]}, "c")],
    )
    def test_a_select_steps_output_brings_its_view(
        self, make_task: MakeTask, output: JsonObject, name: str
    ) -> None:
        doc, client = document("a", "b", "c"), ScriptedClient({})
        way = run_pipeline(make_task(self.YAML), doc, client, injected={"pick": output})
        assert asyncio.run(way).record.fields == {"name": name}

    def test_its_own_output_brings_its_own_view(self, make_task: MakeTask) -> None:
        task, doc = make_task(self.YAML), document("a", "x b", "c")
        first = asyncio.run(run_pipeline(task, doc, ScriptedClient({})))
        output = first.traces[0].output
        assert output is not None and output["passages"] == [[2, 5]]
        again = run_pipeline(task, doc, ScriptedClient({}), injected={"pick": output})
        assert asyncio.run(again).traces[1].output == first.traces[1].output


class TestProvisions:
    def test_a_prompt_shows_the_text_of_each_provision(self, make_task: MakeTask) -> None:
        yaml = """
            name: t
            fields: {name: {}}
            steps:
              - {name: outline, kind: outline}
              - name: read
                kind: ask
                prompt: p.md
                for_each:
                  clause: steps.outline.provisions | selectattr('level', 'eq', 'article')
                returns: [name]
        """
        client = ScriptedClient({"read": {"name": {"value": None, "quote": None}}})
        task = make_task(yaml, {"p.md": "{{ document.between(clause.start, clause.end) }}"})
        outcome = run(task, "第1条（目的）\n甲は乙。\n第2条（免責）\n丙は丁。", client)
        assert outcome.record.error is None, outcome.record.error
        texts = [request.messages[1].text for request in client.requests]
        assert [text.splitlines()[-1] for text in texts] == ["甲は乙。", "丙は丁。"]


class TestUnread:
    """A document of which no page could be read is told from one in which nothing stands."""

    SCAN = Page(number=1, width=9, height=9, text="", words=(), notes=("no text layer: needs OCR",))
    BROKEN = replace(SCAN, width=0.0, notes=("page 1 cannot be read: oops",))
    BLANK = replace(SCAN, notes=())
    TEXT = page("Vendor: Kiri")

    @pytest.mark.parametrize(
        ("pages", "unread"),
        [
            ([SCAN], True),
            ([SCAN, BLANK], True),
            ([BROKEN, SCAN], True),
            ([SCAN, TEXT], False),
            ([BLANK], False),
            ([replace(SCAN, notes=("read by OCR: no text in the picture",))], False),
            ([], False),
        ],
    )
    def test_no_page_is_read(self, make_task: MakeTask, pages: list[Page], unread: bool) -> None:
        yaml = "{name: t, fields: {name: {}}, steps: [{name: a, kind: regex, pattern: x}]}"
        numbered = tuple(replace(page, number=n) for n, page in enumerate(pages, 1))
        record = of(make_task(yaml), numbered)
        assert record.unread is unread
        assert record.needs_review or not unread

    def test_a_page_that_a_model_looks_at_is_no_unread_one(self, make_task: MakeTask) -> None:
        yaml = """
            name: t
            fields: {name: {}}
            steps: [{name: read, kind: ask, prompt: p.md, images: true}]
        """
        record = of(make_task(yaml, {"p.md": "x"}), (self.SCAN,))
        assert (record.error, record.unread) == (None, False)


def of(task: Task, pages: tuple[Page, ...]) -> Record:
    client = ScriptedClient({"read": {"name": {"value": None, "quote": None}}})
    document = Document(id="a.pdf", sha256="0" * 64, pages=pages)
    return asyncio.run(run_pipeline(task, document, client)).record


class TestFields:
    """A step's own bookkeeping is no field, whatever fields are called."""

    OWN = "pages found hits pattern matches status code key reason ok rules parts articles"

    def test_bookkeeping_fills_no_field_of_the_same_name(self, make_task: MakeTask) -> None:
        yaml = f"""
            name: t
            fields: {{{", ".join(f"{name}: {{}}" for name in self.OWN.split())}, name: {{}}}}
            steps:
              - {{name: pick, kind: select, keywords: [x]}}
              - {{name: find, kind: regex, pattern: x}}
              - {{name: outline, kind: outline}}
              - name: match
                kind: lookup
                code: "'1'"
                master: m.csv
                key: no
                returns: {{name: name}}
              - {{name: rules, kind: check, rules: [{{required: [name]}}]}}
        """
        record = run(make_task(yaml, {"m.csv": "no,name\n1,Kiri\n"})).record
        said = {name: value for name, value in record.fields.items() if value is not None}
        assert said == {"name": "Kiri"}

    def test_a_field_called_parts_survives_a_split(self, make_task: MakeTask) -> None:
        yaml = """
            name: t
            fields: {parts: {type: list, of: {name: {}}}}
            steps: [{name: read, kind: ask, prompt: p.md, split: {pages: 1, overlap: 0}}]
        """
        row: JsonObject = {"parts": [{"name": {"value": "x", "quote": "x"}}]}
        task = make_task(yaml, {"p.md": "x"})
        record = run(task, "x", ScriptedClient({"read": row})).record
        assert record.fields["parts"] == [{"name": "x"}]
