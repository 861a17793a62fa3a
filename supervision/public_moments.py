"""When something became public, and its place on the ledger: what the open data's rows are stamped with."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import psycopg

from projects.notice import Notice
from projects.programme import Programme
from projects.publication import Publication
from projects.reorganisation import Reorganisation
from supervision.acceptance import Acceptance
from supervision.disclosure import Disclosure
from supervision.document import Document
from supervision.inspection import Inspection
from supervision.interpretation import Interpretation
from supervision.opinion import Opinion
from supervision.problem import Problem
from supervision.programme_result import ProgrammeResult
from supervision.withholding import Withholding
from tracker.read_model import ReadModel
from tracker.table import Table

PUBLIC_MOMENTS = ReadModel(
    "supervision_public_moments",
    """
CREATE TABLE supervision_public_moments (position bigint PRIMARY KEY, at timestamptz NOT NULL);
CREATE INDEX supervision_public_moments_at ON supervision_public_moments (at);
""",
)
_MOMENTS = Table("supervision_public_moments", "position")


@PUBLIC_MOMENTS.on(
    Programme.Released,
    Programme.HistoryPublished,
    Programme.PublicLightsSwitched,
    Publication.Published,
    Notice.Published,
    Reorganisation.Ordered,
    Inspection.Cleared,
    Problem.Published,
    Problem.OutcomePublished,
    Problem.Withdrawn,
    Document.Issued,
    Disclosure.Published,
    Interpretation.Published,
    Opinion.Cleared,
    ProgrammeResult.Announced,
    Acceptance.Noticed,
    Acceptance.ObjectionAnswered,
    Acceptance.Closed,
    Acceptance.Revoked,
    Acceptance.LookedBack,
)
def _public(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    if not getattr(e, "public", True):
        return
    _MOMENTS.insert(curs, position=position, at=e.timestamp)


@PUBLIC_MOMENTS.on(Withholding.Withheld, Withholding.WithheldAgain)
def _withheld(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    """What nobody could see anyway says nothing to the public when it goes."""
    if e.public:
        _MOMENTS.insert(curs, position=position, at=e.timestamp)


def positions(conn: psycopg.Connection[Any], moments: Iterable[datetime]) -> dict[datetime, int]:
    """Moment → the position of what became public then, the last of several."""
    rows = conn.execute(
        "SELECT at, max(position) AS position FROM supervision_public_moments WHERE at = ANY(%s) GROUP BY at",
        (list(set(moments)),),
    ).fetchall()
    return {row["at"]: row["position"] for row in rows}


def last(conn: psycopg.Connection[Any]) -> int:
    """The position of what became public last, of whichever government."""
    row = conn.execute("SELECT max(position) AS position FROM supervision_public_moments").fetchone()
    return int(row["position"] or 0) if row else 0
