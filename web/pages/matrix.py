"""办理一览: projects × periods, a unit's rate of what was in time, and whom it is stuck with since when."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import register
from projects.month import Changed
from projects.programme import Programme
from projects.rule import Rule, due_words
from supervision import matrix, owed
from supervision.claim import OWNERS
from supervision.figures import month_day
from supervision.matrix import Cell, Matrix
from tracker import clock
from tracker.clock import SHANGHAI
from tracker.refusal import Refused, SeveralRefused
from web import obligation_words, refusals
from web.duties import Duties
from web.house import House
from web.permissions import OFFICE
from web.place import place_of, programme_here
from web.templating import render
from web.typed import kept
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/matrix"
KINDS = {"monthly_report": "月报", "weekly_dispatch": "周调度"}
"""Kinds that are asked for project by project, with what their switch is called."""
OTHERS = "others"
LATEST = 12
"""Weeks that are shown unless all are asked for."""
NARROW = 4
"""The last months that a narrow screen shows unless all are asked for."""
WORDS = {
    "met": "按时",
    "met_late": "迟办",
    "missed": "未办",
    "waived": "免办",
    "overdue": "逾期",
    "paused": "停表",
    "open": "待办",
}


@router.get(PATH, name="matrix:show")
def show(request: Request, jurisdiction: str, year: int, kind: str = "monthly_report", whole: bool = False) -> Response:
    return _Page(request, jurisdiction, year, kind).render(whole)


@router.get(PATH + ".csv", name="matrix:csv")
def table(request: Request, jurisdiction: str, year: int, kind: str = "monthly_report") -> Response:
    """The same as a table: one line a project, one column a period; one line a unit and kind for the others."""
    page = _Page(request, jurisdiction, year, kind)
    out = io.StringIO()
    csv.writer(out).writerows(page.lines())
    name = f"{page.government}{year}年办理一览（{KINDS.get(kind, '其他事项')}）.csv"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post(PATH + "/ranking", name="matrix:rank")
def rank(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """Turns the ranking of units on or off, with the reason on the ledger."""
    page = _Page(request, jurisdiction, year, "monthly_report")
    on, reason = text(form, "on") == "1", text(form, "reason")

    def act() -> Changed:
        found = page.house.ledger.get(Programme, UUID(page.programme.id))
        found.switch_ranking(on, reason)
        return [found], {"ranking": found.ranking}

    try:
        page.house.carry_out(page.visitor.actor(request), key_of(form), ["ranking", page.programme.id, on, reason], act)
    except (Refused, SeveralRefused) as no:
        return page.render(False, dict(refusals.sentences(no)), form)
    return RedirectResponse(f"{page.root}/matrix?done={'on' if on else 'off'}#rates", status_code=303)


class _Page:
    def __init__(self, request: Request, slug: str, year: int, kind: str) -> None:
        if kind not in (*KINDS, OTHERS):
            raise HTTPException(404)
        self.request, self.kind = request, kind
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        self.root, self.now = f"/{slug}/{year}", clock.now()
        with self.house.reading() as conn:
            self.programme = programme_here(conn, slug, year)
            self.units = register.units(conn, slug)
            self.government = (register.jurisdiction(conn, slug) or {"name": slug})["name"]
            self.projects = register.projects(conn, self.programme.id)
            self.matrix = matrix.of_kind(conn, self.programme.id, kind, self.now) if kind in KINDS else None
            self.tallies = matrix.tallies(conn, self.programme.id, self.now)
        self.rules = self.programme.policy.cadence()

    def render(self, whole: bool, errors: Mapping[str, str] | None = None, form: Any = None) -> HTMLResponse:
        days = self.house.days()
        with self.house.reading() as conn:
            open_now = owed.of(conn, self.programme, self.now, fresh=True)
        known = {row.id: row for row in self.projects}
        duties = Duties(self.programme, "observer", None, "", open_now, self.now, days, known)
        periods = self.matrix.periods if self.matrix else ()
        shown = periods if whole or self.kind != "weekly_dispatch" else periods[-LATEST:]
        rates = matrix.of_owners(self.tallies)
        programme = self.house.ledger.get(Programme, UUID(self.programme.id))
        return render(
            self.request,
            "matrix.html",
            status_code=422 if errors else 200,
            programme=self.programme,
            place=place_of(self.programme, self.government),
            section="desk",
            root=self.root,
            kind=self.kind,
            kinds=[*KINDS.items(), (OTHERS, "其他事项（按单位）")],
            matrix=self.matrix,
            rows=[row for row in self.projects if self.matrix and row.id in self.matrix.rows],
            periods=[(key, label_of(self.rules[self.kind], key)) for key in shown],
            more=len(periods) - len(shown),
            older=shown[:-NARROW] if self.kind != "weekly_dispatch" and not whole else (),
            units=self.units,
            words=WORDS,
            due_words=due_words,
            month_day=lambda moment: month_day(moment.astimezone(SHANGHAI).date()),
            states=obligation_words.STATES,
            others=self.others(),
            titles={kind: rule.title for kind, rule in self.rules.items()},
            owners=OWNERS,
            rates=rates,
            ranked=matrix.ranked([each for each in rates if each.owner not in OWNERS]) if programme.ranking else [],
            ranking=programme.ranking,
            ranking_reason=programme.ranking_reason,
            formula=matrix.FORMULA,
            stuck=duties.waited(),
            office=self.visitor.role in OFFICE,
            errors=errors or {},
            typed=kept(form),
            done=self.request.query_params.get("done"),
            now=self.now,
            key=str(uuid4()),
        )

    def others(self) -> dict[str, list[tuple[str, Any]]]:
        """Owner → kind and its tally, of what is not asked for project by project."""
        found: dict[str, list[tuple[str, Any]]] = {}
        order = list(self.rules)
        for (owner, kind), each in sorted(
            self.tallies.items(), key=lambda item: (item[0][0] in OWNERS, item[0][0], order.index(item[0][1]))
        ):
            if kind not in KINDS:
                found.setdefault(owner, []).append((kind, each))
        return found

    def lines(self) -> list[list[Any]]:
        if self.matrix is None:
            head = ["谁来办", "事项", "已到期", "按时", "逾期办结", "逾期未办", "逾期待办", "免办", "未到期", "按时率%"]
            return [head, *self._counts()]
        return [["编号", "项目", "牵头单位", *(label_of(self.rules[self.kind], key) for key in self.matrix.periods)],
                *self._standings(self.matrix)]  # fmt: skip

    def _standings(self, found: Matrix) -> list[list[Any]]:
        rows = [row for row in self.projects if row.id in found.rows]
        return [
            [
                row.number,
                row.title,
                self.units.get(row.lead_unit or "", ""),
                *(_told(found.cell(row.id, key)) for key in found.periods),
            ]
            for row in rows
        ]

    def _counts(self) -> list[list[Any]]:
        return [
            [
                OWNERS.get(owner, owner), self.rules[kind].title, each.due, each.in_time, each.late, each.missed,
                each.overdue, each.waived, each.coming, each.rate if each.rate is not None else "",
            ]
            for owner, found in self.others().items()
            for kind, each in found
        ]  # fmt: skip


def _told(cell: Cell | None) -> str:
    """按时; 按时（退回补正）."""
    return WORDS[cell.standing] + ("（退回补正）" if cell.back else "") if cell else ""


def label_of(rule: Rule, key: str) -> str:
    """9月, 41周."""
    try:
        return rule.stretch(key).label.removeprefix("第")
    except KeyError:
        return key
