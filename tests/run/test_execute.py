"""Many documents at once: one record each, in order, whatever happens to any of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from aiwf_cli.errors import EndpointError, ParseError, ReplyError
from aiwf_cli.llm.base import Client, Pending, Reply, Request, Stopped
from aiwf_cli.model.document import Page, Source
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.task import Task
from aiwf_cli.run.execute import Execution
from aiwf_cli.run.writer import Lines
from support import ScriptedClient, page

YAML = """
    name: t
    fields: {total: {type: money}}
    steps: [{name: read, kind: ask, prompt: p.md}]
"""
SAID: JsonObject = {"total": {"value": "5", "quote": "5"}}


@dataclass
class TextPages:
    """Reads text files as documents of one page; `slow` and `broken` name files."""

    identity: str = "text"
    slow: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    reads: list[str] = field(default_factory=list)

    async def read(self, source: Source, sha256: str) -> tuple[Page, ...]:
        self.reads.append(source.id)
        if source.id in self.slow:
            await asyncio.sleep(0.05)
        if source.id in self.broken:
            raise ParseError("encrypted", "It needs a password.")
        return (page(Path(source.path).read_text()),)


class Kept(dict[str, str]):
    def put(self, key: str, text: str) -> None:
        self[key] = text


@dataclass
class Written:
    lines: dict[int, Lines] = field(default_factory=dict)

    def write(self, index: int, lines: Lines, *, known: bool = False) -> None:
        self.lines[index] = lines

    def records(self) -> list[JsonObject]:
        return [json.loads(self.lines[index].record) for index in sorted(self.lines)]

    def bytes(self) -> str:
        return "".join(self.lines[index].record for index in sorted(self.lines))


@pytest.fixture
def sources(tmp_path: Path) -> tuple[Source, ...]:
    found = []
    for number in range(6):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"Document {number}: 5")
        found.append(Source(id=path.name, path=str(path)))
    return tuple(found)


@pytest.fixture
def task(make_task: Callable[..., Task]) -> Task:
    return make_task(YAML, {"p.md": "{{ document.text }}"})


def execution(
    task: Task, sources: tuple[Source, ...], client: Client | None = None, **more: object
) -> Execution:
    settings: dict[str, object] = {
        "endpoint": "test",
        "pages": TextPages(),
        "writer": Written(),
        "at_once": 3,
        **more,
    }
    return Execution(
        task=task, sources=sources, client=client or ScriptedClient({"read": SAID}), **settings
    )  # type: ignore[arg-type]


def test_every_document_has_a_record_in_order(task: Task, sources: tuple[Source, ...]) -> None:
    made = execution(task, sources, pages=TextPages(slow=frozenset({"0.txt", "3.txt"})))
    asyncio.run(made.run())
    records = made.writer.records()  # type: ignore[attr-defined]
    assert [record["file"] for record in records] == [source.id for source in sources]
    assert made.progress.counts().to_json() == {
        "documents": 6,
        "ok": 6,
        "failed": 0,
        "needs_review": 0,
    }


def test_what_happens_to_one_document_stays_with_it(
    task: Task, sources: tuple[Source, ...]
) -> None:
    class Moody(ScriptedClient):
        async def ask(self, request: Request) -> Reply:
            text = request.messages[1].text
            if "Document 1" in text:
                raise ReplyError("refusal", "It would rather not.")
            if "Document 2" in text:
                raise ZeroDivisionError("a bug of ours")
            return await super().ask(request)

    Path(sources[3].path).unlink()
    made = execution(
        task, sources, Moody({"read": SAID}), pages=TextPages(broken=frozenset({"4.txt"}))
    )
    asyncio.run(made.run())
    errors = [record["error"] for record in made.writer.records()]  # type: ignore[attr-defined]
    assert [error and error["code"] for error in errors] == [
        None,
        "refusal",
        "internal_error",
        "vanished",
        "encrypted",
        None,
    ]
    assert errors[1]["step"] == "read"
    assert "ZeroDivisionError: a bug of ours" in errors[2]["message"]


def test_a_second_run_takes_results_from_before_and_writes_the_same_bytes(
    task: Task, sources: tuple[Source, ...]
) -> None:
    kept, client, pages = Kept(), ScriptedClient({"read": SAID}), TextPages()
    first = execution(task, sources, client, results=kept, pages=pages)
    asyncio.run(first.run())
    again = execution(task, sources, client, results=kept, pages=pages)
    asyncio.run(again.run())
    assert again.writer.bytes() == first.writer.bytes()  # type: ignore[attr-defined]
    assert (len(client.requests), len(pages.reads)) == (6, 6)
    assert (again.progress.known, again.progress.answered_from_cache) == (6, 6)


@pytest.mark.parametrize("change", ["task", "endpoint", "pages", "repeat", "fresh", "bytes"])
def test_a_result_from_before_counts_only_when_nothing_changed(
    task: Task, sources: tuple[Source, ...], make_task: Callable[..., Task], change: str
) -> None:
    kept, client = Kept(), ScriptedClient({"read": SAID})
    asyncio.run(execution(task, sources[:1], client, results=kept).run())
    changes: dict[str, dict[str, object]] = {
        "endpoint": {"endpoint": "another"},
        "pages": {"pages": TextPages(identity="newer")},
        "repeat": {"repeat": 2},
        "fresh": {"fresh": True},
    }
    if change == "task":
        task = make_task(YAML, {"p.md": "Read this: {{ document.text }}"})
    if change == "bytes":
        Path(sources[0].path).write_text("Document 0: 5 and more")
    made = execution(task, sources[:1], client, results=kept, **changes.get(change, {}))
    asyncio.run(made.run())
    assert made.progress.known == 0


def test_failures_are_tried_again(task: Task, sources: tuple[Source, ...]) -> None:
    kept = Kept()
    broken = TextPages(broken=frozenset({"0.txt"}))
    asyncio.run(execution(task, sources[:1], results=kept, pages=broken).run())
    made = execution(task, sources[:1], results=kept)
    asyncio.run(made.run())
    assert made.progress.ok == 1


def test_when_nobody_can_answer_the_run_ends_and_keeps_what_it_has(
    task: Task, sources: tuple[Source, ...]
) -> None:
    class Gone(ScriptedClient):
        async def ask(self, request: Request) -> Reply:
            if len(self.requests) >= 2:
                raise EndpointError("the key is wrong")
            return await super().ask(request)

    made = execution(task, sources, Gone({"read": SAID}), at_once=1)
    with pytest.raises(EndpointError):
        asyncio.run(made.run())
    assert len(made.writer.lines) == 2  # type: ignore[attr-defined]


def test_documents_that_wait_for_replies_have_no_record(
    task: Task, sources: tuple[Source, ...]
) -> None:
    class Waiting(ScriptedClient):
        async def ask(self, request: Request) -> Reply:
            raise Pending(request)

    made = execution(task, sources, Waiting({}))
    asyncio.run(made.run())
    assert (made.progress.pending, made.progress.done) == (6, 6)


def test_stopping_begins_nothing_new(task: Task, sources: tuple[Source, ...]) -> None:
    class Stops(ScriptedClient):
        async def ask(self, request: Request) -> Reply:
            if len(self.requests) >= 3:
                raise Stopped(request)
            return await super().ask(request)

    made = execution(task, sources, Stops({"read": SAID}), at_once=1)
    asyncio.run(made.run())
    assert made.stopping
    assert len(made.writer.lines) == 3  # type: ignore[attr-defined]


def test_the_order_of_fields_belongs_to_a_result(
    sources: tuple[Source, ...], make_task: Callable[..., Task]
) -> None:
    yaml = """
        name: t
        fields: {FIELDS}
        steps: [{name: read, kind: ask, prompt: p.md}]
    """
    said: JsonObject = {
        "total": {"value": "5", "quote": "5"},
        "number": {"value": "Document", "quote": "Document"},
    }
    kept, tables = Kept(), []
    for fields in ("total: {type: money}, number: {}", "number: {}, total: {type: money}"):
        task = make_task(yaml.replace("FIELDS", fields), {"p.md": "{{ document.text }}"})
        made = execution(task, sources[:1], ScriptedClient({"read": said}), results=kept)
        asyncio.run(made.run())
        tables.append(made.writer.lines[0].table)  # type: ignore[attr-defined]
    assert tables == ["0.txt,5,Document,ok,\r\n", "0.txt,Document,5,ok,\r\n"]


@pytest.mark.parametrize("value", ['"\\ud800"', 'float("inf")', "{1, 2}"])
def test_one_odd_value_is_one_documents_affair(
    sources: tuple[Source, ...], make_task: Callable[..., Task], value: str
) -> None:
    yaml = """
        name: t
        fields: {total: {}}
        steps: [{name: own, kind: python, call: "steps.py:own"}]
    """
    source = f"""
        def own(context):
            return {{"total": {value} if context.document.id == "1.txt" else "5"}}
    """
    made = execution(make_task(yaml, {"steps.py": source}), sources)
    asyncio.run(made.run())
    made.writer.bytes().encode()  # type: ignore[attr-defined]
    records = made.writer.records()  # type: ignore[attr-defined]
    assert len(records) == 6
    assert {record["file"] for record in records if record["error"]} <= {"1.txt"}


def test_a_bug_that_stops_a_run_leaves_nothing_on_its_way(
    task: Task, sources: tuple[Source, ...]
) -> None:
    class Full(Written):
        def write(self, index: int, lines: Lines, *, known: bool = False) -> None:
            if index == 0:
                raise RuntimeError("a bug of ours")
            super().write(index, lines)

    async def left() -> int:
        made = execution(
            task, sources, writer=Full(), pages=TextPages(slow=frozenset({"1.txt", "2.txt"}))
        )
        with pytest.raises(RuntimeError):
            await made.run()
        assert sorted(made.writer.lines) == [1, 2]  # type: ignore[attr-defined]
        return len(asyncio.all_tasks())

    assert asyncio.run(left()) == 1


def test_the_cost_limit_ends_the_run_and_fails_nobody(
    task: Task, sources: tuple[Source, ...]
) -> None:
    class Dear(ScriptedClient):
        async def ask(self, request: Request) -> Reply:
            if len(self.requests) >= 2:
                raise ReplyError("cost_limit", "that is too much", hint="Raise --max-cost.")
            return await super().ask(request)

    made = execution(task, sources, Dear({"read": SAID}), at_once=1)
    with pytest.raises(EndpointError) as stopped:
        asyncio.run(made.run())
    assert (stopped.value.message, stopped.value.hint) == ("that is too much", "Raise --max-cost.")
    assert (made.progress.ok, made.progress.failed) == (2, 0)
