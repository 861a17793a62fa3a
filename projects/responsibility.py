"""Who answers on a day: dated answers, of which the one that took effect last is in force (domain.md 2.2, 3.2)."""

from collections.abc import Mapping, Sequence
from typing import Any

Answer = Mapping[str, Any]

ROLES = ("lead_unit", "supporting_units", "implementing_units")
"""The parts a unit may have in a project, the answering one first."""
POSTS = ("responsible", "contact_a", "contact_b")
"""Posts that are written out in words and often begin with their unit's name."""


def in_force(answers: Sequence[Answer], day: str) -> Answer:
    """The answer of a day (ISO): of those that took effect by then the latest, and of two of one day the one recorded
    later, for it corrects the other. `effective_on` None is from the beginning; empty where nobody answered yet."""
    found: Answer = {}
    for answer in answers:
        begins = answer["effective_on"] or ""
        if begins <= day and begins >= (found.get("effective_on") or ""):
            found = answer
    return found


def parts_of(answer: Answer, unit: str) -> tuple[str, ...]:
    """Which of ROLES a unit has in an answer."""
    return tuple(role for role in ROLES if unit == answer.get(role) or unit in _several(answer.get(role)))


def begins_later(answers: Sequence[Answer], day: str) -> list[str]:
    """The days after `day` on which another answer takes effect, ascending."""
    return sorted({answer["effective_on"] for answer in answers if (answer["effective_on"] or "") > day})


def handed_over(answer: Answer, unit: str, to: str, parts: Sequence[str]) -> dict[str, Any]:
    """The same answer with one unit in the place of another, in these of its parts; nobody is named twice in one, and
    whoever leads does not support himself."""
    new = dict(answer)
    if "lead_unit" in parts and new["lead_unit"] == unit:
        new["lead_unit"] = to
    for part in ("supporting_units", "implementing_units"):
        if part in parts:
            new[part] = list(dict.fromkeys(to if each == unit else each for each in new[part]))
    new["supporting_units"] = [each for each in new["supporting_units"] if each != new["lead_unit"]]
    return new


def reworded(answer: Answer, name: str, to_name: str) -> dict[str, Any]:
    """Posts that are written with a unit's name, written with another: 市水务局填报人 → 市水利局填报人."""
    return {**answer, **{post: (answer.get(post) or "").replace(name, to_name) or None for post in POSTS}}


def _several(found: Any) -> Sequence[str]:
    return found if isinstance(found, list | tuple) else ()
