"""督办单 as a paper (domain.md 5.2): the order, its level in words, a 签收回执 to tear off, a page for the reply.

One for each level the order was issued at or raised to. It is no public paper: the approval is the order's own, and
there is no 公开审查.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from projects.approval import Approval
from supervision import written
from supervision.document import ORDER, Document
from supervision.form_paper import Form, Level, Row, Sheet, Slip
from supervision.ladder import ON_PAPER, WORDS
from supervision.matter import CAUSES
from supervision.order import Order
from supervision.orders import OrderRow
from supervision.paperwork import check_code

ATTRIBUTE = "依申请公开"
"""公开属性 of an order, default: it is addressed to one unit."""


def key(order: OrderRow) -> str:
    """What the paper of the order's level stands under: an order has one each time it is issued or raised."""
    return f"{order.id}-{order.papers}"


def drafted(
    order: Order,
    row: OrderRow,
    raised: str,
    *,
    issuer: str,
    units: Mapping[str, str],
    project: str | None,
    specimen: bool,
) -> Document:
    """The paper, approved as the order was. `raised`: in words why it stands at its level, empty at the first."""
    facts: dict[str, Any] = {
        "source": {"log_position": row.position},
        "figures": [],
        "order": str(row.id),
        "level": WORDS[row.step],
        "step": row.step,
        "issuer": issuer,
        "number": order.number,
        "on": str(row.begun),
        "unit": units.get(row.unit, row.unit),
        "specimen": specimen,
    }
    blocks = [
        _block("matter", "督办事项", [row.matter["matter"]]),
        _block("unit", "承办单位", [units.get(row.unit, row.unit)]),
        _block("supporting", "协办单位", ["、".join(units.get(each, each) for each in row.matter["supporting"])]),
        _block("project", "所属项目", [project or ""]),
        _block("cause", "来　　源", [_cause(row)]),
        _block("facts", "主要事实", row.matter["facts"].splitlines()),
        _block("raised", "升级情况", [raised]),
        _block("requirement", "办理要求", row.matter["requirement"].splitlines()),
        _block("due", "反馈时限", [f"{written.by(row.due)}前书面反馈，由单位负责人签发" if row.due else ""]),
        _block("approved", "签　　发", [_signed(order, row)]),
        _block("contact", "联 系 人", [row.matter["contact"]]),
    ]
    made = Document.draft(
        ORDER,
        row.jurisdiction,
        row.year,
        key(row),
        facts=facts,
        prose={"title": "督办单", "head": "", "tail": "", "blocks": [each for each in blocks if each["paragraphs"]]},
        check_code=check_code(),
        drafter="system",
        post="系统",
        attribute=ATTRIBUTE,
        series=order.number,
    )
    approval = Approval(**(order.approval or {}))
    made.approve(approval, made.text, None if approval.words.strip() else "office_head")
    made.number(order.drawn, str(order.number))
    return made


def paper(facts: Mapping[str, Any], prose: Mapping[str, Any], check_code: str | None = None) -> Form:
    """The paper these words and facts make."""
    rows = tuple(Row(each["heading"], tuple(each["paragraphs"])) for each in prose["blocks"])
    matter = next(row.paragraphs for row in rows if row.label == "督办事项")
    number, unit = Row("编　　号", (facts["number"],)), Row("承办单位", (facts["unit"],))
    return Form(
        issuer=facts["issuer"],
        title="督办单",
        number=facts["number"],
        level=Level(facts["step"], f"{facts['level']}督办"),
        rows=rows,
        slip=Slip(
            "签收回执",
            (
                number,
                Row("督办事项", matter),
                Row("签收单位", ("（盖章）",), 2, foot=True),
                Row("签收人", ("　　　　　　　　　　　　年　　月　　日　　时",)),
            ),
            "沿此线剪下，退督查室",
        ),
        reply=Sheet(
            "督办事项反馈单",
            (
                number,
                Row("督办事项", matter),
                unit,
                Row("办理情况", (), 14),
                Row("佐证材料", (), 4),
                Row("未完成事项和完成时限", (), 3),
                Row("单位负责人签字（盖章）", ("", "　　　　　　　　　　　　年　　月　　日"), 3, foot=True),
                Row("联系人、电话", ("",)),
            ),
        ),
        note="请在1个工作日内签收，将回执退督查室；逾2个工作日未签收的，视为送达。需要延期的，到期前提出，写明理由、进展和新的时限。",
        day=date.fromisoformat(facts["on"]),
        close=True,
        check_code=check_code,
        specimen=facts["specimen"],
    )


def printed(step: str) -> bool:
    """Whether the level has a paper of its own."""
    return step in ON_PAPER


def _block(key: str, heading: str, paragraphs: Sequence[str]) -> dict[str, Any]:
    told = [each.strip() for each in paragraphs if each.strip()]
    return {"key": key, "heading": heading, "rule": "open", "names": [], "paragraphs": told}


def _signed(order: Order, row: OrderRow) -> str:
    return f"{(order.approval or {})['post']}　" + (written.in_full(row.begun) if row.begun else "")


def _cause(row: OrderRow) -> str:
    told = CAUSES[row.cause["kind"]] + (f"：{row.cause['words']}" if row.cause["words"] else "")
    given = row.cause["instruction"]
    if not given:
        return told
    day = date.fromisoformat(given["decided_on"])
    return f"{told}。{given['post']}{day.month}月{day.day}日批示：“{given['words'].rstrip('。')}。”"
