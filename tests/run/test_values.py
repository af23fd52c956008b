"""What steps put out becomes values: located, held against their quotes, flagged."""

from __future__ import annotations

import pytest

from aiwf_cli.model.document import Document
from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.record import Value
from aiwf_cli.run.values import NOT_IN_DOCUMENT, NOT_SHOWN, UNCHECKED, ValueReader
from aiwf_cli.text.locate import Locator
from support import document

TEXT = """\
Vendor: Kiri Works  No. K-1024
売上高 27,226 百万円 営業損失 △1,041 自己資本比率 49.8%
発行日 令和6年4月1日 2024年3月期 一億50万円 twelve copies
Due 1 April 2025
"""


def read(field: Field, said: Json, doc: Document | None = None) -> Value:
    doc = doc or document(TEXT)
    content = ValueReader(document=doc, locator=Locator(doc)).read(field, said)
    assert isinstance(content, Value)
    return content


def field_of(kind: str) -> Field:
    values = ("seller", "buyer") if kind == "enum" else ()
    return Field.model_validate({"type": kind, "values": values})


@pytest.mark.parametrize(
    ("kind", "value", "quote"),
    [
        ("money", "27,226百万円", "売上高 27,226"),
        ("money", "27226000000", "売上高 27,226 百万円"),
        ("money", "-1,041", "営業損失 △1,041"),
        ("money", "-1041", "営業損失 △1,041"),
        ("money", "100500000", "一億50万円"),
        ("integer", 12, "twelve copies"),
        ("percent", "49.8", "自己資本比率 49.8%"),
        ("percent", "0.498", "自己資本比率 49.8%"),
        ("date", "2024-04-01", "発行日 令和6年4月1日"),
        ("date", "2024-03-31", "2024年3月期"),
        ("date", "2025-04-01", "Due 1 April 2025"),
        ("code", "k1024", "No. K-1024"),
        ("code", "K-1024", "Vendor: Kiri Works  No. K-1024"),
        ("text", "Kiri Works", "Vendor: Kiri Works"),
        ("text", "vendor kiriworks", "Vendor: Kiri Works"),
        ("text", "Kiri-Works Ltd", "Vendor: Kiri Works"),
        ("text", "Works, Kiri", "Vendor: Kiri Works"),
        ("text", "Vendor: Kiri Works, makers of fine tools", "Vendor: Kiri Works"),
        ("text", "（自己）資本の比率", "自己資本比率 49.8%"),
        ("text", "自己資本率", "自己資本比率 49.8%"),
        ("text", "net income and loss", "売上高"),
        ("text", "製造元", "Vendor"),
        ("text", "2024年", "令和6年4月1日"),
        ("text", "12部", "twelve copies"),
        ("enum", "seller", "Vendor: Kiri Works"),
        ("bool", True, "Vendor: Kiri Works"),
        ("quote", "Kiri Works", "Vendor: Kiri Works"),
    ],
)
def test_a_quote_that_may_show_the_value_raises_no_alarm(
    kind: str, value: Json, quote: str
) -> None:
    found = read(field_of(kind), {"value": value, "quote": quote})
    assert (found.needs_review, found.evidence[0].page) == (False, 1), found.notes


@pytest.mark.parametrize(
    ("kind", "value", "quote", "note"),
    [
        ("money", "9,999", "売上高 27,226", NOT_SHOWN),
        ("integer", "7", "売上高 27,226", NOT_SHOWN),
        ("percent", "51.2", "自己資本比率 49.8%", NOT_SHOWN),
        ("date", "2031-12-09", "発行日 令和6年4月1日", NOT_SHOWN),
        ("code", "K-2048", "No. K-1024", NOT_SHOWN),
        ("text", "全く違う文", "売上高 27,226", NOT_SHOWN),
        ("text", "a maker of fine tools", "Vendor: Kiri Works", NOT_SHOWN),
        ("text", "Northern Lights 2024", "売上高 27,226", NOT_SHOWN),
        ("text", "x", "Vendor: Kiri Works", NOT_SHOWN),
        ("quote", "invented", "Vendor", NOT_IN_DOCUMENT),
        ("enum", "seller", "invented", NOT_IN_DOCUMENT),
    ],
)
def test_a_value_that_its_quote_does_not_show_wants_a_look(
    kind: str, value: Json, quote: str, note: str
) -> None:
    found = read(field_of(kind), {"value": value, "quote": quote})
    assert found.needs_review and found.notes[0] == note


def test_a_value_made_from_what_is_quoted_is_taken_as_it_is() -> None:
    said: JsonObject = {"value": "P-77", "quote": "No. K-1024", "derived": True}
    assert not read(Field(type="code"), said).needs_review


def test_a_value_read_off_a_picture_needs_no_quote() -> None:
    value = read(field_of("code"), {"value": "KX 210", "quote": None}, document(""))
    assert (value.value, value.needs_review, value.notes) == ("KX 210", False, ())


def test_without_a_text_layer_no_quote_can_be_checked() -> None:
    said: JsonObject = {"value": "KT 14", "quote": "KT 14"}
    found = read(Field(type="code"), said, document("", ""))
    assert (found.needs_review, found.notes) == (False, (UNCHECKED,))
    assert read(Field(type="code"), {**said, "review": True}, document("")).needs_review
    assert read(Field(type="code"), said, document("", "else")).notes == (NOT_IN_DOCUMENT,)


class TestObjects:
    FIELD = Field.model_validate(
        {"type": "object", "of": {key: {} for key in ("value", "unit", "quote", "notes")}}
    )

    def test_subfields_may_be_called_as_the_keys_that_say_more(self) -> None:
        said: JsonObject = {"value": "5", "unit": "円", "quote": "q", "notes": "n"}
        assert read(self.FIELD, said).value == said

    def test_a_value_among_them_that_is_missing_leaves_the_others(self) -> None:
        found = read(self.FIELD, {"value": None, "unit": "円"})
        assert found.value == {"value": None, "unit": "円", "quote": None, "notes": None}

    def test_an_object_that_says_more_keeps_what_it_says(self) -> None:
        field = Field.model_validate({"type": "object", "of": {"a": {}}})
        found = read(field, {"value": {"a": "x"}, "review": True, "notes": ["2 of 3 votes"]})
        assert (found.value, found.needs_review, found.notes) == (
            {"a": "x"},
            True,
            ("2 of 3 votes",),
        )
        assert read(field, {"value": None}).value is None
