"""反馈意见: the conclusion of a visit as a letter to the inspected unit, with each finding and its term.

The office makes it once the visit was fed back, also where nothing was found: facts, what is asked, until when a review
may be asked for. It tells the findings as they were fed back; what a review changed is told with the finding.
domain.md 2.6, 3.4; 政府督查工作条例 art. 16 to 18.
"""

from collections.abc import Sequence
from datetime import date

from supervision import written
from supervision.finding import OBJECTION, SEVERITIES
from supervision.findings import FindingRow, Visited
from supervision.letter_paper import Sender, letter
from supervision.paper import OfficialPaper
from supervision.rectification import PLAN
from supervision.visit import Visit
from tracker.refusal import Refused


def paper(
    visit: Visit, told: Visited | None, found: Sequence[FindingRow], unit: str, *, until: date | None, sender: Sender
) -> OfficialPaper:
    """`found`: what was fed back to this unit; `until`: the last day for asking for a review. Raises
    Refused("paper.not_now") before the visit was fed back."""
    if told is None or told.fed_back_at is None or until is None:
        raise Refused("paper.not_now", why="检查结论还没有反馈给责任单位")
    return letter(
        sender,
        f"关于“{visit.title}”项目现场核查情况的反馈意见",
        unit,
        [_opening(visit)],
        [
            ("核查结论", [*written.paragraphs(told.words or ""), *_sample(visit)]),
            ("发现的问题", [_found(place, visit, each) for place, each in enumerate(found, 1)] or ["没有发现问题。"]),
            ("有关要求", [*_asked(found), _review(until)]),
        ],
    )


def _opening(visit: Visit) -> str:
    team = "、".join(each.called for each in visit.inspectors)
    return (
        f"{written.in_full(visit.day)}，督查评议队伍成员（{team}）以{visit.method}方式，"
        f"对你单位承担的“{visit.title}”项目进行了现场核查。现将核查结论反馈如下："
    )


def _sample(visit: Visit) -> list[str]:
    """What a visit saw is of what it saw, not of the whole."""
    return [f"{visit.words}。以上数字只说抽查的部分，不代表全部。"] if visit.words else []


def _found(place: int, visit: Visit, each: FindingRow) -> str:
    site = visit.site(each.site) if each.site else None
    where = f"（{site.name}）" if site and site.name else ""
    term = f"整改期限：{written.by(each.due)}前。" if each.due else ""
    asked = f"整改要求：{written.sentence(each.requirement)}" if each.requirement else ""
    head = f"（{written.numeral(place)}）{SEVERITIES[each.severity]}问题{where}。"
    return f"{head}{written.sentence(each.fact)}{asked}{term}"


def _asked(found: Sequence[FindingRow]) -> list[str]:
    if not found:
        return []
    return [
        f"对发现的问题，请在{PLAN}个工作日内报送整改方案，在各自期限前报送整改报告，附整改前后的照片；"
        "督查室组织督查评议队伍成员复查。"
    ]


def _review(until: date) -> str:
    return (
        f"对本反馈意见有异议的，可以自收到之日起{OBJECTION}日内（{written.by(until)}前）书面申请复核，"
        "写明理由并附证据；复核由没有参加本次核查的人员进行。"
    )
