"""Documents read: pages from the cache where they are known, else from a worker of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from aiwf_cli.errors import ParseError
from aiwf_cli.llm.base import ImageRef, Pixels
from aiwf_cli.llm.store import Store
from aiwf_cli.model.document import Page, Source
from aiwf_cli.model.json import Json, digest, loads
from aiwf_cli.run.workers import ReadOptions, Workers

PAGES = "pages"
"""The space of the store in which parsed documents are kept."""


@dataclass(slots=True, kw_only=True)
class PageReader:
    """Reads documents and draws their pages; what was read once is read from the store."""

    store: Store
    workers: Workers
    options: ReadOptions
    _paths: dict[str, str] = field(default_factory=dict)
    """Where a file with these bytes lies, by SHA-256."""

    @property
    def identity(self) -> str:
        """Changes when the same bytes would give other pages."""
        return self.options.identity

    async def read(self, source: Source, sha256: str) -> tuple[Page, ...]:
        """The pages of a file. Raises ParseError."""
        self._paths[sha256] = source.path
        key = digest([self.identity, sha256])
        text = self.store.get(PAGES, key)
        if text is None:
            found, text = await self.workers.read(source.path, self.options)
            if found != sha256:
                raise ParseError("vanished", "The file changed while it was being read.")
            self.store.put(PAGES, key, text)
        return tuple(Page.from_json(page) for page in cast("list[Json]", loads(text)))

    async def picture(self, image: ImageRef) -> Pixels:
        """A page as an encoded picture with its media type. Raises ParseError."""
        path = self._paths[image.sha256]
        return await self.workers.render(path, image.page, dpi=image.dpi, max_side=image.max_side)
