"""The watch over a real ledger: what is owed is opened, met, late, missed, whenever it looks; once, and in order."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from projects import register
from supervision import obligations, watch
from supervision.obligations import ObligationRow
from tests import deeds
from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """Released on the 20th of January; the months to August filed, accepted and published on their days."""
    clock.set(at(10, 9))
    with deeds.through("2026-08", database, tmp_path, released_at=at(1, 20)) as made:
        yield made


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def rows(house: House) -> dict[tuple[str, str, str], ObligationRow]:
    with house.reading() as conn:
        [programme] = register.programmes(conn, deeds.SLUG)
        numbers = {project.id: project.number for project in register.projects(conn, programme.id)}
        found = obligations.of_programme(conn, programme.id)
    return {(row.kind, numbers.get(row.subject, ""), row.period): row for row in found}


def test_a_year_looked_at_once_in_october_is_judged_by_the_hours_of_its_own_events(house: House) -> None:
    """All months to August were filed on the 9th of October: those whose next was due before that were missed."""
    watch.tick(house.ledger, at(10, 9))
    found = rows(house)
    assert found["monthly_report", "1", "2026-07"].state == "missed"
    assert found["monthly_report", "1", "2026-07"].filed_at == at(10, 9)
    assert found["monthly_report", "1", "2026-08"].state == "missed", "September's were due on the 8th"
    september = found["monthly_report", "1", "2026-09"]
    assert (september.state, september.due, september.owner) == ("due_soon", at(10, 8, 17), "市住房城乡建设局")
    assert ("monthly_report", "1", "2026-10") not in found
    assert found["monthly_bulletin", "", "2026-08"].state == "due_soon", "it lapses on the 10th of October"


def test_looking_twice_records_nothing_more(house: House) -> None:
    first = watch.tick(house.ledger, at(10, 9))
    position = house.ledger.recorder.max_notification_id()
    assert first.deeds
    assert watch.tick(house.ledger, at(10, 9)).deeds == []
    assert house.ledger.recorder.max_notification_id() == position
    with house.reading() as conn:
        assert rebuild.check(house.ledger, conn, house.ledger.models) == []


def test_a_dry_run_tells_what_would_be_recorded_and_records_nothing(house: House) -> None:
    position = house.ledger.recorder.max_notification_id()
    told = [
        (claim.key, deed.name, deed.at) for _, claim, deed in watch.tick(house.ledger, at(10, 9), dry_run=True).deeds
    ]
    assert house.ledger.recorder.max_notification_id() == position
    done = [(claim.key, deed.name, deed.at) for _, claim, deed in watch.tick(house.ledger, at(10, 9)).deeds]
    assert told == done


def test_events_lie_on_the_ledger_in_the_order_of_business_time(house: House) -> None:
    before = house.ledger.recorder.max_notification_id() or 0
    watch.tick(house.ledger, at(10, 9))
    notes = house.ledger.recorder.select_notifications(before + 1, 10_000)
    told = [house.ledger.mapper.to_domain_event(note) for note in notes]
    times = [event.at for event in told]  # type: ignore[attr-defined]
    assert len(times) > 50 and times == sorted(times)


def test_the_next_moment_is_told(house: House) -> None:
    """At nine on the 9th of October the next thing that time alone brings is the bulletin of August lapsing."""
    found = watch.tick(house.ledger, at(10, 9, 9, 5))
    assert found.next_at is not None and found.next_at > at(10, 9, 9, 5)
    quiet = watch.tick(house.ledger, found.next_at.replace(second=0) - (at(1, 1, 1) - at(1, 1, 0)))
    assert quiet.deeds == []
