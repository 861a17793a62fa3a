"""The draws: what was frozen, who sealed and opened, what came out. What of it is public is asked of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision import draw
from supervision.draw import Opening
from supervision.lot import REASONS, Lot
from tracker.clock import SHANGHAI
from tracker.read_model import ReadModel
from tracker.table import Table

LOTS = ReadModel(
    "supervision_lots",
    """
CREATE TABLE supervision_lots (
    id uuid PRIMARY KEY, plan uuid NOT NULL, programme text NOT NULL, jurisdiction text NOT NULL,
    year integer NOT NULL, silent boolean NOT NULL, number integer NOT NULL, state text NOT NULL,
    content text NOT NULL, sha256 text NOT NULL, witnesses text[] NOT NULL, lottery text NOT NULL,
    seals jsonb NOT NULL, openings jsonb NOT NULL, until timestamptz, withheld integer[] NOT NULL,
    value text NOT NULL, announced jsonb, replaced jsonb NOT NULL, words text NOT NULL,
    committed_at timestamptz NOT NULL, drawn_at timestamptz, declared jsonb NOT NULL, UNIQUE (plan, number));
""",
)
_LOTS = Table("supervision_lots")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LotRow:
    """One draw. `seals`: place → hash; `openings`: place → number, code, how; `replaced`: out, by, reason_code, reason,
    at; `declared`: who is recused from this draw alone → why, for the office."""

    id: UUID
    plan: UUID
    programme: str
    jurisdiction: str
    year: int
    silent: bool
    number: int
    state: str
    content: str
    sha256: str
    witnesses: list[str]
    lottery: str
    seals: dict[str, str]
    openings: dict[str, Row]
    until: datetime | None
    withheld: list[int]
    value: str
    announced: Row | None
    replaced: list[Row]
    words: str
    committed_at: datetime
    drawn_at: datetime | None
    declared: Mapping[str, str]

    @property
    def frozen(self) -> Row:
        return draw.frozen(self.content, self.sha256)

    @property
    def drawn(self) -> list[draw.Drawn]:
        """Every pool with its ranks; nothing before the draw."""
        if self.state != "drawn":
            return []
        return draw.drawn(self.content, self.sha256, self.value, [each["out"] for each in self.replaced])

    @property
    def opened(self) -> list[Opening]:
        return [
            Opening(int(place), each["number"], each["code"], self.seals.get(place, ""))
            for place, each in sorted(self.openings.items(), key=lambda item: int(item[0]))
        ]

    def given(self, place: int) -> str:
        """sealed, paper, opened, or blank where the witness has given nothing."""
        key = str(place)
        if key in self.openings:
            return "opened" if key in self.seals else "paper"
        return "sealed" if key in self.seals else ""

    def record(self) -> Row:
        """draw-record/1; of a replacement the word of its reason, and nothing more."""
        lottery = {"name": self.lottery, **self.announced} if self.announced else None
        return {
            **draw.record(
                self.content,
                self.sha256,
                self.value,
                openings=self.opened,
                lottery=lottery,
                replaced=[
                    {"id": each["out"], "by": each["by"], "reason": REASONS[each["reason_code"]], "at": each["at"]}
                    for each in self.replaced
                ],
                times={
                    "committed_at": _moment(self.committed_at),
                    "drawn_at": _moment(self.drawn_at) if self.drawn_at else "",
                },
            ),
            "withheld": self.withheld,
        }


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")


@LOTS.on(Lot.Committed)
def _committed(curs: psycopg.Cursor[Any], e: Lot.Committed, position: int) -> None:
    _LOTS.insert(
        curs,
        id=e.originator_id,
        plan=UUID(e.plan),
        programme=e.programme,
        jurisdiction=e.jurisdiction,
        year=e.year,
        silent=e.silent,
        number=e.number,
        state="sealing" if e.witnesses else "lottery",
        content=e.content,
        sha256=e.sha256,
        witnesses=e.witnesses,
        lottery=e.lottery,
        seals=Jsonb({}),
        openings=Jsonb({}),
        until=None,
        withheld=[],
        value="",
        announced=None,
        replaced=Jsonb([]),
        words="",
        declared=Jsonb(e.declared),
        committed_at=e.timestamp,
        drawn_at=None,
    )


@LOTS.on(Lot.Sealed)
def _sealed(curs: psycopg.Cursor[Any], e: Lot.Sealed, position: int) -> None:
    seals = {**_LOTS.row(curs, e.originator_id)["seals"], str(e.place): e.seal}
    _LOTS.update(curs, e.originator_id, seals=Jsonb(seals))


@LOTS.on(Lot.PaperNoted, Lot.Opened)
def _opened(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    code, how = (e.code, e.how) if isinstance(e, Lot.Opened) else ("", "paper")
    known = _LOTS.row(curs, e.originator_id)["openings"]
    _LOTS.update(
        curs, e.originator_id, openings=Jsonb({**known, str(e.place): {"number": e.value, "code": code, "how": how}})
    )


@LOTS.on(Lot.SealingEnded)
def _sealing_ended(curs: psycopg.Cursor[Any], e: Lot.SealingEnded, position: int) -> None:
    _LOTS.update(curs, e.originator_id, state="opening", until=datetime.fromisoformat(e.until))


@LOTS.on(Lot.RoundEnded)
def _round_ended(curs: psycopg.Cursor[Any], e: Lot.RoundEnded, position: int) -> None:
    _LOTS.update(curs, e.originator_id, state="lottery", withheld=e.places)


@LOTS.on(Lot.Drawn)
def _drawn(curs: psycopg.Cursor[Any], e: Lot.Drawn, position: int) -> None:
    _LOTS.update(
        curs,
        e.originator_id,
        state="drawn",
        value=e.value,
        announced=Jsonb(e.announced) if e.announced else None,
        drawn_at=e.timestamp,
    )


@LOTS.on(Lot.Replaced)
def _replaced(curs: psycopg.Cursor[Any], e: Lot.Replaced, position: int) -> None:
    known = _LOTS.row(curs, e.originator_id)["replaced"]
    new = {
        "out": e.out,
        "by": e.successor,
        "reason_code": e.reason_code,
        "reason": e.reason,
        "at": _moment(e.timestamp),
    }
    _LOTS.update(curs, e.originator_id, replaced=Jsonb([*known, new]))


@LOTS.on(Lot.Withdrawn)
def _withdrawn(curs: psycopg.Cursor[Any], e: Lot.Withdrawn, position: int) -> None:
    _LOTS.update(curs, e.originator_id, state="withdrawn", words=e.reason)


def lot(conn: psycopg.Connection[Any], id: UUID) -> LotRow | None:
    row = conn.execute("SELECT * FROM supervision_lots WHERE id = %s", (id,)).fetchone()
    return LotRow(**row) if row else None


def of_plan(conn: psycopg.Connection[Any], plan: UUID) -> list[LotRow]:
    """A plan's draws, the newest first; all but the first of them were withdrawn."""
    rows = conn.execute("SELECT * FROM supervision_lots WHERE plan = %s ORDER BY number DESC", (plan,)).fetchall()
    return [LotRow(**row) for row in rows]


def of_programme(conn: psycopg.Connection[Any], slug: str, year: int) -> list[LotRow]:
    """Every draw, the newest first."""
    rows = conn.execute(
        "SELECT * FROM supervision_lots WHERE jurisdiction = %s AND year = %s ORDER BY committed_at DESC", (slug, year)
    ).fetchall()
    return [LotRow(**row) for row in rows]


def lottery_since(row: LotRow) -> date:
    """The last day whose lottery results do not count."""
    return (row.until if row.withheld and row.until else row.committed_at).astimezone(SHANGHAI).date()
