"""A line of text parted into cells: at wide white, and where figures begin or end.

Where cells stand close, a figure still is a cell of its own: `売上高 9,810 9,406` has three.
Running text stays in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from aiwf_cli.model.document import Span
from aiwf_cli.text.tables.tokens import (
    closes_figure,
    is_currency,
    is_footnote,
    is_sign,
    is_strong_figure,
    is_value,
    kind_of,
)
from aiwf_cli.text.values.reading import fold_width

_RUN = re.compile(r"\S+(?:\s\S+)*")
_TOKEN = re.compile(r"\S+")

_LONGEST_LABEL = 64
"""Characters of words before a figure above which a line is running text that holds a number."""

_AMOUNT = r"[△▲−(]?\d{1,3}(?:,\d{3})+\)?|[△▲−(]\d{1,3}(?:\.\d+)?\)?"
_GROUPED = re.compile(_AMOUNT)

_RUN_TOGETHER = re.compile(rf"(?:{_AMOUNT}){{2,}}")
"""Amounts without a space between, where each is seen to end: by its groups or a sign behind."""

_LABELLED = re.compile(r".*[\u3041-\u30ff\u3400-\u9fff)](?P<figure>[△▲−]?\d{1,3}(?:,\d{3})+)")
_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff【（(〔「]")
_COUNTER = re.compile(
    r"[年月日期回位号条項章節頁歳か箇ヶカヵ万億千百兆円株人名社店台件個枚冊時分秒倍％%~～]"
)


def pieces_of(line: str) -> list[Span]:
    """Where the cells of a line of text stand in it."""
    pieces = [piece for run in _RUN.finditer(line) for piece in _parted(line, _tokens(line, run))]
    joined: list[Span] = []
    for start, end in pieces:
        before = line[slice(*joined[-1])] if joined else ""
        if before and is_value(line[start:end]) and (is_sign(before) or is_currency(before)):
            joined[-1] = (start if is_currency(before) else joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _tokens(line: str, run: re.Match[str]) -> list[Span]:
    """The words of a run; a figure has its sign, brackets, unit and footnote mark with it."""
    tokens: list[Span] = []
    for start, end in _words(line, run):
        before = line[slice(*tokens[-1])] if tokens else ""
        if before and _belongs(before, line[start:end]):
            tokens[-1] = (tokens[-1][0], end)
        else:
            tokens.append((start, end))
    return tokens


def _words(line: str, run: re.Match[str]) -> Iterator[Span]:
    """The words of a run; what narrow columns run together is parted: 2,611△11.4, 差額146,330."""
    words = list(_TOKEN.finditer(line, *run.span()))
    for word, after in zip_longest(words, words[1:]):
        plain = fold_width(word[0])
        if len(plain) != len(word[0]):
            yield word.span()
            continue
        labelled = _LABELLED.fullmatch(plain) if after and is_strong_figure(after[0]) else None
        if _RUN_TOGETHER.fullmatch(plain):
            cuts = [found.start() for found in _GROUPED.finditer(plain)]
        else:
            cuts = [0, labelled.start("figure")] if labelled else [0]
        for start, end in pairwise([*cuts, len(plain)]):
            yield word.start() + start, word.start() + end


def _belongs(before: str, word: str) -> bool:
    """Whether a word is a part of the cell that the word before it begins."""
    if is_sign(before):
        return is_value(word) or closes_figure(word)
    if kind_of(before) in ("figure", "dash"):
        counted = kind_of(word) == "unit" and not is_currency(word)
        return counted or closes_figure(word) or is_footnote(word)
    return is_footnote(word) or (before == "円" and word == "銭")


def _parted(line: str, tokens: Sequence[Span]) -> list[Span]:
    """The tokens of a run as cells: words together, figures before and behind them apart."""
    texts = [line[start:end] for start, end in tokens]
    whole = (tokens[0][0], tokens[-1][1])
    if all(is_value(text) or is_currency(text) for text in texts):
        return list(tokens)
    if kind_of(line[slice(*whole)]) != "text":
        return [whole]
    if all(kind_of(text) == "unit" for text in texts):
        return list(tokens)
    if _begins_with_figure(texts):
        return [tokens[0], *_parted(line, tokens[1:])]
    first = _first_of_tail(texts)
    if first < len(tokens) and tokens[first][0] - whole[0] <= _LONGEST_LABEL:
        return [(whole[0], tokens[first - 1][1]), *tokens[first:]]
    return [whole]


def _begins_with_figure(texts: Sequence[str]) -> bool:
    """Whether the first word is a figure and the next a label: `3,048 【流動負債】`, not `1 株`."""
    if len(texts) < 2 or kind_of(texts[0]) != "figure" or is_footnote(texts[0]):
        return False
    labelled = _JAPANESE.match(texts[1]) and not _COUNTER.match(texts[1])
    return bool(labelled) and (is_strong_figure(texts[0]) or len(texts[0]) >= 3)


def _first_of_tail(texts: Sequence[str]) -> int:
    """Where the figures behind the words begin; as many as there are when there are none."""
    first = len(texts)
    while first > 1 and is_value(texts[first - 1]):
        first -= 1
    tail = texts[first:]
    if not any(map(is_strong_figure, tail)):
        return len(texts)
    weak = (at for at, text in enumerate(tail) if is_strong_figure(text) or kind_of(text) == "dash")
    return first + next(weak, len(tail))
