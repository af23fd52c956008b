"""How much a regular expression asks for before it has looked at any text.

The `regex` package bounds the time of a search, but nothing bounds what compiling costs, and some
constructs escape the bound: fixed repeats are written out when they are compiled (`(a{1000}){1000}`
is a million nodes of a kilobyte each), the table for a literal of n characters costs up to n³
steps, and recursion (`(?R)`) fills the memory before anybody looks at the clock. So patterns are
measured first, by a scan that knows groups, classes, escapes and repeats, and nothing else.
"""

from __future__ import annotations

import re
from math import prod

LONGEST = 4_000
"""Characters that a pattern may have."""
LONGEST_LITERAL = 500
"""Characters in a row, none of them special, that a pattern may have."""
LARGEST = 20_000
"""Nodes that a pattern may have with its fixed repeats written out."""

_TOKEN = re.compile(
    r"""
      (?P<escaped> \\ (?: x[0-9a-fA-F]{2} | u[0-9a-fA-F]{4} | U[0-9a-fA-F]{8} | [^a-zA-Z0-9] ) )
    | (?P<special> \\ (?: [pPNLgk][{<][^}>]*[}>] | . ) | \[\^?\]? (?: \\. | [^]\\[] )* \] | [|.^$] )
    | (?P<recursion> \(\? (?: R\) | [+-]?\d+\) | & | P> ) )
    | (?P<open> \( (?: \?<?[=!] | \?P?[<'][^>')]*[>'] | \?[a-zA-Z0-9-]*:? )? )
    | (?P<close> \) )
    | (?P<repeat> \{\s*(?P<least>\d*)\s*(?:,\s*\d*\s*)?\} | [*+?] )
    | (?P<plain> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_COUNT = re.compile(r"\{\s*(\d+)")
_FREE_SPACING = re.compile(r"\(\?[a-zA-Z0-9-]*x")


def too_much(pattern: str) -> str | None:
    """Why `pattern` is not even compiled, as what follows "the pattern"; None when it may be."""
    if len(pattern) > LONGEST:
        return f"has {len(pattern):,} characters; the most are {LONGEST:,}"
    tokens = list(_TOKEN.finditer(pattern))
    if any(token["recursion"] for token in tokens):
        return "calls itself or one of its groups (recursion), which is not supported"
    if min(_at_most(pattern), _size(pattern, tokens)) > LARGEST:
        return f"repeats so often that it has more than {LARGEST:,} parts"
    if _longest_literal(tokens) > LONGEST_LITERAL:
        return f"has more than {LONGEST_LITERAL} literal characters in a row"
    return None


def _at_most(pattern: str) -> int:
    """Nodes at most, whatever the structure: as if every repeat stood within every other."""
    return len(pattern) * prod(max(1, int(count)) for count in _COUNT.findall(pattern))


def _size(pattern: str, tokens: list[re.Match[str]]) -> int:
    """Nodes of a pattern with its fixed repeats written out.

    Brackets within brackets and patterns with comments are not understood: the most is assumed.
    """
    if _FREE_SPACING.search(pattern) or any(token["plain"] == "[" for token in tokens):
        return _at_most(pattern)
    groups, last = [0], 0
    for token in tokens:
        if token["open"]:
            groups.append(0)
            continue
        if token["repeat"]:
            groups[-1] += last * (max(1, int(token["least"] or 1)) - 1)
            last *= max(1, int(token["least"] or 1))
        elif token["close"]:
            last = 1 + (groups.pop() if len(groups) > 1 else 0)
            groups[-1] += last
        else:
            last = 1
            groups[-1] += last
    return sum(groups)


def _longest_literal(tokens: list[re.Match[str]]) -> int:
    longest = run = 0
    for token in tokens:
        if token["plain"] or token["escaped"]:
            run += 1
            longest = max(longest, run)
        elif not (token["open"] or token["close"]):
            run = 0
    return longest
