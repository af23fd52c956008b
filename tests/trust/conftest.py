"""The fixtures of `office`, for every test of what may break; `aiwf` alone for documents."""

from conftest_cli import aiwf  # noqa: F401
from office import *  # noqa: F403
