"""One press text's desk: what was typed, the preview of it, what was typed by hand, and the steps of its way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from supervision import press_words, public_visits, reference
from supervision.angle import CALLED
from supervision.document import Document
from supervision.pressroom import Pressroom
from supervision.reference import Reference
from tracker import clock
from tracker.clock import SHANGHAI
from tracker.refusal import Refused, SeveralRefused
from web import figure_record, issuance, paper_desk, refusals
from web.house import House
from web.paper import fonts
from web.paper_desk import OPINION, SENT_OUT, Desk, missing, place_of
from web.permissions import OFFICE
from web.templating import render, render_block
from web.typed import Typed
from web.visitor import key_of, text, texts

BLANK = {"post": "", "words": "", "agreed_on": ""}
Prose = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PressDesk(Desk):
    """`paperwork` is a Pressroom."""

    @property
    def room(self) -> Pressroom:
        assert isinstance(self.paperwork, Pressroom)
        return self.paperwork

    def page(
        self,
        status: int = 200,
        errors: Mapping[str, str] | None = None,
        typed: Mapping[str, Any] | None = None,
        prose: Prose | None = None,
    ) -> HTMLResponse:
        """With `prose`, what was typed in place of what is kept."""
        document, programme = self.room.document(), self.room.programme
        found = self.room.is_published()
        return render(
            self.request,
            "press_desk.html",
            status_code=status,
            place=place_of(self.house, programme.jurisdiction, programme.year),
            address=self.address,
            period=self.room.period,
            angle=CALLED[self.room.angle.kind],
            document=document,
            state=paper_desk.stage(document),
            text=document.text if document else "",
            published=found,
            missing=[] if found else missing(self.house, self.room),
            states=SENT_OUT,
            decides=self.visitor.role == "office_head",
            approves=self.visitor.role in OFFICE,
            today=clock.today().isoformat(),
            opinion=OPINION,
            errors=dict(errors or {}),
            typed=dict(typed or {}),
            unsaved=prose is not None and not errors,
            key=str(uuid4()),
            hotline=programme.hotline,
            fonts=fonts.shown(),
            unprintable=_boxes(document, prose or document.prose) if document else [],
            **self._shown(document, prose),
        )

    def _shown(self, document: Document | None, prose: Prose | None = None) -> dict[str, Any]:
        """What the editor and the preview show; nothing before there is a text."""
        if document is None:
            return {"prose": None, "versions": 0}
        words = prose or document.prose
        return {
            "prose": words,
            "copy": press_words.plain(document.facts, words),
            "traced": press_words.traced(document.facts),
            "groups": grouped(document.facts),
            "versions": len(self.room.versions()),
            "pictures": self._pictures(document),
            "quotations": [*words.get("quotations", ()), BLANK],
            "embargoed": document.embargoed(clock.now()),
            "earliest": _minute(clock.now() + timedelta(hours=1)),
            **shown(document.facts, words, self.root),
        }

    @property
    def root(self) -> str:
        return f"/{self.room.programme.jurisdiction}/{self.room.programme.year}"

    def _pictures(self, document: Document) -> list[dict[str, Any]]:
        """The photographs that were cleared for the public, of the projects it speaks of."""
        content = self.room.content()
        chosen = self.room.angle.chosen(content) if content and press_words.traced(document.facts) else []
        programme = self.room.programme
        with self.house.reading() as conn:
            found = [
                {"sha256": photo, "project": str(each["number"]), "words": f"{visit.day.month}月{visit.day.day}日现场"}
                for each in chosen
                for visit in public_visits.of_project(conn, programme.jurisdiction, programme.year, str(each["number"]))
                for photo in visit.photos
            ]
        return found[:24]

    # What was typed

    def words(self, form: FormData, document: Document) -> dict[str, Any]:
        words = paper_desk.words_of(form, document)
        if not press_words.traced(document.facts):
            return words
        places = sorted({name.split(".")[1] for name in form if name.startswith("quotation.")})
        words["quotations"] = [
            {name: text(form, f"quotation.{place}.{name}") for name in ("post", "words", "agreed_on")}
            for place in places
        ]
        words["sources"] = {
            name.removeprefix("source."): text(form, name) for name in form if name.startswith("source.")
        }
        if "pictures" in form:
            words["pictures"] = [
                {"sha256": each, "caption": text(form, f"caption.{each}")} for each in texts(form, "picture")
            ]
        return words

    def preview(self, form: FormData) -> HTMLResponse:
        """What was typed, as it will be printed; kept nowhere. htmx gets the preview alone."""
        document = self.room.document()
        if document is None:
            return self.page()
        prose = document.written(self.words(form, document))
        if self.request.headers.get("hx-request") == "true":
            return render_block(
                self.request,
                "press_desk.html",
                "preview",
                document=document,
                address=self.address,
                errors={},
                unprintable=_boxes(document, prose),
                **shown(document.facts, prose, self.root),
            )
        return self.page(prose=prose)

    def edit(self, form: FormData) -> Response:
        document = self.room.document()
        return self.keep(form, self.words(form, document) if document else {})

    def keep(self, form: FormData, words: Mapping[str, Any]) -> Response:
        """Keeps what was typed; where it is refused it is shown as it was typed."""
        confirmed = text(form, "confirmed") == "1"
        asked = [*self.asked(form, "document:edit"), sorted(words.get("sources", {}).items())]
        try:
            self.house.carry_out(
                self.actor,
                None if "replace" in form else key_of(form),
                asked,
                lambda: self.room.edit(words, self.writer, text(form, "text"), confirmed=confirmed),
            )
        except (Refused, SeveralRefused) as refused:
            document = self.room.document()
            moved = isinstance(refused, Refused) and refused.code in paper_desk.FASTER
            prose = document.written(words) if document else None
            status = 409 if moved else 422
            return self.page(status, dict(refusals.sentences(refused)), paper_desk.typed_of(form), prose)
        return self.done()

    def replace(self, form: FormData) -> Response:
        """One press: a typed figure, wherever it stands, made the reference it was meant for, and kept."""
        document = self.room.document()
        figure, _, name = text(form, "replace").partition("|")
        if document is None:
            return self.page()
        known = reference.by_name(press_words.references(document.facts)).get(reference.key(name))
        words = self.words(form, document)
        if known is None:
            return self.page(422, prose=document.written(words))
        return self.keep(form, _exchanged(words, figure, known))

    def insert(self, form: FormData) -> Response:
        """A reference put at the end of the part that was chosen; kept when the text is."""
        document = self.room.document()
        if document is None:
            return self.page()
        words, name, into = self.words(form, document), text(form, "insert"), text(form, "into")
        if into in words["blocks"]:
            paragraphs = words["blocks"][into] or [""]
            words["blocks"][into] = [*paragraphs[:-1], f"{paragraphs[-1]}{{{{ {name} }}}}"]
        return self.page(prose=document.written(words))

    def embargo(self, form: FormData) -> Response:
        """Until a day and an hour of China's time; lifted where `lift` says so."""
        typed, sure = Typed(form), text(form, "sure") == "1"
        until = None
        if not text(form, "lift"):
            until = _moment(text(form, "until"))
            if until is None:
                typed.fault("press.embargo_until", "until")
        try:
            typed.check()
        except (Refused, SeveralRefused) as refused:
            return self.page(422, dict(refusals.sentences(refused)), paper_desk.typed_of(form))
        return self.carry_out(form, "press:embargo", lambda: self.room.embargo(until, sure=sure))


def opened(request: Request, jurisdiction: str, year: int, key: str) -> PressDesk:
    """The desk of one text; 404 for a government, year, period or angle that there is not."""
    house: House = request.app.state.house
    room = Pressroom(house.ledger, jurisdiction, year, key)
    address = f"/{jurisdiction}/{year}/press/{quote(key)}"
    return PressDesk(request, house, request.state.visitor, room, address, "press_desk.html")


def shown(facts: Mapping[str, Any], prose: Prose, root: str) -> dict[str, Any]:
    """A text's pieces, each figure with where its record is; and what was typed by hand."""
    return {
        "lines": {name: press_words.line(facts, prose[name]) for name in press_words.LINES},
        "passages": [pieces for _, pieces in press_words.passages(facts, prose)],
        "flagged": _flagged(facts, prose) if press_words.traced(facts) else [],
        "record": partial(figure_record.address, root, facts),
        "where": press_words.where,
        "used": [each for each in press_words.used(facts, prose) if each.name not in press_words.PLAIN],
        "printed_pictures": press_words.pictures(facts, prose),
    }


def _boxes(document: Document, prose: Prose) -> list[str]:
    """The characters of a text that no font here can print."""
    return issuance.boxes([document.facts, prose])


def _flagged(facts: Mapping[str, Any], prose: Prose) -> list[dict[str, Any]]:
    """Each figure typed by hand: what it may have meant, and what was said of where it comes from."""
    known = press_words.references(facts)
    return [
        {
            "figure": figure,
            "meant": reference.meant(figure, known, press_words.around(prose, figure)),
            "source": prose["sources"].get(figure, ""),
        }
        for figure in press_words.typed(prose)
    ]


def grouped(facts: Mapping[str, Any]) -> list[tuple[str, list[Reference]]]:
    """The references to pick from: of the whole list, then project by project."""
    found: dict[str, list[Reference]] = {}
    for each in press_words.references(facts):
        found.setdefault(f"{each.project}　{each.title}" if each.project else "总体", []).append(each)
    return list(found.items())


def _exchanged(words: dict[str, Any], figure: str, known: Reference) -> dict[str, Any]:
    def put(said: str) -> str:
        return reference.replaced(said, figure, known)

    lines = {name: put(words[name]) for name in press_words.LINES if name in words}
    blocks = {key: [put(paragraph) for paragraph in paragraphs] for key, paragraphs in words["blocks"].items()}
    quotations = [{**each, "words": put(each["words"])} for each in words["quotations"]]
    pictures = [{**each, "caption": put(each["caption"])} for each in words.get("pictures", ())]
    kept = {"pictures": pictures} if "pictures" in words else {}
    return {**words, **lines, "blocks": blocks, "quotations": quotations, **kept}


def _moment(said: str) -> datetime | None:
    """A day and an hour as a browser sends them: 2026-10-10T09:00."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found


def _minute(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:00")
