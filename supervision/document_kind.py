"""Every kind of paper as one row: what it is called, how it looks, and what it must pass before it goes out. Pure.

A kind that needs neither 公开审查 nor approval of its words is a **derived sheet**: it says only what is published or
was decided elsewhere, and is made and issued in one press (supervision/sheetwork.py). domain.md 5.2, 5.3.
"""

from dataclasses import dataclass
from typing import Literal

from projects.approval import PUBLIC
from tracker.refusal import Refused

Family = Literal["official", "letter", "minutes", "form", "notice", "poster", "table", "press"]
Audience = Literal["public", "addressed", "internal"]

SERIES: Literal["series"] = "series"
ON_REQUEST, CLOSED = "依申请公开", "不予公开"


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """`key` is stored for ever. `numbered`: "series" for a 发文字号, None without one. `audience`: who may read the
    issued paper: everybody, those whom it binds and the office, or the office alone. `desk`: where one is
    worked on, below /{government}/{year}/, with blanks for its `period` and for the code of the paper that it `amends`;
    "" for a derived sheet."""

    key: str
    called: str
    family: Family
    numbered: Literal["series"] | None
    reviewed: bool
    approved: bool
    audience: Audience
    desk: str

    @property
    def derived(self) -> bool:
        """Made and issued in one press."""
        return not self.reviewed and not self.approved

    @property
    def sending(self) -> str:
        """What its last step is called."""
        return "编号印发" if self.numbered else "发出" if self.family == "press" else "发布"

    @property
    def attribute(self) -> str:
        """The 公开属性 that its papers have where nobody says otherwise."""
        return {"public": PUBLIC, "addressed": ON_REQUEST, "internal": CLOSED}[self.audience]


def _kind(
    key: str,
    called: str,
    family: Family,
    passes: str,
    audience: Audience = "public",
    desk: str = "",
) -> DocumentKind:
    """`passes`: r 公开审查, a approval, n a number of a series; "" for a derived sheet."""
    return DocumentKind(
        key, called, family, SERIES if "n" in passes else None, "r" in passes, "a" in passes, audience, desk
    )


_KINDS = (
    # Papers that people word, and their corrections
    _kind("bulletin", "月通报", "official", "ran", desk="bulletin-desk/{period}"),
    _kind("press_release", "新闻通稿", "press", "ra", desk="press/{period}"),
    _kind("press_conference", "新闻发布会材料", "press", "ra", "internal", "press/{period}"),
    _kind("correction_notice", "更正", "official", "ran", desk="notices"),
    _kind("minutes", "会议纪要", "minutes", "ran", "internal", "reviews/{period}/minutes"),
    _kind("supervision_order", "督办单", "form", "an", "addressed", "orders/"),
    _kind("public_notice", "公示", "notice", "ra", desk="public-papers/public_notice/{period}"),
    # Reviewed, where it is public, as a decision
    _kind("criticism_bulletin", "通报批评", "official", "an", desk="criticisms/{period}"),
    _kind("leaflet", "明白纸", "poster", "ra", desk="public-papers/leaflet/{period}"),
    _kind("paper_correction", "文稿更正", "official", "ran", desk="papers/{amends}/correction"),
    _kind("paper_withdrawal", "文稿撤回", "official", "ran", desk="papers/{amends}/withdrawal"),
    # Sheets for the public, of what is published
    _kind("acceptance_notice", "验收公示", "notice", ""),
    _kind("listing_notice", "挂牌督办公示", "notice", ""),
    _kind("task_table", "任务分解表", "table", ""),
    _kind("plan_table", "月度计划表", "table", ""),
    _kind("half_year_disclosure", "半年公开", "notice", ""),
    _kind("result_announcement", "办结公布", "notice", ""),
    _kind("poster", "宣传栏海报", "poster", ""),
    _kind("site_sign", "项目现场码", "poster", ""),
    _kind("problem_disclosure", "问题公开", "notice", ""),
    # Sheets for those whom a decision binds
    _kind("rectification_notice", "整改通知", "letter", "", "addressed"),
    _kind("recheck_sheet", "复查表", "form", "", "addressed"),
    _kind("talk_notice", "约谈通知", "form", "", "addressed"),
    _kind("feedback_letter", "反馈意见", "letter", "", "addressed"),
    _kind("talk_record", "约谈记录", "form", "", "addressed"),
    # Sheets of the office
    _kind("visit_record", "检查记录表", "form", "", "internal"),
    _kind("draw_record", "抽签记录", "form", "", "internal"),
    _kind("review_pack", "季点评会材料", "table", "", "internal"),
    _kind("archive_index", "卷内目录", "table", "", "internal"),
)
KINDS = {kind.key: kind for kind in _KINDS}
"""Key → kind, in the order of the office's page."""


def of(key: str) -> DocumentKind:
    """Raises Refused("document.kind") where there is none."""
    if key not in KINDS:
        raise Refused("document.kind", kind=key)
    return KINDS[key]
