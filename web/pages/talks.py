"""约谈: arranged by the office, held and recorded, signed on paper; the unit reports what it promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from projects import register
from supervision import talk_paper, talks
from supervision.talk import Arrangement, Promise
from supervision.talks import PromiseRow, TalkRow
from tracker import clock
from tracker.refusal import refuse_all
from web import issuance
from web.ladder_desk import Form, LadderDesk, given_out
from web.ladder_page import LadderPage
from web.paper import form as forms
from web.typed import Typed
from web.visitor import text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/talks"
STATES = {"scheduled": "待约谈", "held": "已约谈，待签字件", "signed": "已约谈", "cancelled": "已取消"}
ROWS = 6
"""Promises that the form has room for."""
BASIS = "《政府督查工作条例》第十二条第七项"


@router.get(PATH, name="talks:list")
def list_(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    desk = LadderDesk(request, jurisdiction, year)
    with desk.house.reading() as conn:
        rows = talks.of_programme(conn, desk.programme.id, desk.unit)
        promised = talks.promised(conn, desk.programme.id)
    found: dict[UUID, list[PromiseRow]] = {row.id: [] for row in rows}
    for each in promised:
        if each.talk in found and each.kept is not False:
            found[each.talk].append(each)
    return desk.render("talks.html", rows=rows, promises=found, states=STATES)


@router.get(PATH + "/new", name="talks:new")
def new(request: Request, jurisdiction: str, year: int, order: str = "", proposal: str = "") -> HTMLResponse:
    """The form; with an order the step of that order, with a proposal what it proposes."""
    return _new(LadderDesk(request, jurisdiction, year), order, proposal)


@router.post(PATH + "/new", name="talks:schedule")
def schedule(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    desk = LadderDesk(request, jurisdiction, year)
    order, proposal = text(form, "order"), text(form, "proposal")

    def act() -> Any:
        typed = Typed(form)
        approval = typed.approval()
        made = Arrangement(
            talker=typed.text("talker"),
            talked=tuple(typed.text("talked").splitlines()),
            reason=typed.text("reason"),
            basis=typed.text("basis"),
            at=f"{typed.day('on', '约谈日期')}T{typed.text('time') or '00:00'}",
            place=typed.text("place"),
        )
        typed.check()
        return desk.climbing().talk_is_due(desk.step(form), made, approval, desk.house.days())

    return desk.attempt(
        form,
        ["talks:schedule"],
        act,
        lambda answer: f"{desk.root}/talks/{answer['id']}?done=scheduled",
        lambda errors: _new(desk, order, proposal, errors, form),
    )


@router.get(PATH + "/{id}", name="talks:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    return _Page(request, jurisdiction, year, id).render()


@router.post(PATH + "/{id}/move", name="talks:move")
def move(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, id)

    def act(talk: Any) -> None:
        typed = Typed(form)
        day = typed.day("on", "约谈日期")
        typed.check()
        talk.move(f"{day}T{typed.text('time') or '00:00'}", typed.text("place"), typed.text("why_moved"))

    return page.attempt(form, "move", act, "moved")


@router.post(PATH + "/{id}/cancel", name="talks:cancel")
def cancel(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, id)
    return page.attempt(form, "cancel", lambda talk: talk.cancel(text(form, "why_cancelled")), "cancelled")


@router.post(PATH + "/{id}/hold", name="talks:hold")
def hold(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The record of the talk. A row of promises that is blank is none."""
    page = _Page(request, jurisdiction, year, id)
    rows = [n for n in range(1, ROWS + 1) if any(text(form, f"{name}-{n}") for name in _PROMISE)]

    def act(talk: Any) -> None:
        typed = Typed(form)
        day = typed.day("held_on", "约谈日期")
        made = [
            Promise(
                text=typed.text(f"promise-{n}"),
                unit=page.row.unit,
                post=typed.text(f"promise_post-{n}"),
                due=typed.day(f"promise_due-{n}", "完成期限"),
            )
            for n in rows
        ]
        typed.check()
        talk.hold(
            f"{day}T{typed.text('held_time') or '00:00'}",
            typed.text("held_place"),
            typed.text("present").splitlines(),
            typed.text("points"),
            made,
            typed.text("recorder"),
        )

    return page.attempt(form, "hold", act, "held", rows=rows)


@router.post(PATH + "/{id}/sign", name="talks:sign")
def sign(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The scan of the record with both signatures."""
    page = _Page(request, jurisdiction, year, id)
    files = page.desk.files(form, "scan")

    def act(talk: Any) -> None:
        typed = Typed(form)
        day = typed.day("signed_on", "签字日期")
        typed.faults += files.faults
        if not files.kept and not files.faults:
            typed.fault("form.missing", "scan", what="签字件")
        typed.check()
        talk.sign(day, files.kept[0])

    return page.attempt(form, "sign", act, "signed")


@router.post(PATH + "/{id}/promises/{no}/report", name="talks:report")
def report(request: Request, jurisdiction: str, year: int, id: UUID, no: str, form: Form) -> Response:
    """The unit's head says how a promise was kept."""
    page = _Page(request, jurisdiction, year, id)
    files = page.desk.files(form, f"evidence-{no}")

    def act(talk: Any) -> None:
        refuse_all(files.faults)
        talk.report_promise(no, text(form, f"done-{no}"), files.kept, page.account)

    return page.attempt(form, f"report {no}", act, "reported", files=files.kept)


@router.post(PATH + "/{id}/promises/{no}/check", name="talks:check")
def check(request: Request, jurisdiction: str, year: int, id: UUID, no: str, form: Form) -> Response:
    """`verdict` is kept or open; open needs a new day."""
    page = _Page(request, jurisdiction, year, id)
    kept = text(form, "verdict") == "kept"

    def act(talk: Any) -> None:
        talk.check_promise(no, kept, text(form, f"note-{no}"), page.account, text(form, f"due-{no}"))

    return page.attempt(form, f"check {no}", act, "kept" if kept else "reopened")


@router.get(PATH + "/{id}/files/{sha256}", name="talks:file")
def file(request: Request, jurisdiction: str, year: int, id: UUID, sha256: str) -> Response:
    page = _Page(request, jurisdiction, year, id)
    scans = [page.row.signed["scan"]] if page.row.signed else []
    shown = [each for promise in page.promises if promise.report for each in promise.report["evidence"]]
    return given_out(page.desk.house, [*scans, *shown], sha256)


@router.get(PATH + "/{id}/record.pdf", name="talks:pdf")
def record_pdf(request: Request, jurisdiction: str, year: int, id: UUID) -> Response:
    """约谈记录, for both sides to sign; before the talk the same sheet to write on."""
    return _printed(_Page(request, jurisdiction, year, id), "pdf")


@router.get(PATH + "/{id}/record.docx", name="talks:docx")
def record_docx(request: Request, jurisdiction: str, year: int, id: UUID) -> Response:
    return _printed(_Page(request, jurisdiction, year, id), "docx")


_PROMISE = ("promise", "promise_post", "promise_due")
_MEDIA = {"pdf": issuance.PDF, "docx": issuance.DOCX}


def _printed(page: _Page, ending: str) -> Response:
    if page.row.state == "cancelled":
        raise HTTPException(404, "这次约谈已经取消，没有记录。")
    with page.desk.house.reading() as conn:
        shown = (register.jurisdiction(conn, page.desk.slug) or {}).get("shown")
    sheet = talk_paper.paper(
        page.row,
        [each for each in page.promises if each.round == 1],
        matter=page.desk.about(page.row.project, page.row.unit),
        unit=page.desk.units.get(page.row.unit, ""),
        government=page.desk.government,
        letterhead=page.desk.programme.policy.extra.get("letterhead", {}),
        specimen=shown == "simulated",
    )
    content = forms.pdf(sheet) if ending == "pdf" else forms.docx(sheet)
    name = f"{page.desk.slug}-talk-{page.row.at:%Y%m%d}.{ending}"
    shown_as = "inline" if ending == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{shown_as}; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=_MEDIA[ending], headers=headers)


def _new(
    desk: LadderDesk, order: str, proposal: str, errors: dict[str, str] | None = None, form: FormData | None = None
) -> HTMLResponse:
    return desk.render(
        "talk_new.html",
        errors,
        form,
        order=desk.raised(order),
        proposal=desk.proposal(proposal),
        basis=BASIS,
        choices=desk.choices(),
    )


@dataclass
class Shown:
    """A promise with its rounds, the last of which runs."""

    rounds: list[PromiseRow]

    @property
    def now(self) -> PromiseRow:
        return self.rounds[-1]


class _Page(LadderPage[TalkRow]):
    NOUN, PLACE, MISSING = "talk", "talks", "没有找到这次约谈。"

    def find(self, conn: Any, id: UUID) -> TalkRow | None:
        self.promises = talks.promises(conn, id)
        return talks.talk(conn, id)

    def render(
        self,
        errors: dict[str, str] | None = None,
        form: FormData | None = None,
        files: list[dict[str, Any]] | None = None,
        rows: list[int] | None = None,
        what: str = "",
    ) -> HTMLResponse:
        """`rows`: which row of the form each promise was typed in, for the faults' places."""
        grouped: dict[int, Shown] = {}
        for each in self.promises:
            grouped.setdefault(each.no, Shown([])).rounds.append(each)
        order = self.desk.order(str(self.row.order_id)) if self.row.order_id else None
        return self.desk.render(
            "talk.html",
            {_place(field, rows): words for field, words in (errors or {}).items()},
            form,
            talk=self.row,
            state=STATES[self.row.state],
            promises=grouped,
            sheets=self.desk.sheets(f"talk:{self.row.id}"),
            order=order,
            rows=range(1, ROWS + 1),
            files=files or [],
            late=self.row.state == "scheduled" and clock.today() > self.row.until,
        )


def _place(field: str, rows: list[int] | None) -> str:
    """The field in the row where it was typed; a rule counts the promises, the form its rows."""
    name, _, n = field.partition("-")
    if rows and name in _PROMISE and n.isdigit() and 0 < int(n) <= len(rows):
        return f"{name}-{rows[int(n) - 1]}"
    return field
