"""A programme as the listing its spreadsheet would hold: what was promised, and what was published of it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from projects import register, reports, snapshot, standing
from projects.listing import (
    Listing,
    MilestoneRow,
    PlanRow,
    ProjectRow,
    RegionRow,
    RegionValueRow,
    SiteRow,
    TargetRow,
    ValueRow,
    natural,
)
from projects.policy import Period
from projects.programme import Programme
from projects.project import Project
from projects.reports import ReportRow
from tracker import clock
from tracker.ledger import Ledger


def listing(ledger: Ledger, slug: str, year: int) -> Listing:
    """Raises Refused("programme.unknown"). Accepted months go out only once they were published.

    What comes back in by the importer gives the same listing again (docs/decisions/0016-round-trip.md).
    """
    programme = ledger.get(Programme, Programme.create_id(slug, year))
    projects = [ledger.get(Project, UUID(id)) for id in programme.projects.values()]
    with ledger.reading() as conn:
        units = register.units(conn, slug)
        filed = reports.of_programme(conn, str(programme.id))
        published = {
            row["period"]
            for row in conn.execute(
                "SELECT period FROM projects_published_content WHERE jurisdiction = %s AND year = %s", (slug, year)
            )
        }
        periods = [period for period in programme.policy_set.periods(year) if period.key in published]
        names = {period.key: register.units(conn, slug, period.ends_on) for period in periods}
    return Listing(
        projects=tuple(_project(p, units) for p in projects),
        targets=tuple(_target(p, no) for p in projects for no in p.targets),
        plans=tuple(
            PlanRow(p.number, no, {int(month): Decimal(v) for month, v in p.plans[no].items()})
            for p in projects
            for no in p.targets
            if no in p.plans
        ),
        milestones=tuple(row for p in projects for row in _milestones(p, periods)),
        values=tuple(
            v
            for p in projects
            for v in _values(p, filed.get(str(p.id), {}), periods, _others(p, periods, names, units))
        ),
        regions=tuple(
            RegionRow(p.number, r["no"], r["region"], _dec(r["quantity"])) for p in projects for r in p.regions
        ),
        region_values=tuple(
            RegionValueRow(
                *(p.number, v["no"], v["region"], _date(v["as_of"]), _dec(v["value"]), _dec(v["percent"])),
                *(v.get("unit"), v.get("source")),
            )
            for p in projects
            for v in p.region_history
        ),
        sites=tuple(_site(p.number, s) for p in projects for s in p.sites),
    )


def _project(p: Project, units: Mapping[str, str]) -> ProjectRow:
    r = p.responsibility_on(clock.today().isoformat())
    lead = r.get("lead_unit")
    return ProjectRow(
        number=p.number,
        item=p.item,
        title=p.title,
        category=p.category,
        lead_unit=units.get(lead, lead) if lead else None,
        supporting_units=tuple(units.get(u, u) for u in r.get("supporting_units", [])),
        implementing_units=tuple(units.get(u, u) for u in r.get("implementing_units", [])),
        leader_in_charge=r.get("leader_in_charge"),
        responsible=r.get("responsible"),
        key_difficult=p.key_difficult,
        note=p.note,
        starts_on=_date(p.starts_on),
        due_on=_date(p.due_on),
        contact_a=r.get("contact_a"),
        contact_b=r.get("contact_b"),
        units_text=p.units_text,
        source=p.source,
    )


def _target(p: Project, no: str) -> TargetRow:
    t = p.targets[no]
    return TargetRow(
        project=p.number,
        no=no,
        text=t["text"],
        quantity=_dec(t["quantity"]),
        unit=t["unit"],
        comparator=t["comparator"],
        kind=t["kind"],
        kind_guessed=False,
        stage=t["stage"],
        baseline=_dec(t["baseline"]),
        parent=t["parent"],
        weight=_dec(t["weight"]),
        as_written=t.get("as_written"),
        remark=t.get("remark"),
    )


def _milestones(p: Project, published: list[Period]) -> list[MilestoneRow]:
    """The nodes with the day each was done: as planned with, or as reported in a month that was published."""
    return [
        MilestoneRow(
            p.number,
            no or None,
            _date(node["due"]),
            node["text"],
            _dec(node["value"]),
            _dec(node["weight"]),
            _date(standing.done_on(p, no, index, published[-1]) if published else node["done_on"]),
            node.get("source"),
        )
        for no, nodes in p.milestones.items()
        for index, node in enumerate(nodes)
    ]


def _others(
    p: Project, published: list[Period], names: Mapping[str, Mapping[str, str]], today: Mapping[str, str]
) -> dict[str, str]:
    """Period → the unit that led at its end, by its name of then, where the sheet names another one as leading now."""

    def lead(on: date, known: Mapping[str, str]) -> str:
        unit = p.responsibility_on(on.isoformat()).get("lead_unit") or ""
        return known.get(unit, unit)

    now = lead(clock.today(), today)
    then = {period.key: lead(period.ends_on, names[period.key]) for period in published}
    return {period: unit for period, unit in then.items() if unit and unit != now}


def _values(
    p: Project, filed: Mapping[str, ReportRow], published: list[Period], others: Mapping[str, str]
) -> list[ValueRow]:
    """What was imported, then each published month: its words in a row of the project, its figures one a target.

    `others`: period → the unit that led then."""
    rows = [
        ValueRow(
            p.number, v["no"] or None, _date(v["as_of"]), _dec(v["value"]), _dec(v["percent"]), v["text"], v["stage"],
            v["source"], v["problems"], v["measures"], v["unit"], v.get("correction"),
            *(v.get(name) for name in ("as_written", "verdict", "verdict_of", "reported_by", "basis", "task_text")),
        )
        for v in p.history
    ]  # fmt: skip
    for period in published:
        report = filed.get(period.key)
        if report is None or period.key not in p.accepted:
            continue
        words = {name: report.content[name] or None for name in ("problems", "measures")}
        then = others.get(period.key)
        rows.append(_empty(p, None, period, text=snapshot.words(report.content), reported_by=then, **words))
        values, about = p.accepted[period.key]["values"], {"correction": _why(report), "reported_by": then}
        rows += [
            _empty(p, no, period, value=Decimal(values[no]), stage=p.targets[no]["stage"], **about)
            for no in sorted(values, key=natural)
        ]
    return rows


def _empty(p: Project, no: str | None, period: Period, **said: Any) -> ValueRow:
    blank = dict.fromkeys(("value", "percent", "text", "stage", "source", "problems", "measures", "unit"))
    return ValueRow(project=p.number, no=no, as_of=period.ends_on, **{**blank, **said})


def _why(report: ReportRow) -> str | None:
    """Why the month corrects what was said before: the office's correction of it, else the filer's own."""
    if report.corrections:
        return str(report.corrections[-1]["reason"])
    return (report.content["correction_reason"] or None) if report.content["correction"] else None


def _site(number: str, s: Mapping[str, Any]) -> SiteRow:
    return SiteRow(
        number,
        s["name"],
        s["address"],
        _dec(s["longitude"]),
        _dec(s["latitude"]),
        s["unit"],
        _dec(s["share"]),
        s["stage"],
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _dec(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
