"""规则: what is asked for in this programme, of whom, by when, and where each rule comes from."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from projects import register
from projects.rule import Rule
from web.house import House
from web.place import place_of, programme_here
from web.templating import render

router = APIRouter()

SPANS = {
    "week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年", "once": "逐次",
}  # fmt: skip


@router.get("/{jurisdiction}/{year:int}/rules", name="rules:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    house: House = request.app.state.house
    with house.reading() as conn:
        programme = programme_here(conn, jurisdiction, year)
        government = register.jurisdiction(conn, jurisdiction) or {"name": jurisdiction}
    return render(
        request,
        "rules.html",
        programme=programme,
        place=place_of(programme, government["name"]),
        section="desk",
        root=f"/{jurisdiction}/{year}",
        rules=list(programme.policy.cadence().values()),
        spans=SPANS,
        cutoff=cutoff,
        reminders=reminders,
    )


def cutoff(rule: Rule) -> str:
    """When what was not done counts as not done."""
    if rule.cutoff is None:
        return "到下一期期限仍未办"
    return f"期限过后{rule.cutoff}个工作日仍未办" if rule.cutoff else "到期仍未办"


def reminders(rule: Rule) -> str:
    return "、".join("到期当天" if n == 0 else f"到期前{n}个工作日" for n in rule.reminders) or "不提醒"
