"""The rules of the statements task: unit, sign, period, and a search that needs no model.

What a label means, which words make a figure a forecast or a prior period's, how tables are read:
that is in `aiwf_cli.text.statements` and `aiwf_cli.text.tables`. Here it is put together.
"""

from aiwf_cli.text.normalise import fold, squash
from aiwf_cli.text.statements.candidates import Wanted, candidates
from aiwf_cli.text.statements.choice import choose
from aiwf_cli.text.statements.labels import read_label
from aiwf_cli.text.statements.printed import amount_of, printed_with_label
from aiwf_cli.text.statements.report import read_statement
from aiwf_cli.text.statements.sentences import folded_body, told_figures
from aiwf_cli.text.statements.units import printed_unit, stated_units, unit_behind, unit_name
from aiwf_cli.text.tables.continued import continued
from aiwf_cli.text.tables.reading import read_tables
from aiwf_cli.text.values.dates import read_date

INSTANT = {"total_assets", "net_assets", "equity_ratio"}
"""Figures of a day, not of a period."""

ROUNDING = 1
"""Points of per cent that a ratio may be off the amounts that it is printed beside."""

OTHER_RATIO = "the ratio printed is more than net assets in total assets: it is some other one"


# ---- unit: what do the figures count? -------------------------------------------------------


def find_unit(context):
    """The one unit of the amounts, as printed above them; several, or none, need a person."""
    tables = tables_of(context)
    found = [c for w in wanted(context) if w.kind == "money" for c in candidates(tables, w)]
    units = stated_units(found, context.document.text)
    names = [unit.name for unit in units]
    if len(names) == 1:
        return {"unit": {"value": names[0], "span": place_of_unit(context, units[0])}}
    if names:
        return {"unit": undecided(f"more than one unit: {'、'.join(names)}")}
    printed = printed_unit(context.document.text)
    name = unit_name(printed.text, context.document.text) if printed else ""
    if name:
        return {"unit": {"value": name, "span": printed.span}}
    behind = units_in_sentences(context)
    if len(set(behind.values())) == 1:
        span, name = next(iter(behind.items()))
        return {"unit": {"value": name, "span": span}}
    return {"unit": undecided("no unit is printed")}


def units_in_sentences(context):
    """The units of the amounts that sentences tell, by the places of those amounts."""
    folded = folded_body(context.document)
    found = [
        told
        for one in wanted(context)
        for label in one.labels
        for told in told_figures(folded, label, percent=False)
        if one.kind == "money"
    ]
    return {
        told.span: name for told in found if (name := unit_behind("".join(told.figure.split())))
    }


def place_of_unit(context, unit):
    """Where the unit of a figure is printed: the last place before the figure, else the first."""
    page = context.document.pages[unit.entry.table.page - 1]
    start = context.document.page_starts[page.number - 1]
    printed = unit.printed
    at = page.text.rfind(printed, 0, unit.entry.cell.span[0])
    at = page.text.find(printed) if at < 0 else at
    return None if at < 0 else [start + at, start + at + len(printed)]


# ---- figures, without a model ---------------------------------------------------------------


def find_figures(context):
    """Each figure as printed, found by its label and its place in a table, or told in a sentence.

    What the document does not print is null; what cannot be decided has no value and a note.
    """
    statement = statement_of(context)
    choices = {
        one.name: choose(one, statement.candidates[one.name], statement.report)
        for one in wanted(context)
    }
    figures = {}
    for one in wanted(context):
        choice = choices[one.name]
        if one.kind == "percent" and exceeds_assets(choices):
            figures[one.name] = undecided(OTHER_RATIO)
        elif choice.candidate:
            figures[one.name] = printed_figure(context, choice)
        elif choice.doubt:
            figures[one.name] = undecided(*choice.notes)
        else:  # a dash in a table says that there is none; else a sentence may tell it
            figures[one.name] = None if choice.notes else told(context, one) or nearly(choice)
    return figures


def exceeds_assets(choices):
    """Whether the equity ratio is higher than net assets in total assets: some other ratio is."""
    amounts = {
        name: choice.candidate and amount_of(choice.candidate, kind)
        for name, kind in (
            ("equity_ratio", "percent"),
            ("net_assets", "money"),
            ("total_assets", "money"),
        )
        if (choice := choices.get(name))
    }
    if len(amounts) < 3 or not all(amounts.values()) or amounts["total_assets"].value <= 0:
        return False
    share = 100 * amounts["net_assets"].value / amounts["total_assets"].value
    return amounts["equity_ratio"].value > share + ROUNDING


def printed_figure(context, choice):
    """A chosen figure with its label, its place and its unit."""
    return {
        "value": squash(choice.candidate.entry.cell.text),
        "label": choice.candidate.printed,
        **printed_at(context, choice.candidate.entry),
        "notes": list(choice.notes),
        "review": choice.doubt,
    }


def nearly(choice):
    """No value, but a note on figures that bear the right label and are not known to be right."""
    return undecided(*choice.nearly) if choice.nearly else None


def told(context, one):
    """A figure that only sentences tell: 自己資本比率は48.3％となりました."""
    folded = folded_body(context.document)
    found = [
        told
        for label in one.labels
        for told in told_figures(folded, label, percent=one.kind == "percent")
    ]
    if not found:
        return None
    if len({fold(sentence.figure) for sentence in found}) > 1:
        shown = "、".join(dict.fromkeys(squash(sentence.figure) for sentence in found))
        return undecided(f"sentences tell several figures: {shown}")
    return {
        "value": "".join(found[0].figure.split()),  # a line may end within it
        "label": found[0].label,
        "span": list(found[0].span),
        "notes": ["told in a sentence, in no table"],
    }


# ---- values: what was printed, as values ----------------------------------------------------


def convert(context):
    """Figures as printed → values: sign by mark and label, unit of the table, place on the page."""
    said = context.steps["figures"]
    unit = context.steps["unit"]["unit"]
    values = {
        one.name: value_of(context, one, said.get(one.name), unit["value"])
        for one in wanted(context)
    }
    statement = statement_of(context)
    period = statement.period and placed(statement.period.end, statement.period.span)
    scope = statement.scope and placed(statement.scope.consolidated, statement.scope.span)
    values["unit"] = unit
    values["period"] = agreed(said.get("period"), period, lambda said: read_date(said).value)
    values["consolidated"] = agreed(said.get("consolidated"), scope)
    return values


def value_of(context, one, figure, document_unit):
    """One figure's value; without any unit an amount is nobody's guess."""
    if not figure or figure.get("value") is None:
        return figure and figure.get("review") and undecided(*figure["notes"])
    label = read_label(figure.get("label") or "")
    place = figure if "span" in figure else find_place(context, figure)
    text = printed_with_label(label, figure["value"])
    notes = [f"label: {figure['label']}", *figure.get("notes", [])]
    value = {"value": text, "notes": notes, "review": figure.get("review", False)}
    value |= {key: place[key] for key in ("span", "quote") if place.get(key)}
    if one.kind == "percent":
        return value
    unit = place.get("unit") or document_unit
    if not unit and not says_unit(figure["value"]):
        return undecided(f"no unit is printed for {figure['value']}")
    return {**value, "unit": unit}


def find_place(context, figure):
    """Where a figure that a model has copied stands: by value and label, else by its quote."""
    printed, label = fold(figure["value"]), fold(figure.get("label") or "")
    same = [
        entry
        for table in tables_of(context)
        for entry in table.entries()
        if fold(entry.cell.text) == printed
    ]
    named = [e for e in same if label and label in fold("".join((*e.labels, *e.headings)))]
    if named or len(same) == 1:
        return printed_at(context, (named or same)[0])
    quote = (figure.get("quote") or "").replace("|", " ")
    return {"quote": quote or figure["value"]}


def printed_at(context, entry):
    """The place and the unit of a figure in a table."""
    start = context.document.page_starts[entry.table.page - 1]
    return {"span": [start + entry.cell.span[0], start + entry.cell.span[1]], "unit": entry.unit}


def agreed(said, ruled, read=lambda said: said):
    """What was said, held against what the rules found; `read` makes both alike."""
    if said is None:
        return ruled
    if ruled is None:
        return {"value": said, "review": True, "notes": ["the rules find nothing that says so"]}
    if read(said) == ruled["value"]:
        return ruled
    return {"value": said, "review": True, "notes": [f"the rules read {ruled['value']}"]}


# ---- what all of them need ------------------------------------------------------------------


def wanted(context):
    """The figures to look for, with their labels: fields of type money and percent."""
    return [
        Wanted(
            name=name,
            labels=(field.label, *field.synonyms),
            kind=field.type,
            instant=name in INSTANT,
        )
        for name, field in context.fields.items()
        if field.type in ("money", "percent")
    ]


def statement_of(context):
    """What the document says of itself, and the candidates for each figure."""
    return read_statement(context.document, tables_of(context), wanted(context))


def tables_of(context):
    """The tables of the selected pages; those that go on over a page break with their headings."""
    selected = context.steps["pages"]["pages"]
    return continued(
        table
        for page in context.document.pages
        if page.number in selected
        for table in read_tables(page)
    )


def says_unit(text):
    """Whether a figure has its unit with it: 84,328百万円."""
    return any(mark in text for mark in "円$¥€£￥")


def placed(value, span):
    """A value with the place where the document says so."""
    return {"value": value, "span": list(span)}


def undecided(*notes):
    """No value, and the reason why a person has to look."""
    return {"value": None, "review": True, "notes": list(notes)}
