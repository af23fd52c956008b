"""What is wrong with a task that no single key shows: names that lead nowhere, prompts that fail.

Everything that can be known without a document is looked at here, so that `aiwf check` finds in a
second what a run would find after its first paid call.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from aiwf_cli.errors import TaskError
from aiwf_cli.model.lookup import LookupStep
from aiwf_cli.model.rules import CheckStep
from aiwf_cli.model.steps import AskStep, OutlineStep, PythonStep, RegexStep, SelectStep, Step
from aiwf_cli.model.task import Task
from aiwf_cli.steps.examples import all_examples
from aiwf_cli.steps.fills import fields_of_output
from aiwf_cli.steps.problem import Loc, Problem, attempt, error, names_of, warning, within
from aiwf_cli.steps.python import load_function
from aiwf_cli.steps.schema import schema_of
from aiwf_cli.steps.taken import MAPPING_METHODS, never_there
from aiwf_cli.steps.templates import DOCUMENT_NAMES, environment
from aiwf_cli.steps.validate_rules import check_problems, field_at, rule_expressions
from aiwf_cli.text.patterns import compile_pattern

if TYPE_CHECKING:
    from jinja2 import nodes

PROMPT_NAMES = frozenset({"document", "fields", "examples", "steps"})
EXPRESSION_NAMES = frozenset({"document", "fields", "steps"})


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
    yield from _of_reads(step, loc, earlier)
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
            yield from _of_select(task, step, loc)
        case OutlineStep():
            yield from within(loc, _of_outline(task, step))
        case LookupStep():
            yield from within(loc, _of_lookup(task, step))
        case CheckStep():
            yield from _of_check(task, step, loc, earlier)
        case PythonStep():
            yield from attempt((*loc, "call"), partial(load_function, task, step))


def _of_reads(step: Step, loc: Loc, earlier: dict[str, Step]) -> Iterator[Problem]:
    selects = {name for name, other in earlier.items() if isinstance(other, SelectStep)}
    if step.reads not in (None, "document", *selects):
        yield error(
            (*loc, "reads"),
            f"{step.reads!r} is no select step before this one.",
            f"Select steps before it: {', '.join(sorted(selects)) or 'none'}.",
        )


def _of_ask(task: Task, step: AskStep, loc: Loc, earlier: dict[str, Step]) -> Iterator[Problem]:
    if isinstance(step.returns, tuple):
        unknown = list(_unknown_fields(task, step.returns, (*loc, "returns")))
        yield from unknown
        if unknown:
            return
    yield from attempt((*loc, "returns"), partial(schema_of, task, step))
    yield from attempt((*loc, "examples"), partial(all_examples, task, step))
    names = PROMPT_NAMES | set(step.for_each or {})
    yield from _of_prompt(task, step.prompt, (*loc, "prompt"), names, earlier)


def _of_prompt(
    task: Task, path: str, loc: Loc, names: frozenset[str], earlier: dict[str, Step]
) -> Iterator[Problem]:
    from jinja2 import TemplateError, TemplateSyntaxError

    if not path.endswith(".md"):
        yield error(loc, f"{path!r}: a prompt is a Markdown file.", "Name it …md.")
        return
    try:
        tree = environment(task).parse(task.text(path))
        environment(task).compile(tree)  # it alone knows the filters
    except TemplateSyntaxError as wrong:
        yield error(loc, f"{wrong.message}", "Mend the template there.", path, wrong.lineno)
        return
    except (TemplateError, UnicodeDecodeError) as wrong:
        yield error(loc, str(wrong), "Save it as UTF-8.", path)
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
    except TemplateError as wrong:
        told = f"{text!r} is no expression: {wrong.message}"
        yield error(loc, told, "An expression looks like steps.read.items")
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
            yield error(loc, f"{name!r} is not known.", told, file, _line_of(tree, name))
    for owner, key, lineno in _attributes(tree):
        line = lineno if file else None
        for message, remedy in _of_attribute(task, owner, key, earlier):
            yield error(loc, message, remedy, file, line)
    for message, remedy, lineno in never_there(task, tree, earlier):
        line = lineno if file else None
        yield warning(loc, message, remedy, file, line)


def _of_attribute(
    task: Task, owner: str, key: str, earlier: dict[str, Step]
) -> Iterator[tuple[str, str]]:
    """What is wrong with `owner.key`, and the remedy."""
    if owner == "steps" and key not in earlier and key not in MAPPING_METHODS:
        before = ", ".join(earlier) or "none"
        yield f"steps.{key}: no step before this one has that name.", f"Before it: {before}."
    if owner == "document" and key not in DOCUMENT_NAMES:
        told = f"A document has: {', '.join(sorted(DOCUMENT_NAMES))}."
        yield f"document.{key}: there is no such thing.", told
    if owner == "fields" and key not in task.spec.fields:
        yield f"fields.{key}: there is no such field.", names_of(task.spec.fields)


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
        failed = list(attempt((*loc, "pattern"), compiled))
        yield from failed
        sound = sound and not failed
        if not failed:
            groups |= frozenset(compiled().groups)
    if step.rows is not None:
        yield from _of_rows(task, step.rows, groups, loc)
    elif sound and given and not groups & task.spec.fields.keys() and not step.into:
        yield warning(
            (*loc, "pattern"),
            "no named group is a field: the step fills none.",
            f"Call a group (?<{next(iter(task.spec.fields))}>…), or use `into:`.",
        )


def _of_rows(task: Task, rows: str, groups: frozenset[str], loc: Loc) -> Iterator[Problem]:
    field = task.spec.fields.get(rows)
    if field is None or field.type != "list":
        yield error((*loc, "rows"), f"{rows!r} is no list field.", "Name a field of type list.")
        return
    for group in sorted(groups - (field.of or {}).keys()):
        told = f"Subfields: {', '.join(field.of or {})}."
        yield error((*loc, "pattern"), f"{rows} has no subfield {group!r}.", told)


def _of_select(task: Task, step: SelectStep, loc: Loc) -> Iterator[Problem]:
    yield from _unknown_fields(task, step.fields, (*loc, "fields"))
    for at, pattern in enumerate(step.patterns):
        compiled = partial(compile_pattern, pattern, fold_width=True)
        yield from attempt((*loc, "patterns", at), compiled)


def _of_check(task: Task, step: CheckStep, loc: Loc, earlier: dict[str, Step]) -> Iterator[Problem]:
    yield from within(loc, check_problems(task, step))
    names = EXPRESSION_NAMES | {"values", *task.spec.fields}
    for key_loc, expression in rule_expressions(step):
        yield from _of_expression(task, expression, (*loc, *key_loc), earlier, names)


def _of_outline(task: Task, step: OutlineStep) -> Iterator[Problem]:
    """The fields that it gives clauses to, and what these are the clauses of."""
    for to, of in step.clauses.items():
        for path in (to, of):
            field = field_at(task, path)
            if field is None or field.type == "list":
                told = f"{path!r} is no field of the task with a value."
                yield error(("clauses", to), told, names_of(task.spec.fields))
            elif path == to and field.type != "clause":
                told = f"{to} is no field for a clause: its type is {field.type}."
                remedy = "The field to fill stands before the colon and has `type: clause`."
                yield error(("clauses", to), told, remedy)
        (name, _, sub), (other, _, other_sub) = to.partition("."), of.partition(".")
        if bool(sub) != bool(other_sub) or (sub and name != other):
            told = f"{to} and {of} are not of one row."
            yield error(("clauses", to), told, "Both are fields, or both subfields of one list.")


def _of_lookup(task: Task, step: LookupStep) -> Iterator[Problem]:
    """Its tables, and the fields that it fills; keys are those of the step."""
    from aiwf_cli.steps.codebook import codebook

    yield from attempt(("master",), partial(codebook, task, step))
    fields = task.spec.fields
    if step.rows is not None:
        field = fields.get(step.rows)
        if field is None or field.type != "list":
            yield error(("rows",), f"{step.rows!r} is no list field.", names_of(fields))
            return
        fields = field.of or {}
    for name in step.returns:
        if name not in fields:
            yield error(
                ("returns", name),
                f"{name!r} is no {'subfield' if step.rows else 'field'} here.",
                f"{names_of(fields)} Later steps see every column: steps.{step.name}.entry.",
            )


def _unknown_fields(task: Task, names: tuple[str, ...], loc: Loc) -> Iterator[Problem]:
    for at, name in enumerate(names):
        if name not in task.spec.fields:
            yield error(
                (*loc, at), f"{name!r} is no field of the task.", names_of(task.spec.fields)
            )


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
            yield warning(
                ("fields", name),
                "no step fills this field.",
                "Let an ask step return it, or a regex step name a group after it.",
            )
