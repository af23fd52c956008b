"""What a delta looks like on the screen."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from made_delta import CHANGES, EVIL, LABELS, a_delta, without_gold
from rich.console import Console

from aiwf_cli.model.delta import Delta, TaskChange
from aiwf_cli.report.changes import MOST_NEW_LINES
from aiwf_cli.report.deltas import DeltaScreen, print_delta
from aiwf_cli.report.verdicts import in_few_words, p_value, points


def screen(delta: Delta, width: int = 100, *, colours: bool = False, **wish: object) -> str:
    console = Console(
        file=io.StringIO(), width=width, highlight=False, force_terminal=colours, no_color=False
    )
    print_delta(console, DeltaScreen(delta=delta, labels=LABELS, **wish))  # type: ignore[arg-type]
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("width", [80, 120])
def test_it_tells_what_one_asks_of_a_change(width: int) -> None:
    text = screen(a_delta(), width)
    for told in (
        "shop@single → shop",
        "! 2 documents are in A only",
        "Task     step read",
        "Too few to tell: +8.3 points (95 %: −10.0 to +21.0)",
        "66.7 % (8/12) → 75.0 % (9/12) right, on 4 documents",
        "about 120 labelled documents would be needed to see a difference of this size",
        "2 fixed · 1 broken · 3 still wrong (1 with another value) · 7 still right",
        "read in 3, find in 1 of 4",
        "too few to tell",
        "<0.001",
        "×3.0",
        "-Sales only.\n+Sales, in yen.",
        "Broken: was right, is wrong now (1)",
        "a.pdf · sales · differs from step read on",
        "27,226,000,000",
        "unit ×1000 too small · page 3 “売上高 27,226”",
        "b.pdf · items, row 1",
        "no such row",
    ):
        assert told in text, told
    assert text.index("Broken") < text.index("Fixed") < text.index("Still wrong, with")
    table = text[text.index("Field") : text.index("A, B: right")]
    assert all(len(line) <= width for line in table.splitlines())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_verdict_is_cut_off(width: int) -> None:
    text = screen(a_delta(), width)
    table = text[text.index(" Field") : text.index("A, B: right")]
    assert table.splitlines()[0].split()[-2:] == ["Verdict", "needs"]
    assert ("too few" if width == 60 else "too few to tell") in table
    assert " 31 " in table
    assert "…" not in table


def test_runs_of_one_task_are_told_apart_by_their_ids() -> None:
    delta = a_delta()
    alike = replace(delta, b=replace(delta.b, variant=delta.a.variant))
    told = f"shop@single ({delta.a.run}) → shop@single ({delta.b.run})"
    assert screen(alike).startswith(told)


def test_notices_come_before_anything_that_they_put_in_doubt() -> None:
    text = screen(a_delta())
    assert text.index("! 2 documents") < text.index("Result")


def test_without_gold_nothing_is_called_right_or_wrong() -> None:
    text = screen(without_gold())
    assert "1 changed · 11 the same" in text
    assert "same task" in text
    assert not any(word in text for word in ("fixed", "broken", "Result", "Verdict", "gold  "))


def test_what_documents_say_is_shown_and_not_obeyed() -> None:
    text = screen(a_delta())
    assert "\x1b" not in text
    assert "[red]x[/red]·[31m=1+1|`<b>" in text
    assert " Read the [bold]figures[/bold]." in text
    assert EVIL not in screen(a_delta(), colours=True)


def test_colours_are_there_for_terminals_alone() -> None:
    assert "\x1b[32m+Sales, in yen." in screen(a_delta(), colours=True)
    assert "\x1b" not in screen(a_delta())


def test_only_some_kinds_and_fields() -> None:
    broken = screen(a_delta(), only=["broken"])
    assert "Broken" in broken
    assert "Fixed" not in broken
    assert "Sales, in yen" not in broken
    items = screen(a_delta(), fields=["items"])
    assert "b.pdf · items, row 1" in items
    assert "a.pdf" not in items


def test_of_many_changes_the_first_are_listed_and_the_others_counted() -> None:
    many = tuple(CHANGES[0]._replace(file=f"{number}.pdf") for number in range(300))
    text = screen(a_delta(many), most=100)
    assert "99.pdf · sales" in text
    assert "100.pdf · sales" not in text
    assert "… and 200 more places: --all" in text
    assert "299.pdf · sales" in screen(a_delta(many), most=None)


def test_of_a_new_file_the_beginning_is_shown() -> None:
    lines = "".join(f"+line {number}\n" for number in range(200))
    diff = f"--- /dev/null\n+++ b/steps.py\n@@ -0,0 +1,200 @@\n{lines}"
    old = "--- a/x.md\n+++ b/x.md\n@@ -1 +1 @@\n-old\n+new\n"
    text = screen(replace(a_delta(), task=(TaskChange("step x", diff + old),)))
    assert f"+line {MOST_NEW_LINES - 4}\n" in text
    assert f"… {203 - MOST_NEW_LINES} more lines" in text
    assert "-old\n+new\n" in text


def test_figures_in_words() -> None:
    assert [points(x) for x in (0.05, -0.05, 0, 0.0001)] == ["+5.0", "−5.0", "±0", "+<0.1"]
    assert [p_value(p) for p in (None, 0.0001, 0.031, 0.25, 1.0)] == [
        "—",
        "<0.001",
        "0.031",
        "0.25",
        "1.00",
    ]
    assert in_few_words(["+step a", "+step b", "step c", "model x → y", "parameters"]) == (
        "+step a, b; step c; model x → y; parameters"
    )
