"""How many workers with OCR fit into this machine, or into the container that we are in."""

from __future__ import annotations

import os
import re
from pathlib import Path

WORKER_BYTES = 1_200_000_000
"""Memory that a worker with OCR needs at its peak: the models, a large picture, and MuPDF."""


def ocr_workers(memory: int | None = None, count: int | None = None) -> int:
    """How many workers with OCR run side by side: one for each processor, as far as memory goes.

    At least one. `memory` in bytes and the `count` of processors are by default what we have.
    """
    memory = available_memory() if memory is None else memory
    return max(1, min(count or processors(), memory // WORKER_BYTES))


def threads_each(workers: int, count: int | None = None) -> int:
    """How many threads each of so many workers may use so that they do not fight."""
    return max(1, (count or processors()) // workers)


def available_memory(root: Path = Path("/")) -> int:
    """Bytes that may still be taken: by the kernel's word and by every control group we are in.

    `root` is where /proc and /sys lie. Where there is no /proc, half of what is installed.
    """
    free = _kernel_says(root / "proc/meminfo")
    if free is None:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    return max(0, min([free, *_groups_leave(root)]))


def _kernel_says(meminfo: Path) -> int | None:
    found = re.search(r"^MemAvailable:\s+(\d+) kB", _read(meminfo), re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def _groups_leave(root: Path) -> list[int]:
    """What each control group of ours (version 2, or the memory group of version 1) leaves."""
    left = []
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if not controllers:
            base, names = root / "sys/fs/cgroup", ("memory.max", "memory.current")
        elif "memory" in controllers.split(","):
            base = root / "sys/fs/cgroup/memory"
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes")
        else:
            continue
        group = base / path.strip("/")
        for folder in (group, *group.parents):
            if not folder.is_relative_to(base):
                break
            left += _group_leaves(folder, *names)
    return left


def _group_leaves(folder: Path, limit: str, usage: str) -> list[int]:
    """Its limit less what it uses; nothing when it has no limit. File caches can be given up."""
    most, used = _read(folder / limit).strip(), _read(folder / usage).strip()
    if not most.isdecimal() or not used.isdecimal():
        return []
    cached = re.search(
        r"^(?:total_)?inactive_file (\d+)", _read(folder / "memory.stat"), re.MULTILINE
    )
    return [int(most) - int(used) + (int(cached[1]) if cached else 0)]


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def processors() -> int:
    """How many processors we may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
