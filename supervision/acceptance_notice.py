"""验收公示: that a project passed its acceptance, put up for objections until the day the notice ends (domain.md
2.10, 5.2).

Made by the office once the notice is given, whose 公开审查 it rests on; refused before (验收公示发出后才能印制) and
when the acceptance was revoked. Unlike the 公示 of a month it is of one project, names the day it ends, and says
who looked.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from supervision.acceptance_team import OFFICIAL, counted
from supervision.acceptances import Round
from supervision.draft import Project, promised
from supervision.figures import month_day
from supervision.notice_paper import NoticePaper
from supervision.paper import Column, Section, Table
from supervision.review_pack import reached
from tracker.refusal import Refused

COLUMNS = (Column("事项", width_mm=34, align="center"), Column("内容", weight=1))


def compose(
    project: Project, round: Round, programme: str, issuer: str, hotline: str | None, specimen: bool
) -> NoticePaper:
    """`project` as last published; `round` as the public knows it. Raises Refused("paper.acceptance_unnoticed")."""
    verdict, notice = round.verdict, round.notice
    if verdict is None or notice is None or round.revoked_at is not None:
        raise Refused("paper.acceptance_unnoticed")
    since, until = date.fromisoformat(notice["since"]), date.fromisoformat(notice["until"])
    told = {
        "项目": f"{project['number']}　{project['title']}",
        "牵头单位": project["lead_unit"] or "—",
        "承办单位": "、".join(project["implementing_units"]),
        "年度目标": "\n".join(promised(each) for each in project["targets"]),
        "完成情况": "\n".join(_reached(project["targets"])),
        "现场验收": f"{_day(verdict['visited_on'])}，{team(round.came)}到场查看",
        "验收结论": f"{_day(verdict['on'])}通过验收",
    }
    return NoticePaper(
        title=f"关于“{project['title']}”通过验收的公示",
        issuer=issuer,
        day=None,
        specimen=specimen,
        opening=(f"{programme}“{project['title']}”已经通过验收，按照规定予以公示，接受社会监督。",),
        table=Table("", COLUMNS, tuple((name, words) for name, words in told.items() if words)),
        sections=(
            Section("一、公示时间", (f"{_day(notice['since'])}至{_until(since, until)}。",)),
            Section(
                "二、意见反映",
                (
                    "对验收结果有异议的，请在公示期内以书面形式，或者在项目公开页“反映问题”处提出，写明事实和理由。"
                    "异议经核实成立的，撤销验收，项目恢复为实施中。",
                ),
            ),
        ),
        contacts=((("监督电话", hotline),) if hotline else ()),
    )


def team(seats: Sequence[Mapping[str, Any]]) -> str:
    """Who came, as kinds and numbers: 人大代表2名、市民代表1名和工作人员2名."""
    numbers = dict(counted([dict(seat) for seat in seats]))
    members = [f"{kind}{count}名" for kind, count in numbers.items() if kind != OFFICIAL]
    officials = [f"{OFFICIAL}{numbers[OFFICIAL]}名"] if numbers.get(OFFICIAL) else []
    return "和".join(["、".join(members), *officials] if members else officials)


def _reached(targets: Sequence[Mapping[str, Any]]) -> list[str]:
    found = [(each, reached(each)) for each in targets]
    return [f"{each['text']}：{words}" if len(targets) > 1 else words for each, words in found if words != "—"]


def _day(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found.year}年{month_day(found)}"


def _until(since: date, until: date) -> str:
    return month_day(until) if since.year == until.year else f"{until.year}年{month_day(until)}"
