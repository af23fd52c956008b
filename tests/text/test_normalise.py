"""Folding: what is the same for search, what stays apart, and the way back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.model.document import without
from aiwf_cli.text.normalise import fold, fold_with_map, squash

SAME = [
    ("第１１条", "第11条"),
    ("ＡＢＣ ａｂｃ", "abcABC"),
    ("ガス代", "カ\u3099ス代"),
    ("ｶﾞｽ", "ガス"),
    ("パ", "ハ\u309a"),
    ("か゛", "が"),
    ("カ\u200b\u3099", "ガ"),
    ("損害に\nついて", "損害について"),
    ("売 上　高", "売上高"),
    ("infor-\nmation", "information"),
    ("infor\u00ad\nmation", "information"),
    ("infor‐\n  mation", "Information"),
    ("e‑mail", "e-mail"),
    ("2024‐04–01", "2024−04－01"),
    ("０３ー１２３４", "03-1234"),
    ("CDーROM", "CD-ROM"),
    ("データ", "ﾃﾞｰﾀ"),
    ("10〜20", "10～20"),
    ("“it’s”", '"it\'s"'),
    ("▲1,041", "△1,041"),
    ("∆1,041", "△1,041"),
    ("Δ1,041", "△1,041"),
    ("⽇本", "日本"),
    ("⺠法", "民法"),
    ("⼾籍", "戸籍"),
    ("①⑴㈱", "1(1)(株)"),
    ("㍻", "平成"),
    ("葛\U000e0100城", "葛城"),
    ("ｱ･ｲ", "ア・イ"),
    ("STRASSE", "straße"),
    ("a\u0000b\u202ec", "abc"),
    ("￥1,000", "¥1,000"),
]

APART = [
    ("ガス代", "カス代"),
    ("パン", "バン"),
    ("△1,041", "1,041"),
    ("△1,041", "-1,041"),
    ("コーヒー", "コ-ヒ-"),
    ("データー", "データ"),
    ("1.5", "15"),
    ("-500", "500"),
    ("第11条", "第12条"),
    ("10-20", "10~20"),
    ("髙橋", "高橋"),
    ("は", "ば"),
    ("ツ", "ッ"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_a_reader_calls_the_same_folds_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_means_something_else_stays_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


ODD = st.sampled_from(
    "aZ9 \n\t　-‐–ーｰカガ゙゛ﾞﾟハﾊ①⑴㈱㍿ﷺßİſ△▲∆Δδ´¨“”'…‥⽇⼾가ᄀ\u1161\u11a8"
    "\u0301\u0345\u00ad\u200b\ufe00\U000e0100\U0001f600ẛ̣\u0958ϔ\ud800"
)
TEXTS = st.text(st.one_of(ODD, st.characters()), max_size=40)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_the_encoding_of_a_character_does_not_matter(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@st.composite
def texts_with_holes(draw: st.DrawFn) -> tuple[str, tuple[tuple[int, int], ...]]:
    text = draw(TEXTS)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    return text, tuple(zip(edges[::2], edges[1::2], strict=False))


@settings(max_examples=400, deadline=None)
@given(texts_with_holes())
def test_every_folded_character_knows_where_it_came_from(
    case: tuple[str, tuple[tuple[int, int], ...]],
) -> None:
    text, holes = case
    folded = fold_with_map(text, holes)
    kept = [index for start, end in without(len(text), holes) for index in range(start, end)]
    assert folded.text == fold("".join(text[index] for index in kept))

    spans = [folded.source_span(at, at + 1) for at in range(len(folded.text))]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert {edge for start, end in spans for edge in (start, end - 1)} <= set(kept)
    for at, (start, _) in enumerate(spans):
        assert folded.folded_offset(start) <= at


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.data())
def test_what_is_found_folded_is_found_in_its_source(text: str, data: st.DataObject) -> None:
    text = text.replace("ー", "")  # may stand for a dash, which only its left neighbour tells
    text = text.replace("ｰ", "")
    folded = fold_with_map(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    a, b = folded.source_span(start, end)
    assert folded.text[start:end] in fold(text[a:b])


def test_the_span_is_the_smallest_that_gives_the_characters() -> None:
    text = "㈱ア カ\u3099 ス\n代。"
    folded = fold_with_map(text)
    assert folded.text == "(株)アガス代。"
    start = folded.text.index("ガス代")
    assert text[slice(*folded.source_span(start, start + 3))] == "カ\u3099 ス\n代"
    assert folded.source_span(0, 1) == folded.source_span(1, 2) == (0, 1)
    assert folded.source_span(4, 4) == (3, 3)
    with pytest.raises(IndexError):
        folded.source_span(3, 99)


def test_holes_are_left_out_and_bridged() -> None:
    text = "損害に\n- 3 -\nついて"
    folded = fold_with_map(text, [(4, 9)])
    assert folded.text == "損害について"
    assert folded.source_span(0, 6) == (0, len(text))
    assert folded.folded_offset(4) == 3


def test_a_hyphenated_word_maps_over_its_hyphen() -> None:
    text = "the infor-\nmation we hold"
    folded = fold_with_map(text)
    start = folded.text.index("information")
    assert text[slice(*folded.source_span(start, start + 11))] == "infor-\nmation"


SQUASHED = [
    ("損害に\nついて", "損害について"),
    ("売 上　高", "売上高"),
    ("the  first\n line", "the first line"),
    ("売上高 27,226\n百万円", "売上高 27,226百万円"),
    ("当社は\nAPIを", "当社はAPIを"),
    ("本 API", "本 API"),
    ("infor-\nmation", "infor-mation"),
    ("one -\ntwo", "one - two"),
    ("27,226\n50,489", "27,226 50,489"),
    ("  第１１条　（免責）\n", "第１１条（免責）"),
    ("① 当社", "① 当社"),
    ("", ""),
    (" \n ", ""),
]


@pytest.mark.parametrize(("text", "line"), SQUASHED)
def test_squash_puts_a_text_on_one_line(text: str, line: str) -> None:
    assert squash(text) == line


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_squash_changes_white_space_only(text: str) -> None:
    line = squash(text)
    assert "".join(line.split()) == "".join(text.split())
    assert squash(line) == line
    assert line == " ".join(line.split())
