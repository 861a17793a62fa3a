"""How fresh what is published of a project is: the last period of which anything was reported, and how many were not
since (domain.md B15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Updated:
    """`period`: the last that told anything of the project, None where none did; `silent`: published periods since,
    up to the one shown, of which nothing was reported."""

    period: str | None
    silent: int


def updated(project: Mapping[str, Any], periods: Sequence[str], shown: str | None) -> Updated:
    """Of a project as published; a halted one is asked for nothing and goes silent for nobody."""
    told = [
        value["period"]
        for values in (project["values"], *(target["values"] for target in project["targets"]))
        for value in values
        if value.get("period")
    ]
    last = max(told, default=None)
    if project.get("halt") or shown is None:
        return Updated(last, 0)
    return Updated(last, sum(last is None or period > last for period in periods if period <= shown))
