"""How printed dates become ISO 8601."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.model.fields import Field
from aiwf_cli.text.compare import read_value
from aiwf_cli.text.values.dates import read_date


@pytest.mark.parametrize(
    "printed",
    [
        "2024-04-01",
        "2024年4月1日",
        "２０２４年４月１日（月）",
        "2024 年 4 月 1 日",
        "2024/4/1",
        "2024.4.1",
        "20240401",
        "2024-04-01T00:00:00",
        "2024-04-01 00:00:00",
        "令和6年4月1日",
        "令和 6 年 4 月 1 日",
        "令和六年四月一日",
        "二〇二四年四月一日",
        "二千二十四年四月一日",
        "㋿6年4月1日",
        "R6.4.1",
        "R06/04/01",
        "令6.4.1",
        "2024年（令和6年）4月1日",
        "2024年4月1日（令和6年4月1日）",
        "契約日：2024年4月1日",
        "2024年4月1日現在",
        "2024年4月1日 午後3時30分",
        "1 April 2024",
        "1st April 2024",
        "April 1, 2024",
        "Apr. 1 2024",
        "1-Apr-2024",
        "the 1st day of April, 2024",
    ],
)
def test_one_day_in_many_spellings(printed: str) -> None:
    reading = read_date(printed)
    assert (reading.value, reading.problem) == ("2024-04-01", None)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2024年3月期", "2024-03-31"),
        ("令和6年3月期", "2024-03-31"),
        ("2024/3期", "2024-03-31"),
        ("2023年12月期", "2023-12-31"),
        ("2024年2月期", "2024-02-29"),
        ("2024年3月期第3四半期", "2023-12-31"),
        ("2024年3月期 第三四半期", "2023-12-31"),
        ("2024年3月期中間期", "2023-09-30"),
        ("2023年12月期 第2四半期", "2023-06-30"),
        ("2024年3月期（2023年4月1日〜2024年3月31日）", "2024-03-31"),
        ("第25期（2024年3月期）", "2024-03-31"),
        ("2024年3月末", "2024-03-31"),
        ("15ヶ月決算 2024年3月期", "2024-03-31"),
        ("Three months ended December 31, 2023", "2023-12-31"),
    ],
)
def test_a_period_is_its_last_day(printed: str, iso: str) -> None:
    assert read_date(printed).value == iso


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2024年3月", "2024-03"),
        ("2024-03", "2024-03"),
        ("March 2024", "2024-03"),
        ("令和6年3月吉日", "2024-03"),
        ("12/2024", "2024-12"),
        ("2024年", "2024"),
        ("令和元年", "2019"),
        ("平成31年/令和元年", "2019"),
        ("平成31年（令和元年）", "2019"),
    ],
)
def test_what_is_printed_without_a_day_stays_without_one(printed: str, iso: str) -> None:
    reading = read_date(printed)
    assert reading.value == iso
    assert any(rule.startswith("no ") for rule in reading.trace)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("平成31年4月30日", "2019-04-30"),
        ("平成31年5月1日", "2019-05-01"),
        ("令和元年5月1日", "2019-05-01"),
        ("H元.1.8", "1989-01-08"),
        ("昭和64年1月7日", "1989-01-07"),
        ("S64.1.7", "1989-01-07"),
        ("大正元年7月30日", "1912-07-30"),
        ("明治45年7月29日", "1912-07-29"),
        ("平成50年3月31日", "2038-03-31"),
        ("25.12.2024", "2024-12-25"),
        ("12/25/2024", "2024-12-25"),
        ("04/04/2024", "2024-04-04"),
    ],
)
def test_eras_and_unambiguous_orders(printed: str, iso: str) -> None:
    assert read_date(printed).value == iso


@pytest.mark.parametrize(
    ("printed", "day_first", "iso"),
    [
        ("03/06/2024", True, "2024-06-03"),
        ("03/06/2024", False, "2024-03-06"),
        ("01.04.2024", True, "2024-04-01"),
        ("25/12/2024", False, "2024-12-25"),
        ("2024/04/05", True, "2024-04-05"),
    ],
)
def test_a_field_may_say_which_comes_first(printed: str, day_first: bool, iso: str) -> None:
    assert read_date(printed, day_first).value == iso
    field = Field(type="date", day_first=day_first)
    assert read_value(field, printed).value == iso


def test_which_comes_first_is_asked_of_dates_alone() -> None:
    with pytest.raises(ValueError, match="goes with type date, not text"):
        Field(type="text", day_first=True)


def test_a_date_outside_its_era_is_read_with_a_remark() -> None:
    assert "2019-05-01 lies in 令和" in read_date("平成31年5月1日").trace
    assert not any("lies in" in rule for rule in read_date("平成31年4月30日").trace)


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("04/05/2024", "day and month could change places"),
        ("24/4/1", "two digits"),
        ("06.04.01", "two digits"),
        ("4月1日", "no year"),
        ("April 1", "no year"),
        ("2024年度", "fiscal year"),
        ("FY2024", "fiscal year"),
        ("2024年2月30日", "there is no 2024-02-30"),
        ("2024年13月1日", "there is no month 13"),
        ("2023-02-29", "there is no 2023-02-29"),
        ("令和0年4月1日", "no year 0"),
        ("2024年4月1日〜2024年4月5日", "more than one date"),
        ("2024年4月1日〜5日", "more than the date"),
        ("2024年4月1日から30日間", "more than the date"),
        ("2024年（令和5年）4月1日", "its two years"),
        ("○年○月○日", "no year"),
        ("来月の末日", "no date"),
        ("Mayor 4 2024", "no date"),
        ("45383", "no date"),
        ("本契約は" * 100, "too long"),
    ],
)
def test_nothing_is_guessed(printed: str, why: str) -> None:
    reading = read_date(printed)
    assert reading.value is None
    assert why in (reading.problem or "")


@pytest.mark.parametrize("printed", ["-", "―", "N/A", "該当なし", "なし", ""])
def test_no_date_is_no_problem(printed: str) -> None:
    assert read_date(printed).value is None
    assert read_date(printed).problem is None


def test_the_trace_says_which_year_and_which_period() -> None:
    assert read_date("令和6年3月期").trace == (
        "令和6年 → 2024年",
        "3月期 → 2024-03-31",
        "令和6年3月期 → 2024-03-31",
    )
    assert read_date("2024-04-01").trace == ()


ERAS = [("令和", "R", 2019), ("平成", "H", 1989), ("昭和", "S", 1926), ("大正", "T", 1912)]


@settings(max_examples=200, deadline=None)
@given(st.dates(min_value=date(1912, 1, 1), max_value=date(2110, 12, 31)), st.sampled_from(ERAS))
def test_whatever_is_printed_is_read_back(day: date, era: tuple[str, str, int]) -> None:
    name, letter, first = era
    printed = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b} {day.day}, {day.year}",
    ]
    if 1 <= day.year - first + 1 <= 99:
        year = day.year - first + 1
        printed.append(f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日")
        printed.append(f"{letter}{year}.{day.month}.{day.day}")
    for text in printed:
        assert read_date(text).value == day.isoformat()


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789年月日期/.-令和平成元RH 〜()第四半Apri", max_size=16))
def test_reading_never_fails_and_is_done_once(text: str) -> None:
    reading = read_date(text)
    assert reading.value is None or reading.problem is None
    if isinstance(reading.value, str):
        assert read_date(reading.value).value == reading.value
