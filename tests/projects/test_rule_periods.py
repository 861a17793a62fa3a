"""The periods of a rule, the day on which each is asked for, and its sentence: by the calendar on the wall."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from projects.rule import Pause, Rule, Stretch, due_words, hour_words
from tracker.clock import SHANGHAI
from tracker.working_days import Day, WorkingDays

MERGED = ((1, 2), (7, 8))


def rule(period: Any = "month", count: Any = "day", n: int = 5, at: str = "17:00", **more: Any) -> Rule:
    return Rule("k", "事", "项目", period, count, n, at, **more)


def at(month: int, day: int, hour: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def last_second(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 23, 59, 59, tzinfo=SHANGHAI)


# -- periods


@pytest.mark.parametrize(
    ("period", "merged", "last"),
    [
        ("month", (), Stretch("2026-12", "12月", date(2026, 12, 1), date(2026, 12, 31))),
        ("quarter", (), Stretch("2026-Q4", "第四季度", date(2026, 10, 1), date(2026, 12, 31))),
        ("half_year", (), Stretch("2026-H2", "下半年", date(2026, 7, 1), date(2026, 12, 31))),
        ("year", (), Stretch("2026", "2026年", date(2026, 1, 1), date(2026, 12, 31))),
        ("week", (), Stretch("2026-W53", "第53周", date(2026, 12, 28), date(2027, 1, 3))),
    ],
)
def test_a_year_ends_with_its_last_period(period: str, merged: Any, last: Stretch) -> None:
    assert rule(period, merged=merged).periods(2026)[-1] == last


def test_the_months_of_a_year_and_those_that_are_one() -> None:
    found = rule(merged=MERGED).periods(2026)
    assert [(each.key, each.label, each.starts_on.month, each.ends_on) for each in found[:2]] == [
        ("2026-02", "1—2月", 1, date(2026, 2, 28)), ("2026-03", "3月", 3, date(2026, 3, 31)),
    ]  # fmt: skip
    assert [each.key[5:] for each in found] == ["02", "03", "04", "05", "06", "08", "09", "10", "11", "12"]
    assert [each.key[5:] for each in rule().periods(2028)] == [f"{month:02d}" for month in range(1, 13)]
    assert rule().stretch("2028-02").ends_on == date(2028, 2, 29)


def test_quarters_halves_and_years_by_their_names() -> None:
    assert [(each.key, each.label, each.starts_on) for each in rule("quarter").periods(2026)[:3]] == [
        ("2026-Q1", "第一季度", date(2026, 1, 1)),
        ("2026-Q2", "第二季度", date(2026, 4, 1)),
        ("2026-Q3", "第三季度", date(2026, 7, 1)),
    ]
    [first, second] = rule("half_year").periods(2026)
    assert (first.key, first.label, first.ends_on, second.starts_on) == (
        "2026-H1", "上半年", date(2026, 6, 30), date(2026, 7, 1),
    )  # fmt: skip
    assert [each.key for each in rule("year").periods(2026)] == ["2026"]
    assert rule("once").periods(2026) == [], "what is asked once has no period"


def test_a_year_has_the_weeks_of_its_iso_numbers() -> None:
    """The first of January 2027 is a Friday: the first week of 2027 begins on the 4th; 2027 has 52 weeks."""
    found = rule("week").periods(2027)
    assert found[0] == Stretch("2027-W01", "第1周", date(2027, 1, 4), date(2027, 1, 10))
    assert (len(found), found[-1].ends_on) == (52, date(2028, 1, 2))
    assert rule("week").periods(2025)[-1].key == "2025-W52", "the 29th of December is a Monday of 2026"


def test_after_a_period_comes_the_next_also_over_the_new_year() -> None:
    assert rule(merged=MERGED).following("2026-06").key == "2026-08"
    assert rule(merged=MERGED).following("2026-12").key == "2027-02"
    assert rule("week").following("2026-W53").key == "2027-W01"
    assert rule("year").following("2026").key == "2027"


def test_a_key_that_is_none_of_the_rule_is_not_found() -> None:
    for key in ("2026-07", "2026-13", "2026-Q1"):
        with pytest.raises(KeyError):
            rule(merged=MERGED).stretch(key)


@pytest.mark.parametrize(
    ("period", "key", "opens", "day", "opened"),
    [
        ("month", "2026-09", "after", 1, at(10, 1)),
        ("month", "2026-12", "after", 6, at(1, 6, year=2027)),
        ("month", "2026-09", "start", 3, at(9, 3)),
        ("quarter", "2026-Q3", "start", 1, at(7, 1)),
        ("quarter", "2026-Q3", "last_month", 10, at(9, 10)),
        ("half_year", "2026-H1", "after", 1, at(7, 1)),
        ("year", "2026", "last_month", 1, at(12, 1)),
        ("week", "2026-W41", "start", 1, at(10, 5)),
        ("week", "2026-W41", "after", 1, at(10, 12)),
    ],
)
def test_what_is_owed_for_a_period_is_asked_for_from_its_day(
    period: str, key: str, opens: Any, day: int, opened: datetime
) -> None:
    asked = rule(period, opens=opens, opens_day=day)
    assert asked.opening(key) == opened
    assert asked.opens_on(asked.stretch(key)) == opened.date()


# -- the day


PLAIN = WorkingDays()
"""No holiday: Saturdays and Sundays are off. The 1st of September 2026 is a Tuesday."""


@pytest.mark.parametrize(
    ("asked", "period", "due"),
    [
        (rule(n=31), "2026-01", at(2, 28, 17)),
        (rule(n=31, months=1), "2026-01", at(3, 31, 17)),
        (rule(n=20, months=12), "2026-01", at(2, 20, 17, year=2027)),
        (rule(n=5, months=10, opens="start"), "2026-02", at(12, 5, 17)),
        (rule(count="working_day", n=1, at="09:30"), "2026-07", datetime(2026, 8, 3, 9, 30, tzinfo=SHANGHAI)),
        (rule(count="working_day", n=2, months=1), "2026-07", at(9, 2, 17)),
        (rule("week", "weekday", 1, opens="start"), "2026-W37", at(9, 7, 17)),
        (rule("week", "weekday", 7, opens="start"), "2026-W37", at(9, 13, 17)),
        (rule("week", "weekday", 2, "24:00"), "2026-W37", last_second(9, 15)),
        (rule("month", "weekday", 5, opens_day=3), "2026-08", at(9, 4, 17)),
    ],
)
def test_a_day_of_a_month_or_week_by_its_number(asked: Rule, period: str, due: datetime) -> None:
    unrolled = replace(asked, roll="none")
    assert unrolled.reckon(unrolled.opening(period), PLAIN, period).due == due


@pytest.mark.parametrize(
    ("roll", "due"), [("none", at(9, 12, 17)), ("forward", at(9, 14, 17)), ("second_after", at(9, 15, 17))]
)
def test_a_saturday_stays_or_rolls(roll: Any, due: datetime) -> None:
    """Within twelve calendar days after the last day of August: the 12th of September, a Saturday."""
    asked = rule("once", "days_after", 12, roll=roll)
    told = asked.reckon(at(8, 31, 10), PLAIN)
    assert told.due == due
    how = {"none": None, "forward": "顺延至其后第一个工作日", "second_after": "顺延至节假日结束后的第二个工作日"}[roll]
    rolled = {"from": "2026-09-12", "to": due.date().isoformat(), "how": how}
    assert told.arithmetic["roll"] == (rolled if how else None)
    assert told.arithmetic["event"] == "2026-08-31T10:00:00+08:00"


def test_the_event_is_told_in_the_hours_of_shanghai() -> None:
    """Seventeen o'clock on the 31st of August in Greenwich is one in the morning of the 1st of September here."""
    told = rule("once", "working_days_after", 1).reckon(datetime.fromisoformat("2026-08-31T17:00:00+00:00"), PLAIN)
    assert told.due == at(9, 2, 17)
    assert told.arithmetic["event"] == "2026-09-01T01:00:00+08:00"


@pytest.mark.parametrize(
    ("cutoff", "lapsed"), [(0, at(9, 3, 17)), (1, at(9, 4, 17)), (2, at(9, 7, 17)), (None, at(9, 3, 17))]
)
def test_a_single_thing_lapses_so_many_working_days_after_it_was_due(cutoff: int | None, lapsed: datetime) -> None:
    told = rule("once", "working_days_after", 2, cutoff=cutoff).reckon(at(9, 1, 10), PLAIN)
    assert (told.due, told.cutoff) == (at(9, 3, 17), lapsed)


def test_a_period_may_lapse_by_its_own_days_and_never_before_it_is_due() -> None:
    own = rule(cutoff=2)
    assert own.reckon(own.opening("2026-08"), PLAIN, "2026-08").cutoff == at(9, 9, 17)
    late = rule().reckon(at(9, 1), PLAIN, "2026-08", due=at(11, 20, 12))
    assert (late.due, late.cutoff) == (at(11, 20, 12), at(11, 20, 12)), "set beyond the next one's day"


# -- the days looked at


def days(told: Any) -> list[tuple[str, str, int | None]]:
    return [(each["day"][5:], each["kind"], each["counts"]) for each in told.arithmetic["days"]]


def test_of_working_days_each_day_after_the_event_is_looked_at_and_the_working_ones_are_numbered() -> None:
    told = rule("once", "working_days_after", 3).reckon(at(9, 10, 10), PLAIN)
    assert days(told) == [
        ("09-11", "working", 1), ("09-12", "weekend", None), ("09-13", "weekend", None), ("09-14", "working", 2),
        ("09-15", "working", 3),
    ]  # fmt: skip
    assert told.arithmetic["set"] is False and told.arithmetic["rule"].startswith("起算日次日起3个工作日内")


def test_of_the_nth_working_day_of_a_month_its_days_are_counted_from_the_first_on() -> None:
    asked = rule(count="working_day", n=2, months=1)
    told = asked.reckon(asked.opening("2026-06"), PLAIN, "2026-06")
    assert days(told) == [
        ("08-01", "weekend", None), ("08-02", "weekend", None), ("08-03", "working", 1), ("08-04", "working", 2),
    ]  # fmt: skip
    assert told.arithmetic["event"] == "2026-07-01"


def test_of_a_day_in_the_calendar_only_the_way_to_the_next_working_day_is_looked_at() -> None:
    asked = rule(n=12)
    assert days(asked.reckon(asked.opening("2026-08"), PLAIN, "2026-08")) == [
        ("09-12", "weekend", None), ("09-13", "weekend", None), ("09-14", "working", None),
    ]  # fmt: skip


def test_a_holiday_and_a_make_up_day_are_told_with_their_name_and_notice() -> None:
    day, makeup = date(2026, 9, 11), date(2026, 9, 12)
    calendar = WorkingDays(
        {day: Day(day, "holiday", "校庆", "通知甲"), makeup: Day(makeup, "makeup", "校庆", "通知乙")}
    )
    told = rule("once", "working_days_after", 1).reckon(at(9, 10, 10), calendar).arithmetic["days"]
    assert told == [
        {"day": "2026-09-11", "kind": "holiday", "counts": None, "name": "校庆", "notice": "通知甲"},
        {"day": "2026-09-12", "kind": "makeup", "counts": 1, "name": "校庆", "notice": "通知乙"},
    ]


# -- pauses


def test_each_pause_is_told_with_its_hours_here_its_working_days_and_its_reason() -> None:
    """Both began before the day as it stood then: due on the 4th, on the 8th after the first, on the 9th after both."""
    first = Pause(datetime.fromisoformat("2026-09-02T01:00:00+00:00"), at(9, 4, 9), "缺台账")
    second = Pause(at(9, 8, 16), at(9, 9, 9), "缺照片")
    third = Pause(at(9, 8, 17), None, "缺签字")
    told = rule("once", "working_days_after", 3).reckon(at(9, 1, 10), PLAIN, pauses=(first, second, third))
    assert told.due == at(9, 9, 17)
    assert told.arithmetic["pauses"] == [
        {"since": "2026-09-02T09:00:00+08:00", "until": "2026-09-04T09:00:00+08:00", "days": 2, "reason": "缺台账"},
        {"since": "2026-09-08T16:00:00+08:00", "until": "2026-09-09T09:00:00+08:00", "days": 1, "reason": "缺照片"},
        {"since": "2026-09-08T17:00:00+08:00", "until": None, "days": None, "reason": "缺签字"},
    ]
    assert [count for _, _, count in days(told) if count] == [1, 2, 3, 4, 5, 6]
    assert [Pause.from_dict(each) for each in told.arithmetic["pauses"]] == [first, second, third]


def test_a_pause_that_began_in_the_last_second_counts_and_one_a_second_later_does_not() -> None:
    asked, due = rule("once", "working_days_after", 1), at(9, 2, 17)
    for since, then in ((due, at(9, 3, 17)), (due.replace(second=1), due)):
        assert asked.reckon(at(9, 1, 10), PLAIN, pauses=(Pause(since, at(9, 3, 9)),)).due == then


def test_after_a_pause_a_day_in_the_calendar_is_counted_on_from() -> None:
    """Due on Monday the 5th of October; the two days of the pause are numbered after it, the Monday is the first."""
    asked = rule()
    told = asked.reckon(asked.opening("2026-09"), PLAIN, "2026-09", pauses=(Pause(at(10, 1, 9), at(10, 5, 9)),))
    assert told.due == at(10, 7, 17)
    assert days(told) == [("10-05", "working", 1), ("10-06", "working", 2), ("10-07", "working", 3)]


def test_a_pause_of_a_single_day_is_counted_on_from_too() -> None:
    asked = rule(source="某市规定")
    told = asked.reckon(asked.opening("2026-09"), PLAIN, "2026-09", pauses=(Pause(at(10, 1, 9), at(10, 2, 9)),))
    assert days(told) == [("10-05", "working", 1), ("10-06", "working", 2)]
    assert told.arithmetic["source"] == "某市规定"


def test_a_count_is_estimated_where_either_of_its_years_is() -> None:
    """Known is 2026 alone; three working days from its last ones lead into 2027, and from those of 2025 into it."""
    asked, known = rule("once", "working_days_after", 3), WorkingDays(years={2026: "正式"})
    assert [asked.reckon(at(*day), known).estimated for day in ((12, 30), (1, 5), (9, 1))] == [True, False, False]
    assert asked.reckon(at(12, 30, year=2025), known).estimated


# -- what came too late for the rule's day


def test_what_could_be_known_only_after_its_day_is_due_on_the_working_day_after_that() -> None:
    asked = rule(n=10)
    told = asked.reckon(at(9, 11, 15), PLAIN, "2026-08")
    assert told.due == at(9, 14, 17)
    assert days(told) == [("09-12", "weekend", None), ("09-13", "weekend", None), ("09-14", "working", None)]
    assert told.arithmetic["event"] == "2026-09-11T15:00:00+08:00" and told.arithmetic["roll"] is None
    assert told.arithmetic["rule"] == (
        "次月10日17时前，遇非工作日顺延至其后第一个工作日；所依事项至9月11日15时才办结，改为其后第一个工作日"
    )
    in_time = asked.reckon(at(9, 10, 17), PLAIN, "2026-08")
    assert in_time.due == at(9, 10, 17) and in_time.arithmetic["event"] == "2026-09-01"


def test_a_day_that_was_set_is_neither_late_nor_rolled() -> None:
    told = rule(n=12).reckon(at(9, 20, 10), PLAIN, "2026-08", due=datetime.fromisoformat("2026-09-26T16:30:00+00:00"))
    assert told.due == at(9, 27).replace(minute=30)
    assert (told.arithmetic["set"], told.arithmetic["roll"], told.arithmetic["rule"]) == (True, None, "按指定的期限")
    assert days(told) == [("09-27", "weekend", None)]


def test_reminders_lie_between_the_opening_and_the_day() -> None:
    """Asked at nine on the 1st, the reminder of that hour is none any more; due at nine, that of the day is none."""
    asked = rule("once", "working_days_after", 2, "09:00", reminders=(2, 1, 0))
    assert asked.reckon(at(9, 1, 9), PLAIN).reminders == (at(9, 2, 9),)
    assert asked.reckon(at(9, 1, 8), PLAIN).reminders == (at(9, 1, 9), at(9, 2, 9))


# -- words


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (rule("once", "working_days_after", 3, "24:00"), "起算日次日起3个工作日内，最后一日24时止"),
        (rule("once", "days_after", 7), "起算日次日起7日内，最后一日17时止，遇非工作日顺延至其后第一个工作日"),
        (rule("once", "days_after", 7, roll="none"), "起算日次日起7日内，最后一日17时止"),
        (rule("week", "weekday", 5, opens="start"), "当周周五17时前，遇非工作日顺延至其后第一个工作日"),
        (
            rule("week", "weekday", 1, "12:00", roll="second_after"),
            "次周周一12时前，遇非工作日顺延至节假日结束后的第二个工作日",
        ),
        (rule("week", "weekday", 7, opens="last_month", roll="none"), "当周周日17时前"),
        (rule(opens="start", roll="none"), "当月5日17时前"),
        (rule(opens="last_month", roll="none"), "当月5日17时前"),
        (rule(roll="none"), "次月5日17时前"),
        (rule(count="working_day", n=3, at="11:30"), "次月第3个工作日11时30分前"),
        (rule(months=1, roll="none"), "次月起第2个月5日17时前"),
        (rule("quarter", n=30, opens="start", roll="none"), "季度首月30日17时前"),
        (rule("quarter", n=31, opens="last_month", roll="none"), "季末月最后一日17时前"),
        (rule("quarter", n=20, roll="none"), "季后首月20日17时前"),
        (rule("half_year", n=31, months=5, opens="start", roll="none"), "半年首月起第6个月最后一日17时前"),
        (rule("half_year", n=20, roll="none"), "半年后首月20日17时前"),
        (rule("half_year", n=20, opens="last_month", roll="none"), "半年末月20日17时前"),
        (rule("year", n=31, opens="last_month", roll="none"), "当年12月最后一日17时前"),
        (rule("year", n=15, roll="none"), "次年1月15日17时前"),
        (rule("year", n=15, opens="start", roll="none"), "年初首月15日17时前"),
    ],
)
def test_a_rule_is_a_sentence(asked: Rule, sentence: str) -> None:
    assert asked.in_words() == sentence


def test_hours_are_said_without_their_noughts() -> None:
    assert [hour_words(each) for each in ("09:00", "09:05", "17:30", "24:00")] == ["9时", "9时05分", "17时30分", "24时"]
    assert due_words(datetime.fromisoformat("2026-10-08T01:30:00+00:00")) == "10月8日9时30分"
    assert due_words(at(10, 8)) == "10月8日0时"


# -- as it is kept


def test_a_rule_is_kept_in_plain_data_and_one_of_before_has_the_defaults() -> None:
    kept = rule(merged=MERGED, reminders=(3,)).as_dict()
    assert kept["reminders"] == [3] and kept["merged"] == [[1, 2], [7, 8]] and kept["period"] == "month"
    assert Rule.from_dict({**kept, "forgotten": 1}) == rule(merged=MERGED, reminders=(3,))
    short = {name: kept[name] for name in ("kind", "title", "scope", "period", "count", "n", "at")}
    assert Rule.from_dict(short) == rule(reminders=(2, 0), merged=())
