"""What the runs of a delta cost, side by side: as asked, whoever answered."""

from __future__ import annotations

from collections.abc import Iterator

from aiwf_cli.model.delta import Side


def cost_rows(a: Side, b: Side) -> Iterator[tuple[str, str, str, str]]:
    """What A and B cost as asked: name, A, B, and what B is to A."""
    x, y = a.as_asked, b.as_asked
    yield "calls", f"{x.calls:,}", f"{y.calls:,}", _times(x.calls, y.calls)
    if x.cached or y.cached:
        yield "of them cached", f"{x.cached:,}", f"{y.cached:,}", ""
    for name, left, right in (
        ("tokens in", x.tokens.input, y.tokens.input),
        ("tokens out", x.tokens.output, y.tokens.output),
    ):
        yield name, f"{left:,}", f"{right:,}", _times(left, right)
    yield "USD", _usd(x.usd), _usd(y.usd), _times(x.usd or 0, y.usd or 0)
    if _paid_less(a) or _paid_less(b):
        yield "USD paid here", _paid(a), _paid(b), ""
    yield "seconds", f"{a.seconds:,.1f}", f"{b.seconds:,.1f}", _times(a.seconds, b.seconds)


def cost_remarks(a: Side, b: Side) -> Iterator[str]:
    """Why the figures of cost are not what was paid, and the seconds not what it takes."""
    how = _answered_by(a), _answered_by(b)
    if how[0] and how[0] == how[1]:
        yield f"A and B were answered by {how[0]}: nothing was paid, their seconds say nothing."
        return
    for name, side, who in (("A", a, how[0]), ("B", b, how[1])):
        if who:
            yield f"{name} was answered by {who}: nothing was paid, its seconds say nothing."
        elif side.as_asked.cached:
            asked = side.as_asked
            yield f"{name} had {asked.cached:,} of {asked.calls:,} answers in the cache."


def _answered_by(side: Side) -> str:
    """Who answered all without being paid; "" where somebody was."""
    if side.as_asked.replayed:
        return "a recording"
    all_cached = side.as_asked.cached == side.as_asked.calls > 0
    return "the cache" if all_cached else ""


def _paid_less(side: Side) -> bool:
    return bool(side.as_asked.cached or side.as_asked.replayed)


def _paid(side: Side) -> str:
    nobody = side.as_asked.replayed or not side.as_asked.calls
    return _usd(0.0 if nobody else side.usd)


def _usd(usd: float | None) -> str:
    return "unknown" if usd is None else f"${usd:,.4f}" if usd else "$0"


def _times(a: float, b: float) -> str:
    """How many times A is B; nothing where that says nothing."""
    if not a or not b or a == b:
        return ""
    return f"×{b / a:.1f}" if b / a >= 0.095 else f"×{b / a:.2g}"
