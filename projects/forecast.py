"""What a target would come to at the pace of the last three months, with its formula: a forecast, never a light. Pure.

The pace is what came in over the months from the last figure known three or more months ago to this one, a month; a
year begins at its baseline. Where that says nothing (too few months, a falling series, no quantity) it says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

from projects.measure import Measure, judged_as, month_end
from projects.quantity import parted

MONTHS, MOST = 3, 4
"""The pace is taken over three months, or four where a month in between has no figure of its own."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """`value`: what would be reached by `until`; None where there is no forecast, `words` then says why.

    `reached`: whether the target would be; `month`: the month (counted from this year's January as 1, December of it
    12) at whose end it would be reached at this pace, None where the pace is nil.
    """

    words: str
    formula: str = ""
    value: Decimal | None = None
    until: date | None = None
    reached: bool = False
    month: int | None = None


def of(measure: Measure, values: Mapping[int, Decimal], month: int) -> Forecast:
    """`values`: cumulative figures by the month they were accepted for (of merged months the last); `month` the one
    that is looked at. Raises nothing: what cannot be forecast says why."""
    if why := _unfit(measure, values, month):
        return Forecast(why)
    known = {0: measure.baseline, **values}
    since = max(each for each in known if each <= month - MONTHS)
    if month - since > MOST:
        return Forecast(f"近{MONTHS}个月缺报，从{_called(since)}起没有数字，不作预测")
    gained = Fraction(known[month]) - Fraction(known[since])
    sign = -1 if _quantity(measure) < measure.baseline else 1
    if gained * sign < 0:
        return Forecast(f"累计数比{_called(since)}{'少' if sign > 0 else '多'}（更正过或退回去了），不作预测")
    return _reckoned(measure, Fraction(known[month]), gained, month, since, sign)


def _unfit(measure: Measure, values: Mapping[int, Decimal], month: int) -> str:
    if judged_as(measure) != "quantity" or measure.quantity is None:
        return "不是按数量累计的指标，不作预测"
    if month not in values:
        return "本期没有报送的数字，不作预测"
    if month < MONTHS:
        return f"不足{MONTHS}个月，不作预测"
    if _meets(measure, Fraction(values[month])):
        return "已达到目标，不再预测"
    return "完成时限已到，不再预测" if _end(measure) <= month_end(measure.year, month) else ""


def _reckoned(measure: Measure, now: Fraction, gained: Fraction, month: int, since: int, sign: int) -> Forecast:
    span, unit = month - since, measure.unit or ""
    pace, end = gained / span, _end(measure)
    left, left_words = _left(measure, end, month)
    value = now + pace * left
    reached = _meets(measure, value)
    when = None if pace == 0 else month + ceil((Fraction(_quantity(measure)) - now) / pace)
    if when is not None and not _meets(measure, now + pace * (when - month)):
        when += 1
    formula = (
        f"近{span}个月（{_called(since)}至{month}月底）共{'增加' if sign > 0 else '减少'}{_shown(abs(gained))}{unit}，"
        f"平均每月{_shown(abs(gained))}÷{span}{_equals(abs(pace))}{unit}；"
        f"{_shown(now)}{'＋' if sign > 0 else '－'}{_shown(abs(gained))}÷{span}×{left_words}{_equals(value)}{unit}"
    )
    by = f"{end.year}年{end.month}月{end.day}日" if end.year != measure.year else f"{end.month}月{end.day}日"
    against = "能够达到" if reached else "达不到"
    at = f"，约{_month(measure.year, when)}达到" if when else "，停在现在的数字上"
    words = f"按近{span}个月的速度，到{by}预计累计{_shown(value)}{unit}，{against}目标{_aim(measure)}{at}"
    return Forecast(words, formula, _decimal(value), end, reached, when)


def _left(measure: Measure, end: date, month: int) -> tuple[Fraction, str]:
    """The months from the end of `month` to the due day: whole ones, and of the last the share of its days."""
    whole = (end.year - measure.year) * 12 + end.month - month
    days = month_end(end.year, end.month).day
    if end.day == days:
        return Fraction(whole), f"{whole}"
    return whole - 1 + Fraction(
        end.day, days
    ), f"（{whole - 1}＋{end.day}÷{days}）" if whole > 1 else f"{end.day}÷{days}"


def _meets(measure: Measure, value: Fraction) -> bool:
    wanted = Fraction(_quantity(measure))
    if wanted < Fraction(measure.baseline):
        return value <= wanted
    return value > wanted if measure.comparator == ">" else value >= wanted


def _quantity(measure: Measure) -> Decimal:
    assert measure.quantity is not None
    return measure.quantity


def _end(measure: Measure) -> date:
    return measure.due_on or date(measure.year, 12, 31)


def _aim(measure: Measure) -> str:
    return parted(_quantity(measure)) + (measure.unit or "")


def _called(month: int) -> str:
    return "年初" if month == 0 else f"{month}月底"


def _month(year: int, month: int) -> str:
    years, place = divmod(month - 1, 12)
    return f"{place + 1}月" if years == 0 else f"{year + years}年{place + 1}月"


def _shown(number: Fraction) -> str:
    """At most two decimals, half up; 约 where that is not the whole of it."""
    rounded = _rounded(number)
    return parted(rounded) if Fraction(rounded) == number else f"约{parted(rounded)}"


def _equals(number: Fraction) -> str:
    rounded = _rounded(number)
    return f"{'＝' if Fraction(rounded) == number else '≈'}{parted(rounded)}"


def _rounded(number: Fraction) -> Decimal:
    return _decimal(number).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
