"""A task held against itself, variant by variant, before anything is asked or paid for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from aiwf_cli.errors import AiwfError, TaskError
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.task import Task
from aiwf_cli.sources.tasks import find_task, no_variant, place_of, resolve, variants_of
from aiwf_cli.steps.problem import Problem
from aiwf_cli.steps.validate import problems


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskProblem:
    """A problem as people read it: severity, place, sentence."""

    variant: str
    severity: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What `aiwf check` found."""

    folder: Path
    variants: tuple[str, ...]
    findings: tuple[TaskProblem, ...]
    """Each is there once, with the first variant that has it."""
    unfit: tuple[str, ...] = ()
    """The variants that have errors."""

    @property
    def errors(self) -> int:
        """How many findings forbid a run."""
        return sum(problem.severity == "error" for problem in self.findings)

    def lines(self) -> Iterator[str]:
        """The report, line by line."""
        for problem in self.findings:
            yield f"{problem.severity}{_in(problem.variant)}: {problem.text}"
        checked = ", ".join(self.variants)
        yield f"{self._told_of()}: {'not fit to run' if self.errors else 'ok'} (checked: {checked})"

    def _told_of(self) -> str:
        """The task, or those of its variants that alone are not fit to run."""
        if not self.unfit or "base" in self.unfit:
            return str(self.folder)
        return ", ".join(f"{self.folder}@{name}" for name in self.unfit)

    def to_json(self) -> JsonObject:
        """The report as one object."""
        findings: list[Json] = [
            {"variant": f.variant, "severity": f.severity, "text": f.text} for f in self.findings
        ]
        checked: list[Json] = [*self.variants]
        return {
            "task": str(self.folder),
            "ok": not self.errors,
            "variants": checked,
            "findings": findings,
        }


def check_task(name: str, variant: str | None = None) -> CheckReport:
    """Everything wrong with a task, in all its variants or one.

    Raises UsageError where there is no such task or variant.
    """
    folder, named = find_task(name)
    only = variant or (named if named != "base" else None)
    if only and only not in variants_of(folder):
        raise no_variant(folder, only)
    variants = (only,) if only else variants_of(folder)
    found = {one: [*_of_variant(folder, one)] for one in variants}
    once: dict[str, TaskProblem] = {}
    for problem in chain.from_iterable(found.values()):
        once.setdefault(problem.text, problem)
    return CheckReport(
        folder=folder,
        variants=variants,
        findings=tuple(once.values()),
        unfit=tuple(one for one in variants if any(p.severity == "error" for p in found[one])),
    )


def require_sound(task: Task) -> None:
    """Raises TaskError naming every error of a resolved task; warnings pass."""
    folder = Path(task.folder)
    errors = [_said(p, folder, task.variant) for p in problems(task) if p.severity == "error"]
    if errors:
        raise TaskError("\n".join(errors), hint=f"`aiwf check {task.label}` looks at all of it.")


def _in(variant: str) -> str:
    """What a problem is about, where that is not the task itself."""
    return "" if variant == "base" else f" in @{variant}"


def _of_variant(folder: Path, variant: str) -> Iterator[TaskProblem]:
    try:
        task = resolve(folder, variant)
        for problem in problems(task):
            text = _said(problem, folder, variant)
            yield TaskProblem(variant=variant, severity=problem.severity, text=text)
    except AiwfError as error:
        for line in error.message.splitlines():
            yield TaskProblem(variant=variant, severity="error", text=line)


def _said(problem: Problem, folder: Path, variant: str) -> str:
    if problem.file:
        where = f"{folder / problem.file}" + (f", line {problem.line}" if problem.line else "")
    else:
        where = place_of(folder, variant, problem.loc)
    return f"{where}: {_sentence(problem.message)} {_sentence(problem.remedy)}".rstrip()


def _sentence(text: str) -> str:
    """Text that ends where the next sentence may begin."""
    return text if not text or text.endswith((".", "?", "!", "\n")) else f"{text}."
