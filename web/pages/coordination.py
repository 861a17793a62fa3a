"""绿色通道: what a lead unit or the office asks of another department, which acts on it with its own accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects.programme import Programme
from supervision import coordinating, coordinations, difficulty
from supervision.claim import OFFICE
from supervision.coordination import KINDS, Coordination
from supervision.coordinations import CoordinationRow
from tracker import clock
from tracker.refusal import Refused, SeveralRefused, refuse_all
from web import refusals, wish_form
from web.place import place_of
from web.scene import Scene
from web.templating import render
from web.typed import kept
from web.visitor import Form, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/coordination"
STATES = {
    "asked": "待受理",
    "accepted": "办理中",
    "supplement": "待补充，计时暂停",
    "resolved": "待牵头单位确认",
    "confirmed": "已办结",
    "withdrawn": "已撤回",
}
STEPS = {
    "asked": "提请协调",
    "accepted": "受理",
    "answered": "答复进展",
    "supplement_asked": "要求补充",
    "supplemented": "补充",
    "resolved": "报告办结",
    "confirmed": "确认办结",
    "disputed": "不认可，退回继续办理",
    "stepped_in": "督查室介入",
    "withdrawn": "撤回",
}
HELPER: dict[str, tuple[tuple[str, str], ...]] = {
    "asked": (("accept", "受理"), ("ask_supplement", "要求补充材料")),
    "accepted": (("resolve", "已办结"), ("answer", "答复进展"), ("ask_supplement", "要求补充材料")),
}
ASKER: dict[str, tuple[tuple[str, str], ...]] = {
    "asked": (("withdraw", "撤回"),),
    "accepted": (("withdraw", "撤回"),),
    "supplement": (("supplement", "补充"), ("withdraw", "撤回")),
    "resolved": (("confirm", "确认办结"), ("dispute", "没有解决，退回"), ("withdraw", "撤回")),
}
"""State → what the helper, and what the asking side may do; the first is what it is waited for."""


@router.get(PATH, name="coordination:show")
def show(request: Request, jurisdiction: str, year: int, project: str = "") -> HTMLResponse:
    return _Page(request, jurisdiction, year).listing(project)


@router.post(PATH, name="coordination:ask")
def ask(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    page = _Page(request, jurisdiction, year)
    number = text(form, "project")
    row = page.askable.get(number)
    if row is None:
        if number:
            raise HTTPException(404, "没有这个编号的项目，或者它不由贵单位牵头。")
        return page.listing("", {"project": "请选择项目。"}, form)
    files = wish_form.files_of(form, page.house.store)
    asked = {name: text(form, name) for name in ("kind", "matter", "wanted", "contact")}
    try:
        refuse_all(files.faults)
        answer = page.carry_out(
            form,
            ["ask", number, text(form, "helper"), asked],
            lambda: coordinating.ask(
                page.house.ledger,
                UUID(page.programme.id),
                UUID(row.id),
                text(form, "helper"),
                by=page.by,
                evidence=files.kept,
                **asked,
            ),
        )
    except (Refused, SeveralRefused) as no:
        return page.listing(number, dict(refusals.sentences(no)), form, files.kept)
    return RedirectResponse(f"{page.root}/{answer['coordination']}?done=asked", status_code=303)


@router.get(PATH + "/{id}", name="coordination:detail")
def detail(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    page = _Page(request, jurisdiction, year)
    return page.detail(page.item(id))


@router.post(PATH + "/{id}", name="coordination:step")
def step(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """`action`: a command of the item; what each side may do is the aggregate's to say."""
    page = _Page(request, jurisdiction, year)
    row, action = page.item(id), text(form, "action")
    seen = text(form, "version")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
    words, contact, helper = text(form, "words"), text(form, "contact"), text(form, "helper")
    act = page.acts(words, contact, helper).get(action)
    if act is None:
        raise HTTPException(404, "没有这种办理。")
    try:
        page.carry_out(
            form,
            [action, str(id), words, contact, helper],
            lambda: coordinating.go_on(page.house.ledger, id, act, version),
        )
    except (Refused, SeveralRefused) as no:
        return page.detail(row, page.beside(action, no), form)
    return RedirectResponse(f"{page.root}/{id}?done={action}", status_code=303)


class _Page(Scene):
    """A programme's coordination items for one visitor: a unit sees those it asked for and those it must help in."""

    def __init__(self, request: Request, slug: str, year: int) -> None:
        super().__init__(request, slug, year, "coordination", difficulty.coordinated)

    def item(self, id: UUID) -> CoordinationRow:
        """404 for another programme's, and for a unit that has nothing to do with it."""
        with self.house.reading() as conn:
            found = coordinations.one(conn, id)
        mine = found is not None and (not self.at_unit or self.visitor.unit in (found.unit, found.helper))
        if found is None or found.programme != self.programme.id or not mine:
            raise HTTPException(404, "没有找到这个协调事项。")
        return found

    def carry_out(self, form: FormData, asked: list[Any], act: Any) -> Any:
        whole = ["coordination", self.slug, self.year, *asked]
        return self.house.carry_out(self.visitor.actor(self.request), key_of(form), whole, act)

    def acts(self, words: str, contact: str, helper: str) -> dict[str, Callable[[Coordination], None]]:
        """Action → what it does to the item, by the visitor's own side."""
        by = self.by

        def step_in(item: Coordination) -> None:
            if helper:
                programme = self.house.ledger.get(Programme, UUID(self.programme.id))
                coordinating.check_helper(self.house.ledger, programme, helper)
            item.step_in(by, words, helper)

        return {
            "accept": lambda item: item.accept(by, contact, words),
            "answer": lambda item: item.answer(by, words),
            "ask_supplement": lambda item: item.ask_supplement(by, words),
            "resolve": lambda item: item.resolve(by, words),
            "supplement": lambda item: item.supplement(by, words),
            "confirm": lambda item: item.confirm(by, words),
            "dispute": lambda item: item.dispute(by, words),
            "withdraw": lambda item: item.withdraw(by, words),
            "step_in": step_in,
        }

    def beside(self, action: str, no: Refused | SeveralRefused) -> dict[str, str]:
        """What was refused, by the field of the form that was sent."""
        own = {"step_in": "step-in", "withdraw": "withdrawal"}.get(action, "words")
        return {own if field == "words" else field or "": words for field, words in refusals.sentences(no)}

    def choices(self, row: CoordinationRow) -> tuple[tuple[str, str], ...]:
        """What the visitor may do now as the helper or the asking side; the office steps in by a form of its own."""
        helping = self.by == row.helper and HELPER.get(row.state)
        asking = self.by in (row.unit, OFFICE) and ASKER.get(row.state)
        return helping or asking or ()

    def waits_for_me(self, row: CoordinationRow) -> bool:
        return bool(self.by == row.helper and row.state in HELPER) or (
            self.by == row.unit and row.state in ("supplement", "resolved")
        )

    def frame(self, errors: Mapping[str, str] | None, form: FormData | None) -> dict[str, Any]:
        return {
            "programme": self.programme,
            "place": place_of(self.programme, self.government),
            "section": "desk",
            "root": self.root,
            "office": self.office,
            "units": self.units,
            "projects": self.projects,
            "kinds": KINDS,
            "states": STATES,
            "errors": errors or {},
            "typed": kept(form),
            "back": form is not None,
            "done": self.request.query_params.get("done"),
            "clocks": self.clocks,
            "days": self.days,
            "now": clock.now(),
            "key": str(uuid4()),
            "status_code": 422 if errors else 200,
        }

    def listing(
        self,
        project: str,
        errors: Mapping[str, str] | None = None,
        form: FormData | None = None,
        files: Sequence[Mapping[str, Any]] = (),
    ) -> HTMLResponse:
        own = self.visitor.unit if self.at_unit else None
        with self.house.reading() as conn:
            rows = coordinations.of_programme(conn, self.programme.id, own)
        living = [row for row in rows if row.state not in ("confirmed", "withdrawn")]
        return render(
            self.request,
            "coordination.html",
            **self.frame(errors, form),
            mine=[row for row in living if self.waits_for_me(row)],
            living=[row for row in living if not self.waits_for_me(row)],
            over=[row for row in rows if row.state in ("confirmed", "withdrawn")],
            askable=self.askable,
            chosen=project,
            helpers=[(id, name) for id, name in self.active.items() if id != own],
            files=files,
        )

    def detail(
        self, row: CoordinationRow, errors: Mapping[str, str] | None = None, form: FormData | None = None
    ) -> HTMLResponse:
        return render(
            self.request,
            "coordination_item.html",
            **self.frame(errors, form),
            row=row,
            project=self.projects.get(row.project),
            steps=STEPS,
            choices=self.choices(row),
            helping=self.by == row.helper,
            living=row.state not in ("confirmed", "withdrawn"),
            helpers=[(id, name) for id, name in self.active.items() if id != row.unit],
            sides={OFFICE: "督查室", **self.units},
        )
