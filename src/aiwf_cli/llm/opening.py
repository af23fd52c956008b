"""Opening the cache's database: private, ours, and put aside when it is damaged.

A database may come from anywhere (a colleague's folder, a half-copied backup, a power cut), so it
is looked at before diskcache sees it. One that is empty or no database is moved into a folder
`damaged-…` beside it, what can still be read goes into the new one, and a notice says so.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aiwf_cli.errors import StoreError

if TYPE_CHECKING:
    import diskcache

DATABASE = "cache.db"
BUSY_SECONDS = 60.0
"""How long a write waits for another process's write."""

SETTINGS: dict[str, int | str] = {
    "cull_limit": 0,
    "disk_min_file_size": 2**31 - 1,
    "disk_pickle_protocol": 0,
    "eviction_policy": "none",
    "size_limit": 2**50,
    "sqlite_auto_vacuum": 1,
    "sqlite_cache_size": 2**11,
    "sqlite_journal_mode": "wal",
    "sqlite_mmap_size": 0,
    "sqlite_synchronous": 1,
    "statistics": 0,
    "tag_index": 0,
}
"""diskcache's settings, all of them: nothing is evicted, nothing lives outside the database, and
nothing is mapped (a file cut short by somebody else would kill the process)."""

_COUNTERS = {"count", "size", "hits", "misses"}
_OBJECTS = {
    ("table", "Settings"),
    ("table", "Cache"),
    ("index", "sqlite_autoindex_Settings_1"),
    ("index", "Cache_key_raw"),
    ("index", "Cache_expire_time"),
    ("trigger", "Settings_count_insert"),
    ("trigger", "Settings_count_delete"),
    ("trigger", "Settings_size_insert"),
    ("trigger", "Settings_size_update"),
    ("trigger", "Settings_size_delete"),
}


def open_cache(folder: Path) -> tuple[diskcache.Cache, Path | None]:
    """The cache in `folder` (made when missing), and where a damaged database was moved, if any.

    Raises StoreError when the folder cannot be made or written, or the database is a link that
    leads out of it.
    """
    import diskcache

    from aiwf_cli.llm.disk import TextDisk

    try:
        _make(folder)
        with alone(folder):
            moved = _prepare(folder)
            cache = diskcache.Cache(str(folder), BUSY_SECONDS, TextDisk, **SETTINGS)
    except (OSError, sqlite3.Error, diskcache.Timeout) as error:
        raise StoreError(
            f"the cache in {folder} cannot be opened for writing: {error}",
            hint="Choose a folder you may write to with --cache-dir or AIWF_CACHE_DIR.",
        ) from error
    return cache, moved


def quarantine(folder: Path) -> Path:
    """Moves the database in `folder` aside and returns the new folder that holds it.

    To be called by whoever is alone in the cache folder.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = folder / f"damaged-{stamp}-{os.urandom(2).hex()}"
    target.mkdir(mode=0o700)
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        if (folder / name).exists():
            (folder / name).rename(target / name)
    return target


def rows_of(database: Path) -> Iterator[tuple[str, str]]:
    """Every text in a cache database by its key, oldest first, as far as it can be read.

    What stands before a damaged place is read from the front, what stands behind it from the back.
    """
    if not database.exists():
        return
    seen = -1
    for order in ("ASC", "DESC"):
        try:
            with closing(read_only(database)) as connection:
                for rowid, key, value in connection.execute(
                    "SELECT rowid, key, value FROM Cache WHERE raw = 1 AND mode = 1"
                    f" AND expire_time IS NULL AND rowid > ? ORDER BY rowid {order}",
                    (seen,),
                ):
                    if order == "ASC":
                        seen = rowid
                    if isinstance(key, str) and isinstance(value, str):
                        yield key, value
                return
        except (sqlite3.Error, UnicodeDecodeError):
            continue


def read_only(database: Path) -> sqlite3.Connection:
    """A connection that reads `database` and never writes it."""
    connection = sqlite3.connect(database, timeout=BUSY_SECONDS)
    connection.execute("PRAGMA query_only = 1")
    return connection


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds the folder's lock: one process at a time opens, checks or moves its database."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _make(folder: Path) -> None:
    """Makes the folder private, and invisible to git: it holds what customers' documents say."""
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def _prepare(folder: Path) -> Path | None:
    database = folder / DATABASE
    if database.is_symlink():
        raise OSError(f"{database} is a link")
    if not database.exists():
        os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        return None
    if _sound(database):
        return None
    moved = quarantine(folder)
    os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    return moved


def _sound(database: Path) -> bool:
    """Whether the database is one that this program wrote; its settings are made to be ours."""
    try:
        with closing(sqlite3.connect(database, timeout=BUSY_SECONDS)) as connection:
            found = set(connection.execute("SELECT type, name FROM sqlite_master"))
            if not found or not found <= _OBJECTS:
                return False
            if ("table", "Settings") in found:
                _settle(connection)
            return True
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False


def _settle(connection: sqlite3.Connection) -> None:
    """Removes settings that are not ours: diskcache runs them as PRAGMA statements."""
    settings = dict(connection.execute("SELECT key, value FROM Settings"))
    if any(SETTINGS.get(name) != settings[name] for name in settings.keys() - _COUNTERS):
        with connection:
            connection.execute(
                "DELETE FROM Settings WHERE key NOT IN ('count', 'size', 'hits', 'misses')"
            )
