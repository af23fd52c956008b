"""What is mistyped or not set is told: nothing is made, and nothing else is done instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest_cli import Aiwf


@pytest.mark.parametrize("arguments", [["stats"], ["verify"], ["export", "all.jsonl"], ["clear"]])
def test_a_cache_that_is_not_there_is_not_made_by_looking_at_it(
    aiwf: Aiwf, tmp_path: Path, arguments: list[str]
) -> None:
    done = aiwf("cache", *arguments, "--cache-dir", tmp_path / "typo", code=2)
    assert "There is no cache in" in done.err
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract", "terms@rules", ""],
        ["extract", "terms@rules", "letters", "--out", ""],
        ["extract", "terms@rules", "letters", "--cache-dir", ""],
        ["extract", "terms", "letters", "--requests-out", ""],
        ["diff", "terms@rules", "terms@single", "--docs", ""],
        ["evaluate", "--gold", ""],
        ["export", "latest", ""],
    ],
)
def test_a_shell_variable_that_is_not_set_is_not_the_folder_we_are_in(
    aiwf: Aiwf, arguments: list[str]
) -> None:
    done = aiwf(*arguments, code=2)
    assert "it is empty" in done.err
    assert list(aiwf.folder.iterdir()) == []


def test_an_unknown_variant_is_told_alike_by_all_commands(aiwf: Aiwf, letters: Path) -> None:
    for command in (["check", "terms@ruls"], ["extract", "terms@ruls", letters]):
        done = aiwf(*command, code=2)
        assert "Task terms has no variant 'ruls'" in done.err
        assert "rules, single" in done.err


def test_gold_that_says_a_field_twice_is_refused(aiwf: Aiwf, letters: Path, tmp_path: Path) -> None:
    aiwf("extract", "terms@rules", letters, code=None)
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"file": "a.pdf", "fields": {"disclaimers": [], "disclaimers": null}}\n')
    done = aiwf("evaluate", "--gold", gold, code=2)
    assert "line 1" in done.err
    assert "'disclaimers' is said twice in one object" in done.err
