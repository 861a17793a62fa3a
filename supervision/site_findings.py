"""What inspectors found at a project's sites, beside what was reported of them: of visits cleared for the public alone.

A site that inspectors found otherwise never reads as its unit reported it without their remark (domain.md 3.4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from supervision import sample
from supervision.public_visits import PublicVisit

WORDS = {"yes": "与报送一致", "partly": "部分一致", "no": "与报送不一致", "unseen": "未能查看"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at one site, on which day; `differs` from what was reported."""

    day: date
    words: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """全数核查: the target's value by the inspectors, with its unit."""

    value: Decimal
    unit: str


def of(visits: Sequence[PublicVisit]) -> dict[str, Finding]:
    """Site's name → what was found there at the last visit that really saw it."""
    found: dict[str, Finding] = {}
    for visit in sorted(visits, key=lambda each: (each.day, each.cleared_at)):
        for name, each in visit.found.items():
            if each["verified"] != "unseen" or name not in found:
                found[name] = Finding(visit.day, WORDS[each["verified"]], each["verified"] in ("partly", "no"))
    return found


def whole(visits: Sequence[PublicVisit], project: Mapping[str, Any]) -> dict[UUID, Whole]:
    """Visit → the value of the project's one target, where all of it was looked at."""
    targets = [each for each in project["targets"] if each.get("quantity") is not None]
    if len(targets) != 1:
        return {}
    listed = [site.get("share") for site in project["sites"]]
    found = {visit.id: sample.whole(targets[0]["quantity"], listed, list(visit.found.values())) for visit in visits}
    unit = targets[0].get("unit") or ""
    return {id: Whole(value, unit) for id, value in found.items() if value is not None}
