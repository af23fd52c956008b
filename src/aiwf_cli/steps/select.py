"""select: narrows what later steps read to the pages or paragraphs that match."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aiwf_cli.model.document import Document, Span
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.steps import SelectStep
from aiwf_cli.steps.base import StepContext, StepResult
from aiwf_cli.steps.view import View
from aiwf_cli.text.normalise import fold
from aiwf_cli.text.patterns import Pattern, compile_pattern, half_width

_PARAGRAPH = re.compile(r"\n[ \t\u3000]*\n|\n(?=[\u3000])|(?<=[。．.!?！？」』）)])\n")
SECONDS = 1.0
"""What one pattern may take on one page or paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A page or paragraph: where it lies in the document, and what was found in it."""

    span: Span
    found: frozenset[str]


async def run(step: SelectStep, context: StepContext) -> StepResult:
    """The view of the pieces that match, with their neighbours; what matched is in the output."""
    look_for = _needles(step, context)
    patterns = tuple(compile_pattern(pattern, fold_width=True) for pattern in step.patterns)
    pieces = tuple(
        _Piece(span=span, found=_found(context.document.text[slice(*span)], look_for, patterns))
        for span in _pieces(step, context.view)
    )
    kept = _kept(step, pieces)
    if not kept and step.otherwise == "all":
        view = context.view
    else:
        view = View(document=context.document, passages=tuple(pieces[at].span for at in kept))
    hits: list[Json] = [_hit(context, pieces[at]) for at in kept if pieces[at].found]
    output: dict[str, Json] = {
        "found": bool(kept),
        "pages": [page.number for page in view.pages] if view.text else [],
        "passages": [[*span] for span in view.passages],
        "hits": hits,
    }
    return StepResult(output=output, view=view)


def view_of(output: JsonObject, document: Document) -> View | None:
    """The view that an output of a select step tells of, by its passages or else its pages.

    None when it tells of neither, as one that a person wrote may not.
    """
    match output:
        case {"passages": [*given]}:
            length = len(document.text)
            spans = tuple(
                (start, end)
                for span in given
                if (isinstance(span, list) and len(span) == 2)
                for start, end in [span]
                if isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= length
            )
            return View(document=document, passages=spans)
        case {"pages": [*numbers]}:
            pages = [page for page in document.pages if page.number in numbers]
            return View.whole(document).of_pages(pages)
        case _:
            return None


def _needles(step: SelectStep, context: StepContext) -> dict[str, str]:
    """The folded keywords, each with how it was written."""
    words = list(step.keywords)
    for name in step.fields:
        field = context.task.spec.fields[name]
        words += [field.label or name, *field.synonyms]
    return {fold(word): word for word in words if fold(word)}


def _pieces(step: SelectStep, view: View) -> Iterator[Span]:
    if step.by == "page":
        for page in view.pages:
            for start, end in view.of_page(page).passages:
                yield start, end
        return
    for start, end in view.passages:
        text = view.document.text[start:end]
        cuts = [0, *(match.end() for match in _PARAGRAPH.finditer(text)), len(text)]
        for a, b in pairwise(cuts):
            if text[a:b].strip():
                yield start + a, start + b


def _found(text: str, needles: dict[str, str], patterns: Sequence[Pattern]) -> frozenset[str]:
    folded = fold(text)
    words = {written for needle, written in needles.items() if needle in folded}
    half = half_width(text)
    matched = {p.text for p in patterns if any(True for _ in p.matches(half, seconds=SECONDS))}
    return frozenset(words | matched)


def _kept(step: SelectStep, pieces: Sequence[_Piece]) -> tuple[int, ...]:
    """The indices of matching pieces and their neighbours, in order."""
    matching = [at for at, piece in enumerate(pieces) if piece.found]
    if step.limit is not None:
        matching = sorted(matching, key=lambda at: -len(pieces[at].found))[: step.limit]
    near = {
        other
        for at in matching
        for other in range(at - step.context, at + step.context + 1)
        if 0 <= other < len(pieces)
    }
    return tuple(sorted(near))


def _hit(context: StepContext, piece: _Piece) -> Json:
    found: list[Json] = [*sorted(piece.found)]
    return {
        "page": context.document.page_at(piece.span[0]).number,
        "span": [*piece.span],
        "matched": found,
    }
