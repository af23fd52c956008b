"""What came of reading a text as a value: the value, the rules that made it, or the problem."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from aiwf_cli.model.json import Json

_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\ufeff]")
_WIDE = re.compile("[\u3000\u32ff-\u33ff\uff01-\uffee\u00a0\u2000-\u200a\u202f]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one text as a field's value.

    `value` is what records.jsonl holds; None when the text says that there is none, or when it
    cannot be read: then `problem` says why, naming the text. `trace` are the rules that were used,
    in order, each in words (`△ → −`, `× 1,000,000 (百万円)`).
    """

    value: Json
    trace: tuple[str, ...] = ()
    problem: str | None = None

    def after(self, *rules: str) -> Reading:
        """The same reading, with `rules` used before those of its trace."""
        return replace(self, trace=(*rules, *self.trace)) if rules else self

    def before(self, *rules: str) -> Reading:
        """The same reading, with `rules` used behind those of its trace."""
        return replace(self, trace=(*self.trace, *rules)) if rules else self


class ReadingError(ValueError):
    """Why a text cannot be read; its reader turns it into a `Reading` with a problem."""


def unreadable(text: object, why: str) -> Reading:
    """A reading that failed: no value, and a problem that names the text."""
    return Reading(None, (), f"「{shorten(str(text))}」: {why}")


def shorten(text: str, most: int = 60) -> str:
    """`text`, cut off with an ellipsis when it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def fold_width(text: str) -> str:
    """`text` with width variants as their plain forms: １２ → 12, ｶﾞ → ガ, ㍻ → 平成, ￥ → ¥.

    Unlike NFKC it leaves ①, ², ½ alone: as digits they would join the figure beside them.
    """
    if text.isascii():
        return text
    return _WIDE.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)


def trim(text: str) -> str:
    """`text` with every run of white space as one space, none at the ends, no invisible marks."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return _SPACES.sub(" ", text).strip()


_NO_VALUE = re.compile(
    r"\(?[-‐‑‒–—―−ーｰ─~〜～・.…*/]+\)?|\(?none\)?|null|nil|n\s?[/.]\s?a\.?|#n/a"
    r"|not (?:applicable|available)"
    r"|\(?(?:なし|無し|無|該当(?:事項|者|金額)?(?:なし|無し|せず)|該当(?:は)?ありません"
    r"|記載(?:は)?(?:なし|無し)|ありません)\)?。?",
    re.IGNORECASE,
)
_ABSENT = re.compile(r"|\(none\)|(?:該当)?(?:なし|無し)|n/a", re.IGNORECASE)


@lru_cache(maxsize=1 << 12)
def is_absent(text: str) -> bool:
    """Whether gold files say with it that there is nothing.

    Blank, `(none)`, `なし`, `無し`, `該当なし`, `該当無し`, `N/A`, in any case and width.
    """
    return _ABSENT.fullmatch(trim(fold_width(text))) is not None


def is_no_value(text: str) -> bool:
    """Whether a document or a model says with it that a figure or a date does not apply.

    What `is_absent` knows, and also dashes alone (-, ―, —), null, NA, 記載なし and the like.
    """
    return _NO_VALUE.fullmatch(text) is not None or is_absent(text)
