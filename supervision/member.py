"""A member of the inspection roster (第三方督查评议队伍): enrolled for a term, bound by interests, suspended, gone.

The ledger knows a member by kind and number (人大代表07). Name, telephone and employer in words lie beside it, where
they can be forgotten (supervision/member_contact.py); the employer counts here only where it is a government's unit.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from supervision import written
from supervision.recusal import Ties
from supervision.third_party_round import MEMBERS
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

KINDS = MEMBERS
TIES = ("任职", "曾任职", "亲属任职", "业务往来", "其他利害关系")
LONGEST_TERM = 6
"""Years (默认): a term of five and the months until the next body meets."""
MOST = 20
"""Fields of expertise, or districts, of one member."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Profile:
    """What the office may change: last day of the term (ISO), expertise, districts, and the employer's unit id, where
    the employer is a unit of this government."""

    term_until: str
    expertise: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    employer: str | None = None


def called(kind: str, number: int) -> str:
    """How a member is named in public and in a draw: 人大代表07."""
    return f"{kind}{number:02d}"


def member_named(words: str) -> str:
    """The member whom such words name, however kind and number are written (人大代表 7, 人大代表０７（东湖区）); blank
    where they begin with no kind and number."""
    found = re.match(rf"({'|'.join(KINDS)})[^\d\w]*第?(\d+)", words.strip())
    return called(found[1], int(found[2])) if found else ""


class Member(Aggregate):
    """States: active ⇄ suspended → left. A declared interest stays for as long as the member does: no command takes one
    away, and an employer that is left becomes one (曾任职)."""

    TOPIC = "member"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "member.event"

    class Enrolled(Event, Aggregate.Created):
        TOPIC = "member.enrolled"
        jurisdiction: str
        kind: str
        number: int
        term_from: str
        term_until: str
        expertise: list[str]
        districts: list[str]
        employer: str | None

    class Revised(Event):
        """`former`: the employer that was left and binds still."""

        TOPIC = "member.revised"
        term_until: str
        expertise: list[str]
        districts: list[str]
        employer: str | None
        former: str | None

    class InterestDeclared(Event):
        """`declarer`: member or office."""

        TOPIC = "member.interest_declared"
        unit: str | None
        project: str | None
        tie: str
        declarer: str

    class NameReleased(Event):
        """Whether the public may read the member's name."""

        TOPIC = "member.name_released"
        agreed: bool

    class Suspended(Event):
        TOPIC = "member.suspended"
        reason: str

    class Resumed(Event):
        TOPIC = "member.resumed"
        reason: str

    class Left(Event):
        TOPIC = "member.left"
        on: str
        reason: str

    @staticmethod
    def create_id(jurisdiction: str, kind: str, number: int) -> UUID:
        return identity("member", jurisdiction, kind, number)

    @classmethod
    def enrol(cls, jurisdiction: str, kind: str, number: int, term_from: str, profile: Profile) -> "Member":
        """`number`: the next of its kind. Raises all faults at once."""
        since = written.day(term_from)
        faults = [] if kind in KINDS else [Refused("member.kind", field="kind")]
        if since is None:
            faults.append(Refused("member.term_from", field="term_from"))
        refuse_all([*faults, *_faults(profile, since)])
        return cls(
            jurisdiction=jurisdiction,
            kind=kind,
            number=number,
            term_from=term_from,
            term_until=profile.term_until,
            expertise=_kept(profile.expertise),
            districts=_kept(profile.districts),
            employer=profile.employer or None,
        )

    def revise(self, profile: Profile) -> None:
        self._here()
        refuse_all(_faults(profile, date.fromisoformat(self.term_from)))
        new = Profile(
            profile.term_until,
            tuple(_kept(profile.expertise)),
            tuple(_kept(profile.districts)),
            profile.employer or None,
        )
        if new == self.profile:
            raise Refused("member.nothing_new")
        left = self.profile.employer if new.employer != self.profile.employer else None
        self._revised(
            term_until=new.term_until,
            expertise=list(new.expertise),
            districts=list(new.districts),
            employer=new.employer,
            former=left,
        )

    def declare(self, tie: str, by: str, *, unit: str | None = None, project: str | None = None) -> None:
        """An interest in a unit or a project. The same one again is refused, for nothing would come of it."""
        self._here()
        faults = [] if tie in TIES else [Refused("member.tie", field="tie")]
        if by not in ("member", "office"):
            faults.append(Refused("member.by", field="by"))
        if bool(unit) == bool(project):
            faults.append(Refused("member.interest", field="unit"))
        elif (unit in self.ties.units and unit) or (project in self.ties.projects and project):
            faults.append(Refused("member.declared_already", field="unit"))
        refuse_all(faults)
        self._interest_declared(unit=unit or None, project=project or None, tie=tie, declarer=by)

    def release_name(self, agreed: bool) -> None:
        self._here()
        if agreed == self.named:
            raise Refused("member.nothing_new")
        self._name_released(agreed=agreed)

    def suspend(self, reason: str) -> None:
        self._here()
        if self.state == "suspended":
            raise Refused("member.suspended_already")
        refuse_all(written.faults("member.reason", "reason", reason))
        self._suspended(reason=reason.strip())

    def resume(self, reason: str) -> None:
        self._here()
        if self.state != "suspended":
            raise Refused("member.not_suspended")
        refuse_all(written.faults("member.reason", "reason", reason))
        self._resumed(reason=reason.strip())

    def leave(self, on: str, reason: str) -> None:
        """For good; whoever comes back is enrolled anew under another number."""
        self._here()
        day = written.day(on)
        faults = written.faults("member.reason", "reason", reason)
        if day is None or not date.fromisoformat(self.term_from) <= day <= clock.today():
            faults.append(Refused("member.left_on", field="on"))
        refuse_all(faults)
        self._left(on=on, reason=reason.strip())

    def _here(self) -> None:
        if self.state == "left":
            raise Refused("member.gone")

    @event(Enrolled)
    def __init__(
        self,
        jurisdiction: str,
        kind: str,
        number: int,
        term_from: str,
        term_until: str,
        expertise: list[str],
        districts: list[str],
        employer: str | None,
    ) -> None:
        self.jurisdiction, self.kind, self.number, self.term_from = jurisdiction, kind, number, term_from
        self.profile = Profile(term_until, tuple(expertise), tuple(districts), employer)
        self.ties = Ties(frozenset([employer] if employer else []))
        self.state, self.named = "active", False

    @event(Revised)
    def _revised(
        self, term_until: str, expertise: list[str], districts: list[str], employer: str | None, former: str | None
    ) -> None:
        self.profile = Profile(term_until, tuple(expertise), tuple(districts), employer)
        self.ties = Ties(self.ties.units | ({employer} if employer else set()), self.ties.projects)

    @event(InterestDeclared)
    def _interest_declared(self, unit: str | None, project: str | None, tie: str, declarer: str) -> None:
        self.ties = Ties(
            self.ties.units | ({unit} if unit else set()), self.ties.projects | ({project} if project else set())
        )

    @event(NameReleased)
    def _name_released(self, agreed: bool) -> None:
        self.named = agreed

    @event(Suspended)
    def _suspended(self, reason: str) -> None:
        self.state = "suspended"

    @event(Resumed)
    def _resumed(self, reason: str) -> None:
        self.state = "active"

    @event(Left)
    def _left(self, on: str, reason: str) -> None:
        self.state = "left"


def _faults(profile: Profile, since: date | None) -> list[Refused]:
    until = written.day(profile.term_until)
    faults = []
    if until is None or (since and not since < until <= _years_on(since)):
        faults.append(Refused("member.term_until", field="term_until", most=LONGEST_TERM))
    for name, said in (("expertise", profile.expertise), ("districts", profile.districts)):
        if len(_kept(said)) > MOST or any(len(each) > 40 for each in said):
            faults.append(Refused("member.too_many", field=name, most=MOST))
    return faults


def _years_on(since: date) -> date:
    return date(since.year + LONGEST_TERM, since.month, min(since.day, 28))


def _kept(said: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(each.strip() for each in said if each.strip()))
