"""The feed, read back by a parser: time zone, updates under one id, cancellations, alarms; same rows, same bytes."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from supervision import calendar_feed
from supervision.obligations import ObligationRow
from tracker.clock import SHANGHAI

BASE = "https://shishi.example.cn"
OPENED = datetime(2026, 10, 1, tzinfo=SHANGHAI)
DUE = datetime(2026, 10, 8, 17, tzinfo=SHANGHAI)
WORDS = "次月5日17时前；遇休息日顺延"


def row(**more: Any) -> ObligationRow:
    given: dict[str, Any] = dict.fromkeys(each.name for each in fields(ObligationRow))
    given |= {
        "id": "5c1de12a-0000-5000-8000-000000000001", "programme": str(uuid4()), "jurisdiction": "demo", "year": 2026,
        "kind": "monthly_report", "subject": "p", "period": "2026-09", "owner": "市住房城乡建设局", "project": "p",
        "what": "项目16的9月进展报送", "href": "/filing/2026-09#project-16", "since": OPENED, "opened_at": OPENED,
        "due": DUE, "cutoff": DUE + timedelta(days=30), "reminders": ["2026-10-08T09:00:00+08:00"],
        "state": "scheduled", "owner_since": OPENED, "owners": [], "reminded_at": None, "paused_at": None,
        "resumed_at": None, "met_at": None, "met_by": None, "filed_at": None, "ended_at": None, "waived": None,
        "extension": None, "history": [], "arithmetic": {"rule": WORDS}, "estimated": False, "next_at": None,
        "position": 1, **more,
    }  # fmt: skip
    return ObligationRow(**given)


def read(*rows: ObligationRow) -> list[Any]:
    """The events of the feed; values of any kind, as the parser has them."""
    return Calendar.from_ical(calendar_feed.feed(rows, "2026年市办实事 督查室", BASE, 2026)).events


def test_a_deadline_is_read_back_at_its_hour_in_its_zone() -> None:
    whole: Any = Calendar.from_ical(calendar_feed.feed([row()], "2026年市办实事 督查室", BASE, 2026))
    assert (whole["method"], whole["x-wr-calname"]) == ("PUBLISH", "2026年市办实事 督查室")
    [zone] = whole.timezones
    assert zone["tzid"] == "Asia/Shanghai"
    [read_back] = whole.events
    assert read_back["uid"] == "5c1de12a-0000-5000-8000-000000000001"
    assert read_back.start == DUE and read_back["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert read_back.start.utcoffset() == timedelta(hours=8) and read_back.start.hour == 17
    assert read_back["summary"] == "项目16的9月进展报送" and read_back["status"] == "CONFIRMED"
    assert read_back["url"] == "https://shishi.example.cn/demo/2026/filing/2026-09#project-16"
    assert "责任：市住房城乡建设局" in read_back["description"] and WORDS in read_back["description"]
    assert read_back["sequence"] == 0


def test_the_zone_in_the_feed_itself_says_eight_hours() -> None:
    """A program that knows no Asia/Shanghai reads the definition."""
    text = calendar_feed.feed([row()], "x", BASE, 2026).decode()
    zone = text[text.index("BEGIN:VTIMEZONE") : text.index("END:VTIMEZONE")]
    assert "TZOFFSETTO:+0800" in zone and "DAYLIGHT" not in zone


MOVED = {"event": "obligation.rescheduled", "at": "2026-10-02T09:00:00+08:00", "former": DUE.isoformat(), "why": "调休"}
GRANTED = {"event": "obligation.extension_granted", "at": "2026-10-05T10:00:00+08:00", "former": DUE.isoformat()}


def test_a_moved_deadline_keeps_its_id_and_rises_in_sequence() -> None:
    later = DUE + timedelta(days=4)
    [before], [after] = read(row()), read(row(due=later, history=[MOVED]))
    [twice] = read(row(due=later + timedelta(days=1), history=[MOVED, GRANTED]))
    assert before["uid"] == after["uid"] == twice["uid"]
    assert [each["sequence"] for each in (before, after, twice)] == [0, 1, 2]
    assert after.start == later
    assert after["last-modified"].dt == datetime(2026, 10, 2, 1, tzinfo=UTC) > before["last-modified"].dt
    assert "期限改过，原为10月8日17时：调休" in after["description"] and "同意延期，原为" in twice["description"]


def test_a_reminder_alone_is_no_change_of_the_time() -> None:
    told = {"event": "obligation.reminded", "at": "2026-10-08T09:00:00+08:00", "due": DUE.isoformat()}
    [found] = read(row(state="due_soon", history=[told]))
    assert found["sequence"] == 0 and found["last-modified"].dt == datetime(2026, 10, 8, 1, tzinfo=UTC)


def test_what_is_no_longer_asked_is_cancelled_and_stays_in_the_feed() -> None:
    waived = {"event": "obligation.waived", "at": "2026-10-03T09:00:00+08:00", "reason": "项目暂停"}
    [found] = read(row(state="waived", waived={"reason": "项目暂停", "post": "督查室"}, history=[waived]))
    assert (found["status"], found["sequence"], found.alarms.times) == ("CANCELLED", 1, [])
    assert "不再要求：项目暂停" in found["description"]


def test_alarms_are_the_rules_reminders_and_end_with_the_deadline() -> None:
    [found] = read(row(reminders=["2026-09-29T09:00:00+08:00", "2026-10-08T09:00:00+08:00"]))
    alarms = [each for each in found.walk("VALARM")]
    assert [each["trigger"].dt for each in alarms] == [
        datetime(2026, 9, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 8, 1, tzinfo=UTC),
    ]
    assert all(each["action"] == "DISPLAY" and each["trigger"].params["VALUE"] == "DATE-TIME" for each in alarms)
    [done] = read(row(state="met"))
    assert done.walk("VALARM") == [] and done["summary"].startswith("已完成：")


def test_a_day_that_rests_on_an_estimate_says_so() -> None:
    [found] = read(row(estimated=True))
    assert "暂按周末推算" in found["description"]


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=120)


@example("甲\\N乙\\n", datetime(2026, 1, 1), 0)
@given(words, st.datetimes(datetime(2026, 1, 1), datetime(2027, 3, 1)), st.integers(0, 5))
def test_any_words_and_times_come_back_as_they_went_in(what: str, due: datetime, moves: int) -> None:
    moment = due.replace(microsecond=0, tzinfo=SHANGHAI)
    given_row = row(what=what, due=moment, history=[MOVED] * moves)
    body = calendar_feed.feed([given_row], "x", BASE, 2026)
    events: list[Any] = Calendar.from_ical(body).events
    [found] = events
    assert found["summary"] == what.replace("\\", "＼") and found.start == moment and found["sequence"] == moves
    assert all(len(line) <= 75 for line in body.split(b"\r\n")), "lines are folded"
    assert body == calendar_feed.feed([replace(given_row)], "x", BASE, 2026)


def test_the_order_of_the_rows_does_not_matter() -> None:
    first, second = row(), row(id=str(uuid4()), due=DUE - timedelta(days=1))
    assert calendar_feed.feed([first, second], "x", BASE, 2026) == calendar_feed.feed([second, first], "x", BASE, 2026)
