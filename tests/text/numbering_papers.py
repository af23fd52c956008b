"""Papers whose every sentence knows its clause: statutes and contracts in many styles.

A paper is written from a style and a seed. It remembers at which offset each of its sentences
begins and by which clause that sentence is to be cited, through line wrapping, page breaks and
running heads.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from aiwf_cli.text.numbering.outline import Outline
from aiwf_cli.text.numerals import GOJUON, IROHA

Printer = Callable[[int], str]

_KANJI = "〇一二三四五六七八九"


def clause_at(found: Outline, offset: int) -> str:
    """What a sentence at `offset` is cited by; `None` outside all provisions."""
    provision = found.provision_at(offset)
    return str(provision.clause if provision else None)


def kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    hundreds, tens = divmod(tens, 10)
    count = lambda n, unit: "" if not n else ("" if n == 1 else _KANJI[n]) + unit  # noqa: E731
    return count(hundreds, "百") + count(tens, "十") + (_KANJI[ones] if ones else "")


def wide(number: int) -> str:
    return str(number).translate({ord("0") + i: "０１２３４５６７８９"[i] for i in range(10)})


def circled(number: int) -> str:
    return chr(ord("①") + number - 1)


def enclosed(number: int) -> str:
    return chr(ord("⑴") + number - 1)


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a paper is set. Printers turn a number into its marker with what separates it."""

    name: str
    article: Printer = lambda n: f"第{n}条"
    branch: Callable[[int, int], str] = lambda n, b: f"第{n}条の{b}"
    behind_article: str = "　"
    caption: str = "behind"  # above | behind | none | line
    first_paragraph: bool = False  # whether the first of several prints its number
    paragraph: Printer = lambda n: f"{wide(n)}　"
    item: Printer = lambda n: f"{kanji(n)}　"
    subitem: Printer = lambda n: f"{IROHA[n - 1]}　"
    subsubitem: Printer = lambda n: f"（{wide(n)}）　"
    wrap: int | None = None  # columns
    indent: bool = False
    page: int | None = None  # lines
    furniture_known: bool = True
    chapters: bool = False
    contents: str = "none"  # none | front | back
    supplements: int = 1
    branches: bool = True
    article_line: bool = False  # whether the body begins on the next line


@dataclass
class Paper:
    """The text, its furniture, and what is to be found: offset, clause, words of each sentence."""

    text: str = ""
    furniture: list[tuple[int, int]] = field(default_factory=list)
    expected: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class Block:
    """A paragraph of the paper before it is set: its words, and which of them belong where."""

    words: str
    marks: list[tuple[int, str]]
    indent: int = 0


def annotated(text: str) -> Paper:
    """The paper of a text in which ⟦第2条第1項⟧ stands before the words that belong there."""
    paper = Paper()
    for number, piece in enumerate(re.split(r"⟦(.*?)⟧", text)):
        if number % 2:
            paper.expected.append((len(paper.text), piece, ""))
        else:
            paper.text += piece
    return paper


_SUBJECTS = "当社|利用者|登録事業者|委託者|主務大臣|管理者|甲及び乙|審査会|会員|前項の届出をした者"
_TOPICS = (
    "利用料金|登録情報|検査の結果|秘密情報|損害の額|本サービス|許可の申請|届出書|会議の記録|"
    "契約期間"
)
_ACTS = (
    "通知しなければならない|変更することができる|責任を負わない|保存するものとする|公表する|"
    "破棄しなければならない|承諾したものとみなす"
)
_CONDITIONS = (
    "{a}の規定により|{a}第{n}項に定める期間内に|2以上の者が共同して行うときは、|10日以内に|"
    "前項の場合において、|（以下「{t}」という。）|"
    "前条第{n}号又は第3号に掲げる事由があるときは、|(1)又は(2)のいずれかに従い、|"
    "令和6年4月1日以後に|１２，０００円を限度として|3か月前までに|"
    "第{n}章の定めにかかわらず、|{a}及び{b}に定めるほか、|①から③までの区分に応じ、|"
    "イ又はロに該当する場合には、|書面（電磁的記録を含む。）により|"
    "別表第一に掲げる基準に従い、"
    "|一般の例により、|二以上の事業所において、|三月以内に|十日を超えない範囲で|アからウまでに従い、"
    "|一の者が|２年を超える期間、|三者の協議により|ハに掲げる方法で|二次的な利用のために"
)
_NOUNS = (
    "氏名及び住所|法令に違反する行為|前号に掲げるもののほか、当社が定める事項|"
    "公序良俗に反するもの|天災その他の不可抗力|第三者の権利を侵害するおそれのある情報|"
    "{a}第1項の許可を受けた者|通信回線の障害|料金の滞納が2回以上あったこと"
)
_TITLES = (
    "目的|定義|適用範囲|登録|利用料金|禁止事項|免責|損害賠償の制限|契約の解除|秘密保持|"
    "準拠法及び管轄|届出|報告及び検査|雑則|反社会的勢力の排除"
)


class Writer:
    """Writes one paper."""

    def __init__(self, style: Style, seed: int, articles: int = 24) -> None:
        self.style, self.random, self.articles = style, random.Random(seed), articles
        self.blocks: list[Block] = []
        self.headings: list[str] = []
        self.serial = 0

    # -- words ---------------------------------------------------------------------------------

    def pick(self, words: str) -> str:
        return self.random.choice(words.split("|"))

    def reference(self) -> str:
        number = self.random.randint(1, self.articles)
        return self.style.article(number)

    def filled(self, pattern: str) -> str:
        return pattern.format(
            a=self.reference(),
            b=self.reference(),
            n=self.random.randint(1, 4),
            t=self.pick(_TOPICS),
        )

    def sentence(self) -> str:
        self.serial += 1
        pick = self.pick
        conditions = "".join(
            self.filled(pick(_CONDITIONS)) for _ in range(self.random.randint(0, 3))
        )
        return f"{pick(_SUBJECTS)}は、{conditions}{pick(_TOPICS)}{self.serial}を{pick(_ACTS)}。"

    def noun(self) -> str:
        self.serial += 1
        return f"{self.filled(self.pick(_NOUNS))}（様式{self.serial}）"

    def title(self) -> str:
        return self.pick(_TITLES)

    # -- blocks --------------------------------------------------------------------------------

    def put(self, marker: str, pieces: Sequence[tuple[str, str]], indent: int = 0) -> None:
        words, marks = marker, []
        for piece, clause in pieces:
            marks.append((len(words), clause))
            words += piece
        self.blocks.append(Block(words, marks, indent if self.style.indent else 0))

    def heading(self, words: str) -> None:
        self.blocks.append(Block(words, []))

    def body(self, clause: str) -> list[tuple[str, str]]:
        pieces = [(self.sentence(), clause) for _ in range(self.random.choice([1, 1, 1, 2, 3]))]
        if self.random.random() < 0.2:
            pieces.append((f"ただし、{self.sentence()}", clause))
        return pieces

    # -- the paper -----------------------------------------------------------------------------

    def write(self) -> Paper:
        self.heading(f"{self.random.choice(['クラウド台帳', '青海会員', '試験研究'])}に関する規約")
        self.main_part("", self.articles)
        for count in range(self.style.supplements):
            self.supplement(count)
        self.add_contents()
        return typeset(self.blocks, self.style)

    def main_part(self, section: str, articles: int) -> None:
        number, chapter = 0, 0
        while number < articles:
            number += 1
            if self.style.chapters and self.random.random() < 0.2:
                chapter += 1
                words = f"第{chapter}章　{self.title()}"
                self.heading(words)
                self.headings.append(words)
            self.article(section, (number,))
            if self.style.branches and self.random.random() < 0.12:
                for branch in range(2, self.random.randint(3, 5)):
                    self.article(section, (number, branch))
            if self.random.random() < 0.04:
                until = number + 3
                words = f"{self.style.article(number + 1)}から{self.style.article(until)}まで　削除"
                self.heading(words)
                number = until

    def article(self, section: str, number: tuple[int, ...]) -> None:
        style = self.style
        printed = style.article(*number) if len(number) == 1 else style.branch(*number)
        clause = section + f"第{number[0]}条" + "".join(f"の{b}" for b in number[1:])
        if self.random.random() < 0.04:
            self.heading(f"{printed}{style.behind_article}削除")
            return
        title = self.title()
        lead = printed + style.behind_article
        if style.caption == "above":
            self.heading(f"（{title}）")
        elif style.caption == "behind":
            lead = f"{printed}（{title}）"
        elif style.caption == "line":
            lead = f"{printed}　{title}"
        self.headings.append(f"{printed}　{title}")
        if style.caption == "line" or style.article_line:
            self.heading(lead)
            lead = ""
        self.paragraphs(lead, clause, self.random.choice([1, 1, 2, 3, 4]))

    def paragraphs(self, lead: str, clause: str, count: int) -> None:
        for number in range(1, count + 1):
            own = clause if count == 1 else f"{clause}第{number}項"
            printed = number > 1 or (count > 1 and self.style.first_paragraph)
            marker = (lead if number == 1 else "") + (
                self.style.paragraph(number) if printed else ""
            )
            if self.random.random() < 0.3:
                self.put(marker, [("次の各号に掲げる者は、前条の届出をしなければならない。", own)])
                self.items(own)
            else:
                self.put(marker, self.body(own))

    def items(self, clause: str) -> None:
        for number in range(1, self.random.randint(3, 6)):
            own = f"{clause}第{number}号"
            self.put(self.style.item(number), [(self.noun(), own)], 1)
            if self.random.random() < 0.2:
                self.subitems(own)

    def subitems(self, clause: str) -> None:
        for number in range(1, self.random.randint(3, 5)):
            marker = self.style.subitem(number)
            label = re.sub(r"\W", "", marker)
            own = clause + (label if label in GOJUON else f"({label})")
            self.put(marker, [(self.noun(), own)], 2)
            if self.random.random() < 0.15:
                for inner in range(1, 4):
                    printed = self.style.subsubitem(inner)
                    bare = re.sub(r"\W", "", printed)
                    bare = unicodedata.normalize("NFKC", bare)
                    self.put(printed, [(self.noun(), f"{own}({bare})")], 3)

    def supplement(self, count: int) -> None:
        style = self.style
        law = f"令和{count + 2}年法律第{count + 11}号"
        self.heading("附　則" if count == 0 else f"附　則（{law}）")
        self.headings.append("附則")
        section = "附則" if count == 0 else f"附則〔{law}〕"
        kind = self.random.choice(["articles", "paragraphs", "plain"])
        if kind == "articles":
            for number in range(1, 4):
                self.article(section, (number,))
        elif kind == "paragraphs":
            for number in range(1, 4):
                self.put(style.paragraph(number), self.body(f"{section}第{number}項"))
        else:
            self.put("　", self.body(section))

    def add_contents(self) -> None:
        if self.style.contents == "none":
            return
        entries = [Block("目次", [])]
        for number, words in enumerate(self.headings):
            tail = self.random.choice(["", " …… ", "　"])
            entries.append(Block(words + (f"{tail}{number // 3 + 1}" if tail else ""), []))
        if self.style.contents == "front":
            self.blocks[1:1] = entries
        else:
            self.blocks.extend(entries)


_NO_LINE_START = "、。，．）」』】〕)]ー"


class Press:
    """Sets text piece by piece; knows how far it has come."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.paper = Paper()

    def put(self, words: str) -> None:
        self.pieces.append(words)
        self.length += len(words)

    def finished(self) -> Paper:
        self.paper.text = "".join(self.pieces)
        return self.paper


def typeset(blocks: Sequence[Block], style: Style) -> Paper:
    """Break the blocks into lines and pages; remember where each sentence begins."""
    press, rows = Press(), 0
    for block in blocks:
        for start, end in _rows(block.words, style.wrap):
            if style.page and rows and rows % style.page == 0:
                _break_page(press, rows // style.page, style)
            rows += 1
            press.put("　" * block.indent)
            for offset, clause in block.marks:
                if start <= offset < end:
                    at = press.length + offset - start
                    press.paper.expected.append((at, clause, block.words[offset : offset + 12]))
            press.put(block.words[start:end] + "\n")
    return press.finished()


def _rows(words: str, wrap: int | None) -> Iterator[tuple[int, int]]:
    start = 0
    while wrap and start + wrap < len(words):
        end = start + wrap
        while end < len(words) and words[end] in _NO_LINE_START:
            end += 1
        if words[:end].isascii() and " " in words[start:end]:
            end = words.rindex(" ", start, end) + 1
        yield start, end
        start = end
    if start < len(words):
        yield start, len(words)


def _break_page(press: Press, page: int, style: Style) -> None:
    for words in (f"- {page} -", f"クラウド台帳に関する規約　{page}"):
        if style.furniture_known:
            press.paper.furniture.append((press.length, press.length + len(words)))
        press.put(words + "\n")


EGOV = Style(
    name="e-Gov",
    article=lambda n: f"第{kanji(n)}条",
    branch=lambda n, b: f"第{kanji(n)}条の{kanji(b)}",
    caption="above",
    supplements=3,
    chapters=True,
)
TERMS = Style(
    name="terms",
    first_paragraph=True,
    paragraph=lambda n: f"{n}. ",
    item=lambda n: f"({n}) ",
    subitem=lambda n: f"{GOJUON[n - 1]}　",
    subsubitem=lambda n: f"({chr(96 + n)}) ",
)


def unspaced(style: Style, name: str) -> Style:
    """The style as a reader of scanned pages leaves it: no white space behind markers."""
    bare = lambda printer: lambda number: printer(number).rstrip(" 　")  # noqa: E731
    return replace(
        style,
        name=name,
        behind_article="",
        paragraph=bare(style.paragraph),
        item=bare(style.item),
        subitem=bare(style.subitem),
        subsubitem=bare(style.subsubitem),
    )


STYLES = (
    EGOV,
    unspaced(EGOV, "e-Gov, scanned"),
    unspaced(replace(EGOV, wrap=36), "e-Gov, scanned, wrapped 36"),
    unspaced(replace(TERMS, wrap=32), "terms, scanned, wrapped 32"),
    replace(EGOV, name="e-Gov wrapped 20", wrap=20),
    replace(EGOV, name="e-Gov wrapped 40, pages", wrap=40, page=30),
    replace(
        EGOV, name="e-Gov wrapped 33, pages, heads unknown", wrap=33, page=30, furniture_known=False
    ),
    replace(EGOV, name="e-Gov indented, wrapped 25", wrap=25, indent=True, contents="front"),
    TERMS,
    replace(TERMS, name="terms wrapped 38, contents front", wrap=38, page=40, contents="front"),
    replace(
        TERMS,
        name="terms, ①, (1), ア, contents back",
        paragraph=circled,
        item=lambda n: f"（{wide(n)}）",
        contents="back",
        wrap=30,
        subsubitem=lambda n: f"({'ｱｲｳｴ'[n - 1]})",
    ),
    replace(
        TERMS,
        name="terms, ２．, ⑴, a)",
        paragraph=lambda n: f"{wide(n)}．",
        item=enclosed,
        subitem=lambda n: f"{chr(96 + n)})",
        wrap=36,
        article=lambda n: f"第{wide(n)}条",
        branch=lambda n, b: f"第{wide(n)}条の{wide(b)}",
    ),
    replace(
        TERMS,
        name="terms, title on its line",
        caption="line",
        wrap=34,
        first_paragraph=False,
        paragraph=lambda n: f"{n} ",
    ),
    replace(
        TERMS,
        name="stuck markers",
        paragraph=lambda n: f"{n}",
        item=lambda n: f"({n})",
        behind_article="",
        caption="none",
        first_paragraph=False,
        wrap=28,
    ),
    replace(
        TERMS,
        name="stuck markers, unwrapped",
        paragraph=lambda n: f"{n}",
        item=lambda n: f"({n})",
        behind_article="",
        caption="none",
        first_paragraph=False,
    ),
    replace(
        TERMS,
        name="markers alone",
        paragraph=lambda n: f"{n}.",
        article_line=True,
        wrap=30,
        chapters=True,
    ),
    replace(
        TERMS,
        name="items ① under 2",
        first_paragraph=False,
        paragraph=lambda n: f"{n}　",
        item=lambda n: f"{circled(n)} ",
        wrap=32,
    ),
    replace(
        TERMS,
        name="N条 without 第",
        article=lambda n: f"{n}条",
        branch=lambda n, b: f"{n}条の{b}",
        caption="behind",
        wrap=35,
    ),
)
