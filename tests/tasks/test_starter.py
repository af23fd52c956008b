"""The task that `aiwf init` makes: it runs at once, on documents of either language."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from aiwf_cli.run.pipeline import run_pipeline
from aiwf_cli.sources.scaffold import scaffold
from aiwf_cli.sources.tasks import load_task
from support import ScriptedClient, document


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("請求書\n発行日 令和６年４月１日\n合計 ¥12,300", ("請求書", "2024-04-01", 12300)),
        ("御請求書\n2024年 7月 9日\nご請求金額 4,500円", ("御請求書", "2024-07-09", 4500)),
        ("INVOICE\nDate: March 5, 2024\nTotal: $1,467.95", ("INVOICE", "2024-03-05", 1467.95)),
        ("Receipt\n2024-03-05\nTotal 10\nTotal 25", ("Receipt", "2024-03-05", 25)),
        ("白紙", ("白紙", None, None)),
    ],
)
def test_its_rules_read_dates_and_totals(
    tmp_path: Path, text: str, fields: tuple[object, ...]
) -> None:
    task = load_task(str(scaffold(tmp_path / "mine")), "rules")
    record = asyncio.run(run_pipeline(task, document(text), ScriptedClient({}))).record
    assert tuple(record.fields.values()) == fields
