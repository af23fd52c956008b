"""Whole runs against an endpoint that misbehaves: every document answered, every call explained."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from itertools import count

import pytest
from scripted_server import ScriptedServer, Served, completion, refused, said

from office import Office, explained, number_in, right, slowly

MIXED = (
    refused(429, "slow down", headers={"retry-after": "0.2"}),
    refused(429, "slow down", headers={"retry-after": "0"}),
    refused(429, "slow down", headers={"retry-after": formatdate(0)}),
    refused(429, "slow down", headers={"retry-after": "soon"}),
    refused(500, "oops"),
    Served(status=502, body=b"<html><h1>Bad gateway</h1></html>"),
    refused(503, "overloaded", headers={"retry-after": "0.1"}),
    Served(body=b"", reset=True),
    Served(body=said("x").body, cut=40),
    Served(body=said("x").body, drip=0.0001, cut=None),
    Served(body=b'{"error": {"message": "upstream is gone", "code": 502}}'),
    Served(body=b"<html>Welcome to the proxy</html>"),
    Served(body=json.dumps({**completion("x"), "choices": []}).encode()),
    said("", finish="stop"),
    said('{"number": {"value": "L-', finish="length"),
    said(None, refusal="I cannot help with that."),
    said("Sure! Here it is: {number: 5,,"),
    said('{"number": 3}'),
)


def one_in_ten(faults: tuple[Served, ...]) -> Callable[[dict, int], Served]:
    """A model that meets every tenth request, whatever it is about, with the next fault in turn."""
    arrivals, turns = count(), count()

    def script(body: dict, times: int) -> Served:
        if next(arrivals) % 10 == 5:
            return faults[next(turns) % len(faults)]
        return right(body)

    return script


@pytest.mark.parametrize("documents", [200, pytest.param(500, marks=pytest.mark.soak)])
def test_with_one_fault_in_ten_requests_every_document_is_answered_and_every_call_explained(
    documents: int, make_office: Callable[[int], Office]
) -> None:
    office = make_office(documents)
    with ScriptedServer(one_in_ten(MIXED)) as server:
        done = office.extract(server.url, "--concurrency", "16", "--json").json
    assert office.totals() == office.right_totals, "every document is answered, and rightly"
    calls = done["calls"]
    assert isinstance(calls, dict)
    assert calls == office.manifest()["calls"]
    assert explained(calls), calls
    assert calls["made"] == server.calls, "the books agree with the server's own"
    assert (calls["answered"], calls["failed"]) == (office.count, 0)
    assert sum(calls["retried"].values()) == server.calls - office.count > office.count // 12


LASTING = {
    0: (said(None, refusal="I cannot help with that."), "refusal"),
    1: (said('{"number": {"value": "L-', finish="length"), "truncated"),
    2: (said("", finish="content_filter"), "content_filter"),
    3: (said("I could not find it."), "invalid_output"),
    4: (said('{"number": 3}'), "invalid_output"),
    5: (said(""), "invalid_output"),
    6: (refused(400, "This picture is not valid"), "rejected"),
    7: (refused(429, "slow down", headers={"retry-after": "86400"}), "rate_limited"),
}


def test_faults_that_last_are_named_failures_of_their_documents_and_asked_again_next_time(
    make_office: Callable[[int], Office],
) -> None:
    office, well = make_office(24), False

    def script(body: dict, times: int) -> Served:
        fault, _ = LASTING.get(number_in(body), (None, ""))
        return right(body) if well or fault is None else fault

    with ScriptedServer(script) as server:
        done = office.extract(server.url, "--json", code=1)
        calls = done.json["calls"]
        asked = server.calls
        records = [json.loads(line) for line in office.aiwf.records().splitlines()]
        well = True
        again = office.extract(server.url, "--json").json["calls"]
        assert server.calls == asked + len(LASTING), "no failure was kept as an answer"
    assert explained(calls) and explained(again)
    assert isinstance(calls, dict)
    assert (calls["made"], calls["failed"]) == (asked, len(LASTING))
    codes = [record["error"]["code"] for record in records if record["status"] == "failed"]
    assert codes == [code for _, code in LASTING.values()]
    assert calls["failures"] == {
        "content_filter": 1,
        "empty": 1,
        "invalid_output": 2,
        "rate_limited": 1,
        "refusal": 1,
        "rejected": 1,
        "truncated": 1,
    }
    assert office.totals() == office.right_totals


def test_a_wrong_key_ends_the_run_early_with_exit_4(make_office: Callable[[int], Office]) -> None:
    fault = refused(401, "Incorrect API key provided")
    office = make_office(60)
    with ScriptedServer(lambda _, __: fault) as server:
        done = office.extract(server.url, "--concurrency", "8", code=4)
    assert server.calls <= 8, "those that were in flight, and no more"
    assert "OPENAI_API_KEY" in done.err
    [run] = office.runs()
    manifest = run.manifest()
    assert manifest.status == "partial"
    assert manifest.reason is not None and manifest.reason in done.err
    assert explained(manifest.calls.to_json())


def test_an_endpoint_that_goes_away_ends_the_run_and_the_next_one_goes_on_from_there(
    make_office: Callable[[int], Office],
) -> None:
    office = make_office(100)
    with ScriptedServer(slowly(0.02)) as server:
        process = office.start(server.url, "--concurrency", "4")
        while server.calls < 40:
            time.sleep(0.005)
        url = server.url
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    assert b"cannot be reached" in err or b"in a row" in err
    first = office.manifest()
    assert first["status"] == "partial"
    kept = first["calls"]["answered"]  # type: ignore[index,call-overload]
    assert 30 <= kept < 100
    assert first["counts"]["failed"] <= 8, "not the rest of the folder"  # type: ignore[index,call-overload]
    with ScriptedServer(right, port=int(url.rsplit(":", 1)[1].removesuffix("/v1"))) as server:
        office.extract(url)
        assert server.calls == 100 - kept, "what was answered is not asked again"
    assert office.totals() == office.right_totals


def test_an_endpoint_that_hangs_or_drips_is_given_so_many_seconds_and_asked_again(
    make_office: Callable[[int], Office],
) -> None:
    office = make_office(3)

    def script(body: dict, times: int) -> Served:
        good = right(body)
        if times or number_in(body) == 2:
            return good
        return replace(good, latency=30) if number_in(body) == 0 else replace(good, drip=0.05)

    with ScriptedServer(script) as server:
        done = office.extract(server.url, "--json", AIWF_TIMEOUT="0.5").json
        assert "AIWF_TIMEOUT" in office.extract(server.url, code=2, AIWF_TIMEOUT="soon").err
    assert office.totals() == office.right_totals
    calls = done["calls"]
    assert isinstance(calls, dict) and explained(calls)
    assert calls["retried"] == {"timeout": 2}


def test_a_proxy_that_is_no_url_is_told_with_exit_4(make_office: Callable[[int], Office]) -> None:
    office = make_office(2)
    done = office.extract("http://models.example/v1", code=4, http_proxy="::no proxy")
    assert "proxy settings" in done.err
