"""The cache on disk: texts by space and key, kept until somebody clears them.

One database serves replies, parsed documents and per-document results, each in a space of its own.
Every entry carries a checksum over its key and text; one that fails it is a miss. Nothing is
evicted. What cannot be written raises StoreError before more is paid for.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from aiwf_cli.errors import StoreError
from aiwf_cli.llm.opening import DATABASE, open_cache, read_only, rows_of
from aiwf_cli.llm.seal import sealed, unsealed

if TYPE_CHECKING:
    import diskcache

MIN_FREE = 2 * 2**20
"""Bytes that must be free on the disk before a reply is paid for."""

LEASES = "lease"
"""The space of claims on keys that are being asked for; never exported or kept."""


class Store:
    """The cache in one folder, opened at first use and kept open.

    Spaces are short lower-case words (`reply`, `parsed` …), keys are strings without newlines,
    texts are JSON. `notices` tells people what happened to the cache on opening. Not for use by
    several threads; several processes may share the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notices: list[str] = []
        self._cache: diskcache.Cache | None = None
        self._inode = 0
        self._broken: tuple[str, str] | None = None

    def get(self, space: str, key: str) -> str | None:
        """The text under `key`, or None when there is none or it fails its checksum."""
        name = f"{space}/{key}"
        cache = self._open() if self._cache is None else self._cache
        try:
            stored = cache.get(name)
        except sqlite3.Error as error:
            self._fail(error)
        return None if stored is None else unsealed(name, stored)

    def put(self, space: str, key: str, text: str) -> None:
        """Keeps `text` under `key`, in place of what was there; committed on return."""
        name = f"{space}/{key}"
        with self._writing() as cache:
            cache.set(name, sealed(name, text))

    def put_many(self, space: str, texts: Mapping[str, str]) -> None:
        """Keeps all of `texts` by key, or none of them; committed on return."""
        with self.transaction():
            for key, text in texts.items():
                self.put(space, key, text)

    def delete(self, space: str, key: str) -> None:
        """Forgets what is under `key`, if anything."""
        with self._writing() as cache:
            cache.delete(f"{space}/{key}")

    def keys(self, space: str) -> list[str]:
        """Every key of a space, oldest first."""
        return [key for key, _ in self._scan(space, "key, NULL", "ORDER BY rowid")]

    def texts(self, space: str) -> Iterator[tuple[str, str]]:
        """Every key and sound text of a space, oldest first, read one by one."""
        for key, stored in self._scan(space, "key, value", "ORDER BY rowid"):
            text = unsealed(f"{space}/{key}", stored) if isinstance(stored, str) else None
            if text is not None:
                yield key, text

    def has_any(self, space: str) -> bool:
        """Whether there is anything in a space."""
        return any(True for _ in self._scan(space, "key, NULL", "LIMIT 1"))

    def _scan(self, space: str, columns: str, order: str) -> Iterator[tuple[str, object]]:
        """Rows of a space by a connection of its own: one snapshot, nothing written."""
        self.open()
        prefix = f"{space}/"
        select = f"SELECT {columns} FROM Cache WHERE raw = 1 AND key >= ? AND key < ? {order}"
        try:
            with closing(read_only(self.folder / DATABASE)) as connection:
                for key, value in connection.execute(select, (prefix, f"{space}0")):
                    yield key.removeprefix(prefix), value
        except sqlite3.Error as error:
            self._fail(error)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is committed together at the end, or not at all."""
        with self._writing() as cache, cache.transact():
            yield

    def space(self, name: str) -> Space:
        """One space by itself."""
        return Space(self, name)

    def ready(self) -> None:
        """Raises StoreError when a reply that is paid for now could not be kept.

        Looks at the disk's free space, at whether the database is still where it was, and at
        whether an earlier write failed.
        """
        if self._broken is not None:
            raise self._refusal()
        self.open()
        try:
            here = os.stat(self.folder / DATABASE).st_ino == self._inode  # noqa: PTH116 - hot
            disk = os.statvfs(self.folder)
        except OSError as error:
            raise StoreError(f"the cache in {self.folder} is gone: {error}") from error
        if not here:
            raise StoreError(f"the cache in {self.folder} was moved or cleared by somebody else")
        if disk.f_blocks and disk.f_bavail * disk.f_frsize < MIN_FREE:
            raise StoreError(
                f"the disk under {self.folder} is full: under {MIN_FREE // 2**20} MiB are left",
                hint="Nothing more was asked, and what was answered is kept. " + _ROOM,
            )

    def claim(self, key: str, owner: str, seconds: float) -> str | None:
        """Lets `owner` be the only one to ask for `key` for some time.

        Returns None when the claim holds, else the owner whose claim is still running.
        """
        name = f"{LEASES}/{key}"
        with self._writing() as cache:
            if cache.add(name, owner, expire=seconds):
                return None
            holder = cast("str | None", cache.get(name))
            return owner if holder is None else holder

    def oust(self, key: str, dead: str, owner: str, seconds: float) -> bool:
        """Gives `owner` the claim of an owner who is `dead`; False when it changed meanwhile."""
        name = f"{LEASES}/{key}"
        with self.transaction(), self._writing() as cache:
            if cache.get(name) != dead:
                return False
            cache.set(name, owner, expire=seconds)
            return True

    def renew(self, keys: Iterable[str], seconds: float) -> None:
        """Lets the claims on `keys` run for `seconds` from now."""
        with self.transaction(), self._writing() as cache:
            for key in keys:
                cache.touch(f"{LEASES}/{key}", expire=seconds)

    def release(self, key: str) -> None:
        """Ends the claim on `key`."""
        self.delete(LEASES, key)

    def close(self) -> None:
        """Closes the database; the next use opens it again."""
        if self._cache is not None:
            self._cache.close()
            self._cache = None

    def open(self) -> None:
        """Opens the database now; raises StoreError when that is not possible."""
        if self._cache is None:
            self._open()

    def _open(self) -> diskcache.Cache:
        cache, moved = open_cache(self.folder)
        self._cache = cache
        self._inode = (self.folder / DATABASE).stat().st_ino
        if moved is not None:
            self.notices.append(self.take_from(moved / DATABASE))
        return cache

    def take_from(self, damaged: Path) -> str:
        """Keeps what can be read of a damaged database; returns a notice for people."""
        kept = 0
        with self.transaction(), self._writing() as cache:
            for name, text in rows_of(damaged):
                if unsealed(name, text) is not None:
                    cache.set(name, text)
                    kept += 1
        return (
            f"The cache's database was damaged (empty, cut short or not a database). It was moved "
            f"to {damaged.parent}; {kept} entries could still be read and were kept."
        )

    @contextmanager
    def _writing(self) -> Iterator[diskcache.Cache]:
        """The cache; what goes wrong with it comes out as StoreError."""
        from diskcache import Timeout

        cache = self._open() if self._cache is None else self._cache
        try:
            yield cache
        except (Timeout, sqlite3.Error, OSError) as error:
            self._fail(error)

    def _fail(self, error: BaseException) -> NoReturn:
        """Raises the StoreError that says what is behind `error`, and lets the database go."""
        from diskcache import Timeout

        cause = _first(error)
        said = f"the cache in {self.folder}"
        if isinstance(cause, Timeout) or "locked" in str(cause):
            raise StoreError(
                f"{said} has been held by another process for too long",
                hint="Wait for the other run to end, or choose another folder with --cache-dir.",
            ) from error
        damaged = not isinstance(cause, sqlite3.OperationalError | OSError)
        what = "is damaged" if damaged else "cannot be written"
        self._broken = (f"{said} {what}: {cause}", _MEND if damaged else _ROOM)
        with suppress(sqlite3.Error):
            self.close()
        raise self._refusal() from error

    def _refusal(self) -> StoreError:
        message, hint = cast("tuple[str, str]", self._broken)
        return StoreError(message, hint=hint)


def _first(error: BaseException) -> BaseException:
    """What went wrong first: a failed rollback hides the full disk behind it."""
    while isinstance(error.__context__, sqlite3.Error | OSError):
        error = error.__context__
    return error


@dataclass(frozen=True, slots=True)
class Space:
    """One space of a store by itself: texts by key."""

    store: Store
    name: str

    def get(self, key: str) -> str | None:
        """The text under `key`, or None."""
        return self.store.get(self.name, key)

    def put(self, key: str, text: str) -> None:
        """Keeps `text` under `key`; committed on return."""
        self.store.put(self.name, key, text)


_ROOM = "Make room on the disk or choose another folder with --cache-dir, then run it again."
_MEND = "`aiwf cache verify` moves it aside and keeps every entry that can still be read."
