"""复查表: what the unit reported beside what was asked, and room for what whoever rechecks it sees (domain.md 5.2).

The office makes it once the unit has reported: blank to take along, with the result once it was recorded. Before a
report there is nothing to recheck, and it is refused. A record on paper counts as much as one on the screen.
"""

from supervision import written
from supervision.form_paper import Form, Row
from supervision.letter_paper import Sender
from supervision.rectification import RECHECK, WAYS
from supervision.rectifications import RectificationRow, Round
from tracker.refusal import Refused

WHY_NOT = {
    "ordered": "单位还没有报告整改，没有可以复查的内容",
    "withdrawn": "限期整改已经撤销",
    "suspended": "复核期间停止计时，没有可以复查的整改报告",
}
BOX, TICKED = "□", "☑"


def paper(row: RectificationRow, *, unit: str, matter: str, sender: Sender) -> Form:
    """Of the term whose report came last. Raises Refused("paper.not_now") with why in words."""
    if why := why_not(row):
        raise Refused("paper.not_now", why=why)
    now = row.now
    report, result = now.report or {}, now.result or {}
    return Form(
        issuer=sender.issuer,
        title="整改复查表",
        subtitle=f"整改事项：{matter or unit}" + (f"（第{now.round}次）" if now.round > 1 else ""),
        rows=(
            Row("责任单位", (unit,)),
            Row("存在的问题", written.paragraphs(row.problem)),
            Row("整改要求", written.paragraphs(now.requirement)),
            Row("整改期限", (_term(now),)),
            Row("整改措施", written.paragraphs(report["measures"])),
            Row("整改情况", written.paragraphs(report["done"])),
            Row("佐证材料", tuple(each["name"] for each in report["evidence"])),
            Row("复查方式", ("　　".join(f"{_box(result.get('how') == way)}{told}" for way, told in WAYS.items()),)),
            Row("复查情况", written.paragraphs(result.get("note", "")), 1 if result else 6),
            Row("复查结论", (_verdict(result.get("passed")),)),
            Row("复查人", (_who(now),)),
        ),
        signatures=("复查人签字", "责任单位签字"),
        note=f"复查应在收到整改报告后{RECHECK}个工作日内进行，责令整改的人不复查。"
        + ("" if result else "填好签字后交督查室录入，原件存档。"),
        day=None,
        specimen=sender.specimen,
    )


def why_not(row: RectificationRow) -> str | None:
    """Why there is nothing to recheck; None where there is."""
    return WHY_NOT.get(row.state)


def _term(now: Round) -> str:
    reported = written.day((now.report or {}).get("reported_on"))
    if reported is None:
        return f"{written.in_full(now.due)}前"
    late = "，逾期" if reported > now.due else ""
    return f"{written.in_full(now.due)}前；单位{written.in_full(reported)}报告{late}"


def _verdict(passed: bool | None) -> str:
    return f"{_box(passed is True)}通过　　{_box(passed is False)}未通过"


def _who(now: Round) -> str:
    if now.result is None:
        return ""
    on = written.day(now.result["checked_on"])
    return f"{now.result['rechecker']}，{written.in_full(on)}" if on else str(now.result["rechecker"])


def _box(ticked: bool) -> str:
    return TICKED if ticked else BOX
