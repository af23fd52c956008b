"""What recognised characters become: spaces and cells by the white between them, slips mended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.sources.ocr.mend import mended
from aiwf_cli.sources.ocr.spacing import PlacedCharacter, blanks_between, em_of, figure_pitch

EM = 20.0


def line(*parts: str | float) -> list[PlacedCharacter]:
    """Characters set one after another; numbers are ems of white between them."""
    placed: list[PlacedCharacter] = []
    x = 0.0
    for part in parts:
        if isinstance(part, float):
            x += part * EM
            continue
        for letter in part:
            width = EM * (0.5 if letter.isascii() else 1.0)
            ink = 0.8 * width
            placed.append(PlacedCharacter(letter, x, x + ink, x + ink / 2, 1.0, 0))
            x += width
    return placed


def blanks(placed: Sequence[PlacedCharacter]) -> list[int]:
    pitch = figure_pitch(placed)
    return [blanks_between(one, other, EM, pitch) for one, other in pairwise(placed)]


def test_what_follows_on_is_one_word() -> None:
    assert blanks(line("売上高は27,226百万円")) == [0] * 12
    assert blanks(line("net")) == [0, 0]


def test_a_space_between_words() -> None:
    assert blanks(line("an", 0.35, "offer")) == [0, 1, 0, 0, 0, 0]
    assert blanks(line("売", 0.6, "上", 0.6, "高")) == [1, 1]


def test_wide_white_ends_a_cell() -> None:
    assert blanks(line("売上高", 3.0, "27")) == [0, 0, 2, 0]
    assert blanks(line("27", 0.9, "△12")) == [0, 2, 0, 0]


def test_the_white_of_brackets_and_stops_is_no_space() -> None:
    assert blanks(line("損害", 0.4, "（", 0.3, "注", 0.3, "）")) == [0, 0, 0, 0]
    assert blanks(line("責任。", 0.6, "また")) == [0, 0, 0, 0]


def test_full_width_figures_are_set_wide_and_are_no_words() -> None:
    figures = [PlacedCharacter(letter, at * EM, at * EM + 8, at * EM + 4, 1.0, 0) for at, letter in
               enumerate("27226")]  # fmt: skip
    assert blanks(figures) == [0, 0, 0, 0]


def test_the_size_of_type_from_what_its_letters_have_of_it() -> None:
    assert em_of("売上", 18, 30) == pytest.approx(20)
    assert em_of("1234", 14.4, 30) == pytest.approx(20)
    assert em_of("noun", 10.4, 30) == pytest.approx(20)
    assert em_of("-", 2, 28) == pytest.approx(20)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("営業利益 ∆1,041", "営業利益 △1,041"),
        ("Δ 928 百万円", "△ 928 百万円"),
        ("会員カ一ドの再発行", "会員カードの再発行"),
        ("スケジュ一ル", "スケジュール"),
        ("サ一ビスを一部変更する", "サービスを一部変更する"),
        ("努カ義務を負う", "努力義務を負う"),
        ("入ロの扉", "入口の扉"),
        ("通知するものとする。よリ", "通知するものとする。より"),
        ("貸借对照表の净額は", "貸借对照表の浄額は"),
        ("利用料は12·5%とする", "利用料は12.5%とする"),
        ("配当金  一  100", "配当金  ―  100"),
        ("夫1,000", "¥1,000"),
    ],
)
def test_neighbours_decide_between_look_alikes(read: str, meant: str) -> None:
    assert mended(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "一部の利用者は、二口まで申し込むことができる。",
        "三カ月以内に力士が夕方から入口に立つ。",
        "第一条 一般条項",
        "カロリーの計算",
        "Δt = 5 s",
        "夫は会社員です。",
        "产品说明书",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert mended(text) == text


@given(st.text("一ーカ力二ニ口ロりリへヘべ夫∆Δ·•0123,. △ 入業績のをabc\n", max_size=40))
@settings(max_examples=300, deadline=None)
def test_mending_keeps_every_place(text: str) -> None:
    again = mended(text)
    assert len(again) == len(text)
    assert [i for i, c in enumerate(again) if c == "\n"] == [
        i for i, c in enumerate(text) if c == "\n"
    ]
