"""Whether a document reports on a group or on one company alone, by its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiwf_cli.model.document import Document, Span
from aiwf_cli.text.normalise import fold_with_map


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whether a document is consolidated, and the words that say so."""

    consolidated: bool
    span: Span


_TITLE = re.compile(r"[(\[〔](?P<group>連結)[)\]〕]|[(\[〔](?:非連結|個別|単体)[)\]〕]")
_NO_GROUP = re.compile(
    r"連結(?:財務諸表|決算|計算書類)[はを](?:作成|行|実施)っ?し?て(?:おりません|いない|いません|おらず)|連結子会社[はが](?:ありません|ない|存在しない)"
    r"|notprepare(?:any)?consolidated"
)
_GROUP = re.compile(
    r"連結(?:財務諸表|貸借対照表|損益計算書|包括利益計算書|財政状態計算書|経営成績|財政状態|業績|経営指標|キャッシュ|会計年度"
    r"|会計期間|累計期間|売上高|計算書類)"
    r"|(?<!un)(?<!non)consolidated(?:condensed|annual)?(?:financial|statements?|balance|results|highlights|income|subsidiaries)"
)
_BARE_GROUP = re.compile(r"(?<!非)連結(?!子会社|納税|対象|除外|調整)")
_SINGLE = re.compile(
    r"貸借対照表|損益計算書|事業年度|事業報告|試算表|nonconsolidated|unconsolidated|個別|単体"
)
"""Statements of this name are a company's own: those of a group are called 連結…."""


def document_scope(document: Document) -> Scope | None:
    """Whether a document is consolidated; None when none of its words tells.

    The title in brackets goes first: 決算短信〔日本基準〕（連結）; then the remark that there are
    no consolidated accounts; then any consolidated statement; then a company's own.
    """
    folded = fold_with_map(document.text, document.furniture)
    first_page = folded.folded_offset(len(document.pages[0].text)) if document.pages else 0
    if title := _TITLE.search(folded.text, 0, first_page):
        return Scope(
            consolidated=title["group"] is not None, span=folded.source_span(*title.span())
        )
    forms = ((_NO_GROUP, False), (_GROUP, True), (_BARE_GROUP, True), (_SINGLE, False))
    for form, consolidated in forms:
        if found := form.search(folded.text):
            return Scope(consolidated=consolidated, span=folded.source_span(*found.span()))
    return None
