"""A project's sites as a visit names them, and what the unit reported for just those that are looked at. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from projects.listing import STAGES
from projects.project import Project
from supervision import written
from tracker.refusal import Refused

LONGEST = 1000

Row = dict[str, Any]


def site_list(project: Project) -> list[Row]:
    """A project's sites as a visit names them: key (place in the list, from "1"), name, address, unit, share, stage."""
    return numbered(project.sites)


def numbered(sites: Sequence[Row]) -> list[Row]:
    """Sites as listed, each with its key; what a visit does not ask (the position on the map) is left out."""
    asked = ("name", "address", "unit", "share", "stage")
    return [
        {"key": str(place), **{name: site.get(name) for name in asked}} for place, site in enumerate(sites, start=1)
    ]


def site_faults(listed: Sequence[Row], sites: Sequence[str]) -> list[Refused]:
    known = {site["key"] for site in listed}
    if not sites or any(site not in known for site in sites):
        return [Refused("inspection.sites", field="sites")]
    return []


def reported_faults(reported: Mapping[str, Any], sites: int) -> list[Refused]:
    faults = []
    if reported["as_of"] and written.day(reported["as_of"]) is None:
        faults.append(Refused("inspection.reported_as_of", field="as_of"))
    if reported["stage"] and reported["stage"] not in STAGES:
        faults.append(Refused("inspection.reported_stage", field="stage"))
    if reported["done"] is not None and not 0 <= reported["done"] <= sites:
        faults.append(Refused("inspection.reported_done", field="done", sites=sites))
    if len(reported["note"].strip()) > LONGEST:
        faults.append(Refused("inspection.too_long", field="reported_note", most=LONGEST))
    return faults
