"""A visit kept on a phone: the frame that opens without a network, the visit's state, and what the phone sends of it.

Every piece is a command under a key that the phone made: it counts once, however often it arrives, and gets the same
answer, also after the visit is over. See docs/decisions/0071-visit-without-network.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.datastructures import UploadFile

from projects import register
from supervision import findings, sample, shot, spots, visit_link, visits, withholdings
from supervision.concluding import Concluding
from supervision.finding import Found
from supervision.findings import FindingRow
from supervision.inspection import Inspection
from supervision.shot import Shot
from supervision.spots import Spot
from supervision.visit import Inspector, Site, Visit
from supervision.way import WAYS
from tracker import clock
from tracker.event import Actor
from tracker.ledger import Ledger
from tracker.refusal import Refused, SeveralRefused
from web import photograph, refusals
from web.pages.visit import CHOICES, PRIVATE, SCRIPTS, drawing, quantity_of, shot_of, whole
from web.style import static
from web.templating import HERE, date_in_words, render
from web.visitor import Form, text

router = APIRouter()

FRAME = "/visit-phone"
AHEAD = timedelta(minutes=5)
"""By how much a phone's clock may be before ours; its moment then counts as now (default)."""

SHA256 = re.compile(r"[0-9a-f]{64}")


@router.get(FRAME, name="visit:frame")
def frame(request: Request) -> HTMLResponse:
    """The page without anybody's visit: what a phone keeps to open the link by when there is no network."""
    return render(
        request, "visit_shell.html", headers={"Cache-Control": "no-cache"}, scripts=SCRIPTS, choices=CHOICES, place=None
    )


@router.get("/visit-worker.js", name="visit:worker")
def worker(request: Request) -> Response:
    """The service worker, with the frame's version before it: other bytes, and the browser fetches it all anew."""
    files = [FRAME, *(static(name) for name in ("site.css", "visit.css", *SCRIPTS, "icon.svg"))]
    drawn = bytes(frame(request).body)
    version = sha256(drawn + "".join(files).encode()).hexdigest()[:12]
    head = f"const VERSION = {json.dumps(version)}, FILES = {json.dumps(files)};\n"
    headers = {"Service-Worker-Allowed": "/visit/", "Cache-Control": "no-cache"}
    content = head + Path(HERE / "static" / "visit_worker.js").read_text()
    return Response(content, media_type="text/javascript", headers=headers)


@router.get("/visit/{token}/state", name="visit:state")
def state(request: Request, token: str) -> JSONResponse:
    """The visit as it stands, for its phone; 410 with the reason once nothing more is taken."""
    with request.app.state.house.reading() as conn:
        link, visit = _linked(conn, token)
        seat = visit.inspector(link.inspector)
        if link.revoked or seat is None:
            raise HTTPException(410, refusals.SENTENCES["inspection.link_revoked"])
        if not visit.open:
            raise HTTPException(410, "这次走访已经结束或者取消，不能再记录。")
        spot, found = spots.of_visit(conn, visit.id), findings.of_visit(conn, visit.id)
        government = register.jurisdiction(conn, visit.jurisdiction)
        gone = withholdings.withheld(conn, visit.jurisdiction)
    visit = replace(visit, photos=tuple(each for each in visit.photos if each.sha256 not in gone))
    told = _state(visit, seat, spot, found, government["name"] if government else visit.jurisdiction)
    return JSONResponse(told, headers=PRIVATE)


@router.post("/visit/{token}/items", name="visit:keep")
def keep(request: Request, token: str, form: Form) -> JSONResponse:
    """Takes one piece. 422 with what is wrong with it, which stays so; anything else may be tried again."""
    house = request.app.state.house
    with house.reading() as conn:
        link, visit = _linked(conn, token)
    seat = visit.inspector(link.inspector)
    actor = Actor(f"visit:{visit.id}:{link.inspector}", seat.called if seat else "", None, request.state.id)
    try:
        key, kind, data = _said(form)
        sent = _file(form)
        asked = [str(visit.id), kind, data, sha256(sent).hexdigest()]
        kept = _stored(house.store, kind, data, sent) if visit.open and not link.revoked else None
        if kind == "photo":
            data = {**data, "shot": _shot(data, sent)}
        answer = house.carry_out(actor, key, asked, lambda: _act(house, link, kind, data, kept), alone=True)
    except (Refused, SeveralRefused) as refused:
        return JSONResponse({"errors": refusals.sentences(refused)}, status_code=422, headers=PRIVATE)
    return JSONResponse(answer, headers=PRIVATE)


def _linked(conn: Any, token: str) -> tuple[visit_link.VisitLink, Visit]:
    link = visit_link.known(conn, token)
    visit = visits.visit(conn, link.visit) if link else None
    if link is None or visit is None:
        raise HTTPException(404, "没有这个链接。")
    return link, visit


def _act(
    house: Any, link: visit_link.VisitLink, kind: str, data: dict[str, Any], kept: str | None
) -> tuple[list[Any], Any]:
    """A refusal here is none to a piece that came before: the ledger then looks its key up."""
    if link.revoked:
        raise Refused("inspection.link_revoked")
    if kind in OF_FINDINGS:
        return OF_FINDINGS[kind](house, link, data)
    visit = house.ledger.get(Inspection, link.visit)
    KINDS[kind](visit, link.inspector, data, kept)
    return [visit], {"at": clock.now().isoformat(), "sha256": kept}


def _said(form: Any) -> tuple[UUID, str, dict[str, Any]]:
    """Raises Refused("inspection.item") for what no phone of ours sends."""
    try:
        key, kind, data = UUID(text(form, "key")), text(form, "kind"), json.loads(text(form, "data"))
    except ValueError as broken:
        raise Refused("inspection.item") from broken
    if kind not in {**KINDS, **OF_FINDINGS} or not isinstance(data, dict):
        raise Refused("inspection.item")
    return key, kind, data


def _file(form: Any) -> bytes:
    sent = form.get("file")
    return bytes(sent.file.read(photograph.LARGEST + 1)) if isinstance(sent, UploadFile) else b""


def _stored(store: Any, kind: str, data: dict[str, Any], sent: bytes) -> str | None:
    """The hash of the picture or the drawing that comes with a piece, made anew; None where it brings none."""
    if kind == "photo":
        return str(store.put(photograph.clean(sent)))
    drawn = drawing(_word(data, "drawn")) if kind == "sign" else None
    return str(store.put(drawn)) if drawn else None


# One function a kind of piece, which does its one command.


def _word(data: dict[str, Any], name: str) -> str:
    found = data.get(name, "")
    if not isinstance(found, str):
        raise Refused("inspection.item")
    return found.strip()


def moment(told: str) -> datetime:
    """A phone's moment, by our clock as it last knew it: a little ahead of ours is now."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError as broken:
        raise Refused("inspection.time", field="visited_at") from broken
    at = at if at.tzinfo else at.replace(tzinfo=clock.SHANGHAI)
    return clock.now() if clock.now() < at <= clock.now() + AHEAD else at


def _site(visit: Inspection, who: str, data: dict[str, Any], _: Any) -> None:
    counted = quantity_of(_word(data, "quantity"))
    visit.see_site(
        who,
        _word(data, "site"),
        _word(data, "verified"),
        moment(_word(data, "visited_at")),
        quantity=counted,
        note=_word(data, "note"),
        confirmed=_word(data, "confirmed") == "1",
    )


def _photo(visit: Inspection, who: str, data: dict[str, Any], kept: str | None) -> None:
    visit.take_photo(who, _word(data, "site"), kept or "", data["shot"])


def _shot(data: dict[str, Any], sent: bytes) -> Shot:
    """What the picture says of itself: the phone reads it, for it makes the picture small before it sends it; where it
    could not, the picture came as it was."""
    agreed = _word(data, "with_place") == "1"
    found = shot_of(sent, agreed)
    if found.made_at:
        return found
    told = shot.of(_word(data, "made_at"), data.get("latitude"), data.get("longitude"))
    return told if agreed else shot.without_place(told)


def _answers(visit: Inspection, who: str, data: dict[str, Any], _: Any) -> None:
    given = data.get("answers")
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise Refused("inspection.item")
    told = [{name: _word(each, name) for name in ("question", "answer", "remark")} for each in given]
    visit.answer(who, _word(data, "site"), told)


def _place(visit: Inspection, who: str, data: dict[str, Any], _: Any) -> None:
    told = (_word(data, name) for name in ("latitude", "longitude", "accuracy"))
    visit.give_place(who, _word(data, "site"), moment(_word(data, "at")), *told)


def _sample(visit: Inspection, who: str, data: dict[str, Any], _: Any) -> None:
    done, verified = (whole(str(data.get(name, ""))) for name in ("reported_done", "verified"))
    checked, tried = (whole(str(data.get(name, ""))) for name in ("checked", "tried"))
    sure, note = _word(data, "confirmed") == "1", _word(data, "note")
    visit.record_sample(who, done, verified, note, confirmed=sure, counted=(checked, tried))


def _remark(visit: Inspection, who: str, data: dict[str, Any], _: Any) -> None:
    visit.remark(who, _word(data, "text"))


def _heard(visit: Inspection, who: str, data: dict[str, Any], _: Any) -> None:
    visit.hear_unit(who, _word(data, "post"), _word(data, "text"), moment(_word(data, "at")))


def _sign(visit: Inspection, who: str, data: dict[str, Any], kept: str | None) -> None:
    stood = data.get("stood")
    if _word(data, "confirmed") != "1" and kept is None:
        raise Refused("inspection.signature_missing", field="confirmed")
    known = visit.vouch(_word(data, "sure") == "1")
    visit.sign(who, "drawn" if kept else "confirmed", kept, stood if isinstance(stood, dict) else {}, known)


def _finding(house: Any, link: visit_link.VisitLink, data: dict[str, Any]) -> tuple[list[Any], Any]:
    """A finding is a record of its own (supervision/finding.py). Its photographs are named by their hashes, or by the
    keys of pieces that the same phone sent before it."""
    photos = data.get("photos")
    if not isinstance(photos, list) or not all(isinstance(each, str) for each in photos):
        raise Refused("inspection.item")
    visit = house.ledger.get(Inspection, link.visit)
    named = [_arrived(house.ledger, each) for each in photos]
    found = Found(_word(data, "severity"), _word(data, "fact"), _word(data, "site") or None, named)
    work, by = Concluding(house.ledger, UUID(visit.programme)), f"visit:{link.visit}:{link.inspector}"
    changed, answer = work.note(link.visit, link.inspector, found, by)
    return list(changed), {"at": clock.now().isoformat(), "sha256": None, **answer}


def _back(house: Any, link: visit_link.VisitLink, data: dict[str, Any]) -> tuple[list[Any], Any]:
    """A photograph that had arrived is taken back, unless a finding rests on it."""
    work = Concluding(house.ledger, UUID(house.ledger.get(Inspection, link.visit).programme))
    changed, _ = work.take_back_photo(link.visit, link.inspector, _arrived(house.ledger, _word(data, "photo")))
    return list(changed), {"at": clock.now().isoformat(), "sha256": None}


def _arrived(ledger: Ledger, photo: str) -> str:
    """The hash of a photograph; what did not arrive has none, and a finding that names it is refused."""
    if SHA256.fullmatch(photo):
        return photo
    try:
        known = ledger.answered(UUID(photo))
    except ValueError as broken:
        raise Refused("inspection.item") from broken
    return str((known or {}).get("answer", {}).get("sha256", ""))


OF_FINDINGS: dict[str, Callable[..., tuple[list[Any], Any]]] = {"finding": _finding, "back": _back}
"""Pieces of which more than the visit is asked."""
KINDS: dict[str, Callable[..., None]] = {
    "site": _site,
    "photo": _photo,
    "answers": _answers,
    "place": _place,
    "sample": _sample,
    "remark": _remark,
    "heard": _heard,
    "sign": _sign,
}


# The state.


def _state(visit: Visit, me: Inspector, spot: Spot, found: list[FindingRow], government: str) -> dict[str, Any]:
    called = {each.key: each.called for each in visit.inspectors}
    recorded = visit.sample
    return {
        "now": clock.now().isoformat(),
        "title": visit.title,
        "about": f"{government}，{date_in_words(visit.day)}，{visit.method}。{_reported(visit)}",
        "stage": visit.reported["stage"],
        "needed": visit.signatures,
        "way": {"key": visit.way, "title": WAYS[visit.way].title, "unit": visit.unit, "done": WAYS[visit.way].done},
        "questions": list(visit.checklist),
        "me": {"key": me.key, "called": me.called, "signed": _moment(me.signed_at)},
        "inspectors": [{"called": each.called, "signed": _moment(each.signed_at)} for each in visit.inspectors],
        "sites": [_site_state(visit, site, spot, called, me.key, _evidence(found)) for site in visit.sites],
        "sample": dict(recorded) if recorded else None,
        "remarks": [
            {"text": each.words, "called": called[each.inspector], "at": _moment(each.made_at)}
            for each in visit.remarks
        ],
        "findings": [
            {
                "severity": each.severity,
                "fact": each.fact,
                "called": called.get(each.found_by, ""),
                "at": _moment(each.recorded_at),
                "site": each.site,
            }
            for each in found
            if each.state != "retracted"
        ],
        "heard": [{"text": each.words, "post": each.post, "at": _moment(each.heard_at)} for each in spot.heard],
    }


def _evidence(found: list[FindingRow]) -> set[str]:
    """The photographs that a finding rests on."""
    return {photo for each in found if each.state not in ("retracted", "withdrawn") for photo in each.photos}


def _site_state(
    visit: Visit, site: Site, spot: Spot, called: dict[str, str], me: str, evidence: set[str]
) -> dict[str, Any]:
    stage = visit.reported["stage"]
    answered = spot.answers.get(site.key, {})
    return {
        "key": site.key,
        "name": site.name or f"点位{site.key}",
        **{name: getattr(site, name) for name in ("address", "unit", "share", "stage", "verified", "quantity", "note")},
        "seen_by": site.seen_by or next((each.answered_by for each in answered.values()), None),
        "called": called.get(site.seen_by or ""),
        "visited_at": _moment(site.visited_at),
        "counts": not stage or sample.reached(site.stage, stage),
        "photos": [photo.sha256 for photo in visit.photos_of(site.key)],
        "back": [
            photo.sha256 for photo in visit.photos_of(site.key) if photo.taken_by == me and photo.sha256 not in evidence
        ],
        "answers": {question: {"answer": each.answer, "remark": each.remark} for question, each in answered.items()},
        "placed": any(each.given_by == me for each in spot.positions.get(site.key, [])),
    }


def _reported(visit: Visit) -> str:
    said = visit.reported
    if not said["stage"]:
        return str(said["note"])
    as_of = f"（截至{date_in_words(said['as_of'], week=False)}）" if said["as_of"] else ""
    done = f"{said['done']}处" if said["done"] is not None else ""
    return f"单位报送{as_of}：{done}{said['stage']}。{said['note']}"


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
