"""What a person wrote into a record of the ladder: texts that must be there, and days that must be days."""

from datetime import date, datetime

from tracker.clock import SHANGHAI
from tracker.refusal import Refused
from tracker.working_days import WEEKDAYS

NUMERALS = "一二三四五六七八九十"
LONGEST = 2000
"""Signs in one field."""


def faults(code: str, field: str, text: str) -> list[Refused]:
    """What is wrong with a text that must be there: `code` where it is missing."""
    if not text.strip():
        return [Refused(code, field=field)]
    return too_long(field, text)


def too_long(field: str, text: str) -> list[Refused]:
    return [Refused("record.too_long", field=field, most=LONGEST)] if len(text.strip()) > LONGEST else []


def day(text: str | None) -> date | None:
    """The date of an ISO text; None for none and for what is no date."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def moment(text: str | None) -> datetime | None:
    """The time of an ISO text in China's zone (`2026-08-20T15:00`); None for what is none."""
    try:
        return datetime.fromisoformat(text or "").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None


def in_words(one: date) -> str:
    return f"{one.month}月{one.day}日"


def in_full(one: date) -> str:
    """2026年10月8日."""
    return f"{one.year}年{in_words(one)}"


def by(one: date) -> str:
    """2026年10月8日（周四）, for a day by which something is owed."""
    return f"{in_full(one)}（周{WEEKDAYS[one.weekday()]}）"


def hour(one: datetime) -> str:
    """2026年9月3日15时, 2026年9月3日15时30分."""
    return f"{in_full(one.date())}{one.hour}时" + (f"{one.minute}分" if one.minute else "")


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def sentence(text: str) -> str:
    """With one full stop at its end."""
    return text.strip().rstrip("。；;. ") + "。"


def numeral(place: int) -> str:
    """一, 十一, 二十, 一百零一: how a paragraph of the second level is numbered, up to 999."""
    hundreds, rest = divmod(place, 100)
    tens, ones = divmod(rest, 10)
    told = f"{NUMERALS[hundreds - 1]}百" if hundreds else ""
    if tens:
        told += (NUMERALS[tens - 1] if tens > 1 or hundreds else "") + "十"
    elif hundreds and ones:
        told += "零"
    return told + (NUMERALS[ones - 1] if ones else "")
