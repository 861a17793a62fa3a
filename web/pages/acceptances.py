"""考核验收: completion reported by the lead unit and checked by itself, looked at by a team, told to all, closed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from supervision import acceptances
from supervision.verdict import Verdict
from tracker.refusal import Refused, refuse_all
from web.acceptance_page import STATES, AcceptancePage
from web.ladder_desk import Form, LadderDesk, given_out
from web.office_page import lines
from web.typed import Typed
from web.visitor import text, texts

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/acceptances"
ONE = PATH + "/{number}"
OPEN = ("reported", "requested", "arranged", "passed", "failed", "noticed", "revoked")


@router.get(PATH, name="acceptances:list")
def list_(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """What is under way first, then what is complete and was not reported, what is closed, the rest."""
    desk = LadderDesk(request, jurisdiction, year)
    with desk.house.reading() as conn:
        known = acceptances.of_programme(conn, desk.programme.id)
    projects = [row for row in desk.projects.values() if desk.unit in (None, row.lead_unit)]
    told = [(row, known.get(row.id)) for row in projects]
    return desk.render(
        "acceptances.html",
        open=[(row, found) for row, found in told if found and found.state in OPEN],
        closed=[(row, found) for row, found in told if found and found.state == "closed"],
        rest=[row for row, found in told if found is None],
        states=STATES,
    )


@router.get(ONE, name="acceptances:show")
def show(request: Request, jurisdiction: str, year: int, number: str) -> HTMLResponse:
    return AcceptancePage(request, jurisdiction, year, number).render()


# The lead unit.


@router.post(ONE + "/report", name="acceptances:report")
def report(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    page = AcceptancePage(request, jurisdiction, year, number)
    return page.attempt(form, "report", lambda work: work.report(text(form, "words"), page.account))


@router.post(ONE + "/check", name="acceptances:check")
def check(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    """Kept as far as it is; the head's request asks whether it is complete."""
    page = AcceptancePage(request, jurisdiction, year, number)
    sent = {paper: page.desk.files(form, f"paper-{place}") for place, paper in enumerate(page.papers())}

    def act(work: Any) -> Any:
        refuse_all([fault for files in sent.values() for fault in files.faults])
        return work.check(page.checks(form), {paper: files.kept for paper, files in sent.items()}, page.account)

    return page.attempt(form, "check", act)


@router.post(ONE + "/release", name="acceptances:release")
def release(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    """The unit's head asks for acceptance, or gives the self-check back; `decision` is release or back."""
    page = AcceptancePage(request, jurisdiction, year, number)
    if text(form, "decision") == "back":
        return page.attempt(form, "release", lambda work: work.send_back(text(form, "reason")), "sent_back")
    return page.attempt(form, "release", lambda work: work.request(page.account), "requested")


# The office.


@router.post(ONE + "/papers", name="acceptances:papers")
def papers(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    page = AcceptancePage(request, jurisdiction, year, number)
    return page.attempt(form, "papers", lambda work: work.ask(lines(form, "papers"), text(form, "reason")))


@router.post(ONE + "/return", name="acceptances:return")
def return_(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    page = AcceptancePage(request, jurisdiction, year, number)
    return page.attempt(form, "return", lambda work: work.return_(text(form, "reason")), "returned")


@router.post(ONE + "/team", name="acceptances:team")
def team(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    page = AcceptancePage(request, jurisdiction, year, number)

    def act(work: Any) -> Any:
        typed = Typed(form)
        day = typed.day("visit_on", "验收日期")
        typed.check()
        reason, lot = text(form, "reason"), text(form, "lot")
        return work.form_team(texts(form, "members"), page.officials(form), day, reason, lot)

    return page.attempt(form, "team", act)


@router.post(ONE + "/decide", name="acceptances:decide")
def decide(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    """`verdict` is passed or failed."""
    page = AcceptancePage(request, jurisdiction, year, number)
    passed = text(form, "verdict") == "passed"

    def act(work: Any) -> Any:
        typed = Typed(form)
        visited, on, approval = typed.day("visited_on", "到场日期"), typed.day("on", "结论日期"), typed.approval()
        due = "" if passed else typed.day("due", "整改期限")
        typed.check()
        came = tuple(texts(form, "attended"))
        said = Verdict(visited, came, on, text(form, "opinion"), text(form, "visit") or None)
        if passed:
            return work.pass_(said, approval)
        return work.fail(said, text(form, "issues"), text(form, "requirement"), due, approval, page.account)

    return page.attempt(form, "decide", act, "passed" if passed else "failed")


@router.post(ONE + "/notice", name="acceptances:notice")
def notice(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    page = AcceptancePage(request, jurisdiction, year, number)

    def act(work: Any) -> Any:
        typed = Typed(form)
        review = typed.review()
        typed.check()
        return work.give_notice(review, page.desk.house.days())

    return page.attempt(form, "notice", act)


@router.post(ONE + "/objection", name="acceptances:objection")
def objection(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    """An objection from outside, or, with `clue`, one that was sent in on line."""
    page = AcceptancePage(request, jurisdiction, year, number)
    clue = text(form, "clue")

    def act(work: Any) -> Any:
        typed = Typed(form)
        day = "" if clue else typed.day("received_on", "收到日期")
        typed.check()
        return work.record_objection(text(form, "channel"), day, text(form, "objection"), clue or None)

    return page.attempt(form, "objection", act)


@router.post(ONE + "/answer", name="acceptances:answer")
def answer(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    """`upheld` is yes or no."""
    page = AcceptancePage(request, jurisdiction, year, number)
    which, upheld = text(form, "no"), text(form, "upheld")

    def act(work: Any) -> Any:
        if upheld not in ("yes", "no"):
            raise Refused("acceptance.ruling", field=f"upheld-{which}")
        return work.answer_objection(int(which) if which.isdecimal() else 0, upheld == "yes", text(form, "answer"))

    return page.attempt(form, f"answer-{which}", act, "answered")


@router.post(ONE + "/close", name="acceptances:close")
def close(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    page = AcceptancePage(request, jurisdiction, year, number)
    return page.attempt(form, "close", lambda work: work.close(text(form, "words")))


@router.post(ONE + "/revoke", name="acceptances:revoke")
def revoke(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    page = AcceptancePage(request, jurisdiction, year, number)

    def act(work: Any) -> Any:
        typed = Typed(form)
        approval, review = typed.approval("-leader"), typed.review()
        typed.check()
        return work.revoke(text(form, "reason"), approval, review)

    return page.attempt(form, "revoke", act)


@router.post(ONE + "/look-back", name="acceptances:look_back")
def look_back(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    """`lasting` is yes or no: whether what was accepted is still as it was."""
    page = AcceptancePage(request, jurisdiction, year, number)

    def act(work: Any) -> Any:
        typed = Typed(form)
        day, review, lasting = typed.day("visited_on", "回头看日期"), typed.review(), text(form, "lasting")
        if lasting not in ("yes", "no"):
            typed.fault("acceptance.ruling", "lasting")
        typed.check()
        seats = (texts(form, "members"), page.officials(form))
        return work.look_back(day, *seats, lasting == "yes", text(form, "seen"), review)

    return page.attempt(form, "look_back", act)


@router.get(ONE + "/files/{sha256}", name="acceptances:file")
def file(request: Request, jurisdiction: str, year: int, number: str, sha256: str) -> Response:
    """A paper of a self-check."""
    page = AcceptancePage(request, jurisdiction, year, number)
    if page.row is None:
        raise HTTPException(404, "没有找到这个文件。")
    handed_in = [each for round in page.row.rounds for each in (round.draft, round.request) if each]
    files = [one for each in handed_in for kept in each["papers"].values() for one in kept]
    return given_out(page.desk.house, files, sha256)
