"""抽签记录: what was frozen, what the witnesses gave, what came out, for those present to sign (domain.md 3.4).

Members stand on it as kind and number, and nobody's reason for recusal. Before the draw it is the same sheet with room.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from supervision.draw import Drawn
from supervision.form_paper import Form, Row
from supervision.inspection_plans import PlanRow
from supervision.issuer import issuer_of
from supervision.lot import REASONS
from supervision.lots import LotRow
from supervision.written import in_full
from tracker.clock import SHANGHAI


def paper(lot: LotRow, basis: str, *, government: str, letterhead: Mapping[str, str], specimen: bool) -> Form:
    """`basis`: the plan's, with its 批示."""
    frozen, at = lot.frozen, lot.committed_at.astimezone(SHANGHAI)
    return Form(
        issuer=issuer_of(letterhead, government),
        title="抽签记录",
        subtitle=f"督查事项：{frozen['about']['title']}（{frozen['about']['method']}）",
        rows=(
            Row("依　　据", (basis,)),
            Row("封存时间", (f"{at.year}年{at.month}月{at.day}日{at:%H:%M:%S}",)),
            Row("封 存 码", (lot.sha256[:32], lot.sha256[32:])),
            Row("抽签范围", tuple(_pool(each, frozen["recused"]) for each in frozen["strata"])),
            Row("开签办法", (_way(lot),)),
            Row("各方报数", tuple(_given(lot)) or ("",), 1 if lot.drawn else 4),
            Row("抽签结果", tuple(_result(each, lot.frozen) for each in lot.drawn) or ("",), 1 if lot.drawn else 5),
            Row("替　　换", tuple(_replaced(each) for each in lot.replaced) or ("无",)),
        ),
        signatures=("主持人签字", "见证人签字"),
        note="名次由封存码、各方报数和编号的SHA-256决定，下载抽签记录文件即可重算：python verify_draw.py 文件。",
        day=(lot.drawn_at or lot.committed_at).astimezone(SHANGHAI).date(),
        specimen=specimen,
    )


def basis_of(plan: PlanRow) -> str:
    """What the plan rests on, with the 批示 that approved it."""
    basis = str(plan.outline["basis"])
    if not plan.approval:
        return basis
    number = f"（{plan.approval['document']}）" if plan.approval["document"] else ""
    day = date.fromisoformat(plan.approval["decided_on"])
    return f"{basis}；{plan.approval['post']}{in_full(day)}批示{number}"


def _pool(stratum: Mapping[str, Any], recused: list[str]) -> str:
    ids = stratum["candidates"]
    out = sum(each in recused for each in ids)
    return f"{stratum['name']}：{len(ids)}个" + (f"，回避{out}个" if out else "") + f"，抽{stratum['quota']}个"


def _way(lot: LotRow) -> str:
    if not lot.witnesses:
        return f"公开摇奖：{lot.lottery}，封存次日起第一期"
    if lot.withheld:
        places = "、".join(f"第{place}位" for place in lot.withheld)
        return f"现场抽签，{places}见证人未开数，改用封存时写定的{lot.lottery}此后第一期"
    return "现场抽签：见证人各报一个数，先封后开"


def _given(lot: LotRow) -> list[str]:
    found = [
        f"{opening.place}．{lot.witnesses[opening.place - 1]}：{opening.number}"
        + (f"（校验码{opening.code}）" if opening.code else "（纸条）")
        for opening in (lot.opened if lot.state == "drawn" else [])
    ]
    if lot.announced:
        found.append(f"{lot.lottery}第{lot.announced['issue']}期：{lot.announced['numbers']}")
    return found


def _result(pool: Drawn, frozen: Mapping[str, Any]) -> str:
    names = next(each["names"] for each in frozen["strata"] if each["name"] == pool.name)
    said = "、".join(f"{id} {names[id]}" if id in names else id for id in pool.chosen)
    spare = [place.id for place in pool.places if place.outcome == "reserve"][:2]
    return f"{pool.name}：{said}" + (f"；候补依次为{'、'.join(spare)}" if spare else "")


def _replaced(each: Mapping[str, str]) -> str:
    return f"{each['out']}{REASONS[each['reason_code']]}，由{each['by']}递补"
