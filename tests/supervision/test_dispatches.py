"""The weeks as pages read them: what the events say, also when made anew; who may write, and for what."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import register
from projects.approval import Approval
from projects.programme import Programme
from projects.project import Project
from projects.week import Week
from supervision import dispatches, urgings
from supervision.dispatch import Log
from supervision.dispatches import DISPATCHES
from supervision.dispatching import Dispatching
from supervision.urging import Urging
from supervision.urgings import URGINGS
from tests import deeds
from tests.aggregates import refusal
from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import Actor
from tracker.refusal import Refused
from web.house import House

OFFICE = Actor("o", "督查室")
LOG = Log("两个小区开挖基坑。", "燃气管线迁改未批。", "进场四台。")
W40, W41 = Week.of(date(2026, 9, 28)), Week.of(date(2026, 10, 5))


def unit(house: House, name: str = "市住房城乡建设局") -> str:
    with house.reading() as conn:
        return register.unit_called(conn, deeds.SLUG)[name]


def work(house: House, programme: UUID, number: str = "1") -> Dispatching:
    return Dispatching(house.ledger, programme, UUID(house.ledger.get(Programme, programme).projects[number]))


def do(house: House, act: Any, who: Actor = OFFICE) -> Any:
    return house.carry_out(who, None, ["deed"], act)


def flagged(house: House, clock: FixedClock) -> UUID:
    """Projects 1 and 2 under weekly dispatch since the last Monday of September."""
    clock.set(datetime(2026, 9, 1, 9, tzinfo=SHANGHAI))
    programme = deeds.released(house)
    clock.set(datetime(2026, 9, 28, 9, tzinfo=SHANGHAI))
    for number in ("1", "2"):
        do(house, lambda number=number: work(house, programme, number).flag(True, "征收未完成"))
    clock.set(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
    return programme


def test_a_week_reads_as_it_was_recorded_and_the_same_when_made_anew(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    with deeds.house(database, tmp_path) as house:
        programme = flagged(house, clock)
        mine, filer = unit(house), Actor("f", "填报人", unit(house))
        first = work(house, programme)
        do(house, lambda: first.log(W40, mine, LOG), filer)
        do(house, lambda: first.send_back(W40, "没写卡在哪个部门。"))
        clock.set(datetime(2026, 10, 9, 15, tzinfo=SHANGHAI))
        do(house, lambda: first.log(W40, mine, Log(nothing_new=True)), filer)
        do(house, lambda: first.review(W40, "继续盯住。"))
        do(house, lambda: first.log(W41, mine, LOG), filer)
        with house.reading() as conn:
            found = dispatches.of_project(conn, str(first.project.id))
            assert list(found) == ["2026-W41", "2026-W40"]
            assert dispatches.of_week(conn, str(programme), "2026-W41") == {str(first.project.id): found["2026-W41"]}
        old = found["2026-W40"]
        assert (old.state, old.log.nothing_new, old.comment, old.reviewed_by) == (
            "reviewed",
            True,
            "继续盯住。",
            "督查室",
        )
        assert (old.logged_at.hour, old.written_at.hour) == (1, 7), "it is judged by when it first came"
        returned = [(each["reason"], each["by"], each["at"][:13], each["until"][:13]) for each in old.returns]
        assert returned == [("没写卡在哪个部门。", "督查室", "2026-10-09T09", "2026-10-09T15")]
        _rebuilt(house, database)


def _rebuilt(house: House, database: Database) -> None:
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        for model in (DISPATCHES, URGINGS):
            assert rebuild.check(house.ledger, conn, [model]) == []


def test_the_flag_opens_weeks_and_its_end_closes_them_with_reason_and_post(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    with deeds.house(database, tmp_path) as house:
        programme = flagged(house, clock)
        first = work(house, programme)
        do(house, lambda: first.flag(False, "征收已完成"))
        with house.reading() as conn:
            weeks = dispatches.owed_weeks(conn, str(programme), 2026)
        ends = {week.key: asked.end for week, asked in weeks[str(first.project.id)].items()}
        assert list(ends) == ["2026-W40", "2026-W41"]
        assert all((end.reason, end.by) == ("征收已完成", "督查室") for end in ends.values() if end)
        assert not any(asked.end for asked in weeks[str(work(house, programme, "2").project.id)].values())
        assert str(work(house, programme, "3").project.id) not in weeks
        assert refusal(work(house, programme, "3").flag, True, " ")[0] == "project.flag_reason"


def test_who_may_write_and_for_which_week(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    with deeds.house(database, tmp_path) as house:
        programme = flagged(house, clock)
        mine, first = unit(house), work(house, programme)
        assert refusal(first.log, W41, unit(house, "市民政局"), LOG)[0] == "dispatch.not_led"
        assert refusal(first.log, W41, "", LOG)[0] == "dispatch.not_led"
        assert refusal(first.log, W41.next, mine, LOG)[0] == "dispatch.not_begun"
        assert refusal(first.review, W41, "")[0] == "dispatch.unknown"
        third = work(house, programme, "3")
        assert refusal(third.log, W41, unit(house, "市教育局"), LOG)[0] == "dispatch.not_flagged"
        other = deeds.released(house, "another")
        with pytest.raises(Refused, match=r"project\.unknown"):
            Dispatching(house.ledger, other, first.project.id)


def test_a_halted_project_owes_no_week_after_the_day(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    with deeds.house(database, tmp_path) as house:
        programme = flagged(house, clock)
        first = work(house, programme)
        approval = Approval("市政府分管副市长", "2026-10-09", "同意。")

        def halt() -> Any:
            project = house.ledger.get(Project, first.project.id)
            why = {"reason_code": "other", "reason": "停工", "effective_on": "2026-10-08", "approval": approval}
            project.alter_course("suspension", None, **why)
            return [project], {}

        do(house, halt)
        with house.reading() as conn:
            owed = dispatches.owed_weeks(conn, str(programme), 2026)[str(first.project.id)]
        ends = {week.key: asked.end for week, asked in owed.items()}
        assert list(ends) == ["2026-W40", "2026-W41"]
        end = ends["2026-W41"]
        assert end is not None
        assert (end.reason, end.by) == ("经批准暂停实施", "市政府分管副市长")
        assert end.at == datetime(2026, 10, 9, 9, tzinfo=SHANGHAI), "not before it was decided"
        assert refusal(work(house, programme).log, W41, unit(house), LOG)[0] == "dispatch.halted"


def test_a_unit_is_urged_once_a_day_for_a_rhythm(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    with deeds.house(database, tmp_path) as house:
        flagged(house, clock)
        mine, other = unit(house), unit(house, "市民政局")
        with house.reading() as conn:
            programme = register.programme(conn, deeds.SLUG, 2026)
        assert programme is not None
        owed = {"project": "p", "number": "1", "title": "加装电梯", "period": "2026-W41", "overdue": True}

        def urge(rhythm: str, *units: str) -> list[str]:
            wanted = {each: [owed] for each in units}
            said = do(house, lambda: urgings.urge(house.ledger, programme, rhythm, wanted, "/dispatches"))
            return list(said["urged"])

        assert urge("weekly_dispatch", mine) == [mine]
        assert urge("weekly_dispatch", mine, other) == [other], "who was told today is not told again"
        with pytest.raises(Refused, match=r"urging\.today"):
            urge("weekly_dispatch", mine, other)
        assert urge("monthly_report", mine) == [mine], "each rhythm by itself"
        with pytest.raises(Refused, match=r"urging\.nothing"):
            urge("weekly_dispatch")
        clock.set(datetime(2026, 10, 10, 9, tzinfo=SHANGHAI))
        assert urge("weekly_dispatch", mine) == [mine]
        with house.reading() as conn:
            latest = urgings.latest(conn, programme.id, "weekly_dispatch", "2026-W41")
            assert {each: row.sent_at.astimezone(SHANGHAI).day for each, row in latest.items()} == {mine: 10, other: 9}
            assert urgings.latest(conn, programme.id, "weekly_dispatch", "2026-W40") == {}
            assert [row.rhythm for row in urgings.of_unit(conn, programme.id, mine)] == [
                "weekly_dispatch", "monthly_report", "weekly_dispatch",
            ]  # fmt: skip
        assert refusal(Urging.send, "p", "s", 2026, "daily", mine, [owed], "/")[0] == "urging.rhythm"
        assert refusal(Urging.send, "p", "s", 2026, "weekly_dispatch", mine, [], "/")[0] == "urging.nothing"
        _rebuilt(house, database)
