"""Parsing in other processes: as many documents at once as there are processors.

Workers are started when first needed, so a run in which nothing has to be parsed pays nothing.
Pages are recognised (OCR) in workers of their own, as many as memory has room for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self, cast

from aiwf_cli.model.document import Page
from aiwf_cli.model.json import JsonObject, loads
from aiwf_cli.run.pool import Pool
from aiwf_cli.sources.images import Picture
from aiwf_cli.sources.limits import Limits, ReadOptions
from aiwf_cli.sources.ocr.capacity import ocr_workers, processors, threads_each

_DEFAULT_LIMITS = Limits()
_DEFAULT_OPTIONS = ReadOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A document as a worker read it: the hash of the bytes it read, and its pages as JSON.

    `pages_json` is a JSON array of what `Page.from_json` reads: keep it as it is in a cache.
    """

    sha256: str
    pages_json: bytes


def pages_from(pages_json: bytes | str) -> tuple[Page, ...]:
    """The pages that `Parsed.pages_json` holds."""
    return tuple(Page.from_json(page) for page in cast("list[JsonObject]", loads(pages_json)))


class Workers:
    """Reader processes; use it as an asynchronous context manager.

    `count` is how many run at most; by default as many as there are processors to run on. Beside
    them `ocr_count` recognise pages: as many, or fewer where memory is short.
    """

    def __init__(self, count: int | None = None, limits: Limits = _DEFAULT_LIMITS) -> None:
        self.count = count or processors()
        self.ocr_count = min(self.count, ocr_workers())
        self._pool = Pool(self.count, limits, ahead=1)
        self._ocr_pool = Pool(self.ocr_count, limits.for_ocr())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._pool.end()
        await self._ocr_pool.end()

    async def begin(self, count: int) -> None:
        """Starts so many readers beforehand: they are ready sooner for who is about to read."""
        await self._pool.begin(count)

    async def read(
        self, path: str | os.PathLike[str], options: ReadOptions = _DEFAULT_OPTIONS
    ) -> Parsed:
        """The pages of a file, those that need OCR still without it.

        Raises ParseError: what `sources.pages.read_pages` raises, `crashed` when the parser dies of
        it, `timeout`.
        """
        request: JsonObject = {
            "do": "read",
            "path": os.fspath(path),
            "passwords": list(options.passwords),
        }
        reply, payload = await self._pool.ask(request)
        return Parsed(sha256=cast(str, reply["sha256"]), pages_json=payload)

    async def recognise(
        self,
        path: str | os.PathLike[str],
        page: Page,
        options: ReadOptions = _DEFAULT_OPTIONS,
    ) -> Parsed:
        """One page of a file with the text of its picture instead of its own.

        Each page has a time limit of its own. Raises ParseError: as `render` does, `crashed`,
        `timeout`.
        """
        blank = replace(page, text="", words=(), furniture=())
        request: JsonObject = {
            "do": "recognise",
            "path": os.fspath(path),
            "page": blank.to_json(),
            "passwords": list(options.passwords),
            "threads": threads_each(self.ocr_count),
        }
        reply, payload = await self._ocr_pool.ask(request)
        return Parsed(sha256=cast(str, reply["sha256"]), pages_json=payload)

    async def render(
        self,
        path: str | os.PathLike[str],
        page: int,
        *,
        dpi: int,
        max_side: int,
        passwords: Sequence[str] = (),
    ) -> Picture:
        """Page `page` (from 1) as a picture; see `sources.pages.render_page`. Raises ParseError."""
        request: JsonObject = {
            "do": "render",
            "path": os.fspath(path),
            "page": page,
            "dpi": dpi,
            "max_side": max_side,
            "passwords": list(passwords),
        }
        reply, payload = await self._pool.ask(request)
        return Picture(
            data=payload,
            media_type=cast(str, reply["media_type"]),
            width=cast(int, reply["width"]),
            height=cast(int, reply["height"]),
        )
