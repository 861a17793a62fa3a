"""The watch in the year replayed: it looks in the morning of a day on which time brings something, and every third day.

Looking seldom changes nothing of what is recorded (supervision/course.py), only when it was written down.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from projects.rule import REMINDED_AT
from supervision import watch
from supervision.course import GRACE
from tracker.clock import SHANGHAI, FixedClock
from web.house import House

DAY = timedelta(days=1)
SELDOM = 3 * DAY
LOOKED_AT = (datetime.combine(datetime.min, REMINDED_AT) + 2 * GRACE).time()
"""After the morning's reminders."""


class Watching:
    """Ticks between the steps of a replay."""

    def __init__(self, house: House, moving: FixedClock) -> None:
        self.house, self.moving = house, moving
        self._passed = self._looked_at = moving.now()
        self._next_at: datetime | None = None

    def until(self, moment: datetime, *, last: bool = False) -> None:
        """Looks on every morning before a moment on which there is something to see; `last`: at the moment, too."""
        for morning in self._mornings(moment):
            if (self._next_at and self._next_at <= morning) or morning - self._looked_at >= SELDOM:
                self._look(morning)
        if last:
            self._look(moment)

    def _mornings(self, moment: datetime) -> Iterator[datetime]:
        while (morning := self._following()) < moment:
            self._passed = morning
            yield morning

    def _following(self) -> datetime:
        today = datetime.combine(self._passed.date(), LOOKED_AT, SHANGHAI)
        return today if today > self._passed else today + DAY

    def _look(self, hour: datetime) -> None:
        self.moving.set(hour)
        self._looked_at, self._next_at = hour, watch.tick(self.house.ledger, hour).next_at
