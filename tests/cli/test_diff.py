"""aiwf diff of two runs, typed as people type it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from diffing import *  # noqa: F403
from diffing import Aiwf

from aiwf_cli.cli.terminal.pager import page
from aiwf_cli.cli.terminal.screen import screen_console
from aiwf_cli.model.json import dumps, loads

BOTH = ("diff", "latest~1", "latest", "--gold", "gold.csv")


def runs_of(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "runs" / "letters").iterdir() if path.name != "latest")


def test_the_screen_of_two_runs(aiwf: Aiwf) -> None:
    done = aiwf(*BOTH)
    assert done.err == ""
    for told in (
        "letters → letters@worse",
        "Task     step read_number",
        "Too few to tell: −12.5 points",
        "87.5 % (7/8) → 75.0 % (6/8) right, on 4 documents",
        "labelled documents would be needed to see a difference of this size",
        "0 fixed · 1 broken · 1 still wrong · 6 still right",
        "-pattern: No\\. (?<number>L-\\d+)\n+pattern: No\\. (?<number>L-00[0-2])",
        "d.pdf · number · differs from step read_number on",
        "nothing was read",
    ):
        assert told in done.out, told
    assert "\x1b" not in done.out


def test_json_is_one_object_with_the_keys_that_design_fixes(aiwf: Aiwf) -> None:
    done = aiwf(*BOTH, "--json")
    assert done.err == ""
    told = done.json
    assert {
        "a",
        "b",
        "comparable",
        "task_diff",
        "cells",
        "fields",
        "accuracy",
        "changes",
        "steps",
        "calls",
        "tokens",
        "cost_usd",
        "seconds",
    } < {*told}
    assert told["comparable"] is True
    assert told["cells"] == {
        "fixed": 0,
        "broken": 1,
        "still_wrong": 1,
        "still_right": 6,
        "still_wrong_other": 0,
        "changed": 0,
        "same": 0,
    }
    assert told["steps"] == {"read_number": 4, "read_total": 0}
    assert str(told["task_diff"]).startswith("--- a/task.yaml steps.read_number\n")


def test_the_same_run_twice_differs_in_nothing(aiwf: Aiwf) -> None:
    out = aiwf("diff", "latest", "latest", "--gold", "gold.csv").out
    assert "same task" in out
    assert "No difference seen: ±0 points" in out
    assert "differs" not in out.replace("that differs", "")


def test_without_gold_it_tells_what_changed(aiwf: Aiwf) -> None:
    done = aiwf("diff", "latest~1", "latest")
    assert "1 changed · 7 the same (no gold" in done.out
    assert "Next aiwf diff latest~1 latest --gold FILE" in done.out
    assert aiwf("diff", "latest~1", "latest", "--json").json["accuracy"] is None


def test_a_regression_fails_the_gate(aiwf: Aiwf) -> None:
    done = aiwf(*BOTH, "--fail-on-regression", code=1)
    assert "Regression: 1 cell that was right is wrong now." in done.out
    quiet = aiwf(*BOTH, "--fail-on-regression", "--json", code=1)
    assert quiet.json["cells"]["broken"] == 1  # type: ignore[index,call-overload]
    assert "Regression: 1 cell" in quiet.err
    aiwf("diff", "latest", "latest~1", "--gold", "gold.csv", "--fail-on-regression")
    needs = aiwf("diff", "latest~1", "latest", "--fail-on-regression", code=2)
    assert "Add --gold FILE" in needs.err


def test_only_and_field_choose_what_is_listed(aiwf: Aiwf) -> None:
    assert "Broken" not in aiwf(*BOTH, "--only", "fixed", "--only", "still-wrong").out
    assert "Broken" in aiwf(*BOTH, "--only", "broken", "--field", "number", "--all").out
    assert aiwf(*BOTH, "--field", "total", "--json").json["changes"] == []
    stranger = aiwf(*BOTH, "--field", "nix", code=2)
    assert "There are: number, total" in stranger.err


def test_a_comment_for_a_pull_request(aiwf: Aiwf, folder: Path) -> None:
    aiwf(*BOTH, "--markdown", "c.md")
    assert (folder / "c.md").read_text("utf-8").startswith("### letters → letters@worse\n")
    aiwf(*BOTH, "--markdown", "no/c.md", code=5)


def test_gold_of_both_is_advised_not_taken(aiwf: Aiwf, folder: Path) -> None:
    aiwf("evaluate", "latest~1", "--gold", "gold.csv")
    assert "--gold FILE" in aiwf("diff", "latest~1", "latest").out
    scored = aiwf("evaluate", "--gold", "gold.csv").out
    assert "aiwf diff letters/latest~1 letters/latest --gold gold.csv" in scored
    advised = aiwf("diff", "letters/latest~1", "letters/latest").out
    assert "--gold gold.csv    both were scored against it" in advised
    assert "nobody knows which are right" in advised
    (folder / "gold.csv").write_text("file,番号\na.pdf,1\n", "utf-8")
    assert "--gold FILE" in aiwf("diff", "latest~1", "latest").out


def test_runs_are_found_by_folder_and_id_and_in_other_places(aiwf: Aiwf, folder: Path) -> None:
    a, b = runs_of(folder)
    assert "letters → letters@worse" in aiwf("diff", a.name, b).out
    (folder / "runs").rename(folder / "kept")
    done = aiwf("diff", "latest~1", "latest", "--out", "kept")
    assert "aiwf diff latest~1 latest --out kept --gold FILE" in done.out


def test_names_that_mean_nothing_or_two_things(aiwf: Aiwf, folder: Path) -> None:
    run = runs_of(folder)[0].name
    nix = aiwf("diff", "latest", "nix", code=2).err
    assert "nix is neither a run in runs nor a task" in nix
    assert run in nix
    assert "latest~7" in aiwf("diff", "latest~7", "latest", code=2).err
    variant = aiwf("diff", "latest", "task@nix", code=2).err
    assert "has no variant 'nix'" in variant
    assert "There are no runs in empty yet" in aiwf("diff", "x", "y", "--out", "empty", code=2).err
    shutil.copytree(folder / "task", folder / run)
    assert "is a task, and a run as well" in aiwf("diff", run, "latest", code=2).err
    assert "→ letters" in aiwf("diff", f"runs/letters/{run}", "latest").out


def test_runs_that_do_not_have_the_same_are_told_first(aiwf: Aiwf, folder: Path) -> None:
    _, b = runs_of(folder)
    lines = (b / "records.jsonl").read_text("utf-8").splitlines()
    (b / "records.jsonl").write_text("\n".join(lines[1:]) + "\n", "utf-8")
    done = aiwf(*BOTH)
    assert "! 1 document is in A only, not compared: a.pdf." in done.out
    assert aiwf(*BOTH, "--json").json["comparable"] is False
    (b / "records.jsonl").write_text("", "utf-8")
    nothing = aiwf(*BOTH, "--json").json
    assert (nothing["comparable"], nothing["documents"], nothing["accuracy"]) == (False, 0, None)
    assert "pattern" in str(nothing["task_diff"]), "the tasks are compared all the same"
    assert "! The runs have no document in common" in aiwf(*BOTH, "--gold", "gold.csv").out
    gate = aiwf(*BOTH, "--gold", "gold.csv", "--fail-on-regression", code=2)
    assert "no labelled document in common" in gate.err


def test_gold_that_labels_nothing_of_both_is_told(aiwf: Aiwf, folder: Path) -> None:
    (folder / "gold.csv").write_text("file,番号\nzzz.pdf,1\n", "utf-8")
    assert "labels no document" in aiwf(*BOTH, code=2).err
    assert "cannot be read" in aiwf("diff", "latest", "latest", "--gold", "no.csv", code=2).err


def test_a_damaged_run_is_told(aiwf: Aiwf, folder: Path) -> None:
    a, b = runs_of(folder)
    (b / "manifest.json").write_text("{", "utf-8")
    assert "cannot be read" in aiwf("diff", a.name, b, code=5).err
    shutil.rmtree(a / "task")
    assert "cannot be read" in aiwf("diff", a, a, code=5).err


def test_evil_values_are_not_obeyed(aiwf: Aiwf, folder: Path) -> None:
    _, b = runs_of(folder)
    lines = [loads(line) for line in (b / "records.jsonl").read_text("utf-8").splitlines()]
    for line in lines:
        line["values"]["number"]["value"] = "[red]\x1b]0;x\x07|`"  # type: ignore[index,call-overload]
        line["fields"]["number"] = "[red]\x1b]0;x\x07|`"  # type: ignore[index,call-overload]
    (b / "records.jsonl").write_text("".join(dumps(line) + "\n" for line in lines), "utf-8")
    out = aiwf(*BOTH, "--markdown", "c.md").out
    assert "[red]·]0;x·|`" in out
    assert "\x1b" not in out + (folder / "c.md").read_text("utf-8")


def test_what_a_pager_gets_is_not_printed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only a terminal is paged: here there is none, so all is printed."""
    monkeypatch.setenv("PAGER", f"cp /dev/stdin {tmp_path / 'paged'}")
    page(screen_console(), "line\n" * 500)
    assert capsys.readouterr().out == "line\n" * 500
    assert not os.path.exists(tmp_path / "paged")  # noqa: PTH110
