"""The cache keeps text, whole and private, and never runs or touches what a hostile file names."""

from __future__ import annotations

import os
import pickle
import sqlite3
import stat
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.errors import StoreError
from aiwf_cli.llm.maintenance import clear, stats, verify
from aiwf_cli.llm.seal import sealed, unsealed
from aiwf_cli.llm.store import Store
from aiwf_cli.llm.transfer import export
from aiwf_cli.model.json import dumps, loads

texts = st.text(st.characters(), max_size=50)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".aiwf" / "cache"


def filled(folder: Path, entries: int = 3, text: str = '{"n": 1}') -> None:
    store = Store(folder)
    store.put_many("reply", {f"key-{number}": text for number in range(entries)})
    store.close()


def edit(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / "cache.db")) as connection, connection:
        connection.execute(statement, values)


def test_what_is_put_is_there_for_whoever_comes_later(folder: Path) -> None:
    store = Store(folder)
    store.put("reply", "a", "一")
    store.put("parsed", "a", "二")
    assert Store(folder).get("reply", "a") == "一"
    assert Store(folder).get("parsed", "a") == "二"
    assert store.get("reply", "b") is None
    assert store.keys("reply") == ["a"]
    assert dict(store.texts("parsed")) == {"a": "二"}
    store.delete("reply", "a")
    assert not store.has_any("reply")
    assert store.has_any("parsed")


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), texts, texts)
def test_a_sealed_text_opens_only_under_its_own_name(name: str, text: str, other: str) -> None:
    stored = sealed(name, dumps(text))
    assert loads(unsealed(name, stored) or "") == text
    assert (unsealed(name + "x", stored)) is None
    assert unsealed(name, stored + "x") is None
    unsealed(name, other)


def test_many_texts_are_kept_together_or_not_at_all(folder: Path) -> None:
    store = Store(folder)
    with pytest.raises(AttributeError):
        store.put_many("reply", {"a": "1", "b": 2})  # type: ignore[dict-item]
    assert store.keys("reply") == []


def test_the_cache_is_private(folder: Path) -> None:
    filled(folder)
    store = Store(folder)
    store.get("reply", "key-0")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = [path for path in folder.iterdir() if path.name.startswith("cache.db")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert (folder / ".gitignore").read_text() == "*\n"
    store.close()


def test_large_texts_live_in_the_database_and_nothing_is_evicted(folder: Path) -> None:
    store = Store(folder)
    for number in range(8):
        store.put("parsed", str(number), "x" * 2**20)
    assert len(store.keys("parsed")) == 8
    assert not list(folder.glob("**/*.val"))
    settings = store._open().size_limit, store._open().eviction_policy
    assert settings == (2**50, "none")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE Cache SET value = replace(value, '1', '2') WHERE key = 'reply/key-0'",
        "UPDATE Cache SET value = x'80045d' WHERE key = 'reply/key-0'",
        "UPDATE Cache SET mode = 4 WHERE key = 'reply/key-0'",
        "UPDATE Cache SET mode = 3, filename = '../../secret', value = NULL",
        "UPDATE Cache SET raw = 0",
    ],
)
def test_an_entry_that_is_not_as_it_was_written_is_a_miss(folder: Path, change: str) -> None:
    filled(folder)
    (folder.parent.parent / "secret").write_text("secret")
    edit(folder, change)
    store = Store(folder)
    assert store.get("reply", "key-0") is None
    assert verify(store).damaged
    store.put("reply", "key-0", "new")
    assert store.get("reply", "key-0") == "new"


class Harm:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return (os.mkdir, (str(self.path),))


def test_no_pickle_in_a_hostile_cache_is_ever_run(folder: Path, tmp_path: Path) -> None:
    filled(folder, 5)
    harm = pickle.dumps(Harm(tmp_path / "harmed"))
    edit(folder, "UPDATE Cache SET value = ?, mode = 4 WHERE rowid = 1", harm)
    edit(folder, "UPDATE Cache SET key = ?, raw = 0 WHERE rowid = 2", harm)
    edit(folder, "UPDATE Cache SET mode = 4, value = NULL, filename = 'x.val' WHERE rowid = 3")
    (folder / "x.val").write_bytes(harm)
    store = Store(folder)
    for number in range(5):
        store.get("reply", f"key-{number}")
        store.put("reply", f"key-{number}", "new")
    assert len(store.keys("reply")) == 5
    verify(store), stats(store), export(store, tmp_path / "out.jsonl"), clear(store)
    assert not (tmp_path / "harmed").exists()


def test_no_file_that_a_hostile_cache_names_is_removed(folder: Path, tmp_path: Path) -> None:
    filled(folder)
    victim = tmp_path / "victim"
    victim.write_text("precious")
    for name in ("../../victim", str(victim)):
        edit(folder, "UPDATE Cache SET mode = 2, filename = ?, value = NULL", name)
        store = Store(folder)
        store.put("reply", "key-0", "new")
        store.delete("reply", "key-1")
        clear(store)
        store.close()
        filled(folder)
    assert victim.read_text() == "precious"


def test_settings_of_a_hostile_cache_are_not_run(folder: Path) -> None:
    filled(folder)
    edit(folder, "INSERT INTO Settings VALUES ('sqlite_user_version', '7')")
    edit(folder, "UPDATE Settings SET value = 'least-recently-used' WHERE key = 'eviction_policy'")
    edit(folder, "UPDATE Settings SET value = 10 WHERE key = 'size_limit'")
    store = Store(folder)
    assert store.get("reply", "key-0") == '{"n": 1}'
    store.close()
    with closing(sqlite3.connect(folder / "cache.db")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)


def test_a_database_that_is_a_link_is_refused(folder: Path, tmp_path: Path) -> None:
    filled(tmp_path / "elsewhere")
    folder.mkdir(parents=True)
    (folder / "cache.db").symlink_to(tmp_path / "elsewhere" / "cache.db")
    with pytest.raises(StoreError, match="is a link"):
        Store(folder).get("reply", "key-0")


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_database_that_is_none_is_moved_aside_with_a_notice(folder: Path, content: bytes) -> None:
    filled(folder)
    (folder / "cache.db").write_bytes(content)
    store = Store(folder)
    assert store.get("reply", "key-0") is None
    store.put("reply", "key-0", "new")
    [notice] = store.notices
    [aside] = folder.glob("damaged-*")
    assert str(aside) in notice
    assert (aside / "cache.db").read_bytes() == content
    assert Store(folder).get("reply", "key-0") == "new"


def test_somebody_elses_database_is_moved_aside(folder: Path) -> None:
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "cache.db")) as connection, connection:
        connection.execute("CREATE TABLE customers (name TEXT)")
    store = Store(folder)
    assert store.get("reply", "key-0") is None
    assert len(store.notices) == 1


def test_what_can_be_read_of_a_damaged_database_is_kept(folder: Path) -> None:
    filled(folder, 400, dumps("text " * 200))
    path = folder / "cache.db"
    data = bytearray(path.read_bytes())
    for start in range(40 * 4096, 50 * 4096, 4096):
        data[start : start + 4096] = b"\x00" * 4096
    path.write_bytes(data)
    store = Store(folder)
    found = verify(store)
    assert found.moved is not None
    assert 100 < found.sound < 400
    assert found.damaged == ()
    assert len(store.keys("reply")) == found.sound
    assert f"{found.sound} entries" in store.notices[0]
    assert verify(store).moved is None


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened for writing") as caught:
        Store(tmp_path / "file" / "cache").get("reply", "a")
    assert "--cache-dir" in caught.value.hint


def test_a_cache_that_is_removed_under_a_run_is_noticed_before_more_is_paid(folder: Path) -> None:
    store = Store(folder)
    store.ready()
    (folder / "cache.db").unlink()
    with pytest.raises(StoreError, match="is gone"):
        store.ready()
    (folder / "cache.db").write_bytes(b"")
    with pytest.raises(StoreError, match="by somebody else"):
        store.ready()


def test_a_full_disk_is_an_error_and_keeps_what_was_written(folder: Path) -> None:
    """The limit on file sizes stands in for the disk's end: the kernel refuses the write."""
    filled(folder)
    code = textwrap.dedent(
        f"""
        import resource
        from pathlib import Path
        from aiwf_cli.errors import StoreError
        from aiwf_cli.llm.store import Store
        store = Store(Path({str(folder)!r}))
        store.get("reply", "key-0")
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        kept = 0
        try:
            for number in range(1000):
                store.put("reply", f"more-{{number}}", "x" * 10_000)
                kept += 1
        except StoreError as error:
            print(error.message)
        try:
            store.ready()
        except StoreError as error:
            print(kept)
        """
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    message, kept = run.stdout.splitlines()
    assert "cannot be written" in message
    assert len(Store(folder).keys("reply")) == 3 + int(kept) > 10


def test_stats_and_clear_go_by_space(folder: Path) -> None:
    store = Store(folder)
    store.put_many("reply", {"a": "1", "b": "22"})
    store.put("parsed", "a", "333")
    store.claim("a", "somebody", 20)
    found = stats(store)
    assert {name: size.entries for name, size in found.spaces.items()} == {"reply": 2, "parsed": 1}
    assert found.bytes > 0
    assert verify(store).sound == 3
    assert clear(store, "reply") == 2
    assert clear(store) == 1
    assert stats(store).spaces == {}


def test_two_stores_on_one_folder_see_each_other(folder: Path) -> None:
    one, two = Store(folder), Store(folder)
    for number in range(50):
        one.put("reply", f"one-{number}", "1")
        two.put("reply", f"two-{number}", "2")
    assert len(one.keys("reply")) == len(two.keys("reply")) == 100
