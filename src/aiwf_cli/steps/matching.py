"""Which entry of a codebook a code means: found, or not; never picked.

A code that is known, in whatever spelling, means what stands under it. Only a code that nobody has
is taken for another: for the one known code that looks alike. Codes match whole, never by their
beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal, TypeAlias

from aiwf_cli.steps.codebook import Codebook
from aiwf_cli.steps.indexed import Codes, KnownCode, MasterRow
from aiwf_cli.steps.rulings import Ruling
from aiwf_cli.text.values.codes import code_key, confusable_key, read_code, upside_down

MatchStatus: TypeAlias = Literal["exact", "normalised", "confusable", "ambiguous", "none"]
FOUND: tuple[MatchStatus, ...] = ("exact", "normalised", "confusable")
"""The statuses that come with an entry, the surest first."""

MOST_PARTS = 4
"""Of a code with more parts than this only the whole is turned upside down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMatch:
    """What a look-up came to.

    `entry` is there when the status is one of `FOUND`. `candidates` are all that fitted. `reason`
    says in words why it is so, blank when there is nothing to say. `doubtful` asks a person to
    look: a code was taken for another, or one that looks alike is known too.
    """

    status: MatchStatus
    code: str | None = None
    candidates: tuple[KnownCode, ...] = ()
    entry: MasterRow | None = None
    reason: str = ""
    doubtful: bool = False

    @property
    def key(self) -> str | None:
        """The code's normalised key."""
        return code_key(self.code) if self.code else None


def look_up(book: Codebook, code: str | None, *, confusable: bool, turned: bool) -> CodeMatch:
    """What `code` means: an entry, or why there is none.

    `confusable` lets an unknown code have characters that a camera confuses, `turned` lets it stand
    upside down, whole or in parts.
    """
    if code is None or read_code(code).value is None or not code_key(code):
        return CodeMatch(status="none", code=code, reason="there is no code to look up")
    key, flipped = code_key(code), upside_down(code) if turned else None
    known = [one for one in dict.fromkeys((key, flipped)) if one is not None and one in book]
    if key in book:
        match = _of_either([_known(book, one, code) for one in known], code)
        return _beware(book, match, key) if confusable else match
    alike = _alike(book, code, confusable=confusable, turned=turned)
    if not alike:
        return CodeMatch(status="none", code=code, reason=f"{code} is no known code")
    return _taken_for([_known(book, one, code) for one in alike], code)


def _known(book: Codebook, key: str, code: str) -> CodeMatch:
    """What a known code means, which `code` is or is taken for."""
    if ruling := book.rulings.get(key):
        return _ruled(ruling, code)
    written = code.strip()
    ours = _distinct(_found(book.masters, key), first=written)
    theirs = _distinct(_found(book.others, key), first=written)
    if not ours:
        reason = f"{theirs[0].code} is in {_place(theirs[0].entry)}"
        return CodeMatch(status="none", code=code, candidates=tuple(theirs), reason=reason)
    same = [one for one in ours if one.code == written]
    if theirs or len(same or ours) > 1:
        candidates = (*ours, *theirs)
        places = ", ".join(_named(found) for found in candidates[:4])
        reason = f"{code} stands for {len(candidates)} entries: {places}"
        return CodeMatch(status="ambiguous", code=code, candidates=candidates, reason=reason)
    if same:
        return _exact(code, same[0], besides=[one for one in ours if one is not same[0]])
    found = ours[0]
    return CodeMatch(
        status="normalised",
        code=code,
        candidates=(found,),
        entry=found.entry,
        reason=f"{code} → {found.code}",
    )


def _exact(code: str, found: KnownCode, *, besides: Sequence[KnownCode]) -> CodeMatch:
    """A code written as the master writes it; `besides` are entries that spell it otherwise."""
    return CodeMatch(
        status="exact",
        code=code,
        candidates=(found, *besides),
        entry=found.entry,
        reason=f"{_named(besides[0])} differs in spelling only" if besides else "",
        doubtful=bool(besides),
    )


def _ruled(ruling: Ruling, code: str) -> CodeMatch:
    why = f" ({ruling.why})" if ruling.why else ""
    reason = f"exception: {ruling.code} is {ruling.action}{why}"
    candidates = (KnownCode(ruling.code, ruling.entry),) if ruling.entry else ()
    if ruling.action == "ambiguous":
        return CodeMatch(status="ambiguous", code=code, reason=reason)
    if ruling.entry is None:
        return CodeMatch(status="none", code=code, reason=reason)
    return CodeMatch(
        status="exact" if ruling.code == code.strip() else "normalised",
        code=code,
        candidates=candidates,
        entry=ruling.entry,
        reason=reason,
    )


def _of_either(matches: Sequence[CodeMatch], code: str) -> CodeMatch:
    """The match of a code as read, unless it means something else upside down."""
    first, *turned = matches
    if first.status == "ambiguous" or all(_agree(first, other) for other in turned):
        return first
    return CodeMatch(
        status="ambiguous",
        code=code,
        candidates=tuple(found for match in matches for found in match.candidates),
        reason=f"{code} may stand upside down, and is a code either way",
    )


def _taken_for(matches: Sequence[CodeMatch], code: str) -> CodeMatch:
    """The match of a code that nobody has, from those of all codes that it may be read for."""
    first = matches[0]
    candidates = tuple(found for match in matches for found in match.candidates)
    if any(not _agree(first, match) for match in matches):
        reason = f"{code} is no known code, and looks like {len(matches)} others"
        return CodeMatch(status="ambiguous", code=code, candidates=candidates, reason=reason)
    if first.entry is None:
        reason = f"{code} is no known code; of the one that looks alike: {first.reason}"
        return replace(first, candidates=candidates, reason=reason)
    return CodeMatch(
        status="confusable",
        code=code,
        candidates=candidates[:1],
        entry=first.entry,
        reason=f"{code} is no known code, and is taken for {candidates[0].code}",
        doubtful=True,
    )


def _beware(book: Codebook, match: CodeMatch, key: str) -> CodeMatch:
    """A match with an entry, made doubtful when another known code looks just like it."""
    if match.entry is None:
        return match
    others = [one for one in book.alike(confusable_key(match.code or "")) if one != key]
    twins = [twin for one in others if not _agree(match, twin := _known(book, one, one))]
    if not twins:
        return match
    names = ", ".join(
        _named(twin.candidates[0]) if twin.candidates else str(twin.code) for twin in twins[:3]
    )
    reason = "; ".join(part for part in (match.reason, f"{names} looks alike") if part)
    return replace(match, reason=reason, doubtful=True)


def _agree(one: CodeMatch, other: CodeMatch) -> bool:
    """Whether two matches come to the same: the same entry, or both to none."""
    if one.entry is None or other.entry is None:
        return one.status == other.status == "none"
    return one.entry.same(other.entry)


def _alike(book: Codebook, code: str, *, confusable: bool, turned: bool) -> tuple[str, ...]:
    """The known codes that one who reads badly may read `code` for."""
    texts = (code, *(_turned(code) if turned else ()))
    if confusable:
        keys = [key for text in texts for key in book.alike(confusable_key(text))]
    else:
        keys = [key for key in map(code_key, texts) if key in book]
    return tuple(dict.fromkeys(keys))


def _turned(code: str) -> Iterable[str]:
    """What `code` may be when it, or some of its parts, stand upside down."""
    if whole := upside_down(code):
        yield whole
    parts = code.split()
    if 1 < len(parts) <= MOST_PARTS:
        ways = [[part, *filter(None, [upside_down(part)])] for part in parts]
        yield from (" ".join(way) for way in product(*ways))


def _found(tables: Iterable[Codes], key: str) -> Iterable[KnownCode]:
    return (found for codes in tables for found in codes.find(key))


def _distinct(found: Iterable[KnownCode], *, first: str) -> list[KnownCode]:
    """One code for each entry that says something different; what is written `first` goes first."""
    kept: list[KnownCode] = []
    for one in sorted(found, key=lambda one: one.code != first):
        if not any(one.entry.same(other.entry) for other in kept):
            kept.append(one)
    return kept


def _place(entry: MasterRow) -> str:
    return f"{entry.file}, line {entry.line}"


def _named(found: KnownCode) -> str:
    return f"{found.code} ({_place(found.entry)})"


def together(matches: Sequence[CodeMatch]) -> CodeMatch:
    """What several codes of one thing come to: the entry that all of them are, else no entry.

    Codes that come to different things are ambiguous; nothing to look up is none.
    """
    if len(matches) == 1:
        return matches[0]
    if not matches:
        return CodeMatch(status="none", reason="there is no code to look up")
    first = max(matches, key=lambda match: FOUND.index(match.status) if match.entry else -1)
    candidates = tuple(found for match in matches for found in match.candidates)
    if all(_agree(first, match) for match in matches):
        doubtful = any(match.doubtful for match in matches)
        return replace(first, candidates=candidates, doubtful=doubtful)
    codes = ", ".join(match.code or "none" for match in matches)
    return CodeMatch(
        status="ambiguous", candidates=candidates, reason=f"{codes} do not come to the same"
    )
