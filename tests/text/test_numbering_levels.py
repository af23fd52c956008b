"""Patterns written by a model or a person: checked, used, and replaced when they fail."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numbering_papers import annotated, clause_at

from aiwf_cli.text.numbering.decision import outline_by_patterns
from aiwf_cli.text.numbering.levels import Level, check_levels
from aiwf_cli.text.numbering.outline import outline

TERMS = annotated(
    (Path(__file__).parent / "papers" / "saas_terms_ja.txt").read_text(encoding="utf-8")
)


def level(name: str, pattern: str, *examples: str) -> Level:
    return Level(name=name, pattern=pattern, examples=examples)


def objection(pattern: str, *examples: str, text: str = TERMS.text, name: str = "article") -> str:
    checked = check_levels([level(name, pattern, *examples)], text)
    assert len(checked.accepted) + len(checked.rejected) == 1
    return checked.rejected[0][1] if checked.rejected else ""


GOOD = [
    level("article", r"^第(?P<number>[0-9]+)条", "第1条（適用）", "第10条 料金"),
    level("paragraph", r"^(\d+)\.\s", "1. 本規約は"),
    level("item", r"^\((\d+)\)", "(1) 虚偽の事項"),
]


def test_good_patterns_are_used() -> None:
    decision = outline_by_patterns(TERMS.text, GOOD)
    assert decision.levels == tuple(GOOD)
    assert decision.reasons == ()
    for offset, clause, _ in TERMS.expected:
        assert clause_at(decision.outline, offset) == clause


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"^第([0-9]+条", "does not compile"),
        (r"(?P<number>", "does not compile"),
        (r"x*", "matches the empty string"),
        (r"^", "matches the empty string"),
        (r"^(.+)", "lines"),
        (r"^([ぁ-ん一-龠]{2})", "is no number"),
        ("", "0 characters"),
        ("第" * 2000, "2000 characters"),
        (r"((a{1000}){1000}){1000}", "repeats"),
        ("(" * 900 + "第" + ")" * 99, "does not compile"),
    ],
)
def test_why_a_pattern_is_refused(pattern: str, reason: str) -> None:
    assert reason in objection(pattern)


def test_a_pattern_must_match_its_own_examples() -> None:
    assert "'第一条'" in objection(r"^第(\d+)条", "第1条", "第一条")
    assert objection(r"^第([0-9〇一二三四五六七八九十]+)条", "第1条", "第一条") == ""


def test_unknown_levels_are_refused() -> None:
    assert "no level" in objection(r"^第(\d+)条", name="clause")
    assert objection(r"^\(([a-z])\)", name="subitem2") == ""


@pytest.mark.parametrize(
    "pattern", [r"^(a+)+$", r"(a|aa)+$", r"(?:(a+)+)+c", r"^(?:a?){300}b", r"(.*)*=(.*)*="]
)
def test_no_pattern_hangs(pattern: str) -> None:
    text = "a" * 6000 + "!\n" + TERMS.text
    started = time.monotonic()
    decision = outline_by_patterns(text, [level("article", pattern)])
    assert time.monotonic() - started < 20
    assert len(decision.outline) == len(outline(text))


@pytest.mark.parametrize(
    ("levels", "reason"),
    [
        ([], "no usable pattern for articles"),
        ([level("paragraph", r"^(\d+)\.\s")], "no usable pattern for articles"),
        ([level("article", r"^ARTICLE ([IVX]+)")], "finds none"),
        ([level("article", r"^\\d+")], "finds none"),
        ([level("article", r"^(\d+)\.\s")], "0 of the 10 articles"),
    ],
)
def test_falling_back_to_the_built_in_rules(levels: list[Level], reason: str) -> None:
    decision = outline_by_patterns(TERMS.text, levels)
    assert decision.levels == ()
    assert decision.reasons[-1].startswith("built-in numbering rules used: ")
    assert reason in decision.reasons[-1]
    assert decision.outline == outline(TERMS.text)


def test_one_bad_level_does_not_spoil_the_others() -> None:
    decision = outline_by_patterns(TERMS.text, [*GOOD[:2], level("item", r"^\((\d+")])
    assert [it.name for it in decision.levels] == ["article", "paragraph"]
    assert decision.reasons[0].startswith("item: the pattern does not compile")
    assert clause_at(decision.outline, TERMS.text.index("虚偽の")) == "第3条第2項第1号"


def test_patterns_find_what_the_rules_cannot() -> None:
    text = annotated(
        """規程
条・壱＞⟦第1条⟧目的を定める。
その一＞⟦第1条第1号⟧会員のため
その二＞⟦第1条第2号⟧利用者のため
条・弐＞⟦第2条⟧責任を負わない。
条・参＞⟦第3条⟧細則は別に定める。
"""
    )
    levels = [
        level("article", r"^条・(?P<number>[壱弐参])＞", "条・壱＞"),
        level("item", r"^その(?P<number>[一二三])＞", "その一＞"),
    ]
    found = outline_by_patterns(text.text, levels)
    assert found.levels == tuple(levels)
    for offset, clause, _ in text.expected:
        assert clause_at(found.outline, offset) == clause


def test_references_stay_references() -> None:
    text = (
        "第1条（目的）\n目的を定める。\n第2条（料金）\n会員は、\n第1条の規定により支払う。\n"
        "第3条（免責）\n負わない。\n"
    )
    found = outline(text, levels=[level("article", r"^第(\d+)条")])
    assert [str(p.clause) for p in found] == ["第1条", "第2条", "第3条"]


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="第条^$()[]{}|?*+\\d\\s.#:<>P=!&-0123 aA一", max_size=16))
def test_no_pattern_raises(pattern: str) -> None:
    text = "第1条（目的）\n1. 目的を定める。\n2. 変えない。\n第2条（定義）\n"
    outline_by_patterns(text, [level("article", pattern, "第1条")])
    outline_by_patterns(text, [level("article", r"^第(\d+)条"), level("item", pattern)])
