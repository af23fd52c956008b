"""The sides of a balance sheet: on which of them a figure stands."""

from __future__ import annotations

import re

from aiwf_cli.text.normalise import fold
from aiwf_cli.text.tables.table import Entry

_SIDE = re.compile(r"の部[)\]】〕]?$|^[(\[【〔]?資産[)\]】〕]?$")
_ASSETS = re.compile(r"^[^a-z]?(?:流動|固定)資産")

_CLAIMS = re.compile("負債|純資産|資本金")
"""What stands on the other side of a balance sheet than its assets."""


def side_of(entry: Entry) -> str:
    """The side of a balance sheet that an entry stands on: by its heading, else by its rows.

    A side of current and fixed assets, and of nothing that is owed, is that of the assets.
    """
    table = entry.table
    above = (entry.group, *(heading.text for heading in reversed(table.corner)), *table.notes)
    named = next((text for text in above if _SIDE.search(fold(text))), "")
    labels = [fold(row.label) for row in table.rows]
    ends = entry.row == len(table.rows) - 1
    if named or not ends or any(map(_CLAIMS.search, labels)):
        return named
    return "資産の部" if sum(bool(_ASSETS.match(label)) for label in labels) > 1 else ""
