"""A quarter's review over a real ledger: its pack from what was published, its tasks, its end, its minutes."""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import register
from projects.approval import Approval, Review
from supervision import review_meetings, review_pack
from supervision.document import BULLETIN, MINUTES, Document
from supervision.minutes import MinutesPaper, series_of
from supervision.minutes import paper as minutes_paper
from supervision.paperwork import Paperwork, Writer
from supervision.quarter import Quarter
from supervision.review_meeting import Arrangement
from supervision.review_meetings import REVIEW_MEETINGS
from supervision.review_work import ReviewWork
from tests import deeds
from tests.journeys.browsing import pdf_words
from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.refusal import Refused, SeveralRefused
from web import issuance
from web.house import House

WRITER = Writer("zhao", "督查室")
FILE = {"sha256": "0" * 64, "name": "验收单.pdf", "size": 1, "type": "application/pdf"}
CALLED = [{"post": "市教育局局长", "state": "出席"}, {"post": "市民政局局长", "state": "出席"}]


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """August is published, September is not."""
    with deeds.through_august(database, tmp_path) as made:
        yield made


def work(house: House, quarter: int) -> ReviewWork:
    return ReviewWork(house.ledger, deeds.SLUG, deeds.YEAR, f"2026-Q{quarter}")


def do(house: House, act: Any) -> Any:
    return house.carry_out(SYSTEM, uuid4(), ["deed"], act)


def arranged(on: str) -> Arrangement:
    return Arrangement(on, "14:30", "第三会议室", "市政府秘书长", CALLED, ["通报总体进展"])


def called(house: House, quarter: int, on: str) -> ReviewWork:
    made = work(house, quarter)
    do(house, lambda: made.convene(arranged(on)))
    return made


def held(house: House, quarter: int, on: str) -> ReviewWork:
    made = called(house, quarter, on)
    do(house, lambda: made.fix_pack(sha256(made.pack().encode()).hexdigest()))
    do(house, lambda: made.hold(on, [CALLED[0], {**CALLED[1], "state": "请假"}]))
    return made


def unit(house: House, name: str) -> str:
    with house.reading() as conn:
        return register.unit_called(conn, deeds.SLUG)[name]


def refused(act: Any) -> list[str]:
    try:
        act()
    except Refused as no:
        return [no.code]
    except SeveralRefused as no:
        return [each.code for each in no.refusals]
    raise AssertionError("nothing was refused")


def issued(house: House, paper: Paperwork) -> str:
    do(house, lambda: paper.draft(WRITER, house.days()))
    document = paper.document()
    assert document is not None
    head = Approval("市政府办公厅主任", "2026-10-09", "同意。")
    text = document.text
    do(house, lambda: paper.review(Review(document.attribute, "不涉密。", "专员", head), text))
    do(house, lambda: paper.approve(head, text))
    return str(issuance.issue(house, SYSTEM, paper, text)["number"])


def test_the_pack_is_the_last_published_month_of_the_quarter(house: House) -> None:
    pack = json.loads(called(house, 2, "2026-07-20").pack())
    assert (pack["as_of"], pack["awaited"], pack["title"]) == ("2026-06-30", [], "2026年民生实事二季度点评会材料")
    assert [each["number"] for each in pack["lights"]] == ["1", "2", "3"], "what is late first"
    assert pack["lights"][0]["words"] == "慢于序时"
    one = pack["projects"][0]
    assert (one["planned"], one["progress"], one["deviation"]) == ("50%", "24%", "−26.0")
    assert one["targets"][0]["reached"] == "72 / 300部"
    assert (one["problems"], one["measures"]) == ("材料供应慢。", "增加一家供应商。")
    assert pack["overall"]["said"].startswith("截至6月30日，3项中")


def test_a_pack_is_printed_once_fixed_and_again_when_fixed_anew(house: House) -> None:
    made = called(house, 2, "2026-07-20")

    def printed() -> Document:
        return issuance.press_sheet(house, SYSTEM, WRITER, "review_pack", deeds.SLUG, deeds.YEAR, "2026-Q2")

    def fixed() -> None:
        do(house, lambda: made.fix_pack(sha256(made.pack().encode()).hexdigest()))

    assert refused(printed) == ["paper.not_now"]
    fixed()
    first = printed()
    assert [file["name"].rpartition(".")[2] for file in first.files] == ["pdf", "xlsx"]
    words = pdf_words(house.store.get(first.files[0]["sha256"]))
    assert "扫码核对" in words and f"校验码{first.check_code}" in words and "未定稿" not in words
    assert printed().check_code == first.check_code
    do(house, lambda: made.rearrange(arranged("2026-07-21")))
    assert printed().check_code == first.check_code, "it is not fixed anew yet"
    fixed()
    second = printed()
    assert second.facts["before"] == first.check_code and second.facts["says"]["meeting"]["on"] == "2026-07-21"


def test_the_lists_of_a_pack_are_tables_to_work_on(house: House) -> None:
    first, school = held(house, 1, "2026-04-20"), unit(house, "市教育局")
    do(house, lambda: first.assign(school, "3", "完成立项。", "2026-06-30"))
    lights, tasks = review_pack.tables(json.loads(called(house, 2, "2026-07-20").pack()))
    assert lights.rows[0][3:] == ("慢于序时", "50%", "24%", "−26.0") and len(lights.rows) == 3
    assert tasks.rows == (("1", "市教育局", "完成立项。", "2026-06-30", "办理中，已逾期", "—"),)


def test_a_pack_is_not_fixed_while_a_month_of_its_quarter_is_awaited(house: House) -> None:
    made = called(house, 3, "2026-10-20")
    pack = made.pack()
    assert json.loads(pack)["awaited"] == ["9月"]
    assert json.loads(pack)["as_of"] == "2026-08-31"
    assert refused(lambda: made.fix_pack(sha256(pack.encode()).hexdigest())) == ["review_meeting.months_awaited"]


def test_what_is_fixed_is_what_was_seen(house: House) -> None:
    made = called(house, 2, "2026-07-20")
    seen = sha256(made.pack().encode()).hexdigest()
    do(house, lambda: made.rearrange(arranged("2026-07-21")))
    assert refused(lambda: made.fix_pack(seen)) == ["review_meeting.pack_moved"]


def test_a_quarter_has_one_meeting_and_a_year_four(house: House) -> None:
    made = called(house, 1, "2026-04-20")
    assert refused(lambda: made.convene(arranged("2026-04-21"))) == ["review_meeting.convened_already"]
    assert refused(lambda: ReviewWork(house.ledger, deeds.SLUG, 2026, "2025-Q1")) == ["review_meeting.quarter"]
    assert refused(lambda: ReviewWork(house.ledger, deeds.SLUG, 2026, "2026-Q9")) == ["review_meeting.quarter"]


def test_a_task_not_done_goes_on_in_the_next_meeting_and_both_say_so(house: House) -> None:
    first, school = held(house, 1, "2026-04-20"), unit(house, "市教育局")
    do(house, lambda: first.assign(school, "3", "完成立项。", "2026-06-30"))
    assert refused(lambda: first.carry_task(1, "资金没到。", "2026-09-30")) == ["review_meeting.nowhere_to_carry"]
    second = held(house, 2, "2026-07-20")
    pack = json.loads(_row(house, "2026-Q2").pack or "")
    assert [(task["unit"], task["text"], task["words"]) for task in pack["tasks"]] == [
        ("市教育局", "完成立项。", "办理中，已逾期")
    ]
    assert pack["projects"][2]["tasks"] == pack["tasks"]
    do(house, lambda: first.carry_task(1, "资金没到。", "2026-11-30"))
    with house.reading() as conn:
        old, new = review_meetings.tasks(conn, str(second.programme.id))
    assert (old.state, old.carried_into, old.word, old.is_open) == ("carried", "2026-Q2", "资金没到。", False)
    assert (new.quarter, new.text, str(new.due), new.carried_from) == (
        "2026-Q2", "完成立项。", "2026-11-30", "2026-Q1#1",
    )  # fmt: skip


def _row(house: House, quarter: str) -> review_meetings.MeetingRow:
    with house.reading() as conn:
        return review_meetings.of_programme(conn, str(work(house, 1).programme.id))[quarter]


def test_a_quarter_stays_open_for_each_bulletin_task_and_minutes_that_is_missing(house: House) -> None:
    first, school = held(house, 1, "2026-04-20"), unit(house, "市教育局")
    do(house, lambda: first.assign(school, "", "完成立项。", "2026-06-30"))
    second = held(house, 2, "2026-07-20")
    with pytest.raises(SeveralRefused) as no:
        do(house, second.close)
    told = [(each.code, each.facts["href"]) for each in no.value.refusals]
    root = "/testcity/2026"
    assert told == [
        ("review_meeting.no_bulletin", f"{root}/bulletin-desk/2026-04"),
        ("review_meeting.no_bulletin", f"{root}/bulletin-desk/2026-05"),
        ("review_meeting.no_bulletin", f"{root}/bulletin-desk/2026-06"),
        ("review_meeting.task_open", f"{root}/reviews/2026-Q1#task-1"),
        ("review_meeting.no_minutes", f"{root}/reviews/2026-Q2/minutes"),
    ]
    do(house, lambda: first.report_task(1, school, "已立项。", [FILE]))
    do(house, lambda: first.settle_task(1, True, ""))
    for period in ("2026-04", "2026-05", "2026-06"):
        issued(house, Paperwork(house.ledger, BULLETIN, deeds.SLUG, 2026, period))
    assert [each.code for each in second.outstanding()] == ["review_meeting.no_minutes"]
    issued(house, MinutesPaper(house.ledger, deeds.SLUG, 2026, Quarter(2026, 2)))
    do(house, second.close)
    assert _row(house, "2026-Q2").state == "closed"


def test_minutes_say_what_was_said_and_who_was_there(house: House) -> None:
    made, school = held(house, 2, "2026-07-20"), unit(house, "市教育局")
    paper = MinutesPaper(house.ledger, deeds.SLUG, 2026, Quarter(2026, 2))
    do(house, lambda: made.comment("1", "市政府秘书长", "要引入第二家供货商。"))
    do(house, lambda: made.assign(school, "3", "完成立项。", "2026-08-31"))
    assert issued(house, paper) == "示政办纪〔2026〕1号", "a series of its own"
    document = paper.document()
    assert document is not None
    printed = minutes_paper(document.facts, document.prose, number=document.number_text)
    assert (printed.addressee, printed.signer, printed.mark) == ("", "", "某市人民政府办公室专题会议纪要")
    assert printed.attendance == (("出席", "市教育局局长"), ("请假", "市民政局局长"))
    assert printed.opening == (
        "2026年7月20日下午，市政府秘书长在第三会议室主持召开民生实事二季度点评会。会议听取了总体进展情况汇报，"
        "逐项点评，研究部署下步工作。现将会议情况和议定事项纪要如下：",
    )
    words = [part.paragraphs for part in printed.sections]
    assert words[-2:] == [
        ("（一）既有住宅加装电梯300部。市政府秘书长点评：要引入第二家供货商。",),
        ("（一）市教育局。完成立项，8月31日前完成。",),
    ]
    assert document.attribute == "依申请公开"


def test_minutes_wait_for_the_meeting(house: House) -> None:
    called(house, 2, "2026-07-20")
    paper = MinutesPaper(house.ledger, deeds.SLUG, 2026, Quarter(2026, 2))
    assert not paper.is_published()
    assert refused(lambda: paper.draft(WRITER, house.days())) == ["minutes.not_held"]


def test_minutes_are_numbered_beside_the_bulletins(house: House) -> None:
    policy = work(house, 1).programme.policy_set
    assert (policy.series, series_of(policy)) == ("示政办督", "示政办纪")
    assert MINUTES == "minutes"


def test_meetings_read_the_same_when_made_anew(house: House, clock: FixedClock) -> None:
    """Two meetings, tasks in every state."""
    first, school = held(house, 1, "2026-04-20"), unit(house, "市教育局")
    for text in ("一", "二", "三", "四"):
        do(house, lambda text=text: first.assign(school, "3", text, "2026-06-30"))
    for no in (1, 2, 3):
        clock.set(datetime(2026, 10, 9, 9, no, tzinfo=SHANGHAI))
        do(house, lambda no=no: first.report_task(no, school, "已办。", [FILE]))
    do(house, lambda: first.settle_task(1, True, "属实。"))
    do(house, lambda: first.settle_task(2, False, "缺合同。"))
    called(house, 2, "2026-07-20")
    with house.reading() as conn:
        rows = review_meetings.tasks(conn, str(first.programme.id), "2026-Q1")
    assert [(row.no, row.state, row.word) for row in rows] == [
        (1, "done", "属实。"), (2, "returned", "缺合同。"), (3, "reported", None), (4, "assigned", None),
    ]  # fmt: skip
    assert [row.reported_at.minute if row.reported_at else None for row in rows] == [1, None, 3, None]
    with psycopg.connect(house.database.owner, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [REVIEW_MEETINGS]) == []
