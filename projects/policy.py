"""The policy set of a programme: periods, due times, thresholds and switches, frozen in it with a version."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from projects import light
from projects.rule import Rule
from projects.rules import DEFAULTS
from tracker.clock import SHANGHAI
from tracker.working_days import WorkingDays

LAMPS, WORDS = "lamps", "words"
PUBLIC_LIGHTS = {LAMPS: "亮灯", WORDS: "文字"}
"""How the public sees where a project stands: in colours and words, or in words alone. Fixed at release; a later change
is an event of the programme, public with its reason."""

_DEFAULT_RULES: dict[str, Mapping[str, Any]] = {kind: rule.as_dict() for kind, rule in DEFAULTS.items()}


_NAMED = {"default": "默认规则", "strict": "从严规则"}


def version_words(version: str) -> str:
    """A policy set's version in words: `2026年默认规则`; another's own name as it is."""
    name, _, year = version.partition("-")
    return f"{year}年{_NAMED[name]}" if name in _NAMED and year.isdecimal() else version


@dataclass(frozen=True, slots=True)
class Period:
    """One reporting period: a month, or merged months, addressed by the last (`2026-02` for 1—2月)."""

    key: str
    months: tuple[int, ...]

    @property
    def year(self) -> int:
        return int(self.key[:4])

    @property
    def month(self) -> int:
        return self.months[-1]

    @property
    def label(self) -> str:
        """9月, or 1—2月 where months are merged."""
        first, last = self.months[0], self.months[-1]
        return f"{last}月" if first == last else f"{first}—{last}月"

    @property
    def ends_on(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def starts_on(self) -> date:
        return date(self.year, self.months[0], 1)


@dataclass(frozen=True, slots=True)
class PolicySet:
    """What governs one programme for its year (domain.md 3.6, 4.2). Defaults without a source are ours (默认).

    `merged` holds groups of months reported as one; `report_day` and the others are days of the month that follows
    the period; `public_lights` is one of PUBLIC_LIGHTS; `head_releases` asks the unit's head to release what the filer
    wrote (domain.md 3.3, switchable).
    `rules` are the rules of the cadence by kind (projects/rule.py); where `merged` and the days above say something
    of a kind, they are what counts: `rule` puts both together.
    """

    version: str = "default-2026"
    merged: tuple[tuple[int, ...], ...] = ((1, 2),)
    report_day: int = 5
    report_time: str = "17:00"
    publication_day: int = 10
    bulletin_day: int = 10
    yellow_at: str = "10"
    red_over: str = "30"
    head_releases: bool = True
    confirm_over_plan: int = 50
    series: str = "示政办督"
    public_lights: str = LAMPS
    extra: dict[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: dict(_DEFAULT_RULES))

    def rule(self, kind: str) -> Rule:
        """The rule of a kind; one that the set does not know goes by the default. Raises KeyError for none of ours."""
        return _rule(self, kind)

    def cadence(self) -> dict[str, Rule]:
        """Every rule of the set, by kind."""
        return {kind: self.rule(kind) for kind in {**_DEFAULT_RULES, **self.rules}}

    @property
    def pace(self) -> light.Policy:
        yellow, red = Decimal(self.yellow_at), Decimal(self.red_over)
        published = (yellow, red) == (light.DEFAULT.yellow_at, light.DEFAULT.red_over)
        source = light.DEFAULT.source if published else "本清单规定"
        return light.Policy(version=self.version, yellow_at=yellow, red_over=red, source=source)

    def periods(self, year: int) -> list[Period]:
        """The year's reporting periods, in order."""
        merged = {month: group for group in self.merged for month in group}
        groups = sorted({merged.get(month, (month,)) for month in range(1, 13)})
        return [Period(f"{year}-{group[-1]:02d}", tuple(group)) for group in groups]

    def period(self, key: str) -> Period | None:
        year = int(key[:4]) if key[:4].isdigit() else 0
        return next((period for period in self.periods(year) if period.key == key), None) if year else None

    def report_due(self, period: Period, days: WorkingDays) -> datetime:
        """When the period's report is due: the 5th of the next month 17:00, rolled forward to a working day."""
        hour, minute = (int(part) for part in self.report_time.split(":"))
        day = days.roll_forward(self.after(period, self.report_day))
        return datetime.combine(day, time(hour, minute), SHANGHAI)

    def publication_due(self, period: Period, days: WorkingDays) -> date:
        return days.roll_forward(self.after(period, self.publication_day))

    def bulletin_due(self, period: Period, days: WorkingDays) -> date:
        return days.roll_forward(self.after(period, self.bulletin_day))

    @staticmethod
    def after(period: Period, day: int) -> date:
        """That day of the month after the period, working or not: from here a deadline is counted."""
        year, month = (period.year + 1, 1) if period.month == 12 else (period.year, period.month + 1)
        return date(year, month, day)

    def as_dict(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in asdict(self).items()}

    @staticmethod
    def from_dict(stored: dict[str, Any]) -> "PolicySet":
        known = {name: value for name, value in stored.items() if name in PolicySet.__dataclass_fields__}
        known["merged"] = tuple(tuple(group) for group in known.get("merged", ()))
        return PolicySet(**known)


def _rule(policy: PolicySet, kind: str) -> Rule:
    stored = policy.rules.get(kind)
    rule = DEFAULTS[kind] if stored is None else Rule.from_dict(dict(stored))
    said: dict[str, dict[str, Any]] = {
        "monthly_report": {"n": policy.report_day, "at": policy.report_time},
        "monthly_publication": {"n": policy.publication_day},
        "monthly_bulletin": {"n": policy.bulletin_day},
    }
    own = said.get(kind, {})
    if rule.period == "month":
        own["merged"] = policy.merged
    return replace(rule, **own) if own else rule


def _plain(value: Any) -> Any:
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
