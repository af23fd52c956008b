"""The eighteen statements: what each is drawn by, and what its figures alone do not say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pdf import scan

from statement_forms import books, english, ledgers, notices, reports, special_reports
from statement_forms.fax import fax
from statement_forms.paper import Mark, Paper, Plain

FIGURES = (
    "net_sales",
    "operating_income",
    "ordinary_income",
    "net_income",
    "total_assets",
    "net_assets",
    "equity_ratio",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A value that is read off a heading: what it is, the page, and the words there."""

    value: Plain
    page: int
    quote: str


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One sample document and its gold.

    A figure that the document does not print is absent; fields in `unlabelled` were left blank by
    the expert. `remark` is the expert's note in the workbook. `created` is an ISO date.
    """

    file: str
    draw: Callable[[], Paper]
    company: str
    created: str
    period: Printed
    unit: Printed | None
    consolidated: Printed
    unlabelled: tuple[str, ...] = ()
    remark: str = ""
    medium: Literal["print", "scan", "fax"] = "print"

    @cached_property
    def paper(self) -> Paper:
        """The document, drawn."""
        return self.draw()

    def content(self) -> bytes:
        """The document's bytes."""
        data = self.paper.pdf(title=self.company, author=self.company, created=self.created)
        match self.medium:
            case "scan":
                return scan(data, angles=(0.7,), dpi=200, noise=8, quality=40, seed=12)
            case "fax":
                return fax(data, seed=28)
            case _:
                return data

    def marks(self, field: str) -> list[Mark]:
        """Where the document prints a figure, in its order."""
        return [mark for mark in self.paper.marks if mark.field == field]

    def values(self, field: str) -> tuple[Plain, ...] | None:
        """All right answers of a field, () when it is absent, None when it is unlabelled."""
        if field in self.unlabelled:
            return None
        if field in FIGURES:
            return tuple(dict.fromkeys(mark.value for mark in self.marks(field)))
        heading = self.heading(field)
        return (heading.value,) if heading else ()

    def heading(self, field: str) -> Printed | None:
        """Where the document says its period, unit or kind of accounts."""
        headings = {
            "period": self.period,
            "unit": self.unit,
            "consolidated": self.consolidated,
        }
        return headings[field]

    @property
    def pages(self) -> list[int]:
        """The pages that print any of the figures asked for."""
        return sorted({mark.page for mark in self.paper.marks})


def _at(value: Plain, quote: str, page: int = 1) -> Printed:
    return Printed(value=value, page=page, quote=quote)


STATEMENTS = (
    Statement(
        file="hisame_seiki_2024q3_tanshin.pdf",
        draw=reports.hisame,
        company="氷雨精機株式会社",
        created="2024-02-09",
        period=_at("2023-12-31", "2023年４月１日～2023年12月31日"),
        unit=_at("百万円", "百万円"),
        consolidated=_at(True, "第３四半期決算短信〔日本基準〕（連結）"),
        remark="第３四半期は累計。決算期は四半期末（2023/12/31）とする。下の通期予想は拾わない。",
    ),
    Statement(
        file="月白フーズ_2024年3月期_決算短信.pdf",
        draw=reports.geppaku,
        company="月白フーズ株式会社",
        created="2024-05-10",
        period=_at("2024-03-31", "2023年４月１日～2024年３月31日"),
        unit=_at("百万円", "百万円"),
        consolidated=_at(True, "2024年３月期　決算短信〔日本基準〕（連結）"),
        remark="売上高は表が切捨て、２ページの本文が四捨五入。どちらも正解とした。個別業績は使わない。",
    ),
    Statement(
        file="suzukake_bank_202403.pdf",
        draw=special_reports.suzukake,
        company="株式会社すずかけ銀行",
        created="2024-05-13",
        period=_at("2024-03-31", "2023年４月１日～2024年３月31日"),
        unit=_at("百万円", "百万円"),
        consolidated=_at(True, "2024年３月期　決算短信〔日本基準〕（連結）"),
        remark="銀行：売上高＝経常収益。営業利益はない。自己資本比率は１ページのほう（国内基準ではない）。",
    ),
    Statement(
        file="石蕗建設_第58期_計算書類.pdf",
        draw=books.tsuwabuki,
        company="石蕗建設株式会社",
        created="2024-05-24",
        period=_at("2024-03-31", "至　令和６年３月31日"),
        unit=_at("千円", "（単位：千円）", 2),
        consolidated=_at(False, "４．個 別 注 記 表（省略）"),
        remark="売上高＝完成工事高。自己資本比率は書いていないので「なし」（計算はしない）。",
    ),
    Statement(
        file="nagisaka_fy2024feb_ifrs.pdf",
        draw=special_reports.nagisaka,
        company="株式会社ナギサカ",
        created="2024-04-11",
        period=_at("2024-02-29", "2023年３月１日～2024年２月29日"),
        unit=_at("百万円", "百万円"),
        consolidated=_at(True, "2024年２月期　決算短信〔ＩＦＲＳ〕（連結）"),
        remark="IFRS。経常利益はない（税引前利益を入れない）。純利益は親会社の所有者に帰属するほう。",
    ),
    Statement(
        file="FAX_20240628_そらまめ計画.tif",
        draw=books.soramame,
        company="株式会社そらまめ計画",
        created="2024-06-28",
        period=_at("2024-03-31", "貸借対照表の要旨（令和６年３月31日現在）", 2),
        unit=_at("千円", "（単位：千円）", 2),
        consolidated=_at(False, "貸借対照表の要旨（令和６年３月31日現在）", 2),
        remark="１枚目は送付状。（うち当期純利益）のカッコは内数の意味で、マイナスではない。損益計算書なし。",
        medium="fax",
    ),
    Statement(
        file="決算公告_第33期_澪標ロジスティクス.pdf",
        draw=books.miotsukushi,
        company="澪標ロジスティクス株式会社",
        created="2024-06-27",
        period=_at("2024-03-31", "自 令和５年４月１日　至 令和６年３月31日"),
        unit=_at("百万円", "（単位：百万円）"),
        consolidated=_at(False, "貸借対照表の要旨"),
        remark="営業損失・経常損失・当期純損失は符号なしで印刷されている。マイナスで入れた。",
    ),
    Statement(
        file="試算表_まるた螺子_R5.12.pdf",
        draw=ledgers.maruta,
        company="有限会社まるた螺子製作所",
        created="2024-02-20",
        period=_at("2023-12-31", "令和 5年 1月 1日 ～ 令和 5年12月31日"),
        unit=_at("円", "（単位：円）"),
        consolidated=_at(False, "残　高　試　算　表"),
        unlabelled=("consolidated",),
        remark="当月残高の列（年間の累計）をとる。前月残高・借方・貸方ではない。",
    ),
    Statement(
        file="northfold_10-K_2024_p30-31.pdf",
        draw=english.northfold,
        company="Northfold Instruments, Inc.",
        created="2024-11-20",
        period=_at("2024-09-28", "September 28, 2024", 2),
        unit=_at("thousands of dollars", "(in thousands, except per share data)", 2),
        consolidated=_at(True, "derived from our audited consolidated financial statements", 2),
        remark="いちばん左が当期。米ドル。経常利益と自己資本比率はない。",
    ),
    Statement(
        file="Brackwater Energy AR2023 (excerpt).pdf",
        draw=english.brackwater,
        company="Brackwater Energy Corporation",
        created="2024-03-01",
        period=_at("2023-12-31", "Years ended December 31 2023", 2),
        unit=_at("millions of dollars", "(Dollars in millions, except per share amounts)", 2),
        consolidated=_at(True, "CONSOLIDATED STATEMENTS OF OPERATIONS", 2),
        unlabelled=("equity_ratio",),
        remark="カッコはマイナス。純利益は attributable to Brackwater、純資産は Total equity。",
    ),
    Statement(
        file="muhyo_materials_2023_15months.pdf",
        draw=special_reports.muhyo,
        company="霧氷マテリアルズ株式会社",
        created="2024-02-14",
        period=_at("2023-12-31", "2022年10月１日～2023年12月31日"),
        unit=_at("百万円", "百万円"),
        consolidated=_at(True, "2023年12月期　決算短信〔日本基準〕（連結）"),
        remark="15か月決算。前期は９月期。黒三角はマイナス。",
    ),
    Statement(
        file="雪代鉄道_平成31年3月期.pdf",
        draw=special_reports.yukishiro,
        company="雪代鉄道株式会社",
        created="2019-05-15",
        period=_at("2019-03-31", "平成30年４月１日～平成31年３月31日"),
        unit=_at("百万円", "百万円"),
        consolidated=_at(False, "平成31年３月期　決算短信〔日本基準〕（非連結）"),
        remark="売上高＝営業収益。数字は全角。非連結。",
    ),
    Statement(
        file="scan_0012.pdf",
        draw=reports.hiiragi,
        company="株式会社柊計測器",
        created="2020-02-07",
        period=_at("2019-12-31", "平成31年１月１日～令和元年12月31日"),
        unit=_at("百万円", "百万円"),
        consolidated=_at(True, "令和元年12月期　決算短信〔日本基準〕（連結）"),
        remark="スキャン。前期が上の行、当期（令和元年12月期）が下の行。",
        medium="scan",
    ),
    Statement(
        file="hakumokuren_chem_202406_fs.pdf",
        draw=ledgers.hakumokuren,
        company="株式会社ハクモクレン化学",
        created="2024-09-26",
        period=_at("2024-06-30", "当連結会計年度 （2024年６月30日）", 2),
        unit=_at("千円", "金額（千円）", 2),
        consolidated=_at(True, "（１）【連結財務諸表】", 2),
        remark="左が前期、右が当期。自己資本比率は１ページの文章の中。文章の百万円は増減額だけ。",
    ),
    Statement(
        file="夕凪印刷_事業報告（抜粋）.pdf",
        draw=notices.yunagi,
        company="株式会社夕凪印刷",
        created="2024-12-02",
        period=_at("2024-09-30", "2023年10月１日から2024年９月30日まで"),
        unit=None,
        consolidated=_at(False, "（２）財産及び損益の状況の推移"),
        unlabelled=("unit",),
        remark="行ごとに単位が違う（百万円と千円）。単位の欄は空けてある。右端が当期。",
    ),
    Statement(
        file="kuroganemochi_20240311_差異のお知らせ.pdf",
        draw=notices.kuroganemochi,
        company="クロガネモチ・エステート株式会社",
        created="2024-03-11",
        period=_at("2024-01-31", "2023年２月１日～2024年１月31日"),
        unit=_at("百万円", "百万円"),
        consolidated=_at(False, "通期個別業績予想と実績値との差異"),
        remark="実績値（Ｂ）の行。上は予想、下は前期。貸借対照表の数字はない。",
    ),
    Statement(
        file="shirakabasoft_2025Q2_setsumei.pdf",
        draw=notices.shirakaba,
        company="シラカバソフト株式会社",
        created="2024-11-12",
        period=_at("2024-09-30", "2024年９月末", 3),
        unit=_at("百万円", "単位：百万円（四捨五入）", 2),
        consolidated=_at(True, "連結業績サマリー", 2),
        remark="累計（４－９月）をとる。左の会計期間（７－９月）だけの数字ではない。",
    ),
    Statement(
        file="hoshikuzu_ceramics_highlights_2024.pdf",
        draw=english.hoshikuzu,
        company="Hoshikuzu Ceramics Co., Ltd.",
        created="2024-07-31",
        period=_at("2024-03-31", "For the years ended March 31, 2023 and 2024"),
        unit=_at("millions of yen", "Millions of yen"),
        consolidated=_at(True, "Consolidated Financial Highlights"),
        remark="英文だが日本の会社。円（百万円）の列をとり、ドル（千ドル）の列は見ない。左が前期。",
    ),
)
"""All sample statements, in the order in which the expert labelled them."""
