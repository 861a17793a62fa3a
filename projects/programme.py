"""One government's list of one year (年度批次): prepared, released to the public, implemented, concluded, archived."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.approval import Approval, Review
from projects.identity import identity
from projects.policy import LAMPS, PUBLIC_LIGHTS, PolicySet
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

LONGEST_REASON = 300
LONGEST_HOTLINE = 40
STATES = ("preparing", "released", "implementing", "concluded", "archived")


class Programme(Aggregate):
    TOPIC = "programme"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "programme.event"
        jurisdiction: str
        year: int

    class Prepared(Event, Aggregate.Created):
        TOPIC = "programme.prepared"
        title: str
        policy: dict[str, Any]
        published: bool
        hotline: str | None
        note: str | None

    class PolicyFixed(Event):
        TOPIC = "programme.policy_fixed"
        policy: dict[str, Any]

    class ItemListed(Event):
        TOPIC = "programme.item_listed"
        number: str
        title: str

    class ProjectListed(Event):
        TOPIC = "programme.project_listed"
        project: str
        number: str

    class Released(Event):
        TOPIC = "programme.released"
        conference_on: str
        review: dict[str, Any]
        content: str
        sha256: str

    class HistoryPublished(Event):
        """A programme read elsewhere, as it was published there: the content shown, sealed like a month's."""

        TOPIC = "programme.history_published"
        content: str
        sha256: str

    class ImplementationStarted(Event):
        TOPIC = "programme.implementation_started"

    class HeadReleaseSwitched(Event):
        """Whether the unit's head releases what the filer wrote: the office may switch it at any time."""

        TOPIC = "programme.head_release_switched"
        on: bool

    class StampSwitched(Event):
        """Whether a unit's month needs the scan of a stamped paper: the office may switch it at any time."""

        TOPIC = "programme.stamp_switched"
        on: bool

    class RankingSwitched(Event):
        """Whether units are ranked by what they did in time: off unless the office turns it on, with its reason."""

        TOPIC = "programme.ranking_switched"
        on: bool
        reason: str

    class PublicLightsSwitched(Event):
        """Lamps or words for the public, after release: from now on, with its reason and the office head's approval."""

        TOPIC = "programme.public_lights_switched"
        old: str
        new: str
        reason: str
        approval: dict[str, Any]

    class HotlinesSet(Event):
        """The telephones that take complaints: the list's, and by number those of projects that have one of their own.
        All of them are told each time."""

        TOPIC = "programme.hotlines_set"
        hotline: str | None
        projects: dict[str, str]

    class Concluded(Event):
        TOPIC = "programme.concluded"
        announced_on: str
        approval: dict[str, Any]

    class Archived(Event):
        TOPIC = "programme.archived"
        manifest: str

    @staticmethod
    def create_id(jurisdiction: str, year: int) -> UUID:
        return identity("programme", jurisdiction, year)

    @classmethod
    def prepare(
        cls,
        jurisdiction: str,
        year: int,
        title: str,
        *,
        policy: PolicySet | None = None,
        published: bool = False,
        hotline: str | None = None,
        note: str | None = None,
    ) -> "Programme":
        """A programme that `published` marks is history read elsewhere: no desks, lights or papers (domain.md 4.2)."""
        if not 1980 <= year <= 2100:
            raise Refused("programme.year", field="year", year=year)
        return cls(
            jurisdiction=jurisdiction,
            year=year,
            title=title,
            policy=(policy or PolicySet()).as_dict(),
            published=published,
            hotline=hotline,
            note=note,
        )

    def hotline_of(self, number: str, registered: str | None) -> str | None:
        """The telephone of a project by its number: its own, or the list's."""
        return self.own_hotline(number, registered) or self.hotline

    def own_hotline(self, number: str, registered: str | None) -> str | None:
        """`registered` is the one it came with: it stands until the office sets them all."""
        return registered if self.hotlines is None else self.hotlines.get(number)

    @property
    def policy_set(self) -> PolicySet:
        return PolicySet.from_dict(self.policy)

    def fix_policy(self, policy: PolicySet) -> None:
        """Only before release: afterwards the whole set is frozen."""
        self._only("preparing")
        self._policy_fixed(**self._which(), policy=policy.as_dict())

    def list_item(self, number: str, title: str) -> None:
        self._still_open()
        if number not in self.items:
            self._item_listed(**self._which(), number=number, title=title)

    def list_project(self, project: UUID, number: str) -> None:
        """Raises Refused("programme.number_taken") where another project of the programme has this number."""
        self._still_open()
        if number in self.projects:
            raise Refused("programme.number_taken", number=number)
        self._project_listed(**self._which(), project=str(project), number=number)

    def release(self, conference_on: str, review: Review, content: str) -> None:
        """Freezes the list and the policy set and makes it public. `content` is the canonical text shown."""
        self._only("preparing")
        if self.published:
            raise Refused("programme.published_elsewhere")
        if not self.projects:
            raise Refused("programme.empty")
        review.check()
        self._released(
            **self._which(),
            conference_on=conference_on,
            review=review.as_dict(),
            content=content,
            sha256=sha256(content.encode()).hexdigest(),
        )

    def publish_history(self, content: str) -> None:
        """Makes public what was imported as published elsewhere; a later import replaces what is shown."""
        if not self.published:
            raise Refused("programme.not_history")
        self._history_published(**self._which(), content=content, sha256=sha256(content.encode()).hexdigest())

    def start(self) -> None:
        self._only("released")
        self._implementation_started(**self._which())

    def switch_head_release(self, on: bool) -> None:
        if on != self.head_releases:
            self._head_release_switched(**self._which(), on=on)

    def switch_stamp(self, on: bool) -> None:
        if on != self.stamp_required:
            self._stamp_switched(**self._which(), on=on)

    def switch_ranking(self, on: bool, reason: str) -> None:
        """Raises Refused without a reason."""
        if not reason.strip():
            raise Refused("programme.ranking_reason", field="reason")
        if on != self.ranking:
            self._ranking_switched(**self._which(), on=on, reason=reason.strip())

    def switch_public_lights(self, new: str, reason: str, approval: Approval) -> None:
        """Before release it is part of the policy set. Raises every fault at once."""
        if self.published or self.state == "preparing":
            raise Refused("programme.state", state=self.state, needed="released")
        faults = [] if new in PUBLIC_LIGHTS and new != self.public_lights else [Refused("lights.same", field="lights")]
        if not reason.strip():
            faults.append(Refused("form.missing", field="lights_reason", what="改变的理由"))
        elif len(reason.strip()) > LONGEST_REASON:
            faults.append(Refused("lights.reason", field="lights_reason", most=LONGEST_REASON))
        refuse_all(faults)
        approval.check()
        self._public_lights_switched(
            **self._which(), old=self.public_lights, new=new, reason=reason.strip(), approval=approval.as_dict()
        )

    def set_hotlines(self, hotline: str | None, projects: Mapping[str, str]) -> None:
        """`projects`: number → telephone; all others are answered at the list's. Raises every fault at once."""
        if self.published:
            raise Refused("programme.published_elsewhere")
        if self.state == "archived":
            raise Refused("programme.state", state=self.state, needed="implementing")
        given = {"hotline": hotline, **{f"hotline-{number}": phone for number, phone in projects.items()}}
        refuse_all(
            [
                Refused("programme.hotline", field=field)
                for field, phone in given.items()
                if phone and not _dialled(phone)
            ]
            + [Refused("programme.number_unknown", number=number) for number in projects if number not in self.projects]
        )
        if (hotline, projects) != (self.hotline, self.hotlines):
            self._hotlines_set(**self._which(), hotline=hotline, projects=dict(projects))

    def conclude(self, announced_on: str, approval: Approval) -> None:
        self._only("implementing")
        approval.check()
        self._concluded(**self._which(), announced_on=announced_on, approval=approval.as_dict())

    def archive(self, manifest: str) -> None:
        self._only("concluded")
        self._archived(**self._which(), manifest=manifest)

    def _still_open(self) -> None:
        """The list may grow while it is prepared, and an imported history always."""
        if not self.published:
            self._only("preparing")

    def _only(self, state: str) -> None:
        if self.state != state:
            raise Refused("programme.state", state=self.state, needed=state)

    def _which(self) -> dict[str, Any]:
        return {"jurisdiction": self.jurisdiction, "year": self.year}

    @event(Prepared)
    def __init__(
        self,
        jurisdiction: str,
        year: int,
        title: str,
        policy: dict[str, Any],
        published: bool,
        hotline: str | None,
        note: str | None,
    ) -> None:
        self.jurisdiction, self.year, self.title = jurisdiction, year, title
        self.policy, self.published, self.hotline, self.note = policy, published, hotline, note
        self.head_releases = bool(policy.get("head_releases", True))
        self.stamp_required = False
        self.ranking, self.ranking_reason = False, ""
        self.public_lights = str(policy.get("public_lights", LAMPS))
        self.hotlines: dict[str, str] | None = None
        self.state = "preparing"
        self.items: dict[str, str] = {}
        self.projects: dict[str, str] = {}

    @event(PolicyFixed)
    def _policy_fixed(self, jurisdiction: str, year: int, policy: dict[str, Any]) -> None:
        self.policy = policy
        self.head_releases = bool(policy.get("head_releases", True))
        self.public_lights = str(policy.get("public_lights", LAMPS))

    @event(ItemListed)
    def _item_listed(self, jurisdiction: str, year: int, number: str, title: str) -> None:
        self.items[number] = title

    @event(ProjectListed)
    def _project_listed(self, jurisdiction: str, year: int, project: str, number: str) -> None:
        self.projects[number] = project

    @event(Released)
    def _released(
        self, jurisdiction: str, year: int, conference_on: str, review: dict[str, Any], content: str, sha256: str
    ) -> None:
        self.state = "released"

    @event(HistoryPublished)
    def _history_published(self, jurisdiction: str, year: int, content: str, sha256: str) -> None:
        self.state = "published"

    @event(ImplementationStarted)
    def _implementation_started(self, jurisdiction: str, year: int) -> None:
        self.state = "implementing"

    @event(HeadReleaseSwitched)
    def _head_release_switched(self, jurisdiction: str, year: int, on: bool) -> None:
        self.head_releases = on

    @event(StampSwitched)
    def _stamp_switched(self, jurisdiction: str, year: int, on: bool) -> None:
        self.stamp_required = on

    @event(RankingSwitched)
    def _ranking_switched(self, jurisdiction: str, year: int, on: bool, reason: str) -> None:
        self.ranking, self.ranking_reason = on, reason

    @event(PublicLightsSwitched)
    def _public_lights_switched(
        self, jurisdiction: str, year: int, old: str, new: str, reason: str, approval: dict[str, Any]
    ) -> None:
        self.public_lights = new

    @event(HotlinesSet)
    def _hotlines_set(self, jurisdiction: str, year: int, hotline: str | None, projects: dict[str, str]) -> None:
        self.hotline, self.hotlines = hotline, projects

    @event(Concluded)
    def _concluded(self, jurisdiction: str, year: int, announced_on: str, approval: dict[str, Any]) -> None:
        self.state = "concluded"

    @event(Archived)
    def _archived(self, jurisdiction: str, year: int, manifest: str) -> None:
        self.state = "archived"


def _dialled(phone: str) -> bool:
    """A telephone, or several with what their hours or extensions are: three digits at least, on one line."""
    return len(phone) <= LONGEST_HOTLINE and re.search(r"\d{3}", phone) is not None and phone.isprintable()
