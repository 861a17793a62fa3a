"""The year's result (年终公布): each project done, ended by approval, or named as not done and what comes of it.

domain.md A7, 3.1. The list itself is concluded only when December is out, which is after the announcement.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.approval import Review
from projects.identity import identity
from projects.project import Project
from projects.snapshot import canonical
from supervision import own_words
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

COMPLETED, NOT_COMPLETED = "completed", "not_completed"
OUTCOMES = {
    COMPLETED: "已完成",
    "terminated": "经批准终止",
    "carried_over": "经批准结转下年",
    NOT_COMPLETED: "未完成",
}


def outcome(project: Project, halt: str | None) -> str | None:
    """How a project ended by what is on the ledger: accepted, terminated or carried over; None where it did not."""
    if project.accepted_on:
        return COMPLETED
    return halt if halt in ("terminated", "carried_over") else None


class ProgrammeResult(Aggregate):
    TOPIC = "programme_result"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "programme_result.event"

    class Announced(Event, Aggregate.Created):
        TOPIC = "programme_result.announced"
        programme: str
        jurisdiction: str
        year: int
        briefing_on: str
        content: str
        sha256: str
        review: dict[str, Any]

    @staticmethod
    def create_id(programme: str) -> UUID:
        return identity("programme_result", programme)

    @classmethod
    def announce(
        cls,
        programme: tuple[str, str, int],
        facts: Mapping[str, Any],
        projects: Sequence[Mapping[str, Any]],
        briefing_on: str,
        summary: str,
        review: Review,
    ) -> "ProgrammeResult":
        """`projects`: number, title, unit, outcome (None where nothing ended it), accepted_on, reason, destination.

        Raises Refused("programme_result.early") before December, one for each project that neither ended nor is named
        with its reason and where it goes, and what else is missing, all at once.
        """
        id, jurisdiction, year = programme
        faults = [] if clock.today() >= date(year, 12, 1) else [Refused("programme_result.early", year=year)]
        told = []
        for each in projects:
            found, missing = _told(each)
            told.append(found)
            faults += missing
        if (day := _day(briefing_on)) is None or not date(year, 12, 1) <= day <= clock.today():
            faults.append(Refused("programme_result.briefing", field="briefing_on", year=year))
        refuse_all([*faults, *own_words.faults(summary, "summary", about="总体情况：")])
        review.check()
        counts = {name: sum(1 for each in told if each["outcome"] == name) for name in OUTCOMES}
        content = canonical(
            {**facts, "projects": told, "counts": counts, "briefing_on": briefing_on, "summary": summary.strip()}
        )
        return cls(
            programme=id,
            jurisdiction=jurisdiction,
            year=year,
            briefing_on=briefing_on,
            content=content,
            sha256=sha256(content.encode()).hexdigest(),
            review=review.as_dict(),
        )

    @event(Announced)
    def __init__(
        self,
        programme: str,
        jurisdiction: str,
        year: int,
        briefing_on: str,
        content: str,
        sha256: str,
        review: dict[str, Any],
    ) -> None:
        self.programme, self.sha256 = programme, sha256


def _told(project: Mapping[str, Any]) -> tuple[dict[str, Any], list[Refused]]:
    """A project as it is announced, and what is missing for that."""
    told = dict(project)
    if project["outcome"]:
        return told, []
    number = project["number"]
    missing = [
        fault
        for name, what in (("reason", "未完成的原因"), ("destination", "下步去向"))
        for fault in own_words.faults(str(project[name]), f"{name}-{number}", about=f"项目{number}{what}：")
    ]
    return {**told, "outcome": NOT_COMPLETED}, missing


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
