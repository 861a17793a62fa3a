"""Signing in and out, the one-time links, and the first password."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from tracker import accounts
from tracker.accounts import NotAdmitted
from web import refusals
from web.look import CHOSEN, LOOKS
from web.templating import render
from web.visitor import COOKIE, Form, text

router = APIRouter()

KEPT = 365 * 24 * 3600
"""Seconds for which a browser keeps the look that was chosen: a year."""


@router.get("/sign-in", name="sign_in:show")
def show(request: Request, next: str = "") -> HTMLResponse:
    return _page(request, next)


@router.post("/sign-in", name="sign_in:submit")
def submit(request: Request, form: Form) -> Response:
    login = text(form, "login")
    address = request.client.host if request.client else ""
    with request.app.state.house.reading() as conn:
        try:
            token = accounts.sign_in(conn, login, str(form.get("password") or ""), address)
        except NotAdmitted as no:
            return _page(request, text(form, "next"), login=login, error=refusals.SENTENCES[no.code], status=422)
    return _welcome(token, text(form, "next"), secure=request.url.scheme == "https")


@router.get("/sign-in/{token}", name="sign_in:link")
def link(request: Request, token: str) -> HTMLResponse:
    """A page with one button: a link opened by a mail scanner must not spend it."""
    with request.app.state.house.reading() as conn:
        account = accounts.link(conn, token, "sign_in")
    if account is None:
        raise HTTPException(410, "这个登录链接已失效。请使用本次启动时显示的新链接，或用账号密码登录。")
    return render(request, "sign_in_link.html", account=account, token=token)


@router.post("/sign-in/{token}", name="sign_in:use_link")
def use_link(request: Request, token: str) -> Response:
    with request.app.state.house.reading() as conn:
        account = accounts.link(conn, token, "sign_in")
        if account is None or not account.demonstration:
            raise HTTPException(410, "这个登录链接已失效。")
        session = accounts.open_session(conn, account.id)
    return _welcome(session, "", secure=request.url.scheme == "https")


@router.post("/sign-out", name="sign_in:out")
def out(request: Request) -> Response:
    with request.app.state.house.reading() as conn:
        accounts.close_session(conn, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/look/{look}", name="sign_in:look")
def choose(request: Request, look: str, to: str = "") -> Response:
    """The look of all pages of whoever is signed in, kept by this browser: one of LOOKS, or the plain one again. Back
    to the page they came from."""
    response = RedirectResponse(_own(to), status_code=303)
    if look in LOOKS:
        secure = request.url.scheme == "https"
        response.set_cookie(CHOSEN, look, max_age=KEPT, httponly=True, samesite="lax", secure=secure, path="/")
    else:
        response.delete_cookie(CHOSEN)
    return response


@router.get("/first-password/{token}", name="first_password:show")
def first_password(request: Request, token: str) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        account = accounts.link(conn, token, "first_password")
    if account is None:
        raise HTTPException(410, "这个链接已使用或已过期，请联系管理员重新发送。")
    return render(request, "first_password.html", account=account, token=token, error=None)


@router.post("/first-password/{token}", name="first_password:set")
def set_password(request: Request, token: str, form: Form) -> Response:
    password, again = str(form.get("password") or ""), str(form.get("again") or "")
    with request.app.state.house.reading() as conn:
        account = accounts.link(conn, token, "first_password")
        if account is None:
            raise HTTPException(410, "这个链接已使用或已过期，请联系管理员重新发送。")
        error = "两次输入的密码不一致，请重新输入。" if password != again else None
        if error is None:
            try:
                accounts.set_password(conn, account.id, password)
            except NotAdmitted as no:
                error = refusals.SENTENCES[no.code]
        if error:
            return render(request, "first_password.html", account=account, token=token, error=error, status_code=422)
        accounts.link(conn, token, "first_password", use=True)
        session = accounts.open_session(conn, account.id)
    return _welcome(session, "", secure=request.url.scheme == "https")


def _page(request: Request, next: str, login: str = "", error: str | None = None, status: int = 200) -> HTMLResponse:
    return render(request, "sign_in.html", next=next, login=login, error=error, status_code=status)


def _welcome(token: str, next: str, *, secure: bool) -> Response:
    """On to where they wanted to go."""
    response = RedirectResponse(_own(next), status_code=303)
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure, path="/")
    return response


def _own(next: str) -> str:
    """An address of this site only; the desk for any other."""
    return next if next.startswith("/") and not next.startswith(("//", "/\\")) else "/desk"
