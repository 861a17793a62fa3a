"""The watch in the year replayed: it looks once a day after the morning's reminders, and when time brings something.

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
LOOKED_AT = (datetime.combine(datetime.min, REMINDED_AT) + 2 * GRACE).time()


class Watching:
    """Ticks between the steps of a replay."""

    def __init__(self, house: House, moving: FixedClock) -> None:
        self.house, self.moving = house, moving
        self._looked_at = moving.now()
        self._next_at: datetime | None = None
        self._head: int | None = -1

    def until(self, moment: datetime) -> None:
        """Looks at every hour before a moment at which there is something to see."""
        for hour in self._hours(moment):
            self.moving.set(hour)
            self._look(hour)

    def _hours(self, moment: datetime) -> Iterator[datetime]:
        while (hour := self._following()) < moment:
            yield hour
            self._looked_at = hour

    def _following(self) -> datetime:
        daily = datetime.combine(self._looked_at.date(), LOOKED_AT, SHANGHAI)
        daily = daily if daily > self._looked_at else daily + DAY
        return min(daily, max(self._next_at, self._looked_at)) if self._next_at else daily

    def _look(self, hour: datetime) -> None:
        head = self.house.ledger.recorder.max_notification_id()
        if head == self._head and (self._next_at is None or hour < self._next_at):
            return
        self._next_at = watch.tick(self.house.ledger, hour).next_at
        self._head = self.house.ledger.recorder.max_notification_id()
