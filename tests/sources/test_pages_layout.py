"""The text of a page comes in the order in which a person reads it, whatever the file's order."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.model.document import Page
from aiwf_cli.sources.mupdf import pymupdf
from aiwf_cli.sources.pages import read_pages
from made_pdfs import Sheet

JAPANESE = (
    "本規約は当社が提供するサービスの利用条件を定めるものであり登録利用者はこれに同意したうえで"
    "利用するものとします。当社は天災その他の事由により生じた損害について一切の責任を負わない。"
)
ENGLISH = (
    "The provider shall not be liable for any indirect or consequential damages arising out of "
    "the use of the service even if advised of the possibility of such damages unless they were "
    "caused by gross negligence or wilful misconduct of its officers "
)


def read(sheet: Sheet) -> Page:
    (page,) = read_pages(sheet.pdf())
    return page


def kanji_lines(count: int, width: int, skip: int = 0) -> list[str]:
    text = JAPANESE * (count * width // len(JAPANESE) + 2)
    return [text[skip + n * width : skip + (n + 1) * width] for n in range(count)]


def english_lines(count: int, width: int, skip: int = 0) -> list[str]:
    words, lines, at = ENGLISH.split(), list[str](), skip
    while len(lines) < count:
        line = ""
        while len(line) + len(words[at % len(words)]) < width:
            line += words[at % len(words)] + " "
            at += 1
        lines.append(line.strip())
    return lines


def boxes_by_text(page: Page) -> dict[str, tuple[float, float, float, float]]:
    return {page.text[word.start : word.end]: word.box for word in page.words}


# --- lines and words


def test_words_stand_where_the_page_shows_them() -> None:
    page = read(Sheet().text(50, 100, "Net sales 27,226"))
    assert page.text == "Net sales 27,226"
    boxes = boxes_by_text(page)
    assert list(boxes) == ["Net", "sales", "27,226"]
    x0, y0, x1, y1 = boxes["Net"]
    assert (x0, x1) == pytest.approx((50, 65.6), abs=0.5)
    assert y0 == pytest.approx(100 - 8.8, abs=0.1)
    assert y1 == pytest.approx(100 + 2, abs=0.1)


def test_japanese_has_no_spaces_between_characters_and_digits_have_boxes_of_their_own() -> None:
    page = read(Sheet().text(50, 100, "第11条第5項により免責"))
    assert page.text == "第11条第5項により免責"
    assert boxes_by_text(page)["11"] == pytest.approx((60, 91.2, 70, 102), abs=0.5)


def test_full_width_spaces_stay_as_they_are() -> None:
    assert read(Sheet().text(50, 100, "第１条　本規約は")).text == "第１条　本規約は"


def test_letter_spaced_lines_get_no_spaces_but_spaced_labels_keep_theirs() -> None:
    sheet = Sheet().text(50, 100, "利用者は損害の賠償を請求できない", spacing=2.5)
    sheet.text(50, 130, "売 上 高").text(50, 160, "売　上　高").text(50, 190, "売上高", spacing=8)
    assert read(sheet).text.split() == ["利用者は損害の賠償を請求できない", *"売上高" * 3]
    assert read(sheet).text.splitlines()[-3:] == ["売 上 高", "売　上　高", "売 上 高"]


def test_superscripts_stay_in_their_line() -> None:
    sheet = Sheet().text(50, 130, "E = mc", size=12).text(87.5, 125, "2", size=7)
    sheet.text(96, 130, "by note", size=12).text(135.7, 125, "*1", size=7)
    assert read(sheet).text == "E = mc2 by note*1"


def test_ruby_is_left_out_and_told() -> None:
    sheet = Sheet().text(50, 100, "利用者の損害について責任を負わない。", size=12)
    sheet.text(50, 88, "りようしゃ", size=6).text(98, 88, "そんがい", size=6)
    page = read(sheet)
    assert page.text == "利用者の損害について責任を負わない。"
    assert page.notes == ("ruby left out: りようしゃ、そんがい",)


def test_small_kana_that_stand_alone_are_no_ruby() -> None:
    sheet = Sheet().text(50, 100, "利用者の損害について", size=12).text(50, 60, "ちゅうい", size=6)
    assert "ちゅうい" in read(sheet).text


def test_bold_made_by_printing_twice_is_read_once() -> None:
    sheet = Sheet().text(50, 100, "Total amount").text(50.3, 100, "Total amount")
    assert read(sheet).text == "Total amount"


def test_characters_of_odd_fonts_are_mended() -> None:
    page = read(Sheet().text(50, 100, "第⼗⼀条　⾏為の⻑"))
    assert page.text == "第十一条　行為の長"


def test_a_wide_gap_between_lines_is_a_blank_line() -> None:
    sheet = Sheet().lines(50, 100, ["one", "two"]).lines(50, 160, ["three", "four"])
    assert read(sheet).text == "one\ntwo\n\nthree\nfour"


# --- columns


def two_columns() -> tuple[Sheet, list[str]]:
    left, right = kanji_lines(20, 24), kanji_lines(20, 24, 5)
    below_left, below_right = kanji_lines(15, 24, 9), kanji_lines(9, 24, 13)
    sheet = Sheet().text(60, 40, "サンプル商事 利用規約", size=8).text(480, 40, "2024年版", size=8)
    sheet.text(180, 80, "ウェブサービス利用規約（2024年4月改定）", size=14)
    sheet.lines(50, 120, left).lines(310, 120, right)
    sheet.text(50, 445, "第２章　損害賠償の範囲およびその制限に関する特則について", size=13)
    sheet.lines(50, 480, below_left).lines(310, 480, below_right)
    sheet.text(290, 810, "- 3 -", size=9)
    expected = [
        "サンプル商事 利用規約  2024年版",
        "ウェブサービス利用規約（2024年4月改定）",
        *left,
        *right,
        "第２章　損害賠償の範囲およびその制限に関する特則について",
        *below_left,
        *below_right,
        "- 3 -",
    ]
    return sheet, expected


def test_two_columns_under_a_title_and_a_heading_over_both() -> None:
    sheet, expected = two_columns()
    assert [line for line in read(sheet).text.splitlines() if line] == expected


@pytest.mark.parametrize("offset", [0, 4, 7.5])
def test_two_columns_need_no_common_base_lines(offset: float) -> None:
    left, right = english_lines(30, 45), english_lines(30, 45, 7)
    sheet = Sheet().lines(50, 100, left, pitch=13).lines(310, 100 + offset, right, pitch=13)
    assert read(sheet).text.split() == " ".join(left + right).split()


def test_a_short_last_column_is_a_column_too() -> None:
    left, right = kanji_lines(30, 24), kanji_lines(2, 24, 5)
    sheet = Sheet().lines(50, 100, left).lines(310, 100, right)
    assert read(sheet).text.splitlines() == left + right


def test_legal_columns_with_many_short_lines_are_columns() -> None:
    def clause(number: int) -> list[str]:
        first, second, _ = kanji_lines(3, 24, number)
        return [f"第{number}条（免責）", first, second, "責任を負わない。", "(1) 天災", "(2) 停電"]

    left = [line for number in range(1, 6) for line in clause(number)]
    right = [line for number in range(6, 11) for line in clause(number)]
    sheet = Sheet().lines(50, 100, left).lines(310, 100, right)
    assert read(sheet).text.splitlines() == left + right


def test_three_columns_under_a_title() -> None:
    columns = [english_lines(30, 32, skip) for skip in (0, 5, 11)]
    sheet = Sheet().text(50, 60, "TERMS OF SERVICE OF ACME INDUSTRIES", size=18)
    for index, lines in enumerate(columns):
        sheet.lines(50 + index * 175, 100, lines, size=9, pitch=12)
    expected = "TERMS OF SERVICE OF ACME INDUSTRIES " + " ".join(
        line for lines in columns for line in lines
    )
    assert read(sheet).text.split() == expected.split()


def test_a_heading_over_two_of_three_columns() -> None:
    columns = [english_lines(24, 32, skip) for skip in (0, 5, 11)]
    sheet = Sheet().lines(50, 100, columns[0], size=9, pitch=12)
    heading = "A HEADING OVER THE SECOND AND THIRD COLUMN"
    sheet.text(225, 100, heading, size=11, font="bold")
    for x, column in zip((225, 400), columns[1:], strict=True):
        sheet.lines(x, 124, column, size=9, pitch=12)
    expected = [*columns[0], heading, *columns[1], *columns[2]]
    assert read(sheet).text.split() == " ".join(expected).split()


def test_old_and_new_terms_side_by_side_are_read_one_after_the_other() -> None:
    old = ["改定前", "第1条（目的）", *kanji_lines(4, 36), "第2条（免責）", *kanji_lines(3, 36, 4)]
    new = ["改定後", "第1条（目的）", *kanji_lines(4, 36, 7), "第2条（責任）", *kanji_lines(3, 36)]
    sheet = Sheet(842, 595).lines(40, 100, old).lines(430, 100, new)
    assert read(sheet).text.splitlines() == old + new


# --- tables


def test_a_row_of_a_table_is_a_line_and_its_columns_stay_apart() -> None:
    sheet = Sheet()
    for x, head in zip((170, 280, 390), ("売上高", "営業利益", "経常利益"), strict=True):
        sheet.text(x + 20, 100, head).text(x + 20, 114, "百万円").text(x + 70, 114, "％")
    rows = {
        "2024年3月期": ("27,226", "△8.1", "△1,041", "－", "△928", "－"),
        "2023年3月期": ("29,620", "12.5", "512", "33.0", "601", ""),
    }
    for number, (label, cells) in enumerate(rows.items()):
        y = 130 + 16 * number
        sheet.text(50, y, label)
        for index, cell in enumerate(cells):
            right = 220 + 110 * (index // 2) + 40 * (index % 2)
            sheet.text(right - 5 * len(cell), y, cell, font="kanji")
    page = read(sheet)
    lines = page.text.splitlines()
    assert [re.split(r" {2,}", line.strip()) for line in lines] == [
        ["売上高", "営業利益", "経常利益"],
        ["百万円", "％"] * 3,
        ["2024年3月期", *rows["2024年3月期"]],
        ["2023年3月期", *rows["2023年3月期"][:5]],
    ]
    assert lines[2].index("27,226") == lines[3].index("29,620")


def test_an_empty_cell_leaves_its_place_empty() -> None:
    sheet = Sheet()
    rows = (("Item", "2023", "2024"), ("Cash", "1,200", "90"), ("Gold", "", "7"))
    for row, cells in enumerate(rows):
        for x, cell in zip((50, 250, 350), cells, strict=True):
            if cell:
                sheet.text(x, 100 + 16 * row, cell)
    assert read(sheet).text.splitlines() == [
        "Item  2023   2024",
        "Cash  1,200  90",
        "Gold         7",
    ]


def test_cells_of_a_narrow_table_are_told_apart_by_the_columns() -> None:
    mupdf = pymupdf()
    with mupdf.open() as pdf:
        pdf.new_page().insert_htmlbox(
            mupdf.Rect(50, 50, 545, 400),
            "<table><tr><th>項目</th><th>金額</th><th>前期</th></tr>"
            "<tr><td>売上高</td><td>27,226</td><td>29,620</td></tr>"
            "<tr><td>営業利益</td><td>△1,041</td><td>512</td></tr></table>",
        )
        (page,) = read_pages(pdf.tobytes())
    assert [line.split() for line in page.text.splitlines()] == [
        ["項目", "金額", "前期"],
        ["売上高", "27,226", "29,620"],
        ["営業利益", "△1,041", "512"],
    ]
    assert boxes_by_text(page)["512"][0] > boxes_by_text(page)["△1,041"][2]


def test_an_amount_close_to_the_next_label_is_a_cell_of_its_own() -> None:
    sheet = Sheet()
    rows = [
        ("【流動資産】", "3,048,388", "【流動負債】", "2,012,750"),
        ("現金及び預金", "700,278", "買掛金", "1,330,674"),
        ("売掛金", "1,884,526", "借入金", "280,000"),
    ]
    for number, (asset, amount, debt, due) in enumerate(rows):
        y, indent = 100 + 16 * number, 10 if number else 0
        sheet.text(50 + indent, y, asset).text(200 - 5 * len(amount), y, amount, font="kanji")
        sheet.text(207 + indent, y, debt).text(350 - 5 * len(due), y, due, font="kanji")
    lines = read(sheet).text.splitlines()
    assert [re.split(" {2,}", line.strip()) for line in lines] == [list(row) for row in rows]


def test_labels_stand_beside_their_text() -> None:
    sheet = Sheet()
    for number in range(6):
        sheet.text(50, 100 + 45 * number, f"Article {number + 1}")
        sheet.lines(130, 100 + 45 * number, english_lines(2, 80, number))
    lines = [line for line in read(sheet).text.splitlines() if line]
    assert [line[:9] for line in lines[::2]] == [f"Article {n}" for n in range(1, 7)]


def test_columns_made_with_spaces_are_columns() -> None:
    sheet = Sheet()
    for row, (label, amount) in enumerate((("Sales", "1,000"), ("Profit", "  200"))):
        sheet.text(50, 100 + 14 * row, f"{label:<30}{amount}", font="mono")
    assert read(sheet).text.splitlines() == ["Sales   1,000", "Profit    200"]


# --- directions


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_turned_for_display_is_read_as_displayed(rotate: int) -> None:
    lines = ["The first line of the page", "and the second one"]
    sheet = Sheet(400, 300, rotate=rotate)
    for number, line in enumerate(lines):
        x, y = 50.0, 60.0 + 20 * number
        match rotate:
            case 90:
                place = (y, 300 - x)
            case 180:
                place = (400 - x, 300 - y)
            case 270:
                place = (400 - y, x)
            case _:
                place = (x, y)
        sheet.text(*place, line, turn=rotate)
    page = read(sheet)
    assert page.text.splitlines() == lines
    assert (page.width, page.height) == ((400, 300) if rotate in (0, 180) else (300, 400))
    x0, y0, _, y1 = boxes_by_text(page)["The"]
    assert x0 == pytest.approx(50, abs=0.5)
    assert y0 < 60 < y1 + 1
    assert y1 - y0 < 15


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_turned_for_display_keeps_the_spaces_between_fonts(rotate: int) -> None:
    lines = (
        "請求番号 INV-1　発行日 令和6年4月1日",
        "甲と乙は 2024 年に ABC 社と結ぶ。",
        "売 上 高 12,345",
    )
    pdf = pymupdf().open()
    page = pdf.new_page(width=400, height=300)
    page.insert_htmlbox((40, 40, 360, 260), "".join(f"<p>{line}</p>" for line in lines))
    page.set_rotation(rotate)
    (read,) = read_pages(pdf.tobytes())
    assert read.text.split("\n") == list(lines)


def test_text_in_other_directions_follows_the_main_text() -> None:
    body = kanji_lines(6, 40)
    sheet = Sheet().text(40, 600, "CONFIDENTIAL", turn=90).text(150, 700, "DRAFT COPY", turn=45)
    sheet.lines(80, 100, body).text(560, 200, "downwards", turn=270)
    lines = [line for line in read(sheet).text.splitlines() if line]
    assert lines[:6] == body
    assert set(lines[6:]) == {"CONFIDENTIAL", "DRAFT COPY", "downwards"}


def test_vertical_japanese_runs_from_right_to_left_and_tier_by_tier() -> None:
    upper, lower = kanji_lines(12, 30), kanji_lines(12, 30, 6)
    sheet = Sheet()
    for number in range(12):
        sheet.text(530 - 20 * number, 60, upper[number], font="tate")
        sheet.text(530 - 20 * number, 420, lower[number], font="tate")
    page = read(sheet)
    assert page.text.splitlines() == upper + lower
    assert page.words[0].box == pytest.approx((525, 60, 535, 360), abs=1)


def test_digits_set_upright_belong_to_their_vertical_line() -> None:
    sheet = Sheet()
    for number, line in enumerate(kanji_lines(5, 20)):
        sheet.text(500 - 20 * number, 60, line, font="tate")
    sheet.text(400, 60, "平成", font="tate").text(394, 89, "31")
    sheet.text(400, 92, "年四月一日施行", font="tate")
    assert read(sheet).text.splitlines()[-1] == "平成31年四月一日施行"


def test_vertical_japanese_set_glyph_by_glyph() -> None:
    lines = kanji_lines(8, 30)
    sheet = Sheet()
    for column, line in enumerate(lines):
        for row, character in enumerate(line):
            sheet.text(500 - 20 * column, 60 + 10.5 * row, character)
    page = read(sheet)
    assert page.text.splitlines() == lines
    assert len(page.words) == len(lines)


def test_horizontal_japanese_set_glyph_by_glyph() -> None:
    lines = kanji_lines(6, 30)
    sheet = Sheet()
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            sheet.text(60 + 10 * column, 100 + 16 * row, character)
    assert read(sheet.shuffled(3)).text.splitlines() == lines


# --- order of the file


SHEETS = {
    "columns": two_columns()[0],
    "table": Sheet()
    .lines(50, 100, ["Item", "Cash", "Gold"])
    .lines(250, 100, ["2023", "1,200", "80"])
    .lines(350, 100, ["2024", "90", "7"]),
}


@pytest.mark.parametrize("name", SHEETS)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=12, deadline=None)
def test_the_order_of_drawing_commands_does_not_matter(name: str, seed: int) -> None:
    plain, shuffled = read(SHEETS[name]), read(SHEETS[name].shuffled(seed))
    assert (shuffled.text, shuffled.words) == (plain.text, plain.words)


@given(
    st.lists(
        st.tuples(
            st.floats(20, 500),
            st.floats(20, 800),
            st.text("ab 1第条カ。△　", min_size=1, max_size=12),
            st.sampled_from([0, 90, 180, 270, 45]),
            st.sampled_from([4.0, 9.0, 10.0, 24.0]),
        ),
        max_size=25,
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_stands_on_a_page_each_word_lies_in_the_text(
    strings: list[tuple[float, float, str, int, float]],
) -> None:
    sheet = Sheet()
    for x, y, text, turn, size in strings:
        sheet.text(x, y, text, turn=turn, size=size, font="kanji")
    page = read(sheet)
    at = 0
    for word in page.words:
        assert at <= word.start < word.end <= len(page.text)
        assert not page.text[word.start : word.end].isspace()
        assert word.box[0] <= word.box[2]
        assert word.box[1] <= word.box[3]
        at = word.end
    outside = re.sub(r"\s", "", page.text)
    inside = "".join(page.text[word.start : word.end] for word in page.words)
    assert re.sub(r"\s", "", inside) == outside
    assert page.text == page.text.strip("\n")
    assert all(line == line.rstrip() for line in page.text.splitlines())
