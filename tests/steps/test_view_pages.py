"""Pages without text are read too: by eye."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.steps.view import View
from support import document


@pytest.mark.parametrize(
    "pages", [("",), ("", ""), ("", "", ""), ("a", ""), ("", "a"), ("a", "", "b", "", "")]
)
def test_every_page_of_a_whole_document_is_in_view(pages: tuple[str, ...]) -> None:
    view = View.whole(document(*pages))
    assert [page.number for page in view.pages] == [*range(1, len(pages) + 1)]
    for page in view.pages:
        assert view.of_page(page).pages == (page,)
        assert view.of_page(page).text == page.text


def test_a_part_has_its_own_pages_only() -> None:
    doc = document("a", "", "bc", "")
    view = View.whole(doc)
    assert [page.number for page in view.of_pages(doc.pages[1:3]).pages] == [2, 3]
    assert [page.number for page in View(document=doc, passages=((3, 4),)).pages] == [3]
    assert View(document=doc, passages=()).pages == ()


def test_neighbouring_passages_read_as_the_document_does() -> None:
    doc = document("one\n\ntwo\n\nthree", "four", "five")
    apart = View(document=doc, passages=((0, 5), (5, 10), (10, 15), (16, 20)))
    assert apart.passages == ((0, 20),)
    assert apart.text == "one\n\ntwo\n\nthree\nfour"


def test_pages_that_are_left_out_leave_no_glue() -> None:
    doc = document("one", "two", "three")
    view = View.whole(doc).of_pages([doc.pages[0], doc.pages[2]])
    assert (view.text, view.body) == ("one\nthree", "one\nthree")
    assert view.to_document((4, 9)) == (8, 13)


@given(
    pages=st.lists(st.sampled_from(["", "a", "bc\n\nd", "e f"]), min_size=1, max_size=6),
    data=st.data(),
)
@settings(max_examples=200, deadline=None)
def test_any_pages_of_a_view_are_those_pages(pages: list[str], data: st.DataObject) -> None:
    doc = document(*pages)
    kept = [page for page in doc.pages if data.draw(st.booleans())]
    view = View.whole(doc).of_pages(kept)
    assert list(view.pages) == kept
    assert [view.of_page(page).text for page in kept] == [page.text for page in kept]
    assert view.text == "\n".join(page.text for page in kept)


def test_many_pages_and_passages_are_cut_fast() -> None:
    doc = document(*["a line of text\n\nanother"] * 1500)
    starts = doc.page_starts
    view = View(document=doc, passages=tuple((s, s + 6) for s in starts))
    begun = time.perf_counter()
    assert len(view.pages) == 1500
    assert all(view.of_page(page).text == "a line" for page in view.pages)
    assert time.perf_counter() - begun < 2
