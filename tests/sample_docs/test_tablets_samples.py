"""The tablet pictures, their gold and the masters: rebuilt from one source, and telling one story.

Gold is checked against the masters by rules written out here once more, not by the program's own
look-up.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "sample_docs" / "tablets"
MASTERS = ROOT / "src" / "aiwf_cli" / "tasks" / "tablets" / "masters"

sys.path.insert(0, str(ROOT / "sample_docs" / "generate"))

import tablets as generator  # noqa: E402
from pdf import load_pymupdf  # noqa: E402

Row = dict[str, str]

CONFUSED = str.maketrans("OILZSB", "011258")
ABSENT = "該当なし"


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


PRODUCTS = rows(MASTERS / "products.csv")
OTHER_MAKERS = rows(MASTERS / "other-makers.csv")
EXCEPTIONS = {row["imprint"]: row for row in rows(MASTERS / "exceptions.csv")}
GOLD = {row["file"]: row for row in rows(FOLDER / "gold.csv")}
STEPS: dict[str, dict[str, Any]] = {
    line["file"]: line
    for line in map(json.loads, (FOLDER / "gold.jsonl").read_text("utf-8").splitlines())
}


def bare(code: str) -> str:
    """A code without spaces and hyphens, width folded, in capitals."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", code)).upper()


def imprints(row: Mapping[str, str]) -> list[str]:
    return [row["imprint"], *filter(None, row["alt_imprints"].split("|"))]


def products_where(fits: Any) -> set[str]:
    return {row["code"] for row in PRODUCTS if any(fits(imprint) for imprint in imprints(row))}


def looked_up(imprint: str) -> tuple[str, set[str]]:
    """How an imprint that was read rightly fits the product master, and which products it is."""
    if exception := EXCEPTIONS.get(imprint):
        status = {"ours": "exact", "not ours": "none", "ambiguous": "ambiguous"}
        return status[exception["action"]], set(filter(None, [exception["code"]]))
    someone_elses = {bare(i) for row in OTHER_MAKERS for i in imprints(row)}
    rules = {
        "exact": lambda mine: mine == imprint,
        "normalised": lambda mine: bare(mine) == bare(imprint),
        "confusable": lambda mine: (
            bare(mine).translate(CONFUSED) == bare(imprint).translate(CONFUSED)
            and bare(imprint) not in someone_elses
        ),
    }
    for status, fits in rules.items():
        if found := products_where(fits):
            return (status, found) if len(found) == 1 else ("ambiguous", set())
    return "none", set()


def cell(text: str) -> str | None:
    return None if text == ABSENT else text


def pictures() -> list[str]:
    endings = {".jpg", ".jpeg", ".png"}
    return sorted(
        path.relative_to(FOLDER).as_posix()
        for path in FOLDER.rglob("*")
        if path.suffix.lower() in endings
    )


def test_every_picture_has_gold_and_every_gold_row_its_picture() -> None:
    assert pictures() == sorted(GOLD) == sorted(STEPS)
    assert len(pictures()) >= 24


def test_file_names_are_nfc_and_do_not_tell_the_answer() -> None:
    for name in pictures():
        assert unicodedata.is_normalized("NFC", name)
        marks = re.sub(r"(IMG_|DSC)\d+", "", name)
        assert not re.search(r"KT|HN|ours|blank|無地|自社|他社|不明", marks)


def test_pictures_open_at_the_size_of_a_small_photograph() -> None:
    for name in pictures():
        picture = load_pymupdf().Pixmap(FOLDER / name)
        assert 600 <= max(picture.width, picture.height) <= 1000, name


def test_the_folder_stays_small() -> None:
    assert sum((FOLDER / name).stat().st_size for name in pictures()) < 8_000_000


def test_gold_files_are_rebuilt_byte_for_byte() -> None:
    for name, content in generator.gold_files().items():
        assert (FOLDER / name).read_bytes() == content


def check_rebuilt(samples: Sequence[Any]) -> None:
    if (FOLDER / generator.VERSIONS).read_text("utf-8") != generator.built_with():
        pytest.skip("the pictures were built with other versions of pymupdf and numpy")
    for name, content in generator.pictures(samples).items():
        assert (FOLDER / name).read_bytes() == content, name


def test_pictures_are_rebuilt_byte_for_byte() -> None:
    """One in four of them, so that the gate stays quick; the soak run builds all."""
    check_rebuilt(generator.in_order()[::4])


@pytest.mark.soak
def test_all_pictures_are_rebuilt_byte_for_byte() -> None:
    check_rebuilt(generator.SAMPLES)


def test_both_gold_files_say_the_same() -> None:
    for name, row in GOLD.items():
        fields = STEPS[name]["fields"]
        readings = row["刻印"].split(" || ")
        if len(readings) == 1:
            assert fields["imprint"] == cell(readings[0])
            assert STEPS[name]["steps"]["read"] == {"imprint": fields["imprint"]}
        else:
            assert "imprint" not in fields
            assert STEPS[name]["steps"]["read"] == {}
        labels = [cell(row["製品名"]), cell(row["製品コード"]), row["判定"]]
        assert [fields["product"], fields["product_code"], fields["verdict"]] == labels


def test_the_header_is_what_the_expert_sees() -> None:
    raw = (FOLDER / "gold.csv").read_bytes()
    assert raw.startswith("\ufefffile,刻印,製品名,製品コード,判定\r\n".encode())


def test_every_reading_leads_to_the_gold_verdict_and_product() -> None:
    for name, row in GOLD.items():
        readings = [] if row["刻印"] == ABSENT else row["刻印"].split(" || ")
        for reading in readings:
            if " / " in reading:
                assert row["判定"] == "ambiguous", name
                continue
            status, found = looked_up(reading)
            assert status == STEPS[name]["steps"]["match"]["status"], name
            expected = {"none": "not ours", "ambiguous": "ambiguous"}.get(status, "ours")
            assert row["判定"] == expected, name
            assert found == {row["製品コード"]} - {ABSENT}, name


def test_a_tablet_without_a_code_is_never_ours() -> None:
    unread = [row["判定"] for row in GOLD.values() if row["刻印"] == ABSENT]
    assert set(unread) == {"not ours", "unreadable"}


def test_product_names_and_codes_are_those_of_the_master() -> None:
    names = {row["code"]: row["name"] for row in PRODUCTS}
    for row in GOLD.values():
        if row["判定"] == "ours":
            assert names[row["製品コード"]] == row["製品名"]
        else:
            assert (row["製品名"], row["製品コード"]) == (ABSENT, ABSENT)


def test_every_kind_of_case_has_a_picture() -> None:
    verdicts = [row["判定"] for row in GOLD.values()]
    assert verdicts.count("ours") >= 10
    assert min(verdicts.count(kind) for kind in ("not ours", "ambiguous", "unreadable")) >= 3
    statuses = {line["steps"]["match"]["status"] for line in STEPS.values()}
    assert statuses == {"exact", "normalised", "confusable", "ambiguous", "none"}


def test_masters_are_tables_of_text_with_unique_codes() -> None:
    for table, least in ((PRODUCTS, 60), (OTHER_MAKERS, 40)):
        assert len(table) >= least
        for row in table:
            assert None not in row and None not in row.values()
            assert all(value == value.strip() for value in row.values())
            assert row["imprint"] and row["code"] and row["name"]
        keys = [(row.get("maker"), row["code"]) for row in table]
        assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"0\d{4}", row["code"]) for row in PRODUCTS)


def test_exceptions_are_well_formed() -> None:
    codes = {row["code"] for row in PRODUCTS}
    for row in EXCEPTIONS.values():
        assert row["action"] in {"ours", "not ours", "ambiguous"}
        assert (row["code"] in codes) if row["action"] == "ours" else not row["code"]
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["since"])
        assert row["reason"]


def test_codes_that_cannot_be_told_apart_are_known_exceptions_or_plain_duplicates() -> None:
    """No collision stands in the product master by accident."""
    alike: dict[str, set[str]] = defaultdict(set)
    for row in PRODUCTS:
        for imprint in imprints(row):
            alike[bare(imprint).translate(CONFUSED)].add(row["imprint"])
    for twins in alike.values():
        if len(twins) > 1:
            assert all(EXCEPTIONS[twin]["action"] == "ambiguous" for twin in twins)
    duplicates = [row["imprint"] for row in PRODUCTS]
    assert {i for i in duplicates if duplicates.count(i) > 1} == {"HN 331"}


def test_other_makers_codes_meet_ours_only_where_it_is_meant() -> None:
    ours = {bare(i).translate(CONFUSED) for row in PRODUCTS for i in imprints(row)}
    theirs = {i for row in OTHER_MAKERS for i in imprints(row)}
    assert {i for i in theirs if bare(i).translate(CONFUSED) in ours} == {"KT 50B", "KT 660"}
    assert {"KT 219", "KT 50B", "HN 500"} <= theirs, "marks collide, codes do not"
