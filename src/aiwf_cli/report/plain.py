"""Text from documents made fit for a terminal: no control characters, no markup, no surprises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from aiwf_cli.model.json import Json, dumps

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DANGEROUS = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def printable(text: str, *, most: int | None = None) -> str:
    """`text` on one line: control and format characters shown as `·`, cut to `most` characters."""
    shown = "".join(
        " " if char in "\n\t" else "·" if unicodedata.category(char) in _DANGEROUS else char
        for char in (text if most is None else text[: most + 1])
    )
    return shown if most is None or len(text) <= most else shown[: most - 1] + "…"


def printable_lines(text: str) -> str:
    """`text` with its lines as they are, each of them printable."""
    return "\n".join(map(printable, text.split("\n")))


def styled(text: str, style: str = "", *, most: int | None = None) -> Text:
    """Printable text for rich tables: whatever it holds is shown, not interpreted."""
    from rich.text import Text

    return Text(printable(text, most=most), style=style)


def xml_text(text: str) -> str:
    """`text` with U+FFFD for the characters that XML 1.0 has no form for."""
    return _NOT_IN_XML.sub("\ufffd", text)


def so_many(number: int, noun: str) -> str:
    """So many of a thing: `1 document`, `2,000 documents`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_advice(console: Console, lines: Iterable[str]) -> None:
    """Prints what to type next, a command a line, never folded: it is to be copied."""
    for number, line in enumerate(lines):
        console.print(styled(("Next " if number == 0 else "     ") + line, "cyan"), soft_wrap=True)


def shown(value: Json) -> str:
    """A value as people read it: figures with thousands separators, absence as a dash."""
    match value:
        case None:
            return "—"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.15g}"
        case str():
            return value
        case _:
            return dumps(value)
