"""Words: texts, quotes, the values of an enum, yes and no; when two of them say the same.

Case, spaces between Latin words and punctuation count; width, line breaks, spaces beside Japanese
characters and the kind of dash or quotation mark do not. Voicing marks always count (ガ is no カ).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Literal, TypeAlias

from aiwf_cli.text.normalise import fold, squash
from aiwf_cli.text.values.reading import Reading, is_no_value, trim, unreadable

Ignored: TypeAlias = Literal["spaces", "case", "punctuation"]
EVERYTHING: tuple[Ignored, ...] = ("spaces", "case", "punctuation")
_STRICT_THEN_LOOSE: tuple[tuple[Ignored, ...], ...] = ((), EVERYTHING)

SAME_QUOTE = 0.9
"""A quote that holds at least this share of the other is the same, if the rest says nothing."""

_CJK = "\u3000-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SPACES = re.compile(r"\s+")
_LINE_ENDS = frozenset("\n\r\v\f\u2028\u2029")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SYMBOL = re.compile(r"[^\w\s\x00-\x7f]|[\u2e80-\u2eff]")
_SPACE_IN_JAPANESE = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
_POINT_IN_FIGURE = re.compile(r"(?<=\d)\.(?=\d)")

_NUMBER = r"[0-9０-９一二三四五六七八九十百]{1,3}"
_MARKER = re.compile(
    rf"\s*(?:第{_NUMBER}条(?:の{_NUMBER})*(?=[\s(（])\s*(?:[(（][^()（）]*[)）])?"
    rf"|[(（]{_NUMBER}[)）]|{_NUMBER}[.．、)）](?![0-9０-９])"
    r"|[①-⑳⑴-⒇⒈-⒛㋐-㋾]|[ァ-ヶ][.．)）]|[(（][ァ-ヶa-zA-Z][)）]|[a-zA-Z][.)](?=\s)|[・•●○◯■□◆])\s*"
)
_BARE_NUMBER = re.compile(r"[0-9]{1,2}")
_MORE_THAN_A_FIGURE = 10
_SAYS_SOMETHING = re.compile(
    r"\d|ない|ません|なく|ず|除|但|ただし|限り|場合|not|n't|no|never|except|unless|only|without"
)

_YES = (
    "true yes y on 1 t ok はい 有 有り あり 有る ある する 該当 該当する 可 要 正 真 レ"
    " ○ 〇 ◯ ● ✓ ✔ ☑ ✅ ■"
)
_NO = (
    "false no n off 0 f ng いいえ 無 無し なし 無い ない しない 非該当 該当しない 不可 否 誤 偽"
    " 不要 × ✕ ✗ ✖ ❌ ☐ □"
)


@lru_cache(maxsize=1 << 12)
def read_text(text: str) -> Reading:
    """The text on one line, characters as they are; a blank one is no value."""
    visible = _INVISIBLE.sub("", text).strip()
    return _read_words(text, _SPACES.sub(_joint, visible))


@lru_cache(maxsize=1 << 12)
def read_quote(text: str) -> Reading:
    """The quote on one line, without the spaces that layout puts between Japanese characters."""
    return _read_words(text, squash(_INVISIBLE.sub("", text)))


def _read_words(text: str, one_line: str) -> Reading:
    if not one_line:
        return Reading(None, ("blank → no value",))
    return Reading(one_line, ("white space joined",) if one_line != text else ())


def _joint(gap: re.Match[str]) -> str:
    """A space; for a line break beside Japanese or behind a hyphen, nothing."""
    if _LINE_ENDS.isdisjoint(gap[0]):
        return " "
    text, start, end = gap.string, gap.start(), gap.end()
    around = squash(f"{text[max(0, start - 2) : start].lstrip()}\n{text[end : end + 1]}")
    return " " if " " in around else ""


@lru_cache(maxsize=1 << 12)
def text_key(text: str, ignore: tuple[Ignored, ...] = ()) -> str:
    """What two texts have in common when they are the same.

    `ignore` drops further differences: spaces, case, punctuation (a decimal point stays).
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = _SYMBOL.sub(lambda symbol: fold(symbol[0]), text)
        text = _SPACE_IN_JAPANESE.sub("", trim(text))
    text = trim(text)
    if "case" in ignore:
        text = unicodedata.normalize("NFKC", text.casefold())
    if "punctuation" in ignore:
        text = trim(_without_punctuation(text))
    return text.replace(" ", "") if "spaces" in ignore else text


def _without_punctuation(text: str) -> str:
    kept = {match.start() for match in _POINT_IN_FIGURE.finditer(text)}
    return "".join(
        character
        for at, character in enumerate(text)
        if at in kept or not unicodedata.category(character).startswith("P")
    )


@lru_cache(maxsize=1 << 12)
def quote_key(text: str) -> str:
    """What two quotes have in common: folded for search, no number in front, no 。 at the end."""
    whole = fold(text)
    marker = _MARKER.match(text)
    key = fold(text[marker.end() :]) if marker else whole
    return key.rstrip("。.、,;") or whole


def same_quote(left: str, right: str) -> bool:
    """Whether two quote keys are the same passage.

    One may begin with a bare paragraph number that the other lacks (2 当社は…), or hold the other
    and a little more at its ends (`SAME_QUOTE`), as long as that says nothing: no figure, no
    negation, no exception.
    """
    short, long = (left, right) if len(left) <= len(right) else (right, left)
    at = long.find(short)
    if at < 0 or short == long:
        return short == long
    before, behind = long[:at], long[at + len(short) :]
    if not behind and len(short) >= _MORE_THAN_A_FIGURE and _BARE_NUMBER.fullmatch(before):
        return True
    if len(short) < SAME_QUOTE * len(long):
        return False
    return not _SAYS_SOMETHING.search(f"{before} {behind}")


def words_likeness(left: str, right: str, *, at_least: float = 0.5) -> float:
    """How much of two texts is the same, from 0 to 1; below `at_least` it is nothing (0).

    The share of characters that stand in both in the same order (normalised indel distance).
    """
    return 1.0 if left == right else _ratio()(left, right, score_cutoff=at_least * 100) / 100


@cache
def _ratio() -> Callable[..., float]:
    """Asked for once: an import statement costs as much as a comparison."""
    from rapidfuzz.fuzz import ratio

    return ratio


def read_enum(text: str, values: Mapping[str, tuple[str, ...]]) -> Reading:
    """The one of `values` (name: other spellings) that `text` spells.

    Width, spaces, case and punctuation do not matter. A spelling of two values is a problem.
    """
    if text in values:
        return Reading(text)
    shown = trim(text)
    names = _spelled(text, values)
    if len(names) == 1:
        return Reading(names[0], (f"{shown} → {names[0]}",))
    if names:
        return unreadable(text, f"it may be {' or '.join(names)}")
    if is_no_value(shown):
        return Reading(None, (f"{shown or 'blank'} → not applicable",))
    return unreadable(text, f"not one of {', '.join(values)}")


def spells_a_value(text: str, values: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether `text` spells any of `values`, in the way of `read_enum`."""
    return text in values or bool(_spelled(text, values))


def _spelled(text: str, values: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The names that `text` spells: punctuation and the rest count if that tells them apart."""
    for ignore in _STRICT_THEN_LOOSE:
        key = text_key(text, ignore)
        names = [
            name
            for name, others in values.items()
            if key and any(key == text_key(spelling, ignore) for spelling in (name, *others))
        ]
        if names:
            return names
    return []


def read_bool(text: str, values: Mapping[str, tuple[str, ...]]) -> Reading:
    """Yes or no: はい, 有, ○, ✓, true … against いいえ, 無, ×, false …

    `values` adds spellings under any word for yes or no: {true: [連結], false: [非連結, 単体]}.
    """
    key, shown = text_key(text, EVERYTHING), trim(text)
    spelled = _spelled(text, values)
    said = _yes_or_no().get(text_key(spelled[0], EVERYTHING) if len(spelled) == 1 else key)
    if said is not None:
        return Reading(said, (f"{shown} → {str(said).lower()}",))
    if is_no_value(shown):
        return Reading(None, (f"{shown or 'blank'} → not applicable",))
    return unreadable(text, "neither yes nor no")


@cache
def _yes_or_no() -> dict[str, bool]:
    return {
        text_key(word, EVERYTHING): said
        for words, said in ((_YES, True), (_NO, False))
        for word in words.split()
    }
