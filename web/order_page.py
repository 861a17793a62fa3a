"""One supervision order as somebody opened it: what it says, what this role may do with it now, and its history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import register
from projects.approval import Approval
from projects.register import ProgrammeRow, ProjectRow
from supervision import ladder, order_paper, orders
from supervision.ladder import Standing
from supervision.order import WAYS, Order
from supervision.orders import OrderRow
from tracker import clock
from tracker.ledger import Act
from tracker.refusal import Refused, SeveralRefused, Stale
from tracker.working_days import WorkingDays
from web import issuance, order_printing, order_words, refusals
from web.house import House
from web.permissions import OFFICE
from web.place import place_of, programme_here
from web.templating import render
from web.typed import Kept, Typed, kept
from web.visitor import Visitor, key_of


@dataclass(frozen=True, slots=True)
class Failed:
    """The form that was refused: its name, what was typed into it, and the files it left in the store."""

    form: str
    errors: Mapping[str, str]
    typed: Kept
    files: Sequence[Mapping[str, Any]] = field(default=())
    status: int = 422


class OrderPage:
    """404 for another programme's order, for a draft where a unit asks, and for an order of another unit."""

    def __init__(self, request: Request, slug: str, year: int, id: UUID) -> None:
        self.request, self.slug, self.year, self.id = request, slug, year, id
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        with self.house.reading() as conn:
            self.programme: ProgrammeRow = programme_here(conn, slug, year)
            found = orders.order(conn, id)
            self.units = register.units(conn, slug)
            self.government = (register.jurisdiction(conn, slug) or {"name": slug})["name"]
        if found is None or str(found.programme) != self.programme.id or not self._sees(found):
            raise HTTPException(404, "没有找到这张督办单。")
        self.row: OrderRow = found

    def _sees(self, row: OrderRow) -> bool:
        if self.visitor.unit is None:
            return row.number is not None or self.visitor.role in OFFICE
        return row.number is not None and self.visitor.unit in (row.unit, *row.matter["supporting"])

    @property
    def address(self) -> str:
        return f"/{self.slug}/{self.year}/orders/{self.id}"

    @cached_property
    def days(self) -> WorkingDays:
        return self.house.days()

    @cached_property
    def project(self) -> ProjectRow | None:
        if self.row.project is None:
            return None
        with self.house.reading() as conn:
            every = register.projects(conn, self.programme.id)
        return next((each for each in every if each.id == str(self.row.project)), None)

    @property
    def office(self) -> bool:
        return self.visitor.role in OFFICE

    @property
    def answers(self) -> bool:
        """Whether the visitor's unit is the one that has to answer."""
        return self.visitor.unit is not None and self.visitor.unit == self.row.unit

    def standing(self) -> Standing:
        row = self.row
        undecided = "extension" if row.extending else "plea" if row.pleading else None
        plea = row.plea or {}
        held = bool(plea.get("justified")) and plea["step"] == row.step and plea["until"] == str(row.due)
        return Standing(row.step, row.due, row.state in ("replied", "verified"), undecided, held)

    def climbs(self) -> str | None:
        """The next step, where the rules would let the office take it today."""
        to = ladder.after(self.row.step)
        if not self.row.live or to is None:
            return None
        lapse = "—" if self.row.step not in ladder.ON_PAPER else ""
        found = self.standing()
        asked = Standing(found.step, found.due, found.answered, found.undecided, found.justified, lapse)
        return None if ladder.obstacle(asked, to, clock.today(), self.days) else to

    # Commands.

    def approval(self, typed: Typed, default: str) -> tuple[Approval, str | None]:
        """The office head decides here himself; anybody else of the office records his 批示."""
        if self.visitor.role == "office_head":
            words = typed.text("words") or default
            return Approval(self.visitor.post, clock.today().isoformat(), words), str(self.visitor.account)
        return typed.approval(), None

    def change(
        self,
        form: FormData,
        name: str,
        asked: Sequence[Any],
        act: Callable[[Order], None],
        *,
        typed: Typed | None = None,
        files: Sequence[Mapping[str, Any]] = (),
        afterwards: Callable[[], None] | None = None,
    ) -> Response:
        """One command on the order; the page again, with what was typed, where a rule says no."""

        def carried() -> tuple[list[Any], Any]:
            found = self.house.ledger.get(Order, self.id)
            act(found)
            return [found], {"order": str(self.id)}

        return self.attempt(form, name, asked, carried, typed=typed, files=files, afterwards=afterwards)

    def attempt(
        self,
        form: FormData,
        name: str,
        asked: Sequence[Any],
        act: Act,
        *,
        typed: Typed | None = None,
        files: Sequence[Mapping[str, Any]] = (),
        afterwards: Callable[[], None] | None = None,
    ) -> Response:
        try:
            if typed:
                typed.check()
            request = ["orders", str(self.id), name, *asked]
            self.house.carry_out(self.visitor.actor(self.request), key_of(form), request, act, alone=True)
            if afterwards:
                afterwards()
        except (Refused, SeveralRefused) as no:
            told = {_at(name, where): sentence for where, sentence in refusals.sentences(no)}
            return self.render(Failed(name, told, kept(form), files))
        except Stale:
            return self.render(Failed(name, {"": refusals.SENTENCES["stale"]}, kept(form), files, 409))
        return RedirectResponse(f"{self.address}?done={name}", status_code=303)

    def refuse_boxes(self, typed: Typed, *names: str) -> None:
        """Adds what no font here can print, of the order and of what was typed: its paper is made with the step."""
        try:
            issuance.refuse_boxes([self._said(), [typed.text(name) for name in (*names, "post")]])
        except Refused as no:
            typed.faults.append(no)

    def _said(self) -> list[Any]:
        """What its paper is made of."""
        row, units = self.row, [self.row.unit, *self.row.matter["supporting"]]
        project = self.project.title if self.project else ""
        return [row.matter, row.cause, project, [self.units.get(each, "") for each in units]]

    def print_(self) -> None:
        """The paper of the level where it stands."""
        order_printing.print_(self.house, self.visitor.actor(self.request), self.id)

    # The page.

    def render(self, failed: Failed | None = None) -> HTMLResponse:
        today = clock.today()
        row = self.row
        with self.house.reading() as conn:
            told = [order_words.entry(deed, row.cause["kind"]) for deed in orders.history(conn, [self.id])[self.id]]
        return render(
            self.request,
            "order.html",
            status_code=failed.status if failed else 200,
            place=place_of(self.programme, self.government),
            root=f"/{self.slug}/{self.year}",
            address=self.address,
            row=row,
            project=self.project,
            units=self.units,
            supporting=[self.units.get(each, "") for each in row.matter["supporting"]],
            state=order_words.state(row, today, self.days),
            cause=order_words.cause(row),
            overdue=row.overdue(today),
            served=ladder.served_on(row.begun, row.signed_on, self.days) if row.begun else None,
            deeds=told,
            papers=order_printing.of_order(self.house, row),
            unprintable=issuance.boxes(self._said()) if self.office and row.state == "drafted" else [],
            unprinted=bool(row.number) and row.live and order_paper.printed(row.step),
            office=self.office,
            decides=self.visitor.role == "office_head",
            heads=self.visitor.role == "unit_head",
            answers=self.answers,
            may=self._may(),
            climbs=self.climbs(),
            climbs_on=ladder.climbs_on(row.due, self.days) if row.due and row.live else None,
            default_due=self._default_due(),
            below=[(step, order_words.LEVELS[step]) for step in ladder.below(row.step)],
            on_paper=ladder.ON_PAPER,
            levels=order_words.LEVELS,
            ways=list(WAYS.items()),
            days=self.days,
            today=today,
            failed=failed.form if failed else None,
            errors=dict(failed.errors) if failed else {},
            typed=failed.typed if failed else Kept(),
            blank=Kept(),
            files=list(failed.files) if failed else [],
            done=self.request.query_params.get("done"),
            key=str(uuid4()),
        )

    def _may(self) -> dict[str, bool]:
        """What the unit may still do."""
        row, today = self.row, clock.today()
        at_unit = self.answers and row.at_unit
        signed = at_unit and row.state != "issued"
        plea = row.plea or {}
        pleaded = bool(plea) and (plea["step"], plea["due"]) == (row.step, str(row.due) if row.due else None)
        until = ladder.pleading_until(row.begun, row.due, self.days) if row.begun else today
        return {
            "sign": at_unit and row.state == "issued",
            "reply": signed and row.step != "handed_over",
            "extend": signed and row.extension is None and row.step in ladder.ON_PAPER and not row.overdue(today),
            "plead": self.answers and row.live and row.state != "verified" and not pleaded and today <= until,
        }

    def _default_due(self) -> dict[str, str]:
        """Level → the day its reply would be due if it were reached today."""
        return {step: ladder.reply_due(step, clock.today(), self.days).isoformat() for step in ladder.ON_PAPER}


def _at(form: str, where: str) -> str:
    """The id of a field of one of the page's forms; faults of no field, and of what is not typed, stand alone."""
    where = {"approval": "post", "to": ""}.get(where, where)
    return f"{form}-{where}" if where else ""
