"""公示: a published month's progress put up for objections, worded by the office and reviewed before it goes out.

Made by the office once the month is published; refused before (月度进展公布后才能起草). The figures are the
published ones and stay as they are; how long it is up and how to object is written by hand. domain.md 5.2.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from projects.light import STATUS_WORDS
from projects.sent_back import was_sent_back
from projects.snapshot import NOT_SUPPLEMENTED
from supervision.bulletin import letterhead
from supervision.draft import (
    Content,
    Draft,
    Occasion,
    Project,
    aimed,
    averaged,
    block,
    headline,
    matter,
    named,
    rates,
)
from supervision.figures import month_day, percent
from supervision.notice_paper import NoticePaper
from supervision.paper import Column, Section, Table
from supervision.paperwork import Paperwork
from tracker.ledger import Ledger

PUBLIC_NOTICE = "public_notice"
DAYS = 7
"""Days for objections, as the notice of an acceptance has them (default)."""
WORDS = {str(status): words for status, words in STATUS_WORDS.items()}
_HALTS = {"suspended": "暂停", "terminated": "终止", "carried_over": "结转"}


class MonthNotice(Paperwork):
    """The 公示 of one month. Raises what Paperwork raises."""

    def __init__(self, ledger: Ledger, jurisdiction: str, year: int, period: str) -> None:
        super().__init__(ledger, PUBLIC_NOTICE, jurisdiction, year, period)

    def _compose(self, content: Content, occasion: Occasion) -> Draft:
        return compose(content, occasion)


def columns(worded: bool) -> tuple[Column, ...]:
    return (
        Column("序号", width_mm=11, align="center"),
        Column("项目", weight=1),
        Column("年度目标", weight=1),
        Column("完成率", width_mm=18, align="right"),
        Column("进展状态", width_mm=23, align="center", is_light=not worded),
        Column("牵头单位", width_mm=31),
    )


def compose(content: Content, occasion: Occasion) -> Draft:
    """The notice's draft. Every figure in it is the content's."""
    months = f"{content['year']}年{occasion.period.label}份"
    blocks = [
        block("opening", None, "figures", _opening(content, occasion, months)),
        block("until", "一、公示时间", "open", [f"自本公示发布之日起{DAYS}日内。"]),
        block("how", "二、意见反映", "open", _how(occasion)),
    ]
    prose = {"title": f"关于{months}{matter(content)}进展情况的公示", "head": "", "tail": "", "blocks": blocks}
    return Draft(prose, _facts(content, occasion))


def paper(
    facts: Mapping[str, Any], prose: Mapping[str, Any], *, day: date | None = None, check_code: str | None = None
) -> NoticePaper:
    """The notice these words and facts make."""
    opening, *rest = prose["blocks"]
    table = facts["table"]
    return NoticePaper(
        title=prose["title"],
        issuer=facts["issuer"],
        day=day,
        specimen=facts["specimen"],
        opening=tuple(opening["paragraphs"]),
        table=Table("", columns(facts["worded"]), tuple(map(tuple, table["rows"])), table["note"]),
        sections=tuple(Section(each["heading"], tuple(each["paragraphs"])) for each in rest if each["paragraphs"]),
        contacts=((("监督电话", facts["hotline"]),) if facts["hotline"] else ()),
        check_code=check_code,
    )


def _opening(content: Content, occasion: Occasion, months: str) -> list[str]:
    return [
        f"为接受社会监督，现将{months}{named(content).removeprefix(str(content['year']) + '年')}进展情况予以公示。"
        f"截至{month_day(occasion.period.ends_on)}，{rates(content)}逐项情况如下："
    ]


def _how(occasion: Occasion) -> list[str]:
    phone = f"，或者拨打监督电话{occasion.hotline}" if occasion.hotline else ""
    return [
        f"对公示内容有异议的，请在公示期内以书面形式写明事实和理由{phone}，也可以在项目公开页“反映问题”。"
        "署真实姓名和联系方式的，核实后答复本人；对反映人的信息予以保密。"
    ]


def _facts(content: Content, occasion: Occasion) -> dict[str, Any]:
    ends = occasion.period.ends_on
    return {
        "source": occasion.source,
        "period": occasion.period.key,
        "label": occasion.period.label,
        "as_of": content["as_of"],
        "figures": [figure.as_dict() for figure in headline(content, occasion)],
        "table": {
            "rows": [_row(project) for project in content["projects"]],
            "note": f"说明：{averaged(content)}数据截至{ends.year}年{month_day(ends)}，{occasion.published_on.year}年"
            f"{month_day(occasion.published_on)}公布。",
        },
        "issuer": letterhead(occasion)["issuer"],
        "hotline": occasion.hotline,
        "specimen": occasion.simulated,
        "worded": occasion.worded,
    }


def _row(project: Project) -> list[str]:
    goals = [aimed(project, target) for target in project["targets"] if not target["parent"]]
    return [
        str(project["number"]),
        str(project["title"]),
        "\n".join(goals) or "—",
        percent(project["progress"]),
        status_words(project),
        project["lead_unit"] or "—",
    ]


def status_words(project: Project) -> str:
    """Where a published project stands, in one word: 慢于序时, 经批准暂停, 退回补正未补齐; — where nothing judged
    it."""
    if halt := project.get("halt"):
        return f"经批准{_HALTS[halt['state']]}"
    if was_sent_back(project):
        return NOT_SUPPLEMENTED
    return WORDS.get(project["status"] or "", "—")
