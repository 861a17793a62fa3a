"""The ledger: a department's report against the library's bare save, rebuilding, and verifying."""

import statistics
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from psycopg.rows import dict_row

from benchmarks.ground import YEAR, Line, filing, government, median_ratio, seconds
from projects.month import Month
from projects.programme import Programme
from projects.project import Project
from projects.report import MonthlyReport
from tracker import rebuild, seal
from tracker.event import Actor
from tracker.ledger import connection_settings
from web.house import MODELS, House

FILER = Actor("5f3a1c1e-7a53-4f0e-9a39-2f7a0b1c9d11", "市住房城乡建设局科员", "unit", "r-1")
ROUNDS = 9
EVENTS = 200_000
PIECE = 2_000


def submitting(house: House) -> list[Line]:
    """Submits every month of 99 projects in rounds; beside each round the library saves the same events alone."""
    places = [(id, period, project) for id in (government(house, f"speed{n}") for n in range(3))
              for period, project in _months(house, id)]  # fmt: skip
    bare = bare_application(house)
    rates: dict[str, list[float]] = {"whole": [], "saving": [], "alone": []}
    share = len(places) // ROUNDS // len(rates)
    for turn in range(ROUNDS):
        for side in range(len(rates)):
            name = list(rates)[(side + turn) % len(rates)]
            mine, places = places[:share], places[share:]
            rates[name].append(share / _took(house, bare, name, mine))
    bare.close()
    whole, saving, alone = rates.values()
    against = "the library's bare `save` of the same events"
    return [
        Line(
            f"submit-report command, saving: key, seal, {len(MODELS)} read models",
            against,
            f"{median_ratio(saving, alone):.2f}",
            "0.50",
            f"{statistics.median(saving):.0f}/s against {statistics.median(alone):.0f}/s",
        ),
        Line(
            "the same command whole: loading, rules and saving",
            against,
            f"{median_ratio(whole, alone):.2f}",
            "",
            f"{statistics.median(whole):.0f}/s against {statistics.median(alone):.0f}/s",
        ),
    ]


Place = tuple[UUID, str, UUID]


def _took(house: House, bare: Application[UUID], name: str, places: Sequence[Place]) -> float:
    """Seconds for one side's share; what the library is given is made before the clock starts."""
    reports = [_report(*place) for place in places]
    if name == "whole":
        return seconds(lambda: [_submit(house, place) for place in places])
    if name == "saving":
        return seconds(lambda: [_save(house, report) for report in reports])
    return seconds(lambda: [bare.save(report) for report in reports])


def _months(house: House, programme: UUID) -> list[tuple[str, UUID]]:
    found = house.ledger.get(Programme, programme)
    return [
        (period.key, UUID(project)) for period in found.policy_set.periods(YEAR) for project in found.projects.values()
    ]


def _submit(house: House, place: Place) -> object:
    programme, period, project = place
    content = filing(120)
    return house.carry_out(
        FILER,
        uuid4(),
        ["report:submit", period, str(project), content.as_dict()],
        lambda: Month(house.ledger, programme, period).submit(project, content, FILER.account),
    )


def _report(programme: UUID, period: str, project: UUID) -> MonthlyReport:
    content = filing(120).as_dict()
    report = MonthlyReport(
        project=str(project),
        programme=str(programme),
        period=period,
        jurisdiction="speed",
        unit=str(uuid4()),
        content=content,
    )
    report.submit(content, FILER.account)
    return report


def _save(house: House, report: MonthlyReport) -> object:
    return house.carry_out(FILER, uuid4(), ["save"], lambda: ([report], {"report": str(report.id)}))


def bare_application(house: House) -> Application[UUID]:
    with psycopg.connect(house.database.owner, autocommit=True) as conn:
        conn.execute("CREATE SCHEMA bare AUTHORIZATION tracker_app")
    return Application(
        env={
            **connection_settings(house.database.app),
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_SCHEMA": "bare",
            "POSTGRES_POOL_SIZE": "5",
        }
    )


def rebuilding(house: House, events: int = EVENTS) -> list[Line]:
    """Makes every read model anew from 200,000 events of a year's reporting, then verifies their seals."""
    fill(house, events)
    with psycopg.connect(house.database.app, autocommit=True, row_factory=dict_row) as conn:
        read: list[int] = []
        took = [seconds(lambda: read.append(rebuild.run(house.ledger, conn, house.ledger.models))) for _ in range(3)]
        differences = rebuild.check(house.ledger, conn, house.ledger.models)
        verified = [seconds(lambda: seal.verify(conn)) for _ in range(3)]
        verdict = seal.verify(conn)
        plain = [seconds(lambda: _read_all(conn)) for _ in range(3)]
    assert not differences, differences
    assert verdict.sound, verdict.faults
    rate = read[0] / statistics.median(took)
    checked = verdict.events / statistics.median(verified)
    reading = verdict.events / statistics.median(plain)
    against = "reading the same events and nothing else"
    return [
        Line(
            f"rebuild of {len(MODELS)} read models over {read[0]:,} events, with the swap",
            against,
            f"{rate / reading:.2f}",
            "25,000 events/s",
            f"{rate:,.0f} events/s",
        ),
        Line(
            f"verify over {verdict.events:,} events",
            against,
            f"{checked / reading:.2f}",
            "100,000 events/s",
            f"{checked:,.0f} events/s",
        ),
    ]


def _read_all(conn: psycopg.Connection[Any]) -> None:
    with conn.transaction(), psycopg.ServerCursor(conn, "reading") as curs:
        curs.itersize = 10_000
        curs.execute("SELECT * FROM ledger.events ORDER BY notification_id", binary=True)
        while curs.fetchmany(10_000):
            pass


def fill(house: House, events: int) -> None:
    """Real events through the ledger, sealed and followed, in saves of thousands, until there are so many."""
    there, number = house.ledger.recorder.max_notification_id() or 0, 0
    while there < events:
        programme = government(house, f"year{number}")
        number += 1
        reports = [_lived(programme, period, project) for period, project in _months(house, programme)]
        projects = list(house.ledger.get(Programme, programme).projects.values())
        accepting = [
            _accepted(house, UUID(project), period) for project in projects for period in ("2026-02", "2026-03")
        ]
        _save_in_pieces(house, [*reports, *_once(accepting)])
        there = house.ledger.recorder.max_notification_id() or 0


def _lived(programme: UUID, period: str, project: UUID) -> MonthlyReport:
    """A report's whole life: saved, submitted, returned, submitted again, accepted."""
    report = _report(programme, period, project)
    report.return_(["累计数与点位台账不符，请核对后重新报送。"], "office")
    report.save_draft({**filing(119).as_dict(), "text": "已核对点位台账。"})
    report.submit(filing(119).as_dict(), FILER.account)
    report.accept({"light": "green", "arithmetic": "计划75.0%，实际74.4%"}, "office")
    return report


def _accepted(house: House, project: UUID, period: str) -> Project:
    found = house.ledger.get(Project, project)
    found.accept_progress(period, {"1": "119"}, {}, "green")
    return found


def _once(projects: Sequence[Project]) -> list[Project]:
    return list({project.id: project for project in projects}.values())


def _save_in_pieces(house: House, aggregates: Sequence[Any]) -> None:
    for start in range(0, len(aggregates), PIECE):
        house.carry_out(FILER, uuid4(), ["fill"], partial(_pair, list(aggregates[start : start + PIECE])))


def _pair(aggregates: list[Any]) -> tuple[list[Any], None]:
    return aggregates, None
