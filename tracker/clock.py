"""The only reader of the system's clock; every other part of the project is told the date.

The zone is Asia/Shanghai. A demonstration's clock starts at a set moment and runs on from there.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta, timezone
from datetime import time as time_of_day
from typing import Protocol

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept +08:00 without summer time since 1991, so no zone file is needed."""

OPENING = time_of_day(9)
"""The hour at which a demonstration begins that was given a date alone."""


class ClockBehind(Exception):
    """The clock shows a time before the ledger's last event: what would be recorded now would lie before it."""


class Clock(Protocol):
    """Tells the time. `demonstration` is true where pages must say that the time is not the real one."""

    demonstration: bool

    def now(self) -> datetime: ...

    def today(self) -> date: ...


class _Dated:
    demonstration = False

    def now(self) -> datetime:
        raise NotImplementedError

    def today(self) -> date:
        return self.now().date()


class SystemClock(_Dated):
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(SHANGHAI)


class DemonstrationClock(_Dated):
    """Runs on from `start`, or from `floor` (the ledger's last event) where that is later."""

    demonstration = True

    def __init__(self, start: datetime, floor: datetime | None = None) -> None:
        self._start = _local(start if floor is None else max(start, floor))
        self._since = time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._since)


class FixedClock(_Dated):
    """Stands still until it is set: for tests, and for replaying a demonstration's year."""

    demonstration = True

    def __init__(self, moment: datetime) -> None:
        self._moment = _local(moment)

    def now(self) -> datetime:
        return self._moment

    def set(self, moment: datetime) -> None:
        self._moment = _local(moment)

    def advance(self, by: timedelta) -> None:
        self._moment += by


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(SHANGHAI)


_clock: Clock = SystemClock()
_STANDING: ContextVar[Clock | None] = ContextVar("standing", default=None)
"""The clock of whoever reads a moment of the past, in place of the process's."""


def now() -> datetime:
    """The present by the process's clock, aware, in Shanghai's zone."""
    return current().now()


def today() -> date:
    return current().today()


def current() -> Clock:
    """The clock in use, for whoever must say whether it is a demonstration's."""
    return _STANDING.get() or _clock


def use(clock: Clock) -> None:
    """Sets the process's clock, once, at start-up."""
    global _clock
    _clock = clock


@contextmanager
def using(clock: Clock) -> Iterator[Clock]:
    """Sets the process's clock and puts the former one back."""
    before = _clock
    use(clock)
    try:
        yield clock
    finally:
        use(before)


@contextmanager
def standing(moment: datetime) -> Iterator[None]:
    """Within it, and only for who is within it, it is that moment; a demonstration stays one."""
    clock = FixedClock(moment)
    clock.demonstration = current().demonstration
    token = _STANDING.set(clock)
    try:
        yield
    finally:
        _STANDING.reset(token)


def parse_today(text: str) -> datetime:
    """Reads `2026-10-09` (then nine in the morning) or `2026-10-09T09:00+08:00` (without a zone: Shanghai's).

    Raises ValueError with a sentence for the operator.
    """
    try:
        moment = datetime.fromisoformat(text)
        if len(text) == len("2026-10-09"):
            moment = datetime.combine(moment.date(), OPENING)
    except ValueError:
        raise ValueError(f"无法识别的日期“{text}”，请写成 2026-10-09 或 2026-10-09T09:00+08:00") from None
    return moment.astimezone(SHANGHAI) if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def check(last_event: datetime | None) -> None:
    """Refuses to go on by a clock that lies before the ledger's last event.

    Raises ClockBehind. A demonstration's clock starts at its floor and never fails here.
    """
    if last_event is not None and now() < last_event:
        raise ClockBehind(
            f"系统时间 {now():%Y-%m-%d %H:%M:%S} 早于台账最后一条记录 {_local(last_event):%Y-%m-%d %H:%M:%S}，"
            "请先校准系统时间"
        )
