"""What gold says of the documents of two runs, whose tasks may read it differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from aiwf_cli.model.gold import Gold, GoldDocument, Label
from aiwf_cli.score.join import join


def labels_by_file(gold: Gold | None, files: Sequence[str]) -> dict[str, GoldDocument]:
    """What gold says, by the ids of a run's documents."""
    if gold is None:
        return {}
    pairs = join([document.file for document in gold.documents], files).pairs
    return {pairs[document.file]: document for document in gold.documents if document.file in pairs}


def labels_any(gold: Gold | None, cells: Iterable[str]) -> bool:
    """Whether gold says anything of the fields of these cells."""
    names = {cell.partition(".")[0] for cell in cells}
    return gold is not None and any(names & document.fields.keys() for document in gold.documents)


def labelled_unlike(
    a: GoldDocument,
    b: GoldDocument,
    fields: Iterable[str],
    subfields: Mapping[str, Sequence[str]],
) -> list[str]:
    """The fields of which gold, read for one task, labels other cells than read for the other."""
    return [name for name in fields if _shape(a, name, subfields) != _shape(b, name, subfields)]


def without_fields(gold: GoldDocument, names: Sequence[str]) -> GoldDocument:
    """The document's gold without some fields."""
    kept = {name: content for name, content in gold.fields.items() if name not in names}
    return replace(gold, fields=kept)


def _shape(
    gold: GoldDocument, name: str, subfields: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, ...], ...] | bool:
    """Which cells of a field gold labels, whatever it says of them."""
    content = gold.fields.get(name)
    if content is None or isinstance(content, Label):
        return content is not None
    return tuple([tuple([sub for sub in subfields[name] if sub in row]) for row in content])
