"""A visit on an inspector's own phone: sites, sample figures, remarks, signatures. The link is the permission."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as time_of_day
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from projects import quantity, register
from supervision import findings, site_findings, spots, visit_link, visits
from supervision.concluding import Concluding
from supervision.finding import SEVERITIES
from supervision.gap import Gap, gap
from supervision.inspection import LONGEST, Inspection
from supervision.shot import Shot, without_place
from supervision.spots import Answer
from supervision.visit import Inspector, Site, Visit
from tracker import clock
from tracker.event import Actor
from tracker.refusal import Refused, SeveralRefused, refuse_all
from web import photograph, refusals
from web.pages.findings import chosen
from web.templating import render
from web.visitor import Form, key_of, text
from web.withheld import Gone

router = APIRouter()

Taken = tuple[bytes, Shot]

FOUND = site_findings.WORDS
PRIVATE = {"Cache-Control": "no-store"}
MOST_AT_ONCE = 6
LARGEST_DRAWING = 400_000
SCRIPTS = (
    "visit_store.js", "visit_sending.js", "visit_shot.js", "visit_record.js", "visit_export.js", "signature.js",
    "visit_page.js",
)  # fmt: skip
"""What makes the page one that needs no network (web/pages/visit_phone.py)."""
CHOICES = chosen(SEVERITIES)
"""How severe a finding may be, for a form."""
GONE = "这个链接不能再用：走访已经结束、已取消，或者链接已被收回。如需继续记录，请联系督查室。"


@dataclass(frozen=True, slots=True)
class Guest:
    """An inspector by the link of one open visit."""

    token: str
    visit: Visit
    inspector: Inspector
    place: dict[str, Any]

    @property
    def root(self) -> str:
        return f"/visit/{self.token}"

    def actor(self, request: Request) -> Actor:
        """The visit and the inspector's key stand for the person, whose name is nowhere here."""
        account = f"visit:{self.visit.id}:{self.inspector.key}"
        return Actor(account, self.inspector.called, None, request.state.id)


@router.get("/visit/{token}", name="visit:show")
def show(request: Request, token: str) -> HTMLResponse:
    """Where the visit stands, and what is next."""
    guest = _guest(request, token)
    with request.app.state.house.reading() as conn:
        rows = findings.of_visit(conn, guest.visit.id)
    return _page(request, guest, "visit.html", found=FOUND, found_rows=rows, scripts=SCRIPTS, choices=CHOICES)


@router.get("/visit/{token}/sites/{key}", name="visit:site")
def site(request: Request, token: str, key: str) -> HTMLResponse:
    guest = _guest(request, token)
    return _site_page(request, guest, _site(guest, key))


@router.post("/visit/{token}/sites/{key}", name="visit:record")
def record(request: Request, token: str, key: str, form: Form) -> Response:
    """Keeps the finding and the photographs together: all of it, or nothing and the reason."""
    guest = _guest(request, token)
    asked = _site(guest, key)
    typed = {name: text(form, name) for name in ("verified", "quantity", "note", "visited_at", "confirmed")}
    try:
        number, at, pictures = _read(form, asked, typed)
        answers = list(answered(guest.visit.checklist, form))
        store = request.app.state.house.store
        photos = [(store.put(picture), shot) for picture, shot in pictures]

        def change(visit: Inspection) -> None:
            sure, said = typed["confirmed"] == "1", (typed["verified"], at)
            visit.see_site(guest.inspector.key, key, *said, quantity=number, note=typed["note"], confirmed=sure)
            if answers:
                visit.answer(guest.inspector.key, key, answers)
            for photo, shot in photos:
                visit.take_photo(guest.inspector.key, key, photo, shot)

        _act(request, form, guest, ["site", key, typed, answers, [photo for photo, _ in photos]], change)
    except (Refused, SeveralRefused) as refused:
        return _site_page(request, guest, asked, typed, refused, form)
    following = _next(guest.visit, key) if text(form, "then") != "list" else None
    return _on(guest, f"/sites/{following}" if following else "")


@router.get("/visit/{token}/photos/{sha256}", name="visit:image")
def image(request: Request, token: str, sha256: str) -> Response:
    """A photograph of this visit, for those who take part in it."""
    guest = _guest(request, token)
    gone = Gone(request.app.state.house, guest.visit.jurisdiction)
    if gone(sha256) or not any(photo.sha256 == sha256 for photo in guest.visit.photos):
        raise HTTPException(404)
    return Response(request.app.state.house.store.get(sha256), media_type="image/jpeg", headers=PRIVATE)


@router.post("/visit/{token}/photos/{sha256}/back", name="visit:take_back")
def photo_back(request: Request, token: str, sha256: str, form: Form) -> Response:
    """Whoever sent a picture takes it back before the visit is signed."""
    guest = _guest(request, token)
    photo = next((each for each in guest.visit.photos if each.sha256 == sha256), None)
    if photo is None:
        return _on(guest)
    house, id, me = request.app.state.house, guest.visit.id, guest.inspector.key
    work = Concluding(house.ledger, UUID(guest.visit.programme))
    try:
        house.carry_out(
            guest.actor(request),
            key_of(form),
            [str(id), "photo-back", sha256],
            lambda: work.take_back_photo(id, me, sha256),
            alone=True,
        )
    except (Refused, SeveralRefused) as refused:
        return _site_page(request, guest, _site(guest, photo.site), refused=refused)
    return _on(guest, f"/sites/{photo.site}")


@router.get("/visit/{token}/sample", name="visit:sample")
def sample(request: Request, token: str) -> HTMLResponse:
    return _sample_page(request, _guest(request, token))


@router.post("/visit/{token}/sample", name="visit:sample")
def record_sample(request: Request, token: str, form: Form) -> Response:
    guest = _guest(request, token)
    typed = {name: text(form, name) for name in ("tried", "checked", "reported_done", "verified", "note", "confirmed")}

    def change(visit: Inspection) -> None:
        visit.record_sample(
            guest.inspector.key,
            whole(typed["reported_done"]),
            whole(typed["verified"]),
            typed["note"],
            confirmed=typed["confirmed"] == "1",
            counted=(whole(typed["checked"]), whole(typed["tried"])),
        )

    try:
        _act(request, form, guest, ["sample", typed], change)
    except (Refused, SeveralRefused) as refused:
        return _sample_page(request, guest, typed, refused)
    return _on(guest)


@router.get("/visit/{token}/remarks", name="visit:remark")
def remarks(request: Request, token: str) -> HTMLResponse:
    return _remark_page(request, _guest(request, token))


@router.post("/visit/{token}/remarks", name="visit:remark")
def remark(request: Request, token: str, form: Form) -> Response:
    """The inspector's own remark; or, with `whose` unit, what somebody of the unit said on the spot."""
    guest, words, post = _guest(request, token), text(form, "text"), text(form, "post")
    me, heard = guest.inspector.key, text(form, "whose") == "unit"

    def change(visit: Inspection) -> None:
        if heard:
            visit.hear_unit(me, post, words, clock.now())
        else:
            visit.remark(me, words)

    try:
        _act(request, form, guest, ["heard" if heard else "remark", post, words], change)
    except (Refused, SeveralRefused) as refused:
        typed = {"unit": {"post": post, "text": words}} if heard else {"mine": {"text": words}}
        return _remark_page(request, guest, typed, refused)
    return _on(guest, "/remarks")


@router.get("/visit/{token}/sign", name="visit:sign")
def signing(request: Request, token: str) -> HTMLResponse:
    return _sign_page(request, _guest(request, token))


@router.post("/visit/{token}/sign", name="visit:sign")
def sign(request: Request, token: str, form: Form) -> Response:
    """A tick is a signature, and so is a name drawn by hand, which is kept by its hash. What is missing is told first,
    and signed only by whoever ticks that they know."""
    guest, sure = _guest(request, token), text(form, "sure") == "1"
    try:
        drawn = drawing(text(form, "drawn"))
        if text(form, "confirmed") != "1" and drawn is None:
            raise Refused("inspection.signature_missing", field="confirmed")
        kept = request.app.state.house.store.put(drawn) if drawn else None
        mark = "drawn" if kept else "confirmed"

        def change(visit: Inspection) -> None:
            visit.sign(guest.inspector.key, mark, kept, lacking=visit.vouch(sure))

        _act(request, form, guest, ["sign", kept, sure], change)
    except (Refused, SeveralRefused) as refused:
        return _sign_page(request, guest, refused, form)
    return _on(guest)


# Who it is, and what they sent.


def _guest(request: Request, token: str) -> Guest:
    """Raises 404 for a link that never was, was revoked, or whose visit is over."""
    with request.app.state.house.reading() as conn:
        link = visit_link.find(conn, token)
        visit = visits.visit(conn, link.visit) if link else None
        inspector = visit.inspector(link.inspector) if link and visit else None
        if visit is None or inspector is None or not visit.open:
            raise HTTPException(404, GONE)
        government = register.jurisdiction(conn, visit.jurisdiction)
    name = government["name"] if government else visit.jurisdiction
    return Guest(token, visit, inspector, {"slug": visit.jurisdiction, "year": visit.year, "name": name})


def _site(guest: Guest, key: str) -> Site:
    found = guest.visit.site(key)
    if found is None:
        raise HTTPException(404, "这次走访没有这处点位。")
    return found


def _next(visit: Visit, key: str) -> str | None:
    """The next site without a record, after this one and then from the beginning."""
    keys = [site.key for site in visit.sites]
    place = keys.index(key)
    blank = {site.key for site in visit.sites if site.verified is None}
    return next((each for each in [*keys[place + 1 :], *keys[:place]] if each in blank), None)


def _act(request: Request, form: Any, guest: Guest, asked: list[Any], change: Callable[[Inspection], None]) -> None:
    """One command on the visit. Two inspectors at once come one after the other."""
    house = request.app.state.house

    def act() -> tuple[list[Any], Any]:
        visit = house.ledger.get(Inspection, guest.visit.id)
        change(visit)
        return [visit], {"visit": str(guest.visit.id)}

    house.carry_out(guest.actor(request), key_of(form), [str(guest.visit.id), *asked], act, alone=True)


def _read(form: Any, asked: Site, typed: dict[str, str]) -> tuple[Decimal | None, datetime, list[Taken]]:
    """Number, time and photographs of a site's form. Raises all that cannot be read at once."""
    faults: list[Refused] = []
    number, at, pictures = None, clock.now(), []
    try:
        number = quantity_of(typed["quantity"])
    except Refused as refused:
        faults.append(refused)
    try:
        at = moment_of(typed["visited_at"], asked)
    except ValueError:
        faults.append(Refused("inspection.time", field="visited_at"))
    try:
        pictures = _pictures(form)
    except Refused as refused:
        faults.append(refused)
    refuse_all(faults)
    return number, at, pictures


def answered(questions: Sequence[str], form: Any) -> Iterator[dict[str, str]]:
    """What a form says to the plan's questions: `q0`, `q1` … with `remark-q0` …; those that were left open are not
    sent."""
    for place, question in enumerate(questions):
        if answer := text(form, f"q{place}"):
            yield {"question": question, "answer": answer, "remark": text(form, f"remark-q{place}")}


def quantity_of(typed: str) -> Decimal | None:
    """What was counted at a site; None where nothing was typed. Raises Refused("inspection.quantity")."""
    try:
        return quantity.number(typed) if typed else None
    except quantity.Unreadable as unreadable:
        raise Refused("inspection.quantity", field="quantity", found=typed[:20]) from unreadable


def moment_of(typed: str, asked: Site, day: date | None = None) -> datetime:
    """The time typed (HH:MM) on that day, today unless told; the time kept before when it was not touched; now when
    left empty. Raises ValueError."""
    if not typed:
        return asked.visited_at or clock.now()
    if asked.visited_at and typed == f"{asked.visited_at.astimezone(clock.SHANGHAI):%H:%M}":
        return asked.visited_at
    return datetime.combine(day or clock.today(), time_of_day.fromisoformat(typed), clock.SHANGHAI)


def shot_of(content: bytes, agreed: bool) -> Shot:
    """What a picture says of itself: the time always, the place where whoever took it agreed."""
    found = photograph.said(content)
    return found if agreed else without_place(found)


def _pictures(form: Any) -> list[Taken]:
    """Made anew, each with what the one that was sent says of itself."""
    uploads = [each for _, each in form.multi_items() if isinstance(each, UploadFile)]
    sent = [each for each in form.getlist("photos") if isinstance(each, UploadFile) and each.filename]
    try:
        if len(sent) > MOST_AT_ONCE:
            raise Refused("photo.too_many", field="photos", most=MOST_AT_ONCE)
        contents = [each.file.read(photograph.LARGEST + 1) for each in sent]
        agreed = text(form, "with_place") == "1"
        return [(photograph.clean(each), shot_of(each, agreed)) for each in contents]
    finally:
        for each in uploads:
            each.file.close()


def drawing(sent: str) -> bytes | None:
    """The PNG of a drawn signature; None when nothing was drawn."""
    if not sent:
        return None
    head, _, body = sent.partition(",")
    if head != "data:image/png;base64" or len(body) > LARGEST_DRAWING:
        raise Refused("photo.signature", field="drawn")
    try:
        return photograph.signature(base64.b64decode(body, validate=True))
    except ValueError as broken:
        raise Refused("photo.signature", field="drawn") from broken


def whole(typed: str) -> int:
    """A whole number as typed; -1, which every rule refuses, for anything else."""
    try:
        found = quantity.number(typed)
    except quantity.Unreadable:
        return -1
    return int(found) if found == found.to_integral_value() else -1


# The pages.


def faults(refused: Refused | SeveralRefused | None) -> dict[str, str]:
    """Field → the first sentence about it, in order; nothing where nothing was refused."""
    found: dict[str, str] = {}
    for field, words in refusals.sentences(refused) if refused else []:
        found.setdefault(field, words)
    return found


def _on(guest: Guest, where: str = "") -> RedirectResponse:
    return RedirectResponse(f"{guest.root}{where}", status_code=303)


def _page(
    request: Request,
    guest: Guest,
    template: str,
    refused: Refused | SeveralRefused | None = None,
    **context: Any,
) -> HTMLResponse:
    errors = faults(refused)
    return render(
        request,
        template,
        status_code=422 if refused else 200,
        headers=PRIVATE,
        guest=guest,
        visit=guest.visit,
        place=None,
        errors=errors,
        home="全部点位" if guest.visit.at_sites else "返回",
        key=uuid4(),
        called={each.key: each.called for each in guest.visit.inspectors},
        gone=Gone(request.app.state.house, guest.visit.jurisdiction),
        longest=LONGEST,
        **context,
    )


def _site_page(
    request: Request,
    guest: Guest,
    asked: Site,
    typed: dict[str, str] | None = None,
    refused: Refused | SeveralRefused | None = None,
    form: Any = None,
) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        given = spots.of_visit(conn, guest.visit.id).answers.get(asked.key, {})
    blank = Answer("", "", "", "")
    told = [given.get(each, blank) for each in guest.visit.checklist]
    said = [(each, one.answer, one.remark) for each, one in zip(guest.visit.checklist, told, strict=True)]
    if form is not None:
        said = [(each, text(form, f"q{n}"), text(form, f"remark-q{n}")) for n, each in enumerate(guest.visit.checklist)]
    at = asked.visited_at.astimezone(clock.SHANGHAI) if asked.visited_at else None
    kept = {
        "verified": asked.verified or "",
        "quantity": asked.quantity or "",
        "note": asked.note or "",
        "visited_at": f"{at:%H:%M}" if at else "",
    }
    return _page(
        request,
        guest,
        "visit_site.html",
        refused,
        site=asked,
        nth=[site.key for site in guest.visit.sites].index(asked.key) + 1,
        mine=asked.seen_by in (None, guest.inspector.key),
        typed=typed or kept,
        found=FOUND,
        accepted=photograph.ACCEPTED,
        most=MOST_AT_ONCE,
        said=said,
        photo_keys={photo.sha256: uuid4() for photo in guest.visit.photos_of(asked.key)},
    )


def _sample_page(
    request: Request,
    guest: Guest,
    typed: dict[str, str] | None = None,
    refused: Refused | SeveralRefused | None = None,
) -> HTMLResponse:
    reported, verified = guest.visit.suggested()
    kept = guest.visit.sample or {"reported_done": reported, "verified": verified, "note": ""}
    if not guest.visit.at_sites:
        kept = guest.visit.sample or dict.fromkeys(("tried", "checked", "reported_done", "verified", "note"), "")
    return _page(request, guest, "visit_sample.html", refused, typed=typed or kept)


def missing(conn: Any, visit: Visit) -> Gap:
    """What the visit lacks as it stands."""
    answers = spots.of_visit(conn, visit.id).answers
    return gap({site.key: site.verified for site in visit.sites}, answers, visit.checklist)


def _sign_page(
    request: Request, guest: Guest, refused: Refused | SeveralRefused | None = None, form: Any = None
) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        lacking = missing(conn, guest.visit)
    ticked = {name: form is not None and text(form, name) == "1" for name in ("confirmed", "sure")}
    return _page(request, guest, "visit_sign.html", refused, found=FOUND, lacking=lacking, ticked=ticked)


def _remark_page(
    request: Request,
    guest: Guest,
    typed: dict[str, dict[str, str]] | None = None,
    refused: Refused | SeveralRefused | None = None,
) -> HTMLResponse:
    """`typed`: what was refused, under whose words it was, mine or the unit's."""
    with request.app.state.house.reading() as conn:
        heard = spots.of_visit(conn, guest.visit.id).heard
    said = {"mine": None, "unit": None, **(typed or {})}
    return _page(request, guest, "visit_remark.html", refused, typed=said, heard=heard, second=uuid4())
