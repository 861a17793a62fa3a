"""The seal: every event's own hash and the hash of all before it, recomputed from the stored bytes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct
from typing import Any

import psycopg
from psycopg.rows import tuple_row

from tracker.ahead import ahead

PAGE = 2_000
BEFORE_ALL = -(2**63)
GENESIS = sha256(b"").digest()
_HEAD = Struct(">xqq16sqi")
"""0x00, dense index, log position, stream, version, the topic's length."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many events were read, the chain's head, and what is broken: (log position or None, what is wrong)."""

    events: int
    head: bytes
    faults: tuple[tuple[int | None, str], ...]

    @property
    def sound(self) -> bool:
        return not self.faults


def leaf(index: int, position: int, originator: bytes, version: int, topic: str, state: bytes) -> bytes:
    """SHA-256 of one event: 0x00, dense index, log position, stream, version, topic with its length, stored bytes."""
    name = topic.encode()
    return sha256(_HEAD.pack(index, position, originator, version, len(name)) + name + state).digest()


def verify(
    conn: psycopg.Connection[Any],
    progress: Callable[[int], None] | None = None,
    since: tuple[int, bytes] = (0, GENESIS),
) -> Verdict:
    """Recomputes leaf and chain of every event, in a snapshot of its own. Shows at most twenty faults.

    With `since`, the number of events and the head that were found sound before, only of those that came later.
    """
    with conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        faults = [(position, "没有封印") for (position,) in _tuples(conn, _UNSEALED)]
        chain = _Chain(faults, *since)
        if since[0] and _tuples(conn, _LINK, since[0] - 1) != [(since[1],)]:
            faults.append((None, "上次核对过的末条封印已不同"))
        for rows in ahead(_pages(conn, since[0] - 1 if since[0] else BEFORE_ALL)):
            for row in rows:
                chain.follow(*row)
            if progress:
                progress(len(rows))
    return Verdict(chain.count, chain.head, tuple(faults[:20]))


class _Chain:
    """The chain as far as it was read."""

    def __init__(self, faults: list[tuple[int | None, str]], count: int, head: bytes) -> None:
        self.faults, self.count, self.head = faults, count, head

    def follow(
        self,
        index: int,
        sealed: int,
        position: int | None,
        originator: bytes,
        version: int,
        topic: str,
        state: bytes,
        stored: bytes,
        link: bytes,
    ) -> None:
        if index != self.count:
            self.faults.append((sealed, f"封印序号应为{self.count}，实为{index}"))
        self.count = index + 1
        if position is None:
            self.faults.append((sealed, "封印所指的事件不存在"))
        else:
            own = leaf(index, position, originator, version, topic, state)
            if own != stored:
                self.faults.append((position, "内容与封印不符"))
            elif sha256(b"\x02" + self.head + own).digest() != link:
                self.faults.append((position, "链条与前一事件不接"))
        self.head = link


def _pages(conn: psycopg.Connection[Any], last: int) -> Iterator[list[Any]]:
    with conn.cursor(row_factory=tuple_row) as curs:
        while rows := curs.execute(_SEALED, (last, PAGE), binary=True).fetchall():
            last = rows[-1][0]
            yield rows


def _tuples(conn: psycopg.Connection[Any], query: str, *values: int) -> list[Any]:
    with conn.cursor(row_factory=tuple_row) as curs:
        return curs.execute(query, values).fetchall()


_LINK = "SELECT link FROM ledger.seals WHERE index = %s"
_UNSEALED = """
SELECT e.notification_id FROM ledger.events e LEFT JOIN ledger.seals s USING (notification_id)
WHERE s.index IS NULL ORDER BY 1 LIMIT 20
"""
_SEALED = """
SELECT s.index, s.notification_id, e.notification_id, uuid_send(e.originator_id), e.originator_version, e.topic,
       e.state, s.leaf, s.link
FROM (SELECT * FROM ledger.seals WHERE index > %s ORDER BY index LIMIT %s) s
LEFT JOIN ledger.events e USING (notification_id) ORDER BY s.index
"""
