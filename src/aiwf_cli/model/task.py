"""A task: task.yaml as a whole, and the same resolved with every file it uses (DESIGN §4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    model_validator,
)
from pydantic import Field as Key

from aiwf_cli.model.fields import Field, Name, Spec
from aiwf_cli.model.json import JsonObject, digest, dumps
from aiwf_cli.model.steps import ModelSettings, Step


class MisplacedError(ValueError):
    """A mistake that shows only in the whole; `loc` is the path to the key that is wrong."""

    def __init__(self, message: str, loc: tuple[int | str, ...]) -> None:
        super().__init__(message)
        self.loc = loc


class DocumentSettings(Spec):
    """How the user's files are read."""

    ocr: Literal["auto", "never", "always"] = "auto"
    """auto: pages without a readable text layer; always: every page."""
    max_pages: int = Key(default=2000, gt=0)
    """A document with more pages fails as too_large."""


def _task_name(name: str) -> str:
    """`name`, if a folder of runs may be called so."""
    if not re.fullmatch(r"[^\W_][\w.-]*", name):
        raise ValueError(
            f"{name!r} is no name: it begins with a letter or digit and goes on with letters, "
            "digits, `.`, `_` and `-`"
        )
    if name.casefold() == "latest":
        raise ValueError("`latest` is what the newest run is called: give the task another name")
    return name


class TaskSpec(Spec):
    """task.yaml: what to extract, and the steps that do it."""

    name: Annotated[str, AfterValidator(_task_name)]
    """The task's name: letters of any script, digits, `.`, `_`, `-`. Runs are kept under it."""
    description: str = ""
    """One sentence for people."""
    model: ModelSettings = ModelSettings()
    """The model that ask steps use."""
    documents: DocumentSettings = DocumentSettings()
    """How files are read."""
    fields: dict[Name, Field] = Key(min_length=1)
    """What to extract, by field name."""
    steps: tuple[Step, ...] = Key(min_length=1)
    """The pipeline, in order."""

    @model_validator(mode="after")
    def _names_hold_together(self) -> TaskSpec:
        seen: set[str] = set()
        for at, step in enumerate(self.steps):
            if step.name in seen:
                raise MisplacedError(
                    f"two steps are called {step.name!r}: rename one", ("steps", at, "name")
                )
            seen.add(step.name)
            for field in step.into:
                if field not in self.fields:
                    raise MisplacedError(
                        f"there is no field {field!r}", ("steps", at, "into", field)
                    )
        return self


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task resolved: its spec with the variant laid over it, and every file it uses.

    `files` are contents by path relative to `folder` (with `/`); `folder` is where the task lies on
    disk and is no part of what it is.
    """

    spec: TaskSpec
    variant: str
    files: Mapping[str, bytes]
    folder: str

    @property
    def name(self) -> str:
        """The task's name."""
        return self.spec.name

    @property
    def label(self) -> str:
        """How people write it: `terms` or `terms@few-shot`."""
        return self.name if self.variant == "base" else f"{self.name}@{self.variant}"

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all that the task says: one value for equal tasks, wherever they lie.

        The order of fields and steps belongs to it: columns, prompts and schemas follow it.
        """
        files = {path: data.hex() for path, data in self.files.items()}
        return digest({"spec": dumps(self.resolved), "files": files})

    @cached_property
    def resolved(self) -> JsonObject:
        """The spec as JSON, keys that were left out still left out."""
        return self.spec.model_dump(mode="json", exclude_unset=True)

    @property
    def asks(self) -> bool:
        """Whether any step asks a model."""
        return any(step.kind == "ask" for step in self.spec.steps)

    def text(self, path: str) -> str:
        """The text of one of its files (UTF-8, a byte-order mark dropped)."""
        return self.files[path].decode("utf-8-sig")
