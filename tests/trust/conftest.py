"""The fixtures of `office`, for every test of what may break."""

from office import *  # noqa: F403
