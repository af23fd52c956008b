"""File names of gold and run, however they were written."""

from __future__ import annotations

import unicodedata

import pytest

from aiwf_cli.score.join import join


@pytest.mark.parametrize(
    ("gold", "run"),
    [
        ("a.pdf", "a.pdf"),
        ("A.PDF", "a.pdf"),
        (unicodedata.normalize("NFD", "ガイド.pdf"), "ガイド.pdf"),
        ("規約～２.pdf", "規約〜2.pdf"),
        ("a.pdf", "2024/a.pdf"),
        ("2024\\a.pdf", "2024/a.pdf"),
        ("C:\\Users\\me\\docs\\2024\\a.pdf", "2024/a.pdf"),
        ("./a.pdf", "a.pdf"),
        (" a.pdf ", "a.pdf"),
        ("contract no. 12", "contract no. 12.pdf"),
        ("a", "a.pdf"),
    ],
)
def test_variants_of_a_name_are_joined(gold: str, run: str) -> None:
    found = join([gold], [run, "other.pdf"])
    assert found.pairs == {gold: run}
    assert [stranger.file for stranger in found.run_only] == ["other.pdf"]


@pytest.mark.parametrize(
    ("gold", "run"),
    [
        (["a.pdf"], ["1/a.pdf", "2/a.pdf"]),
        (["1/a.pdf"], ["2/a.pdf"]),
        (["a.pdf"], ["a.png"]),
        (["ガス.pdf"], ["カス.pdf"]),
        (["a.pdf", "A.pdf"], ["x/a.PDF"]),
    ],
)
def test_names_that_may_mean_another_document_are_not_joined(
    gold: list[str], run: list[str]
) -> None:
    found = join(gold, run)
    assert found.pairs == {}
    assert [stranger.file for stranger in found.gold_only] == gold
    assert [stranger.file for stranger in found.run_only] == run


def test_all_that_a_name_might_have_meant_is_told() -> None:
    (stranger,) = join(["a.pdf"], ["1/a.pdf", "2/a.pdf"]).gold_only
    assert stranger.candidates == ("1/a.pdf", "2/a.pdf")


def test_the_exact_name_goes_before_all_others() -> None:
    assert join(["A.pdf", "a.pdf"], ["a.pdf", "x/A.pdf"]).pairs == {
        "a.pdf": "a.pdf",
        "A.pdf": "x/A.pdf",
    }


def test_only_names_without_a_partner_may_be_meant() -> None:
    found = join(["-rf.pdf", "invoice 2024-04.pdf"], ["-rf.pdf", "f.pdf", "invoice_2024-04.pdf"])
    assert found.pairs == {"-rf.pdf": "-rf.pdf"}
    assert [(one.file, one.nearest) for one in found.gold_only] == [
        ("invoice 2024-04.pdf", "invoice_2024-04.pdf")
    ]
    assert [(one.file, one.nearest) for one in found.run_only] == [
        ("f.pdf", None),
        ("invoice_2024-04.pdf", "invoice 2024-04.pdf"),
    ]


def test_a_common_ending_makes_no_two_names_alike() -> None:
    found = join(["b.pdf", "taro.pdf"], ["a.pdf", "hanako.pdf"])
    assert [one.nearest for one in (*found.gold_only, *found.run_only)] == [None] * 4


def test_the_nearest_name_is_told() -> None:
    found = join(["report-2O24.pdf", "zzz.pdf"], ["report-2024.pdf"])
    assert [(one.file, one.nearest) for one in found.gold_only] == [
        ("report-2O24.pdf", "report-2024.pdf"),
        ("zzz.pdf", None),
    ]
