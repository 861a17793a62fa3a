"""Where every monthly report stands, by the commands of a month; and the same rows when they are made anew."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import reports
from projects.filing import Filing
from projects.month import Month
from projects.programme import Programme
from projects.report import MonthlyReport
from projects.reports import ReportRow
from tests import deeds
from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

PERIOD = "2026-04"
FILED = Filing({"1": "90"}, text="四月累计90。", problems="慢。", measures="快。", confirmed=["1"])


@pytest.fixture
def house(database: Database, folder: Path, clock: FixedClock) -> Iterator[House]:
    """Published up to March."""
    with deeds.through("2026-03", database, folder) as it:
        yield it


@pytest.fixture
def lifts(house: House) -> tuple[Month, UUID]:
    """April of the first project."""
    programme = Programme.create_id(deeds.SLUG, deeds.YEAR)
    return Month(house.ledger, programme, PERIOD), UUID(house.ledger.get(Programme, programme).projects["1"])


def _do(house: House, act: object) -> None:
    house.carry_out(SYSTEM, None, ["deed"], act)  # type: ignore[arg-type]


def _row(house: House, project: UUID, period: str = PERIOD) -> ReportRow:
    with house.reading() as conn:
        found = reports.one(conn, str(project), period)
    assert found is not None
    return found


def test_a_report_goes_from_draft_to_submitted_returned_and_accepted(
    house: House, lifts: tuple[Month, UUID], clock: FixedClock
) -> None:
    month, project = lifts
    _do(house, lambda: month.draft(project, FILED))
    assert (_row(house, project).state, _row(house, project).round) == ("draft", 0)
    clock.set(datetime(2026, 11, 2, 9, tzinfo=SHANGHAI))
    _do(house, lambda: month.submit(project, FILED, "filer"))
    clock.set(datetime(2026, 11, 3, 9, tzinfo=SHANGHAI))
    _do(house, lambda: month.return_(project, ["请附验收单。"], "office"))
    assert (_row(house, project).state, _row(house, project).reasons) == ("returned", ["请附验收单。"])
    clock.set(datetime(2026, 11, 4, 9, tzinfo=SHANGHAI))
    _do(house, lambda: month.submit(project, FILED, "filer"))
    _do(house, lambda: month.accept([project], "office"))
    row = _row(house, project)
    assert (row.state, row.round, row.filer, row.content["text"]) == ("accepted", 2, "filer", "四月累计90。")
    assert row.first_submitted_at == datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)
    assert row.submitted_at == datetime(2026, 11, 4, 9, tzinfo=SHANGHAI)
    assert row.judgement is not None
    assert row.judgement["light"] == "green"  # 30.0 against 33.3 percent: 3.3 behind, yellow begins at 10
    _anew(house)


def test_a_correction_keeps_what_was_said_before(house: House, lifts: tuple[Month, UUID]) -> None:
    month, project = lifts
    march = Month(house.ledger, month.programme.id, "2026-03")
    for value in ("35", "34"):
        new = Filing({"1": value}, text=f"更正为{value}。")
        _do(house, lambda new=new: march.correct(project, new, "clerical", "笔误", "office"))
    row = _row(house, project, "2026-03")
    assert (row.state, row.content["values"]) == ("corrected", {"1": "34"})
    assert [each["number"] for each in row.corrections] == [1, 2]
    assert [each["old"]["values"] for each in row.corrections] == [{"1": "36"}, {"1": "35"}]
    _anew(house)


def test_a_head_who_sends_it_back_leaves_a_draft_the_first_time_and_a_returned_report_later(
    house: House, lifts: tuple[Month, UUID]
) -> None:
    month, project = lifts
    report = month.draft(project, FILED)[0][0]
    assert isinstance(report, MonthlyReport)
    report.hand_up(FILED.as_dict(), "filer")
    report.send_back("数字不对。", "head")
    _do(house, lambda: ([report], None))
    assert (_row(house, project).state, _row(house, project).reasons) == ("draft", ["数字不对。"])
    report.hand_up(FILED.as_dict(), "filer")
    report.release("head")
    report.return_(["请核对。"], "office")
    report.hand_up(FILED.as_dict(), "filer")
    report.send_back("再核。", "head")
    _do(house, lambda: ([report], None))
    assert (_row(house, project).state, _row(house, project).released_by) == ("returned", "head")
    _anew(house)


def test_rows_of_implementing_units_are_kept_by_unit_and_target(house: House, lifts: tuple[Month, UUID]) -> None:
    month, project = lifts
    report = month.draft(project, FILED)[0][0]
    assert isinstance(report, MonthlyReport)
    report.file_row("east", "1", "40", "东湖区40部")
    report.file_row("west", "1", "50", "西山区50部")
    report.file_row("east", "2", "3", "")
    report.override_row("east", "1", "38", "两部未验收")
    _do(house, lambda: ([report], None))
    at = "2026-10-09T09:00:00+08:00"
    assert _row(house, project).rows == {
        "east": {
            "1": {"value": "38", "text": "东湖区40部", "filed": "40", "reason": "两部未验收", "at": at},
            "2": {"value": "3", "text": "", "at": at},
        },
        "west": {"1": {"value": "50", "text": "西山区50部", "at": at}},
    }
    report = month.draft(project, FILED)[0][0]
    assert isinstance(report, MonthlyReport)
    report.file_row("east", "1", "41", "两部已验收")
    _do(house, lambda: ([report], None))
    assert _row(house, project).rows["east"]["1"] == {"value": "41", "text": "两部已验收", "at": at}
    _anew(house)


def test_published_reports_and_all_of_a_project_are_found(house: House, lifts: tuple[Month, UUID]) -> None:
    month, project = lifts
    with house.reading() as conn:
        found = reports.of_project(conn, str(project))
        march = reports.of_period(conn, str(month.programme.id), "2026-03")
        contents = reports.accepted_contents(conn, str(month.programme.id))
    assert [(row.period, row.state) for row in found] == [("2026-02", "published"), ("2026-03", "published")]
    assert len(march) == 3
    assert contents[str(project)]["2026-03"]["values"] == {"1": "36"}


def _anew(house: House) -> None:
    with psycopg.connect(house.database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, house.ledger.models) == []
