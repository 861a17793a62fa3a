"""A quarterly review: what must be there before it is called, held and closed, and how its tasks come to an end."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from supervision.quarter import Quarter
from supervision.review_meeting import Arrangement, ReviewMeeting
from tracker.clock import SHANGHAI, FixedClock
from tracker.refusal import Refused, SeveralRefused

QUARTER = Quarter(2026, 2)
SCHOOLS, HOUSING = str(uuid4()), str(uuid4())
PROJECT = str(uuid4())
CALLED = [{"post": "市教育局局长", "state": "出席"}, {"post": "市政府新闻办负责人", "state": "列席"}]
FILE = {"sha256": "0" * 64, "name": "验收单.pdf", "size": 1, "type": "application/pdf"}


@pytest.fixture(autouse=True)
def _today(clock: FixedClock) -> None:
    clock.set(datetime(2026, 7, 20, 17, tzinfo=SHANGHAI))


def arranged(**other: Any) -> Arrangement:
    usual: dict[str, Any] = {
        "on": "2026-07-20", "time": "14:30", "place": "第三会议室", "chair": "市政府秘书长", "attendees": CALLED,
        "agenda": ["通报总体进展"],
    }  # fmt: skip
    return Arrangement(**{**usual, **other})


def convened() -> ReviewMeeting:
    return ReviewMeeting.convene(str(uuid4()), "demo", 2026, QUARTER, arranged())


def held() -> ReviewMeeting:
    meeting = convened()
    meeting.fix_pack('{"projects":[]}')
    meeting.hold("2026-07-20", CALLED)
    return meeting


def with_task() -> ReviewMeeting:
    meeting = held()
    assert meeting.assign(SCHOOLS, PROJECT, "增加一家供货商。", "2026-08-31") == 1
    return meeting


def codes(act: Callable[[], Any]) -> list[str]:
    """What the rule refuses, in its order."""
    try:
        act()
    except Refused as no:
        return [no.code]
    except SeveralRefused as no:
        return [each.code for each in no.refusals]
    raise AssertionError("nothing was refused")


def unchanged(meeting: ReviewMeeting, act: Callable[[], Any]) -> list[str]:
    before = len(meeting.pending_events)
    found = codes(act)
    assert len(meeting.pending_events) == before
    return found


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"on": "2026-06-30"}, "review_meeting.day"),
        ({"on": "7月20日"}, "review_meeting.day"),
        ({"time": "下午"}, "review_meeting.time"),
        ({"time": "25:00"}, "review_meeting.time"),
        ({"place": " "}, "form.missing"),
        ({"chair": ""}, "form.missing"),
        ({"attendees": [CALLED[1]]}, "review_meeting.nobody"),
        ({"agenda": []}, "review_meeting.agenda"),
    ],
)
def test_a_call_lacks_nothing(other: dict[str, Any], code: str) -> None:
    assert codes(lambda: ReviewMeeting.convene("p", "demo", 2026, QUARTER, arranged(**other))) == [code]


def test_a_meeting_is_moved_before_it_is_held_and_not_afterwards() -> None:
    meeting = convened()
    meeting.rearrange(arranged(on="2026-07-21"))
    assert meeting.arrangement["on"] == "2026-07-21"
    said = len(meeting.pending_events)
    meeting.rearrange(arranged(on="2026-07-21"))
    assert len(meeting.pending_events) == said, "nothing new, no event"
    after = held()
    assert unchanged(after, lambda: after.rearrange(arranged(on="2026-07-22"))) == ["review_meeting.state"]


def test_a_meeting_is_not_held_without_its_pack() -> None:
    meeting = convened()
    assert unchanged(meeting, lambda: meeting.hold("2026-07-20", CALLED)) == ["review_meeting.no_pack"]


@pytest.mark.parametrize(
    ("on", "attendance", "code"),
    [
        ("2026-07-21", CALLED, "review_meeting.held_day"),
        ("2026-06-30", CALLED, "review_meeting.held_day"),
        ("2026-07-20", [{"post": "市教育局局长", "state": ""}], "review_meeting.attendance"),
        ("2026-07-20", [{"post": "市教育局局长", "state": "请假"}], "review_meeting.nobody"),
    ],
)
def test_what_is_recorded_of_a_meeting_can_have_happened(on: str, attendance: list[dict[str, Any]], code: str) -> None:
    meeting = convened()
    meeting.fix_pack("{}")
    assert unchanged(meeting, lambda: meeting.hold(on, attendance)) == [code]


def test_nothing_is_said_or_asked_before_the_meeting() -> None:
    meeting = convened()
    assert unchanged(meeting, lambda: meeting.comment(PROJECT, "市长", "抓紧。")) == ["review_meeting.state"]
    assert unchanged(meeting, lambda: meeting.assign(SCHOOLS, None, "抓紧", "2026-08-31")) == ["review_meeting.state"]


def test_comments_name_the_post_and_say_something() -> None:
    meeting = held()
    assert codes(lambda: meeting.comment(PROJECT, " ", " ")) == ["form.missing", "form.missing"]
    assert codes(lambda: meeting.comment(PROJECT, "市长", "长" * 2001)) == ["review_meeting.long"]
    meeting.comment(PROJECT, "市长", " 抓紧。 ")
    assert meeting.comments == [{"project": PROJECT, "post": "市长", "text": "抓紧。"}]


@pytest.mark.parametrize("due", ["2026-07-20", "2026-07-19", "", "8月底"])
def test_a_task_is_due_after_its_meeting(due: str) -> None:
    meeting = held()
    assert unchanged(meeting, lambda: meeting.assign(SCHOOLS, None, "抓紧", due)) == ["review_meeting.task_due"]


def test_a_task_has_a_unit_and_words() -> None:
    meeting = held()
    assert codes(lambda: meeting.assign("", None, " ", "2026-08-31")) == ["form.missing", "form.missing"]


def test_a_task_is_done_when_the_office_says_so_of_what_the_unit_reported() -> None:
    meeting = with_task()
    assert unchanged(meeting, lambda: meeting.confirm_task(1)) == ["review_meeting.task_state"]
    assert unchanged(meeting, lambda: meeting.report_task(1, SCHOOLS, "已签订。", [])) == ["review_meeting.evidence"]
    assert unchanged(meeting, lambda: meeting.report_task(1, SCHOOLS, "", [FILE])) == ["form.missing"]
    meeting.report_task(1, SCHOOLS, "已签订。", [FILE])
    assert unchanged(meeting, lambda: meeting.send_back_task(1, "")) == ["form.missing"]
    meeting.send_back_task(1, "没有合同。")
    assert meeting.tasks[1]["state"] == "returned"
    meeting.report_task(1, SCHOOLS, "合同附后。", [FILE])
    meeting.confirm_task(1, "属实。")
    assert meeting.tasks[1]["state"] == "done"
    assert codes(lambda: meeting.report_task(1, SCHOOLS, "再报。", [FILE])) == ["review_meeting.task_state"]


def test_no_unit_reports_anothers_task() -> None:
    meeting = with_task()
    assert unchanged(meeting, lambda: meeting.report_task(1, HOUSING, "已办。", [FILE])) == [
        "review_meeting.not_theirs"
    ]
    assert unchanged(meeting, lambda: meeting.report_task(2, SCHOOLS, "已办。", [FILE])) == [
        "review_meeting.unknown_task"
    ]


def test_a_task_that_is_carried_is_over_here() -> None:
    meeting = with_task()
    assert unchanged(meeting, lambda: meeting.carry_task(1, "2026-Q3", "")) == ["form.missing"]
    meeting.carry_task(1, "2026-Q3", "征收没有完成。")
    assert meeting.tasks[1]["state"] == "carried"
    assert unchanged(meeting, lambda: meeting.report_task(1, SCHOOLS, "已办。", [FILE])) == [
        "review_meeting.task_state"
    ]


def test_a_quarter_closes_when_nothing_is_outstanding() -> None:
    meeting = held()
    missing = [Refused("review_meeting.no_bulletin", period="6月"), Refused("review_meeting.no_minutes")]
    assert unchanged(meeting, lambda: meeting.close("2026-07-21", missing)) == [
        "review_meeting.no_bulletin",
        "review_meeting.no_minutes",
    ]
    meeting.close("2026-07-21", [])
    assert meeting.state == "closed"
    assert codes(lambda: meeting.close("2026-07-21", [])) == ["review_meeting.state"]


def test_a_closed_quarters_tasks_are_followed_to_their_end() -> None:
    meeting = with_task()
    meeting.close("2026-07-21", [])
    meeting.report_task(1, SCHOOLS, "已签订。", [FILE])
    meeting.confirm_task(1)
    assert meeting.tasks[1]["state"] == "done"
    assert codes(lambda: meeting.assign(SCHOOLS, None, "再办", "2026-08-31")) == ["review_meeting.state"]
