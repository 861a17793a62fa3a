"""Reads the ledger on from where it stopped, and tells people what concerns them.

Position, messages and deliveries are written in one transaction, and every id comes from the event: a second run, a
restart, another worker or a rebuild of the read models tells nothing twice. What a line of the table is changed to says
nothing about events that were read before.
"""

from collections.abc import Iterable
from typing import Any

import psycopg

from supervision import posting, subjects, telling
from supervision.telling import Telling
from tracker import accounts, channels, clock, deliveries, messages
from tracker.accounts import Account
from tracker.ledger import Ledger
from tracker.messages import Message

AT_ONCE = 200
"""Events read in one transaction."""


def begin(conn: psycopg.Connection[Any], position: int) -> None:
    """From which position on people are told, where it was not decided yet."""
    if messages.position(conn) is None:
        messages.read_until(conn, position)


def tick(ledger: Ledger) -> int:
    """Tells what is new; how many messages that made. The first time, nothing past is told."""
    told = 0
    while True:
        made, more = _page(ledger)
        told += made
        if not more:
            return told


def _page(ledger: Ledger) -> tuple[int, bool]:
    with ledger.reading() as conn, conn.transaction():
        last = ledger.recorder.max_notification_id() or 0
        since = messages.position(conn)
        if since is None:
            messages.read_until(conn, last)
            return 0, False
        if since >= last:
            return 0, False
        notes = ledger.recorder.select_notifications(since + 1, AT_ONCE, stop=last, topics=telling.topics())
        known: dict[str, list[Account]] = {}
        told = sum(_told(conn, ledger.mapper.to_domain_event(note), note.topic, known) for note in notes)
        full = len(notes) == AT_ONCE
        messages.read_until(conn, notes[-1].id if full else last)
    return told, full


def _told(conn: psycopg.Connection[Any], event: Any, topic: str, known: dict[str, list[Account]]) -> int:
    lines = [line for line in telling.lines(topic) if line.when(event)]
    if not lines:
        return 0
    found: dict[Any, Message] = {}
    for subject in subjects.of(conn, topic, event):
        if subject.jurisdiction not in known:
            known[subject.jurisdiction] = accounts.of_government(conn, subject.jurisdiction)
        for line in lines:
            for message in _messages(event, topic, line, subject, known[subject.jurisdiction]):
                found.setdefault(message.account, message)
    return keep(conn, found.values())


def keep(conn: psycopg.Connection[Any], found: Iterable[Message]) -> int:
    """Tells what is new of it, and sends that out; how many."""
    told = messages.tell(conn, found)
    _send_out(conn, told)
    return len(told)


def _send_out(conn: psycopg.Connection[Any], told: list[Message]) -> None:
    """By the government's channels, to the people who were told and to its groups."""
    for slug in {message.jurisdiction for message in told}:
        own = [message for message in told if message.jurisdiction == slug]
        if not (ways := channels.of_government(conn, slug, living=True)):
            continue
        chosen, now = channels.choices(conn, [message.account for message in own]), clock.now()
        shared = [message for message in own if not telling.TELLINGS[message.topic].personal]
        deliveries.keep(conn, [*posting.personal(own, chosen, ways, now), *posting.to_groups(shared, ways, now)])


def _messages(event: Any, topic: str, line: Telling, subject: telling.Subject, people: list[Account]) -> list[Message]:
    actor, same = getattr(event, "by", {}).get("account", ""), telling.same(line, subject, event)
    id = f"{topic}:{same}" if same else f"{event.originator_id}:{event.originator_version}"
    text, href = telling.line(line, subject, event)
    return [
        Message(
            messages.id_of(id, account.id), id, topic, account.id, subject.jurisdiction,
            line.kind, line.urgent, text, href, event.timestamp,
        )
        for account in telling.recipients(line, subject, people, actor)
    ]  # fmt: skip
