"""Who may not look at what: a member is barred by an employer or a declared interest (domain.md 3.4). Pure.

The reason is nobody's business but the office's and the member's: whoever asks here is told whether, never why.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ties:
    """What binds a member: units and projects by id."""

    units: Set[str] = frozenset()
    projects: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Looked:
    """A project that may be looked at, and every unit that leads, supports or operates it or one of its sites."""

    project: str
    units: Set[str] = frozenset()


def barred(ties: Ties, looked: Iterable[Looked]) -> bool:
    """Whether a member is bound to any of these projects, or to a unit of one."""
    return any(each.project in ties.projects or not ties.units.isdisjoint(each.units) for each in looked)
