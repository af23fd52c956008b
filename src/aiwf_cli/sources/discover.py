"""The documents in the user's folder: found, named, and what was passed over told."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiwf_cli.errors import UsageError
from aiwf_cli.model.document import Source

ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp")
"""Endings of the files that are read, in any case."""

_ENDING = 10
"""Characters of a name's longest ending; what is longer is no ending."""

_NAMED = 5
"""Things of a kind that a message names before it only counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a folder holds: its documents by id, and what was passed over and why.

    `other` counts files by ending (`""` for none), `hidden` files and folders whose name begins
    with a dot. `links` are those that leave the folder, lead nowhere, or lead to a folder (whose
    files are found where they lie); `special` are pipes, sockets and devices; `unreadable` are
    folders that may not be listed. The last three hold ids.
    """

    documents: tuple[Source, ...]
    other: Mapping[str, int] = field(default_factory=dict)
    hidden: int = 0
    links: tuple[str, ...] = ()
    special: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    def passed_over(self) -> str:
        """One line on what was not taken; empty when nothing was."""
        endings = sorted(self.other.items(), key=lambda item: (-item[1], item[0]))
        told = [f"{count} {ending or 'without ending'}" for ending, count in endings[:_NAMED]]
        if len(endings) > _NAMED:
            told.append(f"{sum(count for _, count in endings[_NAMED:])} with other endings")
        if self.hidden:
            told.append(f"{self.hidden} hidden")
        for items, one, many in (
            (self.links, "link not followed", "links not followed"),
            (self.special, "pipe or device", "pipes or devices"),
            (self.unreadable, "folder that cannot be read", "folders that cannot be read"),
        ):
            if items:
                told.append(f"{len(items)} {one if len(items) == 1 else many} ({_listed(items)})")
        return ", ".join(told)


def discover(root: Path) -> Found:
    """Every PDF and image below a folder, by document id; or the one file that `root` is.

    An id is the path relative to the folder in Unicode NFC with `/` between its parts (the name
    alone for a single file). Bytes of a name that are no UTF-8 are written `\\xNN`. When two paths
    have the same id (names that differ in normalisation only), the one that is NFC itself keeps it
    and the others, in the order of their bytes, get `~2`, `~3` … before the ending.

    Hidden files and folders, special files and links that leave the folder are passed over.

    Raises UsageError when there is no such folder, it cannot be read, or no document is in it.
    """
    try:
        mode = root.stat().st_mode
    except OSError as error:
        raise _no_such(root, error) from error
    if stat.S_ISREG(mode):
        return _single(root)
    if not stat.S_ISDIR(mode):
        raise UsageError(f"{root} is neither a file nor a folder", hint="Give a folder.")
    found = _Walk(root).found()
    if not found.documents:
        raise _nothing(root, found)
    return found


def _single(path: Path) -> Found:
    if _ending(path.name) not in ENDINGS:
        raise UsageError(
            f"{path} is no document: its name ends in none of {' '.join(ENDINGS)}",
            hint="Give a PDF or an image, or a folder of them.",
        )
    return Found(documents=(Source(id=_named(path.name), path=str(path)),))


class _Walk:
    """One walk through a folder; what it comes across is sorted into lists."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._real_root = os.path.realpath(root)
        self._files: list[tuple[str, str]] = []
        self._other: Counter[str] = Counter()
        self._hidden = 0
        self._links: list[str] = []
        self._special: list[str] = []
        self._unreadable: list[str] = []

    def found(self) -> Found:
        """Walk, and say what there is."""
        folders = [("", self._root)]
        while folders:
            folders += self._list(*folders.pop())
        return Found(
            documents=_with_ids(self._files),
            other=dict(self._other),
            hidden=self._hidden,
            links=tuple(sorted(map(_named, self._links))),
            special=tuple(sorted(map(_named, self._special))),
            unreadable=tuple(sorted(map(_named, self._unreadable))),
        )

    def _list(self, prefix: str, folder: str) -> list[tuple[str, str]]:
        """Sort the entries of one folder; its own folders are given back."""
        folders = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = prefix + entry.name
                    if entry.name.startswith("."):
                        self._hidden += 1
                    elif entry.is_symlink():
                        self._link(name, entry)
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append((name + "/", entry.path))
                    elif entry.is_file(follow_symlinks=False):
                        self._file(name, entry.path)
                    else:
                        self._special.append(name)
        except OSError:
            self._unreadable.append(prefix.rstrip("/") or ".")
        return folders

    def _file(self, name: str, path: str) -> None:
        ending = _ending(path)
        if ending in ENDINGS:
            self._files.append((name, path))
        else:
            self._other[ending] += 1

    def _link(self, name: str, entry: os.DirEntry[str]) -> None:
        """A link to a file of the folder is that file under another name; others are not taken."""
        target = os.path.realpath(entry.path)
        inside = target.startswith(self._real_root.rstrip("/") + "/")
        try:
            if inside and stat.S_ISREG(entry.stat().st_mode):
                self._file(name, entry.path)
                return
        except OSError:
            pass  # it leads nowhere, or in a circle
        self._links.append(name)


def _ending(name: str) -> str:
    """The ending of a file's name in lower case, with its dot; empty for none worth the name."""
    _, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and ending.isalnum() and len(ending) <= _ENDING else ""


def _named(path: str) -> str:
    """A path as text that JSON can hold: NFC, bytes that are no UTF-8 written out."""
    if path.isascii():
        return path
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", text)


def _with_ids(files: Iterable[tuple[str, str]]) -> tuple[Source, ...]:
    """The files with an id each, sorted by it."""
    taken: dict[str, str] = {}
    twins = []
    for name, path in files:
        if name.isascii() or _named(name) == name:
            taken[name] = path
        else:
            twins.append((name, path))
    for name, path in sorted(twins, key=lambda file: os.fsencode(file[0])):
        taken[_free(_named(name), taken)] = path
    return tuple(Source(id=name, path=taken[name]) for name in sorted(taken))


def _free(name: str, taken: Mapping[str, str]) -> str:
    if name not in taken:
        return name
    stem, _, ending = name.rpartition(".")
    number = 2
    while f"{stem}~{number}.{ending}" in taken:
        number += 1
    return f"{stem}~{number}.{ending}"


def _no_such(root: Path, error: OSError) -> UsageError:
    if isinstance(error, PermissionError):
        return UsageError(f"{root} may not be read", hint="Check who owns it and its permissions.")
    near = next((parent for parent in root.parents if parent.exists()), Path())
    return UsageError(
        f"no such file or folder: {root}", hint=f"{near} exists; check the path from there on."
    )


def _nothing(root: Path, found: Found) -> UsageError:
    if found.unreadable == (".",):
        return UsageError(f"{root} may not be read", hint="Check who owns it and its permissions.")
    seen = found.passed_over()
    return UsageError(
        f"no document in {root}: " + (f"there is {seen}" if seen else "the folder is empty"),
        hint=f"Looked in it and below for {' '.join(ENDINGS)}.",
    )


def _listed(items: tuple[str, ...]) -> str:
    more = f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
    return ", ".join(items[:_NAMED]) + more
