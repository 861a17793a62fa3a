"""What the pages of the upper ladder share: the programme, who looks, and one command at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from projects import register
from projects.register import ProgrammeRow
from supervision import orders, papers, proposing
from supervision.climbing import About, Climbing
from supervision.orders import OrderRow
from supervision.papers import PaperRow
from supervision.proposal import Proposal
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web import evidence, refusals
from web.house import House
from web.permissions import OFFICE
from web.place import place_of, programme_here
from web.templating import render
from web.typed import kept
from web.visitor import Form, Visitor, key_of, text, texts

__all__ = ["Files", "Form", "LadderDesk", "given_out"]

Again = Callable[[dict[str, str]], HTMLResponse]


@dataclass(frozen=True, slots=True)
class Files:
    """What a form sent under one name: what came now, and what an earlier sending left in the store."""

    kept: list[dict[str, Any]]
    faults: list[Refused]


class LadderDesk:
    """404 where there is no programme of our own; a unit sees what is its own."""

    def __init__(self, request: Request, slug: str, year: int) -> None:
        self.request, self.slug, self.year = request, slug, year
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        with self.house.reading() as conn:
            self.programme: ProgrammeRow = programme_here(conn, slug, year)
            self.government = (register.jurisdiction(conn, slug) or {"name": slug})["name"]
            self.units = register.units(conn, slug)
            self.projects = {row.id: row for row in register.projects(conn, self.programme.id)}

    @property
    def root(self) -> str:
        return f"/{self.slug}/{self.year}"

    @property
    def unit(self) -> str | None:
        """The unit whose records alone are shown; None for who sees all."""
        return self.visitor.unit if self.visitor.role in ("filer", "unit_head") else None

    @property
    def office(self) -> bool:
        return self.visitor.role in OFFICE

    def climbing(self) -> Climbing:
        return Climbing(self.house.ledger, UUID(self.programme.id))

    def about(self, project: UUID | str | None, unit: str) -> str:
        """The project's number and title; the unit's name where there is none."""
        row = self.projects.get(str(project)) if project else None
        return f"项目{row.number}　{row.title}" if row else self.units.get(unit, "")

    def order(self, id: str) -> OrderRow | None:
        """An order of this programme; None for none, and for an id that is none."""
        try:
            wanted = UUID(id)
        except ValueError:
            return None
        with self.house.reading() as conn:
            found = orders.order(conn, wanted)
        return found if found and str(found.programme) == self.programme.id else None

    def raised(self, id: str) -> OrderRow | None:
        """The order whose step a form is to be; None where it names none."""
        found = self.order(id) if id else None
        if id and found is None:
            raise HTTPException(404, "没有找到这张督办单。")
        return found

    def lapse(self, order: OrderRow | None) -> str:
        """What of the order's step was not kept, in words."""
        if order is None:
            return ""
        with self.house.reading() as conn:
            return proposing.lapse_of(conn, order, self.programme, clock.today(), self.house.days())

    def proposal(self, id: str) -> Proposal | None:
        if not id:
            return None
        with self.house.reading() as conn:
            return proposing.one(conn, self.programme, id, clock.today(), self.house.days())

    def choices(self) -> list[tuple[str, str]]:
        """Every project, for a form."""
        return [(row.id, f"{row.number}　{row.title}") for row in self.projects.values()]

    def step(self, form: FormData) -> About:
        """What a form's step is about: the order it names, or the unit and project that were chosen."""
        found = self.order(text(form, "order")) if text(form, "order") else None
        proposal, project = text(form, "proposal"), text(form, "project")
        return About(
            unit=found.unit if found else text(form, "unit"),
            project=project if project in self.projects else None,
            order=found.id if found else None,
            cause={"kind": "proposal" if proposal else "", "ref": proposal, "words": text(form, "cause_words")},
            lapse=text(form, "lapse"),
        )

    def sheets(self, subject: str) -> list[PaperRow]:
        """The sheets made of a record (web/unit_sheets.py), for a unit those that go to it."""
        with self.house.reading() as conn:
            found = papers.about(conn, self.slug, self.year, subject)
        return [row for row in found if self.unit is None or self.unit in row.facts.get("units", ())]

    def files(self, form: FormData, name: str) -> Files:
        """Kept at once, so that a fault elsewhere does not lose them."""
        found = [file for said in texts(form, f"kept-{name}") if (file := evidence.again(self.house.store, said))]
        faults: list[Refused] = []
        for upload in form.getlist(name):
            if isinstance(upload, UploadFile) and upload.filename:
                try:
                    found.append(evidence.keep(self.house.store, upload))
                except Refused as no:
                    no.field = name
                    faults.append(no)
        return Files(list({file["sha256"]: file for file in found}.values()), faults)

    def attempt(
        self,
        form: FormData,
        asked: Sequence[Any],
        act: Callable[[], Any],
        done: str | Callable[[Any], str],
        again: Again,
    ) -> Response:
        """Carries out one command; a refusal shows the page again with its sentences (422)."""
        sent = {name: text(form, name) for name in form if name not in ("csrf", "key")}
        try:
            answer = self.house.carry_out(
                self.visitor.actor(self.request), key_of(form), [*asked, sent], act, alone=True
            )
        except (Refused, SeveralRefused) as no:
            if isinstance(no, Refused) and no.code.endswith(".unknown"):
                raise HTTPException(404, refusals.sentence(no)) from no
            return again(dict(refusals.sentences(no)))
        return RedirectResponse(done if isinstance(done, str) else done(answer), status_code=303)

    def render(
        self,
        template: str,
        errors: Mapping[str, str] | None = None,
        form: FormData | None = None,
        **context: Any,
    ) -> HTMLResponse:
        return render(
            self.request,
            template,
            status_code=422 if errors else 200,
            programme=self.programme,
            root=self.root,
            place=place_of(self.programme, self.government),
            office=self.office,
            role=self.visitor.role,
            units=self.units,
            about=self.about,
            today=clock.today(),
            errors=_under_approval(errors or {}),
            typed=kept(form) if form is not None else None,
            done=self.request.query_params.get("done"),
            key=str(uuid4()),
            **context,
        )


def _under_approval(errors: Mapping[str, str]) -> dict[str, str]:
    """The rule of a 批示 names it as a whole; the form's first field stands for it."""
    return {{"approval": "post"}.get(field, field): words for field, words in errors.items()}


def given_out(house: House, files: Iterable[Mapping[str, Any]], sha256: str) -> Response:
    """One of a record's files, to be downloaded; 404 where it has none of that hash."""
    file = next((each for each in files if each["sha256"] == sha256), None)
    if file is None:
        raise HTTPException(404, "没有找到这个文件。")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file['name'])}"}
    return Response(
        house.store.get(file["sha256"]),
        media_type=file["type"],
        headers={**headers, "Cache-Control": "private, no-store"},
    )
