"""The outline of a text: provisions in their order, and the clause of every place."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numbering_dotted import DOTTED, Dotted, DottedWriter
from numbering_papers import STYLES, Style, Writer, annotated, clause_at

from aiwf_cli.model.json import dumps, loads
from aiwf_cli.text.numbering.outline import Outline, outline
from aiwf_cli.text.numbering.references import parse_clause

PAPERS = sorted((Path(__file__).parent / "papers").glob("*.txt"))

TERMS = """利用規約
（目的）
第1条　本規約は目的を定める。
２　次に掲げる者は届け出る。
(1) 法人
(2) 団体
第2条（免責）
当社は責任を負わない。ただし、重過失がある場合は、
- 1 -
この限りでない。
附則
この規約は4月1日から施行する。
"""
PAGE_NUMBER = (TERMS.index("- 1 -"), TERMS.index("- 1 -") + 5)


def clause_of(words: str, text: str = TERMS) -> str:
    return clause_at(outline(text, furniture=[PAGE_NUMBER]), text.index(words))


def test_clause_of_a_place() -> None:
    assert clause_of("利用規約") == "None"
    assert clause_of("（目的）") == "第1条"
    assert clause_of("本規約は") == "第1条第1項"
    assert clause_of("次に掲げる") == "第1条第2項"
    assert clause_of("法人") == "第1条第2項第1号"
    assert clause_of("当社は") == "第2条"
    assert clause_of("ただし") == "第2条"
    assert clause_of("この限り") == "第2条"
    assert clause_of("この規約は4月") == "附則"


def test_provisions_say_what_is_printed() -> None:
    found = outline(TERMS, furniture=[PAGE_NUMBER])
    assert [(str(p.clause), p.level, p.marker, p.title, p.inferred) for p in found] == [
        ("第1条", "article", "第1条", "目的", False),
        ("第1条第1項", "paragraph", "", None, True),
        ("第1条第2項", "paragraph", "２", None, False),
        ("第1条第2項第1号", "item", "(1)", None, False),
        ("第1条第2項第2号", "item", "(2)", None, False),
        ("第2条", "article", "第2条", "免責", False),
        ("附則", "section", "附則", None, False),
    ]


def test_offsets_count_in_the_text_as_given() -> None:
    second = next(p for p in outline(TERMS, furniture=[PAGE_NUMBER]) if str(p.clause) == "第2条")
    assert TERMS[second.start : second.end].startswith("第2条（免責）")
    assert TERMS[second.start : second.end].endswith("この限りでない。\n")


def test_furniture_is_no_provision() -> None:
    text = "第1条　1　目的を定める。\n2\n次の頁に続く。\n2　目的は変えない。\n"
    page = (text.index("2\n"), text.index("2\n") + 1)
    found = outline(text, furniture=[page])
    assert clause_at(found, text.index("次の頁")) == "第1条第1項"
    assert clause_at(found, text.index("目的は")) == "第1条第2項"


def test_two_papers_are_two_parts() -> None:
    paper = "第1条　目的を定める。\n第2条　定義を定める。\n第3条　細則を定める。\n"
    parts = [p.part for p in outline(paper + "附則\n施行する。\n細則\n" + paper)]
    assert parts == [0, 0, 0, 0, 1, 1, 1]


def test_an_outline_is_readable_json_and_comes_back() -> None:
    found = outline(TERMS, furniture=[PAGE_NUMBER])
    written = dumps(found.to_json())
    assert '"clause":"第1条第2項第1号","level":"item","marker":"(1)"' in written
    assert Outline.from_json(loads(written)) == found


def test_what_is_no_outline_is_refused() -> None:
    row = outline(TERMS)[0].to_json() | {"clause": "前項"}
    with pytest.raises(ValueError, match="前項"):
        Outline.from_json({"provisions": [row]})


@pytest.mark.parametrize("text", ["", "\n\n", "責任を負わない。", "１", "第", "(", "第1条"])
def test_little_texts(text: str) -> None:
    assert len(outline(text)) == (text == "第1条")
    assert outline(text).provision_at(len(text)) is None


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_papers_set_like_real_ones(path: Path) -> None:
    paper = annotated(path.read_text(encoding="utf-8"))
    found = outline(paper.text)
    assert [clause_at(found, offset) for offset, _, _ in paper.expected] == [
        clause for _, clause, _ in paper.expected
    ]


@pytest.mark.parametrize("style", [*STYLES, *DOTTED], ids=lambda style: style.name)
def test_generated_papers(style: Style | Dotted) -> None:
    right = total = 0
    for seed in (101, 102):
        is_named = isinstance(style, Style)
        paper = (Writer(style, seed) if is_named else DottedWriter(style, seed)).write()
        found = outline(paper.text, furniture=paper.furniture)
        for offset, clause, _ in paper.expected:
            total += 1
            right += clause_at(found, offset) == clause
    print(f"{style.name}: {right}/{total}")  # noqa: T201
    assert right >= (0.97 if "stuck" in style.name else 0.995) * total


SCRAPS = st.sampled_from(
    [
        *(
            "第1条",
            "第2条の2",
            "第3条",
            "附則",
            "別表第一",
            "目次",
            "第1章",
            "（目的）",
            "1.",
            "2",
            "２　",
        ),
        *(
            "①",
            "②",
            "(1)",
            "（２）",
            "⑴",
            "一　",
            "二の二　",
            "イ",
            "ア　",
            "ⅰ",
            "(a)",
            "(i)",
            "(ii)",
            "A.",
        ),
        *(
            "1.1",
            "1.10",
            "ARTICLE IV",
            "Section 4.01",
            "§ 3",
            "Schedule 1",
            "削除",
            "から第5条まで",
        ),
        *(
            "次の各号",
            "責任を負わない。",
            "The party shall",
            "\n",
            "\n\n",
            "　",
            " ",
            "\f",
            "- 3 -",
        ),
        *("10日以内に", "第5条第2項の規定", "・"),
    ]
)


@settings(deadline=None, max_examples=250)
@given(st.lists(SCRAPS, max_size=60).map("".join))
def test_any_text_has_a_sound_outline(text: str) -> None:
    found = outline(text)
    for provision in found:
        assert 0 <= provision.start < provision.end <= len(text)
        assert parse_clause(str(provision.clause)) == provision.clause
        assert provision.marker in text
    for one, other in itertools.combinations(found, 2):
        nested = one.start <= other.start and other.end <= one.end
        assert nested or one.end <= other.start
    assert Outline.from_json(found.to_json()) == found


@settings(deadline=None, max_examples=60)
@given(
    st.text(max_size=200), st.lists(st.tuples(st.integers(0, 220), st.integers(0, 220)), max_size=4)
)
def test_nothing_raises(text: str, furniture: list[tuple[int, int]]) -> None:
    clause_at(outline(text, furniture=furniture), 0)


def test_two_hundred_pages_take_a_moment() -> None:
    paper = Writer(STYLES[2], 7, articles=400).write()
    started = time.process_time()
    outline(paper.text, furniture=paper.furniture)
    assert time.process_time() - started < 12 * len(paper.text) / 400_000  # 1.2 measured
