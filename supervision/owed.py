"""What is owed at this moment, of all owners: what was recorded, and what the next look of the watch will record of it.

So a desk asks for nothing that was done a second ago, and shows what was asked for just now.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import psycopg

from projects.register import ProgrammeRow
from projects.rule import Reckoning
from projects.rules import DEFAULTS
from supervision import obligations, watch
from supervision.claim import Claim
from supervision.course import Deed
from supervision.obligations import ObligationRow

ORDER = {kind: place for place, kind in enumerate(DEFAULTS)}
ENDS = ("meet", "miss", "waive")


@dataclass(frozen=True, slots=True)
class Owed:
    """One open obligation; `id` is None while the watch has not opened it; `with_head`: supervision/handed_up.py."""

    id: str | None
    kind: str
    period: str
    owner: str
    project: str | None
    what: str
    href: str
    since: datetime
    due: datetime
    paused_since: datetime | None
    estimated: bool
    with_head: bool = False

    def overdue(self, now: datetime) -> bool:
        return now > self.due and self.paused_since is None


@dataclass(frozen=True, slots=True)
class Line:
    """What one owner owes of a kind by the same moment: one line, however many. `title`: what each is called without
    its project."""

    title: str
    each: tuple[Owed, ...]

    @property
    def first(self) -> Owed:
        return self.each[0]

    @property
    def count(self) -> int:
        return len(self.each)

    @property
    def since(self) -> datetime:
        return min(one.since for one in self.each)

    @property
    def href(self) -> str | None:
        """The page of all of them; None where each has its own."""
        pages = {one.href if self.count == 1 else one.href.partition("#")[0] for one in self.each}
        return pages.pop() if len(pages) == 1 else None


def of(conn: psycopg.Connection[Any], programme: ProgrammeRow, now: datetime, *, fresh: bool = False) -> list[Owed]:
    """Everything open, the earliest due first. `fresh`: the watch has seen all that was recorded, nothing is ahead."""
    known = {(row.kind, row.subject, row.period): _of_row(row) for row in obligations.open_of(conn, programme.id)}
    if not fresh:
        ahead = watch.look(conn, programme, now)
        known = {key: one for key, one in known.items() if ":".join(key) not in ahead.over}
        for task in ahead.tasks:
            key = (task.claim.kind, task.claim.subject, task.claim.period)
            found = None if task.claim.key in ahead.over else _after(known.get(key), task.claim, task.deeds)
            known = {**known, key: found} if found else {each: one for each, one in known.items() if each != key}
    return sorted(known.values(), key=lambda one: (one.due, one.kind, one.what))


def _of_row(row: ObligationRow) -> Owed:
    return Owed(
        row.id, row.kind, row.period, row.owner, row.project, row.what, row.href, row.since, row.due, row.paused_at,
        row.estimated,
    )  # fmt: skip


def _after(stands: Owed | None, claim: Claim, deeds: Iterable[Deed]) -> Owed | None:
    """The same after what is still to be recorded; None once it is over."""
    for deed in deeds:
        if deed.name in ENDS:
            return None
        if deed.name == "open":
            stands = _opened(claim, deed)
        elif stands is not None and deed.name in _STEPS:
            stands = _STEPS[deed.name](stands, deed)
    return stands


def _opened(claim: Claim, deed: Deed) -> Owed:
    found: Reckoning = deed.facts["found"]
    return Owed(
        None, claim.kind, claim.period, deed.facts["owner"], claim.project, claim.what, claim.href,
        claim.since or deed.at, found.due, None, found.estimated,
    )  # fmt: skip


def _resumed(stands: Owed, deed: Deed) -> Owed:
    found: Reckoning = deed.facts["found"]
    return replace(stands, paused_since=None, due=found.due, estimated=found.estimated)


_STEPS: dict[str, Callable[[Owed, Deed], Owed]] = {
    "hand_over": lambda stands, deed: replace(stands, owner=deed.facts["owner"]),
    "pause": lambda stands, deed: replace(stands, paused_since=deed.at),
    "resume": _resumed,
}


def lines(owed: Sequence[Owed], title: Callable[[Owed], str]) -> list[Line]:
    """Grouped where one owner owes several of one title and moment; overdue or not, the earliest due first, of one
    moment in the order of the rules (a month is published before its bulletin), and what stands still last."""

    def alike(one: Owed) -> tuple[bool, datetime, int, str, str]:
        return one.paused_since is not None, one.due, ORDER.get(one.kind, len(ORDER)), one.owner, title(one)

    return [Line(key[-1], tuple(group)) for key, group in groupby(sorted(owed, key=alike), key=alike)]
