"""The governments whose programmes are followed here."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from projects import deposits, published
from projects.deposits import Deposited
from projects.published import Government
from web.marking import banner_of
from web.templating import render

router = APIRouter()


@router.get("/", name="home:show")
def show(request: Request) -> HTMLResponse:
    """Every government, the demonstration first."""
    with request.app.state.house.reading() as conn:
        found, kept = published.governments(conn), deposits.every(conn)
    return page(request, found, kept)


def page(request: Request, governments: list[Government], kept: Sequence[Deposited] = ()) -> HTMLResponse:
    """The page of these governments, and of what was taken in from elsewhere; simulated ones are marked in their own
    row, the clock over all."""
    return render(
        request,
        "home.html",
        governments=governments,
        deposits=kept,
        banner=banner_of(simulated=any(each.simulated for each in governments), imported=False),
    )
