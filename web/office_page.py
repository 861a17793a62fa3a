"""What the office's pages of one programme share: where they are, whose they are, and a form carried out or refused."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import register
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.house import House
from web.permissions import OFFICE
from web.place import place_of, programme_here
from web.templating import render
from web.typed import kept
from web.visitor import Visitor, key_of, text


class OfficePage:
    """One page of one programme; a page says what else its template needs (`more`) and where it lies (`path`)."""

    template = ""
    done: dict[str, str] = {}  # noqa: RUF012  each page's own

    def __init__(self, request: Request, slug: str, year: int) -> None:
        self.request, self.slug, self.year = request, slug, year
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        with self.house.reading() as conn:
            self.programme = programme_here(conn, slug, year)
            self.government = str((register.jurisdiction(conn, slug) or {"name": slug})["name"])

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def office(self) -> bool:
        return self.visitor.role in OFFICE

    def more(self, form: FormData | None) -> dict[str, Any]:
        return {}

    def attempt(self, form: FormData, act: Callable[[], Any], done: str, **again: Any) -> Response:
        """Runs the command; what is refused is shown with what was typed. `again` is for `refused`."""
        sent = [[name, str(value)] for name, value in form.multi_items() if name not in ("csrf", "key")]
        try:
            self.house.carry_out(
                self.visitor.actor(self.request), key_of(form), [self.request.url.path, done, sent], act
            )
        except (Refused, SeveralRefused) as no:
            return self.refused(no, form, **again)
        return RedirectResponse(f"{self.path}?done={done}", status_code=303)

    def refused(self, no: Refused | SeveralRefused, form: FormData, **again: Any) -> HTMLResponse:
        return self.render(dict(refusals.sentences(no)), form)

    def render(self, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
        return render(
            self.request,
            self.template,
            status_code=200 if form is None else 422,
            **{**self._usual(errors or {}, form), **self.more(form)},
        )

    def _usual(self, errors: dict[str, str], form: FormData | None) -> dict[str, Any]:
        return dict(
            programme=self.programme,
            root=f"/{self.slug}/{self.year}",
            here=self.path,
            place=place_of(self.programme, self.government),
            office=self.office,
            opinion="不涉密，可以公开。",
            opinion_post=f"{self.government}保密审查岗",
            errors={("post" if name == "approval" else name): words for name, words in errors.items()},
            typed=kept(form) if form is not None else None,
            done=self.done.get(self.request.query_params.get("done", "")),
            today=clock.today().isoformat(),
            key=str(uuid4()),
        )


def lines(form: FormData, name: str) -> list[str]:
    """A field with a line a thing."""
    return [line.strip() for line in text(form, name).splitlines() if line.strip()]
