"""A listing's rows by project, in the shapes in which a project's events hold them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from projects.listing import Listing, MilestoneRow, ProjectRow, RegionRow, RegionValueRow, SiteRow, TargetRow, ValueRow
from projects.quantity import plain

Shape = dict[str, Any]


class ProjectRows:
    """What the sheets of a listing say of each of its projects, by the project's number."""

    def __init__(self, listing: Listing) -> None:
        self._targets: dict[str, list[TargetRow]] = _by_project(listing.targets)
        self._plans = {(row.project, row.no): row.months for row in listing.plans}
        self._milestones: dict[str, list[MilestoneRow]] = _by_project(listing.milestones)
        self._values: dict[str, list[ValueRow]] = _by_project(listing.values)
        self._regions: dict[str, list[RegionRow]] = _by_project(listing.regions)
        self._region_values: dict[str, list[RegionValueRow]] = _by_project(listing.region_values)
        self._sites: dict[str, list[SiteRow]] = _by_project(listing.sites)

    def targets(self, number: str) -> list[TargetRow]:
        return self._targets[number]

    def plan(self, number: str, no: str) -> dict[int, Decimal] | None:
        return self._plans.get((number, no))

    def nodes(self, number: str) -> dict[str, list[Shape]]:
        """Target ("" for the whole project) → its nodes."""
        found: dict[str, list[Shape]] = defaultdict(list)
        for row in self._milestones[number]:
            found[row.no or ""].append(_node(row))
        return found

    def sites(self, number: str) -> list[Shape]:
        return [_site(row) for row in self._sites[number]]

    def regions(self, number: str) -> list[Shape]:
        rows = self._regions[number]
        return [{"no": row.no, "region": row.region, "quantity": decimal(row.quantity)} for row in rows]

    def values(self, number: str) -> list[Shape]:
        return [_value(row) for row in self._values[number]]

    def region_values(self, number: str) -> list[Shape]:
        return [_region_value(row) for row in self._region_values[number]]


def _by_project(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.project].append(row)
    return found


def details(row: ProjectRow) -> Shape:
    """What a project says of itself, without number, title and units."""
    return {
        "item": row.item,
        "category": row.category,
        "note": row.note,
        "starts_on": iso(row.starts_on),
        "due_on": iso(row.due_on),
    }


def promised(row: TargetRow) -> Shape:
    """A target as it is set."""
    return {
        "text": row.text,
        "quantity": decimal(row.quantity),
        "unit": row.unit,
        "comparator": row.comparator,
        "kind": row.kind,
        "stage": row.stage,
        "baseline": decimal(row.baseline),
        "parent": row.parent,
        "weight": decimal(row.weight),
        "as_written": row.as_written,
        "remark": row.remark,
    }


def _node(row: MilestoneRow) -> Shape:
    return {
        "due": iso(row.due),
        "text": row.text,
        "value": decimal(row.value),
        "weight": decimal(row.weight),
        "done_on": iso(row.done_on),
        "source": row.source,
    }


def _value(value: ValueRow) -> Shape:
    said = {"correction": value.correction} if value.correction else {}
    return {
        "no": value.no or "",
        "as_of": iso(value.as_of),
        "value": decimal(value.value),
        "percent": decimal(value.percent),
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


def _region_value(value: RegionValueRow) -> Shape:
    return {
        "no": value.no,
        "region": value.region,
        "as_of": iso(value.as_of),
        "value": decimal(value.value),
        "percent": decimal(value.percent),
        "unit": value.unit,
        "source": value.source,
    }


def _site(site: SiteRow) -> Shape:
    return {
        "name": site.name,
        "address": site.address,
        "longitude": decimal(site.longitude),
        "latitude": decimal(site.latitude),
        "unit": site.unit,
        "share": decimal(site.share),
        "stage": site.stage,
    }


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def decimal(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)
