"""A rule of the cadence: what is owed for which period, by when, and how that day is counted (domain.md 3.0, 3.6).

Pure. A deadline is reckoned once, when it opens, and carries its arithmetic: the event it is counted from, the days one
by one with holidays and make-up days and their notice, the roll, and the calendar it was counted by.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any, Literal

from tracker.clock import SHANGHAI
from tracker.working_days import WEEKDAYS, WorkingDays

Span = Literal["week", "month", "quarter", "half_year", "year", "once"]
Opens = Literal["start", "last_month", "after"]
Count = Literal["day", "working_day", "weekday", "working_days_after", "days_after"]
Roll = Literal["forward", "none", "second_after"]

MIDNIGHT = "24:00"
"""A day without an hour lasts until it is over (民法典第二百零三条); kept as its last second, so that no page and no
calendar shows the day after."""
REMINDED_AT = time(9)
ROLLS = {"forward": "顺延至其后第一个工作日", "second_after": "顺延至节假日结束后的第二个工作日", "none": "不顺延"}
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_HALVES = ("上半年", "下半年")


@dataclass(frozen=True, slots=True)
class Stretch:
    """One period of a rule: its key (`2026-W41`, `2026-09`, `2026-Q3`, `2026-H1`, `2026`), its words, first and last
    day."""

    key: str
    label: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Pause:
    """A time during which the clock stood still, asked for a supplement; `until` None while it does."""

    since: datetime
    until: datetime | None
    reason: str = ""

    @staticmethod
    def from_dict(stored: dict[str, Any]) -> "Pause":
        """As an arithmetic keeps it."""
        since, until = (stored[name] and datetime.fromisoformat(stored[name]) for name in ("since", "until"))
        return Pause(since, until, stored["reason"])


@dataclass(frozen=True, slots=True)
class Counted:
    """A calendar and which it is: `version` is how many announcements it knows, 0 as seeded."""

    days: WorkingDays
    version: int = 0


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A deadline with its arithmetic. `due` and `cutoff` govern to the second; `reminders` lie between opening and due.

    `arithmetic` is JSON: rule, set (by a person), source, event, days (each with day, kind, name, notice and the number
    it counts as), roll, pauses, calendar, estimated.
    """

    due: datetime
    cutoff: datetime
    reminders: tuple[datetime, ...]
    arithmetic: dict[str, Any]

    @property
    def estimated(self) -> bool:
        return bool(self.arithmetic["estimated"])


@dataclass(frozen=True)
class Rule:
    """What is owed of a kind, as data of a programme's policy set.

    `count` and `n` say the day: the n-th day or n-th working day of a month, the n-th day of a week (1 Monday), or n
    working or calendar days after the event. For a period the month or week is that in which it opens (`opens`: on
    `opens_day` of the month in which the period starts, of its last month, or of the month after it; a week opens on
    its Monday or the Monday after), `months` later. `at` is the hour, `24:00` the end of the day.
    `cutoff`: so many working days after the due day, at its hour, None the next period's due time.
    `reminders`: working days before the due day. `merged`: months owed as one.
    """

    kind: str
    title: str
    scope: str
    period: Span
    count: Count
    n: int
    at: str = MIDNIGHT
    months: int = 0
    opens: Opens = "after"
    opens_day: int = 1
    roll: Roll = "forward"
    reminders: tuple[int, ...] = (2, 0)
    cutoff: int | None = None
    source: str = "默认"
    merged: tuple[tuple[int, ...], ...] = ()

    # Periods.

    def periods(self, year: int) -> list[Stretch]:
        """The periods of a year, in order; a week belongs to the year of its ISO number."""
        return list(_periods(self.period, self.merged, year).values())

    def stretch(self, key: str) -> Stretch:
        """The period of a key; raises KeyError for one that the rule does not have."""
        return _periods(self.period, self.merged, int(key[:4]))[key]

    def following(self, key: str) -> Stretch:
        """The period after that of a key."""
        year = int(key[:4])
        later = [each for each in self.periods(year) if each.key > key]
        return later[0] if later else self.periods(year + 1)[0]

    def opens_on(self, period: Stretch) -> date:
        """The day on which what is owed for a period begins to be asked for."""
        if self.period == "week":
            return period.starts_on if self.opens == "start" else period.ends_on + timedelta(days=1)
        first = {
            "start": period.starts_on,
            "last_month": period.ends_on.replace(day=1),
            "after": period.ends_on + timedelta(days=1),
        }[self.opens]
        return first.replace(day=self.opens_day)

    # Reckoning.

    def reckon(
        self,
        since: datetime,
        counted: Counted | WorkingDays,
        period: str = "",
        *,
        due: datetime | None = None,
        pauses: tuple[Pause, ...] = (),
    ) -> Reckoning:
        """When what is counted from `since` (for a period: from its opening) is due. `due`: a day that a person set
        stands as it was set. Pauses that are over add the working days they took; a later one has no effect.
        """
        found = counted if isinstance(counted, Counted) else Counted(counted)
        count = _Count(self, found, since.astimezone(SHANGHAI), period, due, pauses)
        return Reckoning(count.due, count.cutoff, count.reminders, count.arithmetic())

    def in_words(self) -> str:
        """The rule as a sentence: `每期结束后次月5日17时前，遇非工作日顺延至其后第一个工作日`."""
        return _words(self)

    def opening(self, key: str) -> datetime:
        """The moment from which what is owed for the period of a key is asked for."""
        return datetime.combine(self.opens_on(self.stretch(key)), time(0), SHANGHAI)

    def as_dict(self) -> dict[str, Any]:
        stored = asdict(self)
        return {**stored, "reminders": list(self.reminders), "merged": [list(group) for group in self.merged]}

    @staticmethod
    def from_dict(stored: dict[str, Any]) -> "Rule":
        known = {name: value for name, value in stored.items() if name in Rule.__dataclass_fields__}
        known["reminders"] = tuple(known.get("reminders", (2, 0)))
        known["merged"] = tuple(tuple(group) for group in known.get("merged", ()))
        return Rule(**known)


@dataclass(frozen=True)
class _Count:
    """One reckoning at work."""

    rule: Rule
    counted: Counted
    since: datetime
    period: str
    set_due: datetime | None
    pauses: tuple[Pause, ...]
    days: WorkingDays = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", self.counted.days)

    @cached_property
    def base(self) -> date:
        """The day counted from."""
        return self.rule.opens_on(self.rule.stretch(self.period)) if self.periodic else self.since.date()

    @property
    def periodic(self) -> bool:
        return self.rule.period != "once"

    @cached_property
    def nominal(self) -> date:
        """The day the rule names, worked on that day or not."""
        return _named(self.rule, self.base, self.days)

    @cached_property
    def rolled(self) -> date:
        return _rolled(self.rule.roll, self.nominal, self.days)

    @cached_property
    def paused(self) -> int:
        """Working days that pauses took which began before it was due."""
        return self._paused(self.first_due)

    def _paused(self, due: datetime) -> int:
        taken = 0
        for pause in self.pauses:
            if pause.until and pause.since <= _after(due, taken, self.days):
                taken += self.days.between(_local(pause.since).date(), _local(pause.until).date())
        return taken

    @cached_property
    def first_due(self) -> datetime:
        """Without the pauses."""
        return _local(self.set_due) if self.set_due else _moment(self.counted_day, self.rule.at)

    @cached_property
    def asked_late(self) -> bool:
        """What it follows came only after the rule's day: nobody can be in time for a day that is over."""
        return self.periodic and not self.set_due and self.since > _moment(self.rolled, self.rule.at)

    @property
    def counted_day(self) -> date:
        return self.days.add(self.since.date(), 1) if self.asked_late else self.rolled

    @cached_property
    def due(self) -> datetime:
        return _after(self.first_due, self.paused, self.days)

    @cached_property
    def cutoff(self) -> datetime:
        if self.rule.cutoff is not None or not self.periodic:
            return _after(self.due, self.rule.cutoff or 0, self.days)
        following = self.rule.following(self.period).key
        next_due = replace(self, period=following, set_due=None, pauses=()).due
        return max(next_due, self.due)

    @cached_property
    def reminders(self) -> tuple[datetime, ...]:
        opened = max(self.since, datetime.combine(self.base, time(0), SHANGHAI))
        days = {self.days.add(self.due.date(), -n) for n in self.rule.reminders}
        moments = sorted(datetime.combine(day, REMINDED_AT, SHANGHAI) for day in days)
        return tuple(moment for moment in moments if opened < moment < self.due)

    def arithmetic(self) -> dict[str, Any]:
        return {
            "rule": self._rule(),
            "set": self.set_due is not None,
            "source": self.rule.source,
            "event": self.base.isoformat() if self.periodic and not self.asked_late else self.since.isoformat(),
            "days": self._days(),
            "roll": self._roll(),
            "pauses": [_pause(pause, self.days) for pause in self.pauses],
            "calendar": self.counted.version,
            "estimated": self.days.estimated(self.base, self.due.date()),
        }

    def _rule(self) -> str:
        if self.set_due:
            return "按指定的期限"
        late = f"；所依事项至{due_words(self.since)}才办结，改为其后第一个工作日" if self.asked_late else ""
        return self.rule.in_words() + late

    def _days(self) -> list[dict[str, Any]]:
        """Each day looked at, up to the due day, with the number it counts as (None: not counted, as every day is where
        a person set the day: what leads from there to the due day is the pauses)."""
        first = self._first_looked_at()
        ruled = self.rule.count in ("working_days_after", "working_day") or self.paused > 0
        counting = ruled and not self.set_due
        found, number = [], 0
        for day in _range(first, self.due.date()):
            working = self.days.is_working(day)
            number += working and counting
            found.append(_day(day, self.days, number if working and counting else None))
        return found

    def _first_looked_at(self) -> date:
        if self.set_due:
            return self.first_due.date()
        if self.asked_late:
            return _next(self.since.date())
        if self.rule.count == "working_days_after":
            return _next(self.base)
        return _month(self.base, self.rule.months) if self.rule.count == "working_day" else self.nominal

    def _roll(self) -> dict[str, Any] | None:
        if self.set_due or self.asked_late or self.rolled == self.nominal:
            return None
        return {"from": self.nominal.isoformat(), "to": self.rolled.isoformat(), "how": ROLLS[self.rule.roll]}


def _named(rule: Rule, base: date, days: WorkingDays) -> date:
    if rule.count == "working_days_after":
        return days.add(base, rule.n)
    if rule.count == "days_after":
        return base + timedelta(days=rule.n)
    if rule.count == "weekday":
        return base + timedelta(days=rule.n - 1 - base.weekday())
    first = _month(base, rule.months)
    if rule.count == "working_day":
        return days.add(first - timedelta(days=1), rule.n)
    return first.replace(day=min(rule.n, monthrange(first.year, first.month)[1]))


def _rolled(roll: Roll, day: date, days: WorkingDays) -> date:
    if roll == "none" or days.is_working(day):
        return day
    first = days.roll_forward(day)
    return days.add(first, 1) if roll == "second_after" else first


def _month(base: date, later: int) -> date:
    """The first day of the month so many months later."""
    year, month = divmod(base.year * 12 + base.month - 1 + later, 12)
    return date(year, month + 1, 1)


def _moment(day: date, at: str) -> datetime:
    hour, minute = (int(part) for part in at.split(":"))
    end = time(23, 59, 59) if at == MIDNIGHT else time(hour, minute)
    return datetime.combine(day, end, SHANGHAI)


def _after(moment: datetime, n: int, days: WorkingDays) -> datetime:
    """n working days later at the same hour; the moment itself with 0."""
    return datetime.combine(days.add(moment.date(), n), moment.timetz()) if n else moment


def _local(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI)


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _range(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _day(day: date, days: WorkingDays, number: int | None) -> dict[str, Any]:
    known = days.days.get(day)
    kind = known.kind if known else "working" if days.is_working(day) else "weekend"
    told = {"day": day.isoformat(), "kind": kind, "counts": number}
    return {**told, "name": known.name, "notice": known.source} if known else told


def _pause(pause: Pause, days: WorkingDays) -> dict[str, Any]:
    until = _local(pause.until) if pause.until else None
    return {
        "since": _local(pause.since).isoformat(),
        "until": until.isoformat() if until else None,
        "days": days.between(_local(pause.since).date(), until.date()) if until else None,
        "reason": pause.reason,
    }


def _stretch(span: Span, year: int, months: tuple[int, ...]) -> Stretch:
    first, last = months[0], months[-1]
    key, label = {
        "month": (f"{year}-{last:02d}", f"{last}月" if first == last else f"{first}—{last}月"),
        "quarter": (f"{year}-Q{last // 3}", f"第{'一二三四'[last // 3 - 1]}季度"),
        "half_year": (f"{year}-H{last // 6}", _HALVES[last // 6 - 1]),
        "year": (str(year), f"{year}年"),
    }[span]
    return Stretch(key, label, date(year, first, 1), date(year, last, monthrange(year, last)[1]))


@lru_cache(256)
def _periods(span: Span, merged: tuple[tuple[int, ...], ...], year: int) -> dict[str, Stretch]:
    if span in ("once", "week"):
        return {each.key: each for each in (_weeks(year) if span == "week" else ())}
    step = _MONTHS[span]
    groups = [tuple(range(first, first + step)) for first in range(1, 13, step)]
    if span == "month":
        together = {month: group for group in merged for month in group}
        groups = sorted({together.get(group[0], group) for group in groups})
    return {each.key: each for each in (_stretch(span, year, group) for group in groups)}


def _weeks(year: int) -> tuple[Stretch, ...]:
    last = date(year, 12, 28).isocalendar().week
    mondays = [date.fromisocalendar(year, week, 1) for week in range(1, last + 1)]
    return tuple(
        Stretch(f"{year}-W{week:02d}", f"第{week}周", monday, monday + timedelta(days=6))
        for week, monday in enumerate(mondays, start=1)
    )


_OPENING = {
    "week": {"start": "当周", "after": "次周", "last_month": "当周"},
    "month": {"start": "当月", "after": "次月", "last_month": "当月"},
    "quarter": {"start": "季度首月", "after": "季后首月", "last_month": "季末月"},
    "half_year": {"start": "半年首月", "after": "半年后首月", "last_month": "半年末月"},
    "year": {"start": "年初首月", "after": "次年1月", "last_month": "当年12月"},
    "once": {"start": "", "after": "", "last_month": ""},
}


def hour_words(at: str) -> str:
    """17:00 → 17时, 24:00 → 24时, 11:30 → 11时30分."""
    return f"{int(at[:2])}时" + ("" if at[3:] == "00" else f"{at[3:]}分")


def due_words(due: datetime) -> str:
    """`10月8日17时`, `10月10日24时`: the day and hour that govern, never a day off."""
    local = due.astimezone(SHANGHAI)
    at = MIDNIGHT if local.replace(tzinfo=None).time() == time(23, 59, 59) else f"{local:%H:%M}"
    return f"{local.month}月{local.day}日{hour_words(at)}"


def _words(rule: Rule) -> str:
    hour = hour_words(rule.at)
    if rule.count == "working_days_after":
        return f"起算日次日起{rule.n}个工作日内，最后一日{hour}止"
    if rule.count == "days_after":
        told = f"起算日次日起{rule.n}日内，最后一日{hour}止"
    elif rule.count == "weekday":
        told = f"{_OPENING['week'][rule.opens]}周{WEEKDAYS[rule.n - 1]}{hour}前"
    else:
        month = _OPENING[rule.period][rule.opens]
        later = f"起第{rule.months + 1}个月" if rule.months else ""
        told = f"{month}{later}{_day_words(rule)}{hour}前"
    return told if rule.roll == "none" or rule.count == "working_day" else f"{told}，遇非工作日{ROLLS[rule.roll]}"


def _day_words(rule: Rule) -> str:
    if rule.count == "working_day":
        return f"第{rule.n}个工作日"
    return "最后一日" if rule.n >= 31 else f"{rule.n}日"
