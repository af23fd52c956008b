"""Clients that ask nobody: one counts what would be asked, one writes it to a batch file."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NoReturn

from aiwf_cli.llm.base import Images, Pending, Reply, Request
from aiwf_cli.llm.batch import RequestsFile
from aiwf_cli.llm.chat import chat_body, pictures_of
from aiwf_cli.llm.prices import estimate_request, total_cost
from aiwf_cli.model.json import digest
from aiwf_cli.model.record import Tokens


@dataclass(slots=True)
class Plan:
    """What a run would ask next: requests, and about how many tokens by model.

    A document waits at its first unanswered request, so later steps are not in it.
    """

    requests: int = 0
    tokens: dict[str, Tokens] = field(default_factory=dict)

    @property
    def cost(self) -> Decimal | None:
        """About how many US dollars, or None when a model's price is not known."""
        return total_cost(self.tokens)


class DryRunClient:
    """Adds each request to its plan, and asks nobody."""

    def __init__(self) -> None:
        self.plan = Plan()
        self._seen: set[str] = set()

    async def ask(self, request: Request) -> NoReturn:
        """Never a reply: raises Pending."""
        key = request.key_for("")
        if key not in self._seen:
            self._seen.add(key)
            self.plan.requests += 1
            known = self.plan.tokens.get(request.model, Tokens())
            self.plan.tokens[request.model] = known + estimate_request(request)
        raise Pending(request)


class RequestsOutClient:
    """Writes each request to a batch input file, and asks nobody."""

    def __init__(self, file: RequestsFile, images: Images) -> None:
        self._file = file
        self._images = images

    async def ask(self, request: Request) -> Reply:
        """Never a reply: raises Pending once the request is in the file."""
        body = chat_body(request, await pictures_of(request, self._images))
        self._file.add(digest(body), body)
        raise Pending(request)
