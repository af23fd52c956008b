"""aiwf evaluate, run as people run it."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from aiwf_cli.cli.app import main
from aiwf_cli.model.json import JsonObject, dumps

FIELDS = {
    "sales": {"type": "money", "label": "売上高"},
    "items": {
        "type": "list",
        "of": {"text": {"type": "text", "label": "品名"}, "price": {"type": "money"}},
    },
}
STEPS = [{"name": "read", "kind": "python", "call": "steps.py:read"}]
PYTHON = "def read(context):\n    return {'sales': 1}\n"


def value(said: object) -> JsonObject:
    return {"value": said, "raw": None, "evidence": [], "needs_review": False, "notes": []}  # type: ignore[dict-item]


def make_run(folder: Path, *, status: str = "complete", line_end: str = "\n") -> Path:
    """A run of two documents, written by hand as DESIGN says."""
    run = folder / "runs" / "shop" / "20260101T000000Z-base-0001"
    (run / "task").mkdir(parents=True)
    (run / "task" / "resolved.json").write_text(
        dumps({"name": "shop", "fields": FIELDS, "steps": STEPS}), encoding="utf-8"
    )
    (run / "task" / "steps.py").write_text(PYTHON, encoding="utf-8")
    records: list[JsonObject] = [
        {
            "file": "a.pdf",
            "sha256": "0" * 64,
            "status": "ok",
            "error": None,
            "fields": {"sales": 1, "items": [{"text": "Soap", "price": 300}]},
            "values": {
                "sales": value(1),
                "items": [{"text": value("Soap"), "price": value(300)}],
            },
        },
        {
            "file": "b.pdf",
            "sha256": None,
            "status": "failed",
            "error": {"code": "encrypted", "message": "a password is needed", "step": None},
            "fields": {},
            "values": {},
        },
    ]
    (run / "records.jsonl").write_text(
        "\n".join(dumps(line) for line in records) + line_end, encoding="utf-8"
    )
    manifest: JsonObject = {
        "id": run.name,
        "task": "shop",
        "variant": "base",
        "task_hash": "x",
        "model": None,
        "endpoint": None,
        "started": "2026-01-01T00:00:00+00:00",
        "ended": "2026-01-01T00:00:04+00:00",
        "status": status,
        "reason": "Ctrl-C" if status == "interrupted" else None,
        "counts": {"documents": 2, "ok": 1, "failed": 1, "needs_review": 0},
        "calls": {"made": 2, "cached": 0, "failed": 0},
        "tokens": {"input": 0, "output": 0, "cached_input": 0},
        "cost_usd": 0.01,
        "seconds": 4.0,
        "versions": {},
        "arguments": {},
    }
    (run / "manifest.json").write_text(dumps(manifest), encoding="utf-8")
    return run


def write_gold(path: Path, *rows: str) -> Path:
    path.write_text("file,売上高,品名,items.price\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write_gold(tmp_path / "gold.csv", "a.pdf,1,Soap,250", "b.pdf,5,,")


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


Aiwf = Callable[..., Done]


@pytest.fixture
def aiwf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Aiwf:
    """Types `aiwf …` in the test's folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["aiwf", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        return Done(code if isinstance(code, int) else 0, *capsys.readouterr())

    return run


def test_json_has_the_keys_that_design_fixes(tmp_path: Path, gold: Path, aiwf: Aiwf) -> None:
    run = make_run(tmp_path)
    done = aiwf("evaluate", "--gold", "gold.csv", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    score = json.loads(done.stdout)
    assert score["run"] == run.name
    assert score["gold"] == "gold.csv"
    assert score["documents"] == {"labelled": 2, "failed": 1, "all_correct": 0}
    rates = {
        "n": 4,
        "correct": 2,
        "accuracy": 0.5,
        "precision": 2 / 3,
        "recall": 0.5,
        "f1": 4 / 7,
        "wrong": 1,
        "missed": 1,
        "invented": 0,
        "absent_ok": 0,
    }
    assert {key: score["overall"][key] for key in rates} == rates
    assert score["overall"].keys() == rates.keys() | {"ci95"}
    assert list(score["fields"]) == ["sales", "items.text", "items.price"]
    assert score["lists"]["items"]["rows"] == {"gold": 1, "predicted": 1, "matched": 1}
    assert score["unmatched"] == {"gold_without_run": [], "run_without_gold": [], "columns": []}
    cell = next(cell for cell in score["cells"] if cell["field"] == "items.price")
    assert cell == {
        "file": "a.pdf",
        "field": "items.price",
        "row": 1,
        "gold": 250,
        "value": 300,
        "outcome": "wrong",
        "explanation": cell["explanation"],
        "first_wrong_step": None,
        "page": None,
        "quote": None,
        "value_row": 1,
    }
    assert score["spent"]["usd_per_document"] == 0.005


def test_scores_against_several_golds_are_kept_in_the_run(
    tmp_path: Path, gold: Path, aiwf: Aiwf
) -> None:
    run = make_run(tmp_path)
    other = write_gold(tmp_path / "other.csv", "a.pdf,1,Soap,300")
    for path in (gold, other, gold):
        assert aiwf("evaluate", "latest", "--gold", str(path)).returncode == 0
    kept = json.loads((run / "scores.json").read_text("utf-8"))
    assert sorted(score["overall"]["accuracy"] for score in kept.values()) == [0.5, 1.0]
    assert all(score["gold_sha256"] == key for key, score in kept.items())
    wrong = next(score for score in kept.values() if score["overall"]["accuracy"] == 0.5)
    assert [cell["outcome"] for cell in wrong["wrong_cells"]] == ["wrong", "missed"]


def test_the_screen_goes_to_stdout_without_colour_codes(
    tmp_path: Path, gold: Path, aiwf: Aiwf
) -> None:
    make_run(tmp_path)
    done = aiwf("evaluate", "--gold", "gold.csv")
    assert done.returncode == 0
    assert "2 labelled documents · 0 all right · 1 failed" in done.stdout
    assert "Next aiwf evaluate latest --gold gold.csv --cells cells.xlsx" in done.stdout
    assert "\x1b" not in done.stdout


def test_where_nothing_differs_it_advises_to_label_more(tmp_path: Path, aiwf: Aiwf) -> None:
    make_run(tmp_path)
    write_gold(tmp_path / "gold.csv", "a.pdf,1,Soap,300")
    done = aiwf("evaluate", "--gold", "gold.csv")
    assert "Next label more documents: nothing is wrong with these" in done.stdout
    assert "cells.xlsx" not in done.stdout


def test_what_it_advises_to_type_can_be_typed(tmp_path: Path, gold: Path, aiwf: Aiwf) -> None:
    make_run(tmp_path)
    (tmp_path / "runs").rename(tmp_path / "my runs")
    gold.rename(tmp_path / "my gold.csv")
    done = aiwf("evaluate", "--out", "my runs", "--gold", "my gold.csv")
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("Next ")]
    typed = shlex.split(line.partition("    ")[0])[2:]
    assert aiwf(*typed).returncode == 0
    assert (tmp_path / "cells.xlsx").exists()


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        (["overall=0.5"], 0),
        (["overall=50%", "items.text=1"], 0),
        (["overall=0.51"], 1),
        (["overall=0.5", "sales=0.9"], 1),
    ],
)
def test_thresholds_decide_the_exit_code(
    tmp_path: Path, gold: Path, aiwf: Aiwf, wishes: list[str], code: int
) -> None:
    make_run(tmp_path)
    options = [part for wish in wishes for part in ("--fail-under", wish)]
    done = aiwf("evaluate", "--gold", "gold.csv", "--json", *options)
    assert done.returncode == code
    assert json.loads(done.stdout)["overall"]["accuracy"] == 0.5
    assert ("Not reached" in done.stderr) == (code == 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fail-under", "sale=0.9"], "no field 'sale'"),
        (["--fail-under", "sales>0.9"], "a name and a rate from 0 to 1"),
        (["--fail-under", "sales=95"], "a name and a rate from 0 to 1"),
        (["--cells", "cells.txt"], "ending says what to write"),
    ],
)
def test_what_cannot_be_is_said_with_exit_code_2(
    tmp_path: Path, gold: Path, aiwf: Aiwf, arguments: list[str], message: str
) -> None:
    make_run(tmp_path)
    done = aiwf("evaluate", "--gold", "gold.csv", *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_gold_of_other_documents_is_an_error_that_names_the_nearest(
    tmp_path: Path, aiwf: Aiwf
) -> None:
    make_run(tmp_path)
    write_gold(tmp_path / "gold.csv", "aa.pdf,1,,")
    done = aiwf("evaluate", "--gold", "gold.csv")
    assert done.returncode == 2
    assert "aa.pdf (nearest: a.pdf)" in done.stderr


def test_an_interrupted_run_is_scored_and_says_so(tmp_path: Path, gold: Path, aiwf: Aiwf) -> None:
    make_run(tmp_path, status="interrupted", line_end="")
    done = aiwf("evaluate", "--gold", "gold.csv", "--json")
    score = json.loads(done.stdout)
    assert score["notices"] == [
        "The run is interrupted (Ctrl-C): only what it has done is counted."
    ]
    assert score["documents"]["labelled"] == 2


def test_cells_and_junit_are_written(tmp_path: Path, gold: Path, aiwf: Aiwf) -> None:
    make_run(tmp_path)
    files = ["--cells", "cells.xlsx", "--junit", "junit.xml"]
    done = aiwf("evaluate", "--gold", "gold.csv", *files)
    assert done.returncode == 0
    assert (tmp_path / "cells.xlsx").stat().st_size > 1000
    assert "<testsuites" in (tmp_path / "junit.xml").read_text("utf-8")


def test_blame_says_that_gold_without_steps_is_not_enough(
    tmp_path: Path, gold: Path, aiwf: Aiwf
) -> None:
    make_run(tmp_path)
    done = aiwf("evaluate", "--gold", "gold.csv", "--blame")
    assert done.returncode == 0
    assert "Blame: this gold says nothing of steps, nothing is replayed." in done.stderr


def test_blame_says_beforehand_what_it_needs_and_replays(tmp_path: Path, aiwf: Aiwf) -> None:
    import pymupdf

    run = make_run(tmp_path)
    page = pymupdf.open()
    page.new_page().insert_text((72, 72), "sales 5")
    (tmp_path / "docs").mkdir()
    page.save(tmp_path / "docs" / "a.pdf")
    trace: JsonObject = {
        "file": "a.pdf",
        "step": "read",
        "kind": "python",
        "status": "ok",
        "seconds": 0.1,
        "calls": {"made": 0, "cached": 0},
        "tokens": {},
        "output": {"sales": 1},
        "error": None,
    }
    (run / "traces.jsonl").write_text(dumps(trace) + "\n", encoding="utf-8")
    line = {"file": "a.pdf", "fields": {"sales": 5}, "steps": {"read": {"sales": 5}}}
    (tmp_path / "gold.jsonl").write_text(dumps(line), encoding="utf-8")
    options = ["--blame", "--docs", "docs", "--json"]
    done = aiwf("evaluate", "--gold", "gold.jsonl", *options)
    assert "Blame: 1 replays of 1 documents, at most 0 calls" in done.stderr
    assert json.loads(done.stdout)["blame"] == [
        {
            "file": "a.pdf",
            "step": "read",
            "verdict": "caused",
            "fixed": 1,
            "wrong": 1,
            "because": None,
        }
    ]


def test_it_takes_less_than_a_second_of_work(tmp_path: Path, gold: Path) -> None:
    make_run(tmp_path)
    command = [sys.executable, "-m", "aiwf_cli", "evaluate", "--gold", "gold.csv"]
    before = os.times()
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    after = os.times()
    used = after.children_user + after.children_system
    assert used - before.children_user - before.children_system < 1.5
    assert "\x1b" not in done.stdout
