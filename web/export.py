"""A programme as the listing its spreadsheet would hold: what was promised, and what was published of it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from projects import register
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
from projects.policy import PolicySet
from projects.programme import Programme
from projects.project import Project
from projects.reports import accepted_contents
from tracker.ledger import Ledger


def listing(ledger: Ledger, slug: str, year: int) -> Listing:
    """Raises Refused("programme.unknown"). Accepted months go out only once they were published."""
    programme = ledger.get(Programme, Programme.create_id(slug, year))
    projects = [ledger.get(Project, UUID(id)) for id in programme.projects.values()]
    with ledger.reading() as conn:
        units = register.units(conn, slug)
        contents = accepted_contents(conn, str(programme.id))
        published = {
            row["period"]
            for row in conn.execute(
                "SELECT period FROM projects_published_content WHERE jurisdiction = %s AND year = %s", (slug, year)
            )
        }
    own = [project for project in projects]
    return Listing(
        projects=tuple(_project(p, units) for p in own),
        targets=tuple(_target(p, no) for p in own for no in p.targets),
        plans=tuple(
            PlanRow(p.number, no, {int(month): Decimal(v) for month, v in plan.items()})
            for p in own
            for no, plan in p.plans.items()
        ),
        milestones=tuple(
            MilestoneRow(
                p.number,
                no or None,
                _date(n["due"]),
                n["text"],
                _dec(n["value"]),
                _dec(n["weight"]),
                _date(n["done_on"]),
            )
            for p in own
            for no, nodes in p.milestones.items()
            for n in nodes
        ),
        values=tuple(v for p in own for v in _values(p, contents.get(str(p.id), {}), published, programme.policy_set)),
        regions=tuple(RegionRow(p.number, r["no"], r["region"], _dec(r["quantity"])) for p in own for r in p.regions),
        region_values=tuple(
            RegionValueRow(p.number, v["no"], v["region"], _date(v["as_of"]), _dec(v["value"]), _dec(v["percent"]))
            for p in own
            for v in p.region_history
        ),
        sites=tuple(_site(p.number, s) for p in own for s in p.sites),
    )


def _project(p: Project, units: Mapping[str, str]) -> ProjectRow:
    r = p.responsibility
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
    )


def _values(
    p: Project, contents: Mapping[str, Mapping[str, Any]], published: set[str], policy: PolicySet
) -> list[ValueRow]:
    rows = [
        ValueRow(
            p.number, v["no"] or None, _date(v["as_of"]), _dec(v["value"]), _dec(v["percent"]), v["text"], v["stage"],
            v["source"], v["problems"], v["measures"], v["unit"],
        )
        for v in p.history
    ]  # fmt: skip
    for period in policy.periods(p.year):
        content = contents.get(period.key)
        if content is None or period.key not in published:
            continue
        accepted = p.accepted[period.key]["values"]
        said = (content["text"] or None, content["problems"] or None, content["measures"] or None)
        rows.append(ValueRow(p.number, None, period.ends_on, None, None, said[0], None, None, said[1], said[2], None))
        rows += [
            ValueRow(
                p.number, no, period.ends_on, _dec(accepted[no]), None, None, p.targets[no]["stage"], None, None, None,
                None,
            )
            for no in sorted(accepted, key=natural)
        ]  # fmt: skip
    return rows


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
