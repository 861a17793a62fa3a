"""What is owed around the 重点难点 projects: a dispatch a week and its review, a risk's plan, a department's help.

The unit's week is met when it is logged, by its own hour; reviewing it is the office's own duty, so that no unit is
late through the office's silence, and no silence approves. While something is asked for more, the clock stands still.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

import psycopg

from projects import register
from projects.register import ProgrammeRow
from projects.week import Week
from supervision import coordination as item
from supervision import coordinations, dispatches, owners, risks
from supervision.claim import OFFICE, Claim, Pause, Void
from supervision.coordination import Coordination
from supervision.coordinations import CoordinationRow, Step
from supervision.dispatch import Dispatch
from supervision.dispatches import DispatchRow
from supervision.risk import ENDS, Risk
from supervision.risks import RiskRow
from tracker.clock import SHANGHAI

WEEK = "weekly_dispatch"


def _numbers(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> dict[str, str]:
    return {project.id: project.number for project in register.projects(conn, programme.id)}


def weekly(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """Each week that a flagged project owes, from whoever leads it."""
    rule, leads, numbers = programme.policy.rule(WEEK), owners.of(conn, programme), _numbers(conn, programme)
    written = {(row.project, row.week): row for row in dispatches.of_programme(conn, programme.id)}
    for project, weeks in dispatches.owed_weeks(conn, programme.id, programme.year).items():
        number = numbers.get(project, "")
        for week, asked in sorted(weeks.items()):
            since, row = rule.opening(week.key), written.get((project, week.key))
            opens, end = max(since, asked.since), asked.end
            if end and end.at <= opens:
                continue
            yield Claim(
                kind=WEEK,
                subject=project,
                period=week.key,
                owner=leads.at(project, opens),
                project=project,
                what=f"项目{number}第{week.number}周调度",
                href=f"/dispatches/{number}/{week.key}",
                since=since,
                known_at=asked.since,
                met_at=row.logged_at if row else None,
                met_by=Dispatch.Logged.TOPIC if row else None,
                void=Void(end.at, end.reason, end.by) if end else None,
                later_owners=leads.after(project, opens),
            )


def reviews(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """The office's review of each dispatch, and the unit's answer to each return."""
    numbers, units = _numbers(conn, programme), owners.of_units(conn, programme.jurisdiction)
    for row in dispatches.of_programme(conn, programme.id):
        number, week = numbers.get(row.project, ""), Week.parse(row.week)
        told = f"项目{number}第{week.number if week else ''}周调度"
        asked = Claim(
            kind="dispatch_review",
            subject=row.id,
            period="",
            owner=OFFICE,
            project=row.project,
            what=f"{told}审核",
            href=f"/dispatches/{number}/{row.week}",
            since=row.logged_at,
            met_at=row.reviewed_at,
            met_by=Dispatch.Reviewed.TOPIC if row.reviewed_at else None,
            pauses=tuple(_returned(row)),
        )
        yield asked
        for nth, pause in enumerate(asked.pauses, start=1):
            yield replace(
                asked,
                kind="dispatch_supplement",
                period=str(nth),
                owner=units.at(row.unit, pause.since),
                later_owners=units.after(row.unit, pause.since),
                what=f"{told}补报",
                since=pause.since,
                met_at=pause.until,
                met_by=Dispatch.Relogged.TOPIC if pause.until else None,
                pauses=(),
            )


def _returned(row: DispatchRow) -> Iterator[Pause]:
    for each in row.returns:
        until = datetime.fromisoformat(each["until"]) if each["until"] else None
        yield Pause(datetime.fromisoformat(each["at"]), until, each["reason"])


def plans(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """The assessment of each risk, and each supervision plan by the day it names."""
    numbers, units = _numbers(conn, programme), owners.of_units(conn, programme.jurisdiction)
    for row in risks.of_programme(conn, programme.id):
        ended = _ended(row)
        asked = Claim(
            kind="risk_assessment",
            subject=row.id,
            period="",
            owner=OFFICE,
            project=row.project,
            what=f"项目{numbers.get(row.project, '')}风险研判",
            href=f"/risks/{row.id}",
            since=row.raised_at,
            met_at=next((_moment(step["at"]) for step in row.steps if step["what"] == "assessed"), None),
            met_by=Risk.Assessed.TOPIC,
            void=ended,
        )
        yield asked if asked.met_at else replace(asked, met_by=None)
        for nth, plan in enumerate(row.plans, start=1):
            since, office = _moment(plan["at"]), plan["who"] == OFFICE
            yield replace(
                asked,
                kind="supervision_plan",
                period=str(nth),
                owner=OFFICE if office else units.at(plan["who"], since),
                later_owners=() if office else units.after(plan["who"], since),
                what=f"项目{numbers.get(row.project, '')}督查：{plan['look_at'][:40]}",
                since=since,
                due=_end_of(plan["until_on"]),
                met_at=_moment(plan["done_at"]) if plan["done_at"] else None,
                met_by=Risk.PlanCarriedOut.TOPIC if plan["done_at"] else None,
            )


def _ended(row: RiskRow) -> Void | None:
    last = row.steps[-1]
    if row.state not in ENDS:
        return None
    return Void(_moment(last["at"]), f"风险{ENDS[row.state]}：{last['words']}", last["post"])


@dataclass
class Round:
    """One asking of one department: from the asking (or the dispute, or the handing on) to what ended it."""

    helper: str
    since: datetime
    fresh: bool
    """Whether it has to be taken on first; after a dispute it was."""
    accepted: datetime | None = None
    resolved: datetime | None = None
    settled: datetime | None = None
    settled_by: str | None = None
    void: Void | None = None
    pauses: list[Pause] = field(default_factory=list)


def rounds(steps: Iterable[Step]) -> list[Round]:
    """The askings that the steps of an item tell of, in order."""
    found: list[Round] = []
    for step in steps:
        if step.what in ("asked", "stepped_in") and (not found or step.helper != found[-1].helper):
            if found:
                found[-1].void = Void(step.at, f"督查室改由其他部门办理：{step.words}", step.post)
            found.append(Round(step.helper, step.at, fresh=True))
        elif step.what == "disputed":
            _told(found[-1], step)
            found.append(Round(found[-1].helper, step.at, fresh=False, accepted=found[-1].accepted))
        else:
            _told(found[-1], step)
    return found


def _told(now: Round, step: Step) -> None:
    if step.what == "accepted":
        now.accepted = step.at
    elif step.what == "supplement_asked":
        now.pauses.append(Pause(step.at, None, step.words))
    elif step.what == "supplemented":
        now.pauses[-1] = replace(now.pauses[-1], until=step.at)
    elif step.what == "resolved":
        now.resolved = step.at
    elif step.what in ("confirmed", "disputed"):
        now.settled = step.at
        now.settled_by = (Coordination.Confirmed if step.what == "confirmed" else Coordination.Disputed).TOPIC
    elif step.what == "withdrawn":
        now.void = Void(step.at, f"撤回：{step.words}", step.post)


def coordinated(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """What the helper owes (to take it on, to see it done) and what the lead unit owes (what is lacking, its word)."""
    numbers, units = _numbers(conn, programme), owners.of_units(conn, programme.jurisdiction)
    for row in coordinations.of_programme(conn, programme.id):
        for nth, each in enumerate(rounds(row.steps), start=1):
            for claim in _of_round(row, nth, each, numbers.get(row.project, "")):
                unit, since = claim.owner, claim.since or each.since
                yield replace(claim, owner=units.at(unit, since), later_owners=units.after(unit, since))


def _of_round(row: CoordinationRow, nth: int, each: Round, number: str) -> Iterator[Claim]:
    """The claims of one asking, owned by unit ids."""
    told = f"项目{number}{item.KINDS[row.kind]}协调"
    asked = Claim(
        kind="coordination",
        subject=row.id,
        period=str(nth),
        owner=each.helper,
        project=row.project,
        what=f"{told}办结",
        href=f"/coordination/{row.id}",
        since=each.since,
        met_at=each.resolved,
        met_by=Coordination.Resolved.TOPIC if each.resolved else None,
        void=each.void,
        pauses=tuple(each.pauses),
    )
    yield asked
    if each.fresh:
        met_by = Coordination.Accepted.TOPIC if each.accepted else None
        yield replace(asked, kind="coordination_acceptance", what=f"{told}受理", met_at=each.accepted, met_by=met_by)
    mine = replace(asked, owner=row.unit, pauses=())
    for place, pause in enumerate(each.pauses, start=1):
        yield replace(
            mine,
            kind="coordination_supplement",
            period=f"{nth}.{place}",
            what=f"{told}补充材料",
            since=pause.since,
            met_at=pause.until,
            met_by=Coordination.Supplemented.TOPIC if pause.until else None,
        )
    if each.resolved:
        yield replace(
            mine,
            kind="coordination_confirmation",
            what=f"{told}确认",
            since=each.resolved,
            met_at=each.settled,
            met_by=each.settled_by,
        )


def _end_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(23, 59, 59), SHANGHAI)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
