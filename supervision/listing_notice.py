"""挂牌督办公示: the whole list put up for supervision with its four disclosures, for a board, a window or a gate.

任务目标, 责任体系, 计划进度, 办理情况 of every project, not only of those that lag (domain.md S0, A15), and how
anybody reports what is wrong. Made by the office from what was published last: the list alone before the first month,
each month the next edition; refused before the list is released (清单发布后才能印制).
"""

from datetime import date

from supervision.draft import Content, Project, matter, named, promised, rates
from supervision.figures import month_day, percent
from supervision.notice_paper import NoticePaper
from supervision.paper import Column, Section, Table
from supervision.public_notice import status_words
from supervision.task_table import due

KIND = "listing_notice"
_GOALS = (
    Column("序号", width_mm=8, align="center"),
    Column("项目", width_mm=29),
    Column("任务目标", weight=1),
    Column("牵头单位", width_mm=21),
    Column("责任人", width_mm=21),
    Column("{place}级\n分管领导", width_mm=20),
    Column("完成\n时限", width_mm=15, align="center"),
)
_STANDING = (Column("计划\n进度", width_mm=13, align="right"), Column("完成率", width_mm=13, align="right"))
_PHONE = Column("监督电话", width_mm=25)


def compose(
    content: Content, issuer: str, hotline: str | None, specimen: bool, place: str = "市", worded: bool = False
) -> NoticePaper:
    """`content`: what was published last, the list or a month (projects/snapshot.py); `place`: 省, 市, 区 or 县."""
    ends = date.fromisoformat(content["as_of"]) if content.get("as_of") else None
    table = Table(
        f"{named(content)}挂牌督办项目一览表",
        _columns(place, told=ends is not None, worded=worded),
        tuple(_row(project, hotline, told=ends is not None) for project in content["projects"]),
        _note(ends),
    )
    return NoticePaper(
        title=f"关于{named(content)}挂牌督办的公示",
        issuer=issuer,
        day=None,
        specimen=specimen,
        about=f"（数据截至{ends.year}年{month_day(ends)}）" if ends else "",
        opening=(_opening(content),),
        sections=tuple(Section(heading, (said,)) for heading, said in _told(content, ends, hotline)),
        contacts=((("监督电话", hotline),) if hotline else ()),
        annexes=(table,),
    )


def _opening(content: Content) -> str:
    items = f"{len(content['items'])}件" if content["items"] else ""
    return (
        f"{named(content)}{items}{len(content['projects'])}项全部挂牌督办，任务目标、责任体系、计划进度、"
        "办理情况向社会公开。现予公示，请社会各界监督。"
    )


def _told(content: Content, ends: date | None, hotline: str | None) -> list[tuple[str, str]]:
    phone = "可以拨打项目的监督电话，也可以" if hotline else "可以"
    asked = (
        f"发现与公示不符、质量有问题、办理不到位的，{phone}在项目公开页点“反映问题”，"
        "凭回执号查询办理情况。对反映人的信息予以保密。"
    )
    standing = f"截至{month_day(ends)}，{rates(content)}" if ends else "清单已经发布，月度进展公布后逐月更新。"
    goals = (
        f"各项目的任务目标、牵头单位、责任人和完成时限见附件。发布后经批准调整的，以{matter(content)}公开页列明的为准。"
    )
    return [("一、挂牌督办的项目", goals), ("二、总体进展", standing), ("三、怎样监督", asked)]


def _columns(place: str, *, told: bool, worded: bool) -> tuple[Column, ...]:
    goals = tuple(Column(each.title.format(place=place), each.width_mm, each.weight, each.align) for each in _GOALS)
    light = Column("办理\n情况", width_mm=16, align="center", is_light=not worded)
    return (*goals, *((*_STANDING, light) if told else ()), _PHONE)


def _row(project: Project, hotline: str | None, *, told: bool) -> tuple[str, ...]:
    goals = [promised(target) for target in project["targets"] if not target["parent"]]
    standing = (percent(project["planned_progress"]), percent(project["progress"]), status_words(project))
    return (
        str(project["number"]),
        str(project["title"]),
        "\n".join(goals) or "—",
        project["lead_unit"] or "—",
        project["responsible"] or "—",
        project["leader_in_charge"] or "—",
        due(project),
        *(standing if told else ()),
        project["contact"] or hotline or "—",
    )


def _note(ends: date | None) -> str:
    shares = "计划进度、完成率为年初至截止日的累计数。" if ends else ""
    return f"说明：{shares}“—”为清单没有列明或者不评定。"
