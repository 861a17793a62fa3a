"""The records of the office as derived sheets: 检查记录表 of a closed visit, 抽签记录 of a draw, each with its code.

One row a kind, for issuance.PRINTED. Both are internal: what of them is public is told by the public pages.
"""

from collections.abc import Sequence

from supervision import findings, inspection_plans, lot_paper, lots, spots, visit_paper, visits
from supervision.party import SIGNATURES
from supervision.sheetwork import Sheet
from tracker.refusal import Refused
from web.house import House
from web.printing import Chance, Printing
from web.unit_sheets import form_files, office, record_of, signed_files, titled

VISIT, LOT = "visit", "lot"


def _visit(house: House, slug: str, year: int, subject: str) -> Sheet:
    """Raises Refused("paper.not_now") before the visit is closed: until then it may still be written on."""
    here, id = office(house, slug, year), record_of(subject, VISIT)
    with house.reading() as conn:
        visit, spot = visits.visit(conn, id), spots.of_visit(conn, id)
        found = findings.standing(conn, id)
    if visit is None or visit.programme != here.programme.id:
        raise Refused("paper.no_subject")
    if why := _unseen(visit.state):
        raise Refused("paper.not_now", why=why)
    made = visit_paper.paper(
        visit,
        spot,
        found,
        blank=False,
        needed=SIGNATURES,
        government="",
        letterhead={"issuer": here.sender.issuer},
        specimen=here.sender.specimen,
    )
    return here.sheet(
        "visit_record",
        subject,
        f"{made.title}：{visit.number}　{visit.title}",
        made,
        [],
        id,
        *(each.id for each in found),
    )


def _unseen(state: str) -> str | None:
    return None if state == "closed" else "走访还没有结束，结束以后才有定稿的记录"


def _visits(house: House, slug: str, year: int) -> Sequence[Chance]:
    with house.reading() as conn:
        rows = visits.of_programme(conn, slug, year)
    return [
        Chance(
            f"{VISIT}:{row.id}",
            f"{row.number}　{row.title}　{row.day.month}月{row.day.day}日",
            _unseen(row.state),
            f"visits/{row.id}",
        )
        for row in rows
    ]


def _lot(house: House, slug: str, year: int, subject: str) -> Sheet:
    """Raises Refused("paper.not_now") before the draw."""
    here, id = office(house, slug, year), record_of(subject, LOT)
    with house.reading() as conn:
        lot = lots.lot(conn, id)
        plan = inspection_plans.plan(conn, lot.plan) if lot else None
    if lot is None or plan is None or plan.programme != here.programme.id:
        raise Refused("paper.no_subject")
    if why := _undrawn(lot.state):
        raise Refused("paper.not_now", why=why)
    made = lot_paper.paper(
        lot,
        lot_paper.basis_of(plan),
        government="",
        letterhead={"issuer": here.sender.issuer},
        specimen=here.sender.specimen,
    )
    return here.sheet("draw_record", subject, f"{made.title}：{plan.outline['title']}", made, [], id, plan.id)


def _undrawn(state: str) -> str | None:
    if state == "drawn":
        return None
    return "名单已经撤回，没有抽签记录" if state == "withdrawn" else "还没有开签"


def _lots(house: House, slug: str, year: int) -> Sequence[Chance]:
    with house.reading() as conn:
        rows = lots.of_programme(conn, slug, year)
    return [
        Chance(f"{LOT}:{row.id}", str(row.frozen["about"]["title"]), _undrawn(row.state), f"draws/{row.id}")
        for row in rows
    ]


ROWS: dict[str, Printing] = {
    "visit_record": Printing("现场核查", titled, form_files, _visit, _visits, illustrated=signed_files),
    "draw_record": Printing("现场核查", titled, form_files, _lot, _lots),
}
"""Kind → how it is made."""
