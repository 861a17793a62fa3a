"""The register (台账) staff pages look things up in: governments, units, programmes and projects as they stand."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from projects.jurisdiction import Jurisdiction
from projects.listing import natural
from projects.policy import PolicySet
from projects.programme import Programme
from projects.project import Project
from projects.unit import Unit
from tracker.read_model import ReadModel
from tracker.table import Table

REGISTER = ReadModel(
    "projects_register",
    """
CREATE TABLE projects_register_jurisdiction (
    slug text PRIMARY KEY, id uuid NOT NULL, name text NOT NULL, pinyin text NOT NULL, kind text NOT NULL,
    parent text, shown text NOT NULL);
CREATE TABLE projects_register_unit (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, name text NOT NULL, pinyin text NOT NULL,
    aliases text[] NOT NULL DEFAULT '{}', leader_in_charge text);
CREATE INDEX projects_register_unit_of ON projects_register_unit (jurisdiction, name);
CREATE TABLE projects_register_programme (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, title text NOT NULL, state text NOT NULL,
    policy jsonb NOT NULL, published boolean NOT NULL, hotline text, note text, UNIQUE (jurisdiction, year));
CREATE TABLE projects_register_item (
    programme uuid, number text, title text NOT NULL, place integer NOT NULL, PRIMARY KEY (programme, number));
CREATE TABLE projects_register_project (
    id uuid PRIMARY KEY, programme uuid NOT NULL, jurisdiction text NOT NULL, year integer NOT NULL,
    number text NOT NULL, title text NOT NULL, item text, category text, lead_unit text,
    implementing_units text[] NOT NULL DEFAULT '{}', key_difficult boolean NOT NULL DEFAULT false,
    published boolean NOT NULL);
CREATE INDEX projects_register_project_of ON projects_register_project (programme);
CREATE INDEX projects_register_project_by_unit ON projects_register_project (lead_unit);
""",
)


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One programme; `policy` is its policy set."""

    id: str
    jurisdiction: str
    year: int
    title: str
    state: str
    policy: PolicySet
    published: bool
    hotline: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project in the register; units by id."""

    id: str
    programme: str
    jurisdiction: str
    year: int
    number: str
    title: str
    item: str | None
    category: str | None
    lead_unit: str | None
    implementing_units: tuple[str, ...]
    key_difficult: bool


_UNITS, _PROJECTS = Table("projects_register_unit"), Table("projects_register_project")


@REGISTER.on(Jurisdiction.Registered)
def _jurisdiction(curs: psycopg.Cursor[Any], e: Jurisdiction.Registered, position: int) -> None:
    curs.execute(
        "INSERT INTO projects_register_jurisdiction VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (e.slug, e.originator_id, e.name, pinyin(e.name), e.kind, e.parent, e.shown),
        prepare=True,
    )


@REGISTER.on(Jurisdiction.Renamed)
def _jurisdiction_renamed(curs: psycopg.Cursor[Any], e: Jurisdiction.Renamed, position: int) -> None:
    curs.execute(
        "UPDATE projects_register_jurisdiction SET name = %s, pinyin = %s WHERE id = %s",
        (e.name, pinyin(e.name), e.originator_id),
    )


@REGISTER.on(Unit.Registered)
def _unit(curs: psycopg.Cursor[Any], e: Unit.Registered, position: int) -> None:
    _UNITS.insert(
        curs,
        id=e.originator_id,
        jurisdiction=e.jurisdiction,
        name=e.name,
        pinyin=pinyin(e.name),
        leader_in_charge=e.leader_in_charge,
        aliases=[],
    )


@REGISTER.on(Unit.Renamed)
def _unit_renamed(curs: psycopg.Cursor[Any], e: Unit.Renamed, position: int) -> None:
    curs.execute(
        "UPDATE projects_register_unit SET name = %s, pinyin = %s, aliases = aliases || %s::text WHERE id = %s",
        (e.name, pinyin(e.name), e.old, e.originator_id),
    )


@REGISTER.on(Unit.AliasAdded)
def _alias(curs: psycopg.Cursor[Any], e: Unit.AliasAdded, position: int) -> None:
    curs.execute(
        "UPDATE projects_register_unit SET aliases = aliases || %s::text WHERE id = %s", (e.alias, e.originator_id)
    )


@REGISTER.on(Programme.Prepared)
def _programme(curs: psycopg.Cursor[Any], e: Programme.Prepared, position: int) -> None:
    curs.execute(
        "INSERT INTO projects_register_programme VALUES (%s, %s, %s, %s, 'preparing', %s, %s, %s, %s)",
        (e.originator_id, e.jurisdiction, e.year, e.title, Jsonb(e.policy), e.published, e.hotline, e.note),
    )


@REGISTER.on(Programme.PolicyFixed)
def _policy(curs: psycopg.Cursor[Any], e: Programme.PolicyFixed, position: int) -> None:
    curs.execute("UPDATE projects_register_programme SET policy = %s WHERE id = %s", (Jsonb(e.policy), e.originator_id))


@REGISTER.on(
    Programme.Released,
    Programme.ImplementationStarted,
    Programme.HistoryPublished,
    Programme.Concluded,
    Programme.Archived,
)
def _state(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    state = {
        Programme.Released: "released",
        Programme.HistoryPublished: "published",
        Programme.ImplementationStarted: "implementing",
        Programme.Concluded: "concluded",
        Programme.Archived: "archived",
    }[type(e)]
    curs.execute("UPDATE projects_register_programme SET state = %s WHERE id = %s", (state, e.originator_id))


@REGISTER.on(Programme.ItemListed)
def _item(curs: psycopg.Cursor[Any], e: Programme.ItemListed, position: int) -> None:
    curs.execute(
        "INSERT INTO projects_register_item VALUES (%s, %s, %s, %s)",
        (e.originator_id, e.number, e.title, e.originator_version),
        prepare=True,
    )


@REGISTER.on(Project.Registered)
def _project(curs: psycopg.Cursor[Any], e: Project.Registered, position: int) -> None:
    _PROJECTS.insert(
        curs,
        id=e.originator_id,
        programme=e.programme,
        jurisdiction=e.jurisdiction,
        year=e.year,
        number=e.number,
        title=e.title,
        item=e.item,
        category=e.category,
        published=e.published,
    )


@REGISTER.on(Project.ResponsibilityAssigned)
def _responsibility(curs: psycopg.Cursor[Any], e: Project.ResponsibilityAssigned, position: int) -> None:
    _PROJECTS.update(curs, e.originator_id, lead_unit=e.lead_unit, implementing_units=e.implementing_units)


@REGISTER.on(Project.FlaggedKeyDifficult)
def _flagged(curs: psycopg.Cursor[Any], e: Project.FlaggedKeyDifficult, position: int) -> None:
    _PROJECTS.update(curs, e.originator_id, key_difficult=e.flagged)


@lru_cache(4096)
def pinyin(name: str) -> str:
    """The key that sorts Chinese names, for the server has no ICU."""
    from pypinyin import lazy_pinyin  # its dictionary takes longer to load than all our own code

    return " ".join(lazy_pinyin(name))


def jurisdictions(conn: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """slug, name, kind, parent, shown; the simulated one first, then by pinyin."""
    return conn.execute(
        """SELECT slug, name, kind, parent, shown FROM projects_register_jurisdiction
           ORDER BY shown = 'simulated' DESC, pinyin"""
    ).fetchall()


def jurisdiction(conn: psycopg.Connection[Any], slug: str) -> dict[str, Any] | None:
    return conn.execute(
        "SELECT slug, name, kind, parent, shown FROM projects_register_jurisdiction WHERE slug = %s", (slug,)
    ).fetchone()


def units(conn: psycopg.Connection[Any], slug: str) -> dict[str, str]:
    """Unit id → name, by pinyin."""
    rows = conn.execute(
        "SELECT id, name FROM projects_register_unit WHERE jurisdiction = %s ORDER BY pinyin", (slug,)
    ).fetchall()
    return {str(row["id"]): row["name"] for row in rows}


def unit_called(conn: psycopg.Connection[Any], slug: str) -> dict[str, str]:
    """Every name or alias a unit is known by → its id."""
    rows = conn.execute(
        "SELECT id, name, aliases FROM projects_register_unit WHERE jurisdiction = %s", (slug,)
    ).fetchall()
    return {called: str(row["id"]) for row in rows for called in (*row["aliases"], row["name"])}


def programmes(conn: psycopg.Connection[Any], slug: str | None = None) -> list[ProgrammeRow]:
    rows = conn.execute(
        """SELECT * FROM projects_register_programme WHERE %(slug)s::text IS NULL OR jurisdiction = %(slug)s
           ORDER BY jurisdiction, year DESC""",
        {"slug": slug},
    ).fetchall()
    return [_row(row) for row in rows]


def programme(conn: psycopg.Connection[Any], slug: str, year: int) -> ProgrammeRow | None:
    row = conn.execute(
        "SELECT * FROM projects_register_programme WHERE jurisdiction = %s AND year = %s", (slug, year)
    ).fetchone()
    return _row(row) if row else None


def items(conn: psycopg.Connection[Any], programme: str) -> dict[str, str]:
    """Item number → title, in the list's order."""
    rows = conn.execute(
        "SELECT number, title FROM projects_register_item WHERE programme = %s ORDER BY place", (programme,)
    ).fetchall()
    return {row["number"]: row["title"] for row in rows}


def projects(conn: psycopg.Connection[Any], programme: str, unit: str | None = None) -> list[ProjectRow]:
    """A programme's projects in natural order; with `unit` only those it leads or implements."""
    rows = conn.execute(
        """SELECT id, programme, jurisdiction, year, number, title, item, category, lead_unit, implementing_units,
                  key_difficult
           FROM projects_register_project
           WHERE programme = %(programme)s
             AND (%(unit)s::text IS NULL OR lead_unit = %(unit)s OR %(unit)s = ANY(implementing_units))""",
        {"programme": programme, "unit": unit},
    ).fetchall()
    found = [
        ProjectRow(
            **{
                **row,
                "id": str(row["id"]),
                "programme": str(row["programme"]),
                "implementing_units": tuple(row["implementing_units"]),
            }
        )
        for row in rows
    ]
    return sorted(found, key=lambda project: natural(project.number))


def project(conn: psycopg.Connection[Any], slug: str, year: int, number: str) -> ProjectRow | None:
    row = conn.execute(
        "SELECT programme FROM projects_register_project WHERE jurisdiction = %s AND year = %s AND number = %s",
        (slug, year, number),
    ).fetchone()
    if not row:
        return None
    return next(p for p in projects(conn, str(row["programme"])) if p.number == number)


def _row(row: dict[str, Any]) -> ProgrammeRow:
    return ProgrammeRow(**{**row, "id": str(row["id"]), "policy": PolicySet.from_dict(row["policy"])})
