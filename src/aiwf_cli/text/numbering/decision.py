"""Given patterns or the built-in rules: which of them outlines a text, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiwf_cli.model.document import Span
from aiwf_cli.text.numbering.levels import Level, check_levels, level_markers
from aiwf_cli.text.numbering.lines import Lines
from aiwf_cli.text.numbering.outline import Outline, outline

LEAST_SHARE = 0.5
"""Of the articles that the built-in rules find, patterns must find more than this share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An outline, the levels whose patterns made it (() for the built-in rules), and why.

    `reasons` are sentences for a person: one for each pattern that was refused, one for falling
    back.
    """

    outline: Outline
    levels: tuple[Level, ...] = ()
    reasons: tuple[str, ...] = ()


def outline_by_patterns(
    text: str, levels: Sequence[Level], *, furniture: Sequence[Span] = ()
) -> Decision:
    """The outline of `text` by the given patterns, or by the built-in rules when they fail.

    They fail when no pattern for articles can be used or finds anything, when a pattern takes too
    long, and when the built-in rules find far more articles. Other levels without a usable pattern
    are found by the built-in rules.
    """
    checked = check_levels(levels, text)
    reasons = tuple(f"{level.name}: {reason}" for level, reason in checked.rejected)
    built_in = outline(text, furniture=furniture)
    try:
        problem = _shortcoming(text, checked.accepted, built_in)
        if not problem:
            found = outline(text, levels=checked.accepted, furniture=furniture)
            return Decision(outline=found, levels=checked.accepted, reasons=reasons)
    except TimeoutError:
        problem = "the patterns take too long on this text"
    return Decision(
        outline=built_in, reasons=(*reasons, f"built-in numbering rules used: {problem}")
    )


def _shortcoming(text: str, levels: Sequence[Level], built_in: Outline) -> str | None:
    """Why the articles that the patterns find will not do; None when they will."""
    patterns = [level for level in levels if level.name == "article"]
    if not patterns:
        return "no usable pattern for articles"
    lines = Lines(text)
    found = level_markers(lines, patterns)
    if not found:
        return "the pattern for articles finds none"
    articles = [provision for provision in built_in if provision.level == "article"]
    starts = {marker.start for marker, _ in found.values()}
    common = sum(text.find(it.marker, it.start) in starts for it in articles)
    if common <= LEAST_SHARE * len(articles) and len(articles) > 1:
        return f"the patterns find {common} of the {len(articles)} articles that the rules find"
    return None
