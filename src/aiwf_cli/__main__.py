"""`python -m aiwf_cli`: the command aiwf."""

from aiwf_cli.cli.app import main

if __name__ == "__main__":
    main()
