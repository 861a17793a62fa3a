"""Talks, rectifications, criticisms, hand-overs and disclosures as pages read them, also when they are made anew."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from eventsourcing.domain import Aggregate
from psycopg.rows import dict_row

from projects.approval import Approval, Review
from projects.programme import Programme
from supervision import criticisms, problems, rectifications, talks
from supervision.criticism import Criticism, Words
from supervision.criticisms import CRITICISMS
from supervision.ground import Ground
from supervision.hand_over import HandOver
from supervision.problem import Fields, Problem
from supervision.problems import PROBLEMS
from supervision.rectification import Rectification
from supervision.rectifications import RECTIFICATIONS
from supervision.talk import Arrangement, Promise, Talk
from supervision.talks import TALKS
from tests import deeds
from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import Actor
from web.house import House

DECIDED = Approval("市政府副市长", "2026-10-08", "同意。")
REVIEW = Review("主动公开", "不涉密。", "保密审查岗", Approval("主任", "2026-10-09", "同意。"))
FILE = {"sha256": "a" * 64, "name": "照片.jpg", "size": 9, "type": "image/jpeg"}
OFFICE = Actor("office-1", "督查室")


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    with deeds.house(database, tmp_path) as found:
        yield found


def keep(house: House, *made: Aggregate) -> None:
    house.carry_out(OFFICE, None, ["kept", *(str(each.id) for each in made)], lambda: (list(made), {}))


def of(house: House, programme: UUID) -> Ground:
    found = house.ledger.get(Programme, programme)
    return Ground(deeds.SLUG, deeds.YEAR, str(programme), "u1", found.projects["1"])


def same_when_made_anew(house: House, database: Database, model: Any) -> bool:
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        return rebuild.check(house.ledger, conn, [model]) == []


def test_a_talk_reads_with_its_moves_and_each_round_of_its_promises(
    house: House, database: Database, clock: FixedClock
) -> None:
    programme = deeds.released(house)
    plan = Arrangement("副秘书长", ("局长",), "逾期", "条例", "2026-10-13T15:00", "一会议室")
    talk, other = (Talk.schedule(plan, DECIDED, house.days(), of(house, programme)) for _ in range(2))
    talk.move("2026-10-12T10:00", "二会议室", "出差")
    other.cancel("已整改")
    keep(house, talk, other)
    clock.set(datetime(2026, 10, 12, 12, tzinfo=SHANGHAI))
    made = [Promise("通水", "u1", "局长", "2026-10-20"), Promise("周报", "u1", "科长", "2026-10-16")]
    talk.hold("2026-10-12T10:05", "二会议室", ["局长", "科长"], "指出问题", made, "科员")
    talk.report_promise("1", "已通水", [FILE], "head")
    talk.check_promise("1", False, "三处无水", "office", "2026-10-26")
    talk.sign("2026-10-12", FILE)
    keep(house, talk)
    with house.reading() as conn:
        rows = {row.id: row for row in talks.of_programme(conn, programme)}
        rounds = talks.promises(conn, talk.id)
        assert talks.of_programme(conn, programme, "u2") == []
        assert [(each.no, each.due) for each in talks.promised(conn, programme)] == [
            (2, date(2026, 10, 16)), (1, date(2026, 10, 20)), (1, date(2026, 10, 26)),
        ]  # fmt: skip
    found = rows[talk.id]
    assert (found.state, found.place, found.at.hour, found.until) == ("signed", "二会议室", 10, date(2026, 10, 14))
    assert found.moves == [{"at": "2026-10-13T15:00", "place": "一会议室", "reason": "出差"}]
    assert rows[other.id].cancelled == {"reason": "已整改", "by": "督查室"}
    assert [(each.no, each.round, each.state) for each in rounds] == [(1, 1, "broken"), (1, 2, "open"), (2, 1, "open")]
    assert rounds[2].overdue(date(2026, 10, 17)) and not rounds[2].overdue(date(2026, 10, 16))
    assert same_when_made_anew(house, database, TALKS)


def test_a_rectification_reads_with_its_rounds(house: House, database: Database, clock: FixedClock) -> None:
    programme = deeds.released(house)
    need = [Rectification.require("未通", "接通", "2026-10-20", DECIDED, "o", of(house, programme)) for _ in range(2)]
    one, other = need
    one.draft_report("措施", "通了", [FILE], "filer")
    one.send_back("照片不清")
    keep(house, one, other)
    with house.reading() as conn:
        waiting = rectifications.rectification(conn, one.id)
    assert waiting is not None and waiting.draft is not None and waiting.draft["sent_back"] == "照片不清"
    assert not waiting.overdue(date(2026, 10, 20)) and waiting.overdue(date(2026, 10, 21))
    one.draft_report("措施", "通了", [FILE], "filer")
    one.release("head")
    one.recheck(False, "site", "2026-10-09", "未通", "科员", "other")
    one.renew("再接", "2026-10-30", "未通")
    other.withdraw("有误")
    keep(house, one, other)
    with house.reading() as conn:
        rows = {row.id: row for row in rectifications.of_programme(conn, programme, "u1")}
        assert rectifications.of_programme(conn, programme, "u2") == []
    found = rows[one.id]
    assert (found.state, found.round, found.now.due, found.draft) == ("ordered", 2, date(2026, 10, 30), None)
    assert [each.result["passed"] if each.result else None for each in found.rounds] == [False, None]
    assert rows[other.id].withdrawn == {"reason": "有误", "by": "督查室"} and not rows[other.id].live
    assert same_when_made_anew(house, database, RECTIFICATIONS)


def test_criticisms_and_hand_overs_read_as_they_were_decided(house: House, database: Database) -> None:
    programme = deeds.released(house)
    words = Words("事实", "认定", "决定", "要求")
    one, other = (Criticism.draft(words, "主动公开", "office", of(house, programme)) for _ in range(2))
    one.approve(DECIDED)
    one.clear(REVIEW)
    other.approve(DECIDED)
    other.redraft(Words("事实", "认定", "决定", "新要求"), "不予公开", "office")
    gone = HandOver.record("市纪委监委", "2026-10-09", DECIDED, of(house, programme))
    keep(house, one, other, gone)
    with house.reading() as conn:
        rows = {row.id: row for row in criticisms.of_programme(conn, programme)}
        handed = criticisms.hand_overs(conn, programme)
    assert (rows[one.id].state, rows[one.id].review) == ("cleared", REVIEW.as_dict())
    assert (rows[other.id].state, rows[other.id].approval, rows[other.id].words["requirement"]) == (
        "drafted", None, "新要求",
    )  # fmt: skip
    assert [(row.organ, row.handed_on) for row in handed] == [("市纪委监委", date(2026, 10, 9))]
    assert same_when_made_anew(house, database, CRITICISMS)


def test_the_public_sees_what_was_published_also_once_it_is_withdrawn(house: House, database: Database) -> None:
    programme = deeds.released(house)
    said = Fields("加装电梯", "市住房城乡建设局", "局长", "落后", "整改", date(2026, 10, 31))
    one, withdrawn, drafted = (Problem.draft(said, "office", of(house, programme)) for _ in range(3))
    for each in (one, withdrawn):
        each.approve(DECIDED, each.text)
        each.clear(REVIEW, each.text)
        each.publish()
    one.tell_outcome("已整改", REVIEW)
    withdrawn.withdraw("数字有误", DECIDED)
    drafted.withdraw("不公开了", DECIDED)
    keep(house, one, withdrawn, drafted)
    project = of(house, programme).project
    with house.reading() as conn:
        public = {row.id: row for row in problems.public(conn, deeds.SLUG, deeds.YEAR)}
        assert {row.id for row in problems.public(conn, deeds.SLUG, deeds.YEAR, project)} == set(public)
        assert problems.public(conn, deeds.SLUG, deeds.YEAR, UUID(int=1)) == []
        assert len(problems.of_programme(conn, programme)) == 3
    assert set(public) == {one.id, withdrawn.id}
    assert [each["text"] for each in public[one.id].outcomes] == ["已整改"]
    assert public[withdrawn.id].withdrawn == {"reason": "数字有误", "post": "市政府副市长", "decided_on": "2026-10-08"}
    assert same_when_made_anew(house, database, PROBLEMS)
