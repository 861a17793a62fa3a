"""What is owed of an acceptance, as the watch hears of it: who, since when, met by which act. Project 3 is complete."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import course, decision, register
from projects.approval import Review
from projects.course import Course
from projects.month import Month
from projects.programme import Programme
from supervision import acceptance_clocks, owed, self_check, watch
from supervision.accepting import Accepting
from supervision.claim import OFFICE, Claim, Pause, Void
from supervision.member import Member, Profile
from supervision.rectification import Rectification
from supervision.verdict import Verdict
from tests import deeds
from tests.ladder import OFFICE as WHO
from tests.ladder import at, carry, decided
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House

FILE = {"sha256": "a" * 64, "name": "材料.pdf", "size": 9, "type": "application/pdf"}
REVIEW = Review("主动公开", "不涉密，可以公开。", "保密审查岗", decided("2026-10-09"))
UNIT = "市教育局"


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    with deeds.house(database, tmp_path) as found:
        programme = deeds.released(found)
        id = UUID(found.ledger.get(Programme, programme).projects["3"])
        deeds.filed(found, programme, "2026-08", id, "3", "1")
        carry(found, lambda: _month(found, programme).accept([id], "office"))
        member = Member.enrol(deeds.SLUG, "市民代表", 1, "2022-03-01", Profile("2027-03-01"))
        carry(found, lambda: ([member], {}))
        yield found


def _month(house: House, programme: UUID) -> Month:
    return Month(house.ledger, programme, "2026-08")


def work(house: House) -> Accepting:
    programme = Programme.create_id(deeds.SLUG, deeds.YEAR)
    return Accepting(house.ledger, programme, UUID(house.ledger.get(Programme, programme).projects["3"]))


def does(house: House, step: str, *said: Any) -> None:
    carry(house, lambda: getattr(work(house), step)(*said))


def requested(house: House) -> None:
    does(house, "report", "", "filer")
    checks = self_check.checked([(True, "已核对。")] * 5)
    papers = {paper: [FILE] for paper in work(house).acceptance().asked}
    does(house, "check", checks, papers, "filer")
    does(house, "request", "head")


def looked_at(house: House, day: str) -> Verdict:
    does(house, "form_team", [str(Member.create_id(deeds.SLUG, "市民代表", 1))], [], day)
    return Verdict(day, ("市民代表01",), day, "属实。")


def claims(house: House) -> dict[tuple[str, str], Claim]:
    with house.reading() as conn:
        programme = register.programme(conn, deeds.SLUG, deeds.YEAR)
        assert programme is not None
        found = list(acceptance_clocks.claims(conn, programme))
        for claim in found:
            assert programme.policy.rule(claim.kind).kind == claim.kind
    return {(claim.kind, claim.period): claim for claim in found}


def open_now(house: House, now: datetime) -> dict[str, tuple[str, str]]:
    """Kind → owner and due day of what the desks show."""
    with house.reading() as conn:
        programme = register.programme(conn, deeds.SLUG, deeds.YEAR)
        assert programme is not None
        rows = owed.of(conn, programme, now)
    return {
        row.kind: (row.owner, row.due.astimezone(SHANGHAI).date().isoformat())
        for row in rows
        if row.kind.startswith(("acceptance", "rectification"))
    }


def moment(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def test_each_step_is_owed_by_the_hand_it_takes_and_gone_when_it_is_done(house: House, clock: FixedClock) -> None:
    """9 October is a Friday, the 10th a make-up day: ten working days on is the 22nd, five are the 15th."""
    does(house, "report", "", "filer")
    assert open_now(house, moment(10, 9)) == {"acceptance_request": (UNIT, "2026-10-22")}
    papers = {paper: [FILE] for paper in work(house).acceptance().asked}
    does(house, "check", self_check.checked([(True, "已核对。")] * 5), papers, "filer")
    does(house, "request", "head")
    assert open_now(house, moment(10, 9)) == {
        "acceptance_team": (OFFICE, "2026-10-15"), "acceptance_verdict": (OFFICE, "2026-11-05"),
    }  # fmt: skip
    verdict = looked_at(house, "2026-10-09")
    assert set(open_now(house, moment(10, 9))) == {"acceptance_verdict"}
    does(house, "pass_", verdict, decided("2026-10-09"))
    assert open_now(house, moment(10, 9)) == {"acceptance_notice": (OFFICE, "2026-10-22")}
    does(house, "give_notice", REVIEW, house.days())
    assert open_now(house, moment(10, 9)) == {}, "while the notice runs nobody owes anything"
    assert open_now(house, moment(10, 17)) == {"acceptance_closing": (OFFICE, "2026-10-23")}
    at(clock, 10, 19)
    does(house, "close")
    assert open_now(house, moment(10, 19)) == {}
    found = claims(house)
    assert [found[kind, "1"].met_by for kind in (
        "acceptance_request", "acceptance_team", "acceptance_verdict", "acceptance_notice", "acceptance_closing"
    )] == ["acceptance.requested", "acceptance.team_formed", "acceptance.passed", "acceptance.noticed",
           "acceptance.closed"]  # fmt: skip


def test_what_the_office_returns_is_asked_of_the_unit_anew(house: House, clock: FixedClock) -> None:
    requested(house)
    watch.tick(house.ledger, moment(10, 9))
    at(clock, 10, 12)
    does(house, "return_", "检测报告不是本项目的")
    assert open_now(house, moment(10, 12)) == {"acceptance_request": (UNIT, "2026-10-26")}, "ten working days on"
    found = claims(house)
    assert {kind: found[kind, "1"].void.reason for kind in ("acceptance_team", "acceptance_verdict")} == {  # type: ignore[union-attr]
        "acceptance_team": "退回补正：检测报告不是本项目的", "acceptance_verdict": "退回补正：检测报告不是本项目的",
    }  # fmt: skip
    assert (found["acceptance_request", "1"].met_at, found["acceptance_request", "1.2"].met_at) == (moment(10, 9), None)
    at(clock, 10, 13)
    papers = {paper: [FILE] for paper in work(house).acceptance().asked}
    does(house, "check", self_check.checked([(True, "已补。")] * 5), papers, "filer")
    does(house, "request", "head")
    assert open_now(house, moment(10, 13)) == {
        "acceptance_team": (OFFICE, "2026-10-20"), "acceptance_verdict": (OFFICE, "2026-11-10"),
    }  # fmt: skip
    looked_at(house, "2026-10-13")
    assert set(open_now(house, moment(10, 13))) == {"acceptance_verdict"}


def halted(house: House, kind: str, on: str) -> None:
    programme = Programme.create_id(deeds.SLUG, deeds.YEAR)
    project = UUID(house.ledger.get(Programme, programme).projects["3"])
    change = Course(kind, "policy_change", "上级政策调整。", on)
    asked = carry(house, lambda: course.ask(house.ledger, programme, project, change))
    approval = decided("2026-10-12", "同意。")
    carry(house, lambda: decision.approve(house.ledger, UUID(asked["adjustment"]), approval))


def test_of_a_project_that_was_ended_nothing_more_is_owed(house: House, clock: FixedClock) -> None:
    requested(house)
    watch.tick(house.ledger, moment(10, 9))
    at(clock, 10, 12)
    halted(house, "termination", "2026-10-12")
    assert open_now(house, moment(10, 12)) == {}
    found = claims(house)
    assert found["acceptance_request", "1"].void is None, "what was done before stays done"
    assert found["acceptance_verdict", "1"].void == Void(moment(10, 12), "经批准终止实施", "市政府分管副市长")


def test_while_a_project_is_suspended_the_clocks_stand_still(house: House, clock: FixedClock) -> None:
    """Five working days from the 9th, of which the 12th to the 14th do not count."""
    requested(house)
    watch.tick(house.ledger, moment(10, 9))
    at(clock, 10, 12)
    halted(house, "suspension", "2026-10-12")
    assert claims(house)["acceptance_team", "1"].pauses == (Pause(moment(10, 12), None, "经批准暂停实施"),)
    at(clock, 10, 15)
    halted(house, "resumption", "2026-10-15")
    assert open_now(house, moment(10, 15))["acceptance_team"] == (OFFICE, "2026-10-20")
    assert claims(house)["acceptance_request", "1"].pauses == ()


def test_an_objection_is_owed_its_answer_and_stops_the_closings_clock(house: House, clock: FixedClock) -> None:
    requested(house)
    does(house, "pass_", looked_at(house, "2026-10-09"), decided("2026-10-09"))
    does(house, "give_notice", REVIEW, house.days())
    does(house, "record_objection", "letter", "2026-10-09", "学位数不实")
    assert open_now(house, moment(10, 9)) == {"acceptance_objection": (OFFICE, "2026-10-22")}
    at(clock, 10, 19)
    watch.tick(house.ledger, moment(10, 19))
    does(house, "record_objection", "letter", "2026-10-16", "操场没有开放")
    at(clock, 10, 21)
    for objection in (1, 2):
        does(house, "answer_objection", objection, False, "经核实不成立。")
    [pause] = claims(house)["acceptance_closing", "1"].pauses
    assert (pause.since, pause.until) == (datetime(2026, 10, 16, 23, 59, 59, tzinfo=SHANGHAI), moment(10, 21))
    assert open_now(house, moment(10, 21)) == {"acceptance_closing": (OFFICE, "2026-10-28")}, "three days stood still"


def test_after_a_failed_round_the_unit_owes_the_next_once_its_rectification_is_over(
    house: House, clock: FixedClock
) -> None:
    requested(house)
    said = ("食堂没有投用。", "月底前投用。", "2026-10-20")
    does(house, "fail", looked_at(house, "2026-10-09"), *said, decided("2026-10-09"), str(WHO.account))
    assert open_now(house, moment(10, 9)) == {"rectification_due": (UNIT, "2026-10-20")}
    id = UUID(str(work(house).acceptance().rectification))
    at(clock, 10, 12)
    for step in (
        lambda found: found.draft_report("增加班组", "已投用", [FILE], "filer"),
        lambda found: found.release("head"),
        lambda found: found.recheck(True, "site", "2026-10-12", "已投用", "督查专员", "other"),
    ):
        carry(house, lambda step=step: _mended(house, id, step))
    assert open_now(house, moment(10, 12)) == {"acceptance_request": (UNIT, "2026-10-26")}
    at(clock, 10, 13)
    does(house, "report", "", "filer")
    second = claims(house)["acceptance_request", "2"]
    assert (second.since, second.met_at) == (moment(10, 12), None), "counted from the recheck, not from the report"


def test_what_was_revoked_is_owed_no_more(house: House, clock: FixedClock) -> None:
    requested(house)
    does(house, "pass_", looked_at(house, "2026-10-09"), decided("2026-10-09"))
    does(house, "give_notice", REVIEW, house.days())
    does(house, "record_objection", "letter", "2026-10-09", "学位数不实")
    at(clock, 10, 19)
    watch.tick(house.ledger, moment(10, 19))
    does(house, "revoke", "学位数不实。", decided("2026-10-19", "撤销。"), REVIEW)
    assert open_now(house, moment(10, 19)) == {}
    assert claims(house)["acceptance_closing", "1"].void is not None


def _mended(house: House, id: UUID, step: Any) -> Any:
    found = house.ledger.get(Rectification, id)
    step(found)
    return [found], {}
