"""Replies that are held against what was asked: valid JSON of the right shape, or no reply."""

from __future__ import annotations

from dataclasses import replace

from aiwf_cli.errors import ReplyError
from aiwf_cli.llm.base import Client, Message, Reply, Request
from aiwf_cli.llm.counts import Counts
from aiwf_cli.llm.jsontext import object_in
from aiwf_cli.llm.schema import first_problem


class ValidatingClient:
    """Reads the JSON object out of each reply, checks it, and asks once more when it is wrong.

    In the repair round the model sees its own answer and what is wrong with it; a recording cannot
    be asked again, so `repair=False` leaves that round out. Afterwards ReplyError `invalid_output`
    is raised. Requests without a schema pass through.
    """

    def __init__(self, inner: Client, *, counts: Counts | None = None, repair: bool = True) -> None:
        self._inner = inner
        self._counts = counts or Counts()
        self._repair = repair

    async def ask(self, request: Request) -> Reply:
        """The reply with its `data`; see the class for what it raises."""
        reply = await self._inner.ask(request)
        if request.schema is None:
            return reply
        try:
            return checked(request, reply)
        except ValueError as problem:
            if not self._repair:
                self._counts.failed["invalid_output"] += 1
                raise _invalid(problem) from None
            return await self._asked_again(request, reply, str(problem))

    async def _asked_again(self, request: Request, reply: Reply, problem: str) -> Reply:
        self._counts.retried["invalid_output"] += 1
        second = await self._inner.ask(repair_request(request, reply.text, problem))
        try:
            repaired = checked(request, second)
        except ValueError as again:
            self._counts.failed["invalid_output"] += 1
            raise _invalid(again) from None
        return replace(repaired, custom_id=reply.custom_id, tokens=reply.tokens + second.tokens)


def checked(request: Request, reply: Reply) -> Reply:
    """The reply with the object that it says; raises ValueError when it is not what was asked."""
    data = object_in(reply.text)
    if request.schema is not None:
        problem = first_problem(request.schema, data)
        if problem is not None:
            raise ValueError(problem)
    return replace(reply, data=data)


def repair_request(request: Request, said: str, problem: str) -> Request:
    """The request, the model's invalid answer and what is wrong with it, as one conversation."""
    ask = (
        f"That answer cannot be used: {problem}\n"
        "Give the whole answer again as one JSON object that follows the schema, and nothing else."
    )
    turns = (Message(role="assistant", text=said), Message(role="user", text=ask))
    return replace(request, messages=(*request.messages, *turns))


def _invalid(problem: ValueError) -> ReplyError:
    return ReplyError(
        "invalid_output",
        f"the model's answer is not what was asked for: {problem}",
        hint="A simpler schema, an example in the prompt or a stronger model usually helps.",
    )
