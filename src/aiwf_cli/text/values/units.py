"""Units beside figures: scales (百万, thousand), currencies (円, US$), measures (mg, か月)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from aiwf_cli.text.numerals import read_kanji
from aiwf_cli.text.values.reading import fold_width, trim

_CURRENCIES = {
    "JPY": "円 日本円 yen japaneseyen jpy ¥ \\",
    "CNY": "元 人民元 中国元 yuan rmb cny ¥",
    "USD": "ドル 米ドル dollar dollars usdollar usdollars u.s.dollar u.s.dollars usd us$ u.s.$ $",
    "AUD": "ドル 豪ドル dollar dollars aud a$ au$ $",
    "CAD": "ドル カナダドル 加ドル dollar dollars cad c$ ca$ $",
    "HKD": "ドル 香港ドル dollar dollars hkd hk$ $",
    "SGD": "ドル シンガポールドル dollar dollars sgd s$ $",
    "TWD": "ドル 台湾ドル 新台湾ドル dollar dollars twd nt$ $",
    "EUR": "ユーロ euro euros eur €",
    "GBP": "ポンド 英ポンド pound pounds poundsterling gbp £",
    "CHF": "スイスフラン フラン swissfranc swissfrancs francs chf sfr",
    "KRW": "ウォン 韓国ウォン won krw ₩",
    "INR": "ルピー インドルピー rupee rupees inr ₹ rs rs.",
    "THB": "バーツ タイバーツ baht thb ฿",
    "VND": "ドン ベトナムドン dong vnd ₫",
    "IDR": "ルピア インドネシアルピア rupiah idr rp rp.",
    "PHP": "ペソ フィリピンペソ peso pesos php ₱",
    "MYR": "リンギット ringgit myr rm",
    "BRL": "レアル ブラジルレアル real reais brl r$",
    "SEK": "スウェーデンクローナ krona kronor sek",
    "NOK": "ノルウェークローネ krone kroner nok",
    "DKK": "デンマーククローネ krone kroner dkk",
}
"""Currencies and how they are written, without spaces and in small letters; some share a sign."""

_CURRENCIES_OF: dict[str, frozenset[str]] = {
    word: frozenset(code for code, words in _CURRENCIES.items() if word in words.split())
    for spelling in _CURRENCIES.values()
    for word in spelling.split()
}
_CODES = "|".join([*_CURRENCIES, "RMB", "YEN", "RP", "RS", "RM", "SFR"])
CURRENCY_SIGN = (
    rf"(?<![A-Za-z])(?:(?:US|U\.S\.|AU?|CA?|HK|NT|S|R)\$|(?:{_CODES})(?![A-Za-z])\.?)"
    r"|[$¥€£₩₹฿₫₱\\]|米ドル"
)
"""A pattern of what stands before an amount: $, US$, ¥, USD, Rs. Case does not matter."""

_MEASURES = {
    "mass": "µg μg mcg=0.000001 mg ミリグラム=0.001 g グラム=1 kg キログラム=1000 t トン=1000000",
    "volume": "ml cc ミリリットル=0.001 dl デシリットル=0.1 l リットル=1 kl キロリットル=1000",
    "length": "mm ミリメートル=0.001 cm センチメートル=0.01 m メートル=1 km キロメートル=1000",
    "area": "cm2 cm²=0.0001 m2 m² 平方メートル 平米=1 ha ヘクタール=10000 km2 km²=1000000",
    "months": "か月 ヶ月 ケ月 カ月 ヵ月 箇月 か月間 ヶ月間 月 month months=1 年 年間 year years=12",
    "days": "日 日間 day days=1 週 週間 week weeks=7",
    "seconds": "秒 秒間 second seconds s=1 分 分間 minute minutes min=60 時間 hour hours h=3600",
    "people": "人 名 person persons people=1",
    "shares": "株 share shares=1",
    "ratio": "‰ パーミル=0.1 % パーセント percent pct=1",
}
"""By what they measure: names of one unit, and how large it is among them."""

_MEASURE_OF: dict[str, tuple[str, Decimal]] = {
    name: (dimension, Decimal(factor))
    for dimension, line in _MEASURES.items()
    for names, factor in re.findall(r"(\S[^=]*)=([\d.]+)", line)
    for name in names.split()
}

_SCALES = {
    **dict.fromkeys(("thousands", "thousand", "'000s", "'000", "’000s", "’000", "000s", "000"), 3),
    **dict.fromkeys(("millions", "million", "mio", "mn"), 6),
    **dict.fromkeys(("billions", "billion", "mrd", "bn"), 9),
    **dict.fromkeys(("trillions", "trillion", "tn"), 12),
}
_MONEY_SCALES = {**_SCALES, "k": 3, "mm": 6, "m": 6, "b": 9, "t": 12}
"""Scales as powers of ten. The short ones are measures elsewhere: 5 mm, 5 t."""

SCALE_WORD = rf"(?:{'|'.join(_SCALES)})(?![a-z])"
"""A pattern of the words that scale a figure before them. Case does not matter."""
MONEY_SCALE_WORD = rf"(?:{'|'.join(_MONEY_SCALES)})(?![a-z])"
"""The same for amounts of money: $12.5m, 3k."""
_SCALE_IN_UNIT = re.compile(
    rf"(?:\bin\s+)?(?<![a-z])(?P<word>{SCALE_WORD})\.?(?:\s+of\b)?"
    rf"|(?<=[$¥€£])\s*(?P<after>{MONEY_SCALE_WORD})$"
    rf"|(?<=^[a-z]{{3}})\s+(?P<code>{MONEY_SCALE_WORD})$|^(?P<before>k|m|b)\s*(?=[$¥€£])"
)
_KANJI_SCALE = re.compile(r"([十百千万億兆]+)\s*(\D*)")
_FRAME = re.compile(r"^[\s(\[【〔]*(?:単位|unit)?s?\s*[::]?\s*(?:(?:expressed\s+)?in\s+)?")
_REST = re.compile(r"[、,;・/].*|\bexcept\b.*|[)\]】〕].*")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a bare figure counts: `scale` of them make one of its figures (百万円: 1,000,000 円).

    `name` is the unit without its scale as printed, `text` the whole as printed; empty when none.
    """

    scale: Decimal = Decimal(1)
    name: str = ""
    text: str = ""

    @property
    def currencies(self) -> frozenset[str]:
        """The currencies it may mean (`$`: all dollars), as ISO 4217 codes; empty when none."""
        return currencies_of(self.name)


@lru_cache(maxsize=1024)
def read_unit(text: str) -> Unit:
    """The unit that `text` names: 百万円, (単位:千円), in thousands of U.S. dollars, USD m, mg.

    Of several (百万円、%) the first. What is not known is a unit of its own with scale 1.
    """
    plain = _FRAME.sub("", trim(fold_width(text)).lower(), count=1)
    plain = trim(_REST.sub("", plain).replace("(", " "))
    if is_known_unit(plain):
        return Unit(Decimal(1), plain, trim(text))
    if kanji := _KANJI_SCALE.fullmatch(plain):
        return Unit(kanji_scale(kanji[1]), leading_unit(kanji[2]) or kanji[2], trim(text))
    if word := _SCALE_IN_UNIT.search(plain):
        name = trim(f"{plain[: word.start()]} {plain[word.end() :]}").rstrip("'’")
        return Unit(scale_of(word[word.lastgroup or 0]), name, trim(text))
    return Unit(Decimal(1), plain, trim(text))


def kanji_scale(text: str) -> Decimal:
    """The factor of 千, 百万, 十億 and so on."""
    return Decimal(read_kanji(text) or read_kanji(f"一{text}") or 1)


def scale_of(word: str) -> Decimal:
    """The factor of a word that `SCALE_WORD` or `MONEY_SCALE_WORD` matched."""
    return Decimal(10 ** _MONEY_SCALES[word.lower()])


def currencies_of(name: str) -> frozenset[str]:
    """The currencies that a sign, code or word may mean; empty when it means none."""
    return _CURRENCIES_OF.get(name.replace(" ", "").lower(), frozenset())


def is_known_unit(name: str) -> bool:
    """Whether `name` is a currency or a measure of the tables."""
    return bool(currencies_of(name)) or name.lower() in _MEASURE_OF


def conversion(printed: str, wanted: str) -> Decimal | None:
    """How many `wanted` one `printed` is (g in mg: 1000); None when they measure different things.

    Units that are in no table are taken for the same as any other.
    """
    if printed == wanted or not (is_known_unit(printed) and is_known_unit(wanted)):
        return Decimal(1)
    currencies = currencies_of(printed), currencies_of(wanted)
    if any(currencies):
        return Decimal(1) if currencies[0] & currencies[1] else None
    (dimension, factor), (wanted_dimension, wanted_factor) = (
        _MEASURE_OF[printed.lower()],
        _MEASURE_OF[wanted.lower()],
    )
    return factor / wanted_factor if dimension == wanted_dimension else None


def leading_unit(text: str) -> str:
    """The longest known unit that `text` begins with (円 of 円以上), empty when there is none."""
    for end in range(min(len(text), 24), 0, -1):
        whole_word = not (text[end - 1 : end + 1].isascii() and text[end - 1 : end + 1].isalpha())
        if is_known_unit(text[:end].rstrip()) and (whole_word or end == len(text)):
            return text[:end].rstrip()
    return ""
