"""The governments whose programmes are followed here."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from projects import published
from projects.published import Government
from web.marking import banner_of
from web.templating import render

router = APIRouter()


@router.get("/", name="home:show")
def show(request: Request) -> HTMLResponse:
    """Every government, the demonstration first."""
    with request.app.state.house.reading() as conn:
        found = published.governments(conn)
    return page(request, found)


def page(request: Request, governments: list[Government]) -> HTMLResponse:
    """The page of these governments; simulated ones are marked in their own row, the clock over all."""
    return render(
        request,
        "home.html",
        governments=governments,
        banner=banner_of(simulated=any(each.simulated for each in governments), imported=False),
    )
