"""YAML files of a task in: YAML 1.2, decoded as UTF-8, with errors that name file and line."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from aiwf_cli.errors import TaskError
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.sources.task_errors import Layer
from aiwf_cli.sources.task_files import read_bytes, text_of

if TYPE_CHECKING:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.nodes import ScalarNode


def read_layer(path: Path, *, may_be_empty: bool) -> Layer:
    """A YAML file that holds a mapping. Raises TaskError for one that does not."""
    from ruamel.yaml.error import YAMLError

    text = text_of(path, read_bytes(path))
    try:
        data = _yaml().load(text)
    except YAMLError as error:
        raise _no_yaml(path, error) from error
    if data is None and may_be_empty:
        data = {}
    if not isinstance(data, dict):
        raise TaskError(
            f"{path}: a mapping of keys to values was expected.",
            hint="See `aiwf init my-task` for a file that works.",
        )
    return Layer(path=path, text=text, data=cast("JsonObject", data))


def write_yaml(data: Json) -> str:
    """Data as YAML for people to read: keys in their order, a line for each entry of a list."""
    from io import StringIO

    text = StringIO()
    _writer().dump(data, text)
    return text.getvalue().removesuffix("...\n")


def _no_yaml(path: Path, error: YAMLError) -> TaskError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = f"{path}, line {mark.line + 1}" if mark else str(path)
    what = getattr(error, "problem", None) or getattr(error, "context", None)
    return TaskError(
        f"{where}: this is not YAML: {what or getattr(error, 'reason', error)}",
        hint="Check the indentation and the quotes there; a value with `: ` needs quotes.",
    )


@lru_cache(maxsize=1)
def _yaml() -> YAML:
    """YAML 1.2 in which 0012 stays the code it is, and 2024-04-01 the text."""
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import SafeConstructor

    class Constructor(SafeConstructor):
        pass

    def whole_number(constructor: Constructor, node: ScalarNode) -> int | str:
        zeros = re.fullmatch(r"[-+]?0\d+", node.value)
        return str(node.value) if zeros else int(constructor.construct_yaml_int(node))

    Constructor.add_constructor("tag:yaml.org,2002:int", whole_number)
    Constructor.add_constructor("tag:yaml.org,2002:timestamp", Constructor.construct_yaml_str)
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = Constructor
    return yaml


@lru_cache(maxsize=1)
def _writer() -> YAML:
    """Writes texts of several lines line by line, and wraps none."""
    from ruamel.yaml import YAML
    from ruamel.yaml.representer import RoundTripRepresenter

    class Representer(RoundTripRepresenter):
        pass

    def text(representer: Representer, data: str) -> ScalarNode:
        style = "|" if "\n" in data else None
        return representer.represent_scalar("tag:yaml.org,2002:str", data, style=style)

    Representer.add_representer(str, text)
    yaml = YAML()
    yaml.Representer = Representer
    yaml.width = 2**16
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
