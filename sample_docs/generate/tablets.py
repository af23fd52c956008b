"""Rebuilds `sample_docs/tablets`: the pictures, `gold.csv` and `gold.jsonl`.

    python sample_docs/generate/tablets.py [--out DIR]

The same bytes come out every time with the same versions of PyMuPDF and numpy. Gold comes from the
same scenes as the pictures; product names come from the task's product master.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from tablet_photos.picture import photograph
from tablet_photos.sample import Sample
from tablet_photos.scenes_doubtful import AMBIGUOUS, EASILY_MISREAD
from tablet_photos.scenes_plain import PLAIN_VIEWS
from tablet_photos.scenes_strange import NOT_OURS, UNREADABLE

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "sample_docs" / "tablets"
PRODUCTS = ROOT / "src" / "aiwf_cli" / "tasks" / "tablets" / "masters" / "products.csv"

LABELS = ("file", "刻印", "製品名", "製品コード", "判定")
VERSIONS = "built-with.txt"
ABSENT = "該当なし"
EITHER = " || "

SAMPLES = PLAIN_VIEWS + EASILY_MISREAD + AMBIGUOUS + NOT_OURS + UNREADABLE


def product_names() -> dict[str, str]:
    """Product names by code, from the master."""
    with PRODUCTS.open(encoding="utf-8", newline="") as master:
        return {row["code"]: row["name"] for row in csv.DictReader(master)}


def expert_rows(names: dict[str, str]) -> list[tuple[str, ...]]:
    """The rows of gold.csv below its header, in the order of the files' names."""
    return [
        (
            sample.file,
            EITHER.join(sample.imprint) or ABSENT,
            names[sample.product_code] if sample.product_code else ABSENT,
            sample.product_code or ABSENT,
            sample.verdict,
        )
        for sample in in_order()
    ]


def step_line(sample: Sample, names: dict[str, str]) -> dict[str, object]:
    """A line of gold.jsonl; the imprint is left unlabelled where more than one reading is right."""
    code = sample.product_code
    imprint: dict[str, object] = {}
    if len(sample.imprint) < 2:
        imprint["imprint"] = sample.imprint[0] if sample.imprint else None
    return {
        "file": sample.file,
        "fields": {
            **imprint,
            "product": names[code] if code else None,
            "product_code": code,
            "verdict": sample.verdict,
        },
        "steps": {"read": imprint, "match": {"status": sample.status}},
    }


def in_order() -> list[Sample]:
    """The samples by file name."""
    return sorted(SAMPLES, key=lambda sample: sample.file)


def gold_files() -> dict[str, bytes]:
    """gold.csv (with a byte order mark, for Excel) and gold.jsonl, by name."""
    names = product_names()
    table = io.StringIO()
    csv.writer(table, lineterminator="\r\n").writerows([LABELS, *expert_rows(names)])
    lines = [json.dumps(step_line(sample, names), ensure_ascii=False) for sample in in_order()]
    return {
        "gold.csv": table.getvalue().encode("utf-8-sig"),
        "gold.jsonl": ("\n".join(lines) + "\n").encode("utf-8"),
    }


def built_with() -> str:
    """The versions that the pictures' bytes depend on, one to a line."""
    return "".join(f"{name} {version(name)}\n" for name in ("pymupdf", "numpy"))


def _shot(sample: Sample) -> tuple[str, bytes]:
    return sample.file, photograph(sample.picture)


def pictures(samples: Sequence[Sample]) -> dict[str, bytes]:
    """The files of these samples' pictures, by name."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
        return dict(workers.map(_shot, samples))


def build(folder: Path) -> None:
    """Write everything into `folder`; other files in it are left alone."""
    files = pictures(SAMPLES) | gold_files() | {VERSIONS: built_with().encode()}
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Rebuild the tablet pictures and their gold.")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write to")
    build(parser.parse_args().out)
