"""限期整改: ordered by the office, reported by the unit in two hands, rechecked by somebody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from supervision import findings, rectifications
from supervision.concluding import Concluding, Rechecked
from supervision.findings import FindingRow
from supervision.rectification import AFTER, BEFORE, WAYS
from supervision.rectifications import RectificationRow
from tracker import clock
from tracker.refusal import refuse_all
from web.ladder_desk import Form, LadderDesk, given_out
from web.ladder_page import LadderPage
from web.typed import Typed
from web.visitor import text, texts

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/rectifications"
STATES = {
    "ordered": "整改中",
    "reported": "已报告，待复查",
    "passed": "复查通过",
    "failed": "复查未通过",
    "suspended": "复核期间停止计时",
    "withdrawn": "已撤销",
}


@router.get(PATH, name="rectifications:list")
def list_(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    desk = LadderDesk(request, jurisdiction, year)
    with desk.house.reading() as conn:
        rows = rectifications.of_programme(conn, desk.programme.id, desk.unit)
    shown = sorted(rows, key=lambda row: not row.live)
    return desk.render("rectifications.html", rows=shown, states=STATES)


@router.get(PATH + "/new", name="rectifications:new")
def new(request: Request, jurisdiction: str, year: int, order: str = "") -> HTMLResponse:
    return _new(LadderDesk(request, jurisdiction, year), order)


@router.post(PATH + "/new", name="rectifications:order")
def order_(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    desk = LadderDesk(request, jurisdiction, year)
    order = text(form, "order")

    def act() -> Any:
        typed = Typed(form)
        approval, due = typed.approval(), typed.day("due", "整改期限")
        typed.check()
        about = desk.step(form)
        said = (typed.text("problem"), typed.text("requirement"), due)
        return desk.climbing().rectify(about, *said, approval, str(desk.visitor.account), desk.house.days())

    return desk.attempt(
        form,
        ["rectifications:order"],
        act,
        lambda answer: f"{desk.root}/rectifications/{answer['id']}?done=ordered",
        lambda errors: _new(desk, order, errors, form),
    )


@router.get(PATH + "/{id}", name="rectifications:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    return _Page(request, jurisdiction, year, id).render()


@router.post(PATH + "/{id}/plan", name="rectifications:plan")
def plan(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """整改方案: steps, who answers for them, and when it will be done."""
    page = _Page(request, jurisdiction, year, id)

    def act(found: Any) -> None:
        typed = Typed(form)
        day = typed.day("finish_on", "完成日期")
        typed.check()
        found.file_plan(text(form, "steps"), text(form, "responsible"), day)

    return page.attempt(form, "plan", act, "planned")


@router.post(PATH + "/{id}/report", name="rectifications:report")
def report(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The filer's draft, for the unit's head. Of a finding's the files say which show what was before."""
    page = _Page(request, jurisdiction, year, id)
    files, before = page.desk.files(form, "evidence"), page.desk.files(form, "before")
    shown = [{**each, "when": AFTER} for each in files.kept] if page.row.finding else files.kept
    shown = [*page.photographed(texts(form, "photos")), *({**each, "when": BEFORE} for each in before.kept), *shown]

    def act(found: Any) -> None:
        refuse_all([*files.faults, *before.faults])
        found.draft_report(text(form, "measures"), text(form, "done"), shown, page.account)

    again = {"files": files.kept, "before": before.kept}
    return page.attempt(form, "report", act, "drafted", **again)


@router.post(PATH + "/{id}/release", name="rectifications:release")
def release(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The unit's head reports, or gives the draft back; `decision` is release or back."""
    page = _Page(request, jurisdiction, year, id)
    back = text(form, "decision") == "back"

    def act(found: Any) -> None:
        if back:
            found.send_back(text(form, "reason"))
        else:
            found.release(page.account)

    return page.attempt(form, "release", act, "sent_back" if back else "reported")


@router.post(PATH + "/{id}/recheck", name="rectifications:recheck")
def recheck(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """`verdict` is passed or failed. What a visit found is rechecked by a member of the roster."""
    page = _Page(request, jurisdiction, year, id)
    passed = text(form, "verdict") == "passed"
    done = "passed" if passed else "failed"

    def seen() -> tuple[bool, str, str, str, str]:
        typed = Typed(form)
        day = typed.day("checked_on", "复查日期")
        typed.check()
        return passed, text(form, "how"), day, text(form, "note"), text(form, "rechecker")

    if page.row.finding:
        return page.carry_out(
            form, "recheck", lambda: page.concluding().recheck(id, Rechecked(*seen()), page.account), done
        )
    return page.attempt(form, "recheck", lambda found: found.recheck(*seen(), page.account), done)


@router.post(PATH + "/{id}/renew", name="rectifications:renew")
def renew(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """Another term after a failed recheck."""
    page = _Page(request, jurisdiction, year, id)

    def act(found: Any) -> None:
        typed = Typed(form)
        due = typed.day("due", "整改期限")
        typed.check()
        found.renew(text(form, "requirement"), due, text(form, "reason"))

    return page.attempt(form, "renew", act, "renewed")


@router.post(PATH + "/{id}/withdraw", name="rectifications:withdraw")
def withdraw(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, id)
    return page.attempt(form, "withdraw", lambda found: found.withdraw(text(form, "reason")), "withdrawn")


@router.get(PATH + "/{id}/files/{sha256}", name="rectifications:file")
def file(request: Request, jurisdiction: str, year: int, id: UUID, sha256: str) -> Response:
    page = _Page(request, jurisdiction, year, id)
    reports = [*(each.report for each in page.row.rounds), page.row.draft]
    named = [one for each in reports if each for one in each["evidence"]]
    if any(each["sha256"] == sha256 and each["type"] == "image/jpeg" for each in named):
        headers = {"Cache-Control": "private, no-store"}
        return Response(page.desk.house.store.get(sha256), media_type="image/jpeg", headers=headers)
    return given_out(page.desk.house, named, sha256)


def _new(
    desk: LadderDesk, order: str, errors: dict[str, str] | None = None, form: FormData | None = None
) -> HTMLResponse:
    found = desk.raised(order)
    return desk.render(
        "rectification_new.html",
        errors,
        form,
        order=found,
        proposal=None,
        lapse=desk.lapse(found),
        choices=desk.choices(),
    )


class _Page(LadderPage[RectificationRow]):
    NOUN, PLACE, MISSING = "rectification", "rectifications", "没有找到这项限期整改。"

    def find(self, conn: Any, id: UUID) -> RectificationRow | None:
        return rectifications.rectification(conn, id)

    def concluding(self) -> Concluding:
        return Concluding(self.desk.house.ledger, UUID(self.desk.programme.id))

    def rests_on(self) -> FindingRow | None:
        if self.row.finding is None:
            return None
        with self.desk.house.reading() as conn:
            return findings.finding(conn, self.row.finding)

    def photographed(self, chosen: list[str]) -> list[dict[str, Any]]:
        """Of the finding's photographs those chosen, as files that show what was before."""
        found = self.rests_on()
        return [
            {
                "sha256": each,
                "name": f"检查时照片{place}.jpg",
                "size": len(self.desk.house.store.get(each)),
                "type": "image/jpeg",
                "when": BEFORE,
            }
            for place, each in enumerate(found.photos if found else [], start=1)
            if each in chosen
        ]

    def _members(self) -> list[tuple[str, str]]:
        """Who may recheck it today, where it is to be rechecked by a member."""
        if not self.desk.office or self.row.finding is None or self.row.state != "reported":
            return []
        return [(each.called, each.called) for each in self.concluding().recheckers(self.row.id, clock.today())]

    def render(
        self,
        errors: dict[str, str] | None = None,
        form: FormData | None = None,
        files: list[dict[str, Any]] | None = None,
        before: list[dict[str, Any]] | None = None,
        what: str = "",
    ) -> HTMLResponse:
        order = self.desk.order(str(self.row.order_id)) if self.row.order_id else None
        return self.desk.render(
            "rectification.html",
            errors,
            form,
            row=self.row,
            state=STATES[self.row.state],
            order=order,
            sheets=self.desk.sheets(f"rectification:{self.row.id}"),
            ways=list(WAYS.items()),
            words_of=WAYS,
            finding=self.rests_on(),
            members=self._members(),
            files=files or [],
            before=before or [],
            what=what,
        )
