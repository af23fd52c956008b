"""The standard streams as a shell may hand them over: closed, or on a full disk."""

from __future__ import annotations

import errno
import os
import sys

_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))
_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


def open_closed_streams() -> None:
    """Opens on the null device what the caller has closed (`aiwf … 2>&-`).

    The next file to be opened, which may be the cache, would become that stream otherwise.
    """
    for number, (name, mode) in enumerate(_STREAMS):
        try:
            os.fstat(number)
        except OSError:
            _open_null(number)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def is_of_a_stream(error: OSError) -> bool:
    """Whether something open could not be written to: such errors name no file."""
    return error.filename is None and error.errno in _UNWRITABLE


def drop_stdout() -> None:
    """Sends what is still to be written to stdout nowhere: it cannot be written where it was to go.

    As the Python documentation has it for SIGPIPE; the interpreter would complain when it ends.
    """
    _open_null(sys.stdout.fileno())


def _open_null(number: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    if null != number:
        os.dup2(null, number)
        os.close(null)
    os.set_inheritable(number, True)
