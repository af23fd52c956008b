"""What `aiwf check` finds before a paid call would: names that lead nowhere, prompts that fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aiwf_cli.model.task import Task
from aiwf_cli.run.checking import check_task
from aiwf_cli.sources.scaffold import scaffold
from aiwf_cli.sources.tasks import BUILT_IN, built_in_tasks
from aiwf_cli.steps.validate import problems
from support import write_task

YAML = """
    name: t
    fields:
      number: {type: code}
      lines: {type: list, of: {name: {}}}
    steps:
      - {name: pages, kind: select, keywords: [x]}
      - {name: find, kind: regex, pattern: '(?<number>x)'}
      - {name: read, kind: ask, prompt: p.md}
      - {name: call, kind: python, call: "steps.py:act"}
"""
FILES = {
    "p.md": "{{ document.text }} {{ steps.find.number }} {{ fields.number }}",
    "steps.py": "def act(context):\n    return {}\n",
}


def test_a_sound_task_has_no_problem(make_task: Callable[..., Task]) -> None:
    assert list(problems(make_task(YAML, FILES))) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("{name: find,", "{name: find, reads: find,", "'find' is no select step before this one"),
        ("(?<number>x)", "((", "the pattern '((' is not valid"),
        ("'(?<number>x)'", "'(?<name>x)', rows: number", "'number' is no list field"),
        ("'(?<number>x)'", "'(?<price>x)', rows: lines", "lines has no subfield 'price'"),
        ("'(?<number>x)'", "'(?<other>x)'", "no named group is a field"),
        ("prompt: p.md", "prompt: p.md, returns: [numbr]", "'numbr' is no field of the task"),
        ("prompt: p.md", "prompt: p.md, when: steps.later.x", "steps.later: no step before"),
        ("prompt: p.md", "prompt: p.md, when: '1 +'", "is no expression"),
        ("prompt: p.md", "prompt: p.md, returns: {a: {type: lst}}", "returns.a.type"),
        ("steps.py:act", "steps.py:other", "there is no function 'other'"),
    ],
)
def test_task_yaml_that_leads_nowhere(
    make_task: Callable[..., Task], before: str, after: str, told: str
) -> None:
    found = [problem.message for problem in problems(make_task(YAML.replace(before, after), FILES))]
    assert any(told in message for message in found), found


@pytest.mark.parametrize(
    ("expression", "message", "remedy"),
    [
        ("steps.find.numbr", "steps.find.numbr: the step never puts out 'numbr'.", "'number'?"),
        ("steps['find']['numbr']", "steps.find.numbr: the step never", "Did you mean 'number'?"),
        ("steps.first.totl == 3", "steps.first.totl: the step never", "Did you mean 'total'?"),
        ("steps.first.x", "steps.first.x: the step never", "It puts out: date, total, parts."),
    ],
)
def test_what_a_step_never_puts_out_is_worth_a_warning(
    make_task: Callable[..., Task], expression: str, message: str, remedy: str
) -> None:
    first = "{name: first, kind: ask, prompt: q.md, returns: {total: {type: money}, date: {}}}"
    yaml = YAML.replace("steps:\n", f"steps:\n      - {first}\n")
    yaml = yaml.replace("prompt: p.md", f'prompt: p.md, when: "{expression}"')
    (found,) = problems(make_task(yaml, {**FILES, "q.md": "{{ document.text }}"}))
    assert found.severity == "warning"
    assert found.message.startswith(message)
    assert found.remedy.endswith(remedy)


@pytest.mark.parametrize(
    "expression",
    ["steps.find.number.value", "steps.find.matches", "steps.find.items()", "steps.call.x.y"],
)
def test_what_a_step_may_put_out_is_no_problem(
    make_task: Callable[..., Task], expression: str
) -> None:
    called = "- {name: call, kind: python, call: 'steps.py:act'}"
    yaml = YAML.replace("- {name: read,", f"{called}\n      - {{name: read, when: {expression},")
    yaml = yaml.replace('{name: call, kind: python, call: "', '{name: act, kind: python, call: "')
    assert list(problems(make_task(yaml, FILES))) == []


def test_a_pattern_that_is_none_is_the_only_thing_told(make_task: Callable[..., Task]) -> None:
    yaml = """
        name: t
        fields: {a: {}, b: {}}
        steps: [{name: find, kind: regex, pattern: '(?<a>x'}]
    """
    found = list(problems(make_task(yaml)))
    assert [(p.severity, p.loc) for p in found] == [("error", ("steps", 0, "pattern"))]


def test_steps_may_be_gone_through(make_task: Callable[..., Task]) -> None:
    prompt = "{% for name, output in steps.items() %}{{ name }}{% endfor %}"
    assert list(problems(make_task(YAML, {**FILES, "p.md": prompt}))) == []


@pytest.mark.parametrize(
    ("prompt", "line", "told"),
    [
        ("one\n{{ documnt.text }}", 2, "'documnt' is not known"),
        ("one\n{{ steps.read.x }}", 2, "steps.read: no step before"),
        ("one\n\n{{ fields.nummer }}", 3, "fields.nummer: there is no such field"),
        ("one\n{{ document.txt }}", 2, "document.txt: there is no such thing"),
        ("one\n{% for x in examples %}", 2, "Unexpected end of template"),
    ],
)
def test_prompts_are_told_with_their_line(
    make_task: Callable[..., Task], prompt: str, line: int, told: str
) -> None:
    found = list(problems(make_task(YAML, {**FILES, "p.md": prompt})))
    assert [(p.file, p.line) for p in found] == [("p.md", line)]
    assert told in found[0].message


def test_a_field_that_nobody_fills_is_worth_a_warning(make_task: Callable[..., Task]) -> None:
    yaml = """
        name: t
        fields: {a: {}, b: {}}
        steps: [{name: find, kind: regex, pattern: '(?<a>x)'}]
    """
    found = list(problems(make_task(yaml)))
    assert [(p.severity, p.loc) for p in found] == [("warning", ("fields", "b"))]


def test_the_report_names_file_and_line_of_the_variant_at_fault(tmp_path: Path) -> None:
    write_task(tmp_path, YAML, {**FILES, "variants/v.yaml": "steps:\n  find:\n    pattern: '(('\n"})
    report = check_task(str(tmp_path))
    assert (report.errors, report.variants) == (1, ("base", "v"))
    assert f"{tmp_path}/variants/v.yaml, line 3: steps.find.pattern:" in next(report.lines())


def test_the_report_says_which_variant_is_at_fault_and_that_the_task_is_not(tmp_path: Path) -> None:
    write_task(tmp_path, YAML, {**FILES, "variants/v.yaml": "steps:\n  find:\n    pattern: '(('\n"})
    first, last = check_task(str(tmp_path)).lines()
    assert first.startswith("error in @v: ")
    assert last == f"{tmp_path}@v: not fit to run (checked: base, v)"


def test_a_message_and_its_remedy_are_two_sentences(tmp_path: Path) -> None:
    write_task(tmp_path, YAML.replace("prompt: p.md", "prompt: p.md, when: '1 +'"), FILES)
    told = next(check_task(str(tmp_path)).lines())
    assert told.endswith("'end of template'. An expression looks like steps.read.items.")


@pytest.mark.parametrize("name", built_in_tasks())
def test_built_in_tasks_are_sound(name: str) -> None:
    report = check_task(name)
    assert not report.findings, list(report.lines())


def test_a_new_task_is_sound(tmp_path: Path) -> None:
    assert not check_task(str(scaffold(tmp_path / "請求書"))).findings
    assert not check_task(str(scaffold(tmp_path / "copy", "terms"))).findings
    assert sorted(BUILT_IN.glob("*/task.yaml"))


def test_a_variant_of_one_that_is_not_fit_is_not_fit_either(tmp_path: Path) -> None:
    wrong, of_it = "steps:\n  find:\n    pattern: '(('\n", "extends: v\n"
    write_task(tmp_path, YAML, {**FILES, "variants/v.yaml": wrong, "variants/w.yaml": of_it})
    first, last = check_task(str(tmp_path)).lines()
    assert first.startswith("error in @v: ")
    assert last == f"{tmp_path}@v, {tmp_path}@w: not fit to run (checked: base, v, w)"
