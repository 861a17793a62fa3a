"""What is owed: a list of a unit's or kind's, and each obligation with its day's arithmetic, its forms and history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import register
from supervision import extending, extension, obligations, watch
from supervision.claim import OWNERS
from supervision.obligation import Obligation
from supervision.obligations import ObligationRow
from supervision.reporting import REPORT, SUPPLEMENT
from tracker import announcements, clock
from tracker.announcements import Announcement
from tracker.refusal import Refused, SeveralRefused
from web import obligation_words, refusals
from web.house import House
from web.permissions import OFFICE, UNIT
from web.place import place_of, programme_here
from web.templating import render
from web.typed import Typed, kept
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/obligations"
DONE = {
    "waive": "已免予办理，理由记录在案。",
    "ask": "延期申请已提出，督查室1个工作日内答复；答复之前原期限不变。",
    "supplement": "已补充，督查室的答复时限恢复计时。",
    "grant": "已同意延期，期限随之改变。",
    "refuse": "已答复不同意，期限不变。",
    "return": "已退回补充；补充之前，督查室的答复时限停止计时。",
}
OPEN = ("overdue", "open", "paused")
LENGTH = 100
OWN_WAY = "order_"
"""Kinds whose extension is asked for on the order itself."""


@router.get(PATH, name="obligations:list")
def listing(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """Of one unit (`owner`), kind (`kind`), standing (`state`); a unit sees its own."""
    return _Page(request, jurisdiction, year).listing()


@router.get(PATH + "/{id}", name="obligation:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    page = _Page(request, jurisdiction, year)
    return page.one(page.row(id))


@router.post(PATH + "/{id}/waive", name="obligation:waive")
def waive(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year)
    row, reason = page.row(id), text(form, "reason")
    act = lambda: watch.waive(page.house.ledger, row.id, reason, page.visitor.post, clock.now())  # noqa: E731
    return page.attempt(row, form, "waive", [reason], act)


@router.post(PATH + "/{id}/extension", name="obligation:ask")
def ask(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The owner asks for a later day (`action` ask), or answers what the office wanted to know (supplement)."""
    page = _Page(request, jurisdiction, year)
    row, action, ledger, typed = page.row(id), text(form, "action"), page.house.ledger, Typed(form)
    if action not in ("ask", "supplement") or not page.owes(row):
        raise HTTPException(404, "没有这种办理。")
    until = typed.day("until", "延期到哪一天") if action == "ask" else ""
    said = [text(form, name) for name in ("reason", "progress", "text")]

    def act() -> extending.Changed:
        typed.check()
        if action == "supplement":
            return extending.supplement(ledger, row.id, said[2], clock.now())
        return extending.ask(ledger, row.id, said[0], said[1], date.fromisoformat(until), clock.now())

    return page.attempt(row, form, action, [until, *said], act)


@router.post(PATH + "/{id}/decision", name="obligation:decide")
def decide(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The office's answer to an extension: `action` grant, refuse or return."""
    page = _Page(request, jurisdiction, year)
    row, action, reason = page.row(id), text(form, "action"), text(form, "reason")
    deed = {"grant": extending.grant, "refuse": extending.refuse, "return": extending.return_}.get(action)
    if deed is None:
        raise HTTPException(404, "没有这种办理。")
    act = lambda: deed(page.house.ledger, row.id, reason, clock.now())  # noqa: E731
    return page.attempt(row, form, action, [reason], act, "decide")


def _page_of(said: str, count: int) -> tuple[int, int]:
    pages = max(1, -(-count // LENGTH))
    return min(max(int(said), 1), pages) if said.isdecimal() else 1, pages


class _Page:
    """A programme's obligations for one visitor."""

    def __init__(self, request: Request, slug: str, year: int) -> None:
        self.request, self.slug, self.year = request, slug, year
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        self.root = f"/{slug}/{year}"
        with self.house.reading() as conn:
            self.programme = programme_here(conn, slug, year)
            self.units = register.units(conn, slug)
            self.government = (register.jurisdiction(conn, slug) or {"name": slug})["name"]
            self.projects = {row.id: row for row in register.projects(conn, self.programme.id)}
        self.days, self.now = self.house.days(), clock.now()

    @property
    def own(self) -> str | None:
        """The owner whose obligations alone are listed; None for who sees all."""
        if self.visitor.role in UNIT:
            return self.units.get(self.visitor.unit or "", "")
        return self.visitor.role if self.visitor.role == "press" else None

    def row(self, id: UUID) -> ObligationRow:
        with self.house.reading() as conn:
            found = obligations.get(conn, str(id))
        if found is None or found.programme != self.programme.id or not (self.mine(found) or self.shares(found)):
            raise HTTPException(404, "没有找到这一项应办事项。")
        return found

    def mine(self, row: ObligationRow) -> bool:
        """A unit sees what it owes or owed, and what is owed for a project that it leads."""
        project = self.projects.get(row.project or "")
        leads = bool(project and self.visitor.unit and project.lead_unit == self.visitor.unit)
        return self.own is None or leads or self.own in [each["owner"] for each in row.owners]

    def shares(self, row: ObligationRow) -> bool:
        """A unit that carries out a part sees by which day it is wanted: the report's."""
        project = self.projects.get(row.project or "")
        return bool(project and row.kind in (REPORT, SUPPLEMENT) and self.visitor.unit in project.implementing_units)

    def owes(self, row: ObligationRow) -> bool:
        """Whether the visitor's unit owes it, and asks for a later day here."""
        return self.visitor.role in UNIT and row.owner == self.own and not row.kind.startswith(OWN_WAY)

    def attempt(
        self, row: ObligationRow, form: FormData, action: str, asked: list[Any], act: Any, shown: str = ""
    ) -> Response:
        """`shown`: the name of the form on the page, where it has several actions."""
        whole = ["obligation", action, row.id, *asked]
        try:
            self.house.carry_out(self.visitor.actor(self.request), key_of(form), whole, act, alone=True)
        except (Refused, SeveralRefused) as no:
            return self.one(self.row(UUID(row.id)), shown or action, dict(refusals.sentences(no)), form)
        return RedirectResponse(f"{self.root}/obligations/{row.id}?done={action}", status_code=303)

    def frame(self) -> dict[str, Any]:
        return {
            "programme": self.programme,
            "place": place_of(self.programme, self.government),
            "section": "desk",
            "root": self.root,
            "role": self.visitor.role,
            "office": self.visitor.role in OFFICE,
            "words": obligation_words,
            "days": self.days,
            "now": self.now,
            "key": str(uuid4()),
        }

    def one(
        self,
        row: ObligationRow,
        failed: str = "",
        errors: Mapping[str, str] | None = None,
        form: FormData | None = None,
    ) -> HTMLResponse:
        return render(
            self.request,
            "obligation.html",
            status_code=422 if errors else 200,
            **self.frame(),
            row=row,
            standing=obligation_words.standing(row, self.now),
            project=self.projects.get(row.project or ""),
            rule=self.programme.policy.cadence().get(row.kind),
            calendar=self.calendar(row),
            owes=self.owes(row),
            latest=self.latest(row),
            decision=self.decision(row),
            errors={f"{failed}-{field}" if field else "": words for field, words in (errors or {}).items()},
            failed=failed,
            typed=kept(form),
            done=DONE.get(self.request.query_params.get("done", "")),
        )

    def latest(self, row: ObligationRow) -> datetime:
        return extending.latest(row.since, row.due, self.days)

    def decision(self, row: ObligationRow) -> ObligationRow | None:
        """What the office owes of the extension that was asked for; None before the watch has seen it."""
        key = (row.programme, extension.DECISION, row.id, "1")
        with self.house.reading() as conn:
            return obligations.get(conn, str(Obligation.create_id(*key))) if row.extension else None

    def calendar(self, row: ObligationRow) -> Announcement | None:
        """The last announcement that the calendar it was counted by knows; None for the calendar as it came."""
        version = int(row.arithmetic["calendar"])
        if not version:
            return None
        with self.house.reading() as conn:
            return announcements.rows(conn, until=version + 1)[-1]

    def listing(self) -> HTMLResponse:
        asked = {name: self.request.query_params.get(name, "") for name in ("owner", "kind", "state")}
        with self.house.reading() as conn:
            rows = obligations.of_programme(conn, self.programme.id, asked["kind"] or None)
        rows = [row for row in rows if self.mine(row)] if self.own else rows
        owners = sorted({row.owner for row in rows}, key=lambda name: (name in OWNERS, name))
        states = {row.id: obligation_words.standing(row, self.now) for row in rows}
        wanted = {"": OPEN, "all": tuple(obligation_words.STATES)}.get(asked["state"], (asked["state"],))
        shown = [row for row in rows if asked["owner"] in ("", row.owner) and states[row.id] in wanted]
        shown.sort(key=lambda row: states[row.id] not in OPEN)
        page, pages = _page_of(self.request.query_params.get("page", ""), len(shown))
        return render(
            self.request,
            "obligations.html",
            **self.frame(),
            rows=shown[(page - 1) * LENGTH : page * LENGTH],
            count=len(shown),
            page=page,
            pages=pages,
            address=f"{self.root}/obligations?{urlencode(asked)}&page=",
            states=states,
            owners=[(name, obligation_words.owner(name)) for name in owners],
            kinds=[(kind, rule.title) for kind, rule in self.programme.policy.cadence().items()],
            titles={kind: rule.title for kind, rule in self.programme.policy.cadence().items()},
            asked=asked,
            own=self.own,
        )
