"""Everything that can go wrong, as a tree; each branch knows its exit code.

    AiwfError
    ├── UsageError       2  arguments or input: no such folder, nothing to read in it
    ├── TaskError        3  task.yaml, its prompts, variants, master tables, steps.py
    ├── EndpointError    4  the model endpoint as a whole: no key, unreachable, quota used up
    ├── StoreError       5  run directory or cache: unreadable, read-only, disk full
    └── DocumentError    1  one document only: becomes a failed record, never stops a run
        ├── ParseError      the file cannot be read
        ├── ReplyError      the model's reply is not an answer
        └── StepError       a step of the task cannot go on

A message says what happened, where (file, field, line), and what to do about it.
`cli/app` alone turns these into exit codes.
"""

from __future__ import annotations

from typing import ClassVar


class AiwfError(Exception):
    """The root of the tree: `message` says what happened, `hint` what to do next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(AiwfError):
    """The command was given something it cannot work with."""

    exit_code: ClassVar[int] = 2


class TaskError(AiwfError):
    """The task's own files are wrong."""

    exit_code: ClassVar[int] = 3


class EndpointError(AiwfError):
    """The model endpoint answers nobody: wrong key, unreachable, out of quota."""

    exit_code: ClassVar[int] = 4


class StoreError(AiwfError):
    """A run directory or the cache cannot be read or written."""

    exit_code: ClassVar[int] = 5


class DocumentError(AiwfError):
    """One document failed; the run goes on.

    `code` is a stable lower-case word for machines (`encrypted`, `timeout`, `refusal` …).
    """

    def __init__(self, code: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code


class ParseError(DocumentError):
    """The document's file cannot be turned into pages.

    Codes: `unreadable`, `encrypted`, `empty`, `timeout`, `crashed`, `too_large`, `vanished`.
    """


class ReplyError(DocumentError):
    """The model answered, but not with an answer.

    Codes: `refusal`, `content_filter`, `truncated`, `invalid_output`, `no_reply`,
    `rate_limited`, `server_error`, `rejected`, `cost_limit`.
    """


class StepError(DocumentError):
    """A step of the pipeline cannot go on with this document.

    Codes: `python_error`, `python_timeout`, `bad_pattern`, `pattern_timeout`, `bad_expression`,
    `bad_prompt`, `bad_rule`.
    """
