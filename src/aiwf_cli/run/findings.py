"""What checks found, put on the record's values: they ask for review, and none is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aiwf_cli.model.record import Content, Row, Value
from aiwf_cli.steps.base import Finding


def with_findings(
    values: Mapping[str, Content], findings: Sequence[Finding]
) -> tuple[dict[str, Content], tuple[str, ...]]:
    """The values with those that `findings` are about asking for review.

    Of a list all rows are, or the one that a finding names. Beside them, the notes that no value
    can carry: about the document as a whole, or a list without rows.
    """
    marked = {
        name: content if isinstance(content, Value) else [*content]
        for name, content in values.items()
    }
    unplaced = (finding.note for finding in findings if not _put(marked, finding))
    notes = tuple(dict.fromkeys(unplaced))
    done = {name: part if isinstance(part, Value) else tuple(part) for name, part in marked.items()}
    return done, notes


def _put(marked: dict[str, Value | list[Row]], finding: Finding) -> bool:
    """Marks what a finding is about; False when there is nothing to mark."""
    name, _, sub = (finding.field or "").partition(".")
    content = marked.get(name, [])
    if isinstance(content, Value):
        marked[name] = _doubted(content, finding.note)
        return True
    rows = range(len(content)) if finding.row is None else range(finding.row, finding.row + 1)
    if not content or rows.stop > len(content):
        return False
    for at in rows:
        content[at] = {
            key: _doubted(value, finding.note) if sub in ("", key) else value
            for key, value in content[at].items()
        }
    return True


def _doubted(value: Value, note: str) -> Value:
    """The value asking for review, because of `note`; behind what tells more of the matter."""
    known = value.reasons if value.needs_review or value.value is None else ()
    notes = dict.fromkeys((*known, note, *value.notes))
    return replace(value, needs_review=True, notes=tuple(notes))
