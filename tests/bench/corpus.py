"""Documents to measure with: invoices of two to four pages in English and Japanese, and their gold.

Document `i` is a function of `i` alone and is made once: a bigger folder begins with the smaller
one, and both are links to the same files.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import partial
from pathlib import Path

PARTS = {
    "number": ("Invoice number", "請求書番号"),
    "customer": ("Customer", "お客様"),
    "issued": ("Issued on", "発行日"),
    "total": ("Total amount", "合計金額"),
    "terms": ("Terms", "支払条件"),
}
"""The fields of an invoice, with the label it bears in English and in Japanese documents."""

LONG_PAGES = 200
LONG_DOCUMENTS = 4
"""How many documents of `LONG_PAGES` pages lie among the others when memory is measured."""

_CUSTOMERS = (
    ("Karst & Lime Ltd", "Halden Weaving Works", "Ostrava Pump Company", "Tern Island Ferries"),
    ("株式会社みなと測器", "白樺精機有限会社", "合同会社あけぼの製函", "北浜倉庫株式会社"),
)
_TERMS = (("30 days net", "On receipt", "End of next month"), ("翌月末払い", "30日以内", "前払い"))
_ENGLISH = """
delivery crate ledger quantity price discount freight depot account renewal licence service order
department stage repair part cable storage course travel consent signature bracket
""".split()
_JAPANESE = """
納品 数量 単価 割引 運賃 倉庫 口座 更新 保守 注文 部署 工程 修理 部品 配線 保管 講習 旅費 承認 署名
備考 内訳 振込先 支店
""".split()
_LINES = 40
"""Lines on a page."""


def folder_of(scratch: Path, documents: int, *, long: bool = False) -> Path:
    """A folder of so many documents below `scratch`, made when it is not there yet.

    `long` adds `LONG_DOCUMENTS` of `LONG_PAGES` pages each. `gold.jsonl` lies beside the folder,
    see `gold_of`.
    """
    folder = scratch / f"{documents}{'-and-long' if long else ''}"
    if (folder / "whole").exists():
        return folder / "docs"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "docs").mkdir(parents=True)
    kept = scratch / "made"
    kept.mkdir(exist_ok=True)
    numbers = [*range(documents), *(range(-LONG_DOCUMENTS, 0) if long else ())]
    missing = [number for number in numbers if not (kept / _name(number)).exists()]
    with ProcessPoolExecutor() as processes:
        for _ in processes.map(partial(_make, kept), missing, chunksize=16):
            pass
    for number in numbers:
        os.link(kept / _name(number), folder / "docs" / _name(number))
    with gold_of(folder / "docs").open("w", encoding="utf-8") as file:
        for number in numbers:
            fields = {name: said for name, (_, said) in facts(number).items()}
            line = {"file": _name(number), "fields": fields}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    (folder / "whole").touch()
    return folder / "docs"


def gold_of(folder: Path) -> Path:
    """The gold labels of the documents in a folder that `folder_of` made."""
    return folder.parent / "gold.jsonl"


def facts(number: int) -> dict[str, tuple[str, str]]:
    """What document `number` says: its label and its value by field."""
    chance = random.Random(f"facts {number}")
    language = chance.randrange(2)
    day = date(2024, 1, 1) + timedelta(days=chance.randrange(700))
    amount = chance.randrange(1_000, 9_000_000)
    values = {
        "number": f"N{chance.randrange(10_000):04}-{number % 1_000_000:06}",
        "customer": chance.choice(_CUSTOMERS[language]),
        "issued": day.isoformat(),
        "total": f"{amount:,} {('JPY', '円')[language]}",
        "terms": chance.choice(_TERMS[language]),
    }
    return {name: (PARTS[name][language], value) for name, value in values.items()}


def _name(number: int) -> str:
    return f"invoice-{number:06}.pdf" if number >= 0 else f"long-{-number}.pdf"


def _make(folder: Path, number: int) -> None:
    """Writes document `number`, whole or not at all."""
    import pymupdf

    chance = random.Random(f"pages {number}")
    pages = chance.randint(2, 4) if number >= 0 else LONG_PAGES
    paper = pymupdf.open()
    for page in range(pages):
        sheet = paper.new_page(width=595, height=842)
        at = 60
        for font, lines in _page(number, page, pages, chance):
            sheet.insert_text((50, at), lines, fontname=font, fontsize=10, lineheight=1.7)
            at += 17 * len(lines)
        sheet.insert_text((280, 810), f"{page + 1} / {pages}", fontname="helv", fontsize=9)
    beside = folder / f".{_name(number)}.{os.getpid()}"
    paper.save(beside, deflate=True, garbage=1, no_new_id=True)
    paper.close()
    beside.rename(folder / _name(number))


def _page(number: int, page: int, pages: int, chance: random.Random) -> list[tuple[str, list[str]]]:
    """The paragraphs of a page, each with its font."""
    head = [f"Invoice / 請求書  ({page + 1} of {pages})"]
    if page == 0:
        head += [f"{label}: {value}" for label, value in facts(number).values()]
    paragraphs = [("japan", head)]
    left = _LINES - len(head)
    while left > 0:
        count = min(left, chance.randint(5, 9))
        paragraphs.append(_paragraph(count, chance))
        left -= count
    return paragraphs


def _paragraph(count: int, chance: random.Random) -> tuple[str, list[str]]:
    if chance.random() < 0.5:
        return "japan", ["".join(chance.choices(_JAPANESE, k=16)) + "。" for _ in range(count)]
    words = [" ".join(chance.choices(_ENGLISH, k=12)) for _ in range(count)]
    return "helv", [line.capitalize() + "." for line in words]
