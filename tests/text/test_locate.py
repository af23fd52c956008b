"""Quotes found in documents: how they match, on which page, in which boxes."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_pages import body, document_of, page_of, read_pdf, text_document, write_pdf
from rapidfuzz.distance import Levenshtein

from aiwf_cli.model.document import Document, Page, Word
from aiwf_cli.model.record import Evidence
from aiwf_cli.text.furniture import find_furniture
from aiwf_cli.text.locate import Locator, evidence_of_span
from aiwf_cli.text.normalise import squash
from aiwf_cli.text.quotes.approximate import allowed_errors, edit_distances

CLAUSE = (
    "第11条（免責）\n"
    "1. 当社は、本サービスの利用により利用者に生じた損\n"
    "害について、一切の責任を負わないものとし\nます。\n"
    "2. 当社は、利用者に事前に通知することなく、本サービスの内容を変更できます。"
)


def locate(document: Document, quote: str, near: int | None = None) -> tuple[Evidence, ...]:
    return Locator(document).locate(quote, near=near)


def one(document: Document, quote: str, near: int | None = None) -> Evidence:
    (evidence,) = locate(document, quote, near)
    return evidence


# How a quote matches


def test_a_quote_as_it_stands_is_exact() -> None:
    found = one(text_document("前文", CLAUSE), "当社は、本サービスの利用により")
    assert (found.page, found.match, found.quote) == (2, "exact", "当社は、本サービスの利用により")


@pytest.mark.parametrize(
    "quote",
    [
        "本サービスの利用により利用者に生じた損害について、一切の責任を負わない",
        "第１１条 (免責)",
        "「本サービスの利用により利用者に生じた損害について、一切の責任を負わないものとします」",
        "利用者に生じた損害\nについて、",
    ],
)
def test_width_case_and_line_breaks_do_not_matter(quote: str) -> None:
    assert one(text_document(CLAUSE), quote).match == "normalised"


def test_the_evidence_quotes_the_document() -> None:
    found = one(text_document(CLAUSE), "生じた損害について、一切の責任を負わないものとします。")
    assert found.quote == "生じた損害について、一切の責任を負わないものとします。"
    assert found.span is not None
    assert (
        CLAUSE[slice(*found.span)] == "生じた損\n害について、一切の責任を負わないものとし\nます。"
    )


@pytest.mark.parametrize(
    "quote",
    [
        "当社は、本サービスの利用により利用者に発生した損害について、一切の責任を負わないものとします",
        "利用者に事前に通知することなく本サービスの内容を変更できる。",
        "当社は本サービスの利用により利用者に生じた損害についてー切の責任を負わないものとします。",
    ],
)
def test_a_few_wrong_characters_in_a_long_quote_are_fuzzy(quote: str) -> None:
    found = one(text_document(CLAUSE), quote)
    assert found.match == "fuzzy"
    assert found.page == 1


FIGURES = (
    "第11条 当社は、利用料金として月額1,000円を受領し、返還しないものとします。\n"
    "営業利益は△1,041百万円となり、前年同期を下回る結果となりました。\n"
    "第十一条の規定により、管理者は利用の許可を取り消すことがあります。"
)


@pytest.mark.parametrize(
    "quote",
    [
        "第12条 当社は、利用料金として月額1,000円を受領し、返還しないものとします。",
        "第11条 当社は、利用料金として月額1,500円を受領し、返還しないものとします。",
        "第11条 当社は、利用料金として月額1.000円を受領し、返還しないものとします。",
        "第1条 当社は、利用料金として月額1,000円を受領し、返還しないものとします。",
        "営業利益は1,041百万円となり、前年同期を下回る結果となりました。",
        "第十二条の規定により、管理者は利用の許可を取り消すことがあります。",
        "営業利益は△1,041百万円となり、前年同期を大きく上回り、過去最高を更新しました。",
        "当社は、利用者の個人情報を第三者に提供することがあります。",
        "",
        "  \n",
        "。、",
    ],
)
def test_what_the_document_does_not_say_is_absent(quote: str) -> None:
    found = one(text_document(FIGURES), quote)
    assert found == Evidence(page=None, quote=quote, match="absent")


def test_figures_may_be_written_otherwise_in_a_fuzzy_match() -> None:
    text = text_document(FIGURES)
    quote = "当社は利用料金として月額1000円を受領し、返還しないものとします"
    assert one(text, quote).match == "fuzzy"
    assert (
        one(text, "営業利益は−1,041百万円となり、前年同期を下回る結果となりました").match == "fuzzy"
    )


def test_short_quotes_must_be_right() -> None:
    assert one(text_document("売上原価 1,200"), "売上高").match == "absent"
    assert one(text_document("免責事項について定める。"), "免責条項について").match == "absent"


def test_a_document_without_text_has_nothing() -> None:
    assert one(text_document(""), "売上高").match == "absent"
    assert one(document_of(), "売上高").match == "absent"


# Numbers and words


@pytest.mark.parametrize(
    ("text", "quote", "at"),
    [
        ("売上高 1,500 55 5 件", "5", 13),
        ("売上高 1,500 ⑤ 15 ５ 件", "5", 15),
        ("増減 −5 件、残り 5 件", "5", 11),
        ("2024/5/1 に 5 件", "5", 11),
        ("11.5.2 と 11.5", "11.5", 9),
        ("公園に park、park-keeper", "PARK", 4),
        ("SPACE ACE", "ACE", 6),
        ("第21条 第1条", "1条", 6),
        ("1,270 27", "27", 6),
        ("27,226 千円 226 円", "226", 10),
    ],
)
def test_a_number_or_a_word_is_found_where_it_stands_alone(text: str, quote: str, at: int) -> None:
    found = one(text_document(text), quote)
    assert found.span is not None
    assert found.span[0] == at


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("1,270", "27"),
        ("１，２７０", "27"),
        ("1,270", "270"),
        ("11.5", "11"),
        ("11.5", "5"),
        ("2 7", "27"),
        ("1\n2\n3", "23"),
        ("合計は 270 百万円", "合計は27"),
        ("二十一条", "十一条"),
        ("SPACE", "ACE"),
        ("①", "1"),
        ("マカ\u3099ス", "マカ"),
        ("ｶﾞｽ", "ｶ"),
    ],
)
def test_a_piece_of_a_number_or_of_a_short_word_is_no_match(text: str, quote: str) -> None:
    assert one(text_document(text), quote).match == "absent"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("△1,041", "1,041"),
        ("2024.4.1", "2024"),
        ("12.5%", "12.5"),
        ("第11条", "11"),
        ("NikonCorporation", "Nikon"),
        ("平成31年\n（2019\n年）の売上高は", "2019年)の売上高は"),
        ("売上高は2\n024年に増加しました", "売上高は2024年に増加しました"),
    ],
)
def test_these_are_whole_enough(text: str, quote: str) -> None:
    assert one(text_document(text), quote).page == 1


# Several places


def test_the_first_of_several_places_or_the_nearest_is_taken() -> None:
    text = "当社は責任を負わない。\n" * 5
    document = text_document(text, text)
    starts = [at for at in range(len(document.text)) if document.text.startswith("責任", at)]
    assert one(document, "責任を負わない").span == (starts[0], starts[0] + 7)
    for near, expected in [(0, 0), (starts[3], 3), (starts[3] + 2, 3), (10**6, 9)]:
        assert one(document, "責任を負わない", near).span == (
            starts[expected],
            starts[expected] + 7,
        )
    assert one(document, "責任 を負わない", starts[7]).span == (starts[7], starts[7] + 7)
    assert one(document, "責任を負わない", starts[7]).page == 2


def test_the_nearest_of_several_fuzzy_places_is_taken() -> None:
    sentence = "当社は、利用者に生じた損害について一切の責任を負わないものとします。"
    filler = "本規約は日本法に準拠し、日本法に従って解釈されます。" * 8
    document = text_document(*[sentence + filler] * 4)
    quote = sentence.replace("生じた", "生した")
    assert one(document, quote).page == 1
    assert one(document, quote, document.page_starts[2]).page == 3


def test_the_body_comes_before_furniture() -> None:
    head, title = (30.0, "利用規約"), (90.0, "利用規約")
    pages = [page_of([head, *body(first=120, word=f"{n}章")], n) for n in (2, 3)]
    pages = [page_of([head, title, *body(first=120)], 1), *pages]
    document = document_of(*find_furniture(pages))
    assert document.pages[0].furniture == ((0, 4),)
    assert one(document, "利用規約").span == (5, 9)
    assert one(document, "利用 規約").span == (5, 9)


def test_furniture_itself_is_found_when_nothing_else_fits() -> None:
    pages = [
        page_of([(30.0, "あおば 利用規約 第2版"), *body(6, word=f"{n}章")], n) for n in (1, 2, 3)
    ]
    document = document_of(*find_furniture(pages))
    assert document.furniture
    assert one(document, "利用規約第2版").page == 1


# Over page breaks, and with an ellipsis


def two_pages() -> Document:
    pages = [
        page_of(
            [
                (30.0, "あおば利用規約"),
                *body(6),
                (200.0, "当社は、利用者に生じた損"),
                (800.0, "- 1 -"),
            ],
            1,
        ),
        page_of(
            [
                (30.0, "あおば利用規約"),
                (80.0, "害を賠償しません。"),
                *body(6, 96),
                (800.0, "- 2 -"),
            ],
            2,
        ),
    ]
    return document_of(*find_furniture(pages))


def test_a_quote_over_a_page_break_gives_evidence_on_both_pages() -> None:
    first, second = locate(two_pages(), "利用者に生じた損害を賠償しません。")
    assert (first.page, first.quote, first.match) == (1, "利用者に生じた損", "normalised")
    assert (second.page, second.quote, second.match) == (2, "害を賠償しません。", "normalised")
    assert first.boxes == ((100.0, 200.0, 180.0, 210.0),)
    assert second.boxes == ((60.0, 80.0, 150.0, 90.0),)


def test_a_fuzzy_quote_runs_over_the_page_break_too() -> None:
    first, second = locate(two_pages(), "当社は利用者に生じた損害を賠償しません。")
    assert (first.page, second.page, second.match) == (1, 2, "fuzzy")


def test_a_quote_that_took_the_running_head_along_is_found() -> None:
    found = locate(two_pages(), "生じた損\n- 1 -\nあおば利用規約\n害を賠償")
    assert [item.page for item in found] == [1, 2]
    assert "1" in found[0].quote


ELLIPSES = "…", "...", "……", "（中略）", "(略)", "[…]", " 〔中略〕 "


@pytest.mark.parametrize("ellipsis", ELLIPSES)
def test_a_quote_with_an_ellipsis_matches_as_its_parts(ellipsis: str) -> None:
    found = locate(text_document(CLAUSE), f"当社は、本サービスの利用{ellipsis}責任を負わない")
    assert [item.quote for item in found] == ["当社は、本サービスの利用", "責任を負わない"]
    assert {item.match for item in found} == {"normalised"}


def test_parts_are_gathered_closely_and_in_order() -> None:
    document = text_document(
        "当社は変更します。", "当社は通知します。当社は損害について責任を負わない。"
    )
    found = locate(document, "当社は…責任を負わない")
    assert [item.span for item in found] == [(19, 22), (28, 35)]
    assert one(document, "責任を負わない…変更します").match == "absent"
    assert one(document, "当社は…料金を返還する").match == "absent"


def test_dots_at_either_end_leave_out_nothing() -> None:
    assert one(text_document(CLAUSE), "…一切の責任を負わない…").match == "normalised"


def test_an_ellipsis_of_the_document_is_its_text() -> None:
    assert one(text_document("第1条 総則………3"), "総則………3").match == "exact"


# Boxes


def test_each_line_of_a_match_has_a_box() -> None:
    page = page_of([(100.0, "当社は損害に"), (120.0, "ついて一切の"), (140.0, "責任を負わない")])
    found = one(document_of(page), "損害について一切の責任")
    assert found.boxes == (
        (90.0, 100.0, 120.0, 110.0),
        (60.0, 120.0, 120.0, 130.0),
        (60.0, 140.0, 80.0, 150.0),
    )


def test_narrow_characters_count_half_when_a_word_is_cut() -> None:
    word = Word(start=0, end=6, box=(0.0, 0.0, 40.0, 10.0))
    page = Page(number=1, width=100, height=100, text="第1234条", words=(word,))
    (evidence,) = evidence_of_span(document_of(page), 1, 5)
    assert evidence.boxes == ((10.0, 0.0, 30.0, 10.0),)


def test_a_vertical_word_is_cut_downwards() -> None:
    word = Word(start=0, end=5, box=(300.0, 100.0, 310.0, 150.0))
    page = Page(number=1, width=400, height=400, text="責任を負う", words=(word,))
    (evidence,) = evidence_of_span(document_of(page), 1, 3)
    assert evidence.boxes == ((300.0, 110.0, 310.0, 130.0),)


def test_a_short_narrow_word_is_not_vertical() -> None:
    word = Word(start=0, end=3, box=(0.0, 0.0, 6.0, 13.0))
    page = Page(number=1, width=100, height=100, text="ill", words=(word,))
    (evidence,) = evidence_of_span(document_of(page), 0, 2)
    assert evidence.boxes == ((0.0, 0.0, 4.0, 13.0),)


def test_words_of_one_line_share_a_box() -> None:
    text = "the whole truth\nand more"
    words, x = [], 0.0
    for start, end in ((0, 3), (4, 9), (10, 15)):
        words.append(Word(start=start, end=end, box=(x, 10.0, x + 20, 20.0)))
        x += 25
    words.append(Word(start=16, end=19, box=(0.0, 30.0, 20.0, 40.0)))
    page = Page(number=1, width=100, height=100, text=text, words=tuple(words))
    found = one(document_of(page), "Whole truth and")
    assert found.boxes == ((25.0, 10.0, 70.0, 20.0), (0.0, 30.0, 20.0, 40.0))


def test_a_real_pdf_gives_boxes_where_the_words_are(tmp_path: Path) -> None:
    html = "<p>第１１条（免責）</p><p>当社は、利用者に生じた損害について責任を負わない。</p>"
    path = write_pdf(tmp_path / "a.pdf", [((50, 100, 180, 300), html)])
    document = read_pdf(path)
    found = one(document, "利用者に生じた損害について責任を負わない")
    assert found.match == "normalised"
    assert len(found.boxes) > 1
    assert all(50 <= x0 < x1 <= 181 and 100 <= y0 < y1 <= 300 for x0, y0, x1, y1 in found.boxes)
    tops = [box[1] for box in found.boxes]
    assert tops == sorted(set(tops))
    assert one(document, "第11条").boxes[0][0] == pytest.approx(50, abs=1)


# Evidence of known spans


def test_evidence_of_a_span_leaves_furniture_out() -> None:
    document = two_pages()
    start = document.text.index("利用者に生じた")
    end = document.text.index("を賠償")
    first, second = evidence_of_span(document, start, end)
    assert (first.quote, second.quote) == ("利用者に生じた損", "害")
    assert first.match == "exact"
    assert evidence_of_span(document, 0, 7)[0].quote == "あおば利用規約"
    assert evidence_of_span(document, 3, 3) == ()
    with pytest.raises(IndexError):
        evidence_of_span(document, 0, len(document.text) + 1)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text("責任を負う\n 1,Aガﾞ…", max_size=12), min_size=1, max_size=3),
    st.data(),
)
@example(["", "責任"], st.none())
def test_every_part_of_a_document_is_found_in_it(texts: list[str], data: st.DataObject) -> None:
    document = document_of(*(page_of([(80, text)], number) for number, text in enumerate(texts, 1)))
    text = document.text
    pick = getattr(data, "draw", lambda _: 0)
    start = pick(st.integers(0, len(text)))
    end = max(start, pick(st.integers(0, len(text))))
    for evidence in evidence_of_span(document, start, end):
        assert evidence.span is not None
        assert start <= evidence.span[0] < evidence.span[1] <= end
        assert evidence.quote == squash(text[slice(*evidence.span)])
    for evidence in locate(document, text[start:end]):
        assert (evidence.page is None) == (evidence.match == "absent")
        if evidence.match == "exact":
            assert evidence.quote in squash(text[start:end])


# The parts underneath


@settings(max_examples=200, deadline=None)
@given(st.text("abc", min_size=1, max_size=8), st.text("abcd", max_size=12))
def test_edit_distances_agree_with_rapidfuzz(needle: str, text: str) -> None:
    ends = range(1, len(text) + 1)
    assert edit_distances(needle, text, anchored=True) == [
        Levenshtein.distance(needle, text[:end]) for end in ends
    ]
    assert edit_distances(needle, text) == [
        min(Levenshtein.distance(needle, text[start:end]) for start in range(end + 1))
        for end in ends
    ]


KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねの損害責任負当社利用者規約"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(14, 200))
def test_every_quote_with_few_errors_is_found(seed: int, length: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choices(KANA, k=3000))
    at = chance.randrange(len(text) - length)
    quote = list(text[at : at + length])
    for _ in range(allowed_errors(length - length // 10)):
        where = chance.randrange(len(quote))
        quote[where] = chance.choice(("", "X", quote[where] + "Y"))
    found = one(text_document(text), "".join(quote))
    assert found.span is not None
    assert abs(found.span[0] - at) <= length // 10
    assert abs(found.span[1] - at - length) <= length // 10


def test_long_documents_and_absent_quotes_are_quick() -> None:
    chance = random.Random(1)
    sentences = ["".join(chance.choices(KANA, k=40)) + "。" for _ in range(60)]
    pages = ["".join(chance.choices(sentences, k=37)) for _ in range(200)]
    locator = Locator(text_document(*pages))
    quotes = ["".join(chance.sample(pages[n], 120)) for n in range(25)]
    quotes += [pages[n * 8][100:300].replace("損", "指") for n in range(25)]
    quotes += ["ああああああああああああああああ", "5", "x" * 20_000]
    started = time.perf_counter()
    for quote in quotes:
        locator.locate(quote)
    assert time.perf_counter() - started < 3  # about 0.3 s on an idle machine


def test_a_sentence_said_twice_is_found_again_behind_its_first_place() -> None:
    made = text_document("第1条 当社は責任を負わない。\n第2条 当社は\n責任を負わない。")
    locator = Locator(made)
    first = locator.locate("当社は責任を負わない。")[0].span
    assert first is not None
    second = locator.locate("当社は責任を負わない。", after=first[1])[0].span
    assert second is not None
    assert (first[0], second[0]) == (4, made.text.index("第2条") + 4)
    assert locator.locate("当社は責任を負わない。", after=second[1])[0].span == first
