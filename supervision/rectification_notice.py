"""整改通知: the letter with which an ordered rectification reaches the unit: problem, requirement, term, answer.

The office makes it while the unit's term runs; of what was reported, rechecked, suspended or withdrawn there is none.
domain.md 5.2; 政府督查工作条例 art. 18. 复查表 (recheck_sheet.py) is the sheet on which its result is recorded.
"""

from supervision import written
from supervision.letter_paper import Sender, letter
from supervision.paper import OfficialPaper
from supervision.rectification import PLAN, RECHECK
from supervision.rectifications import RectificationRow, Round
from tracker.refusal import Refused

WHY_NOT = {
    "reported": "单位已经报告整改，不再发整改通知",
    "passed": "整改已经复查通过，不再发整改通知",
    "failed": "复查未通过，再次限期以后才能发整改通知",
    "suspended": "复核期间停止计时，决定以后才能发整改通知",
    "withdrawn": "限期整改已经撤销",
}


def paper(row: RectificationRow, *, unit: str, matter: str, order: str | None, sender: Sender) -> OfficialPaper:
    """`matter`: the project's title, "" where it is about the unit alone; `order`: the number of the order whose step
    it is. Raises Refused("paper.not_now") with why in words."""
    if row.state != "ordered":
        raise Refused("paper.not_now", why=WHY_NOT[row.state])
    return letter(
        sender,
        f"关于“{matter}”项目限期整改的通知" if matter else "关于限期整改有关问题的通知",
        unit,
        [_opening(row, matter, order), *_again(row.now)],
        [
            ("存在的问题", written.paragraphs(row.problem)),
            ("整改要求", written.paragraphs(row.now.requirement)),
            ("整改时限", [_term(row)]),
            ("反馈方式", [*_answer(row)]),
        ],
    )


def _opening(row: RectificationRow, matter: str, order: str | None) -> str:
    on = written.day(row.approval["decided_on"])
    decided = f"经{row.approval['post']}{written.in_words(on)}批准" if on else f"经{row.approval['post']}批准"
    found = f"{row.cause['words']}，" if row.cause.get("words") else f"{order}督办事项没有按期办结，" if order else ""
    about = f"“{matter}”项目" if matter else "有关工作"
    return f"{found}{decided}，责令你单位对{about}存在的问题限期整改。现将有关事项通知如下："


def _again(now: Round) -> tuple[str, ...]:
    """What another term is for."""
    if now.round == 1:
        return ()
    return (f"这是第{now.round}次限期。再次限期的理由：{written.sentence(now.reason or '')}",)


def _term(row: RectificationRow) -> str:
    plan = f"收到本通知后{PLAN}个工作日内报送整改方案，写明步骤、责任人和完成日期；" if row.finding else ""
    return f"{plan}{written.by(row.now.due)}前完成整改，报送整改报告。"


def _answer(row: RectificationRow) -> tuple[str, str]:
    shown = "并附整改前后同一位置的照片" if row.finding else "并附佐证材料"
    who = "由督查评议队伍成员" if row.finding else "由责令整改以外的人员"
    return (
        f"整改报告写明整改措施和整改情况，{shown}，经单位负责人签发后报督查室。",
        f"督查室收到报告后{RECHECK}个工作日内{who}复查。逾期没有报告，或者复查没有通过的，按规定升级督办。",
    )
