"""半年公开 on paper: the disclosure exactly as it was published, the whole first, then each project in a table.

Made by anybody of the office from a published version; refused before (半年公开公布后才能印制). A correction is
printed as a sheet of its own, and says what it corrects. domain.md 1.2, 5.2.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from projects.light import STATUS_WORDS
from supervision.disclosure import PARTS
from supervision.draft import AVERAGED
from supervision.figures import month_day
from supervision.notice_paper import NoticePaper
from supervision.paper import Column, Section, Table

WORDS = {str(status): words for status, words in STATUS_WORDS.items()}
NUMERALS = "一二三四"


def columns(worded: bool) -> tuple[Column, ...]:
    """`worded`: the public is told in words alone, without shapes and colours."""
    return (
        Column("序号", width_mm=8, align="center"),
        Column("项目", width_mm=25),
        Column("牵头单位", width_mm=18),
        Column("计划\n进度", width_mm=13, align="right"),
        Column("完成率", width_mm=13, align="right"),
        Column("偏差\n百分点", width_mm=13, align="right"),
        Column("进展\n状态", width_mm=16, align="center", is_light=not worded),
        Column("进展和完成情况", weight=1.4),
        Column("存在问题", weight=1),
        Column("下步措施", weight=1),
    )


def compose(told: Mapping[str, Any], issuer: str, hotline: str | None, worded: bool = False) -> NoticePaper:
    """`told`: the content of a published version (supervision/disclosure.py)."""
    ends = date.fromisoformat(told["as_of"])
    several = AVERAGED if any(len(each.get("targets", ())) > 1 for each in told["projects"]) else ""
    table = Table(
        f"{told['year']}年{told['label']}逐项进展情况",
        columns(worded),
        tuple(_row(each) for each in told["projects"]),
        f"说明：数据截至{ends.year}年{month_day(ends)}；{several}偏差为完成率与计划进度之差。",
    )
    return NoticePaper(
        title=told["title"],
        issuer=issuer,
        day=None,
        specimen=bool(told["source"]["specimen"]),
        about=f"（数据截至{ends.year}年{month_day(ends)}）",
        opening=tuple(_correction(told)),
        sections=tuple(
            Section(f"{NUMERALS[place]}、{what}", tuple(_lines(told["overall"][part])))
            for place, (part, what) in enumerate(PARTS.items())
        ),
        contacts=((("监督电话", hotline),) if hotline else ()),
        annexes=(table,),
    )


def _correction(told: Mapping[str, Any]) -> list[str]:
    found = told.get("correction")
    if not found:
        return []
    reason = str(found["reason"]).rstrip("。")
    return [f"本件更正此前公布的第{found['of']}版（{found['reason_kind']}）：{reason}。原版仍可在公开页查阅。"]


def _row(project: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        str(project["number"]),
        project["title"],
        project["unit"] or "—",
        project["planned"],
        project["share"],
        project["deviation"],
        WORDS.get(project["status"] or "", "—"),
        "\n".join(part for part in (project["progress"], project["completion"]) if part) or "—",
        project["problems"] or "—",
        project["measures"] or "—",
    )


def _lines(words: str) -> list[str]:
    return [line for line in words.splitlines() if line.strip()] or ["—"]
