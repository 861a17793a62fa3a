"""A visit as it is arranged, whatever its plan says: the day, the places, who goes, and what was reported of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from projects.project import Project
from supervision import party as parties
from supervision import way as ways
from supervision import written
from supervision.party import SIGNATURES, Seat
from supervision.site import reported_faults, site_faults
from tracker import clock
from tracker.refusal import Refused

Row = dict[str, Any]
NOTHING_REPORTED: Row = {"as_of": None, "stage": None, "done": None, "note": ""}


def faults(
    project: Project,
    on: str,
    sites: Sequence[str],
    party: Sequence[Seat],
    reported: Mapping[str, Any],
    signatures: int = SIGNATURES,
    way: str = ways.SITES,
) -> list[Refused]:
    """What is wrong with a visit whatever its plan says; of `signatures` no fewer may go."""
    listed = ways.places(project, way)
    chosen = [site for site in listed if site["key"] in set(sites)]
    return [
        *_day_faults(on),
        *parties.faults(party, signatures),
        *ways.faults(project, way),
        *site_faults(listed, sites),
        *reported_faults({**NOTHING_REPORTED, **reported}, len(chosen) or len(listed)),
    ]


def _day_faults(on: str) -> list[Refused]:
    if (day := written.day(on)) is None:
        return [Refused("inspection.day", field="on")]
    if day < clock.today():
        return [Refused("inspection.day_past", field="on", today=written.in_words(clock.today()))]
    return []
