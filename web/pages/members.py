"""The roster of the inspection teams: who serves, for how long, bound by what; names for the office alone."""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile

from projects import register
from projects.cell import Faults
from projects.xlsx_file import LARGEST_FILE, XlsxFile, decoded
from supervision import member_contact, members, roster_sheet
from supervision.inspecting import Inspecting
from supervision.member import KINDS, TIES, Member, Profile
from supervision.member_contact import Contact
from supervision.members import MemberRow
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web.ladder_desk import Form, LadderDesk
from web.office_page import lines
from web.typed import Typed
from web.visitor import text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/members"
STATES = {"active": "在任", "suspended": "暂停", "left": "已退出"}
STEPS = {"member.suspended": "暂停", "member.resumed": "恢复", "member.left": "退出"}


@router.get(PATH, name="members:list")
def list_(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    return _list(LadderDesk(request, jurisdiction, year))


@router.post(PATH, name="members:enrol")
def enrol(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    desk = LadderDesk(request, jurisdiction, year)

    def act() -> Any:
        contact = _contact(form)
        typed = Typed(form)
        typed.faults += contact.faults()
        try:
            changed, answer = Inspecting(desk.house.ledger, UUID(desk.programme.id)).enrol(
                text(form, "kind"), text(form, "term_from"), _profile(desk, form)
            )
        except (Refused, SeveralRefused) as no:
            typed.faults += no.refusals if isinstance(no, SeveralRefused) else [no]
        typed.check()
        with desk.house.reading() as conn:
            member_contact.keep(conn, UUID(answer["member"]), contact)
        return changed, answer

    return desk.attempt(
        form,
        ["members:enrol"],
        act,
        lambda answer: f"{desk.root}/members/{answer['member']}?done=enrolled",
        lambda errors: _list(desk, errors, form),
    )


@router.post(PATH + "/sheet", name="members:sheet")
def sheet(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """A whole list at once, out of an xlsx or CSV file: all of its rows or none. The file itself is not kept."""
    desk = LadderDesk(request, jurisdiction, year)

    def act() -> Any:
        with desk.house.reading() as conn:
            units = register.unit_called(conn, desk.slug)
        found = roster_sheet.entries(_rows(form), units)
        changed, answer = Inspecting(desk.house.ledger, UUID(desk.programme.id)).enrol_all(found)
        with desk.house.reading() as conn:
            for id, each in zip(answer["members"], found, strict=True):
                member_contact.keep(conn, UUID(id), each.contact)
        return changed, answer

    return desk.attempt(
        form, ["members:sheet"], act, f"{desk.root}/members?done=sheet", lambda errors: _list(desk, errors, form)
    )


@router.get(PATH + "/{id}", name="members:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    return _One(request, jurisdiction, year, id).render()


@router.post(PATH + "/{id}/revise", name="members:revise")
def revise(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The profile on the ledger, the contact beside it; either may be unchanged."""
    page = _One(request, jurisdiction, year, id)

    def act(member: Member) -> None:
        contact = _contact(form)
        typed = Typed(form)
        typed.faults += contact.faults()
        typed.check()
        if contact == page.contact or _profile(page.desk, form) != member.profile:
            member.revise(_profile(page.desk, form))
        with page.desk.house.reading() as conn:
            member_contact.keep(conn, id, contact)

    return page.attempt(form, "revise", act, "revised")


@router.post(PATH + "/{id}/interests", name="members:declare")
def declare(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _One(request, jurisdiction, year, id)
    unit, project = text(form, "unit") or None, text(form, "project") or None

    def act(member: Member) -> None:
        member.declare(text(form, "tie"), text(form, "by"), unit=unit, project=project)

    return page.attempt(form, "declare", act, "declared")


@router.post(PATH + "/{id}/state", name="members:stand")
def stand(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """suspend, resume, leave, forget, name or unname, by the button that was pressed."""
    page = _One(request, jurisdiction, year, id)
    what, reason = text(form, "what"), text(form, "reason")

    def act(member: Member) -> None:
        match what:
            case "suspend":
                member.suspend(reason)
            case "resume":
                member.resume(reason)
            case "forget":
                with page.desk.house.reading() as conn:
                    member_contact.forget(conn, id)
            case "leave":
                member.leave(text(form, "on") or clock.today().isoformat(), reason)
            case _:
                member.release_name(what == "name")

    return page.attempt(form, what, act, "forgotten" if what == "forget" else "stands")


def _rows(form: FormData) -> list[list[str]]:
    """The cells of the first sheet, or of the CSV. Raises Refused("member.sheet_unreadable")."""
    file = form.get("file")
    content = file.file.read(LARGEST_FILE + 1) if isinstance(file, UploadFile) else b""
    try:
        if not content or len(content) > LARGEST_FILE:
            raise ValueError
        if not content.startswith(b"PK"):
            return list(csv.reader(io.StringIO(decoded(content).lstrip("\ufeff"))))
        with XlsxFile(content) as book:
            grid = islice(book.grid(book.names[0]), roster_sheet.MOST_ROWS + 2)
            return [["" if cell.value is None else str(cell.value) for cell in cells] for _, cells in grid]
    except (Faults, ValueError, csv.Error) as no:
        raise Refused("member.sheet_unreadable", field="file") from no


def _contact(form: FormData) -> Contact:
    return Contact(text(form, "name"), text(form, "phone"), text(form, "mail"), text(form, "employer"))


def _profile(desk: LadderDesk, form: FormData) -> Profile:
    """The employer counts where its name, however written, is a unit of this government."""
    with desk.house.reading() as conn:
        called = register.unit_called(conn, desk.slug)
    return Profile(
        text(form, "term_until"),
        tuple(lines(form, "expertise")),
        tuple(lines(form, "districts")),
        called.get(text(form, "employer")),
    )


def _list(desk: LadderDesk, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
    with desk.house.reading() as conn:
        rows = members.of_government(conn, desk.slug)
        contacts = member_contact.of(conn, [row.id for row in rows])
    return desk.render(
        "members.html",
        errors,
        form,
        groups=[(kind, [row for row in rows if row.kind == kind]) for kind in KINDS],
        contacts=contacts,
        states=STATES,
        columns=roster_sheet.COLUMNS,
        kinds=[(kind, kind) for kind in KINDS],
        serving=sum(row.serves(clock.today(), clock.today()) for row in rows),
    )


class _One:
    """One member's page; 404 for another government's."""

    def __init__(self, request: Request, slug: str, year: int, id: UUID) -> None:
        self.desk, self.id = LadderDesk(request, slug, year), id
        with self.desk.house.reading() as conn:
            found = members.member(conn, id)
            self.contact = member_contact.of(conn, [id]).get(id, Contact(""))
            self.steps = members.steps(conn, id)
        if found is None or found.jurisdiction != slug:
            raise HTTPException(404, "没有找到这位成员。")
        self.row: MemberRow = found

    def attempt(self, form: FormData, what: str, change: Any, done: str) -> Response:
        def act() -> Any:
            found = self.desk.house.ledger.get(Member, self.id)
            change(found)
            return [found] if found.pending_events else [], {"member": str(self.id)}

        return self.desk.attempt(
            form,
            ["members", str(self.id), what],
            act,
            f"{self.desk.root}/members/{self.id}?done={done}",
            lambda errors: self.render(errors, form),
        )

    def render(self, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
        return self.desk.render(
            "member.html",
            errors,
            form,
            member=self.row,
            contact=self.contact,
            state=STATES[self.row.state],
            steps=[{**each, "what": STEPS[each["what"]]} for each in self.steps],
            ties=[(tie, tie) for tie in TIES],
            choices=self.desk.choices(),
        )
