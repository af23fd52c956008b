"""Whole runs against an endpoint that misbehaves: every document answered, every call explained."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from email.utils import formatdate
from itertools import count

import pytest
from scripted_server import ScriptedServer, Served, completion, refused, said

from office import KEY, Office, explained, number_in, right

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


def mixed_run(office: Office) -> None:
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


def test_with_one_fault_in_ten_requests_every_document_is_answered_and_every_call_explained(
    make_office: Callable[[int], Office],
) -> None:
    mixed_run(make_office(60))


@pytest.mark.soak
def test_five_hundred_documents_with_one_fault_in_ten_requests_are_all_answered(
    make_office: Callable[[int], Office],
) -> None:
    mixed_run(make_office(500))
