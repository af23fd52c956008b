"""Gold as JSON lines: `{"file", "fields", "steps", "evidence"}` (DESIGN §8), or an array of these.

A key that is missing is not labelled; null says that there is nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import cast

from aiwf_cli.errors import UsageError
from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import GoldContent, GoldDocument, GoldPlace, GoldRow, Label
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.sources.gold.labels import LabelReader
from aiwf_cli.text.compare import says_absent

_KEYS = frozenset({"file", "fields", "steps", "evidence"})


def json_documents(
    text: str, name: str, fields: Mapping[str, Field], reader: LabelReader
) -> tuple[tuple[GoldDocument, ...], tuple[str, ...]]:
    """The documents that JSON gold labels, and keys that name no field of the task.

    Raises UsageError, naming the line, for what is no gold.
    """
    unknown: dict[str, None] = {}
    documents = [
        _Line(where=where, fields=fields, reader=reader, unknown=unknown).document(line)
        for where, line in _lines(text, name)
    ]
    return tuple(documents), tuple(unknown)


def _lines(text: str, name: str) -> Iterator[tuple[str, Json]]:
    """Every document's JSON, with its place."""
    if text.lstrip()[:1] == "[":
        try:
            items = cast("list[Json]", _loads(text))
        except ValueError as error:
            raise UsageError(f"{name} is not JSON: {error}.") from error
        yield from ((f"{name}, item {at}", item) for at, item in enumerate(items, start=1))
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield f"{name}, line {number}", _loads(line)
            except ValueError as error:
                raise UsageError(
                    f"{name}, line {number}: this is not JSON: {error}.",
                    hint='One object a line: {"file": "a.pdf", "fields": {"name": "value"}}',
                ) from error


def _loads(text: str) -> Json:
    """The JSON of a text; raises ValueError where an object says a key twice: which one counts?"""
    return cast(Json, json.loads(text, object_pairs_hook=_object))


def _object(pairs: list[tuple[str, Json]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"{twice!r} is said twice in one object")
    return found


class _Line:
    """One document's JSON, to be read in the words of the task's fields."""

    def __init__(
        self,
        *,
        where: str,
        fields: Mapping[str, Field],
        reader: LabelReader,
        unknown: dict[str, None],
    ) -> None:
        self._where = where
        self._fields = fields
        self._reader = reader
        self._unknown = unknown

    def document(self, line: Json) -> GoldDocument:
        """What the line says of its document."""
        if not isinstance(line, dict) or not isinstance(line.get("file"), str):
            raise self._error('an object with "file" is expected')
        for key in line.keys() - _KEYS:
            self._unknown[key] = None
        labelled: dict[str, GoldContent] = {}
        for key, value in self._object(line, "fields").items():
            if (name := self._name(key)) is None:
                self._unknown[f"fields.{key}"] = None
            elif (content := self._content(name, value)) is not None:
                labelled[name] = content
        steps = {
            name: step
            for name, step in self._object(line, "steps").items()
            if isinstance(step, dict)
        }
        return GoldDocument(
            file=cast("str", line["file"]),
            fields=labelled,
            steps=steps,
            places=dict(self._places(self._object(line, "evidence"))),
        )

    def _name(self, key: str) -> str | None:
        """The field that a key means, by name or label."""
        if key in self._fields:
            return key
        labels = [name for name, field in self._fields.items() if field.label == key]
        return labels[0] if len(labels) == 1 else None

    def _content(self, name: str, value: Json) -> GoldContent | None:
        field = self._fields[name]
        if field.type != "list":
            return self._reader.from_json(field, value, header=name, where=self._where)
        rows: list[Json]
        match value:
            case None:
                rows = []
            case list():
                rows = value
            case dict():
                rows = [value]
            case str() if not value.strip():
                return None
            case str() if says_absent(field, value):
                rows = []
            case str() if len(field.of or {}) == 1:
                rows = [value]
            case _:
                raise self._error(f"{name} is a list field: a list of rows is expected")
        read = [self._row(name, field, row) for row in rows]
        return tuple(row for row in read if any(not label.absent for label in row.values()))

    def _row(self, name: str, field: Field, row: Json) -> GoldRow:
        parts = field.of or {}
        if not isinstance(row, dict):
            if len(parts) != 1:
                raise self._error(f"{name}: a row is an object of {', '.join(parts)}")
            row = {next(iter(parts)): row}
        found: dict[str, Label] = {}
        for key, value in row.items():
            sub = self._sub(parts, key)
            if sub is None:
                self._unknown[f"fields.{name}.{key}"] = None
                continue
            header = f"{name}.{sub}"
            label = self._reader.from_json(parts[sub], value, header=header, where=self._where)
            if label is not None:
                found[sub] = label
        return found

    def _sub(self, parts: Mapping[str, Field], key: str) -> str | None:
        if key in parts:
            return key
        return next((name for name, part in parts.items() if part.label == key), None)

    def _places(
        self, evidence: JsonObject
    ) -> Iterator[tuple[tuple[str, int | None, str | None], GoldPlace]]:
        """Where gold says that values stand: by field or list.sub, one place or one a row."""
        for key, said in evidence.items():
            name, _, sub = key.partition(".")
            field = self._name(name)
            if field is None:
                self._unknown[f"evidence.{key}"] = None
            elif isinstance(said, list):
                for row, one in enumerate(said):
                    if place := _place(one):
                        yield (field, row, sub or None), place
            elif place := _place(said):
                yield (field, None, sub or None), place

    def _object(self, line: JsonObject, key: str) -> JsonObject:
        value = line.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self._error(f'"{key}" should be an object')
        return value

    def _error(self, what: str) -> UsageError:
        return UsageError(
            f"{self._where}: {what}.",
            hint='A line is {"file": "a.pdf", "fields": {…}, "steps": {…}, "evidence": {…}}',
        )


def _place(said: Json) -> GoldPlace | None:
    match said:
        case {"page": int(page), "quote": str(quote)}:
            return GoldPlace(page=page, quote=quote)
        case {"page": int(page)}:
            return GoldPlace(page=page)
        case {"quote": str(quote)}:
            return GoldPlace(quote=quote)
        case int(page) if not isinstance(page, bool):
            return GoldPlace(page=page)
        case _:
            return None
