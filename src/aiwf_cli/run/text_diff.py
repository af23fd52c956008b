"""Unified diffs of texts; of what cannot be shown line by line, sizes and hashes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import unified_diff

FileContent = str | bytes | None
"""A text, a file's bytes, or nothing there."""
LARGEST_TEXT = 1 << 18
"""Characters of a text above which its lines are only counted."""
MOST_LINES = 5000
NOTHING = "/dev/null"
"""What a diff calls the side that is not there."""


def text_diff(a: FileContent, b: FileContent, a_name: str, b_name: str) -> str:
    """The unified diff from `a` to `b`, its last line ended; "" when they are equal.

    Binary and very large contents are named with their sizes and hashes, large texts also with how
    many lines came and went.
    """
    if a == b:
        return ""
    names = (a_name if a is not None else NOTHING, b_name if b is not None else NOTHING)
    old, new = _text(a), _text(b)
    if old is None or new is None:
        return _named(a, b, names)
    before, after = _lines(old), _lines(new)
    if max(len(old), len(new)) > LARGEST_TEXT or max(len(before), len(after)) > MOST_LINES:
        return _named(a, b, names) + _counted(before, after)
    return "".join(_ended(unified_diff(before, after, *names)))


def _text(content: FileContent) -> str | None:
    """The text that bytes hold, None for binary ones."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _lines(text: str) -> list[str]:
    """Lines with their ends; only a line feed ends one."""
    parts = text.split("\n")
    last = [parts[-1]] if parts[-1] else []
    return [*(f"{part}\n" for part in parts[:-1]), *last]


def _ended(lines: Iterator[str]) -> Iterator[str]:
    """Every line ended; what had no end says so, as `diff` does."""
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _named(a: FileContent, b: FileContent, names: tuple[str, str]) -> str:
    sides = "".join(
        f"{mark} {_size(side)}\n" for mark, side in (("-", a), ("+", b)) if side is not None
    )
    return f"--- {names[0]}\n+++ {names[1]}\n{sides}"


def _size(content: str | bytes) -> str:
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return f"{len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}"


def _counted(before: Sequence[str], after: Sequence[str]) -> str:
    gone, come = Counter(before), Counter(after)
    removed, added = (gone - come).total(), (come - gone).total()
    return f"  {removed:,} lines removed, {added:,} added: too long to show\n"
