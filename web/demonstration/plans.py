"""The demonstration's plans at work: a lead unit reads what is said of its plan, districts file their own figures."""

from typing import Any
from uuid import UUID

from projects import plan_remark, register
from projects.identity import identity
from projects.month import Month
from tracker.event import Actor
from web.house import House

SLUG = "demo"
TARGET = "1"
"""The target that is split among districts."""


def note(house: House, project: UUID, noted: dict[str, Any], who: Actor) -> None:
    """已知悉, with the reason."""
    which, name = noted["which"], f"noted {project} {noted['which']}"
    house.carry_out(
        who,
        identity("demonstration", name),
        ["demonstration", name],
        lambda: plan_remark.note(house.ledger, project, which, noted["reason"], str(who.unit)),
    )


def districts(house: House, month: Month, project: UUID, figures: dict[str, int]) -> None:
    """Each district's own cumulative figure, before the lead unit adds them up."""
    with house.reading() as conn:
        called = register.unit_called(conn, SLUG)
    for name, value in figures.items():
        who = Actor(f"demonstration-{name}", f"{name}填报人", called[name])
        key = f"district {project} {month.period.key} {name}"
        house.carry_out(
            who,
            identity("demonstration", key),
            ["demonstration", key],
            lambda name=name, value=value: _filed(month, project, called[name], value),  # type: ignore[misc]
        )


def _filed(month: Month, project: UUID, unit: str, value: int) -> tuple[list[Any], Any]:
    report = month.opened(project)
    report.file_row(unit, TARGET, str(value), "")
    return [report], {"value": value}
