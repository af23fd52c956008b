"""Rebuilds `sample_docs/terms/`: the documents and their gold, from `generate/terms/*.md`.

    python sample_docs/generate/terms.py [--out DIR]

Needs pymupdf and ruamel.yaml. The gold is computed from the structure of the sources, never from
the documents; only the page numbers of its evidence are looked up in the documents' text.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import pdf
from terms_numbering import Numbering, disclaimers, printed_styles
from terms_pages import render, text_pdf
from terms_source import Source, read_source

HERE = Path(__file__).parent
SOURCES = HERE / "terms"
DEFAULT_OUT = HERE.parent / "terms"


def all_sources() -> list[Source]:
    """Every document of the sample, ordered by the name of its PDF."""
    sources = [read_source(path) for path in SOURCES.glob("*.md")]
    return sorted(sources, key=lambda source: source.file)


def gold(source: Source) -> dict[str, Any]:
    """The document's line in gold.jsonl."""
    found = list(disclaimers(source))
    numbering = Numbering.of(source)
    line: dict[str, Any] = {
        "file": unicodedata.normalize("NFC", source.file),
        "fields": {"disclaimers": [{"text": text, "clause": clause} for text, clause in found]},
        "steps": {
            "structure": printed_styles(source),
            "outline": {"articles": [numbering.article_clause(a) for a in source.articles]},
            "disclaimers": {"disclaimers": [{"text": text} for text, _ in found]},
        },
        "evidence": {},
    }
    if found:
        quote = found[0][0]
        line["evidence"] = {"disclaimers": {"page": page_of(quote, source), "quote": quote}}
    return line


def page_of(sentence: str, source: Source) -> int:
    """The page on which `sentence` begins (from 1), running heads and page numbers set aside."""
    front = {name: value for name, value in source.front.items() if name not in {"head", "foot"}}
    pages = [unspaced(text) for text in pdf.page_texts(text_pdf(replace(source, front=front)))]
    at = "".join(pages).find(unspaced(sentence))
    if at < 0:
        raise ValueError(f"{source.file} does not print: {sentence}")
    return next(n for n, end in enumerate(accumulate(map(len, pages)), 1) if at < end)


def unspaced(text: str) -> str:
    """`text` in NFKC (PDF fonts join f and i to one letter ﬁ) without white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def write_gold(lines: Sequence[dict[str, Any]], out: Path) -> None:
    """gold.jsonl with everything, gold.csv as an expert would keep it in Excel."""
    with (out / "gold.jsonl").open("w", encoding="utf-8", newline="\n") as jsonl:
        for line in lines:
            jsonl.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    with (out / "gold.csv").open("w", encoding="utf-8-sig", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(["file", "免責事項", "条項番号"])
        for line in lines:
            rows = line["fields"]["disclaimers"] or [{"text": "該当なし", "clause": "該当なし"}]
            writer.writerows([line["file"], row["text"], row["clause"]] for row in rows)


def main() -> None:
    """Writes the documents and the gold into a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="folder to write into")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    sources = all_sources()
    for source in sources:
        data = render(source)
        (out / source.file).write_bytes(data)
        print(f"{source.file}: {len(data) / 1000:.0f} kB")
    write_gold([gold(source) for source in sources], out)


if __name__ == "__main__":
    main()
