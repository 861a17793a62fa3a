"""Papers that people word (月通报, 通稿, 发布会材料, 纪要, 更正, 撤回) and the pack of a review, without a ledger."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from projects.notices import Told
from supervision import (
    amendment_paper,
    bulletin,
    conference,
    correction_paper,
    minutes,
    press,
    press_words,
    review_pack,
)
from supervision.amendment_paper import CORRECTION, WITHDRAWAL, Change
from supervision.draft import block
from supervision.paper import OfficialPaper, PressPaper
from supervision.quarter import Quarter
from tests.supervision import contents
from tests.web.paper.public_samples import full

DAY, CODE = date(2026, 9, 10), "ABCD3456"
NUMBER = "示政办督〔2026〕9号"


NAME = "城乡公共服务设施一体化提升改造和老旧小区综合整治（含背街小巷）民生实事项目第二期"
"""Of forty signs, as the longest of real lists are."""
OFFICE = "示范市公共资源交易和城乡基础设施建设管理服务中心（市重点工程推进办公室）主任科员"


def month(projects: int = 5, long: bool = False) -> dict[str, Any]:
    """August as the public was told; of more than five projects, the five again under further numbers. `long`: with
    every name, unit and post of forty signs."""
    five = [{**full(each), "key_difficult": False} for each in contents.FIVE]
    many = [{**five[n % 5], "number": str(n + 1), "id": f"p{n + 1}"} for n in range(projects)]
    return contents.content([_lengthened(each) for each in many] if long else many, total=projects)


def _lengthened(project: dict[str, Any]) -> dict[str, Any]:
    posts = dict.fromkeys(("lead_unit", "responsible", "leader_in_charge"), OFFICE)
    units = dict.fromkeys(("supporting_units", "implementing_units"), [OFFICE] * 3)
    item = {"number": "一", "title": NAME}
    targets = [{**each, "text": NAME} for each in project["targets"]]
    return {**project, **posts, **units, "title": NAME, "item": item, "targets": targets, "sites": [{"name": NAME}]}


def issued(composer: Any, draft: Any) -> OfficialPaper:
    made: OfficialPaper = composer.paper(draft.facts, draft.prose, number=NUMBER, day=DAY, check_code=CODE)
    return made


def month_bulletin(projects: int = 5, long: bool = False) -> OfficialPaper:
    return issued(bulletin, bulletin.compose(month(projects, long), contents.occasion()))


def release(projects: int = 5, long: bool = False) -> PressPaper:
    draft = press.compose(month(projects, long), contents.occasion())
    prose = {
        **draft.prose,
        "quotations": [{"post": "市住房城乡建设局局长", "words": "差的部分逐部排定日期。", "agreed_on": "2026-09-09"}],
        "pictures": [{"sha256": "ab" * 32, "caption": "8月28日，电梯安装现场"}],
    }
    return press_words.paper(draft.facts, prose, CODE)


def conference_pack(projects: int = 5, long: bool = False) -> PressPaper:
    draft = conference.compose(month(projects, long), contents.occasion())
    return press_words.paper(draft.facts, draft.prose, CODE)


def _letterhead(**changed: Any) -> dict[str, Any]:
    return {"letterhead": {**bulletin.letterhead(contents.occasion()), **changed}, "hotline": "0000-12345"}


def review_minutes(number: str = "示政办纪〔2026〕3号") -> OfficialPaper:
    said = [
        ("opening", None, ["2026年10月20日下午，市政府秘书长在市政府第三会议室主持召开市办实事三季度点评会。"
                           "现将会议情况和议定事项纪要如下："]),
        ("overall", "一、总体进展", ["截至9月30日，5项中已完成1项，完成率20%，开工率80%。"]),
        ("comments", "二、点评意见", ["（一）既有住宅加装电梯300部。市政府秘书长点评：合同晚签，差距还在拉大。"]),
        ("agreed", "三、议定事项", ["（一）市住房城乡建设局。再增加2支安装队伍，11月10日前完成。"]),
    ]  # fmt: skip
    facts = {
        **_letterhead(mark="示范市人民政府办公室专题会议纪要"), "specimen": True,
        "attendance": [["出席", ["市教育局局长", "市住房城乡建设局局长"]], ["请假", ["市城管局局长"]]],
    }  # fmt: skip
    blocks = [block(key, heading, "figures", paragraphs) for key, heading, paragraphs in said]
    prose = {"title": "2026年市办实事三季度点评会议纪要", "head": "", "tail": "", "blocks": blocks}
    return minutes.paper(facts, prose, number=number, day=date(2026, 10, 22), check_code=CODE)


CORRECTED = {
    "found_by": "市审计局", "found_on": "2026-10-08", "title": contents.LIFTS["title"],
    "reason_kind": "检查发现", "reason": "两处尚未通过检验，不应计入",
    "figures": [{"text": "加装电梯300部", "unit": "部", "old": 97, "new": 95}],
    "months": [
        {"label": "8月", "moved": True, "issued": {"progress": 32.3333, "status": "behind"},
         "recomputed": {"progress": 31.6667, "status": "far_behind"}},
        {"label": "7月", "moved": False},
    ],
}  # fmt: skip


def correction() -> OfficialPaper:
    told = Told(str(UUID(int=3)), "correction", CORRECTED, "cd" * 32, datetime(2026, 10, 9, tzinfo=UTC), 9)
    prose = correction_paper._prose(CORRECTED, contents.august(), contents.occasion(), "示政办督〔2026〕8号")
    facts = correction_paper._facts(told, contents.occasion(), "示政办督〔2026〕8号")
    return correction_paper.paper(facts, prose, number=NUMBER, day=date(2026, 10, 12), check_code=CODE)


@dataclass(frozen=True)
class Replaced:
    """What an amendment reads of the paper that it names."""

    kind: str = "bulletin"
    prose: Any = None
    number_text: str = "示政办督〔2026〕8号"
    check_code: str = "7KMQ9XDP"
    issued_on: str = "2026-09-10"


def amended(kind: str) -> OfficialPaper:
    changes = [Change("市教育局", "市教育体育局"), Change("24所", "26所")] if kind == CORRECTION else []
    replaced: Any = Replaced(prose={"title": "关于2026年8月份市办实事进展情况的通报"})
    prose = amendment_paper._prose(kind, replaced, "牵头单位名称有误", changes)
    facts = {**_letterhead(), "specimen": True, "attribute": "主动公开"}
    return amendment_paper.paper(facts, prose, number="示政办督〔2026〕10号", day=date(2026, 9, 12), check_code=CODE)


def correction_of_a_paper() -> OfficialPaper:
    return amended(CORRECTION)


def withdrawal_of_a_paper() -> OfficialPaper:
    return amended(WITHDRAWAL)


def pack(projects: int = 5, long: bool = False) -> dict[str, Any]:
    """The third quarter's, as its canonical text is read."""
    content = month(projects, long)
    grounds = review_pack.Grounds(
        Quarter(2026, 3),
        content,
        {"published_on": "2026-09-10", "label": "8月", "sha256": contents.SHA},
        {"on": "2026-10-20", "time": "14:30", "place": "市政府第三会议室", "chair": "市政府秘书长",
         "agenda": ["通报总体进展", "逐项点评", "部署下步工作"]},
        awaited=["9月"],
        before=contents.july(),
        tasks=[{"no": 1, "unit": "市住房城乡建设局", "text": "增加2支安装队伍", "project": "1", "due": "2026-08-10",
                "words": "逾期3天完成", "report": "队伍8月13日进场。", "word": None}],
        comments=[{"project": "p1", "post": "市政府秘书长", "text": "合同晚签，要查明原因。"}],
        specimen=True,
    )  # fmt: skip
    read: dict[str, Any] = json.loads(review_pack.compose(grounds))
    return read
