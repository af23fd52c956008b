"""A problem of a task, as validation finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from aiwf_cli.errors import AiwfError
from aiwf_cli.model.fields import Field

Loc: TypeAlias = tuple[str | int, ...]
"""The path of a key in task.yaml: names, and places in lists from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend: where (a key of task.yaml, or a line of another file), what, and how."""

    severity: Literal["error", "warning"]
    loc: Loc
    message: str
    remedy: str = ""
    file: str = ""
    line: int | None = None


def error(
    loc: Loc, message: str, remedy: str = "", file: str = "", line: int | None = None
) -> Problem:
    """A problem with which the task cannot run."""
    return Problem(severity="error", loc=loc, message=message, remedy=remedy, file=file, line=line)


def warning(
    loc: Loc, message: str, remedy: str = "", file: str = "", line: int | None = None
) -> Problem:
    """A problem that a run would survive, and its reader should know of."""
    return Problem(
        severity="warning", loc=loc, message=message, remedy=remedy, file=file, line=line
    )


def attempt(loc: Loc, act: Callable[[], object]) -> Iterator[Problem]:
    """The problem at `loc` when `act` raises one of our errors; nothing when it does not."""
    try:
        act()
    except AiwfError as raised:
        yield error(loc, raised.message, raised.hint)


def within(loc: Loc, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems of a part that stands at `loc`, with the whole path of their keys."""
    for problem in problems:
        yield replace(problem, loc=(*loc, *problem.loc))


def names_of(fields: Mapping[str, Field]) -> str:
    """The fields that there are, as a remedy tells them."""
    return f"Fields: {', '.join(fields)}."
