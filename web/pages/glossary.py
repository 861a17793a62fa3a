"""名词解释: the words on public pages, in plain ones."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from projects import published
from web.public_page import public_page

router = APIRouter()

TERMS: dict[str, dict[str, str]] = {
    "承诺": {
        "件、项": "年初公布的清单分成几件大事，叫“件”；每件里一个个具体的承诺叫“项”，每项有编号。",
        "指标": "一项承诺里要数的东西，比如“加装电梯300部”。",
        "月度计划": "到每个月底累计应当做到多少，年初定下。",
        "节点": "一项工作要经过的步骤，比如“完成公开征求意见”，各有期限。",
        "阶段": "数到哪一步才算：签约、开工、完工、验收、投用。",
        "完成时限": "最晚在哪天前完成。",
        "点位": "项目具体落在哪个地方，如某小区、某条路。",
    },
    "责任": {
        "牵头单位": "对这一项负总责的单位，每月由它报送进展。",
        "协办单位": "按职责配合的单位。",
        "承办单位": "具体去做的单位，多为区政府或者企业。",
        "责任人": "牵头单位里负责这一项的职务，公布职务，不公布姓名。",
        "督查室": "市政府办公厅里负责审核、公布和督促的机构。",
    },
    "进展": {
        "累计": "从年初（或者从基数）起一共做到多少，不是当月新增。",
        "序时进度": "照计划到这时应当完成的比例。",
        "百分点": "两个百分比相减的差。计划75%、实际41%，落后34个百分点。",
        "未报送": "牵头单位没有按期报送这个月的进展；报送后退回补正的不算未报送。",
        "退回补正未补齐": "牵头单位报送了，督查室退回补正，到公布时还没有补齐；进度沿用上次的数字。",
        "验收": "做完以后经过检查认可。",
        "完成率、开工率": "已完成、已开工的项数各占总项数的比例。",
    },
    "变化": {
        "经批准调整": "目标、计划、时限、责任单位经过批准改了。谁批准、为什么、哪天起，都写明，原来的一直并列。",
        "暂停、恢复": "因不可抗力等原因经批准停下，又经批准接着做。",
        "终止": "经批准不再做，不计入完成率，理由写明，项目仍然列着。",
        "结转下年": "跨年的项目没有在当年做完，经批准下一年接着做。",
        "更正": "公布过的数字后来发现错了，在旁边写明错在哪里、对的是多少、谁发现的。",
        "机构调整": "单位更名、合并、拆分，或者项目换了单位牵头。",
    },
    "监督": {
        "现场核查": "人大代表、市民代表等到点位去看，是抽查样本，不代表全部点位。",
        "核实率": "抽查时，核实的处数占报送的处数的比例。",
        "通报": "每月公布进展时印发的文件。",
        "问题公开": "拖延的事项，把主要事实、责任单位和整改要求向社会公开。",
        "挂牌督办": "把目标、责任、计划、进度列在一张公示里，接受监督。",
        "公开审查": "公布前检查有没有不能公开的内容，由具体岗位签意见。",
        "校验值": "由内容算出的一串字（SHA-256）。内容改一个字，它就不同，可以用来核对存档。",
    },
}
"""Group → term → what it means."""


@router.get("/{jurisdiction}/{year:int}/glossary", name="glossary:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, year)
    if board is None:
        raise HTTPException(404, "没有公布过这个年度的内容。")
    return public_page(
        request,
        "glossary.html",
        "glossary",
        board,
        terms=TERMS,
    )
