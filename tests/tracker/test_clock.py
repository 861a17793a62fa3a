"""The clock: one zone, a demonstration that runs on, and a refusal to record before what was recorded."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker import clock
from tracker.clock import SHANGHAI, ClockBehind, DemonstrationClock, FixedClock, SystemClock, parse_today
from tracker.settings import Settings

MORNING = datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)


def test_a_date_alone_means_nine_in_the_morning_in_shanghai() -> None:
    assert parse_today("2026-10-09") == datetime(2026, 10, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-10-09T09:00+08:00", datetime(2026, 10, 9, 1, tzinfo=UTC)),
        ("2026-10-09T17:30", datetime(2026, 10, 9, 9, 30, tzinfo=UTC)),
        ("2026-10-09T00:00Z", datetime(2026, 10, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_time_is_taken_with_its_zone_or_shanghais(text: str, utc: datetime) -> None:
    moment = parse_today(text)
    assert moment == utc
    assert moment.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "10月9日"])
def test_an_unreadable_date_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="2026-10-09T09:00"):
        parse_today(text)


def test_the_settings_refuse_an_unreadable_date_at_once() -> None:
    with pytest.raises(ValueError, match="2026-10-09T09:00"):
        Settings(today="soon")


def test_late_evening_in_london_is_tomorrow_in_shanghai() -> None:
    fixed = FixedClock(datetime(2026, 10, 8, 20, tzinfo=UTC))
    assert fixed.today() == date(2026, 10, 9)


def test_a_demonstration_begins_at_its_setting_and_runs_on() -> None:
    demonstration = DemonstrationClock(MORNING)
    first = demonstration.now()
    assert MORNING <= first < MORNING + timedelta(minutes=5)
    assert demonstration.now() > first
    assert demonstration.demonstration


def test_a_demonstration_never_begins_before_the_ledgers_last_event() -> None:
    last = MORNING + timedelta(days=40)
    assert DemonstrationClock(MORNING, floor=last).now() >= last
    assert DemonstrationClock(MORNING, floor=MORNING - timedelta(days=40)).now() >= MORNING


def test_a_fixed_clock_moves_only_when_told() -> None:
    fixed = FixedClock(MORNING)
    assert fixed.now() == fixed.now() == MORNING
    fixed.advance(timedelta(hours=15))
    assert fixed.today() == date(2026, 10, 10)
    fixed.set(MORNING)
    assert fixed.now() == MORNING


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        FixedClock(datetime(2026, 10, 9, 9))


def test_the_process_goes_by_the_clock_in_use_and_gets_the_former_back() -> None:
    before = clock.current()
    with clock.using(FixedClock(MORNING)):
        assert clock.now() == MORNING
        assert clock.today() == date(2026, 10, 9)
    assert clock.current() is before


def test_who_reads_a_past_moment_has_a_clock_of_his_own() -> None:
    """Nobody beside him does; and a demonstration stays one, a real site a real one."""
    seen: list[datetime] = []
    with clock.using(FixedClock(MORNING)):
        with clock.standing(MORNING - timedelta(days=9)):
            assert clock.now() == MORNING - timedelta(days=9) and clock.current().demonstration
            beside = threading.Thread(target=lambda: seen.append(clock.now()))
            beside.start()
            beside.join()
        assert seen == [MORNING] and clock.now() == MORNING
    with clock.using(SystemClock()), clock.standing(MORNING):
        assert clock.now() == MORNING and not clock.current().demonstration


def test_a_clock_behind_the_ledger_is_refused_and_one_after_it_is_not() -> None:
    with clock.using(FixedClock(MORNING)):
        clock.check(None)
        clock.check(MORNING)
        with pytest.raises(ClockBehind, match="2026-10-09 09:00:01"):
            clock.check(MORNING + timedelta(seconds=1))


def test_the_real_clock_is_no_demonstration_and_shows_shanghais_time() -> None:
    assert not SystemClock().demonstration
    assert SystemClock().now().utcoffset() == timedelta(hours=8)
