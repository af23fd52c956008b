"""Parts of words on pages that lie turned: the cut is measured from where the writing begins."""

from __future__ import annotations

import pytest

from aiwf_cli.model.document import Box, Page, Word
from aiwf_cli.sources.layout.fragments import to_page
from aiwf_cli.text.quotes.boxes import line_boxes

TEXT = "No INV-1234:KT-55"
LEVEL = {"No": (100.0, 100.0, 120.0, 110.0), "INV-1234:KT-55": (125.0, 100.0, 265.0, 110.0)}


def page(way: int) -> Page:
    words = [
        Word(start=TEXT.index(word), end=TEXT.index(word) + len(word), box=to_page(box, way))
        for word, box in LEVEL.items()
    ]
    return Page(number=1, width=595, height=842, text=TEXT, words=tuple(words))


@pytest.mark.parametrize("way", [0, 1, 2, 3])
def test_a_part_of_a_word_lies_on_its_characters_whichever_way_the_page_lies(way: int) -> None:
    start = TEXT.index("KT-55")
    (box,) = line_boxes(page(way), start, start + 5)
    expected: Box = to_page((215.0, 100.0, 265.0, 110.0), way)
    assert box == pytest.approx(expected)


def test_a_word_without_neighbours_is_taken_to_run_forwards() -> None:
    word = Word(start=0, end=8, box=(100.0, 100.0, 180.0, 110.0))
    alone = Page(number=1, width=595, height=842, text="INV-1234", words=(word,))
    assert line_boxes(alone, 4, 8) == ((140.0, 100.0, 180.0, 110.0),)
