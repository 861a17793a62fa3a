"""Deadlines as an iCalendar feed (RFC 5545, 7986) that a calendar program subscribes to. Pure: rows in, bytes out.

One VEVENT a deadline, under the obligation's own id for ever; its sequence rises with every change of its due time, and
one that is no longer asked stays in the feed as cancelled, so that programs take it off. Same rows, same bytes: nothing
depends on when it is asked for.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone

from projects.rule import due_words
from supervision.claim import OWNERS
from supervision.obligations import ObligationRow

ZONE = ZoneInfo("Asia/Shanghai")
PRODUCT = "-//Livelihood tracker//Deadlines//ZH-CN"
MOVING = (
    "obligation.rescheduled",
    "obligation.resumed",
    "obligation.extension_granted",
    "obligation.waived",
)
"""What a program has to notice: the time is another one, or it is no longer asked."""
STATES = {
    "scheduled": "",
    "due_soon": "",
    "met": "已完成：",
    "met_late": "已完成（逾期）：",
    "missed": "逾期未完成：",
    "waived": "不再要求：",
}
WHY = {
    "obligation.rescheduled": "期限改过",
    "obligation.resumed": "暂停后恢复计时",
    "obligation.extension_granted": "同意延期",
}


def feed(rows: Iterable[ObligationRow], name: str, base: str, year: int) -> bytes:
    """The calendar of that name; `base` is where our pages are."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", ZONE.key)
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    made.add_component(_zone(year))
    for row in sorted(rows, key=lambda each: (each.due, each.id)):
        made.add_component(_event(row, base))
    return bytes(made.to_ical())


def sequence(row: ObligationRow) -> int:
    """How often its time was changed, or it was called off."""
    return sum(each["event"] in MOVING for each in row.history)


def changed_at(row: ObligationRow) -> datetime:
    """When anything was last said of it."""
    moments = [row.opened_at, *(datetime.fromisoformat(each["at"]) for each in row.history)]
    return max(moments)


@cache
def _zone(year: int) -> Timezone:
    """China's one time zone, for the years in which a programme's deadlines lie."""
    return Timezone.from_tzinfo(ZONE, ZONE.key, date(year, 1, 1), date(year + 2, 1, 1))


def _event(row: ObligationRow, base: str) -> Event:
    made, changed = Event(), changed_at(row).astimezone(ZoneInfo("UTC"))
    made.add("uid", row.id)
    made.add("dtstamp", changed)
    made.add("created", row.opened_at.astimezone(ZoneInfo("UTC")))
    made.add("last-modified", changed)
    made.add("sequence", sequence(row))
    made.add("dtstart", row.due.astimezone(ZONE))
    made.add("summary", STATES[row.state] + _typed(row.what))
    made.add("description", _typed(_description(row)))
    made.add("url", f"{base}/{row.jurisdiction}/{row.year}{row.href}")
    made.add("status", "CANCELLED" if row.state == "waived" else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    if row.is_open:
        for moment in row.reminders:
            made.add_component(_alarm(datetime.fromisoformat(moment), row.what))
    return made


def _alarm(at: datetime, what: str) -> Alarm:
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", _typed(what))
    made.add("trigger", at.astimezone(ZoneInfo("UTC")), parameters={"VALUE": "DATE-TIME"})
    return made


def _typed(words: str) -> str:
    """Without the ASCII backslash, which the library takes for an escape before an N (`\\N` would break the line)."""
    return words.replace("\\", "＼")


def _description(row: ObligationRow) -> str:
    lines = [f"责任：{OWNERS.get(row.owner, row.owner)}", f"期限：{due_words(row.due)}，{row.arithmetic['rule']}"]
    if row.estimated:
        lines.append("所在年度的放假通知还没有登记，暂按周末推算")
    for each in row.history:
        if each["event"] in WHY and "former" in each:
            former = due_words(datetime.fromisoformat(each["former"]))
            lines.append(f"{WHY[each['event']]}，原为{former}" + (f"：{each['why']}" if each.get("why") else ""))
    if row.waived:
        lines.append(f"不再要求：{row.waived['reason']}")
    return "\n".join(lines)
