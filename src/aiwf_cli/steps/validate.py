"""What is wrong with a task that no single key shows: names that lead nowhere, prompts that fail.

Everything that can be known without a document is looked at here, so that `aiwf check` finds in a
second what a run would find after its first paid call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from aiwf_cli.errors import AiwfError, TaskError
from aiwf_cli.model.lookup import LookupStep
from aiwf_cli.model.rules import CheckStep
from aiwf_cli.model.steps import AskStep, PythonStep, RegexStep, SelectStep, Step
from aiwf_cli.model.task import Task
from aiwf_cli.steps.examples import all_examples
from aiwf_cli.steps.faults import Fault, check_faults, lookup_faults, rule_expressions
from aiwf_cli.steps.fills import fields_of_output
from aiwf_cli.steps.python import load_function
from aiwf_cli.steps.schema import schema_of
from aiwf_cli.steps.taken import MAPPING_METHODS, never_there
from aiwf_cli.steps.templates import DOCUMENT_NAMES, environment
from aiwf_cli.text.patterns import compile_pattern

if TYPE_CHECKING:
    from jinja2 import nodes

Loc = tuple[str | int, ...]
PROMPT_NAMES = frozenset({"document", "fields", "examples", "steps"})
EXPRESSION_NAMES = frozenset({"document", "fields", "steps"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend: where (a key of task.yaml, or a line of another file), what, and how."""

    severity: Literal["error", "warning"]
    loc: Loc
    message: str
    remedy: str = ""
    file: str = ""
    line: int | None = None


def problems(task: Task) -> Iterator[Problem]:
    """Every problem of a task, in the order of its steps."""
    earlier: dict[str, Step] = {}
    sound = True
    for index, step in enumerate(task.spec.steps):
        for problem in _of_step(task, step, ("steps", index), earlier):
            sound = sound and problem.severity != "error"
            yield problem
        earlier[step.name] = step
    if sound:  # else it is not known what the steps fill
        yield from _fields_nobody_fills(task)


def _of_step(task: Task, step: Step, loc: Loc, earlier: dict[str, Step]) -> Iterator[Problem]:
    selects = {name for name, other in earlier.items() if isinstance(other, SelectStep)}
    if step.reads not in (None, "document", *selects):
        yield _error(
            (*loc, "reads"),
            f"{step.reads!r} is no select step before this one.",
            f"Select steps before it: {', '.join(sorted(selects)) or 'none'}.",
        )
    for key, expression in step.expressions():
        names = None if key.startswith("into.") else EXPRESSION_NAMES
        if names and key == "code" and isinstance(step, LookupStep):
            names |= set(step.for_each or {})
        yield from _of_expression(task, expression, (*loc, *key.split(".")), earlier, names)
    match step:
        case AskStep():
            yield from _of_ask(task, step, loc, earlier)
        case RegexStep():
            yield from _of_regex(task, step, loc)
        case SelectStep():
            yield from _unknown_fields(task, step.fields, (*loc, "fields"))
            for at, pattern in enumerate(step.patterns):
                compiled = partial(compile_pattern, pattern, fold_width=True)
                yield from _attempt((*loc, "patterns", at), compiled)
        case LookupStep():
            yield from _told(lookup_faults(task, step), loc)
        case CheckStep():
            yield from _told(check_faults(task, step), loc)
            names = EXPRESSION_NAMES | {"values", *task.spec.fields}
            for key_loc, expression in rule_expressions(step):
                yield from _of_expression(task, expression, (*loc, *key_loc), earlier, names)
        case PythonStep():
            yield from _attempt((*loc, "call"), partial(load_function, task, step))


def _told(faults: Iterable[Fault], loc: Loc) -> Iterator[Problem]:
    for fault in faults:
        yield Problem(
            severity=fault.severity,
            loc=(*loc, *fault.loc),
            message=fault.message,
            remedy=fault.remedy,
        )


def _of_ask(task: Task, step: AskStep, loc: Loc, earlier: dict[str, Step]) -> Iterator[Problem]:
    if isinstance(step.returns, tuple):
        unknown = list(_unknown_fields(task, step.returns, (*loc, "returns")))
        yield from unknown
        if unknown:
            return
    yield from _attempt((*loc, "returns"), partial(schema_of, task, step))
    yield from _attempt((*loc, "examples"), partial(all_examples, task, step))
    names = PROMPT_NAMES | set(step.for_each or {})
    yield from _of_prompt(task, step.prompt, (*loc, "prompt"), names, earlier)


def _of_prompt(
    task: Task, path: str, loc: Loc, names: frozenset[str], earlier: dict[str, Step]
) -> Iterator[Problem]:
    from jinja2 import TemplateError, TemplateSyntaxError

    if not path.endswith(".md"):
        yield _error(loc, f"{path!r}: a prompt is a Markdown file.", "Name it …md.")
        return
    try:
        tree = environment(task).parse(task.text(path))
        environment(task).compile(tree)  # it alone knows the filters
    except TemplateSyntaxError as error:
        yield _error(loc, f"{error.message}", "Mend the template there.", path, error.lineno)
        return
    except (TemplateError, UnicodeDecodeError) as error:
        yield _error(loc, str(error), "Save it as UTF-8.", path)
        return
    yield from _names_in(task, tree, loc, names, earlier, path)


def _of_expression(
    task: Task, text: str, loc: Loc, earlier: dict[str, Step], names: frozenset[str] | None
) -> Iterator[Problem]:
    """`names` are those it may use; None: any, as what a step puts out is open."""
    from jinja2 import TemplateError

    env = environment(task)
    try:
        env.compile_expression(text)
        tree = env.parse("{{ " + text + " }}")
    except TemplateError as error:
        told = f"{text!r} is no expression: {error.message}"
        yield _error(loc, told, "An expression looks like steps.read.items")
        return
    yield from _names_in(task, tree, loc, names, earlier, "")


def _names_in(
    task: Task,
    tree: nodes.Template,
    loc: Loc,
    names: frozenset[str] | None,
    earlier: dict[str, Step],
    file: str,
) -> Iterator[Problem]:
    from jinja2 import meta

    if names is not None:
        for name in sorted(meta.find_undeclared_variables(tree) - names):
            told = f"Known here: {', '.join(sorted(names))}."
            yield _error(loc, f"{name!r} is not known.", told, file, _line_of(tree, name))
    for owner, key, lineno in _attributes(tree):
        line = lineno if file else None
        if owner == "steps" and key not in earlier and key not in MAPPING_METHODS:
            before = ", ".join(earlier) or "none"
            yield _error(
                loc, f"steps.{key}: no step before this one has that name.",
                f"Before it: {before}.", file, line,
            )  # fmt: skip
        if owner == "document" and key not in DOCUMENT_NAMES:
            told = f"A document has: {', '.join(sorted(DOCUMENT_NAMES))}."
            yield _error(loc, f"document.{key}: there is no such thing.", told, file, line)
        if owner == "fields" and key not in task.spec.fields:
            told = f"Fields: {', '.join(task.spec.fields)}."
            yield _error(loc, f"fields.{key}: there is no such field.", told, file, line)
    for message, remedy, lineno in never_there(task, tree, earlier):
        line = lineno if file else None
        yield Problem(
            severity="warning", loc=loc, message=message, remedy=remedy, file=file, line=line
        )


def _attributes(tree: nodes.Template) -> Iterator[tuple[str, str, int]]:
    """What is taken from plain names (`steps.read`, `steps["read"]`), with the line."""
    from jinja2 import nodes

    for got in tree.find_all(nodes.Getattr):
        if isinstance(got.node, nodes.Name):
            yield got.node.name, got.attr, got.lineno
    for item in tree.find_all(nodes.Getitem):
        if isinstance(item.node, nodes.Name) and isinstance(item.arg, nodes.Const):
            yield item.node.name, str(item.arg.value), item.lineno


def _line_of(tree: nodes.Template, name: str) -> int | None:
    from jinja2 import nodes

    return next((n.lineno for n in tree.find_all(nodes.Name) if n.name == name), None)


def _of_regex(task: Task, step: RegexStep, loc: Loc) -> Iterator[Problem]:
    given = (step.pattern,) if isinstance(step.pattern, str) else step.pattern or ()
    groups: frozenset[str] = frozenset()
    sound = True
    for pattern in given:
        compiled = partial(
            compile_pattern, pattern, ignore_case=step.ignore_case, fold_width=step.fold_width
        )
        failed = list(_attempt((*loc, "pattern"), compiled))
        yield from failed
        sound = sound and not failed
        if not failed:
            groups |= frozenset(compiled().groups)
    if step.rows is not None:
        yield from _of_rows(task, step.rows, groups, loc)
    elif sound and given and not groups & task.spec.fields.keys() and not step.into:
        yield Problem(
            severity="warning",
            loc=(*loc, "pattern"),
            message="no named group is a field: the step fills none.",
            remedy=f"Call a group (?<{next(iter(task.spec.fields))}>…), or use `into:`.",
        )


def _of_rows(task: Task, rows: str, groups: frozenset[str], loc: Loc) -> Iterator[Problem]:
    field = task.spec.fields.get(rows)
    if field is None or field.type != "list":
        yield _error((*loc, "rows"), f"{rows!r} is no list field.", "Name a field of type list.")
        return
    for group in sorted(groups - (field.of or {}).keys()):
        told = f"Subfields: {', '.join(field.of or {})}."
        yield _error((*loc, "pattern"), f"{rows} has no subfield {group!r}.", told)


def _unknown_fields(task: Task, names: tuple[str, ...], loc: Loc) -> Iterator[Problem]:
    for at, name in enumerate(names):
        if name not in task.spec.fields:
            told = f"Fields: {', '.join(task.spec.fields)}."
            yield _error((*loc, at), f"{name!r} is no field of the task.", told)


def _fields_nobody_fills(task: Task) -> Iterator[Problem]:
    """Fields that no step can put out; a Python step may put out any."""
    if any(isinstance(step, PythonStep) for step in task.spec.steps):
        return
    filled: set[str] = set()
    for step in task.spec.steps:
        try:
            filled |= step.into.keys() | fields_of_output(task, step)
        except TaskError:  # told where the step is looked at
            return
    for name in task.spec.fields:
        if name not in filled:
            yield Problem(
                severity="warning",
                loc=("fields", name),
                message="no step fills this field.",
                remedy="Let an ask step return it, or a regex step name a group after it.",
            )


def _attempt(loc: Loc, act: Callable[[], object]) -> Iterator[Problem]:
    """A problem when `act` raises one of our errors."""
    try:
        act()
    except AiwfError as error:
        yield _error(loc, error.message, error.hint)


def _error(
    loc: Loc, message: str, remedy: str = "", file: str = "", line: int | None = None
) -> Problem:
    return Problem(severity="error", loc=loc, message=message, remedy=remedy, file=file, line=line)
