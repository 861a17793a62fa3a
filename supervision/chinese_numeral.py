"""Numbers in Chinese numerals that count something: 十二万人, 三千五百, 二十余, 两个, 百分之三十, 三分之一.

Told from the words that hold a numeral and count nothing (一体化, 十分, 万一, 千方百计), from ordinals (第三批), years
(二〇二六年), plans (十五五) and set phrases (五位一体): a number is well formed, and has a measure word behind it, or
says 余, 多, 几, or is a hundred and more. A lone 一 is an article.
"""

import re
from decimal import Decimal

DIGITS = "零一二三四五六七八九"
_SCALES = {"万": 10**4, "亿": 10**8}
_ONE = "[一二三四五六七八九两]"
_SIGNS = "[零〇一二三四五六七八九十百千万亿两廿卅]"
_START = "(?<![第初零〇一二三四五六七八九十百千万亿两廿卅])"
LONG = "个百分点|平方公里|平方千米|平方米|立方米|公里|千米|公顷|公斤|人次|人天|场次|批次|小时|分钟|个工作日|个月"
"""Measure words of several signs, the longest first."""
_MEASURE = (
    rf"{LONG}|项(?!目)|成(?=[，。；、多以的左]|$)|年(?!规划|计划|行动|义务|一贯)"
    "|[个户人名位家所处座条部台辆件套间栋幢张次场批支倍番天周岁秒份种类株棵盏根艘架元米亩吨]"
)
FIGURE = (
    r"百分之[零一二三四五六七八九十百点]+"
    rf"|{_START}(?>{_SIGNS}+)分之(?>{_SIGNS}+)"
    rf"|{_START}(?P<numeral>(?>{_SIGNS}+)(?:点[{DIGITS}]+)?)(?P<more>(?:[余多几来][万亿]*)?)(?P<measure>{_MEASURE})?"
)
"""What may be one; `counts` says whether it is."""
NAMES = (
    "两个(?:确立|维护|结合|毫不动摇)|[“‘]?两个一百年|三个(?:代表|务必)|四个(?:意识|自信|全面)|五位一体|八项规定"
    "|四处(?=[奔走张打寻散])"
)
"""Set phrases that count nothing here."""

_SECTION = f"(?:{_ONE}千[零〇]?)?(?:{_ONE}百[零〇]?)?(?:{_ONE}?十)?{_ONE}?"
_WELL_FORMED = re.compile(rf"(?=[一二三四五六七八九两十])(?:{_SECTION}亿[零〇]?)?(?:{_SECTION}万[零〇]?)?{_SECTION}")
_ROUND = re.compile("[百千]万|[百千万]亿|千百万")
"""Without a digit before it, where something is counted: 百万元."""
_ABOUT = re.compile("(?:一两|两三|二三|三四|三五|四五|五六|六七|七八|八九)[十百千万亿]*")
"""Two digits side by side: 二三十人."""


def counts(match: re.Match[str]) -> bool:
    """Whether a match of a pattern with FIGURE in it is a number; what is not in Chinese numerals is."""
    numeral, more, measure = match["numeral"], match["more"], match["measure"]
    if numeral is None:
        return True
    if numeral == "一":
        return measure in ("项", "成")
    if measure in ("项", "成"):
        return True
    written = _standard(numeral).partition("点")[0]
    if _WELL_FORMED.fullmatch(written):
        scaled = set(written) & set("百千万亿")
        return bool(measure or scaled or (more not in ("", "来") and "十" in written))
    return bool(
        (measure and _ROUND.fullmatch(written)) or (_ABOUT.fullmatch(written) and (measure or len(written) > 2))
    )


def amount(figure: str) -> tuple[Decimal, str] | None:
    """The number and its unit, % for 百分之; None for a fraction, an approximate one, and what is no number."""
    if figure.startswith("百分之"):
        number = value(figure.removeprefix("百分之"))
        return (number, "%") if number is not None else None
    match = re.fullmatch(rf"(?P<numeral>{_SIGNS}+(?:点[{DIGITS}]+)?)[余多]?(?P<scale>[万亿]*)(?P<unit>.*)", figure)
    number = value(match["numeral"] + match["scale"]) if match else None
    return (number, match["unit"]) if match and number is not None else None


def value(words: str) -> Decimal | None:
    """A number in Chinese numerals, up to 亿, with 点 for the point: 八十七点五 is 87.5; None where it is none."""
    whole, point, fraction = _standard(words).partition("点")
    total = section = last = Decimal(0)
    for sign in whole.replace("两", "二"):
        if sign in DIGITS:
            last = Decimal(DIGITS.index(sign))
        elif sign in "十百千":
            section += (last or 1) * 10 ** ("十百千".index(sign) + 1)
            last = Decimal(0)
        elif sign in _SCALES:
            total += (section + last) * _SCALES[sign]
            section = last = Decimal(0)
        else:
            return None
    if not whole or (point and (not fraction or set(fraction) - set(DIGITS))):
        return None
    behind = "".join(str(DIGITS.index(sign)) for sign in fraction)
    return total + section + last + (Decimal(f"0.{behind}") if behind else 0)


def _standard(words: str) -> str:
    return words.replace("〇", "零").replace("廿", "二十").replace("卅", "三十")
