"""Pages without text are read too: by eye."""

from __future__ import annotations

import pytest

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
