"""A listing becomes a programme: units, items, projects, targets, plans, sites, and what was published before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from projects import continuation, list_year, register, snapshot
from projects.continuation import Continued
from projects.deposit import Deposit
from projects.jurisdiction import Jurisdiction
from projects.listing import Listing, ProjectRow
from projects.policy import PolicySet
from projects.programme import Programme
from projects.project import Project
from projects.project_rows import ProjectRows, details, promised
from projects.unit import Unit
from tracker.ledger import Ledger
from tracker.refusal import Refused, SeveralRefused


@dataclass(frozen=True, slots=True)
class Intake:
    """One listing for one government and year.

    `published` marks history read elsewhere (shown as it was printed, no desks or lights). `shown` is what the
    government's figures are when it is new here (projects/jurisdiction.py).
    """

    slug: str
    name: str
    year: int
    listing: Listing
    published: bool = False
    shown: str = "real"
    title: str | None = None
    hotline: str | None = None
    note: str | None = None
    policy: PolicySet | None = None
    hotlines: Mapping[str, str] = field(default_factory=dict)


def changes(ledger: Ledger, intake: Intake) -> tuple[list[Aggregate], dict[str, Any]]:
    """All aggregates of the intake, to be saved in one command; the answer counts what came in.

    A published programme that was taken in already goes on: its projects get what the sheet adds to them.

    Raises Faults where a list to be worked with has days of another year (projects/list_year.py),
    Refused("jurisdiction.slug"), Refused("programme.number_taken"), Refused("programme.state"),
    Refused("continuation.nothing"), Refused("deposit.there"), or SeveralRefused with what the sheet says against what
    was taken in.
    """
    if ledger.find(Deposit, Deposit.create_id(intake.slug, intake.year)):
        raise Refused("deposit.there", field="year", jurisdiction=intake.slug, year=intake.year)
    with ledger.reading() as conn:
        called = register.unit_called(conn, intake.slug)
    jurisdiction = ledger.find(Jurisdiction, Jurisdiction.create_id(intake.slug)) or Jurisdiction.register(
        intake.slug, intake.name, shown=intake.shown
    )
    programme = ledger.find(Programme, Programme.create_id(intake.slug, intake.year)) or Programme.prepare(
        intake.slug,
        intake.year,
        intake.title or f"{intake.year}年民生实事",
        policy=intake.policy,
        published=intake.published,
        hotline=intake.hotline,
        note=intake.note,
    )
    if programme.published != intake.published:
        raise Refused("programme.mixed", year=intake.year)
    _check_note(programme, intake)
    units = _Units(intake.slug, called)
    if not intake.published:
        list_year.check(intake.listing, intake.year)
        _check_active(ledger, intake.listing, called)
    rows = ProjectRows(intake.listing)
    there = {row.number for row in intake.listing.projects if intake.published and row.number in programme.projects}
    known = [ledger.get(Project, UUID(id)) for id in programme.projects.values()] if intake.published else []
    later = _continued(intake, known, there, rows, called)
    added = [
        _project(intake, programme, row, rows, units) for row in intake.listing.projects if row.number not in there
    ]
    if there and not added and not any(each.anything for each in later):
        raise Refused("continuation.nothing", year=intake.year)
    for item in dict.fromkeys(row.item for row in intake.listing.projects if row.item):
        programme.list_item(item, item)
    if intake.published:
        _publish(programme, jurisdiction, [*known, *added], units)
    changed = [project for project in known if project.number in {each.number for each in later if each.anything}]
    return [jurisdiction, *units.new, programme, *changed, *added], _answer(intake, added, later, units)


def remarks(intake: Intake) -> list[str]:
    """What to look at before a list that is to be worked with is taken in, in words; none for published history."""
    if intake.published:
        return []
    found = list_year.remarks(intake.listing, intake.year)
    if values := len(intake.listing.values) + len(intake.listing.region_values):
        found.append(
            f"表中的进展{values}条只留存，可以再导出，公众看不到：本级实施的年度，各月进展在这里报送、审核、公布后才公开。"
        )
    if not intake.hotline:
        found.append("没有填监督电话：公开页面上不会有电话。装入以后不能补填。")
    return found


def _answer(intake: Intake, added: list[Project], later: list[Continued], units: "_Units") -> dict[str, Any]:
    """Counts of what is new; `known`: how many projects were there already, `same`: values that were, `later`: what is
    added to each of those."""
    new = [value for project in added for value in (*project.history, *project.region_history)]
    more = [each.as_dict() for each in later if each.anything]
    return {
        "jurisdiction": intake.slug,
        "year": intake.year,
        "projects": len(added),
        "targets": sum(len(project.targets) for project in added) + sum(len(each["targets"]) for each in more),
        "values": len(new) + sum(each["values"] for each in more),
        "units": len(units.new),
        "known": len(later),
        "same": sum(each.same for each in later),
        "later": more,
    }


def _continued(
    intake: Intake, known: list[Project], there: set[str], rows: ProjectRows, called: Mapping[str, str]
) -> list[Continued]:
    """What the sheet adds to each project that was taken in already.

    Raises SeveralRefused with every contradiction of the sheet with what was taken in."""
    by_number = {project.number: project for project in known}
    wanted = [row for row in intake.listing.projects if row.number in there]
    found = [continuation.follow(by_number[row.number], row, rows, called) for row in wanted]
    if contradictions := [no for each in found for no in each.contradictions]:
        raise SeveralRefused(contradictions)
    return found


def _check_note(programme: Programme, intake: Intake) -> None:
    """What is said beside the year's title was said when it was first taken in."""
    if intake.note and intake.note != programme.note:
        raise Refused("continuation.note", field="note", old=programme.note or "（空）", new=intake.note)


def _publish(programme: Programme, jurisdiction: Jurisdiction, projects: list[Project], units: "_Units") -> None:
    source = snapshot.Source(jurisdiction.slug, jurisdiction.name, programme, projects, units.names())
    programme.publish_history(snapshot.of_list(source))


def _check_active(ledger: Ledger, listing: Listing, called: Mapping[str, str]) -> None:
    """A list of this year gives no work to a unit whose abolition is decided; history names whom it named."""
    for row in listing.projects:
        for name in filter(None, (row.lead_unit, *row.supporting_units, *row.implementing_units)):
            if name in called:
                ledger.get(Unit, UUID(called[name])).check_active("unit")


class _Units:
    """Units by every name they are called; a new name is a new unit."""

    def __init__(self, slug: str, called: dict[str, str]) -> None:
        self.slug, self.called = slug, dict(called)
        self.known = {id: name for name, id in called.items()}
        self.new: list[Unit] = []

    def id(self, name: str) -> str:
        if name not in self.called:
            unit = Unit.register(self.slug, name)
            self.new.append(unit)
            self.called[name] = str(unit.id)
            self.known[str(unit.id)] = name
        return self.called[name]

    def names(self) -> dict[str, str]:
        return self.known


def _project(intake: Intake, programme: Programme, row: ProjectRow, rows: ProjectRows, units: _Units) -> Project:
    project = Project.register(
        programme.id,
        intake.slug,
        intake.year,
        row.number,
        row.title,
        hotline=intake.hotlines.get(row.number),
        published=intake.published,
        **details(row),
    )
    programme.list_project(project.id, row.number)
    project.assign(
        lead_unit=units.id(row.lead_unit) if row.lead_unit else None,
        supporting_units=[units.id(name) for name in row.supporting_units],
        implementing_units=[units.id(name) for name in row.implementing_units],
        leader_in_charge=row.leader_in_charge,
        responsible=row.responsible,
        contact_a=row.contact_a,
        contact_b=row.contact_b,
    )
    project.record_source(row.source, row.units_text)
    if row.key_difficult:
        project.flag_key_difficult(True, "清单列为重点难点")
    _promise(project, row.number, rows)
    _record(project, row.number, rows)
    return project


def _promise(project: Project, number: str, rows: ProjectRows) -> None:
    for target in rows.targets(number):
        project.set_target(target.no, **promised(target))
        if plan := rows.plan(number, target.no):
            project.fix_plan(target.no, plan)
    for no, planned in rows.nodes(number).items():
        project.plan_milestones(no, planned)


def _record(project: Project, number: str, rows: ProjectRows) -> None:
    if sites := rows.sites(number):
        project.list_sites(sites)
    if regions := rows.regions(number):
        project.set_regions(regions)
    values, region_values = rows.values(number), rows.region_values(number)
    if values or region_values:
        project.import_history(values, region_values)
