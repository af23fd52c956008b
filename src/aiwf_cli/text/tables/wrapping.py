"""How the lines of one wrapped label stand to each other, and how it shows that it goes on."""

from __future__ import annotations

import re

BESIDE = 0.95
"""Heights of type between the middles of a row and of a half of its label that is set beside it,
one above and one below."""

WRAPPED = 1.35
"""Heights of type between the lines of such a label."""

NEXT_LINE = 2.0
"""Heights of type between the lines of a label whose words show that it goes on."""

UNFINISHED = re.compile(
    r"(?:に帰属する(?:当期|四半期|中間)?|に対する|による|又は|または|及び|並びに|[、,・(（/／-])$"
    r"|\b(?:of|and|or|to|in|for|from|by|the|attributable|before|after|less|net)$",
    re.IGNORECASE,
)
"""How a line of a label ends that goes on in the next."""

GOES_ON = re.compile(
    r"(?:[にをがは]|(?:帰?属)?する|した|される?|の(?!れん)|又は|または|若しくは|もしくは|及び|並びに"
    r"|[)）」、・/／])"
)
"""How a line begins that goes on with the label above it."""
