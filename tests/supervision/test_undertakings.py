"""What the upper ladder owes, as the watch hears of it: who, by when, met by which act, and void when it is over."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import register
from projects.programme import Programme
from projects.register import ProgrammeRow
from supervision import undertakings
from supervision.claim import OFFICE, Claim
from supervision.ground import Ground
from supervision.rectification import Rectification
from supervision.talk import Arrangement, Promise, Talk
from tests import deeds
from tests.ladder import at, carry, decided
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House

FILE = {"sha256": "a" * 64, "name": "材料.pdf", "size": 9, "type": "application/pdf"}
UNIT = "市住房城乡建设局"


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    with deeds.house(database, tmp_path) as found:
        deeds.released(found)
        yield found


@pytest.fixture
def of(house: House) -> dict[str, Any]:
    id = Programme.create_id(deeds.SLUG, deeds.YEAR)
    project = house.ledger.get(Programme, id).projects["1"]
    with house.reading() as conn:
        unit = register.unit_called(conn, deeds.SLUG)[UNIT]
    return {"jurisdiction": deeds.SLUG, "year": deeds.YEAR, "programme": str(id), "unit": unit, "project": project}


def claims(house: House) -> dict[str, list[Claim]]:
    with house.reading() as conn:
        programme: ProgrammeRow | None = register.programme(conn, deeds.SLUG, deeds.YEAR)
        assert programme is not None
        both = [*undertakings.of_talks(conn, programme), *undertakings.of_rectifications(conn, programme)]
        for claim in both:
            assert programme.policy.rule(claim.kind).kind == claim.kind
    found: dict[str, list[Claim]] = {}
    for claim in both:
        found.setdefault(claim.kind, []).append(claim)
    return found


def end(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 23, 59, 59, tzinfo=SHANGHAI)


def keep(house: House, *made: Any) -> None:
    carry(house, lambda: (list(made), {}))


def test_the_office_owes_the_talk_and_the_unit_its_promises_round_by_round(
    house: House, of: dict[str, Any], clock: FixedClock
) -> None:
    plan = Arrangement("副秘书长", ("局长",), "逾期", "条例", "2026-10-13T15:00", "会议室")
    talk, gone = (Talk.schedule(plan, decided("2026-10-08"), house.days(), Ground(**of)) for _ in range(2))
    gone.cancel("已整改")
    keep(house, talk, gone)
    [first, second] = sorted(claims(house)["talk_hold"], key=lambda claim: claim.void is not None)
    assert (first.owner, first.due, first.met_at, first.what) == (OFFICE, end(10, 14), None, "项目1约谈")
    assert second.void is not None and second.void.reason == "已整改"
    at(clock, 10, 13, 17)
    promise = Promise("补齐合同" * 20, of["unit"], "局长", "2026-10-20")
    talk.hold("2026-10-13T15:00", "会议室", ["局长"], "指出", [promise], "科员")
    keep(house, talk)
    at(clock, 10, 19)
    talk.report_promise("1", "已补齐", [FILE], "head")
    keep(house, talk)
    at(clock, 10, 22)
    talk.check_promise("1", False, "缺一份", "office", "2026-10-30")
    keep(house, talk)
    found = claims(house)
    assert [claim.met_by for claim in found["talk_hold"] if claim.void is None] == ["talk.held"]
    one, two = found["promise"]
    assert one.key == f"promise:{talk.id}/1:1" and two.key == f"promise:{talk.id}/1:2"
    assert (one.owner, one.due, one.met_by) == (UNIT, end(10, 20), "talk.promise_reported")
    assert one.met_at == datetime(2026, 10, 19, 9, tzinfo=SHANGHAI), "met when it was reported, not when it was checked"
    assert (two.due, two.met_at, two.since) == (end(10, 30), None, datetime(2026, 10, 22, 9, tzinfo=SHANGHAI))
    assert one.what.startswith("项目1约谈承诺：补齐合同") and one.what.endswith("…")


def test_each_term_of_a_rectification_owes_a_report_and_then_a_recheck(
    house: House, of: dict[str, Any], clock: FixedClock
) -> None:
    need, gone = (
        Rectification.require("未通", "接通", "2026-10-20", decided("2026-10-08"), "office", Ground(**of))
        for _ in range(2)
    )
    gone.withdraw("有误")
    keep(house, need, gone)
    assert "rectification_recheck" not in claims(house)
    at(clock, 10, 19)
    need.draft_report("措施", "已通", [FILE], "filer")
    need.release("head")
    keep(house, need)
    [recheck] = claims(house)["rectification_recheck"]
    assert (recheck.owner, recheck.met_at, recheck.due) == (OFFICE, None, None)
    assert recheck.since == datetime(2026, 10, 19, 9, tzinfo=SHANGHAI)
    need.recheck(False, "site", "2026-10-19", "未通", "科员", "other")
    need.renew("再接", "2026-10-30", "未通")
    keep(house, need)
    found = claims(house)
    reports = {claim.key: claim for claim in found["rectification_due"]}
    first, second = reports[f"rectification_due:{need.id}:1"], reports[f"rectification_due:{need.id}:2"]
    assert (first.owner, first.due, first.met_by) == (UNIT, end(10, 20), "rectification.reported")
    assert (second.due, second.met_at) == (end(10, 30), None)
    assert [claim.met_by for claim in found["rectification_recheck"]] == ["rectification.failed"]
    void = reports[f"rectification_due:{gone.id}:1"].void
    assert void is not None and (void.reason, void.by) == ("有误", "督查室")
    assert UUID(first.subject) == need.id
