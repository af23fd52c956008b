"""Long screens go through a pager, as `git diff` shows them: only on a terminal, only when long."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PAGER = "less"
LESS = "FRX"
"""Ends at once when all fits, shows colours, leaves the screen as it is (what git sets)."""


def page(console: Console, text: str) -> None:
    """Writes `text`, rendered for `console`; through PAGER when it is longer than the terminal."""
    long = text.count("\n") >= console.size.height
    if not (console.is_terminal and sys.stdin.isatty() and long and _paged(text)):
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()


def _paged(text: str) -> bool:
    """Whether a pager has shown it. `PAGER=cat`, or an empty one, pages nothing."""
    command = shlex.split(os.environ.get("PAGER", PAGER))
    if not command or command == ["cat"]:
        return False
    env = {"LESS": LESS, "LESSCHARSET": "utf-8", **os.environ}
    try:
        with subprocess.Popen(command, stdin=subprocess.PIPE, env=env) as pager:
            _feed(pager, text)
    except OSError:
        return False
    return True


def _feed(pager: subprocess.Popen[bytes], text: str) -> None:
    """Hands it all over; who leaves the pager early has seen enough. Ctrl-C is the pager's."""
    try:
        pager.communicate(text.encode("utf-8", "replace"))
    except BrokenPipeError:
        pass
    except KeyboardInterrupt:
        pager.wait()
