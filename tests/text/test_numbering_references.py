"""References to clauses: however they are written, they name one place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.text.numbering.clause import Clause, relation
from aiwf_cli.text.numbering.references import parse_clause

SAME = [
    [
        *(
            "第11条第5項",
            "第11条5",
            "11条5項",
            "第十一条第五項",
            "第１１条５．",
            "第 11 条 第 5 項",
            "第11条⑤",
        ),
        *("第11条（免責）第5項", "【第11条第5項】", "第11条第5項ただし書", "第11条第5項本文"),
        *("本規約第11条5項", "第11条の第5項", "第11条-5", "第11条5。"),
    ],
    ["第11条の5", "第十一条の五", "１１条の５"],
    ["第11条第5号", "第11条(5)", "第11条（５）", "第11条⑸", "11条五号"],
    ["第104条の11第1項", "第百四条の十一第一項", "第一〇四条の一一①"],
    ["第2条第1項第2号の2", "２条１項２号の２"],
    ["第11条第5項第2号", "11条5項2号", "第11条5(2)", "第11条⑤(2)", "第11条第5項②", "第11条5項2"],
    ["第2条第1項第3号イ(1)", "2条1項3号イ（１）", "第2条第1項第3号(イ)①", "第二条第一項第三号イ1"],
    ["第5条第2項ア", "第5条第2項（ア）", "第5条第2項(ｱ)"],
    ["附則第3条第2項", "附則3条2項", "付則第三条②", "附　則　第3条第2項"],
    ["附則第2項", "附則2", "附則2項"],
    ["附則〔令和3年法律第5号〕第2条", "附則（令和三年法律第五号）第2条"],
    ["別表第1第2号", "別表第一第二号", "別表1第2号"],
    ["11.5", "１１．５", "11.5.", "Clause 11.5", "clause 11. 5", "Section 11.5"],
    ["4(b)(ii)", "Sec. 4 (b) (ii)", "4.b.ii", "Section 4(b)(ii)", "§ 4(b)(ii)"],
    ["2.01(c)", "Section 2.01(c)", "SECTION 2.01 (c)"],
    ["11(5)", "Article 11(5)", "Article 11 (5).", "Article 11, paragraph 5", "Art. 11(5)"],
    ["ARTICLE IV", "Article IV", "article iv"],
    ["ARTICLE I, Section 8(a)", "Article I Section 8 (a)"],
    ["5(2)(a)", "Article 5, paragraph 2, point (a)", "Article 5(2)(a)"],
    ["§ 1983", "Section 1983"],
    ["Schedule 1, 2(a)", "Schedule 1, paragraph 2(a)", "SCHEDULE 1 2(a)"],
    ["1(1)ア(ア)", "1（１）ア（ア）"],
    ["第2(1)ア", "第２（１）ア"],
    ["4-2", "Article 4-2"],
]

DIFFERENT = [
    ("第11条第5項", "第11条の5"),
    ("第11条第5項", "第11条(5)"),
    ("第11条の5", "第11条(5)"),
    ("11.5", "11.10"),
    ("11.1", "11.10"),
    ("4(b)", "4(B)"),
    ("11.5", "11(5)"),
    ("第3条", "附則第3条"),
    ("第1条第2項", "第1条第2号"),
    ("第2条第1項第2号", "第2条第1項第2号の2"),
]

NOT_CLAUSES = [
    *("", "なし", "none", "(none)", "前項", "同条第2項", "次条", "免責", "（免責）", "本規約"),
    *(
        "第11条の規定",
        "第11条及び第12条",
        "第3条～第5条",
        "第11条第5項、第6項",
        "民法第709条",
        "第0条",
    ),
    *("2024年4月1日", "2024", "10日以内", "1,000", "1.5%", "3.5 million", "¥500", "-5"),
    *(
        "Section",
        "Articles",
        "Annexation",
        "the Section 5",
        "MIX",
        "a",
        "第5条第2項第3項",
        "第5条第2号第1項",
    ),
    *("三月", "十", "第", "第条", "X" * 300),
]


@pytest.mark.parametrize("ways", SAME, ids=lambda ways: str(ways[0]))
def test_ways_to_write_one_clause(ways: list[str]) -> None:
    assert {str(parse_clause(way)) for way in ways} == {ways[0]}
    assert len({parse_clause(way) for way in ways}) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_clauses(one: str, other: str) -> None:
    assert parse_clause(one) is not None
    assert parse_clause(other) is not None
    assert parse_clause(one) != parse_clause(other)


@pytest.mark.parametrize("text", NOT_CLAUSES)
def test_what_is_no_clause(text: str) -> None:
    assert parse_clause(text) is None


numbers = st.integers(1, 999)
branched = st.lists(st.integers(1, 40), min_size=1, max_size=3).map(tuple)
kana = st.sampled_from("イロハニアウエオ")
letters = st.sampled_from(["a", "b", "z", "aa", "ii", "xiv", "A", "B"])
sections = st.sampled_from(["", "附則", "附則〔2〕", "附則〔令和3年法律第5号〕"])


@st.composite
def named_clauses(draw: st.DrawFn) -> Clause:
    section = draw(sections)
    article = draw(branched) if not section else draw(st.one_of(branched, st.just(())))
    paragraph = draw(st.one_of(st.none(), numbers))
    item = draw(st.one_of(branched, st.just(())))
    labels = st.one_of(kana, letters, numbers.map(str)) if item else st.one_of(kana, letters)
    first = draw(st.lists(labels, max_size=1))
    more = draw(st.lists(st.one_of(kana, letters, numbers.map(str)), max_size=2)) if first else []
    if not (article or paragraph or item):
        first, more = [], []
    return Clause(
        section=section, article=article, paragraph=paragraph, item=item, subitems=(*first, *more)
    )


@st.composite
def printed_clauses(draw: st.DrawFn) -> Clause:
    section = draw(st.sampled_from(["", "Schedule 1", "Exhibit B", "Appendix", "Annex IV"]))
    plain = st.one_of(numbers.map(str), st.sampled_from(["12A", "IV", "B"]))
    dots = st.lists(st.integers(0, 99).map(lambda n: f".{n:02}"), max_size=2)
    bracketed = st.lists(st.one_of(letters, numbers.map(str)).map("({})".format), max_size=3)
    head = draw(
        st.sampled_from(["number", "ARTICLE IV", "ARTICLE I, Section 8", "第2", "§ 1983", "(3)"])
    )
    if head == "number":
        path = (draw(plain), *draw(dots))
    elif "," in head:
        path = ("ARTICLE I", ", Section 8")
    else:
        path = (head,)
    return Clause(section=section, path=(*path, *draw(bracketed)))


@settings(deadline=None, max_examples=250)
@given(st.one_of(named_clauses(), printed_clauses()))
def test_canonical_form_reads_back(clause: Clause) -> None:
    assert parse_clause(str(clause)) == clause


@settings(deadline=None, max_examples=300)
@given(
    st.text(alphabet="第条項号の附則別表0123456789十一二(（)）.①⑴イabivSection§ 、-\n", max_size=24)
)
def test_what_is_read_has_one_canonical_form(text: str) -> None:
    clause = parse_clause(text)
    if clause is not None:
        assert parse_clause(str(clause)) == clause


def test_a_path_excludes_named_levels() -> None:
    with pytest.raises(ValueError, match="not both"):
        Clause(article=(1,), path=("1",))


@pytest.mark.parametrize(
    ("value", "gold", "expected"),
    [
        ("第11条5", "第11条第5項", "same"),
        ("第11条第4項", "第11条第5項", "right article, wrong paragraph"),
        ("第11条", "第11条第1項", "right article, wrong paragraph"),
        ("第11条第5項第1号", "第11条第5項第2号", "right paragraph, wrong item"),
        ("第11条の2", "第11条", "wrong article"),
        ("第11条", "附則第11条", "wrong section"),
        ("11.5", "11.10", "right article, wrong paragraph"),
        ("4(b)(i)", "4(b)(ii)", "right paragraph, wrong item"),
        ("11.5", "第11条第5項", "format only"),
        ("11(5)", "11.5", "format only"),
        ("5(2)", "第5条第2号", "format only"),
        ("第7条第1号", "第7条第1項", "right number, wrong level"),
        ("第7条第2号", "第7条第2項第1号", "right article, wrong paragraph"),
        ("12", "11.5", "wrong article"),
    ],
)
def test_relation_in_words(value: str, gold: str, expected: str) -> None:
    ours, theirs = parse_clause(value), parse_clause(gold)
    assert ours is not None
    assert theirs is not None
    assert relation(ours, theirs) == expected
