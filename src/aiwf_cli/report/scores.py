"""The screen of `aiwf evaluate`: rates by field, what goes wrong, which step, what to type next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiwf_cli.model.rates import Interval, Rates, Share
from aiwf_cli.model.score import BlameVerdict, Score, Unjoined
from aiwf_cli.report.fitting import fitting
from aiwf_cli.report.mistakes import mistakes_of, mistakes_table
from aiwf_cli.report.plain import print_advice, printable, so_many, styled

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

MOST_NAMES = 8
_BAR = 10
_WIDE = 120
"""Columns from which on there is room for bars and labels."""
_FAULTS = ("wrong", "missed", "invented")
_ALL = ("Right %", "right/n", "95 %", "Prec. %", "Rec. %", "F1 %", *_FAULTS)
_SOME = ("Right %", "right/n", "95 %", "F1 %", *_FAULTS)
_FEW = ("Right %", "right/n", *_FAULTS)
_GOOD, _FAIR = 0.95, 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreScreen:
    """What the screen tells besides the score itself."""

    score: Score
    title: str
    """Which task, variant and model."""
    labels: Mapping[str, str]
    """What people call fields and list.subfields."""
    gates: Sequence[str]
    """Thresholds that were not reached, in words."""
    advice: Sequence[str] = ()
    """Commands to type next."""


def print_score(console: Console, screen: ScoreScreen) -> None:
    """Prints the whole screen."""
    score = screen.score
    console.print(_title(screen), soft_wrap=True)
    for notice in score.notices:
        console.print(styled(f"! {notice}", "yellow"), soft_wrap=True)
    console.print(_fields(screen, console))
    for line in _figures(score):
        console.print(styled(line), soft_wrap=True)
    if mistakes := mistakes_of(score.cells):
        console.print(mistakes_table(mistakes))
    if score.steps:
        forms = (_steps(score, bars=bars) for bars in (True, False))
        console.print(fitting(console, forms))
    for line in blamed(score):
        console.print(styled(line), soft_wrap=True)
    for line in _strangers(score):
        console.print(styled(line, "yellow"), soft_wrap=True)
    for gate in screen.gates:
        console.print(styled(gate, "bold red"), soft_wrap=True)
    print_advice(console, screen.advice)


def _title(screen: ScoreScreen) -> Text:
    documents = screen.score.whole.documents
    title = styled(screen.title, "bold")
    title.append("\n" + so_many(documents.labelled, "labelled document"))
    title.append(f" · {documents.all_correct:,} all right", "green")
    if documents.failed:
        title.append(f" · {documents.failed:,} failed", "red")
    return title


def _fields(screen: ScoreScreen, console: Console) -> Table:
    """The rates by field: with bars, in figures alone, or without what follows from the others."""
    if console.width >= _WIDE:
        return _rates_table(screen, _ALL)
    return fitting(console, (_rates_table(screen, columns) for columns in (_SOME, _FEW)))


def _rates_table(screen: ScoreScreen, columns: Sequence[str]) -> Table:
    from rich import box
    from rich.table import Table

    wide = columns is _ALL
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2 if wide else 1, 0, 0))
    table.add_column("Field", overflow="fold", min_width=16)
    for name in columns:
        left = wide and name == "Right %"
        table.add_column(name, justify="left" if left else "right", no_wrap=True)
    part = screen.score.whole
    for name, counted in part.fields.items():
        table.add_row(_name(name, screen.labels if wide else {}), *_rates(counted, columns))
    table.add_section()
    table.add_row(styled("overall", "bold"), *_rates(part.overall, columns))
    return table


def _name(name: str, labels: Mapping[str, str]) -> Text:
    text, label = styled(name), labels.get(name, "")
    if label and label != name:
        text.append_text(styled(f"  {label}", "dim", most=24))
    return text


def _rates(rates: Rates, columns: Sequence[str]) -> Iterator[Text]:
    """A line's cells under `columns`."""
    shares = {"Prec. %": rates.precision, "Rec. %": rates.recall, "F1 %": rates.f1}
    counts = {"wrong": rates.wrong, "missed": rates.missed, "invented": rates.invented}
    for name in columns:
        if name == "Right %" and columns is _ALL:
            yield _bar(rates.accuracy)
        elif name == "Right %":
            yield styled(percent(rates.accuracy), _colour(rates.accuracy))
        elif name == "right/n":
            yield styled(f"{rates.right:,}/{rates.n:,}")
        elif name == "95 %":
            yield styled(interval(rates.ci95), "dim")
        elif name in shares:
            yield styled(percent(shares[name]), _colour(shares[name]))
        else:
            count = counts[name]
            yield styled(f"{count:,}" if count else "·", "" if count else "dim")


def _bar(rate: float | None) -> Text:
    if rate is None:
        return styled("—", "dim")
    full = int(rate * _BAR + 0.5)
    text = styled("█" * full, _colour(rate))
    text.append("░" * (_BAR - full), "dim")
    return text.append(f" {percent(rate)}", _colour(rate))


def _colour(rate: float | None) -> str:
    if rate is None:
        return "dim"
    return "green" if rate >= _GOOD else "yellow" if rate >= _FAIR else "red"


def percent(rate: float | None) -> str:
    """A rate in percent with one decimal, never rounded up to 100 or down to 0."""
    if rate is None:
        return "—"
    if rate in (0, 1):
        return f"{rate:.0%}".rstrip("%")
    return f"{min(99.9, max(0.1, rate * 100)):.1f}"


def interval(ci95: Interval | None) -> str:
    """A 95 % interval in percent."""
    return "—" if ci95 is None else f"{ci95[0] * 100:.0f}–{ci95[1] * 100:.0f}"


def _figures(score: Score) -> Iterator[str]:
    """The figures that have no place in the table."""
    macro = score.macro
    yield f"Mean over fields: accuracy {percent(macro['accuracy'])} %, F1 {percent(macro['f1'])} %"
    for name, rows in score.lists.items():
        extra = rows.predicted - rows.matched
        yield f"Rows of {name}: {rows.matched:,} of {rows.gold:,} found, {extra:,} extra"
    yield from _pages(score.evidence)
    if part := score.without_examples:
        yield (
            f"Without the {len(score.examples):,} documents that prompts show as examples: "
            f"{percent(part.overall.accuracy)} % of {part.overall.n:,} cells"
        )
    if (spent := score.spent) and spent.documents:
        cost = "" if spent.usd is None else f"${spent.usd / spent.documents:,.4f} and "
        yield f"Per document: {cost}{spent.seconds / spent.documents:,.2f} s"


def _pages(evidence: Mapping[str, Share]) -> Iterator[str]:
    """The pages on which values were read: a line for a field with wrong ones, one for the rest."""
    right = [share.whole for share in evidence.values() if share.part == share.whole]
    for name, share in evidence.items():
        if share.part < share.whole:
            rate = percent(share.part / share.whole)
            yield f"Right page for {name}: {share.part:,}/{share.whole:,} ({rate} %)"
    if right:
        others = "all" if len(right) == len(evidence) else "all other"
        yield f"Right page for {others} fields that gold has pages of: {sum(right):,} values"


def _steps(score: Score, *, bars: bool) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title="Which step")
    table.title_justify = "left"
    table.add_column("Step", overflow="fold", min_width=12)
    table.add_column("Right", no_wrap=True)
    table.add_column("n", justify="right")
    table.add_column("first at fault in", justify="right")
    for name, step in score.steps.items():
        documents = so_many(step.first_wrong, "document") if step.first_wrong else "·"
        rates = step.rates
        table.add_row(
            styled(name),
            _bar(rates.accuracy) if bars else styled(percent(rates.accuracy)),
            styled(f"{rates.right:,}/{rates.n:,}" if rates.n else "no gold", "dim"),
            styled(documents),
        )
    if score.unattributed:
        table.add_row(
            styled("not known", "dim"), "", "", styled(so_many(score.unattributed, "document"))
        )
    return table


_VERDICTS: dict[BlameVerdict, str] = {
    "caused": "{n} come all right: caused here",
    "partly": "{n} get better: something else is wrong, too",
    "no help": "{n} stay wrong: also wrong later",
    "inherited": "{n} were wrong only because of an earlier step",
    "not asked": "{n} could not be replayed (no reply, or no document)",
}


def blamed(score: Score) -> Iterator[str]:
    """What replays with right outputs of steps showed, a line for each step."""
    for step in score.steps if score.blame else ():
        verdicts = [one.verdict for one in score.blame or () if one.step == step]
        told = [
            words.format(n=f"{verdicts.count(verdict):,}")
            for verdict, words in _VERDICTS.items()
            if verdict in verdicts
        ]
        if told:
            yield f"With {step} put right, of {len(verdicts):,} documents {'; '.join(told)}"


def _strangers(score: Score) -> Iterator[str]:
    """What could not be held against anything, by name."""
    found = score.unmatched
    yield from _named("In gold, not in the run", found.gold_without_run)
    yield from _named("In the run, not in gold", found.run_without_gold)
    if found.columns:
        yield f"Columns of gold that name no field: {', '.join(map(printable, found.columns))}"


def _named(what: str, strangers: Sequence[Unjoined]) -> Iterator[str]:
    if not strangers:
        return
    yield f"{what} ({len(strangers):,}), not counted:"
    for one in strangers[:MOST_NAMES]:
        meant = " or ".join(one.candidates) if one.candidates else one.nearest
        yield f"  {one.file}" + (f"   (is it {meant}?)" if meant else "")
    if len(strangers) > MOST_NAMES:
        yield f"  … and {len(strangers) - MOST_NAMES:,} more"
