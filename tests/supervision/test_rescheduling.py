"""A change of the calendar shows what it moves before it is made, and the event that makes it keeps it, old and new."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import adjustments, agenda, decision, register
from projects.adjustments import Wish
from projects.approval import Approval
from projects.programme import Programme
from supervision import deadlines, extending, obligations, rescheduling, watch
from supervision.obligations import ObligationRow
from supervision.rescheduling import Effect
from tests import deeds
from tracker import announcements, notice, rebuild
from tracker.announcements import Announcement
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import Actor
from tracker.refusal import Refused
from tracker.working_days import Day
from web.house import House

OFFICE = Actor("office", "督查室科员")
SOURCE = "国务院办公厅关于2027年部分节假日安排的通知"
# Made up: five days off at New Year, with the weekend of the 9th and 10th worked instead.
NOTICE = """一、元旦：1月1日（周五）至5日（周二）放假调休，共5天。1月9日（周六）、1月10日（周日）上班。
二、春节：2月5日至11日放假调休，共7天。
三、清明节：4月5日放假。
四、劳动节：5月1日至5日放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日放假，共1天。
六、中秋节：9月15日放假，共1天。
七、国庆节：10月1日至7日放假调休，共7天。10月9日（周六）上班。"""


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """August is published, September is not; it is the 9th of October 2026."""
    released_at = datetime(2026, 1, 20, 9, tzinfo=SHANGHAI)
    with deeds.through("2026-08", database, tmp_path, released_at=released_at) as made:
        yield made


def announced() -> Announcement:
    read = notice.read(NOTICE, 2027, SOURCE)
    assert read.findings == ()
    return Announcement("announced", 2027, SOURCE, True, days=read.days)


def by_hand(day: date, kind: Any = "holiday") -> Announcement:
    return Announcement("day_set", day.year, "市政府办公室通知", days=(Day(day, kind, "防汛", "市政府办公室通知"),))


def adjusted(house: House, decided_on: str) -> None:
    """An adjustment of project 1 approved on that day, to be published within twenty working days."""
    programme = Programme.create_id(deeds.SLUG, deeds.YEAR)
    project = UUID(house.ledger.get(Programme, programme).projects["1"])
    wish = Wish("1", Decimal(280), {month: Decimal(20 * month) for month in range(1, 12)} | {12: Decimal(280)},
                "policy_change", "道路施工。", "2026-12-01")  # fmt: skip
    asked = house.carry_out(
        OFFICE, None, ["ask"], lambda: adjustments.ask(house.ledger, programme, project, wish), alone=True
    )
    approval = Approval("市政府分管副市长", decided_on, "同意。")
    house.carry_out(
        OFFICE, None, ["yes"], lambda: decision.approve(house.ledger, UUID(asked["adjustment"]), approval), alone=True
    )


def effect(house: House, change: Announcement, slug: str | None = None) -> Effect:
    with house.reading() as conn:
        return rescheduling.effect(conn, change, slug)


def make(house: House, change: Announcement, seen: str | None = None) -> Any:
    return house.carry_out(OFFICE, None, ["calendar"], lambda: rescheduling.record(house.ledger, change, seen))


def told(found: Effect) -> list[tuple[str, str, str]]:
    return [(move.deadline.what, move.old.isoformat(), move.new.isoformat()) for move in found.moves]


KINDS = ("report", "publication", "bulletin")
DECEMBER = [
    ("12月进展报送", "2027-01-05T17:00:00+08:00", "2027-01-06T17:00:00+08:00"),
    ("12月通报印发", "2027-01-11", "2027-01-10"),
    ("12月进展公布", "2027-01-11", "2027-01-10"),
]


def test_open_deadlines_are_those_of_what_is_not_done_yet(house: House) -> None:
    with house.reading() as conn:
        found = deadlines.open_(conn)
    by_kind = {kind: [each.subject for each in found if each.kind == f"monthly_{kind}"] for kind in KINDS}
    assert by_kind["report"] == by_kind["publication"] == ["2026-09", "2026-10", "2026-11", "2026-12"]
    assert by_kind["bulletin"] == ["2026-08", *by_kind["report"]], "those before lapsed when the next was due"


def test_what_crosses_new_year_rests_on_an_estimate(house: House) -> None:
    with house.reading() as conn:
        found = deadlines.resting(deadlines.open_(conn), announcements.days(conn))
    monthly = [pair for pair in found if pair[0].kind.startswith("monthly_")]
    assert [(each.what, due.isoformat()[:10]) for each, due in monthly] == [
        ("12月进展报送", "2027-01-05"),
        ("12月通报印发", "2027-01-11"),
        ("12月进展公布", "2027-01-11"),
    ]


def test_a_notice_shows_what_it_would_move_and_writes_nothing(house: House) -> None:
    position = house.ledger.recorder.max_notification_id()
    found = effect(house, announced())
    assert told(found) == DECEMBER
    monthly = [each for each in found.open if each.kind.startswith("monthly_")]
    assert len(monthly) - len(found.moves) == 10
    assert found.states == {2027: ("预估", "正式")}
    assert {each.date for each in found.days if each.after and each.after.kind == "makeup"} == {
        date(2027, 1, 9),
        date(2027, 1, 10),
        date(2027, 5, 8),
        date(2027, 10, 9),
    }
    assert house.ledger.recorder.max_notification_id() == position


def test_what_is_counted_in_working_days_moves_with_them(house: House, clock: FixedClock) -> None:
    """Twenty working days from the 15th of December: twelve until New Year, eight after it."""
    clock.set(datetime(2026, 12, 20, 9, tzinfo=SHANGHAI))
    adjusted(house, "2026-12-15")
    assert ("项目1批准的调整公布", "2027-01-12", "2027-01-13") in told(effect(house, announced()))
    with house.reading() as conn:
        resting = deadlines.resting(deadlines.open_(conn), announcements.days(conn))
    assert "项目1批准的调整公布" in [each.what for each, _ in resting]


def test_a_notice_made_moves_by_event_and_the_estimates_are_gone(house: House) -> None:
    answer = make(house, announced(), effect(house, announced()).seen())
    assert answer == {"year": 2027, "moved": 3}
    with house.reading() as conn:
        [made] = announcements.rows(conn)
        days = announcements.days(conn)
        assert deadlines.resting(deadlines.open_(conn), days) == []
        assert rebuild.check(house.ledger, conn, house.ledger.models) == []
    assert made.moved[0] == {
        "jurisdiction": "testcity",
        "year": 2026,
        "kind": "monthly_report",
        "subject": "2026-12",
        "what": "12月进展报送",
        "old": "2027-01-05T17:00:00+08:00",
        "new": "2027-01-06T17:00:00+08:00",
    }
    assert [(each["what"], each["old"], each["new"]) for each in made.moved] == DECEMBER
    assert (days.year_state(2027), days.source(2027)) == ("正式", SOURCE)


def test_only_one_governments_deadlines_are_shown_where_one_asks(house: House) -> None:
    deeds.released(house, "othercity")
    assert {move.deadline.jurisdiction for move in effect(house, announced()).moves} == {"testcity", "othercity"}
    assert {move.deadline.jurisdiction for move in effect(house, announced(), "othercity").moves} == {"othercity"}


def test_what_is_published_stays_as_it_was_judged(house: House) -> None:
    """August's reports were due on Monday the 7th of September; September's are on the 8th of October."""
    for day in (date(2026, 9, 7), date(2026, 10, 8)):
        make(house, by_hand(day))
    with house.reading() as conn:
        programme = register.programme(conn, deeds.SLUG, deeds.YEAR)
        assert programme is not None
        due = {
            key: programme.policy.report_due(period, agenda.days_of(conn, programme, key)).date()
            for key in ("2026-08", "2026-09")
            if (period := programme.policy.period(key))
        }
        [september, october] = announcements.rows(conn)
    assert due == {"2026-08": date(2026, 9, 7), "2026-09": date(2026, 10, 9)}
    assert september.moved == (), "nothing open was due then"
    assert [(each["what"], each["old"][:10], each["new"][:10]) for each in october.moved] == [
        ("9月进展报送", "2026-10-08", "2026-10-09")
    ]


def test_a_change_that_changes_nothing_is_refused(house: House) -> None:
    make(house, announced())
    with pytest.raises(Refused) as no:
        make(house, announced())
    assert no.value.code == "calendar.nothing_new"


def test_what_moved_since_it_was_shown_must_be_looked_at_again(house: House) -> None:
    seen = effect(house, announced()).seen()
    make(house, by_hand(date(2027, 1, 11)))
    with pytest.raises(Refused) as no:
        make(house, announced(), seen)
    assert no.value.code == "calendar.moved_meanwhile"
    assert make(house, announced(), effect(house, announced()).seen())["moved"] == 3


def test_a_day_set_by_hand_is_cleared_by_hand(house: House) -> None:
    friday = date(2027, 1, 8)
    make(house, by_hand(friday))
    assert not house.days().is_working(friday)
    make(house, Announcement("day_cleared", 2027, days=(Day(friday, "working", "", ""),)))
    make(house, Announcement("state_set", 2027, SOURCE, state="正式"))
    assert house.days().is_working(friday) and house.days().year_state(2027) == "正式"


def september(house: House) -> dict[str, ObligationRow]:
    with house.reading() as conn:
        found = obligations.of_programme(conn, str(Programme.create_id(deeds.SLUG, deeds.YEAR)), "monthly_report")
    return {row.subject: row for row in found if row.period == "2026-09"}


def test_what_is_open_moves_by_an_event_of_its_own_and_what_is_over_stays(house: House, clock: FixedClock) -> None:
    """No tick ran before: what happened until the announcement is judged first, by the calendar as it was."""
    clock.set(datetime(2026, 10, 8, 8, tzinfo=SHANGHAI))
    make(house, by_hand(date(2026, 10, 8)))
    rows = september(house)
    assert {row.due.isoformat() for row in rows.values()} == {"2026-10-09T17:00:00+08:00"}
    for row in rows.values():
        [moved] = [each for each in row.history if each["event"] == "obligation.rescheduled"]
        assert (moved["former"], moved["why"]) == ("2026-10-08T17:00:00+08:00", "登记市政府办公室通知")
        assert row.arithmetic["calendar"] == 1 and row.arithmetic["roll"]["to"] == "2026-10-09"
    with house.reading() as conn:
        everything = obligations.of_programme(conn, str(Programme.create_id(deeds.SLUG, deeds.YEAR)))
        assert rebuild.check(house.ledger, conn, house.ledger.models) == []
    over = [row for row in everything if not row.is_open]
    assert len(over) > 20
    assert not [row for row in over if any(each["event"] == "obligation.rescheduled" for each in row.history)]


def test_a_day_that_was_granted_is_moved_by_no_calendar(house: House, clock: FixedClock) -> None:
    clock.set(datetime(2026, 10, 8, 8, tzinfo=SHANGHAI))
    watch.tick(house.ledger, clock.now())
    [id, *_] = [row.id for row in september(house).values()]
    now = clock.now()
    until = date(2026, 10, 12)
    house.carry_out(OFFICE, None, ["ask"], lambda: extending.ask(house.ledger, id, "核对", "八成", until, now))
    house.carry_out(OFFICE, None, ["grant"], lambda: extending.grant(house.ledger, id, "同意", now))
    make(house, by_hand(date(2026, 10, 12)))
    moved = {row.id: row.due.day for row in september(house).values()}
    assert moved.pop(id) == 12
    assert set(moved.values()) == {8}
