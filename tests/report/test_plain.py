"""Values as people read them."""

from __future__ import annotations

import pytest

from aiwf_cli.model.json import Json
from aiwf_cli.report.plain import shown


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "—"),
        (True, "yes"),
        (27226000000, "27,226,000,000"),
        (12345678901.25, "12,345,678,901.25"),
        (0.1 + 0.2, "0.3"),
        ([{"a": 1}], '[{"a":1}]'),
    ],
)
def test_a_value_is_told_whole(value: Json, told: str) -> None:
    assert shown(value) == told
