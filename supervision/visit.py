"""One visit whole, as pages and papers read it: its sites, who went, pictures and remarks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from supervision import shot
from supervision.gap import Gap
from supervision.sample import sample_words, suggested
from supervision.way import SITES, WAYS
from tracker.clock import SHANGHAI

OPEN = ("planned", "visiting")
"""States in which a visit goes on."""


@dataclass(frozen=True, slots=True)
class Site:
    """One site of a visit; `verified` (yes, partly, no, unseen) is None until somebody recorded it."""

    key: str
    name: str | None
    address: str | None
    unit: str | None
    share: str | None
    stage: str | None
    verified: str | None
    quantity: str | None
    note: str | None
    seen_by: str | None
    visited_at: datetime | None
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Inspector:
    """One of those who visit; `called`: 人大代表07, or the kind; `member`: who it is on the roster, None for the
    office's own people. A void signature is no signature. `lacking`: what was missing when it was given, and known."""

    key: str
    kind: str
    number: int | None
    member: UUID | None
    called: str
    signed_at: datetime | None
    mark: str | None
    signature: str | None
    lacking: Mapping[str, int] | None

    @property
    def knew(self) -> str:
        """What was missing, in words; blank where nothing was."""
        return Gap(**self.lacking).words if self.lacking else ""


@dataclass(frozen=True, slots=True)
class Photo:
    """`taken_at`: when it came to us; `made_at`, `latitude` and `longitude` are what the picture says of itself."""

    sha256: str
    site: str
    taken_by: str
    taken_at: datetime
    cleared: bool
    made_at: datetime | None
    latitude: str | None
    longitude: str | None


@dataclass(frozen=True, slots=True)
class Remark:
    inspector: str
    words: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit whole. `sample`: checked, reported_done, verified, note, recorded_by; None until recorded, or void.
    `ruling` of a difference: ruling (sample.RULINGS), words, approval and at; None while nobody ruled.
    `plan`: the plan it belongs to, None for one from before; `checklist`: that plan's questions; `leader`: a post;
    `signatures`: how many sign at least."""

    id: UUID
    jurisdiction: str
    year: int
    programme: str
    project: str
    number: str
    title: str
    day: date
    method: str
    basis: str
    reported: Mapping[str, Any]
    state: str
    sample: Mapping[str, Any] | None
    conclusion: str | None
    cleared: bool
    cleared_at: datetime | None
    changed_at: datetime
    plan: UUID | None
    checklist: list[str]
    leader: str
    ruling: Mapping[str, Any] | None
    amended_at: datetime | None
    signatures: int
    way: str
    sites: tuple[Site, ...]
    inspectors: tuple[Inspector, ...]
    photos: tuple[Photo, ...]
    remarks: tuple[Remark, ...]

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def seen(self) -> int:
        """Sites really seen."""
        return sum(site.verified not in (None, "unseen") for site in self.sites)

    @property
    def recorded(self) -> int:
        """Sites with a record, also those that could not be seen."""
        return sum(site.verified is not None for site in self.sites)

    @property
    def signed(self) -> int:
        return sum(each.signed_at is not None for each in self.inspectors)

    @property
    def signed_knowing(self) -> str:
        """What was signed although it was missing, and by whom: 2处未看（人大代表07）; blank where nothing was."""
        found: dict[str, list[str]] = {}
        for each in self.inspectors:
            if each.knew:
                found.setdefault(each.knew, []).append(each.called)
        return "；".join(f"{words}（{'、'.join(people)}）" for words, people in found.items())

    @property
    def words(self) -> str | None:
        """The sample as it prints; None without one."""
        return sample_words(self.sample, self.reported["stage"], self.way) if self.sample else None

    @property
    def at_sites(self) -> bool:
        return self.way == SITES

    @property
    def unit(self) -> str:
        """What the sample is counted in."""
        return WAYS[self.way].unit

    def site(self, key: str) -> Site | None:
        return next((site for site in self.sites if site.key == key), None)

    def inspector(self, key: str) -> Inspector | None:
        return next((each for each in self.inspectors if each.key == key), None)

    def strange(self, photo: Photo) -> bool:
        """Whether a picture says that it was taken on another day than its site was seen."""
        site = self.site(photo.site)
        seen = site.visited_at.astimezone(SHANGHAI).date() if site and site.visited_at else self.day
        return shot.another_day(photo.made_at, seen)

    def photos_of(self, site: str) -> list[Photo]:
        return [photo for photo in self.photos if photo.site == site]

    def suggested(self) -> tuple[int, int]:
        """Of the sites seen: how many the list has at the stage reported, and how many of those are as reported."""
        return suggested([(site.stage, site.verified) for site in self.sites], self.reported["stage"])
