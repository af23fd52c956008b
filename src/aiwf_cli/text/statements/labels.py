"""Labels of financial statements: when two of them name the same figure, and which are losses.

`四半期純利益`, `当期純損失（△）`, `（うち当期純利益）`, `Ⅴ 当 期 純 利 益` all name the profit of
the period. The differences that matter are kept apart: a loss printed without a sign, a part of
another figure, the part of the parent's owners.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from aiwf_cli.text.normalise import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a label names: `key` is equal for labels of the same figure.

    `loss`: it says that the figure is a loss, so one without a sign is negative, unless `marked`:
    it says that losses bear a mark. `part`: it is told as a part of the figure before (うち …), so
    brackets round it are no minus. `owners`: it is the share of the parent's owners.
    """

    key: str
    loss: bool = False
    marked: bool = False
    part: bool = False
    owners: bool = False


_PART = re.compile(r"^\(?(?:うち|内|内、)(?P<rest>.+?)\)?$")
_WHOLE = re.compile(r"^\((?P<inside>[^()]+)\)$")
_FRAME = re.compile(r"^[【\[〔<《「]+|[】\]〕>》」]+$")
_NUMBER = re.compile(
    r"^(?:\(?(?:[0-9]{1,2}|[ivx]{1,4}(?![a-z])|[一二三四五六七八九十]{1,2})\)?[.、:)]"
    r"|\([0-9a-z]{1,2}\)|[0-9]{1,2}(?=[^0-9株])|[ivx]{1,4}(?=[^a-z.]))"
)
_NOTE = re.compile(
    r"(?:\(注[0-9,、]*\)[0-9]*|注[0-9][0-9,、]*|※[0-9]*|\*[0-9]*|\(?notes?[0-9,]+\)?|\([0-9]{1,2}\)|[.…‥・:]+)$"
)
_UNIT = re.compile(
    r"[(\[](?:単位:?)?(?:十億|百万|千|億)?(?:円|%|ドル|米ドル)[)\]]$"
    r"|[(\[](?:in)?(?:thousands|millions|billions)(?:of[a-z.]+)?[)\]]$|%$"
)
_MARK = re.compile(
    r"[(\[](?:△|-|\(-\))[^)\]]*[)\]]|[(\[][^)\]]*△[)\]]|[(\[](?:は|又は)?(?:営業|経常|(?:当期|四半期|中間)?純)?(?:損失|欠損|赤字)[)\]]"
    r"|[(\[](?:net)?(?:loss(?:es)?|deficit)[)\]]"
)
_EITHER = re.compile(
    r"^(?P<one>.+?利益)(?:金額)?(?:又は|または|もしくは|若しくは|及び|・|/|,|、)(?P<other>.*損失)(?:金額)?$"
)
_SCOPE = re.compile(r"^(?:非連結|連結|個別|単体|consolidated|当社グループの?|当社の?)")
_TOTAL = re.compile(r"(?:の部)?(?:合計|総計|計|総額)(?:額|金額)?$|金額$|(?<=[益高産本])額$")
_PERIOD = re.compile(
    r"(?:当?(?:第[1-4])?四半期(?:累計期間)?|当?中間(?:連結)?(?:会計期間|期)?|当(?:連結)?(?:会計|事業)?年度|当期|今期|半期)"
    r"(?:\((?:当期|四半期|中間期?)[^)]*\))?(?=純?(?:利益|損益|損失))"
)
_WHICHEVER_PERIOD = re.compile(r"(?<=[間期])\((?:当期|四半期|中間期?)\)(?=純)")
_OWNERS = re.compile(r"(?:親会社の?(?:株主|所有者)(?:持分)?|当社の?株主)に帰属する")
_OWNERS_ENGLISH = re.compile(
    r"(?:attributable|available)to(?!noncontrolling|minority|preferred).+$"
)
_OWNERS_ALONE = re.compile(
    r"親会社の?(?:株主|所有者)(?:持分)?(?:に帰属する持分)?|(?:the)?(?:owners|members|(?:equity|ordinary)?(?:share|stock)?holders)(?:of.+)?"
)
_BULLET = re.compile("^[-・●○*]+")
_ATTRIBUTION = re.compile(r"(?:の帰属)$|(?:は(?:、)?以下に帰属)$|attributableto$")
_MINORITY = re.compile(
    r"非支配(?:株主)?(?:持分)?(?:に帰属|$|の)|少数株主(?:利益|損失|損益)|noncontrolling|minority"
)
_FORMS = str.maketrans(
    "營营业產产總总額额資资債债損损費费單单經经純纯売卖會会計计",
    "営営業産産総総額額資資債債損損費費単単経経純純売売会会計計",
)
"""Forms of characters that OCR confuses: what is printed 営業 may come as 營业."""

_SHARES = re.compile(r"attributableto|帰属|帰属先|(?:以下に|次に)帰属するもの")
_PROFIT_ENGLISH = re.compile(
    r"(?:net)?income(?:for(?:the)?(?:financial|fiscal|interim|half)?(?:year|period|quarter)"
    r"|after(?:income)?tax(?:es|ation)?)(?:for(?:the)?(?:year|period))?"
)
"""The profit of the period by its other English names: Profit for the financial year, after tax."""

_LOSS_ENGLISH = re.compile(r"loss(?:es)?")
_GAIN_ENGLISH = re.compile(r"profits?|earnings|income")


@lru_cache(maxsize=1 << 14)
def read_label(text: str) -> Label:
    """What a printed label names."""
    plain = _FRAME.sub("", fold(text)).translate(_FORMS)
    part = _PART.match(plain)
    if part:
        plain = part["rest"]
    plain = _NUMBER.sub("", _WHOLE.sub(r"\g<inside>", plain), count=1)
    marked = _MARK.search(plain) is not None
    plain = _SCOPE.sub("", _stripped(plain))
    found = _english(plain) if plain.isascii() else _japanese(plain)
    return replace(found, part=part is not None, marked=marked)


@lru_cache(maxsize=1 << 12)
def read_share(group: str, text: str) -> Label | None:
    """What a share of a profit names: 親会社の所有者 below 当期利益の帰属; None if it is none."""
    heading = fold(group).rstrip(":")
    plain = _BULLET.sub("", _NOTE.sub("", fold(text)))
    if not _ATTRIBUTION.search(heading) or not _OWNERS_ALONE.fullmatch(plain):
        return None
    return replace(read_label(_ATTRIBUTION.sub("", heading)), owners=True)


def is_minority(text: str) -> bool:
    """Whether a label is that of the share of those who are not the parent's owners."""
    return _MINORITY.search(fold(text)) is not None


def heads_shares(text: str) -> bool:
    """Whether it heads the shares of the profit just above it: Attributable to:, 帰属先."""
    return _SHARES.fullmatch(fold(text).rstrip(":")) is not None


def _stripped(text: str) -> str:
    """`text` without notes, units and marks of a possible loss, whatever their order."""
    before = ""
    while text != before:
        before = text
        text = _FRAME.sub("", _MARK.sub("", _UNIT.sub("", _NOTE.sub("", text))))
    return text


def _japanese(text: str) -> Label:
    text = _WHICHEVER_PERIOD.sub("", text)
    either = _EITHER.match(text)
    if either and _same_profit(either["one"], either["other"]):
        text = either["one"]
    text = _TOTAL.sub("", text)
    text = _PERIOD.sub("当期", text)
    loss = text.endswith("損失")
    text = re.sub(r"(?:損益|損失)$", "利益", text)
    owners = _OWNERS.search(text)
    text = _OWNERS.sub("", text)
    return Label(key=text, loss=loss, owners=owners is not None)


def _same_profit(one: str, other: str) -> bool:
    """Whether 当期純利益又は純損失 and the like name one figure by both its outcomes."""
    return one.endswith(re.sub("損失$", "利益", other))


def _english(text: str) -> Label:
    loss = _LOSS_ENGLISH.search(text) and not _GAIN_ENGLISH.search(text)
    if _GAIN_ENGLISH.search(text) and _LOSS_ENGLISH.search(text):
        text = re.sub(r"(?:or|/|and)(?:net|operating|ordinary)?loss(?:es)?", "", text)
    text = _GAIN_ENGLISH.sub("income", _LOSS_ENGLISH.sub("income", text))
    owners = _OWNERS_ENGLISH.search(text)
    text = _OWNERS_ENGLISH.sub("", text)
    text = _PROFIT_ENGLISH.sub("netincome", text.replace("income/", "income"))
    return Label(key=text.strip("/,"), loss=bool(loss), owners=owners is not None)
