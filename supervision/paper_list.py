"""The published list of papers (paper-list/1), by which anybody can tell a paper from a forgery, without asking us.

Only papers given to the public stand on it. Of one that was not, `entry` says no more than that it exists: kind, day,
hashes; whoever holds its code or its file may know that.
"""

from collections.abc import Sequence
from typing import Any

import psycopg

from projects import register
from supervision import document_kind, papers
from supervision.issuer import issuer_of
from supervision.papers import PaperRow
from supervision.verify_document import FORMAT
from tracker.clock import SHANGHAI


def published(conn: psycopg.Connection[Any], slug: str | None = None, year: int | None = None) -> dict[str, Any]:
    """Of one programme, or of all; newest first. `as_of`: the day of what was recorded last, so that a list in which
    nothing changed is the same bytes; "" where it is empty."""
    rows = sorted(papers.told(conn, slug, year), key=lambda row: str(row.issued_at), reverse=True)
    last = max((row.changed_at.astimezone(SHANGHAI).date().isoformat() for row in rows), default="")
    return {"format": FORMAT, "as_of": last, "papers": entries(conn, rows)}


def entries(conn: psycopg.Connection[Any], rows: Sequence[PaperRow]) -> list[dict[str, Any]]:
    slugs = {row.jurisdiction for row in rows}
    names = {slug: str((register.jurisdiction(conn, slug) or {}).get("name", "")) for slug in slugs}
    later = papers.later(conn, [row.check_code for row in rows])
    years = {(row.jurisdiction, row.year) for row in rows}
    offices = {(slug, year): _office(conn, slug, year, names[slug]) for slug, year in years}
    return [_entry(row, offices[row.jurisdiction, row.year], later.get(row.check_code)) for row in rows]


def _office(conn: psycopg.Connection[Any], slug: str, year: int, government: str) -> str:
    programme = register.programme(conn, slug, year)
    return issuer_of(programme.policy.extra.get("letterhead", {}) if programme else {}, government)


def _entry(row: PaperRow, office: str, later: str | None) -> dict[str, Any]:
    named = {"title": row.title, "number": row.number} if row.told else {"title": None, "number": None}
    return {
        "code": row.check_code,
        "kind": row.kind,
        "called": document_kind.of(row.kind).called,
        **named,
        "issued_on": str(row.issued_on),
        "issuer": _issuer(row, office),
        "state": row.state,
        "amended": row.amended if row.told else [{**each, "number": None} for each in row.amended],
        "later": later,
        "log_position": row.source_position,
        "template": row.template,
        "files": [
            {"what": what, "name": file["name"] if row.told else None, "sha256": file["sha256"], "size": file["size"]}
            for what, files in (
                ("original", row.files),
                ("scan", row.scans),
                ("archive", row.archive["files"] if row.archive else []),
            )
            for file in files
        ],
    }


def _issuer(row: PaperRow, office: str) -> str:
    """Who answers for the paper: whom it names, else the government's `office`."""
    letterhead = row.facts.get("letterhead") or {}
    return str(row.facts.get("issuer") or letterhead.get("issuer") or office)
