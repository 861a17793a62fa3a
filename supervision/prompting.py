"""Tells the office what the system newly proposes (supervision/proposing.py): once each, whatever the tick's hour.

A proposal is no event: it follows from facts. Its message's id is made of the proposal's, so that a second tick tells
nothing twice. Told is what rests on a fact of the last days: who turns messages on is not told the year.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from projects import register
from supervision import messenger, proposing
from supervision.proposal import Proposal
from supervision.watch import LIVE
from tracker import accounts, announcements, messages
from tracker.clock import SHANGHAI
from tracker.ledger import Ledger
from tracker.messages import Message

WITHIN = timedelta(days=7)
"""How old the fact may be (default): a worker that was away for a holiday still tells it."""
TOPIC = "proposal.recorded"


def tick(ledger: Ledger, now: datetime) -> int:
    """How many messages that made."""
    told = 0
    with ledger.reading() as conn, conn.transaction():
        days = announcements.days(conn)
        for programme in register.programmes(conn):
            if programme.state not in LIVE or programme.published:
                continue
            today = now.astimezone(SHANGHAI).date()
            found = recent(proposing.open_of(conn, programme, today, days), today)
            people = accounts.of_government(conn, programme.jurisdiction) if found else []
            office = [each for each in people if each.role == "office" and not each.disabled]
            root = f"/{programme.jurisdiction}/{programme.year}"
            new = [
                Message(
                    messages.id_of(id, account.id), id, TOPIC, account.id, programme.jurisdiction, "order", False,
                    f"督办提示：{each.sentence}", f"{root}/proposals#p-{each.id}", now,
                )
                for each in found
                for id in [f"proposal:{programme.id}:{each.id}"]
                for account in office
            ]  # fmt: skip
            told += messenger.keep(conn, new)
    return told


def recent(found: Iterable[Proposal], today: date) -> list[Proposal]:
    """Of the last days; a leader's 批示 is told when it is recorded (supervision/telling.py)."""
    return [each for each in found if each.rule != "instruction" and today - date.fromisoformat(each.since) <= WITHIN]
