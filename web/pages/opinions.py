"""Opinions (座谈点评和第三方评议的意见): recorded by the office, answered by the unit, public once cleared."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from supervision import inspection_plans, members, obligations, opinions
from supervision.opinion import OCCASIONS, VERDICTS, Opinion
from supervision.opinions import OpinionRow
from supervision.third_party_round import MEMBERS
from tracker import clock
from web.ladder_desk import Form, LadderDesk
from web.typed import Typed
from web.visitor import text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/opinions"


@router.get(PATH, name="opinions:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """The office and the delegates see all, a unit its own."""
    return _page(LadderDesk(request, jurisdiction, year))


@router.post(PATH, name="opinions:record")
def record(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    desk = LadderDesk(request, jurisdiction, year)

    def act() -> Any:
        project = desk.projects.get(text(form, "project"))
        made = Opinion.record(
            (desk.programme.id, desk.slug, desk.year),
            project.id if project else "",
            (project.lead_unit or "") if project else "",
            occasion=text(form, "occasion"),
            held_on=text(form, "held_on"),
            speaker=text(form, "speaker") if text(form, "speaker") in _speakers(desk) else "",
            words=text(form, "words"),
            plan=text(form, "plan") if text(form, "plan") in dict(_plans(desk)) else None,
        )
        return [made], {"opinion": str(made.id)}

    return _attempt(desk, form, "record", "", act)


@router.post(PATH + "/{id}/answer", name="opinions:answer")
def answer(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    desk = LadderDesk(request, jurisdiction, year)
    row = _row(desk, id)
    if row.unit != desk.visitor.unit:
        raise HTTPException(403, "这条意见由牵头单位答复。")

    def act() -> Any:
        found = desk.house.ledger.get(Opinion, id)
        found.answer(text(form, f"verdict-{id}"), text(form, f"answer-{id}"))
        return [found], {"opinion": str(id)}

    return _attempt(desk, form, "answer", str(id), act)


@router.post(PATH + "/{id}/clear", name="opinions:clear")
def clear(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """公开审查 of opinion and answer."""
    desk = LadderDesk(request, jurisdiction, year)
    _row(desk, id)

    def act() -> Any:
        typed = Typed(form)
        review = typed.review()
        typed.check()
        found = desk.house.ledger.get(Opinion, id)
        found.clear(review)
        return [found], {"opinion": str(id)}

    return _attempt(desk, form, "clear", str(id), act)


def _attempt(desk: LadderDesk, form: FormData, what: str, id: str, act: Any) -> Response:
    return desk.attempt(
        form,
        ["opinions", what, id],
        act,
        f"{desk.root}/opinions?done={what}",
        lambda errors: _page(
            desk,
            {f"{field}-{id}" if field in ("verdict", "answer") else field: words for field, words in errors.items()},
            form,
            id,
        ),
    )


def _row(desk: LadderDesk, id: UUID) -> OpinionRow:
    with desk.house.reading() as conn:
        found = opinions.opinion(conn, id)
    if found is None or found.programme != desk.programme.id:
        raise HTTPException(404, "没有找到这条意见。")
    return found


def _speakers(desk: LadderDesk) -> list[str]:
    """Members by kind and number; then the kinds, for who is on no roster."""
    with desk.house.reading() as conn:
        rows = members.of_government(conn, desk.slug)
    return [*(row.called for row in rows), *MEMBERS]


def _plans(desk: LadderDesk) -> list[tuple[str, str]]:
    """Inspections in which an opinion may have been given; none that is silent still."""
    with desk.house.reading() as conn:
        rows = inspection_plans.of_programme(conn, desk.programme.id)
    return [(str(row.id), row.outline["title"]) for row in rows if row.state != "drafted" and row.told(clock.today())]


def _page(
    desk: LadderDesk, errors: dict[str, str] | None = None, form: FormData | None = None, at: str = ""
) -> HTMLResponse:
    with desk.house.reading() as conn:
        rows = opinions.of_programme(conn, desk.programme.id, desk.unit)
        owed = {row.subject: row for row in obligations.of_programme(conn, desk.programme.id, opinions.KIND)}
    return desk.render(
        "opinions.html",
        errors,
        form,
        rows=rows,
        owed=owed,
        at=at,
        own=desk.unit,
        answers=desk.visitor.role in ("filer", "unit_head"),
        speakers=[(each, each if each[-1].isdigit() else f"{each}（不在名册）") for each in _speakers(desk)],
        occasions=[(each, each) for each in OCCASIONS],
        verdicts=list(VERDICTS.items()),
        choices=desk.choices(),
        plans=_plans(desk),
    )
