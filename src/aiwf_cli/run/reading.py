"""Documents read: pages from the cache where they are known, else from a worker of its own.

What a file's own text layer says and what OCR makes of a page are kept apart, page by page: to
install OCR, or to interrupt a long scan, costs no page that was read before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from aiwf_cli.errors import ParseError
from aiwf_cli.llm.base import EncodedImage, ImageRef, Stopped
from aiwf_cli.llm.store import Store
from aiwf_cli.model.document import Page, Source
from aiwf_cli.model.json import digest
from aiwf_cli.run.hashing import hash_file
from aiwf_cli.run.workers import Parsed, Workers, pages_from
from aiwf_cli.sources.limits import PARSER_VERSION, ReadOptions, needs_ocr
from aiwf_cli.sources.ocr.extra import ocr_identity, ocr_installed

PAGES = "pages"
"""The space of the store in which parsed documents are kept."""


class OcrCount(Protocol):
    """Where the pages that OCR reads are counted: how many are wanted, how many are done."""

    ocr_wanted: int
    ocr_done: int


@dataclass(slots=True)
class _Uncounted:
    ocr_wanted: int = 0
    ocr_done: int = 0


@dataclass(slots=True, kw_only=True)
class PageReader:
    """Reads documents and draws their pages; what was read once is read from the store."""

    store: Store
    workers: Workers
    options: ReadOptions
    count: OcrCount = field(default_factory=_Uncounted)
    stopping: bool = False
    _paths: dict[str, str] = field(default_factory=dict)
    """Where a file with these bytes lies, by SHA-256."""
    _turn: asyncio.Semaphore = field(init=False)
    """Whose turn it is to have a page recognised: who waits here can still be called off."""

    def __post_init__(self) -> None:
        self._turn = asyncio.Semaphore(self.workers.ocr_count)

    @property
    def identity(self) -> str:
        """Changes when the same bytes would give other pages."""
        ocr = "" if self.options.ocr == "never" else ocr_identity()
        return f"{PARSER_VERSION} ocr={self.options.ocr} {ocr}"

    async def begin(self, sources: Sequence[Source]) -> None:
        """Starts the workers that the first of `sources` need, as far as their pages are unknown.

        Only a matter of time: who does something else before reading finds them ready.
        """
        missing = 0
        for source in sources[: self.workers.count]:
            with suppress(ParseError):
                sha256 = await hash_file(source.path)
                missing += self.store.get(PAGES, _key(sha256)) is None
        await self.workers.begin(missing)

    async def read(self, source: Source, sha256: str) -> tuple[Page, ...]:
        """The pages of a file. Raises ParseError, and Stopped when OCR is called off."""
        self._paths[sha256] = source.path
        key = _key(sha256)
        text = self.store.get(PAGES, key)
        if text is None:
            text = _unchanged(await self.workers.read(source.path, self.options), sha256)
            self.store.put(PAGES, key, text)
        pages = pages_from(text)
        wanted = [page for page in pages if needs_ocr(page, self.options)]
        return await self._with_ocr(source, sha256, pages, wanted) if wanted else pages

    def stop(self) -> None:
        """Begins to recognise no further page; documents that need one raise Stopped."""
        self.stopping = True

    async def picture(self, image: ImageRef) -> EncodedImage:
        """A page as an encoded picture with its media type. Raises ParseError."""
        drawn = await self.workers.render(
            self._paths[image.sha256],
            image.page,
            dpi=image.dpi,
            max_side=image.max_side,
            passwords=self.options.passwords,
        )
        return drawn.data, drawn.media_type

    async def _with_ocr(
        self, source: Source, sha256: str, pages: Sequence[Page], wanted: Sequence[Page]
    ) -> tuple[Page, ...]:
        """The pages, the wanted ones recognised, or with a note on why they are not."""
        from aiwf_cli.sources.ocr.pages import advised
        from aiwf_cli.text.furniture import find_furniture

        if ocr_installed():
            self.count.ocr_wanted += len(wanted)
            read = await _all(self._by_ocr(source, sha256, page) for page in wanted)
        else:
            read = [advised(page) for page in wanted]
        by_number = {page.number: page for page in read}
        return find_furniture([by_number.get(page.number, page) for page in pages])

    async def _by_ocr(self, source: Source, sha256: str, page: Page) -> Page:
        """One page recognised, from the store when it was before."""
        from aiwf_cli.sources.ocr.pages import failed

        key = digest([PARSER_VERSION, ocr_identity(), sha256, page.number])
        text = self.store.get(PAGES, key)
        try:
            if text is None:
                text = _unchanged(await self._recognised(source, page), sha256)
                self.store.put(PAGES, key, text)
            (read,) = pages_from(text)
        except ParseError as error:
            if error.code == "vanished":
                raise
            read = failed(page, error)
        finally:
            self.count.ocr_done += 1
        return read

    async def _recognised(self, source: Source, page: Page) -> Parsed:
        """A page by OCR, when it is its turn."""
        async with self._turn:
            if self.stopping:
                raise Stopped
            return await self.workers.recognise(source.path, page, self.options)


def _key(sha256: str) -> str:
    """What the pages of a file, as its own text layer says them, are kept under."""
    return digest([PARSER_VERSION, sha256])


async def _all(readings: Iterable[Awaitable[Page]]) -> list[Page]:
    """What all of them give, in order; raises what one of them raised when all have ended."""
    read = await asyncio.gather(*readings, return_exceptions=True)
    pages: list[Page] = []
    for result in read:
        if isinstance(result, BaseException):
            raise result
        pages.append(result)
    return pages


def _unchanged(parsed: Parsed, sha256: str) -> str:
    """The pages as JSON. Raises ParseError when they are of other bytes than these."""
    if parsed.sha256 != sha256:
        raise ParseError("vanished", "The file changed while it was being read.")
    return parsed.pages_json.decode("utf-8")
