"""Rebuilds `sample_docs/statements/`: eighteen financial statements and their gold.

    python sample_docs/generate/statements.py [--out DIR]

Needs pymupdf, numpy and openpyxl. Documents and gold come from the same figures
(`statement_forms/facts.py`); each form notes what it prints as the value of a field, and the gold
is made of these notes. The same versions of these packages give the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from statement_forms.collection import STATEMENTS
from statement_forms.gold import write_lines, write_workbook

DEFAULT_OUT = Path(__file__).parents[1] / "statements"


def main() -> None:
    """Writes the documents and the gold into a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="folder to write into")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for statement in STATEMENTS:
        data = statement.content()
        (out / statement.file).write_bytes(data)
        print(f"{statement.file}: {len(data) / 1000:.0f} kB")
    write_lines(STATEMENTS, out / "gold.jsonl")
    write_workbook(STATEMENTS, out / "gold.xlsx")


if __name__ == "__main__":
    main()
