"""Files called anything: every name comes out right in every file, and does nothing on the way."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import unicodedata
from pathlib import Path

import pytest
from hostile import paper, stream

from conftest_cli import Aiwf
from support import write_task

NAMES = [
    "plain.pdf",
    "new\nline.pdf",
    "quote\"'`.pdf",
    "-rf.pdf",
    "--help.pdf",
    "=1+1.pdf",
    "+cmd.pdf",
    "@SUM(A1).pdf",
    "'x.pdf",
    "'=x.pdf",
    "a,b;c.pdf",
    "\t tab.pdf",
    " lead.pdf",
    "x" * 236 + ".pdf",
    "[bold red]x[/bold red].pdf",
    "[/].pdf",
    "{{ 7*7 }}.pdf",
    "{% raise %}.pdf",
    "%s{0}.pdf",
    "\u202efdp.exe.pdf",
    "a\u200bb.pdf",
    "\x1b[31mred\x1b]0;owned\x07.pdf",
    "$(touch PWNED).pdf",
    "a|b`c.pdf",
    "<img src=x>.pdf",
    "a&b.pdf",
    "one/same.pdf",
    "two/same.pdf",
    "back\\slash.pdf",
    "ガ.pdf",
    "latest.pdf",
    "0012.pdf",
    "\u2028ls.pdf",
    "\ufffe.pdf",
]
TWIN, NO_UTF8 = "ガ~2.pdf", "\\xff\\xfe\\x82.pdf"

TASK = r"""
    name: names
    fields:
      number: {type: code, label: 番号}
      change: {type: number, label: '=増減'}
      said: {type: text, label: '[red]合計'}
    steps:
      - name: find
        kind: regex
        pattern: 'No (?<number>\S+) change (?<change>\S+) (?<said>\S.+)'
"""
SAID = "[bold]x[/bold] =HYPERLINK(1) <b>| {{ 7*7 }} @team https://evil.test"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u202e]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents of all these names; each says its number. Beside them, what is no document."""
    write_task(tmp_path / "task", TASK, {})
    docs = tmp_path / "docs"
    for number, name in enumerate(NAMES):
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_bytes(_saying(number))
    (docs / unicodedata.normalize("NFD", "ガ.pdf")).write_bytes(_saying(100))
    Path(os.fsdecode(os.fsencode(docs) + b"/\xff\xfe\x82.pdf")).write_bytes(_saying(101))
    os.mkfifo(docs / "pipe.pdf")
    (docs / "loop").symlink_to(".")
    (docs / "circle.pdf").symlink_to("circle.pdf")
    (docs / "out.pdf").symlink_to("/etc/passwd")
    (docs / "zeroes.pdf").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.fspath(docs / "socket.pdf"))
    return docs


def _saying(number: int) -> bytes:
    words = f"No ={number} change -{number}.5 {SAID}".encode()
    return paper(
        content=stream(b"BT /F 3 Tf 9 50 Td (%s) Tj ET" % words.replace(b"(1)", b"\\(1\\)"))
    )


def expected() -> dict[str, int]:
    return {**{name: number for number, name in enumerate(NAMES)}, TWIN: 100, NO_UTF8: 101}


def test_every_name_comes_out_right_in_every_file(aiwf: Aiwf, folder: Path) -> None:
    done = aiwf("extract", folder.parent / "task", folder, "--json")
    told = {"circle.pdf", "loop", "out.pdf", "zeroes.pdf", "pipe.pdf", "socket.pdf"}
    assert all(name in done.err for name in told)
    records = [json.loads(line) for line in aiwf.records().splitlines()]
    assert [record["file"] for record in records] == sorted(expected())
    read = {record["file"]: record["fields"] for record in records}
    for name, number in expected().items():
        assert read[name] == {"number": f"={number}", "change": -number - 0.5, "said": SAID}
    assert {path.name for path in aiwf.folder.iterdir()} == {"runs", ".aiwf"}

    aiwf("export", "latest", "x.csv")
    aiwf("export", "latest", "x.xlsx")
    table = aiwf.folder / "runs" / "latest" / "records.csv"
    _is_safe(table)
    _is_safe(aiwf.folder / "x.csv")
    score = aiwf("evaluate", "--gold", table, "--json").json
    assert score["overall"]["correct"] == 3 * len(expected())  # type: ignore[index]
    unmatched = score["unmatched"]
    assert unmatched["gold_without_run"] == unmatched["run_without_gold"] == []  # type: ignore[index]
    score = aiwf("evaluate", "--gold", "x.xlsx", "--json").json
    lost = {"\x1b[31mred\x1b]0;owned\x07.pdf", "\ufffe.pdf"}  # Excel has no such characters
    lost.add("'=x.pdf")  # and of '= nobody can tell whether the ' is Excel's
    without = {item["file"] for item in score["unmatched"]["run_without_gold"]}  # type: ignore[index]
    assert without == lost


def _is_safe(table: Path) -> None:
    """No cell is a formula, negative numbers are numbers, and the lines are all there."""
    text = table.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == 1 + len(expected())
    cells = [cell for row in rows for cell in row]
    starts = [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r", "\n"))]
    assert starts == []
    dashes = {cell for cell in cells if cell.startswith("-")}
    assert all(re.fullmatch(r"-\d+\.5", cell) for cell in dashes)
    assert len(dashes) == len(expected())
    assert {"'=1+1.pdf", "''=x.pdf", "'x.pdf", "'-rf.pdf", "'=0"} <= set(cells)


def test_no_name_and_no_value_reaches_the_terminal_raw(aiwf: Aiwf, folder: Path) -> None:
    (folder / "\x1b[31m[bold]bad.pdf").write_bytes(b"Dear \x1b[31m reader")
    task = folder.parent / "task"
    gold = aiwf.folder / "gold.jsonl"
    labels = [{"file": name, "fields": {"said": "\x1b[31m[red]|<b>"}} for name in expected()]
    labels.append({"file": "gone\x1b[31m[bold].pdf", "fields": {"said": "x"}})
    gold.write_text("".join(json.dumps(line) + "\n" for line in labels))
    screens = []

    def said(*arguments: object, code: int) -> None:
        done = aiwf(*arguments, code=code)
        screens.append(done.out + done.err)

    said("extract", task, folder, code=1)
    said("evaluate", "--gold", gold, code=0)
    spec = (task / "task.yaml").read_text()
    (task / "task.yaml").write_text(spec.replace(r"(?<said>\S.+)", r"(?<said>x.+)"))
    said("extract", task, folder, code=1)
    said("diff", "latest~1", "latest", "--gold", gold, "--markdown", "delta.md", code=0)
    said("runs", code=0)
    said("evaluate", "--gold", "no\x1b]0;x\x07[gold].csv", code=2)
    said("extract", task, folder / "\x1b[31m[bold]gone", code=2)
    (task / "task.yaml").write_text(spec.replace("type: code", 'type: "\\e[31m[bold]code"'))
    said("check", task, code=3)
    screens.append((aiwf.folder / "delta.md").read_text(encoding="utf-8"))
    for screen in screens:
        assert not CONTROL.search(screen.replace("\u200bteam", "team")), screen
    assert "[bold red]" in screens[0]
    assert "[bold]x[/bold] =HYPE" in screens[0]
    assert "<img" not in re.sub(r"`+[^`]*`+", "", screens[-1])


@pytest.mark.parametrize(
    ("what", "code"),
    [("link.pdf", 0), ("link", 0), ("gone.pdf", 2), ("pipe.pdf", 2)],
)
def test_what_documents_may_be(aiwf: Aiwf, tmp_path: Path, what: str, code: int) -> None:
    """A file, a folder, a link to one of them; what is missing or a pipe is told at once."""
    write_task(tmp_path / "task", TASK, {})
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.pdf").write_bytes(_saying(1))
    (docs / "link.pdf").symlink_to("a.pdf")
    (docs / "link").symlink_to(docs)
    (docs / "gone.pdf").symlink_to("nowhere.pdf")
    os.mkfifo(docs / "pipe.pdf")
    done = aiwf("extract", tmp_path / "task", docs / what, code=code)
    assert code == 0 or done.err.startswith("Error: ")
