"""The yardstick: what a good engineer writes in an afternoon instead of using a tool.

    python by_hand.py DOCS URL CALLS_AT_ONCE FOLDER

Parses every PDF, asks once for each, keeps the replies in a cache and writes one line a document to
`FOLDER/records.jsonl`. No evidence, no types, no retries of its own, no record of what was run.
"""

import asyncio
import hashlib
import json
import sys
from pathlib import Path

import diskcache
import pymupdf
from openai import AsyncOpenAI

PROMPT = """Read the invoice and write down:

- number: its number
- customer: who it is for
- issued: the date of issue
- total: the total amount with its currency
- terms: the terms of payment

Copy words and figures as they are printed; what is not there is null.

"""
FIELDS = ("number", "customer", "issued", "total", "terms")
SCHEMA = {
    "type": "object",
    "properties": {name: {"type": ["string", "null"]} for name in FIELDS},
    "required": list(FIELDS),
    "additionalProperties": False,
}
FORMAT = {
    "type": "json_schema",
    "json_schema": {"name": "invoice", "schema": SCHEMA, "strict": True},
}


def text_of(path: Path) -> str:
    with pymupdf.open(path) as document:
        return "\n".join(page.get_text() for page in document)


async def main(docs: Path, url: str, at_once: int, folder: Path) -> None:
    client = AsyncOpenAI(base_url=url, api_key="none")
    cache = diskcache.Cache(folder / "cache")
    gate = asyncio.Semaphore(at_once)

    async def answer(text: str) -> str:
        messages = [{"role": "user", "content": PROMPT + text}]
        key = hashlib.sha256(json.dumps(["bench", messages, SCHEMA]).encode()).hexdigest()
        kept = cache.get(key)
        if kept is None:
            completion = await client.chat.completions.create(
                model="bench", messages=messages, response_format=FORMAT
            )
            kept = completion.choices[0].message.content
            cache.set(key, kept)
        return kept

    async def record(path: Path) -> dict[str, object]:
        async with gate:
            return {"file": path.name, "fields": json.loads(await answer(text_of(path)))}

    records = await asyncio.gather(*map(record, sorted(docs.glob("*.pdf"))))
    with (folder / "records.jsonl").open("w", encoding="utf-8") as file:
        for line in records:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])))
