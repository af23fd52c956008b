"""The door to PyMuPDF: imported late, quickly and quietly."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, TypeAlias

Document: TypeAlias = Any
Page: TypeAlias = Any
TextPage: TypeAlias = Any
"""PyMuPDF's own classes; what types the package has do not hold."""


@cache
def pymupdf() -> Any:
    """The pymupdf package, without its layout models (0.1 s instead of 0.9) and its chatter.

    The boxes of characters are what the fonts say, uncorrected: a third quicker, and the boxes of
    words are made from baseline and type size anyway.
    """
    for heavy in ("pymupdf.layout", "pymupdf4llm"):
        if heavy not in sys.modules:
            sys.modules[heavy] = None  # type: ignore[assignment]
    import pymupdf

    package: Any = pymupdf
    package.no_recommend_layout()
    package.set_messages(stream=sys.stderr)
    package.TOOLS.unset_quad_corrections(True)
    package.TOOLS.mupdf_display_errors(False)
    package.TOOLS.mupdf_display_warnings(False)
    return package


def errors() -> tuple[type[Exception], ...]:
    """What PyMuPDF raises when a file is at fault."""
    return (pymupdf().mupdf.FzErrorBase, RuntimeError, ValueError)
