"""What an acceptance team says of a project, passed or failed: who looked, when, and what they found."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from supervision import acceptance_team, written
from supervision.acceptance_team import Bounds, Seat
from tracker import clock
from tracker.refusal import Refused

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the team says: the day it looked (ISO) and which of it came (by `called`), `on` the day of the verdict, its
    opinion, and the record of the visit (an inspection's id) where there is one."""

    visited_on: str
    attended: tuple[str, ...]
    on: str
    opinion: str
    visit: str | None = None

    def as_dict(self) -> Row:
        return {**asdict(self), "attended": list(self.attended), "opinion": self.opinion.strip()}

    def faults(self, seats: Sequence[Seat], bounds: Bounds, since: date) -> list[Refused]:
        """`seats`: the team's; `since`: the day of the request. Of those who came the rules of a team hold again."""
        came = [seat for seat in seats if seat.called in self.attended]
        found = acceptance_team.faults(came, bounds)
        if len(came) < len(self.attended):
            found.append(Refused("acceptance.not_in_team", field="members"))
        visited, on = written.day(self.visited_on), written.day(self.on)
        if visited is None or not since <= visited <= clock.today():
            found.append(Refused("acceptance.visited_on", field="visited_on"))
        elif on is None or not visited <= on <= clock.today():
            found.append(Refused("acceptance.on", field="on"))
        return [*found, *written.faults("acceptance.opinion", "opinion", self.opinion)]
