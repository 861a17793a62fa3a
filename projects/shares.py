"""What the implementing units and districts filed of their own towards a project: who has, who has not, their sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from projects.project import Project

Rows = Mapping[str, Mapping[str, Mapping[str, str]]]
"""A report's rows: unit → target → {value, text, at; filed and reason where the lead unit uses another figure}."""


@dataclass(frozen=True, slots=True)
class Share:
    """One unit's part. `values`: target → {value, filed?, reason?}; `at`: when it came last (ISO)."""

    unit: str
    values: dict[str, dict[str, str]]
    text: str
    at: str | None


@dataclass(frozen=True, slots=True)
class Shares:
    """`sent` in the order of the project's units, others after them; `missing`: units that owe theirs."""

    sent: tuple[Share, ...]
    missing: tuple[str, ...]

    @property
    def asked(self) -> bool:
        """Whether the project is worked on by others than its lead unit, or any of them filed."""
        return bool(self.sent or self.missing)

    @property
    def sums(self) -> dict[str, Decimal]:
        """Target → the sum of what came, for targets of which any did."""
        totals: dict[str, Decimal] = {}
        for share in self.sent:
            for no, row in share.values.items():
                totals[no] = totals.get(no, Decimal(0)) + Decimal(row["value"])
        return totals

    def given(self, no: str) -> int:
        """How many gave a figure of a target."""
        return sum(no in share.values for share in self.sent)

    def gap(self, no: str, own: str | None) -> Decimal | None:
        """The lead unit's own figure less the sum; None where one of the two is not there."""
        total = self.sums.get(no)
        return Decimal(own) - total if own and total is not None else None


def of(project: Project, rows: Rows, on: str) -> Shares:
    """By who answers on a day (ISO)."""
    answers = project.responsibility_on(on)
    lead = answers.get("lead_unit")
    asked = [unit for unit in answers.get("implementing_units") or [] if unit != lead]
    order = dict.fromkeys((*asked, *rows))
    sent = [_share(unit, rows[unit]) for unit in order if rows.get(unit)]
    return Shares(tuple(sent), tuple(unit for unit in asked if not rows.get(unit)))


def of_district(project: Project, name: str) -> dict[str, str]:
    """Target → the quantity that the list gives to the district a unit's name begins with ("" where it says none)."""
    mine = [each for each in project.regions if each.get("no") in project.targets and name.startswith(each["region"])]
    return {each["no"]: str(each.get("quantity") or "") for each in mine}


def silent(project: Project, rows: Rows, on: str, names: Mapping[str, str]) -> list[str]:
    """Names of the units that answer for a district's part of the list and did not give all of its figures."""
    answers = project.responsibility_on(on)
    asked = [unit for unit in answers.get("implementing_units") or [] if unit != answers.get("lead_unit")]
    wanted = {unit: of_district(project, names.get(unit, "")) for unit in asked}
    return [names[unit] for unit in asked if any(no not in rows.get(unit, {}) for no in wanted[unit])]


def _share(unit: str, row: Mapping[str, Mapping[str, str]]) -> Share:
    times = [each["at"] for each in row.values() if each.get("at")]
    words = dict.fromkeys(each["text"] for each in row.values() if each.get("text"))
    return Share(unit, {no: dict(each) for no, each in row.items()}, "；".join(words), max(times) if times else None)
