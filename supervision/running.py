"""The clocks that run now, by the thing they are about: the day that was stored, or will be at the next tick."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import psycopg

from projects.register import ProgrammeRow
from supervision import obligations, watch
from supervision.claim import Claim
from supervision.kinds import Claims
from supervision.obligations import Row


@dataclass(frozen=True, slots=True)
class Running:
    """One open claim with its day. `paused_since`: since when it stands still; it is due later by as many days."""

    claim: Claim
    due: datetime
    paused_since: datetime | None


def of(conn: psycopg.Connection[Row], programme: ProgrammeRow, *listings: Claims) -> dict[str, list[Running]]:
    """Subject → what is owed of it now, earliest first. What was stored governs; what no tick has seen is reckoned."""
    stored = {(row.kind, row.subject, row.period): row for row in obligations.open_of(conn, programme.id)}
    reckon = watch.reckoner(conn, programme)
    found: dict[str, list[Running]] = {}
    for claim in _open(claim for listing in listings for claim in listing(conn, programme)):
        row = stored.get((claim.kind, claim.subject, claim.period))
        over = tuple(pause for pause in claim.pauses if pause.until)
        due = row.due if row else reckon(claim, claim.due, over).due
        paused = next((pause.since for pause in claim.pauses if pause.until is None), None)
        found.setdefault(claim.subject, []).append(Running(claim, due, paused))
    return {subject: sorted(clocks, key=lambda clock: clock.due) for subject, clocks in found.items()}


def _open(claims: Iterable[Claim]) -> Iterable[Claim]:
    return (claim for claim in claims if claim.since and claim.met_at is None and claim.void is None)
