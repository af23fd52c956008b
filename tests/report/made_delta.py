"""A delta written by hand, as a comparison would give it."""

from __future__ import annotations

from dataclasses import replace

from aiwf_cli.model.delta import (
    AccuracyDelta,
    AsAsked,
    CellCounts,
    CellValue,
    Change,
    Delta,
    FieldDelta,
    Side,
    TaskChange,
)
from aiwf_cli.model.rates import Share
from aiwf_cli.model.record import Tokens

LABELS = {"sales": "売上高", "items.text": "品名", "items.price": "単価"}
EVIL = "[red]x[/red]\x1b[31m=1+1|`<b>"
PROMPT_DIFF = """--- a/prompts/read.md
+++ b/prompts/read.md
@@ -1,2 +1,2 @@
 Read the [bold]figures[/bold].
-Sales only.
+Sales, in yen.
"""
CHANGES = (
    Change(
        "a.pdf",
        "sales",
        None,
        "broken",
        27226000000,
        CellValue(27226000000, "correct", None, 3, "売上高 27,226"),
        CellValue(27226000, "wrong", "unit ×1000 too small", 3, "売上高 27,226"),
        "read",
    ),
    Change(
        "b.pdf",
        "items.text",
        1,
        "fixed",
        "Soap",
        None,
        CellValue("Soap", "correct", None, 1, "Soap"),
        "find",
    ),
    Change("b.pdf", "items.price", 1, "fixed", 300, None, CellValue(300, "correct"), "find"),
    Change(
        "c.pdf",
        "items.text",
        2,
        "still_wrong",
        "Tape",
        CellValue(EVIL, "wrong", None, 2, EVIL),
        CellValue("Rope", "wrong", "not in the document"),
    ),
    Change("d.pdf", "sales", None, "changed", None, CellValue(1), CellValue(2, page=4), "read"),
)


def a_side(run: str, variant: str, *, usd: float | None = 0.02) -> Side:
    calls = 12 if variant == "base" else 4
    return Side(
        run=run,
        task="shop",
        variant=variant,
        model="gpt-5-mini",
        status="complete",
        documents=4,
        calls={"made": calls, "cached": 0, "failed": 0},
        tokens=Tokens(input=1000 * calls, output=100 * calls).to_json(),
        usd=usd,
        seconds=2.0 * calls,
        as_asked=AsAsked(
            calls=calls,
            cached=0,
            replayed=False,
            tokens=Tokens(input=1000 * calls, output=100 * calls),
            usd=usd,
        ),
    )


def a_delta(changes: tuple[Change, ...] = CHANGES) -> Delta:
    return Delta(
        a=a_side("20260101T000000Z-single-0001", "single"),
        b=a_side("20260102T000000Z-base-0002", "base"),
        gold="gold.xlsx",
        comparable=False,
        notices=("2 documents are in A only: e.pdf, f.pdf. They are not compared.",),
        documents=4,
        task=(TaskChange("step read", PROMPT_DIFF),),
        cells=CellCounts(
            fixed=2, broken=1, still_wrong=3, still_right=7, still_wrong_other=1, changed=1, same=2
        ),
        fields={
            "sales": FieldDelta(
                cells=CellCounts(broken=1, still_right=3, changed=1),
                a=Share(part=4, whole=4, ci95=(0.5, 1.0)),
                b=Share(part=3, whole=4, ci95=(0.3, 0.95)),
                worse=1,
                p_value=1.0,
                p_holm=1.0,
                verdict="too few to tell",
                documents_needed=31,
            ),
            "items.text": FieldDelta(
                cells=CellCounts(fixed=1, still_wrong=3, still_right=4, still_wrong_other=1),
                a=Share(part=4, whole=8, ci95=(0.2, 0.8)),
                b=Share(part=5, whole=8, ci95=(0.3, 0.9)),
                better=1,
                p_value=0.0004,
                p_holm=0.0008,
                verdict="better",
            ),
            "items.price": FieldDelta(
                cells=CellCounts(same=2),
                a=Share(part=0, whole=0, ci95=None),
                b=Share(part=0, whole=0, ci95=None),
            ),
        },
        accuracy=AccuracyDelta(
            a=Share(part=8, whole=12, ci95=(0.4, 0.9)),
            b=Share(part=9, whole=12, ci95=(0.4, 0.9)),
            delta=0.0833,
            ci95=(-0.1, 0.21),
            verdict="too few to tell",
            documents=4,
            documents_needed=120,
        ),
        changes=changes,
        steps={"read": 3, "find": 1},
    )


def without_gold() -> Delta:
    """The same where nobody knows what is right."""
    whole = a_delta()
    fields = {
        name: FieldDelta(cells=CellCounts(changed=one.cells.changed, same=4))
        for name, one in whole.fields.items()
    }
    return replace(
        whole,
        gold=None,
        accuracy=None,
        comparable=True,
        notices=(),
        task=(),
        cells=CellCounts(changed=1, same=11),
        fields=fields,
        changes=CHANGES[-1:],
    )
