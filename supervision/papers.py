"""The papers of each government and year: at work on the office's desk, and, once issued, for everybody."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.types.json import Jsonb

from projects.approval import PUBLIC
from projects.listing import natural
from projects.policy import PolicySet
from supervision import angle, document_kind, press_words, project_subject
from supervision.document import Document
from tracker import clock
from tracker.read_model import ReadModel

PAPERS = ReadModel(
    "supervision_papers",
    """
CREATE TABLE supervision_papers (
    id uuid PRIMARY KEY, kind text NOT NULL, jurisdiction text NOT NULL, year integer NOT NULL, period text NOT NULL,
    state text NOT NULL, attribute text NOT NULL, check_code text NOT NULL, title text NOT NULL, number text,
    issued_on date, issued_at timestamptz, files jsonb NOT NULL, fonts jsonb NOT NULL, template text,
    registered boolean NOT NULL, amended jsonb NOT NULL, scans jsonb NOT NULL, archive jsonb, embargo timestamptz,
    facts jsonb NOT NULL, prose jsonb NOT NULL, source_position bigint NOT NULL,
    position bigint NOT NULL, changed_at timestamptz NOT NULL, UNIQUE (kind, jurisdiction, year, period));
CREATE INDEX supervision_papers_check_code ON supervision_papers (check_code);
CREATE INDEX supervision_papers_files ON supervision_papers USING gin (files jsonb_path_ops);
CREATE INDEX supervision_papers_year ON supervision_papers (jurisdiction, year);
""",
)


BY_PERIOD = {"bulletin": "通报", "press_release": "新闻通稿", "press_conference": ""}
"""Kinds that are called by their period and angle, and what follows them; others are by their titles."""
EDITION = re.compile(r"/[0-9]+$")


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper as it stands; `files`: name, media_type, sha256, size. `position` is that of its last event.

    `registered`: its number was typed from the office's own register. `amended`: the papers that corrected or took it
    back, oldest first: what (correction, withdrawal), code, number, on. `scans`: sha256, name, size, type of signed
    copies. `archive`: number, text, on, pages, files, template; None before it was put away.
    """

    id: str
    kind: str
    jurisdiction: str
    year: int
    period: str
    state: str
    attribute: str
    check_code: str
    title: str
    number: str | None
    issued_on: date | None
    issued_at: datetime | None
    files: list[dict[str, Any]]
    fonts: dict[str, str | None]
    template: str | None
    registered: bool
    amended: list[dict[str, Any]]
    scans: list[dict[str, Any]]
    archive: dict[str, Any] | None
    facts: dict[str, Any]
    prose: dict[str, Any]
    source_position: int
    position: int
    changed_at: datetime
    embargo: datetime | None = None

    def file(self, ending: str) -> dict[str, Any] | None:
        """The issued file of that ending (pdf, docx, txt)."""
        return next((file for file in self.files if file["name"].endswith(f".{ending}")), None)

    @property
    def subject(self) -> str:
        """What it stands under without its edition: the period of a bulletin that came after one taken back."""
        return EDITION.sub("", self.period)

    @property
    def desk(self) -> str:
        """Where it is at work, below /{government}/{year}/; "" for one that is worked on nowhere."""
        return document_kind.of(self.kind).desk.format(period=quote(self.subject), amends=self.period.partition("/")[0])

    @property
    def project(self) -> str:
        """The number of the project whose poster, sign or leaflet it is; "" for others."""
        return project_subject.number(str(self.facts.get("subject", "")))

    @property
    def endings(self) -> list[str]:
        """What `file` can be asked for, in the order of issue."""
        return list(dict.fromkeys(file["name"].rpartition(".")[2] for file in self.files))

    @property
    def public(self) -> bool:
        """Whether everybody may read it: 主动公开, out, not taken back, and no longer under embargo."""
        return self.told and self.state != "withdrawn"

    @property
    def told(self) -> bool:
        """Whether the public was given it; an embargo ends by itself."""
        return self.issued_at is not None and self.attribute == PUBLIC and not self.embargoed

    @property
    def public_at(self) -> datetime | None:
        """From when everybody may read it, where they may: its issue, or the end of its embargo."""
        return max(self.issued_at, self.embargo or self.issued_at) if self.issued_at else None

    @property
    def embargoed(self) -> bool:
        return self.embargo is not None and clock.now() < self.embargo


@PAPERS.on(Document.Drafted)
def _drafted(curs: psycopg.Cursor[Any], e: Document.Drafted, position: int) -> None:
    curs.execute(
        """INSERT INTO supervision_papers (id, kind, jurisdiction, year, period, state, attribute, check_code, title,
               files, fonts, registered, amended, scans, facts, prose, source_position, position, changed_at)
           VALUES (%s, %s, %s, %s, %s, 'drafted', %s, %s, %s, '[]', '{}', false, '[]', '[]', %s, %s, %s, %s, %s)""",
        (
            e.originator_id,
            e.kind,
            e.jurisdiction,
            e.year,
            e.period,
            e.attribute,
            e.check_code,
            press_words.title(e.prose),
            Jsonb(e.facts),
            Jsonb(e.prose),
            e.facts["source"]["log_position"],
            position,
            e.timestamp,
        ),
    )


@PAPERS.on(Document.Edited)
def _edited(curs: psycopg.Cursor[Any], e: Document.Edited, position: int) -> None:
    curs.execute(
        "UPDATE supervision_papers SET title = %s, prose = %s WHERE id = %s",
        (press_words.title(e.prose), Jsonb(e.prose), e.originator_id),
    )
    _stands(curs, e, position, "drafted")


@PAPERS.on(Document.Reviewed)
def _reviewed(curs: psycopg.Cursor[Any], e: Document.Reviewed, position: int) -> None:
    _stands(curs, e, position, "reviewed")


@PAPERS.on(Document.Approved)
def _approved(curs: psycopg.Cursor[Any], e: Document.Approved, position: int) -> None:
    _stands(curs, e, position, "approved")


@PAPERS.on(Document.Numbered)
def _numbered(curs: psycopg.Cursor[Any], e: Document.Numbered, position: int) -> None:
    curs.execute("UPDATE supervision_papers SET number = %s WHERE id = %s", (e.text, e.originator_id))
    _stands(curs, e, position, "numbered")


@PAPERS.on(Document.Issued)
def _issued(curs: psycopg.Cursor[Any], e: Document.Issued, position: int) -> None:
    curs.execute(
        """UPDATE supervision_papers SET issued_on = %s, issued_at = %s, files = %s, fonts = %s, template = %s
           WHERE id = %s""",
        (e.issued_on, e.timestamp, Jsonb(e.files), Jsonb(e.fonts), e.template, e.originator_id),
    )
    _stands(curs, e, position, "issued")


@PAPERS.on(Document.Registered)
def _registered(curs: psycopg.Cursor[Any], e: Document.Registered, position: int) -> None:
    curs.execute(
        "UPDATE supervision_papers SET number = %s, registered = true WHERE id = %s", (e.text, e.originator_id)
    )
    _stands(curs, e, position, "numbered")


@PAPERS.on(Document.Corrected, Document.Withdrawn)
def _amended(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    withdrawn = isinstance(e, Document.Withdrawn)
    by = {"what": "withdrawal" if withdrawn else "correction", "code": e.code, "number": e.number, "on": e.on}
    curs.execute("UPDATE supervision_papers SET amended = amended || %s WHERE id = %s", (Jsonb([by]), e.originator_id))
    _stands(curs, e, position, "withdrawn" if withdrawn else "corrected")


@PAPERS.on(Document.ScanAttached)
def _scanned(curs: psycopg.Cursor[Any], e: Document.ScanAttached, position: int) -> None:
    curs.execute(
        "UPDATE supervision_papers SET scans = scans || %s, position = %s, changed_at = %s WHERE id = %s",
        (Jsonb([e.file]), position, e.timestamp, e.originator_id),
    )


@PAPERS.on(Document.Archived)
def _archived(curs: psycopg.Cursor[Any], e: Document.Archived, position: int) -> None:
    kept = {name: getattr(e, name) for name in ("number", "text", "on", "pages", "files", "template")}
    curs.execute(
        "UPDATE supervision_papers SET archive = %s, position = %s, changed_at = %s WHERE id = %s",
        (Jsonb(kept), position, e.timestamp, e.originator_id),
    )


@PAPERS.on(Document.Embargoed)
def _embargoed(curs: psycopg.Cursor[Any], e: Document.Embargoed, position: int) -> None:
    curs.execute(
        "UPDATE supervision_papers SET embargo = %s, position = %s, changed_at = %s WHERE id = %s",
        (e.until, position, e.timestamp, e.originator_id),
    )


def _stands(curs: psycopg.Cursor[Any], e: Any, position: int, state: str) -> None:
    curs.execute(
        "UPDATE supervision_papers SET state = %s, position = %s, changed_at = %s WHERE id = %s",
        (state, position, e.timestamp, e.originator_id),
    )


def of_year(conn: psycopg.Connection[Any], kind: str, slug: str, year: int) -> dict[str, PaperRow]:
    """Period → its last paper, whatever its state: for the desks of staff only."""
    rows = conn.execute(
        """SELECT * FROM supervision_papers WHERE kind = %s AND jurisdiction = %s AND year = %s
           ORDER BY regexp_replace(period, '/[0-9]+$', ''), length(period), period""",
        (kind, slug, year),
    ).fetchall()
    return {row.subject: row for row in map(_row, rows)}


def at_work(conn: psycopg.Connection[Any], slug: str, year: int) -> list[PaperRow]:
    """Papers that people word and that are not out yet, of every kind, the longest at work first: for the desks of
    staff only."""
    worded = [kind.key for kind in document_kind.KINDS.values() if not kind.derived]
    rows = conn.execute(
        """SELECT * FROM supervision_papers WHERE jurisdiction = %s AND year = %s AND issued_at IS NULL
             AND state <> 'withdrawn' AND kind = ANY(%s) ORDER BY position, id""",
        (slug, year, worded),
    ).fetchall()
    return [_row(row) for row in rows]


def called(row: PaperRow, policy: PolicySet) -> str:
    """What people call it: 9月通报, 9月市教育局新闻通稿, 公示“关于……的公示”."""
    if row.kind not in BY_PERIOD:
        return f"{document_kind.of(row.kind).called}“{row.title}”"
    period = policy.period(angle.read(row.subject)[0])
    return f"{period.label if period else row.subject}{angle.words(row.subject)}{BY_PERIOD[row.kind]}"


def every(conn: psycopg.Connection[Any], slug: str, year: int) -> list[PaperRow]:
    """All papers of the year, whatever kind and state, newest first: for the desks of staff only."""
    rows = conn.execute(
        """SELECT * FROM supervision_papers WHERE jurisdiction = %s AND year = %s
           ORDER BY coalesce(issued_at, changed_at) DESC, id""",
        (slug, year),
    ).fetchall()
    return [_row(row) for row in rows]


def of_code(conn: psycopg.Connection[Any], code: str) -> PaperRow | None:
    """The paper that carries this check code, whatever its kind, government and state."""
    row = conn.execute("SELECT * FROM supervision_papers WHERE check_code = %s", (code,)).fetchone()
    return _row(row) if row else None


def later(conn: psycopg.Connection[Any], codes: Sequence[str]) -> dict[str, str]:
    """Check code → that of the edition which came after it, for those that have one."""
    rows = conn.execute(
        """SELECT facts ->> 'before' AS before, check_code FROM supervision_papers
           WHERE issued_at IS NOT NULL AND facts ->> 'before' = ANY(%s)""",
        (list(codes),),
    ).fetchall()
    return {row["before"]: row["check_code"] for row in rows}


def of_id(conn: psycopg.Connection[Any], id: str) -> PaperRow | None:
    """A paper by its id, whatever its state; None for papers of other kinds that are kept elsewhere."""
    row = conn.execute("SELECT * FROM supervision_papers WHERE id = %s", (id,)).fetchone()
    return _row(row) if row else None


def issued(conn: psycopg.Connection[Any], kind: str, slug: str, year: int) -> list[PaperRow]:
    """Issued papers open to the public that were not taken back, newest period first."""
    return [row for row in told(conn, slug, year, kind) if row.state != "withdrawn"]


def told(
    conn: psycopg.Connection[Any], slug: str | None = None, year: int | None = None, kind: str | None = None
) -> list[PaperRow]:
    """Papers that were given to the public, also those taken back since, newest period first; of one programme or all,
    of one kind or all."""
    rows = conn.execute(
        """SELECT * FROM supervision_papers WHERE issued_at IS NOT NULL AND attribute = '主动公开'
             AND (embargo IS NULL OR embargo <= %(now)s) AND (%(kind)s::text IS NULL OR kind = %(kind)s)
             AND (%(slug)s::text IS NULL OR (jurisdiction = %(slug)s AND year = %(year)s))
           ORDER BY period DESC, issued_at DESC, check_code""",
        {"now": clock.now(), "kind": kind, "slug": slug, "year": year},
    ).fetchall()
    return [_row(row) for row in rows]


def told_last(conn: psycopg.Connection[Any], slug: str, year: int) -> tuple[int, int]:
    """How many papers of a programme the public was given, and the position of what was last recorded of one of them:
    differs whenever `told` may."""
    row = conn.execute(
        """SELECT count(*) AS n, coalesce(max(position), 0) AS last FROM supervision_papers
           WHERE jurisdiction = %s AND year = %s AND issued_at IS NOT NULL AND attribute = '主动公开'
             AND (embargo IS NULL OR embargo <= %s)""",
        (slug, year, clock.now()),
    ).fetchone()
    return (int(row["n"]), int(row["last"])) if row else (0, 0)


def posted(rows: Sequence[PaperRow]) -> list[PaperRow]:
    """What hangs in public or is handed out now: of the posters, signs and leaflets among `rows` the newest of each
    kind and project, by project."""
    newest: dict[tuple[str, str], PaperRow] = {}
    for row in sorted(rows, key=lambda each: each.position):
        if row.public and document_kind.of(row.kind).family == "poster":
            newest[row.project, row.kind] = row
    return [newest[name] for name in sorted(newest, key=lambda name: (natural(name[0]), name[1]))]


def of_file(conn: psycopg.Connection[Any], sha256: str) -> list[PaperRow]:
    """The papers of which these bytes are an issued file, a signed scan or a copy of the archive, newest first."""
    rows = conn.execute(
        """SELECT * FROM supervision_papers WHERE issued_at IS NOT NULL AND (files @> %(file)s OR scans @> %(file)s
             OR archive -> 'files' @> %(file)s) ORDER BY issued_at DESC, id""",
        {"file": Jsonb([{"sha256": sha256}])},
    ).fetchall()
    return [_row(row) for row in rows]


def issued_one(conn: psycopg.Connection[Any], kind: str, slug: str, year: int, period: str) -> PaperRow | None:
    """The last issued paper of a period that the public may see, also one taken back; None before it is issued."""
    row = conn.execute(
        """SELECT * FROM supervision_papers WHERE kind = %(kind)s AND jurisdiction = %(slug)s AND year = %(year)s
             AND %(period)s IN (period, regexp_replace(period, '/[0-9]+$', ''))
             AND issued_at IS NOT NULL AND attribute = '主动公开' AND (embargo IS NULL OR embargo <= %(now)s)
           ORDER BY length(period) DESC, period DESC LIMIT 1""",
        {"kind": kind, "slug": slug, "year": year, "period": period, "now": clock.now()},
    ).fetchone()
    return _row(row) if row else None


def _row(row: dict[str, Any]) -> PaperRow:
    return PaperRow(**{**row, "id": str(row["id"])})


def about(conn: psycopg.Connection[Any], slug: str, year: int, subject: str) -> list[PaperRow]:
    """The derived sheets that were issued of one subject, or of a part of it ("visit:…:unit"), newest first."""
    rows = conn.execute(
        """SELECT * FROM supervision_papers WHERE jurisdiction = %(slug)s AND year = %(year)s AND issued_at IS NOT NULL
             AND (facts->>'subject' = %(subject)s OR starts_with(facts->>'subject', %(subject)s || ':'))
           ORDER BY issued_at DESC, id""",
        {"slug": slug, "year": year, "subject": subject},
    ).fetchall()
    return [_row(row) for row in rows]
