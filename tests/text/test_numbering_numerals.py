"""Numerals as documents print them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.text import numerals

DIGITS = "〇一二三四五六七八九"


def in_kanji(number: int) -> str:
    """十二億三千万: the way numbers are written out, an oracle by another road."""
    words = ""
    for power, large in ((16, "京"), (12, "兆"), (8, "億"), (4, "万"), (0, "")):
        part = number // 10**power % 10_000
        group = ""
        for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = part // unit % 10
            if digit:
                group += (DIGITS[digit] if digit > 1 or not name else "") + name
        words += group + large if part else ""
    return words or "〇"


@settings(deadline=None, max_examples=300)
@given(st.integers(1, 10**20 - 1))
def test_kanji_with_units(number: int) -> None:
    assert numerals.read_number(in_kanji(number)) == number


@settings(deadline=None)
@given(st.integers(0, 10**12))
def test_positional_wide_and_grouped(number: int) -> None:
    plain = str(number)
    wide = plain.translate({ord(d): "０１２３４５６７８９"[int(d)] for d in "0123456789"})
    for written in (plain, wide, f"{number:,}", "".join(DIGITS[int(d)] for d in plain)):
        assert numerals.read_number(written) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("十二億三千万", 1_230_000_000),
        ("12億3千万", 1_230_000_000),
        ("１２億３０００万", 1_230_000_000),
        ("1.2億", 120_000_000),
        ("3億5千万", 350_000_000),
        ("1万2345", 12_345),
        ("二〇二四", 2024),
        ("二○二四", 2024),
        ("壱万弐千", 12_000),
        ("千", 1000),
        ("百万", 1_000_000),
        ("⑫", 12),
        ("㊿", 50),
        ("❷", 2),
        ("⑴", 1),
        ("⒈", 1),
        ("㊂", 3),
        ("㈢", 3),
        ("Ⅳ", 4),
        (" 7 ", 7),
    ],
)
def test_reads(written: str, number: int) -> None:
    assert numerals.read_number(written) == number


NOT_NUMBERS = (
    *("", "a", "一つ", "万", "十十", "一十百", "百千", "二十〇", "三億億", "2万億", "12,34", "1.5"),
    *("-3", "½", "²", "10²", "○", "円", "1,2345", "九" * 41),
)


@pytest.mark.parametrize("written", NOT_NUMBERS)
def test_is_no_number(written: str) -> None:
    assert numerals.read_number(written) is None


@settings(deadline=None)
@given(st.integers(1, 3999))
def test_roman(number: int) -> None:
    written = numerals.to_roman(number)
    assert numerals.read_roman(written) == numerals.read_roman(written.upper()) == number


def test_roman_is_well_formed() -> None:
    assert [numerals.read_roman(text) for text in ("iiii", "vx", "Iv", "ic", "", "x1")] == [
        None
    ] * 6
    assert numerals.read_roman("ⅸ") == 9


def test_letters() -> None:
    assert [numerals.read_letter(text) for text in ("a", "Z", "aa", "BB", "ab", "", "1")] == [
        *(1, 26, 27, 28),
        *(None, None, None),
    ]


def test_kana_in_both_orders() -> None:
    assert [numerals.read_iroha(kana) for kana in "イロハニホヘト"] == list(range(1, 8))
    assert [numerals.read_gojuon(kana) for kana in "アイウエオ"] == list(range(1, 6))
    assert numerals.read_iroha("ﾛ") == 2
    assert numerals.read_gojuon("あ") is None


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=12))
def test_never_raises_and_folds_width(text: str) -> None:
    number = numerals.read_number(text)
    for read in (
        numerals.read_roman,
        numerals.read_letter,
        numerals.read_iroha,
        numerals.read_gojuon,
    ):
        assert read(text) is None or read(text)
    if number is not None and text.isascii():
        assert numerals.read_number(unicodedata.normalize("NFKC", text)) == number
