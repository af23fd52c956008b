"""Reads a folder of documents with so many workers, and prints the seconds it took.

python parsing.py DOCS WORKERS
"""

import asyncio
import sys
import time
from pathlib import Path

from aiwf_cli.run.workers import Workers


async def seconds(docs: Path, count: int) -> float:
    """Seconds for all documents; the time in which the workers start is not counted."""
    paths = sorted(docs.glob("*.pdf"))
    async with Workers(count) as workers:
        await asyncio.gather(*(workers.read(path) for path in paths[: 2 * count]))
        began = time.perf_counter()
        await asyncio.gather(*(workers.read(path) for path in paths))
        return time.perf_counter() - began


if __name__ == "__main__":
    print(asyncio.run(seconds(Path(sys.argv[1]), int(sys.argv[2]))))
