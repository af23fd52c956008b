"""A picture together with what an expert writes down about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tablet_photos.picture import Picture

Verdict = Literal["ours", "not ours", "ambiguous", "unreadable"]
Status = Literal["exact", "normalised", "confusable", "ambiguous", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A file name, its picture, and the truth.

    `imprint` holds every reading that is right, the preferred one first; it is empty when there is
    nothing to read. `product_code` is set when the tablet is ours; the product's name
    comes from the master. `status` is what a look-up of the imprint in the product master, with its
    exceptions, should answer.
    """

    file: str
    picture: Picture
    verdict: Verdict
    status: Status
    imprint: tuple[str, ...] = ()
    product_code: str | None = None
