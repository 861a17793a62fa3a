"""An obligation: what people may decide about it, and what the day shown says of what comes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest

from supervision.obligation import Obligation
from tests.aggregates import events, newest, refusal
from tracker.clock import SHANGHAI
from tracker.refusal import Refused


def at(day: int, hour: int = 9, minute: int = 0, second: int = 0, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=SHANGHAI)


def day(due: datetime, cutoff: datetime) -> dict[str, Any]:
    told = {"rule": "", "set": False, "pauses": [], "calendar": 0, "estimated": False}
    return {"due": due.isoformat(), "cutoff": cutoff.isoformat(), "reminders": [], "arithmetic": told}


def owed() -> Obligation:
    """Asked on the 1st of September, due on the 7th at 17:00, lapsed on the 8th of October at 17:00."""
    return Obligation(
        programme="p", kind="monthly_report", at=at(1, 0).isoformat(), jurisdiction="demo", year=2026, subject="s",
        period="2026-08", owner="甲局", project="s", what="项目1的8月进展报送", href="/report/2026-08",
        since=at(1, 0).isoformat(), **day(at(7, 17), at(8, 17, month=10)),
    )  # fmt: skip


def refused(act: Callable[[], None]) -> str:
    with pytest.raises(Refused) as no:
        act()
    return no.value.code


def asked() -> Obligation:
    found = owed()
    found.ask_extension("台账在核对", "已核对八成", at(11, 17), at(4))
    return found


@pytest.mark.parametrize(
    ("came", "state"),
    [
        (at(7, 17), "met"),
        (at(7, 17).replace(microsecond=999_999), "met"),
        (at(7, 17, 0, 1), "met_late"),
        (at(8, 17, month=10), "met_late"),
    ],
)
def test_the_day_shown_governs_to_the_second(came: datetime, state: str) -> None:
    found = owed()
    found.meet("report.submitted", came)
    assert found.state == state


def test_what_was_missed_stays_missed_when_it_comes_after_all() -> None:
    found = owed()
    found.miss(found.cutoff)
    found.meet("report.submitted", at(9, month=10))
    assert (found.state, found.filed) == ("missed", True)


def test_waiving_needs_a_reason_and_something_that_is_open() -> None:
    found = owed()
    assert refused(lambda: found.waive(" ", "督查室", at(3))) == "obligation.reason"
    found.waive("春节", "督查室", at(3))
    assert found.state == "waived"
    assert refused(lambda: found.waive("再免", "督查室", at(3))) == "obligation.over"
    missed = owed()
    missed.miss(missed.cutoff)
    assert refused(lambda: missed.waive("事后免", "督查室", at(9, month=10))) == "obligation.over"


def test_an_extension_is_asked_before_the_due_time_with_reason_progress_and_a_later_day() -> None:
    found = owed()
    assert refused(lambda: found.ask_extension("", "八成", at(11), at(4))) == "obligation.extension_reason"
    assert refused(lambda: found.ask_extension("核对", "", at(11), at(4))) == "obligation.extension_progress"
    assert refused(lambda: found.ask_extension("核对", "八成", at(7, 17), at(4))) == "obligation.extension_earlier"
    assert refused(lambda: found.ask_extension("核对", "八成", at(11), at(7, 17, 0, 1))) == "obligation.extension_late"
    found.ask_extension("核对", "八成", at(11, 17), at(7, 17))
    assert found.extension["state"] == "asked" and found.due == at(7, 17), "silence grants nothing"


def test_at_most_as_long_again_as_it_was_at_first() -> None:
    """Six days and seventeen hours were given."""
    found = owed()
    too_long = at(14, 10, 0, 1)
    assert refused(lambda: found.ask_extension("核对", "八成", too_long, at(4))) == "obligation.extension_too_long"
    found.ask_extension("核对", "八成", at(14, 10), at(4))


def test_it_is_asked_once_whatever_was_decided() -> None:
    found = asked()
    found.refuse_extension("进度不足以延期", at(5))
    assert found.due == at(7, 17)
    assert refused(lambda: found.ask_extension("再请", "九成", at(12), at(5))) == "obligation.extension_once"
    assert refused(lambda: found.refuse_extension("再拒", at(5))) == "obligation.no_extension"


def test_granting_moves_the_day_and_the_lapse() -> None:
    found = asked()
    found.grant_extension(day(at(11, 17), at(8, 17, month=10)), "同意", at(5))
    assert (found.due, found.stands) == (at(11, 17), True)
    found.meet("report.submitted", at(11, 16))
    assert found.state == "met"


def test_while_a_supplement_is_awaited_nothing_is_decided() -> None:
    found = asked()
    assert refused(lambda: found.supplement_extension("台账", at(5))) == "obligation.no_extension"
    found.return_extension("请附台账", at(5))
    assert refused(lambda: found.grant_extension(day(at(11), at(12)), "同意", at(5))) == "obligation.no_extension"
    found.supplement_extension("附台账", at(6))
    found.grant_extension(day(at(11, 17), at(8, 17, month=10)), "同意", at(6))
    assert found.extension["state"] == "granted"


def test_what_is_over_is_not_extended() -> None:
    found = asked()
    found.miss(found.cutoff)
    assert refused(lambda: found.grant_extension(day(at(11), at(12)), "同意", at(9, month=10))) == "obligation.over"


# What is told of each, as the ledger keeps it: which obligation, the business time in Shanghai's hours, and the facts.

OF = {"programme": "p", "kind": "monthly_report"}
FOUND = day(at(11, 17), at(8, 17, month=10)) | {"reminders": [at(9).isoformat()]}


def test_what_the_watch_records_carries_its_business_time_and_the_day_that_governed() -> None:
    found = owed()
    found.remind(at(4).astimezone(UTC))
    newest(found, **OF, at="2026-09-04T09:00:00+08:00", due="2026-09-07T17:00:00+08:00")
    assert (found.state, found.last_reminded) == ("due_soon", "2026-09-04T09:00:00+08:00")
    found.hand_over("乙局", at(5))
    newest(found, **OF, at="2026-09-05T09:00:00+08:00", former="甲局", owner="乙局")
    found.miss(at(8, 17, month=10))
    newest(found, **OF, at="2026-10-08T17:00:00+08:00", due="2026-09-07T17:00:00+08:00")
    found.meet("report.submitted", at(9, month=10))
    newest(found, **OF, at="2026-10-09T09:00:00+08:00", by_event="report.submitted")
    assert [each.TOPIC for each in events(found)[1:]] == [
        "obligation.reminded", "obligation.handed_over", "obligation.missed", "obligation.filed_after_missed",
    ]  # fmt: skip


def test_another_day_is_told_with_the_former_one_its_arithmetic_and_why() -> None:
    found = owed()
    found.reschedule(FOUND, "新的放假安排", at(2))
    newest(found, **OF, **FOUND, at="2026-09-02T09:00:00+08:00", former="2026-09-07T17:00:00+08:00", why="新的放假安排")
    assert (found.due, found.cutoff, found.reminders) == (at(11, 17), at(8, 17, month=10), [at(9)])


def test_a_pause_says_why_and_its_end_brings_the_new_day() -> None:
    found = owed()
    found.pause("请附台账", at(2))
    newest(found, **OF, at="2026-09-02T09:00:00+08:00", reason="请附台账")
    assert found.paused and found.due == at(7, 17)
    found.resume(FOUND, at(3))
    newest(found, **OF, **FOUND, at="2026-09-03T09:00:00+08:00")
    assert not found.paused and found.due == at(11, 17)


def test_what_meets_it_is_told_by_its_name_and_late_with_the_day_it_missed() -> None:
    found = owed()
    found.meet("report.submitted", at(7, 17))
    newest(found, **OF, at="2026-09-07T17:00:00+08:00", by_event="report.submitted")
    late = owed()
    late.meet("report.submitted", at(9))
    newest(late, **OF, at="2026-09-09T09:00:00+08:00", by_event="report.submitted", due="2026-09-07T17:00:00+08:00")
    assert events(late)[-1].TOPIC == "obligation.met_late"


def test_a_waiver_keeps_its_reason_and_the_post_that_decided() -> None:
    found = owed()
    assert refusal(found.waive, " ", "督查室", at(3)) == ("obligation.reason", "reason", {})
    found.waive(" 春节 ", "督查室", at(3))
    newest(found, **OF, at="2026-09-03T09:00:00+08:00", reason="春节", post="督查室")
    assert refusal(found.waive, "再免", "督查室", at(3)) == ("obligation.over", None, {"state": "waived"})


def test_an_extension_is_asked_in_words_without_blanks_around_and_refused_at_its_field() -> None:
    found = owed()
    ask = found.ask_extension
    assert refusal(ask, " ", "八成", at(11), at(4)) == ("obligation.extension_reason", "reason", {})
    assert refusal(ask, "核对", " ", at(11), at(4)) == ("obligation.extension_progress", "progress", {})
    assert refusal(ask, "核对", "八成", at(7, 17), at(4)) == (
        "obligation.extension_earlier", "until", {"due": "9月7日17时"},
    )  # fmt: skip
    assert refusal(ask, "核对", "八成", at(11), at(7, 17, 0, 1)) == (
        "obligation.extension_late", None, {"due": "9月7日17时"},
    )  # fmt: skip
    ask(" 核对 ", " 八成 ", at(11, 17), at(4))
    newest(
        found, **OF, at="2026-09-04T09:00:00+08:00", reason="核对", progress="八成", until="2026-09-11T17:00:00+08:00"
    )
    assert refusal(ask, "再请", "九成", at(12), at(5)) == ("obligation.extension_once", None, {})
    missed = owed()
    missed.miss(missed.cutoff)
    assert refusal(missed.ask_extension, "核对", "八成", at(11, 17), at(4))[0] == "obligation.over"


def test_the_latest_day_that_may_be_asked_for_is_told() -> None:
    """Six days and seventeen hours after the 7th at 17:00 is the 14th at 10:00; in London that is the 14th at 03:00."""
    too_long = "obligation.extension_too_long"
    ask = owed().ask_extension
    assert refusal(ask, "核对", "八成", at(20), at(4)) == (too_long, "until", {"latest": "9月14日"})
    assert refusal(ask, "核对", "八成", at(20), at(4), at(11, 17)) == (too_long, "until", {"latest": "9月11日"})
    last = datetime(2026, 9, 11, 17, tzinfo=UTC)
    assert refusal(ask, "核对", "八成", at(20), at(4), last)[2] == {"latest": "9月12日"}, "one in the morning here"


def test_each_answer_to_an_extension_is_told_in_its_words() -> None:
    found = asked()
    assert refusal(found.return_extension, " ", at(5)) == ("obligation.reason", "reason", {})
    found.return_extension(" 请附台账 ", at(5))
    newest(found, **OF, at="2026-09-05T09:00:00+08:00", reason="请附台账")
    assert found.extension["state"] == "returned" and found.extension["reason"] == "台账在核对"
    assert refusal(found.return_extension, "再退", at(5)) == ("obligation.no_extension", None, {})
    assert refusal(found.supplement_extension, " ", at(6)) == ("obligation.extension_progress", "progress", {})
    found.supplement_extension(" 附台账 ", at(6))
    newest(found, **OF, at="2026-09-06T09:00:00+08:00", text="附台账")
    found.return_extension("还缺一页", at(6))
    found.supplement_extension("补上", at(6))
    assert refusal(found.refuse_extension, " ", at(6)) == ("obligation.reason", "reason", {})
    found.refuse_extension(" 进度不足 ", at(6))
    newest(found, **OF, at="2026-09-06T09:00:00+08:00", reason="进度不足")
    assert found.extension["state"] == "refused" and not found.stands


def test_a_granted_day_is_told_with_the_former_one_and_its_arithmetic() -> None:
    found = asked()
    found.grant_extension(FOUND, " 同意 ", at(5))
    newest(found, **OF, **FOUND, at="2026-09-05T09:00:00+08:00", former="2026-09-07T17:00:00+08:00", reason="同意")
    assert refusal(found.grant_extension, FOUND, "再准", at(5)) == ("obligation.no_extension", None, {})
    late = owed()
    assert refusal(late.grant_extension, FOUND, "同意", at(5)) == ("obligation.no_extension", None, {})


def test_an_obligation_is_the_same_whoever_finds_it() -> None:
    """One for each kind, subject and period of a list, by a name that the ledgers there are already use."""
    space = UUID("7b1f7c56-0a5e-5d0a-9d53-6a3a2f0f2026")
    assert Obligation.create_id("p", "monthly_report", "s", "2026-08") == uuid5(
        space, "obligation/p/monthly_report:s:2026-08"
    )
