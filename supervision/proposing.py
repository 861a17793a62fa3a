"""The facts of a programme that proposals rest on, and what is still open of them: asked once, answered once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from projects import published, register, reports
from projects.register import ProgrammeRow, ProjectRow
from projects.streak import Month
from supervision import (
    criticisms,
    findings,
    ladder,
    lapses,
    obligations,
    orders,
    proposals,
    rectifications,
    talks,
    visits,
)
from supervision.finding import SEVERITIES
from supervision.ladder import Standing
from supervision.orders import OrderRow
from supervision.proposal import Course, Facts, Found, Instructed, Missed, Proposal, Stood, Unmended
from supervision.proposal import proposals as proposed_by
from supervision.proposals import Decided
from supervision.sample import FALSE, INACCURATE, lacking
from supervision.written import in_words
from tracker.clock import SHANGHAI
from tracker.working_days import WorkingDays

Conn = psycopg.Connection[Any]
ON_LIGHTS = ("red_light", "two_yellows")
ENDED = ("closed", "withdrawn")
OF_THE_LADDER = ("order", "talk", "promise", "rectification")
"""How the kinds begin whose lapse is the ladder's own."""


@dataclass(frozen=True, slots=True)
class Here:
    """What is read once for all of the facts."""

    programme: ProgrammeRow
    projects: Mapping[str, ProjectRow]
    units: Mapping[str, str]
    orders: list[OrderRow]
    today: date
    days: WorkingDays


def open_of(conn: Conn, programme: ProgrammeRow, today: date, days: WorkingDays) -> list[Proposal]:
    """What nobody has answered or declined yet, the oldest fact first."""
    here = _here(conn, programme, today, days)
    done = _answered(conn, here) | {
        row.key for row in proposals.of_programme(conn, programme.id) if row.state != "recorded"
    }
    made = proposed_by(facts(conn, here))
    return [each for each in made if each.id not in done and not _ordered_by_hand(each, here.orders)]


def one(conn: Conn, programme: ProgrammeRow, id: str, today: date, days: WorkingDays) -> Proposal | None:
    """A proposal that the facts still make, declined ones too: a person may think again."""
    found = proposed_by(facts(conn, _here(conn, programme, today, days)))
    return next((each for each in found if each.id == id), None)


def facts(conn: Conn, here: Here) -> Facts:
    raised = [row for row in proposals.of_programme(conn, here.programme.id) if row.instruction]
    return Facts(
        year=here.programme.year,
        courses=_courses(conn, here),
        missed=_missed(conn, here),
        stood=[found for row in here.orders if row.live and (found := _stood(conn, row, here))],
        found=_found(conn, here),
        unmended=_unmended(conn, here),
        instructed=[_instructed(row, here) for row in raised],
    )


def _here(conn: Conn, programme: ProgrammeRow, today: date, days: WorkingDays) -> Here:
    listed = register.projects(conn, programme.id)
    units = register.units(conn, programme.jurisdiction)
    return Here(programme, {row.id: row for row in listed}, units, orders.of_programme(conn, programme.id), today, days)


def _answered(conn: Conn, here: Here) -> set[str]:
    """The proposals that an order, a talk, a rectification or a criticism was made on."""
    id = here.programme.id
    causes = [row.cause for row in here.orders if row.state != "withdrawn"]
    causes += [row.cause for row in talks.of_programme(conn, id) if row.state != "cancelled"]
    causes += [row.cause for row in rectifications.of_programme(conn, id) if row.state != "withdrawn"]
    causes += [row.cause for row in criticisms.of_programme(conn, id) if row.state != "withdrawn"]
    return {cause["ref"] for cause in causes if cause and cause.get("ref")}


def _ordered_by_hand(each: Proposal, there: list[OrderRow]) -> bool:
    """Whether an order was issued on the same fact without the proposal: the same project and cause, and the month, or
    the obligation, that it names."""
    names = {each.period, f"{each.subject.partition('/')[0]}:{each.period}"} - {""}
    return any(
        row.state != "withdrawn"
        and row.cause["kind"] == each.cause
        and str(row.project) == str(each.project)
        and row.cause["ref"] in names
        for row in there
    )


def _courses(conn: Conn, here: Here) -> list[Course]:
    programme = here.programme
    months: dict[str, dict[str, Month]] = {row.number: {} for row in here.projects.values()}
    for row in published.lights(conn, programme.jurisdiction, programme.year):
        if row["number"] in months:
            known = row["published_at"].astimezone(SHANGHAI).date().isoformat()
            months[row["number"]][row["period"]] = _month(
                programme, row["period"], row["light"], row["arithmetic"], known
            )
    for period in programme.policy.periods(programme.year):
        for id, report in reports.of_period(conn, programme.id, period.key).items():
            number = here.projects[id].number if id in here.projects else None
            if number and period.key not in months[number] and report.accepted_at and report.judgement:
                known = report.accepted_at.astimezone(SHANGHAI).date().isoformat()
                judged = report.judgement
                months[number][period.key] = _month(
                    programme, period.key, judged.get("light"), judged.get("arithmetic"), known
                )
    ordered = {str(row.project) for row in here.orders if row.state not in ENDED and row.cause["kind"] in ON_LIGHTS}
    talked = _talked(conn, here)
    return [
        Course(
            row.id, row.number, row.title, row.lead_unit or "",
            tuple(each for _, each in sorted(months[row.number].items())), row.id in ordered, row.id in talked,
        )
        for row in here.projects.values()
    ]  # fmt: skip


def _missed(conn: Conn, here: Here) -> list[Missed]:
    """What units missed and have not brought since; what the ladder itself owes goes up by the ladder."""
    ids = register.unit_called(conn, here.programme.jurisdiction)
    found = []
    for row in obligations.missed(conn, here.programme.id):
        if row.owner not in ids or row.kind.startswith(OF_THE_LADDER):
            continue
        due, gone = row.due.astimezone(SHANGHAI).date(), (row.ended_at or row.cutoff).astimezone(SHANGHAI).date()
        found.append(
            Missed(
                row.kind,
                row.subject,
                row.period,
                row.what,
                ids[row.owner],
                row.owner,
                row.project,
                due.isoformat(),
                gone.isoformat(),
                f"{due.year}-Q{(due.month + 2) // 3}",
                row.filed_at is not None,
            )
        )
    return found


def _month(programme: ProgrammeRow, key: str, light: str | None, arithmetic: str | None, known: str) -> Month:
    period = programme.policy.period(key)
    return Month(key, period.label if period else key, light, arithmetic or "", known)


def _talked(conn: Conn, here: Here) -> set[str]:
    """Projects with a talk to come, or with a promise of one that is not kept yet."""
    open_ = {each.talk for each in talks.promised(conn, here.programme.id) if each.state in ("open", "reported")}
    rows = talks.of_programme(conn, here.programme.id)
    return {str(row.project) for row in rows if row.state == "scheduled" or row.id in open_}


def _stood(conn: Conn, row: OrderRow, here: Here) -> Stood | None:
    """An order that may go a step up, by the guard of the ladder itself; None where it may not."""
    above = ladder.after(row.step)
    lapse, since = _lapse(conn, row, here)
    if above is None or not lapse:
        return None
    plea = row.plea or {}
    standing = Standing(
        step=row.step,
        due=row.due,
        answered=row.state in ("replied", "verified"),
        undecided="extension" if row.extending else "plea" if row.pleading else None,
        justified=bool(plea.get("justified")) and plea["step"] == row.step and plea["until"] == str(row.due),
        lapse=lapse,
    )
    if ladder.obstacle(standing, above, here.today, here.days):
        return None
    return Stood(
        str(row.id), row.number or "", row.matter["matter"], str(row.project) if row.project else None, row.unit,
        row.step, ladder.WORDS[row.step], above, ladder.WORDS[above], lapse, since.isoformat(),
    )  # fmt: skip


def _lapse(conn: Conn, row: OrderRow, here: Here) -> tuple[str, date]:
    """What lapsed of the step, in words, and since when."""
    if row.step in ladder.ON_PAPER and row.due:
        served = "" if row.state != "issued" else "，也没有签收"
        words = f"督办单{row.number}（{ladder.WORDS[row.step]}）应于{in_words(row.due)}前反馈，至今没有反馈{served}。"
        return words, ladder.climbs_on(row.due, here.days)
    if row.step == "talk":
        made = [each for talk in talks.of_order(conn, row.id) for each in talks.promises(conn, talk.id)]
        late = [each.due for each in made if each.overdue(here.today)]
        return lapses.of_promises(made, here.today), min(late, default=here.today)
    if row.step == "rectification":
        found = next(iter(rectifications.of_order(conn, row.id)), None)
        return lapses.of_rectification(found, here.today), found.now.due if found else here.today
    return "", here.today


def lapse_of(conn: Conn, row: OrderRow, programme: ProgrammeRow, today: date, days: WorkingDays) -> str:
    """What an order's step did not keep, in words, for the form of the next."""
    return _lapse(conn, row, _here(conn, programme, today, days))[0]


def _found(conn: Conn, here: Here) -> list[Found]:
    """Closed visits whose sample does not bear out what was reported, once a person ruled that it comes neither from
    definition nor date nor late entry; where the team recorded findings, those go their own way, and only a report
    that was ruled false is told of here."""
    made = []
    recorded = {row.visit for row in findings.of_programme(conn, here.programme.id) if row.state != "retracted"}
    for row in visits.of_programme(conn, here.programme.jurisdiction, here.programme.year):
        false = row.ruling == FALSE
        told = row.state == "closed" and (false or (row.ruling == INACCURATE and row.id not in recorded))
        visit = visits.visit(conn, row.id) if told else None
        if visit is None or not visit.sample or visit.project not in here.projects:
            continue
        if (lacks := lacking(visit.sample)) > 0 and visit.ruling:
            project = here.projects[visit.project]
            called = f"项目{project.number}“{project.title}”"
            on, note = visit.day.isoformat(), visit.sample["note"] or ""
            of = (project.id, called, project.lead_unit or "")
            made.append(Found(str(visit.id), *of, on, visit.words or "", note, lacks, false, visit.ruling["words"]))
    return made


def _unmended(conn: Conn, here: Here) -> list[Unmended]:
    """Findings whose rectification did not mend them, and that are no order yet."""
    made = []
    for row in findings.of_programme(conn, here.programme.id):
        mending = rectifications.rectification(conn, row.rectification) if row.rectification else None
        project = here.projects.get(str(row.project))
        if row.resolved or mending is None or project is None or row.order_state == "issued":
            continue
        if lapse := lapses.of_finding(mending, here.today):
            severity, fact = row.holds
            since = mending.now.result["checked_on"] if mending.now.result else mending.now.due.isoformat()
            called = f"项目{project.number}“{project.title}”"
            of = (str(row.id), mending.round, project.id, called, row.unit)
            made.append(Unmended(*of, SEVERITIES[severity], fact, mending.now.requirement, lapse, since))
    return made


def _instructed(row: Decided, here: Here) -> Instructed:
    told, said = row.proposal, row.instruction or {}
    project = here.projects.get(str(told["project"])) if told["project"] else None
    about = f"项目{project.number}“{project.title}”" if project else here.units.get(told["unit"], "")
    return Instructed(
        told["subject"], told["project"], told["unit"], about, said["post"], said["decided_on"], said["words"]
    )
