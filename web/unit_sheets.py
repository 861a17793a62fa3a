"""The derived sheets for those whom a decision binds, and of the office: read where they were decided, worded, printed.

One row a kind, for issuance.PRINTED. A subject is the record's id ("talk:…"); of a visit's feedback also the unit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from projects import register
from projects.register import ProgrammeRow
from supervision import (
    feedback_letter,
    findings,
    orders,
    recheck_sheet,
    rectification_notice,
    rectifications,
    talk_notice,
    talk_paper,
    talks,
    visits,
)
from supervision.document import Document
from supervision.feedback import Feedback
from supervision.finding import until
from supervision.findings import Visited
from supervision.form_paper import Form
from supervision.issuer import issuer_of
from supervision.letter_paper import Sender
from supervision.paper import OfficialPaper
from supervision.rectifications import RectificationRow
from supervision.sheetwork import Sheet
from supervision.talks import TalkRow
from tracker import clock
from tracker.refusal import Refused
from tracker.store import Store
from web import download
from web.house import House
from web.paper import form, pdf, word
from web.printing import DOCX, PDF, Chance, Printing, Rendered, proof

RECTIFICATION, TALK, VISIT = "rectification", "talk", "visit"
FIRST_WORDS = 16
"""Characters by which one of several of a project is told from the others."""


@dataclass(frozen=True, slots=True)
class Office:
    """The office of one programme, with what its papers call units, projects and orders by."""

    house: House
    programme: ProgrammeRow
    sender: Sender
    units: dict[str, str]
    projects: dict[str, tuple[str, str]]

    def matter(self, project: UUID | None) -> str:
        """The project's title; "" for none."""
        return self.projects.get(str(project), ("", ""))[1]

    def numbered(self, project: UUID | None) -> str:
        return "　".join(filter(None, self.projects.get(str(project), ())))

    def order(self, id: UUID | None) -> str | None:
        """The number of an order; None for none."""
        if id is None:
            return None
        with self.house.reading() as conn:
            found = orders.order(conn, id)
        return found.number if found else None

    def sheet(
        self, kind: str, subject: str, title: str, made: OfficialPaper | Form, units: Sequence[str], *told: UUID
    ) -> Sheet:
        """`told`: the ids of the records it tells of."""
        return Sheet(
            kind,
            self.programme.jurisdiction,
            self.programme.year,
            subject,
            title,
            made.to_json(),
            self.house.ledger.position(*told),
            units=units,
            specimen=self.sender.specimen,
        )


def office(house: House, slug: str, year: int) -> Office:
    """Raises Refused("programme.unknown"), and for imported history ("document.no_papers")."""
    with house.reading() as conn:
        programme = register.programme(conn, slug, year)
        if programme is None:
            raise Refused("programme.unknown")
        government, units = register.jurisdiction(conn, slug) or {}, register.units(conn, slug)
        projects = {row.id: (row.number, row.title) for row in register.projects(conn, programme.id)}
    if programme.published:
        raise Refused("document.no_papers")
    letterhead = programme.policy.extra.get("letterhead", {})
    sender = Sender(
        issuer_of(letterhead, government.get("name", "")),
        programme.hotline or "",
        government.get("shown") == "simulated",
    )
    return Office(house, programme, sender, units, projects)


def record_of(subject: str, of: str) -> UUID:
    """The record a subject names. Raises Refused("paper.no_subject") for what is none."""
    kind, _, rest = subject.partition(":")
    try:
        if kind == of:
            return UUID(rest.partition(":")[0])
    except ValueError:
        pass
    raise Refused("paper.no_subject")


# 整改通知, 复查表


def _rectification(here: Office, subject: str) -> RectificationRow:
    with here.house.reading() as conn:
        row = rectifications.rectification(conn, record_of(subject, RECTIFICATION))
    if row is None or str(row.programme) != here.programme.id:
        raise Refused("paper.no_subject")
    return row


def _notice(house: House, slug: str, year: int, subject: str) -> Sheet:
    here = office(house, slug, year)
    row = _rectification(here, subject)
    made = rectification_notice.paper(
        row,
        unit=here.units.get(row.unit, ""),
        matter=here.matter(row.project),
        order=here.order(row.order_id),
        sender=here.sender,
    )
    return here.sheet("rectification_notice", subject, made.title, made, [row.unit], row.id)


def _recheck(house: House, slug: str, year: int, subject: str) -> Sheet:
    here = office(house, slug, year)
    row = _rectification(here, subject)
    unit = here.units.get(row.unit, "")
    made = recheck_sheet.paper(row, unit=unit, matter=here.matter(row.project), sender=here.sender)
    return here.sheet(
        "recheck_sheet", subject, f"{made.title}：{here.matter(row.project) or unit}", made, [row.unit], row.id
    )


def _mending(why: Callable[[RectificationRow], str | None]) -> Callable[[House, str, int], Sequence[Chance]]:
    def chances(house: House, slug: str, year: int) -> Sequence[Chance]:
        here = office(house, slug, year)
        with house.reading() as conn:
            rows = rectifications.of_programme(conn, here.programme.id)
        return [
            Chance(
                f"{RECTIFICATION}:{row.id}",
                f"{here.numbered(row.project)}　{here.units.get(row.unit, '')}：{_ordered(row)}".lstrip("　"),
                why(row),
                f"rectifications/{row.id}",
            )
            for row in rows
        ]

    return chances


def _ordered(row: RectificationRow) -> str:
    """Which of a project's it is: its day and first words."""
    day = row.ordered_at.astimezone(clock.SHANGHAI)
    words = row.problem if len(row.problem) <= FIRST_WORDS else f"{row.problem[:FIRST_WORDS]}…"
    return f"{day.month}月{day.day}日责令，{words}"


# 约谈通知, 约谈记录


def _talk(here: Office, subject: str) -> TalkRow:
    with here.house.reading() as conn:
        row = talks.talk(conn, record_of(subject, TALK))
    if row is None or str(row.programme) != here.programme.id:
        raise Refused("paper.no_subject")
    return row


def _about(here: Office, row: TalkRow) -> str:
    return here.numbered(row.project) or here.units.get(row.unit, "")


def _call(house: House, slug: str, year: int, subject: str) -> Sheet:
    here = office(house, slug, year)
    row = _talk(here, subject)
    made = talk_notice.paper(
        row,
        unit=here.units.get(row.unit, ""),
        matter=_about(here, row),
        order=here.order(row.order_id),
        sender=here.sender,
    )
    return here.sheet("talk_notice", subject, f"{made.title}：{_about(here, row)}", made, [row.unit], row.id)


def _record(house: House, slug: str, year: int, subject: str) -> Sheet:
    """Of a talk that was held. Raises Refused("paper.not_now") before."""
    here = office(house, slug, year)
    row = _talk(here, subject)
    if row.record is None:
        raise Refused("paper.not_now", why=_unheld(row))
    with house.reading() as conn:
        promises = [each for each in talks.promises(conn, row.id) if each.round == 1]
    made = talk_paper.paper(
        row,
        promises,
        matter=_about(here, row),
        unit=here.units.get(row.unit, ""),
        government="",
        letterhead={"issuer": here.sender.issuer},
        specimen=here.sender.specimen,
    )
    return here.sheet("talk_record", subject, f"{made.title}：{_about(here, row)}", made, [row.unit], row.id)


def _unheld(row: TalkRow) -> str | None:
    if row.record is not None:
        return None
    return "约谈已经取消，没有记录" if row.state == "cancelled" else "约谈还没有举行"


def _talks(why: Callable[[TalkRow], str | None]) -> Callable[[House, str, int], Sequence[Chance]]:
    def chances(house: House, slug: str, year: int) -> Sequence[Chance]:
        here = office(house, slug, year)
        with house.reading() as conn:
            rows = talks.of_programme(conn, here.programme.id)
        return [Chance(f"{TALK}:{row.id}", _about(here, row), why(row), f"talks/{row.id}") for row in rows]

    return chances


# 反馈意见


def _feedback(house: House, slug: str, year: int, subject: str) -> Sheet:
    """Of one visit to one unit: that of `subject`, or the first to which it was fed back."""
    here, id = office(house, slug, year), record_of(subject, VISIT)
    with house.reading() as conn:
        visit, told = visits.visit(conn, id), findings.visited(conn, id)
        found = [row for row in findings.of_visit(conn, id) if row.state != "retracted"]
    if visit is None or visit.programme != here.programme.id:
        raise Refused("paper.no_subject")
    units = list((told.units if told else None) or [])
    unit = subject.split(":")[2] if subject.count(":") > 1 else next(iter(units), "")
    if units and unit not in units:
        raise Refused("paper.no_subject")
    own = [row for row in found if row.unit == unit]
    made = feedback_letter.paper(
        visit, told, own, here.units.get(unit, ""), until=_until(house, told), sender=here.sender
    )
    ids = (Feedback.create_id(str(id)), *(row.id for row in own))
    return here.sheet("feedback_letter", subject, made.title, made, [unit], *ids)


def _until(house: House, told: Visited | None) -> date | None:
    if told is None or told.fed_back_at is None:
        return None
    return until(told.fed_back_at.astimezone(clock.SHANGHAI).date(), house.days())


def _fed_back(house: House, slug: str, year: int) -> Sequence[Chance]:
    here = office(house, slug, year)
    with house.reading() as conn:
        rows = findings.visits_of(conn, here.programme.id)
    return [
        Chance(
            f"{VISIT}:{row.id}:{unit}",
            f"{here.numbered(row.project)}　{row.day.month}月{row.day.day}日　{here.units.get(unit, '')}".rstrip(),
            None if row.fed_back_at else "检查结论还没有反馈",
            f"visits/{row.id}/feedback",
        )
        for row in rows
        for unit in row.units or [""]
    ]


# Printing


def _letter_files(document: Document, number: str | None, day: date | None) -> Rendered:
    made = replace(OfficialPaper.from_json(document.facts["says"]), date=day, check_code=proof(document, day)[0])
    called = download.called(titled(document))
    return [(f"{called}.pdf", PDF, pdf.official(made)), (f"{called}.docx", DOCX, word.official(made))]


def form_files(document: Document, number: str | None, day: date | None) -> Rendered:
    """Of a sheet that says a form."""
    return _form_files(document, day, None)


def signed_files(document: Document, day: date | None, store: Store) -> Rendered:
    """The same with the names that were drawn by hand."""
    return _form_files(document, day, store)


def _form_files(document: Document, day: date | None, store: Store | None) -> Rendered:
    made = Form.from_json(document.facts["says"], day, proof(document, day)[0])
    called, drawn = download.called(titled(document)), form.pictures(made, store) if store else {}
    return [(f"{called}.pdf", PDF, form.pdf(made, drawn)), (f"{called}.docx", DOCX, form.docx(made, drawn))]


def titled(document: Document) -> str:
    """What its files are called: its title."""
    return str(document.prose["title"])


ROWS: dict[str, Printing] = {
    "rectification_notice": Printing(
        "限期整改", titled, _letter_files, _notice, _mending(lambda row: rectification_notice.WHY_NOT.get(row.state))
    ),
    "recheck_sheet": Printing("限期整改", titled, form_files, _recheck, _mending(recheck_sheet.why_not)),
    "talk_notice": Printing("约谈", titled, form_files, _call, _talks(lambda row: talk_notice.WHY_NOT.get(row.state))),
    "talk_record": Printing("约谈", titled, form_files, _record, _talks(_unheld)),
    "feedback_letter": Printing("现场核查", titled, _letter_files, _feedback, _fed_back),
}
"""Kind → how it is made."""
