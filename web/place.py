"""The government and year a staff page is about, as the page frame names them."""

from typing import Any

import psycopg
from fastapi import HTTPException

from projects import register
from projects.register import ProgrammeRow
from web.house import House


def place_of(programme: ProgrammeRow, name: str) -> dict[str, Any] | None:
    """What the frame links to the public pages by; None while nothing of the programme is public."""
    if programme.state == "preparing":
        return None
    return {"slug": programme.jurisdiction, "year": programme.year, "name": name, "imported": programme.published}


def place_at(house: House, slug: str, year: int) -> dict[str, Any]:
    """The same by its address, for pages that only have something to do once a programme is released."""
    with house.reading() as conn:
        found = register.jurisdiction(conn, slug)
    return {"slug": slug, "year": year, "name": found["name"] if found else "", "imported": False}


def own_place(house: House, slug: str | None) -> dict[str, Any] | None:
    """For pages that belong to no year: the latest one of the visitor's own government that is run here and public."""
    if slug is None:
        return None
    with house.reading() as conn:
        found = register.jurisdiction(conn, slug)
        rows = [row for row in register.programmes(conn, slug) if not row.published]
    return next((place for row in rows if (place := place_of(row, found["name"] if found else ""))), None)


def programme_here(conn: psycopg.Connection[Any], slug: str, year: int) -> ProgrammeRow:
    """The programme of that government and year, which is run here: 404 where there is none, or it was only read
    elsewhere and taken in."""
    found = register.programme(conn, slug, year)
    if found is None or found.published:
        raise HTTPException(404)
    return found
