"""The printed path, by which papers without 第N条 are cited: 4(b)(ii), 11.5, 2.01(c)."""

from __future__ import annotations

from aiwf_cli.text.numbering.readings import Family, MarkerReading
from aiwf_cli.text.numbering.tree import Node

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_KANA = frozenset({"iroha", "gojuon"})
_LONG_NUMBER = 4  # digits: `§ 1983` keeps its sign, without which it would be a year


def head(node: Node, restarting: bool) -> tuple[str, ...]:
    """How the path of an outermost provision begins: 11, IV, B, (1), 第2, ARTICLE IV, § 1983.

    `restarting` says that sections start again in every Article: then its number is cited with
    them.
    """
    if not node.reading:
        return ()
    family, labels = node.reading.family, node.reading.labels
    match family.form:
        case "Article" if family.system == "arabic" and not restarting:
            return labels
        case "Article":
            return (f"ARTICLE {labels[0]}",)
        case "dai":
            return (f"第{labels[0]}",)
        case "Section" if len(labels[0].rstrip(_CAPITALS)) >= _LONG_NUMBER:
            return (f"§ {labels[0]}", *labels[1:])
        case "Section":
            return labels
        case "plain" if family.system == "kanji":
            return (bare_label(node.reading),)
        case "plain" if family.system in ("arabic", "ROMAN", "LETTER"):
            return labels
        case _:
            return (f"({bare_label(node.reading)})",)


def longer(above: tuple[str, ...], node: Node) -> tuple[str, ...]:
    """The path of a list member in a provision whose path is `above`."""
    if not node.reading:
        return above
    if len(node.reading.number) > 1:  # 4.01 says it all
        return node.reading.labels
    return (*above, _step(above, node.reading, node.parent.family if node.parent else None))


def sections_restart(root: Node) -> bool:
    """Whether Section 1 comes in every Article, so that a section is cited with its article."""
    numbers = [
        section.number
        for article in root.children
        for section in article.children
        if section.family and section.family.form == "Section" and len(section.number) == 1
    ]
    return len(numbers) > len(set(numbers))


def bare_label(reading: MarkerReading) -> str:
    """The last part of a number without brackets and points; kanji numbers in arabic digits."""
    if reading.family.system == "kanji":
        return "の".join(map(str, reading.number[-1]))
    return reading.labels[-1].lstrip(".-")


def _step(above: tuple[str, ...], reading: MarkerReading, outer: Family | None) -> str:
    """In brackets, as (b); a number goes on with a dot, as in 4.1, unless behind a bracket."""
    family, label = reading.family, bare_label(reading)
    if family.form == "Section":
        return f", Section {label}"
    if family.form == "plain" and outer:
        if family.system in _KANA and outer.system not in _KANA:
            return label
        if (
            family.system == "arabic"
            and outer.form in ("plain", "Section")
            and above[-1][-1] != ")"
        ):
            return f".{label}"
    return f"({label})"
