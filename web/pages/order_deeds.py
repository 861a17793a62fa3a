"""What is done with an order after its draft: by the office, by the unit that answers, and by the unit's head."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from supervision.ordering import Ordering
from tracker.refusal import Refused
from web import evidence, wish_form
from web.order_page import OrderPage
from web.typed import Typed
from web.visitor import Form, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/orders/{id}"


# The office.


@router.post(PATH + "/issue", name="orders:issue")
def issue(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The office head issues it here, or the office records his 批示; the number is drawn in the same save."""
    page, typed = OrderPage(request, jurisdiction, year, id), Typed(form)
    approval, by = page.approval(typed, "同意签发。")
    page.refuse_boxes(typed)
    work = Ordering(page.house.ledger, UUID(page.programme.id))
    return page.attempt(
        form,
        "issue",
        [approval.as_dict()],
        lambda: work.issue(id, approval, page.days, by),
        typed=typed,
        afterwards=page.print_,
    )


@router.post(PATH + "/withdraw", name="orders:withdraw")
def withdraw(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page, reason = OrderPage(request, jurisdiction, year, id), text(form, "reason")
    return page.change(form, "withdraw", [reason], lambda order: order.withdraw(reason))


@router.post(PATH + "/receipt", name="orders:receipt")
def receipt(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The 签收回执 that came back on paper, with its scan."""
    page, typed = OrderPage(request, jurisdiction, year, id), Typed(form)
    day = typed.day("signed_on", "签收日期")
    scan, by = _scan(page, typed, form), str(page.visitor.account)
    return page.change(form, "receipt", [day, scan], lambda order: order.sign_for(by, day, scan), typed=typed)


@router.post(PATH + "/extension", name="orders:extend")
def extend(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """`decision` is grant or refuse."""
    page, reason, decision = OrderPage(request, jurisdiction, year, id), text(form, "reason"), text(form, "decision")
    granted = decision == "grant"
    return page.change(
        form,
        "extension",
        [decision, reason],
        lambda order: order.grant_extension(reason) if granted else order.refuse_extension(reason),
    )


@router.post(PATH + "/ruling", name="orders:rule")
def rule(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """`decision` is justified or not."""
    page, typed = OrderPage(request, jurisdiction, year, id), Typed(form)
    justified, reason, by = text(form, "decision") == "justified", typed.text("reason"), str(page.visitor.account)
    due = typed.day("due", "新的时限") if justified and typed.text("due") else None
    return page.change(
        form,
        "ruling",
        [justified, reason, due],
        lambda order: order.rule(justified, reason, by, page.days, due),
        typed=typed,
    )


@router.post(PATH + "/return", name="orders:return")
def return_(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page, reason = OrderPage(request, jurisdiction, year, id), text(form, "reason")
    return page.change(form, "return", [reason], lambda order: order.return_reply(reason, page.days))


@router.post(PATH + "/verify", name="orders:verify")
def verify(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page, how, note = OrderPage(request, jurisdiction, year, id), text(form, "how"), text(form, "note")
    by = str(page.visitor.account)
    return page.change(form, "verify", [how, note], lambda order: order.verify(how, note, by))


@router.post(PATH + "/close", name="orders:close")
def close(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page, words = OrderPage(request, jurisdiction, year, id), text(form, "conclusion")
    return page.change(form, "close", [words], lambda order: order.close(words))


@router.post(PATH + "/escalate", name="orders:escalate")
def escalate(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """One level up; the steps beyond the order have pages of their own."""
    page, typed = OrderPage(request, jurisdiction, year, id), Typed(form)
    to, reason = typed.text("to"), typed.text("reason")
    if to not in ("orange", "red"):
        raise Refused("order.not_next")
    due = typed.day("due", "反馈时限") if typed.text("due") else None
    approval, _ = page.approval(typed, "同意升级。")
    page.refuse_boxes(typed, "reason")
    if typed.faults and not reason:
        typed.fault("order.reason_missing", "reason")
    return page.change(
        form,
        "escalate",
        [to, reason, due, approval.as_dict()],
        lambda order: order.escalate(to, reason, approval, page.days, due=due),
        typed=typed,
        afterwards=page.print_,
    )


@router.post(PATH + "/print", name="orders:print")
def print_(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The paper of the level, where it was not made with the step itself."""
    page = OrderPage(request, jurisdiction, year, id)
    page.print_()
    return RedirectResponse(f"{page.address}?done=print", status_code=303)


@router.post(PATH + "/lower", name="orders:lower")
def lower(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page, typed = OrderPage(request, jurisdiction, year, id), Typed(form)
    to, reason = typed.text("to"), typed.text("reason")
    due = typed.day("due", "反馈时限") if typed.text("due") else None
    return page.change(
        form, "lower", [to, reason, due], lambda order: order.lower(to, reason, page.days, due), typed=typed
    )


# The unit that answers.


@router.post(PATH + "/sign", name="orders:sign")
def sign(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _answering(request, jurisdiction, year, id)
    by = str(page.visitor.account)
    return page.change(form, "sign", [], lambda order: order.sign_for(by))


@router.post(PATH + "/ask", name="orders:ask")
def ask(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page, typed = _answering(request, jurisdiction, year, id), Typed(form)
    until = typed.day("until", "延期至")
    reason, progress = typed.text("reason"), typed.text("progress")
    return page.change(
        form,
        "ask",
        [until, reason, progress],
        lambda order: order.ask_extension(until, reason, progress, page.days),
        typed=typed,
    )


@router.post(PATH + "/reply", name="orders:reply")
def reply(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The draft; it goes out when the unit's head releases it."""
    page, typed = _answering(request, jurisdiction, year, id), Typed(form)
    done, files, by = typed.text("done"), wish_form.files_of(form, page.house.store), str(page.visitor.account)
    typed.faults += files.faults
    return page.change(
        form,
        "reply",
        [done, [file["sha256"] for file in files.kept]],
        lambda order: order.draft_reply(done, files.kept, by),
        typed=typed,
        files=files.kept,
    )


@router.post(PATH + "/plea", name="orders:plead")
def plead(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page, typed = _answering(request, jurisdiction, year, id), Typed(form)
    reason, files, by = typed.text("reason"), wish_form.files_of(form, page.house.store), str(page.visitor.account)
    typed.faults += files.faults
    return page.change(
        form,
        "plea",
        [reason, [file["sha256"] for file in files.kept]],
        lambda order: order.plead(reason, files.kept, by, page.days),
        typed=typed,
        files=files.kept,
    )


@router.post(PATH + "/release", name="orders:release")
def release(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The unit's head: `decision` release sends the reply out, back gives it to the filer."""
    page, reason = _answering(request, jurisdiction, year, id), text(form, "reason")
    out, by = text(form, "decision") == "release", str(page.visitor.account)
    return page.change(
        form,
        "release",
        [out, reason],
        lambda order: order.reply_out(by) if out else order.send_back_reply(reason),
    )


def _answering(request: Request, slug: str, year: int, id: UUID) -> OrderPage:
    """404 for a unit that only supports: it reads along."""
    page = OrderPage(request, slug, year, id)
    if not page.answers:
        raise HTTPException(404, "没有找到这张督办单。")
    return page


def _scan(page: OrderPage, typed: Typed, form: FormData) -> str | None:
    upload = form.get("scan")
    if not isinstance(upload, UploadFile) or not upload.filename:
        typed.fault("form.missing", "scan", what="签收回执扫描件")
        return None
    try:
        return str(evidence.keep(page.house.store, upload)["sha256"])
    except Refused as no:
        no.field = "scan"
        typed.faults.append(no)
        return None
