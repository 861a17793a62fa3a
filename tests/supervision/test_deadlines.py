"""Which deadlines another calendar puts elsewhere, and which rest on a year whose holidays are not announced."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from supervision import deadlines
from supervision.deadlines import Deadline
from tracker.clock import SHANGHAI
from tracker.working_days import Day, WorkingDays

NEW_YEAR = [date(2026, 12, 21) + timedelta(days=n) for n in range(28)]
days_off = st.sets(st.sampled_from(NEW_YEAR[:-7]))
since = st.lists(st.sampled_from(NEW_YEAR[:-7]), unique=True, max_size=6)


def rolled(day: date) -> Deadline:
    return Deadline("demo", 2026, "report", day.isoformat(), "报送", day, lambda days: days.roll_forward(day))


def calendar(off: set[date]) -> WorkingDays:
    """Every day is worked but those that are off."""
    kinds = {day: Day(day, "holiday" if day in off else "makeup", "", "") for day in NEW_YEAR}
    return WorkingDays(kinds, {2026: "正式", 2027: "预估"})


@given(since, days_off, days_off)
def test_what_moves_is_what_the_two_calendars_put_on_different_days(
    asked: list[date], before: set[date], after: set[date]
) -> None:
    def first_worked(day: date, off: set[date]) -> date:
        return min(each for each in NEW_YEAR if each >= day and each not in off)

    found = deadlines.moves([rolled(day) for day in asked], calendar(before), calendar(after))
    told = {(move.deadline.since, move.old, move.new) for move in found}
    expected = {(day, first_worked(day, before), first_worked(day, after)) for day in asked}
    assert told == {each for each in expected if each[1] != each[2]}
    assert [move.old for move in found] == sorted(move.old for move in found)


@given(since, days_off)
def test_a_deadline_rests_on_an_estimate_as_soon_as_its_count_runs_into_the_new_year(
    asked: list[date], off: set[date]
) -> None:
    found = deadlines.resting([rolled(day) for day in asked], calendar(off))
    worked = {day: next(each for each in NEW_YEAR if each >= day and each not in off) for day in asked}
    assert {each.since for each, _ in found} == {day for day in asked if worked[day] >= date(2027, 1, 1)}
    assert {due for _, due in found} == {worked[each.since] for each, _ in found}


def test_an_hour_stays_with_its_day_and_is_told_with_its_zone() -> None:
    friday, monday = date(2027, 1, 1), date(2027, 1, 4)

    def at_five(days: WorkingDays) -> datetime:
        return datetime.combine(days.roll_forward(friday), time(17), SHANGHAI)

    [move] = deadlines.moves(
        [Deadline("demo", 2026, "report", "2026-12", "12月进展报送", friday, at_five)],
        WorkingDays(),
        WorkingDays({friday: Day(friday, "holiday", "元旦", "通知")}),
    )
    assert (move.old.day, move.new.day) == (1, monday.day)
    assert move.as_dict() == {
        "jurisdiction": "demo",
        "year": 2026,
        "kind": "report",
        "subject": "2026-12",
        "what": "12月进展报送",
        "old": "2027-01-01T17:00:00+08:00",
        "new": "2027-01-04T17:00:00+08:00",
    }
