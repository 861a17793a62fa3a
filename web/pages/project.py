"""A project's public card: what was promised, who answers for it, the plan, and what was done month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import notices, published, register, reorganisations
from projects.published import Card
from projects.reorganisations import Move, Support
from supervision import acceptances, opinions, problems, public_visits, site_findings, site_pictures
from supervision.acceptances import AcceptanceRow
from supervision.opinions import OpinionRow
from supervision.problem import FIELDS
from supervision.problems import ProblemRow
from supervision.public_visits import PublicVisit
from tracker import clock
from web import accepted, beside, printed, region_table, since, step, succession
from web import as_of as past
from web.as_of import AsOf
from web.marking import banner_of
from web.since import Since
from web.succession import Succession
from web.templating import render
from web.updated import updated
from web.wording import NOT_PUBLISHED

router = APIRouter()
MONTHS_SHOWN = 2
"""Of a programme run here: the districts' last month beside the one before; each month's edition has its own."""


@router.get("/{jurisdiction}/{year:int}/projects/{number}", name="project:show")
def show(
    request: Request, jurisdiction: str, year: int, number: str, as_of: str | None = None, month: str | None = None
) -> Response:
    """The card as last published, or as it stood at the end of the day `as_of`; 404 when there is no such project.
    `month` leads on to the day on which that month was published."""
    if month and not as_of:
        return _of_month(request, jurisdiction, year, month)
    if then := past.asked(as_of):
        return _then(request, jurisdiction, year, number, then)
    with request.app.state.house.reading() as conn:
        found = published.card(conn, jurisdiction, year, number)
        seen = public_visits.of_project(conn, jurisdiction, year, number) if found else []
        told = notices.told(conn, jurisdiction, year, number) if found else []
        row = register.project(conn, jurisdiction, year, number) if found else None
        named = problems.public(conn, jurisdiction, year, row.id) if row else []
        given = opinions.public(conn, row.id) if row else []
        moves = reorganisations.moves(conn, jurisdiction, year, number).get(number, [])
        supports = reorganisations.supports(conn, jurisdiction, year, number)
        papers = beside.documents(conn, jurisdiction, year) if found else []
        passed = acceptances.public(conn, jurisdiction, year) if found else {}
    if found is None:
        raise HTTPException(404, "没有这个编号的项目。")
    heir = _heir(found, moves, supports, clock.today())
    changed = since.by_project(told).get(number, Since())
    accepted_now = passed.get(found.project["id"])
    return page(request, found, seen, changed, heir, named, papers=papers, acceptance=accepted_now, given=given)


def _of_month(request: Request, slug: str, year: int, month: str) -> Response:
    with request.app.state.house.reading() as conn:
        found = published.board(conn, slug, year, month)
    if found is None or found.published_at is None:
        raise HTTPException(404, "没有公布过这个月份的进展。")
    day = AsOf(found.published_at.astimezone(clock.SHANGHAI).date())
    return RedirectResponse(day.query, status_code=303)


def _then(request: Request, slug: str, year: int, number: str, then: AsOf) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        now = published.board(conn, slug, year)
        found = past.card(conn, now, number, then) if now else None
        seen = past.seen(public_visits.of_project(conn, slug, year, number), then)
        told = past.told(notices.told(conn, slug, year, number), then)
        given = [
            each
            for each in opinions.public(conn, found.project["id"] if found else "")
            if each.public_at and each.public_at < then.until
        ]
        named = past.named(problems.public(conn, slug, year, found.project["id"]) if found else [], then)
        moves = past.moved(reorganisations.moves(conn, slug, year, number).get(number, []), then)
        supports = past.supported(reorganisations.supports(conn, slug, year, number), then)
        passed = past.accepted(acceptances.public(conn, slug, year), then)
    if found is None:
        raise HTTPException(404, "到这一天还没有公布过这个编号的项目。")
    heir = _heir(found, moves, supports, then.day)
    changed = since.by_project(told).get(number, Since())
    accepted_then = passed.get(found.project["id"])
    return page(request, found, seen, changed, heir, named, then, acceptance=accepted_then, given=given)


def _heir(card: Card, moves: Sequence[Move], supports: Sequence[Support], today: date) -> Succession:
    heir = succession.of(card.board, moves, today)
    return replace(heir, told=(*heir.told, *(succession.support_sentence(each, today) for each in supports)))


def page(
    request: Request,
    card: Card,
    seen: Sequence[PublicVisit] = (),
    changed: Since | None = None,
    heir: Succession = succession.NOTHING,
    named: Sequence[ProblemRow] = (),
    then: AsOf | None = None,
    papers: Sequence[tuple[str, str]] = (),
    acceptance: AcceptanceRow | None = None,
    given: Sequence[OpinionRow] = (),
) -> HTMLResponse:
    """The page of one card, with what was cleared of the visits to its sites, what was corrected or adjusted, who leads
    it now, the problems that were named, the past day it is looked at from, the programme's `papers`, and how it was
    accepted."""
    call = card.board.call(card.project)
    return render(
        request,
        "project.html",
        board=card.board,
        card=card,
        project=card.project,
        place=card.board,
        section="project",
        hotline=call,
        banner=banner_of(simulated=card.board.simulated, imported=card.board.imported),
        then=then,
        papers=papers,
        at=then.query if then else "",
        visits=seen,
        seen=site_findings.of(seen),
        whole=site_findings.whole(seen, card.project),
        pairs=site_pictures.pairs(seen, [site["name"] for site in card.project["sites"]]),
        named=named,
        rounds=accepted.told(acceptance, then.day if then else clock.today()) if acceptance else [],
        looked_back=acceptance.looked_back if acceptance else [],
        team=accepted.team,
        opinions=given,
        fields=FIELDS,
        since=changed or Since(),
        responsibilities=responsibilities({**card.project, "contact": call}, imported=card.board.imported, heir=heir),
        goals=printed.goals(card.project),
        tellings=printed.tellings(card.project),
        sources=printed.sources(card.project),
        regions=region_table.tables(card.project, None if card.board.imported else MONTHS_SHOWN),
        succession=heir,
        step=None if card.board.imported else step.sentence(card.project, card.history),
        leads=heir.now.to_name if heir.now else card.project["lead_unit"],
        updated=updated(card.project, card.board.periods, card.board.period),
        silent=[target for target in card.project["targets"] if not target["values"]],
    )


def responsibilities(
    project: Mapping[str, Any], imported: bool, heir: Succession = succession.NOTHING
) -> list[dict[str, Any]]:
    """Who answers for the project now, in the order of the official tables; what a source did not print says so."""
    absent = NOT_PUBLISHED if imported else "未设置"
    lead, responsible = project["lead_unit"], project["responsible"]
    if heir.now:
        lead, responsible = heir.now.to_name, heir.now.responsible
    rows: list[tuple[str, Any, bool]] = [
        ("牵头单位", lead, True),
        ("协办单位", project["supporting_units"], False),
        ("承办单位", project["implementing_units"], False),
        ("分管领导", project["leader_in_charge"], not imported),
        ("责任人", responsible, not imported),
        ("监督电话", project["contact"], not imported),
        ("单位原文", project.get("units_text"), False),
    ]
    return [{"key": key, "value": value or absent} for key, value, always in rows if value or always]
