"""Numbers and days as officials write them: 3.5万, 1.2亿, 1,200, １２００, 70余, 约95.4%; 2021年7月31日, 2021/7/31.

Nothing is rounded: a number becomes the Decimal it was written as, and what stood around it (余, 约, 以上, a unit)
is kept beside it, never thrown away.
"""

import calendar
import itertools
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

LONGEST = 40
"""Characters a number may have; longer ones are slips of the keyboard or an attack."""

EARLIEST_YEAR, LATEST_YEAR = 1949, 2199

_SCALES = {"": 0, "十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x2212: "-"}
_BEFORE = "大约|约|近|将近|超过|超|逾|不少于|不低于|至少|不超过|不高于|低于|高于|≥|>=|≤|<=|>|<"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_SCALE = "万亿|千万|百万|十万|亿|万|千|百|十"
_FIGURE = re.compile(
    rf"(?P<before>{_BEFORE})?\s*(?P<sign>[-+])?\s*"
    rf"(?P<parts>(?:(?:{_DIGITS})\s*(?:{_SCALE})\s*)*(?:{_DIGITS})?)"
    rf"(?P<more>[余多])?\s*(?P<late>{_SCALE})?(?P<rest>.*)",
    re.DOTALL,
)
_PART = re.compile(rf"(?P<digits>{_DIGITS})\s*(?P<scale>{_SCALE})?\s*")
_REST = re.compile(
    r"(?P<more>[余多])?\s*(?P<unit>(?:[^\W\d_]|[%‰℃°])\D{0,19}?)??(?P<after>多|余|左右|上下|以上|以下|以内)?"
)
_DAY = re.compile(
    r"(?P<year>\d{4})\s*(?P<mark>[-/.年])\s*(?P<month>\d{1,2})\s*(?:(?P=mark)|月)\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_COMPACT_DAY = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_MONTH_END = re.compile(r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月(?:底|末)前?")

_RANGE = re.compile(
    rf"(?:{_DIGITS})\s*(?:{_SCALE})?[^\W\d_]{{0,4}}\s*(?:-{{1,2}}|—{{1,2}}|–|~|～|至|到)\s*(?:{_DIGITS})\s*(?:{_SCALE})?\D{{0,19}}"
)

_COMPARATORS = {
    ">=": ("不少于", "不低于", "至少", "≥", ">=", "以上"),
    ">": ("超过", "超", "逾", "高于", ">"),
    "<=": ("不超过", "不高于", "≤", "<=", "以下", "以内"),
    "~": ("大约", "约", "近", "将近", "左右", "上下"),
}


class Unreadable(ValueError):
    """The text is not one number, or not one day."""


@dataclass(frozen=True)
class Figure:
    """One number with what was written around it.

    `value` is in the unit as written after 万 and 亿 were multiplied out (35万人 is 350000 with the unit 人);
    `hedges` are the words that made it inexact or a bound (余, 约, 左右, 以上 ...), in the order written.
    """

    value: Decimal
    unit: str | None = None
    hedges: tuple[str, ...] = ()
    scaled: bool = False
    """Whether 万 or 亿 (or another scale) was multiplied out."""

    @property
    def comparator(self) -> str | None:
        """The comparison the hedges state: >=, >, <=, ~, or None (余 and 多 state none)."""
        for sign, words in _COMPARATORS.items():
            if any(hedge in words for hedge in self.hedges):
                return sign
        return None


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as ordinary ones; everything else untouched."""
    return text.translate(_FULL_WIDTH)


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: 350000, 23.8."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def parted(value: Decimal) -> str:
    """A decimal as printed: no trailing zeros, thousands parted from five digits on, a true minus: 12,345.5, −20."""
    whole, _, fraction = plain(abs(value)).partition(".")
    shown = f"{int(whole):,}" if len(whole) > 4 else whole
    sign = "−" if value < 0 else ""
    return f"{sign}{shown}.{fraction}" if fraction else f"{sign}{shown}"


def exact(value: int | float) -> Decimal:
    """A spreadsheet's number as it was typed: 23.8 is 23.8 and not 23.800000000000000710.

    Raises Unreadable for what is no finite number.
    """
    number = Decimal(repr(value))
    if not number.is_finite():
        raise Unreadable(str(value))
    return Decimal(plain(number))


def figure(text: str) -> Figure:
    """Read one number with its hedges and its unit; raises Unreadable (ranges such as 6-10 are two numbers)."""
    written = half_width(text).strip()
    match = _FIGURE.fullmatch(written) if 0 < len(written) <= LONGEST else None
    if match is None or not match["parts"]:
        raise Unreadable(text)
    rest = _REST.fullmatch(match["rest"].strip())
    if rest is None:
        raise Unreadable(text)
    value = _sum(match["parts"], match["late"] or "", text)
    hedges = tuple(word for word in (match["before"], match["more"], rest["more"], rest["after"]) if word)
    scaled = bool(match["late"]) or re.search(_SCALE, match["parts"]) is not None
    return Figure(value.copy_negate() if match["sign"] == "-" else value, rest["unit"] or None, hedges, scaled)


def is_range(text: str) -> bool:
    """Whether two ends are written where one number is asked for: 6-10个, 3至5家, 1.5万～2万人."""
    return _RANGE.fullmatch(half_width(text).strip()) is not None


def number(text: str) -> Decimal:
    """Read one bare number (3.5万, 1,200); raises Unreadable, also when a hedge or a unit stands beside it."""
    read = figure(text)
    if read.hedges or read.unit:
        raise Unreadable(text)
    return read.value


def _sum(parts: str, late: str, text: str) -> Decimal:
    """1亿2000万 is 120000000; each part must be of a smaller scale than the one before it."""
    found = [(part["digits"], part["scale"] or "") for part in _PART.finditer(parts)]
    if late:
        digits, scale = found.pop()
        if scale:
            raise Unreadable(text)
        found.append((digits, late))
    exponents = [_SCALES[scale] for _, scale in found]
    if any(later >= earlier for earlier, later in itertools.pairwise(exponents)):
        raise Unreadable(text)
    if len(found) > 1 and not exponents[-1] and len(found[-1][0].split(".")[0]) != exponents[-2]:
        raise Unreadable(text)  # 3万5 is 35000 to one reader and 30005 to another
    parted = [
        Decimal(f"{digits.replace(',', '')}E{exponent}") for (digits, _), exponent in zip(found, exponents, strict=True)
    ]
    with localcontext(prec=2 * LONGEST):  # the usual 28 digits would round what was written
        return Decimal(plain(sum(parted, Decimal(0))))


def day(text: str) -> date:
    """Read a day: 2021-07-31, 2021年7月31日, 2021/7/31, 2021.7.31, 20210731; 2021年11月底 is that month's last day.

    Raises Unreadable, also for days that do not exist and years outside 1949 to 2199.
    """
    written = half_width(text).strip()
    month_end = _MONTH_END.fullmatch(written)
    match = month_end or _DAY.fullmatch(written) or _COMPACT_DAY.fullmatch(written)
    if match is None:
        raise Unreadable(text)
    year, month = int(match["year"]), int(match["month"])
    try:
        last = calendar.monthrange(year, month)[1] if month_end else int(match["day"])
        return within_reach(date(year, month, last))
    except ValueError as error:
        raise Unreadable(text) from error


def within_reach(value: date) -> date:
    """The day itself; raises Unreadable when its year is surely a slip (before 1949, after 2199)."""
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        raise Unreadable(value.isoformat())
    return value
