"""Media leads (媒体线索): what journalists asked or reported, answered from here or passed on to the unit as a clue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from supervision import media_leads, papers
from supervision.clue import Clue
from supervision.document import PRESS_RELEASE
from supervision.media_lead import KINDS, MediaLead
from tracker import clock, letters
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.ladder_desk import LadderDesk
from web.typed import kept
from web.visitor import Form, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/leads"
STATES = {"open": "待答复", "answered": "已答复", "passed_on": "已转为线索"}


@router.get(PATH, name="leads:list")
def listing(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    return _page(LadderDesk(request, jurisdiction, year))


@router.post(PATH, name="leads:record")
def record(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    desk, key = LadderDesk(request, jurisdiction, year), key_of(form)
    project = text(form, "project") if text(form, "project") in desk.projects else ""
    said = {name: text(form, name) for name in ("kind", "outlet", "on", "matter", "address")}

    def act() -> Any:
        made = MediaLead.record(key, desk.programme.id, project, **said, today=clock.today())
        return [made], {"lead": str(made.id)}

    return _carried_out(desk, form, ["media_lead", project, said], act)


@router.post(PATH + "/{id}/answer", name="leads:answer")
def answer(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    desk = LadderDesk(request, jurisdiction, year)
    lead = _lead(desk, id)

    def act() -> Any:
        lead.answer(text(form, "words"), text(form, "text"))
        return [lead], {"state": lead.state}

    return _carried_out(desk, form, ["media_lead:answer", str(id), text(form, "words")], act)


@router.post(PATH + "/{id}/pass", name="leads:hand_on")
def hand_on(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """A clue about the lead's project, in the lead's words, and the end of the lead, in one save."""
    desk = LadderDesk(request, jurisdiction, year)
    lead, key = _lead(desk, id), key_of(form)
    clue, words = Clue.id_of(key), f"{lead.outlet}{KINDS[lead.kind]}：{lead.matter}"
    place = desk.about(lead.project or None, "")[:200] or "媒体"
    with desk.house.reading() as conn:
        digest = letters.keep(conn, clue, letters.receipt_of(key), text=words, place=place)

    def act() -> Any:
        lead.pass_on(clue)
        return [Clue.receive(clue, desk.programme.id, lead.project, digest, 0), lead], {"clue": str(clue)}

    answered = _carried_out(desk, form, ["media_lead:pass", str(id)], act)
    if answered.status_code != 303:
        with desk.house.reading() as conn:
            letters.take_back(conn, clue)
    return answered


def _lead(desk: LadderDesk, id: UUID) -> MediaLead:
    found = desk.house.ledger.find(MediaLead, id)
    if found is None or found.programme != str(desk.programme.id):
        raise HTTPException(404, "没有这条媒体线索。")
    return found


def _carried_out(desk: LadderDesk, form: FormData, asked: list[Any], act: Any) -> Response:
    try:
        desk.house.carry_out(desk.visitor.actor(desk.request), key_of(form), asked, act)
    except (Refused, SeveralRefused) as refused:
        return _page(desk, dict(refusals.sentences(refused)), form)
    return RedirectResponse(f"{desk.root}/leads", status_code=303)


def _page(desk: LadderDesk, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
    with desk.house.reading() as conn:
        rows = media_leads.of_programme(conn, str(desk.programme.id))
        texts = papers.of_year(conn, PRESS_RELEASE, desk.slug, desk.year)
    return desk.render(
        "media_leads.html",
        errors,
        form,
        living=[row for row in rows if row.open],
        over=[row for row in rows if not row.open],
        kinds=list(KINDS.items()),
        called=KINDS,
        states=STATES,
        projects=[(id, f"{row.number}　{row.title}") for id, row in desk.projects.items()],
        titles={id: f"项目{row.number}　{row.title}" for id, row in desk.projects.items()},
        numbers={id: row.number for id, row in desk.projects.items()},
        texts=[(key, row.title) for key, row in texts.items()],
        names={key: row.title for key, row in texts.items()},
        sent=kept(form),
    )
