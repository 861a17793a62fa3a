"""A visit on the spot (现场核查): of an approved plan, seen and signed by outsiders, closed, and perhaps made public.

What an inspector counts is a sample and prints as one (domain.md 3.4): it never becomes the whole target's value.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects.approval import Approval, Review
from projects.project import Project
from projects.quantity import plain
from supervision import arrangement, sample, spot, written
from supervision import way as ways
from supervision.gap import Gap, gap
from supervision.inspection_plan import InspectionPlan
from supervision.party import SIGNATURES, Seat, called, seated
from supervision.shot import Shot
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

MOST_PHOTOS, LONGEST = 120, 1000
MARKS = ("confirmed", "drawn")

Row = dict[str, Any]


class Inspection(Aggregate):
    """States: planned → visiting → closed; cancelled before anything was seen. Clearing makes the sample public."""

    TOPIC = "inspection"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "inspection.event"

    class Planned(Event, Aggregate.Created):
        """`plan`: the approved plan's id, None for what was planned before plans were records; `inspectors`: key, kind,
        number and member; `checklist`: the plan's questions; `leader`: a post; `signatures`: how many sign at least;
        `way`: a key of supervision/way.py."""

        TOPIC = "inspection.planned"
        class_version = 3
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
        plan: str | None
        checklist: list[str]
        leader: str
        signatures: int
        way: str

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before, a visit stood alone and its inspectors were kinds."""
            state |= {"plan": None, "checklist": [], "leader": ""}

        @staticmethod
        def upcast_v2_v3(state: dict[str, Any]) -> None:
            """Before, two signed, and what was seen were places."""
            state |= {"signatures": SIGNATURES, "way": ways.SITES}

    class Replaced(Event):
        """Somebody or some place gives way to the next rank of the draw; all inspectors and sites as they are now.
        `reported`: what was reported of just these sites; None where it is a person who gave way."""

        TOPIC = "inspection.replaced"
        class_version = 2
        sites: list[Row]
        inspectors: list[Row]
        out: str
        reason_code: str
        reported: Row | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before, what was reported stayed that of the sites which were drawn first."""
            state["reported"] = None

    class SiteSeen(Event):
        TOPIC = "inspection.site_seen"
        site: str
        seen_by: str
        visited_at: str
        verified: str
        quantity: str | None
        note: str

    class PhotoTaken(Event):
        """`shot`: what the picture says of itself (supervision/shot.py); its place only where that was agreed to."""

        TOPIC = "inspection.photo_taken"
        class_version = 2
        sha256: str
        site: str
        taken_by: str
        shot: Row

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before, nothing of it was kept."""
            state["shot"] = Shot().as_dict()

    class PhotoTakenBack(Event):
        """By whoever sent it, before the signatures that count; the store keeps its bytes."""

        TOPIC = "inspection.photo_taken_back"
        sha256: str
        site: str
        taken_by: str

    class SampleRecorded(Event):
        """`checked`: sites seen, records looked at or calls answered; `tried`: calls made, None for the others."""

        TOPIC = "inspection.sample_recorded"
        class_version = 2
        recorded_by: str
        checked: int
        reported_done: int
        verified: int
        note: str
        tried: int | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before, nobody was called."""
            state["tried"] = None

    class FindingNoted(Event):
        TOPIC = "inspection.finding_noted"
        finding: str
        inspector: str

    class RemarkMade(Event):
        TOPIC = "inspection.remark_made"
        inspector: str
        text: str

    class Answered(Event):
        """Of the plan's questions, at one site; `answers`: question, answer (yes, no, na), remark."""

        TOPIC = "inspection.answered"
        site: str
        answered_by: str
        answers: list[Row]

    class PlaceGiven(Event):
        """Where a telephone stood at a site, told by whoever held it; degrees, and metres it may be wrong by."""

        TOPIC = "inspection.place_given"
        site: str
        given_by: str
        given_at: str
        latitude: str
        longitude: str
        accuracy: str

    class UnitCommented(Event):
        """What the inspected unit said on the spot; `post`, never a name."""

        TOPIC = "inspection.unit_commented"
        heard_by: str
        heard_at: str
        post: str
        text: str

    class PaperEntered(Event):
        """A 检查记录表 signed by hand, entered by the office; `photos`: of the sheet, by hash; `signed_by`: keys."""

        TOPIC = "inspection.paper_entered"
        photos: list[str]
        signed_by: list[str]

    class Signed(Event):
        """`lacking`: what was told to be missing, and signed all the same by whoever knew it (supervision/gap.py); None
        where nothing was."""

        TOPIC = "inspection.signed"
        class_version = 2
        inspector: str
        mark: str
        signature: str | None
        lacking: Row | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before, it was asked and not kept."""
            state["lacking"] = None

    class DifferenceRuled(Event):
        """`ruling`: a key of sample.RULINGS; `approval`: the 批示 it rests on, where that is needed."""

        TOPIC = "inspection.difference_ruled"
        ruling: str
        words: str
        approval: Row | None

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
        plan: InspectionPlan,
        *,
        on: str,
        sites: Sequence[str],
        party: Sequence[Seat],
        reported: Mapping[str, Any] | None = None,
        way: str = ways.SITES,
    ) -> "Inspection":
        """Method, basis, questions and leader are the plan's. `sites`: their places in the project's list, from "1".
        `reported`: what the unit reported for just these: as_of (ISO date), stage, done (how many, or None), note.

        Raises all faults at once, each with its field; whom the roster or the draw gives is asked in
        supervision/visiting.py.
        """
        reported = {**arrangement.NOTHING_REPORTED, **(reported or {})}
        refuse_all(
            [
                *arrangement.faults(project, on, sites, party, reported, plan.signatures, way),
                *plan.admit(str(project.id), written.day(on)),
            ]
        )
        said = plan.outline
        return cls(
            jurisdiction=project.jurisdiction,
            year=project.year,
            programme=project.programme,
            project=str(project.id),
            number=project.number,
            title=project.title,
            on=on,
            method=said["method"],
            sites=[site for site in ways.places(project, way) if site["key"] in set(sites)],
            inspectors=seated(party),
            basis=said["basis"],
            reported=reported,
            plan=str(plan.id),
            checklist=list(said["checklist"]),
            leader=said["leader"],
            signatures=plan.signatures,
            way=way,
        )

    def replace(self, out: str, reason_code: str, seat: Seat | None = None, site: Row | None = None) -> None:
        """`out` (an inspector's or a site's key) gives way to the seat or the site of the next rank; a site may
        give way to none, where another is left. Only while nothing was recorded by the one, or at the other."""
        self._open()
        sites, inspectors, reported = list(self.sites), list(self.inspectors), None
        if seat is not None:
            if out in self.touched:
                raise Refused("inspection.begun")
            last = max(int(each["key"]) for each in inspectors)
            inspectors = [each for each in inspectors if each["key"] != out] + seated([seat], after=last)
        else:
            if out in self.seen or out in self.photos.values():
                raise Refused("inspection.begun")
            sites = [each for each in sites if each["key"] != out] + ([site] if site else [])
            if not sites:
                raise Refused("inspection.sites", field="sites")
            reported = sample.reported_anew(self.reported, self.sites, sites)
        self._replaced(sites=sites, inspectors=inspectors, out=out, reason_code=reason_code, reported=reported)

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
        if len(self.signatures) < self.needed:
            raise Refused("inspection.signatures", needed=self.needed, have=len(self.signatures))
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

    def rule_difference(self, ruling: str, words: str, approval: Approval | None = None) -> None:
        """What a person finds of the difference between report and sample (domain.md 3.4), after the visit: definition,
        date and late entry are asked first; that a report was false is decided on a recorded 批示. A later ruling
        follows the former."""
        if self.state != "closed":
            raise Refused("inspection.not_closed")
        if self.sample is None or not sample.lacking(self.sample):
            raise Refused("inspection.no_difference")
        faults = [] if ruling in sample.RULINGS else [Refused("inspection.ruling", field="ruling")]
        faults += written.faults("inspection.ruling_words", "words", words)
        if ruling == sample.FALSE:
            faults += (approval or Approval("", "")).faults(worded=True)
        refuse_all(faults)
        given = approval.as_dict() if approval and ruling == sample.FALSE else None
        self._difference_ruled(ruling=ruling, words=words.strip(), approval=given)

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
        self._at(site)
        self._recorder(inspector, site)
        share = next(each.get("share") for each in self.sites if each["key"] == site)
        counted = sample.count_faults(verified, quantity, share, confirmed)
        counted += ways.personal_faults(self.way, "note", note)
        refuse_all(
            [*spot.seen_faults(verified, note), *_too_long("note", note), *counted, *self._time_faults(visited_at)]
        )
        self._site_seen(
            site=site,
            seen_by=inspector,
            visited_at=visited_at.isoformat(),
            verified=verified,
            quantity=None if quantity is None else plain(quantity),
            note=note.strip(),
        )

    def take_photo(self, inspector: str, site: str, sha256: str, shot: Shot | None = None) -> None:
        """A photograph already stored under its hash; the same one twice counts once. `shot`: what it says of itself,
        without its place where nobody agreed to that."""
        self._by(inspector)
        self._at(site)
        if sha256 in self.photos:
            return
        if len(self.photos) >= MOST_PHOTOS:
            raise Refused("inspection.photos_full", field="photos", most=MOST_PHOTOS)
        self._photo_taken(sha256=sha256, site=site, taken_by=inspector, shot=(shot or Shot()).as_dict())

    def take_back_photo(self, inspector: str, sha256: str) -> None:
        """Only by whoever sent it, while the visit is open; it voids the signatures given so far. What is not among the
        pictures any more is left so."""
        self._by(inspector)
        if sha256 not in self.photos:
            return
        if (by := self.photographers[sha256]) != inspector:
            raise Refused("inspection.other_photographer", kind=self.kinds.get(by, ""))
        self._photo_taken_back(sha256=sha256, site=self.photos[sha256], taken_by=inspector)

    def record_sample(
        self,
        inspector: str,
        reported_done: int,
        verified: int,
        note: str = "",
        *,
        confirmed: bool = False,
        counted: tuple[int, int | None] = (0, None),
    ) -> None:
        """The sample in figures: of the sites seen, how many were reported done, and how many of those are. Figures
        that differ from the records of the sites are `confirmed` or refused. `counted`, in a register or by calls: how
        many records were looked at or answered, and how many were called."""
        self._by(inspector)
        if not self.checked:
            raise Refused("inspection.nothing_seen")
        at_sites = self.way == ways.SITES
        checked, tried = (self.checked, None) if at_sites else counted
        faults = [] if at_sites else ways.counted_faults(self.way, checked, tried)
        suggested = self.suggested if at_sites else (reported_done, verified)
        faults = faults or sample.faults(checked, reported_done, verified, note, suggested, confirmed)
        refuse_all([*faults, *_too_long("note", note), *ways.personal_faults(self.way, "note", note)])
        self._sample_recorded(
            recorded_by=inspector, checked=checked, reported_done=reported_done, verified=verified, note=note.strip(),
            tried=tried if self.way == ways.CALLS else None,
        )  # fmt: skip

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
        refuse_all(ways.personal_faults(self.way, "text", text))
        self._remark_made(inspector=inspector, text=text.strip())

    def answer(self, inspector: str, site: str, answers: Sequence[Row]) -> None:
        """Answers to some of the plan's questions at one site, by whoever records it; a later answer counts. Voids the
        signatures."""
        self._by(inspector)
        self._at(site)
        self._recorder(inspector, site)
        refuse_all(spot.answer_faults(answers, self.checklist))
        told = [{name: each[name].strip() for name in ("question", "answer", "remark")} for each in answers]
        self._answered(site=site, answered_by=inspector, answers=told)

    def give_place(self, inspector: str, site: str, at: datetime, latitude: str, longitude: str, accuracy: str) -> None:
        """Only where whoever holds the telephone agreed; kept for the office, never public."""
        self._by(inspector)
        self._at(site)
        refuse_all([*spot.position_faults(latitude, longitude, accuracy), *self._time_faults(at)])
        self._place_given(
            site=site, given_by=inspector, given_at=at.isoformat(), latitude=latitude, longitude=longitude,
            accuracy=accuracy,
        )  # fmt: skip

    def hear_unit(self, inspector: str, post: str, text: str, at: datetime) -> None:
        """Voids the signatures: they stand under what the unit said, too."""
        self._by(inspector)
        _words("text", text, needed="inspection.remark_missing")
        if not 0 < len(post.strip()) <= spot.LONGEST_POST:
            raise Refused("inspection.unit_post", field="post", most=spot.LONGEST_POST)
        refuse_all(self._time_faults(at))
        self._unit_commented(heard_by=inspector, heard_at=at.isoformat(), post=post.strip(), text=text.strip())

    def enter_paper(self, photos: Sequence[str], signed_by: Sequence[str]) -> None:
        """The signatures of a sheet of paper, after what it says was entered; they stand like any other."""
        self._open()
        self._sampled()
        if not photos:
            raise Refused("inspection.paper_missing", field="photos")
        if not signed_by or any(each not in self.kinds for each in signed_by):
            raise Refused("inspection.paper_signers", field="signed_by")
        self._paper_entered(photos=list(dict.fromkeys(photos)), signed_by=list(dict.fromkeys(signed_by)))

    def sign(
        self,
        inspector: str,
        mark: str,
        signature: str | None = None,
        stood: Row | None = None,
        lacking: Gap | None = None,
    ) -> None:
        """Signs all that stands now. `mark`: confirmed (a tick), or drawn with the stored drawing's hash. `stood`: what
        a phone showed whoever signed without a network (sites, sample); other than what stands now, it is refused.
        `lacking`: what `vouch` found missing and whoever signs confirmed to know."""
        self._by(inspector)
        self._sampled()
        findings = {site: finding["verified"] for site, finding in self.seen.items()}
        refuse_all(spot.stood_faults(stood, findings, self.sample or {}))
        if inspector in self.signatures:
            raise Refused("inspection.signed_already")
        if mark not in MARKS or (mark == "drawn") != bool(signature):
            raise Refused("inspection.signature_missing", field="confirmed")
        known = lacking.as_dict() if lacking else None
        self._signed(inspector=inspector, mark=mark, signature=signature, lacking=known)

    def vouch(self, sure: bool, conclusion: str | None = None) -> Gap:
        """Asked before signing or, with its conclusion, before ending: where something is missing, `sure` says that
        it is known, and the office writes why. Gives back what is missing."""
        self._open()
        self._sampled()
        faults = self.gap.faults(sure)
        if self.gap and conclusion is not None and not conclusion.strip():
            faults.append(Refused("inspection.conclusion_missing", field="conclusion", missing=self.gap.words))
        refuse_all(faults)
        return self.gap

    # What the rules ask.

    @property
    def gap(self) -> Gap:
        found = {key: self.seen[key]["verified"] if key in self.seen else None for key in self.site_keys}
        return gap(found, self.answered, self.checklist)

    @property
    def site_keys(self) -> list[str]:
        return [site["key"] for site in self.sites]

    @property
    def kinds(self) -> dict[str, str]:
        """Inspector's key → what they are called (人大代表07; 督查室)."""
        return called(self.inspectors)

    @property
    def touched(self) -> set[str]:
        """Keys of those who left a record, a picture, a sample, a remark or a signature."""
        return {finding["seen_by"] for finding in self.seen.values()} | self.worked | set(self.signatures)

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

    def _at(self, site: str) -> None:
        if site not in self.site_keys:
            raise Refused("inspection.unknown_site", field="site")

    def _recorder(self, inspector: str, site: str) -> None:
        """One recorder a site; the others make remarks."""
        recorder = self.seen.get(site, {}).get("seen_by") or self.answered_by.get(site) or inspector
        if recorder != inspector:
            raise Refused("inspection.other_recorder", kind=self.kinds[recorder])

    def _sampled(self) -> None:
        if self.sample is None:
            raise Refused("inspection.sample_missing")

    def _time_faults(self, visited_at: datetime) -> list[Refused]:
        if visited_at.astimezone(clock.SHANGHAI).date() < date.fromisoformat(self.on):
            return [
                Refused("inspection.before_day", field="visited_at", on=written.in_words(date.fromisoformat(self.on)))
            ]
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
        plan: str | None,
        checklist: list[str],
        leader: str,
        signatures: int,
        way: str,
    ) -> None:
        self.jurisdiction, self.year, self.programme, self.project = jurisdiction, year, programme, project
        self.number, self.title = number, title
        self.on, self.sites, self.inspectors, self.reported = on, sites, inspectors, reported
        self.plan_id, self.method, self.checklist, self.leader = plan, method, checklist, leader
        self.needed, self.way = signatures, way
        self.state = "planned"
        self.worked: set[str] = set()
        self.seen: dict[str, Row] = {}
        self.photos: dict[str, str] = {}
        self.photographers: dict[str, str] = {}
        self.sample: Row | None = None
        self.signatures: dict[str, str] = {}
        self.public_photos: list[str] = []
        self.ruling = ""
        self.answered_by: dict[str, str] = {}
        self.answered: dict[str, set[str]] = {}

    @event(Replaced)
    def _replaced(
        self, sites: list[Row], inspectors: list[Row], out: str, reason_code: str, reported: Row | None
    ) -> None:
        self.sites, self.inspectors = sites, inspectors
        self.reported = reported or self.reported
        self.signatures = {}

    @event(SiteSeen)
    def _site_seen(
        self, site: str, seen_by: str, visited_at: str, verified: str, quantity: str | None, note: str
    ) -> None:
        if self.seen.get(site, {}).get("verified") != verified:
            self.sample = None
        self.seen[site] = {"seen_by": seen_by, "verified": verified}
        self.signatures, self.state = {}, "visiting"

    @event(PhotoTaken)
    def _photo_taken(self, sha256: str, site: str, taken_by: str, shot: Row) -> None:
        self.photos[sha256], self.photographers[sha256] = site, taken_by
        self.signatures = {}
        self.worked.add(taken_by)

    @event(PhotoTakenBack)
    def _photo_taken_back(self, sha256: str, site: str, taken_by: str) -> None:
        del self.photos[sha256], self.photographers[sha256]
        self.signatures = {}

    @event(SampleRecorded)
    def _sample_recorded(
        self, recorded_by: str, checked: int, reported_done: int, verified: int, note: str, tried: int | None
    ) -> None:
        self.sample = {"checked": checked, "reported_done": reported_done, "verified": verified}
        self.signatures = {}
        self.worked.add(recorded_by)

    @event(FindingNoted)
    def _finding_noted(self, finding: str, inspector: str) -> None:
        self.signatures = {}
        self.worked.add(inspector)

    @event(RemarkMade)
    def _remark_made(self, inspector: str, text: str) -> None:
        self.worked.add(inspector)

    @event(Answered)
    def _answered(self, site: str, answered_by: str, answers: list[Row]) -> None:
        self.answered_by[site] = answered_by
        self.answered.setdefault(site, set()).update(each.get("question", "") for each in answers)
        self.signatures = {}
        self.worked.add(answered_by)

    @event(PlaceGiven)
    def _place_given(
        self, site: str, given_by: str, given_at: str, latitude: str, longitude: str, accuracy: str
    ) -> None:
        pass

    @event(UnitCommented)
    def _unit_commented(self, heard_by: str, heard_at: str, post: str, text: str) -> None:
        self.signatures = {}
        self.worked.add(heard_by)

    @event(PaperEntered)
    def _paper_entered(self, photos: list[str], signed_by: list[str]) -> None:
        self.signatures |= dict.fromkeys(signed_by, "paper")

    @event(Signed)
    def _signed(self, inspector: str, mark: str, signature: str | None, lacking: Row | None) -> None:
        self.signatures[inspector] = mark

    @event(DifferenceRuled)
    def _difference_ruled(self, ruling: str, words: str, approval: Row | None) -> None:
        self.ruling = ruling

    @event(Cancelled)
    def _cancelled(self, reason: str) -> None:
        self.state = "cancelled"

    @event(Closed)
    def _closed(self, conclusion: str) -> None:
        self.state = "closed"

    @event(Cleared)
    def _cleared(self, review: Row, photos: list[str]) -> None:
        self.public_photos = photos


def _too_long(field: str, text: str) -> list[Refused]:
    return [Refused("inspection.too_long", field=field, most=LONGEST)] if len(text.strip()) > LONGEST else []


def _words(field: str, text: str, needed: str | None = None) -> None:
    if needed and not text.strip():
        raise Refused(needed, field=field)
    refuse_all(_too_long(field, text))
