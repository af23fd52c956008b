"""A score as JUnit XML, for continuous integration: one suite a field, one case a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aiwf_cli.model.rates import Cell
from aiwf_cli.model.score import Score
from aiwf_cli.report.files import written_whole
from aiwf_cli.report.plain import shown, xml_text
from aiwf_cli.score.gates import Gate

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def write_junit(score: Score, gates: Sequence[Gate], path: Path) -> None:
    """Writes the score to `path`. Raises StoreError when it cannot be written."""
    from xml.etree.ElementTree import Element, ElementTree

    suites = Element("testsuites", {"name": f"aiwf evaluate {score.run}"})
    if gates:
        suites.append(_gates(gates))
    by_field: dict[str, list[Cell]] = {name: [] for name in score.whole.fields}
    for cell in score.cells:
        by_field.setdefault(cell.field, []).append(cell)
    for name, cells in by_field.items():
        suites.append(_suite(name, cells))
    with written_whole(path) as file:
        ElementTree(suites).write(file, encoding="utf-8", xml_declaration=True)


def _suite(name: str, cells: Iterable[Cell]) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    by_file: dict[str, list[Cell]] = {}
    for cell in cells:
        by_file.setdefault(cell.file, []).append(cell)
    failures = sum(any(not cell.right for cell in found) for found in by_file.values())
    suite = Element("testsuite", _counts(name, len(by_file), failures))
    for file, found in by_file.items():
        case = SubElement(suite, "testcase", {"classname": name, "name": xml_text(file)})
        wrong = [cell for cell in found if not cell.right]
        if wrong:
            kinds = ", ".join(dict.fromkeys(cell.explanation or cell.outcome for cell in wrong))
            failure = SubElement(
                case, "failure", {"message": xml_text(kinds), "type": wrong[0].outcome}
            )
            failure.text = xml_text("\n".join(map(_line, wrong)))
    return suite


def _gates(gates: Sequence[Gate]) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    failed = sum(not gate.passed for gate in gates)
    suite = Element("testsuite", _counts("thresholds", len(gates), failed))
    for gate in gates:
        name = f"{gate.name} >= {gate.wanted:g}"
        case = SubElement(suite, "testcase", {"classname": "thresholds", "name": name})
        if not gate.passed:
            SubElement(case, "failure", {"message": str(gate), "type": "threshold"})
    return suite


def _counts(name: str, tests: int, failures: int) -> dict[str, str]:
    return {"name": name, "tests": str(tests), "failures": str(failures)}


def _line(cell: Cell) -> str:
    row = "" if cell.row is None else f"row {cell.row}: "
    return f"{row}{cell.explanation}; expected {shown(cell.gold)}, read {shown(cell.value)}"
