"""A clause: the number under which a provision is cited.

Two kinds of paper are cited in two ways. Japanese statutes and contracts name their levels, and
so does a clause of theirs: 第11条第5項第2号イ. Dotted and English papers are cited by the path as
it is printed: `11.5`, `4(b)(ii)`, `ARTICLE IV`. A clause holds the one or the other, never both,
and `str(clause)` is its canonical form, which `references.parse_clause` reads back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Relation: TypeAlias = Literal[
    "same",
    "format only",
    "right number, wrong level",
    "right paragraph, wrong item",
    "right article, wrong paragraph",
    "wrong article",
    "wrong section",
]
"""How one clause stands to another, in words for a person."""

_KANA = ("ァ", "ヿ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The number of a provision: 附則第3条の2第1項第2号イ, or a printed path such as `4(b)(ii)`.

    `section` is "" for the main part, else 附則, 附則〔令和3年法律第5号〕, 別表第1, `Schedule 1` …
    `article` and `item` carry their branch numbers: (104, 11) is 第104条の11; () is none.
    `subitems` are bare labels, outermost first: ("イ", "1", "a") prints as イ(1)(a).
    `path` is the printed path cut into its steps: ("4", "(b)", "(ii)"), ("11", ".5").
    Raises ValueError when a path stands beside numbers of named levels.
    """

    section: str = ""
    article: tuple[int, ...] = ()
    paragraph: int | None = None
    item: tuple[int, ...] = ()
    subitems: tuple[str, ...] = ()
    path: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.path and (self.article or self.paragraph or self.item or self.subitems):
            raise ValueError("a clause has a printed path or named levels, not both")

    def __str__(self) -> str:
        if self.path:
            return f"{self.section}, {''.join(self.path)}".removeprefix(", ")
        return "".join(
            (
                self.section,
                _numbered(self.article, "条"),
                "" if self.paragraph is None else f"第{self.paragraph}項",
                _numbered(self.item, "号"),
                _printed_subitems(self.subitems),
            )
        )


def relation(value: Clause, gold: Clause) -> Relation:
    """How near `value` comes to `gold`; `format only` when both name one place in two notations.

    第7条第1項 and 第7条第1号 are two places: where both name their levels, the levels count.
    """
    if value == gold:
        return "same"
    if value.section != gold.section:
        return "wrong section"
    ours, theirs = _steps(value), _steps(gold)
    if _flat(ours) == _flat(theirs):
        return "format only" if value.path or gold.path else "right number, wrong level"
    if ours[0] != theirs[0]:
        return "wrong article"
    return (
        "right article, wrong paragraph" if ours[1] != theirs[1] else "right paragraph, wrong item"
    )


def _numbered(number: tuple[int, ...], unit: str) -> str:
    if not number:
        return ""
    return f"第{number[0]}{unit}" + "".join(f"の{branch}" for branch in number[1:])


def _printed_subitems(labels: tuple[str, ...]) -> str:
    """イ(1)(a): katakana stands bare unless it follows katakana, everything else in brackets."""
    printed, bare_before = "", False
    for label in labels:
        bare_before = _is_kana(label) and not bare_before
        printed += label if bare_before else f"({label})"
    return printed


def _is_kana(label: str) -> bool:
    return bool(label) and _KANA[0] <= label[0] <= _KANA[1]


def _steps(clause: Clause) -> tuple[str, ...]:
    """The clause as article, paragraph and the rest, comparable over both notations."""
    if clause.path:
        labels = [step.strip(".-()第, ").lstrip("0") for step in clause.path]
        return (*labels, "") if len(labels) == 1 else tuple(labels)
    return (
        "の".join(map(str, clause.article)),
        str(clause.paragraph or ""),
        "の".join(map(str, clause.item)),
        *clause.subitems,
    )


def _flat(steps: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(step for step in steps if step)
