"""How many workers with OCR fit into memory: the machine's, and the container's."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwf_cli.sources.ocr.capacity import (
    WORKER_BYTES,
    available_memory,
    ocr_workers,
    processors,
    threads_each,
)

GIB = 2**30


def machine(root: Path, free: int, group: str = "0::/", **files: str) -> Path:
    """A machine's /proc and /sys with so much free memory; `files` by path, / written as __."""
    contents = {
        "proc/meminfo": f"MemTotal: 99 kB\nMemAvailable:   {free // 1024} kB\n",
        "proc/self/cgroup": group + "\n",
        **{f"sys/fs/cgroup/{name.replace('__', '/')}": text for name, text in files.items()},
    }
    for name, text in contents.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_the_kernel_says_what_is_free(tmp_path: Path) -> None:
    assert available_memory(machine(tmp_path, 8 * GIB)) == 8 * GIB


def test_a_container_may_have_less(tmp_path: Path) -> None:
    files = {"memory.max": f"{3 * GIB}", "memory.current": f"{2 * GIB}"}
    assert available_memory(machine(tmp_path, 8 * GIB, **files)) == GIB


def test_file_caches_can_be_given_up(tmp_path: Path) -> None:
    files = {
        "memory.max": f"{3 * GIB}",
        "memory.current": f"{2 * GIB}",
        "memory.stat": f"anon 1\ninactive_file {GIB}\n",
    }
    assert available_memory(machine(tmp_path, 8 * GIB, **files)) == 2 * GIB


def test_a_group_above_counts_too(tmp_path: Path) -> None:
    files = {
        "a__b__memory.max": "max\n",
        "a__b__memory.current": "5",
        "a__memory.max": f"{GIB}\n",
        "a__memory.current": "0\n",
    }
    assert available_memory(machine(tmp_path, 8 * GIB, group="0::/a/b", **files)) == GIB


def test_groups_of_version_1(tmp_path: Path) -> None:
    files = {
        "memory__job__memory.limit_in_bytes": f"{2 * GIB}",
        "memory__job__memory.usage_in_bytes": f"{GIB}",
    }
    groups = "3:cpu,cpuacct:/job\n2:memory:/job"
    assert available_memory(machine(tmp_path, 8 * GIB, group=groups, **files)) == GIB


def test_a_group_that_uses_more_than_it_may_leaves_nothing(tmp_path: Path) -> None:
    files = {"memory.max": "1000", "memory.current": "2000"}
    assert available_memory(machine(tmp_path, 8 * GIB, **files)) == 0


def test_without_proc_half_of_what_is_installed(tmp_path: Path) -> None:
    assert available_memory(tmp_path) > 0


@pytest.mark.parametrize(
    ("memory", "count", "workers"),
    [(0, 8, 1), (WORKER_BYTES, 8, 1), (4 * WORKER_BYTES, 8, 4), (99 * WORKER_BYTES, 8, 8)],
)
def test_workers_are_bounded_by_memory_and_processors(
    memory: int, count: int, workers: int
) -> None:
    assert ocr_workers(memory, count) == workers


def test_threads_are_shared_out() -> None:
    assert [threads_each(workers, 8) for workers in (1, 3, 8, 20)] == [8, 2, 1, 1]
    assert ocr_workers() * threads_each(ocr_workers()) <= processors()
