"""A week's dispatch: written, corrected, returned, answered, reviewed; and what each step refuses."""

from uuid import uuid4

import pytest

from supervision.dispatch import LONGEST, Dispatch, Log
from tests.aggregates import events, newest, refusal
from tracker.refusal import SeveralRefused

PROJECT = str(uuid4())
LOG = Log("两个小区开挖基坑。", "燃气管线迁改未批。", "进场四台。")

pytestmark = pytest.mark.usefixtures("clock")


def filed(log: Log = LOG) -> Dispatch:
    return Dispatch.file("programme", PROJECT, "2026-W41", "unit", log)


def test_a_week_is_written_once() -> None:
    assert filed().id == filed().id != Dispatch.file("programme", PROJECT, "2026-W40", "unit", LOG).id
    assert newest(filed()).log == {
        "situation": "两个小区开挖基坑。", "blockers": "燃气管线迁改未批。", "next_steps": "进场四台。",
        "nothing_new": False,
    }  # fmt: skip


def test_nothing_new_counts_as_filed() -> None:
    assert filed(Log(nothing_new=True)).state == "logged"
    assert filed(Log(blockers="迁改未批。", nothing_new=True)).state == "logged"
    assert refusal(filed, Log("开挖了。", nothing_new=True)) == ("dispatch.new_after_all", "nothing_new", {})


def test_otherwise_situation_and_next_steps_are_needed_and_blockers_are_not() -> None:
    assert filed(Log("开挖。", "", "继续。")).state == "logged"
    assert refusal(filed, Log("开挖。")) == ("dispatch.missing", "next_steps", {"what": "下周打算"})
    with pytest.raises(SeveralRefused) as no:
        filed(Log())
    assert [each.field for each in no.value.refusals] == ["situation", "next_steps"]


def test_a_dispatch_is_short() -> None:
    assert filed(Log("长" * LONGEST, "", "继续。")).state == "logged"
    code, field, facts = refusal(filed, Log("长" * (LONGEST + 1), "", "继续。"))
    assert (code, field, facts["most"]) == ("dispatch.too_long", "situation", 1000)


def test_it_is_corrected_before_review_and_only_when_something_changed() -> None:
    found = filed()
    found.write_again(LOG)
    assert len(events(found)) == 1
    found.write_again(Log(nothing_new=True))
    assert (type(newest(found)).__name__, found.state) == ("Corrected", "logged")
    found.review("")
    assert refusal(found.write_again, LOG) == ("dispatch.reviewed_already", None, {})


def test_a_return_has_a_reason_and_is_answered() -> None:
    found = filed()
    assert refusal(found.send_back, " ")[0] == "report.reason_missing"
    found.send_back("没写卡在哪个部门。 ")
    assert (newest(found).reason, found.state) == ("没写卡在哪个部门。", "returned")
    assert refusal(found.review, "") == ("dispatch.not_waiting", None, {})
    assert refusal(found.send_back, "再") == ("dispatch.not_waiting", None, {})
    found.write_again(LOG)
    assert (type(newest(found)).__name__, found.state) == ("Relogged", "logged")
    found.review("继续盯住燃气公司。")
    assert (newest(found).comment, found.state) == ("继续盯住燃气公司。", "reviewed")


def test_what_was_changed_meanwhile_is_not_reviewed_unseen() -> None:
    found = filed()
    seen = found.version
    found.write_again(Log(nothing_new=True))
    assert refusal(found.review, "", seen) == ("dispatch.moved", None, {})
    assert refusal(found.send_back, "重写", seen) == ("dispatch.moved", None, {})
    found.review("", found.version)
    assert found.state == "reviewed"


def test_words_of_the_office_are_short_too() -> None:
    assert refusal(filed().review, "长" * 1001)[:2] == ("dispatch.too_long", "comment")
    assert refusal(filed().send_back, "长" * 1001)[:2] == ("dispatch.too_long", "comment")
