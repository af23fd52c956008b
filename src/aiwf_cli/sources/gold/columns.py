"""Which column of a gold table means which field: by name, by label, by both.

Experts write 条項番号 or disclaimers.clause, 売上高 (百万円), 免責事項 page. Case, width and spaces
do not matter. A header that could mean two fields is an error, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from aiwf_cli.errors import UsageError
from aiwf_cli.model.fields import Field
from aiwf_cli.text.normalise import fold
from aiwf_cli.text.values.units import is_known_unit, read_unit

FILE_HEADERS = (
    *("file", "filename", "document", "path", "image", "photo"),
    *("ファイル", "ファイル名", "文書", "文書名", "画像", "写真"),
)
"""What the column of file names may be called, `file` before all others."""
_IGNORED = frozenset({"status", "needsreview", "needs_review"})
"""Columns of aiwf's own tables that say nothing about what is right."""
_UNIT = re.compile(r"(.+?)\s*[(（\[【]\s*(?:単位\s*[:：]?)?\s*([^()（）\[\]【】]+?)\s*[)）\]】]\s*")
_PARTS: dict[str, Literal["page", "quote"]] = {
    "page": "page",
    "ページ": "page",
    "頁": "page",
    "quote": "quote",
    "引用": "quote",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a column holds: labels of a field or subfield, or where they were found.

    `sub` names the subfield of a list or object. `unit` is what bare figures of the column count.
    """

    field: str
    sub: str | None = None
    part: Literal["value", "page", "quote"] = "value"
    unit: str = ""


class Headings:
    """Reads headers in the words of a task's fields."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._levels = [_by_text(names) for names in _names(fields)]

    def target(self, header: str) -> Target | None:
        """What the column under `header` holds; None when it is none of the task's.

        Raises UsageError when it could be two things.
        """
        if found := self._plain(header):
            return found
        if (match := _UNIT.fullmatch(header)) and _is_unit(match[2]):
            found = self._plain(match[1])
            return replace(found, unit=match[2]) if found else None
        for word, part in _PARTS.items():
            key = fold(header)
            if key.endswith(word) and (found := self._plain(key.removesuffix(word).rstrip("_.:"))):
                return replace(found, part=part)
        return None

    def is_file(self, header: str) -> bool:
        """Whether the column under `header` may hold file names."""
        return fold(header) in FILE_HEADERS

    def is_ignored(self, header: str) -> bool:
        """Whether aiwf itself writes the column and gold says nothing by it."""
        return fold(header) in _IGNORED

    def known(self) -> tuple[str, ...]:
        """Every header that is understood, folded."""
        return tuple(dict.fromkeys(text for level in self._levels for text in level))

    def _plain(self, header: str) -> Target | None:
        key = fold(header)
        for level in self._levels:
            found = level.get(key, ())
            if len(found) == 1:
                return found[0]
            if found:
                names = " or ".join(sorted(_name(target) for target in found))
                raise UsageError(
                    f"The gold file's column {header!r} may be {names}.",
                    hint="Use the field's name as the header.",
                )
        return None


def _name(target: Target) -> str:
    return f"{target.field}.{target.sub}" if target.sub else target.field


def _is_unit(text: str) -> bool:
    unit = read_unit(text)
    return is_known_unit(unit.name) or (unit.scale != 1 and not unit.name)


def _names(fields: Mapping[str, Field]) -> Iterator[Iterator[tuple[str, Target]]]:
    """What columns may be called, the surest names first."""
    yield ((_name(target), target) for target, _, _ in _targets(fields))
    yield ((label, target) for target, label, _ in _targets(fields))
    yield (
        (f"{parent}.{own}", target)
        for target, label, parents in _targets(fields)
        for parent in parents
        for own in (target.sub, label)
        if own
    )
    yield ((target.sub, target) for target, _, _ in _targets(fields) if target.sub)
    yield (
        (parent, target)
        for target, _, parents in _targets(fields)
        for parent in parents
        if len(fields[target.field].of or {}) == 1
    )


def _targets(fields: Mapping[str, Field]) -> Iterator[tuple[Target, str, Sequence[str]]]:
    """Every possible column with its own label and the names of the field it belongs to."""
    for name, field in fields.items():
        if field.type != "list":
            yield Target(name), field.label, ()
        for sub, subfield in (field.of or {}).items():
            yield Target(name, sub), subfield.label, (name, field.label)


def _by_text(names: Iterator[tuple[str, Target]]) -> dict[str, tuple[Target, ...]]:
    found: dict[str, tuple[Target, ...]] = {}
    for text, target in names:
        if (key := fold(text)) and target not in found.get(key, ()):
            found[key] = (*found.get(key, ()), target)
    return found
