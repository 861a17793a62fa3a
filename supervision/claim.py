"""What somebody owes, as the facts of the ledger tell it: the form in which every kind is told to the watch.

A claim holds facts and their recorded times, and no judgement: whether it was in time is told by supervision/course.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from projects.rule import Pause

OFFICE, OFFICE_HEAD, PRESS = "office", "office_head", "press"
"""Who owes, and who acts, where no unit does."""
OWNERS = {OFFICE: "市政府办公厅督查室", OFFICE_HEAD: "办公厅负责人", PRESS: "新闻宣传"}

__all__ = ["OFFICE", "OFFICE_HEAD", "OWNERS", "PRESS", "Claim", "Pause", "Void", "during", "of_office"]


@dataclass(frozen=True, slots=True)
class Void:
    """It is no longer asked: since when, why, and whose decision that was (a post)."""

    at: datetime
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing owed. `kind` has a rule in the policy set; `subject` is an id, `period` a key of the rule's, or "", "1"
    … for what is asked once or again.

    `owner`: a unit's name, or OFFICE, OFFICE_HEAD, PRESS. `later_owners`: who took it over and when, in order.
    `what`: Chinese words. `href`: its page below /{government}/{year}. `since`: the time of the fact it is counted
    from; None while it waits for something else to happen first. `known_at`: when that fact was recorded, where that is
    later.
    `due`: a time that a person set, instead of the rule's; `later_dues`: when another was set, which, and why.
    `met_at`, `met_by`: the recorded time and stored name of the domain event that meets it. Moments are aware.
    """

    kind: str
    subject: str
    period: str
    owner: str
    project: str | None
    what: str
    href: str
    since: datetime | None
    due: datetime | None = None
    met_at: datetime | None = None
    met_by: str | None = None
    void: Void | None = None
    pauses: tuple[Pause, ...] = ()
    known_at: datetime | None = None
    later_owners: tuple[tuple[datetime, str], ...] = field(default=())
    later_dues: tuple[tuple[datetime, datetime, str], ...] = field(default=())

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.subject}:{self.period}"

    @property
    def opens_at(self) -> datetime | None:
        """When it begins to be asked for: not before anybody could know of it."""
        return self.since and max(self.since, self.known_at or self.since)


def of_office(
    kind: str, subject: object, topic: str, met_at: datetime | None, *, project: object, void: Void | None = None,
    period: str = "", **said: Any,
) -> Claim:  # fmt: skip
    """What the office owes once, met at `met_at` by the event of this topic; from then on nothing voids it."""
    return Claim(
        kind=kind,
        subject=str(subject),
        period=period,
        owner=OFFICE,
        project=str(project),
        met_at=met_at,
        met_by=topic if met_at else None,
        void=void if met_at is None else None,
        **said,
    )


def during(claim: Claim, halts: Iterable[tuple[datetime, datetime | None, str, str]]) -> Claim:
    """The claim, void where its project was halted while it was open: each halt is since, until, reason and by."""
    if claim.void or claim.opens_at is None:
        return claim
    for since, until, reason, by in halts:
        ends = claim.met_at or datetime.max.replace(tzinfo=since.tzinfo)
        if since < ends and (until is None or until > claim.opens_at):
            return replace(claim, void=Void(max(since, claim.opens_at), reason, by))
    return claim
