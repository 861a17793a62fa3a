"""An obligation: what people may decide about it, and what the day shown says of what comes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from supervision.obligation import Obligation
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
