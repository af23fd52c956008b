"""What the counts of two runs add up to: field by field and over all, with verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aiwf_cli.model.delta import AccuracyDelta, CellCounts, FieldDelta, Verdict
from aiwf_cli.model.rates import Rates, Share, Totals
from aiwf_cli.score.delta.cells import Became
from aiwf_cli.score.stats.luck import LEVEL, documents_to_tell, holm, mcnemar
from aiwf_cli.score.stats.paired import Both, difference

TOO_FEW: Verdict = "too few to tell"


@dataclass(slots=True)
class FieldSigns:
    """Documents that label a field, and those in which B has fewer, and more, errors in it."""

    documents: int = 0
    better: int = 0
    worse: int = 0

    @property
    def p_value(self) -> float:
        """How often luck alone would make a difference as large."""
        return mcnemar(self.better, self.worse)


@dataclass(slots=True)
class Signs:
    """Documents counted by field and by which run has fewer errors."""

    fields: dict[str, FieldSigns] = field(default_factory=dict)

    def add(self, a: Counter[str], b: Counter[str], names: Iterable[str]) -> None:
        """Counts a document: the errors of both runs by field, and the fields that it labels."""
        for name in names:
            signs = self.fields.setdefault(name, FieldSigns())
            signs.documents += 1
            signs.better += b[name] < a[name]
            signs.worse += b[name] > a[name]


def field_deltas(
    names: Iterable[str], became: Mapping[str, Counter[Became]], signs: Signs, a: Totals, b: Totals
) -> dict[str, FieldDelta]:
    """What became of each of these fields, as far as it has cells."""
    found = {name: FieldDelta(cells=cell_counts(became[name])) for name in names if name in became}
    tested = {name: signs.fields[name] for name in found if name in signs.fields}
    corrected = holm([one.p_value for one in tested.values()])
    level = LEVEL / max(1, sum(p_holm >= LEVEL for p_holm in corrected))
    for (name, one), p_holm in zip(tested.items(), corrected, strict=True):
        verdict = _verdict(one.better - one.worse, is_clear=p_holm < LEVEL)
        needed = documents_to_tell(one.better, one.worse, one.documents, level=level)
        found[name] = FieldDelta(
            cells=found[name].cells,
            a=_share(a.fields.get(name, Rates())),
            b=_share(b.fields.get(name, Rates())),
            better=one.better,
            worse=one.worse,
            p_value=one.p_value,
            p_holm=p_holm,
            verdict=verdict,
            documents_needed=needed if verdict == TOO_FEW else None,
        )
    return found


def accuracy_delta(a: Totals, b: Totals, documents: Sequence[Both]) -> AccuracyDelta | None:
    """The overall accuracy of both runs and its difference; None without labelled cells."""
    found = difference(documents)
    if found is None:
        return None
    return AccuracyDelta(
        a=_share(a.overall),
        b=_share(b.overall),
        delta=found.delta,
        ci95=found.ci95,
        verdict=_verdict(found.delta, is_clear=found.is_clear),
        documents=len(documents),
        documents_needed=found.documents_needed,
    )


def cell_counts(became: Counter[Became]) -> CellCounts:
    """The counts under their names."""
    return CellCounts(
        fixed=became["fixed"],
        broken=became["broken"],
        still_wrong=became["still_wrong"],
        still_right=became["still_right"],
        still_wrong_other=became["still_wrong_other"],
        changed=became["changed"],
        same=became["same"],
    )


def _verdict(sign: float, *, is_clear: bool) -> Verdict:
    if not is_clear:
        return TOO_FEW
    return "better" if sign > 0 else "worse"


def _share(counted: Rates) -> Share:
    return Share(part=counted.right, whole=counted.n, ci95=counted.ci95)
