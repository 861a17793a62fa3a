"""The ladder: its clocks counted by hand over any calendar, and what carries an order up, or does not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision import ladder
from supervision.ladder import ON_PAPER, STEPS, Standing
from tracker.working_days import Day, WorkingDays

FIRST = date(2026, 9, 1)
SPAN = 120
OCTOBER = WorkingDays(
    {
        **{date(2026, 10, day): Day(date(2026, 10, day), "holiday", "国庆节", "通知") for day in range(1, 8)},
        date(2026, 10, 10): Day(date(2026, 10, 10), "makeup", "国庆节", "通知"),
    }
)

kinds = st.dictionaries(st.integers(0, SPAN), st.sampled_from(["holiday", "makeup"]), max_size=40)
calendars = kinds.map(
    lambda found: WorkingDays(
        {
            day: Day(day, kind, "假", "通知")  # type: ignore[arg-type]
            for offset, kind in found.items()
            for day in [FIRST + timedelta(days=offset)]
        }
    )
)
beginnings = st.integers(0, 60).map(lambda offset: FIRST + timedelta(days=offset))
steps = st.sampled_from(STEPS)


def worked(days: WorkingDays, first: date, last: date) -> int:
    """Working days after `first` up to and with `last`, one by one."""
    found, day = 0, first
    while day < last:
        day += timedelta(days=1)
        known = days.days.get(day)
        found += (known.kind == "makeup") if known else day.weekday() < 5
    return found


@pytest.mark.parametrize(
    ("step", "day"),
    [("blue", date(2026, 10, 13)), ("orange", date(2026, 10, 10)), ("red", date(2026, 10, 9))],
)
def test_the_reply_is_due_five_three_and_two_working_days_after_the_holiday(step: str, day: date) -> None:
    # Issued on 30 September: 8, 9, 10 (a Saturday worked), 12, 13 October.
    assert ladder.reply_due(step, date(2026, 9, 30), OCTOBER) == day


def test_the_other_clocks_of_an_order_issued_on_the_eve_of_the_holiday() -> None:
    eve = date(2026, 9, 30)
    assert ladder.latest(eve, OCTOBER) == date(2026, 10, 20)
    assert ladder.served_on(eve, None, OCTOBER) == date(2026, 10, 9)
    assert ladder.served_on(eve, date(2026, 10, 8), OCTOBER) == date(2026, 10, 8)
    assert ladder.served_on(eve, date(2026, 10, 12), OCTOBER) == date(2026, 10, 9)
    assert ladder.supplement_due(eve, date(2026, 9, 30), OCTOBER) == date(2026, 10, 9)
    assert ladder.supplement_due(eve, date(2026, 10, 13), OCTOBER) == date(2026, 10, 13)
    assert ladder.climbs_on(date(2026, 10, 10), OCTOBER) == date(2026, 10, 12)
    assert ladder.longest_extension(eve, date(2026, 10, 13), OCTOBER) == date(2026, 10, 20)
    assert ladder.pleading_until(eve, date(2026, 10, 13), OCTOBER) == date(2026, 10, 20)
    assert ladder.pleading_until(eve, date(2026, 10, 30), OCTOBER) == date(2026, 10, 30)


@given(calendars, beginnings, st.sampled_from(ON_PAPER))
def test_every_clock_counts_working_days_and_ends_on_one(days: WorkingDays, begun: date, step: str) -> None:
    due = ladder.reply_due(step, begun, days)
    assert worked(days, begun, due) == {"blue": 5, "orange": 3, "red": 2}[step]
    assert worked(days, due - timedelta(days=1), due) == 1
    assert worked(days, begun, ladder.latest(begun, days)) == 10
    assert worked(days, due, ladder.climbs_on(due, days)) == 1
    extended = ladder.longest_extension(begun, due, days)
    assert worked(days, due, extended) == worked(days, begun, due)
    assert ladder.pleading_until(begun, extended, days) >= extended
    assert begun < ladder.served_on(begun, None, days)


@given(calendars, beginnings, beginnings, steps, st.booleans())
def test_nobody_skips_or_repeats_a_step(days: WorkingDays, due: date, today: date, step: str, justified: bool) -> None:
    standing = Standing(step, due, justified=justified, lapse="承诺未兑现")
    place = STEPS.index(step)
    for other, to in enumerate(STEPS):
        if other != place + 1:
            assert ladder.obstacle(standing, to, today, days) == "order.not_next"


@given(calendars, beginnings, st.integers(-30, 30), st.sampled_from(ON_PAPER))
def test_an_order_climbs_from_the_working_day_after_its_day_on_and_never_before(
    days: WorkingDays, due: date, offset: int, step: str
) -> None:
    today = due + timedelta(days=offset)
    found = ladder.obstacle(Standing(step, due), str(ladder.after(step)), today, days)
    assert (found is None) == (offset > 0 and worked(days, due, today) >= 1)
    assert found in (None, "order.not_lapsed")


@given(calendars, beginnings, st.integers(-30, 30), st.sampled_from(STEPS[:-1]))
def test_an_answer_an_open_question_and_a_justification_each_hold_an_order_where_it_is(
    days: WorkingDays, due: date, offset: int, step: str
) -> None:
    today, to = due + timedelta(days=offset), str(ladder.after(step))
    lapse = "承诺未兑现"
    assert ladder.obstacle(Standing(step, due, answered=True, lapse=lapse), to, today, days) == "order.answered"
    for owed, code in (("plea", "order.plea_undecided"), ("extension", "order.extension_undecided")):
        assert ladder.obstacle(Standing(step, due, undecided=owed, lapse=lapse), to, today, days) == code
    held = ladder.obstacle(Standing(step, due, justified=True, lapse=lapse), to, today, days)
    assert (held == "order.justified") == (offset <= 0)


@pytest.mark.parametrize("step", ["talk", "rectification", "criticism"])
def test_beyond_the_order_the_step_itself_says_what_lapsed(step: str) -> None:
    long_past, today = date(2026, 9, 1), date(2026, 10, 9)
    to = str(ladder.after(step))
    assert ladder.obstacle(Standing(step, long_past), to, today, OCTOBER) == "order.not_lapsed"
    assert ladder.obstacle(Standing(step, long_past, lapse=" "), to, today, OCTOBER) == "order.not_lapsed"
    assert ladder.obstacle(Standing(step, None, lapse="约谈承诺到期未兑现"), to, today, OCTOBER) is None


def test_the_ladder_ends_at_the_handing_over() -> None:
    assert ladder.after("handed_over") is None
    assert [ladder.after(step) for step in STEPS[:-1]] == list(STEPS[1:])
    assert ladder.below("blue") == ()
    assert ladder.below("red") == ("blue", "orange")
    assert ladder.below("criticism") == ("blue", "orange", "red")
    assert set(ladder.WORDS) == set(STEPS)


def test_what_is_answered_or_justified_until_a_later_day_has_not_lapsed() -> None:
    """Due on Monday, the 12th of October; the 13th is the first day on which silence lapses."""
    due, after = date(2026, 10, 12), date(2026, 10, 13)
    assert ladder.lapsed(Standing("blue", due), after, OCTOBER)
    assert not ladder.lapsed(Standing("blue", due), due, OCTOBER)
    assert not ladder.lapsed(Standing("blue", due, answered=True), after, OCTOBER)
    assert ladder.lapsed(Standing("blue", due, justified=True), after, OCTOBER)
    unkept = Standing("talk", due, justified=True, lapse="未复工")
    assert not ladder.lapsed(unkept, due, OCTOBER) and ladder.lapsed(unkept, after, OCTOBER)
    assert not ladder.lapsed(Standing("talk", due, answered=True, lapse="未复工"), after, OCTOBER)


def test_a_day_for_the_reply_may_be_put_off_by_a_day_and_none_by_a_day_too() -> None:
    """Issued on Friday, the 16th of October for the Monday: the Tuesday at the latest. Issued for the same day, too."""
    friday, monday = date(2026, 10, 16), date(2026, 10, 19)
    assert ladder.longest_extension(friday, monday, OCTOBER) == date(2026, 10, 20)
    assert ladder.longest_extension(friday, friday, OCTOBER) == monday
