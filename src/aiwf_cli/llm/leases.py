"""Who may ask for a key: one process at a time, and never one that is dead.

A claim is a row in the cache's database that runs out unless it is renewed. A process that has
claims holds a lock on a file of its own in `owners/`; the kernel drops that lock when the process
dies, however it dies, so others take its claims over at once. A process that lives but does not
move any more loses its claims when they run out.
"""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import suppress
from pathlib import Path

from aiwf_cli.errors import StoreError
from aiwf_cli.llm.opening import alone
from aiwf_cli.llm.store import Store

LEASE_SECONDS = 20.0
"""How long a claim outlives its last renewal."""

RENEW_SECONDS = 5.0
"""How often claims are renewed."""

_OWNER = re.compile(r"\d+-[0-9a-f]{16}")


class Leases:
    """The claims of this process on keys of a store."""

    def __init__(self, store: Store, *, seconds: float = LEASE_SECONDS) -> None:
        self._store = store
        self._seconds = seconds
        self._owner = f"{os.getpid()}-{os.urandom(8).hex()}"
        self._descriptor: int | None = None
        self.held: set[str] = set()

    def take(self, key: str) -> bool:
        """Whether the claim on `key` is ours now; False while somebody living has it."""
        self._show_life()
        other = self._store.claim(key, self._owner, self._seconds)
        if other is not None:
            dead = other != self._owner and self._is_dead(other)
            if not (dead and self._store.oust(key, other, self._owner, self._seconds)):
                return False
        self.held.add(key)
        return True

    def drop(self, key: str) -> None:
        """Gives the claim on `key` back, if it is ours."""
        if key in self.held:
            self._store.release(key)
            self.held.discard(key)

    def renew(self) -> None:
        """Lets every claim run for the full time again."""
        if self.held:
            self._store.renew(self.held, self._seconds)

    def close(self) -> None:
        """Gives every claim back and takes this process's file away."""
        with suppress(StoreError):
            for key in tuple(self.held):
                self.drop(key)
        if self._descriptor is not None:
            self._file(self._owner).unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = None

    def _show_life(self) -> None:
        """Locks this process's file, so that others see whether it lives.

        Files of the dead go. Nobody else looks through them meanwhile: a file that is not locked
        yet would be taken for a dead one's.
        """
        if self._descriptor is not None:
            return
        path = self._file(self._owner)
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            with alone(self._store.folder):
                for other in path.parent.iterdir():
                    self._is_dead(other.name)
                flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
                self._descriptor = os.open(path, flags, 0o600)
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(f"the cache cannot be written: {error}") from error

    def _is_dead(self, owner: str) -> bool:
        """Whether `owner` has ended: its file is gone, or is not locked any more and goes now."""
        if not _OWNER.fullmatch(owner):
            return True
        try:
            descriptor = os.open(self._file(owner), os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._file(owner).unlink(missing_ok=True)
        except OSError:
            return False
        finally:
            os.close(descriptor)
        return True

    def _file(self, owner: str) -> Path:
        return self._store.folder / "owners" / owner
