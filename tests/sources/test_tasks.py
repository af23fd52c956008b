"""Tasks from folders: variants laid over them, and errors that name their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwf_cli.errors import TaskError, UsageError
from aiwf_cli.sources.scaffold import scaffold
from aiwf_cli.sources.tasks import built_in_tasks, load_task, merge, resolve, variants_of
from support import write_task

TASK = """
    name: invoices
    fields:
      number: {type: code, label: 請求書番号, synonyms: [no, 0012, 12:30]}
      total: {type: money}
    steps:
      - {name: read, kind: ask, prompt: prompts/read.md}
      - {name: tidy, kind: python, call: "steps.py:tidy"}
"""
FILES = {
    "prompts/read.md": "{{ fields }}\n{{ document.text }}",
    "steps.py": "def tidy(context):\n    return {}\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_task(tmp_path / "invoices", TASK, FILES)
    return tmp_path / "invoices"


def test_a_task_holds_every_file_it_uses(folder: Path) -> None:
    (folder / "master.csv").write_text("0012,Pen\n")
    (folder / "prompts" / "unused.md").write_text("not read by any step")
    task = resolve(folder)
    assert sorted(task.files) == ["master.csv", "prompts/read.md", "steps.py"]
    assert task.label == "invoices"


def test_words_that_yaml_1_1_would_turn_into_something_else_stay_words(folder: Path) -> None:
    assert resolve(folder).spec.fields["number"].synonyms[0] == "no"


def test_a_variant_changes_steps_by_name_and_null_removes_them(folder: Path) -> None:
    write_task(
        folder,
        TASK,
        {"variants/short.yaml": "steps:\n  tidy: null\n  read: {repeat: 3}\n"},
    )
    task = resolve(folder, "short")
    assert [(step.name, step.kind) for step in task.spec.steps] == [("read", "ask")]
    assert task.spec.steps[0].repeat == 3
    assert task.label == "invoices@short"


def test_a_new_step_goes_in_behind_the_one_before_it(folder: Path) -> None:
    variant = """
        steps:
          - {name: read, repeat: 2}
          - {name: check_text, kind: regex, pattern: 'x(?<number>.)'}
    """
    write_task(folder, TASK, {"variants/more.yaml": variant})
    names = [step.name for step in resolve(folder, "more").spec.steps]
    assert names == ["read", "check_text", "tidy"]


def test_a_variant_of_a_variant(folder: Path) -> None:
    write_task(
        folder,
        TASK,
        {
            "variants/one.yaml": "model: {name: small}\nsteps: {read: {repeat: 2}}\n",
            "variants/two.yaml": "extends: one\nsteps: {read: {repeat: 5}}\n",
        },
    )
    task = resolve(folder, "two")
    assert (task.spec.model.name, task.spec.steps[0].repeat) == ("small", 5)


def test_equal_tasks_have_one_hash_wherever_they_lie(folder: Path, tmp_path: Path) -> None:
    write_task(tmp_path / "elsewhere", TASK, FILES)
    first = resolve(folder).hash
    assert resolve(tmp_path / "elsewhere").hash == first
    (folder / "prompts" / "read.md").write_text("another question")
    assert resolve(folder).hash != first


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("type: money", "type: mony", ["line 4", "fields.total.type", "did you mean `money`?"]),
        ("prompt:", "promt:", ["line 6", "steps.read.promt", "did you mean `prompt`?"]),
        ("kind: ask", "kind: aks", ["line 6", "there is no kind 'aks'; did you mean `ask`?"]),
        ("prompts/read.md", "prompts/none.md", ["prompts/none.md", "steps.read.prompt"]),
        ("steps.py:tidy", "../steps.py:tidy", ["outside the task's folder"]),
        ("{type: money}", "{type: list}", ["fields.total", "add `of:`"]),
        ("name: tidy", "name: read", ["two steps are called 'read'"]),
    ],
)
def test_errors_name_line_key_and_remedy(
    folder: Path, before: str, after: str, told: list[str]
) -> None:
    write_task(folder, TASK.replace(before, after), FILES)
    with pytest.raises(TaskError) as error:
        resolve(folder)
    for part in told:
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("kind: check, rules: [{summ: {total: total, of: [total]}}]", "did you mean `sum`?"),
        ("kind: check, rules: [{sum: {totl: total, of: [total]}}]", "did you mean `total`?"),
        ("kind: lookup, code: x, key: a, master: {file: m.csv, shet: b}", "did you mean `sheet`?"),
        ("kind: ask, prompt: p.md, split: {page: 3}", "did you mean `pages`?"),
    ],
)
def test_a_key_inside_a_step_has_its_nearest_told(folder: Path, step: str, told: str) -> None:
    write_task(folder, f"{TASK.rstrip()}\n      - {{name: last, {step}}}\n", FILES)
    with pytest.raises(TaskError) as error:
        resolve(folder)
    assert f"there is no such key; {told}" in str(error.value)


def test_an_error_in_a_variant_names_the_variant_file(folder: Path) -> None:
    write_task(folder, TASK, {"variants/v.yaml": "steps:\n  read:\n    repeat: none\n"})
    with pytest.raises(TaskError, match=r"v\.yaml, line 3: steps\.read\.repeat"):
        resolve(folder, "v")


def test_yaml_that_is_none_says_where(folder: Path) -> None:
    (folder / "task.yaml").write_text("name: a\nfields: {x: [}\n")
    with pytest.raises(TaskError, match="line 2: this is not YAML"):
        resolve(folder)


def test_variants_that_extend_each_other_in_a_circle_are_told(folder: Path) -> None:
    write_task(folder, TASK, {"variants/a.yaml": "extends: b\n", "variants/b.yaml": "extends: a\n"})
    with pytest.raises(TaskError, match="a → b → a"):
        resolve(folder, "a")


def test_unknown_names_tell_what_there_is(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"Built-in tasks: .*terms"):
        load_task("no-such-task")
    with pytest.raises(UsageError, match="has no variant 'x'"):
        load_task(f"{folder}@x")
    with pytest.raises(UsageError, match="two variants"):
        load_task("terms@rules", "single")


def test_merge_keeps_what_is_not_named() -> None:
    assert merge({"a": {"b": 1, "c": 2}, "d": [1]}, {"a": {"c": None}, "d": [2]}) == {
        "a": {"b": 1},
        "d": [2],
    }


@pytest.mark.parametrize("name", built_in_tasks())
def test_built_in_tasks_resolve_in_every_variant(name: str) -> None:
    from aiwf_cli.sources.tasks import BUILT_IN

    for variant in variants_of(BUILT_IN / name):
        assert load_task(name, variant).spec.name == name


def steps_of(folder: Path, variant: str) -> list[str]:
    return [step.name for step in resolve(folder, variant).spec.steps]


def test_a_step_put_where_another_was_taken_out_stands_in_its_place(folder: Path) -> None:
    variant = """
        steps:
          read: null
          heading: {kind: outline}
    """
    write_task(folder, TASK, {"variants/v.yaml": variant})
    assert steps_of(folder, "v") == ["heading", "tidy"]


@pytest.mark.parametrize(
    ("variant", "told"),
    [
        ("steps: read", r"v\.yaml, line 1: steps: a list was expected"),
        ("steps: [read]", r"v\.yaml, line 1: steps\.\d: a mapping was expected"),
        ("extends: base\nsteps:\n  read: 5", r"steps\.0: a mapping"),
    ],
)
def test_a_variants_steps_that_are_none_are_told(folder: Path, variant: str, told: str) -> None:
    write_task(folder, TASK, {"variants/v.yaml": variant})
    with pytest.raises(TaskError, match=told):
        resolve(folder, "v")


def test_a_base_step_that_is_none_is_told_under_a_variant_too(folder: Path) -> None:
    yaml = TASK.replace("- {name: tidy", "- tidy\n      - {name: tidy")
    write_task(folder, yaml, {"variants/v.yaml": "steps: {read: {repeat: 2}}"})
    with pytest.raises(TaskError, match=r"steps\.1: a mapping was expected"):
        resolve(folder, "v")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("prompt: prompts/read.md}", "promt: x}", "line 6: steps.read.promt: there is no such key"),
        ("{type: money}", "{type: enum, values: [1.10]}", "put it in quotes as it stands"),
        (
            "{type: money}",
            "{type: enum, values: [2024-13-45], lable: x}",
            "line 4: fields.total.lable: there is no such key",
        ),
        ("{type: money}", "text", "line 4: fields.total: a mapping was expected"),
        (':tidy"}', ':tidy", into: {nothing: x}}', "steps.tidy.into.nothing: there is no field"),
        ("name: tidy", "name: read", "line 7: steps.read.name: two steps"),
        ("prompts/read.md", "prompts/raed.md", "line 6: steps.read.prompt: There is no file"),
        ("steps.py:tidy", "own.py:tidy", "line 7: steps.tidy.call: There is no file"),
        ("name: invoices", "name: latest", "line 1: name: `latest` is what the newest"),
        ("name: invoices", "name: a/b", "line 1: name: 'a/b' is no name"),
    ],
)
def test_errors_name_one_mistake_at_its_place(
    folder: Path, before: str, after: str, told: str
) -> None:
    write_task(folder, TASK.replace(before, after), {})
    with pytest.raises(TaskError) as error:
        resolve(folder)
    assert told in error.value.message
    assert "tuple" not in error.value.message
    assert "instance of" not in error.value.message


def test_every_missing_file_is_told_at_once(folder: Path) -> None:
    (folder / "prompts" / "read.md").unlink()
    (folder / "steps.py").unlink()
    with pytest.raises(TaskError) as error:
        resolve(folder)
    assert len(error.value.message.splitlines()) == 2


@pytest.mark.parametrize("name", ["task.yaml", "prompts/read.md", "steps.py"])
@pytest.mark.parametrize("encoding", ["cp932", "utf-16"])
def test_text_in_another_encoding_is_told(folder: Path, name: str, encoding: str) -> None:
    path = folder / name
    path.write_bytes(("# 請求書\n" + path.read_text("utf-8")).encode(encoding))
    with pytest.raises(TaskError, match=f"{name}: this is not UTF-8 text") as error:
        resolve(folder)
    assert error.value.hint == "Save the file as UTF-8."


def test_a_zero_byte_in_yaml_is_told(folder: Path) -> None:
    (folder / "task.yaml").write_bytes(b"name: a\0b\n")
    with pytest.raises(TaskError, match="this is not YAML"):
        resolve(folder)


def test_what_lies_in_the_folder_by_chance_is_no_part_of_the_task(
    folder: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("0012,Pen\n")
    (folder / "linked.csv").symlink_to(outside)
    chance = ["review.xlsx", "~$review.xlsx", "README.md", "venv/lib/own.py", "venv/pyvenv.cfg"]
    meant = ["masters/pens.xlsx", "helpers.py", "rates.json"]
    for name in chance + meant:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes("{% include 'nothing' %} 請求書".encode("cp932"))
    assert sorted(resolve(folder).files) == sorted([*meant, "prompts/read.md", "steps.py"])
    (folder / "helpers.py").write_text("NAMES = 'review.xlsx'")
    assert "review.xlsx" in resolve(folder).files


def test_a_variant_called_base_is_refused(folder: Path) -> None:
    write_task(folder, TASK, {"variants/base.yaml": "description: never read"})
    assert variants_of(folder) == ("base",)
    with pytest.raises(TaskError, match=r"base\.yaml would never be used"):
        resolve(folder)


@pytest.mark.parametrize(
    ("folder_name", "name"),
    [
        ("請求書", "請求書"),
        ("latest", "my-latest"),
        ("2024", "2024"),
        ("a b", "a-b"),
    ],
)
def test_a_new_task_is_called_like_its_folder(tmp_path: Path, folder_name: str, name: str) -> None:
    assert resolve(scaffold(tmp_path / folder_name)).name == name
