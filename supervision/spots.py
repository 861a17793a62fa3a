"""What was told on the spot at each visit: answers to the plan's questions, positions, and what the unit said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from supervision.inspection import Inspection
from tracker.read_model import ReadModel

SPOTS = ReadModel(
    "supervision_spots",
    """
CREATE TABLE supervision_spots_answer (
    visit uuid, site text, question text, answer text NOT NULL, remark text NOT NULL, answered_by text NOT NULL,
    answered_at timestamptz NOT NULL, PRIMARY KEY (visit, site, question));
CREATE TABLE supervision_spots_position (
    visit uuid, site text, given_by text, given_at timestamptz NOT NULL, latitude text NOT NULL,
    longitude text NOT NULL, accuracy text NOT NULL, PRIMARY KEY (visit, site, given_by));
CREATE TABLE supervision_spots_heard (
    visit uuid, place integer, post text NOT NULL, words text NOT NULL, heard_by text NOT NULL,
    heard_at timestamptz NOT NULL, PRIMARY KEY (visit, place));
CREATE TABLE supervision_spots_paper (
    visit uuid, place integer, photos text[] NOT NULL, signed_by text[] NOT NULL, entered_by text NOT NULL,
    entered_at timestamptz NOT NULL, PRIMARY KEY (visit, place));
""",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """`answer`: yes, no or na."""

    question: str
    answer: str
    remark: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees, and metres it may be wrong by, as the telephone said."""

    given_by: str
    given_at: datetime
    latitude: str
    longitude: str
    accuracy: str


@dataclass(frozen=True, slots=True)
class Heard:
    post: str
    words: str
    heard_by: str
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """A signed sheet: its photographs by hash, keys of who signed it, and the post of who entered it."""

    photos: list[str]
    signed_by: list[str]
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Spot:
    """All of one visit. `answers`: site → question → answer; `positions`: site → one for each who agreed."""

    answers: Mapping[str, Mapping[str, Answer]]
    positions: Mapping[str, list[Position]]
    heard: tuple[Heard, ...]
    papers: tuple[Paper, ...] = ()


@SPOTS.on(Inspection.Answered)
def _answered(curs: psycopg.Cursor[Any], e: Inspection.Answered, position: int) -> None:
    for each in e.answers:
        curs.execute(
            """INSERT INTO supervision_spots_answer VALUES (%s, %s, %s, %s, %s, %s, %s)
               ON CONFLICT (visit, site, question) DO UPDATE SET answer = excluded.answer, remark = excluded.remark,
                   answered_by = excluded.answered_by, answered_at = excluded.answered_at""",
            (e.originator_id, e.site, each["question"], each["answer"], each["remark"], e.answered_by, e.timestamp),
        )


@SPOTS.on(Inspection.PlaceGiven)
def _place_given(curs: psycopg.Cursor[Any], e: Inspection.PlaceGiven, position: int) -> None:
    curs.execute(
        """INSERT INTO supervision_spots_position VALUES (%s, %s, %s, %s, %s, %s, %s)
           ON CONFLICT (visit, site, given_by) DO UPDATE SET given_at = excluded.given_at,
               latitude = excluded.latitude, longitude = excluded.longitude, accuracy = excluded.accuracy""",
        (e.originator_id, e.site, e.given_by, e.given_at, e.latitude, e.longitude, e.accuracy),
    )


@SPOTS.on(Inspection.UnitCommented)
def _unit_commented(curs: psycopg.Cursor[Any], e: Inspection.UnitCommented, position: int) -> None:
    curs.execute(
        "INSERT INTO supervision_spots_heard VALUES (%s, %s, %s, %s, %s, %s)",
        (e.originator_id, e.originator_version, e.post, e.text, e.heard_by, e.heard_at),
    )


@SPOTS.on(Inspection.PaperEntered)
def _paper_entered(curs: psycopg.Cursor[Any], e: Inspection.PaperEntered, position: int) -> None:
    by: Any = e
    curs.execute(
        "INSERT INTO supervision_spots_paper VALUES (%s, %s, %s, %s, %s, %s)",
        (e.originator_id, e.originator_version, e.photos, e.signed_by, by.by.get("post", ""), e.timestamp),
    )


def of_visit(conn: psycopg.Connection[Any], visit: UUID) -> Spot:
    """What was told at a visit; empty where nothing was."""
    answers: dict[str, dict[str, Answer]] = {}
    for row in conn.execute("SELECT * FROM supervision_spots_answer WHERE visit = %s", (visit,)).fetchall():
        given = Answer(row["question"], row["answer"], row["remark"], row["answered_by"])
        answers.setdefault(row["site"], {})[given.question] = given
    positions: dict[str, list[Position]] = {}
    for row in conn.execute(
        "SELECT * FROM supervision_spots_position WHERE visit = %s ORDER BY given_at", (visit,)
    ).fetchall():
        where = Position(row["given_by"], row["given_at"], row["latitude"], row["longitude"], row["accuracy"])
        positions.setdefault(row["site"], []).append(where)
    heard = conn.execute(
        "SELECT post, words, heard_by, heard_at FROM supervision_spots_heard WHERE visit = %s ORDER BY place", (visit,)
    ).fetchall()
    papers = conn.execute(
        """SELECT photos, signed_by, entered_by, entered_at FROM supervision_spots_paper
           WHERE visit = %s ORDER BY place""",
        (visit,),
    ).fetchall()
    told = tuple(Heard(**row) for row in heard)
    return Spot(answers, positions, told, tuple(Paper(**row) for row in papers))
