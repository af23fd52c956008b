"""The floor of a first run: the openai package is imported and asked, and nothing else is done.

    python calls_alone.py URL CALLS CALLS_AT_ONCE

No file is read, nothing is kept. What takes less cannot use the package.
"""

import asyncio
import sys

from by_hand import FORMAT
from openai import AsyncOpenAI


async def main(url: str, calls: int, at_once: int) -> None:
    client = AsyncOpenAI(base_url=url, api_key="none")
    gate = asyncio.Semaphore(at_once)

    async def ask(number: int) -> None:
        async with gate:
            await client.chat.completions.create(
                model="bench",
                messages=[{"role": "user", "content": str(number)}],
                response_format=FORMAT,
            )

    await asyncio.gather(*map(ask, range(calls)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
