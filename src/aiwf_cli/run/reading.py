"""Documents read: pages from the cache where they are known, else from a worker of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiwf_cli.errors import ParseError
from aiwf_cli.llm.base import ImageRef, Pixels
from aiwf_cli.llm.store import Store
from aiwf_cli.model.document import Page, Source
from aiwf_cli.model.json import digest
from aiwf_cli.run.workers import Workers, pages_from
from aiwf_cli.sources.limits import ReadOptions
from aiwf_cli.sources.pages import PARSER_VERSION

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
        return f"{PARSER_VERSION} {self.options.key}"

    async def read(self, source: Source, sha256: str) -> tuple[Page, ...]:
        """The pages of a file. Raises ParseError."""
        self._paths[sha256] = source.path
        key = digest([self.identity, sha256])
        text = self.store.get(PAGES, key)
        if text is None:
            parsed = await self.workers.read(source.path, self.options)
            if parsed.sha256 != sha256:
                raise ParseError("vanished", "The file changed while it was being read.")
            text = parsed.pages_json.decode("utf-8")
            self.store.put(PAGES, key, text)
        return pages_from(text)

    async def picture(self, image: ImageRef) -> Pixels:
        """A page as an encoded picture with its media type. Raises ParseError."""
        drawn = await self.workers.render(
            self._paths[image.sha256],
            image.page,
            dpi=image.dpi,
            max_side=image.max_side,
            passwords=self.options.passwords,
        )
        return drawn.data, drawn.media_type
