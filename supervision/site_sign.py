"""项目现场码: a sign for the site, whose code leads to the project's card, where anybody reads how far it is or
complains.

It stands for the whole year, so it tells nothing that changes from month to month: what was promised, who answers,
by when. Made by the office once the list is released; refused before (清单发布后才能制作). domain.md 5.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from supervision.draft import Content, Project, named, promised
from supervision.figures import month_day
from supervision.paper import says
from supervision.project_poster import LONGEST_LINE, card, cut


@dataclass(frozen=True, slots=True)
class Sign:
    """`site`: the name of the one site, "" where there are several and it is written in by hand."""

    title: str
    number: str
    programme: str
    site: str
    facts: tuple[tuple[str, str], ...]
    hotline: str
    issuer: str
    card: str
    specimen: bool
    day: date | None = None
    check_code: str | None = None

    def to_json(self) -> dict[str, Any]:
        """All it says, without day and code, which come with its issue."""
        return says(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any], day: date | None = None, check_code: str | None = None) -> Self:
        """The sign that `to_json` wrote, of a day and under a code."""
        facts = tuple((label, words) for label, words in data["facts"])
        return cls(**{**data, "facts": facts}, day=day, check_code=check_code)


def compose(content: Content, project: Project, issuer: str, hotline: str | None, specimen: bool) -> Sign:
    """`content`: the list as released or a published month, `project` one of its projects."""
    sites = project["sites"]
    return Sign(
        title=cut(project["title"], LONGEST_LINE),
        number=str(project["number"]),
        programme=f"{content['name']}{named(content)}",
        site=cut(sites[0]["name"], LONGEST_LINE) if len(sites) == 1 else "",
        facts=tuple(_facts(project)),
        hotline=project["contact"] or hotline or "",
        issuer=issuer,
        card=card(content, project),
        specimen=specimen,
    )


def _facts(project: Project) -> list[tuple[str, str]]:
    due = date.fromisoformat(project["due_on"]) if project["due_on"] else None
    told = {
        "任务目标": "；".join(promised(each) for each in project["targets"]),
        "牵头单位": project["lead_unit"],
        "承办单位": "、".join(project["implementing_units"]),
        "责任人": project["responsible"],
        "完成时限": f"{due.year}年{month_day(due)}前" if due else "",
    }
    return [(label, cut(words, 2 * LONGEST_LINE)) for label, words in told.items() if words]
