"""The composition root: one deployment's ledger, read models, files and clock, put together once a process."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.rows import dict_row

from projects.adjustments import ADJUSTMENTS
from projects.catalogue import CATALOGUE
from projects.correction_wishes import CORRECTION_WISHES
from projects.deposits import DEPOSITS
from projects.editions import EDITIONS
from projects.notices import NOTICES
from projects.published import PUBLISHED
from projects.regions import REGIONS
from projects.register import REGISTER
from projects.reorganisations import REORGANISATIONS
from projects.reports import REPORTS
from supervision.acceptances import ACCEPTANCES
from supervision.clues import CLUES
from supervision.coordinations import COORDINATIONS
from supervision.criticisms import CRITICISMS
from supervision.department_plans import DEPARTMENT_PLANS
from supervision.disclosures import DISCLOSURES
from supervision.dispatches import DISPATCHES
from supervision.findings import FINDINGS
from supervision.inspection_plans import INSPECTION_PLANS
from supervision.interpretations import INTERPRETATIONS
from supervision.lots import LOTS
from supervision.media_leads import MEDIA_LEADS
from supervision.members import MEMBERS
from supervision.obligations import OBLIGATIONS
from supervision.opinions import OPINIONS
from supervision.orders import ORDERS
from supervision.papers import PAPERS
from supervision.problems import PROBLEMS
from supervision.programme_results import PROGRAMME_RESULTS
from supervision.proposals import PROPOSALS
from supervision.public_moments import PUBLIC_MOMENTS
from supervision.rectifications import RECTIFICATIONS
from supervision.review_meetings import REVIEW_MEETINGS
from supervision.risks import RISKS
from supervision.spots import SPOTS
from supervision.talks import TALKS
from supervision.third_party_rounds import THIRD_PARTY_ROUNDS
from supervision.urgings import URGINGS
from supervision.visits import VISITS
from supervision.withholdings import WITHHOLDINGS
from tracker import announcements, clock, rebuild
from tracker import database as databases
from tracker.announcements import ANNOUNCEMENTS
from tracker.database import Database
from tracker.event import Actor, acting
from tracker.ledger import Act, Ledger
from tracker.read_model import ReadModel
from tracker.recorder import Watch
from tracker.settings import Settings
from tracker.store import Store
from tracker.working_days import WorkingDays
from web.meters import Meters
from web.paper import qr

MODELS: list[ReadModel] = [
    ANNOUNCEMENTS,
    REGISTER,
    REGIONS,
    REPORTS,
    PUBLISHED,
    CATALOGUE,
    EDITIONS,
    DEPOSITS,
    REORGANISATIONS,
    ADJUSTMENTS,
    CORRECTION_WISHES,
    NOTICES,
    VISITS,
    SPOTS,
    WITHHOLDINGS,
    PAPERS,
    DISPATCHES,
    RISKS,
    COORDINATIONS,
    CLUES,
    MEDIA_LEADS,
    URGINGS,
    ORDERS,
    TALKS,
    RECTIFICATIONS,
    CRITICISMS,
    PROBLEMS,
    OBLIGATIONS,
    REVIEW_MEETINGS,
    PROPOSALS,
    DISCLOSURES,
    INTERPRETATIONS,
    DEPARTMENT_PLANS,
    THIRD_PARTY_ROUNDS,
    OPINIONS,
    PROGRAMME_RESULTS,
    PUBLIC_MOMENTS,
    MEMBERS,
    INSPECTION_PLANS,
    LOTS,
    FINDINGS,
    ACCEPTANCES,
]
"""Every read model of the product, in the order they are built."""


@dataclass
class House:
    """What pages and commands reach the product through. `loading` is true while a demonstration is being loaded."""

    settings: Settings
    database: Database
    ledger: Ledger
    store: Store
    loading: bool = False
    simulated: bool = False
    meters: Meters = field(default_factory=Meters)

    @contextmanager
    def reading(self) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        """A connection for queries (and for the ordinary tables: accounts, sessions, calendar)."""
        with self.ledger.reading() as conn:
            yield conn

    @contextmanager
    def moment(self) -> Iterator[None]:
        """All that a page reads within it is of one moment: what somebody records meanwhile is not half seen."""
        with self.ledger.moment():
            yield

    def carry_out(
        self,
        actor: Actor,
        key: UUID | None,
        request: Any,
        act: Act,
        *,
        alone: bool = False,
        watch: Watch | None = None,
    ) -> Any:
        """Ledger.carry_out on behalf of somebody."""
        with acting(actor), self.meters.command():
            return self.ledger.carry_out(key or uuid4(), request, act, alone=alone, watch=watch)

    def days(self) -> WorkingDays:
        """The working days as they stand now."""
        with self.reading() as conn:
            return announcements.days(conn)

    def close(self) -> None:
        self.ledger.close()


@contextmanager
def opened(settings: Settings, database: Database, *, prepare: bool = True) -> Iterator[House]:
    """Opens the ledger on a database that is migrated, and brings the read models up to date. Without `prepare` only
    a new ledger gets them: whoever looks for faults must find them as they are."""
    ledger = Ledger(database.app, MODELS)
    try:
        with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
            if prepare or not _built(conn):
                rebuild.prepare(ledger, conn)
        house = House(settings, database, ledger, Store(Path(settings.data_dir) / "files"))
        qr.lead_to(settings.address)
        set_clock(house)
        yield house
    finally:
        ledger.close()


@contextmanager
def lasting(settings: Settings) -> Iterator[House]:
    """A house on the database by these settings, for a process that lasts: a database that is away while it is being
    opened, as when its server is started anew, is waited for."""
    with ExitStack() as stack:
        found = databases.patiently(lambda: stack.enter_context(databases.opened(settings)))
        yield databases.patiently(lambda: stack.enter_context(opened(settings, found)), found.tend)


def set_clock(house: House) -> None:
    """A ledger with a simulated government runs on the demonstration's clock, every other on the system's."""
    last = last_event(house)
    with house.reading() as conn:
        simulated = conn.execute(
            "SELECT 1 FROM projects_register_jurisdiction WHERE shown = 'simulated' AND slug = 'demo'"
        ).fetchone()
    house.simulated = bool(simulated)
    if house.settings.today:
        clock.use(clock.DemonstrationClock(clock.parse_today(house.settings.today), last))
    elif simulated:
        clock.use(clock.DemonstrationClock(clock.parse_today(DEMONSTRATION_MORNING), last))
    else:
        clock.use(clock.SystemClock())
        clock.check(last)


def _built(conn: psycopg.Connection[dict[str, Any]]) -> bool:
    """Whether the read models were ever built."""
    row = conn.execute("SELECT to_regclass('views.following') IS NOT NULL AS there").fetchone()
    return bool(row and row["there"])


DEMONSTRATION_MORNING = "2026-10-09T09:00+08:00"


def last_event(house: House) -> datetime | None:
    """The recorded time of the ledger's last event, or None."""
    position = house.ledger.recorder.max_notification_id()
    return recorded_at(house, position) if position else None


def recorded_at(house: House, position: int) -> datetime:
    """When the event at a position was recorded."""
    note = house.ledger.recorder.select_notifications(position, 1)[0]
    event: Any = house.ledger.mapper.to_domain_event(note)
    at: datetime = event.timestamp
    return at
