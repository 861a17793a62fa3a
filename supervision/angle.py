"""The angle of a press text: the whole list, one field, one unit, one project, the year's end, or a conference's pack.

With the period it makes the key under which the text stands: `2026-09`, `2026-09:unit:市教育局`, `2026-09:project:12`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PROGRAMME, CATEGORY, UNIT, PROJECT, YEAR_END, CONFERENCE = (
    "programme", "category", "unit", "project", "year_end", "conference",
)  # fmt: skip
CALLED = {
    PROGRAMME: "全部项目",
    CATEGORY: "一个领域",
    UNIT: "一个单位",
    PROJECT: "一个项目",
    YEAR_END: "年终",
    CONFERENCE: "新闻发布会材料",
}
"""What each is called; in the order in which they are offered."""
WITH_SUBJECT = (CATEGORY, UNIT, PROJECT)


@dataclass(frozen=True, slots=True)
class Angle:
    """`subject`: the field's or unit's name as published, or the project's number; "" where the angle has none."""

    kind: str = PROGRAMME
    subject: str = ""

    def key(self, period: str) -> str:
        parts = [period] if self.kind == PROGRAMME else [period, self.kind]
        return ":".join([*parts, self.subject] if self.kind in WITH_SUBJECT else parts)

    @property
    def whole(self) -> bool:
        """Whether it speaks of every project of the list."""
        return self.kind not in WITH_SUBJECT

    def chosen(self, content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The projects it speaks of, in the list's order."""
        return [each for each in content["projects"] if self.whole or self.subject in _subjects_of(self.kind, each)]

    def name(self, content: Mapping[str, Any]) -> str:
        """Its subject in words: 市教育局, 住有宜居, or the project's title."""
        if self.kind != PROJECT:
            return self.subject
        return next((str(each["title"]) for each in self.chosen(content)), self.subject)


def read(key: str) -> tuple[str, Angle]:
    """Period and angle of a key; an angle that there is not is kept as it was asked for."""
    period, _, rest = key.partition(":")
    kind, _, subject = rest.partition(":")
    return period, Angle(kind or PROGRAMME, subject)


def words(key: str) -> str:
    """What a key says beside its period: “市教育局”, “项目16”, 年终; "" for the whole list."""
    _, found = read(key)
    if found.kind == PROGRAMME:
        return ""
    return f"项目{found.subject}" if found.kind == PROJECT else found.subject or CALLED.get(found.kind, "")


def subjects(content: Mapping[str, Any], kind: str) -> list[tuple[str, str]]:
    """What can be chosen for an angle, each with its words; in the list's order."""
    found: dict[str, str] = {}
    for project in content["projects"]:
        for subject in _subjects_of(kind, project):
            words = f"{subject}　{project['title']}" if kind == PROJECT else subject
            found.setdefault(subject, words)
    return list(found.items())


def _subjects_of(kind: str, project: Mapping[str, Any]) -> list[str]:
    """As they stand in an address: a slash would part it."""
    item = project.get("item") or {}
    found = {
        CATEGORY: [project.get("category") or item.get("title")],
        UNIT: [project["lead_unit"]],
        PROJECT: [str(project["number"])],
    }[kind]
    return [str(each).replace("/", "／") for each in found if each]
