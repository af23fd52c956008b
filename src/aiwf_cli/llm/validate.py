"""Replies that are held against what was asked: valid JSON of the right shape, or no reply.

An answer that is wrong gets one repair round; when that fails too the question is asked anew, as a
model may be caught in its own mistake. Three calls at most, then it is given up.
"""

from __future__ import annotations

from dataclasses import replace

from aiwf_cli.errors import ReplyError
from aiwf_cli.llm.base import Client, Message, Reply, Request
from aiwf_cli.llm.counts import CallCounts
from aiwf_cli.llm.jsontext import object_in
from aiwf_cli.llm.schema import first_problem


class ValidatingClient:
    """Reads the JSON object out of each reply, checks it, and asks again when it is wrong.

    In the repair round the model sees its own answer and what is wrong with it; then it is asked
    anew. A recording cannot be asked again, so `repair=False` leaves both out. Afterwards
    ReplyError `invalid_output` is raised. Requests without a schema pass through.
    """

    def __init__(
        self, inner: Client, *, counts: CallCounts | None = None, repair: bool = True
    ) -> None:
        self._inner = inner
        self._counts = counts or CallCounts()
        self._rounds = (repair_request, _anew) if repair else ()

    async def ask(self, request: Request) -> Reply:
        """The reply with its `data`; see the class for what it raises."""
        reply = await self._inner.ask(request)
        if request.schema is None:
            return reply
        for again in self._rounds:
            try:
                return checked(request, reply)
            except ValueError as problem:
                following = again(request, reply.text, str(problem))
            self._counts.retried["invalid_output"] += 1
            next_one = await self._inner.ask(following)
            spent = reply.tokens + next_one.tokens
            reply = replace(next_one, custom_id=reply.custom_id, tokens=spent)
        try:
            return checked(request, reply)
        except ValueError as problem:
            self._counts.failed["invalid_output"] += 1
            raise _invalid(problem) from None


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


def _anew(request: Request, said: str, problem: str) -> Request:
    """The request as it was, as if nothing had been said."""
    return request


def _invalid(problem: ValueError) -> ReplyError:
    return ReplyError(
        "invalid_output",
        f"the model's answer is not what was asked for: {problem}",
        hint="A simpler schema, an example in the prompt or a stronger model usually helps.",
    )
