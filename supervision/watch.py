"""The watch: what is due by the clock, minus what the ledger holds, recorded in the order of business time.

A tick may come late, twice, or in two processes at once: the ledger becomes the same, for the facts' own times judge
(supervision/course.py), an obligation's id is made of its kind, subject and period, and whoever loses a race reads
again and finds nothing left to do.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import psycopg

from projects import register
from projects.identity import identity
from projects.register import ProgrammeRow
from projects.rule import Counted, Pause, Reckoning
from supervision import obligations
from supervision.claim import Claim
from supervision.course import GRACE, Deed, Recorded, advanced, next_moment
from supervision.kinds import KINDS
from supervision.obligation import Obligation
from tracker import announcements, working_days
from tracker.clock import SHANGHAI
from tracker.event import SYSTEM, acting
from tracker.ledger import Ledger
from tracker.once import once
from tracker.refusal import Refused, Stale

LIVE = ("released", "implementing", "concluded")
TRIES = 5


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be recorded of one obligation."""

    claim: Claim
    known: bool
    deeds: list[Deed]


@dataclass(frozen=True)
class Round:
    """What a tick finds for one programme: `tasks`, and when the clock alone brings the next. `over`: keys of what was
    done within the minute of grace after a reminder, which is told first; it is recorded then, and owed no more."""

    programme: ProgrammeRow
    tasks: list[Task]
    next_at: datetime | None
    over: frozenset[str] = frozenset()

    @cached_property
    def key(self) -> UUID:
        """The command's key: the same work has the same, whoever does it."""
        return identity("watch", self.programme.id, *self.told)

    @property
    def told(self) -> list[str]:
        """What is asked for, one line a deed."""
        return [f"{task.claim.key}:{deed.name}:{deed.at.isoformat()}" for task in self.tasks for deed in task.deeds]


@dataclass(frozen=True)
class Tick:
    """What one tick recorded, or would have: its lines in order, and when the next one has something to do."""

    rounds: list[Round] = field(default_factory=list)

    @property
    def deeds(self) -> list[tuple[ProgrammeRow, Claim, Deed]]:
        """Every deed with its programme and claim, in the order of business time."""
        found = [
            (each.programme, task.claim, deed) for each in self.rounds for task in each.tasks for deed in task.deeds
        ]
        return sorted(found, key=lambda each: (each[2].at, each[1].key))

    @property
    def next_at(self) -> datetime | None:
        moments = [each.next_at for each in self.rounds if each.next_at]
        return min(moments) if moments else None


class Batch:
    """Several aggregates saved as one, their events in the order of business time."""

    def __init__(self, id: UUID, aggregates: Iterable[Obligation]) -> None:
        self.id, self.aggregates = id, list(aggregates)

    @property
    def pending_events(self) -> list[Any]:
        return _in_business_order(each.pending_events for each in self.aggregates)

    def collect_events(self) -> list[Any]:
        return _in_business_order([each.collect_events() for each in self.aggregates])


def _in_business_order(streams: Iterable[Iterable[Any]]) -> list[Any]:
    """Each stream keeps its own order, whatever the times in it say."""
    found: list[tuple[str, int, int, Any]] = []
    for stream, events in enumerate(streams):
        latest = ""
        for place, event in enumerate(events):
            latest = max(latest, event.at)
            found.append((latest, stream, place, event))
    return [event for *_, event in sorted(found, key=lambda each: each[:3])]


def tick(ledger: Ledger, now: datetime, *, dry_run: bool = False) -> Tick:
    """Records what should be on the ledger by now. Raises what one programme's tick raised, after the others."""
    with ledger.reading() as conn:
        programmes = [row for row in register.programmes(conn) if row.state in LIVE and not row.published]
    rounds, fault = [], None
    for programme in programmes:
        try:
            rounds.append(_look(ledger, programme, now) if dry_run else record(ledger, programme, now))
        except Exception as raised:
            fault = raised
    if fault:
        raise fault
    return Tick(rounds)


def _look(ledger: Ledger, programme: ProgrammeRow, now: datetime) -> Round:
    with ledger.reading() as conn:
        return look(conn, programme, now)


def record(ledger: Ledger, programme: ProgrammeRow, now: datetime) -> Round:
    """Records what one programme's look finds; whoever was faster is read again. Raises Stale where that never ends."""
    for _ in range(TRIES):
        found = _look(ledger, programme, now)
        if not found.tasks:
            return found
        try:
            with acting(SYSTEM):
                ledger.carry_out(found.key, found.told, lambda found=found: _act(ledger, found))  # type: ignore[misc]
            return found
        except Stale:
            continue
    raise Stale


def _act(ledger: Ledger, found: Round) -> tuple[list[Any], Any]:
    return [Batch(found.key, carried_out(ledger, found))], {"recorded": sum(len(task.deeds) for task in found.tasks)}


def carried_out(ledger: Ledger, found: Round) -> list[Obligation]:
    """The obligations of a round with its deeds done and not saved yet."""
    return [_done(ledger, found.programme, task) for task in found.tasks]


def _done(ledger: Ledger, programme: ProgrammeRow, task: Task) -> Obligation:
    deeds = list(task.deeds)
    if task.known:
        claim = task.claim
        found = ledger.get(Obligation, Obligation.create_id(programme.id, claim.kind, claim.subject, claim.period))
    else:
        found = _opened(programme, task.claim, deeds.pop(0))
    for deed in deeds:
        facts = {name: stored(value, deed.at) if name == "found" else value for name, value in deed.facts.items()}
        getattr(found, deed.name)(**facts, at=deed.at)
    return found


def _opened(programme: ProgrammeRow, claim: Claim, deed: Deed) -> Obligation:
    since = (claim.since or deed.at).astimezone(SHANGHAI)
    return Obligation(
        programme=programme.id,
        kind=claim.kind,
        at=deed.at.astimezone(SHANGHAI).isoformat(),
        jurisdiction=programme.jurisdiction,
        year=programme.year,
        subject=claim.subject,
        period=claim.period,
        owner=deed.facts["owner"],
        project=claim.project,
        what=claim.what,
        href=claim.href,
        since=since.isoformat(),
        **stored(deed.facts["found"], deed.at),
    )


def stored(found: Reckoning, at: datetime) -> dict[str, Any]:
    """A reckoning as events hold it; reminders that lie before it are over."""
    return {
        "due": found.due.isoformat(),
        "cutoff": found.cutoff.isoformat(),
        "reminders": [moment.isoformat() for moment in found.reminders if moment > at],
        "arithmetic": found.arithmetic,
    }


def judged(ledger: Ledger, id: str, now: datetime) -> Obligation:
    """The obligation with all that happened until now, not saved yet: what a person decides comes after it, in the same
    command. Raises Refused("obligation.unknown")."""
    with ledger.reading() as conn:
        row = obligations.get(conn, id)
        programme = row and register.programme(conn, row.jurisdiction, row.year)
        found = look(conn, programme, now) if programme else None
    if row is None or found is None:
        raise Refused("obligation.unknown")
    for task in found.tasks:
        if task.known and task.claim.key == f"{row.kind}:{row.subject}:{row.period}":
            return _done(ledger, found.programme, task)
    return ledger.get(Obligation, UUID(id))


def waive(ledger: Ledger, id: str, reason: str, post: str, now: datetime) -> tuple[list[Any], Any]:
    """The office no longer asks for it. Raises Refused for what is met, missed or waived, and without a reason."""
    found = judged(ledger, id, now)
    found.waive(reason, post, now)
    return [found], {"obligation": id}


def look(conn: psycopg.Connection[Any], programme: ProgrammeRow, now: datetime) -> Round:
    """What should be on the ledger of a programme by now and is not; in the order of business time."""
    known, reckon = obligations.recorded(conn, programme.id), reckoner(conn, programme)
    tasks, coming, over = [], [], set()
    for claim in claims(conn, programme):
        recorded = known.get(claim.key)
        deeds, stands = advanced(claim, recorded, reckon, now)
        if deeds:
            tasks.append(Task(claim, recorded is not None, deeds))
        coming += _coming(claim, stands, now)
        if stands and stands.is_open and any(at <= now for at in _ends(claim)):
            over.add(claim.key)
    tasks.sort(key=lambda task: (task.deeds[0].at, task.claim.key))
    return Round(programme, tasks, min(coming) if coming else None, frozenset(over))


def _ends(claim: Claim) -> list[datetime]:
    """When it was done, or no longer asked."""
    return [at for at in (claim.met_at, claim.void.at if claim.void else None) if at]


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """Everything owed in a programme, of every kind, met or not, asked for or still to come."""
    asking = once(conn)  # most kinds ask for the same projects and names
    for listing in KINDS.values():
        yield from listing(asking, programme)


def _coming(claim: Claim, recorded: Recorded | None, now: datetime) -> list[datetime]:
    """When time alone will change something of it."""
    if recorded is None:
        return [claim.opens_at] if claim.opens_at and claim.opens_at > now else []
    if not recorded.is_open:
        return []
    told = [
        *(since for since, _ in claim.later_owners),
        *(since for since, *_ in claim.later_dues),
        *([claim.void.at] if claim.void else []),
    ]
    by_clock = next_moment(recorded)
    return [moment for moment in (*told, *([by_clock + GRACE] if by_clock else [])) if moment > now]


def reckoner(
    conn: psycopg.Connection[Any], programme: ProgrammeRow, counted: Counted | None = None
) -> Callable[[Claim, datetime | None, tuple[Pause, ...]], Reckoning]:
    """Reckons claims by the programme's rules and the calendar as it stands; what is alike is reckoned once."""
    by, rules = counted or calendar(conn), programme.policy.cadence()
    known: dict[Any, Reckoning] = {}

    def reckon(claim: Claim, due: datetime | None, pauses: tuple[Pause, ...]) -> Reckoning:
        if claim.since is None:
            raise ValueError(f"{claim.key} waits for something")
        alike = (claim.kind, claim.since, claim.period, due, pauses)
        if alike not in known:
            known[alike] = rules[claim.kind].reckon(claim.since, by, claim.period, due=due, pauses=pauses)
        return known[alike]

    return reckon


def calendar(conn: psycopg.Connection[Any]) -> Counted:
    """The working days that count, with how many announcements made them."""
    made = announcements.rows(conn)
    return Counted(announcements.fold(working_days.load(conn), made), len(made))
