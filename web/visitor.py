"""Who asks for a page, and what a form sent: found once a request, before the page's own code."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException as StarletteHTTPException

from tracker import accounts, messages
from tracker.event import Actor
from tracker.unseen import without_unseen

COOKIE = "tracker_session"
LONGEST = 30_000
"""Characters in one field of a form; nobody writes that much, and nothing longer goes onto the ledger."""
DRAWN = "drawn"
"""The one field that is not words but a picture; its page has a limit of its own."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in account as the pages see it."""

    account: UUID
    login: str
    post: str
    role: str
    jurisdiction: str | None
    unit: str | None
    csrf: str
    name: str | None = None
    unread: int = 0

    def actor(self, request: Request) -> Actor:
        """Whoever acts, for the ledger."""
        return Actor(str(self.account), self.post, self.unit, request.state.id)


def visitor_of(request: Request) -> Visitor | None:
    """The visitor by the session's cookie; None for the public."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    with request.app.state.house.reading() as conn:
        session = accounts.session(conn, token)
        if session is None:
            return None
        account = session.account
        unread = messages.unread(conn, account.id)
    return Visitor(
        account.id, account.login, account.post, account.role, account.jurisdiction, account.unit, session.csrf,
        unread=unread,
    )  # fmt: skip


async def form_of(request: Request) -> FormData:
    """The form a POST sent, its texts without unseen signs; empty for other methods. Raises 413 for a field that is too
    long."""
    if request.method != "POST":
        return FormData()
    try:
        form = await request.form(max_files=40, max_fields=4000, max_part_size=2 * 1024 * 1024)
    except StarletteHTTPException as fault:
        large = "exceeded" in str(fault.detail) or "Too many" in str(fault.detail)
        raise HTTPException(413, "内容过大，请删减后再提交。") if large else fault from fault
    for name, value in form.multi_items():
        if isinstance(value, str) and len(value) > LONGEST and name != DRAWN:
            raise HTTPException(413, f"有一栏写了{len(value)}个字，最多{LONGEST}字。请返回上一页，删减后再提交。")
    return FormData(
        [(name, without_unseen(value) if isinstance(value, str) else value) for name, value in form.multi_items()]
    )


Form = Annotated[FormData, Depends(form_of)]


def text(form: FormData, name: str) -> str:
    """A field as typed, without the blanks around it; "" when it was not sent or is a file."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def texts(form: FormData, name: str) -> list[str]:
    """All values of a field that may come several times."""
    return [value.strip() for value in form.getlist(name) if isinstance(value, str)]


def key_of(form: FormData) -> UUID:
    """The command's key the form carries (`key`), so that the same form sent twice acts once."""
    try:
        return UUID(text(form, "key"))
    except ValueError:
        return uuid4()
