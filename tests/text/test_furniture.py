"""Running heads, running feet and page numbers are told from the body, never the other way."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from made_pages import body, page_of, read_pdf, write_pdf

from aiwf_cli.model.document import Page
from aiwf_cli.text.furniture import find_furniture

Lines = Iterable[tuple[float, str] | tuple[float, str, float]]

HEAD, FOOT = 30.0, 805.0


def furniture(*pages: Lines) -> list[list[str]]:
    """What is found on each page, in the order of its text."""
    made = [page_of(lines, number) for number, lines in enumerate(pages, 1)]
    return [[page.text[a:b] for a, b in page.furniture] for page in find_furniture(made)]


def text(number: int, lines: int = 40, first: float = 80.0) -> list[tuple[float, str]]:
    return body(lines, first, word="イロハニホヘトチリヌル"[number % 11] + "章")


def book(count: int, *, head: str = "", foot: str = "") -> list[list[tuple[float, str]]]:
    """Pages full of text with a head and a foot; `{n}` is the page number, `{of}` the last one."""
    pages = []
    for n in range(1, count + 1):
        lines = text(n)
        if head:
            lines = [(HEAD, head.format(n=n, of=count)), *lines]
        if foot:
            lines = [*lines, (FOOT, foot.format(n=n, of=count))]
        pages.append(lines)
    return pages


# Page numbers


NUMBERS = [
    "- {n} -", "－{n}－", "― {n} ―", "{n}/{of}", "{n} / {of}", "Page {n} of {of}", "page {n}",
    "P.{n}",     "{n}ページ", "{n} 頁", "{n}", "({n}/{of})", "ページ {n}", "{n} of {of}", "[{n}]",
]  # fmt: skip


@pytest.mark.parametrize("form", NUMBERS)
@pytest.mark.parametrize("count", [2, 3, 12])
def test_page_numbers_are_found_at_the_foot(form: str, count: int) -> None:
    assert furniture(*book(count, foot=form)) == [
        [form.format(n=n, of=count)] for n in range(1, count + 1)
    ]


@pytest.mark.parametrize("form", NUMBERS)
def test_page_numbers_are_found_at_the_head(form: str) -> None:
    assert furniture(*book(3, head=form)) == [[form.format(n=n, of=3)] for n in (1, 2, 3)]


def test_roman_page_numbers_count_too() -> None:
    pages = [[*text(n), (FOOT, roman)] for n, roman in enumerate(("i", "ii", "iii", "iv"))]
    assert furniture(*pages) == [["i"], ["ii"], ["iii"], ["iv"]]


def test_numbers_may_begin_late_and_start_again() -> None:
    feet = [None, "1", "2", "3", "4", "1", "2", "3"]
    pages = [[*text(n), *([(FOOT, foot)] if foot else [])] for n, foot in enumerate(feet)]
    assert furniture(*pages) == [[foot] if foot else [] for foot in feet]


@pytest.mark.parametrize(
    "form", ["- 1 -", "1/1", "1 / 1", "Page 1 of 1", "1ページ", "p. 57", "- 57 -"]
)
def test_a_single_page_may_have_a_plain_page_number(form: str) -> None:
    assert furniture([*text(1), (FOOT, form)]) == [[form]]


def test_a_lone_number_on_a_single_page_is_one_only_in_the_middle_of_the_foot() -> None:
    centred = page_of([*text(1), (FOOT, "1")])
    words = list(centred.words)
    box = (293.0, FOOT, 300.0, FOOT + 10)
    words[-1] = type(words[-1])(start=words[-1].start, end=words[-1].end, box=box)
    centred = Page(
        number=1, width=centred.width, height=centred.height, text=centred.text, words=tuple(words)
    )
    (found,) = find_furniture([centred])
    assert [found.text[a:b] for a, b in found.furniture] == ["1"]
    assert furniture([*text(1), (FOOT, "1")]) == [[]]


def test_figures_in_the_margin_that_do_not_count_are_body() -> None:
    assert furniture(*([*text(n), (FOOT, figure)] for n, figure in enumerate("725"))) == [[]] * 3
    assert furniture([(HEAD, "4/1"), *text(1)]) == [[]]
    assert furniture([(HEAD, "4/1"), *text(1)], text(2), text(3)) == [[], [], []]


def test_a_number_in_the_last_row_of_a_table_is_body() -> None:
    pages = [[*text(n, 46), (816, str(n + 1)), (816, "りんご")] for n in range(2)]
    assert furniture(*pages) == [[], []]


# Running heads and feet


@pytest.mark.parametrize("count", [2, 3, 4, 9])
@pytest.mark.parametrize("head", ["あおば利用規約", "AOBA TERMS OF USE  (2024.4)", "利用規約 {n}"])
def test_running_heads_and_feet_recur(head: str, count: int) -> None:
    pages = book(count, head=head, foot="株式会社あおば 社外秘")
    expected = [[head.format(n=n), "株式会社あおば 社外秘"] for n in range(1, count + 1)]
    assert furniture(*pages) == expected


def test_left_and_right_pages_may_have_heads_of_their_own() -> None:
    heads = "あおば利用規約", "2024年4月版"
    pages = [[(HEAD, heads[n % 2]), *text(n)] for n in range(6)]
    assert furniture(*pages) == [[heads[n % 2]] for n in range(6)]


def test_a_head_of_two_rows_beside_a_page_number() -> None:
    pages = [
        [(24, "株式会社あおば"), (24.5, f"{n}/3"), (38, "利用規約"), *text(n)] for n in (1, 2, 3)
    ]
    assert furniture(*pages) == [["株式会社あおば", f"{n}/3", "利用規約"] for n in (1, 2, 3)]


def test_the_title_page_may_go_without() -> None:
    first, *rest = book(4, head="あおば利用規約")
    title = [(90.0, "あおば利用規約", 20.0), *first[1:][3:]]
    assert furniture(title, *rest) == [[], *[["あおば利用規約"]] * 3]


def test_a_chapter_runs_along_over_its_pages() -> None:
    pages = [[(HEAD, f"第{1 + n // 4}章 総則"), *text(n)] for n in range(8)]
    assert furniture(*pages) == [[f"第{1 + n // 4}章 総則"] for n in range(8)]


def test_scanned_pages_shake_a_little() -> None:
    pages = [[(HEAD + shift, "あおば利用規約"), *text(n)] for n, shift in enumerate((0, 4, -5, 3))]
    assert furniture(*pages) == [["あおば利用規約"]] * 4


def test_a_browsers_prints_are_framed() -> None:
    pages = [
        [(18, "2024/10/07 14:32"), (18, "利用規約 | あおば"), *text(n), (820, "https://aoba.example/terms"),
         (820, f"{n}/3")]
        for n in (1, 2, 3)
    ]  # fmt: skip
    assert furniture(*pages) == [
        ["2024/10/07 14:32", "利用規約 | あおば", "https://aoba.example/terms", f"{n}/3"]
        for n in (1, 2, 3)
    ]


def test_a_foot_close_to_a_full_page_is_known_by_the_others() -> None:
    pages = [[*text(1, 46), (814, "あおば規約 1")], [*text(2, 20), (814, "あおば規約 2")]]
    assert furniture(*pages) == [["あおば規約 1"], ["あおば規約 2"]]


# What stays body


HEADINGS = [
    ["第1条（目的）", "第2条（定義）", "第3条（登録）"],
    ["第3条", "第4条", "第5条"],
    ["第3条", "第3条", "第3条"],
    ["第三条", "第四条", "第五条"],
    ["第1章 総則", "第2章 総則", "第3章 総則"],
    ["Article 1", "Article 2", "Article 3"],
    ["Section 4", "Section 5", "Section 6"],
    ["1. 総則", "2. 総則", "3. 総則"],
    ["1.", "2.", "3."],
    ["附則", "附則", "附則"],
    ["別表1", "別表2", "別表3"],
    ["事例1", "事例2", "事例3"],
    ["Exhibit 1", "Exhibit 2", "Exhibit 3"],
]


@pytest.mark.parametrize("headings", HEADINGS)
@pytest.mark.parametrize("y", [HEAD, 64.0])
@pytest.mark.parametrize("count", [2, 3])
def test_headings_that_stand_first_on_each_page_are_body(
    headings: list[str], y: float, count: int
) -> None:
    pages = [[(y, heading), *text(n)] for n, heading in enumerate(headings[:count])]
    assert furniture(*pages) == [[]] * count


def test_the_bodys_first_line_is_body_though_it_recurs() -> None:
    pages = [[(64.0, "当社は、次のとおり定める。"), *text(n)] for n in range(4)]
    assert furniture(*pages) == [[]] * 4


def test_the_head_of_a_table_is_body_though_it_recurs_under_a_running_head() -> None:
    pages = [[(HEAD, "決算短信"), (64, "科目 当期 前期"), *text(n)] for n in range(4)]
    assert furniture(*pages) == [["決算短信"]] * 4


def test_large_titles_are_body() -> None:
    assert furniture(*([(40.0, "ご請求書", 20.0), *text(n)] for n in range(3))) == [[]] * 3


def test_copies_of_a_page_have_no_running_head() -> None:
    page = [(HEAD, "会員証"), *text(1)]
    assert furniture(page, page, page) == [[], [], []]


def test_two_pages_that_share_a_line_elsewhere_share_no_head() -> None:
    one, other = [(HEAD, "株式会社あおば"), *text(1)], [*text(2, 20), (420, "株式会社あおば")]
    assert furniture(one, other) == [[], []]
    assert furniture(one, [(HEAD + 25, "株式会社あおば"), *text(2, first=95)]) == [[], []]


def test_a_head_on_two_pages_of_many_is_in_doubt() -> None:
    pages = [[*([(HEAD, "重要なお知らせ")] if n < 2 else []), *text(n)] for n in range(10)]
    assert furniture(*pages) == [[]] * 10


def test_a_single_page_has_no_running_head() -> None:
    assert furniture([(HEAD, "あおば利用規約"), *text(1), (FOOT, "株式会社あおば")]) == [[]]


def test_pages_without_words_are_body() -> None:
    blank = Page(number=1, width=595, height=842, text="1", words=(), origin="none")
    assert find_furniture([blank, blank]) == (blank, blank)
    assert find_furniture([]) == ()


def test_the_rest_of_a_page_is_kept_and_found_anew() -> None:
    page = page_of([*text(1), (FOOT, "- 1 -")])
    marked = Page(
        number=1,
        width=page.width,
        height=page.height,
        text=page.text,
        words=page.words,
        furniture=((0, 3),),
        notes=("needs OCR",),
    )
    (found,) = find_furniture([marked])
    assert found.notes == ("needs OCR",)
    assert found.furniture == ((len(page.text) - 5, len(page.text)),)


# Real files


def test_a_real_pdf(tmp_path: Path) -> None:
    def page(number: int, clause: str) -> list[tuple[tuple[float, float, float, float], str]]:
        paragraphs = "".join(
            f"<p>{number * 10 + at}．{clause}について定める。</p>" for at in range(9)
        )
        return [
            ((60, 25, 535, 45), "<p>あおば　利用規約</p>"),
            ((60, 70, 535, 780), f"<p>第{number}条（{clause}）</p>{paragraphs}"),
            ((270, 800, 325, 820), f"<p>- {number} -</p>"),
        ]

    clauses = "利用登録", "禁止事項", "損害賠償"
    path = write_pdf(tmp_path / "a.pdf", *(page(n, c) for n, c in enumerate(clauses, 1)))
    found = find_furniture(read_pdf(path).pages)
    assert [[page.text[a:b] for a, b in page.furniture] for page in found] == [
        ["あおば　利用規約", f"- {n} -"] for n in (1, 2, 3)
    ]
