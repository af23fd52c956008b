"""Text layers that say something else than the page shows are told from clean ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.sources.ocr.garbled import looks_garbled

JAPANESE = (
    "第11条（免責）当社は、本サービスの利用により生じた損害について、故意又は重過失がある場合を除き、"
    "責任を負わないものとします。売上高は27,226百万円、営業利益は△1,041百万円となりました。"
)
ENGLISH = (
    "The provider shall not be liable for any damages arising out of the use of the service, "
    "unless they were caused by intent or gross negligence. Net sales came to 27,226 thousand."
)
GERMAN = (
    "Der Anbieter haftet nicht für Schäden, die aus der Nutzung des Dienstes entstehen, es sei "
    "denn, sie wurden vorsätzlich oder grob fahrlässig verursacht."
)
CLEAN = {
    "Japanese": JAPANESE,
    "English": ENGLISH,
    "German": GERMAN,
    "Polish": "Usługodawca nie ponosi odpowiedzialności za szkody wynikające z korzystania z "
    "usługi, chyba że zostały spowodowane umyślnie lub wskutek rażącego niedbalstwa.",
    "Vietnamese": "Nhà cung cấp không chịu trách nhiệm về những thiệt hại phát sinh từ việc sử "
    "dụng dịch vụ, trừ trường hợp cố ý hoặc sơ suất nghiêm trọng.",
    "Chinese": "服务提供者对因使用本服务而产生的任何损失不承担责任，但故意或重大过失除外。",
    "traditional": "服務提供者對因使用本服務而產生的任何損失不承擔責任，但故意或重大過失除外。",
    "Japanese and Chinese": "当社は製品の使用により生じた損害について責任を負いません。"
    "本公司对因使用产品而产生的损失不承担责任。",
    "Korean": "회사는 서비스 이용으로 인하여 발생한 손해에 대하여 책임을 지지 않습니다.",
    "Russian": "Поставщик не несёт ответственности за убытки, возникшие при использовании сервиса.",
    "half-width kana": "ﾌﾘｺﾐ ｶ)ﾏﾙﾀ･ｼﾖｳｼﾞ､ ｾｲｷﾕｳｶﾞｸ ﾃｽｳﾘﾖｳ ｱﾘ",
    "names": "髙﨑 濵田 草彅 𠮷野",
    "old print": "舊字體ノ文章デアル。國會圖書館ニ於テ閲覽ス。",
    "figures": "1,234 △567 (89) 12.3% — — 45 $6,789 €10 ¥11",
    "leaders": "第1章 総則 …………………………………………… 1\n第2章 雑則 ・・・・・・・・・・・・・・ 9",
    "a drawn table": "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+",
    "program text": "for (int i = 0; i < n; i++) { if (a[i] != b[i]) return &x->y[i]; }",
    "part numbers": "KXTG BLKR 7PQZ WXYZ BCDF GHJK LMNP QRST VWXZ " * 10,
    "symbols": "№ 1 → 2 ● ■ ◆ ★ ☆ ○ × ① ② ③",
    "nothing": " \n ",
}


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN.keys())
def test_clean_text_is_left_alone(text: str) -> None:
    assert not looks_garbled(text)


@pytest.mark.parametrize(
    ("was", "taken_for"),
    [
        ("utf-8", "latin-1"),
        ("utf-8", "cp1252"),
        ("utf-8", "mac-roman"),
        ("utf-8", "cp932"),
        ("utf-8", "gbk"),
        ("cp932", "latin-1"),
        ("cp932", "cp1252"),
        ("cp932", "mac-roman"),
        ("cp932", "gbk"),
        ("euc-jp", "latin-1"),
        ("euc-jp", "cp932"),
        ("utf-16-le", "latin-1"),
        ("utf-16-le", "utf-16-be"),
    ],
)
def test_bytes_taken_for_another_encoding(was: str, taken_for: str) -> None:
    assert looks_garbled(JAPANESE.encode(was).decode(taken_for, "replace"))


@pytest.mark.parametrize(
    "text",
    [
        "(cid:12)(cid:345)(cid:6) 2024 (cid:78)(cid:9)",
        "/g12/g34/gid00056 /uni3042/uni3044",
        "\ue001\ue002\ue003 2024 \ue004",
        "\ufffd\ufffd\ufffd 27,226 \ufffd",
        "\x01\x02\x03\x04\x05 10 \x06",
    ],
)
def test_glyphs_without_characters(text: str) -> None:
    assert looks_garbled(text)


@pytest.mark.parametrize("text", [ENGLISH, GERMAN], ids=["English", "German"])
@pytest.mark.parametrize("places", range(1, 26))
def test_letters_moved_along_the_alphabet(text: str, places: int) -> None:
    def moved(letter: str) -> str:
        start = ord("A" if letter.isupper() else "a")
        plain = letter.isascii() and letter.isalpha()
        return chr((ord(letter) - start + places) % 26 + start) if plain else letter

    assert looks_garbled("".join(map(moved, text)))


def test_glyph_numbers_taken_for_ascii() -> None:
    """Fonts cut down to what a page uses often number their glyphs in the order of first use."""
    order = list(dict.fromkeys(ENGLISH))
    assert looks_garbled("".join(chr(0x21 + order.index(letter)) for letter in ENGLISH))
    assert looks_garbled("".join(chr(ord(c) - 29) if c.isalpha() else c for c in ENGLISH))


@given(st.lists(st.sampled_from([*JAPANESE, *ENGLISH]), max_size=300).map("".join))
@settings(max_examples=200, deadline=None)
def test_no_order_of_clean_characters_is_mojibake(text: str) -> None:
    """The marks are marks of characters and of pairs that no text has, whatever it says."""
    latin = sum(letter.isascii() and letter.isalpha() for letter in text)
    assert latin >= 100 or not looks_garbled(text)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_judged(text: str) -> None:
    assert looks_garbled(text) in (True, False)
