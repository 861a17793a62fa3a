"""Who may accept a project: at least one third-party member, nobody of a unit that leads or carries it out, nobody who
is barred (domain.md A17, 3.2). Pure.
"""

from collections.abc import Sequence, Set
from dataclasses import asdict, dataclass
from typing import Any

from supervision import written
from supervision.member import KINDS
from tracker.refusal import Refused

OFFICIAL = "工作人员"
"""What a seat's kind says where it is no member's."""
MOST = 15

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seat:
    """One in the team. A member of the roster: `kind` and `called` (人大代表07), `member` by id. An official: `called`
    by post, `unit` by id. `lot`: the draw (by id) that gave the member, where one did."""

    kind: str
    called: str
    member: str | None = None
    unit: str | None = None
    lot: str | None = None

    @property
    def third_party(self) -> bool:
        return self.member is not None and self.kind in KINDS

    def as_dict(self) -> Row:
        return {name: value for name, value in asdict(self).items() if name != "lot" or value}

    @staticmethod
    def from_dict(stored: Row) -> "Seat":
        return Seat(**stored)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a team must keep clear of: `units` by id, with the `names` they went by, that lead or carry out the project
    or did; `barred`: members (by id) bound to it or not serving."""

    units: Set[str] = frozenset()
    names: Set[str] = frozenset()
    barred: Set[str] = frozenset()


def faults(seats: Sequence[Seat], bounds: Bounds) -> list[Refused]:
    """What is wrong with a team, all at once."""
    found = [fault for seat in seats for fault in _seat_faults(seat, bounds)]
    if not any(seat.third_party for seat in seats):
        found.append(Refused("acceptance.third_party", field="members"))
    if len(seats) > MOST or len({seat.called for seat in seats}) < len(seats):
        found.append(Refused("acceptance.team", field="members", most=MOST))
    return found


def _seat_faults(seat: Seat, bounds: Bounds) -> list[Refused]:
    if seat.member is not None:
        barred = seat.member in bounds.barred
        return [Refused("acceptance.barred", field="members", called=seat.called)] if barred else []
    missing = written.faults("acceptance.post", "officials", seat.called)
    if not seat.unit:
        missing.append(Refused("acceptance.seat_unit", field="officials", called=seat.called))
    elif seat.unit in bounds.units or any(name in seat.called for name in bounds.names if name):
        missing.append(Refused("acceptance.own_unit", field="officials", called=seat.called))
    return missing


def counted(seats: Sequence[Row]) -> list[tuple[str, int]]:
    """Kinds and how many of each, as the public reads a team: members by their kinds first, officials last."""
    kinds = [str(seat["kind"]) for seat in seats]
    return [(kind, kinds.count(kind)) for kind in (*KINDS, OFFICIAL) if kind in kinds]
