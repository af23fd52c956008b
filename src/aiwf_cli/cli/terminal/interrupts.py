"""Ctrl-C during a run: the first one ends it in order, the second one at once.

A terminal that is closed says so several times, and means one end in order.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

import typer

from aiwf_cli.cli.terminal.exits import INTERRUPTED
from aiwf_cli.cli.terminal.failures import INTERRUPTION, print_object

GRACE = 60.0
"""Seconds that replies in flight are waited for when a run is interrupted."""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What a person, a service manager and a terminal that is closed send."""


@dataclass(kw_only=True)
class Interrupts:
    """What the signals do while a run goes on.

    `stop` begins nothing new, `cancel` gives up what is in flight and is called `grace` seconds
    later, `leave` notes down what there is before the process ends without further ado.
    """

    stop: Callable[[], None]
    cancel: Callable[[], object]
    leave: Callable[[], object]
    grace: float = GRACE
    came: bool = False

    @contextmanager
    def handled(self) -> Iterator[None]:
        """Has them do it until the block ends; entered in the main thread's event loop.

        They are the system's own handlers: a function that keeps the loop busy cannot hold up the
        second one.
        """
        self._loop = asyncio.get_running_loop()
        kept = signal.SIGHUP if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else None  # nohup
        before = {number: signal.signal(number, self._came) for number in SIGNALS if number != kept}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _came(self, number: int, frame: FrameType | None) -> None:
        if self.came and number == signal.SIGHUP:  # from the kernel, and from the shell again
            return
        if self.came:
            with suppress(Exception):
                self.leave()
                print_object(INTERRUPTION)
            os._exit(INTERRUPTED)
        self.came = True
        self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self.stop()
        self._loop.call_later(self.grace, self.cancel)
        with suppress(OSError):  # the terminal may be gone
            typer.echo(
                f"\nStopping: waiting up to {self.grace:g} s for replies in flight. "
                "Ctrl-C again leaves at once.",
                err=True,
            )
