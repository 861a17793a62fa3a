"""反映问题: what anybody reports about a project, without an account; a receipt number, and its state by that number.

The letter is kept beside the ledger. Limits: attempts an address, the size of each field, photographs, one trap field.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData, UploadFile

from projects import published, register
from projects.published import Board
from supervision import clues, orders
from supervision.clue import REASONS, Clue
from supervision.clues import STATES, ClueRow
from tracker import letters
from tracker.event import Actor
from tracker.refusal import Refused, SeveralRefused, refuse_all
from web import photograph, refusals
from web.house import House
from web.marking import banner_of
from web.templating import render
from web.typed import kept
from web.visitor import Form, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/projects/{number}/clue"
STATE = "/{jurisdiction}/{year:int}/receipt"
LONGEST = {"text": 1000, "place": 100, "contact": 60}
CALLED = {"text": "反映的问题", "place": "地点", "contact": "联系方式"}
MOST_PHOTOS = 3
TRAP = "website"
"""A field that no person sees."""
WITHIN = timedelta(minutes=10)
MOST_SENT, MOST_ASKED = 5, 20
TOLD = {
    "received": "收到您反映的问题",
    "assigned": "交{unit}核实办理",
    "replied": "责任单位已报告办理情况，督查室正在核对",
    "merged": "与同一问题的另一件线索合并办理",
    "answered": "答复：{words}",
    "declined": "不予受理：{reason}。{words}",
}
ORDERED = ("issued", "signed_for", "replied", "returned", "verified", "closed")


@router.get(PATH, name="clue:form")
def show(request: Request, jurisdiction: str, year: int, number: str) -> HTMLResponse:
    return _Public(request, jurisdiction, year).form(number)


@router.post(PATH, name="clue:send")
def send(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> HTMLResponse:
    """Answers with the receipt number itself: in no address, so in no log and no history."""
    page = _Public(request, jurisdiction, year)
    project, key = page.project(number), key_of(form)
    try:
        page.receive(form, key, str(project["id"]))
    except (Refused, SeveralRefused) as no:
        return page.form(number, dict(refusals.sentences(no)), form)
    return page.render("clue_receipt.html", project=project, receipt=letters.receipt_of(key))


@router.get(STATE, name="clue:ask")
def ask(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    return _Public(request, jurisdiction, year).state()


@router.post(STATE, name="clue:state")
def state(request: Request, jurisdiction: str, year: int, form: Form) -> HTMLResponse:
    page, receipt = _Public(request, jurisdiction, year), text(form, "receipt")
    try:
        if not receipt:
            raise Refused("form.missing", field="receipt", what="回执号")
        with page.house.reading() as conn:
            letters.limit(conn, "state", page.address, MOST_ASKED, WITHIN)
        found = page.found(receipt)
    except Refused as no:
        return page.state(dict(refusals.sentences(no)), form)
    return page.state(found=found)


class _Public:
    """404 where nothing of our own is public."""

    def __init__(self, request: Request, slug: str, year: int) -> None:
        self.request = request
        self.house: House = request.app.state.house
        with self.house.reading() as conn:
            found = published.board(conn, slug, year)
            self.programme = register.programme(conn, slug, year)
            self.units = register.units(conn, slug)
        if found is None or found.imported or self.programme is None:
            raise HTTPException(404, "没有公布过这个年度的内容。")
        self.board: Board = found

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else ""

    def project(self, number: str) -> dict[str, Any]:
        found = next((each for each in self.board.projects if each["number"] == number), None)
        if found is None:
            raise HTTPException(404, "没有这个编号的项目。")
        return found

    def receive(self, form: FormData, key: UUID, project: str) -> None:
        """Keeps the letter and records the clue; the same form again changes nothing. Raises every fault at once."""
        assert self.programme is not None
        typed = {name: text(form, name) for name in LONGEST}
        id, programme = Clue.id_of(key), self.programme.id
        with self.house.reading() as conn:
            kept_before = letters.one(conn, id)
            if kept_before is None:
                refuse_all(_faults(typed, form))
                letters.limit(conn, "clue", self.address, MOST_SENT, WITHIN)
        photos = kept_before.photos if kept_before else tuple(self.house.store.put(each) for each in _pictures(form))
        told = {"text": typed["text"], "place": typed["place"], "contact": typed["contact"] or None}
        with self.house.reading() as conn:
            digest = letters.keep(conn, id, letters.receipt_of(key), photos=photos, **told)  # type: ignore[arg-type]

        def act() -> Any:
            return [Clue.receive(id, programme, project, digest, len(photos))], {"received": True}

        actor = Actor("public", "公众", None, self.request.state.id)
        try:
            self.house.carry_out(actor, key, ["clue", project, digest], act)
        except Refused:
            with self.house.reading() as conn:
                letters.take_back(conn, id)
            raise

    def found(self, receipt: str) -> dict[str, Any]:
        """What whoever holds a number is told. Raises Refused("clue.receipt")."""
        with self.house.reading() as conn:
            letter = letters.by_receipt(conn, receipt)
            row = clues.one(conn, letter.id) if letter else None
            if letter is None or row is None or self.programme is None or row.programme != self.programme.id:
                raise Refused("clue.receipt", field="receipt")
            now = (clues.one(conn, UUID(row.into)) if row.into else None) or row
            ordered = [
                each
                for each in orders.of_programme(conn, row.programme)
                if each.state in ORDERED and each.cause["kind"] == "clue" and each.cause["ref"] in (row.id, now.id)
            ]
        project = next((each for each in self.board.projects if each["id"] == row.project), None)
        return {
            "project": project,
            "received_at": row.received_at,
            "steps": self._told(row) + (self._told(now)[1:] if now.id != row.id else []),
            "state": STATES[now.state],
            "ordered": bool(ordered),
        }

    def _told(self, row: ClueRow) -> list[dict[str, Any]]:
        """The steps as the writer reads them: to whom it went, and the answer; what unit and office wrote to each other
        stays between them."""
        reason = REASONS.get(row.reason or "", "")
        return [
            {
                "at": step["at"],
                "words": TOLD[step["what"]].format(
                    unit=self.units.get(step["unit"] or "", "责任单位"), words=step["words"], reason=reason
                ),
            }
            for step in row.steps
        ]

    def form(self, number: str, errors: Mapping[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
        return self.render(
            "clue.html",
            errors,
            project=self.project(number),
            typed=kept(form),
            key=str(key_of(form)) if form is not None else str(uuid4()),
            most=LONGEST,
            photos=MOST_PHOTOS,
            accepted=photograph.ACCEPTED,
            trap=TRAP,
        )

    def state(
        self,
        errors: Mapping[str, str] | None = None,
        form: FormData | None = None,
        found: Mapping[str, Any] | None = None,
    ) -> HTMLResponse:
        return self.render("clue_state.html", errors, typed=kept(form), found=found)

    def render(self, template: str, errors: Mapping[str, str] | None = None, **context: Any) -> HTMLResponse:
        return render(
            self.request,
            template,
            status_code=422 if errors else 200,
            board=self.board,
            place=self.board,
            root=f"/{self.board.slug}/{self.board.year}",
            section="clue",
            hotline=self.board.hotline,
            banner=banner_of(simulated=self.board.simulated, imported=False),
            errors=errors or {},
            **context,
        )


def _faults(typed: Mapping[str, str], form: FormData) -> list[Refused]:
    faults = [Refused("form.missing", field=name, what=CALLED[name]) for name in ("text", "place") if not typed[name]]
    faults += [
        Refused("clue.too_long", field=name, what=CALLED[name], most=most)
        for name, most in LONGEST.items()
        if len(typed[name]) > most
    ]
    if form.get(TRAP):
        faults.append(Refused("clue.trap", field=TRAP))
    return faults


def _pictures(form: FormData) -> list[bytes]:
    sent = [each for each in form.getlist("photos") if isinstance(each, UploadFile) and each.filename]
    if len(sent) > MOST_PHOTOS:
        raise Refused("photo.too_many", field="photos", most=MOST_PHOTOS)
    return [photograph.clean(each.file.read(photograph.LARGEST + 1)) for each in sent]
