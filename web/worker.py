"""The leading worker: only a clock. Of all that run, the one that holds the lock does what is due; the others wait.

What is due is told by the duty itself from what stands in the database: done twice it does nothing, and what was missed
is caught up at the next tick. So APScheduler keeps nothing either.
"""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

import psycopg
import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from eventsourcing.persistence import PersistenceError
from psycopg.rows import dict_row

from supervision import clues, messenger, prompting, silence, watch
from supervision.courier import Courier
from tracker import accounts, clock, deliveries, duty, letters, messages, outside, seal, vault
from tracker.clock import SHANGHAI, SystemClock
from tracker.logs import set_up
from tracker.settings import Settings
from web import house as houses
from web.frozen.manifest import Unwritten
from web.house import House

log = structlog.get_logger("web.worker")
LOCK_KEY = "leading"
LOCK = f"SELECT pg_try_advisory_lock(hashtextextended('{LOCK_KEY}', 0)) AS mine"
OUTSIDE, FREEZING = "outside", "freezing"
GLANCE = 1.0
"""Seconds between two looks at the lock: how long a successor waits, and how soon a leader knows that it is none."""
NAME = f"{socket.gethostname()}:{os.getpid()}"
"""By which the operations page tells who leads."""
Connection = psycopg.Connection[dict[str, Any]]


class Unsound(Exception):
    """The seal does not hold."""


TOLD = (Unsound, Unwritten)
"""Faults whose own words name nobody."""


@dataclass(frozen=True)
class Chore:
    """A duty and how often it is due."""

    name: str
    every: timedelta
    do: Callable[[House, Connection], dict[str, Any] | None]
    """Does what is due; what `duty.done` shall note. Whatever it raises is noted as its fault."""
    lane: str = "default"
    """Chores of one lane wait for each other; whoever waits for the world outside, or takes long, has its own."""
    wanted: Callable[[Settings], bool] = lambda settings: True
    """Whether the operator wants it done."""


def _forget_expired(house: House, conn: Connection) -> None:
    accounts.forget_expired(conn)
    deliveries.forget_old(conn)
    messages.forget_old(conn)
    letters.forget_contact(conn, clues.ended_before(conn, clock.now() - letters.KEPT))


def _tell(house: House, conn: Connection) -> None:
    messenger.tick(house.ledger)


def _prompt(house: House, conn: Connection) -> dict[str, Any]:
    """What is proposed anew: looked for when something was recorded, and on every new day."""
    now, head = clock.now(), house.ledger.recorder.max_notification_id() or 0
    known = duty.known(conn).get(duty.PROMPT)
    done = {"clock_at": now, "position": head}
    if not (known and known.fault is None and known.position == head and _same_day(known.clock_at, now)):
        prompting.tick(house.ledger, now)
    return done


def _same_day(one: datetime | None, other: datetime) -> bool:
    return one is not None and one.astimezone(SHANGHAI).date() == other.astimezone(SHANGHAI).date()


def _send_out(house: House, conn: Connection) -> None:
    networks = outside.networks(house.settings.outgoing_networks)
    means = Courier(vault.of(house.settings), house.settings.address, networks, withhold=house.simulated)
    means.round(conn)


def _tidy(house: House, conn: Connection) -> None:
    house.store.tidy(SystemClock().now() - timedelta(days=1))


def _verify_new(house: House, conn: Connection) -> dict[str, Any]:
    known = duty.known(conn).get(duty.SEAL)
    return _verified(conn, (known.events, known.head) if known and known.events and known.head else (0, seal.GENESIS))


def _verify_all(house: House, conn: Connection) -> dict[str, Any]:
    return _verified(conn, (0, seal.GENESIS))


def _verified(conn: Connection, since: tuple[int, bytes]) -> dict[str, Any]:
    verdict = seal.verify(conn, since=since)
    if not verdict.sound:
        raise Unsound(f"位置 {verdict.faults[0][0]}：{verdict.faults[0][1]}")
    row = conn.execute(
        "SELECT notification_id AS n FROM ledger.seals WHERE index = %s", (verdict.events - 1,)
    ).fetchone()
    return {"events": verdict.events, "head": verdict.head, "position": row["n"] if row else 0}


def _watch(house: House, conn: Connection) -> dict[str, Any]:
    """One tick; nothing is looked at while nothing was recorded and time alone brings nothing."""
    now, head = clock.now(), house.ledger.recorder.max_notification_id() or 0
    known = duty.known(conn).get(duty.WATCH)
    done = {"leader": NAME, "clock_at": now, "position": head}
    if known and known.fault is None and _quiet(known, head, now):
        return {**done, "next_at": known.next_at}
    return {**done, "next_at": watch.tick(house.ledger, now).next_at}


def _end_silence(house: House, conn: Connection) -> dict[str, Any] | None:
    silence.end(house.ledger, clock.today())
    return None


def _quiet(known: duty.Duty, head: int, now: datetime) -> bool:
    """Whether a look would find what the last one left. A clock that was set back is looked at anew."""
    earlier = known.clock_at is not None and known.clock_at <= now
    return known.position == head and earlier and (known.next_at is None or now < known.next_at)


def _freeze(house: House, conn: Connection) -> dict[str, Any] | None:
    """One copy a day at most, after midnight; one that failed is tried again."""
    from web.frozen import nightly  # a copy is made of the pages, one of which shows the duties

    position = nightly.freeze(house)
    return None if position is None else {"position": position}


CHORES = (
    Chore(duty.WATCH, timedelta(seconds=15), _watch),
    Chore("silence", timedelta(minutes=10), _end_silence),
    Chore("expiry", timedelta(minutes=10), _forget_expired),
    Chore(duty.SEAL, timedelta(minutes=5), _verify_new),
    Chore("seal_whole", timedelta(days=1), _verify_all),
    Chore("tidy", timedelta(days=1), _tidy),
    Chore("tell", timedelta(seconds=5), _tell),
    Chore(duty.PROMPT, timedelta(minutes=1), _prompt),
    Chore("send_out", timedelta(seconds=5), _send_out, lane=OUTSIDE),
    Chore(
        duty.FREEZE, timedelta(minutes=20), _freeze, lane=FREEZING, wanted=lambda settings: bool(settings.freeze_dir)
    ),
)


def wanted(settings: Settings, chores: tuple[Chore, ...] = CHORES) -> tuple[Chore, ...]:
    """Those that the operator wants done."""
    return tuple(each for each in chores if each.wanted(settings))


def run(settings: Settings) -> None:
    """Works until SIGINT or SIGTERM."""
    set_up(json=settings.log_json, level=settings.log_level)
    stop = Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with houses.lasting(settings) as house:
            work(house, stop)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def beside(house: House) -> Iterator[None]:
    """Works in a thread beside the web server of the same process; a database of our own is looked after there."""
    stop = Event()
    thread = Thread(target=work, args=(house, stop), kwargs={"tend": lambda: None}, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def work(
    house: House, stop: Event, chores: tuple[Chore, ...] = CHORES, *, tend: Callable[[], None] | None = None
) -> None:
    """Leads whenever nobody else does, until told to stop; a database that is away is waited for."""
    tend = tend or house.database.tend
    while not stop.is_set():
        tend()
        try:
            with psycopg.connect(
                house.database.app, autocommit=True, row_factory=dict_row, application_name=f"worker {NAME}"
            ) as conn:
                _follow_then_lead(house, conn, stop, chores, tend)
        except psycopg.OperationalError as away:
            log.error("database away", fault=type(away).__name__)
            stop.wait(GLANCE)


def _follow_then_lead(
    house: House, conn: Connection, stop: Event, chores: tuple[Chore, ...], tend: Callable[[], None]
) -> None:
    log.info("waiting for the lock")
    while not (conn.execute(LOCK).fetchone() or {})["mine"]:
        if stop.wait(GLANCE):
            return
    log.info("leading")
    chores = wanted(house.settings, chores)
    clockwork = BackgroundScheduler(
        executors={lane: ThreadPoolExecutor(1) for lane in sorted({"default", *(each.lane for each in chores)})},
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        timezone=SHANGHAI,
    )
    for each in chores:
        clockwork.add_job(
            perform,
            "interval",
            (house, each),
            seconds=each.every.total_seconds(),
            next_run_time=SystemClock().now(),
            executor=each.lane,
        )
    clockwork.start()
    try:
        while not stop.wait(GLANCE):
            tend()
            conn.execute("SELECT 1")  # raises when the connection, and with it the lock, is gone
    finally:
        clockwork.shutdown()


def perform(house: House, chore: Chore) -> None:
    """Does one duty and notes how it went; nothing it raises stops the clock."""
    try:
        with house.reading() as conn:
            duty.done(conn, chore.name, **(chore.do(house, conn) or {}))
    except Exception as fault:
        log.error("duty failed", duty=chore.name, fault=type(fault).__name__)
        _note(house, chore.name, str(fault) if isinstance(fault, TOLD) else type(fault).__name__)


def _note(house: House, name: str, fault: str) -> None:
    try:
        with house.reading() as conn:
            duty.failed(conn, name, fault)
    except (psycopg.Error, PersistenceError):
        log.error("duty not noted", duty=name)
