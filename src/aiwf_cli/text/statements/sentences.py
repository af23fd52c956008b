"""Figures told in running text: 自己資本比率は48.3％となりました, ・売上高 84,328百万円."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aiwf_cli.model.document import Document, Span
from aiwf_cli.text.normalise import Folded, fold, fold_with_map
from aiwf_cli.text.statements.words import Says, is_regulated_ratio, what_says

_AMOUNT = r"△?\d[\d,.]*(?:億[\d,]*)?(?:百万|千|万)?円"
_RATE = r"△?\d+(?:\.\d+)?%"
_BEGINS = r"(?:(?<![^、。,()「」・:])|(?<=[期度間末]の)|(?<=グループの)|(?<=当社の))(?:連結)?"
_OWNERS = "(?:親会社の?(?:株主|所有者)に帰属する)?"
_AGAINST = (
    "前[^、。]{1,18}(?:比べて?|比較して|比|対し|より|から)、?[^、。]{0,24}(?:し|して|なり|で|の)、?"
)
"""How a sentence tells the change before the figure: 前期末に比べ2,118百万円増加し、."""

_BETWEEN = rf"(?:[はが]、?(?:{_AGAINST}|[^、。\d]{{0,14}}、)?|:)?"
_NO_CHANGE = "(?!の?(?:増|減|上昇|低下|改善|悪化|上回|下回|多|少))"
"""What does not follow a figure itself: 2,118百万円増加し is how much it changed."""

_CLAUSE = 40
"""Characters before a label, and behind its figure, in which words say of what it is."""

_CLAUSE_ENDS = re.compile(r"[・)」]")
_QUARTER = re.compile(r"第[1-4]四半期(?!.*累計)")
_SENTENCE = re.compile(r"[^。]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A figure told in a sentence: the label and the figure as they read, the figure's place."""

    label: str
    figure: str
    span: Span


def told_figures(folded: Folded, label: str, *, percent: bool) -> Iterator[Told]:
    """Every sentence that says `label` is so and so much, now and not in a forecast.

    `folded` is a document's text by `fold_with_map`, so line breaks do not matter. A sentence on a
    part of the company (食品事業の売上高は) or on a quarter alone does not count.
    """
    form = re.compile(
        f"{_BEGINS}{_OWNERS}{re.escape(fold(label))}{_BETWEEN}"
        f"(?P<figure>{_RATE if percent else _AMOUNT}){_NO_CHANGE}"
    )
    for sentence in _SENTENCE.finditer(folded.text):
        for found in form.finditer(sentence[0]):
            if _is_of_something_else(sentence[0][: found.start()][-_CLAUSE:]):
                continue
            if Says.FORECAST in what_says(sentence[0][found.end() :][:_CLAUSE]):
                continue
            start, end = found.span("figure")
            span = folded.source_span(sentence.start() + start, sentence.start() + end)
            yield Told(label=label, figure=folded.source[slice(*span)], span=span)


def _is_of_something_else(before: str) -> bool:
    """Whether the words before a label make it a forecast's, a prior period's, a quarter's own."""
    if is_regulated_ratio(before):
        return True
    before = _CLAUSE_ENDS.split(before)[-1]
    others = Says.FORECAST | Says.PRIOR | Says.SEGMENT | Says.QUARTER | Says.PER_SHARE
    return bool(what_says(before) & others) or _QUARTER.search(before) is not None


def folded_body(document: Document) -> Folded:
    """The document's text folded for search, without running heads and page numbers."""
    return fold_with_map(document.text, document.furniture)
