"""Papers cited by their printed path, every sentence of which knows its clause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from numbering_papers import Block, Paper, Style, Writer, typeset, wide

from aiwf_cli.text.numerals import GOJUON, to_roman


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of a dotted paper: how it prints its numbers, and what they add to the clause."""

    marker: Callable[[Sequence[int]], str]
    step: Callable[[Sequence[int]], str]
    most: int = 4
    titled: bool = False
    whole: bool = False  # whether the step is the whole clause, as in 4.01


@dataclass(frozen=True, kw_only=True)
class Dotted:
    """A paper without 第N条: its levels from the outside in, its language and how it is broken."""

    name: str
    levels: tuple[Level, ...]
    japanese: bool = False
    wrap: int | None = None
    page: int | None = None
    furniture_known: bool = True
    indent: bool = False
    contents: bool = False
    schedule: str = ""
    title_on_own_line: bool = True
    articles: int = 14


_PARTIES = (
    "The Provider|The Customer|Each party|The Secretary of State|An authorised person|"
    "The Receiving Party"
)
_DUTIES = (
    "shall keep the register|may suspend the Services|is not liable for any loss of profit|"
    "must notify the other party|shall return the Materials|may terminate this Agreement"
)
_WHENS = (
    "within 30 days of the notice|under Section {r} and clause {r}|for a period of 2 years|"
    "subject to paragraph (a) or (b) above|in accordance with Article {n} of this Agreement|"
    "up to 1.5 times the fees paid|as set out in Schedule 1|by 31 March in each year|"
    "except as provided in (i) or (ii)|to the extent permitted by law"
)
_HEADINGS = (
    "Definitions|Term and Termination|Limitation of Liability|Fees and Payment|"
    "Confidentiality|Governing Law|Disclaimer of Warranties|Notices|General Provisions"
)


def letter(number: int) -> str:
    return chr(96 + number)


class DottedWriter(Writer):
    """Writes a paper that is cited by its printed path."""

    def __init__(self, style: Dotted, seed: int) -> None:
        super().__init__(
            Style(
                name=style.name,
                wrap=style.wrap,
                page=style.page,
                indent=style.indent,
                furniture_known=style.furniture_known,
            ),
            seed,
            style.articles,
        )
        self.dotted = style

    def reference(self) -> str:
        return f"{self.random.randint(1, 9)}" if self.dotted.japanese else super().reference()

    def sentence(self) -> str:
        if self.dotted.japanese:
            return super().sentence()
        self.serial += 1
        pick = self.pick
        whens = ", ".join(
            pick(_WHENS).format(
                r=f"{self.random.randint(1, 9)}.{self.random.randint(1, 5)}",
                n=self.random.randint(1, 9),
            )
            for _ in range(self.random.randint(1, 3))
        )
        return f"{pick(_PARTIES)} {pick(_DUTIES)} no {self.serial} {whens}."

    def title(self) -> str:
        return super().title() if self.dotted.japanese else self.pick(_HEADINGS)

    def body(self, clause: str) -> list[tuple[str, str]]:
        gap = "" if self.dotted.japanese else " "
        return [(self.sentence() + gap, clause) for _ in range(self.random.choice([1, 1, 2, 3]))]

    def write(self) -> Paper:
        self.heading(
            "クラウド台帳 業務委託要領" if self.dotted.japanese else "MASTER SERVICES AGREEMENT"
        )
        self.members("", "", (), 0)
        if self.dotted.schedule:
            self.heading(self.dotted.schedule)
            self.members(f"{self.dotted.schedule}, ", "", (), 0)
        if self.dotted.contents:
            entries = [
                Block(f"{words} ..... {number}", []) for number, words in enumerate(self.headings)
            ]
            self.blocks[1:1] = [
                Block("目次" if self.dotted.japanese else "Table of Contents", []),
                *entries,
            ]
        return typeset(self.blocks, self.style)

    def members(self, section: str, clause: str, above: tuple[int, ...], depth: int) -> None:
        level = self.dotted.levels[depth]
        most = self.articles if depth == 0 else level.most
        for number in range(1, (most if depth == 0 else self.random.randint(2, most)) + 1):
            self.member(section, clause, (*above, number), depth)

    def member(self, section: str, clause: str, numbers: tuple[int, ...], depth: int) -> None:
        level = self.dotted.levels[depth]
        own = level.step(numbers) if level.whole else clause + level.step(numbers)
        marker = level.marker(numbers)
        deeper = (
            depth + 1 < len(self.dotted.levels) and self.random.random() < (0.8, 0.5, 0.4, 0)[depth]
        )
        if level.titled:
            title = self.title()
            self.headings.append(marker + title)
            if self.dotted.title_on_own_line:
                self.put(marker + title, [])
                marker = ""
            else:
                marker += f"{title}. "
        if not deeper:
            self.put(marker, self.body(section + own), depth)
            return
        if not level.titled or self.random.random() < 0.3:
            self.put(marker, self.body(section + own), depth)
        elif marker:
            self.put(marker, [], depth)
        self.members(section, own, numbers, depth + 1)


def _dots(numbers: Sequence[int]) -> str:
    return ".".join(map(str, numbers))


CLAUSES = (
    Level(marker=lambda n: f"{n[0]}. ", step=lambda n: str(n[0]), titled=True),
    Level(marker=lambda n: f"{_dots(n)} ", step=_dots, most=12, whole=True),
    Level(marker=lambda n: f"({letter(n[-1])}) ", step=lambda n: f"({letter(n[-1])})", most=12),
    Level(marker=lambda n: f"({to_roman(n[-1])}) ", step=lambda n: f"({to_roman(n[-1])})", most=6),
)
SECTIONS = (
    Level(
        marker=lambda n: f"ARTICLE {to_roman(n[0]).upper()} ",
        step=lambda n: f"ARTICLE {to_roman(n[0]).upper()}",
        titled=True,
    ),
    Level(
        marker=lambda n: f"Section {n[0]}.{n[1]:02} ",
        step=lambda n: f"{n[0]}.{n[1]:02}",
        whole=True,
    ),
    *CLAUSES[2:],
)
ACT = (
    Level(marker=lambda n: f"{n[0]} ", step=lambda n: str(n[0]), titled=True),
    Level(marker=lambda n: f"({n[-1]}) ", step=lambda n: f"({n[-1]})", most=6),
    *CLAUSES[2:],
)
REGULATION = (
    Level(marker=lambda n: f"Article {n[0]} ", step=lambda n: str(n[0]), titled=True),
    Level(marker=lambda n: f"{n[-1]}. ", step=lambda n: f"({n[-1]})", most=6),
    *CLAUSES[2:],
)
CODE = (
    Level(marker=lambda n: f"§ {n[0]}. ", step=lambda n: str(n[0]), titled=True),
    CLAUSES[2],
    Level(marker=lambda n: f"({n[-1]}) ", step=lambda n: f"({n[-1]})", most=6),
    Level(
        marker=lambda n: f"({letter(n[-1]).upper()}) ",
        step=lambda n: f"({letter(n[-1]).upper()})",
        most=6,
    ),
)
YOKO = (
    Level(marker=lambda n: f"{wide(n[0])}　", step=lambda n: str(n[0]), titled=True),
    Level(marker=lambda n: f"（{wide(n[-1])}）", step=lambda n: f"({n[-1]})", most=6),
    Level(marker=lambda n: f"{GOJUON[n[-1] - 1]}　", step=lambda n: GOJUON[n[-1] - 1], most=6),
    Level(
        marker=lambda n: f"（{GOJUON[n[-1] - 1]}）", step=lambda n: f"({GOJUON[n[-1] - 1]})", most=6
    ),
)
DECIMAL = (
    Level(marker=lambda n: f"{wide(n[0])}．", step=lambda n: str(n[0]), titled=True),
    Level(marker=lambda n: f"{wide(n[0])}．{wide(n[1])}　", step=_dots, whole=True, most=11),
    *YOKO[1:3],
)

DOTTED = (
    Dotted(name="clauses", levels=CLAUSES),
    Dotted(
        name="clauses wrapped 80, contents, pages", levels=CLAUSES, wrap=80, page=40, contents=True
    ),
    Dotted(
        name="clauses wrapped 60, heads unknown",
        levels=CLAUSES,
        wrap=60,
        page=40,
        furniture_known=False,
    ),
    Dotted(name="sections", levels=SECTIONS, title_on_own_line=False, wrap=90),
    Dotted(name="sections wrapped 45", levels=SECTIONS, wrap=45, indent=True),
    Dotted(name="act", levels=ACT, schedule="Schedule 1"),
    Dotted(name="act wrapped 70", levels=ACT, wrap=70, schedule="Schedule 1", page=50),
    Dotted(name="regulation wrapped 75", levels=REGULATION, wrap=75),
    Dotted(name="code wrapped 75", levels=CODE, wrap=75, title_on_own_line=False),
    Dotted(name="要領 １　（１）ア（ア）", levels=YOKO, japanese=True),
    Dotted(name="要領 wrapped 35", levels=YOKO, japanese=True, wrap=35, contents=True, page=30),
    Dotted(name="要領 １．１", levels=DECIMAL, japanese=True, wrap=38),
)
