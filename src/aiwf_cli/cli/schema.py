"""aiwf schema: the JSON Schema of task.yaml."""

from __future__ import annotations

from aiwf_cli.cli.terminal.screen import print_json


def schema() -> None:
    """Print the JSON Schema of task.yaml, for editors.

    Example: aiwf schema > aiwf.schema.json, and in task.yaml as the first line:
    # yaml-language-server: $schema=aiwf.schema.json
    """
    from aiwf_cli.sources.schema import task_schema

    print_json(task_schema())
