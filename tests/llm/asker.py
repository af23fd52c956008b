"""A process that asks N questions with a cache of its own choice; tells its counts when done."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from asking import ask_all, question, stack

from aiwf_cli.model.json import dumps


async def main(folder: Path, url: str, questions: int) -> None:
    built = stack(folder, url, concurrency=16)
    await built.warm_up()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    replies = await ask_all(built, (question(f"{number} 円") for number in range(questions)))
    texts = [getattr(reply, "text", repr(reply)) for reply in replies]
    sys.stdout.write(dumps({"counts": built.counts.to_json(), "texts": texts}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
