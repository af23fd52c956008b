"""Characters that OCR confuses and that their neighbours decide, one for one.

Katakana, kanji and hiragana have look-alikes (カ and 力, ー and 一, り and リ) that a reader
tells by the word they stand in. The recogniser also knows Chinese print and sometimes writes
產 for 産. Only what the neighbours leave no doubt about is changed; the text keeps its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_KATA = "ァ-ヺー"
_HIRA = "ぁ-ゖ"
_KANJI = "々〇一-\u9fff"
_AFTER_KANA = "ッーャュョァィゥェォンヮ"
"""Katakana that begin no word."""

_AFTER_ONE = "覧部般括式時切方定致環律連度"
"""Kanji that make a word with 一 before them."""

_CHINESE = str.maketrans(
    dict(
        zip(
            "產产增减净单总额营业务经济负债权资质贷费买卖壳价测计说說员际报绩结给约级纪纯纳组细终统"
            "继维编线练设证评试诉该详语误请课调谈责贡财货贩购贮贵贺赁赔赏赞车转轮软轻载较输边达过"
            "运进远违连迟适选递遗邮释针钢钱铁铜银锁错键长门闭问间闻阅队阳阴陆险难页项顺顾频题颜类"
            "风飞饭饮馆驱验鱼鸟齐齿黃黑值內戶步每歲稅脫悅閱銳錄綠緣溫卽旣敎靑淸硏絕剩潛",
            "産産増減浄単総額営業務経済負債権資質貸費買売売価測計説説員際報績結給約級紀純納組細終統"
            "継維編線練設証評試訴該詳語誤請課調談責貢財貨販購貯貴賀賃賠賞賛車転輪軟軽載較輸辺達過"
            "運進遠違連遅適選逓遺郵釈針鋼銭鉄銅銀鎖錯鍵長門閉問間聞閲隊陽陰陸険難頁項順顧頻題顔類"
            "風飛飯飲館駆験魚鳥斉歯黄黒値内戸歩毎歳税脱悦閲鋭録緑縁温即既教青清研絶剰潜",
            strict=True,
        )
    )
)
"""Forms of Chinese print for the kanji of Japanese business; applied where there is kana."""

_AS_KATAKANA = dict(zip("力口二八夕工卜一－―—–", "カロニハタエトーーーーー", strict=True))
_LOOKALIKE = "".join(_AS_KATAKANA)
_DASHES = "一－―—–"
_KATAKANA_RUN = re.compile(f"[{_KATA}{_LOOKALIKE}]{{2,}}")
_DEFINITE = re.compile("[ァ-ヺ]")

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (f"(?<![{_KATA}])リ(?=[{_HIRA}])|(?<=[{_HIRA}])リ(?![{_KATA}])|(?<=よ)リ", "り"),
        (f"(?<=[{_KATA}])り(?=[{_KATA}]|[^{_HIRA}{_KANJI}]|$)", "リ"),
        (f"ヘ(?=[{_HIRA}])|(?<=[{_HIRA}{_KANJI}])ヘ(?=[{_KANJI}])", "へ"),
        ("へ(?=[ッー]|ル[プメスシペ]|リコ)", "ヘ"),
        (f"(?<=[{_HIRA}{_KANJI}])ベ(?=[{_HIRA}])", "べ"),
        (f"(?<![{_HIRA}{_KANJI}])べ(?=[{_KATA}])", "ベ"),
        (f"(?<![{_HIRA}{_KANJI}])ぺ(?=[{_KATA}])", "ペ"),
        (f"(?<=[{_KANJI}])カ(?![{_KATA}月所国年条村日店社\n]|$)", "力"),
        (f"(?<=[入出窓人戸])ロ(?![{_KATA}])", "口"),
        (f"(?<![{_KATA}{_HIRA}])ー(?=[{_KANJI}])|(?<=[{_HIRA}])ー(?=[{_AFTER_ONE}])", "一"),
        ("(?<=[業実成功事])續", "績"),
        (f"(?<=[{_KATA}{_HIRA}{_KANJI}])[·•]|[·•](?=[{_KATA}{_HIRA}{_KANJI}])", "・"),
    )
)
"""What neighbours decide, in Japanese text."""

_TRIANGLE = re.compile(r"[\u2206\u0394](?=[\s¥￥$]?[0-9０-９])")
"""INCREMENT and the Greek delta, where only the triangle of a negative figure can be meant."""

_POINT = re.compile("(?<=[0-9])[·•](?=[0-9])")
_YEN = re.compile(r"夫+(?=[0-9]{1,3}(?:,[0-9]{3})+)")
_KANJI_TEXT = re.compile(f"[{_KANJI}]")
_KANA = re.compile(f"[{_KATA}{_HIRA}]")
_LONE_ONE = re.compile("(?:(?<=  )|^)一(?=  |$)", re.MULTILINE)
_LONE_FIGURE = re.compile(r"(?:^|  )[△▲-]?[0-9][0-9,.]*%?(?=  |$)")


def mended(text: str) -> str:
    """The text with confused characters put right; as long as it was."""
    text = _TRIANGLE.sub("△", text)
    text = _POINT.sub(".", text)
    text = _YEN.sub(lambda found: "¥" * len(found[0]), text)
    text = "\n".join(map(_mend_dashes, text.split("\n")))
    if not _KANA.search(text):
        return text if _KANJI_TEXT.search(text.replace("夫", "")) else text.replace("夫", "¥")
    text = _KATAKANA_RUN.sub(_katakana_in(text), text.translate(_CHINESE))
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def _mend_dashes(line: str) -> str:
    """A line of a table with dashes for the lone kanji 'one' in it: 'not applicable', not 1."""
    return _LONE_ONE.sub("―", line) if _LONE_FIGURE.search(line) else line


def _katakana_in(text: str) -> Callable[[re.Match[str]], str]:
    def spelled(found: re.Match[str]) -> str:
        """A run of katakana and look-alikes with the look-alikes within it made katakana."""
        run = found[0]
        if not _DEFINITE.search(run):
            return run
        before, behind = text[: found.start()][-1:], text[found.end() :][:1]
        letters = list(run)
        for index, letter in enumerate(run):
            if letter in _AS_KATAKANA and _belongs(run, index, before, behind):
                letters[index] = _AS_KATAKANA[letter]
        return "".join(letters)

    return spelled


def _belongs(run: str, index: int, before: str, behind: str) -> bool:
    """Whether a look-alike is part of the katakana word, not of the words around it."""
    if 0 < index < len(run) - 1:
        return True
    if index and run[index] == "一":
        return not re.match(f"[{_AFTER_ONE}つ日月年回件人名個台本枚0-9]", behind)
    if index:
        return run[index] in _DASHES and not re.match(f"[{_KANJI}0-9]", behind)
    if run[0] in _DASHES:
        return False
    return run[1] in _AFTER_KANA or not re.match(f"[{_KANJI}0-9]", before)
