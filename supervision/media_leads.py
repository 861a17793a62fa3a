"""The media leads of a programme as they stand: what is open first, then what was answered or passed on."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg

from supervision.media_lead import MediaLead
from tracker.read_model import ReadModel

MEDIA_LEADS = ReadModel(
    "supervision_media_leads",
    """
CREATE TABLE supervision_media_leads (
    id uuid PRIMARY KEY, programme text NOT NULL, project text NOT NULL, kind text NOT NULL, outlet text NOT NULL,
    day date NOT NULL, matter text NOT NULL, address text NOT NULL, state text NOT NULL, words text NOT NULL,
    press_text text NOT NULL, clue text NOT NULL, recorded_at timestamptz NOT NULL, ended_at timestamptz,
    position bigint NOT NULL);
CREATE INDEX supervision_media_leads_of ON supervision_media_leads (programme, position);
""",
)


@dataclass(frozen=True, slots=True)
class MediaLeadRow:
    """One lead. `words` is the answer, `press_text` the key of the press text that answers it, `clue` the id of
    the clue it was passed on as; each "" where there is none."""

    id: UUID
    programme: str
    project: str
    kind: str
    outlet: str
    day: date
    matter: str
    address: str
    state: str
    words: str
    press_text: str
    clue: str
    recorded_at: datetime
    ended_at: datetime | None
    position: int

    @property
    def open(self) -> bool:
        return self.state == "open"


@MEDIA_LEADS.on(MediaLead.Recorded)
def _recorded(curs: psycopg.Cursor[Any], e: MediaLead.Recorded, position: int) -> None:
    curs.execute(
        """INSERT INTO supervision_media_leads
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'open', '', '', '', %s, NULL, %s)""",
        (
            e.originator_id, e.programme, e.project, e.kind, e.outlet, e.on, e.matter, e.address, e.timestamp, position,
        ),
    )  # fmt: skip


@MEDIA_LEADS.on(MediaLead.Answered)
def _answered(curs: psycopg.Cursor[Any], e: MediaLead.Answered, position: int) -> None:
    curs.execute(
        """UPDATE supervision_media_leads SET state = 'answered', words = %s, press_text = %s, ended_at = %s
           WHERE id = %s""",
        (e.words, e.text, e.timestamp, e.originator_id),
    )


@MEDIA_LEADS.on(MediaLead.PassedOn)
def _passed_on(curs: psycopg.Cursor[Any], e: MediaLead.PassedOn, position: int) -> None:
    curs.execute(
        "UPDATE supervision_media_leads SET state = 'passed_on', clue = %s, ended_at = %s WHERE id = %s",
        (e.clue, e.timestamp, e.originator_id),
    )


def of_programme(conn: psycopg.Connection[Any], programme: str) -> list[MediaLeadRow]:
    """Open ones first, each the newest first."""
    rows = conn.execute(
        """SELECT * FROM supervision_media_leads WHERE programme = %s
           ORDER BY state <> 'open', day DESC, position DESC""",
        (programme,),
    ).fetchall()
    return [MediaLeadRow(**row) for row in rows]
