"""Who leads a project, as time went: from when on a hand-over or another name counts, and was known. Pure but for the
two queries that fetch it.

What was recorded late counts from when it was recorded: before that nobody could act on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

import psycopg

from projects import register
from projects.register import Answer, Name, ProgrammeRow
from tracker.clock import SHANGHAI

Dated = TypeVar("Dated", bound=Answer | Name)
Line = Sequence[tuple[datetime, str]]
"""Moments in order, each with who owns from then on."""


@dataclass(frozen=True, slots=True)
class Owners:
    """Project id → its line of lead units, by name."""

    lines: dict[str, Line]

    def at(self, project: str, moment: datetime) -> str:
        """Who leads at a moment; the first who ever did where nobody did yet, "" where nobody ever does."""
        line = self.lines.get(project, ())
        found = [name for since, name in line if since <= moment] or [name for _, name in line[:1]]
        return found[-1] if found else ""

    def after(self, project: str, moment: datetime) -> tuple[tuple[datetime, str], ...]:
        """Who takes it over later, and when."""
        return tuple((since, name) for since, name in self.lines.get(project, ()) if since > moment)


def of(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Owners:
    """The lead units of a programme's projects."""
    names: dict[str, list[Name]] = {}
    for name in register.names(conn, programme.jurisdiction):
        names.setdefault(name.unit, []).append(name)
    answers: dict[str, list[Answer]] = {}
    for answer in register.answers(conn, programme.id):
        answers.setdefault(answer.project, []).append(answer)
    return Owners({project: line(given, names) for project, given in answers.items()})


def of_units(conn: psycopg.Connection[Any], jurisdiction: str) -> Owners:
    """The names of a government's units as time went, by unit id: for what a unit owes whoever leads the project."""
    found: dict[str, list[Name]] = {}
    for name in register.names(conn, jurisdiction):
        found.setdefault(name.unit, []).append(name)
    return Owners({unit: _called(names) for unit, names in found.items()})


def _called(names: Sequence[Name]) -> Line:
    moments = sorted({_counts_from(name) for name in names})
    return tuple((moment, in_force.name) for moment in moments if (in_force := _in_force(names, moment)))


def line(answers: Sequence[Answer], names: dict[str, list[Name]]) -> Line:
    """The line of one project; a moment at which nothing changes is left out."""
    units = {answer.lead_unit for answer in answers if answer.lead_unit}
    known = [name for unit in units for name in names.get(unit, [])]
    found: list[tuple[datetime, str]] = []
    moments = {_counts_from(each) for each in answers} | {_counts_from(each) for each in known}
    for moment in sorted(moments):
        answer = _in_force(answers, moment)
        name = _in_force(names.get(answer.lead_unit or "", []), moment) if answer else None
        if name and (not found or found[-1][1] != name.name):
            found.append((moment, name.name))
    return tuple(found)


def _counts_from(each: Answer | Name) -> datetime:
    return max(each.recorded_at, _midnight(each.effective_on)) if each.effective_on else each.recorded_at


def _in_force(known: Iterable[Dated], moment: datetime) -> Dated | None:
    """Of what was recorded and had begun the one that began last; of two of one day the one recorded later."""
    counting = [each for each in known if _counts_from(each) <= moment]
    return sorted(counting, key=lambda each: each.effective_on or date.min)[-1] if counting else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI)
