"""The register (台账) staff pages look things up in: governments, units, programmes and projects as they stand."""

from dataclasses import dataclass
from datetime import date, datetime
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
from tracker import clock
from tracker.read_model import ReadModel
from tracker.table import Table

REGISTER = ReadModel(
    "projects_register",
    """
CREATE TABLE projects_register_jurisdiction (
    slug text PRIMARY KEY, id uuid NOT NULL, name text NOT NULL, pinyin text NOT NULL, kind text NOT NULL,
    parent text, shown text NOT NULL);
CREATE TABLE projects_register_unit (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, aliases text[] NOT NULL, leader_in_charge text,
    abolished_on date, successors text[] NOT NULL);
CREATE INDEX projects_register_unit_of ON projects_register_unit (jurisdiction);
CREATE TABLE projects_register_unit_name (
    place bigint PRIMARY KEY, unit uuid NOT NULL, effective_on date NOT NULL, name text NOT NULL, pinyin text NOT NULL,
    recorded_at timestamptz NOT NULL);
CREATE INDEX projects_register_unit_name_of ON projects_register_unit_name (unit, effective_on DESC, place DESC);
CREATE TABLE projects_register_programme (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, title text NOT NULL, state text NOT NULL,
    policy jsonb NOT NULL, published boolean NOT NULL, hotline text, note text, released_at timestamptz,
    UNIQUE (jurisdiction, year));
CREATE TABLE projects_register_item (
    programme uuid, number text, title text NOT NULL, place integer NOT NULL, PRIMARY KEY (programme, number));
CREATE TABLE projects_register_project (
    id uuid PRIMARY KEY, programme uuid NOT NULL, jurisdiction text NOT NULL, year integer NOT NULL,
    number text NOT NULL, title text NOT NULL, item text, category text,
    key_difficult boolean NOT NULL, published boolean NOT NULL);
CREATE INDEX projects_register_project_of ON projects_register_project (programme);
CREATE TABLE projects_register_responsibility (
    place bigint PRIMARY KEY, project uuid NOT NULL, effective_on date NOT NULL, lead_unit text,
    implementing_units text[] NOT NULL, recorded_at timestamptz NOT NULL);
CREATE INDEX projects_register_responsibility_of
    ON projects_register_responsibility (project, effective_on DESC, place DESC);
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
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project in the register; units by id, as they stand on the day that was asked about."""

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


@dataclass(frozen=True, slots=True)
class Answer:
    """Who leads a project from a day on (None: from the beginning), and when that was recorded."""

    project: str
    effective_on: date | None
    lead_unit: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Name:
    """A unit's name from a day on (None: from the beginning), and when that was recorded."""

    unit: str
    effective_on: date | None
    name: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit: `names` with the day each began (None: from the beginning), as they take effect."""

    id: str
    name: str
    names: tuple[tuple[date | None, str], ...]
    aliases: tuple[str, ...]
    abolished_on: date | None
    successors: tuple[str, ...]


FROM_THE_BEGINNING = date.min
_UNITS, _PROJECTS = Table("projects_register_unit"), Table("projects_register_project")
_NAMES = Table("projects_register_unit_name", key="place")
_ANSWERS = Table("projects_register_responsibility", key="place")


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
        leader_in_charge=e.leader_in_charge,
        aliases=[],
        abolished_on=None,
        successors=[],
    )
    _named(curs, e, FROM_THE_BEGINNING, position)


@REGISTER.on(Unit.Renamed)
def _unit_renamed(curs: psycopg.Cursor[Any], e: Unit.Renamed, position: int) -> None:
    _alias_of(curs, e, e.old)
    _named(curs, e, date.fromisoformat(e.effective_on), position)


@REGISTER.on(Unit.AliasAdded)
def _alias(curs: psycopg.Cursor[Any], e: Unit.AliasAdded, position: int) -> None:
    _alias_of(curs, e, e.alias)


@REGISTER.on(Unit.Abolished)
def _abolished(curs: psycopg.Cursor[Any], e: Unit.Abolished, position: int) -> None:
    _UNITS.update(curs, e.originator_id, abolished_on=date.fromisoformat(e.effective_on), successors=e.successors)


def _named(curs: psycopg.Cursor[Any], e: Any, effective_on: date, position: int) -> None:
    _NAMES.insert(
        curs,
        place=position,
        unit=e.originator_id,
        effective_on=effective_on,
        name=e.name,
        pinyin=pinyin(e.name),
        recorded_at=e.timestamp,
    )


def _alias_of(curs: psycopg.Cursor[Any], e: Any, alias: str) -> None:
    curs.execute(
        "UPDATE projects_register_unit SET aliases = aliases || %s::text WHERE id = %s", (alias, e.originator_id)
    )


@REGISTER.on(Programme.Prepared)
def _programme(curs: psycopg.Cursor[Any], e: Programme.Prepared, position: int) -> None:
    curs.execute(
        """INSERT INTO projects_register_programme
               (id, jurisdiction, year, title, state, policy, published, hotline, note)
           VALUES (%s, %s, %s, %s, 'preparing', %s, %s, %s, %s)""",
        (e.originator_id, e.jurisdiction, e.year, e.title, Jsonb(e.policy), e.published, e.hotline, e.note),
    )


@REGISTER.on(Programme.PolicyFixed)
def _policy(curs: psycopg.Cursor[Any], e: Programme.PolicyFixed, position: int) -> None:
    curs.execute("UPDATE projects_register_programme SET policy = %s WHERE id = %s", (Jsonb(e.policy), e.originator_id))


@REGISTER.on(Programme.HotlinesSet)
def _hotline(curs: psycopg.Cursor[Any], e: Programme.HotlinesSet, position: int) -> None:
    curs.execute("UPDATE projects_register_programme SET hotline = %s WHERE id = %s", (e.hotline, e.originator_id))


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
    if isinstance(e, Programme.Released):
        curs.execute(
            "UPDATE projects_register_programme SET released_at = %s WHERE id = %s", (e.timestamp, e.originator_id)
        )


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
        key_difficult=False,
        published=e.published,
    )


@REGISTER.on(Project.ResponsibilityAssigned)
def _responsibility(curs: psycopg.Cursor[Any], e: Project.ResponsibilityAssigned, position: int) -> None:
    _ANSWERS.insert(
        curs,
        place=position,
        project=e.originator_id,
        effective_on=date.fromisoformat(e.effective_on) if e.effective_on else FROM_THE_BEGINNING,
        lead_unit=e.lead_unit,
        implementing_units=e.implementing_units,
        recorded_at=e.timestamp,
    )


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


_NAME_ON = """SELECT DISTINCT ON (n.unit) n.unit, n.name, n.pinyin FROM projects_register_unit_name n
    WHERE n.effective_on <= %(on)s ORDER BY n.unit, n.effective_on DESC, n.place DESC"""


def units(conn: psycopg.Connection[Any], slug: str, on: date | None = None) -> dict[str, str]:
    """Unit id → its name on a day (today, without one), by pinyin; abolished ones too, for they are known for ever."""
    rows = conn.execute(
        f"""SELECT u.id, n.name FROM projects_register_unit u JOIN ({_NAME_ON}) n ON n.unit = u.id
            WHERE u.jurisdiction = %(slug)s ORDER BY n.pinyin, u.id""".encode(),
        {"slug": slug, "on": on or clock.today()},
    ).fetchall()
    return {str(row["id"]): row["name"] for row in rows}


def active_units(conn: psycopg.Connection[Any], slug: str) -> dict[str, str]:
    """Those of `units` that work may be given to: no abolition is decided."""
    rows = conn.execute(
        "SELECT id FROM projects_register_unit WHERE jurisdiction = %s AND abolished_on IS NULL", (slug,)
    ).fetchall()
    active = {str(row["id"]) for row in rows}
    return {id: name for id, name in units(conn, slug).items() if id in active}


def unit_rows(conn: psycopg.Connection[Any], slug: str) -> list[UnitRow]:
    """Every unit with its names over time, by the pinyin of today's."""
    rows = conn.execute(
        """SELECT u.id, u.aliases, u.abolished_on, u.successors,
                  array_agg(n.effective_on ORDER BY n.effective_on, n.place) AS days,
                  array_agg(n.name ORDER BY n.effective_on, n.place) AS names
           FROM projects_register_unit u JOIN projects_register_unit_name n ON n.unit = u.id
           WHERE u.jurisdiction = %s GROUP BY u.id""",
        (slug,),
    ).fetchall()
    found = {str(row["id"]): row for row in rows}
    return [_unit_row(id, name, found[id]) for id, name in units(conn, slug).items()]


def _unit_row(id: str, name: str, row: dict[str, Any]) -> UnitRow:
    days = [None if day == FROM_THE_BEGINNING else day for day in row["days"]]
    names = tuple(zip(days, row["names"], strict=True))
    known = {each for _, each in names}
    aliases = tuple(alias for alias in dict.fromkeys(row["aliases"]) if alias not in known)
    return UnitRow(id, name, names, aliases, row["abolished_on"], tuple(row["successors"]))


def unit_called(conn: psycopg.Connection[Any], slug: str) -> dict[str, str]:
    """Every name a unit has, had or is about to have, and every alias → its id; today's names win, last."""
    rows = conn.execute(
        """SELECT id, aliases AS called FROM projects_register_unit WHERE jurisdiction = %(slug)s
           UNION ALL
           SELECT u.id, array_agg(n.name ORDER BY n.effective_on, n.place) FROM projects_register_unit u
           JOIN projects_register_unit_name n ON n.unit = u.id WHERE u.jurisdiction = %(slug)s GROUP BY u.id""",
        {"slug": slug},
    ).fetchall()
    known = {called: str(row["id"]) for row in rows for called in row["called"]}
    return {**known, **{name: id for id, name in units(conn, slug).items()}}


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


def projects(
    conn: psycopg.Connection[Any], programme: str, unit: str | None = None, on: date | None = None
) -> list[ProjectRow]:
    """A programme's projects in natural order, with who answers on a day (today, without one); with `unit` only those
    it leads or implements on that day."""
    rows = conn.execute(
        """SELECT p.id, p.programme, p.jurisdiction, p.year, p.number, p.title, p.item, p.category, p.key_difficult,
                  r.lead_unit, coalesce(r.implementing_units, '{}') AS implementing_units
           FROM projects_register_project p LEFT JOIN LATERAL (
               SELECT lead_unit, implementing_units FROM projects_register_responsibility
               WHERE project = p.id AND effective_on <= %(on)s ORDER BY effective_on DESC, place DESC LIMIT 1) r ON true
           WHERE p.programme = %(programme)s
             AND (%(unit)s::text IS NULL OR r.lead_unit = %(unit)s OR %(unit)s = ANY(r.implementing_units))""",
        {"programme": programme, "unit": unit, "on": on or clock.today()},
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


def answers(conn: psycopg.Connection[Any], programme: str) -> list[Answer]:
    """Every answer there is or was to who leads a programme's projects, in the order they were recorded."""
    rows = conn.execute(
        """SELECT r.project::text AS project, nullif(r.effective_on, %s) AS effective_on, r.lead_unit, r.recorded_at
           FROM projects_register_responsibility r JOIN projects_register_project p ON p.id = r.project
           WHERE p.programme = %s ORDER BY r.place""",
        (FROM_THE_BEGINNING, programme),
    ).fetchall()
    return [Answer(**row) for row in rows]


def names(conn: psycopg.Connection[Any], slug: str) -> list[Name]:
    """Every name a government's units have or had, in the order they were recorded."""
    rows = conn.execute(
        """SELECT n.unit::text AS unit, nullif(n.effective_on, %s) AS effective_on, n.name, n.recorded_at
           FROM projects_register_unit_name n JOIN projects_register_unit u ON u.id = n.unit
           WHERE u.jurisdiction = %s ORDER BY n.place""",
        (FROM_THE_BEGINNING, slug),
    ).fetchall()
    return [Name(**row) for row in rows]


def led(conn: psycopg.Connection[Any], unit: str) -> list[str]:
    """Ids of the projects a unit leads today, of every year."""
    rows = conn.execute(
        """SELECT p.id FROM projects_register_project p JOIN LATERAL (
               SELECT lead_unit FROM projects_register_responsibility
               WHERE project = p.id AND effective_on <= %(on)s ORDER BY effective_on DESC, place DESC LIMIT 1) r ON true
           WHERE r.lead_unit = %(unit)s""",
        {"unit": unit, "on": clock.today()},
    ).fetchall()
    return [str(row["id"]) for row in rows]


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
