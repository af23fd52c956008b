"""The table of field types: reading values, and holding them against gold."""

from __future__ import annotations

import pytest

from aiwf_cli.errors import TaskError
from aiwf_cli.model.fields import Compare, Field
from aiwf_cli.model.json import Json
from aiwf_cli.text.compare import (
    compare,
    likeness,
    likenesses,
    read_value,
    says_absent,
)

TEXT, QUOTE, CODE, MONEY = (Field(type=t) for t in ("text", "quote", "code", "money"))
NUMBER, INTEGER, PERCENT = (Field(type=t) for t in ("number", "integer", "percent"))
DATE, CLAUSE, BOOL = (Field(type=t) for t in ("date", "clause", "bool"))
SCOPE = Field(type="enum", values={"連結": ("consolidated",), "非連結": ("個別", "単体")})
CONSOLIDATED = Field(type="bool", values={"true": ("連結",), "false": ("非連結", "単体")})
DISCLAIMERS = Field(type="list", of={"text": QUOTE, "clause": CLAUSE})
PARTY = Field(type="object", of={"name": TEXT, "since": DATE, "shares": INTEGER})

SENTENCE = (
    "当社は、本サービスの利用により利用者に生じた一切の損害について、責任を負わないものとします。"
)

# --- always equal, never equal -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "gold"),
    [
        (CLAUSE, "第11条第5項", "第11条5"),
        (CLAUSE, "第11条第5項", "11条5項"),
        (CLAUSE, "第11条第5項", "第十一条第五項"),
        (CLAUSE, "第11条第5項", "第１１条５．"),
        (CLAUSE, "第11条第5項", "（第11条第5項）"),
        (MONEY, 12340, "12,340円"),
        (MONEY, 12340, "12340"),
        (MONEY, 12340, "１２，３４０円"),
        (MONEY, -1000, "▲1,000"),
        (MONEY, -1000, "△1,000"),
        (MONEY, -1000, "(1,000)"),
        (MONEY, 27_226_000_000, "27,226百万円"),
        (MONEY, 1_230_000_000, "十二億三千万円"),
        (NUMBER, 0.1 + 0.2, "0.3"),
        (NUMBER, 12.0, 12),
        (PERCENT, 49.8, "49.8 %"),
        (DATE, "2024-04-01", "令和6年4月1日"),
        (DATE, "2024-04-01", "2024年4月1日"),
        (DATE, "2024-04-01", "2024/4/1"),
        (DATE, "2024-03-31", "2024年3月期"),
        (CODE, "0012", "００１２"),
        (CODE, "AB-12", "ＡＢ－12"),
        (TEXT, "ガス代", "ｶﾞｽ代"),
        (TEXT, "ガス代", "カ\u3099ス代"),
        (TEXT, "売上高", "売 上 高"),
        (TEXT, "ABC株式会社", "ＡＢＣ株式会社"),
        (TEXT, "損害を賠償する", "損害を\n賠償する"),
        (TEXT, "Acme Inc.", "Acme\n  Inc."),
        (TEXT, "10〜20", "10～20"),
        (TEXT, None, ""),
        (TEXT, "", "なし"),
        (MONEY, None, "(none)"),
        (BOOL, True, "有"),
        (BOOL, False, "なし"),
        (CONSOLIDATED, True, "連結"),
        (CONSOLIDATED, False, "単体"),
        (SCOPE, "連結", "Consolidated"),
        (SCOPE, "非連結", "個 別"),
        (DISCLAIMERS, [], None),
        (DISCLAIMERS, [], "該当なし"),
    ],
)
def test_always_equal(field: Field, value: Json, gold: Json) -> None:
    for left, right in ((value, gold), (gold, value)):
        found = compare(field, left, right)
        assert found.equal, found
        assert found.explanation is None
        assert likeness(field, left, right) == 1.0


@pytest.mark.parametrize(
    ("field", "value", "gold"),
    [
        (TEXT, "ガス代", "カス代"),
        (TEXT, "パート", "ハート"),
        (QUOTE, "パート", "ハート"),
        (NUMBER, 1.5, 15),
        (MONEY, -500, 500),
        (MONEY, "-500", "500"),
        (CLAUSE, "第3条の2", "第3条第2項"),
        (CLAUSE, "第11条(5)", "第11条第5項"),
        (CLAUSE, "11.5", "11.50"),
        (CLAUSE, "11.1", "11.10"),
        (CODE, "0012", 12),
        (CODE, "0012", "12"),
        (CODE, "AB-12", "AB12"),
        (CODE, "O1", "01"),
        (MONEY, 0, None),
        (INTEGER, 0, ""),
        (MONEY, 0, "なし"),
        (BOOL, False, None),
        (BOOL, True, False),
        (PERCENT, 0.498, 49.8),
        (DATE, "2024-03", "2024-03-31"),
        (TEXT, "1.5", "15"),
        (TEXT, "Acme", "ACME"),
        (TEXT, "連結", "非連結"),
        (SCOPE, "連結", "非連結"),
        (CONSOLIDATED, True, "非連結"),
        (DISCLAIMERS, [], [{"text": SENTENCE, "clause": None}]),
    ],
)
def test_never_equal(field: Field, value: Json, gold: Json) -> None:
    assert not compare(field, value, gold).equal
    assert not compare(field, gold, value).equal
    assert likeness(field, value, gold) < 1.0


# --- quotes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "quoted",
    [
        SENTENCE[:-1],
        f"①{SENTENCE}",
        f"(1) {SENTENCE}",
        f"５．{SENTENCE}",
        f"2 {SENTENCE}",
        f"第11条（免責） {SENTENCE}",
        SENTENCE.replace("損害について、", "損害に\nついて、"),
        SENTENCE[:-3],
    ],
)
def test_the_same_passage_quoted_in_another_way(quoted: str) -> None:
    assert compare(QUOTE, quoted, SENTENCE).equal


@pytest.mark.parametrize(
    "quoted",
    [
        SENTENCE.replace("負わない", "負う"),
        SENTENCE[:-8],
        SENTENCE[20:],
        f"ただし、{SENTENCE}",
        f"{SENTENCE[:-1]}場合を除く。",
        f"{SENTENCE}3年間",
        SENTENCE.replace("利用者", "当社"),
    ],
)
def test_another_passage(quoted: str) -> None:
    assert not compare(QUOTE, quoted, SENTENCE).equal


def test_figures_in_front_are_no_markers() -> None:
    assert not compare(QUOTE, "30 days after notice", "60 days after notice").equal
    assert not compare(QUOTE, "2.5%を超える", "3.5%を超える").equal
    assert not compare(QUOTE, "第5条に定める損害", "第6条に定める損害").equal


# --- explanations ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "gold", "explanation"),
    [
        (MONEY, 27_226_000_000, 27_226_000, "unit ×1000"),
        (MONEY, 27226, "27,226百万円", "unit ×1000000 too small"),
        (PERCENT, 0.498, "49.8%", "unit ×100 too small"),
        (MONEY, 27226, 27_226_499_123, "unit ×1000000 too small, rounded"),
        (NUMBER, 1.5, 15, "decimal point"),
        (MONEY, 1041, "△1,041", "sign"),
        (MONEY, 1_041_000, "△1,041", "sign, unit ×1000"),
        (MONEY, 27_226_000_000, 27_227_000_000, "truncated/rounded by one unit"),
        (PERCENT, 49.8, 49.7, "truncated/rounded by one unit"),
        (PERCENT, 49.8, 49.83, "rounded to fewer digits"),
        (MONEY, 27_226_000_000, 27_226_499_123, "rounded to fewer digits"),
        (MONEY, 27226, 27286, "one digit differs"),
        (MONEY, 27226, 27262, "two digits swapped"),
        (MONEY, 2726, 27226, "a digit is missing"),
        (MONEY, 272226, 27226, "a digit too many"),
        (MONEY, 0, None, "zero for absent"),
        (MONEY, None, 0, "absent for zero"),
        (MONEY, 928, 1041, None),
        (MONEY, None, 1041, None),
        (CLAUSE, "第11条第4項", "第11条5", "right article, wrong paragraph"),
        (CLAUSE, "第3条の2", "第3条第2項", "wrong article"),
        (CODE, "AB-12", "AB12", "format only"),
        (CODE, "12", "0012", "leading zeros"),
        (CODE, "ABO1", "AB01", "confusable characters"),
        (CODE, "TTS-12", "TTS-123", "cut short"),
        (TEXT, "Acme inc", "ACME Inc.", "format only"),
        (TEXT, "アクメ", "アクメ株式会社", "cut short"),
        (TEXT, "アクメ株式会社", "アクメ", "more than asked"),
        (TEXT, "ガス代", "カス代", "one character differs"),
        (DATE, "2024-01-04", "2024-04-01", "day and month swapped"),
        (DATE, "2023-03-31", "2024年3月期", "other year"),
        (DATE, "2024-03", "2024-03-31", "less precise"),
        (DATE, "2024-03-31", "2024-04-01", "one day off"),
        (DATE, "2024-04-05", "04/05/2024", "gold cannot be read"),
        (SCOPE, "連結", "持分法", "gold cannot be read"),
        (MONEY, "不明", "500", "value cannot be read"),
        (
            PARTY,
            {"name": "甲", "shares": 10000},
            {"name": "甲", "shares": 10},
            "shares: unit ×1000",
        ),
        (
            DISCLAIMERS,
            [{"text": SENTENCE, "clause": "第3条第1項"}],
            [{"text": SENTENCE, "clause": "第3条2"}],
            "row 1: clause: right article, wrong paragraph",
        ),
        (DISCLAIMERS, [], [{"text": SENTENCE}], "0 rows for 1"),
    ],
)
def test_a_wrong_value_is_explained(
    field: Field, value: Json, gold: Json, explanation: str | None
) -> None:
    found = compare(field, value, gold)
    assert not found.equal
    assert found.explanation == explanation


def test_the_trace_tells_how_both_sides_were_read() -> None:
    found = compare(MONEY, -1_041_000_000, "△1,041百万円")
    assert (found.left, found.right) == (-1_041_000_000, -1_041_000_000)
    assert found.trace == ("gold: △ → −", "gold: △1,041百万円 → -1041000000")


# --- what the field says under compare ---------------------------------------------------------


def with_rule(field: Field, **rule: object) -> Field:
    return field.model_copy(update={"compare": Compare.model_validate(rule)})


@pytest.mark.parametrize(
    ("rule", "value", "gold", "equal"),
    [
        ({"tolerance": 1}, 101, 100, True),
        ({"tolerance": 1}, 102, 100, False),
        ({"tolerance": 0.2}, 0.3, 0.1, True),
        ({"tolerance": "0.5%"}, 100.5, 100, True),
        ({"tolerance": "0.5%"}, 100.6, 100, False),
        ({"tolerance": "0.5%"}, 0, 0, True),
        ({"tolerance": "1百万円"}, 27_226_000_000, 27_227_000_000, True),
        ({"tolerance": 1}, -1, 1, False),
        ({"tolerance": 1}, None, 0, False),
    ],
)
def test_tolerance(rule: dict[str, object], value: Json, gold: Json, *, equal: bool) -> None:
    assert compare(with_rule(MONEY, **rule), value, gold).equal is equal


def test_a_tolerance_that_makes_no_sense_is_an_error_of_the_task() -> None:
    with pytest.raises(TaskError, match="tolerance 'a bit'"):
        compare(with_rule(MONEY, tolerance="a bit"), 1, 2)


@pytest.mark.parametrize(
    ("ignore", "value", "gold", "equal"),
    [
        (["case"], "Acme Inc.", "ACME INC.", True),
        (["case"], "Acme Inc.", "ACME INC", False),
        (["punctuation"], "Acme, Inc.", "Acme Inc", True),
        (["spaces"], "Acme Inc", "AcmeInc", True),
        (["spaces"], "Acme Inc", "Acme-Inc", False),
        (["case", "spaces", "punctuation"], "Acme, Inc.", "ACME INC", True),
        (["punctuation"], "1.5", "15", False),
        (["case", "spaces", "punctuation"], "ガス代", "カス代", False),
    ],
)
def test_ignore(ignore: list[str], value: str, gold: str, *, equal: bool) -> None:
    assert compare(with_rule(TEXT, ignore=ignore), value, gold).equal is equal


def test_ignore_in_a_code() -> None:
    loose = with_rule(CODE, ignore=["case", "spaces", "punctuation"])
    assert compare(loose, "AB-0012", "ab 0012").equal
    assert not compare(loose, "AB-0012", "AB-12").equal


def test_exact_is_character_for_character() -> None:
    exact = with_rule(TEXT, how="exact")
    assert compare(exact, "ＡＢＣ", "ＡＢＣ").equal
    assert not compare(exact, "ＡＢＣ", "ABC").equal
    assert compare(with_rule(MONEY, how="exact"), 12340, "12,340円").equal


def test_contains_asks_whether_gold_stands_in_the_value() -> None:
    contains = with_rule(TEXT, how="contains")
    assert compare(contains, "東京都千代田区丸の内", "千代田区").equal
    assert not compare(contains, "千代田区", "東京都千代田区丸の内").equal
    assert not compare(contains, "千代田区", None).equal


def test_code_compares_anything_as_an_identifier() -> None:
    assert not compare(with_rule(NUMBER, how="code"), "0012", "12").equal
    assert compare(with_rule(TEXT, how="code"), "AB‐12", "AB-12").equal


# --- objects and lists -------------------------------------------------------------------------


def test_a_subfield_that_gold_does_not_label_does_not_count() -> None:
    value: Json = {"name": "甲株式会社", "since": "2024-04-01", "shares": 10}
    assert compare(PARTY, value, {"name": "甲株式会社"}).equal
    assert not compare(PARTY, value, {"name": "甲株式会社", "since": None}).equal


def test_rows_are_likened_by_the_mean_of_their_subfields() -> None:
    row = Field(type="object", of=DISCLAIMERS.of)
    gold: Json = {"text": SENTENCE, "clause": "第11条第5項"}
    assert likeness(row, gold, {"text": SENTENCE, "clause": "第11条第4項"}) == 0.75
    assert likeness(row, gold, {"text": SENTENCE, "clause": "第2条"}) == 0.5
    assert likeness(row, gold, {"text": "甲は乙に通知する", "clause": "第2条"}) == 0.0
    assert likeness(row, {"text": "a", "clause": None}, {"text": "b", "clause": None}) == 0.0


def test_likenesses_are_those_of_the_pairs() -> None:
    row = Field(type="object", of={"text": QUOTE, "clause": CLAUSE, "amount": MONEY})
    rows: list[Json] = [
        {"text": SENTENCE, "clause": "第1条第1項", "amount": 1000},
        {"text": SENTENCE[:20], "clause": "第1条第2項", "amount": None},
        {"text": None, "clause": None, "amount": "1百万円"},
        {"clause": "第9条"},
        {"text": None, "clause": None, "amount": None},
        None,
        "not a row",
    ]
    table = likenesses(row, rows, rows)
    assert table == [[likeness(row, left, right) for right in rows] for left in rows]
    amounts: list[Json] = [1, 1000, None]
    assert likenesses(MONEY, amounts, ["1,000円", "△1"]) == [[0.5, 0.5], [1.0, 0.5], [0.0, 0.0]]


# --- reading -----------------------------------------------------------------------------------


def test_the_unit_that_the_document_says_goes_before_that_of_the_field() -> None:
    field = Field(type="money", unit="千円")
    assert read_value(field, "1,234").value == 1_234_000
    assert read_value(field, 1234).value == 1_234_000
    assert read_value(field, "1,234", unit="百万円").value == 1_234_000_000
    assert read_value(field, "1,234円", unit="百万円").value == 1234
    assert read_value(field, "-").value is None


def test_gold_counts_in_the_base_unit_as_records_do() -> None:
    field = Field(type="money", unit="千円")
    assert compare(field, 1_234_000, 1_234_000).equal
    assert compare(field, 1_234_000, "1,234千円").equal
    assert compare(field, 1_234_000, "1,234").explanation == "unit ×1000"


def test_text_is_kept_as_it_is_on_one_line() -> None:
    assert read_value(TEXT, "  ＡＢＣ\n株式会社 ").value == "ＡＢＣ株式会社"
    assert read_value(TEXT, "Acme\n  Inc.").value == "Acme Inc."
    assert read_value(TEXT, "山田　太郎").value == "山田 太郎"
    assert read_value(TEXT, "なし").value == "なし"
    assert read_value(TEXT, " \n").value is None
    assert read_value(QUOTE, "責任を 負わ\nない。").value == "責任を負わない。"


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (CODE, "0012", "0012"),
        (CODE, 12, "12"),
        (CLAUSE, "第11条5", "第11条第5項"),
        (CLAUSE, "11.10", "11.10"),
        (CLAUSE, "-", None),
        (BOOL, "はい", True),
        (BOOL, "×", False),
        (BOOL, 1, True),
        (BOOL, True, True),
        (BOOL, "―", None),
        (SCOPE, "ＣＯＮＳＯＬＩＤＡＴＥＤ", "連結"),
        (SCOPE, "「非連結」", "非連結"),
        (DATE, "令和6年4月1日", "2024-04-01"),
        (DATE, 20240401, "2024-04-01"),
        (INTEGER, 12.0, 12),
        (MONEY, None, None),
    ],
)
def test_values_as_records_hold_them(field: Field, raw: Json, value: Json) -> None:
    reading = read_value(field, raw)
    assert (reading.value, reading.problem) == (value, None)


@pytest.mark.parametrize(
    ("field", "raw", "why"),
    [
        (INTEGER, True, "not a figure"),
        (BOOL, "多分", "neither yes nor no"),
        (SCOPE, "持分法", "not one of 連結, 非連結"),
        (CLAUSE, "第11条、第12条", "not one clause number"),
        (TEXT, ["a"], "not a single text"),
        (DATE, {"year": 2024}, "not a single date"),
        (PARTY, "甲", "not an object"),
        (DISCLAIMERS, "なにか", "not a list"),
    ],
)
def test_what_cannot_be_read_is_none_with_a_problem(field: Field, raw: Json, why: str) -> None:
    reading = read_value(field, raw)
    assert reading.value is None
    assert why in (reading.problem or "")


def test_a_spelling_of_two_values_is_never_picked() -> None:
    twice = Field(type="enum", values={"甲種": ("A",), "乙種": ("a.",)})
    assert read_value(twice, "A").value == "甲種"
    assert "甲種 or 乙種" in (read_value(twice, "(a)").problem or "")


def test_an_object_has_all_its_subfields() -> None:
    reading = read_value(PARTY, {"name": " 甲 ", "shares": "1,000株", "phone": "1"})
    assert reading.value == {"name": "甲", "since": None, "shares": 1000}
    assert "shares: 1,000株 → 1000" in reading.trace
    assert "phone left out: not a subfield" in reading.trace


def test_a_list_is_read_row_by_row() -> None:
    reading = read_value(
        DISCLAIMERS, [{"text": SENTENCE, "clause": "第11条5"}, {"text": "免責", "clause": "どこか"}]
    )
    assert reading.value == [
        {"text": SENTENCE, "clause": "第11条第5項"},
        {"text": "免責", "clause": None},
    ]
    assert reading.problem is not None
    assert reading.problem.startswith("row 2: clause: 「どこか」")


def test_models_are_forgiven_the_shape_of_a_list() -> None:
    names = Field(type="list", of={"name": TEXT})
    assert read_value(names, ["a", "b"]).value == [{"name": "a"}, {"name": "b"}]
    assert read_value(names, {"name": "a"}).value == [{"name": "a"}]
    assert read_value(names, None).value == []


@pytest.mark.parametrize(
    "word", ["(none)", "なし", "無し", "該当なし", "該当無し", "N/A", "ｎ／ａ"]
)
def test_words_that_say_there_is_nothing(word: str) -> None:
    for field in (TEXT, QUOTE, CODE, MONEY, DATE, CLAUSE):
        assert says_absent(field, word)
        assert compare(field, None, word).equal
    assert not says_absent(TEXT, f"{word} です")


def test_nashi_is_a_value_where_the_field_has_it() -> None:
    assert says_absent(TEXT, "なし")
    assert says_absent(MONEY, " （none） ")
    assert not says_absent(BOOL, "なし")
    assert says_absent(BOOL, "該当なし")
    assert not says_absent(Field(type="enum", values=("あり", "なし")), "なし")
    assert not says_absent(MONEY, 0)
