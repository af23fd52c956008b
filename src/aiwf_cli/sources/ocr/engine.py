"""The door to RapidOCR: where text stands in a picture, and what a strip of it says.

Its models lie in its wheel and are given to it by path, so that nothing is ever downloaded. Strips
are read one by one: in a batch RapidOCR pads each to the widest, and a strip would read differently
in other company.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from aiwf_cli.errors import ParseError
from aiwf_cli.sources.ocr.strips import Strip, strip_of

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""A picture: rows, columns, and blue, green, red."""

_AREA = 2_000_000
"""Pixels of the picture in which text is looked for: A4 at 140 dpi, in which 5 points are found.

Memory grows with it (0.7 GB at this size) and so does time. Strips are cut from the full picture.
"""

_ENLARGED = 2.0
"""How much a small picture is enlarged at most, so that small type in it is found."""

_LEAST_TEXT = 0.4
"""How sure the detector has to be of a strip; its default misses lone signs and figures."""

_LEAST_SIDE = 64
"""Pixels below which a picture is set on a larger sheet first."""

_STRIP_HEIGHT = 48
"""Pixels to which the recogniser scales every strip."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as recognised: `centre` is a share of its strip's length, `score` 0 to 1.

    `spaced` tells that the recogniser saw a space before it.
    """

    text: str
    centre: float
    score: float
    spaced: bool


class Engine:
    """Finds and reads text; takes 0.4 GB of memory, and 0.3 GB more while it looks for text."""

    def __init__(self, rapidocr: Any) -> None:
        self._rapidocr = rapidocr

    def detect(self, picture: Pixels) -> list[Strip]:
        """The strips of a picture that hold text, in no order that matters."""
        scale, sheet = _sheet(picture)
        found = self._rapidocr(sheet, use_det=True, use_cls=False, use_rec=False).boxes
        corners = [] if found is None else (np.asarray(found, float) / scale).tolist()
        return [strip_of(quad) for quad in corners]

    def read(self, strip: Pixels) -> tuple[Glyph, ...]:
        """What a strip says that holds one line of type from left to right; spaces left out."""
        cv2 = opencv()
        height, width = strip.shape[:2]
        if height > 2 * _STRIP_HEIGHT:
            size = (max(1, round(width * _STRIP_HEIGHT / height)), _STRIP_HEIGHT)
            strip = cv2.resize(strip, size, interpolation=cv2.INTER_AREA)
        said = self._rapidocr(
            strip, use_det=False, use_cls=False, use_rec=True, return_word_box=True
        )
        return _glyphs(said.txts[0], said.word_results[0]) if said.txts[0].strip() else ()


@cache
def load_engine(threads: int) -> Engine:
    """The engine, loaded once in a process, with so many threads.

    Raises ParseError `unreadable` when RapidOCR's models are not where it keeps them.
    """
    import rapidocr

    opencv().setNumThreads(threads)
    models = Path(rapidocr.__file__).parent / "models"
    settings = {
        "Global.log_level": "critical",
        "Global.use_preprocess_img": False,
        "Global.use_vertical_padding": False,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "Det.model_path": _model(models, "det"),
        "Det.limit_type": "max",
        "Det.limit_side_len": 100_000,
        "Det.box_thresh": _LEAST_TEXT,
        "Rec.model_path": _model(models, "rec"),
    }
    return Engine(rapidocr.RapidOCR(params=settings))


def opencv() -> Any:
    """The cv2 package, which comes with RapidOCR; what types it has do not hold."""
    import cv2

    return cv2


def _model(folder: Path, kind: str) -> str:
    found = sorted(folder.glob(f"*_{kind}_*.onnx"))
    if not found:
        raise ParseError(
            "unreadable",
            f"rapidocr has no {kind} model in {folder}",
            hint="Install it anew: pip install --force-reinstall rapidocr",
        )
    return str(found[0])


def _sheet(picture: Pixels) -> tuple[float, Pixels]:
    """The picture at the size in which text is looked for, and its scale."""
    cv2 = opencv()
    height, width = picture.shape[:2]
    scale = min(_ENLARGED, (_AREA / (height * width)) ** 0.5)
    if scale > 1.0 and scale < _ENLARGED:
        scale = 1.0
    if scale != 1.0:
        how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        picture = cv2.resize(picture, size, interpolation=how)
    height, width = picture.shape[:2]
    right, below = max(0, _LEAST_SIDE - width), max(0, _LEAST_SIDE - height)
    if right or below:
        picture = cv2.copyMakeBorder(picture, 0, below, 0, right, cv2.BORDER_REPLICATE)
    return scale, picture


def _glyphs(text: str, info: Any) -> tuple[Glyph, ...]:
    """RapidOCR's characters with the time steps at which it read them."""
    columns = [column for word in info.word_cols for column in word]
    glyphs: list[Glyph] = []
    spaced = False
    for character, score in zip(text, info.confs, strict=True):
        if character.isspace():
            spaced = True
            continue
        centre = (columns[len(glyphs)] + 0.5) / info.line_txt_len
        glyphs.append(Glyph(character, min(1.0, centre), score, spaced))
        spaced = False
    return tuple(glyphs)
