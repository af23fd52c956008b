"""What changed in a task: told by step, with nothing that did not change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.model.json import dumps, loads
from aiwf_cli.model.task import Task
from aiwf_cli.run.task_diff import KeptTask, change_words, merged_order, task_changes
from aiwf_cli.run.text_diff import LARGEST_TEXT, NOTHING, text_diff
from aiwf_cli.sources.task_yaml import write_yaml
from aiwf_cli.sources.tasks import load_task

YAML = """
    name: letters
    model: {name: small}
    fields:
      number: {type: code, label: 番号}
      total: {type: money, label: 合計, synonyms: [Total]}
    steps:
      - {name: find, kind: select, fields: [total]}
      - {name: read, kind: ask, prompt: prompts/read.md, examples: ex.jsonl, returns: [number]}
      - {name: add, kind: python, call: "steps.py:add"}
"""
FILES = {
    "prompts/read.md": "Which number?\n{{ document.text }}\n",
    "ex.jsonl": '{"file": "a.pdf", "text": "No. 1", "answer": {"number": "1"}}\n',
    "steps.py": "def add(context):\n    return {}\n",
}


def kept(task: Task) -> KeptTask:
    """The task as a run keeps it: its YAML went through a file."""
    return KeptTask(loads(dumps(task.resolved)), task.files)  # type: ignore[arg-type]


@pytest.fixture
def base(make_task: Callable[..., Task]) -> KeptTask:
    return kept(make_task(YAML, FILES))


def changed(base: KeptTask, name: str, text: str) -> KeptTask:
    return replace(base, files={**base.files, name: text.encode()})


def test_equal_tasks_differ_in_nothing(base: KeptTask) -> None:
    assert task_changes(base, base) == ()
    assert change_words(base, base) == ()


def test_another_model_is_all_that_is_told(base: KeptTask, make_task: Callable[..., Task]) -> None:
    other = kept(make_task(YAML.replace("small", "large"), FILES))
    (change,) = task_changes(base, other)
    assert change.part == "model"
    assert change.diff == (
        "--- a/task.yaml model\n+++ b/task.yaml model\n@@ -1 +1 @@\n-name: small\n+name: large\n"
    )
    assert change_words(base, other) == ("model small → large",)


def test_a_prompt_belongs_to_its_step(base: KeptTask) -> None:
    other = changed(base, "prompts/read.md", "Which number, if any?\n{{ document.text }}\n")
    (change,) = task_changes(base, other)
    assert change.part == "step read"
    assert "--- a/prompts/read.md\n+++ b/prompts/read.md\n" in change.diff
    assert "-Which number?\n+Which number, if any?\n {{ document.text }}\n" in change.diff
    assert change_words(base, other) == ("prompt read",)


def test_prompt_and_examples_and_yaml_of_a_step_are_one_change(
    base: KeptTask, make_task: Callable[..., Task]
) -> None:
    files = {**FILES, "prompts/new.md": "Number: {{ document.text }}", "ex.jsonl": "{}\n"}
    yaml = YAML.replace("prompts/read.md", "prompts/new.md")
    (change,) = task_changes(base, kept(make_task(yaml, files)))
    assert change.part == "step read"
    assert [line for line in change.diff.split("\n") if line.startswith(("---", "+++"))] == [
        "--- a/task.yaml steps.read",
        "+++ b/task.yaml steps.read",
        "--- a/prompts/read.md",
        "+++ b/prompts/new.md",
        "--- a/ex.jsonl",
        "+++ b/ex.jsonl",
    ]
    assert "\\ No newline at end of file" in change.diff


def test_steps_come_in_the_order_of_the_pipeline_fields_and_files_after(
    base: KeptTask, make_task: Callable[..., Task]
) -> None:
    yaml = YAML.replace("[Total]", "[Total, 総額]").replace(
        "- {name: find, kind: select, fields: [total]}",
        "- {name: pages, kind: select, keywords: [x]}",
    )
    other = kept(make_task(yaml, {**FILES, "data.csv": "a,b\n"}))
    assert [change.part for change in task_changes(base, other)] == [
        "step find",
        "step pages",
        "field total",
        "file data.csv",
    ]
    assert change_words(base, other)[:2] == ("−step find", "+step pages")
    gone = task_changes(base, other)[0].diff
    assert gone.startswith(f"--- a/task.yaml steps.find\n+++ {NOTHING}\n")


def test_the_order_of_steps_and_of_keys_is_told(
    base: KeptTask, make_task: Callable[..., Task]
) -> None:
    lines = YAML.strip("\n").split("\n")
    swapped = "\n".join([*lines[:-3], lines[-2], lines[-3], lines[-1]])
    other = kept(make_task(swapped, FILES))
    assert [change.part for change in task_changes(base, other)] == ["order of steps"]
    fields = list(base.fields)
    turned = {**base.resolved, "fields": {name: base.fields[name] for name in reversed(fields)}}
    (change,) = task_changes(base, KeptTask(turned, base.files))
    assert change.part == "order of fields"


def test_a_file_of_several_steps_is_told_once_by_itself(make_task: Callable[..., Task]) -> None:
    yaml = YAML + '      - {name: sum, kind: python, call: "steps.py:add"}\n'
    a = kept(make_task(yaml, FILES))
    b = changed(a, "steps.py", "def add(context):\n    return {'total': 1}\n")
    assert [change.part for change in task_changes(a, b)] == ["file steps.py"]


def test_what_cannot_be_shown_is_named_with_size_and_hash(base: KeptTask) -> None:
    a = replace(base, files={**base.files, "m.xlsx": b"PK\x00\xff"})
    b = replace(base, files={**base.files, "m.xlsx": b"PK\x00\xfe\x01"})
    (change,) = task_changes(a, b)
    assert change.part == "file m.xlsx"
    assert "- 4 bytes, SHA-256 " in change.diff
    assert "+ 5 bytes, SHA-256 " in change.diff
    rows = [f"{number},x\n" for number in range(LARGEST_TEXT // 4)]
    large = text_diff("".join(rows), "".join([*rows[1:], "new\n", "newer\n"]), "a", "b")
    assert large.endswith("  1 lines removed, 2 added: too long to show\n")


@pytest.mark.parametrize(
    ("a", "b", "parts"),
    [
        ("terms@single", "terms", ["step structure", "step patterns", "step outline"]),
        ("statements@bare", "statements", ["step figures", "field net_sales"]),
        ("tablets@classify", "tablets", ["step list", "step classify", "step read"]),
    ],
)
def test_the_built_in_variants_tell_what_they_change(a: str, b: str, parts: list[str]) -> None:
    left, right = kept(load_task(a)), kept(load_task(b))
    assert [change.part for change in task_changes(left, right)][: len(parts)] == parts


NAMES = st.lists(st.sampled_from("abcdefg"), unique=True, max_size=7)


@settings(max_examples=200, deadline=None)
@given(NAMES, NAMES)
def test_merged_orders_lose_nothing_and_keep_the_newer_order(a: list[str], b: list[str]) -> None:
    merged = merged_order(a, b)
    assert sorted(merged) == sorted({*a, *b})
    assert [name for name in merged if name in b] == b


TEXTS = st.text(st.sampled_from("ab\n\r\u2028 -+@\\"), max_size=40)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_a_unified_diff_turns_one_text_into_the_other(a: str, b: str) -> None:
    diff = text_diff(a, b, "a", "b")
    assert (diff == "") == (a == b)
    assert applied(diff, a) == b


def applied(diff: str, text: str) -> str:
    """What a patch program makes of `text`."""
    source = text.split("\n")
    result: list[str] = []
    at = 0
    lines = diff.split("\n")[2:-1] if diff else []
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        end = "" if after.startswith("\\ ") else "\n"
        if line.startswith("@@"):
            old = line.split()[1][1:].split(",")
            size = int(old[1]) if len(old) > 1 else 1
            start = int(old[0]) - 1 if size else int(old[0])
            result += [f"{one}\n" for one in source[at:start]]
            at = start
        elif line.startswith("\\ "):
            continue
        else:
            if line[0] in " +":
                result.append(line[1:] + end)
            if line[0] in " -":
                at += 1
    return "".join(result) + "\n".join(source[at:])


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=12),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_yaml_for_people_ends_its_lines_whatever_it_holds(data: object) -> None:
    text = write_yaml(data)  # type: ignore[arg-type]
    assert text.endswith("\n")
    assert text == write_yaml(data)  # type: ignore[arg-type]
