"""问题公开 as a notice to print: the five fields of a published problem; one row for issuance.PRINTED."""

from collections.abc import Sequence
from datetime import date

from supervision import draft, problem_notice, problems
from supervision.document import Document
from supervision.notice_paper import NoticePaper
from supervision.sheetwork import Sheet
from tracker.refusal import Refused
from web import download
from web.house import House
from web.paper import layout, notice, spreadsheet
from web.printing import DOCX, PDF, XLSX, Chance, Printing, Rendered, proof
from web.unit_sheets import office, record_of, titled

PROBLEM = "problem"


def _problem(house: House, slug: str, year: int, subject: str) -> Sheet:
    here, id = office(house, slug, year), record_of(subject, PROBLEM)
    with house.reading() as conn:
        row = problems.problem(conn, id)
    if row is None or str(row.programme) != here.programme.id:
        raise Refused("paper.no_subject")
    matter = draft.matter({"title": here.programme.title, "year": year})
    made = problem_notice.paper(row, matter=matter, sender=here.sender)
    return Sheet(
        problem_notice.PROBLEM_DISCLOSURE,
        slug,
        year,
        subject,
        f"{made.title}：{row.fields['item']}",
        made.to_json(),
        house.ledger.position(id),
        specimen=made.specimen,
    )


def _problems(house: House, slug: str, year: int) -> Sequence[Chance]:
    here = office(house, slug, year)
    with house.reading() as conn:
        rows = problems.of_programme(conn, here.programme.id)
    return [
        Chance(
            f"{PROBLEM}:{row.id}",
            row.fields["item"],
            problem_notice.WHY_NOT.get(row.state),
            f"problems-desk/{row.id}",
        )
        for row in rows
    ]


def _files(document: Document, number: str | None, day: date | None) -> Rendered:
    code, square = proof(document, day)
    made = NoticePaper.from_json(document.facts["says"], day, code)
    called, foot = download.called(titled(document)), layout.foot_words(made.specimen, code)
    return [
        (f"{called}.pdf", PDF, notice.pdf(made, square)),
        (f"{called}.docx", DOCX, notice.docx(made)),
        (f"{called}.xlsx", XLSX, spreadsheet.xlsx(made.tables, foot)),
    ]


ROWS: dict[str, Printing] = {problem_notice.PROBLEM_DISCLOSURE: Printing("督办", titled, _files, _problem, _problems)}
"""Kind → how it is made."""
