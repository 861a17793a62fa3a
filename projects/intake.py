"""A listing becomes a programme: units, items, projects, targets, plans, sites, and what was published before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from projects import register, snapshot
from projects.jurisdiction import Jurisdiction
from projects.listing import Listing, MilestoneRow, ProjectRow, RegionRow, RegionValueRow, SiteRow, TargetRow, ValueRow
from projects.policy import PolicySet
from projects.programme import Programme
from projects.project import Project
from projects.quantity import plain
from projects.unit import Unit
from tracker.ledger import Ledger
from tracker.refusal import Refused


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

    Raises Refused("jurisdiction.slug"), Refused("programme.number_taken"), Refused("programme.state").
    """
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
    units = _Units(intake.slug, called)
    if not intake.published:
        _check_active(ledger, intake.listing, called)
    rows = _Rows(intake.listing)
    added = [_project(intake, programme, row, rows, units) for row in intake.listing.projects]
    for item in dict.fromkeys(row.item for row in intake.listing.projects if row.item):
        programme.list_item(item, item)
    if intake.published:
        _publish(ledger, programme, jurisdiction, [*_earlier(ledger, programme, added), *added], units)
    answer = {
        "jurisdiction": intake.slug,
        "year": intake.year,
        "projects": len(added),
        "targets": len(intake.listing.targets),
        "values": len(intake.listing.values) + len(intake.listing.region_values),
        "units": len(units.new),
    }
    return [jurisdiction, *units.new, programme, *added], answer


def _earlier(ledger: Ledger, programme: Programme, added: Iterable[Project]) -> list[Project]:
    new = {str(project.id) for project in added}
    return [ledger.get(Project, UUID(id)) for id in programme.projects.values() if id not in new]


def _publish(
    ledger: Ledger, programme: Programme, jurisdiction: Jurisdiction, projects: list[Project], units: "_Units"
) -> None:
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


class _Rows:
    """The listing's other sheets, by project."""

    def __init__(self, listing: Listing) -> None:
        self.targets: dict[str, list[TargetRow]] = _by_project(listing.targets)
        self.plans = {(row.project, row.no): row.months for row in listing.plans}
        self.milestones: dict[str, list[MilestoneRow]] = _by_project(listing.milestones)
        self.values: dict[str, list[ValueRow]] = _by_project(listing.values)
        self.regions: dict[str, list[RegionRow]] = _by_project(listing.regions)
        self.region_values: dict[str, list[RegionValueRow]] = _by_project(listing.region_values)
        self.sites: dict[str, list[SiteRow]] = _by_project(listing.sites)


def _by_project(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.project].append(row)
    return found


def _project(intake: Intake, programme: Programme, row: ProjectRow, rows: _Rows, units: _Units) -> Project:
    project = Project.register(
        programme.id,
        intake.slug,
        intake.year,
        row.number,
        row.title,
        item=row.item,
        category=row.category,
        note=row.note,
        hotline=intake.hotlines.get(row.number),
        starts_on=_iso(row.starts_on),
        due_on=_iso(row.due_on),
        published=intake.published,
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
    _record(project, row.number, rows, units)
    return project


def _promise(project: Project, number: str, rows: _Rows) -> None:
    for target in rows.targets[number]:
        project.set_target(
            target.no,
            text=target.text,
            quantity=_text(target.quantity),
            unit=target.unit,
            comparator=target.comparator,
            kind=target.kind,
            stage=target.stage,
            baseline=_text(target.baseline),
            parent=target.parent,
            weight=_text(target.weight),
            as_written=target.as_written,
            remark=target.remark,
        )
        if plan := rows.plans.get((number, target.no)):
            project.fix_plan(target.no, plan)
    nodes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for node in rows.milestones[number]:
        nodes[node.no or ""].append(
            {
                "due": _iso(node.due),
                "text": node.text,
                "value": _text(node.value),
                "weight": _text(node.weight),
                "done_on": _iso(node.done_on),
                "source": node.source,
            }
        )
    for no, planned in nodes.items():
        project.plan_milestones(no, planned)


def _record(project: Project, number: str, rows: _Rows, units: _Units) -> None:
    if sites := rows.sites[number]:
        project.list_sites([_site(site, units) for site in sites])
    if regions := rows.regions[number]:
        project.set_regions([{"no": r.no, "region": r.region, "quantity": _text(r.quantity)} for r in regions])
    values = [_value(value) for value in rows.values[number]]
    region_values = [_region_value(value) for value in rows.region_values[number]]
    if values or region_values:
        project.import_history(values, region_values)


def _value(value: ValueRow) -> dict[str, Any]:
    said = {"correction": value.correction} if value.correction else {}
    return {
        "no": value.no or "",
        "as_of": _iso(value.as_of),
        "value": _text(value.value),
        "percent": _text(value.percent),
        "text": value.text,
        "stage": value.stage,
        "source": value.source,
        "problems": value.problems,
        "measures": value.measures,
        "unit": value.unit,
        "as_written": value.as_written,
        "verdict": value.verdict,
        "verdict_of": value.verdict_of,
        "reported_by": value.reported_by,
        "basis": value.basis,
        "task_text": value.task_text,
        **said,
    }


def _region_value(value: RegionValueRow) -> dict[str, Any]:
    return {
        "no": value.no,
        "region": value.region,
        "as_of": _iso(value.as_of),
        "value": _text(value.value),
        "percent": _text(value.percent),
        "unit": value.unit,
        "source": value.source,
    }


def _site(site: SiteRow, units: _Units) -> dict[str, Any]:
    return {
        "name": site.name,
        "address": site.address,
        "longitude": _text(site.longitude),
        "latitude": _text(site.latitude),
        "unit": site.unit,
        "share": _text(site.share),
        "stage": site.stage,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _text(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)
