"""What a picture says of itself: when it was taken, and where, which is kept only where whoever took it agreed. Pure.

A camera's clock may be wrong and a picture an old one: it is shown beside the moment that was recorded, and decides
nothing. The kept picture itself carries neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tracker.clock import SHANGHAI

PLACES = Decimal("0.00001")
"""Degrees to which a place is kept: about a metre."""


@dataclass(frozen=True, slots=True)
class Shot:
    """ISO time, degrees north and east; None for what a picture does not say."""

    made_at: str | None = None
    latitude: str | None = None
    longitude: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        return {"made_at": self.made_at, "latitude": self.latitude, "longitude": self.longitude}


def of(made_at: str | None, latitude: object = None, longitude: object = None) -> Shot:
    """Of whatever was found in a picture: what cannot be is left out, for nobody typed it who could mend it."""
    north, east = _degrees(latitude, 90), _degrees(longitude, 180)
    if north is None or east is None:
        north = east = None
    return Shot(_moment(made_at), north, east)


def without_place(shot: Shot) -> Shot:
    return Shot(shot.made_at)


def read(stored: Mapping[str, Any] | None) -> Shot:
    return Shot(**stored) if stored else Shot()


def another_day(made_at: datetime | None, seen_on: date) -> bool:
    """Whether a picture says that it was taken on another day than the one on which the place was seen."""
    return made_at is not None and made_at.astimezone(SHANGHAI).date() != seen_on


def _moment(told: str | None) -> str | None:
    try:
        at = datetime.fromisoformat(told or "")
    except ValueError:
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI).isoformat(timespec="seconds")
    except OverflowError:
        return None


def _degrees(told: object, most: int) -> str | None:
    try:
        found = Decimal(str(told)).quantize(PLACES)
    except InvalidOperation:
        return None
    return str(found) if found.is_finite() and abs(found) <= most else None
