"""What steps of every kind can say in task.yaml."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Key

from aiwf_cli.model.fields import Expression, Name, Spec


class StepBase(Spec):
    """What every step can say."""

    name: Name
    """What later steps and traces call it."""
    into: dict[Name, Expression] = Key(default_factory=dict)
    """Fields of the record from this step's output, where names differ: {field: expression}."""
    when: Expression | None = None
    """The step is skipped, with an empty output, unless this expression holds."""
    reads: Name | Literal["document"] | None = None
    """The select step whose passages it reads; `document` reads all. Default: the last select."""

    def files(self) -> tuple[str, ...]:
        """The task's files it names, as paths relative to the task's folder."""
        return ()

    def expressions(self) -> tuple[tuple[str, Expression], ...]:
        """Its expressions, each with the key it stands under."""
        own = (("when", self.when),) if self.when else ()
        return (*own, *((f"into.{name}", text) for name, text in self.into.items()))
