"""A draw as the office holds it (现场抽签): links for the witnesses, slips, the opening, the result, replacements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from projects import register
from supervision import inspection_plans, lot_paper, lots, member_contact, members, visit_link, visits, witness_link
from supervision.inspection_plans import PlanRow
from supervision.lot import REASONS, Lot
from supervision.lots import LotRow
from tracker import clock
from web import issuance
from web.ladder_desk import Form, LadderDesk
from web.pages.visits import code_of
from web.pages.visits_plan import visiting_of
from web.paper import form as forms
from web.typed import Typed
from web.visitor import text
from web.wording import OUTCOMES

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/inspection-plans/{id}/draw"
GIVEN = {"sealed": "已交，未开", "opened": "已开", "paper": "纸条已录", "": "未交"}


@router.get(PATH, name="lots:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    return _Page(request, jurisdiction, year, id).render()


@router.post(PATH + "/step", name="lots:step")
def step(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """paper, end, open, end_round, announce, replace or withdraw, by the button that was pressed."""
    page = _Page(request, jurisdiction, year, id)
    what = text(form, "what")
    place = text(form, "place")

    def act() -> Any:
        found = page.desk.house.ledger.get(Lot, page.lot.id)
        if what == "replace":
            return _replace(page.desk, found, form)
        _STEPS.get(what, _unknown)(found, form, int(place) if place.isdigit() else 0)
        return [found], {"lot": str(found.id)}

    return page.desk.attempt(
        form,
        ["lots", str(page.lot.id), what],
        act,
        f"{page.path}?done={what}",
        lambda errors: page.render(errors, form),
    )


@router.get(PATH + "/sheet", name="lots:sheet")
def sheet(request: Request, jurisdiction: str, year: int, id: UUID, seat: str = "") -> HTMLResponse:
    """To show on the wall or to print: one code a witness. One at a time is in sight, so that one photograph does not
    take two seats: `seat`, or the first that gave nothing yet."""
    page = _Page(request, jurisdiction, year, id)
    with page.desk.house.reading() as conn:
        tokens = witness_link.of_lot(conn, page.lot.id)
    base = page.desk.house.settings.address
    passes = [
        {**page.seat(place), "address": address, "code": code_of(address)}
        for place, token in sorted(tokens.items())
        for address in [f"{base}/witness/{token}"]
    ]
    asked = [each for each in passes if str(each["place"]) == seat]
    shown = next(iter(asked or [each for each in passes if not each["given"]] or passes), None)
    return page.desk.render("lot_sheet.html", plan=page.plan, lot=page.lot, path=page.path, passes=passes, shown=shown)


@router.get(PATH + "/record.pdf", name="lots:pdf")
def record_pdf(request: Request, jurisdiction: str, year: int, id: UUID) -> Response:
    page = _Page(request, jurisdiction, year, id)
    return printed(page.desk.house, page.plan, page.lot)


def printed(house: Any, plan: PlanRow, lot: LotRow) -> Response:
    """抽签记录 as PDF."""
    with house.reading() as conn:
        government = register.jurisdiction(conn, lot.jurisdiction) or {}
        programme = register.programme(conn, lot.jurisdiction, lot.year)
    paper = lot_paper.paper(
        lot,
        lot_paper.basis_of(plan),
        government=str(government.get("name", "")),
        letterhead=programme.policy.extra.get("letterhead", {}) if programme else {},
        specimen=government.get("shown") == "simulated",
    )
    headers = {"Content-Disposition": 'inline; filename="record.pdf"', "Cache-Control": "private, no-store"}
    return Response(forms.pdf(paper), media_type=issuance.PDF, headers=headers)


def _unknown(lot: Lot, form: FormData, place: int) -> None:
    raise HTTPException(404, "没有这个步骤。")


def _announce(lot: Lot, form: FormData, place: int) -> None:
    typed = Typed(form)
    day = typed.day("drawn_on", "开奖日期")
    typed.check()
    lot.announce(text(form, "issue"), text(form, "numbers"), day)


def _open(lot: Lot, form: FormData, place: int) -> None:
    lot.open(place, text(form, "number"), text(form, "code").replace(" ", "").upper(), "slip")


def _replace(desk: LadderDesk, lot: Lot, form: FormData) -> Any:
    """The next rank, in the visits under way too: who gives way loses the link, who comes gets one."""
    changed, answer = visiting_of(desk).replace(lot, text(form, "out"), text(form, "reason_code"), text(form, "reason"))
    with desk.house.reading() as conn:
        for each in answer["moved"]:
            if each["out"]:
                visit_link.revoke(conn, UUID(each["visit"]), each["out"])
                visit_link.make(conn, UUID(each["visit"]), each["in"])
    return changed, answer


_STEPS: dict[str, Any] = {
    "paper": lambda lot, form, place: lot.write_paper(place, text(form, "number")),
    "end": lambda lot, form, place: lot.end_sealing(),
    "open": _open,
    "end_round": lambda lot, form, place: lot.end_round(),
    "announce": _announce,
    "withdraw": lambda lot, form, place: lot.withdraw(text(form, "reason")),
}


class _Page:
    """The plan's draw that stands, or the one that was withdrawn last; 404 where there is none."""

    def __init__(self, request: Request, slug: str, year: int, id: UUID) -> None:
        self.desk = LadderDesk(request, slug, year)
        with self.desk.house.reading() as conn:
            plan = inspection_plans.plan(conn, id)
            held = lots.of_plan(conn, id)
        if plan is None or plan.programme != self.desk.programme.id or not held:
            raise HTTPException(404, "这次督查还没有封存抽签名单。")
        self.plan, self.lot = plan, held[0]
        self.path = f"{self.desk.root}/inspection-plans/{id}/draw"

    def render(self, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
        lot = self.lot
        places = [self.seat(place) for place in range(1, len(lot.witnesses) + 1)]
        pools = [_shown(pool, lot) for pool in lot.drawn]
        return self.desk.render(
            "lot.html",
            errors,
            form,
            plan=self.plan,
            lot=lot,
            path=self.path,
            frozen=lot.frozen,
            places=places,
            missing=[each for each in places if not each["given"]],
            seats=[
                (each["place"], f"第{each['place']}席　{each['who']}")
                for each in places
                if each["given"] == ("" if lot.state == "sealing" else "sealed")
            ],
            pools=pools,
            visited=self._visited(),
            chosen=[(place.id, place.id) for pool in pools for place in pool["places"] if place.outcome == "drawn"],
            who=self._names(),
            outcomes=OUTCOMES,
            reasons=list(REASONS.items()),
            early=lot.until is not None and clock.now() < lot.until,
            since=lots.lottery_since(lot),
        )

    def seat(self, place: int) -> dict[str, Any]:
        """A witness's place, and what was given from it."""
        given = self.lot.given(place)
        return {"place": place, "who": self.lot.witnesses[place - 1], "given": given, "words": GIVEN[given]}

    def _visited(self) -> bool:
        """Whether visits were made of what was drawn."""
        with self.desk.house.reading() as conn:
            return bool(visits.of_programme(conn, self.desk.slug, self.desk.year, self.plan.id))

    def _names(self) -> dict[str, str]:
        """Member as kind and number → name, for the office."""
        with self.desk.house.reading() as conn:
            rows = members.of_government(conn, self.desk.slug)
            known = member_contact.of(conn, [row.id for row in rows])
        return {row.called: known[row.id].name for row in rows if row.id in known}


def _shown(pool: Any, lot: LotRow) -> dict[str, Any]:
    """A pool with its names and the ranks that matter."""
    names = next(each["names"] for each in lot.frozen["strata"] if each["name"] == pool.name)
    return {"name": pool.name, "quota": pool.quota, "names": names, "places": list(pool.places)}
