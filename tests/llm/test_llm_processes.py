"""Processes that share a cache pay once, and a killed one blocks nobody and loses nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from pathlib import Path

import pytest
from scripted_server import ScriptedServer, Served, said

from aiwf_cli.llm.leases import Leases
from aiwf_cli.llm.maintenance import verify
from aiwf_cli.llm.store import Store

HERE = Path(__file__).parent


def start(folder: Path, url: str, questions: int) -> subprocess.Popen:
    command = [sys.executable, HERE / "asker.py", folder, url, str(questions)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen) -> dict:
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return json.loads(out.splitlines()[-1])


def slow_good(body: dict, _: int) -> Served:
    number = body["messages"][1]["content"].split()[0]
    good = said(f'{{"name": "n", "amount": {number}}}')
    return Served(body=good.body, latency=0.05)


def paid_twice(server: ScriptedServer) -> list[str]:
    asked = Counter(body["messages"][1]["content"] for body in server.bodies)
    return [text for text, times in asked.items() if times > 1]


def test_two_processes_over_the_same_questions_pay_once(tmp_path: Path) -> None:
    with ScriptedServer(slow_good) as server:
        both = [start(tmp_path, server.url, 100) for _ in range(2)]
        one, two = (told(process) for process in both)
    assert one["texts"] == two["texts"]
    assert len(one["texts"]) == 100
    assert paid_twice(server) == []
    assert one["counts"]["made"] + two["counts"]["made"] == 100
    assert verify(Store(tmp_path)).damaged == ()


def test_a_killed_process_loses_only_what_was_in_flight(tmp_path: Path) -> None:
    with ScriptedServer(slow_good) as server:
        killed = start(tmp_path, server.url, 120)
        assert killed.stdout is not None
        killed.stdout.readline()
        while server.calls < 40:
            time.sleep(0.005)
        killed.kill()
        killed.communicate()
        before = server.calls
        started = time.monotonic()
        last = told(start(tmp_path, server.url, 120))
        took = time.monotonic() - started
        assert took < 15, "the claims of the dead are taken over, not waited for"
        assert 40 <= before < 120
        assert server.calls <= 120 + 16, "what had arrived is not asked again"
    assert sum(json.loads(text)["amount"] for text in last["texts"]) == sum(range(120))
    assert verify(Store(tmp_path)).damaged == ()


def test_a_claim_is_held_by_one_and_taken_over_from_the_dead(tmp_path: Path) -> None:
    store = Store(tmp_path)
    mine, yours = Leases(store), Leases(Store(tmp_path))
    assert mine.take("a")
    assert not yours.take("a")
    mine.drop("a")
    assert yours.take("a")
    assert not mine.take("a")
    dying = textwrap.dedent(
        f"""
        import os, signal
        from pathlib import Path
        from aiwf_cli.llm.leases import Leases
        from aiwf_cli.llm.store import Store
        assert Leases(Store(Path({str(tmp_path)!r}))).take("b")
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    assert subprocess.run([sys.executable, "-c", dying]).returncode == -signal.SIGKILL
    assert mine.take("b")
    assert len(list((tmp_path / "owners").iterdir())) == 2, "the dead one's file is gone"
    mine.close(), yours.close()
    assert list((tmp_path / "owners").iterdir()) == []
    assert store.keys("lease") == []


@pytest.mark.parametrize("owner", ["nobody", "../../etc/passwd", "..", "", "7-" + "0" * 16])
def test_a_claim_of_nobody_is_taken_over(owner: str, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.claim("a", owner, 1000)
    assert Leases(store).take("a")


def test_a_claim_that_is_not_renewed_runs_out(tmp_path: Path) -> None:
    stuck, waiting = Leases(Store(tmp_path), seconds=0.2), Leases(Store(tmp_path))
    assert stuck.take("a")
    assert not waiting.take("a")
    time.sleep(0.15)
    stuck.renew()
    time.sleep(0.1)
    assert not waiting.take("a")
    time.sleep(0.2)
    assert waiting.take("a")
