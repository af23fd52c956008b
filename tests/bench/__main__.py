"""Measures aiwf on this machine, against references that are run beside it.

    python -m tests.bench                          200 documents: a few minutes
    python -m tests.bench --documents 200 2000     larger folders as well
    python -m tests.bench --only warm start        some scenes
    python -m tests.bench --full                   all of docs/performance.md: about an hour

Run it from the repository's root, with the extra `dev` installed, on a machine with nothing else
to do. What it finds is printed as ratios and written to a JSON file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .bench import Bench, model
from .scenes import ONCE, SCENES, clear

FULL = (200, 2_000, 20_000)


def main() -> None:
    """Measures what the command line asks for; exit code 1 when an aim is missed."""
    wanted = _arguments()
    scratch = wanted.scratch.resolve()
    scratch.mkdir(parents=True, exist_ok=True)
    with model() as port:
        bench = Bench(scratch=scratch, port=port, rounds=wanted.rounds, tell=_tell)
        _tell(_machine())
        for name in wanted.only or SCENES:
            for documents in _sizes(name, wanted):
                SCENES[name](bench, documents)
            clear(bench)
    _write(bench, wanted.json or scratch / "bench.json")
    raise SystemExit(any(figure.reached is False for figure in bench.figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[200], metavar="N")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each command (3)")
    parser.add_argument("--only", nargs="+", choices=tuple(SCENES), metavar="SCENE")
    parser.add_argument("--full", action="store_true", help=f"all scenes at {FULL} documents")
    parser.add_argument(
        "--scratch",
        type=Path,
        default=Path(tempfile.gettempdir()) / "aiwf-bench",
        help="where documents are made and kept for the next time",
    )
    parser.add_argument("--json", type=Path, help="where the figures go (SCRATCH/bench.json)")
    return parser.parse_args()


def _sizes(scene: str, wanted: argparse.Namespace) -> tuple[int, ...]:
    """Numbers of documents to run a scene with."""
    sizes = FULL if wanted.full else tuple(sorted(wanted.documents))
    return sizes[-1:] if scene in ONCE else sizes


def _machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {cores} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, aiwf {version('aiwf-cli')}, "
        f"load {os.getloadavg()[0]:.1f}"
    )


def _write(bench: Bench, path: Path) -> None:
    figures = [{**asdict(figure), "reached": figure.reached} for figure in bench.figures]
    told = {"machine": _machine(), "rounds": bench.rounds, "figures": figures}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _tell(f"\nEvery run's figures: {path}")


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
