"""What was decided on proposals, and the leaders' 批示 raised as such, as pages read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision.proposed import Proposed
from tracker.read_model import ReadModel
from tracker.table import Table

PROPOSALS = ReadModel(
    "supervision_proposals",
    """
CREATE TABLE supervision_proposals (
    id uuid PRIMARY KEY, programme uuid NOT NULL, key text NOT NULL, proposal jsonb NOT NULL, instruction jsonb,
    state text NOT NULL, words text, by_post text, recorded_at timestamptz NOT NULL, decided_at timestamptz);
CREATE INDEX supervision_proposals_of ON supervision_proposals (programme);
""",
)

_ROWS = Table("supervision_proposals")


@dataclass(frozen=True, slots=True)
class Decided:
    """One proposal on the ledger. `key` is the proposal's id; `state`: recorded, declined, accepted; `words` the reason
    or note; `by_post` who decided."""

    id: UUID
    programme: UUID
    key: str
    proposal: dict[str, Any]
    instruction: dict[str, Any] | None
    state: str
    words: str | None
    by_post: str | None
    recorded_at: datetime
    decided_at: datetime | None


@PROPOSALS.on(Proposed.Recorded)
def _recorded(curs: psycopg.Cursor[Any], e: Proposed.Recorded, position: int) -> None:
    told = e.proposal
    _ROWS.insert(
        curs,
        id=e.originator_id,
        programme=e.programme,
        key=f"{told['rule']}:{told['subject']}:{told['period']}",
        proposal=Jsonb(told),
        instruction=Jsonb(e.instruction) if e.instruction else None,
        state="recorded",
        **dict.fromkeys(("words", "by_post", "decided_at")),
        recorded_at=e.timestamp,
    )


@PROPOSALS.on(Proposed.Declined, Proposed.Accepted)
def _decided(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    declined = isinstance(e, Proposed.Declined)
    _ROWS.update(
        curs,
        e.originator_id,
        state="declined" if declined else "accepted",
        words=e.reason if declined else e.note,
        by_post=e.by.get("post", ""),
        decided_at=e.timestamp,
    )


def of_programme(conn: psycopg.Connection[Any], programme: str | UUID) -> list[Decided]:
    """The last recorded first."""
    rows = conn.execute(
        "SELECT * FROM supervision_proposals WHERE programme = %s ORDER BY recorded_at DESC, key", (str(programme),)
    ).fetchall()
    return [Decided(**row) for row in rows]
