"""Which message goes out by which channel, and when: at once, in the day's digest, after the quiet hours, or once more
after a failure. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from tracker import messages
from tracker.channels import MAIL, PERSONAL, PHONE, Channel, Choice
from tracker.deliveries import Delivery
from tracker.messages import Message
from tracker.working_days import WorkingDays

TRIES = 8
"""After so many failures a delivery is given up, twelve to eighteen hours after the first."""
FIRST, LONGEST, STEEPNESS = timedelta(seconds=30), timedelta(hours=6), 4
DIGEST_AT = time(8, 30)


def wait(failures: int, draw: float) -> timedelta:
    """Before the next try after so many failures (from 1): four times longer each, up to six hours, a fifth more or
    less by the draw (0 to 1), so that what failed together does not come back together."""
    whole: timedelta = min(LONGEST, FIRST * STEEPNESS ** min(failures - 1, 8))
    return whole * (0.8 + 0.4 * draw)


def again(now: datetime, failures: int, lasting: bool, draw: float) -> datetime | None:
    """When to try again; None to give it up."""
    return None if lasting or failures >= TRIES else now + wait(failures, draw)


def undisturbed(moment: datetime, quiet_from: time | None, quiet_until: time | None) -> datetime:
    """The moment itself, or the end of the quiet hours it lies in; they may go over midnight."""
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return moment
    at = moment.time().replace(tzinfo=None)
    over = quiet_from > quiet_until
    within = (at >= quiet_from or at < quiet_until) if over else quiet_from <= at < quiet_until
    if not within:
        return moment
    day = moment.date() + timedelta(days=1) if over and at >= quiet_from else moment.date()
    return datetime.combine(day, quiet_until, moment.tzinfo)


def digest_due(now: datetime, days: WorkingDays) -> bool:
    """Whether the day's digest may be sent: on a working day, from half past eight on."""
    return days.is_working(now.date()) and now.time().replace(tzinfo=None) >= DIGEST_AT


def personal(
    told: Iterable[Message], choices: Mapping[UUID, Choice], channels: Iterable[Channel], now: datetime
) -> Iterator[Delivery]:
    """To each person's own addresses, as that person chose."""
    ways = {channel.kind: channel for channel in channels if channel.kind in PERSONAL}
    for message in told:
        chosen = choices.get(message.account)
        for kind, channel in ways.items():
            if chosen and _wanted(chosen, kind, message.kind):
                state = "gathered" if kind == MAIL and not message.urgent else "queued"
                at = undisturbed(now, chosen.quiet_from, chosen.quiet_until)
                yield _delivery(message, channel, message.account, state, at, now)


def _wanted(chosen: Choice, channel: str, kind: str) -> bool:
    if channel == PHONE:
        return bool(chosen.phone) and kind in chosen.by_phone
    return bool(chosen.mail) and kind in chosen.by_mail


def to_groups(told: Iterable[Message], channels: Iterable[Channel], now: datetime) -> Iterator[Delivery]:
    """What one event tells, once to each group or system that wants the kind, however many people it is told."""
    sentences = {message.text: message for message in told}
    for channel in channels:
        if channel.kind in PERSONAL:
            continue
        for place, message in enumerate(sorted(sentences.values(), key=lambda each: each.text)):
            if message.kind in channel.kinds:
                found = _delivery(message, channel, None, "queued", now, now)
                yield found if place == 0 else _numbered(found, message, channel, place)


def _delivery(
    message: Message, channel: Channel, account: UUID | None, state: str, at: datetime, now: datetime
) -> Delivery:
    id = messages.id_of(message.event, f"{account}/{channel.id}" if account else channel.id)
    return Delivery(
        id, channel.id, message.jurisdiction, account, message.id if account else None, message.topic, message.kind,
        message.urgent, message.text, message.href, message.at, state, at, now,
    )  # fmt: skip


def _numbered(found: Delivery, message: Message, channel: Channel, place: int) -> Delivery:
    """An event that says something else to each unit goes to a group in as many lines, each with an id of its own."""
    return replace(found, id=messages.id_of(message.event, f"{channel.id}/{place}"))
