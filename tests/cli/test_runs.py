"""aiwf runs: the history of a task, also where some of it is broken."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from diffing import *  # noqa: F403
from diffing import Aiwf

from aiwf_cli.cli.terminal.screen import screen_console


def runs_of(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "runs" / "letters").iterdir() if path.name != "latest")


def test_a_line_for_each_run_with_what_changed(aiwf: Aiwf, folder: Path) -> None:
    aiwf("evaluate", "latest~1", "--gold", "gold.csv")
    aiwf("extract", "task@worse", "docs", "--limit", "2")
    out = aiwf("runs", "letters").out
    first, second, third = (line for line in out.splitlines() if line.startswith(" 2"))
    assert "letters · 3 runs · scored against gold.csv" in out
    assert "87.5 % 7/8" in first
    assert "the first" in first
    assert "step read_number" in second
    assert " 2 " in third
    assert "same task" in third
    assert re.search(r"^Next aiwf diff \S+-worse-\w+ \S+-worse-\w+ --gold gold.csv$", out, re.M)


def test_a_diff_against_gold_keeps_the_scores_that_are_not_known(aiwf: Aiwf, folder: Path) -> None:
    aiwf("evaluate", "latest", "--gold", "gold.csv")
    known = (runs_of(folder)[1] / "scores.json").read_bytes()
    aiwf("diff", "latest~1", "latest", "--gold", "gold.csv")
    first, second = (line for line in aiwf("runs").out.splitlines() if line.startswith(" 2"))
    assert ("87.5 % 7/8" in first, "75.0 % 6/8" in second) == (True, True)
    assert (runs_of(folder)[1] / "scores.json").read_bytes() == known


def test_a_pipe_is_no_narrow_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert screen_console().width >= 100
    monkeypatch.setenv("COLUMNS", "60")
    assert screen_console().width == 60


@pytest.mark.parametrize("width", ["60", "80", "140"])
def test_it_fits_the_screen(aiwf: Aiwf, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    table = [line for line in aiwf("runs").out.splitlines() if not line.startswith("Next")]
    assert all(len(line) <= int(width) for line in table)


def test_json_tells_all_of_it(aiwf: Aiwf, folder: Path) -> None:
    aiwf("evaluate", "--gold", "gold.csv")
    done = aiwf("runs", "--json")
    assert done.err == ""
    a, b = done.json["runs"]  # type: ignore[misc]
    assert (a["number"], a["task"], a["variant"], a["changed"]) == (1, "letters", "base", None)
    assert (b["variant"], b["changed"]) == ("worse", ["step read_number"])
    assert (a["score"], b["score"]["right"], b["score"]["n"]) == (None, 6, 8)
    assert b["score"]["gold"] == "gold.csv"
    assert b["answered_by"] == "nobody"
    assert Path(b["folder"]).is_dir()


def test_of_several_gold_files_the_newest_counts_and_is_named(aiwf: Aiwf, folder: Path) -> None:
    aiwf("evaluate", "--gold", "gold.csv")
    (folder / "small.csv").write_text("file,番号\na.pdf,L-000\n", "utf-8")
    aiwf("evaluate", "latest~1", "--gold", "small.csv")
    scores = runs_of(folder)[0] / "scores.json"
    kept = json.loads(scores.read_text("utf-8"))
    (only,) = kept.values()
    kept["older"] = {**only, "gold": "older.csv", "evaluated": "2020-01-01T00:00:00+00:00"}
    scores.write_text(json.dumps(kept), "utf-8")
    out = " ".join(aiwf("runs").out.split())
    assert "100 % 1/1" in out
    assert "(scored against small.csv, newest of 2)" in out
    assert "scored against gold.csv Run" in out, "what most are scored against stands on top"
    assert "(scored against gold.csv)" not in out


def test_runs_that_voted_are_told_from_those_that_asked_once(aiwf: Aiwf) -> None:
    aiwf("extract", "task", "docs", "--repeat", "3")
    assert "--repeat 3; " in " ".join(aiwf("runs").out.split())
    out = aiwf("diff", "letters/latest~2", "letters/latest").out
    a, b = (line for line in out.splitlines() if re.match("[AB]  letters", line))
    assert ("--repeat 3" in a, "--repeat 3" in b) == (False, True)


def test_one_variant_and_what_has_no_runs(aiwf: Aiwf) -> None:
    assert len(aiwf("runs", "letters@worse", "--json").json["runs"]) == 1  # type: ignore[arg-type]
    assert len(aiwf("runs", "task", "--json").json["runs"]) == 2  # type: ignore[arg-type]
    assert aiwf("runs", "terms", "--json").json == {"runs": []}
    assert "There are no runs of terms in runs" in aiwf("runs", "terms").err
    assert "There are runs of: letters" in aiwf("runs", "nix", code=2).err
    assert "aiwf extract TASK DOCS" in aiwf("runs", "--out", "empty").err


def test_broken_runs_are_told_and_not_fatal(aiwf: Aiwf, folder: Path) -> None:
    good = runs_of(folder)[1]
    for number, name in enumerate(("manifest.json", "task", "scores.json"), start=1):
        broken = good.with_name(f"20990101T00000{number}Z-base-000{number}")
        shutil.copytree(good, broken)
        if name == "task":
            (broken / "manifest.json").write_text(
                good.joinpath("manifest.json").read_text("utf-8").replace('task_hash": "', "&x"),
                "utf-8",
            )
            shutil.rmtree(broken / "task")
        elif name == "scores.json":
            (broken / name).write_text("[1]", "utf-8")
        else:
            (broken / name).unlink()
    out = aiwf("runs").out
    assert out.count("cannot be read") >= 2
    assert "has no manifest.json: it never began" in out
    assert "letters · 5 runs" in out
    told = aiwf("runs", "--json").json["runs"]
    assert [bool(run["problem"]) for run in told] == [False, False, True, True, False]  # type: ignore[union-attr,index,call-overload]
