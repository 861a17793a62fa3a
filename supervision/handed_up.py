"""What a unit's filers have done and its head has not signed: the unit still owes it, and it is in the head's hands."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import psycopg

from projects import reports
from projects.register import ProgrammeRow
from supervision import acceptance_clocks, acceptances, order_clocks, orders, rectifications, self_check, undertakings
from supervision.owed import Owed
from supervision.reporting import REPORT, SUPPLEMENT

OF_REPORTS = (REPORT, SUPPLEMENT)
OF_ORDERS = (order_clocks.REPLY, order_clocks.SUPPLEMENT)


def told(conn: psycopg.Connection[Any], programme: ProgrammeRow, open_now: Sequence[Owed]) -> list[Owed]:
    """What is owed, with `with_head` where it waits for the head of the unit that owes it."""
    waiting = _reports(conn, programme, open_now) | _records(conn, programme, open_now)
    heads = undertakings.PROMISE
    return [replace(one, with_head=True) if one.kind == heads or _key(one) in waiting else one for one in open_now]


def _key(one: Owed) -> tuple[str, str]:
    """A report by its place on the filing page, a record by its own page."""
    return ("report" if one.kind in OF_REPORTS else one.kind), one.href


def _reports(conn: psycopg.Connection[Any], programme: ProgrammeRow, open_now: Sequence[Owed]) -> set[tuple[str, str]]:
    found = set()
    asked = {one.href.partition("#")[0].rpartition("/")[2] for one in open_now if one.kind in OF_REPORTS}
    for period in asked:
        known = reports.of_period(conn, programme.id, period)
        at_head = {project for project, row in known.items() if row.state == "awaiting_release"}
        found |= {_key(one) for one in open_now if one.project in at_head and f"/{period}#" in one.href}
    return found


def _records(conn: psycopg.Connection[Any], programme: ProgrammeRow, open_now: Sequence[Owed]) -> set[tuple[str, str]]:
    """Replies to orders and reports of rectifications that lie before the head, and were not given back by him."""
    kinds = {one.kind for one in open_now}
    found = set()
    if kinds & set(OF_ORDERS):
        known = [row for row in orders.of_programme(conn, programme.id) if _before_head(row.reply)]
        found |= {(kind, f"/orders/{row.id}") for row in known for kind in OF_ORDERS}
    if undertakings.REPORT in kinds:
        terms = [row for row in rectifications.of_programme(conn, programme.id) if _before_head(row.draft)]
        found |= {(undertakings.REPORT, f"/rectifications/{row.id}") for row in terms}
    if acceptance_clocks.REQUEST in kinds:
        found |= {
            (acceptance_clocks.REQUEST, one.href)
            for one in open_now
            if one.kind == acceptance_clocks.REQUEST and one.project in _self_checked(conn, programme)
        }
    return found


def _self_checked(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> set[str]:
    """Projects whose self-check is complete and lies before the head."""
    return {
        project
        for project, row in acceptances.of_programme(conn, programme.id).items()
        if _before_head(row.now.draft) and not self_check.lacking(row.now.draft, row.papers)
    }


def _before_head(drafted: dict[str, Any] | None) -> bool:
    return drafted is not None and not drafted.get("sent_back")
