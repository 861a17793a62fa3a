"""更正 and 撤回 of an issued paper: the office's desk of the paper that says so, from its reason to its issue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from supervision import amendment_paper, papers
from supervision.amendment_paper import KINDS, AmendmentPaper, Change
from supervision.document import Document
from tracker import clock
from web import issued_words, paper_desk, paper_steps
from web.paper_desk import STATES, Desk
from web.place import place_at
from web.templating import render
from web.visitor import text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/papers/{code}/{what}"
LINES = 5
"""Places that a form offers to put right; more stand in the words, which may be edited."""
VERBS = {"correction": "更正", "withdrawal": "撤回"}


@router.get(PATH, name="amendments:desk")
def desk(request: Request, jurisdiction: str, year: int, code: str, what: str) -> HTMLResponse:
    return _desk(request).page()


@router.get(PATH + "/preview.pdf", name="amendments:preview")
def preview(request: Request, jurisdiction: str, year: int, code: str, what: str) -> Response:
    document = _desk(request).paperwork.document()
    return paper_desk.previewed(request, document, "还没有起草。")


class _Desk(Desk):
    """A paper's desk with a page of its own; issued, it leads back to the paper it names."""

    @property
    def just_issued(self) -> str:
        """The code of the paper that was issued on the page before; blank on any other way here."""
        return self.request.query_params.get("issued", "")

    def draft(self, form: FormData) -> Response:
        assert isinstance(self.paperwork, AmendmentPaper)
        work, reason = self.paperwork, text(form, "reason")
        changes = [
            Change(text(form, f"was-{n}"), text(form, f"now-{n}"), n)
            for n in range(1, LINES + 1)
            if text(form, f"was-{n}") or text(form, f"now-{n}")
        ]
        told = issued_words.words(work.replaced)
        return self.carry_out(form, "amendments:draft", lambda: work.begin(reason, changes, self.writer, told))

    def issue(self, form: FormData) -> Response:
        """Leads to the desk as the paper left it: the next correction would begin with an empty form."""
        document = self.paperwork.document()
        answer = super().issue(form)
        if answer.status_code != 303 or document is None:
            return answer
        return RedirectResponse(f"{self.address}?issued={document.check_code}", status_code=303)

    def page(
        self, status: int = 200, errors: Mapping[str, str] | None = None, typed: Mapping[str, Any] | None = None
    ) -> HTMLResponse:
        assert isinstance(self.paperwork, AmendmentPaper)
        work, earlier = self.paperwork, self.paperwork.earlier()
        document = next((each for each in earlier if each.check_code == self.just_issued), work.document())
        slug, year = work.replaced.jurisdiction, work.replaced.year
        what = self.address.rpartition("/")[2]
        return render(
            self.request,
            "amendment.html",
            status_code=status,
            place=place_at(self.house, slug, year),
            root=f"/{slug}/{year}",
            address=self.address,
            what=what,
            verb=VERBS[what],
            earlier=earlier,
            replaced=work.replaced,
            document=document,
            state=paper_desk.stage(document),
            text=document.text if document else "",
            states=STATES,
            numbers=paper_desk.numbers(work, document),
            decides=self.visitor.role == "office_head",
            today=clock.today().isoformat(),
            opinion=paper_desk.OPINION,
            lines=LINES,
            errors=dict(errors or {}),
            typed=dict(typed or {}),
            key=str(uuid4()),
            paper=_paper(document) if document else None,
        )


def _paper(document: Document) -> Any:
    day = date.fromisoformat(document.issued_on) if document.issued_on else None
    code = document.check_code if document.issued_on else None
    return amendment_paper.paper(document.facts, document.prose, number=document.number_text, day=day, check_code=code)


def _desk(request: Request) -> _Desk:
    slug, year, code, what = (request.path_params[name] for name in ("jurisdiction", "year", "code", "what"))
    house = request.app.state.house
    with house.reading() as conn:
        row = papers.of_code(conn, code)
    if row is None or (row.jurisdiction, row.year) != (slug, year) or what not in KINDS or row.issued_at is None:
        raise HTTPException(404, "没有这份文书。")
    work = AmendmentPaper(house.ledger, what, house.ledger.get(Document, UUID(row.id)))
    return _Desk(request, house, request.state.visitor, work, f"/{slug}/{year}/papers/{code}/{what}", "amendment.html")


paper_steps.add(router, PATH, "amendments", _desk)
