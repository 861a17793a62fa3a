"""A programme's visits as they stand: what was planned and found, and who signed. What the public may see of them is in
supervision/public_visits.py."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from projects.project import Project
from supervision.inspection import Inspection
from supervision.party import called
from supervision.sample import lacking, sample_words
from supervision.site import numbered
from supervision.visit import Inspector, Photo, Remark, Site, Visit
from supervision.withholding import Withholding
from tracker.read_model import ReadModel

VISITS = ReadModel(
    "supervision_visits",
    """
CREATE TABLE supervision_visits (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, programme uuid NOT NULL,
    project uuid NOT NULL, number text NOT NULL, title text NOT NULL, day date NOT NULL, method text NOT NULL,
    basis text NOT NULL, reported jsonb NOT NULL, state text NOT NULL, sample jsonb, conclusion text,
    cleared boolean NOT NULL DEFAULT false, cleared_at timestamptz, changed_at timestamptz NOT NULL,
    plan uuid, checklist text[] NOT NULL, leader text NOT NULL, ruling jsonb, amended_at timestamptz,
    signatures integer NOT NULL, way text NOT NULL);
CREATE INDEX supervision_visits_plan ON supervision_visits (plan);
CREATE INDEX supervision_visits_of ON supervision_visits (jurisdiction, year, day);
CREATE TABLE supervision_visits_site (
    visit uuid, key text, place integer NOT NULL, name text, address text, unit text, share text, stage text,
    verified text, quantity text, note text, seen_by text, visited_at timestamptz, saved_at timestamptz,
    PRIMARY KEY (visit, key));
CREATE TABLE supervision_visits_inspector (
    visit uuid, key text, place integer NOT NULL, kind text NOT NULL, number integer, member uuid,
    signed_at timestamptz, mark text, signature text, lacking jsonb, PRIMARY KEY (visit, key));
CREATE TABLE supervision_visits_photo (
    visit uuid, sha256 text, site text NOT NULL, taken_by text NOT NULL, taken_at timestamptz NOT NULL,
    cleared boolean NOT NULL, made_at timestamptz, latitude text, longitude text, PRIMARY KEY (visit, sha256));
CREATE TABLE supervision_visits_remark (
    visit uuid, place integer, inspector text NOT NULL, words text NOT NULL, made_at timestamptz NOT NULL,
    PRIMARY KEY (visit, place));
CREATE TABLE supervision_visits_pool (project uuid PRIMARY KEY, sites jsonb NOT NULL);
""",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One visit in the office's list."""

    id: UUID
    project: str
    plan: UUID | None
    number: str
    title: str
    day: date
    method: str
    state: str
    cleared: bool
    sites: int
    recorded: int
    signed: int
    inspectors: int
    words: str | None
    differs: bool
    ruling: str
    """Key of the ruling on a difference; blank while nobody ruled."""


@VISITS.on(Project.SitesListed)
def _pool(curs: psycopg.Cursor[Any], e: Project.SitesListed, position: int) -> None:
    curs.execute(
        """INSERT INTO supervision_visits_pool VALUES (%s, %s)
           ON CONFLICT (project) DO UPDATE SET sites = excluded.sites""",
        (e.originator_id, Jsonb(numbered(e.sites))),
    )


@VISITS.on(Inspection.Planned)
def _planned(curs: psycopg.Cursor[Any], e: Inspection.Planned, position: int) -> None:
    curs.execute(
        """INSERT INTO supervision_visits (id, jurisdiction, year, programme, project, number, title, day, method,
               basis, reported, state, changed_at, plan, checklist, leader, ruling, signatures, way)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'planned', %s, %s, %s, %s, NULL, %s, %s)""",
        (
            e.originator_id, e.jurisdiction, e.year, e.programme, e.project, e.number, e.title, e.on, e.method, e.basis,
            Jsonb(e.reported), e.timestamp, e.plan, e.checklist, e.leader,
            e.signatures, e.way,
        ),
    )  # fmt: skip
    _listed(curs, e)


@VISITS.on(Inspection.Replaced)
def _replaced(curs: psycopg.Cursor[Any], e: Inspection.Replaced, position: int) -> None:
    """Who and what is not among them any more goes; the records of the others stay."""
    for table, rows in (("site", e.sites), ("inspector", e.inspectors)):
        curs.execute(
            f"DELETE FROM supervision_visits_{table} WHERE visit = %s AND key <> ALL(%s)",
            (e.originator_id, [row["key"] for row in rows]),
        )
    _listed(curs, e)
    if e.reported is not None:
        curs.execute("UPDATE supervision_visits SET reported = %s WHERE id = %s", (Jsonb(e.reported), e.originator_id))
    _touch(curs, e)
    _void(curs, e)


def _listed(curs: psycopg.Cursor[Any], e: Any) -> None:
    """Sites and inspectors of an event, in its order."""
    for place, site in enumerate(e.sites):
        curs.execute(
            """INSERT INTO supervision_visits_site (visit, key, place, name, address, unit, share, stage)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
               ON CONFLICT (visit, key) DO UPDATE SET place = excluded.place""",
            (
                e.originator_id,
                site["key"],
                place,
                *(site[name] for name in ("name", "address", "unit", "share", "stage")),
            ),
        )
    for place, each in enumerate(e.inspectors):
        curs.execute(
            """INSERT INTO supervision_visits_inspector (visit, key, place, kind, number, member)
               VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (visit, key) DO UPDATE SET place = excluded.place""",
            (e.originator_id, each["key"], place, each["kind"], each.get("number"), each.get("member")),
        )


@VISITS.on(Inspection.SiteSeen)
def _seen(curs: psycopg.Cursor[Any], e: Inspection.SiteSeen, position: int) -> None:
    curs.execute(
        """UPDATE supervision_visits SET state = 'visiting', changed_at = %(at)s,
               sample = CASE WHEN (SELECT verified FROM supervision_visits_site WHERE visit = %(id)s AND key = %(site)s)
                   IS DISTINCT FROM %(verified)s::text THEN NULL ELSE sample END WHERE id = %(id)s""",
        {"id": e.originator_id, "site": e.site, "verified": e.verified, "at": e.timestamp},
    )
    curs.execute(
        """UPDATE supervision_visits_site SET verified = %s, quantity = %s, note = %s, seen_by = %s, visited_at = %s,
               saved_at = %s WHERE visit = %s AND key = %s""",
        (e.verified, e.quantity, e.note, e.seen_by, e.visited_at, e.timestamp, e.originator_id, e.site),
    )
    _void(curs, e)


@VISITS.on(Inspection.PhotoTaken)
def _photo(curs: psycopg.Cursor[Any], e: Inspection.PhotoTaken, position: int) -> None:
    curs.execute(
        "INSERT INTO supervision_visits_photo VALUES (%s, %s, %s, %s, %s, false, %s, %s, %s)",
        (
            e.originator_id,
            e.sha256,
            e.site,
            e.taken_by,
            e.timestamp,
            e.shot["made_at"],
            e.shot["latitude"],
            e.shot["longitude"],
        ),
    )
    _touch(curs, e)
    _void(curs, e)


@VISITS.on(Inspection.PhotoTakenBack)
def _photo_back(curs: psycopg.Cursor[Any], e: Inspection.PhotoTakenBack, position: int) -> None:
    curs.execute("DELETE FROM supervision_visits_photo WHERE visit = %s AND sha256 = %s", (e.originator_id, e.sha256))
    _touch(curs, e)
    _void(curs, e)


@VISITS.on(Inspection.SampleRecorded)
def _sample(curs: psycopg.Cursor[Any], e: Inspection.SampleRecorded, position: int) -> None:
    sample = {
        "checked": e.checked,
        "reported_done": e.reported_done,
        "verified": e.verified,
        "note": e.note,
        "recorded_by": e.recorded_by,
        "tried": e.tried,
    }
    curs.execute("UPDATE supervision_visits SET sample = %s WHERE id = %s", (Jsonb(sample), e.originator_id))
    _touch(curs, e)
    _void(curs, e)


@VISITS.on(Inspection.FindingNoted)
def _noted(curs: psycopg.Cursor[Any], e: Inspection.FindingNoted, position: int) -> None:
    _touch(curs, e)
    _void(curs, e)


@VISITS.on(Inspection.RemarkMade)
def _remark(curs: psycopg.Cursor[Any], e: Inspection.RemarkMade, position: int) -> None:
    curs.execute(
        "INSERT INTO supervision_visits_remark VALUES (%s, %s, %s, %s, %s)",
        (e.originator_id, e.originator_version, e.inspector, e.text, e.timestamp),
    )
    _touch(curs, e)


@VISITS.on(Inspection.Answered, Inspection.UnitCommented)
def _told(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    """What was said stands in supervision/spots.py."""
    _touch(curs, e)
    _void(curs, e)


@VISITS.on(Inspection.PaperEntered)
def _paper_entered(curs: psycopg.Cursor[Any], e: Inspection.PaperEntered, position: int) -> None:
    curs.execute(
        """UPDATE supervision_visits_inspector SET signed_at = %s, mark = 'paper', signature = NULL, lacking = NULL
           WHERE visit = %s AND key = ANY(%s)""",
        (e.timestamp, e.originator_id, e.signed_by),
    )
    _touch(curs, e)


@VISITS.on(Inspection.Signed)
def _signed(curs: psycopg.Cursor[Any], e: Inspection.Signed, position: int) -> None:
    curs.execute(
        """UPDATE supervision_visits_inspector SET signed_at = %s, mark = %s, signature = %s, lacking = %s
           WHERE visit = %s AND key = %s""",
        (e.timestamp, e.mark, e.signature, Jsonb(e.lacking) if e.lacking else None, e.originator_id, e.inspector),
    )
    _touch(curs, e)


@VISITS.on(Inspection.Cancelled, Inspection.Closed)
def _over(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    state, words = ("closed", e.conclusion) if isinstance(e, Inspection.Closed) else ("cancelled", e.reason)
    curs.execute(
        "UPDATE supervision_visits SET state = %s, conclusion = %s, changed_at = %s WHERE id = %s",
        (state, words, e.timestamp, e.originator_id),
    )


@VISITS.on(Inspection.Cleared)
def _cleared(curs: psycopg.Cursor[Any], e: Inspection.Cleared, position: int) -> None:
    curs.execute(
        """UPDATE supervision_visits SET cleared = true, cleared_at = COALESCE(cleared_at, %(at)s),
               amended_at = CASE WHEN cleared THEN %(at)s END WHERE id = %(id)s""",
        {"at": e.timestamp, "id": e.originator_id},
    )
    curs.execute(
        "UPDATE supervision_visits_photo SET cleared = sha256 = ANY(%s) WHERE visit = %s", (e.photos, e.originator_id)
    )
    _touch(curs, e)


@VISITS.on(Withholding.Withheld, Withholding.WithheldAgain)
def _withheld(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    """A picture of a visit that is withheld is public no more, nor after it is given back; the visit's row is another
    since then."""
    curs.execute(
        """WITH gone AS (
               UPDATE supervision_visits_photo p SET cleared = false FROM supervision_visits v
               WHERE v.id = p.visit AND v.jurisdiction = %s AND p.sha256 = %s AND p.cleared RETURNING p.visit)
           UPDATE supervision_visits SET amended_at = %s, changed_at = %s WHERE id IN (SELECT visit FROM gone)""",
        (e.jurisdiction, e.sha256, e.timestamp, e.timestamp),
    )


@VISITS.on(Inspection.DifferenceRuled)
def _ruled(curs: psycopg.Cursor[Any], e: Inspection.DifferenceRuled, position: int) -> None:
    ruling = {"ruling": e.ruling, "words": e.words, "approval": e.approval, "at": e.timestamp.isoformat()}
    curs.execute("UPDATE supervision_visits SET ruling = %s WHERE id = %s", (Jsonb(ruling), e.originator_id))
    _touch(curs, e)


def _touch(curs: psycopg.Cursor[Any], e: Any) -> None:
    curs.execute("UPDATE supervision_visits SET changed_at = %s WHERE id = %s", (e.timestamp, e.originator_id))


def _void(curs: psycopg.Cursor[Any], e: Any) -> None:
    """Whoever signed signed what stood then."""
    curs.execute(
        """UPDATE supervision_visits_inspector SET signed_at = NULL, mark = NULL, signature = NULL, lacking = NULL
           WHERE visit = %s""",
        (e.originator_id,),
    )


def visit(conn: psycopg.Connection[Any], id: UUID) -> Visit | None:
    """One visit whole, or None."""
    row = conn.execute("SELECT * FROM supervision_visits WHERE id = %s", (id,)).fetchone()
    if row is None:
        return None
    people = conn.execute(
        """SELECT key, kind, number, member, signed_at, mark, signature, lacking FROM supervision_visits_inspector
           WHERE visit = %s ORDER BY place""",
        (id,),
    ).fetchall()
    names = called(people)
    sites = conn.execute(
        """SELECT key, name, address, unit, share, stage, verified, quantity, note, seen_by, visited_at, saved_at
           FROM supervision_visits_site WHERE visit = %s ORDER BY place""",
        (id,),
    ).fetchall()
    photos = conn.execute(
        """SELECT sha256, site, taken_by, taken_at, cleared, made_at, latitude, longitude FROM supervision_visits_photo
           WHERE visit = %s ORDER BY taken_at, sha256""",
        (id,),
    ).fetchall()
    remarks = conn.execute(
        "SELECT inspector, words, made_at FROM supervision_visits_remark WHERE visit = %s ORDER BY place", (id,)
    ).fetchall()
    return Visit(
        **{**row, "programme": str(row["programme"]), "project": str(row["project"])},
        sites=tuple(Site(**site) for site in sites),
        inspectors=tuple(Inspector(**each, called=names[each["key"]]) for each in people),
        photos=tuple(Photo(**photo) for photo in photos),
        remarks=tuple(Remark(**remark) for remark in remarks),
    )


def of_programme(conn: psycopg.Connection[Any], slug: str, year: int, plan: UUID | None = None) -> list[Row]:
    """A programme's visits, the latest day first; of one plan alone, where one is named."""
    rows = conn.execute(
        """SELECT v.id, v.project::text AS project, v.plan, v.number, v.title, v.day,
                  v.method, v.state, v.cleared, v.sample, v.reported, v.ruling, v.way,
                  s.sites, s.recorded, i.signed, i.inspectors
           FROM supervision_visits v
           CROSS JOIN LATERAL (SELECT count(*) AS sites, count(verified) AS recorded
                               FROM supervision_visits_site WHERE visit = v.id) s
           CROSS JOIN LATERAL (SELECT count(*) AS inspectors, count(signed_at) AS signed
                               FROM supervision_visits_inspector WHERE visit = v.id) i
           WHERE v.jurisdiction = %(slug)s AND v.year = %(year)s AND (%(plan)s::uuid IS NULL OR v.plan = %(plan)s)
           ORDER BY v.day DESC, v.changed_at DESC""",
        {"slug": slug, "year": year, "plan": plan},
    ).fetchall()
    found = []
    for row in rows:
        sample, reported, ruled, way = (row.pop(name) for name in ("sample", "reported", "ruling", "way"))
        words = sample_words(sample, reported["stage"], way) if sample else None
        differs = bool(sample and lacking(sample))
        found.append(Row(**row, words=words, differs=differs, ruling=ruled["ruling"] if ruled else ""))
    return found


def of_project(conn: psycopg.Connection[Any], project: str) -> list[Row]:
    """The visits to one project, the latest day first."""
    row = conn.execute(
        "SELECT jurisdiction, year FROM supervision_visits WHERE project = %s LIMIT 1", (project,)
    ).fetchone()
    return (
        [each for each in of_programme(conn, row["jurisdiction"], row["year"]) if each.project == project]
        if row
        else []
    )


def pool(conn: psycopg.Connection[Any], project: str) -> list[dict[str, Any]]:
    """The sites a visit to this project can choose from: key, name, address, unit, share, stage."""
    row = conn.execute("SELECT sites FROM supervision_visits_pool WHERE project = %s", (project,)).fetchone()
    return list(row["sites"]) if row else []


def pool_sizes(conn: psycopg.Connection[Any], projects: list[str]) -> dict[str, int]:
    """Project → how many sites its list has; projects without a list are left out."""
    rows = conn.execute(
        "SELECT project, jsonb_array_length(sites) AS n FROM supervision_visits_pool WHERE project = ANY(%s::uuid[])",
        (projects,),
    ).fetchall()
    return {str(row["project"]): row["n"] for row in rows if row["n"]}
