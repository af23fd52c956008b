"""Patterns are measured before they are compiled, and bounded in time and memory when they run."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.errors import StepError
from aiwf_cli.text.numbering.decision import outline_by_patterns
from aiwf_cli.text.numbering.levels import MAX_LEVELS, Level
from aiwf_cli.text.pattern_size import LARGEST, too_much
from aiwf_cli.text.patterns import compile_pattern

BOMBS = {
    "((a{1000}){1000}){1000}": "parts",
    "(a{1000}){1000}": "parts",
    "(?:(?:ab?){1000}){1000}": "parts",
    "(?:a{500,900}){500,900}": "parts",
    "[(](a{1000}){1000}[)]": "parts",
    "(?x) # [\n (a{1000}){1000}": "parts",
    "[[](a{1000}){1000}]": "parts",
    "a{4294967290}": "parts",
    "(?:){1000000}": "parts",
    "(?R)": "recursion",
    "(?:a|(?R)b)*": "recursion",
    "((?1)|a)": "recursion",
    "(?<n>a|(?&n)b)": "recursion",
    "\x00" * 3000: "literal characters",
    "(a)" * 2000: "6,000 characters",
}


@pytest.mark.parametrize("pattern", BOMBS)
def test_what_would_cost_too_much_to_compile_is_refused_at_once(pattern: str) -> None:
    started = time.process_time()
    with pytest.raises(StepError) as caught:
        compile_pattern(pattern)
    assert caught.value.code == "bad_pattern"
    assert BOMBS[pattern] in caught.value.message
    assert len(caught.value.message) < 1000
    assert time.process_time() - started < 0.2


@pytest.mark.parametrize(
    "pattern",
    [
        r"^第(?P<number>[0-9０-９一二三四五六七八九十百]+)条(?:の[0-9]+)*",
        r"\d{4}年\d{1,2}月\d{1,2}日|" * 20 + r"\d{4}-\d{2}-\d{2}",
        r"損害.{0,2000}?責任を負わない",
        r"[A-Z]{2}\d{6,10}(?:-\d{4}){1,3}",
        r"\(?1\)|(?:a)[(?R)]",
        r"(?i-m:abc)(?<!\d{3})x",
        "|".join(f"item {number}" for number in range(300)),
    ],
)
def test_what_people_write_is_not_refused(pattern: str) -> None:
    assert too_much(pattern) is None
    compile_pattern(pattern)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab(){}[]|?*+\\^$.,0123456789:<>=!Rx# \n第", max_size=40))
def test_what_is_let_through_compiles_soon_or_is_no_pattern(pattern: str) -> None:
    if too_much(pattern) is None:
        started = time.process_time()
        try:
            compile_pattern(pattern)
        except StepError as error:
            assert error.code == "bad_pattern"
        assert time.process_time() - started < 1


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 300), st.integers(0, 300), st.booleans())
def test_a_nested_repeat_is_what_it_is_written_out(outer: int, inner: int, capture: bool) -> None:
    group = f"(a{{{inner}}})" if capture else f"(?:a{{{inner}}})"
    size = max(1, outer) * max(1, inner)
    refused = too_much(f"{group}{{{outer}}}") is not None
    assert refused or size <= LARGEST
    assert not refused or 2 * size >= LARGEST


def matches(pattern: str, text: str, seconds: float = 0.3) -> str:
    """The code of what came of it, `ok` for matches or none."""
    try:
        for _ in compile_pattern(pattern).matches(text, seconds=seconds):
            pass
    except StepError as error:
        return error.code
    return "ok"


TEN_MEGABYTES = "a" * 10_000_000


@pytest.mark.parametrize(
    ("pattern", "text", "codes"),
    [
        (r"(a+)+$", "a" * 30_000 + "!", {"pattern_timeout"}),
        (r"(a+)+$", TEN_MEGABYTES + "!", {"pattern_timeout"}),
        (r"(?:(a))*b", TEN_MEGABYTES, {"ok", "bad_pattern", "pattern_timeout"}),
        (r"(?:(a))*", TEN_MEGABYTES, {"ok", "bad_pattern", "pattern_timeout"}),
        (r"(?<=a+.*)b", "a" * 5_000 + "b", {"ok", "pattern_timeout"}),
        (r"(?:損害賠償の責任を負わない){e<=8}", "免責" * 50_000, {"ok", "pattern_timeout"}),
        (r"a", TEN_MEGABYTES, {"bad_pattern"}),
        (r"", "abc", {"ok"}),
        (r"x*", "abc", {"ok"}),
        (r"^第\d+条", "第1条（目的）\n" * 10_000, {"ok"}),
    ],
)
def test_a_search_ends_soon_whatever_the_text(pattern: str, text: str, codes: set[str]) -> None:
    started = time.process_time()
    assert matches(pattern, text) in codes
    assert time.process_time() - started < 6


def test_matches_of_nothing_are_no_matches() -> None:
    found = compile_pattern("x*").matches("axxb", seconds=1)
    assert [match.group() for match in found] == ["xx"]


def test_any_number_of_slow_patterns_costs_only_the_first() -> None:
    levels = [Level(name="article", pattern=f"(a+)+{n}$") for n in range(500)]
    started = time.process_time()
    reasons = outline_by_patterns("a" * 9_000 + "!", levels).reasons
    assert time.process_time() - started < 15
    assert sum("takes longer" in reason for reason in reasons) == 2
    assert sum("took too long" in reason for reason in reasons) == MAX_LEVELS - 2
    assert sum(f"more than {MAX_LEVELS} patterns" in reason for reason in reasons) == 476
    assert all(len(reason) < 200 for reason in reasons)


def test_what_a_pattern_captures_is_told_in_short() -> None:
    (reason, _) = outline_by_patterns("a" * 100_000, [Level(name="article", pattern="a+")]).reasons
    assert "is no number: 'aaaa" in reason
    assert len(reason) < 200
