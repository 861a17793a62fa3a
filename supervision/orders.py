"""A programme's supervision orders as they stand, with each one's history: who, when, what and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision import ladder
from supervision.order import AT_UNIT, LIVE, Order
from tracker.read_model import ReadModel
from tracker.table import Table

ORDERS = ReadModel(
    "supervision_orders",
    """
CREATE TABLE supervision_orders (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, programme uuid NOT NULL, project uuid,
    unit text NOT NULL, matter jsonb NOT NULL, cause jsonb NOT NULL, number text, state text NOT NULL,
    step text NOT NULL, issued_on date, begun date, due date, signed_on date, extension jsonb, plea jsonb,
    reply jsonb, answer jsonb, papers integer NOT NULL, conclusion text,
    position bigint NOT NULL, changed_at timestamptz NOT NULL);
CREATE INDEX supervision_orders_of ON supervision_orders (programme, state);
CREATE INDEX supervision_orders_project ON supervision_orders (project);
CREATE TABLE supervision_orders_deed (
    position bigint PRIMARY KEY, subject uuid NOT NULL, at timestamptz NOT NULL, topic text NOT NULL,
    account text NOT NULL, post text NOT NULL, unit text, told jsonb NOT NULL);
CREATE INDEX supervision_orders_deeds ON supervision_orders_deed (subject, position);
""",
)

_ORDERS, _DEEDS = Table("supervision_orders"), Table("supervision_orders_deed", key="position")
_CARRIED = frozenset({"originator_id", "originator_version", "timestamp", "by", "originator_topic"})


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of an order's history; `told` holds what the event says, `post` and `unit` who acted."""

    subject: UUID
    position: int
    at: datetime
    topic: str
    account: str
    post: str
    unit: str | None
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order. `matter` and `cause` as supervision/matter.py has them; `extension`, `plea`: the last one asked, with
    `granted` / `justified` None while it waits; `reply`: the unit's draft; `answer`: what was released last.

    `begun` and `due` belong to the step where it stands. `papers` counts the 督办单 printed so far, one a level.
    """

    id: UUID
    jurisdiction: str
    year: int
    programme: UUID
    project: UUID | None
    unit: str
    matter: dict[str, Any]
    cause: dict[str, Any]
    number: str | None
    state: str
    step: str
    issued_on: date | None
    begun: date | None
    due: date | None
    signed_on: date | None
    extension: dict[str, Any] | None
    plea: dict[str, Any] | None
    reply: dict[str, Any] | None
    answer: dict[str, Any] | None
    papers: int
    conclusion: str | None
    position: int
    changed_at: datetime

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def at_unit(self) -> bool:
        """Whether the unit is to act."""
        return self.state in AT_UNIT

    @property
    def pleading(self) -> bool:
        """Whether a plea waits for its ruling."""
        return self.live and self.plea is not None and self.plea["justified"] is None

    @property
    def extending(self) -> bool:
        """Whether an extension waits for its decision."""
        return self.live and self.extension is not None and self.extension["granted"] is None

    def overdue(self, today: date) -> bool:
        """Whether the unit's day is past without an answer."""
        return self.at_unit and self.due is not None and today > self.due


@ORDERS.on(Order.Drafted)
def _drafted(curs: psycopg.Cursor[Any], e: Order.Drafted, position: int) -> None:
    _ORDERS.insert(
        curs,
        id=e.originator_id,
        jurisdiction=e.jurisdiction,
        year=e.year,
        programme=e.programme,
        project=e.project,
        unit=e.matter["unit"],
        matter=Jsonb(e.matter),
        cause=Jsonb(e.cause),
        number=None,
        state="drafted",
        step=ladder.first(e.cause["kind"]),
        issued_on=None,
        begun=None,
        due=e.matter["due"],
        signed_on=None,
        extension=None,
        plea=None,
        reply=None,
        answer=None,
        papers=0,
        conclusion=None,
        position=position,
        changed_at=e.timestamp,
    )
    _record(curs, e, position)


@ORDERS.on(Order.Redrafted)
def _redrafted(curs: psycopg.Cursor[Any], e: Order.Redrafted, position: int) -> None:
    _now(
        curs,
        e,
        position,
        unit=e.matter["unit"],
        matter=Jsonb(e.matter),
        cause=Jsonb(e.cause),
        due=e.matter["due"],
        step=ladder.first(e.cause["kind"]),
    )


@ORDERS.on(Order.Issued)
def _issued(curs: psycopg.Cursor[Any], e: Order.Issued, position: int) -> None:
    day = e.issued_on
    _now(curs, e, position, state="issued", number=e.text, issued_on=day, begun=day, due=e.due, papers=1)


@ORDERS.on(Order.SignedFor)
def _signed_for(curs: psycopg.Cursor[Any], e: Order.SignedFor, position: int) -> None:
    _now(curs, e, position, state="signed_for", signed_on=e.signed_on)


@ORDERS.on(Order.ExtensionAsked)
def _extension_asked(curs: psycopg.Cursor[Any], e: Order.ExtensionAsked, position: int) -> None:
    asked = {"until": e.until, "reason": e.reason, "progress": e.progress, "granted": None}
    _now(curs, e, position, extension=Jsonb(asked))


@ORDERS.on(Order.ExtensionGranted, Order.ExtensionRefused)
def _extension_decided(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    asked = _ORDERS.row(curs, e.originator_id)["extension"]
    granted = isinstance(e, Order.ExtensionGranted)
    _now(curs, e, position, extension=Jsonb({**asked, "granted": granted}), due=e.due)


@ORDERS.on(Order.ReplyDrafted)
def _reply_drafted(curs: psycopg.Cursor[Any], e: Order.ReplyDrafted, position: int) -> None:
    drafted = {"done": e.done, "evidence": e.evidence, "drafter": e.drafter, "sent_back": None}
    _now(curs, e, position, reply=Jsonb(drafted))


@ORDERS.on(Order.ReplySentBack)
def _reply_sent_back(curs: psycopg.Cursor[Any], e: Order.ReplySentBack, position: int) -> None:
    drafted = _ORDERS.row(curs, e.originator_id)["reply"]
    _now(curs, e, position, reply=Jsonb({**drafted, "sent_back": e.reason}))


@ORDERS.on(Order.Replied)
def _replied(curs: psycopg.Cursor[Any], e: Order.Replied, position: int) -> None:
    answer = {"done": e.done, "evidence": e.evidence, "drafter": e.drafter, "released_by": e.released_by}
    _now(curs, e, position, state="replied", reply=None, answer=Jsonb(answer))


@ORDERS.on(Order.Returned)
def _returned(curs: psycopg.Cursor[Any], e: Order.Returned, position: int) -> None:
    _now(curs, e, position, state="returned", due=e.due)


@ORDERS.on(Order.Verified)
def _verified(curs: psycopg.Cursor[Any], e: Order.Verified, position: int) -> None:
    _now(curs, e, position, state="verified")


@ORDERS.on(Order.Closed)
def _closed(curs: psycopg.Cursor[Any], e: Order.Closed, position: int) -> None:
    _now(curs, e, position, state="closed", conclusion=e.conclusion)


@ORDERS.on(Order.Withdrawn)
def _withdrawn(curs: psycopg.Cursor[Any], e: Order.Withdrawn, position: int) -> None:
    _now(curs, e, position, state="withdrawn", conclusion=e.reason)


@ORDERS.on(Order.Pleaded)
def _pleaded(curs: psycopg.Cursor[Any], e: Order.Pleaded, position: int) -> None:
    plea = {"step": e.step, "due": e.due, "reason": e.reason, "evidence": e.evidence, "justified": None}
    _now(curs, e, position, plea=Jsonb(plea))


@ORDERS.on(Order.PleaRuled)
def _plea_ruled(curs: psycopg.Cursor[Any], e: Order.PleaRuled, position: int) -> None:
    row = _ORDERS.row(curs, e.originator_id)
    ruled = {**row["plea"], "justified": e.justified, "ruling": e.reason, "until": e.due}
    _now(curs, e, position, plea=Jsonb(ruled), due=e.due or row["due"])


@ORDERS.on(Order.Escalated)
def _escalated(curs: psycopg.Cursor[Any], e: Order.Escalated, position: int) -> None:
    row = _ORDERS.row(curs, e.originator_id)
    on_paper = e.step in ("blue", "orange", "red")
    stands = {"state": "issued", "signed_on": None} if on_paper else {"state": "signed_for"}
    _now(curs, e, position, step=e.step, begun=e.on, due=e.due, papers=row["papers"] + on_paper, **stands)


@ORDERS.on(Order.Lowered)
def _lowered(curs: psycopg.Cursor[Any], e: Order.Lowered, position: int) -> None:
    _now(curs, e, position, state="signed_for", step=e.step, begun=e.on, due=e.due)


def _now(curs: psycopg.Cursor[Any], e: Any, position: int, **values: Any) -> None:
    _ORDERS.update(curs, e.originator_id, **values, position=position, changed_at=e.timestamp)
    _record(curs, e, position)


def _record(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    told = {name: value for name, value in e.__dict__.items() if name not in _CARRIED}
    _DEEDS.insert(
        curs,
        position=position,
        subject=e.originator_id,
        at=e.timestamp,
        topic=e.TOPIC,
        account=e.by["account"],
        post=e.by.get("post", ""),
        unit=e.by.get("unit"),
        told=Jsonb(told),
    )


def order(conn: psycopg.Connection[Any], id: UUID) -> OrderRow | None:
    """One order, or None."""
    row = conn.execute("SELECT * FROM supervision_orders WHERE id = %s", (id,)).fetchone()
    return OrderRow(**row) if row else None


def of_programme(conn: psycopg.Connection[Any], programme: str | UUID, unit: str | None = None) -> list[OrderRow]:
    """A programme's orders, those that live first, then the last changed; a unit sees what was issued to it."""
    rows = conn.execute(
        """SELECT * FROM supervision_orders WHERE programme = %(programme)s
             AND (%(unit)s::text IS NULL OR (number IS NOT NULL
                  AND (unit = %(unit)s OR matter -> 'supporting' ? %(unit)s)))
           ORDER BY state IN ('closed', 'withdrawn'), due NULLS LAST, position DESC""",
        {"programme": str(programme), "unit": unit},
    ).fetchall()
    return [OrderRow(**row) for row in rows]


def of_project(conn: psycopg.Connection[Any], project: str | UUID) -> list[OrderRow]:
    """A project's orders, the last drafted first."""
    rows = conn.execute(
        "SELECT * FROM supervision_orders WHERE project = %s ORDER BY position DESC", (str(project),)
    ).fetchall()
    return [OrderRow(**row) for row in rows]


def on_the_same(
    conn: psycopg.Connection[Any], programme: str | UUID, project: str | None, unit: str, kind: str, ref: str
) -> OrderRow | None:
    """An order on the same matter that is not over: the same project (or unit, without one) and the same cause."""
    row = conn.execute(
        """SELECT * FROM supervision_orders WHERE programme = %s AND state NOT IN ('closed', 'withdrawn')
             AND (project = %s::uuid OR (project IS NULL AND %s::uuid IS NULL AND unit = %s))
             AND cause ->> 'kind' = %s AND cause ->> 'ref' = %s ORDER BY position DESC LIMIT 1""",
        (str(programme), project, project, unit, kind, ref),
    ).fetchone()
    return OrderRow(**row) if row else None


def history(conn: psycopg.Connection[Any], ids: Sequence[UUID]) -> dict[UUID, list[Deed]]:
    """Order → its history, oldest first."""
    rows = conn.execute(
        "SELECT * FROM supervision_orders_deed WHERE subject = ANY(%s) ORDER BY position", (list(ids),)
    ).fetchall()
    found: dict[UUID, list[Deed]] = {id: [] for id in ids}
    for row in rows:
        found[row["subject"]].append(Deed(**row))
    return found


def evidence(conn: psycopg.Connection[Any], sha256: str) -> list[tuple[OrderRow, dict[str, Any]]]:
    """The orders whose history names a file of that hash, with its name and type."""
    rows = conn.execute(
        """SELECT o.*, f.file FROM supervision_orders_deed d JOIN supervision_orders o ON o.id = d.subject,
                  jsonb_array_elements(CASE WHEN jsonb_typeof(d.told -> 'evidence') = 'array'
                                            THEN d.told -> 'evidence' ELSE '[]' END) f(file)
           WHERE f.file ->> 'sha256' = %s""",
        (sha256,),
    ).fetchall()
    return [(OrderRow(**{k: v for k, v in row.items() if k != "file"}), row["file"]) for row in rows]
