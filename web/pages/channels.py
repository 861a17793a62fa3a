"""The administrator's page of a government's ways out: mail server, gateway of text messages, systems and robots.

A secret is typed in and never shown again; left blank it stays as it is. Nothing typed here is logged.
"""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import structlog
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import register
from supervision.telling import KINDS
from tracker import channels, clock, deliveries, outside, vault
from tracker.channels import DINGTALK, MAIL, PHONE, WEBHOOK, WECOM, Channel
from tracker.deliveries import Delivery
from tracker.outside import Network
from tracker.refusal import Refused, SeveralRefused
from tracker.vault import Locked
from web import refusals
from web.house import House
from web.pages.message_choice import ADDRESS
from web.templating import render
from web.typed import Typed, kept
from web.visitor import Form, text, texts

router = APIRouter()
log = structlog.get_logger("channels")
PATH = "/{jurisdiction}/channels"
WORDS = {
    MAIL: "邮件",
    PHONE: "短信网关",
    WECOM: "企业微信群机器人",
    DINGTALK: "钉钉群机器人",
    WEBHOOK: "其他系统",
}
SECURITY = {"tls": "TLS（常用465端口）", "starttls": "STARTTLS（常用587端口）", "none": "不加密（仅限内网，不用口令）"}
LONGEST = 40
TEST = "这是一条试发的消息，说明这个渠道已经接通。"


@router.get(PATH, name="channels:show")
def show(request: Request, jurisdiction: str) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        government = register.jurisdiction(conn, jurisdiction)
        if government is None:
            raise HTTPException(404)
        found = channels.of_government(conn, jurisdiction)
        counts = deliveries.counts(conn, jurisdiction)
    known = {each.kind for each in found}
    return render(
        request,
        "channels.html",
        government=government,
        channels=found,
        words=WORDS,
        kinds=KINDS,
        new=[kind for kind in WORDS if kind not in channels.PERSONAL or kind not in known],
        counts=counts,
        simulated=request.app.state.house.simulated,
        done=next((what for what in ("saved", "tested", "on", "off") if what in request.query_params), None),
    )


@router.get(PATH + "/{which}", name="channels:form")
def form_(request: Request, jurisdiction: str, which: str) -> HTMLResponse:
    """`which` is a kind, for a new one, or a channel's id."""
    kind, channel = _found(request, jurisdiction, which)
    return _form(request, jurisdiction, kind, channel)


@router.post(PATH + "/{which}", name="channels:save")
def save(request: Request, jurisdiction: str, which: str, form: Form) -> Response:
    kind, channel = _found(request, jurisdiction, which)
    house: House = request.app.state.house
    typed = Typed(form)
    settings, secrets = _mail(typed) if kind == MAIL else ({}, {"address": typed.text("address")})
    secrets["secret"] = typed.text("secret")
    name = typed.required("name", "名称")
    if len(name) > LONGEST:
        typed.fault("channel.name", "name", most=LONGEST)
    wanted = tuple(each for each in KINDS if each in texts(form, "kinds"))
    try:
        secrets = _kept(house, channel, secrets)
        _check(typed, kind, settings, secrets, outside.networks(house.settings.outgoing_networks))
        typed.check()
    except (Refused, SeveralRefused) as no:
        return _form(request, jurisdiction, kind, channel, errors=dict(refusals.sentences(no)), form=form)
    if kind != MAIL:
        settings = {"host": urlsplit(secrets["address"]).hostname or ""}
    with house.reading() as conn:
        id = channels.keep(
            conn, channel.id if channel else None, jurisdiction, kind, name=name, settings=settings,
            sealed=vault.of(house.settings).seal(secrets), kinds=wanted,
        )  # fmt: skip
    _tell(request, "channel saved", id, kind)
    return RedirectResponse(f"/{jurisdiction}/channels?saved", status_code=303)


@router.post(PATH + "/{which}/test", name="channels:test")
def test(request: Request, jurisdiction: str, which: UUID) -> Response:
    """Puts one message into the queue: to the group, or to the administrator's own address."""
    kind, channel = _found(request, jurisdiction, str(which))
    assert channel is not None
    visitor, now = request.state.visitor, clock.now()
    to = visitor.account if kind in channels.PERSONAL else None
    said = Delivery(
        uuid4(), channel.id, jurisdiction, to, None, "test", "work", True, TEST, "/messages", now, "queued", now, now
    )
    with request.app.state.house.reading() as conn:
        deliveries.keep(conn, [said])
    _tell(request, "channel tested", channel.id, kind)
    return RedirectResponse(f"/{jurisdiction}/channels?tested", status_code=303)


@router.post(PATH + "/{which}/switch", name="channels:switch")
def switch(request: Request, jurisdiction: str, which: UUID, form: Form) -> Response:
    """`action`: on or off."""
    kind, channel = _found(request, jurisdiction, str(which))
    assert channel is not None
    off = text(form, "action") == "off"
    with request.app.state.house.reading() as conn:
        channels.disable(conn, channel.id, off)
    _tell(request, "channel off" if off else "channel on", channel.id, kind)
    return RedirectResponse(f"/{jurisdiction}/channels?{'off' if off else 'on'}", status_code=303)


def _found(request: Request, slug: str, which: str) -> tuple[str, Channel | None]:
    if which in WORDS:
        return which, None
    try:
        id = UUID(which)
    except ValueError:
        raise HTTPException(404) from None
    with request.app.state.house.reading() as conn:
        channel = channels.of(conn, id)
    if channel is None or channel.jurisdiction != slug:
        raise HTTPException(404, "没有找到这个渠道。")
    return channel.kind, channel


def _mail(typed: Typed) -> tuple[dict[str, Any], dict[str, str]]:
    settings = {
        "host": typed.required("host", "服务器"),
        "port": typed.whole("port", "端口", 1, 65535),
        "security": typed.text("security"),
        "sender": typed.required("sender", "发件地址"),
        "user": typed.text("user"),
    }
    if settings["security"] not in SECURITY:
        typed.fault("form.missing", "security", what="加密方式")
    return settings, {}


def _kept(house: House, channel: Channel | None, typed: dict[str, str]) -> dict[str, str]:
    """What is left blank stays; what cannot be opened any more has to be typed again."""
    try:
        before = vault.of(house.settings).open(channel.sealed) if channel else {}
    except Locked:
        before = {}
    return {name: value or before.get(name, "") for name, value in typed.items()}


def _check(
    typed: Typed, kind: str, settings: dict[str, Any], secrets: dict[str, str], own: tuple[Network, ...]
) -> None:
    if kind != MAIL:
        if not secrets["address"]:
            typed.fault("form.missing", "address", what="地址")
        elif outside.faulty(secrets["address"], own):
            typed.fault("channel.address", "address")
        if kind in (WEBHOOK, PHONE) and len(secrets["secret"]) < 16:
            typed.fault("channel.secret", "secret")
        return
    if settings["host"] and outside.host_faulty(settings["host"], own):
        typed.fault("channel.host", "host")
    if settings["sender"] and not ADDRESS.fullmatch(settings["sender"]):
        typed.fault("choice.mail", "sender", found=settings["sender"])
    if settings["security"] == "none" and settings["user"]:
        typed.fault("channel.plain_password", "security")


def _tell(request: Request, what: str, id: UUID, kind: str) -> None:
    log.info(what, channel=str(id), kind=kind, by=str(request.state.visitor.account))


def _form(
    request: Request,
    slug: str,
    kind: str,
    channel: Channel | None,
    *,
    errors: dict[str, str] | None = None,
    form: Form | None = None,
) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        government = register.jurisdiction(conn, slug)
    if government is None:
        raise HTTPException(404)
    before = {"name": channel.name, **channel.settings} if channel else {"name": WORDS[kind]}
    said = {name: value for name, value in kept(form).items() if name not in ("secret", "address")}
    usual = {"port": 465, "security": "tls", "host": "", "sender": "", "user": ""}
    return render(
        request,
        "channel.html",
        status_code=422 if errors else 200,
        headers={"Cache-Control": "no-store"},
        government=government,
        kind=kind,
        channel=channel,
        words=WORDS,
        kinds=KINDS,
        personal=kind in channels.PERSONAL,
        security=SECURITY,
        said={**usual, **before, **said},
        wanted=texts(form, "kinds") if form is not None else channel.kinds if channel else tuple(KINDS),
        errors=errors or {},
    )
