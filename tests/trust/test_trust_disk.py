"""A disk that is full, fills up or may not be written: told before more is paid for.

The disks are real file systems in memory, mounted in a name space of the test's own.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest
from scripted_server import ScriptedServer, Served

from aiwf_cli.llm.maintenance import verify
from aiwf_cli.llm.store import Store
from aiwf_cli.run.store import Run
from office import Office, right, slowly

MIB = 2**20
AT_ONCE = 4
"""Calls in flight in these runs, at most."""


@lru_cache
def can_mount() -> bool:
    """Whether this machine lets a process mount file systems of its own."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode == 0


needs_mounts = pytest.mark.skipif(not can_mount(), reason="no name spaces to mount disks in")

ON_A_DISK = """
set -e
mkdir -p "$DISK" && mount -t tmpfs -o "size=$SIZE,mode=700" none "$DISK"
[ -z "$READ_ONLY" ] || mount -o remount,ro "$DISK"
[ -z "$FILLED_BY" ] || {
    (while [ ! -e "$FILLED_BY" ]; do sleep 0.01; done
     cat /dev/zero > "$DISK/filler" 2> /dev/null || touch "$DISK.full") &
}
set +e
"$@"
code=$?
rm -f "$DISK/filler"
cp -a "$DISK" "$DISK.kept"
exit $code
"""
"""Runs a command while a disk of its own is mounted on $DISK, and copies what it leaves there."""


@dataclass
class Disk:
    """A small disk at `path`; what was on it at the end is in `kept`."""

    path: Path

    @property
    def kept(self) -> Path:
        return self.path.with_name(f"{self.path.name}.kept")

    def run(
        self,
        office: Office,
        *arguments: object,
        size: int,
        read_only: bool = False,
        filled_by: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """The command with the disk there; it fills up when the file `filled_by` appears."""
        shell = ["unshare", "-rm", "sh", "-c", ON_A_DISK, "sh"]
        command = [sys.executable, "-m", "aiwf_cli", *map(str, arguments)]
        told = {
            "DISK": str(self.path),
            "SIZE": str(size),
            "READ_ONLY": "yes" if read_only else "",
            "FILLED_BY": str(filled_by or ""),
        }
        env = {**office.aiwf.env, **office.env, **told}
        return subprocess.run(
            [*shell, *command],
            env=env,
            cwd=office.aiwf.folder,
            capture_output=True,
            text=True,
            timeout=60,
        )


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "disk")


@needs_mounts
def test_before_the_caches_disk_is_full_nothing_more_is_asked_and_all_answers_are_kept(
    make_office: Callable[[int], Office], disk: Disk
) -> None:
    office = make_office(100)
    with ScriptedServer(slowly(0.01)) as server:
        options = ("--cache-dir", disk.path / "cache", "--concurrency", AT_ONCE)
        done = disk.run(office, *office.command(server.url, *options), size=2 * MIB + 500_000)
        assert done.returncode == 5, done.stderr
        assert "is full" in done.stderr and "--cache-dir" in done.stderr
        asked = server.calls
        assert 5 < asked < 90
        found = verify(Store(disk.kept / "cache"))
        assert (found.damaged, found.moved) == ((), None)
        assert len(Store(disk.kept / "cache").keys("reply")) == asked, "each answer was kept"
        manifest = office.manifest()
        assert manifest["status"] == "partial"
        assert manifest["counts"]["failed"] == 0, "no document is to blame"  # type: ignore[index,call-overload]
        office.extract(server.url, "--cache-dir", disk.kept / "cache")
        assert server.calls == 100, "with more room it goes on where it was"
    assert office.totals() == office.right_totals


@needs_mounts
def test_a_disk_that_fills_up_in_the_middle_costs_what_was_in_flight_and_no_more(
    make_office: Callable[[int], Office], disk: Disk
) -> None:
    office, fills = make_office(80), disk.path.with_name("now")
    full = disk.path.with_name(f"{disk.path.name}.full")

    def script(body: dict, times: int) -> Served:
        if server.calls == 30:
            fills.touch()
            end = time.monotonic() + 20
            while not full.exists() and time.monotonic() < end:
                time.sleep(0.01)
        return slowly(0.02)(body, times)

    with ScriptedServer(script) as server:
        options = ("--cache-dir", disk.path / "cache", "--out", disk.path / "runs")
        command = office.command(server.url, *options, "--concurrency", AT_ONCE)
        done = disk.run(office, *command, size=16 * MIB, filled_by=fills)
        assert done.returncode == 5, done.stderr
        assert "Traceback" not in done.stderr
        assert "full" in done.stderr or "No space left" in done.stderr
        asked = server.calls
        assert asked <= 30 + AT_ONCE
        store = Store(disk.kept / "cache")
        assert (verify(store).damaged, verify(store).moved) == ((), None)
        assert len(store.keys("reply")) >= 30 - AT_ONCE
        [folder] = (disk.kept / "runs" / "letters").glob("2*")
        assert len(list(Run(folder).records())) <= 30
        assert Run(folder).manifest().status in ("running", "partial")
        store.close()
        office.extract(server.url, "--cache-dir", disk.kept / "cache")
        assert server.calls <= 80 + 2 * AT_ONCE


@needs_mounts
@pytest.mark.parametrize("option", ["--cache-dir", "--out"])
def test_a_folder_that_may_not_be_written_is_told_before_anything_is_asked(
    option: str, make_office: Callable[[int], Office], disk: Disk
) -> None:
    office = make_office(3)
    with ScriptedServer(right) as server:
        command = office.command(server.url, option, disk.path / "new")
        done = disk.run(office, *command, size=MIB, read_only=True)
        assert server.calls == 0
    assert done.returncode == 5
    assert option in done.stderr and str(disk.path) in done.stderr
    assert "Traceback" not in done.stderr
