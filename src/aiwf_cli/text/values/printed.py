"""A printed amount taken apart: label, marks, figure, tail (営業損失 | △¥ | 1,041 | 百万円)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from aiwf_cli.text.values.figures import FIGURE, is_all_kanji
from aiwf_cli.text.values.reading import ReadingError, fold_width, is_no_value, trim
from aiwf_cli.text.values.units import CURRENCY_SIGN, is_known_unit, leading_unit, read_unit

DASHES = "-‐‑‒–—―−─━⁻"
_TRIANGLES = "△▲▽▼∆Δ⊿"
SIGN = re.compile(rf"[{DASHES}{_TRIANGLES}+]")
MARKED_LOSS = re.compile(rf"[(\[][{DASHES}{_TRIANGLES}][)\]]")
CURRENCY = re.compile(CURRENCY_SIGN, re.IGNORECASE)
FALL = re.compile(
    r"\s*(?:の?(?:減少|損失|赤字|減[収益]?)|(?:down|decrease|fall|loss|deficit))$", re.IGNORECASE
)
_MARKS = re.compile(rf"(?:[{DASHES}{_TRIANGLES}+(]|{CURRENCY_SIGN}|\s)*\Z", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_NOTE = re.compile(r"(?:注|※|note|\*)?\s*\d{0,2}", re.IGNORECASE)
_GROUP_GAP = re.compile(r"(?<=\d)[\u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
_FOOTNOTE = re.compile(r"^[*※†‡]+(?:\d{1,2}\s)?\s*|\s*[*※†‡]+\d{0,2}$|[。;]$")
_PER_ONE = re.compile(
    r"[\d一]\s*(?:株|人|名|個|件|口|台|回|か?月|年|日)\s*(?:当た?り|あたり|につき)"
)
_PART_OF_ANOTHER = re.compile(r"うち|内数|\bof which\b", re.IGNORECASE)
_RANGE = re.compile(r"[~〜～±]")
_BEFORE_KANJI = re.compile(r"(?:^|[\s:]|金|約|計|総額|税込|税抜|年|年率|年利|第|各|全)$")
_AFTER_KANJI = re.compile(r"$|[\s(]|[回個件枚台社本冊頁歳期号条項階室席]|[か箇ヶケ]所")


def plain_amount(text: str) -> str:
    """`text` in half width, on one line, without footnote marks at its ends; 1'234 as 1234."""
    return _FOOTNOTE.sub("", trim(fold_width(_GROUP_GAP.sub("", text))))


def says_nothing(text: str) -> bool:
    """Whether it is a dash or the like, with or without a unit: ―, -%, ¥ -, ―百万円."""
    if is_no_value(text):
        return True
    bare = CURRENCY.sub("", text, count=1).strip()
    dash = re.match(rf"[{DASHES}ー]+\s*", bare)
    return dash is not None and (bare == dash[0] or is_unit(bare[dash.end() :]))


def is_unit(text: str) -> bool:
    """Whether `text` is a unit and nothing else: 百万円, 単位:千円, Millions of yen, %."""
    unit = read_unit(text)
    return is_known_unit(unit.name) or (unit.scale != 1 and not unit.name)


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """A printed amount taken apart; `unit` was printed in brackets or in front of the figure."""

    label: str
    marks: str
    figure: str
    tail: str
    unit: str


def take_apart(text: str, *, keep_percent: bool) -> PrintedAmount:
    """`text` as label, marks, figure, tail. Raises ReadingError unless it has just one figure.

    Unless `keep_percent`, a percentage in brackets is a remark. Brackets round a part of another
    amount, （うち当期純利益）（3,232）, are no sign.
    """
    text = _PER_ONE.sub("", text)
    if _PART_OF_ANOTHER.search(text):
        text = re.sub(r"[()]", " ", text)
    text, unit = _without_remarks(text, keep_percent)
    figures = [*FIGURE.finditer(text)]
    figures = [figure for figure in figures if not is_all_kanji(figure[0])] or figures
    if len(figures) != 1:
        raise ReadingError("more than one figure" if figures else "no figure in it")
    figure = figures[0]
    head, tail = text[: figure.start()], text[figure.end() :]
    marks = _MARKS.search(head)
    label, marks_text = (head[: marks.start()], marks[0]) if marks else (head, "")
    if label == "ー":
        label, marks_text = "", "−"
    _check_surroundings(label, marks_text, figure[0], tail)
    if label and is_unit(label.strip().rstrip(":")):
        label, unit = "", label.strip().rstrip(":")
    return PrintedAmount(label, marks_text, figure[0], tail, unit)


def _without_remarks(text: str, keep_percent: bool) -> tuple[str, str]:
    """`text` without bracketed remarks ((税込), (注1)), and the unit that a bracket named.

    A bracket stays when it holds a figure or a sign: (1,000) and (△) mean something. (損失) is
    read as if it had no brackets.
    """
    unit = ""
    for bracket in _BRACKETED.finditer(text):
        inside, rest = bracket[1].strip(), text.replace(bracket[0], "", 1)
        if not FIGURE.search(rest):
            continue
        if is_unit(inside):
            text, unit = rest, inside
        elif FALL.fullmatch(inside):
            text = text.replace(bracket[0], f" {inside} ", 1)
        elif _is_remark(inside) or ("%" in inside and not keep_percent):
            text = rest
    return text, unit


def _is_remark(inside: str) -> bool:
    if _NOTE.fullmatch(inside):
        return True
    return not re.search(r"[0-9]", inside) and not SIGN.fullmatch(inside)


def _check_surroundings(label: str, marks: str, figure: str, tail: str) -> None:
    """Raises ReadingError when what stands around the figure makes it something else."""
    if _RANGE.search(label + tail):
        raise ReadingError("a range, not one figure")
    if any(unicodedata.category(character) == "No" for character in tail):
        raise ReadingError("a raised or small figure stands behind it")
    if any(triangle in tail for triangle in _TRIANGLES):
        raise ReadingError("a sign stands behind it")
    if label.endswith(("[", "〔", "【")):
        raise ReadingError("it stands in brackets that may mean anything")
    if label[-1:].isascii() and label[-1:].isalpha() and marks[:1] in ("", *DASHES):
        raise ReadingError("the figure is part of a name")
    if not is_all_kanji(figure):
        return
    starts = marks or _BEFORE_KANJI.search(label)
    if not starts or not (_AFTER_KANJI.match(tail) or leading_unit(tail)):
        raise ReadingError("the figure is part of a word")
