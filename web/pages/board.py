"""The public board: how far a government's programme of one year has come by a published month."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from projects import agenda, notices, published, register, reorganisations
from projects.notices import Told
from projects.policy import PolicySet
from projects.published import Board
from projects.reorganisations import Move
from projects.sent_back import counted, was_sent_back
from projects.snapshot import NOT_SUPPLEMENTED
from supervision import acceptances, problems, public_visits
from supervision.draft import adjusted
from supervision.problems import ProblemRow
from supervision.public_visits import PublicVisit
from tracker import announcements, clock
from tracker.working_days import WorkingDays
from web import accepted, beside, since, succession
from web import as_of as past
from web import by_month as by_months
from web import selection as selections
from web.as_of import AsOf
from web.by_month import Month
from web.public_page import public_page
from web.selection import ADJUSTED, LATE, Project, Selection
from web.since import Since
from web.succession import Succession
from web.templating import month_in_words
from web.wording import STATUSES

router = APIRouter()

GOING = ("ahead", "on_pace")
NAMED = 2
LEAF = 50
"""Projects a page: a city's list fits on one, a province's has several."""
ByMonth = Callable[[Board], Mapping[str, Sequence[Month]]]
NOTHING_PUBLISHED = "没有公布这个年度或者这个月份的进展。"


@dataclass(frozen=True, slots=True)
class Group:
    """The projects of one 件; item is None where the published list knows none, and for those that only mention what
    was looked for."""

    item: dict[str, Any] | None
    projects: tuple[Project, ...]
    mentions: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the kept projects, its number and how many there are; `standing`: status in words and how many stand
    so, in the order of the statuses; `address` ends where a number belongs."""

    groups: list[Group]
    number: int
    of: int
    kept: int
    standing: list[tuple[str, int]]
    address: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Projects that came to the same end since the month before; few enough are named, more only counted."""

    words: str
    projects: tuple[Project, ...]

    @property
    def named(self) -> bool:
        return len(self.projects) <= NAMED


@router.get("/{jurisdiction}/{year:int}/", name="board:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """The board as last published, or as published for `month`, with what was known by then; 404 when that was never
    published. With `as_of`, as it stood at the end of that day."""
    house = request.app.state.house
    selection = selections.asked(request.query_params)
    if then := past.asked(selection.as_of):
        return _then(request, jurisdiction, year, selection, then)
    with house.reading() as conn:
        found = published.board(conn, jurisdiction, year, selection.month)
        programme = register.programme(conn, jurisdiction, year)
        told = notices.told(conn, jurisdiction, year)
        seen = public_visits.of_programme(conn, jurisdiction, year)
        closed = _publication_day(found, selection) if found else None
        moves = reorganisations.moves(conn, jurisdiction, year) if found and closed else {}
        heirs = succession.of_board(conn, found, clock.today()) if found and not closed else {}
        besides = beside.of(conn, jurisdiction, year) if found else []
        passed = acceptances.public(conn, jurisdiction, year) if found else {}
        named = problems.public(conn, jurisdiction, year) if found else []
        days = announcements.days(conn)
        work = agenda.in_work(conn, programme, days, clock.now()) if programme else None
    if found is None:
        raise HTTPException(404, NOTHING_PUBLISHED)
    if work and found.period == max(found.periods, default=None):
        found = replace(found, next_due=work.publication_due)
    if closed:
        known = past.accepted(passed, closed)
        by_month = partial(by_months.of, house, selection)
        was = accepted.of(found, known)
        return _closed(request, was, selection, closed, told, seen, moves, besides, by_month, past.named(named, closed))
    found = visited(accepted.of(found, passed), seen)
    by_month = partial(by_months.of, house, selection)
    return page(request, found, selection, days, told, heirs, besides, by_month=by_month, named=named)


def _closed(
    request: Request,
    board: Board,
    selection: Selection,
    then: AsOf,
    told: Sequence[Told],
    seen: Mapping[str, Sequence[PublicVisit]],
    moves: Mapping[str, Sequence[Move]],
    besides: Sequence[tuple[str, str]],
    by_month: ByMonth = lambda board: {},
    named: Sequence[ProblemRow] = (),
) -> HTMLResponse:
    """An earlier month's board, with what was known by the day it was published; beside it only what has since been
    corrected in its own figures."""
    known = past.told(told, then)
    corrected = [each for each in told if each not in known and since.touches(each, board.period or "")]
    heirs = {number: succession.of(board, past.moved(each, then), then.day) for number, each in moves.items()}
    found = replace(
        visited(board, {number: past.seen(each, then) for number, each in seen.items()}),
        light_changes=past.light_changes(board, then),
    )
    return page(
        request,
        found,
        selection,
        told=known,
        heirs=heirs,
        besides=besides,
        corrected=corrected,
        by_month=by_month,
        named=named,
    )


def _then(request: Request, slug: str, year: int, selection: Selection, then: AsOf) -> HTMLResponse:
    house = request.app.state.house
    with house.reading() as conn:
        now = published.board(conn, slug, year)
        found = past.board(conn, now, then, selection.month) if now else None
        told = past.told(notices.told(conn, slug, year), then)
        moves = reorganisations.moves(conn, slug, year)
        seen = {number: past.seen(each, then) for number, each in public_visits.of_programme(conn, slug, year).items()}
        passed = past.accepted(acceptances.public(conn, slug, year), then)
        named = past.named(problems.public(conn, slug, year), then)
    if found is None:
        raise HTTPException(404, "到这一天还没有公布过这个年度或者这个月份的进展。")
    heirs = {number: succession.of(found, past.moved(known, then), then.day) for number, known in moves.items()}
    found = visited(accepted.of(found, passed), seen)
    by_month = partial(by_months.of, house, selection)
    return page(request, found, selection, told=told, heirs=heirs, then=then, by_month=by_month, named=named)


def visited(board: Board, seen: Mapping[str, Sequence[PublicVisit]]) -> Board:
    """The board with each project's latest visit that the public may know of, as `visit`."""
    latest = {number: visits[0] for number, visits in seen.items() if visits}
    if not latest:
        return board
    return replace(board, projects=[{**each, "visit": latest.get(each["number"])} for each in board.projects])


def page(
    request: Request,
    board: Board,
    selection: Selection,
    days: WorkingDays | None = None,
    told: Sequence[Told] = (),
    heirs: Mapping[str, Succession] | None = None,
    besides: Sequence[tuple[str, str]] = (),
    then: AsOf | None = None,
    corrected: Sequence[Told] = (),
    by_month: ByMonth = lambda board: {},
    named: Sequence[ProblemRow] = (),
) -> HTMLResponse:
    """The page of one board; `days` tell whether its next date is estimated, `told` what was corrected and adjusted,
    `heirs`: project number → who leads it since, `besides` what else is published (web/beside.py), `then` the past day
    it is looked at from, `corrected` what an earlier month's own figures were corrected in since it was published,
    `named` are the problems named to the public, `by_month` tells what was published of the chosen projects of a board
    month by month."""
    closed = _publication_day(board, selection)
    changed = since.by_project([*corrected, *told])
    revoked = _revoked(board, changed)
    return public_page(
        request,
        "board.html",
        "board",
        board,
        days=days,
        selection=selection,
        since=changed,
        uncounted=_uncounted(board, changed),
        revoked=revoked,
        nothing=Since(),
        changes=told,
        heirs=heirs or {},
        besides=besides,
        named=[each for each in named if not each.withdrawn],
        then=then,
        at=then.query if then else "",
        card_at=then.query if then else closed.query if closed else "",
        as_of=as_of(board),
        figures=figures(board, selection, len(revoked)),
        months=months(board, selection),
        filters=selections.filters(board, selection),
        matched=lambda project: selections.matched(project, selection.q) if selection.q else None,
        shorter=lambda: selections.shorter(board.projects, selection) if selection.q else None,
        units=selections.units(board.projects),
        districts=sorted({each for project in board.projects for each in selections.districts(project)}),
        sorts=selections.SORTS,
        by_month=by_month(board),
        leaf=leaf(board, selection, request.query_params.get("page")),
        adjusted=Selection(month=selection.month, status=ADJUSTED, as_of=selection.as_of).address(),
        adjusted_how=adjusted({"projects": board.projects}),
        change=change(board),
        previous=previous(board),
        counted=counted(board.projects, board.figures["by_status"]) if board.figures else [],
    )


def _uncounted(board: Board, changed: Mapping[str, Since]) -> list[Project]:
    """Projects with an adjustment that was told and that the board's own count does not hold yet."""
    told = {number for number, each in changed.items() if each.adjustments}
    return [each for each in board.projects if each["number"] in told and not each.get("adjusted")]


def _revoked(board: Board, changed: Mapping[str, Since]) -> list[Project]:
    """Projects counted as complete whose acceptance was revoked since: the present does not count them."""
    told = [(each, changed.get(each["number"], Since())) for each in board.projects if each.get("complete")]
    return [each for each, since_then in told if since_then.revoked(each.get("accepted_on"))]


def _publication_day(board: Board, selection: Selection) -> AsOf | None:
    """The day an earlier month was published on, where its board is asked for: it and its cards tell what was known
    then."""
    if not selection.month or not board.published_at or selection.month == max(board.periods, default=None):
        return None
    return AsOf(board.published_at.astimezone(clock.SHANGHAI).date())


def as_of(board: Board) -> date | str | None:
    """The day the board speaks of: the period's end, or the newest day printed in an imported history."""
    if board.as_of or not board.imported:
        return board.as_of
    sources = [each for project in board.projects for each in (project, *project["targets"])]
    return max((value["as_of"] for source in sources for value in source["values"] if value["as_of"]), default=None)


def figures(board: Board, selection: Selection, revoked: int = 0) -> list[dict[str, Any]]:
    """The counts of each status, each leading to its projects; none for what was imported. `revoked`: how many of the
    finished are not accepted any more."""
    if board.imported or not board.figures:
        return []
    shown = []
    for code, words, count in counted(board.projects, board.figures["by_status"]):
        chosen = selections.RETURNED if words == NOT_SUPPLEMENTED else code
        to = Selection(month=selection.month, status=chosen, as_of=selection.as_of).address() + "#list"
        told = {"label": words, "value": count, "unit": "项", "status": code, "href": to if count else None}
        if code == "finished" and revoked:
            told["note"] = f"现为{count - revoked}项"
        shown.append(told)
    return shown


def groups(board: Board, selection: Selection) -> list[Group]:
    """The kept projects by 件, in the programme's order, those outside every 件 last; in another order all together.
    Those whose report alone holds what was looked for come after the others."""
    kept = selection.ordered(board.projects)
    if selection.sort:
        return [Group(None, tuple(kept))] if kept else []
    mentioning: list[Project] = []
    of_item: dict[str | None, list[Project]] = {item["number"]: [] for item in board.items}
    rest: list[Project] = []
    for each in kept:
        own = of_item.get(each["item"]["number"] if each["item"] else None, rest)
        (mentioning if selection.q and selections.mentions(each, selection.q) else own).append(each)
    found = [Group(item, tuple(of_item[item["number"]])) for item in board.items]
    found += [Group(None, tuple(rest)), Group(None, tuple(mentioning), mentions=True)]
    return [group for group in found if group.projects]


def leaf(board: Board, selection: Selection, asked: str | None = None) -> Leaf:
    """The page that is asked for; the first for what is no number, the last for one beyond it."""
    whole = groups(board, selection)
    found = [project for group in whole for project in group.projects]
    told = counted(found, Counter(project["status"] for project in found))
    standing = [(words, count) for _, words, count in told if count]
    kept = len(found)
    last = max(1, -(-kept // LEAF))
    number = min(int(asked), last) if asked and re.fullmatch(r"[1-9][0-9]{0,5}", asked) else 1
    address = selection.address().removeprefix("./")
    return Leaf(
        cut(whole, (number - 1) * LEAF, LEAF), number, last, kept, standing, f"{address}{'&' if address else '?'}page="
    )


def cut(groups: Sequence[Group], first: int, most: int) -> list[Group]:
    """So many of the groups' projects, from the `first` (0) on."""
    found = []
    for group in groups:
        if kept := group.projects[max(first, 0) : max(first + most, 0)]:
            found.append(replace(group, projects=kept))
        first -= len(group.projects)
    return found


def months(board: Board, selection: Selection) -> list[dict[str, Any]]:
    """Every month of the year with its address; one that is not published yet has none."""
    if board.imported or not board.periods:
        return []
    policy = PolicySet.from_dict(board.policy)
    return [
        {
            "label": month_in_words(period.key, board.merged, short=True),
            "href": replace(selection, month=period.key).address() if period.key in board.periods else None,
            "current": period.key == board.period,
        }
        for period in policy.periods(board.year)
    ]


def previous(board: Board) -> str | None:
    """The month published before the one shown, as its label; None for the first."""
    earlier = [period for period in board.periods if board.period and period < board.period]
    return month_in_words(earlier[-1], board.merged, short=True) if earlier else None


def change(board: Board) -> list[Turn]:
    """What became of the projects since the month before, the finished first; nothing without a month before."""
    before = {project["number"]: project["status"] for project in board.previous}
    if board.imported or not before or not previous(board):
        return []
    moved = [each for each in board.projects if before.get(each["number"]) not in (None, each["status"])]
    sorted_out = [
        Turn("新完成", tuple(_now(moved, "finished"))),
        Turn("转为严重滞后", tuple(_now(moved, "far_behind"))),
        Turn("转为慢于序时", tuple(each for each in _now(moved, "behind") if before[each["number"]] in GOING)),
        Turn("回到按序时", tuple(each for each in _now(moved, *GOING) if before[each["number"]] in LATE)),
        Turn("未报送", tuple(each for each in _now(moved, "not_reported") if not was_sent_back(each))),
        Turn("退回补正，未在公布前补齐", tuple(each for each in _now(moved, "not_reported") if was_sent_back(each))),
        Turn("恢复报送", tuple(each for each in moved if before[each["number"]] == "not_reported")),
    ]
    told = {each["number"] for move in sorted_out for each in move.projects}
    rest = [each for each in moved if each["number"] not in told]
    sorted_out += [Turn(f"转为{STATUSES[code]}", tuple(_now(rest, code))) for code in GOING]
    return [move for move in sorted_out if move.projects]


def _now(projects: list[Project], *statuses: str) -> list[Project]:
    return [project for project in projects if project["status"] in statuses]
