"""What belongs to the page and not to what it says: running heads, running feet, page numbers.

A line is furniture for two reasons together: where it stands (in the margin, apart from the body)
and what recurs (the same words, or a number that counts with the pages). When in doubt it is body.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice, pairwise

from aiwf_cli.model.document import Page
from aiwf_cli.text.margins import Line, Margin, Row, lines_of, margin_of

_APART = 0.6  # line heights by which furniture is farther from the body than lines are usually
_WIDEST_USUAL = 1.5  # line heights: however loose the body, this much more is apart
_ALONE = 2.0  # line heights round a lone number on a single page
_OUTERMOST = 0.08  # of the page's height: where such a number stands
_LARGE = 1.35  # times the usual line height: a title, not a running head
_JITTER = 0.012  # of the page's height: how much furniture moves from page to page when scanned
_ROWS = 4  # more rows than these are no running head
_AGREED = 2 / 3  # share of pages that must follow a rule: the first page of a part often does not
_TELLING = 6  # characters from which figures alone, such as a date of printing, may be a head
_TITLED = 4  # letters that make a line worth comparing when pages may be copies of each other
_COPIED = 2  # lines that may stand at the same place on another page, and the page be no copy

_NUMBERED_PAGE = re.compile(
    r"-#-|~#~|\[#\]|<#>|・#・|\(#/#\)|-#/#-|#(?:/|of)#|[-|]?p(?:age|\.)?#(?:(?:/|of)#)?[-|]?"
    r"|第?#(?:/#)?(?:ページ|頁)(?:[/中]?全?#(?:ページ|頁))?|(?:ページ|頁)#(?:/#)?"
)
_NUMBER = re.compile(r"#|\(#\)|#-#")
_CLAUSE_HEADING = re.compile(
    r"第[0-9一二三四五六七八九十百千]+[条項号款目]|(?:article|section|clause)[0-9ivx]+"
    r"|[(\[]?[0-9]{1,2}(?:\.[0-9]{1,2})*[.)\]、]|附則|別表|別紙|様式|(?:appendix|schedule)[0-9a-z]$"
)
_CHAPTER_HEADING = re.compile(
    r"第[0-9一二三四五六七八九十百千]+[章編節部]|(?:chapter|part)[0-9ivx]+"
)
_COUNTED_HEADING = re.compile(
    r"(?:exhibit|annex|attachment|step|case|example|question|problem|exercise|lesson|unit|figure"
    r"|fig\.?|table|no\.?|事例|記入例|例題?|問題?|設問|質問|ケース|ステップ|図表?|表|資料|演習|課題"
    r"|別添|参考|付録|添付|見本|サンプル|品目|商品|製品|明細|伝票)[0-9]"
)


def find_furniture(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages with their furniture marked: spans of whole lines, without the line break.

    Positions come from the word boxes; a page without words is body throughout. The heading of a
    clause is never furniture, nor is a line that the body follows at its usual distance. A single
    page has no running head, but it may have a page number.
    """
    book = _Book(pages)
    return tuple(
        replace(page, furniture=tuple(sorted({line.span for line in book.furniture(index)})))
        for index, page in enumerate(pages)
    )


class _Book:
    """Weighs the margins of all pages against one another."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = pages
        self._lines = [lines_of(index, page) for index, page in enumerate(pages)]
        self._margins = [
            (margin_of("top", page, lines), margin_of("bottom", page, lines))
            for page, lines in zip(pages, self._lines, strict=True)
        ]

    def furniture(self, index: int) -> Iterator[Line]:
        """The lines of page `index` that are furniture."""
        for margin in self._margins[index]:
            for at, row in enumerate(margin.rows[: margin.band]):
                marked = [line for line in row if line in self._settled]
                yield from marked
                if at < 2 and all(line in self._marked for line in row):
                    rest = (line for line in row if line not in marked)
                    yield from (line for line in rest if line in self._plainly_numbered)

    @cached_property
    def _settled(self) -> frozenset[Line]:
        """The lines of all groups that stand apart from the body on half of their pages.

        A full page may bring its body close to a running foot.
        """
        apart = {
            line
            for margins in self._margins
            for margin in margins
            for row in margin.rows[: self._rows_apart(margin)]
            for line in row
        }
        settled = (
            group for group in self._marks if 2 * len(apart.intersection(group)) >= len(group)
        )
        return frozenset[Line]().union(*settled)

    @cached_property
    def _marks(self) -> list[list[Line]]:
        """The groups of lines that may be furniture by what they say."""
        return [*self._recurring(), *self._numbered()]

    @cached_property
    def _marked(self) -> frozenset[Line]:
        return frozenset(line for group in self._marks for line in group)

    def _rows_apart(self, margin: Margin) -> int:
        """How many rows, from the edge on, are marked and stand apart from what follows them."""
        apart = 0
        for at, row in enumerate(margin.rows[: min(margin.band, _ROWS)]):
            if self._marked.isdisjoint(row):
                break
            if margin.gap(at) >= self._usual_gap(row) + _APART * row[0].height:
                apart = at + 1
        return apart

    def _usual_gap(self, row: Row) -> float:
        return min(max(self._median_gap, 0.0), _WIDEST_USUAL * row[0].height)

    @cached_property
    def _median_gap(self) -> float:
        tops = [top for top, _ in self._margins]
        gaps = [top.gap(at) for top in tops for at in range(len(top.rows) - 1)]
        return _median(gaps)

    @cached_property
    def _median_height(self) -> float:
        heights = [line.height for lines in self._lines for line in lines]
        return _median(heights)

    def _groups(self, key: Callable[[Line], str]) -> Iterator[list[Line]]:
        """The lines in the margins that agree in `key` and in where they stand, by page.

        No page gives more than one line to a group.
        """
        for side in (0, 1):
            found: defaultdict[str, dict[int, tuple[Line, float]]] = defaultdict(dict)
            for margin in (margins[side] for margins in self._margins):
                for line in (line for row in margin.rows[: margin.band][:_ROWS] for line in row):
                    found[key(line)].setdefault(line.page, (line, margin.depth(line)))
            for members in found.values():
                jitter = _JITTER * max(self._pages[page].height for page in members)
                usual = _densest([depth for _, depth in members.values()], jitter)
                yield [line for line, depth in members.values() if abs(depth - usual) <= jitter]

    @cached_property
    def _by_pattern(self) -> list[list[Line]]:
        return list(self._groups(_pattern))

    def _recurring(self) -> Iterator[list[Line]]:
        """Lines that say the same on many pages, or the same but for numbers that count."""
        for groups in (self._groups(_text), self._by_pattern):
            for group in filter(self._recurs, groups):
                heads = [line for line in group if line.page not in self._copies]
                if self._recurs(heads) and _regular(heads):
                    yield heads

    def _recurs(self, group: list[Line]) -> bool:
        """Whether a group reads and spreads like a running head: often enough, without long gaps.

        Heads may differ on left and right pages.
        """
        if len(group) < max(2, min(3, 0.4 * len(self._pages))):
            return False
        if not self._may_recur(group):
            return False
        steps = [after.page - before.page for before, after in pairwise(group)]
        stride = 2 if all(step % 2 == 0 for step in steps) else 1
        return len(group) >= _AGREED * (sum(steps) / stride + 1)

    def _may_recur(self, group: list[Line]) -> bool:
        text, exact = group[0].text, len({line.text for line in group}) == 1
        if _CLAUSE_HEADING.match(text) or (not exact and _COUNTED_HEADING.match(text)):
            return False
        if not any(map(str.isalpha, text)) and not (exact and len(text) >= _TELLING):
            return False
        if max(line.height for line in group) > _LARGE * self._median_height:
            return False
        return not _CHAPTER_HEADING.match(text) or (exact and len(group) >= 3)

    @cached_property
    def _copies(self) -> frozenset[int]:
        """Pages most of whose lines stand at the same place on another page: forms, duplicates.

        What recurs there is no running head.
        """
        said = Counter(line.raw for lines in self._lines for line in lines)
        if all(sum(said[line.raw] > 1 for line in lines) <= _COPIED for lines in self._lines):
            return frozenset()
        places: dict[Line, list[tuple[str, int, int]]] = {}
        for line in (line for lines in self._lines for line in lines):
            letters = filter(str.isalpha, line.raw)
            if next(islice(letters, _TITLED - 1, None), None) is not None:
                step = max(1.0, 2 * _JITTER * self._pages[line.page].height)
                ticks = line.box[1] // step, (line.box[1] / step + 0.5) // 1
                places[line] = [(line.raw, odd, int(tick)) for odd, tick in enumerate(ticks)]
        counts = Counter(place for line in places for place in places[line])
        lines, again = Counter[int](), Counter[int]()
        for line, where in places.items():
            lines[line.page] += 1
            again[line.page] += any(counts[place] > 1 for place in where)
        return frozenset(page for page in lines if again[page] > max(_COPIED, lines[page] / 2))

    def _numbered(self) -> Iterator[list[Line]]:
        """Page numbers, some of them only if they stand apart."""
        for group in self._by_pattern:
            few = group[0].pattern == "#" and len(group) == 2 <= len(self._pages) <= 3
            if self._numbers_pages(group) or (few and _counts(group)):
                yield group

    @cached_property
    def _plainly_numbered(self) -> frozenset[Line]:
        """Page numbers beyond doubt."""
        groups = filter(self._numbers_pages, self._by_pattern)
        return frozenset(line for group in groups for line in group)

    def _numbers_pages(self, group: list[Line]) -> bool:
        pattern = group[0].pattern
        if _NUMBERED_PAGE.fullmatch(pattern):
            return _counts(group) if len(group) > 1 else self._fits(group[0])
        if not _NUMBER.fullmatch(pattern):
            return False
        if len(self._pages) == 1:
            return pattern == "#" and self._stands_alone(group[0])
        return len(group) > 2 and _counts(group)

    def _fits(self, line: Line) -> bool:
        """Whether the only page number of its form can be one, and not a fraction or a date."""
        number, *of = line.numbers
        total = of[0] if of else None
        if len(self._pages) > 1:
            return number == line.page + 1 or total == len(self._pages)
        foot = line.box[1] > self._pages[line.page].height / 2
        return total is None or (number <= total and (foot or total == 1))

    def _stands_alone(self, line: Line) -> bool:
        """Whether a number stands in the middle of the outermost margin, far from everything."""
        page = self._pages[line.page]
        for margin in self._margins[line.page]:
            if margin.rows[0] == (line,) and margin.band:
                centred = abs((line.box[0] + line.box[2]) / 2 - page.width / 2) < 0.05 * page.width
                outer = margin.depth(line) < _OUTERMOST * page.height
                return centred and outer and margin.gap(0) > _ALONE * line.height
        return False


def _median(values: list[float]) -> float:
    """The median; 0.0 when there are no values."""
    ranked, half = sorted(values), len(values) // 2
    return (ranked[half] + ranked[~half]) / 2 if ranked else 0.0


def _densest(depths: list[float], reach: float) -> float:
    """The depth that has the most others within `reach`, the least such."""
    ranked = sorted(depths)
    return max(
        ranked, key=lambda at: bisect_right(ranked, at + reach) - bisect_left(ranked, at - reach)
    )


def _text(line: Line) -> str:
    return line.text


def _pattern(line: Line) -> str:
    return line.pattern


def _counts(group: Sequence[Line]) -> bool:
    """Whether the page number that these lines seem to show counts with the pages, mostly."""
    return _counting(group, 1 if group[0].pattern == "#-#" else 0)


def _regular(group: list[Line]) -> bool:
    """Whether each number in the group's lines stays, or counts with the pages."""
    return all(
        _counting(group, slot) or _counting(group, slot, by=0)
        for slot in range(len(group[0].numbers))
    )


def _counting(group: Sequence[Line], slot: int, by: int = 1) -> bool:
    """Whether number `slot` grows `by` one (or none) for each page, in most steps."""
    steps = [
        after.numbers[slot] - before.numbers[slot] == by * (after.page - before.page)
        for before, after in pairwise(group)
    ]
    return sum(steps) >= _AGREED * len(steps) and bool(steps)
