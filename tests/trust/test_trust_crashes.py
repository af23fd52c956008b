"""However a run ends, what was paid for is kept, and what lies on disk can be read."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from scripted_server import ScriptedServer, Served

from aiwf_cli.llm.maintenance import verify
from aiwf_cli.llm.store import Store
from office import Office, explained, right, slowly

AT_ONCE = 4
"""Calls in flight in these runs, at most."""


def until(calls: int, server: ScriptedServer, process: subprocess.Popen[bytes]) -> None:
    """Waits until the server has been asked so often, or the process has ended."""
    end = time.monotonic() + 30
    while server.calls < calls and process.poll() is None:
        assert time.monotonic() < end, f"asked only {server.calls} times"
        time.sleep(0.005)


def ctrl_c(process: subprocess.Popen[bytes]) -> None:
    """What a terminal does: the signal goes to the process and all that it started."""
    os.killpg(process.pid, signal.SIGINT)


def kills(office: Office, times: int) -> None:
    """Runs it so often, each time killed at a random moment; then once to the end."""
    draw = random.Random()
    with ScriptedServer(slowly(0.04)) as server:
        for _ in range(times):
            process = office.start(server.url, "--concurrency", AT_ONCE)
            at = draw.randint(0, 2 * office.count // times)
            until(server.calls + at, server, process)
            time.sleep(draw.uniform(0.0, 0.1 if at else 1.0))
            process.kill()
            process.communicate()
            found = verify(Store(office.cache))
            assert (found.damaged, found.moved) == ((), None)
        last = office.extract(server.url, "--concurrency", AT_ONCE, "--json").json
        assert server.calls <= office.count + AT_ONCE * times, (
            "what was answered is asked once; what was in flight at a kill is asked again"
        )
    assert office.totals() == office.right_totals
    assert explained(last["calls"])
    assert len(office.runs()) > 1
    for run in office.runs():
        assert run.manifest().status in ("running", "complete")
        assert run.resolved_task()["name"] == "letters"
        seen = [record.file for record in run.records()]
        assert seen == sorted(seen)
        assert all(trace["step"] == "read" for trace in run.traces())
    assert list((office.cache / "owners").iterdir()) == [], "nothing of the dead is left"


def test_runs_that_are_killed_at_random_moments_cost_only_what_was_in_flight(
    make_office: Callable[[int], Office],
) -> None:
    kills(make_office(60), 5)


@pytest.mark.soak
def test_twenty_runs_that_are_killed_at_random_moments_cost_only_what_was_in_flight(
    make_office: Callable[[int], Office],
) -> None:
    kills(make_office(300), 20)


def test_ctrl_c_ends_in_order_and_the_same_command_goes_on(
    make_office: Callable[[int], Office],
) -> None:
    office = make_office(40)
    with ScriptedServer(slowly(0.15)) as server:
        process = office.start(server.url, "--concurrency", AT_ONCE)
        until(10, server, process)
        ctrl_c(process)
        _, err = process.communicate(timeout=20)
        assert process.returncode == 130
        assert b"Traceback" not in err
        assert b"Ctrl-C again" in err
        asked, calls = server.calls, office.manifest()["calls"]
        assert isinstance(calls, dict)
        assert office.manifest()["status"] == "interrupted"
        assert explained(calls)
        assert calls["answered"] == calls["made"] == asked < 40, "what was in flight is kept"
        office.extract(server.url)
        assert server.calls == 40, "each letter was asked about once"
    assert office.totals() == office.right_totals


def test_ctrl_c_twice_leaves_at_once(make_office: Callable[[int], Office]) -> None:
    office = make_office(20)

    def script(body: dict, times: int) -> Served:
        return right(body) if server.calls <= 5 else Served(body=right(body).body, latency=60)

    with ScriptedServer(script) as server:
        process = office.start(server.url, "--concurrency", AT_ONCE)
        until(5 + AT_ONCE, server, process)
        ctrl_c(process)
        time.sleep(0.3)
        started = time.monotonic()
        ctrl_c(process)
        _, err = process.communicate(timeout=10)
        assert time.monotonic() - started < 1.5
    assert process.returncode == 130
    assert b"Traceback" not in err
    manifest = office.manifest()
    calls = manifest["calls"]
    assert isinstance(calls, dict)
    assert manifest["status"] == "interrupted"
    assert (calls["answered"], calls["unexplained"]) == (5, AT_ONCE), "the books say what is open"
    assert len(list(office.runs()[0].records())) == 5
    assert verify(Store(office.cache)).damaged == ()


def test_two_runs_over_the_same_folder_and_cache_pay_once_and_agree(
    make_office: Callable[[int], Office],
) -> None:
    office = make_office(60)
    with ScriptedServer(slowly(0.05)) as server:
        both = [office.start(server.url, "--concurrency", "8", "--json") for _ in range(2)]
        ends = [(*process.communicate(timeout=60), process.returncode) for process in both]
        asked = Counter(json.dumps(body, sort_keys=True) for body in server.bodies)
    assert [code for _, _, code in ends] == [0, 0], ends
    assert all(b"lock" not in err and b"rror" not in err for _, err, _ in ends)
    assert (len(asked), set(asked.values())) == (60, {1}), "each request is paid once"
    told = [json.loads(out) for out, _, _ in ends]
    assert all(explained(one["calls"]) for one in told)
    assert sum(one["calls"]["made"] for one in told) == 60
    assert [one["calls"]["made"] + one["calls"]["cached"] for one in told] == [60, 60]
    one, two = (run.folder / "records.jsonl" for run in office.runs())
    assert one.read_bytes() == two.read_bytes()
    assert office.totals() == office.right_totals
    found = verify(Store(office.cache))
    assert (found.damaged, found.moved) == ((), None)


@pytest.mark.soak
def test_ctrl_c_at_any_moment_leaves_no_traceback_and_no_run_that_seems_to_go_on(
    make_office: Callable[[int], Office],
) -> None:
    office, draw = make_office(30), random.Random()
    with ScriptedServer(slowly(0.03)) as server:
        for n in range(30):
            process = office.start(server.url, "--cache-dir", Path(f"cache-{n}"))
            time.sleep(draw.uniform(0.2, 1.4))
            ctrl_c(process)
            _, err = process.communicate(timeout=20)
            assert process.returncode in (0, 130, -signal.SIGINT), err
            assert b"Traceback" not in err, err
    assert {run.manifest().status for run in office.runs()} <= {"interrupted", "complete"}
