"""The sample statements: rebuilt byte for byte, and gold that agrees with what is printed."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pymupdf
import pytest

SAMPLES = Path(__file__).parents[2] / "sample_docs" / "statements"
GENERATE = SAMPLES.parent / "generate"
LABELS = {
    "売上高": "net_sales",
    "営業利益": "operating_income",
    "経常利益": "ordinary_income",
    "当期純利益": "net_income",
    "総資産": "total_assets",
    "純資産": "net_assets",
    "自己資本比率": "equity_ratio",
    "決算期": "period",
    "単位": "unit",
    "連結": "consolidated",
}
MONEY = ("net_sales", "operating_income", "ordinary_income", "net_income")
SCALES = {
    "円": 1,
    "千円": 1_000,
    "百万円": 1_000_000,
    "millions of yen": 1_000_000,
    "thousands of dollars": 1_000,
    "millions of dollars": 1_000_000,
}
PICTURES = {"scan_0012.pdf", "FAX_20240628_そらまめ計画.tif"}
UNSIGNED_LOSSES = "決算公告_第33期_澪標ロジスティクス.pdf"
UNIT_BY_ROW = "夕凪印刷_事業報告（抜粋）.pdf"
TWO_ANSWERS = "月白フーズ_2024年3月期_決算短信.pdf"

GOLD: dict[str, dict[str, Any]] = {
    line["file"]: line
    for line in map(json.loads, (SAMPLES / "gold.jsonl").read_text(encoding="utf-8").splitlines())
}
WITH_TEXT = sorted(set(GOLD) - PICTURES)

READ_BY_EYE = [
    ("hisame_seiki_2024q3_tanshin.pdf", "operating_income", -853_000_000),
    ("hisame_seiki_2024q3_tanshin.pdf", "period", "2023-12-31"),
    ("suzukake_bank_202403.pdf", "net_sales", 31_822_000_000),
    ("suzukake_bank_202403.pdf", "operating_income", None),
    ("suzukake_bank_202403.pdf", "equity_ratio", 5.0),
    ("石蕗建設_第58期_計算書類.pdf", "net_sales", 6_485_555_000),
    ("石蕗建設_第58期_計算書類.pdf", "equity_ratio", None),
    ("nagisaka_fy2024feb_ifrs.pdf", "ordinary_income", None),
    ("nagisaka_fy2024feb_ifrs.pdf", "net_income", -1_553_000_000),
    ("nagisaka_fy2024feb_ifrs.pdf", "period", "2024-02-29"),
    ("FAX_20240628_そらまめ計画.tif", "net_income", 3_232_000),
    ("FAX_20240628_そらまめ計画.tif", "net_sales", None),
    (UNSIGNED_LOSSES, "operating_income", -1_045_000_000),
    (UNSIGNED_LOSSES, "net_income", -1_437_000_000),
    ("試算表_まるた螺子_R5.12.pdf", "ordinary_income", -983_518),
    ("試算表_まるた螺子_R5.12.pdf", "total_assets", 47_699_601),
    ("northfold_10-K_2024_p30-31.pdf", "net_sales", 412_677_000),
    ("Brackwater Energy AR2023 (excerpt).pdf", "operating_income", -212_100_000),
    ("Brackwater Energy AR2023 (excerpt).pdf", "net_assets", 2_906_400_000),
    ("muhyo_materials_2023_15months.pdf", "net_income", -902_000_000),
    ("雪代鉄道_平成31年3月期.pdf", "net_sales", 4_110_000_000),
    ("scan_0012.pdf", "total_assets", 16_052_000_000),
    ("scan_0012.pdf", "equity_ratio", 76.0),
    ("hakumokuren_chem_202406_fs.pdf", "operating_income", -211_735_000),
    ("hakumokuren_chem_202406_fs.pdf", "equity_ratio", 48.3),
    (UNIT_BY_ROW, "net_sales", 3_788_000_000),
    (UNIT_BY_ROW, "net_assets", 1_385_836_000),
    ("kuroganemochi_20240311_差異のお知らせ.pdf", "net_income", -382_000_000),
    ("kuroganemochi_20240311_差異のお知らせ.pdf", "total_assets", None),
    ("shirakabasoft_2025Q2_setsumei.pdf", "operating_income", 130_000_000),
    ("hoshikuzu_ceramics_highlights_2024.pdf", "net_assets", 51_413_000_000),
]
"""Values looked up in the pictures of the pages, and written here as a person would."""


def bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def page_text(file: str, page: int) -> str:
    with pymupdf.open(SAMPLES / file) as document:
        return bare(document[page - 1].get_text())


def sheet_rows() -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(SAMPLES / "gold.xlsx")["正解"]
    header, *rows = sheet.iter_rows()
    names = [cell.value for cell in header]
    return [dict(zip(names, row, strict=True)) for row in rows]


def amount(text: str) -> Decimal:
    """A printed figure as a signed number, read without the project's own reader."""
    plain = unicodedata.normalize("NFKC", text)
    digits = Decimal(re.sub(r"[^\d.]", "", plain))
    return -digits if plain[0] in "△▲−-(" else digits


def scale_of(file: str, label: str) -> int:
    if file == UNIT_BY_ROW:
        return SCALES[label.rsplit("（", 1)[1].rstrip("）")]
    return SCALES[GOLD[file]["fields"]["unit"]]


def test_the_generator_rebuilds_the_folder_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(GENERATE / "statements.py"), "--out", str(tmp_path)],
        check=True,
        capture_output=True,
    )
    assert {path.name for path in tmp_path.iterdir()} == {*GOLD, "gold.jsonl", "gold.xlsx"}
    same_pymupdf = producer(SAMPLES) == producer(tmp_path)
    for file in GOLD:
        kept, rebuilt = SAMPLES / file, tmp_path / file
        if same_pymupdf:
            assert kept.read_bytes() == rebuilt.read_bytes(), file
        else:  # another PyMuPDF than the one that made the samples: the same words, at least
            with pymupdf.open(kept) as a, pymupdf.open(rebuilt) as b:
                assert [p.get_text() for p in a] == [p.get_text() for p in b], file
    assert (SAMPLES / "gold.jsonl").read_bytes() == (tmp_path / "gold.jsonl").read_bytes()
    if workbook_maker(SAMPLES) == workbook_maker(tmp_path):
        assert (SAMPLES / "gold.xlsx").read_bytes() == (tmp_path / "gold.xlsx").read_bytes()


def producer(folder: Path) -> str:
    with pymupdf.open(folder / WITH_TEXT[0]) as document:
        return str(document.metadata["producer"])


def workbook_maker(folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "gold.xlsx") as parts:
        return parts.read("docProps/app.xml")


def test_every_document_has_gold_and_none_is_large() -> None:
    files = {
        unicodedata.normalize("NFC", path.name)
        for path in SAMPLES.iterdir()
        if path.suffix in {".pdf", ".tif"}
    }
    assert files == set(GOLD)
    assert len(files) == 18
    assert max((SAMPLES / file).stat().st_size for file in files) < 250_000


@pytest.mark.parametrize("file", WITH_TEXT)
def test_evidence_stands_on_its_page(file: str) -> None:
    for field, evidence in GOLD[file]["evidence"].items():
        assert bare(evidence["quote"]) in page_text(file, evidence["page"]), field


@pytest.mark.parametrize("file", sorted(GOLD))
def test_figures_as_printed_mean_the_values_of_the_gold(file: str) -> None:
    line = GOLD[file]
    for field, figure in line["steps"]["figures"].items():
        value = line["fields"][field]
        if figure is None:
            assert value is None
            continue
        assert bare(figure["value"]) in bare(line["evidence"][field]["quote"])
        printed = amount(figure["value"])
        if field == "equity_ratio":
            assert printed == Decimal(str(value))
            continue
        expected = printed * scale_of(file, figure["label"])
        if file == UNSIGNED_LOSSES and "損失" in figure["label"]:
            expected = -expected
        if "うち" in figure["label"]:
            expected = abs(expected)
        assert expected == value, (field, figure)


@pytest.mark.parametrize("file", sorted(GOLD))
def test_pages_of_the_gold_are_those_of_its_figures(file: str) -> None:
    line = GOLD[file]
    pages = line["steps"]["pages"]["pages"]
    figures = line["steps"]["figures"]
    assert {line["evidence"][field]["page"] for field in figures if figures[field]} <= set(pages)
    with pymupdf.open(SAMPLES / file) as document:
        assert set(pages) <= set(range(1, document.page_count + 1))


@pytest.mark.parametrize(("file", "field", "value"), READ_BY_EYE)
def test_values_are_those_a_reader_finds_on_the_page(file: str, field: str, value: object) -> None:
    assert GOLD[file]["fields"][field] == value


def test_the_workbook_says_the_same_as_the_lines() -> None:
    rows = sheet_rows()
    assert [row["file"].value for row in rows] == list(GOLD)
    for row in rows:
        fields = GOLD[row["file"].value]["fields"]
        for label, name in LABELS.items():
            cell = row[label]
            if cell.value is None or "||" in str(cell.value):
                assert name not in fields, (row["file"].value, label)
            else:
                assert fields[name] == cell_meaning(cell), (row["file"].value, label)


def cell_meaning(cell: Any) -> object:
    if cell.value == "なし":
        return None
    if isinstance(cell.value, dt.datetime):
        return cell.value.date().isoformat()
    if isinstance(cell.value, str) and re.fullmatch(r"-?[\d,]+", cell.value):
        return int(cell.value.replace(",", ""))
    return cell.value


def test_the_workbook_looks_kept_by_a_person() -> None:
    book = openpyxl.load_workbook(SAMPLES / "gold.xlsx")
    assert book.sheetnames == ["正解", "メモ"]
    assert book["正解"].freeze_panes == "B2"
    cells = [cell for row in sheet_rows() for cell in row.values()]
    numbers = [c for c in cells if isinstance(c.value, int) and not isinstance(c.value, bool)]
    assert all("#,##0" in c.number_format or c.number_format == "0.0" for c in numbers)
    assert all(row["決算期"].is_date for row in sheet_rows())
    assert len([c for c in cells if c.value is None]) == 3
    assert [c.value for c in cells if "||" in str(c.value)] == ["84,327,000,000 || 84,328,000,000"]
    assert [c.value for c in cells if c.quotePrefix] == ["14,341,000,000"]


def test_both_answers_are_printed() -> None:
    assert "84,327" in page_text(TWO_ANSWERS, 1)
    assert "売上高は84,328百万円" in page_text(TWO_ANSWERS, 2)


def test_scans_have_no_text() -> None:
    for file in PICTURES:
        with pymupdf.open(SAMPLES / file) as document:
            assert all(not page.get_text().strip() for page in document)
            assert all(page.get_pixmap(dpi=40).is_unicolor is False for page in document)


def test_equity_is_a_part_of_net_assets() -> None:
    """自己資本 is 純資産 less the minority's part, so its ratio is never the larger one."""
    for file, line in GOLD.items():
        fields = line["fields"]
        if ratio := fields.get("equity_ratio"):
            whole = 100 * fields["net_assets"] / fields["total_assets"]
            assert ratio <= whole + 0.05, file
            assert ratio > whole - 2.0, file


def test_accounts_satisfy_the_identities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(GENERATE))
    from statement_forms import facts
    from statement_forms.accounts import Balance, Income

    known = [item for value in vars(facts).values() for item in flat(value)]
    for income in (item for item in known if isinstance(item, Income)):
        assert income.ordinary == income.operating + income.other_income - income.other_expense
        assert income.net == income.pretax - income.taxes - income.minority
    balances = [item for item in known if isinstance(item, Balance)]
    assert len(balances) > 20
    for balance in balances:
        assert balance.assets == balance.liabilities + balance.net_assets
        assert balance.assets == balance.current_assets + balance.fixed_assets
        assert 0 < balance.cash < balance.assets / 2


def flat(value: object) -> list[object]:
    return list(value) if isinstance(value, tuple) else [value]


def test_printed_statements_add_up() -> None:
    """Sums of printed figures, which may be off by one for each figure that was cut off."""
    for file, page, parts, total in (
        ("石蕗建設_第58期_計算書類.pdf", 3, (6_485_555, -5_705_816), "779,738"),
        ("石蕗建設_第58期_計算書類.pdf", 3, (195_335, 18_270, -9_326), "204,279"),
        ("hakumokuren_chem_202406_fs.pdf", 2, (8_628_910, 8_441_211), "17,070,122"),
        ("決算公告_第33期_澪標ロジスティクス.pdf", 1, (2_246, 6_900), "9,146"),
        ("northfold_10-K_2024_p30-31.pdf", 2, (412_677, -246_020, -118_034), "48,624"),
    ):
        text = page_text(file, page)
        assert all(f"{abs(part):,}" in text for part in parts), file
        assert total in text
        assert abs(sum(parts) - int(total.replace(",", ""))) <= len(parts), file


def test_the_traps_are_really_there() -> None:
    bank = page_text("suzukake_bank_202403.pdf", 2)
    assert "連結自己資本比率(国内基準)9.84%" in bank
    with pymupdf.open(SAMPLES / "雪代鉄道_平成31年3月期.pdf") as railway:
        assert "４，１１０" in railway[0].get_text()
    with pymupdf.open(SAMPLES / "石蕗建設_第58期_計算書類.pdf") as builder:
        assert "完 成 工 事 高" in builder[2].get_text()
        assert "百万円" not in "".join(page.get_text() for page in builder)
    notice = page_text("kuroganemochi_20240311_差異のお知らせ.pdf", 1)
    assert notice.index("前回発表予想") < notice.index("実績値(B)")
    assert "-382" in notice.replace("−", "-")
    slides = page_text("shirakabasoft_2025Q2_setsumei.pdf", 2)
    assert slides.index("会計期間") < slides.index("累計")
    prior_left = page_text("hakumokuren_chem_202406_fs.pdf", 2)
    assert prior_left.index("2023年6月30日") < prior_left.index("2024年6月30日")
    assert "▲902" in page_text("muhyo_materials_2023_15months.pdf", 1)
    assert "(281.0)" in page_text("Brackwater Energy AR2023 (excerpt).pdf", 2)
