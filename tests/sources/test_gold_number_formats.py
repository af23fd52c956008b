"""Number formats: what Excel shows, and the figure behind it."""

from __future__ import annotations

from datetime import datetime

import pytest

from aiwf_cli.sources.gold.number_formats import show_date, show_number


@pytest.mark.parametrize(
    ("value", "code", "text", "figure"),
    [
        (12, "0000", "0012", "12"),
        (12, "General", "12", "12"),
        (11.1, "General", "11.1", "11.1"),
        (11.1, "0.00", "11.10", "11.1"),
        (0.498, "0.0%", "49.8%", "49.8%"),
        (0.4982, "0%", "50%", "49.82%"),
        (27226, '#,##0"百万円"', "27,226百万円", "27226百万円"),
        (27226000000, '#,##0,,"百万円"', "27,226百万円", "27226百万円"),
        (27226000000, "#,##0,,", "27,226", "27226000000"),
        (-1041, "#,##0;△#,##0", "△1,041", "-1041"),
        (-1041, "#,##0_);[Red]\\(#,##0\\)", "(1,041)", "-1041"),
        (-1041, '"¥"#,##0;[Red]"¥"\\-#,##0', "¥-1,041", "-¥1041"),
        (1234.5, "[$¥-411]#,##0", "¥1,235", "¥1234.5"),
        (1234567, "000-0000", "123-4567", "1234567"),
        (5, '"第"0"条"', "第5条", "第5条"),
        (0, '0;-0;"-"', "-", "0"),
        (2.5, "0", "3", "2.5"),
        (0.1 + 0.2, "General", "0.3", "0.3"),
        (1.5, "# ?/?", "1.5", "1.5"),
        (12345, "0.00E+00", "12345", "12345"),
        (3, "@", "3", "3"),
        (5, 'General"円"', "5円", "5円"),
        (1041, '[>=1000]#,##0.0,"千";0', "1.0千", "1.041千"),
        (999, '[>=1000]#,##0.0,"千";0', "999", "999"),
        (27226000000, "", "27226000000", "27226000000"),
    ],
)
def test_a_number_is_shown_rounded_and_kept_whole(
    value: float, code: str, text: str, figure: str
) -> None:
    shown = show_number(value, code)
    assert (shown.text, shown.figure) == (text, figure)


@pytest.mark.parametrize(
    ("code", "text", "figure"),
    [
        ("yyyy/m/d", "2024/3/5", "2024-03-05"),
        ("mm-dd-yy", "2024-03-05", "2024-03-05"),
        ('yyyy"年"m"月"d"日"', "2024年3月5日", "2024-03-05"),
        ('yyyy"年"m"月"', "2024年3月", "2024-03"),
        ('m"月"d"日"', "3月5日", "2024-03-05"),
        ("mmm-yy", "2024-03", "2024-03"),
        ("yyyy/mm/dd;@", "2024/03/05", "2024-03-05"),
        ('[$-411]ggge"年"m"月"d"日"', "2024-03-05", "2024-03-05"),
        ("yyyy/m/d h:mm", "2024-03-05", "2024-03-05"),
    ],
)
def test_a_date_is_iso_and_as_precise_as_shown(code: str, text: str, figure: str) -> None:
    shown = show_date(datetime(2024, 3, 5), code)
    assert (shown.text, shown.figure) == (text, figure)
