"""A figure typed by hand: where it stands in a text, how much of what it says, and how near it is to a published one.

Years, months, telephone numbers, document numbers, web addresses and what is written in Latin letters (A4, PM2.5, 5G,
alert(1)) are names and no figures; a Latin unit behind a number is a unit. 9月30日 and 2026-09-30 are one figure each
(docs/decisions/0081-press-figures-are-references.md). Numbers in Chinese numerals: supervision/chinese_numeral.py.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from supervision import chinese_numeral

NEAR = Decimal("0.02")
"""How far a typed figure may be from a published one of the same unit to be taken for it (default): 2 %."""
TELLING = 10
"""From what number on the same number of other things is a hint at all (default): there are threes of everything."""

_REWRITTEN = Decimal("0.001")
"""An amount written in another unit comes behind the same one written alike."""

_DAY = r"\d{1,2}月\d{1,2}日"
_MOMENT = r"\d{4}[-./]\d{1,2}[-./]\d{1,2}(?!\d)|\d{1,2}[:：]\d{2}(?!\d)|\d{1,2}时\d{1,2}分(?!钟)"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
UNIT = rf"{chinese_numeral.LONG}|[ \u3000]?[%％‰]|[A-Za-z]{{1,4}}[²³]?|(?![至到和与及或是为占的中各均])[\u4e00-\u9fff]"
"""What may follow a number as its unit, the longest first: 公里 before 公."""
_FIGURE = re.compile(rf"{_DAY}|{_MOMENT}|{_NUMBER}[余多]?[万亿]{{0,2}}[余多]?(?:{UNIT})?|{chinese_numeral.FIGURE}")

_MONTH = "(?:1[0-2]|0?[1-9])"
_NAMES = re.compile(
    r"\d{4}(?:[—–~～至-]\d{4})?年度?"
    rf"|(?<!\d)(?:{_MONTH}月?[—–~～至到、-])*{_MONTH}月份?(?!\d{{1,2}}日)"
    r"|\d{3,4}-\d{4,8}|第\d+|〔\d{4}〕\d+号"
    r"|https?://[!-~]+|www\.[!-~]+|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+"
    r"|[A-Za-z_][A-Za-z0-9_.]*\([ -$&'*-~]{0,80}\)"
    r"|(?<![0-9A-Za-z.])(?>[A-Za-z][A-Za-z0-9]*(?:[.-][A-Za-z0-9]+)*)(?![%％万亿])"
    r"|(?<![\d.])\d[A-Z](?![A-Za-z])"
    rf"|{chinese_numeral.NAMES}"
)

_SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_MEASURES = {
    "元": ("money", 1),
    "米": ("length", 1),
    "m": ("length", 1),
    "公里": ("length", 1000),
    "千米": ("length", 1000),
    "km": ("length", 1000),
    "平方米": ("area", 1),
    "公顷": ("area", 10**4),
    "平方公里": ("area", 10**6),
    "平方千米": ("area", 10**6),
    "公斤": ("mass", 1),
    "kg": ("mass", 1),
    "吨": ("mass", 1000),
    "成": ("share", 10),
    "%": ("share", 1),
}
"""Units that are one another's multiples: what they measure, and how many of its base unit one of them is."""
_ALONE = {
    "个百分点",
    "‰",
    "立方米",
    "亩",
    "年",
    "个月",
    "周",
    "日",
    "天",
    "小时",
    "时",
    "分钟",
    "分",
    "秒",
    "号",
    "岁",
    "度",
}
"""Units that measure too, with nothing to compare them with but themselves."""
_AMOUNT = re.compile(rf"(\d+(?:\.\d+)?)[余多]?([万亿]{{0,2}})[余多]?({UNIT})?")


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of what: `number` as it is written, its `scale` (万 is 10,000), and its `unit`, empty where none is."""

    number: Decimal
    scale: int
    unit: str

    @property
    def what(self) -> str:
        """What it is an amount of: money, length …; otherwise whatever the unit says."""
        return _MEASURES.get(self.unit, (self.unit, 1))[0]

    @property
    def counted(self) -> bool:
        """Whether it is a number of things, 户 or 部; one without a unit may be one."""
        return self.unit not in _MEASURES and self.unit not in _ALONE

    @property
    def scaled(self) -> Decimal:
        return self.number * self.scale

    @property
    def size(self) -> Decimal:
        """In the base unit of `what`."""
        return self.scaled * _MEASURES.get(self.unit, (self.unit, 1))[1]

    @property
    def written(self) -> tuple[int, str]:
        return self.scale, self.unit


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut at its figures, each piece with whether it is one; nothing of it is lost."""
    named = [match.span() for match in _NAMES.finditer(text)]
    at = 0
    for match in _FIGURE.finditer(text):
        if any(start <= match.start() < end for start, end in named) or not chinese_numeral.counts(match):
            continue
        yield text[at : match.start()], False
        yield match[0], True
        at = match.end()
    yield text[at:], False


def plain(figure: str) -> str:
    """The figure under which its source is kept: 1,200户 and １２００户 are one."""
    return "".join(unicodedata.normalize("NFKC", figure).replace(",", "").split())


def distance(asked: str, value: str) -> Decimal | None:
    """How far a typed figure is from a published one, both `plain`: 0 for the same; less than 1 for nearly the same
    amount; 1 for digits turned about; 2 for the same number of other things, or without its unit. None where it is no
    slip of it."""
    if asked == value:
        return Decimal(0)
    first, second = amount(asked), amount(value)
    if first is None or second is None:
        return None
    if first.what == second.what:
        return _slip(first, second)
    comparable = not first.unit or (first.counted and second.counted)
    return Decimal(2) if comparable and first.scaled == second.scaled >= TELLING else None


def _slip(first: Amount, second: Amount) -> Decimal | None:
    gap = abs(first.size - second.size) / (max(first.size, second.size) or 1)
    if gap <= NEAR:
        return gap if first.written == second.written else gap + _REWRITTEN
    turned = first.written == second.written and sorted(str(first.number)) == sorted(str(second.number))
    return Decimal(1) if turned else None


def amount(figure: str) -> Amount | None:
    """What a `plain` figure says; None for a date, an hour, words, and whatever is no amount."""
    if match := _AMOUNT.fullmatch(figure):
        return Amount(Decimal(match[1]), _SCALES[match[2]], match[3] or "") if match[2] in _SCALES else None
    found = chinese_numeral.amount(figure)
    return Amount(found[0], 1, found[1]) if found else None
