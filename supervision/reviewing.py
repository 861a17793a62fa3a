"""What the quarterly rhythm asks: a meeting, its pack before it, and each task it agreed on until that is confirmed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import psycopg

from projects import register
from projects.register import ProgrammeRow
from supervision import obligations, wait
from supervision.claim import OFFICE, OWNERS, Claim, Void
from supervision.quarter import Quarter
from supervision.review_meeting import ReviewMeeting
from supervision.review_meetings import MeetingRow, TaskRow, of_programme, tasks
from tracker import announcements
from tracker.clock import SHANGHAI

REVIEW, PACK, TASK = "quarterly_review", "review_pack", "meeting_task"
PACK_BEFORE = 2
"""Working days before the meeting on which its pack lies there (domain.md 3.6)."""


def subject(task: TaskRow) -> str:
    """What the task's obligation is about."""
    return f"{task.meeting}-{task.no}"


def governed(conn: psycopg.Connection[Any], programme: str, rows: list[TaskRow]) -> list[TaskRow]:
    """The tasks with the day that governs: that of their obligation, which an extension or the office's delay moves;
    the day the meeting set as long as the watch has not opened it."""
    due = {subject: due for (subject, _), due in obligations.dues(conn, programme, TASK).items()}
    return [replace(task, due=due[subject(task)].date()) if subject(task) in due else task for task in rows]


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """A meeting a quarter, its pack before it, and each task that it agreed on."""
    meetings = of_programme(conn, programme.id)
    yield from _reviews(programme, meetings)
    yield from _packs(conn, meetings)
    yield from _tasks_owed(conn, programme)


def _reviews(programme: ProgrammeRow, meetings: dict[str, MeetingRow]) -> Iterator[Claim]:
    rule = programme.policy.rule(REVIEW)
    released = programme.released_at and programme.released_at.astimezone(SHANGHAI).date()
    for quarter in Quarter.all(programme.year):
        if not released or quarter.ends_on < released:
            continue
        meeting = meetings.get(quarter.key)
        held = meeting.held_at if meeting else None
        yield Claim(
            kind=REVIEW,
            subject=programme.id,
            period=quarter.key,
            owner=OFFICE,
            project=None,
            what=f"{quarter.label}点评会",
            href=f"/reviews/{quarter.key}",
            since=rule.opening(quarter.key),
            met_at=held,
            met_by=ReviewMeeting.Held.TOPIC if held else None,
        )


def _packs(conn: psycopg.Connection[Any], meetings: dict[str, MeetingRow]) -> Iterator[Claim]:
    """Due by the day that was set for the meeting; for one called at shorter notice on the day it was called."""
    days = announcements.days(conn) if meetings else None
    for meeting in meetings.values():
        quarter = Quarter.of(meeting.quarter)
        if days is None or quarter is None:
            continue
        before = days.add(date.fromisoformat(meeting.arrangement["on"]), -PACK_BEFORE)
        called = meeting.convened_at.astimezone(SHANGHAI).date()
        yield Claim(
            kind=PACK,
            subject=meeting.id,
            period="",
            owner=OFFICE,
            project=None,
            what=f"{quarter.label}点评会材料定稿",
            href=f"/reviews/{meeting.quarter}/pack",
            since=meeting.convened_at,
            due=_end_of(max(before, called)),
            met_at=meeting.pack_at,
            met_by=ReviewMeeting.PackFixed.TOPIC if meeting.pack_at else None,
        )


def _tasks_owed(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """Met when the office confirms it; while what was reported lies there, the unit's clock stands still."""
    names = register.units(conn, programme.jurisdiction)
    for task in tasks(conn, programme.id):
        quarter = Quarter.of(task.quarter)
        yield Claim(
            kind=TASK,
            subject=subject(task),
            period="",
            owner=names.get(task.unit, task.unit),
            project=task.project,
            what=f"{quarter.label if quarter else task.quarter}点评会第{task.no}项任务：{task.text}",
            href=f"/reviews/{task.quarter}#task-{task.no}",
            since=task.assigned_at,
            due=_end_of(task.due),
            met_at=task.confirmed_at,
            met_by=ReviewMeeting.TaskConfirmed.TOPIC if task.confirmed_at else None,
            void=Void(task.carried_at, f"转入下次会议：{task.word}", OWNERS[OFFICE]) if task.carried_at else None,
            pauses=wait.pauses(task.waits, "已报完成，待督查室确认"),
        )


def _end_of(day: date) -> datetime:
    """A day without an hour lasts until it is over."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)
