"""Whatever an endpoint does ends as a reply, a bounded number of tries, or a named error."""

from __future__ import annotations

import asyncio
import time
from email.utils import formatdate
from pathlib import Path

import pytest
from asking import GOOD, ask, ask_all, question, stack
from scripted_server import ScriptedServer, Served, refused, said

from aiwf_cli.errors import EndpointError, ReplyError
from aiwf_cli.llm.base import Reply
from aiwf_cli.llm.exceptions import OPENAI_EXCEPTIONS
from aiwf_cli.llm.faults import short
from aiwf_cli.llm.limits import PATIENCE
from aiwf_cli.llm.waits import backoff, retry_after

BUSY = refused(429, "slow down", code="rate_limit_exceeded")


def always(fault: Served):
    return lambda _, __: fault


PASSING = {
    "429": BUSY,
    "429 with seconds": refused(429, "slow down", headers={"retry-after": "0.01"}),
    "429 with 0": refused(429, "slow down", headers={"retry-after": "0"}),
    "429 with a date": refused(429, "slow down", headers={"retry-after": formatdate(0)}),
    "429 with garbage": refused(429, "slow down", headers={"retry-after": "soon"}),
    "429 with less than nothing": refused(429, "slow down", headers={"retry-after": "-5"}),
    "500": refused(500, "oops"),
    "502 in HTML": Served(status=502, body=b"<html><h1>Bad gateway</h1></html>"),
    "503": refused(503, "overloaded"),
    "408": refused(408, "too slow"),
    "409": refused(409, "conflict"),
    "connection reset": Served(body=b"", reset=True),
    "body cut short": Served(body=said(GOOD).body, cut=40),
    "HTML with 200": Served(body=b"<html>Welcome to the proxy</html>"),
    "error object with 200": Served(body=b'{"error": {"message": "try later", "code": 502}}'),
    "no choices": Served(body=b'{"id": "x", "choices": []}'),
    "nothing said": said(""),
    "refusal": said(None, refusal="I cannot help with that."),
    "cut off": said('{"name": "あお', finish="length"),
    "not JSON": said("I could not find it."),
    "wrong shape": said('{"name": 3}'),
    "an answer packed wrongly": Served(body=b"plain", headers={"content-encoding": "gzip"}),
    "a JSON list": Served(body=b"[1, 2]"),
    "NaN": Served(body=b'{"choices": NaN}'),
}


def test_a_fault_that_passes_costs_one_more_try(tmp_path: Path) -> None:
    def script(body: dict, times: int) -> Served:
        again = times > 0 or len(body["messages"]) > 2
        return said(GOOD) if again else PASSING[body["messages"][1]["content"]]

    with ScriptedServer(script) as server:
        replies = ask(tmp_path, server.url, *map(question, PASSING))
    for fault, reply in zip(PASSING, replies, strict=True):
        assert isinstance(reply, Reply), fault
        assert reply.data == {"name": "あおぞら商会", "amount": 12}
    assert server.calls == 2 * len(PASSING)


LASTING = {
    "429": (BUSY, "rate_limited", 10),
    "429 for an hour": (refused(429, "x", headers={"retry-after": "3600"}), "rate_limited", 1),
    "500": (refused(500, "oops"), "server_error", 5),
    "503": (refused(503, "overloaded"), "server_error", 8),
    "connection reset": (Served(body=b"", reset=True), "server_error", 5),
    "body cut short": (Served(body=said(GOOD).body, cut=40), "server_error", 5),
    "HTML with 200": (Served(body=b"<html>Welcome</html>"), "server_error", 4),
    "nothing said": (said(None), "invalid_output", 2),
    "cut off": (said('{"name": "あお', finish="length"), "truncated", 2),
    "refusal": (said(None, refusal="I cannot help with that."), "refusal", 2),
    "content filter": (said("", finish="content_filter"), "content_filter", 1),
    "filtered by 400": (refused(400, "filtered", code="content_filter"), "content_filter", 1),
    "not JSON": (said("I could not find it."), "invalid_output", 3),
    "wrong shape": (said('{"name": 3}'), "invalid_output", 3),
    "too long": (refused(400, "maximum context length is 8192 tokens"), "rejected", 1),
    "rejected": (refused(400, "image is not valid"), "rejected", 1),
}


@pytest.mark.parametrize(("fault", "code", "calls"), LASTING.values(), ids=LASTING)
def test_a_fault_that_lasts_is_a_named_error_of_its_document(
    fault: Served, code: str, calls: int, tmp_path: Path
) -> None:
    async def main(url: str) -> tuple[object, object]:
        built = stack(tmp_path, url)
        first = await asyncio.gather(built.client.ask(question()), return_exceptions=True)
        return first[0], (await ask_all(built, [question()]))[0]

    with ScriptedServer(always(fault)) as server:
        error, again = asyncio.run(main(server.url))
    assert isinstance(error, ReplyError)
    assert error.code == code
    assert isinstance(again, ReplyError), "what is no answer is never kept as one"
    assert server.calls == 2 * calls


FATAL = {
    "wrong key": (refused(401, "Incorrect API key provided"), "OPENAI_API_KEY"),
    "forbidden": (refused(403, "no access"), "key's project"),
    "unknown model": (refused(404, "The model does not exist", code="model_not_found"), "--model"),
    "quota": (refused(429, "You exceeded your quota", code="insufficient_quota"), "credit"),
    "payment": (refused(402, "pay first"), "credit"),
    "bad key by 400": (refused(400, "API key not valid. Pass a valid one."), "OPENAI_API_KEY"),
}


@pytest.mark.parametrize(("fault", "remedy"), FATAL.values(), ids=FATAL)
def test_what_concerns_every_request_ends_the_run_at_once(
    fault: Served, remedy: str, tmp_path: Path
) -> None:
    with ScriptedServer(always(fault)) as server:
        errors = ask(tmp_path, server.url, *(question(f"{n} 円") for n in range(200)))
    assert all(isinstance(error, EndpointError) for error in errors)
    assert remedy in errors[0].hint
    assert server.calls <= 32, "those that were in flight, and no more"


def test_an_endpoint_that_is_not_there_is_said_to_be_unreachable(tmp_path: Path) -> None:
    with ScriptedServer(always(BUSY)) as server:
        url = server.url
    [error] = ask(tmp_path, url, question())
    assert isinstance(error, EndpointError)
    assert "cannot be reached after 4 tries" in error.message


def test_when_everything_fails_the_run_stops_early(tmp_path: Path) -> None:
    with ScriptedServer(always(refused(500, "oops"))) as server:
        errors = ask(tmp_path, server.url, *(question(f"{n} 円") for n in range(300)))
    assert sum(isinstance(error, ReplyError) for error in errors) < 8
    assert sum(isinstance(error, EndpointError) for error in errors) > 250
    assert server.calls < (32 + 8) * 5


def test_an_endpoint_that_lets_nothing_through_is_given_up(tmp_path: Path) -> None:
    busy = refused(429, "slow down", headers={"retry-after": "0.1"})
    with ScriptedServer(always(busy)) as server:
        asked = [question(f"{n} 円") for n in range(300)]
        errors = ask(tmp_path, server.url, *asked, patience=PATIENCE, starving=1.0)
        seconds = server.arrivals[-1] - server.arrivals[0]
    assert all(isinstance(error, EndpointError) for error in errors)
    assert "let nothing through for 1 s" in errors[0].message
    assert seconds < 2
    assert server.calls < 100, "no storm of them"


def test_a_long_answer_on_its_way_is_a_sign_of_life(tmp_path: Path) -> None:
    busy, inside = refused(429, "one at a time", headers={"retry-after": "0.1"}), [0.0]

    def one_at_a_time(body: dict, _: int) -> Served:
        if time.monotonic() < inside[0]:
            return busy
        inside[0] = time.monotonic() + 0.5
        return Served(body=said(GOOD).body, latency=0.5)

    with ScriptedServer(one_at_a_time) as server:
        asked = [question(f"{n} 円") for n in range(4)]
        replies = ask(tmp_path, server.url, *asked, patience=PATIENCE, starving=0.3)
    assert all(isinstance(reply, Reply) for reply in replies)


def test_single_failures_do_not_stop_the_run(tmp_path: Path) -> None:
    def script(body: dict, _: int) -> Served:
        text = body["messages"][1]["content"]
        return refused(500, "oops") if text.endswith("7 円") else said(GOOD)

    with ScriptedServer(script) as server:
        replies = ask(tmp_path, server.url, *(question(f"{n} 円") for n in range(60)))
    assert sum(isinstance(reply, Reply) for reply in replies) == 54


def test_a_slow_drip_ends_with_the_timeout(tmp_path: Path) -> None:
    drip = Served(body=said(GOOD).body, drip=0.05)
    with ScriptedServer(lambda _, times: drip if times == 0 else said(GOOD)) as server:
        started = time.monotonic()
        [reply] = ask(tmp_path, server.url, question(), timeout=0.4)
    assert isinstance(reply, Reply)
    assert time.monotonic() - started < 5


def test_every_call_is_explained(tmp_path: Path) -> None:
    """made == answered + retried + failed, by cause, with one fault in ten requests."""
    faults = [*PASSING.values(), said("no JSON"), said("", refusal="no")]

    def script(body: dict, times: int) -> Served:
        number = int(body["messages"][1]["content"].split()[0])
        if len(body["messages"]) > 2:
            return said(GOOD)
        return faults[number // 10 % len(faults)] if number % 10 == 0 and not times else said(GOOD)

    async def main(url: str):
        built = stack(tmp_path, url)
        replies = await ask_all(built, (question(f"{n} 円") for n in range(300)))
        return built.counts, replies

    with ScriptedServer(script) as server:
        counts, replies = asyncio.run(main(server.url))
    assert counts.made == server.calls
    assert counts.in_flight == 0
    assert counts.answered == sum(isinstance(reply, Reply) for reply in replies) >= 297
    assert counts.retried["rate_limited"] >= 6
    assert counts.failed["refusal"] == 300 - counts.answered


def test_messages_from_outside_are_one_plain_line() -> None:
    assert short("<html><b>502</b>\n bad\x1b[2J gateway</html>") == "502 bad [2J gateway"
    assert len(short("x" * 10_000)) == 301


def test_every_exception_of_the_openai_package_is_mapped() -> None:
    import openai._exceptions

    found, waiting = set(), [openai.OpenAIError]
    while waiting:
        kind = waiting.pop()
        found.add(kind.__name__)
        waiting += kind.__subclasses__()
    found |= set(openai._exceptions.__all__)
    assert found - OPENAI_EXCEPTIONS.keys() == set()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": formatdate(1000 + 30)}, 30),
        ({"retry-after": formatdate(1)}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "Wed, 21 Oct 99999999 07:28:00 GMT"}, None),
    ],
)
def test_retry_after_is_seconds_a_date_or_nothing(headers: dict, seconds: float | None) -> None:
    assert retry_after(headers, now=1000.0) == seconds


def test_backoff_doubles_up_to_its_longest_and_never_vanishes() -> None:
    waits = [backoff(n, first=0.5, longest=8, draw=lambda: 0.0) for n in (1, 2, 3, 9, 500)]
    assert waits == [0.25, 0.5, 1.0, 4.0, 4.0]
