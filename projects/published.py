"""What the public was told: each list, month and imported history exactly as it was published, and nothing else."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from projects.jurisdiction import Jurisdiction
from projects.notice import Notice
from projects.policy import LAMPS, WORDS
from projects.programme import Programme
from projects.publication import Publication
from projects.register import pinyin
from projects.reorganisation import Reorganisation
from projects.shelf import Shelf
from tracker.read_model import ReadModel

PUBLISHED = ReadModel(
    "projects_published",
    """
CREATE TABLE projects_published_jurisdiction (
    slug text PRIMARY KEY, name text NOT NULL, pinyin text NOT NULL, kind text NOT NULL, shown text NOT NULL);
CREATE TABLE projects_published_programme (
    jurisdiction text, year integer, title text NOT NULL, imported boolean NOT NULL, hotline text, note text,
    policy jsonb NOT NULL, position bigint, light_changes jsonb NOT NULL, rankings jsonb NOT NULL, hotlines jsonb,
    PRIMARY KEY (jurisdiction, year));
CREATE TABLE projects_published_content (
    jurisdiction text, year integer, period text, as_of date, content text NOT NULL, sha256 text NOT NULL,
    published_at timestamptz NOT NULL, position bigint NOT NULL, PRIMARY KEY (jurisdiction, year, period));
CREATE TABLE projects_published_project (
    jurisdiction text, year integer, period text, place integer, number text NOT NULL, project jsonb NOT NULL,
    PRIMARY KEY (jurisdiction, year, period, place));
CREATE INDEX projects_published_project_number ON projects_published_project (jurisdiction, year, number);
""",
)

LIST = ""
"""The period under which the released list, or an imported history, stands."""
_SHELF = Shelf()


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One year on a government's line of the first page."""

    year: int
    title: str
    projects: int
    as_of: date | None
    imported: bool
    simulated: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Government:
    slug: str
    name: str
    kind: str
    years: tuple[ProgrammeLine, ...]
    simulated: bool
    imported: bool


@dataclass(frozen=True, slots=True)
class Board:
    """One published month of a programme (or its list, or an imported history); `projects` as they were published."""

    slug: str
    name: str
    year: int
    title: str
    simulated: bool
    imported: bool
    note: str | None
    period: str | None
    periods: tuple[str, ...]
    merged: dict[str, str]
    as_of: date | None
    published_at: datetime | None
    sha256: str | None
    log_position: int
    policy: dict[str, Any]
    figures: dict[str, Any] | None
    items: list[dict[str, str]]
    projects: list[dict[str, Any]]
    previous: list[dict[str, Any]] = field(default_factory=list)
    """number and status of each project of the month before."""
    hotline: str | None = None
    hotlines: Mapping[str, str] | None = None
    """Number → telephone of its own, where the office set them; what was published stays as it is."""
    next_due: date | None = None
    light_changes: tuple[dict[str, Any], ...] = ()
    """Each {at, old, new, reason, post, decided_on, document}, oldest first."""
    rankings: tuple[dict[str, Any], ...] = ()
    """Each time the ranking of units was turned on or off: {at, on}, oldest first."""

    def call(self, project: Mapping[str, Any]) -> str | None:
        """The telephone that answers for one of `projects` now, whatever was printed with it."""
        own = project["contact"] if self.hotlines is None else self.hotlines.get(project["number"])
        return own or self.hotline

    @property
    def worded(self) -> bool:
        """Whether the public is told in words alone, without colours."""
        new = self.light_changes[-1]["new"] if self.light_changes else self.policy.get("public_lights", LAMPS)
        return bool(new == WORDS)


@dataclass(frozen=True, slots=True)
class Card:
    """One project: as it was last published, and every published month before, newest first."""

    board: Board
    project: dict[str, Any]
    history: list[dict[str, Any]]
    values: list[dict[str, Any]]


@PUBLISHED.on(Jurisdiction.Registered)
def _jurisdiction(curs: psycopg.Cursor[Any], e: Jurisdiction.Registered, position: int) -> None:
    curs.execute(
        "INSERT INTO projects_published_jurisdiction VALUES (%s, %s, %s, %s, %s)",
        (e.slug, e.name, pinyin(e.name), e.kind, e.shown),
    )


@PUBLISHED.on(Jurisdiction.Renamed)
def _renamed(curs: psycopg.Cursor[Any], e: Jurisdiction.Renamed, position: int) -> None:
    curs.execute(
        "UPDATE projects_published_jurisdiction SET name = %s, pinyin = %s WHERE name = %s",
        (e.name, pinyin(e.name), e.old),
    )


@PUBLISHED.on(Programme.Prepared)
def _prepared(curs: psycopg.Cursor[Any], e: Programme.Prepared, position: int) -> None:
    """Known, but not shown before something of it is published (`position` stays empty until then)."""
    curs.execute(
        "INSERT INTO projects_published_programme VALUES (%s, %s, %s, %s, %s, %s, %s, NULL, '[]', '[]', NULL)",
        (e.jurisdiction, e.year, e.title, e.published, e.hotline, e.note, Jsonb(e.policy)),
    )


@PUBLISHED.on(Programme.PublicLightsSwitched)
def _lights_changed(curs: psycopg.Cursor[Any], e: Programme.PublicLightsSwitched, position: int) -> None:
    """Public at once: whoever looks at the board sees it, and why."""
    change = {"at": e.timestamp.isoformat(), "old": e.old, "new": e.new, "reason": e.reason}
    approved = {name: e.approval[name] for name in ("post", "decided_on", "document")}
    curs.execute(
        """UPDATE projects_published_programme SET light_changes = light_changes || %s::jsonb, position = %s
           WHERE jurisdiction = %s AND year = %s""",
        (Jsonb([{**change, **approved}]), position, e.jurisdiction, e.year),
    )


@PUBLISHED.on(Programme.HotlinesSet)
def _hotlines(curs: psycopg.Cursor[Any], e: Programme.HotlinesSet, position: int) -> None:
    """Public at once: whoever calls must reach somebody, also from the page of a month before."""
    curs.execute(
        "UPDATE projects_published_programme SET hotline = %s, hotlines = %s WHERE jurisdiction = %s AND year = %s",
        (e.hotline, Jsonb(e.projects), e.jurisdiction, e.year),
    )


@PUBLISHED.on(Programme.RankingSwitched)
def _ranking(curs: psycopg.Cursor[Any], e: Programme.RankingSwitched, position: int) -> None:
    """Only that it was: the reason is the office's own."""
    curs.execute(
        """UPDATE projects_published_programme SET rankings = rankings || %s::jsonb
           WHERE jurisdiction = %s AND year = %s""",
        (Jsonb([{"at": e.timestamp.isoformat(), "on": e.on}]), e.jurisdiction, e.year),
    )


@PUBLISHED.on(Programme.PolicyFixed)
def _policy(curs: psycopg.Cursor[Any], e: Programme.PolicyFixed, position: int) -> None:
    curs.execute(
        "UPDATE projects_published_programme SET policy = %s WHERE jurisdiction = %s AND year = %s",
        (Jsonb(e.policy), e.jurisdiction, e.year),
    )


@PUBLISHED.on(Programme.Released, Programme.HistoryPublished)
def _list(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    _keep(curs, e, LIST, None, position)


@PUBLISHED.on(Publication.Published)
def _month(curs: psycopg.Cursor[Any], e: Publication.Published, position: int) -> None:
    _keep(curs, e, e.period, e.as_of, position)


@PUBLISHED.on(Reorganisation.Ordered)
def _reorganised(curs: psycopg.Cursor[Any], e: Reorganisation.Ordered, position: int) -> None:
    """What it says of a project that is public is public too: whoever keeps a copy of the page has to ask again."""
    curs.execute(
        """UPDATE projects_published_programme SET position = %s
           WHERE jurisdiction = %s AND year = ANY(%s) AND position IS NOT NULL""",
        (position, e.jurisdiction, sorted({move["year"] for move in e.moves})),
    )


@PUBLISHED.on(Notice.Published)
def _notice(curs: psycopg.Cursor[Any], e: Notice.Published, position: int) -> None:
    """A word between two months is a published event of its programme like any other."""
    curs.execute(
        "UPDATE projects_published_programme SET position = %s WHERE jurisdiction = %s AND year = %s",
        (position, e.jurisdiction, e.year),
    )


def _keep(curs: psycopg.Cursor[Any], e: Any, period: str, as_of: str | None, position: int) -> None:
    where = (e.jurisdiction, e.year, period)
    curs.execute("DELETE FROM projects_published_project WHERE jurisdiction = %s AND year = %s AND period = %s", where)
    curs.execute(
        """INSERT INTO projects_published_content VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
           ON CONFLICT (jurisdiction, year, period) DO UPDATE SET content = excluded.content, as_of = excluded.as_of,
               sha256 = excluded.sha256, published_at = excluded.published_at, position = excluded.position""",
        (*where, as_of, e.content, e.sha256, e.timestamp, position),
    )
    for place, project in enumerate(json.loads(e.content)["projects"]):
        curs.execute(
            "INSERT INTO projects_published_project VALUES (%s, %s, %s, %s, %s, %s)",
            (*where, place, project["number"], Jsonb(project)),
            prepare=True,
        )
    curs.execute(
        "UPDATE projects_published_programme SET position = %s WHERE jurisdiction = %s AND year = %s",
        (position, e.jurisdiction, e.year),
    )


def governments(conn: psycopg.Connection[Any]) -> list[Government]:
    """Those of which something was published; the demonstration first, then by pinyin."""
    rows = conn.execute(
        """SELECT j.slug, j.name, j.kind, j.shown, p.year, p.title, p.imported, p.note,
                  (SELECT max(as_of) FROM projects_published_content c
                    WHERE c.jurisdiction = p.jurisdiction AND c.year = p.year) AS as_of,
                  (SELECT count(DISTINCT number) FROM projects_published_project c
                    WHERE c.jurisdiction = p.jurisdiction AND c.year = p.year AND c.period = '') AS projects
           FROM projects_published_programme p JOIN projects_published_jurisdiction j ON j.slug = p.jurisdiction
           WHERE p.position IS NOT NULL AND j.shown <> 'generated'
           ORDER BY j.shown = 'simulated' DESC, j.pinyin, p.year DESC"""
    ).fetchall()
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["slug"], []).append(row)
    return [_government(lines) for lines in found.values()]


def _government(rows: list[dict[str, Any]]) -> Government:
    first = rows[0]
    simulated = first["shown"] == "simulated"
    return Government(
        slug=first["slug"],
        name=first["name"],
        kind=first["kind"],
        simulated=simulated,
        imported=all(row["imported"] for row in rows),
        years=tuple(
            ProgrammeLine(
                row["year"], row["title"], row["projects"], row["as_of"], row["imported"], simulated, row["note"]
            )
            for row in rows
        ),
    )


def position(conn: psycopg.Connection[Any], slug: str, year: int) -> int | None:
    """The log position of the last published event of the programme; None where nothing is public."""
    row = conn.execute(
        "SELECT position FROM projects_published_programme WHERE jurisdiction = %s AND year = %s", (slug, year)
    ).fetchone()
    return row["position"] if row else None


def contents(conn: psycopg.Connection[Any], slug: str, year: int) -> list[dict[str, Any]]:
    """period ("" for the list), as_of, sha256, published_at, position; oldest first, without the bytes."""
    return conn.execute(
        """SELECT period, as_of, sha256, published_at, position FROM projects_published_content
           WHERE jurisdiction = %s AND year = %s ORDER BY period""",
        (slug, year),
    ).fetchall()


def content(conn: psycopg.Connection[Any], slug: str, year: int, period: str) -> dict[str, Any] | None:
    """content (the canonical text published), sha256, published_at, position of one period."""
    return conn.execute(
        """SELECT content, sha256, published_at, position, as_of FROM projects_published_content
           WHERE jurisdiction = %s AND year = %s AND period = %s""",
        (slug, year, period),
    ).fetchone()


def issued(conn: psycopg.Connection[Any], slug: str, year: int, number: str) -> dict[str, dict[str, Any]]:
    """Period → one project exactly as it was published, by its number."""
    rows = conn.execute(
        """SELECT period, project FROM projects_published_project
           WHERE jurisdiction = %s AND year = %s AND number = %s AND period <> ''""",
        (slug, year, number),
    ).fetchall()
    return {row["period"]: row["project"] for row in rows}


def lights(conn: psycopg.Connection[Any], slug: str, year: int) -> list[dict[str, Any]]:
    """number, period, light and arithmetic of each project as it was published, in the order of the periods, with the
    day of publication."""
    return conn.execute(
        """SELECT p.number, p.period, p.project ->> 'light' AS light, p.project ->> 'arithmetic' AS arithmetic,
                  c.published_at
           FROM projects_published_project p JOIN projects_published_content c
             ON (c.jurisdiction, c.year, c.period) = (p.jurisdiction, p.year, p.period)
           WHERE p.jurisdiction = %s AND p.year = %s AND p.period <> '' ORDER BY p.period, p.number""",
        (slug, year),
    ).fetchall()


def board(conn: psycopg.Connection[Any], slug: str, year: int, period: str | None = None) -> Board | None:
    """The board of a published period; without one, the latest. None where it was never published."""
    programme = conn.execute(
        """SELECT p.*, j.name, j.shown FROM projects_published_programme p
           JOIN projects_published_jurisdiction j ON j.slug = p.jurisdiction
           WHERE p.jurisdiction = %s AND p.year = %s AND p.position IS NOT NULL AND j.shown <> 'generated'""",
        (slug, year),
    ).fetchone()
    if not programme:
        return None
    known = {row["period"]: row for row in contents(conn, slug, year)}
    wanted = max(known) if period is None else period
    if wanted not in known:
        return None

    def told(of: str) -> dict[str, Any]:
        return _SHELF.content(known[of]["sha256"], partial(_text, conn, slug, year, of))

    shown = told(wanted)
    earlier = [other for other in known if other and other < wanted]
    policy = programme["policy"]
    return Board(
        slug=slug,
        name=programme["name"],
        year=year,
        title=programme["title"],
        simulated=programme["shown"] == "simulated",
        imported=programme["imported"],
        note=programme["note"],
        light_changes=tuple(programme["light_changes"]),
        rankings=tuple(programme["rankings"]),
        period=wanted or None,
        periods=tuple(sorted(other for other in known if other)),
        merged=_merged(policy, year),
        as_of=known[wanted]["as_of"],
        published_at=known[wanted]["published_at"],
        sha256=known[wanted]["sha256"],
        log_position=programme["position"],
        policy=policy,
        figures=shown.get("figures"),
        items=shown["items"],
        projects=shown["projects"],
        previous=_statuses(told(max(earlier))) if earlier else [],
        hotline=programme["hotline"],
        hotlines=programme["hotlines"],
    )


def _statuses(content: dict[str, Any]) -> list[dict[str, Any]]:
    """number and status of each project of a period."""
    return [{"number": each["number"], "status": each.get("status")} for each in content["projects"]]


def card(conn: psycopg.Connection[Any], slug: str, year: int, number: str) -> Card | None:
    """One project by its number, or None."""
    whole = board(conn, slug, year)
    found = next((project for project in whole.projects if project["number"] == number), None) if whole else None
    if whole is None or found is None:
        return None
    return Card(whole, found, months(conn, whole, number), found["values"])


def months(conn: psycopg.Connection[Any], board: Board, number: str) -> list[dict[str, Any]]:
    """Every published month of one project, newest first; a month is published once and never replaced."""
    return months_of(conn, board, [number]).get(number, [])


def months_of(conn: psycopg.Connection[Any], board: Board, numbers: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Number → the published months of that project, newest first."""
    rows = conn.execute(
        """SELECT p.number, p.period, p.project, c.published_at FROM projects_published_project p
           JOIN projects_published_content c USING (jurisdiction, year, period)
           WHERE p.jurisdiction = %s AND p.year = %s AND p.number = ANY(%s) AND p.period <> ''
           ORDER BY p.period DESC""",
        (board.slug, board.year, list(numbers)),
    ).fetchall()
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["number"], []).append(_month_of(row, board.merged))
    return found


def _month_of(row: dict[str, Any], merged: dict[str, str]) -> dict[str, Any]:
    project, period = row["project"], row["period"]
    report = project["report"] or {"state": "not_reported", "text": None, "problems": None, "measures": None}
    values = {t["no"]: t["value"] for t in project["targets"] if t["value"] is not None and t["value_period"] == period}
    return {
        "period": period,
        "label": merged.get(period, f"{int(period[5:])}月"),
        "published_at": row["published_at"],
        "values": values,
        **{name: report[name] for name in ("state", "text", "problems", "measures")},
        "lead_unit": project["lead_unit"],
        **{name: project[name] for name in ("light", "status", "progress", "planned_progress", "deviation_pp")},
    }


def alike(conn: psycopg.Connection[Any], slug: str, year: int, number: str) -> list[dict[str, Any]]:
    """year, number, title of the same government's projects of other years whose titles differ from this one's in
    figures and blanks alone, the latest year first."""
    return conn.execute(
        """WITH own AS (SELECT year, number, project ->> 'title' AS title,
                               regexp_replace(project ->> 'title', '[0-9０-９.,，万千余个\\s]', '', 'g') AS bare
                        FROM projects_published_project WHERE jurisdiction = %(slug)s AND period = '')
           SELECT DISTINCT other.year, other.number, other.title FROM own AS mine JOIN own AS other USING (bare)
           WHERE bare <> '' AND mine.year = %(year)s AND mine.number = %(number)s AND other.year <> %(year)s
           ORDER BY other.year DESC, other.number""",
        {"slug": slug, "year": year, "number": number},
    ).fetchall()


def leads(conn: psycopg.Connection[Any], slug: str, year: int) -> dict[tuple[str, str], str | None]:
    """(Project number, period) → the leading unit that the month was published with."""
    rows = conn.execute(
        """SELECT number, period, project ->> 'lead_unit' AS lead FROM projects_published_project
           WHERE jurisdiction = %s AND year = %s AND period <> ''""",
        (slug, year),
    ).fetchall()
    return {(row["number"], row["period"]): row["lead"] for row in rows}


def _text(conn: psycopg.Connection[Any], slug: str, year: int, period: str) -> str:
    found = content(conn, slug, year, period)
    return str(found["content"]) if found else "{}"


def _merged(policy: dict[str, Any], year: int) -> dict[str, str]:
    """Period → its label where months were merged, e.g. {"2026-02": "1—2月"}."""
    return {
        f"{year}-{group[-1]:02d}": f"{group[0]}—{group[-1]}月" for group in policy.get("merged", []) if len(group) > 1
    }
