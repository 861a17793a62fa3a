"""各单位的承诺: what each unit promised and where it stands, for everybody; ranked only where that was turned on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from projects import published, ranking
from projects.published import Board
from projects.ranking import Place
from web import as_of as past
from web import selection
from web.public_page import public_page
from web.selection import Selection
from web.wording import STATUSES

router = APIRouter()

Project = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answering:
    """One unit: what it leads, and in how much else it has a part. `counts`: status → number, those with any; `place`:
    only where units are ranked."""

    name: str
    leads: tuple[Project, ...]
    supports: tuple[Project, ...]
    counts: dict[str, int]
    href: str
    place: Place | None = None


@router.get("/{jurisdiction}/{year:int}/units/", name="answering:show")
def show(request: Request, jurisdiction: str, year: int, as_of: str | None = None) -> HTMLResponse:
    """As last published, or as it stood at the end of a past day."""
    then = past.asked(as_of)
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, year)
        if board and then:
            board = past.board(conn, board, then)
    if board is None:
        raise HTTPException(404, "没有公布过这个年度的内容。")
    return public_page(
        request,
        "answering.html",
        "answering",
        board,
        units=units(board, as_of if then else None),
        ranked=ranked_since(board),
        formula=ranking.FORMULA,
        unnamed=[each for each in board.projects if not each["lead_unit"]],
        then=then,
        at=then.query if then else "",
    )


def units(board: Board, as_of: str | None = None) -> list[Answering]:
    """Every unit that leads something, by pinyin; where they are ranked, in that order."""
    found = {name: _unit(board, name, as_of) for name in selection.units(board.projects)}
    if not ranked_since(board):
        return list(found.values())
    places = ranking.ranked({name: each.leads for name, each in found.items()})
    return [replace(found[each.unit], place=each) for each in places]


def ranked_since(board: Board) -> str | None:
    """When the ranking was turned on (ISO); None where it is not, or where no month tells a status."""
    last = board.rankings[-1] if board.rankings else None
    return last["at"] if last and last["on"] and board.period else None


def _unit(board: Board, name: str, as_of: str | None) -> Answering:
    leads = tuple(each for each in board.projects if each["lead_unit"] == name)
    parts = ("supporting_units", "implementing_units")
    supports = tuple(each for each in board.projects if any(name in each[part] for part in parts))
    stood = [each["status"] for each in leads if not each.get("halt")]
    counts = {code: stood.count(code) for code in STATUSES if code in stood}
    return Answering(name, leads, supports, counts, Selection(unit=name, as_of=as_of).address())
