"""Which weeks are owed: while the project is asked, and no others."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from projects.week import Week
from supervision.weeks import Switch, owed
from tracker.clock import SHANGHAI

START = datetime(2026, 1, 1, tzinfo=SHANGHAI)
BEGUN = Switch(START, "begun", True)


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def keys(*switches: Switch) -> list[str]:
    return [week.key for week in owed(switches, 2026)]


def test_from_the_monday_after_the_flag_to_the_end_of_the_year() -> None:
    found = keys(BEGUN, Switch(at(10, 7), "flagged", True))  # a Wednesday
    assert (found[0], found[-1], len(found)) == ("2026-W42", "2026-W53", 12)
    assert keys(BEGUN, Switch(at(10, 5, 15), "flagged", True))[0] == "2026-W41"  # a Monday


def test_nothing_is_asked_before_the_list_is_carried_out() -> None:
    listed = Switch(START, "flagged", True)
    assert keys(listed) == []
    assert keys(listed, Switch(at(1, 21), "begun", True))[0] == "2026-W05"


def test_what_is_unflagged_is_asked_no_more_and_says_why() -> None:
    off = Switch(at(10, 7), "flagged", False, "征收已完成", "督查室")
    found = owed([BEGUN, Switch(at(9, 14), "flagged", True), off], 2026)
    assert {week.key: asked.end for week, asked in found.items()} == dict.fromkeys(
        ["2026-W38", "2026-W39", "2026-W40", "2026-W41"], off
    )


def test_what_is_flagged_again_owes_the_next_weeks_again() -> None:
    off = Switch(at(10, 6), "flagged", False)
    found = owed([BEGUN, Switch(at(9, 28), "flagged", True), off, Switch(at(10, 7), "flagged", True)], 2026)
    ends = {week.key: asked.end for week, asked in found.items()}
    assert (ends["2026-W40"], ends["2026-W41"], ends["2026-W42"]) == (off, off, None)


def test_a_halt_and_an_acceptance_stop_the_weeks() -> None:
    flagged = Switch(at(6, 1), "flagged", True)
    halted = [Switch(at(6, 10, 0), "running", False), Switch(at(7, 1, 0), "running", True)]
    assert keys(BEGUN, flagged, *halted, Switch(at(7, 15), "open", False)) == [
        "2026-W23", "2026-W24", "2026-W28", "2026-W29",
    ]  # fmt: skip


DAYS = st.integers(0, 364)
SOURCES = st.sampled_from(["flagged", "begun", "running", "open"])


@given(st.lists(st.tuples(DAYS, st.integers(0, 23), SOURCES, st.booleans()), max_size=14))
def test_a_week_is_owed_if_it_begins_or_is_begun_anew_while_all_sources_are_on(
    turns: list[tuple[int, int, str, bool]],
) -> None:
    """Against a plain walk through the year, hour by hour."""
    switches = [Switch(START + timedelta(days=day, hours=hour), source, on) for day, hour, source, on in turns]
    assert {week.key for week in owed(switches, 2026)} == _walked(switches)


def _walked(switches: Iterable[Switch]) -> set[str]:
    """A Monday counts if at any hour of it everything was on, or it went on or off at that hour."""
    found, on = set(), {"flagged": False, "begun": False, "running": True, "open": True}
    waiting = sorted(switches, key=lambda switch: switch.at)
    for hours in range(365 * 24):
        now = START + timedelta(hours=hours)
        is_on = all(on.values())
        while waiting and waiting[0].at <= now:
            each = waiting.pop(0)
            on[each.source] = each.on
            is_on = is_on or all(on.values())
        if is_on and now.isoweekday() == 1:
            found.add(f"{now:%G-W%V}")
    return found


def test_the_last_week_of_the_year_is_the_one_that_begins_in_it() -> None:
    assert keys(BEGUN, Switch(at(12, 30), "flagged", True)) == []
    assert Week.of(date(2026, 12, 28)).key == keys(BEGUN, Switch(at(12, 28), "flagged", True))[-1] == "2026-W53"
