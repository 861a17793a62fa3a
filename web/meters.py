"""What is counted and measured, for Prometheus: requests, commands, and how the deployment stands. No personal data.

Each process answers for itself (Prometheus tells them apart by where it asked); what is read from the database is the
same whoever is asked.
"""

import platform
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import structlog
from eventsourcing.persistence import PersistenceError
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from tracker import clock, duty
from tracker.refusal import OutOfDate, Refused, SeveralRefused, Stale

VERSION = "0.1.0"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
PATIENCE = 2
"""Seconds to wait for the database before saying that it is away."""
COMMAND_LINE = "command_line"
"""The kind of a command that no page asked for."""


class Meters:
    """One process's counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "tracker_http_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "tracker_http_request_seconds", "Time to answer", ["route"], buckets=SECONDS, registry=self.registry
        )
        self.commands = Counter(
            "tracker_commands", "Commands carried out or refused", ["kind", "outcome"], registry=self.registry
        )
        ProcessCollector(registry=self.registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    @contextmanager
    def command(self) -> Iterator[None]:
        """Counts one command by the route that asked for it, and by what became of it."""
        kind = structlog.contextvars.get_contextvars().get("route", COMMAND_LINE)
        outcome = "done"
        try:
            yield
        except BaseException as fault:
            outcome = _outcome(fault)
            raise
        finally:
            self.commands.labels(kind, outcome).inc()

    def text(self, state: "State") -> bytes:
        """All of it in Prometheus's text format."""
        whole = CollectorRegistry()
        whole.register(self.registry)
        whole.register(state)
        return generate_latest(whole)


def _outcome(fault: BaseException) -> str:
    if isinstance(fault, (Refused, SeveralRefused)):
        return "refused"
    if isinstance(fault, Stale):
        return "stale"
    return "unavailable" if isinstance(fault, (OutOfDate, PersistenceError, psycopg.Error)) else "defect"


class State(Collector):
    """How the deployment stands now: pool, database, ledger, read models, worker, duties. Asked on a connection of its
    own, so that it can tell of a pool that has none to give."""

    def __init__(self, conninfo: str, pool: ConnectionPool[Any]) -> None:
        self.conninfo, self.pool = conninfo, pool

    def collect(self) -> Iterable[Metric]:
        info = {"version": VERSION, "python": platform.python_version()}
        build = GaugeMetricFamily("tracker_build_info", "What runs here; always 1", labels=list(info))
        build.add_metric(list(info.values()), 1)
        yield build
        yield from self._pool()
        try:
            with psycopg.connect(
                self.conninfo, autocommit=True, row_factory=dict_row, connect_timeout=PATIENCE
            ) as conn:
                conn.execute("SET statement_timeout = '5s'")
                found = [*_ledger(conn), *_duties(conn), *_deliveries(conn)]
        except psycopg.Error:
            yield GaugeMetricFamily("tracker_database_up", "Whether the database answers", 0)
            return
        yield GaugeMetricFamily("tracker_database_up", "Whether the database answers", 1)
        yield from found

    def _pool(self) -> Iterator[Metric]:
        stats = self.pool.get_stats()
        size, free = stats.get("pool_size", 0), stats.get("pool_available", 0)
        yield GaugeMetricFamily("tracker_pool_connections", "Connections this process holds", size)
        yield GaugeMetricFamily("tracker_pool_in_use", "Connections that work now", size - free)
        yield GaugeMetricFamily("tracker_pool_most", "Connections this process may hold", stats.get("pool_max", 0))
        yield GaugeMetricFamily("tracker_pool_waiting", "Requests waiting for one", stats.get("requests_waiting", 0))


def _ledger(conn: psycopg.Connection[dict[str, Any]]) -> Iterator[Metric]:
    row = conn.execute(_STANDS).fetchone() or {}
    yield GaugeMetricFamily("tracker_ledger_position", "Log position of the last event", row["position"])
    yield GaugeMetricFamily("tracker_ledger_events", "Events in the ledger", row["events"])
    yield GaugeMetricFamily(
        "tracker_read_model_lag", "Log positions the read models are behind", row["position"] - row["followed"]
    )
    yield GaugeMetricFamily(
        "tracker_worker_leading", "Whether a worker holds the lock and does the periodic duties", int(row["leading"])
    )


def _duties(conn: psycopg.Connection[dict[str, Any]]) -> Iterator[Metric]:
    known = duty.known(conn)
    ages = GaugeMetricFamily("tracker_duty_age_seconds", "Seconds since a duty was last done", labels=["duty"])
    failing = GaugeMetricFamily("tracker_duty_failing", "Whether a duty's last try failed", labels=["duty"])
    for each in known.values():
        if each.age is not None:
            ages.add_metric([each.name], each.age)
        failing.add_metric([each.name], int(each.fault is not None))
    yield ages
    yield failing
    if duty.BACKUP in known and known[duty.BACKUP].age is not None:
        yield GaugeMetricFamily("tracker_backup_age_seconds", "Seconds since the last backup", known[duty.BACKUP].age)
    if duty.SEAL in known:
        position = known[duty.SEAL].position
        yield GaugeMetricFamily("tracker_seal_verified_position", "Log position found sound so far", position or 0)


def _deliveries(conn: psycopg.Connection[dict[str, Any]]) -> Iterator[Metric]:
    """By the process's clock, which next_at was set by."""
    found = GaugeMetricFamily(
        "tracker_deliveries", "Messages by outward channels of the last 24 hours", labels=["channel", "state"]
    )
    for row in conn.execute(_DELIVERED, {"since": clock.now() - timedelta(days=1)}).fetchall():
        found.add_metric([row["kind"], row["state"]], row["n"])
    yield found
    row = conn.execute(_OVERDUE, {"now": clock.now()}).fetchone() or {}
    yield GaugeMetricFamily(
        "tracker_delivery_overdue_seconds", "How long the oldest one has been due without being tried", row["seconds"]
    )


_DELIVERED = """
SELECT c.kind, d.state, count(*) AS n FROM public.delivery d JOIN public.channel c ON c.id = d.channel
WHERE d.made_at > %(since)s GROUP BY c.kind, d.state ORDER BY 1, 2
"""
_OVERDUE = """
SELECT coalesce(max(extract(epoch FROM %(now)s - d.next_at)), 0)::float8 AS seconds
FROM public.delivery d JOIN public.channel c ON c.id = d.channel
WHERE d.state IN ('queued', 'failed') AND d.next_at <= %(now)s AND c.disabled_at IS NULL
"""
_STANDS = """
SELECT coalesce((SELECT max(notification_id) FROM ledger.events), 0) AS position,
       coalesce((SELECT max(index) + 1 FROM ledger.seals), 0) AS events,
       coalesce((SELECT position FROM views.following), 0) AS followed,
       EXISTS (SELECT FROM pg_locks, (SELECT hashtextextended('leading', 0) AS key) k
               WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                 AND (classid::bigint << 32) | objid::bigint = k.key) AS leading
"""
