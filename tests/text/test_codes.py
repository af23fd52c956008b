"""Codes as printed, and the keys under which a master is searched."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.text.values.codes import (
    code_key,
    code_likeness,
    confusable_key,
    printed_code,
    read_code,
    upside_down,
)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (" 0012 ", "0012"),
        ("０００１２", "00012"),
        ("ＡＢ－１２", "AB-12"),
        ("ｱﾑﾛ 5", "アムロ 5"),
        ("1e5", "1e5"),
        ("12.0", "12.0"),
        ("ab/12", "ab/12"),
    ],
)
def test_a_code_is_read_as_printed_and_never_as_a_number(said: str, code: str) -> None:
    assert read_code(said).value == code


@pytest.mark.parametrize("said", ["", "-", "―", "N/A", "なし", "該当なし", "刻印なし"])
def test_no_code_is_no_value(said: str) -> None:
    assert read_code(said).value is None
    assert read_code(said).problem is None


def test_na_can_be_a_code() -> None:
    assert read_code("NA").value == "NA"


@pytest.mark.parametrize("text", ["TTS-123", "TTS‐123", "TTS－123", "TTS−123", "ＴＴＳ—１２３"])
def test_a_printed_code_has_one_kind_of_dash(text: str) -> None:
    assert printed_code(text) == "TTS-123"


@pytest.mark.parametrize(
    "text",
    [
        "TTS123",
        "tts123",
        "TTS-123",
        "TTS 123",
        "ＴＴＳ　１２３",
        "TTS―123",
        "TTSー123",
        "T\u200bTS123",
    ],
)
def test_spellings_of_one_code_have_one_key(text: str) -> None:
    assert code_key(text) == "TTS123"


def test_keys_keep_what_tells_codes_apart() -> None:
    assert code_key("0012") != code_key("12")
    assert code_key("ガス1") != code_key("カス1")
    assert code_key("パー1") != code_key("パ1")
    assert code_key("A.1") != code_key("A1")


@pytest.mark.parametrize(
    ("left", "right"),
    [("AO1", "A01"), ("AI5", "A15"), ("Al5", "A15"), ("A|5", "A15"), ("S8", "5B"), ("Z2", "22")],
)
def test_confusable_characters_share_a_key(left: str, right: str) -> None:
    assert code_key(left) != code_key(right)
    assert confusable_key(left) == confusable_key(right)


@pytest.mark.parametrize(
    ("left", "right"), [("D1", "01"), ("L5", "15"), ("A6", "A9"), ("AC", "AG")]
)
def test_characters_that_do_not_look_alike_do_not(left: str, right: str) -> None:
    assert confusable_key(left) != confusable_key(right)


def test_six_and_nine_meet_on_demand_only() -> None:
    assert confusable_key("A6", turned=True) == confusable_key("A9", turned=True)


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("906", "906"),
        ("16", "91"),
        ("H96", "96H"),
        ("MW", "MW"),
        ("A6", None),
        ("250", None),
        ("", None),
    ],
)
def test_a_code_upside_down(text: str, turned: str | None) -> None:
    assert upside_down(text) == turned


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=12))
def test_keys_are_stable(text: str) -> None:
    key = code_key(text)
    assert code_key(key) == key
    assert confusable_key(confusable_key(text)) == confusable_key(text)
    assert printed_code(printed_code(text)) == printed_code(text)
    assert code_key(printed_code(text)) == key


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ABHINOSXZMW0123456789 -", max_size=10))
def test_turning_twice_gives_the_code_back(text: str) -> None:
    turned = upside_down(text)
    if turned is not None:
        assert upside_down(turned) == code_key(text)


def test_likeness_falls_with_distance() -> None:
    steps = [
        code_likeness("TTS-0123", other)
        for other in ("TTS-0123", "tts0123", "TTSO123", "TTS0124", "XY9")
    ]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] == 1.0
    assert steps[-1] == 0.0


def test_a_large_master_is_keyed_in_no_time() -> None:
    codes = [f"{letter}-{number:05}" for letter in "ABCDE" for number in range(10_000)]
    started = time.process_time()
    index = {(code_key(code), confusable_key(code)) for code in codes}
    assert len(index) == 50_000
    assert time.process_time() - started < 2.0
