"""What expressions and prompts take from outputs of steps that never put it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from aiwf_cli.errors import TaskError
from aiwf_cli.model.steps import Step
from aiwf_cli.model.task import Task
from aiwf_cli.steps.fills import PARTS, REGEX_KEYS, keys_of_output

if TYPE_CHECKING:
    from jinja2 import nodes

MAPPING_METHODS = frozenset({"items", "keys", "values", "get"})
"""What may be asked of `steps`, or of an output, as a whole."""
_OWN = REGEX_KEYS | {PARTS}


class NeverThere(NamedTuple):
    """A key that a step does not put out: what to say, what to do, and the line it stands in."""

    message: str
    remedy: str
    line: int


def never_there(
    task: Task, tree: nodes.Template, earlier: Mapping[str, Step]
) -> Iterator[NeverThere]:
    """Every `steps.<step>.<key>` whose step is among `earlier` and is known not to have the key."""
    for name, key, line in _taken(tree):
        known = _keys(task, earlier[name]) if name in earlier else None
        if known is None or key in known or key in MAPPING_METHODS:
            continue
        near = get_close_matches(key, sorted(known), n=1)
        told = ", ".join([*sorted(known - _OWN), *sorted(known & _OWN)])
        yield NeverThere(
            message=f"steps.{name}.{key}: the step never puts out {key!r}.",
            remedy=f"Did you mean {near[0]!r}?" if near else f"It puts out: {told}.",
            line=line,
        )


def _keys(task: Task, step: Step) -> frozenset[str] | None:
    try:
        return keys_of_output(task, step)
    except TaskError:  # told where the step is looked at
        return None


def _taken(tree: nodes.Template) -> Iterator[tuple[str, str, int]]:
    """The step, the key and the line of every `steps.read.total`, however it is written."""
    from jinja2 import nodes

    for kind in (nodes.Getattr, nodes.Getitem):
        for node in tree.find_all(kind):
            inner = _part(node)
            owner = _part(inner[0]) if inner else None
            if inner and owner and isinstance(owner[0], nodes.Name) and owner[0].name == "steps":
                yield owner[1], inner[1], node.lineno


def _part(node: nodes.Node) -> tuple[nodes.Node, str] | None:
    """What is taken from what, in `a.b` and `a["b"]`."""
    from jinja2 import nodes

    if isinstance(node, nodes.Getattr):
        return node.node, node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return node.node, str(node.arg.value)
    return None
