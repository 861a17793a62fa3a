"""规则: what is asked for in this programme, of whom, by when, and where each rule comes from.

While the list is prepared the office changes each by its form; the days of the month's rhythm are set with the list
(web/pages/programme.py).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import register
from projects.month import Changed
from projects.programme import Programme
from projects.rule import ROLLS, Rule
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.house import House
from web.office_page import OfficePage
from web.permissions import OFFICE
from web.place import place_of, programme_here
from web.templating import render
from web.typed import Typed
from web.visitor import Form, key_of

router = APIRouter()

SPANS = {
    "week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年", "once": "逐次",
}  # fmt: skip


PATH = "/{jurisdiction}/{year:int}/rules"
MONTHLY = ("monthly_report", "monthly_publication", "monthly_bulletin")
"""Kinds whose day is set with the list."""
DAYS = {
    "day": ("第几日", "该月第几日，没有这一天的月份按最后一日", 31),
    "working_day": ("第几个工作日", "该月第几个工作日", 20),
    "weekday": ("星期几", "1至7，7为星期日", 7),
    "working_days_after": ("几个工作日内", "从起算日的次日数起", 60),
    "days_after": ("几日内", "从起算日的次日数起，不扣节假日", 90),
}
"""How a rule counts → the field's label, hint and largest number."""
MOST_REMINDERS, FARTHEST = 4, 20


@router.get(PATH, name="rules:show")
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
        monthly=MONTHLY,
        changing=programme.state == "preparing" and request.state.visitor.role in OFFICE,
        done=request.query_params.get("done"),
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


@router.get(PATH + "/{kind}", name="rules:edit")
def edit(request: Request, jurisdiction: str, year: int, kind: str) -> HTMLResponse:
    return _Page(request, jurisdiction, year, kind).render()


@router.post(PATH + "/{kind}", name="rules:fix")
def fix(request: Request, jurisdiction: str, year: int, kind: str, form: Form) -> Response:
    """Refused once the list is released: the policy set is frozen with it."""
    page = _Page(request, jurisdiction, year, kind)
    typed = Typed(form)
    new = _typed(typed, page.rule)

    def act() -> Changed:
        programme = page.house.ledger.get(Programme, UUID(page.programme.id))
        policy = programme.policy_set
        programme.fix_policy(replace(policy, rules={**policy.rules, kind: new.as_dict()}))
        return [programme], {"rule": kind}

    try:
        typed.check()
        actor = page.visitor.actor(request)
        page.house.carry_out(actor, key_of(form), ["rule", page.programme.id, kind, str(new.as_dict())], act)
    except (Refused, SeveralRefused) as no:
        return page.render(dict(refusals.sentences(no)), form)
    return RedirectResponse(f"/{jurisdiction}/{year}/rules?done={kind}#{kind}", status_code=303)


class _Page(OfficePage):
    template = "rule.html"

    def __init__(self, request: Request, slug: str, year: int, kind: str) -> None:
        super().__init__(request, slug, year)
        rules = self.programme.policy.cadence()
        if kind not in rules or kind in MONTHLY:
            raise HTTPException(404)
        self.rule = rules[kind]

    def more(self, form: FormData | None) -> dict[str, Any]:
        label, hint, most = DAYS[self.rule.count]
        return {
            "rule": self.rule,
            "span": SPANS[self.rule.period],
            "number": (label, hint, most),
            "rolls": list(ROLLS.items()),
            "rolling": rolls(self.rule),
            "reminders": "、".join(map(str, self.rule.reminders)),
            "fixed": self.programme.state != "preparing",
        }


def rolls(rule: Rule) -> bool:
    """Whether its day can fall on a day off: what counts working days ends on one."""
    return rule.count not in ("working_day", "working_days_after")


def _typed(typed: Typed, rule: Rule) -> Rule:
    label, _, most = DAYS[rule.count]
    at, roll = typed.text("at"), typed.text("roll") or rule.roll
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", at):
        typed.fault("policy.time", "at", found=at)
    if roll not in ROLLS:
        typed.fault("form.missing", "roll", what="遇非工作日怎么办")
    return replace(
        rule,
        n=typed.whole("n", label, 1, most),
        at=at,
        roll=roll if roll in ROLLS else rule.roll,  # type: ignore[arg-type]
        reminders=_reminders(typed),
        source=typed.required("source", "出处"),
    )


def _reminders(typed: Typed) -> tuple[int, ...]:
    """2、0: so many working days before, the farthest first; none where it is left empty."""
    written = typed.text("reminders")
    parts = [part for part in re.split(r"[,，、;；\s]+", written) if part]
    known = sorted({int(part) for part in parts if part.isascii() and part.isdecimal()}, reverse=True)
    if len(known) != len(parts) or len(known) > MOST_REMINDERS or any(each > FARTHEST for each in known):
        typed.fault("policy.reminders", "reminders", found=written, most=MOST_REMINDERS, farthest=FARTHEST)
        return ()
    return tuple(known)
