"""A delta as a comment for a pull request."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from made_delta import CHANGES, LABELS, a_delta, without_gold

from aiwf_cli.errors import StoreError
from aiwf_cli.model.delta import CellValue, Delta, TaskChange
from aiwf_cli.report.deltas import DeltaScreen
from aiwf_cli.report.markdown import LONGEST, markdown, write_markdown


def comment(delta: Delta, **wish: object) -> str:
    return markdown(DeltaScreen(delta=delta, labels=LABELS, **wish))  # type: ignore[arg-type]


def test_the_verdict_comes_first_and_details_are_folded() -> None:
    text = comment(a_delta(), gates=["Regression: 1 cell"])
    head = text[: text.index("<details>")]
    for told in (
        "### shop@single → shop",
        "> ⚠️ Regression: 1 cell",
        "> ⚠️ 2 documents are in A only",
        "**Too few to tell: +8.3 points (95 %: −10.0 to +21.0)**: 66.7 % (8/12)",
        "**2 fixed, 1 broken**",
        "| `sales` | 4/4 | 3/4 | 0 | 1 | 1.00 | too few to tell | 31 |",
    ):
        assert told in head, told
    assert text.count("<details>") == text.count("</details>") == 7
    assert "```diff\n--- a/prompts/read.md" in text
    assert "✗ `27,226,000`<br>unit ×1000 too small<br>page 3 `売上高 27,226`" in text


def test_every_row_of_a_table_has_the_columns_of_its_head() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", comment(a_delta()), re.MULTILINE):
        rows = table.strip().split("\n")
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1, rows


def test_what_documents_say_makes_no_markup() -> None:
    nasty = "`` | <img src=x> @team https://evil.test \x1b[31m"
    change = CHANGES[0]._replace(file="@team <b>.pdf", b=CellValue(nasty, "wrong", nasty, 1, nasty))
    text = comment(replace(a_delta((change,)), notices=(f"@team has {nasty}",)))
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text.replace("\\`", ""))
    assert "\x1b" not in text
    assert "<img" not in outside.replace("\\<img", "")
    assert not re.search(r"(?<!\w)@\w", outside)
    assert "https://" not in outside


def test_a_fence_in_a_prompt_does_not_end_the_diff() -> None:
    diff = "--- a/p.md\n+++ b/p.md\n@@ -1 +1 @@\n-```json\n+````json\n"
    text = comment(replace(a_delta(), task=(TaskChange("step x", diff),)))
    assert "`````diff\n--- a/p.md" in text
    assert "+````json\n`````" in text


def test_a_full_comment_is_cut_and_says_so() -> None:
    many = tuple(CHANGES[0]._replace(file=f"{number}.pdf") for number in range(3000))
    fixed = tuple(one._replace(kind="fixed") for one in many)
    text = comment(a_delta((*many, *fixed)))
    assert len(text) <= LONGEST
    assert text.count("<details>") == text.count("</details>")
    assert "more lines: see `aiwf diff`" in text
    assert "Cost, as asked" in text


def test_without_gold_it_tells_what_changed() -> None:
    text = comment(without_gold())
    assert "1 values changed, 11 are the same" in text
    assert "broken" not in text


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        write_markdown(DeltaScreen(delta=a_delta(), labels={}), tmp_path / "no" / "c.md")
