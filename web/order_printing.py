"""From an issued or raised order to its paper: made once, kept by its hash, recorded with its log position."""

from uuid import UUID

from projects import register
from projects.identity import identity
from projects.programme import Programme
from supervision import ladder, order_paper, orders, papers
from supervision.document import ORDER, Document, IssuedFile
from supervision.issuer import issuer_of
from supervision.order import Order
from supervision.orders import Deed
from supervision.papers import PaperRow
from tracker import clock
from tracker.event import Actor
from web import issuance
from web.house import House


def print_(house: House, actor: Actor, id: UUID) -> None:
    """The paper of the level where the order stands; nothing where it has one already, or the step has none.

    Raises Refused("document.characters") of an order from before that was asked at its issue.
    """
    with house.reading() as conn:
        row = orders.order(conn, id)
        if row is None or not row.number or not order_paper.printed(row.step):
            return
        told = orders.history(conn, [id])[id]
        government = register.jurisdiction(conn, row.jurisdiction) or {}
        units = register.units(conn, row.jurisdiction)
        project = next(
            (each for each in register.projects(conn, str(row.programme)) if each.id == str(row.project)), None
        )
    if house.ledger.find(Document, Document.create_id(ORDER, row.jurisdiction, row.year, order_paper.key(row))):
        return
    letterhead = house.ledger.get(Programme, row.programme).policy_set.extra.get("letterhead", {})
    document = order_paper.drafted(
        house.ledger.get(Order, id),
        row,
        _raised(told),
        issuer=issuer_of(letterhead, government.get("name", "")),
        units=units,
        project=f"{project.number}　{project.title}" if project else None,
        specimen=government.get("shown") == "simulated",
    )
    issuance.refuse_boxes([document.facts, document.prose])
    files = [
        IssuedFile(name, media_type, house.store.put(content), len(content))
        for name, media_type, content in issuance.rendered(document, document.number_text, row.begun)
    ]
    document.issue(clock.today().isoformat(), files, issuance.fonts_used(), issuance.template())
    key = identity("order paper", order_paper.key(row))
    asked = ["orders:print", order_paper.key(row)]
    house.carry_out(actor, key, asked, lambda: ([document], {"document": str(document.id)}))


def of_order(house: House, row: orders.OrderRow) -> list[tuple[int, PaperRow]]:
    """The order's papers with their places from 1, oldest first; a level whose paper was not made yet is left out."""
    with house.reading() as conn:
        known = papers.of_year(conn, ORDER, row.jurisdiction, row.year)
    places = range(1, row.papers + 1)
    return [(place, known[key]) for place in places if (key := f"{row.id}-{place}") in known]


def paper(house: House, row: orders.OrderRow, place: int) -> PaperRow | None:
    """The paper of that place."""
    return next((found for at, found in of_order(house, row) if at == place), None)


def _raised(told: list[Deed]) -> str:
    """Why it stands where it does: the last step up, in words; empty at the first."""
    up = [deed for deed in told if deed.topic == "order.escalated"]
    if not up:
        return ""
    last = up[-1].told
    return f"由{ladder.WORDS[last['previous']]}升为{ladder.WORDS[last['step']]}：{last['reason']}"
