"""Whether what is said of a figure lets it be the wanted one: current, actual, of the group.

The words beside a figure and above its table say 前期, 予想, 増減率, 個別, 四半期会計期間 …;
its unit says what kind of figure it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiwf_cli.text.normalise import fold
from aiwf_cli.text.statements.candidates import (
    Candidate,
    FigureKind,
    Wanted,
    counting_columns,
    scope_of,
)
from aiwf_cli.text.statements.words import Says, is_regulated_ratio, what_say, what_says
from aiwf_cli.text.tables.table import Entry, Table
from aiwf_cli.text.tables.units import unit_of_heading
from aiwf_cli.text.values.units import read_unit

_STATEMENT = re.compile(
    r"貸\s*借\s*対\s*照\s*表|損\s*益\s*計\s*算\s*書|財政状態|経営成績"
    r"|balance sheet|statements? of|income statement",
    re.IGNORECASE,
)
"""Names of statements: what is said further out does not hold for them."""

_PRIOR_TABLE = re.compile(r"[（(【〔]?前(?:連結会計|事業|会計)?(?:年度|期)")
_CORRECTED = re.compile("(?:訂正|修正|変更)前")

_MOVEMENT = re.compile(
    "期首|変動額|剰余金の配当|純利益|純損失|beginning of|^balance (?:at|as of).*beginning",
    re.IGNORECASE,
)
"""Rows of a statement of changes in net assets that are not what stands at its end."""

_DECIMAL = re.compile(r"\d\.\d")
_TO_DATE = re.compile(r"[(（\[]\s*(?:累計|cumulative)\s*[)）\]]", re.IGNORECASE)
"""How a caption says that the three months of its table are all there are so far."""

_IN_TIME = Says.PERIOD | Says.CURRENT | Says.PRIOR | Says.ACTUAL | Says.CUMULATIVE
"""What places a figure in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is known of the document as a whole.

    `period` is the end of its period (ISO). `consolidated`: it is of a group. `first_quarter`: its
    three months are all there is of the year, so they are no quarter alone.
    """

    period: str = ""
    consolidated: bool | None = None
    first_quarter: bool = False


def could_be(candidate: Candidate, wanted: Wanted, report: Report | None = None) -> bool:
    """Whether its words allow it to be an actual amount of the current period."""
    return _is_placed(candidate) and is_near(candidate, wanted, report)


def is_near(candidate: Candidate, wanted: Wanted, report: Report | None = None) -> bool:
    """Whether none of the words that are known says that it is some other figure."""
    beside, above = what_say(candidate.beside), _say_above(candidate)
    if beside & (Says.CHANGE | Says.PER_SHARE | Says.SEGMENT) or Says.SEGMENT in above:
        return False
    if not _has_kind(candidate.entry, wanted.kind):
        return False
    if Says.FORECAST in beside | above and Says.ACTUAL not in beside:
        return False
    if Says.PRIOR in beside and Says.CURRENT not in beside:
        return False
    if _is_of_prior_table(candidate) or _is_before(candidate):
        return False
    if wanted.kind == "percent" and _is_regulated(candidate):
        return False
    first = report is not None and report.first_quarter
    return wanted.instant or first or not _is_quarter(beside, candidate)


def _is_regulated(candidate: Candidate) -> bool:
    """Whether it is a ratio by the rules for banks: 連結自己資本比率（国内基準）."""
    near = (candidate.printed, candidate.entry.group, *candidate.beside)
    return any(map(is_regulated_ratio, near))


def _is_of_prior_table(candidate: Candidate) -> bool:
    """Whether a line above its table makes all of it a prior period's: 前事業年度（自 …."""
    table = candidate.entry.table
    lines = (*table.captions[-1:], *table.title, *(heading.text for heading in table.corner))
    return any(map(_PRIOR_TABLE.match, lines)) and Says.CURRENT not in what_say(lines)


def _is_before(candidate: Candidate) -> bool:
    """Whether it is what stood before a correction, or before the movements of the period."""
    if any(map(_CORRECTED.search, (*candidate.beside, *candidate.above))):
        return True
    return not candidate.in_row and any(map(_MOVEMENT.search, candidate.beside))


def _say_above(candidate: Candidate) -> Says:
    """What the captions say, from the nearest up to the one that names a statement."""
    said = Says.NOTHING
    for text in candidate.above:
        said |= what_says(text)
        if _STATEMENT.search(text):
            break
    return said


def _is_quarter(beside: Says, candidate: Candidate) -> bool:
    """Whether it is a quarter's alone, by its own words or by the nearest that stand over it."""
    if not beside & (Says.QUARTER | Says.CUMULATIVE) and any(map(_TO_DATE.search, candidate.above)):
        return False
    for said in (beside, *map(what_says, candidate.above)):
        if said & (Says.QUARTER | Says.CUMULATIVE):
            return Says.CUMULATIVE not in said
    return False


def _has_kind(entry: Entry, kind: FigureKind) -> bool:
    """Whether the unit allows it: amounts are in a currency, ratios in per cent or in none."""
    own = read_unit(entry.own_unit) if entry.own_unit else None
    percent = "%" in entry.cell.text or "％" in entry.cell.text
    if kind == "percent":
        return percent or own is None or own.name in ("%", "percent")
    percent = percent or _is_rate(entry)
    if own is None:
        return not percent
    return not percent and "銭" not in entry.own_unit and (bool(own.currencies) or not own.name)


def _is_rate(entry: Entry) -> bool:
    """Whether it stands in a column of rates beside the amounts that they belong to.

    売上高 heads both 61,204 and 4.1: figures of one unit have as many decimals as each other.
    """
    columns, at = entry.table.columns, entry.column
    if not at or not columns[at].headings or columns[at].headings != columns[at - 1].headings:
        return False
    if columns[at - 1] not in counting_columns(entry.table):
        return False
    amounts, rates = (_figures(entry.table, column) for column in (at - 1, at))
    return all(map(_DECIMAL.search, rates)) and not any(map(_DECIMAL.search, amounts))


def _figures(table: Table, column: int) -> list[str]:
    cells = [row.cells[column] for row in table.rows]
    return [fold(cell.text) for cell in cells if cell and cell.kind == "figure"]


def _is_placed(candidate: Candidate) -> bool:
    """Whether the words beside it place it in time, or say nothing: no product, no subsidiary."""
    texts = [text for text in candidate.beside if text and not unit_of_heading(text)]
    said = [what_says(text) for text in texts]
    return any(one & _IN_TIME for one in said) or all(Says.NEUTRAL in one for one in said)


def is_of_report(candidate: Candidate, report: Report) -> bool:
    """Whether it is of the group where the document reports on the group."""
    return not (report.consolidated and scope_of(candidate) is False)
