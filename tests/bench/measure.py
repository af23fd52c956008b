"""Commands as whole processes: how long, how much of the processors, how much memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One finished process: seconds by the clock, seconds of processor time (its children's too),
    and its own peak of memory in bytes, its children's not counted.
    """

    wall: float
    cpu: float
    peak: int
    output: str


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one command."""

    runs: tuple[Run, ...]

    @property
    def wall(self) -> float:
        """Median seconds by the clock."""
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """Median seconds of processor time."""
        return median(run.cpu for run in self.runs)

    @property
    def peak(self) -> int:
        """Highest peak of memory in bytes."""
        return max(run.peak for run in self.runs)

    def to_json(self) -> dict[str, object]:
        """All figures, run by run."""
        return {
            "wall": [round(run.wall, 4) for run in self.runs],
            "cpu": [round(run.cpu, 4) for run in self.runs],
            "peak_mib": [round(run.peak / 2**20, 1) for run in self.runs],
        }


Command = Callable[[], Run]
"""Runs a command once."""


def in_turn(commands: Mapping[str, Command], rounds: int) -> dict[str, Runs]:
    """Every command so often, one after the other in each round: what slows one slows all."""
    done: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            done[name].append(command())
    return {name: Runs(tuple(runs)) for name, runs in done.items()}


def ratio(a: Runs, b: Runs, of: Callable[[Run], float]) -> float:
    """The median, over the rounds, of `a`'s figure divided by `b`'s of the same round."""
    return median(of(x) / of(y) for x, y in zip(a.runs, b.runs, strict=True))


def run(command: Sequence[object], folder: Path, env: Mapping[str, str]) -> Run:
    """Runs a command in a folder to its end. Raises RuntimeError with what it said if it failed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        peak = _Peak(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode != 0:
            raise RuntimeError(f"{command}: exit {process.returncode}\n{err.read().decode()}")
        return Run(
            wall=wall,
            cpu=usage.ru_utime + usage.ru_stime,
            peak=peak.end() or usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
            output=out.read().decode(),
        )


class _Peak:
    """Watches a process's own peak of memory while it runs; Linux only, 0 elsewhere.

    What the system says of a finished process is the largest of it and all its children.
    """

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def end(self) -> int:
        """The peak in bytes."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _watch(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            with suppress(OSError, StopIteration):
                lines = self._status.read_text().splitlines()
                line = next(line for line in lines if line.startswith("VmHWM:"))
                self._peak = max(self._peak, int(line.split()[1]) * 1024)
