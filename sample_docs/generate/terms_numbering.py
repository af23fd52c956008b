"""How a sample document numbers its provisions, and how each of them is cited.

A pattern such as `第{一}条` holds one counting sign that stands for the number in that script:
`{1}` 1, `{１}` １, `{一}` 一, `{①}` ①, `{⑴}` ⑴, `{ア}` ア イ ウ, `{イ}` イ ロ ハ, `{a}` a,
`{i}` i ii iii. `{article}` in a paragraph's pattern is the article's own number (`11.5`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from terms_source import Article, Provision, Source

_SIGN = re.compile(r"\{(?!article)(.)\}")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def kanji(number: int) -> str:
    """`number` (1–99) in kanji: 二十三."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else digits[tens]) + "十" if tens else ""
    return head + (digits[ones] if ones or not tens else "")


_SIGNS: dict[str, Callable[[int], str]] = {
    "1": str,
    "１": lambda n: str(n).translate(_FULL_WIDTH),
    "一": kanji,
    "①": lambda n: chr(ord("①") + n - 1),
    "⑴": lambda n: chr(ord("⑴") + n - 1),
    "ア": lambda n: "アイウエオカキクケコ"[n - 1],
    "イ": lambda n: "イロハニホヘトチリヌ"[n - 1],
    "a": lambda n: chr(ord("a") + n - 1),
    "i": lambda n: _ROMAN[n],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """The document's printed markers by level; an empty pattern prints nothing.

    `first_bare`: the first of several paragraphs carries no marker. `lone_bare`: nor does a
    paragraph that stands alone. `path`: provisions are cited by their printed path (`4(b)(ii)`),
    not in the Japanese form (第4条第2項第2号).
    """

    article: str
    paragraph: str = ""
    item: str = ""
    subitem: str = ""
    first_bare: bool = False
    lone_bare: bool = True
    path: bool = False

    @classmethod
    def of(cls, source: Source) -> Numbering:
        """The numbering in the document's front matter."""
        options: dict[str, Any] = source.front["numbering"]
        return cls(**options)

    def article_marker(self, article: Article) -> str:
        """第5条の2, 第五条, 11. — as the document prints it."""
        marker = _fill(self.article, article.number)
        if article.branch is None:
            return marker
        sign = _SIGN.search(self.article)
        assert sign
        return f"{marker}の{_SIGNS[sign[1]](article.branch)}"

    def paragraph_marker(self, article: Article, index: int) -> str:
        """What stands before paragraph `index` (from 0); empty when it is bare."""
        lone = len(article.paragraphs) == 1
        if (lone and self.lone_bare) or (index == 0 and self.first_bare):
            return ""
        return _fill(self.paragraph, index + 1).replace("{article}", str(article.number))

    def item_marker(self, index: int) -> str:
        """What stands before item `index` (from 0)."""
        return _fill(self.item, index + 1)

    def subitem_marker(self, index: int) -> str:
        """What stands before sub-item `index` (from 0)."""
        return _fill(self.subitem, index + 1)

    def article_clause(self, article: Article) -> str:
        """The canonical citation of an article: 第5条の2, 附則第2条, 11."""
        if self.path:
            return str(article.number)
        branch = f"の{article.branch}" if article.branch else ""
        return f"{article.section}第{article.number}条{branch}"

    def clause(self, article: Article, paragraph: int, item: int | None = None) -> str:
        """The canonical citation of a paragraph or item (both from 0).

        A paragraph that stands alone is cited as its article, unless it is numbered all the same.
        """
        lone = len(article.paragraphs) == 1 and self.lone_bare
        if self.path:
            marker = self.paragraph_marker(article, paragraph) if not lone else ""
            head = "" if "{article}" in self.paragraph and marker else str(article.number)
            return head + marker + (self.item_marker(item) if item is not None else "")
        text = self.article_clause(article)
        text += "" if lone else f"第{paragraph + 1}項"
        return text + (f"第{item + 1}号" if item is not None else "")


def _fill(pattern: str, number: int) -> str:
    return _SIGN.sub(lambda sign: _SIGNS[sign[1]](number), pattern)


def disclaimers(source: Source) -> Iterator[tuple[str, str]]:
    """Each marked sentence in document order, with its canonical clause.

    Raises ValueError for a mark in a sub-item: the gold cites items at most.
    """
    numbering = Numbering.of(source)
    for article in source.articles:
        for at, paragraph in enumerate(article.paragraphs):
            yield from ((text, numbering.clause(article, at)) for text in paragraph.disclaimers)
            for below, item in enumerate(paragraph.below):
                if any(sub.disclaimers for sub in item.below):
                    raise ValueError(f"{source.file}: a disclaimer in a sub-item: {item.text}")
                clause = numbering.clause(article, at, below)
                yield from ((text, clause) for text in item.disclaimers)


def printed_styles(source: Source) -> dict[str, str | None]:
    """The first marker of each level as printed: 第1条, 1., (1); None where a level has none."""
    numbering = Numbering.of(source)
    articles = source.articles
    markers = (
        numbering.paragraph_marker(article, index)
        for article in articles
        for index in range(len(article.paragraphs))
    )
    has_items = any(part.below for article in articles for part in article.paragraphs)
    return {
        "article_style": numbering.article_marker(articles[0]),
        "paragraph_style": next((marker for marker in markers if marker), None),
        "item_style": numbering.item_marker(0) if has_items else None,
    }


def provisions(article: Article) -> Iterator[Provision]:
    """Every paragraph, item and sub-item of an article, in order."""
    for paragraph in article.paragraphs:
        yield paragraph
        for item in paragraph.below:
            yield item
            yield from item.below
