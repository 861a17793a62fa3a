"""Random rules, holidays, deeds and clocks over a real ledger: what a watch leaves, against a diary kept here.

Everything expected is worked out from what was drawn and the published calendar (tests/supervision/calculator.py).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import psycopg
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from projects import register
from projects.policy import PolicySet
from projects.programme import Programme
from projects.register import ProgrammeRow
from supervision import extending, obligations, watch
from supervision.obligation import Obligation
from supervision.obligations import ObligationRow
from tests import deeds
from tests.supervision import calculator
from tests.supervision.test_outage import stream
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.refusal import Refused
from web.house import House

RELEASED = datetime(2026, 1, 20, 9, tzinfo=SHANGHAI)
END = datetime(2026, 6, 20, 9, tzinfo=SHANGHAI)
AFTER = {"2026-02": (2026, 3), "2026-03": (2026, 4), "2026-04": (2026, 5), "2026-05": (2026, 6)}
"""A period and the month in which it is asked for; the last is only the lapse of the one before."""
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
BY_A_WATCH = {
    f"obligation.{each}"
    for each in ("opened", "reminded", "met", "met_late", "missed", "filed_after_missed", "paused", "resumed")
}
OVER = {"obligation.met", "obligation.met_late", "obligation.missed", "obligation.waived"}
Verdict = Literal["granted", "refused", "silence"]


@dataclass(frozen=True)
class Asked:
    """An extension: so long before the due time, by so many days; sent back for a time, or not; and decided."""

    before: timedelta
    days: int
    sent_back: timedelta | None
    verdict: Verdict


@dataclass(frozen=True)
class Fate:
    """What becomes of one report: filed or waived so long after the day that was shown, or nothing."""

    filed: timedelta | None = None
    waived: timedelta | None = None
    asked: Asked | None = None


@dataclass(frozen=True)
class World:
    """`fates` by project and period."""

    day: int
    at: str
    roll: str
    cutoff: int | None
    off: frozenset[date]
    fates: dict[tuple[str, str], Fate]
    looks: list[datetime] = field(default_factory=list)

    def works(self, day: date) -> bool:
        return calculator.works(day) and day not in self.off

    def on(self, day: date) -> date:
        while not self.works(day):
            day += timedelta(1)
        return day

    def counted(self, day: date, n: int) -> date:
        for _ in range(n):
            day = self.on(day + timedelta(1))
        return day

    def moment(self, day: date) -> datetime:
        return datetime.fromisoformat(f"{day}T{self.at}:00+08:00")

    def first_due(self, period: str) -> datetime:
        day = date(*AFTER[period], self.day)
        if self.roll != "none":
            rolled = self.on(day)
            day = self.counted(rolled, 1) if self.roll == "second_after" and rolled != day else rolled
        return self.moment(day)

    def lapse(self, period: str, due: datetime) -> datetime:
        if self.cutoff is None:
            following = list(AFTER)[list(AFTER).index(period) + 1]
            return max(due, self.first_due(following))
        return self.moment(self.counted(due.date(), self.cutoff))


def _is_plain(day: date) -> bool:
    """No day that the published calendar speaks of."""
    return calculator.works(day) == (day.weekday() < 5) and day.weekday() < 5


delays = st.sampled_from([-20 * HOUR, -SECOND, 0 * SECOND, SECOND, 3 * HOUR, 30 * HOUR, 400 * HOUR, 1000 * HOUR])
extensions = st.builds(
    Asked,
    st.sampled_from([SECOND, 5 * HOUR, 30 * HOUR]),
    st.integers(1, 3),
    st.none() | st.sampled_from([HOUR, 50 * HOUR]),
    st.sampled_from(["granted", "refused", "silence"]),
)
fates = st.one_of(
    st.builds(Fate, filed=st.none() | delays),
    st.builds(Fate, waived=st.sampled_from([-20 * HOUR, -HOUR, 3 * HOUR, 30 * HOUR])),
    st.builds(Fate, filed=st.none() | st.sampled_from([80 * HOUR, 300 * HOUR]), asked=extensions),
)
plain_days = st.integers(0, 90).map(lambda n: date(2026, 3, 1) + timedelta(n)).filter(_is_plain)
worlds = st.builds(
    World,
    day=st.integers(4, 12),
    at=st.sampled_from(["09:30", "12:00", "17:00"]),
    roll=st.sampled_from(["forward", "none", "second_after"]),
    cutoff=st.sampled_from([None, 0, 1, 3]),
    off=st.frozensets(plain_days, max_size=8),
    fates=st.fixed_dictionaries({(n, p): fates for n in "123" for p in ("2026-02", "2026-03", "2026-04")}),
    looks=st.lists(st.integers(0, 150 * 24).map(lambda hours: RELEASED + hours * HOUR), max_size=6),
)


@dataclass(frozen=True)
class Expected:
    """One report in the diary; `decision` how the office's answer to an extension ended, None where none was owed."""

    due: datetime
    state: str
    ended_at: datetime
    filed: bool = False
    decision: str | None = None


def judged(at: datetime | None, due: datetime, lapse: datetime, in_time: str, late: str) -> tuple[str, datetime]:
    """How it ends, and when: what comes at all by the lapse counts, in time to the second."""
    if at is None or at > lapse:
        return "missed", lapse
    return (in_time if at <= due else late), at


def diary(world: World, period: str, fate: Fate) -> Expected:
    first = due = world.first_due(period)
    decision = None
    if fate.asked and (until := _until(world, period, fate.asked)):
        hours = moments(first, fate.asked)
        granted = fate.asked.verdict == "granted" and hours["decided"] <= world.lapse(period, due)
        due = until if granted else due
        answered = hours["decided"] if granted or fate.asked.verdict == "refused" else None
        decision = _decision(world, hours, answered)
    lapse = world.lapse(period, due)
    if fate.waived is not None:
        return Expected(due, *judged(first + fate.waived, due, lapse, "waived", "waived"), decision=decision)
    filed = None if fate.filed is None else first + fate.filed
    state, at = judged(filed, due, lapse, "met", "met_late")
    return Expected(due, state, at, state == "missed" and filed is not None, decision)


def _until(world: World, period: str, asked: Asked) -> datetime | None:
    """The day that is asked for, where it may be: at most as long again as it was at first."""
    due = world.first_due(period)
    until = world.moment(world.on(due.date() + timedelta(asked.days)))
    return until if until - due <= due - datetime(*AFTER[period], 1, tzinfo=SHANGHAI) else None


def moments(due: datetime, asked: Asked) -> dict[str, datetime]:
    """When an extension is asked, sent back, supplemented and decided."""
    at = due - asked.before
    if asked.sent_back is None:
        return {"asked": at, "decided": at + 2 * HOUR}
    back = at + HOUR
    return {
        "asked": at,
        "sent_back": back,
        "supplemented": back + asked.sent_back,
        "decided": back + asked.sent_back + HOUR,
    }


def _decision(world: World, hours: dict[str, datetime], answered: datetime | None) -> str:
    """Owed by the end of the working day after, and as many later as it stood still; it lapses a working day later."""
    day = world.counted(hours["asked"].date(), 1)
    if "sent_back" in hours:
        stood = hours["supplemented"].date() - hours["sent_back"].date()
        days = (hours["sent_back"].date() + timedelta(n) for n in range(1, stood.days + 1))
        day = world.counted(day, sum(world.works(each) for each in days))
    due, lapse = (datetime.fromisoformat(f"{each}T23:59:59+08:00") for each in (day, world.counted(day, 1)))
    return judged(answered, due, lapse, "met", "met_late")[0]


# What is done, twice: for a list that is looked at often, and for one that is looked at when it must be.

Step = tuple[datetime, Callable[[], None]]


@dataclass
class Watched:
    """One of the two lists. `record` looks at an hour, and sees that it left nothing but what time and facts bring."""

    house: House
    id: UUID
    row: ProgrammeRow
    clock: FixedClock

    def record(self, now: datetime) -> None:
        self.clock.set(now)
        before = self.house.ledger.recorder.max_notification_id() or 0
        watch.record(self.house.ledger, self.row, now)
        notes = self.house.ledger.recorder.select_notifications(before + 1, 10_000)
        assert {self.house.ledger.mapper.to_domain_event(note).TOPIC for note in notes} <= BY_A_WATCH  # type: ignore[attr-defined]

    def nothing_at(self, now: datetime) -> None:
        """The clock is set back: there is nothing to record."""
        before = self.house.ledger.recorder.max_notification_id()
        watch.record(self.house.ledger, self.row, now)
        assert self.house.ledger.recorder.max_notification_id() == before

    def found(self) -> dict[tuple[str, str], ObligationRow]:
        """The reports, by project and period."""
        return {(number, row.period): row for number, row in self._rows() if row.kind == "monthly_report"}

    def decisions(self) -> dict[str, str]:
        """The state of the office's answer, by the obligation's id."""
        return {row.subject: row.state for _, row in self._rows() if row.kind == "extension_decision"}

    def _rows(self) -> list[tuple[str, ObligationRow]]:
        with self.house.reading() as conn:
            numbers = {project.id: project.number for project in register.projects(conn, self.row.id)}
            rows = obligations.of_programme(conn, self.row.id)
        keys = [(row.kind, row.subject, row.period) for row in rows]
        assert len(set(keys)) == len(keys)
        return [(numbers.get(row.subject, ""), row) for row in rows]

    def do(self, at: datetime, act: Any) -> None:
        """What a person does to an obligation at an hour: the list is looked at first. A refusal changes nothing."""
        self.record(at)
        try:
            self.house.carry_out(SYSTEM, None, ["deed"], act)
        except Refused:
            return

    def steps(self, world: World) -> Iterator[Step]:
        projects = self.house.ledger.get(Programme, self.id).projects
        for (number, period), fate in world.fates.items():
            due, id = world.first_due(period), _obligation(self.row.id, projects[number], period)
            if fate.filed is not None:
                yield due + fate.filed, self._filing(due + fate.filed, number, projects[number], period)
            if fate.waived is not None:
                yield due + fate.waived, self._waiving(due + fate.waived, id)
            if fate.asked:
                yield from self._extending(world, due, fate.asked, id)

    def _filing(self, at: datetime, number: str, project: str, period: str) -> Callable[[], None]:
        def act() -> None:
            self.clock.set(at)
            deeds.filed(self.house, self.id, period, UUID(project), number, "3")

        return act

    def _waiving(self, at: datetime, id: str) -> Callable[[], None]:
        ledger = self.house.ledger
        return lambda: self.do(at, lambda: watch.waive(ledger, id, "项目暂停", "督查室主任", at))

    def _extending(self, world: World, due: datetime, asked: Asked, id: str) -> Iterator[Step]:
        ledger, day = self.house.ledger, due.date() + timedelta(asked.days)
        decide = {"granted": extending.grant, "refused": extending.refuse}.get(asked.verdict)
        acts: dict[str, Callable[[datetime], Any]] = {
            "asked": lambda now: extending.ask(ledger, id, "停电", "完成八成", day, now),
            "sent_back": lambda now: extending.return_(ledger, id, "请附停电通知", now),
            "supplemented": lambda now: extending.supplement(ledger, id, "附上", now),
            "decided": lambda now: decide(ledger, id, "情况属实", now) if decide else ([], {}),
        }
        for name, at in moments(due, asked).items():
            yield at, lambda at=at, act=acts[name]: self.do(at, lambda: act(at))  # type: ignore[misc]


def _obligation(programme: str, project: str, period: str) -> str:
    return str(Obligation.create_id(programme, "monthly_report", project, period))


_numbers = count(1)


def lists(house: House, world: World, clock: FixedClock) -> list[Watched]:
    clock.set(RELEASED)
    rule = {**PolicySet().rules["monthly_report"], "roll": world.roll, "cutoff": world.cutoff}
    policy = PolicySet(head_releases=False, report_day=world.day, report_time=world.at)
    policy = PolicySet.from_dict({**policy.as_dict(), "rules": {**policy.rules, "monthly_report": rule}})
    found = []
    for slug in (f"city{next(_numbers)}", f"city{next(_numbers)}"):
        id = deeds.released(house, slug, policy=policy)
        with house.reading() as conn:
            row = register.programme(conn, slug, deeds.YEAR)
        assert row
        found.append(Watched(house, id, row, clock))
    return found


@contextmanager
def holidays(owner: str, off: frozenset[date]) -> Iterator[None]:
    with psycopg.connect(owner, autocommit=True) as conn:
        conn.cursor().executemany(
            "INSERT INTO calendar_day (date, kind, name, source) VALUES (%s, 'holiday', '假', '抽取')",
            [(day,) for day in off],
        )
        try:
            yield
        finally:
            conn.execute("DELETE FROM calendar_day WHERE source = '抽取'")


@settings(
    max_examples=8,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=worlds)
def test_whatever_is_done_and_whenever_it_is_looked_at_the_diary_and_the_ledger_agree(
    database: Database, tmp_path: Path, clock: FixedClock, world: World
) -> None:
    with deeds.house(database, tmp_path) as house, holidays(database.owner, world.off):
        often, seldom = lists(house, world, clock)
        steps = [*often.steps(world), *seldom.steps(world)]
        for look in world.looks:
            steps.append((look, lambda look=look: often.record(look)))  # type: ignore[misc]
            steps.append((look, lambda look=look: often.nothing_at(look - timedelta(days=40))))  # type: ignore[misc]
        for _, act in sorted(steps, key=lambda step: step[0]):
            act()
        for each in (often, seldom, often):
            each.record(END)
        seldom.nothing_at(END + timedelta(hours=1))
        for each in (often, seldom):
            _agrees(world, each)
        assert sorted(stream(house, often.row)) == sorted(stream(house, seldom.row))


def _agrees(world: World, watched: Watched) -> None:
    found, decisions = watched.found(), watched.decisions()
    for (number, period), fate in world.fates.items():
        row, told = found[number, period], diary(world, period, fate)
        stands = (row.due, row.state, row.ended_at, row.filed_at is not None, decisions.get(row.id))
        assert stands == (told.due, told.state, told.ended_at, told.filed, told.decision), (number, period)
        ends = [each["event"] for each in row.history if each["event"] in OVER]
        assert len(ends) == 1, "one end past its lapse"
