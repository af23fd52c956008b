"""A delta as a comment for a pull request: the verdict first, everything else folded away.

Written for GitHub's and GitLab's Markdown. What comes from documents stands in code spans or is
escaped: it can make no links, mention nobody and bring no HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from aiwf_cli.model.delta import CellValue, Change, Delta
from aiwf_cli.model.json import Json
from aiwf_cli.report.apart import shown_apart
from aiwf_cli.report.costs import cost_remarks, cost_rows
from aiwf_cli.report.deltas import LEGEND, DeltaScreen, task_line
from aiwf_cli.report.files import written_whole
from aiwf_cli.report.plain import printable
from aiwf_cli.report.verdicts import (
    HEADINGS,
    KINDS,
    counted,
    field_verdict,
    is_right,
    names_of,
    needed,
    needed_in_short,
    others_of,
    p_value,
    quote_of,
    rates_of,
    verdict_of,
)

LONGEST = 60_000
"""Characters of a comment: GitHub takes 65,536."""
LONGEST_VALUE = 120
LONGEST_DIFF = 12_000
"""Characters of one part's diff."""
_MARKUP = re.compile(r"([\\`*_{}\[\]#!|~<>&$])")
_MENTION = re.compile(r"(?<!\w)@(?=\w)|(?<=\w)(?=://)|(?<=www)(?=\.)", re.IGNORECASE)
"""What would call somebody, or become a link."""
_FENCE = re.compile(r"`{3,}")


def write_markdown(screen: DeltaScreen, path: Path) -> None:
    """Writes the comment to a file. Raises StoreError when it cannot be written."""
    with written_whole(path) as file:
        file.write_text(markdown(screen), encoding="utf-8")


def markdown(screen: DeltaScreen, most: int = LONGEST) -> str:
    """The comment, at most `most` characters of it: what does not fit is left out and counted."""
    text = "\n".join(_head(screen))
    left_out: list[str] = []
    for title, block in _details(screen):
        folded = _fold(title, block, min(most * 2 // 5, most - len(text) - _RESERVE))
        if folded is None:
            left_out.append(title)
        else:
            text += folded
    if left_out:
        text += f"\nLeft out, as the comment is full: {', '.join(left_out)}.\n"
    return text


_RESERVE = 600
"""Characters kept for what is said at the end."""


def _head(screen: DeltaScreen) -> Iterator[str]:
    delta = screen.delta
    yield f"### {' → '.join(map(_text, names_of(delta)))}\n"
    for notice in (*screen.gates, *delta.notices):
        yield f"> ⚠️ {_text(notice)}"
    if screen.gates or delta.notices:
        yield ""
    if accuracy := delta.accuracy:
        yield f"**{verdict_of(accuracy)}**: {rates_of(accuracy)}."
        if words := needed(accuracy.documents_needed):
            yield f"{words[0].upper()}{words[1:]}."
        yield ""
    yield f"{_cells(delta)}. Changed in the task: {_text(task_line(delta))}.\n"
    yield from _fields(screen)


def _cells(delta: Delta) -> str:
    cells = delta.cells
    if delta.gold is None:
        return f"{cells.changed:,} values changed, {cells.same:,} are the same (no gold)"
    told = (
        f"**{cells.fixed:,} fixed, {cells.broken:,} broken**, {cells.still_wrong:,} still wrong, "
        f"{cells.still_right:,} still right"
    )
    return told + (f", {cells.changed:,} changed without a label" if cells.changed else "")


def _fields(screen: DeltaScreen) -> Iterator[str]:
    fields = [(name, one) for name, one in screen.delta.fields.items() if screen.tells_of(name)]
    if screen.delta.gold is None:
        yield from _table(
            ("Field", "changed", "the same"),
            ((_code(name), str(one.cells.changed), str(one.cells.same)) for name, one in fields),
        )
        return
    yield from _table(
        ("Field", "A", "B", "fixed", "broken", "p", "verdict", "needs"),
        (
            (
                _code(name),
                counted(one.a),
                counted(one.b),
                str(one.cells.fixed),
                str(one.cells.broken),
                p_value(one.p_holm),
                field_verdict(one),
                needed_in_short(one.documents_needed),
            )
            for name, one in fields
        ),
    )
    yield f"<sub>{LEGEND}</sub>\n"


def _details(screen: DeltaScreen) -> Iterator[tuple[str, list[str]]]:
    """The parts that are folded away: a title, and lines that may be cut off behind any of them."""
    delta = screen.delta
    for kind in KINDS:
        changes = [change for change in screen.changes() if change.kind == kind]
        if changes:
            yield f"{HEADINGS[kind]} ({len(changes):,})", [*_changes(changes)]
    if delta.task and screen.whole:
        yield f"Task: {len(delta.task):,} changes", [*_task(delta)]
    yield "Cost", [*_cost(delta)]
    yield (
        "Runs",
        [
            f"- {name}: {_code(side.run)}, {_text(side.model or 'no model')}, "
            f"{f'--repeat {side.votes}, ' if side.votes > 1 else ''}"
            f"{side.documents:,} documents, {side.status}"
            for name, side in (("A", delta.a), ("B", delta.b))
        ],
    )


def _changes(changes: Iterable[Change]) -> Iterator[str]:
    rows = (
        (
            _code(change.file),
            _code(change.field if change.row is None else f"{change.field}, row {change.row}"),
            "" if change.kind == "changed" else _value(change.gold, gold),
            _said(change.a, a),
            _said(change.b, b),
            _code(change.first_step or "—"),
        )
        for change in changes
        for gold, a, b in (others_of(change),)
    )
    return _table(("Document", "Field", "Gold", "A", "B", "First step that differs"), rows)


def _value(value: Json, other: Json) -> str:
    """A value, where it parts from `other`."""
    return _code(shown_apart(value, other, LONGEST_VALUE))


def _said(said: CellValue | None, other: Json) -> str:
    if said is None:
        return "no such row"
    mark = {True: "✓ ", False: "✗ ", None: ""}[is_right(said)]
    told = [mark + _value(said.value, other)]
    told += [_text(said.explanation)] if said.explanation else []
    quote = quote_of(said)
    place = [] if said.page is None else [f"page {said.page}"]
    place += [] if quote is None else [_code(quote)]
    return "<br>".join([*told, " ".join(place)] if place else told)


def _task(delta: Delta) -> Iterator[str]:
    for change in delta.task:
        yield f"\n{_text(change.part)}\n"
        diff = _visible(change.diff)
        longest = max((len(run) for run in _FENCE.findall(diff)), default=2)
        fence = "`" * (longest + 1)
        yield f"{fence}diff\n{diff}{fence}"


def _visible(diff: str) -> str:
    """A diff without characters that a browser would obey; of a very long one the beginning."""
    kept: list[str] = []
    room = LONGEST_DIFF
    lines = diff.removesuffix("\n").split("\n")
    for line in lines:
        shown_line = printable(line, most=LONGEST_DIFF)
        room -= len(shown_line) + 1
        if room < 0:
            kept.append(f"… {len(lines) - len(kept):,} more lines")
            break
        kept.append(shown_line)
    return "".join(f"{line}\n" for line in kept)


def _cost(delta: Delta) -> Iterator[str]:
    yield from _table(("Cost, as asked", "A", "B", "B to A"), cost_rows(delta.a, delta.b))
    yield from cost_remarks(delta.a, delta.b)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _fold(title: str, lines: list[str], room: int) -> str | None:
    """A part folded away, cut to `room` characters; None where not even its beginning fits."""
    opening, closing = f"\n<details><summary>{title}</summary>\n\n", "\n\n</details>\n"
    room -= len(opening) + len(closing) + 80
    kept: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    if len(kept) < min(3, len(lines)):
        return None
    cut = len(lines) - len(kept)
    more = f"\n\n… and {cut:,} more lines: see `aiwf diff`." if cut else ""
    return opening + "\n".join(kept).rstrip("\n") + more + closing


def _text(text: str, *, most: int | None = None) -> str:
    """Text that is read as it stands."""
    told = _MARKUP.sub(r"\\\1", printable(text, most=most))
    return _MENTION.sub(lambda found: f"{found[0]}\u200b", told)


def _code(text: str, *, most: int = LONGEST_VALUE) -> str:
    """Text in a code span, which nothing in it can end; fit for a table."""
    told = printable(text, most=most).replace("|", "\\|")
    runs = {len(run) for run in re.findall(r"`+", told)}
    ticks = "`" * next(size for size in range(1, len(told) + 2) if size not in runs)
    space = " " if told.startswith("`") or told.endswith("`") or not told.strip() else ""
    return f"{ticks}{space}{told}{space}{ticks}"
