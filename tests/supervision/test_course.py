"""The course of an obligation, over random calendars, rules, facts and hours of looking: always the same."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from projects.rule import Pause, Reckoning, Rule
from supervision.claim import Claim, Void
from supervision.course import GRACE, Deed, Recorded, course
from tracker.clock import SHANGHAI
from tracker.working_days import Day, WorkingDays

FIRST = datetime(2026, 9, 1, tzinfo=SHANGHAI)
END = datetime(2027, 6, 1, tzinfo=SHANGHAI)
OVER = ("meet", "miss", "waive")


def at(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=SHANGHAI)


def claim(**facts: Any) -> Claim:
    told = {"kind": "k", "subject": "s", "period": "", "owner": "甲局", "project": None, "what": "事", "href": "/"}
    return Claim(**{**told, "since": at(9, 7, 10), **facts})


def reckoner(rule: Rule, days: WorkingDays) -> Callable[[Claim, datetime | None, tuple[Pause, ...]], Reckoning]:
    def reckon(of: Claim, due: datetime | None, pauses: tuple[Pause, ...]) -> Reckoning:
        assert of.since is not None
        return rule.reckon(of.since, days, of.period, due=due, pauses=pauses)

    return reckon


WITHIN_THREE = Rule("k", "事", "件", "once", "working_days_after", 3, "17:00", cutoff=1)
"""Asked on Monday the 7th of September 2026, due on Thursday the 10th at 17:00, lapsed on Friday the 11th at 17:00."""
PLAIN = reckoner(WITHIN_THREE, WorkingDays())


def told(of: Claim, now: datetime) -> list[tuple[str, datetime]]:
    return [(deed.name, deed.at) for deed in course(of, None, PLAIN, now)]


OPENED = [("open", at(9, 7, 10)), ("remind", at(9, 8, 9)), ("remind", at(9, 10, 9))]


def test_the_last_second_is_in_time_and_the_next_is_late() -> None:
    last = datetime(2026, 9, 10, 17, 0, 0, 999_999, tzinfo=SHANGHAI)
    for met, state in ((last, "met"), (last + timedelta(microseconds=1), "met_late"), (at(9, 11, 17), "met_late")):
        deeds = course(claim(met_at=met, met_by="x.done"), None, PLAIN, END)
        stands = fold(deeds, None)
        assert stands is not None and (stands.state, deeds[-1].at) == (state, met)


def test_what_lapsed_stays_missed_and_that_it_came_is_told_once() -> None:
    came = at(9, 11, 17, 0, 1)
    found = told(claim(met_at=came, met_by="x.done"), END)
    assert found == [*OPENED, ("miss", at(9, 11, 17)), ("meet", came)]
    assert course(claim(met_at=came), fold(course(claim(met_at=came), None, PLAIN, END), None), PLAIN, END) == []


def test_a_lapse_is_told_a_minute_later_so_that_what_came_in_the_last_second_is_there() -> None:
    assert told(claim(), at(9, 11, 17, 0, 59)) == OPENED
    assert told(claim(), at(9, 11, 17, 1)) == [*OPENED, ("miss", at(9, 11, 17))]
    assert told(claim(met_at=at(9, 11, 17, 0, 30)), at(9, 11, 17, 0, 40)) == OPENED, "late or missed is not known yet"


def test_nothing_is_asked_before_it_is_known_and_nothing_while_it_waits() -> None:
    assert told(claim(known_at=at(9, 9, 12)), at(9, 9, 11)) == []
    assert told(claim(known_at=at(9, 9, 12)), at(9, 9, 12)) == [("open", at(9, 9, 12))]
    assert told(claim(since=None), END) == []


def test_while_the_clock_stands_nothing_lapses_and_afterwards_it_is_due_so_much_later() -> None:
    standing = claim(pauses=(Pause(at(9, 9, 15), None, "请补充"),))
    assert told(standing, END)[-1] == ("pause", at(9, 9, 15))
    over = claim(pauses=(Pause(at(9, 9, 15), at(9, 15, 8), "请补充"),))
    deeds = course(over, None, PLAIN, END)
    [resumed] = [deed for deed in deeds if deed.name == "resume"]
    assert resumed.facts["found"].due == at(9, 16, 17), "four working days: the 10th, 11th, 14th and 15th"
    assert deeds[-1] == Deed(at(9, 17, 17), "miss")


def test_it_goes_with_the_project_and_keeps_who_owed_it_when() -> None:
    handed = claim(later_owners=((at(9, 9), "乙局"), (at(10, 1), "丙局")))
    found = [deed for deed in course(handed, None, PLAIN, END) if deed.name in ("open", "hand_over")]
    assert [(deed.at, deed.facts["owner"]) for deed in found] == [(at(9, 7, 10), "甲局"), (at(9, 9), "乙局")]


def test_another_day_that_a_person_set_moves_it() -> None:
    moved = claim(due=at(9, 9, 12), later_dues=((at(9, 8, 10), at(9, 14, 12), "同意延期"),))
    deeds = course(moved, None, PLAIN, END)
    assert [(deed.name, deed.facts["found"].due) for deed in deeds if "found" in deed.facts] == [
        ("open", at(9, 9, 12)),
        ("reschedule", at(9, 14, 12)),
    ]
    assert deeds[-1] == Deed(at(9, 15, 12), "miss")


# Properties.

moments = st.integers(0, 120 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
calendars = st.sets(st.integers(0, 250), max_size=60).map(
    lambda off: WorkingDays(
        {day: Day(day, "holiday", "假", "通知") for day in (date(2026, 9, 1) + timedelta(n) for n in off)}
    )
)


@st.composite
def rules(draw: Any) -> tuple[Rule, str]:
    """A rule with a key of one of its periods, "" for a single thing."""
    at_ = draw(st.sampled_from(["24:00", "17:00", "12:00", "09:30"]))
    roll = draw(st.sampled_from(["forward", "none", "second_after"]))
    reminders = tuple(draw(st.sets(st.integers(0, 4), max_size=3)))
    cutoff = draw(st.sampled_from([None, 0, 1, 5]))
    span, keys, counts = draw(
        st.sampled_from(
            [
                ("once", [""], ["working_days_after", "days_after"]),
                ("week", ["2026-W40", "2026-W53"], ["weekday"]),
                ("month", ["2026-08", "2026-09", "2026-11"], ["day", "working_day"]),
                ("quarter", ["2026-Q3"], ["day", "working_day"]),
            ]
        )
    )
    most = 7 if span == "week" else 28
    n = draw(st.integers(1, most if span != "month" else 20))
    rule = Rule(
        "k", "事", "件", span, draw(st.sampled_from(counts)), n, at_, roll=roll, reminders=reminders, cutoff=cutoff
    )
    return rule, draw(st.sampled_from(keys))


@st.composite
def claims(draw: Any, rule: Rule, period: str) -> Claim:
    since = rule.opening(period) if period else draw(moments)
    since = max(since, FIRST)
    edges = sorted(draw(st.lists(moments, max_size=4, unique=True)))
    pauses = [Pause(one, other, "补") for one, other in zip(edges[::2], edges[1::2], strict=False)]
    if len(edges) % 2:
        pauses.append(Pause(edges[-1], None, "补"))
    met, void = draw(st.none() | moments), draw(st.none() | moments)
    owners = sorted(draw(st.dictionaries(moments, st.sampled_from(["甲局", "乙局", "丙局"]), max_size=3)).items())
    dues = sorted(draw(st.dictionaries(moments, moments, max_size=2)).items()) if not period else []
    return claim(
        period=period,
        since=since,
        known_at=draw(st.none() | moments),
        due=draw(moments) if dues else None,
        met_at=met,
        met_by="x.done" if met else None,
        void=Void(max(void, since), "停", "局长") if void else None,
        pauses=tuple(pauses),
        later_owners=tuple(owners),
        later_dues=tuple((when, due, "改") for when, due in dues),
    )


def known_by(of: Claim, now: datetime) -> Claim:
    """The claim as the facts recorded by an hour tell it."""
    hidden = of.known_at is not None and of.known_at > now
    return replace(
        of,
        since=None if hidden else of.since,
        met_at=of.met_at if of.met_at and of.met_at <= now else None,
        void=of.void if of.void and of.void.at <= now else None,
        pauses=tuple(
            replace(each, until=each.until if each.until and each.until <= now else None)
            for each in of.pauses
            if each.since <= now
        ),
        later_owners=tuple(each for each in of.later_owners if each[0] <= now),
        later_dues=tuple(each for each in of.later_dues if each[0] <= now),
    )


def fold(deeds: list[Deed], recorded: Recorded | None) -> Recorded | None:
    """What the events leave on record, as the read model keeps it (written again here)."""
    for deed in deeds:
        found = deed.facts.get("found")
        times: dict[str, Any] = (
            {}
            if found is None
            else {
                "due": found.due,
                "cutoff": found.cutoff,
                "reminders": tuple(moment for moment in found.reminders if moment > deed.at),
            }
        )
        if recorded is None:
            recorded = Recorded("scheduled", deed.facts["owner"], **times, owner_since=deed.at, due_since=deed.at)
            continue
        changes: dict[str, dict[str, Any]] = {
            "remind": {"state": "due_soon", "reminded_at": deed.at},
            "hand_over": {"owner": deed.facts.get("owner"), "owner_since": deed.at},
            "reschedule": {**times, "due_since": deed.at},
            "pause": {"paused_at": deed.at},
            "resume": {**times, "paused_at": None, "resumed_at": deed.at},
            "miss": {"state": "missed"},
            "waive": {"state": "waived"},
            "meet": {"filed": True}
            if recorded.state == "missed"
            else {"state": "met" if deed.at.replace(microsecond=0) <= recorded.due else "met_late"},
        }
        recorded = replace(recorded, **changes[deed.name])
    return recorded


def watched(of: Claim, reckon: Any, hours: list[datetime]) -> tuple[list[Deed], Recorded | None]:
    """All that is recorded by looking at these hours, each time at what is known by then."""
    deeds: list[Deed] = []
    recorded = None
    for hour in hours:
        new = course(known_by(of, hour), recorded, reckon, hour)
        deeds, recorded = deeds + new, fold(new, recorded)
    return deeds, recorded


def on_time(of: Claim, reckon: Any) -> Iterator[datetime]:
    """Every minute at which anything is recorded or the clock brings something, and a minute after each."""
    facts = [of.known_at, of.since, of.met_at, of.void and of.void.at, END]
    facts += [moment for pause in of.pauses for moment in (pause.since, pause.until)]
    facts += [when for when, _ in of.later_owners] + [when for when, *_ in of.later_dues]
    deeds, _ = watched(of, reckon, [END])
    facts += [deed.at for deed in deeds]
    for moment in sorted({each for each in facts if each}):
        yield moment
        yield moment + GRACE


def shown(deeds: list[Deed]) -> list[Any]:
    return [
        (deed.name, deed.at, deed.facts.get("owner"), (deed.facts.get("found") or deed) and _due(deed))
        for deed in deeds
    ]


def _due(deed: Deed) -> Any:
    found = deed.facts.get("found")
    return (found.due, found.cutoff) if found else None


@settings(max_examples=300, deadline=None)
@given(st.data(), calendars, rules(), st.lists(st.integers(0, 270 * 24 * 60), max_size=12))
def test_whenever_it_is_looked_at_the_ledger_becomes_the_same(
    data: st.DataObject, days: WorkingDays, ruled: tuple[Rule, str], minutes: list[int]
) -> None:
    """On time, at random hours, twice, or once after months: every event the same, with the same day and owner."""
    rule, period = ruled
    of, reckon = data.draw(claims(rule, period)), reckoner(rule, days)
    once, _ = watched(of, reckon, [END])
    random = sorted(FIRST + timedelta(minutes=n) for n in minutes)
    hours = sorted({*on_time(of, reckon), END})
    for looked in ([*random, END], [*random, *random[-1:], END, END], hours):
        assert shown(watched(of, reckon, sorted(looked))[0]) == shown(once)


@settings(max_examples=300, deadline=None)
@given(st.data(), calendars, rules())
def test_one_opening_one_end_past_the_lapse_and_the_day_shown_governs(
    data: st.DataObject, days: WorkingDays, ruled: tuple[Rule, str]
) -> None:
    rule, period = ruled
    of, reckon = data.draw(claims(rule, period)), reckoner(rule, days)
    deeds, recorded = watched(of, reckon, [END])
    names = [deed.name for deed in deeds]
    assert names.count("open") == 1 and names[0] == "open" and recorded is not None
    ends = [deed for deed in deeds if deed.name in OVER]
    if not recorded.paused_at and recorded.cutoff + GRACE <= END:
        assert ends
    assert [deed.name for deed in ends[1:]] in ([], ["meet"])
    assert len(ends) < 2 or ends[0].name == "miss", "only what was missed is told of again"
    assert ("meet" in names) <= (of.met_at is not None), "nothing is met by time alone"
    if recorded.state in ("met", "met_late") and of.met_at:
        assert (recorded.state == "met") == (of.met_at.replace(microsecond=0) <= recorded.due)
    if recorded.state == "missed":
        assert of.met_at is None or of.met_at > recorded.cutoff
