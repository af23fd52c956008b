"""The command `aiwf`, also as `python -m aiwf_cli`."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line; Ctrl-C ends it quietly, even while it is still being loaded."""
    try:
        from aiwf_cli.cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
