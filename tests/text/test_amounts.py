"""How printed figures become numbers: each table reads like CONVENTIONS.md."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.text.values.amounts import read_amount, read_json_number
from aiwf_cli.text.values.units import conversion, read_unit

MONEY = [
    ("12,340円", 12340),
    ("12340", 12340),
    ("１２，３４０円", 12340),
    ("￥１２，３４０", 12340),
    ("¥12,340-", 12340),
    ("12,340円-", 12340),
    ("12,340円也", 12340),
    ("\\12,340", 12340),
    ("$1,234.50", 1234.5),
    ("US$1.2 billion", 1_200_000_000),
    ("USD 12.5 million", 12_500_000),
    ("$12.5m", 12_500_000),
    ("£3.5k", 3500),
    ("¥27,226 million", 27_226_000_000),
    ("27,226 million yen", 27_226_000_000),
    ("27,226百万円", 27_226_000_000),
    ("27,226 百万円", 27_226_000_000),
    ("27,226（百万円）", 27_226_000_000),
    ("(27,226)百万円", -27_226_000_000),
    ("売上高(百万円) 27,226", 27_226_000_000),
    ("1,234千円", 1_234_000),
    ("1億2,300万円", 123_000_000),
    ("1億23百万円", 123_000_000),
    ("十二億三千万円", 1_230_000_000),
    ("金壱百万円也", 1_000_000),
    ("3千5百万円", 35_000_000),
    ("1.5兆円", 1_500_000_000_000),
    ("12円34銭", 12.34),
    ("50銭", 0.5),
    ("1.234,56 €", 1234.56),
    ("12,50 €", 12.5),
    ("1.234,56", 1234.56),
    ("-52.251,16", -52251.16),
    ("1'234'567.50 CHF", 1234567.5),
    ("1\u00a0234\u00a0567,89 €", 1234567.89),
    ("Rs. 12,34,567", 1234567),
    ("Rs.500", 500),
    ("2.7226E+10", 27_226_000_000),
    ("1,234円（税込）", 1234),
    ("1,234（注1）", 1234),
    ("27,226 (△3.2%)", 27226),
    ("一株当たり当期純利益 12.34円", 12.34),
    ("（うち当期純利益）（3,232）", 3232),
    ("（うち当期純損失 3,232）", -3232),
    ("約1,000円", 1000),
    ("5,000円／月", 5000),
    ("0円", 0),
]


@pytest.mark.parametrize(("printed", "value"), MONEY)
def test_money_is_read_in_its_base_unit(printed: str, value: float) -> None:
    reading = read_amount("money", printed)
    assert (reading.value, reading.problem) == (value, None)
    assert type(reading.value) is type(value)


@pytest.mark.parametrize(
    "printed",
    [
        "△1,041",
        "▲1,041",
        "∆1,041",
        "△ 1,041",
        "−1,041",
        "－1,041",
        "-1,041",
        "- 1,041",
        "(1,041)",
        "（1,041）",
        "(△1,041)",
        "△(1,041)",
        "¥(1,041)",
        "(¥1,041)",
        "-¥1,041",
        "¥-1,041",
        "(1,041円)",
        "赤字 1,041",
        "営業損失 1,041",
        "営業損失(1,041)",
        "営業損失（△） △1,041",
        "営業利益又は営業損失（△） △1,041",
        "当期純損失1,041円",
        "1,041円の損失",
        "1,041(損失)",
        "1,041円減",
        "Net loss $(1,041)",
        "Operating loss 1,041",
        "Operating income (loss) (1,041)",
        "ー1,041",
        "△１，０４１",
        "△千四十一円",
    ],
)
def test_losses_are_negative_however_they_are_printed(printed: str) -> None:
    assert read_amount("money", printed).value == -1041


@pytest.mark.parametrize(
    "printed", ["特別損失 500", "減損損失 500", "営業利益（損失） 500", "+500"]
)
def test_what_only_looks_like_a_loss_is_positive(printed: str) -> None:
    assert read_amount("money", printed).value == 500


@pytest.mark.parametrize(
    "printed",
    [
        "-",
        "―",
        "—",
        "－",
        "N/A",
        "n/a",
        "該当なし",
        "なし",
        "",
        "　",
        "―円",
        "¥ -",
        "―百万円",
        "(-)",
    ],
)
def test_a_dash_alone_is_not_applicable_and_never_zero(printed: str) -> None:
    reading = read_amount("money", printed)
    assert reading.value is None
    assert reading.problem is None
    assert "not applicable" in reading.trace[-1]


@pytest.mark.parametrize(
    ("kind", "printed", "why"),
    [
        ("money", "10〜20円", "more than one figure"),
        ("money", "〜20円", "a range"),
        ("money", "100 200", "more than one figure"),
        ("money", "1,234円（税込1,357円）", "more than one figure"),
        ("money", "12,340-", "may be a minus"),
        ("money", "営業利益 - 1,041", "minus or a separator"),
        ("money", "営業損失（△） 1,041", "losses are marked"),
        ("money", "自己資本比率(49.8%)", "minus or a remark"),
        ("money", "1,04円", "not a well-formed figure"),
        ("money", "1,04", "not a well-formed figure"),
        ("money", "1,0411", "not a well-formed figure"),
        ("money", "1.234,567", "not a well-formed figure"),
        ("money", "1.234 €", "1.234 may be 1234 or a little over 1"),
        ("money", "EUR 12.500", "12.500 may be 12500 or a little over 12"),
        ("money", "(1,041", "a bracket stands alone"),
        ("money", "[1,041]", "brackets that may mean anything"),
        ("number", "1,041△", "a sign stands behind it"),
        ("money", "1,000名", "not an amount of money"),
        ("money", "5%", "not an amount of money"),
        ("money", "--5", "two signs"),
        ("money", "abc", "no figure"),
        ("money", "9" * 50, "not a well-formed figure"),
        ("money", "契約の目的は" * 50, "too long"),
        ("integer", "12.5", "not a whole number"),
        ("integer", "R6", "part of a name"),
        ("integer", "一般", "part of a word"),
        ("number", "三菱", "part of a word"),
        ("number", "2²", "raised or small figure"),
        ("number", "5½", "raised or small figure"),
        ("number", "3-5", "more than one figure"),
        ("number", "1_000", "more than one figure"),
        ("number", "nan", "no figure"),
        ("percent", "5bps", "not a percentage"),
        ("percent", "3.2ポイント", "not a percentage"),
        ("percent", "5円", "not in %"),
    ],
)
def test_what_could_mean_two_things_is_a_problem_that_names_the_text(
    kind: str, printed: str, why: str
) -> None:
    reading = read_amount(kind, printed)  # type: ignore[arg-type]
    assert reading.value is None
    assert reading.problem is not None
    assert why in reading.problem
    assert printed[:20] in reading.problem


@pytest.mark.parametrize(
    ("printed", "unit", "value"),
    [
        ("27,226", "百万円", 27_226_000_000),
        ("△1,041", "（単位：百万円）", -1_041_000_000),
        ("27,226", "単位：千円、％", 27_226_000),
        ("27,226", "Millions of yen", 27_226_000_000),
        ("27,226", "Yen (in millions)", 27_226_000_000),
        ("1,234.5", "百万円", 1_234_500_000),
        ("27,226円", "百万円", 27226),
        ("27,226千円", "百万円", 27_226_000),
        ("1億円", "百万円", 100_000_000),
        ("¥12,340-", "百万円", 12340),
        ("¥27,226", "百万円", 27_226_000_000),
        ("$ 1,234", "in thousands, except per share data", 1_234_000),
        ("(1,234)", "US$000", -1_234_000),
        ("1,234", "$m", 1_234_000_000),
    ],
)
def test_a_unit_printed_with_the_figure_goes_before_the_one_given(
    printed: str, unit: str, value: int
) -> None:
    assert read_amount("money", printed, unit).value == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1.234", 1.234),
        ("１.２３４", 1.234),
        ("+1.234", 1.234),
        ("△1.234", -1.234),
        ("(1.234)", -1.234),
    ],
)
def test_a_figure_without_its_currency_is_read_alike_in_all_forms(
    printed: str, value: float
) -> None:
    assert read_amount("money", printed, "EUR").value == value


def test_a_currency_that_is_not_the_expected_one_is_a_problem() -> None:
    assert "not in 円" in (read_amount("money", "$1,234", "百万円").problem or "")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("49.8 %", 49.8),
        ("４９．８％", 49.8),
        ("△3.2%", -3.2),
        ("(3.2)%", -3.2),
        ("(+5.2%)", 5.2),
        ("3.2%減", -3.2),
        ("3.2%増", 3.2),
        ("5分", 5),
        ("年5分", 5),
        ("3割", 30),
        ("3割5分2厘", 35.2),
        ("百分の五", 5),
        ("年百分の十四・六", 14.6),
        ("年十四・六パーセント", 14.6),
        ("年14.6%", 14.6),
        ("5‰", 0.5),
        ("49,8 %", 49.8),
        ("0.498", 0.498),
        ("―%", None),
    ],
)
def test_percentages_are_in_percent(printed: str, value: float | None) -> None:
    reading = read_amount("percent", printed)
    assert (reading.value, reading.problem) == (value, None)


@pytest.mark.parametrize(
    ("printed", "unit", "value"),
    [
        ("10名", "", 10),
        ("十二か月", "", 12),
        ("第5", "", 5),
        ("全10社", "", 10),
        ("0012", "", 12),
        ("1,234", "千株", 1_234_000),
        ("1,234株", "千株", 1234),
        ("500", "mg", 500),
        ("0.5 g", "mg", 500),
        ("2年", "か月", 24),
        ("250 IU", "IU", 250),
    ],
)
def test_numbers_come_with_counters_and_measures(printed: str, unit: str, value: int) -> None:
    assert read_amount("number", printed, unit).value == value


def test_a_measure_of_something_else_is_a_problem() -> None:
    assert read_amount("number", "10人", "mg").problem


def test_every_rule_leaves_a_trace_in_words() -> None:
    assert read_amount("money", "△1,041", "百万円").trace == (
        "△ → −",
        "× 1,000,000 (百万円)",
        "△1,041 → -1041000000",
    )
    assert read_amount("money", "営業損失 1,041").trace[0] == "営業損失 → −"
    assert read_amount("percent", "3割5分").trace[0] == "3割5分 → 35%"
    assert read_amount("integer", "10名以上").trace[0] == "以上 left aside"
    assert read_amount("money", "12340").trace == ()


def test_json_numbers_are_bare_figures() -> None:
    assert read_json_number("money", 27226, "百万円").value == 27_226_000_000
    assert read_json_number("money", 27226.0).value == 27226
    assert read_json_number("number", 0.1 + 0.2).value == 0.3
    assert read_json_number("money", float("nan")).problem
    assert read_json_number("money", float("inf")).problem
    assert read_json_number("integer", 12.5).problem


def test_units_say_scale_and_name() -> None:
    assert (read_unit("百万円").scale, read_unit("百万円").name) == (1_000_000, "円")
    assert read_unit("in thousands of U.S. dollars").currencies == {"USD"}
    assert "USD" in read_unit("$m").currencies
    assert read_unit("mm").scale == 1
    assert conversion("kg", "mg") == 1_000_000
    assert conversion("円", "yen") == 1
    assert conversion("円", "ドル") is None


amounts = st.integers(min_value=-(10**13), max_value=10**13)


@settings(max_examples=150, deadline=None)
@given(
    amounts, st.sampled_from(["{:,}", "{}", "{:,}円", "¥{:,}-", "￥{:,}", "{:,} yen", "JPY {:,}"])
)
def test_whatever_is_printed_is_read_back(amount: int, form: str) -> None:
    printed = form.format(abs(amount))
    assert read_amount("money", printed).value == abs(amount)
    wide = printed.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,-"})
    for negative in (f"△{printed}", f"▲ {wide}", f"({printed.rstrip('-')})", f"−{wide}"):
        assert read_amount("money", negative).value == -abs(amount)


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=1, max_value=10**16 - 1))
def test_kanji_amounts_agree_with_another_writer(amount: int) -> None:
    kanjize = pytest.importorskip("kanjize")
    assert read_amount("money", f"{kanjize.number2kanji(amount)}円").value == amount
    mixed = kanjize.number2kanji(
        amount, config=kanjize.KanjizeConfiguration(style=kanjize.KanjizeStyle.MIXED)
    )
    assert read_amount("money", f"金{mixed}円也").value == amount


@settings(max_examples=150, deadline=None)
@given(
    st.decimals(min_value=-(10**6), max_value=10**6, places=3),
    st.sampled_from([("千円", 10**3), ("百万円", 10**6), ("億円", 10**8), ("円", 1)]),
)
def test_scales_multiply_exactly(figure: object, unit: tuple[str, int]) -> None:
    name, scale = unit
    exact = float(f"{figure}") * scale
    value = read_amount("money", f"{figure:,}", name).value
    assert isinstance(value, int | float)
    assert abs(value - exact) <= abs(exact) * 1e-12


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="0123456789.,()△-−円%¥$百万億一二三割分厘 　損失年〜①²½eE", max_size=14),
    st.sampled_from(["money", "number", "integer", "percent"]),
)
def test_reading_never_fails_and_is_done_once(text: str, kind: str) -> None:
    reading = read_amount(kind, text)  # type: ignore[arg-type]
    assert reading.value is None or reading.problem is None
    if isinstance(reading.value, int | float):
        assert read_json_number(kind, reading.value).value == reading.value  # type: ignore[arg-type]
        assert read_amount(kind, str(reading.value)).value == reading.value  # type: ignore[arg-type]
