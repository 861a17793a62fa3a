"""Every project that is public, of every government and year, as it can be found by words (decision 0060)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from projects.jurisdiction import Jurisdiction
from projects.phrase import SHORTEST, pairs, pattern, plain
from projects.policy import LAMPS, WORDS
from projects.programme import Programme
from projects.publication import Publication
from projects.snapshot import RETURNED
from tracker.read_model import ReadModel
from tracker.table import Table

CATALOGUE = ReadModel(
    "projects_catalogue",
    """
CREATE TABLE projects_catalogue_government (
    id uuid PRIMARY KEY, slug text NOT NULL UNIQUE, name text NOT NULL, shown text NOT NULL);
CREATE TABLE projects_catalogue_programme (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, worded boolean NOT NULL, period text,
    UNIQUE (jurisdiction, year));
CREATE TABLE projects_catalogue (
    id bigint PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, number text NOT NULL,
    title text COLLATE "C" NOT NULL, unit text COLLATE "C" NOT NULL, told text COLLATE "C" NOT NULL,
    pairs integer[] NOT NULL, project jsonb NOT NULL);
CREATE INDEX projects_catalogue_of ON projects_catalogue (jurisdiction, year);
CREATE INDEX projects_catalogue_pairs ON projects_catalogue USING gin (pairs) WITH (fastupdate = off);
""",
)
"""`title`, `unit` and `told` are folded, for comparing; `project` is what is shown. `period` is the one that is told,
"" for a list, NULL before anything is public."""

LEAF = 20
"""Projects a page."""
_PLACES = 1_000_000
"""Projects that one publication may hold."""
_GOVERNMENTS = Table("projects_catalogue_government")
_PROGRAMMES = Table("projects_catalogue_programme")
_PROJECTS = Table("projects_catalogue")


@dataclass(frozen=True, slots=True)
class Hit:
    """One project that was found: `government` by its name, `shown` as what (projects/jurisdiction.py). `project`:
    title, lead_unit, status, progress, halt, sent_back, and told: [in what, its words] of all that is searched."""

    jurisdiction: str
    government: str
    shown: str
    year: int
    number: str
    worded: bool
    project: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found. `years`: how many in each, in the government that is chosen; `governments`: slug,
    name and how many in each, in the year that is chosen."""

    hits: list[Hit]
    total: int
    page: int
    pages: int
    years: list[tuple[int, int]]
    governments: list[tuple[str, str, int]]


@CATALOGUE.on(Jurisdiction.Registered)
def _registered(curs: psycopg.Cursor[Any], e: Jurisdiction.Registered, position: int) -> None:
    _GOVERNMENTS.insert(curs, id=e.originator_id, slug=e.slug, name=e.name, shown=e.shown)


@CATALOGUE.on(Jurisdiction.Renamed)
def _renamed(curs: psycopg.Cursor[Any], e: Jurisdiction.Renamed, position: int) -> None:
    _GOVERNMENTS.update(curs, e.originator_id, name=e.name)


@CATALOGUE.on(Programme.Prepared)
def _prepared(curs: psycopg.Cursor[Any], e: Programme.Prepared, position: int) -> None:
    _PROGRAMMES.insert(
        curs, id=e.originator_id, jurisdiction=e.jurisdiction, year=e.year, worded=_worded(e.policy), period=None
    )


@CATALOGUE.on(Programme.PolicyFixed)
def _policy(curs: psycopg.Cursor[Any], e: Programme.PolicyFixed, position: int) -> None:
    _PROGRAMMES.update(curs, e.originator_id, worded=_worded(e.policy))


@CATALOGUE.on(Programme.PublicLightsSwitched)
def _lights(curs: psycopg.Cursor[Any], e: Programme.PublicLightsSwitched, position: int) -> None:
    _PROGRAMMES.update(curs, e.originator_id, worded=e.new == WORDS)


@CATALOGUE.on(Programme.Released, Programme.HistoryPublished)
def _list(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    _tell(curs, e, "", position)


@CATALOGUE.on(Publication.Published)
def _month(curs: psycopg.Cursor[Any], e: Publication.Published, position: int) -> None:
    _tell(curs, e, e.period, position)


def _worded(policy: Mapping[str, Any]) -> bool:
    return bool(policy.get("public_lights", LAMPS) == WORDS)


def _tell(curs: psycopg.Cursor[Any], e: Any, period: str, position: int) -> None:
    """A publication takes the place of what its programme told before; an earlier month's, published late, does not."""
    programme = Programme.create_id(e.jurisdiction, e.year)
    before = _PROGRAMMES.row(curs, programme)["period"]
    government = _GOVERNMENTS.row(curs, Jurisdiction.create_id(e.jurisdiction))
    if government["shown"] == "generated" or (before is not None and period < before):
        return
    if before is not None:
        curs.execute("DELETE FROM projects_catalogue WHERE jurisdiction = %s AND year = %s", (e.jurisdiction, e.year))
    _PROGRAMMES.update(curs, programme, period=period)
    for place, project in enumerate(json.loads(e.content)["projects"]):
        _PROJECTS.insert(curs, **row(position * _PLACES + place, e.jurisdiction, e.year, project))


def row(id: int, jurisdiction: str, year: int, project: Mapping[str, Any]) -> dict[str, Any]:
    """A project of a publication as it stands in the table; within a programme `id` goes up in the list's order."""
    told = _told(project)
    names = ("lead_unit", "status", "progress", "halt")
    return {
        "id": id,
        "jurisdiction": jurisdiction,
        "year": year,
        "number": project["number"],
        "title": plain(project["title"]),
        "unit": plain(project["lead_unit"] or ""),
        "told": plain("\n".join(text for _, text in told)),
        "pairs": pairs(text for _, text in told),
        "project": Jsonb(
            {
                "title": project["title"],
                "sent_back": (project.get("report") or {}).get("state") == RETURNED,
                "told": told,
                **{name: project.get(name) for name in names},
            }
        ),
    }


def _told(project: Mapping[str, Any]) -> list[tuple[str, str]]:
    """All that is searched, with what it is called: what the list says, and no month's words."""
    item = project.get("item") or {}
    told = [("项目", project["title"]), ("编号", project["number"]), ("牵头单位", project["lead_unit"])]
    told += [("协办单位", each) for each in project["supporting_units"]]
    told += [("承办单位", each) for each in project["implementing_units"]]
    told += [("单位", project.get("units_text"))]
    told += [("指标", each["text"]) for each in project["targets"]]
    for site in project.get("sites") or []:
        told += [("点位", site.get("name")), ("点位", site.get("address"))]
    told += [("分区", each) for each in dict.fromkeys(each["region"] for each in project.get("regions") or [])]
    told += [("所属", item.get("title")), ("分类", project.get("category")), ("说明", project.get("note"))]
    return [(where, text) for where, text in told if text]


def searchable(words: Sequence[str]) -> bool:
    """Whether one of the words is long enough to be found."""
    return any(len(word) >= SHORTEST for word in words)


def search(
    conn: psycopg.Connection[Any],
    words: Sequence[str],
    jurisdiction: str | None = None,
    year: int | None = None,
    page: int = 1,
) -> Found:
    """What holds all of the words (folded; `searchable`): those with all of them in the title first, then those with
    one there, then those whose leading unit has one, then the rest, each with the newest year first. Beyond the last
    page is the last page."""
    asked = {
        "pairs": pairs(words),
        "words": [pattern(word) for word in words],
        "jurisdiction": jurisdiction,
        "year": year,
    }
    found = _leaf(conn, asked, page)
    return found if found.hits or not found.total else _leaf(conn, asked, found.pages)


def _leaf(conn: psycopg.Connection[Any], asked: Mapping[str, Any], page: int) -> Found:
    row = conn.execute(_SEARCH, {**asked, "leaf": LEAF, "skip": (page - 1) * LEAF}, prepare=True).fetchone()
    assert row is not None
    years = [(year, count) for year, count in row["years"] or []]
    governments = [(slug, name, count) for slug, name, count in row["governments"] or []]
    hits = [Hit(**each) for each in row["hits"] or []]
    return Found(hits, row["total"], page, max(1, -(-row["total"] // LEAF)), years, governments)


_SEARCH = b"""
WITH asked AS (SELECT %(jurisdiction)s::text AS jurisdiction, %(year)s::integer AS year, %(words)s::text[] AS words),
found AS MATERIALIZED (
    SELECT id, c.jurisdiction, c.year,
           CASE WHEN title LIKE ALL(words) THEN 0 WHEN title LIKE ANY(words) THEN 1
                WHEN unit LIKE ANY(words) THEN 2 ELSE 3 END AS rank,
           c.jurisdiction = coalesce(asked.jurisdiction, c.jurisdiction) AS of_place,
           c.year = coalesce(asked.year, c.year) AS of_year
    FROM projects_catalogue c, asked WHERE pairs @> %(pairs)s::integer[] AND told LIKE ALL(words)
), leaf AS (
    SELECT id, rank FROM found WHERE of_place AND of_year
    ORDER BY rank, year DESC, jurisdiction, id LIMIT %(leaf)s OFFSET %(skip)s
)
SELECT
    (SELECT count(*) FROM found WHERE of_place AND of_year) AS total,
    (SELECT jsonb_agg(jsonb_build_array(year, count) ORDER BY year DESC)
     FROM (SELECT year, count(*) FILTER (WHERE of_place) FROM found GROUP BY year) AS each) AS years,
    (SELECT jsonb_agg(jsonb_build_array(slug, name, count) ORDER BY count DESC, slug)
     FROM (SELECT jurisdiction, count(*) FILTER (WHERE of_year) FROM found GROUP BY jurisdiction) AS each
     JOIN projects_catalogue_government ON slug = jurisdiction) AS governments,
    (SELECT jsonb_agg(jsonb_build_object(
                'jurisdiction', c.jurisdiction, 'government', g.name, 'shown', g.shown, 'year', c.year,
                'number', c.number, 'worded', p.worded, 'project', c.project)
                ORDER BY leaf.rank, c.year DESC, c.jurisdiction, c.id)
     FROM leaf JOIN projects_catalogue c USING (id)
     JOIN projects_catalogue_government g ON g.slug = c.jurisdiction
     JOIN projects_catalogue_programme p ON (p.jurisdiction, p.year) = (c.jurisdiction, c.year)) AS hits
"""
