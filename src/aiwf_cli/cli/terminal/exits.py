"""The codes with which a command ends when no error of ours decides (DESIGN §7)."""

from __future__ import annotations

NOT_ALL_WELL = 1
"""Done, but some documents failed, or a threshold was not reached."""
USAGE = 2
BAD_TASK = 3
BAD_CACHE = 5
INTERRUPTED = 130
PIPE_CLOSED = 141
"""What shells make of a command whose reader went away: `aiwf tasks | head -1`."""
