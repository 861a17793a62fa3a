"""What an event is about, for the line that tells people of it: one look-up for each aggregate, in SUBJECTS.

An event may be about several things, each another unit's: then there is a subject for each. The look-ups read the
tables as they stand now, which may be later than the event; what is not there any more tells nobody.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import psycopg

from projects import notices, register
from projects.adjustment import Adjustment
from projects.notice import ADJUSTMENT, CORRECTION, Notice
from projects.register import ProgrammeRow, ProjectRow
from projects.report import MonthlyReport
from projects.rule import due_words
from projects.week import Week
from supervision import (
    acceptances,
    clues,
    coordinations,
    criticisms,
    department_plans,
    disclosures,
    dispatches,
    document_kind,
    findings,
    inspection_plans,
    obligations,
    orders,
    papers,
    problems,
    rectifications,
    review_meetings,
    risks,
    talks,
    visits,
    written,
)
from supervision.claim import OWNERS
from supervision.criticism_paper import CRITICISM_BULLETIN
from supervision.department_plan import DepartmentPlan
from supervision.disclosure import Disclosure
from supervision.document import CORRECTION_NOTICE, ORDER, Document
from supervision.finding import RULINGS, SEVERITIES
from supervision.inspection_plan import ANNOUNCED, InspectionPlan
from supervision.ladder import WORDS as LEVELS
from supervision.obligations import ObligationRow
from supervision.order import Order
from supervision.quarter import Quarter
from supervision.risk import LEVELS as RISK_LEVELS
from supervision.telling import Subject
from supervision.urging import RHYTHMS

Conn = psycopg.Connection[Any]
HEAD = "office_head"
DECIDED_BEFORE = {ORDER, CRITICISM_BULLETIN, CORRECTION_NOTICE}
"""Kinds of paper whose words were decided as a matter of its own, before there was a paper."""
PRINTED = {"bulletin": "bulletins/{period}", "press_release": "press/{period}"}
"""Kinds of whose issue others are told, and where they read it."""
NAMED = 3
"""Sites of a visit that a line names; of more it tells how many they are."""


def of(conn: Conn, topic: str, event: Any) -> list[Subject]:
    """What the event of that stored name is about; nothing where its aggregate has no line."""
    look_up = SUBJECTS.get(topic.partition(".")[0])
    return list(look_up(conn, event)) if look_up else []


def _programme(conn: Conn, id: str) -> ProgrammeRow | None:
    return next((row for row in register.programmes(conn) if row.id == str(id)), None)


def _project(conn: Conn, programme: str, project: str) -> ProjectRow | None:
    return next((row for row in register.projects(conn, programme) if row.id == str(project)), None)


def called(project: ProjectRow) -> str:
    """项目9“既有住宅加装电梯300部”."""
    return f"项目{project.number}“{project.title}”"


def of_project(conn: Conn, programme: str, project: str, what: str = "{project}", **facts: str) -> Iterator[Subject]:
    """A subject that falls to the project's lead unit. `what` has a blank for the project."""
    where, row = _programme(conn, programme), _project(conn, str(programme), project)
    if where is None or row is None:
        return
    names = register.units(conn, where.jurisdiction)
    known = {"number": row.number, "unit_name": names.get(row.lead_unit or "", "牵头单位"), **facts}
    yield Subject(where.jurisdiction, where.year, what.format(project=called(row)), row.lead_unit, facts=known)


def _label(programme: ProgrammeRow | None, period: str) -> str:
    found = programme.policy.period(period) if programme else None
    return found.label if found else period


def _report(conn: Conn, event: Any) -> Iterator[Subject]:
    label = _label(_programme(conn, event.programme), event.period)
    told = isinstance(event, MonthlyReport.Corrected) and _owed(conn, event, CORRECTION, f":{event.number}")
    for each in of_project(conn, event.programme, event.project, "{project}" + f"{label}进展", period=event.period):
        own = getattr(event, "unit", None)  # only an implementing unit's row carries one, and it is another's report
        post = HEAD if told else None
        yield Subject(each.jurisdiction, each.year, each.what, each.unit, own, post, facts=each.facts)


def _adjustment(conn: Conn, event: Any) -> Iterator[Subject]:
    told = isinstance(event, Adjustment.Approved) and _owed(conn, event, ADJUSTMENT)
    for each in of_project(conn, event.programme, event.project):
        yield replace(each, post=HEAD if told else None)


def _owed(conn: Conn, event: Any, kind: str, which: str = "") -> bool:
    """Whether the public is owed a word of it, which the head of the office approves."""
    row = notices.one(conn, str(Notice.create_id(kind, f"{event.originator_id}{which}")))
    return row is not None and row.state == "owed"


def _publication(conn: Conn, event: Any) -> Iterator[Subject]:
    programme = _programme(conn, event.programme)
    if programme is None:
        return
    label, facts = _label(programme, event.period), {"period": event.period}
    if not hasattr(event, "projects"):
        yield Subject(event.jurisdiction, event.year, f"{label}进展", facts=facts)
        return
    silent: dict[str | None, list[str]] = defaultdict(list)
    for row in register.projects(conn, programme.id):
        if row.id in event.projects:
            silent[row.lead_unit].append(row.number)
    for unit, numbers in silent.items():
        yield Subject(event.jurisdiction, event.year, f"项目{'、'.join(numbers)}的{label}进展", unit, facts=facts)


def _document(conn: Conn, event: Any) -> Iterator[Subject]:
    """Of its issue the readers of a few kinds; of its way there whoever it waits for, and the press of its own texts.
    What was decided as a matter of its own is told as that."""
    row = papers.of_id(conn, str(event.originator_id))
    programme = register.programme(conn, row.jurisdiction, row.year) if row else None
    if row is None or programme is None or row.kind in DECIDED_BEFORE:
        return
    root, post = f"/{row.jurisdiction}/{row.year}", None
    if isinstance(event, Document.Issued):
        if row.kind not in PRINTED:
            return
        post = "observer" if row.kind == "bulletin" else None  # a press text is shown to nobody else before its print
    elif document_kind.of(row.kind).family == "press":
        post = "press"
    shown = PRINTED.get(row.kind, "").format(period=quote(row.subject))
    facts = {
        "desk": f"{root}/{row.desk}",
        "shown": f"{root}/{shown}",
        "next": document_kind.of(row.kind).sending,
    }
    year = f"{row.year}年" if event.timestamp.year != row.year else ""  # 12月's is worked on in January
    what = year + papers.called(row, programme.policy)
    yield Subject(row.jurisdiction, row.year, what, post=post, facts=facts)


def _notice(conn: Conn, event: Any) -> Iterator[Subject]:
    what = "更正" if getattr(event, "kind", "") == CORRECTION else "调整或更正"
    yield Subject(event.jurisdiction, event.year, f"一项{what}")


def _list(conn: Conn, event: Any) -> Iterator[Subject]:
    programme = register.programme(conn, event.jurisdiction, event.year)
    if programme:
        yield Subject(event.jurisdiction, event.year, f"{programme.title}清单")


def _obligation(conn: Conn, event: Any) -> Iterator[Subject]:
    row = obligations.get(conn, str(event.originator_id))
    if row is None:
        return
    post = row.owner if row.owner in OWNERS else None
    root, owner = f"/{row.jurisdiction}/{row.year}", OWNERS.get(row.owner, row.owner)
    owed, lapsed, owing = row.what, f"{owner}：{row.what}", row.subject
    if row.period and (rest := _of_each_project(conn, row)):
        owed, lapsed, owing = f"本单位项目的{rest}", f"{owner}项目的{rest}", ""
    due = getattr(event, "due", None) or row.due.isoformat()
    facts = {
        "owed": owed,
        "today": "今天到期：" if due[:10] == event.at[:10] else "",
        "owner": owner,
        "lapsed": lapsed,
        "due": due_words(datetime.fromisoformat(due)),
        "href": root + row.href,
        "page": f"{root}/obligations/{row.id}",
        "owing": f"{row.programme}:{row.kind}:{row.period}:{owing}:{row.owner}",
    }
    unit = None if post else register.unit_called(conn, row.jurisdiction).get(row.owner)
    yield Subject(row.jurisdiction, row.year, row.what, unit, post=post, facts=facts)


def _of_each_project(conn: Conn, row: ObligationRow) -> str:
    """What a unit owes for each of its projects alike, as 9月进展报送; "" for what is owed by itself."""
    project = _project(conn, row.programme, row.project) if row.project else None
    alike = project is not None and row.what.startswith(f"项目{project.number}")
    return row.what.removeprefix(f"项目{project.number}").removeprefix("的") if project and alike else ""


def _urging(conn: Conn, event: Any) -> Iterator[Subject]:
    numbers = "、".join(dict.fromkeys(str(each["number"]) for each in event.owed))
    what = f"项目{numbers}的{RHYTHMS.get(event.rhythm, '进展')}还没有报送"
    href = f"/{event.jurisdiction}/{event.year}{event.href}"
    yield Subject(event.jurisdiction, event.year, what, event.unit, facts={"href": href})


def _dispatch(conn: Conn, event: Any) -> Iterator[Subject]:
    row = dispatches.of_id(conn, str(event.originator_id))
    if row is None:
        return
    week = Week.parse(row.week)
    label = week.label if week else row.week
    for each in of_project(conn, row.programme, row.project, "{project}" + f"{label}周调度"):
        href = f"{each.root}/dispatches/{each.facts['number']}/{row.week}"
        yield Subject(each.jurisdiction, each.year, each.what, row.unit, facts={**each.facts, "href": href})


def _order(conn: Conn, event: Any) -> Iterator[Subject]:
    row = orders.order(conn, event.originator_id)
    if row is None:
        return
    if isinstance(event, Order.Drafted):  # for the head of the office alone, who is to sign it
        yield _case(conn, row.programme, "", f"督办单“{row.matter['matter']}”", f"orders/{row.id}", {})
        return
    if row.number is None:  # a draft, or one withdrawn before it was issued
        return
    facts = {"level": LEVELS.get(getattr(event, "step", row.step), row.step), **_day(event, row.due)}
    facts["asked"] = f"请签收，{facts.get('due', '—')}前反馈"
    own = _case(conn, row.programme, row.unit, f"{row.number}督办单“{row.matter['matter']}”", f"orders/{row.id}", facts)
    yield own
    if isinstance(event, Order.Issued):
        helps = {**own.facts, "asked": f"{own.facts['unit_name']}承办，贵单位协办"}
        yield from (replace(own, unit=each, facts=helps) for each in row.matter["supporting"])


def _talk(conn: Conn, event: Any) -> Iterator[Subject]:
    row = talks.talk(conn, event.originator_id)
    if row:
        facts = {"when": due_words(row.at), "place": row.place}
        yield _case(conn, row.programme, row.unit, row.arrangement["reason"], f"talks/{row.id}", facts)


def _rectification(conn: Conn, event: Any) -> Iterator[Subject]:
    row = rectifications.rectification(conn, event.originator_id)
    if row:
        yield _case(conn, row.programme, row.unit, row.problem, f"rectifications/{row.id}", _day(event, None))


def _visit(conn: Conn, event: Any) -> Iterator[Subject]:
    """Of a visit that is announced; no other is told of before it is over."""
    row = visits.visit(conn, event.originator_id)
    if row is None or row.method != ANNOUNCED:
        return
    names = [site.name or f"点位{site.key}" for site in row.sites]
    more = f"等{len(names)}处" if len(names) > NAMED else ""
    facts = {"visiting": written.in_words(row.day), "places": "、".join(names[:NAMED]) + more, "href": "/desk"}
    yield from of_project(conn, row.programme, row.project, **facts)


def _inspected(conn: Conn, event: Any) -> Iterator[Subject]:
    """What was silent, to each unit whose projects were looked at, once the whole inspection is over: when the office
    ends it, or its last day is past, whichever is first."""
    plan = inspection_plans.plan(conn, event.originator_id)
    if plan is None or not plan.silent or (plan.lapsed and isinstance(event, InspectionPlan.Ended)):
        return
    for row in visits.of_programme(conn, plan.jurisdiction, plan.year, plan.id):
        if row.state == "closed":
            facts = {"visiting": written.in_words(row.day), "method": row.method, "found": row.words or "没有抽查数字"}
            yield from of_project(conn, plan.programme, row.project, **facts, href="/desk")


def _finding(conn: Conn, event: Any) -> Iterator[Subject]:
    row = findings.finding(conn, event.originator_id)
    if row is None:
        return
    for each in of_project(conn, str(row.programme), str(row.project)):
        severity, fact = row.holds
        facts = {
            "project": each.what,
            "severity_word": SEVERITIES[severity],
            "ruling_word": RULINGS.get(getattr(event, "ruling", ""), ""),
            "page": f"{each.root}/visits/{row.visit}/feedback",
        }
        yield _case(conn, row.programme, row.unit, fact, f"findings/{row.id}", facts)


def _feedback(conn: Conn, event: Any) -> Iterator[Subject]:
    """Each unit's that it was handed to."""
    for each in of_project(conn, event.programme, event.project):
        yield from (replace(each, unit=unit, facts={**each.facts, "project": each.what}) for unit in event.units)


def _acceptance(conn: Conn, event: Any) -> Iterator[Subject]:
    row = acceptances.one(conn, event.originator_id)
    if row is None:
        return
    said = written.day(getattr(event, "visit_on", ""))
    known = {"visiting": written.in_words(said)} if said else {}
    for each in of_project(conn, row.programme, row.project, **known):
        href = f"{each.root}/acceptances/{each.facts['number']}"
        yield replace(each, facts={**each.facts, "href": href})


def _criticism(conn: Conn, event: Any) -> Iterator[Subject]:
    row = criticisms.criticism(conn, event.originator_id)
    if row:
        each = _case(conn, row.programme, row.unit, row.words["decision"], "supervision", {})
        yield replace(each, facts={**each.facts, "page": f"{each.root}/criticisms/{row.id}"})


def _problem(conn: Conn, event: Any) -> Iterator[Subject]:
    row = problems.problem(conn, event.originator_id)
    if row:
        facts = {"page": f"/{row.jurisdiction}/{row.year}/problems-desk/{row.id}"}
        yield _case(conn, row.programme, row.unit, row.fields["item"], "problems/", facts)


def _disclosure(conn: Conn, event: Any) -> Iterator[Subject]:
    for programme in register.programmes(conn):
        for each in disclosures.standing(conn, programme):
            if Disclosure.create_id(programme.id, each.half.key) == event.originator_id:
                href = f"disclosure-desk/{each.half.key}"
                yield _case(conn, programme.id, "", f"{each.half.label}进展情况公开", href, {})


def _review(conn: Conn, event: Any) -> Iterator[Subject]:
    """A meeting is everybody's; what is said of a task is its unit's."""
    meetings = [
        row for each in register.programmes(conn) for row in review_meetings.of_programme(conn, each.id).values()
    ]
    meeting = next((row for row in meetings if row.id == str(event.originator_id)), None)
    if meeting is None:
        return
    label = f"{Quarter(meeting.year, int(meeting.quarter[-1])).label}点评会"
    tasks = [task for task in review_meetings.tasks(conn, meeting.programme) if task.meeting == meeting.id]
    task = next((task for task in tasks if task.no == getattr(event, "no", None)), None)
    facts = {
        "review": label,
        "on": f"{meeting.on.month}月{meeting.on.day}日",
        **_day(event, task.due if task else None),
    }
    path = f"reviews/{meeting.quarter}"
    yield _case(conn, meeting.programme, task.unit if task else "", task.text if task else label, path, facts)


def _coordination(conn: Conn, event: Any) -> Iterator[Subject]:
    row = coordinations.one(conn, event.originator_id)
    if row is None:
        return
    for each in of_project(conn, row.programme, row.project, "{project}" + row.matter):
        names = register.units(conn, each.jurisdiction)
        facts = {"href": f"{each.root}/coordination/{row.id}", "helper_name": names.get(row.helper, "协调部门")}
        yield replace(each, unit=row.unit, other=row.helper, facts={**each.facts, **facts})


def _clue(conn: Conn, event: Any) -> Iterator[Subject]:
    """The project and the office's own words; what somebody wrote stays with the letter."""
    row = clues.one(conn, event.originator_id)
    if row is None:
        return
    for each in of_project(conn, row.programme, row.project):
        name = register.units(conn, each.jurisdiction).get(row.unit or "", "承办单位")
        facts = {
            "unit_name": name,
            "href": f"{each.root}/clues/{row.id}",
            "asked": getattr(event, "matter", "").rstrip("。"),
        }
        yield replace(each, unit=getattr(event, "unit", None), facts={**each.facts, **facts})


def _risk(conn: Conn, event: Any) -> Iterator[Subject]:
    row = risks.one(conn, event.originator_id)
    if row is None:
        return
    facts = {"risk_level": RISK_LEVELS.get(getattr(event, "level", ""), ""), "id": str(row.id)}
    for each in of_project(conn, row.programme, row.project, "{project}" + row.matter, **facts):
        yield replace(each, facts={**each.facts, "href": f"{each.root}/risks/{row.id}"})


def _proposal(conn: Conn, event: Any) -> Iterator[Subject]:
    yield Subject(event.jurisdiction, event.year, event.proposal["sentence"].rstrip("。"))


def _plan(conn: Conn, event: Any) -> Iterator[Subject]:
    for programme in register.programmes(conn):
        for unit in department_plans.of_programme(conn, programme.id):
            if DepartmentPlan.create_id(programme.id, unit) == event.originator_id:
                yield _case(conn, programme.id, unit, "部门实施方案", "department-plans", {})


def _case(conn: Conn, programme: Any, unit: str, what: str, path: str, facts: dict[str, str]) -> Subject:
    """Something of supervision that falls to one unit; `path` below the government's year."""
    where = _programme(conn, str(programme))
    assert where is not None
    name = register.units(conn, where.jurisdiction).get(unit, "责任单位")
    root = f"/{where.jurisdiction}/{where.year}"
    known = {"unit_name": name, "href": f"{root}/{path}", **facts}
    return Subject(where.jurisdiction, where.year, what, unit, facts=known)


def _day(event: Any, otherwise: date | None) -> dict[str, str]:
    """The day the event sets, in words, or the one that stands."""
    said = getattr(event, "due", None) or (otherwise.isoformat() if otherwise else None)
    if not said:
        return {}
    day = date.fromisoformat(said[:10])
    return {"due": f"{day.month}月{day.day}日"}


SUBJECTS: dict[str, Callable[[Conn, Any], Iterator[Subject]]] = {
    "report": _report,
    "adjustment": _adjustment,
    "correction_wish": _report,
    "publication": _publication,
    "document": _document,
    "notice": _notice,
    "programme": _list,
    "obligation": _obligation,
    "urging": _urging,
    "dispatch": _dispatch,
    "order": _order,
    "talk": _talk,
    "rectification": _rectification,
    "inspection": _visit,
    "inspection_plan": _inspected,
    "finding": _finding,
    "feedback": _feedback,
    "acceptance": _acceptance,
    "criticism": _criticism,
    "problem": _problem,
    "disclosure": _disclosure,
    "review_meeting": _review,
    "proposal": _proposal,
    "department_plan": _plan,
    "coordination": _coordination,
    "clue": _clue,
    "risk": _risk,
}
"""By the aggregate's stored name."""
