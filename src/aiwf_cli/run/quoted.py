"""Whether a quote shows the value that was read from it.

It errs on the side of yes: a value is doubted only when nothing in the quote can be it, whatever
unit, sign, separators or era the quote prints it with, however a text is shortened or joined.
"""

from __future__ import annotations

import re

from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json
from aiwf_cli.text.normalise import fold
from aiwf_cli.text.quotes.approximate import edit_distances
from aiwf_cli.text.values.codes import code_key
from aiwf_cli.text.values.reading import fold_width

_FIGURE = re.compile(r"\d+(?:[,.' ]\d+)*")
_IN_WORDS = re.compile(
    r"[億万千百十]\s*\d|[〇一二三四五六七八九十壱弐参元]\s*[億万千百十円割分年月日]"
    r"|(?i:\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|dozen|zero"
    r"|nil|no|none)\b|teen\b|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|illion)"
)
"""Numbers written as words, or in several parts (1億50万): no figure of the quote is the value."""
_MONTH_NAME = re.compile(r"\b(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_ERA = re.compile(r"[明大昭平令]|(?<![A-Za-z])[MTSHR](?=\s*\d)")
_YEARS_BEFORE_ERAS = (1867, 1911, 1925, 1988, 2018)
_PARTS = re.compile(r"[\s/,;、・]+")
_LATIN, _OTHER = re.compile(r"[A-Za-zÀ-ɏ]"), re.compile(r"[^\W\d_A-Za-zÀ-ɏ]")
_SHORT = 3
"""Texts of so many characters are held against a quote character by character."""
_ALIKE = 0.25
"""The least share of a text's pieces that a quote has in common with it when it may show it."""


def shows(field: Field, value: Json, raw: str, quote: str) -> bool:
    """Whether `quote` may show `value`, which was read from `raw`.

    An enum and a bool class what is quoted, and a quote is looked for itself: they are not doubted.
    """
    printed = fold_width(quote)
    match field.type:
        case _ if value is None:
            return True
        case "money" | "number" | "integer" | "percent":
            return _shows_figure(raw, printed) or _shows_figure(str(value), printed)
        case "date":
            return fold(raw) in fold(quote) or _shows_date(str(value), printed)
        case "code":
            within = code_key(quote)
            return all(code_key(part) in within for part in _PARTS.split(raw))
        case "text":
            return _shows_text(raw, quote)
        case _:
            return True


def _shows_figure(figure: str, quote: str) -> bool:
    """Whether the digits that a figure begins with are those of a figure in the quote."""
    digits = _significant(fold_width(figure))
    if not digits or _IN_WORDS.search(quote):
        return True
    if len(digits) > 2 and digits in re.sub(r"\D", "", quote):
        return True
    return digits in map(_significant, _FIGURE.findall(quote))


def _significant(figure: str) -> str:
    return re.sub(r"\D", "", figure).strip("0")


def _shows_date(iso: str, quote: str) -> bool:
    """Whether the year, the month or the day of a date stands in the quote."""
    if iso.replace("-", "") in re.sub(r"\D", "", quote):
        return True
    if _IN_WORDS.search(quote) or _MONTH_NAME.search(quote):
        return True
    numbers = {int(digits) for digits in re.findall(r"\d+", quote)}
    if _ERA.search(quote):
        numbers |= {number + before for number in numbers for before in _YEARS_BEFORE_ERAS}
    return any(int(part) in numbers for part in iso.split("-") if part.isdigit())


def _shows_text(text: str, quote: str) -> bool:
    """Whether a text stands in the quote, or resembles a part of it, or it of the text.

    What is a translation, or gives in figures what the quote gives in words, cannot be told.
    """
    short, long = sorted((fold(text), fold(quote)), key=len)
    if short in long or _in_other_letters(text, quote):
        return True
    if re.search(r"\d", text) and (_IN_WORDS.search(quote) or _ERA.search(quote)):
        return True
    pieces = _pieces(short)
    if sum(piece in long for piece in pieces) >= _ALIKE * len(pieces):
        return True
    return 2 * min(edit_distances(short, long)) <= len(short)


def _pieces(folded: str) -> list[str]:
    """Every run of a few characters: one of a short text, three of a Latin one, else two."""
    size = 1 if len(folded) <= _SHORT else 3 if folded.isascii() else 2
    return [folded[at : at + size] for at in range(len(folded) - size + 1)]


def _in_other_letters(text: str, quote: str) -> bool:
    """Whether one is in Latin letters alone and the other in others, and neither has a figure."""
    if re.search(r"\d", text + quote):
        return False
    return any(
        _LATIN.search(one) and not _OTHER.search(one) and not _LATIN.search(other)
        for one, other in ((text, quote), (quote, text))
    )
