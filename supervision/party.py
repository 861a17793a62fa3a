"""Who goes on a visit (domain.md 3.4): members of the roster by kind and number, the office's own people by kind. Pure.

Nobody's name is here: it lies beside the ledger (supervision/member_contact.py), the signature is the name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from supervision.third_party_round import MEMBERS
from tracker.refusal import Refused

STAFF = "督查室"
KINDS = (*MEMBERS, STAFF)
SIGNATURES = 2
"""Inspectors who must sign before a visit is closed (domain.md 3.4, house rule): the default, where neither the plan
nor the programme's policy set says another number."""
MOST_INSPECTORS = 20

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seat:
    """One who visits. `number` and `member` (an id of the roster) are None for the office's own people."""

    kind: str
    number: int | None = None
    member: str | None = None

    def as_dict(self, key: str) -> Row:
        return {"key": key, "kind": self.kind, "number": self.number, "member": self.member}


def seated(party: Sequence[Seat], after: int = 0) -> list[Row]:
    """The party with its keys, from `after` + 1."""
    return [seat.as_dict(str(place)) for place, seat in enumerate(party, start=after + 1)]


def called(inspectors: Sequence[Row]) -> dict[str, str]:
    """Inspector's key → what they are called: 人大代表07 for a member, else the kind, numbered where it comes several
    times; never a person's name (domain.md 3.4)."""
    kinds = [each["kind"] for each in inspectors if each.get("number") is None]
    found: dict[str, str] = {}
    nth = dict.fromkeys(kinds, 0)
    for each in inspectors:
        kind = each["kind"]
        if each.get("number") is not None:
            found[each["key"]] = f"{kind}{each['number']:02d}"
            continue
        nth[kind] += 1
        found[each["key"]] = f"{kind}{nth[kind]}" if kinds.count(kind) > 1 else kind
    return found


def faults(party: Sequence[Seat], needed: int = SIGNATURES) -> list[Refused]:
    """Too few to sign (`needed`), too many, somebody twice, or a kind that the roster does not know."""
    members = [seat.member for seat in party if seat.member]
    known = all(seat.kind in MEMBERS and seat.number if seat.member else seat.kind == STAFF for seat in party)
    if not needed <= len(party) <= MOST_INSPECTORS or not known or len(set(members)) < len(members):
        return [Refused("inspection.inspectors", field="members", needed=needed, most=MOST_INSPECTORS)]
    return []
