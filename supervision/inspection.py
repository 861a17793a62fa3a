"""A visit on the spot (现场核查): planned by the office, seen and signed by outsiders, closed, and perhaps made public.

What an inspector counts is a sample and prints as one (domain.md 3.4): it never becomes the whole target's value.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects.approval import Review
from projects.listing import STAGES
from projects.project import Project
from projects.quantity import plain
from supervision import sample
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

METHODS = ("随机抽查", "集中查看", "座谈点评", "走进市办实事", "暗访")
KINDS = ("人大代表", "政协委员", "政务督查社会监督员", "专家学者", "市民代表", "新闻媒体", "督查室")
VERIFIED = ("yes", "partly", "no", "unseen")
"""Whether a site is as reported: it is, in part, it is not, or it could not be seen."""

SIGNATURES = 2
"""Inspectors who must sign before a visit is closed (domain.md 3.4, house rule, default)."""
MOST_INSPECTORS, MOST_PHOTOS, LONGEST = 20, 120, 1000
MARKS = ("confirmed", "drawn")

Row = dict[str, Any]


class Inspection(Aggregate):
    """States: planned → visiting → closed; cancelled before anything was seen. Clearing makes the sample public."""

    TOPIC = "inspection"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "inspection.event"

    class Planned(Event, Aggregate.Created):
        TOPIC = "inspection.planned"
        jurisdiction: str
        year: int
        programme: str
        project: str
        number: str
        title: str
        on: str
        method: str
        sites: list[Row]
        inspectors: list[Row]
        basis: str
        reported: Row

    class SiteSeen(Event):
        TOPIC = "inspection.site_seen"
        site: str
        seen_by: str
        visited_at: str
        verified: str
        quantity: str | None
        note: str

    class PhotoTaken(Event):
        TOPIC = "inspection.photo_taken"
        sha256: str
        site: str
        taken_by: str

    class SampleRecorded(Event):
        TOPIC = "inspection.sample_recorded"
        recorded_by: str
        checked: int
        reported_done: int
        verified: int
        note: str

    class FindingNoted(Event):
        TOPIC = "inspection.finding_noted"
        finding: str
        inspector: str

    class RemarkMade(Event):
        TOPIC = "inspection.remark_made"
        inspector: str
        text: str

    class Signed(Event):
        TOPIC = "inspection.signed"
        inspector: str
        mark: str
        signature: str | None

    class Cancelled(Event):
        TOPIC = "inspection.cancelled"
        reason: str

    class Closed(Event):
        TOPIC = "inspection.closed"
        conclusion: str

    class Cleared(Event):
        TOPIC = "inspection.cleared"
        review: Row
        photos: list[str]

    @staticmethod
    def create_id(project: str, on: str) -> UUID:
        return uuid4()

    # The office.

    @classmethod
    def plan(
        cls,
        project: Project,
        *,
        on: str,
        method: str,
        sites: Sequence[str],
        kinds: Sequence[str],
        basis: str,
        reported: Mapping[str, Any] | None = None,
    ) -> "Inspection":
        """`sites`: their places in the project's list, from "1". `kinds`: one an inspector. `reported`: what the unit
        reported for just these sites: as_of (ISO date), stage, done (how many, or None), note.

        Raises all faults at once, each with its field.
        """
        listed = site_list(project)
        reported = {"as_of": None, "stage": None, "done": None, "note": "", **(reported or {})}
        chosen = [site for site in listed if site["key"] in set(sites)]
        faults = [
            *_plan_faults(on, method, kinds, basis),
            *_site_faults(listed, sites),
            *_reported_faults(reported, len(chosen) or len(listed)),
        ]
        refuse_all(faults)
        return cls(
            jurisdiction=project.jurisdiction,
            year=project.year,
            programme=project.programme,
            project=str(project.id),
            number=project.number,
            title=project.title,
            on=on,
            method=method,
            sites=chosen,
            inspectors=[{"key": str(place), "kind": kind} for place, kind in enumerate(kinds, start=1)],
            basis=basis.strip(),
            reported=reported,
        )

    def cancel(self, reason: str) -> None:
        """Only before anything was seen."""
        self._open()
        if self.seen:
            raise Refused("inspection.begun")
        _words("reason", reason, needed="inspection.reason_missing")
        self._cancelled(reason=reason.strip())

    def close(self, conclusion: str = "") -> None:
        """Raises Refused("inspection.sample_missing") or Refused("inspection.signatures") while it is not complete."""
        self._open()
        self._sampled()
        if len(self.signatures) < SIGNATURES:
            raise Refused("inspection.signatures", needed=SIGNATURES, have=len(self.signatures))
        _words("conclusion", conclusion)
        self._closed(conclusion=conclusion.strip())

    def clear(self, review: Review, photos: Sequence[str] = ()) -> None:
        """公开审查 of the sample and of each photograph named (domain.md 5.3); the rest stays withheld."""
        if self.state != "closed":
            raise Refused("inspection.not_closed")
        if self.sample is None:
            raise Refused("inspection.sample_missing")
        review.check()
        if unknown := [each for each in photos if each not in self.photos]:
            raise Refused("inspection.unknown_photo", field="photos", count=len(unknown))
        self._cleared(review=review.as_dict(), photos=list(dict.fromkeys(photos)))

    # Those who visit.

    def see_site(
        self,
        inspector: str,
        site: str,
        verified: str,
        visited_at: datetime,
        *,
        quantity: Decimal | None = None,
        note: str = "",
        confirmed: bool = False,
    ) -> None:
        """What one inspector found at one site; the same inspector may record it again, the others make remarks.

        Voids the signatures given so far and, when the finding changes, the sample.
        Raises all faults of the form at once.
        """
        self._by(inspector)
        if site not in self.site_keys:
            raise Refused("inspection.unknown_site", field="site")
        earlier = self.seen.get(site)
        if earlier and earlier["seen_by"] != inspector:
            raise Refused("inspection.other_recorder", kind=self.kinds[earlier["seen_by"]])
        share = next(each.get("share") for each in self.sites if each["key"] == site)
        counted = sample.count_faults(verified, quantity, share, confirmed)
        refuse_all([*_finding_faults(verified, note), *counted, *self._time_faults(visited_at)])
        self._site_seen(
            site=site,
            seen_by=inspector,
            visited_at=visited_at.isoformat(),
            verified=verified,
            quantity=None if quantity is None else plain(quantity),
            note=note.strip(),
        )

    def take_photo(self, inspector: str, site: str, sha256: str) -> None:
        """A photograph already stored under its hash; the same one twice counts once."""
        self._by(inspector)
        if site not in self.site_keys:
            raise Refused("inspection.unknown_site", field="site")
        if sha256 in self.photos:
            return
        if len(self.photos) >= MOST_PHOTOS:
            raise Refused("inspection.photos_full", field="photos", most=MOST_PHOTOS)
        self._photo_taken(sha256=sha256, site=site, taken_by=inspector)

    def record_sample(
        self, inspector: str, reported_done: int, verified: int, note: str = "", *, confirmed: bool = False
    ) -> None:
        """The sample in figures: of the sites seen, how many were reported done, and how many of those are. Figures
        that differ from the records of the sites are `confirmed` or refused."""
        self._by(inspector)
        checked = self.checked
        if not checked:
            raise Refused("inspection.nothing_seen")
        faults = sample.faults(checked, reported_done, verified, note, self.suggested, confirmed)
        refuse_all([*faults, *_too_long("note", note)])
        self._sample_recorded(
            recorded_by=inspector, checked=checked, reported_done=reported_done, verified=verified, note=note.strip()
        )

    def note_finding(self, inspector: str, finding: str, site: str | None = None) -> None:
        """A finding (supervision/finding.py) is among what is signed: it voids the signatures given so far. At a site
        it is recorded by whoever recorded the site, of the whole by anybody who recorded one."""
        self._by(inspector)
        recorders = {each["seen_by"] for each in self.seen.values()}
        if site in self.seen and self.seen[site]["seen_by"] != inspector:
            raise Refused("inspection.other_recorder", field="site", kind=self.kinds[self.seen[site]["seen_by"]])
        if inspector not in recorders:
            raise Refused("inspection.nothing_recorded")
        self._finding_noted(finding=finding, inspector=inspector)

    def remark(self, inspector: str, text: str) -> None:
        self._by(inspector)
        _words("text", text, needed="inspection.remark_missing")
        self._remark_made(inspector=inspector, text=text.strip())

    def sign(self, inspector: str, mark: str, signature: str | None = None) -> None:
        """Signs all that stands now. `mark`: confirmed (a tick), or drawn with the stored drawing's hash."""
        self._by(inspector)
        self._sampled()
        if inspector in self.signatures:
            raise Refused("inspection.signed_already")
        if mark not in MARKS or (mark == "drawn") != bool(signature):
            raise Refused("inspection.signature_missing", field="confirmed")
        self._signed(inspector=inspector, mark=mark, signature=signature)

    # What the rules ask.

    @property
    def site_keys(self) -> list[str]:
        return [site["key"] for site in self.sites]

    @property
    def kinds(self) -> dict[str, str]:
        """Inspector's key → what they are called (市民代表, or 市民代表2 where there are several)."""
        return called(self.inspectors)

    @property
    def checked(self) -> int:
        """How many sites were really seen."""
        return sum(finding["verified"] != "unseen" for finding in self.seen.values())

    @property
    def suggested(self) -> tuple[int, int]:
        """The sample as the records of the sites have it."""
        verified = {key: finding["verified"] for key, finding in self.seen.items()}
        return sample.suggested(
            [(site.get("stage"), verified.get(site["key"])) for site in self.sites], self.reported["stage"]
        )

    def _open(self) -> None:
        if self.state not in ("planned", "visiting"):
            raise Refused("inspection.over")

    def _by(self, inspector: str) -> None:
        self._open()
        if inspector not in self.kinds:
            raise Refused("inspection.not_inspector")

    def _sampled(self) -> None:
        if self.sample is None:
            raise Refused("inspection.sample_missing")

    def _time_faults(self, visited_at: datetime) -> list[Refused]:
        if visited_at.astimezone(clock.SHANGHAI).date() < date.fromisoformat(self.on):
            return [Refused("inspection.before_day", field="visited_at", on=_in_words(date.fromisoformat(self.on)))]
        if visited_at > clock.now():
            return [Refused("inspection.in_future", field="visited_at")]
        return []

    # State.

    @event(Planned)
    def __init__(
        self,
        jurisdiction: str,
        year: int,
        programme: str,
        project: str,
        number: str,
        title: str,
        on: str,
        method: str,
        sites: list[Row],
        inspectors: list[Row],
        basis: str,
        reported: Row,
    ) -> None:
        self.jurisdiction, self.year, self.programme, self.project = jurisdiction, year, programme, project
        self.on, self.sites, self.inspectors, self.reported = on, sites, inspectors, reported
        self.state = "planned"
        self.seen: dict[str, Row] = {}
        self.photos: dict[str, str] = {}
        self.sample: Row | None = None
        self.signatures: dict[str, str] = {}
        self.public_photos: list[str] = []

    @event(SiteSeen)
    def _site_seen(
        self, site: str, seen_by: str, visited_at: str, verified: str, quantity: str | None, note: str
    ) -> None:
        if self.seen.get(site, {}).get("verified") != verified:
            self.sample = None
        self.seen[site] = {"seen_by": seen_by, "verified": verified}
        self.signatures, self.state = {}, "visiting"

    @event(PhotoTaken)
    def _photo_taken(self, sha256: str, site: str, taken_by: str) -> None:
        self.photos[sha256] = site
        self.signatures = {}

    @event(SampleRecorded)
    def _sample_recorded(self, recorded_by: str, checked: int, reported_done: int, verified: int, note: str) -> None:
        self.sample = {"checked": checked, "reported_done": reported_done, "verified": verified}
        self.signatures = {}

    @event(FindingNoted)
    def _finding_noted(self, finding: str, inspector: str) -> None:
        self.signatures = {}

    @event(RemarkMade)
    def _remark_made(self, inspector: str, text: str) -> None:
        pass

    @event(Signed)
    def _signed(self, inspector: str, mark: str, signature: str | None) -> None:
        self.signatures[inspector] = mark

    @event(Cancelled)
    def _cancelled(self, reason: str) -> None:
        self.state = "cancelled"

    @event(Closed)
    def _closed(self, conclusion: str) -> None:
        self.state = "closed"

    @event(Cleared)
    def _cleared(self, review: Row, photos: list[str]) -> None:
        self.public_photos = photos


def site_list(project: Project) -> list[Row]:
    """A project's sites as a visit names them: key (place in the list, from "1"), name, address, unit, share, stage."""
    return numbered(project.sites)


def numbered(sites: Sequence[Row]) -> list[Row]:
    """Sites as listed, each with its key; what a visit does not ask (the position on the map) is left out."""
    asked = ("name", "address", "unit", "share", "stage")
    return [
        {"key": str(place), **{name: site.get(name) for name in asked}} for place, site in enumerate(sites, start=1)
    ]


def called(inspectors: Sequence[Row]) -> dict[str, str]:
    """Inspector's key → kind, numbered where a kind comes several times; never a person's name (domain.md 3.4)."""
    kinds = [each["kind"] for each in inspectors]
    found: dict[str, str] = {}
    for place, each in enumerate(inspectors):
        nth = kinds[: place + 1].count(each["kind"])
        found[each["key"]] = f"{each['kind']}{nth}" if kinds.count(each["kind"]) > 1 else each["kind"]
    return found


def _plan_faults(on: str, method: str, kinds: Sequence[str], basis: str) -> list[Refused]:
    faults = []
    if (day := _day(on)) is None:
        faults.append(Refused("inspection.day", field="on"))
    elif day < clock.today():
        faults.append(Refused("inspection.day_past", field="on", today=_in_words(clock.today())))
    if method not in METHODS:
        faults.append(Refused("inspection.method", field="method"))
    if not SIGNATURES <= len(kinds) <= MOST_INSPECTORS or any(kind not in KINDS for kind in kinds):
        faults.append(Refused("inspection.inspectors", field="kinds", needed=SIGNATURES, most=MOST_INSPECTORS))
    if not basis.strip():
        faults.append(Refused("inspection.basis", field="basis"))
    return [*faults, *_too_long("basis", basis)]


def _site_faults(listed: Sequence[Row], sites: Sequence[str]) -> list[Refused]:
    known = {site["key"] for site in listed}
    if not sites or any(site not in known for site in sites):
        return [Refused("inspection.sites", field="sites")]
    return []


def _reported_faults(reported: Mapping[str, Any], sites: int) -> list[Refused]:
    faults = []
    if reported["as_of"] and _day(reported["as_of"]) is None:
        faults.append(Refused("inspection.reported_as_of", field="as_of"))
    if reported["stage"] and reported["stage"] not in STAGES:
        faults.append(Refused("inspection.reported_stage", field="stage"))
    if reported["done"] is not None and not 0 <= reported["done"] <= sites:
        faults.append(Refused("inspection.reported_done", field="done", sites=sites))
    return [*faults, *_too_long("reported_note", reported["note"])]


def _finding_faults(verified: str, note: str) -> list[Refused]:
    """Anything but 与报送一致 needs its facts (政府督查工作条例 art. 16)."""
    faults = []
    if verified not in VERIFIED:
        faults.append(Refused("inspection.verified", field="verified"))
    elif verified != "yes" and not note.strip():
        faults.append(Refused("inspection.note_missing", field="note"))
    return [*faults, *_too_long("note", note)]


def _too_long(field: str, text: str) -> list[Refused]:
    return [Refused("inspection.too_long", field=field, most=LONGEST)] if len(text.strip()) > LONGEST else []


def _words(field: str, text: str, needed: str | None = None) -> None:
    if needed and not text.strip():
        raise Refused(needed, field=field)
    refuse_all(_too_long(field, text))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _in_words(day: date) -> str:
    return f"{day.month}月{day.day}日"
