"""Traps of real papers: each text says in ⟦ ⟧ by which clause the words behind are to be cited."""

from __future__ import annotations

import pytest
from numbering_papers import annotated, clause_at

from aiwf_cli.text.numbering.outline import outline

TRAPS = {
    "first paragraph unnumbered": """第1条（目的）
⟦第1条第1項⟧本規約は目的を定める。
２　⟦第1条第2項⟧前項の目的は変えない。
第2条（定義）
⟦第2条⟧用語は次条の例による。
""",
    "first paragraph numbered, lone paragraph numbered": """第1条（目的）
1. ⟦第1条第1項⟧本規約は目的を定める。
2. ⟦第1条第2項⟧前項の目的は変えない。
第2条（定義）
1. ⟦第2条⟧用語は次条の例による。
""",
    "several markers on one line": """第1条 1. ⟦第1条第1項⟧当社は通知する。
2. ⟦第1条第2項⟧通知は書面による。
第２条　①　⟦第2条第1項⟧会員は届け出る。
②　⟦第2条第2項⟧届出は電子による。
第3条（届出）(1) ⟦第3条第1号⟧氏名
(2) ⟦第3条第2号⟧住所
""",
    "markers stuck to the words": """第1条⟦第1条第1項⟧本規約は目的を定める。
2⟦第1条第2項⟧前項の目的は変えない。
3⟦第1条第3項⟧次の行為を禁じる。
(1)⟦第1条第3項第1号⟧利用者の転売
(2)⟦第1条第3項第2号⟧利用者の詐称
第2条⟦第2条⟧本条は前条の例による。
""",
    "marker alone on its line": """第1条
（目的）
1
⟦第1条第1項⟧本規約は目的を定める。
2
⟦第1条第2項⟧次の場合は免責とする。
(1)
⟦第1条第2項第1号⟧天災
(2)
⟦第1条第2項第2号⟧停電
第2条
（定義）
⟦第2条⟧用語は別に定める。
""",
    "references at line starts": """第1条　⟦第1条第1項⟧当社は、前条及び
第2条の規定により、
第5条第2項又は
前項に定める場合であって
(1)又は(2)に当たるとき
2以上の者について、
10日以内に届け出る。
2　⟦第1条第2項⟧届出は書面による。
第2条　⟦第2条⟧会員は、
第3条
第1項に従う。
第3条　⟦第3条⟧当社は従わない。
""",
    "deleted provisions": """第1条　⟦第1条⟧目的
第2条（削除）
第3条から第5条まで　削除
第6条及び第7条　削除
第8条　⟦第8条⟧当社は次の責任を負わない。
一　⟦第8条第1号⟧天災
二から四まで　削除
五　⟦第8条第5号⟧停電
第9条　削除
第10条　⟦第10条⟧準拠法
""",
    "branches": """第1条　⟦第1条⟧目的
第1条の2　⟦第1条の2第1項⟧責務
2　⟦第1条の2第2項⟧努力
第1条の2の2　⟦第1条の2の2⟧枝の枝
第1条の3　⟦第1条の3⟧定義
第2条　⟦第2条⟧次のもの
一　⟦第2条第1号⟧甲
一の二　⟦第2条第1号の2⟧乙
二　⟦第2条第2号⟧丙
第104条の10　⟦第104条の10⟧十
第104条の11　⟦第104条の11⟧十一
""",
    "supplements start again": """第1条　⟦第1条⟧目的
第2条　⟦第2条⟧定義
附　則
第1条　⟦附則第1条⟧施行期日
第2条　⟦附則第2条第1項⟧経過措置
2　⟦附則第2条第2項⟧前項の例による。
附則（2023年4月1日）
1　⟦附則〔2023年4月1日〕第1項⟧施行期日
2　⟦附則〔2023年4月1日〕第2項⟧経過措置
附 則
⟦附則〔3〕⟧公布の日から施行する。
""",
    "a supplement of one line": """第1条　⟦第1条⟧目的
第2条　⟦第2条⟧定義
附則　⟦附則⟧この規約は2024年4月1日から施行する。
""",
    "old and new side by side": """改定前 改定後
第3条（料金）
1. ⟦第3条第1項⟧料金は千円とする。
2. ⟦第3条第2項⟧料金は返さない。
第3条（料金）
1. ⟦第3条第1項⟧料金は二千円とする。
2. ⟦第3条第2項⟧料金は返さない。
3. ⟦第3条第3項⟧手数料は別とする。
第9条（免責）
⟦第9条⟧当社は責任を負わない。
第9条（免責）
⟦第9条⟧当社は一切の責任を負わない。
""",
    "two papers in one text": """利用規約
第1条（目的）
⟦第1条⟧利用規約の目的。
第2条（定義）
⟦第2条⟧利用規約の定義。
第3条（免責）
⟦第3条⟧利用規約の免責。
附則
⟦附則⟧2024年4月1日から施行する。
個人情報保護規程
第1条（目的）
⟦第1条⟧規程の目的。
第2条（取得）
1 ⟦第2条第1項⟧取得する。
2 ⟦第2条第2項⟧通知する。
""",
    "amounts, dates, addresses at line starts": """第1条　⟦第1条第1項⟧料金は次のとおりとし、
10,000円
2,000円（税別）を限度とし、
2024年4月1日
2024.4.1
から起算する。届出先は
1-2-3 桜台
03-1234-5678
100-0005 東京都
とする。
２　⟦第1条第2項⟧前項の額は
1.5倍まで増やす。
３　⟦第1条第3項⟧以上
""",
    "items directly under an article": """第5条（禁止事項）
⟦第5条⟧会員は次の各号の行為をしてはならない。
1. ⟦第5条第1号⟧転売
2. ⟦第5条第2号⟧詐称
第6条（料金）
1. ⟦第6条第1項⟧料金を支払う。
2. ⟦第6条第2項⟧料金は返さない。
""",
    "kana in both orders": """第1条　⟦第1条⟧次のもの
一　⟦第1条第1号⟧甲
イ　⟦第1条第1号イ⟧一
ロ　⟦第1条第1号ロ⟧二
ハ　⟦第1条第1号ハ⟧三
ニ　⟦第1条第1号ニ⟧四
二　⟦第1条第2号⟧乙
第2条　⟦第2条⟧次のもの
(1)　⟦第2条第1号⟧甲
ア　⟦第2条第1号ア⟧一
イ　⟦第2条第1号イ⟧二
ウ　⟦第2条第1号ウ⟧三
(2)　⟦第2条第2号⟧乙
""",
    "every shape of sub-item": """第1条　⟦第1条⟧次のもの
⑴　⟦第1条第1号⟧甲
㋐　⟦第1条第1号ア⟧一
㋑　⟦第1条第1号イ⟧二
⑵　⟦第1条第2号⟧乙
(ｱ)　⟦第1条第2号ア⟧一
(ｲ)　⟦第1条第2号イ⟧二
⑶　⟦第1条第3号⟧丙
A) ⟦第1条第3号(A)⟧一
B) ⟦第1条第3号(B)⟧二
⑷　⟦第1条第4号⟧丁
ⅰ　⟦第1条第4号(i)⟧一
ⅱ　⟦第1条第4号(ii)⟧二
""",
    "paragraphs of old statutes": """第一条　⟦第1条第1項⟧会社は登記をする。
○２　⟦第1条第2項⟧登記は三週間以内にする。
○３　⟦第1条第3項⟧登記は公告する。
第二条　⟦第2条⟧会社は法人とする。
""",
    "one clause alone": """第11条（免責）
1. ⟦第11条第1項⟧当社は責任を負わない。
2. ⟦第11条第2項⟧前項は消費者に適用しない。
""",
    "one sentence alone": "第11条　⟦第11条⟧当社は責任を負わない。\n",
    "articles without 第": """1条（目的）
⟦1条⟧目的を定める。
2条（定義）
⟦2条⟧定義を定める。
""".replace("⟦1条", "⟦第1条").replace("⟦2条", "⟦第2条"),
    "numbers with spaces inside, tabs, odd line ends": (
        "第 １ 条（目的）\r\n\u200b１\t⟦第1条第1項⟧目的を定める。\r\n"
        "２\t⟦第1条第2項⟧変えない。\r\n第 ２ 条　⟦第2条⟧定義\r\n"
    ),
    "a plain contract": """１　目的
⟦1⟧本契約は目的を定める。
２　業務
（１）⟦2(1)⟧乙は業務を行う。
（２）⟦2(2)⟧次の業務を除く。
ア　⟦2(2)ア⟧保守
イ　⟦2(2)イ⟧教育
（ア）⟦2(2)イ(ア)⟧新人教育
（イ）⟦2(2)イ(イ)⟧管理者教育
３　委託料
⟦3⟧甲は支払う。
""",
    "a plain contract with dots": """1. 総則
1.1 ⟦1.1⟧適用範囲を定める。
1.2 ⟦1.2⟧次に掲げる。
(1) ⟦1.2(1)⟧甲
(2) ⟦1.2(2)⟧乙
2. 責任
2.1 ⟦2.1⟧責任を負わない。
2.1.1 ⟦2.1.1⟧天災による。
2.1.2 ⟦2.1.2⟧停電による。
2.2 ⟦2.2⟧以上
""",
    "paragraphs that repeat the article": """第5条（料金）
5.1 ⟦第5条第1項⟧料金を支払う。
5.2 ⟦第5条第2項⟧料金は返さない。
第6条（免責）
6.1 ⟦第6条⟧責任を負わない。
""",
    "eleven ten is not eleven one": "".join(
        f"{article}. Heading {article}\n"
        + "".join(f"{article}.{n} ⟦{article}.{n}⟧Sentence {n}.\n" for n in range(1, 12))
        for article in range(1, 12)
    ),
    "letter i and roman i": """1. Duties
(a) ⟦1(a)⟧first;
(b) ⟦1(b)⟧second:
(i) ⟦1(b)(i)⟧inner one;
(ii) ⟦1(b)(ii)⟧inner two;
(c) ⟦1(c)⟧third;
(d) ⟦1(d)⟧fourth;
(e) ⟦1(e)⟧fifth;
(f) ⟦1(f)⟧sixth;
(g) ⟦1(g)⟧seventh;
(h) ⟦1(h)⟧eighth:
(i) ⟦1(h)(i)⟧inner one;
(ii) ⟦1(h)(ii)⟧inner two;
(i) ⟦1(i)⟧ninth;
(j) ⟦1(j)⟧tenth.
2. Rights
⟦2⟧None.
""",
    "a regulation": """CHAPTER I
General provisions
Article 1
Subject-matter
1. ⟦1(1)⟧This Regulation lays down rules.
2. ⟦1(2)⟧It applies to:
(a) ⟦1(2)(a)⟧providers;
(b) ⟦1(2)(b)⟧users referred to in
Article 2(1);
3. ⟦1(3)⟧It does not apply to the cases in point (a) of
Article 2.
Article 2
Definitions
⟦2⟧For the purposes of this Regulation:
(1) ⟦2(1)⟧'provider' means a person;
(2) ⟦2(2)⟧'user' means another.
""",
    "sections that start again in every article": """ARTICLE I
THE BOARD
Section 1. Powers. ⟦ARTICLE I, Section 1⟧The board manages.
Section 2. Number. ⟦ARTICLE I, Section 2⟧There are five:
(a) ⟦ARTICLE I, Section 2(a)⟧three elected;
(b) ⟦ARTICLE I, Section 2(b)⟧two appointed.
ARTICLE II
OFFICERS
Section 1. Titles. ⟦ARTICLE II, Section 1⟧There is a president.
Section 2. Term. ⟦ARTICLE II, Section 2⟧One year.
""",
    "roman, letters, numbers": """I. SCOPE
A. ⟦I(A)⟧This policy applies.
1. ⟦I(A)(1)⟧To staff.
2. ⟦I(A)(2)⟧To guests.
B. ⟦I(B)⟧It does not apply to others.
II. LIABILITY
A. ⟦II(A)⟧None.
B. ⟦II(B)⟧None at all.
""",
    "statute sections": """§ 101. Short title.
⟦101⟧This chapter may be cited.
§ 102. Liability.
(a) ⟦102(a)⟧In general.
(1) ⟦102(a)(1)⟧A provider is not liable.
(2) ⟦102(a)(2)⟧Exceptions:
(A) ⟦102(a)(2)(A)⟧fraud;
(B) ⟦102(a)(2)(B)⟧gross negligence.
(b) ⟦102(b)⟧Definitions.
§ 102A. Insurance.
⟦102A⟧Insurance is required.
§ 103. Effective date.
⟦103⟧Now.
""",
    "schedules start again": """1. Services
1.1 ⟦1.1⟧We provide services as set out in
Schedule 1 and the other schedules.
2. Fees
2.1 ⟦2.1⟧You pay.
Schedule 1
Service levels
1. ⟦Schedule 1, 1⟧Availability is 99%.
2. ⟦Schedule 1, 2⟧Support is free.
Schedule 2: Data
1. ⟦Schedule 2, 1⟧Data stays here.
""",
    "nothing numbered": "お知らせ\n当社は責任を負いません。\nご了承ください。\n",
    "contents at the back": """第1条（目的）
⟦第1条⟧目的を定める。
第2条（定義）
⟦第2条⟧定義を定める。
第3条（免責）
⟦第3条⟧責任を負わない。
目次
第1条（目的）………1
第2条（定義）………1
第3条（免責）………2
⟦None⟧
""",
    "items whose numbers were lost": """第1条（禁止事項）
⟦第1条⟧会員は、次の各号に掲げる行為をしてはならない。
⟦第1条第1号⟧法令に違反する行為
⟦第1条第2号⟧公序良俗に反する行為
⟦第1条第3号⟧他人を害する行為
第2条（届出）
1. ⟦第2条第1項⟧会員は、以下の各号を届け出る。
・⟦第2条第1項第1号⟧氏名
・⟦第2条第1項第2号⟧住所
⟦第2条第1項⟧届出は書面による。
2. ⟦第2条第2項⟧届出は無料とする。
""",
    "decorated headings": """【第1条】目的
⟦第1条⟧目的を定める。
■第2条（定義）
⟦第2条⟧定義を定める。
## 第3条（免責）
⟦第3条⟧責任を負わない。
""",
    "references broken over lines": """第1条　⟦第1条⟧当社は、
第2条（料金）
に定める料金を受け取る。
第2条（料金）
⟦第2条⟧会員は、前条及び
第3条
第1項に従って支払う。
第3条（返還）
1　⟦第3条第1項⟧料金は返さない。
2　⟦第3条第2項⟧前項は第1条に従う。
""",
    "chapters as running heads": """第2章　料金
第5条（料金）
1 ⟦第5条第1項⟧料金を支払う。
第2章　料金
2 ⟦第5条第2項⟧料金は返さない。
第2章　料金
⟦第5条第2項⟧ただし、誤りがあれば返す。
第6条（返還）
⟦第6条⟧返還は月末に行う。
""",
    "passages left out": """第3条　⟦第3条第1項⟧料金は次のとおりとする。
２～４　（略）
５　⟦第3条第5項⟧料金は返さない。
第4条から第6条まで　（略）
第7条　⟦第7条⟧当社は責任を負わない。
""",
    "headings that end in .0": """1.0 Scope
1.1 ⟦1.1⟧This policy applies to staff.
2.0 Liability
2.1 ⟦2.1⟧None.
2.2 ⟦2.2⟧See
2.1 and
1.1 above.
3.0 Law
⟦3.0⟧English law applies.
""",
    "articles with dots": """Article 5.1 Fees. ⟦5.1⟧You pay.
Article 5.2 Taxes. ⟦5.2⟧You pay those too, as
Article 5.1 provides.
Article 6.1 Term. ⟦6.1⟧One year.
""",
    "members joined by and": """3 Notices
(1) ⟦3(1)⟧A notice must be—
(a) ⟦3(1)(a)⟧in writing and
(b) ⟦3(1)(b)⟧signed.
(2) ⟦3(2)⟧A notice under subsection
(1) is void unless paragraphs (a) and
(b) are met.
4 Fees
(1) ⟦4(1)⟧No fee is payable.
(2) ⟦4(2)⟧Costs are.
""",
    "a list that begins inside a line": """5.1 Fees. (a) ⟦5.1(a)⟧Customer shall pay the fees.
(b) ⟦5.1(b)⟧Fees are not refundable.
5.2 Use. ⟦5.2⟧Customer must not: (a) ⟦5.2(a)⟧copy the software;
(b) ⟦5.2(b)⟧resell it; or
(c) ⟦5.2(c)⟧frame it.
5.3 Notices. ⟦5.3⟧Provider may (a) warn and (b) ⟦5.3⟧suspend Customer.
""",
    "items that begin inside a line": """第1条　⟦第1条⟧次の行為を禁じる。(1) ⟦第1条第1号⟧転売
(2) ⟦第1条第2号⟧詐称
第2条　⟦第2条⟧会員は、前条 (1)又は(2)の行為をした者を通報する。
第3条　⟦第3条⟧次の者は ①⟦第3条⟧法人、②団体をいう。
""",
    "a bullet list belongs to its paragraph": """第1条（目的）
1. ⟦第1条第1項⟧次のものをいう。
・⟦第1条第1項⟧電話
・⟦第1条第1項⟧電信
2. ⟦第1条第2項⟧前項のほかは除く。
""",
}


@pytest.mark.parametrize("text", TRAPS.values(), ids=TRAPS)
def test_every_sentence_has_its_clause(text: str) -> None:
    paper = annotated(text)
    found = outline(paper.text)
    assert [clause_at(found, offset) for offset, _, _ in paper.expected] == [
        clause for _, clause, _ in paper.expected
    ]


def test_leaders_of_a_table_of_contents_may_be_as_long_as_the_page_is_wide() -> None:
    entries = "".join(f"第{n}条（題{n}） {'.' * 150} {n}\n" for n in range(1, 6))
    body = "".join(f"第{n}条（題{n}）\n当社は本則{n}を定める。\n" for n in range(1, 6))
    found = outline(f"目　次\n{entries}{body}")
    articles = [str(p.clause) for p in found if p.level == "article"]
    assert articles == [f"第{n}条" for n in range(1, 6)]
