"""What an event is about, for the line that tells people of it: one look-up for each aggregate, in SUBJECTS.

An event may be about several things, each another unit's: then there is a subject for each. The look-ups read the
tables as they stand now, which may be later than the event; what is not there any more tells nobody.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from projects import register
from projects.notice import CORRECTION
from projects.register import ProgrammeRow, ProjectRow
from supervision import papers
from supervision.telling import Subject

Conn = psycopg.Connection[Any]
PAPERS = {"bulletin": ("月通报", "bulletin-desk", "bulletins"), "press_release": ("新闻通稿", "press", "press")}


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
    for each in of_project(conn, event.programme, event.project, "{project}" + f"{label}进展", period=event.period):
        own = getattr(event, "unit", None)  # only an implementing unit's row carries one, and it is another's report
        yield Subject(each.jurisdiction, each.year, each.what, each.unit, own, facts=each.facts)


def _adjustment(conn: Conn, event: Any) -> Iterator[Subject]:
    return of_project(conn, event.programme, event.project)


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
    row = papers.of_id(conn, str(event.originator_id))
    if row is None or row.kind not in PAPERS:
        return
    words, desk, shown = PAPERS[row.kind]
    programme = register.programme(conn, row.jurisdiction, row.year)
    root = f"/{row.jurisdiction}/{row.year}"
    facts = {"desk": f"{root}/{desk}/{row.period}", "shown": f"{root}/{shown}/{row.period}"}
    yield Subject(row.jurisdiction, row.year, f"{_label(programme, row.period)}{words}", facts=facts)


def _notice(conn: Conn, event: Any) -> Iterator[Subject]:
    what = "更正" if getattr(event, "kind", "") == CORRECTION else "调整或更正"
    yield Subject(event.jurisdiction, event.year, f"一项{what}")


def _list(conn: Conn, event: Any) -> Iterator[Subject]:
    programme = register.programme(conn, event.jurisdiction, event.year)
    if programme:
        yield Subject(event.jurisdiction, event.year, f"{programme.title}清单")


SUBJECTS: dict[str, Callable[[Conn, Any], Iterator[Subject]]] = {
    "report": _report,
    "adjustment": _adjustment,
    "publication": _publication,
    "document": _document,
    "notice": _notice,
    "programme": _list,
}
"""By the aggregate's stored name."""
