"""What of the papers waits on its way out, with the page where it is taken on: for its review, its approval, its issue.

A paper that people word waits itself. What is decided as a matter of its own waits before there is any paper of it,
where it is decided: ELSEWHERE has a row for each such kind. Any other kind is made and issued in one press, of what was
decided in the form that recorded it, and waits for nobody.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from projects import notices, register
from projects.approval import PUBLIC
from projects.notice import CORRECTION
from projects.register import ProgrammeRow
from supervision import criticisms, disclosures, document_kind, orders, papers, problems
from supervision.criticism_paper import CRITICISM_BULLETIN
from supervision.disclosing import HALF_YEAR
from supervision.document import CORRECTION_NOTICE, ORDER
from supervision.papers import PaperRow
from supervision.problem_notice import PROBLEM_DISCLOSURE

OFFICE, HEAD = "office", "office_head"
REVIEW, DECISION = "待公开审查", "待负责人批准"
Conn = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """`href`: below /{government}/{year}/. `turn`: the role whose turn it is."""

    kind: str
    title: str
    href: str
    status: str
    turn: str


def of(conn: Conn, programme: ProgrammeRow) -> list[Waiting]:
    """Every kind's, those that wait for the head of the office first, then the longest at work."""
    own = [_paper(row, programme) for row in papers.at_work(conn, programme.jurisdiction, programme.year)]
    found = own + [each for find in ELSEWHERE.values() for each in find(conn, programme)]
    return sorted(found, key=lambda each: each.turn != HEAD)


def _paper(row: PaperRow, programme: ProgrammeRow) -> Waiting:
    status, turn = {
        "drafted": (REVIEW, OFFICE),
        "reviewed": (DECISION, HEAD),
        "approved": (f"已批准，待{document_kind.of(row.kind).sending}", OFFICE),
        "numbered": ("待印发", OFFICE),
    }[row.state]
    return Waiting(row.kind, papers.called(row, programme.policy), row.desk, status, turn)


def _orders(conn: Conn, programme: ProgrammeRow) -> Iterator[Waiting]:
    for row in orders.of_programme(conn, programme.id):
        if row.state == "drafted":
            yield Waiting(ORDER, f"督办单“{row.matter['matter']}”", f"orders/{row.id}", "待签发", HEAD)


def _criticisms(conn: Conn, programme: ProgrammeRow) -> Iterator[Waiting]:
    units = register.units(conn, programme.jurisdiction)
    for row in criticisms.of_programme(conn, programme.id):
        title, href = f"对{units.get(row.unit, row.unit)}的通报批评", f"criticisms/{row.id}"
        if row.state == "drafted":
            yield Waiting(CRITICISM_BULLETIN, title, href, "待批示", HEAD)
        elif row.state == "approved" and row.attribute == PUBLIC:
            yield Waiting(CRITICISM_BULLETIN, title, href, f"已批示同意，{REVIEW}", OFFICE)


def _problems(conn: Conn, programme: ProgrammeRow) -> Iterator[Waiting]:
    steps = {
        "drafted": ("待批示", HEAD),
        "approved": (f"已批示同意，{REVIEW}", OFFICE),
        "cleared": ("已审查，待公开", OFFICE),
    }
    for row in problems.of_programme(conn, programme.id):
        if row.state in steps:
            title = f"公开督查问题“{row.fields['item']}”"
            yield Waiting(PROBLEM_DISCLOSURE, title, f"problems-desk/{row.id}", *steps[row.state])


def _corrections(conn: Conn, programme: ProgrammeRow) -> Iterator[Waiting]:
    numbers = {row.id: row.number for row in register.projects(conn, programme.id)}
    for row in notices.owed(conn, programme.id):
        what = "数字更正" if row.kind == CORRECTION else "调整"
        yield Waiting(
            CORRECTION_NOTICE, f"项目{numbers.get(row.project, '')}　{what}的公布", "notices", *_cleared(row.state)
        )


def _disclosures(conn: Conn, programme: ProgrammeRow) -> Iterator[Waiting]:
    for each in disclosures.standing(conn, programme):
        if each.state in ("drafted", "cleared"):
            href = f"disclosure-desk/{each.half.key}"
            yield Waiting(HALF_YEAR, f"{each.half.label}进展情况公开", href, *_cleared(each.state))


def _cleared(state: str) -> tuple[str, str]:
    """Where the review says by whom publication was approved, both are recorded in one."""
    return ("已审查批准，待公布", OFFICE) if state == "cleared" else (f"{REVIEW}、批准", HEAD)


ELSEWHERE: dict[str, Callable[[Conn, ProgrammeRow], Iterator[Waiting]]] = {
    ORDER: _orders,
    CRITICISM_BULLETIN: _criticisms,
    CORRECTION_NOTICE: _corrections,
    PROBLEM_DISCLOSURE: _problems,
    HALF_YEAR: _disclosures,
}
