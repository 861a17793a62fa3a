"""群众反映线索 at the desk: the office hands out, answers, merges or declines them; a unit reports on its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from projects import register
from supervision import clues, orders, running
from supervision.clue import REASONS, Clue
from supervision.clues import STATES, ClueRow
from tracker import clock, letters
from tracker.refusal import Refused
from web.ladder_desk import Form, LadderDesk
from web.visitor import text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/clues"
STEPS = {
    "received": "收到",
    "assigned": "交办",
    "replied": "报告办理情况",
    "answered": "答复",
    "merged": "并案",
    "declined": "不予受理",
}
ACTIONS = ("assign", "answer", "merge", "decline", "reply")


@router.get(PATH, name="clues:list")
def list_(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    desk = _Desk(request, jurisdiction, year)
    rows = desk.rows()
    return desk.render(
        "clues.html",
        living=[row for row in rows if row.open],
        over=[row for row in rows if not row.open],
        states=STATES,
        letters=desk.letters(rows),
        clocks=desk.clocks,
        days=desk.days,
        now=clock.now(),
    )


@router.get(PATH + "/{id}", name="clues:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    desk = _Desk(request, jurisdiction, year)
    return desk.clue(desk.row(id))


@router.post(PATH + "/{id}", name="clues:decide")
def decide(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """`action`: assign, answer, merge, decline (the office's) or reply (the unit's it is assigned to)."""
    desk = _Desk(request, jurisdiction, year)
    row, action = desk.row(id), text(form, "action")
    if action not in ACTIONS or (action == "reply") == desk.office:
        raise HTTPException(404, "没有这种办理。")

    def act() -> Any:
        found = desk.house.ledger.get(Clue, id)
        if text(form, "version") != str(found.version):
            raise Refused("clue.moved")
        unit = text(form, "unit")
        {
            "assign": lambda: found.assign(unit if unit in desk.active else "", text(form, "matter")),
            "answer": lambda: found.answer(text(form, "answer")),
            "merge": lambda: found.merge(desk.other(text(form, "into"))),
            "decline": lambda: found.decline(text(form, "reason_code"), text(form, "reason")),
            "reply": lambda: found.reply(desk.unit or "", text(form, "words")),
        }[action]()
        return [found], {"state": found.state}

    return desk.attempt(
        form,
        ["clue", str(id), action],
        act,
        f"{desk.root}/clues/{id}?done={action}",
        lambda errors: desk.clue(row, errors, form),
    )


@router.get(PATH + "/{id}/photos/{sha256}", name="clues:image")
def photo(request: Request, jurisdiction: str, year: int, id: UUID, sha256: str) -> Response:
    """A photograph that came with a clue, for those who work on it."""
    desk = _Desk(request, jurisdiction, year)
    desk.row(id)
    with desk.house.reading() as conn:
        letter = letters.one(conn, id)
    if letter is None or sha256 not in letter.photos or sha256 not in desk.house.store:
        raise HTTPException(404)
    return Response(desk.house.store.get(sha256), media_type="image/jpeg", headers={"Cache-Control": "no-store"})


class _Desk(LadderDesk):
    """A unit sees the clues that are or were assigned to it."""

    def __init__(self, request: Request, slug: str, year: int) -> None:
        super().__init__(request, slug, year)
        with self.house.reading() as conn:
            self.active = register.active_units(conn, slug)
            self.clocks = running.of(conn, self.programme, clues.claims)
        self.days = self.house.days()

    def mine(self, row: ClueRow) -> bool:
        return self.office or self.unit in [step["unit"] for step in row.steps if step["what"] == "assigned"]

    def rows(self) -> list[ClueRow]:
        with self.house.reading() as conn:
            return [row for row in clues.of_programme(conn, self.programme.id) if self.mine(row)]

    def row(self, id: UUID) -> ClueRow:
        with self.house.reading() as conn:
            found = clues.one(conn, id)
        if found is None or found.programme != self.programme.id or not self.mine(found):
            raise HTTPException(404, "没有找到这件线索。")
        return found

    def letters(self, rows: list[ClueRow]) -> dict[str, letters.Letter]:
        with self.house.reading() as conn:
            found = [letters.one(conn, UUID(row.id)) for row in rows]
        return {str(each.id): each for each in found if each}

    def other(self, id: str) -> Clue | None:
        """A clue that this one may go into; None for what is none of this programme."""
        known = {row.id for row in self.rows()}
        return self.house.ledger.find(Clue, UUID(id)) if id in known else None

    def clue(self, row: ClueRow, errors: dict[str, str] | None = None, form: Any = None) -> HTMLResponse:
        others = [each for each in self.rows() if each.project == row.project and each.id != row.id]
        called = self.letters([row, *others])
        with self.house.reading() as conn:
            ordered = [
                each
                for each in orders.of_programme(conn, self.programme.id)
                if each.cause["kind"] == "clue" and each.cause["ref"] == row.id and each.state != "withdrawn"
            ]
        project = self.projects[row.project]
        return self.render(
            "clue_desk.html",
            errors,
            form,
            row=row,
            letter=called.get(row.id),
            project=project,
            states=STATES,
            steps=STEPS,
            reasons=list(REASONS.items()),
            planners=list(self.active.items()),
            lead=project.lead_unit if project.lead_unit in self.active else "",
            others=[
                (each.id, f"{each.received_at:%m月%d日} {called[each.id].text[:24]}")
                for each in others
                if each.id in called and each.state not in ("merged", "declined")
            ],
            ordered=ordered,
            replying=row.state == "assigned" and self.unit is not None and self.unit == row.unit,
            clocks=self.clocks,
            days=self.days,
            now=clock.now(),
        )
