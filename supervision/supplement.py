"""Reports that were returned and not submitted again: whether their own day is past, which is not the month's."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import psycopg

from projects.register import ProgrammeRow
from projects.reports import ReportRow
from supervision import obligations, owed
from supervision.owed import Owed
from supervision.reporting import SUPPLEMENT


def overdue(
    conn: psycopg.Connection[Any],
    programme: ProgrammeRow,
    reports: Iterable[ReportRow],
    now: datetime,
    open_now: Sequence[Owed] | None = None,
) -> set[str]:
    """Ids of the projects of those whose supplement is late; `open_now` is what is owed, where that is known already
    (supervision/owed.py)."""
    back = [row for row in reports if row.sent_back]
    if not back:
        return set()
    known = owed.of(conn, programme, now) if open_now is None else open_now
    waiting = {(one.project, one.period): one.overdue(now) for one in known if one.kind == SUPPLEMENT}
    over = {(row.project, row.period): row.state for row in obligations.of_programme(conn, programme.id, SUPPLEMENT)}
    keys = [(row.project, f"{row.period}-{len(row.returns)}") for row in back]
    return {key[0] for key in keys if waiting.get(key, over.get(key, "missed") == "missed")}


def running(
    conn: psycopg.Connection[Any], programme: ProgrammeRow, reports: Iterable[ReportRow], now: datetime
) -> dict[str, datetime]:
    """Project id → when its supplement is due, of those whose day is not over yet."""
    keys = {(row.project, f"{row.period}-{len(row.returns)}") for row in reports if row.sent_back}
    if not keys:
        return {}
    known = [one for one in owed.of(conn, programme, now) if one.kind == SUPPLEMENT and not one.overdue(now)]
    return {one.project: one.due for one in known if one.project and (one.project, one.period) in keys}
