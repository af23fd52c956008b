"""The fixtures of `conftest_cli`, for every test of the command."""

from conftest_cli import *  # noqa: F403
