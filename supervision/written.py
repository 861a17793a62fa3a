"""What a person wrote into a record of the ladder: texts that must be there, and days that must be days."""

from datetime import date, datetime

from tracker.clock import SHANGHAI
from tracker.refusal import Refused

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
