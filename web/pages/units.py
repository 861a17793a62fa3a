"""Units over time, and what reorganisations do to them: asked for, looked at before it is done, and then done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import handover, register, reorganisations, reports
from projects.approval import ATTRIBUTES, Review
from projects.handover import OPEN, Order, Outlook, Touched
from projects.register import UnitRow
from projects.reorganisation import KINDS
from projects.responsibility import POSTS, reworded
from tracker import accounts, clock
from tracker.accounts import Account
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.house import House
from web.place import own_place
from web.templating import render
from web.typed import Typed, kept
from web.visitor import Form, key_of, text, texts

router = APIRouter()

PATH = "/{jurisdiction}/units"
PARTS = {"lead_unit": "牵头", "supporting_units": "协办", "implementing_units": "承办"}
POST_WORDS = {"responsible": "责任人", "contact_a": "A角", "contact_b": "B角"}
UNDER_WAY = {"draft": "草稿", "awaiting_release": "待单位负责人放行", "returned": "已退回", "submitted": "待审核"}
LONGEST = 60
CHOSEN = ("split", "hand_over")
"""Where the office says for each project who takes it."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A project that changes hands: what its unit does there, and its months that are neither filed nor published."""

    touched: Touched
    parts: list[str]
    open: list[str]

    @property
    def leads(self) -> bool:
        return "lead_unit" in self.touched.parts


@dataclass
class Standing:
    """A unit on the list: today's parts in this year's and other open programmes, and accounts left behind."""

    row: UnitRow
    successors: list[str]
    leads: int = 0
    implements: int = 0
    accounts: list[Account] = field(default_factory=list)

    @property
    def former(self) -> list[tuple[Any, str]]:
        """Names it does not have today, each with the day the next one began (None: it is still to come)."""
        today, names = clock.today(), self.row.names
        pairs = zip(names, [*names[1:], (None, "")], strict=True)
        return [(until, name) for (_, name), (until, _) in pairs if until and until <= today]

    @property
    def coming(self) -> list[tuple[Any, str]]:
        today = clock.today()
        return [(day, name) for day, name in self.row.names if day and day > today]


@router.get(PATH, name="units:show")
def show(request: Request, jurisdiction: str) -> HTMLResponse:
    page = _Page(request, jurisdiction)
    return page.overview()


@router.post(PATH, name="units:alias")
def alias(request: Request, jurisdiction: str, form: Form) -> Response:
    """Another name by which lists find a unit."""
    page, typed = _Page(request, jurisdiction), Typed(form)
    unit, name = typed.required("aliased", "单位"), typed.required("alias", "简称或别名")
    if len(name) > LONGEST:
        typed.fault("unit.long", "alias", most=LONGEST)
    act = lambda: handover.call(page.house.ledger, jurisdiction, unit, name)  # noqa: E731
    try:
        typed.check()
        actor = request.state.visitor.actor(request)
        page.house.carry_out(actor, key_of(form), ["alias", jurisdiction, unit, name], act, alone=True)
    except (Refused, SeveralRefused) as no:
        return page.overview(dict(refusals.sentences(no)), form)
    return RedirectResponse(f"/{jurisdiction}/units?called={unit}#unit-{unit}", status_code=303)


@router.get(PATH + "/{kind}", name="units:form")
def form(request: Request, jurisdiction: str, kind: str) -> HTMLResponse:
    """What the document says; with `preview` what it would do, and the form that does it."""
    page = _Page(request, jurisdiction, kind)
    asked = FormData([*request.query_params.multi_items()])
    if not text(asked, "preview"):
        return page.form(asked)
    try:
        return page.preview(asked, page.order(asked))
    except (Refused, SeveralRefused) as no:
        return page.form(asked, dict(refusals.sentences(no)))


@router.post(PATH + "/{kind}", name="units:order")
def order(request: Request, jurisdiction: str, kind: str, form: Form) -> Response:
    """Carries out what was looked at."""
    page = _Page(request, jurisdiction, kind)
    try:
        order = page.order(form)
        return page.carry_out(form, order)
    except (Refused, SeveralRefused) as no:
        return page.form(form, dict(refusals.sentences(no)))


class _Page:
    """The units of one government, for the office; `kind` of the order it is about, if any."""

    def __init__(self, request: Request, slug: str, kind: str | None = None) -> None:
        if kind is not None and kind not in KINDS:
            raise HTTPException(404)
        self.request, self.slug, self.kind = request, slug, kind or ""
        self.house: House = request.app.state.house
        with self.house.reading() as conn:
            government = register.jurisdiction(conn, slug)
            if government is None:
                raise HTTPException(404)
            self.government = government
            self.rows = {row.id: row for row in register.unit_rows(conn, slug)}
            self.active = register.active_units(conn, slug)
            self.accounts = [each for each in accounts.of_government(conn, slug) if each.unit and not each.disabled]

    def overview(self, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
        with self.house.reading() as conn:
            orders = reorganisations.of_government(conn, self.slug)
            projects = [
                project
                for programme in register.programmes(conn, self.slug)
                if not programme.published and programme.state in OPEN
                for project in register.projects(conn, programme.id)
            ]
        standings = {id: Standing(row, self._names(row.successors)) for id, row in self.rows.items()}
        for project in projects:
            if project.lead_unit in standings:
                standings[project.lead_unit].leads += 1
            for unit in project.implementing_units:
                standings[unit].implements += 1
        for account in self.accounts:
            if account.unit in standings:
                standings[account.unit].accounts.append(account)
        return render(
            self.request,
            "units.html",
            status_code=422 if errors else 200,
            **self._frame(),
            errors=errors or {},
            typed=kept(form),
            active=self.active,
            called=self.rows.get(self.request.query_params.get("called") or ""),
            key=str(uuid4()),
            standings=list(standings.values()),
            left=[each for each in standings.values() if each.row.abolished_on and each.accounts],
            orders=orders,
            today=clock.today(),
            done=next((each for each in orders if each.id == self.request.query_params.get("done")), None),
        )

    def order(self, form: FormData) -> Order:
        """What was typed in the first step, and in the second where it was sent. Raises what cannot be read."""
        typed = Typed(form)
        units = [each for each in texts(form, "unit") if each in self.rows]
        if not units:
            typed.fault("reorganisation.units", "unit")
        written = typed.required("successors", "更名后的名称" if self.kind == "rename" else "承接单位")
        successors = tuple(each.strip() for each in written.splitlines() if each.strip())
        for name in successors:
            if len(name) > LONGEST:
                typed.fault("unit.long", "successors", most=LONGEST)
        paper, day = typed.required("paper", "文号"), typed.day("effective_on", "生效日期")
        typed.check()
        moves = {name[5:]: typed.text(name) for name in form if name.startswith("move-")}
        posts = {
            name: {post: typed.text(f"answer-{place}-{post}")[:LONGEST] for post in POSTS}
            for place, name in enumerate(successors)
        }
        return Order(self.kind, paper, day, tuple(units), successors, bool(typed.text("keeps")), moves, posts)

    def carry_out(self, form: FormData, order: Order) -> Response:
        typed, visitor = Typed(form), self.request.state.visitor
        self._check_answers(typed, order)
        review: Review = typed.review()
        act = lambda: handover.reorganise(self.house.ledger, self.slug, order, review)  # noqa: E731
        asked = ["reorganise", self.slug, repr(order), review.as_dict()]
        try:
            typed.check()
            answer = self.house.carry_out(visitor.actor(self.request), key_of(form), asked, act, alone=True)
        except (Refused, SeveralRefused) as no:
            return self.preview(form, order, dict(refusals.sentences(no)))
        return RedirectResponse(f"/{self.slug}/units?done={answer['id']}", status_code=303)

    def form(self, asked: FormData, errors: dict[str, str] | None = None) -> HTMLResponse:
        return render(
            self.request,
            "units_order.html",
            status_code=422 if errors else 200,
            **self._frame(),
            units=self.active,
            chosen=texts(asked, "unit"),
            typed=kept(asked),
            errors=errors or {},
        )

    def preview(self, form: FormData, order: Order, errors: dict[str, str] | None = None) -> HTMLResponse:
        """What the order would change, found out without changing anything."""
        met = handover.outlook(self.house.ledger, self.slug, order)
        duties = [self._duty(each) for each in met.touched]
        own = {str(unit.id) for unit in met.units}
        return render(
            self.request,
            "units_preview.html",
            status_code=422 if errors else 200,
            **self._frame(),
            order=order,
            units=[unit.name_on(order.effective_on) for unit in met.units],
            successors=self._successors(order, met),
            duties=duties,
            carried={name: self._carried(order, duties, name) for name in met.successors},
            stays=not order.abolishes,
            published=self._published(order),
            accounts=[each for each in self.accounts if each.unit in own] if order.abolishes else [],
            attribute_options=[(each, each) for each in ATTRIBUTES],
            hidden=[(name, text(form, name)) for name in ("successors", "paper", "effective_on", "keeps")],
            typed=kept(form),
            errors=errors or {},
            key=str(uuid4()),
            posts=POST_WORDS,
            choosing=self.kind in CHOSEN,
            past=order.effective_on <= clock.today().isoformat(),
        )

    def _successors(self, order: Order, met: Outlook) -> list[tuple[str, bool]]:
        """Each successor's name on the day, and whether it is a new unit; a rename's new name is none."""
        new = {unit.id for unit in met.new}
        return [(name, unit.id in new) for name, unit in met.successors.items()]

    def _carried(self, order: Order, duties: Sequence[Duty], name: str) -> list[str]:
        """The posts that would answer at a successor if nobody wrote another, told to the public."""
        found = []
        for duty in duties:
            answer = duty.touched.project.responsibility_on(order.effective_on)
            if duty.leads and answer.get("responsible"):
                old = duty.touched.unit.name_on(order.effective_on)
                found.append(str(reworded(answer, old, name)["responsible"]))
        return list(dict.fromkeys(found))

    def _check_answers(self, typed: Typed, order: Order) -> None:
        """Whoever takes over a project answers for it by a post that was written or said to stay: a blank is asked
        about, for it would keep the old one without a word."""
        met = handover.outlook(self.house.ledger, self.slug, order)
        duties = [self._duty(each) for each in met.touched]
        taken = {order.moves.get(str(duty.touched.project.id)) for duty in duties if duty.leads}
        for place, name in enumerate(met.successors):
            field = f"answer-{place}-responsible"
            gets = name in taken or (order.kind == "merge" and bool(taken))
            if (
                gets
                and self._carried(order, duties, name)
                and not typed.text(field)
                and not typed.text(f"keep-{place}")
            ):
                typed.fault("reorganisation.responsible", field, unit=name)

    def _duty(self, each: Touched) -> Duty:
        with self.house.reading() as conn:
            filed = reports.of_project(conn, str(each.project.id))
        open_ = [f"{int(row.period[5:])}月{UNDER_WAY[row.state]}" for row in filed if row.state in UNDER_WAY]
        return Duty(each, [PARTS[part] for part in each.parts] or ["此后移交来的"], open_)

    def _published(self, order: Order) -> list[str]:
        """Months that end on or after the day and are public: they keep the unit they were published with."""
        with self.house.reading() as conn:
            rows = conn.execute(
                """SELECT year, period FROM projects_published_content
                   WHERE jurisdiction = %s AND as_of >= %s AND period <> '' ORDER BY period""",
                (self.slug, order.effective_on),
            ).fetchall()
        return [f"{row['year']}年{int(row['period'][5:])}月" for row in rows]

    def _names(self, ids: Any) -> list[str]:
        return [self.rows[id].name for id in ids if id in self.rows]

    def _frame(self) -> dict[str, Any]:
        return {
            "government": self.government,
            "slug": self.slug,
            "kind": self.kind,
            "kinds": KINDS,
            "place": own_place(self.house, self.slug),
        }
