"""Who may sign in for a government: accounts by post and unit, one-time links, and taking the right away again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
import structlog
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import register
from tracker import accounts, clock
from tracker.accounts import ROLES, Account
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.place import own_place
from web.templating import render
from web.typed import Typed, kept
from web.visitor import Form, Visitor, text

router = APIRouter()
log = structlog.get_logger("accounts")

PATH = "/{jurisdiction}/accounts"
OF_A_UNIT = ("filer", "unit_head")
GRANTED = {role: words for role, words in ROLES.items() if role not in ("administrator", "office", "office_head")}
"""What an office may grant. An administrator, and the office's own accounts and its head's, are made by the
administrator on the command line: whoever approves must not be made by whoever asks."""
SLOTS = {"A": "A角", "B": "B角"}
LONGEST = 60


@router.get(PATH, name="accounts:show")
def show(request: Request, jurisdiction: str) -> HTMLResponse:
    return _page(request, jurisdiction)


@router.post(PATH, name="accounts:add")
def add(request: Request, jurisdiction: str, form: Form) -> Response:
    """A new account, and its one-time link, which is shown on the answer and never again."""
    with request.app.state.house.reading() as conn:
        try:
            account = _added(conn, jurisdiction, form)
        except (Refused, SeveralRefused) as no:
            return _page(request, jurisdiction, errors=dict(refusals.sentences(no)), form=form)
        token = accounts.make_link(conn, account.id, "first_password")
    _tell(request, "account added", account)
    return _page(request, jurisdiction, made=account, link=_address(request, token))


@router.post(PATH + "/{id}/link", name="accounts:link")
def link(request: Request, jurisdiction: str, id: UUID) -> Response:
    """A new one-time link for setting the password; the former one is void."""
    with request.app.state.house.reading() as conn:
        account = _own(request, conn, jurisdiction, id)
        if account.disabled:
            return _page(request, jurisdiction, errors={f"a-{id}": f"账号“{account.login}”已停用，请先启用。"})
        token = accounts.make_link(conn, account.id, "first_password")
    _tell(request, "account link made", account)
    return _page(request, jurisdiction, made=account, link=_address(request, token))


@router.post(PATH + "/{id}", name="accounts:disable")
def change(request: Request, jurisdiction: str, id: UUID, form: Form) -> Response:
    """`action`: disable, enable, move (to the successor of an abolished unit, `unit`), or end (whoever is signed in
    with it is signed out)."""
    action = text(form, "action")
    visitor: Visitor = request.state.visitor
    with request.app.state.house.reading() as conn:
        account = _own(request, conn, jurisdiction, id)
        if account.id == visitor.account:
            return _page(request, jurisdiction, errors={f"a-{id}": "不能停用自己的账号，请由其他同志办理。"})
        if action == "end":
            accounts.revoke_sessions(conn, account.id)
        elif action == "move":
            _move(conn, jurisdiction, account, text(form, "unit"))
        elif action in ("disable", "enable"):
            accounts.disable(conn, account.id, action == "disable")
        else:
            raise HTTPException(404)
    _tell(request, f"account {action}", account)
    return RedirectResponse(f"/{jurisdiction}/accounts?{action}={account.id}#a-{account.id}", status_code=303)


def _move(conn: psycopg.Connection[Any], slug: str, account: Account, unit: str) -> None:
    """Its post is written with the successor's name from now on. Raises 404 for a unit that is no successor of its own,
    or before the day on which its own ends."""
    rows = {row.id: row for row in register.unit_rows(conn, slug)}
    own = rows.get(account.unit or "")
    if own is None or unit not in own.successors or own.abolished_on is None or own.abolished_on > clock.today():
        raise HTTPException(404, "这个账号的单位没有撤销，或者所选单位不是它的承接单位。")
    accounts.move(conn, account.id, unit, account.post.replace(own.name, rows[unit].name)[:LONGEST])


def _added(conn: psycopg.Connection[Any], slug: str, form: FormData) -> Account:
    typed = Typed(form)
    login, post = typed.required("login", "账号"), typed.required("post", "职务")
    role, unit, slot = typed.text("role"), typed.text("unit"), typed.text("slot")
    if role not in GRANTED:
        typed.fault("form.missing", "role", what="角色")
    if role in OF_A_UNIT and unit not in register.active_units(conn, slug):
        typed.fault("form.missing", "unit", what="单位（填报人和单位负责人须属于一个单位）")
    if any(sign.isspace() for sign in login) or len(login) > LONGEST:
        typed.fault("account.login", "login", most=LONGEST)
    if len(post) > LONGEST:
        typed.fault("account.post", "post", most=LONGEST)
    if login and accounts.called(conn, login):
        typed.fault("account.taken", "login", login=login)
    typed.check()
    try:
        return accounts.add(
            conn,
            login,
            post,
            role,
            slug,
            unit if role in OF_A_UNIT else None,
            slot=slot if role == "filer" and slot in SLOTS else None,
        )
    except ValueError:  # somebody took the login meanwhile
        raise Refused("account.taken", field="login", login=login) from None


def _own(request: Request, conn: psycopg.Connection[Any], slug: str, id: UUID) -> Account:
    """The account, of this government only; an administrator's is for administrators."""
    found = accounts.of(conn, id)
    if found is None or found.jurisdiction != slug:
        raise HTTPException(404, "没有找到这个账号。")
    if found.role == "administrator" and request.state.visitor.role != "administrator":
        raise HTTPException(403, "系统管理员的账号只能由系统管理员办理。")
    return found


def _address(request: Request, token: str) -> str:
    return str(request.url_for("first_password:show", token=token))


def _tell(request: Request, what: str, account: Account) -> None:
    log.info(what, account=str(account.id), role=account.role, by=str(request.state.visitor.account))


def _page(
    request: Request,
    slug: str,
    *,
    errors: dict[str, str] | None = None,
    form: FormData | None = None,
    made: Account | None = None,
    link: str | None = None,
) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        government = register.jurisdiction(conn, slug)
        if government is None:
            raise HTTPException(404)
        units = register.units(conn, slug)
        active = register.active_units(conn, slug)
        found = accounts.of_government(conn, slug)
    order, places = list(ROLES), {unit: place for place, unit in enumerate(units)}
    named = {str(each.id): each for each in found}
    changed = next(
        (
            (what, request.query_params[what])
            for what in ("disable", "enable", "end", "move")
            if what in request.query_params
        ),
        None,
    )
    return render(
        request,
        "accounts.html",
        status_code=422 if errors else 200,
        headers={"Cache-Control": "no-store"},
        place=own_place(request.app.state.house, government["slug"]),
        government=government,
        accounts=sorted(found, key=lambda each: (order.index(each.role), places.get(each.unit or "", 0), each.login)),
        units=units,
        active=active,
        roles=ROLES,
        granted=GRANTED,
        slots=SLOTS,
        errors=errors or {},
        typed=kept(form),
        made=made,
        link=link,
        changed=(changed[0], named[changed[1]]) if changed and changed[1] in named else None,
    )
