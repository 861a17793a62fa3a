"""What the system proposes, with its arithmetic: a person issues it, takes it up, or declines it with a reason."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from supervision import proposal as rules
from supervision import proposals, proposing
from supervision.proposal import Proposal
from supervision.proposed import Proposed
from tracker import clock
from web.ladder_desk import Form, LadderDesk
from web.typed import Typed
from web.visitor import text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/proposals"
A_PAGE = 20
"""How many proposals stand on a page."""


@router.get(PATH, name="proposals:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """`action`, `unit` and `state` (open or decided) narrow the list, `page` goes on in it."""
    return _page(LadderDesk(request, jurisdiction, year))


@router.post(PATH + "/decline", name="proposals:decline")
def decline(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """With a reason, which stays beside it."""
    return _decide(LadderDesk(request, jurisdiction, year), form, "declined")


@router.post(PATH + "/accept", name="proposals:accept")
def accept(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """For what no record of its own answers: a unit is named in the cadence's next bulletin."""
    return _decide(LadderDesk(request, jurisdiction, year), form, "accepted")


@router.post(PATH + "/raise", name="proposals:raise")
def raise_(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """A leader's 批示, recorded by the office: it proposes an order."""
    desk = LadderDesk(request, jurisdiction, year)

    def act() -> Any:
        typed = Typed(form)
        instruction = typed.approval()
        project, unit = typed.text("project") or None, typed.text("unit")
        if project and project in desk.projects:
            unit = unit or desk.projects[project].lead_unit or ""
        if unit not in desk.units:
            typed.fault("form.missing", "unit", what="责任单位")
        typed.check()
        told: dict[str, Any] = {"rule": "instruction", "subject": str(uuid4()), "period": "", "action": rules.ORDER}
        told |= {"unit": unit, "project": project, "sentence": "领导批示", "arithmetic": []}
        made = Proposed.record(desk.slug, desk.year, desk.programme.id, told, instruction)
        return [made], {"id": str(made.id)}

    return desk.attempt(
        form, ["proposals:raise"], act, f"{desk.root}/proposals?done=raised", lambda errors: _page(desk, errors, form)
    )


def address(root: str, each: Proposal) -> str:
    """The form in which it is issued, filled in from it."""
    id = quote(each.id, safe="")
    if each.action == rules.STEP and each.order:
        upper = {"talk": "talks/new", "rectification": "rectifications/new", "criticism": "criticisms/new"}
        return f"{root}/{upper[each.step]}?order={each.order}" if each.step in upper else f"{root}/orders/{each.order}"
    form = {
        rules.ORDER: "orders/new",
        rules.RED_ORDER: "orders/new",
        rules.TALK: "talks/new",
        rules.CRITICISM: "criticisms/new",
    }.get(each.action)
    return f"{root}/{form}?proposal={id}" if form else ""


def _decide(desk: LadderDesk, form: FormData, state: str) -> Response:
    id = text(form, "proposal")
    with desk.house.reading() as conn:
        found = proposing.one(conn, desk.programme, id, clock.today(), desk.house.days())
    if found is None:
        raise HTTPException(404, "这项提示已经不再成立，请刷新后查看。")

    def act() -> Any:
        shown = asdict(found)
        told = {name: shown[name] for name in ("rule", "subject", "period", "action", "unit", "project", "sentence")}
        told["arithmetic"] = list(found.arithmetic)
        there = desk.house.ledger.find(Proposed, Proposed.create_id(desk.programme.id, told))
        made = there or Proposed.record(desk.slug, desk.year, desk.programme.id, told)
        if state == "declined":
            made.decline(text(form, f"reason-{id}"))
        else:
            made.accept()
        return [made], {"id": str(made.id)}

    return desk.attempt(
        form,
        ["proposals", state, id],
        act,
        f"{desk.root}/proposals?done={state}",
        lambda errors: _page(
            desk, {f"reason-{id}" if field == "reason" else field: words for field, words in errors.items()}, form
        ),
    )


def _place(desk: LadderDesk) -> int:
    """The page that was asked for, from 0."""
    said = desk.request.query_params.get("page", "")
    return max(int(said) - 1, 0) if said.isascii() and said.isdigit() and len(said) < 5 else 0


def _page(desk: LadderDesk, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
    with desk.house.reading() as conn:
        found = proposing.open_of(conn, desk.programme, clock.today(), desk.house.days())
        decided = [row for row in proposals.of_programme(conn, desk.programme.id) if row.state != "recorded"]
    asked = {name: desk.request.query_params.get(name, "") for name in ("action", "unit", "state")}
    wanted = [each for each in found if asked["action"] in ("", each.action) and asked["unit"] in ("", each.unit)]
    # Where something was refused the one it was refused of must be on the page.
    chosen = text(form, "proposal") if form else ""
    at = next((place for place, each in enumerate(wanted) if each.id == chosen), _place(desk) * A_PAGE)
    first = at // A_PAGE * A_PAGE if at < len(wanted) else 0
    answered = [row for row in decided if asked["action"] in ("", row.proposal["action"])]
    answered = [row for row in answered if asked["unit"] in ("", row.proposal["unit"])]
    return desk.render(
        "proposals.html",
        errors,
        form,
        open=[(each, address(desk.root, each)) for each in wanted[first : first + A_PAGE]],
        count=len(wanted),
        whole=len(found),
        pages=-(-len(wanted) // A_PAGE),
        page=first // A_PAGE + 1,
        asked=asked,
        query=urlencode({name: value for name, value in asked.items() if value}),
        asking=sorted({(each.unit, desk.units.get(each.unit, "")) for each in found}, key=lambda unit: unit[1]),
        decided=answered,
        rules=rules.RULES,
        actions=rules.ACTIONS,
        choices=desk.choices(),
    )
