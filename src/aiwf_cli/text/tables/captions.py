"""The lines that introduce a table, with the numbered headings that they stand under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aiwf_cli.text.tables.cells import Line
from aiwf_cli.text.values.reading import fold_width

_LEVELS = tuple(
    re.compile(pattern)
    for pattern in (
        (
            r"第?\s*(?:\d{1,2}|[IVX]{1,4}|[一二三四五六七八九十]{1,2})"
            r"\s*(?:[.、]\s*(?=\D|(?:19|20)\d\d)|部|章)"
            r"|\d{0,2}\s*【|[■●◆]|[(（【〔<＜]?(?:訂正|変更|修正)[前後]"
        ),
        r"[(（](?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）]",
        r"[①-⑳]|[(（][a-zａ-ｚア-ン][)）]",
    )
)
_NOTE = re.compile(r"[(（]?注|※|\*|\(?notes?\b", re.IGNORECASE)
_SENTENCE = re.compile("[、。]|[ぁ-ん]$")
"""What a line of a sentence has, and a heading has not."""

_LONGEST = 80
"""Characters above which a line is running text."""


_LONGEST_NUMBERED = 160
"""The same for a numbered heading: `3. Forecast of Consolidated Financial Results for the …`."""


class CaptionPath:
    """The captions in force, from the outermost heading down to the line above a table."""

    def __init__(self) -> None:
        self._path: list[tuple[int, str]] = []

    def read(self, lines: Iterable[Line]) -> None:
        """Take in the lines between one table and the next; without any, the captions stay."""
        fresh = False
        for line in _without_sentences(lines):
            text = line.text
            level = _level(text)
            longest = _LONGEST if level == len(_LEVELS) else _LONGEST_NUMBERED
            if _NOTE.match(text) or len(text) > longest or text.endswith("。"):
                continue
            if level < len(_LEVELS) or not fresh:
                self._path = [item for item in self._path if item[0] < level]
            self._path.append((level, text))
            fresh = True

    def captions(self) -> tuple[str, ...]:
        """The captions, outermost first."""
        return tuple(text for _, text in self._path)


def _without_sentences(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that belong to no sentence set in several lines.

    Of lines that follow one another without a blank one, those up to the last full stop are
    sentences, but for headings: the first ones as far as they look so, and numbered ones.
    """
    for paragraph in _paragraphs(lines):
        stops = [at for at, line in enumerate(paragraph) if "。" in line.text]
        end = stops[-1] + 1 if stops else 0
        begun = False
        for line in paragraph[:end]:
            begun = begun or _SENTENCE.search(line.text) is not None
            if not begun or (_level(line.text) < len(_LEVELS) and "。" not in line.text):
                yield line
        yield from paragraph[end:]


def _paragraphs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines that follow one another without a blank one between them."""
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and line.number > paragraph[-1].number + 1:
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _level(text: str) -> int:
    """0 for 1., 1 for (1), 2 for ①, 3 for a line without a number."""
    plain = fold_width(text)
    return next((at for at, form in enumerate(_LEVELS) if form.match(plain)), len(_LEVELS))
