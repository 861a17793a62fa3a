"""A problem named to the public whose 整改期限 passes in silence: everybody reads so from the day after."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects.approval import Approval, Review
from projects.programme import Programme
from supervision import problems
from supervision.ground import Ground
from supervision.problem import Fields, Problem
from tests import deeds
from tests.journeys.browsing import pdf_words
from tests.ladder import at
from tests.web.forms import pressed, words
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import Actor
from web.house import House

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
PLACES = (f"{ROOT}/problems/", f"{ROOT}/projects/1")
SAID = Fields("加装电梯", "市住房城乡建设局", "局长", "计划200部，实际96部。", "追回进度。", date(2026, 10, 12))
DECIDED = Approval("市政府副市长", "2026-10-08", "同意公开。")
REVIEW = Review("主动公开", "不涉密。", "保密审查岗", Approval("办公厅主任", "2026-10-09", "同意。"))
LATE = "整改期限2026年10月12日，已逾期，未公布整改情况"
LAPSED = "整改期限2026年10月12日已过，未公布整改情况。"
OFFICE = Actor("office-1", "督查室")


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as made:
        yield made


@pytest.fixture
def anybody(house: House) -> Any:
    return deeds.client(house)


def publish(house: House, said: Fields = SAID) -> UUID:
    """A problem of the first project, named today."""
    programme = Programme.create_id(deeds.SLUG, deeds.YEAR)
    project = house.ledger.get(Programme, programme).projects["1"]
    made = Problem.draft(said, "office", Ground(deeds.SLUG, deeds.YEAR, str(programme), "u1", project))
    made.approve(DECIDED, made.text)
    made.clear(REVIEW, made.text)
    made.publish()
    house.carry_out(OFFICE, None, ["named", str(made.id)], lambda: ([made], {}))
    return made.id


def change(house: House, id: UUID, act: Any) -> None:
    def acted() -> Any:
        found = house.ledger.get(Problem, id)
        act(found)
        return [found], {}

    house.carry_out(OFFICE, None, ["changed"], acted, alone=True)


def events(anybody: Any, at: str = "") -> list[dict[str, str]]:
    answer = anybody.get(f"/data{ROOT}/events.csv{at}")
    assert answer.status_code == 200
    found = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return [row for row in found if row["what"].startswith("问题")]


def test_silence_is_told_from_the_day_after_on_board_card_page_and_desk(
    house: House, anybody: Any, clock: FixedClock
) -> None:
    publish(house)
    at(clock, 10, 12, 23)
    for place in PLACES:
        shown = words(anybody.get(place))
        assert "整改期限2026年10月12日" in shown and "已逾期" not in shown
    assert "问题公开（1项）" in words(anybody.get(f"{ROOT}/"))
    at(clock, 10, 13, 0)
    office = deeds.client(house, deeds.account(house, "office"))
    for place in PLACES:
        assert LATE in words(anybody.get(place))
    assert "问题公开（1项，整改逾期1项）" in words(anybody.get(f"{ROOT}/"))
    assert "整改逾期" in words(office.get(f"{ROOT}/problems-desk"))
    for place in (f"{ROOT}/problems/", f"{ROOT}/"):
        assert "整改逾期" in words(anybody.get(place))


def test_the_printed_notice_says_by_which_day_it_was_silent(house: House, clock: FixedClock) -> None:
    id = publish(house)
    who = deeds.account(house, "office")
    office, desk = deeds.client(house, who), f"{ROOT}/problems-desk/{id}"
    due = pdf_words(office.get(f"{pressed(office, desk, 'problem_disclosure', f'problem:{id}')}.pdf").content)
    assert "2026年10月12日。" in due and "逾期" not in due
    at(clock, 10, 20)
    office = deeds.client(house, who)
    late = pdf_words(office.get(f"{pressed(office, desk, 'problem_disclosure', f'problem:{id}')}.pdf").content)
    assert "2026年10月12日，至2026年10月20日已逾期，未公布整改情况。" in late


def test_what_is_told_later_ends_it_and_the_lapse_stays_in_history_and_open_data(
    house: House, anybody: Any, clock: FixedClock
) -> None:
    id = publish(house)
    at(clock, 10, 20)
    [named, lapsed] = events(anybody)
    assert (lapsed["what"], lapsed["sentence"]) == ("问题整改逾期", LAPSED)
    assert lapsed["published_at"] == "2026-10-13T00:00:00+08:00"
    assert lapsed["log_position"] == named["log_position"]
    assert LAPSED in words(anybody.get(f"{ROOT}/projects/1/history"))
    change(house, id, lambda found: found.tell_outcome("已追回。", REVIEW))
    for place in PLACES:
        assert "已逾期" not in words(anybody.get(place))
    assert [row["what"] for row in events(anybody)] == ["问题公开", "问题整改逾期", "问题整改情况公开"]
    assert LAPSED in words(anybody.get(f"{ROOT}/projects/1/history"))


def test_a_past_day_is_told_as_it_stood(house: House, anybody: Any, clock: FixedClock) -> None:
    id = publish(house)
    at(clock, 10, 20)
    change(house, id, lambda found: found.tell_outcome("已追回。", REVIEW))
    at(clock, 10, 21)
    for day, late in (("2026-10-12", False), ("2026-10-13", True), ("2026-10-19", True), ("2026-10-20", False)):
        card = words(anybody.get(f"{ROOT}/projects/1?as_of={day}"))
        assert ("已逾期" in card, "整改期限" in card) == (late, True), day
        assert ("整改逾期1项" in words(anybody.get(f"{ROOT}/?as_of={day}"))) is late, day
    assert [row["what"] for row in events(anybody, "?as_of=2026-10-12")] == ["问题公开"]
    assert [row["what"] for row in events(anybody, "?as_of=2026-10-13")] == ["问题公开", "问题整改逾期"]


def test_told_in_time_or_taken_back_before_there_is_no_lapse(house: House, anybody: Any, clock: FixedClock) -> None:
    told, gone = publish(house), publish(house, replace(SAID, facts="另一个问题。"))
    at(clock, 10, 12, 17)
    change(house, told, lambda found: found.tell_outcome("已追回。", REVIEW))
    change(house, gone, lambda found: found.withdraw("核对有误", DECIDED))
    at(clock, 10, 30)
    assert "逾期" not in words(anybody.get(f"{ROOT}/projects/1")).replace("逾期未完成", "")
    assert "问题整改逾期" not in [row["what"] for row in events(anybody)]


def test_named_after_its_day_it_is_late_from_the_moment_it_is_public(
    house: House, anybody: Any, clock: FixedClock
) -> None:
    at(clock, 10, 16)
    id = publish(house)
    assert LATE in words(anybody.get(f"{ROOT}/projects/1"))
    with house.reading() as conn:
        row = problems.problem(conn, id)
    assert row is not None and row.lapsed_at == row.published_at


def test_what_was_named_before_there_was_a_day_is_never_late(house: House, clock: FixedClock) -> None:
    id = publish(house)
    with house.reading() as conn:
        row = problems.problem(conn, id)
    assert row is not None and problems.lapse(row) is not None
    row.fields.pop("due")
    assert row.due is None and problems.lapse(row) is None
