"""Long values on the screen: shown where they differ, as their explanation is about that."""

from __future__ import annotations

import io
from dataclasses import replace

from made_delta import LABELS, a_delta
from rich.console import Console

from aiwf_cli.model.delta import CellValue, Change
from aiwf_cli.model.rates import Cell
from aiwf_cli.report.apart import shown_apart
from aiwf_cli.report.deltas import DeltaScreen, print_delta
from aiwf_cli.report.markdown import markdown
from aiwf_cli.report.mistakes import mistakes_of, mistakes_table

CLAUSE = "The provider is not liable for any loss that arises from the use of the service, " * 5
MORE = "However, this does not apply to gross negligence."


def test_long_values_are_shown_from_where_they_part() -> None:
    a, b = "x" * 300 + "A" + "y" * 300, "x" * 300 + "B" + "y" * 300
    assert shown_apart(a, b, 160).startswith("…" + "x" * 30 + "A")
    assert shown_apart("short", "other", 160) == "short"
    assert shown_apart(a, a, 160) == a
    assert shown_apart("A" + a, "B" + a, 160) == "A" + a


def test_spaces_width_and_punctuation_part_nothing() -> None:
    printed = CLAUSE.replace(", ", ",\n").replace("provider", "ｐｒｏｖｉｄｅｒ")
    assert MORE in shown_apart(printed + MORE, CLAUSE, 60)
    assert len(shown_apart(CLAUSE, printed + MORE, 60)) < 30
    assert shown_apart(printed, CLAUSE, 60).startswith(printed[:20])


def test_evaluate_shows_what_is_more_than_asked() -> None:
    cell = Cell("a.pdf", "text", 1, CLAUSE, CLAUSE + MORE, "wrong", "more than asked")
    console = Console(file=io.StringIO(), width=160)
    console.print(mistakes_table(mistakes_of([cell])))
    assert "However, this does not apply" in console.file.getvalue()  # type: ignore[attr-defined]


def delta_of(kind: str, a: str, b: str) -> DeltaScreen:
    readings = [
        CellValue(said, "correct" if said == CLAUSE else "wrong", "more than asked")
        for said in (a, b)
    ]
    change = Change("a.pdf", "text", None, kind, CLAUSE, *readings, "read")  # type: ignore[arg-type]
    return DeltaScreen(delta=replace(a_delta(), changes=(change,)), labels=LABELS)


def printed(screen: DeltaScreen) -> str:
    console = Console(file=io.StringIO(), width=200)
    print_delta(console, screen)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_diff_shows_where_each_wrong_value_parts_from_gold() -> None:
    screen = delta_of("still_wrong", f"{CLAUSE}{MORE} First.", f"{CLAUSE}{MORE} Second.")
    assert printed(screen).count("However, this does not apply") == 2
    assert markdown(screen).count("However, this does not apply") == 2


def test_diff_shows_where_a_right_value_parts_from_the_wrong_one() -> None:
    screen = delta_of("broken", CLAUSE, f"{CLAUSE}{MORE}")
    assert "for any loss" not in printed(screen)
    assert printed(screen).count("However, this does not apply") == 1
