"""Looking after the cache: what is in it, whether it is sound, and emptying it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from aiwf_cli.errors import StoreError
from aiwf_cli.llm.opening import DATABASE, alone, quarantine, read_only
from aiwf_cli.llm.seal import unsealed
from aiwf_cli.llm.store import LEASES, Store

_EVERY = "SELECT key, value, raw = 1 AND mode = 1 FROM Cache ORDER BY rowid"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceSize:
    """How much one space holds: entries, and the characters of their texts."""

    entries: int
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What a cache holds: its folder, bytes on disk, and what is in each space by name."""

    folder: Path
    bytes: int
    spaces: dict[str, SpaceSize]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a check of the cache found.

    `sound` entries fit their checksums; `damaged` names (`space/key`) do not, and are asked again
    when they are needed. `moved` is where a damaged database was put aside, if it was one; what
    could be read of it is among the `sound` entries then.
    """

    sound: int
    damaged: tuple[str, ...]
    moved: Path | None


def stats(store: Store) -> Stats:
    """What the cache holds; raises StoreError when it cannot be read."""
    store.open()
    select = (
        "SELECT substr(key, 1, instr(key, '/') - 1), count(*), sum(length(value)) FROM Cache"
        " WHERE raw = 1 AND mode = 1 GROUP BY 1"
    )
    try:
        with closing(read_only(store.folder / DATABASE)) as connection:
            rows = connection.execute(select).fetchall()
    except sqlite3.Error as error:
        raise StoreError(f"the cache in {store.folder} cannot be read: {error}") from error
    return Stats(
        folder=store.folder,
        bytes=sum(file.stat().st_size for file in store.folder.glob(f"{DATABASE}*")),
        spaces={
            str(space): SpaceSize(entries=count, characters=length)
            for space, count, length in rows
            if space != LEASES
        },
    )


def verify(store: Store) -> Verification:
    """Checks the database and every entry; moves a damaged database aside and keeps what it can."""
    try:
        store.open()
        moved = None
    except StoreError:
        moved = _mend(store)
    else:
        if not _is_whole(store.folder / DATABASE):
            moved = _mend(store)
    sound, damaged = 0, []
    with closing(read_only(store.folder / DATABASE)) as connection:
        for key, value, ours in connection.execute(_EVERY):
            if str(key).startswith(f"{LEASES}/"):
                continue
            texts = ours and isinstance(key, str) and isinstance(value, str)
            if texts and unsealed(key, value) is not None:
                sound += 1
            else:
                damaged.append(str(key))
    return Verification(sound=sound, damaged=tuple(damaged), moved=moved)


def clear(store: Store, space: str | None = None) -> int:
    """Forgets every entry of a space, or of all; returns how many there were."""
    spaces = [space] if space is not None else list(stats(store).spaces)
    gone = 0
    for name in spaces:
        keys = store.keys(name)
        for start in range(0, len(keys), 1000):
            with store.transaction():
                for key in keys[start : start + 1000]:
                    store.delete(name, key)
        gone += len(keys)
    return gone


def _is_whole(database: Path) -> bool:
    try:
        with closing(read_only(database)) as connection:
            found: str = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error:
        return False
    return found == "ok"


def _mend(store: Store) -> Path:
    """Moves the database aside and fills a new one with what can be read of it."""
    store.close()
    with alone(store.folder):
        moved = quarantine(store.folder)
    store.open()
    store.notices.append(store.take_from(moved / DATABASE))
    return moved
