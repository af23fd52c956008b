"""Regular expressions written by users and models: compiled within bounds, matched within time.

The `regex` package is asked with a timeout for every search: a pattern that backtracks without
end (`(a+)+$`) costs its seconds and no more. What a timeout does not bound is measured before
(`pattern_size`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from aiwf_cli.errors import StepError
from aiwf_cli.text.pattern_size import too_much

if TYPE_CHECKING:
    import regex

MOST_MATCHES = 20_000
"""Matches that one pattern may have in one text."""
_SHOWN = 200
"""Characters of a pattern that a message quotes."""

_FULL = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000"
_HALF = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)) + " "
_HALF_WIDTH = str.maketrans(_FULL, _HALF)
_ESCAPED_OR_FULL = re.compile(rf"\\.|[{_FULL}]", re.DOTALL)


def half_width(text: str) -> str:
    """`text` with full-width ASCII and space as half-width: every character keeps its offset."""
    return text.translate(_HALF_WIDTH)


def half_width_pattern(pattern: str) -> str:
    """`pattern` for text made half-width: its full-width characters stand for themselves still.

    （ is a bracket that is printed, never a group; so are ？ and ．: they come out escaped.
    """
    return _ESCAPED_OR_FULL.sub(_half_width_literal, pattern)


def _half_width_literal(found: re.Match[str]) -> str:
    character = found[0][-1]
    return re.escape(half_width(character)) if character in _FULL else found[0]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern that is only ever searched for within a time."""

    text: str
    compiled: regex.Pattern[str]

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of its groups, in order."""
        return tuple(self.compiled.groupindex)

    def matches(self, text: str, *, seconds: float) -> Iterator[regex.Match[str]]:
        """Its matches that are not empty, at most `MOST_MATCHES`.

        Raises StepError `pattern_timeout` when the search takes longer than `seconds`,
        `bad_pattern` when it matches nearly everywhere or needs too much memory.
        """
        try:
            for count, match in enumerate(self.compiled.finditer(text, timeout=seconds)):
                if count >= MOST_MATCHES:
                    raise StepError(
                        "bad_pattern",
                        f"the pattern {_quoted(self.text)} matches nearly everywhere.",
                    )
                if match.end() > match.start():
                    yield match
        except TimeoutError as error:
            raise StepError(
                "pattern_timeout",
                f"the pattern {_quoted(self.text)} took longer than {seconds:g} s on this text.",
                hint="Nested repeats such as (a+)+ are the usual cause: make one possessive (a++).",
            ) from error
        except MemoryError as error:
            raise StepError(
                "bad_pattern",
                f"the pattern {_quoted(self.text)} needs too much memory on this text.",
                hint="Repeated groups are the usual cause: write (?:a)* for (a)*.",
            ) from error


@lru_cache(maxsize=512)
def compile_pattern(text: str, *, ignore_case: bool = False, fold_width: bool = False) -> Pattern:
    """`text` compiled, `^` and `$` at every line. Raises StepError `bad_pattern`.

    With `fold_width` it is to be searched for in `half_width(text)`, and is made to fit that.
    """
    import regex

    if reason := too_much(text):
        raise StepError("bad_pattern", f"the pattern {_quoted(text)} {reason}.")
    flags = regex.MULTILINE | regex.VERSION1 | (regex.IGNORECASE if ignore_case else 0)
    try:
        return Pattern(text, regex.compile(half_width_pattern(text) if fold_width else text, flags))
    except (regex.error, ValueError, RecursionError, OverflowError, MemoryError) as error:
        raise StepError(
            "bad_pattern", f"the pattern {_quoted(text)} is not valid: {error}"
        ) from error


def _quoted(pattern: str) -> str:
    return repr(pattern if len(pattern) <= _SHOWN else pattern[:_SHOWN] + "…")
