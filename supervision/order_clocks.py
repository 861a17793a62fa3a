"""What is owed of an order, by its history: signing, reply, supplement, verification, and the office's decisions.

domain.md 3.5. A day set anew (an extension granted, a plea justified) is owed anew: what lapsed before stays lapsed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

import psycopg

from projects import register
from projects.register import ProgrammeRow
from projects.rule import Pause
from supervision import ladder, orders
from supervision.claim import OFFICE, Claim, Void
from supervision.orders import Deed, OrderRow
from tracker.clock import SHANGHAI

SIGN, REPLY, SUPPLEMENT = "order_sign", "order_reply", "order_supplement"
VERIFY, EXTENSION, PLEA = "order_verify", "order_extension", "order_plea"
WORDS = {
    SIGN: "签收",
    REPLY: "反馈",
    SUPPLEMENT: "补充反馈",
    VERIFY: "核验",
    EXTENSION: "延期申请答复",
    PLEA: "理由认定",
}
OF_THE_UNIT = (SIGN, REPLY, SUPPLEMENT)


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """Everything owed of the programme's orders since they were issued."""
    rows = [row for row in orders.of_programme(conn, programme.id) if row.number]
    told = orders.history(conn, [row.id for row in rows])
    names = register.units(conn, programme.jurisdiction) if rows else {}
    for row in rows:
        yield from of_order(row, told[row.id], names.get(row.unit, row.unit))


def of_order(row: OrderRow, deeds: Sequence[Deed], unit: str) -> list[Claim]:
    """One order's, in the order in which they came up."""
    walk = _Walk(row, unit)
    for deed in deeds:
        if deed.topic in _STEPS:
            _STEPS[deed.topic](walk, deed)
    return list(walk.found.values())


@dataclass
class _Walk:
    """Through the history: what was found, and which of each kind is open now."""

    row: OrderRow
    unit: str
    found: dict[tuple[str, str], Claim] = field(default_factory=dict)
    current: dict[str, tuple[str, str]] = field(default_factory=dict)

    def open(self, kind: str, deed: Deed, due: str | None = None) -> None:
        period = str(1 + sum(known == kind for known, _ in self.found))
        self.current[kind] = (kind, period)
        self.found[kind, period] = Claim(
            kind=kind,
            subject=str(self.row.id),
            period=period,
            owner=self.unit if kind in OF_THE_UNIT else OFFICE,
            project=str(self.row.project) if self.row.project else None,
            what=f"{self.row.number}{WORDS[kind]}",
            href=f"/orders/{self.row.id}",
            since=deed.at,
            due=_end_of(due) if due else None,
        )

    def change(self, kind: str, **values: Any) -> None:
        key = self.current[kind]
        self.found[key] = replace(self.found[key], **values)

    def meet(self, kind: str, deed: Deed) -> None:
        if kind in self.current:
            self.change(kind, met_at=deed.at, met_by=deed.topic)
            self.leave(kind)

    def void(self, kind: str, deed: Deed, reason: str) -> None:
        if kind in self.current:
            self.change(kind, void=Void(deed.at, reason, deed.post))
            self.leave(kind)

    def leave(self, *kinds: str) -> None:
        """It is asked no more in this form; unmet, it lapses as it stands."""
        for kind in kinds:
            self.current.pop(kind, None)

    def renew(self, deed: Deed, reason: str) -> None:
        """The unit's day is set anew."""
        for kind in (REPLY, SUPPLEMENT):
            if kind in self.current:
                self.void(kind, deed, reason)
                self.open(kind, deed, deed.told["due"])


def _begun(walk: _Walk, deed: Deed) -> None:
    """Issued, or raised: at the levels of the order it is to be signed for and answered again."""
    walk.void(VERIFY, deed, "督办升级")
    walk.leave(*OF_THE_UNIT)
    if deed.told.get("step", "blue") in ladder.ON_PAPER:
        walk.open(SIGN, deed)
        walk.open(REPLY, deed, deed.told["due"])


def _lowered(walk: _Walk, deed: Deed) -> None:
    walk.open(REPLY, deed, deed.told["due"])


def _replied(walk: _Walk, deed: Deed) -> None:
    walk.meet(REPLY, deed)
    walk.meet(SUPPLEMENT, deed)
    if VERIFY not in walk.current:
        walk.open(VERIFY, deed)
        return
    *before, last = walk.found[walk.current[VERIFY]].pauses
    walk.change(VERIFY, pauses=(*before, replace(last, until=deed.at)))


def _returned(walk: _Walk, deed: Deed) -> None:
    pauses = walk.found[walk.current[VERIFY]].pauses
    walk.change(VERIFY, pauses=(*pauses, Pause(deed.at, None, deed.told["reason"])))
    walk.open(SUPPLEMENT, deed, deed.told["due"])


def _granted(walk: _Walk, deed: Deed) -> None:
    walk.meet(EXTENSION, deed)
    walk.renew(deed, "同意延期，时限重新确定")


def _ruled(walk: _Walk, deed: Deed) -> None:
    walk.meet(PLEA, deed)
    if deed.told["due"]:
        walk.renew(deed, "认定理由成立，时限重新确定")


def _over(walk: _Walk, deed: Deed) -> None:
    words = "督办单办结" if deed.topic == "order.closed" else f"督办单撤回：{deed.told['reason']}"
    for kind in list(walk.current):
        walk.void(kind, deed, words)


_STEPS: dict[str, Callable[[_Walk, Deed], None]] = {
    "order.issued": _begun,
    "order.escalated": _begun,
    "order.lowered": _lowered,
    "order.signed_for": lambda walk, deed: walk.meet(SIGN, deed),
    "order.extension_asked": lambda walk, deed: walk.open(EXTENSION, deed),
    "order.extension_granted": _granted,
    "order.extension_refused": lambda walk, deed: walk.meet(EXTENSION, deed),
    "order.replied": _replied,
    "order.returned": _returned,
    "order.verified": lambda walk, deed: walk.meet(VERIFY, deed),
    "order.pleaded": lambda walk, deed: walk.open(PLEA, deed),
    "order.plea_ruled": _ruled,
    "order.closed": _over,
    "order.withdrawn": _over,
}


def _end_of(day: str) -> datetime:
    """The day printed on the order, to its last second."""
    return datetime.combine(date.fromisoformat(day), time(23, 59, 59), SHANGHAI)
