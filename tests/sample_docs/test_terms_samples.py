"""The sample terms of service: rebuilt byte for byte, and gold that agrees with what is printed."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pymupdf
import pytest

SAMPLES = Path(__file__).parents[2] / "sample_docs" / "terms"
GENERATOR = SAMPLES.parent / "generate" / "terms.py"
SCAN = "スキャン_あわだまランドリー会員カード規約.pdf"
NO_DISCLAIMER = "シェアサイクルりんりん試験運用利用規約.pdf"
SIDE_BY_SIDE = "わんにゃん保険サポート_規約新旧対照表.pdf"

GOLD: dict[str, dict[str, Any]] = {
    line["file"]: line
    for line in map(json.loads, (SAMPLES / "gold.jsonl").read_text(encoding="utf-8").splitlines())
}
WITH_TEXT = sorted(set(GOLD) - {SCAN})

READ_BY_EYE = [
    ("aozora-storage-terms.pdf", "ただし、その賠償の範囲は", "第14条第2項"),
    ("aozora-storage-terms.pdf", "当社は、本サービスに関し、次の各号に", "第13条"),
    ("denkiport-ev-charging-terms.pdf", "前項の場合において当社が賠償する額", "第25条第2項"),
    ("hoshizora-elearning-terms.pdf", "前二項の場合に、補講等", "第10条第3項"),
    ("kotonoha-translation-api-terms.pdf", "地震、停電、通信事業者", "第15条"),
    ("kotonoha-translation-api-terms.pdf", "前項の減額は、", "第12条第3項"),
    ("maruya-point-program-terms.pdf", "その場合の賠償の額は", "14.2"),
    ("おうちの手_家事代行マッチング利用規約.pdf", "保険金が支払われた限度", "第13条第1項第4号"),
    ("おうちの手_家事代行マッチング利用規約.pdf", "運営者が前条第１項第２号", "第14条"),
    ("のみの市オンライン_出品・購入規約.pdf", "ただし、その額は3万円", "第10条の2第2項"),
    ("のみの市オンライン_出品・購入規約.pdf", "前項の審査は、", "第5条の2第2項"),
    ("のみの市オンライン_出品・購入規約.pdf", "旧規約の下で", "附則第2条第2項"),
    ("みなと体操教室_利用規約.pdf", "ただし、級の合格", "第15条"),
    ("みなと体操教室_利用規約.pdf", "館内における所持品", "第11条第2項"),
    (SIDE_BY_SIDE, "会員の告知が", "第6条第2項"),
    (SIDE_BY_SIDE, "当社が本サービスに関して会員に負う", "第11条"),
    (SCAN, "お客様同士の事故", "第9条第2項"),
    ("パーセルポート_宅配ロッカー利用約款.pdf", "第1項各号の物の", "第10条第3項"),
    ("市民農園利用規程_ひばり農園協会.pdf", "風水害、干ばつ", "第11条第1項"),
    ("市民農園利用規程_ひばり農園協会.pdf", "施行日前に生じた", "附則第2条第2項"),
    ("LedgerLoop_Subscription_Agreement.pdf", "In no event shall", "11.5"),
    ("LedgerLoop_Subscription_Agreement.pdf", "LedgerLoop’s total aggregate", "11.10"),
    ("Skyforge-Tactics-EULA.pdf", "we make no promise", "4(b)(ii)"),
    ("Harborside-Works-membership-terms.pdf", "We shall have no liability", "9(i)"),
]
"""Sentences looked up on the pages as a reader would, and the clause that stands beside them."""


def bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def body_lines(file: str) -> list[tuple[int, str]]:
    """(page, line) of a document without what repeats on every page and its contents list."""
    with pymupdf.open(SAMPLES / file) as document:
        pages = [[bare(line) for line in page.get_text().splitlines()] for page in document]
    counts = Counter(re.sub(r"\d+", "#", line) for page in pages for line in set(page))
    return [
        (number, line)
        for number, page in enumerate(pages, 1)
        for line in page
        if not (len(pages) > 1 and counts[re.sub(r"\d+", "#", line)] == len(pages))
        and "......" not in line
    ]


def rows(file: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = GOLD[file]["fields"]["disclaimers"]
    return found


def test_the_generator_rebuilds_the_folder_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(GENERATOR), "--out", str(tmp_path)], check=True, capture_output=True
    )
    assert {path.name for path in tmp_path.iterdir()} == {*GOLD, "gold.jsonl", "gold.csv"}
    for name in ("gold.jsonl", "gold.csv"):
        assert (tmp_path / name).read_bytes() == (SAMPLES / name).read_bytes()
    for file in GOLD:
        kept, rebuilt = SAMPLES / file, tmp_path / file
        with pymupdf.open(kept) as a, pymupdf.open(rebuilt) as b:
            if a.metadata["producer"] == b.metadata["producer"]:
                assert kept.read_bytes() == rebuilt.read_bytes(), file
            else:  # another PyMuPDF than the one that made the samples: the same words, at least
                assert [p.get_text() for p in a] == [p.get_text() for p in b], file


def test_every_document_has_gold_and_none_is_large() -> None:
    files = {unicodedata.normalize("NFC", path.name) for path in SAMPLES.glob("*.pdf")}
    assert files == set(GOLD)
    assert len(files) >= 14
    assert sum(path.stat().st_size for path in SAMPLES.glob("*.pdf")) < 6_000_000


@pytest.mark.parametrize("file", WITH_TEXT)
def test_gold_sentences_stand_in_the_document_where_the_gold_says(file: str) -> None:
    lines = body_lines(file)
    text = "".join(line for _, line in lines)
    for row in rows(file):
        assert bare(row["text"]) in text
    if evidence := GOLD[file]["evidence"]:
        wanted, at = evidence["disclaimers"], 0
        start = text.index(bare(wanted["quote"]))
        for page, line in lines:
            at += len(line)
            if at > start:
                assert page == wanted["page"]
                break


@pytest.mark.parametrize("file", sorted(set(WITH_TEXT) - {SIDE_BY_SIDE}))
def test_articles_are_printed_in_the_order_of_the_gold_with_their_sentences(file: str) -> None:
    """Between the number of its article and the next one stands each sentence."""
    lines = [line for _, line in body_lines(file)]
    starts, at = [], 0
    for clause in GOLD[file]["steps"]["outline"]["articles"]:
        marker = printed(clause, GOLD[file]["steps"]["structure"]["article_style"])
        at = next(n for n in range(at, len(lines)) if re.match(marker, lines[n]))
        starts.append((clause, at))
        at += 1
    ends = [start for _, start in starts[1:]] + [len(lines)]
    spans = {clause: "".join(lines[a:b]) for (clause, a), b in zip(starts, ends, strict=True)}
    for row in rows(file):
        article = max((c for c in spans if belongs(row["clause"], c)), key=len)
        assert bare(row["text"]) in spans[article]


def printed(clause: str, style: str) -> str:
    """A pattern for how an article's number opens its line, in the document's own style."""
    number = clause.removeprefix("附則")
    if "一" in style:
        number = re.sub(r"\d+", lambda digits: kanji(int(digits[0])), number)
    if not number.startswith("第"):
        number = style.replace("1", number).replace(" ", "")
    return re.escape(number) + r"(?![の\d第])"


def kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("", "十", "二十")[tens] + "〇一二三四五六七八九"[ones].strip("〇")


def belongs(clause: str, article: str) -> bool:
    return re.match(re.escape(article) + r"(?![\d])(?!の\d)", clause) is not None


@pytest.mark.parametrize(("file", "opening", "clause"), READ_BY_EYE)
def test_clauses_are_those_a_reader_finds_on_the_page(file: str, opening: str, clause: str) -> None:
    assert [row["clause"] for row in rows(file) if row["text"].startswith(opening)] == [clause]


def test_disclaimers_are_whole_sentences() -> None:
    for file in GOLD:
        for row in rows(file):
            assert row["text"].endswith(("。", ".", ":", ";")), row
            assert row["text"].count("。") <= 1, row


def test_two_to_eight_disclaimers_except_one_document_that_has_none() -> None:
    counts = {file: len(rows(file)) for file in GOLD}
    assert counts.pop(NO_DISCLAIMER) == 0
    assert all(2 <= count <= 8 for count in counts.values()), counts


def test_references_point_at_articles_that_exist() -> None:
    with_articles = [f for f in WITH_TEXT if "条" in GOLD[f]["steps"]["structure"]["article_style"]]
    for file in with_articles:
        text = "".join(line for _, line in body_lines(file))
        arabic = {kanji(number): number for number in range(1, 30)}
        for law, number, branch in re.findall(
            r"(民法)?第(\d+|[一二三四五六七八九十]+)条(の\d+)?", text
        ):
            if not law:
                clause = f"第{arabic.get(number, number)}条{branch}"
                assert clause in GOLD[file]["steps"]["outline"]["articles"], (file, clause)


def test_the_traps_are_really_there() -> None:
    repeated = Counter(r["text"] for r in rows("hoshizora-elearning-terms.pdf")).values()
    assert max(repeated) == 2
    api = [line for _, line in body_lines("kotonoha-translation-api-terms.pdf")]
    assert any(line.startswith("第4条第2項の規定") for line in api)
    points = [line for _, line in body_lines("maruya-point-program-terms.pdf")]
    assert any(line.startswith("14.314.2は") for line in points)
    with pymupdf.open(SAMPLES / "denkiport-ev-charging-terms.pdf") as charging:
        assert "第31条（合意管轄） ..." in charging[0].get_text()
        assert all("でんきポート充電サービス利用約款" in page.get_text() for page in charging)
    amended = "".join(line for _, line in body_lines(SIDE_BY_SIDE))
    assert (
        bare("比較結果の利用により会員に生じた損害について、当社は一切責任を負いません。")
        in amended
    )


def test_the_scan_is_pictures_only() -> None:
    with pymupdf.open(SAMPLES / SCAN) as scan:
        assert [page.get_text().strip() for page in scan] == ["", ""]
        assert [len(page.get_images()) for page in scan] == [1, 1]


def test_the_expert_table_says_the_same_as_the_gold_lines() -> None:
    data = (SAMPLES / "gold.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    header, *cells = csv.reader(data.decode("utf-8-sig").splitlines())
    assert header == ["file", "免責事項", "条項番号"]
    expected = [[f, r["text"], r["clause"]] for f in GOLD for r in rows(f)]
    expected.append([NO_DISCLAIMER, "該当なし", "該当なし"])
    assert sorted(cells) == sorted(expected)
