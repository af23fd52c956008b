"""How a command says that it failed: on stderr for people, as JSON on stdout where asked."""

from __future__ import annotations

import sys
from contextlib import suppress

from aiwf_cli.cli.terminal.exits import INTERRUPTED
from aiwf_cli.cli.terminal.screen import print_json, secho
from aiwf_cli.errors import AiwfError
from aiwf_cli.model.json import JsonObject
from aiwf_cli.report.plain import printable_lines


def tell(error: AiwfError) -> None:
    """Prints the message and the hint on stderr, where it can be written to."""
    with suppress(OSError):
        secho(f"Error: {error.message}", err=True, fg="red")
        if error.hint:
            secho(error.hint, err=True)


def as_object(error: AiwfError) -> JsonObject:
    """What stands under `error` in a JSON object."""
    return described(error.message, error.hint, error.exit_code)


def described(message: str, hint: str, exit_code: int) -> JsonObject:
    """The parts of an error by name."""
    return {
        "message": printable_lines(message),
        "hint": printable_lines(hint),
        "exit_code": exit_code,
    }


INTERRUPTION = described("Interrupted.", "Type it again to go on.", INTERRUPTED)


def print_object(error: JsonObject) -> None:
    """Prints the error as the one JSON object that `--json` promises, if it was asked for.

    A command that prints its own object before it fails puts the error into that.
    """
    if "--json" in sys.argv[1:]:
        print_json({"error": error})
