"""What the words beside a figure say about it: current or prior, actual or forecast, whose.

A heading such as 前年同期比 or 通期予想 or 会計期間 decides whether the figure below it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Flag, auto
from functools import lru_cache

from aiwf_cli.text.values.reading import fold_width


class Says(Flag):
    """What a heading, a label or a caption says about the figures that it names."""

    NOTHING = 0
    CURRENT = auto()
    PRIOR = auto()
    ACTUAL = auto()
    FORECAST = auto()
    CHANGE = auto()
    """A change, a share, a rate, an adjusted amount: not the amount itself."""
    PER_SHARE = auto()
    SEGMENT = auto()
    """A part of the company: its segments, products, regions."""
    QUARTER = auto()
    """A quarter alone."""
    CUMULATIVE = auto()
    """The time from the beginning of the fiscal year."""
    PERIOD = auto()
    """Some period or date, whichever."""
    CONSOLIDATED = auto()
    SINGLE = auto()
    """The company alone, without its subsidiaries."""
    NEUTRAL = auto()
    """Nothing that tells one column from another: 金額, 科目, 貸借対照表."""


_WORDS: dict[Says, tuple[str, ...]] = {
    Says.FORECAST: (
        "予想|予測|見通し|見込|計画|予算|目標|[(]予[)]|[年月期度]予$|翌[期年]|次期|来期",
        r"(?:19|20)\d\d[(]?[ef][)]?$|fy\d\d[(]?[ef][)]?$",
        r"forecast|outlook|guidance|projection|\bplan(?:ned)?\b|budget|target|\bestimate",
    ),
    Says.ACTUAL: ("実績|確定", "actual"),
    Says.CHANGE: (
        "増減|[期年月]比|対前|比較|差額|差異|伸び?率|成長率|進捗|達成率|構成比|百分比|割合|比率",
        "[^効]率$|率[(]|借方|貸方",
        r"\bchanges?\b|\b(?:in|de)crease\b|variance|growth|\byoy\b|\by/y\b|margin|ratio",
        r"% of|percent|^[(]?%[)]?$",
        r"\badjust(?:ed|ing|ments?)\b|\bunderlying\b|\bnon-?gaap\b|\bpro[ -]?forma\b",
    ),
    Says.PRIOR: (
        "前(?:期|年|連結|事業|会計|中間|[1-4]?四半期|回|月|第|々)|昨年",
        r"\b(?:prior|previous|preceding)\b|\blast (?:year|period|fiscal)|year[- ]ago|year earlier",
    ),
    Says.CURRENT: (
        "当(?:期|年|連結|事業|会計|中間|四半期|月|第)|今(?:期|回|年)",
        r"\b(?:current|this) (?:year|period|fiscal|quarter)",
    ),
    Says.PER_SHARE: ("[1一][株口]当", r"per (?:\w+ )?(?:share|unit|ads)\b|\beps\b"),
    Says.SEGMENT: (
        "セグメント|部門|事業別|製品別|商品別|品目別|地域別|調整額|外部顧客|消去又は|全社・消去",
        r"\bsegments?\b|geographic|by (?:region|product)|reportable|eliminations?",
    ),
    Says.QUARTER: (
        "四半期(?:連結)?会計期間(?!末)|[3三][かヶケカヵ]月|単独四半期",
        r"\bthree[- ]months?\b|\b3 months\b|quarter ended",
    ),
    Says.CUMULATIVE: (
        "累計|通期|年間|[69六九][かヶケカヵ]月|12[かヶケカヵ]月",
        r"\b(?:six|nine|twelve|6|9|12)[- ]months|year[- ]to[- ]date|\bytd\b|years? ended",
        r"\bfull[- ]year\b|\bcumulative\b",
    ),
    Says.PERIOD: (
        r"[\d元]年|年度|\d期|月期|[前当今翌]期|[期年月]末|[期月]間|会計期間|四半期|中間期?|[上下半]期|現在|残高$",
        r"\b(?:fy|fiscal)|(?:19|20)\d\d|\byears?\b|\bmonths?\b|\bquarters?\b|\d{1,2}/\d{1,2}",
    ),
    Says.SINGLE: (
        "非連結|個別|単体|提出会社",
        r"^当社$|\bnon-?consolidated|\bunconsolidated|parent[- ]only|^(?:the )?company$",
    ),
    Says.CONSOLIDATED: (
        "(?<!非)連結|^当社グループ$",
        r"(?<!non-)(?<!non)(?<!un)\bconsolidated|^(?:the )?group$",
    ),
    Says.NEUTRAL: (
        "^[(]?金?額[)]?$|^金額|数値|^[合総]?計$|科目|区分|項目|内訳|摘要|の部|連結|個別|単体|実績",
        "貸借対照表|損益計算書|計算書|試算表|財政状態|経営成績|業績|要旨|概要",
        r"\bamounts?\b|\btotals?\b|statements?\b|balance sheets?\b|\bdata\b|highlights",
        "consolidated",
    ),
}
_FORMS = {says: re.compile("|".join(forms), re.IGNORECASE) for says, forms in _WORDS.items()}
_MONTHS = re.compile(r"(\d{1,2})月?\s*[-~〜～－–—−]\s*(\d{1,2})月")
_CAPITAL_RULES = re.compile(r"国内基準|国際統一基準|バーゼル|basel|\bbis\b|\btier\b", re.IGNORECASE)
_COMPANY = re.compile(r"\S*(?:株式会社|有限会社|合同会社|\(株\)|\(有\))\S*")
"""The name of a company, which may hold any word: 株式会社そらまめ計画."""

_SPACES = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


@lru_cache(maxsize=1 << 14)
def what_says(text: str) -> Says:
    """What one heading says."""
    plain = _SPACES.sub("", _COMPANY.sub("", fold_width(text))).strip()
    said = Says.NOTHING
    for says, form in _FORMS.items():
        if form.search(plain):
            said |= says
    if months := _MONTHS.search(plain):
        said |= Says.QUARTER if _length(int(months[1]), int(months[2])) <= 3 else Says.CUMULATIVE
    return said


def what_say(texts: Iterable[str]) -> Says:
    """What several headings say together."""
    said = Says.NOTHING
    for text in texts:
        said |= what_says(text)
    return said


def is_regulated_ratio(text: str) -> bool:
    """Whether a ratio of capital is one by the rules for banks: 自己資本比率（国内基準）."""
    return _CAPITAL_RULES.search(fold_width(text)) is not None


def _length(first: int, last: int) -> int:
    """Months from one to the other, both counted: 10 to 3 are six."""
    return (last - first) % 12 + 1
