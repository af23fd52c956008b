"""What many tests need: documents of plain text, tasks of YAML, a model that is a dict."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiwf_cli.llm.base import Reply, Request
from aiwf_cli.model.document import Document, Page, Word
from aiwf_cli.model.json import JsonObject, dumps
from aiwf_cli.model.record import Tokens


def document(*pages: str, name: str = "a.pdf") -> Document:
    """A document with these page texts; a line is a word, 10 points high, 5 a character."""
    return Document(
        id=name,
        sha256="0" * 64,
        pages=tuple(page(text, number) for number, text in enumerate(pages, start=1)),
    )


def page(text: str, number: int = 1) -> Page:
    words, at = [], 0
    for row, line in enumerate(text.split("\n")):
        if line:
            box = (50.0, 50.0 + 15 * row, 50.0 + 5 * len(line), 60.0 + 15 * row)
            words.append(Word(start=at, end=at + len(line), box=box))
        at += len(line) + 1
    return Page(number=number, width=595, height=842, text=text, words=tuple(words))


@dataclass
class ScriptedClient:
    """Answers by the name of the asking step; remembers every request."""

    answers: Mapping[str, JsonObject | list[JsonObject] | Exception]
    requests: list[Request] = field(default_factory=list)

    async def ask(self, request: Request) -> Reply:
        self.requests.append(request)
        answer = self.answers[request.schema_name]
        if isinstance(answer, list):
            asked = [r for r in self.requests if r.schema_name == request.schema_name]
            answer = answer[len(asked) - 1]
        if isinstance(answer, Exception):
            raise answer
        return Reply(
            text=dumps(answer),
            finish="stop",
            model=request.model,
            tokens=Tokens(input=10, output=5),
            raw="{}",
            data=answer,
        )


def write_task(folder: Path, yaml: str, files: Mapping[str, str]) -> None:
    for name, text in {"task.yaml": yaml, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
