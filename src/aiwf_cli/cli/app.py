"""The command `aiwf`: its sub-commands, and the one place where errors become exit codes."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import typer

from aiwf_cli.cli import (
    cache,
    check,
    diff,
    evaluate,
    export,
    extract,
    init,
    runs,
    schema,
    tasks,
)
from aiwf_cli.cli.terminal import failures
from aiwf_cli.cli.terminal.exits import INTERRUPTED, PIPE_CLOSED, USAGE
from aiwf_cli.cli.terminal.streams import drop_stdout, is_of_a_stream, open_closed_streams
from aiwf_cli.errors import AiwfError, StoreError

GARBAGE = (50_000, 20, 50)
"""How seldom the garbage collector looks: of what a command makes, next to nothing is a circle."""

app = typer.Typer(
    name="aiwf",
    help="A bench for building LLM document-extraction workflows.",
    epilog="Begin with: aiwf extract terms@rules FOLDER (needs no key), or aiwf init my-task",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("extract")(extract.extract)
app.command("evaluate")(evaluate.evaluate)
app.command("diff")(diff.diff)
app.command("runs")(runs.runs)
app.command("export")(export.export)
app.command("check")(check.check)
app.command("init")(init.init)
app.command("tasks")(tasks.tasks)
app.command("schema")(schema.schema)
app.add_typer(cache.app, name="cache")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"aiwf {version('aiwf-cli')}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    pass


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What an error was raised in the handling of, back to the first."""
    while error.__context__ is not None:
        error = error.__context__
        yield error


def main() -> None:
    """Runs the command line; every error of ours ends as a message on stderr and its exit code.

    With `--json` it is an object on stdout as well.
    """
    gc.set_threshold(*GARBAGE)
    open_closed_streams()
    try:
        app()
    except AiwfError as error:
        failures.tell(error)
        failures.print_object(failures.as_object(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        failures.print_object(failures.INTERRUPTION)
        sys.exit(INTERRUPTED)
    except SystemExit as end:
        if any(isinstance(cause, KeyboardInterrupt) for cause in _causes(end)):
            failures.print_object(failures.INTERRUPTION)
        if isinstance(end.__context__, BrokenPipeError):
            sys.exit(PIPE_CLOSED)
        if (wrong := getattr(end.__context__, "format_message", None)) is not None:
            failures.print_object(failures.described(wrong(), "", USAGE))
        raise
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(PIPE_CLOSED)
    except OSError as error:
        if not is_of_a_stream(error):
            raise
        drop_stdout()
        failures.tell(StoreError(f"The output cannot be written: {error.strerror}."))
        sys.exit(StoreError.exit_code)
    finally:
        gc.freeze()  # or Python looks through all modules for garbage before it ends: 0.05 to 0.2 s
