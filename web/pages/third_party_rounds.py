"""The rounds of third-party review (第三方督查评议), recorded as they were held."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from projects import register
from projects.rule import Stretch
from supervision import third_party_rounds
from supervision.third_party_round import MEMBERS, METHODS, ThirdPartyRound
from tracker.refusal import Refused
from web.office_page import OfficePage
from web.typed import Typed
from web.visitor import Form, text, texts

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/third-party-rounds"


@router.get(PATH, name="third_party_rounds:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    return _Page(request, jurisdiction, year).render()


@router.post(PATH, name="third_party_rounds:hold")
def hold(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    page = _Page(request, jurisdiction, year)

    def act() -> Any:
        typed = Typed(form)
        held_on = typed.day("held_on", "日期")
        members = {kind: _count(typed, f"member-{at}", kind) for at, kind in enumerate(MEMBERS)}
        typed.check()
        period = page.period(text(form, "period"))
        if period.key in page.held:
            raise Refused("third_party_round.held_already", field="period", period=period.label)
        made = ThirdPartyRound.hold(
            (page.programme.id, page.programme.jurisdiction, page.programme.year),
            period,
            held_on,
            texts(form, "methods"),
            members,
            [page.ids[number] for number in texts(form, "projects") if number in page.ids],
            text(form, "summary"),
        )
        return [made], {}

    return page.attempt(form, act, "held")


def _count(typed: Typed, name: str, kind: str) -> int:
    return typed.whole(name, kind, 0, 99) if typed.text(name) else 0


class _Page(OfficePage):
    template = "third_party_rounds.html"
    done = {"held": "已记录。"}  # noqa: RUF012

    def __init__(self, request: Request, slug: str, year: int) -> None:
        super().__init__(request, slug, year)
        with self.house.reading() as conn:
            self.held = third_party_rounds.of_programme(conn, self.programme.id)
            self.projects = register.projects(conn, self.programme.id)
        self.ids = {row.number: row.id for row in self.projects}
        self.periods = self.programme.policy.rule(third_party_rounds.KIND).periods(year)

    def period(self, key: str) -> Stretch:
        """Raises Refused("third_party_round.period")."""
        found = next((each for each in self.periods if each.key == key), None)
        if found is None:
            raise Refused("third_party_round.period", field="period")
        return found

    def more(self, form: FormData | None) -> dict[str, Any]:
        return {
            "periods": self.periods,
            "held": self.held,
            "open": [each for each in self.periods if each.key not in self.held],
            "projects": self.projects,
            "by_id": {row.id: row for row in self.projects},
            "methods": METHODS,
            "members": MEMBERS,
            "ticked": {name: texts(form, name) if form else [] for name in ("methods", "projects")},
        }
