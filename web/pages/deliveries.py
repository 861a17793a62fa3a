"""What went out and what did not, for the office and the administrator; what was given up is sent again from here."""

from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import register
from supervision.posting import TRIES
from tracker import accounts, channels, deliveries
from tracker.clock import SHANGHAI
from web.templating import render

router = APIRouter()
PATH = "/{jurisdiction}/deliveries"
PAGE = 50
SHOWN = {
    "undelivered": ("未送达", ("failed", "given_up")),
    "waiting": ("待发", ("queued", "gathered")),
    "done": ("已发", ("sent", "merged")),
    "all": ("全部", deliveries.STATES),
}
STATES = {
    "gathered": "等待每日汇总",
    "merged": "已并入汇总",
    "seen": "发前已在系统内阅读",
    "queued": "待发",
    "sent": "已发",
    "failed": "未送达，将重试",
    "given_up": "未送达，不再重试",
    "withheld": "演示，未外发",
}


@router.get(PATH, name="deliveries:show")
def show(request: Request, jurisdiction: str, only: str = "", page: int = 1) -> HTMLResponse:
    """`only` is one of SHOWN; without it what was not delivered, or everything where all was."""
    with request.app.state.house.reading() as conn:
        government = register.jurisdiction(conn, jurisdiction)
        if government is None:
            raise HTTPException(404)
        counts = deliveries.counts(conn, jurisdiction)
        totals = {name: sum(counts.get(state, 0) for state in states) for name, (_, states) in SHOWN.items()}
        chosen = only if only in SHOWN else "undelivered" if totals["undelivered"] else "all"
        pages = max(1, -(-totals[chosen] // PAGE))
        at = min(max(page, 1), pages)
        found = deliveries.of_government(conn, jurisdiction, SHOWN[chosen][1], limit=PAGE, offset=(at - 1) * PAGE)
        ways = {each.id: each for each in channels.of_government(conn, jurisdiction)}
        people = {each.id: each.post for each in accounts.of_government(conn, None)}
    return render(
        request,
        "deliveries.html",
        government=government,
        deliveries=found,
        ways=ways,
        people=people,
        shown=SHOWN,
        totals=totals,
        chosen=chosen,
        states=STATES,
        zone=SHANGHAI,
        tries=TRIES,
        page=at,
        pages=pages,
        sent_again="again" in request.query_params,
    )


@router.post(PATH + "/{delivery}", name="deliveries:again")
def again(request: Request, jurisdiction: str, delivery: UUID) -> Response:
    """Back into the queue, with all its tries."""
    with request.app.state.house.reading() as conn:
        if not deliveries.again(conn, jurisdiction, delivery):
            raise HTTPException(409, "这条消息已经发出或者正在发送，不用重新发送。")
    return RedirectResponse(f"/{jurisdiction}/deliveries?again", status_code=303)
