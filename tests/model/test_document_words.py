"""Words that lie written until somebody looks at them are the words that were written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aiwf_cli.model.document import Page, Word, WrittenWords, rows_of
from aiwf_cli.model.json import dumps

numbers = st.floats(0, 2_000, allow_nan=False).map(lambda number: round(number, 2))
words = st.lists(
    st.builds(
        Word,
        start=st.integers(0, 9_999),
        end=st.integers(0, 9_999),
        box=st.tuples(numbers, numbers, numbers, numbers),
    ),
    max_size=20,
)


def page_of(read: list[Word]) -> Page:
    return Page(number=1, width=595, height=842, text="text", words=tuple(read))


@given(words)
def test_a_page_is_the_same_whether_its_words_come_as_rows_or_as_text(read: list[Word]) -> None:
    page = page_of(read)
    row = page.to_json()
    by_rows = Page.from_json(row)
    by_text = Page.from_json({**row, "words": dumps(row["words"])})
    assert by_rows == by_text == page
    assert by_text.to_json() == row
    assert hash(by_text) == hash(page)


@given(words, st.integers(-25, 25), st.integers(-25, 25))
def test_written_words_are_a_sequence_like_any_other(
    read: list[Word], first: int, last: int
) -> None:
    written = WrittenWords(dumps(page_of(read).to_json()["words"]))
    assert list(written) == read
    assert len(written) == len(read)
    assert written[first:last] == tuple(read[first:last])
    assert [written[index] for index in range(len(read))] == read
    assert (written == tuple(read)) and written != (*read, Word(0, 1, (0, 0, 1, 1)))


@given(words)
def test_words_kept_as_rows_are_those_words(read: list[Word]) -> None:
    kept = WrittenWords(rows_of(read))
    assert kept == read
    assert rows_of(kept) == rows_of(read)


def test_words_that_nobody_looks_at_are_not_read() -> None:
    page = Page.from_json({**page_of([]).to_json(), "words": "no JSON at all"})
    assert page.text == "text"
