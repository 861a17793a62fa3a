"""前后对照: what one site looked like at two visits, of pictures that were cleared for the public and of no others.

Nobody marks a picture as before or after: the days on which it was taken do (docs/decisions/0058-before-and-after.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from supervision.public_visits import PublicVisit


@dataclass(frozen=True, slots=True)
class Picture:
    """One cleared photograph, by its hash, with the visit it was taken at."""

    photo: str
    day: date
    method: str
    words: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One site at its first visit and at its last of which a photograph was cleared."""

    site: str
    before: Picture
    after: Picture


def pairs(visits: Sequence[PublicVisit], sites: Sequence[str]) -> list[Pair]:
    """Of the `sites` that are published by name, in their order; a site that was seen on one day only has none. Of a
    visit's pictures of a site the first counts."""
    seen: dict[str, list[Picture]] = {}
    for visit in sorted(visits, key=lambda each: (each.day, each.cleared_at)):
        of_the_visit: dict[str, Picture] = {}
        for photo in visit.photos:
            picture = Picture(photo, visit.day, visit.method, visit.words)
            of_the_visit.setdefault(visit.places.get(photo, ""), picture)
        for site, picture in of_the_visit.items():
            seen.setdefault(site, []).append(picture)
    found = [Pair(site, seen[site][0], seen[site][-1]) for site in dict.fromkeys(sites) if site and site in seen]
    return [pair for pair in found if pair.before.day < pair.after.day]
