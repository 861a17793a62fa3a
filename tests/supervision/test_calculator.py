"""The watch through the whole of 2026 against an independent calculator: the same obligations, the same moments."""

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from chinese_calendar.constants import holidays, workdays

from projects import register
from projects.programme import Programme
from projects.project import Project
from supervision import obligations, watch
from tests import deeds
from tests.supervision import calculator
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM

RELEASED = date(2026, 1, 20)
UNITS = ["市住房城乡建设局", "市民政局", "市教育局"]


def test_the_calculators_calendar_is_the_published_one() -> None:
    year = [date(2026, 1, 1) + timedelta(n) for n in range(365)]
    published = [day for day in year if (day.weekday() < 5 and day not in holidays) or day in workdays]
    assert [day for day in year if calculator.works(day)] == published


def test_a_year_watched_owes_what_the_rules_text_says_and_nothing_else(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    """Projects 1 and 3 are difficult; the months to August are published in October, the rest is silence."""
    with deeds.house(database, tmp_path) as house:
        clock.set(datetime(2026, 1, 20, 9, tzinfo=SHANGHAI))
        programme = deeds.released(house)
        numbers = house.ledger.get(Programme, programme).projects
        hard = [house.ledger.get(Project, UUID(numbers[number])) for number in ("1", "3")]
        for project in hard:
            project.flag_key_difficult(True, "工期紧")
        house.carry_out(SYSTEM, None, ["flag"], lambda: ([*hard], {}))
        now = datetime(2026, 1, 20, 18, tzinfo=SHANGHAI)
        while now < datetime(2027, 3, 1, tzinfo=SHANGHAI):
            clock.set(now)
            if now.date() == date(2026, 10, 9):
                deeds.months(house, programme, through="2026-08")
            watch.tick(house.ledger, now)
            now += timedelta(days=3, hours=7)
        with house.reading() as conn:
            named = {project.id: project.number for project in register.projects(conn, str(programme))}
            rows = obligations.of_programme(conn, str(programme))
    found = {(row.kind, _subject(row.subject, row.owner, named), row.period): row.due for row in rows}
    assert len(found) == len(rows)
    assert found == calculator.owed(RELEASED, ["1", "2", "3"], ["1", "3"], UNITS)
    assert {row.state for row in rows if row.cutoff < now} <= {"met", "met_late", "missed"}
    assert {row.state for row in rows if row.cutoff > now} <= {"scheduled", "due_soon"}


def _subject(subject: str, owner: str, named: dict[str, str]) -> str:
    return named.get(subject, owner if owner in UNITS else "")
