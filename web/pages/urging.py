"""催报 of a month: the units that have not filed are told so, one or all of them in one click, once a day."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from supervision import urgings
from tracker.refusal import Refused
from web import refusals
from web.pages.month import PATH, RHYTHM, MonthPage
from web.visitor import Form, text

router = APIRouter()


@router.post(PATH + "/urge", name="month:urge")
def urge(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    """`unit`: the id of one; all that owe the month's report without it."""
    page, unit = MonthPage(request, jurisdiction, year, period), text(form, "unit")
    owed = {each: rows for each, rows in page.owed().items() if unit in ("", each)}
    try:
        answer = page.carry_out(
            form,
            ["urge", unit],
            lambda: urgings.urge(page.house.ledger, page.programme, RHYTHM, owed, f"/filing/{period}"),
        )
    except Refused as no:
        return page.render({"": refusals.sentence(no)})
    return RedirectResponse(f"/{jurisdiction}/{year}/month/{period}?urged={len(answer['urged'])}", status_code=303)
