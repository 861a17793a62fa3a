"""督办单: the list, the draft, and an order's own page; what each side does with it is in order_deeds.py."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import register
from supervision import orders
from supervision.matter import CAUSES, FALSIFIED
from supervision.ordering import Ordering
from supervision.orders import OrderRow
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web import order_draft, order_printing, order_words, paper_desk, refusals
from web.house import House
from web.order_page import OrderPage
from web.permissions import OFFICE
from web.place import place_of, programme_here
from web.templating import render
from web.typed import Kept, kept
from web.visitor import Form, Visitor, key_of, texts

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/orders"
OVER = ("closed", "withdrawn")


@dataclass(frozen=True, slots=True)
class Line:
    """One order of the list."""

    row: OrderRow
    project: register.ProjectRow | None
    unit: str
    state: str

    @property
    def attention(self) -> bool:
        """Overdue, or waiting for a decision of the office."""
        return self.row.overdue(clock.today()) or self.row.pleading or self.row.extending


@router.get(PATH + "/", name="orders:list")
def list_(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """A unit sees what was issued to it; an observer no drafts."""
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    office = visitor.role in OFFICE
    with house.reading() as conn:
        programme = programme_here(conn, jurisdiction, year)
        rows = orders.of_programme(conn, programme.id, visitor.unit)
        projects = {row.id: row for row in register.projects(conn, programme.id)}
        units = register.units(conn, jurisdiction)
        government = register.jurisdiction(conn, jurisdiction) or {"name": jurisdiction}
    days, today = house.days(), clock.today()
    shown = [
        Line(row, projects.get(str(row.project)), units.get(row.unit, ""), order_words.state(row, today, days))
        for row in rows
        if office or row.number is not None
    ]
    return render(
        request,
        "orders.html",
        place=place_of(programme, government["name"]),
        programme=programme,
        root=f"/{jurisdiction}/{year}",
        open=[each for each in shown if each.row.state not in OVER],
        over=[each for each in shown if each.row.state in OVER],
        office=office,
        levels=order_words.LEVELS,
        days=days,
        today=today,
    )


@router.get(PATH + "/new", name="orders:draft")
def drafting(
    request: Request,
    jurisdiction: str,
    year: int,
    project: str = "",
    cause: str = "",
    ref: str = "",
    proposal: str = "",
) -> HTMLResponse:
    """First what it is about, then the draft, filled in from what is known of the project and the cause, or from what
    the system proposes."""
    page = _Draft(request, jurisdiction, year)
    if proposal:
        if (found := order_draft.of_proposal(page, proposal)) is None:
            raise HTTPException(404, "这项提示已经不再成立，请回到督办提示查看。")
        return page.render(page.chosen(found[0]), found[1], [])
    if not project:
        return page.choose()
    return page.render(page.chosen(project), order_draft.prefilled(page, project, cause, ref), [])


@router.post(PATH + "/new", name="orders:draft")
def draft(request: Request, jurisdiction: str, year: int, form: Form, project: str = "") -> Response:
    page = _Draft(request, jurisdiction, year)
    about = page.chosen(project)
    try:
        matter, cause = order_draft.read(form, page.active_units)
        asked = ["orders:draft", project, matter.as_dict(), cause.as_dict()]
        work = Ordering(page.house.ledger, UUID(page.programme.id))
        answer = page.house.carry_out(
            page.visitor.actor(request),
            key_of(form),
            asked,
            lambda: work.draft(about.id if about else None, matter, cause, str(page.visitor.account)),
            alone=True,
        )
    except (Refused, SeveralRefused) as no:
        return page.render(about, kept(form), texts(form, "supporting"), dict(refusals.sentences(no)))
    return RedirectResponse(f"{page.root}/{answer['order']}?done=draft", status_code=303)


@router.get(PATH + "/{id}", name="orders:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    return OrderPage(request, jurisdiction, year, id).render()


@router.get(PATH + "/{id}/{place:int}.pdf", name="orders:pdf")
def pdf(request: Request, jurisdiction: str, year: int, id: UUID, place: int) -> Response:
    return _paper(request, jurisdiction, year, id, place, "pdf")


@router.get(PATH + "/{id}/{place:int}.docx", name="orders:docx")
def docx(request: Request, jurisdiction: str, year: int, id: UUID, place: int) -> Response:
    return _paper(request, jurisdiction, year, id, place, "docx")


def _paper(request: Request, slug: str, year: int, id: UUID, place: int, ending: str) -> Response:
    """The bytes as they were issued with the order's n-th level."""
    page = OrderPage(request, slug, year, id)
    found = order_printing.paper(page.house, page.row, place)
    file = found.file(ending) if found else None
    if file is None:
        raise HTTPException(404, "这张督办单还没有制成文书。")
    return paper_desk.stored(request, file, public=False)


@router.get(PATH + "/{id}/edit", name="orders:redraft")
def redrafting(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    order, page = _editable(request, jurisdiction, year, id)
    return page.render(order.project, order_draft.typed_of(order.row), order.row.matter["supporting"], order=order)


@router.post(PATH + "/{id}/edit", name="orders:redraft")
def redraft(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    order, page = _editable(request, jurisdiction, year, id)
    try:
        matter, cause = order_draft.read(form, page.active_units)
        work = Ordering(page.house.ledger, UUID(page.programme.id))
        page.house.carry_out(
            page.visitor.actor(request),
            key_of(form),
            ["orders:redraft", str(id), matter.as_dict(), cause.as_dict()],
            lambda: work.redraft(id, matter, cause, str(page.visitor.account)),
            alone=True,
        )
    except (Refused, SeveralRefused) as no:
        return page.render(
            order.project, kept(form), texts(form, "supporting"), dict(refusals.sentences(no)), order=order
        )
    return RedirectResponse(f"{order.address}?done=redraft", status_code=303)


def _editable(request: Request, slug: str, year: int, id: UUID) -> tuple[OrderPage, _Draft]:
    order = OrderPage(request, slug, year, id)
    if order.row.state != "drafted":
        raise Refused("order.not_drafted")
    return order, _Draft(request, slug, year)


class _Draft:
    """The draft's form for one programme."""

    def __init__(self, request: Request, slug: str, year: int) -> None:
        self.request, self.slug, self.year = request, slug, year
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        with self.house.reading() as conn:
            self.programme = programme_here(conn, slug, year)
            self.projects = register.projects(conn, self.programme.id)
            self.active_units = register.active_units(conn, slug)
            self.government = (register.jurisdiction(conn, slug) or {"name": slug})["name"]
        self.root = f"/{slug}/{year}/orders"

    def chosen(self, number: str) -> register.ProjectRow | None:
        """The project of a number; None for `unit`: a matter of no project."""
        if number == order_draft.OF_A_UNIT:
            return None
        found = next((row for row in self.projects if row.number == number), None)
        if found is None:
            raise HTTPException(404, "没有这个编号的项目。")
        return found

    def choose(self) -> HTMLResponse:
        choices = [(row.number, f"{row.number} {row.title}") for row in self.projects]
        return render(
            self.request,
            "orders_choose.html",
            place=place_of(self.programme, self.government),
            root=self.root,
            choices=[*choices, (order_draft.OF_A_UNIT, "不针对某个项目，针对单位")],
        )

    def render(
        self,
        project: register.ProjectRow | None,
        typed: Kept,
        supporting: list[str],
        errors: dict[str, str] | None = None,
        order: OrderPage | None = None,
    ) -> HTMLResponse:
        days, today = self.house.days(), clock.today()
        return render(
            self.request,
            "orders_draft.html",
            status_code=422 if errors else 200,
            place=place_of(self.programme, self.government),
            root=self.root,
            project=project,
            order=order.row if order else None,
            units=list(self.active_units.items()),
            causes=[
                (kind, words) for kind, words in CAUSES.items() if kind != FALSIFIED or typed["cause"] == FALSIFIED
            ],
            default_due=order_draft.default_due(today, days),
            latest_due=order_draft.latest_due(today, days),
            typed=typed,
            supporting=supporting,
            errors=errors or {},
            key=str(uuid4()),
        )
