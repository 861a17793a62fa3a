"""What was announced of the working days, by whom and when; over the seeded calendar it makes the one that counts.

Nothing is overwritten: the calendar as it was known at any log position is the seed and what was announced until then.
So a deadline that is over stays as it was judged, whatever is announced later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tracker import working_days
from tracker.calendar import Calendar
from tracker.read_model import ReadModel
from tracker.working_days import Day, Kind, State, WorkingDays

Act = Literal["announced", "day_set", "day_cleared", "state_set"]

ANNOUNCEMENTS = ReadModel(
    "tracker_announcements",
    """
CREATE TABLE tracker_announcements (
    position bigint PRIMARY KEY, act text NOT NULL, year integer NOT NULL, source text NOT NULL, whole boolean NOT NULL,
    state text, days jsonb NOT NULL, moved jsonb NOT NULL, at timestamptz NOT NULL, account text NOT NULL,
    post text NOT NULL);
CREATE INDEX tracker_announcements_of ON tracker_announcements (year, position);
""",
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """One change of the calendar, made or only considered. `days` of day_cleared name the day alone; `moved` are the
    deadlines it moved (tracker/calendar.py); `account` and `post` are whose hand it was."""

    act: Act
    year: int
    source: str = ""
    whole: bool = False
    state: State | None = None
    days: tuple[Day, ...] = ()
    moved: tuple[dict[str, Any], ...] = ()
    at: datetime | None = None
    account: str = ""
    post: str = ""


@ANNOUNCEMENTS.on(Calendar.Announced)
def _announced(curs: psycopg.Cursor[Any], e: Calendar.Announced, position: int) -> None:
    _keep(curs, e, position, "announced", source=e.source, whole=e.whole, days=e.days)


@ANNOUNCEMENTS.on(Calendar.DaySet)
def _day_set(curs: psycopg.Cursor[Any], e: Calendar.DaySet, position: int) -> None:
    day = {"date": e.date, "kind": e.kind, "name": e.name}
    _keep(curs, e, position, "day_set", source=e.source, days=[day])


@ANNOUNCEMENTS.on(Calendar.DayCleared)
def _day_cleared(curs: psycopg.Cursor[Any], e: Calendar.DayCleared, position: int) -> None:
    _keep(curs, e, position, "day_cleared", days=[{"date": e.date, "kind": "working", "name": ""}])


@ANNOUNCEMENTS.on(Calendar.StateSet)
def _state_set(curs: psycopg.Cursor[Any], e: Calendar.StateSet, position: int) -> None:
    _keep(curs, e, position, "state_set", source=e.source, state=e.state)


def _keep(
    curs: psycopg.Cursor[Any],
    e: Any,
    position: int,
    act: Act,
    *,
    source: str = "",
    whole: bool = False,
    state: str | None = None,
    days: list[dict[str, str]] | None = None,
) -> None:
    by = getattr(e, "by", {})
    moved = getattr(e, "moved", [])
    curs.execute(
        "INSERT INTO tracker_announcements VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(position, act, e.year, source, whole, state, Jsonb(days or []), Jsonb(moved)),
            *(e.timestamp, by.get("account", ""), by.get("post", "")),
        ),
    )


def rows(conn: psycopg.Connection[Any], year: int | None = None, until: int | None = None) -> list[Announcement]:
    """What was announced, the earliest first; of one year, or before a log position."""
    with conn.cursor(row_factory=dict_row) as curs:
        found = curs.execute(
            """SELECT act, year, source, whole, state, days, moved, at, account, post FROM tracker_announcements
               WHERE (%(year)s::integer IS NULL OR year = %(year)s)
                 AND (%(until)s::bigint IS NULL OR position < %(until)s) ORDER BY position""",
            {"year": year, "until": until},
        ).fetchall()
    return [_row(row) for row in found]


def _row(row: dict[str, Any]) -> Announcement:
    days = tuple(
        Day(date.fromisoformat(day["date"]), cast("Kind", day["kind"]), day["name"], row["source"])
        for day in row["days"]
    )
    return Announcement(**{**row, "days": days, "moved": tuple(row["moved"])})


def days(conn: psycopg.Connection[Any], until: int | None = None) -> WorkingDays:
    """The calendar that counts: as it stands, or as it was known at a log position."""
    return fold(working_days.load(conn), rows(conn, until=until))


def fold(ground: WorkingDays, made: Iterable[Announcement]) -> WorkingDays:
    """The calendar after what was announced, in its order.

    A whole year's notice takes the place of all that was known of that year, days of the December before that an
    earlier notice of the same year had set among them.
    """
    days, years, sources = dict(ground.days), dict(ground.years), dict(ground.sources)
    owner: dict[date, int] = {}
    for each in made:
        if each.whole:
            for day in [day for day in days if owner.get(day, day.year) == each.year]:
                del days[day]
        if each.whole or each.act == "state_set":
            years[each.year], sources[each.year] = each.state or "正式", each.source
        for known in each.days:
            owner[known.date] = each.year
            days[known.date] = known
            if each.act == "day_cleared":
                del days[known.date]
    return WorkingDays(days, years, sources)
