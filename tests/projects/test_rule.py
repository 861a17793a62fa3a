"""A rule says by when: expected days are counted by hand on the calendar of 2026 as published."""

from datetime import date, datetime

import pytest

from projects.policy import PolicySet
from projects.rule import Counted, Pause, Rule, due_words
from projects.rules import DEFAULTS
from tracker import working_days
from tracker.clock import SHANGHAI
from tracker.working_days import WorkingDays

YEAR = WorkingDays({day.date: day for day in working_days.packaged(2026)}, {2026: "正式"}, {})
"""国庆节: 1st to 7th of October off, Saturday the 10th worked; 中秋节: 25th to 27th of September off, Sunday the 20th
worked."""


def at(month: int, day: int, hour: int = 0, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def due(kind: str, period: str, days: WorkingDays = YEAR) -> datetime:
    rule = PolicySet().rule(kind)
    return rule.reckon(rule.opening(period), days, period).due


@pytest.mark.parametrize(
    ("kind", "period", "expected"),
    [
        ("monthly_report", "2026-09", "2026-10-08T17:00:00+08:00"),
        ("monthly_report", "2026-02", "2026-03-05T17:00:00+08:00"),
        ("monthly_report", "2026-03", "2026-04-07T17:00:00+08:00"),
        ("monthly_publication", "2026-09", "2026-10-10T23:59:59+08:00"),
        ("monthly_bulletin", "2026-09", "2026-10-10T23:59:59+08:00"),
        ("quarterly_review", "2026-Q3", "2026-10-20T23:59:59+08:00"),
        ("half_year_disclosure", "2026-H1", "2026-07-20T23:59:59+08:00"),
        ("half_year_disclosure", "2026-H2", "2027-01-20T23:59:59+08:00"),
        ("third_party_round", "2026-H1", "2026-06-30T23:59:59+08:00"),
        ("year_end_announcement", "2026", "2026-12-31T23:59:59+08:00"),
        ("weekly_dispatch", "2026-W41", "2026-10-09T17:00:00+08:00"),
        ("weekly_dispatch", "2026-W40", "2026-10-08T17:00:00+08:00"),
    ],
)
def test_the_defaults_fall_on_their_days(kind: str, period: str, expected: str) -> None:
    assert due(kind, period).isoformat() == expected


@pytest.mark.parametrize(
    ("kind", "since", "expected"),
    [
        ("interpretation", at(1, 21, 10), "2026-01-26T23:59:59+08:00"),
        ("interpretation", at(9, 30, 10), "2026-10-10T23:59:59+08:00"),
        ("extension_decision", at(9, 30, 16), "2026-10-08T23:59:59+08:00"),
        ("adjustment_notice", at(9, 18), "2026-10-22T23:59:59+08:00"),
    ],
)
def test_working_days_are_counted_from_the_day_after(kind: str, since: datetime, expected: str) -> None:
    assert DEFAULTS[kind].reckon(since, YEAR).due.isoformat() == expected


def test_a_deadline_tells_how_it_was_counted() -> None:
    """The 5th is within 国庆节: rolled to the 8th, each day told with its notice and the calendar's version."""
    rule = PolicySet().rule("monthly_report")
    told = rule.reckon(rule.opening("2026-09"), Counted(YEAR, 812), "2026-09").arithmetic
    notice = "国务院办公厅关于2026年部分节假日安排的通知"
    assert told["event"] == "2026-10-01"
    assert [(day["day"], day["kind"], day.get("notice")) for day in told["days"]] == [
        ("2026-10-05", "holiday", notice),
        ("2026-10-06", "holiday", notice),
        ("2026-10-07", "holiday", notice),
        ("2026-10-08", "working", None),
    ]
    assert told["roll"] == {"from": "2026-10-05", "to": "2026-10-08", "how": "顺延至其后第一个工作日"}
    assert (told["calendar"], told["estimated"]) == (812, False)
    assert told["rule"] == "次月5日17时前，遇非工作日顺延至其后第一个工作日"


def test_days_that_count_are_numbered_and_a_make_up_saturday_is_one() -> None:
    told = DEFAULTS["interpretation"].reckon(at(9, 30, 10), YEAR).arithmetic
    assert [(day["day"][8:], day["counts"]) for day in told["days"] if day["counts"]] == [
        ("08", 1),
        ("09", 2),
        ("10", 3),
    ]
    assert {day["day"][8:]: day["kind"] for day in told["days"]}["10"] == "makeup"


def test_after_a_holiday_the_second_working_day_may_be_meant() -> None:
    """住房城乡建设部2016: Tuesday noon, else the second working day after the holiday, noon."""
    rule = Rule("weekly_dispatch", "周调度", "项目", "week", "weekday", 2, "12:00", roll="second_after")
    assert rule.reckon(rule.opening("2026-W40"), YEAR, "2026-W40").due == at(10, 9, 12)
    assert rule.reckon(rule.opening("2026-W41"), YEAR, "2026-W41").due == at(10, 13, 12)
    stays = Rule("x", "x", "x", "month", "day", 5, roll="none")
    assert stays.reckon(stays.opening("2026-09"), YEAR, "2026-09").due.date() == date(2026, 10, 5)


def test_the_nth_working_day_of_a_month_may_be_meant() -> None:
    rule = Rule("x", "x", "x", "month", "working_day", 3, "09:30")
    assert rule.reckon(rule.opening("2026-09"), YEAR, "2026-09").due == at(10, 10, 9, 30)


def test_an_estimated_year_is_said() -> None:
    rule = PolicySet().rule("monthly_report")
    assert rule.reckon(rule.opening("2026-12"), YEAR, "2026-12").estimated
    assert not rule.reckon(rule.opening("2026-11"), YEAR, "2026-11").estimated


def test_a_period_lapses_when_the_next_is_due_and_a_single_thing_a_working_day_later() -> None:
    rule = PolicySet().rule("monthly_report")
    assert rule.reckon(rule.opening("2026-09"), YEAR, "2026-09").cutoff == at(11, 5, 17)
    assert DEFAULTS["interpretation"].reckon(at(1, 21), YEAR).cutoff.date() == date(2026, 1, 27)
    merged = PolicySet(merged=((1, 2), (7, 8))).rule("monthly_report")
    assert merged.reckon(merged.opening("2026-06"), YEAR, "2026-06").cutoff == at(9, 7, 17)


def test_it_is_reminded_two_working_days_before_and_on_the_day() -> None:
    rule = PolicySet().rule("monthly_report")
    found = rule.reckon(rule.opening("2026-08"), YEAR, "2026-08")
    assert found.due == at(9, 7, 17)
    assert found.reminders == (at(9, 3, 9), at(9, 7, 9))
    short = DEFAULTS["extension_decision"].reckon(at(9, 7, 15), YEAR)
    assert short.reminders == (at(9, 8, 9),), "two working days before lies before it was asked"


def test_a_pause_adds_the_working_days_it_took_and_says_so() -> None:
    pause = Pause(at(9, 8, 11), at(9, 10, 16), "请补充进度材料")
    found = DEFAULTS["extension_decision"].reckon(at(9, 7, 15), YEAR, pauses=(pause,))
    assert found.due.date() == date(2026, 9, 10)
    assert [each["days"] for each in found.arithmetic["pauses"]] == [2]
    late = Pause(at(9, 9, 11), at(9, 11, 16))
    assert DEFAULTS["extension_decision"].reckon(at(9, 7, 15), YEAR, pauses=(late,)).due.date() == date(2026, 9, 8)


def test_a_day_that_a_person_set_stands() -> None:
    found = DEFAULTS["extension_decision"].reckon(at(9, 7, 15), YEAR, due=at(10, 5, 12))
    assert found.due == at(10, 5, 12) and found.arithmetic["rule"] == "按指定的期限"


def test_a_day_that_a_person_set_was_not_counted_by_anybody() -> None:
    """Asked on the 28th of September for the 8th of October: the third working day after it, and no first."""
    told = DEFAULTS["order_reply"].reckon(at(9, 28, 10), YEAR, due=at(10, 8, 23, 59)).arithmetic
    assert [(day["day"], day["counts"]) for day in told["days"]] == [("2026-10-08", None)]
    pause = Pause(at(9, 29, 9), at(9, 30, 9), "补充材料")
    moved = DEFAULTS["order_reply"].reckon(at(9, 28, 10), YEAR, due=at(10, 8, 23, 59), pauses=(pause,))
    assert moved.due == at(10, 9, 23, 59)
    assert [(day["day"], day["counts"]) for day in moved.arithmetic["days"]] == [
        ("2026-10-08", None), ("2026-10-09", None),
    ]  # fmt: skip
    assert [each["days"] for each in moved.arithmetic["pauses"]] == [1]


def test_a_rule_is_kept_as_data_and_read_back() -> None:
    for rule in PolicySet(merged=((7, 8),)).cadence().values():
        assert Rule.from_dict(rule.as_dict()) == rule
    assert PolicySet.from_dict(PolicySet().as_dict()).cadence() == PolicySet().cadence()


def test_every_default_tells_its_source_and_is_a_sentence() -> None:
    for kind, rule in DEFAULTS.items():
        assert rule.kind == kind and rule.source and rule.in_words()


def test_a_policy_set_of_before_keeps_its_days() -> None:
    old = {
        name: value for name, value in PolicySet(report_day=8, report_time="11:30").as_dict().items() if name != "rules"
    }
    policy = PolicySet.from_dict({**old, "publication_day": 12, "bulletin_day": 15})
    assert [policy.rule(f"monthly_{kind}").n for kind in ("report", "publication", "bulletin")] == [8, 12, 15]
    assert policy.rule("monthly_report").at == "11:30"
    assert policy.rule("quarterly_review") == DEFAULTS["quarterly_review"]


def test_the_hour_shown_is_the_hour_that_governs() -> None:
    assert due_words(at(10, 8, 17)) == "10月8日17时"
    assert due_words(datetime(2026, 10, 10, 23, 59, 59, tzinfo=SHANGHAI)) == "10月10日24时"


def test_what_could_not_be_done_in_time_is_asked_on_the_next_working_day() -> None:
    """A bulletin follows its publication: out on Friday the 16th of October, the bulletin is due on the Monday."""
    rule = PolicySet().rule("monthly_bulletin")
    found = rule.reckon(at(10, 16, 15), YEAR, "2026-09")
    assert found.due.date() == date(2026, 10, 19) and "10月16日15时" in found.arithmetic["rule"]
    assert rule.reckon(at(10, 10, 15), YEAR, "2026-09").due.date() == date(2026, 10, 10)
