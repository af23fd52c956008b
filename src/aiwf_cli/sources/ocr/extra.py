"""Whether OCR is installed, and which: asked without loading any of it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

INSTALL = "pip install 'aiwf-cli[ocr]'"
"""What brings OCR."""

OCR_VERSION = "3"
"""Changes when the same picture would give another text with the same packages."""

_PACKAGES = ("rapidocr", "onnxruntime", "opencv-python-headless")


def ocr_installed() -> bool:
    """Whether the packages of the `ocr` extra are there."""
    return ocr_identity() != ""


@cache
def ocr_identity() -> str:
    """What the text of a picture depends on besides the picture; empty when OCR is not installed.

    Part of the key under which pages are kept, so that installing OCR, or another version of it,
    reads documents anew.
    """
    found = [_version(package) for package in _PACKAGES]
    if not (found[0] and found[1]):
        return ""
    return " ".join(
        [
            f"ocr-{OCR_VERSION}",
            *(f"{package}-{number}" for package, number in zip(_PACKAGES, found, strict=True)),
        ]
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
