"""Each step of an obligation's course by itself: what is recorded, and what stands on record then, by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from projects.rule import Pause, Reckoning
from supervision.claim import Claim, Void
from supervision.course import Deed, Recorded, advanced, course, next_moment
from tracker.clock import SHANGHAI

LATER = datetime(2026, 12, 1, tzinfo=SHANGHAI)


def at(day: int, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 9, day, hour, minute, second, tzinfo=SHANGHAI)


def claim(**facts: Any) -> Claim:
    told = {"kind": "k", "subject": "s", "period": "", "owner": "甲局", "project": None, "what": "事", "href": "/"}
    return Claim(**{**told, "since": at(7, 10), **facts})


def reckoning(due: datetime, *reminders: datetime) -> Reckoning:
    return Reckoning(due, due + timedelta(days=1), reminders, {"rule": "手算"})


def reckon(of: Claim, due: datetime | None, pauses: tuple[Pause, ...]) -> Reckoning:
    """Due on the 10th at 17, or when it was set; a pause of whatever length takes a day. Reminded on the 8th and 10th
    at nine, and an hour before."""
    then = (due or at(10, 17)) + timedelta(days=len(pauses))
    return reckoning(then, at(6), at(8), at(10), then - timedelta(hours=1))


def recorded(**other: Any) -> Recorded:
    """Asked on the 7th, due on the 10th, lapsed on the 11th at 17."""
    told: dict[str, Any] = {
        "state": "scheduled", "owner": "甲局", "due": at(10, 17), "cutoff": at(11, 17), "reminders": (at(8), at(10)),
        "owner_since": at(7, 10), "due_since": at(7, 10),
    }  # fmt: skip
    return Recorded(**{**told, **other})


def after(of: Claim, stands: Recorded | None, now: datetime = LATER) -> tuple[list[Deed], Recorded | None]:
    return advanced(of, stands, reckon, now)


def first(of: Claim, stands: Recorded, now: datetime = LATER) -> Deed:
    return course(of, stands, reckon, now)[0]


# -- opening


def test_it_opens_with_its_owner_and_day_and_the_reminders_still_to_come() -> None:
    [deed], stands = after(claim(), None, at(7, 10))
    assert deed == Deed(at(7, 10), "open", {"owner": "甲局", "found": reckon(claim(), None, ())})
    assert stands == recorded(reminders=(at(8), at(10), at(10, 16)))
    _, then = after(claim(known_at=at(8)), None, at(8))
    assert then is not None and then.reminders == (at(10), at(10, 16)), "that of this second is none to come"


def test_it_opens_as_it_stands_by_then() -> None:
    """Taken over twice and set anew twice by the time it is known, and again afterwards."""
    of = claim(
        known_at=at(8, 12),
        due=at(14, 12),
        later_owners=((at(7, 12), "乙局"), (at(8, 12), "丙局"), (at(9), "丁局")),
        later_dues=((at(7, 12), at(15, 12), "一"), (at(8, 12), at(16, 12), "二"), (at(9), at(17, 12), "三")),
    )
    [deed], stands = after(of, None, at(8, 12))
    assert deed.facts["owner"] == "丙局" and deed.facts["found"].due == at(16, 12)
    assert stands == recorded(
        owner="丙局", due=at(16, 12), cutoff=at(17, 12), owner_since=at(8, 12), due_since=at(8, 12),
        reminders=(at(10), at(16, 11)),
    )  # fmt: skip
    moved = course(of, stands, reckon, at(9))
    assert [(each.name, each.at) for each in moved] == [("hand_over", at(9)), ("reschedule", at(9))]


def test_a_day_that_a_person_set_is_the_day_it_opens_with() -> None:
    [deed], stands = after(claim(due=at(20, 12)), None, at(7, 10))
    assert stands is not None and (deed.facts["found"].due, stands.due) == (at(20, 12), at(20, 12))


def test_nothing_opens_before_its_second() -> None:
    assert after(claim(), None, at(7, 9, 59, 59)) == ([], None)
    assert after(claim(since=None), None) == ([], None)


# -- what people do meanwhile


def test_it_is_handed_over_once_and_to_another_only() -> None:
    of = claim(later_owners=((at(7, 10), "早局"), (at(8, 8), "甲局"), (at(8, 10), "乙局"), (at(8, 11), "丙局")))
    found, stands = after(of, recorded(reminders=()), at(8, 10))
    assert found == [Deed(at(8, 10), "hand_over", {"owner": "乙局"})]
    assert stands == recorded(reminders=(), owner="乙局", owner_since=at(8, 10))
    assert [each.facts["owner"] for each in course(of, stands, reckon, at(8, 11))] == ["丙局"]


def test_another_day_moves_what_is_open_and_not_what_was_extended() -> None:
    of = claim(later_dues=((at(7, 10), at(12, 12), "开始时"), (at(9), at(14, 12), "推迟"), (at(9, 1), at(20), "又")))
    stands = recorded(reminders=(at(10),))
    [deed], moved = after(of, stands, at(9))
    assert deed == Deed(at(9), "reschedule", {"found": reckon(of, at(14, 12), ()), "why": "推迟"})
    assert moved == recorded(due=at(14, 12), cutoff=at(15, 12), reminders=(at(10), at(14, 11)), due_since=at(9))
    assert course(of, replace(stands, extended=True), reckon, at(9)) == []


def test_the_clock_stands_from_a_pause_on_and_goes_on_with_its_end() -> None:
    of = claim(pauses=(Pause(at(9), at(9, 15), "缺台账"),))
    found, stands = after(of, recorded(), at(9, 14))
    assert found[1:] == [Deed(at(9), "pause", {"reason": "缺台账"})]
    assert stands == recorded(state="due_soon", reminded_at=at(8), paused_at=at(9))
    [deed], stands = after(of, stands, at(9, 15))
    assert deed == Deed(at(9, 15), "resume", {"found": reckon(of, None, of.pauses)})
    assert stands == recorded(
        state="due_soon", reminded_at=at(8), due=at(11, 17), cutoff=at(12, 17), reminders=(at(10), at(11, 16)),
        resumed_at=at(9, 15),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pause", "resumed_at"),
    [
        (Pause(at(9), at(9)), None),
        (Pause(at(9), at(8, 12)), None),
        (Pause(at(10, 17, 0, 1), at(11, 9)), None),
        (Pause(at(9), at(9, 15)), at(9, 10)),
    ],
    ids=["of no time", "over before it begins", "after the day", "before one that is over"],
)
def test_a_pause_that_stops_nothing_is_not_recorded(pause: Pause, resumed_at: datetime | None) -> None:
    stands = recorded(reminded_at=at(10), resumed_at=resumed_at)
    assert course(claim(pauses=(pause,)), stands, reckon, at(11, 12)) == []


def test_a_pause_may_begin_when_the_one_before_ends_and_in_the_last_second_of_the_day() -> None:
    for pause, stands in (
        (Pause(at(9), None, "再补"), recorded(reminded_at=at(10), resumed_at=at(9))),
        (Pause(at(10, 17), None, "末秒"), recorded(reminded_at=at(10))),
    ):
        found = course(claim(pauses=(pause,)), stands, reckon, LATER)
        assert found == [Deed(pause.since, "pause", {"reason": pause.reason})]


def test_only_the_pause_it_stands_in_ends_it_and_all_that_are_over_count() -> None:
    before, now, later = Pause(at(8), at(8, 12)), Pause(at(9), at(9, 15), "补"), Pause(at(9, 16), at(9, 17), "补")
    of = claim(pauses=(before, now, later))
    stands = recorded(reminded_at=at(10), paused_at=at(9), resumed_at=at(8, 12))
    [deed, *_], _ = after(of, stands)
    assert deed == Deed(at(9, 15), "resume", {"found": reckon(of, None, (before, now))})
    waiting = claim(pauses=(before, Pause(at(9), None, "补")))
    assert course(waiting, stands, reckon, LATER) == []


def test_after_a_day_that_was_set_anew_or_granted_only_the_last_pause_counts_on() -> None:
    """What was set or granted knew of the pauses before it: their days are in it."""
    before, now = Pause(at(8), at(8, 12)), Pause(at(9), at(9, 15), "补")
    stands = recorded(due=at(14, 12), reminded_at=at(10), paused_at=at(9), resumed_at=at(8, 12), due_since=at(8, 15))
    for of, other in (
        (claim(pauses=(before, now), later_dues=((at(8, 15), at(14, 12), "推迟"),)), stands),
        (claim(pauses=(before, now)), replace(stands, extended=True)),
        (claim(pauses=(now,)), replace(stands, extended=True)),
    ):
        assert first(of, other) == Deed(at(9, 15), "resume", {"found": reckon(of, at(14, 12), (now,))})
    of = claim(due=at(13, 12), pauses=(before, now), later_dues=((at(9, 16), at(20, 12), "以后"),))
    assert first(of, stands) == Deed(at(9, 15), "resume", {"found": reckon(of, at(13, 12), (before, now))})


# -- how it ends


@pytest.mark.parametrize(
    ("met", "state"), [(at(10, 17), "met"), (at(10, 17).replace(microsecond=9), "met"), (at(10, 17, 0, 1), "met_late")]
)
def test_what_meets_it_is_told_by_its_own_time(met: datetime, state: str) -> None:
    stands = recorded(reminded_at=at(10))
    [deed], ended = after(claim(met_at=met, met_by="report.submitted"), stands)
    assert deed == Deed(met, "meet", {"by_event": "report.submitted"})
    assert ended == replace(stands, state=state)
    assert first(claim(met_at=met), stands).facts == {"by_event": ""}


def test_a_waiver_is_told_with_its_reason_and_post() -> None:
    found, ended = after(claim(void=Void(at(9), "暂停", "督查室主任")), recorded(reminded_at=at(8)))
    assert found == [Deed(at(9), "waive", {"reason": "暂停", "post": "督查室主任"})]
    assert ended == recorded(reminded_at=at(8), state="waived")


def test_it_is_reminded_of_one_after_the_other_and_lapses_at_its_second() -> None:
    found, ended = after(claim(), recorded())
    assert found == [Deed(at(8), "remind"), Deed(at(10), "remind"), Deed(at(11, 17), "miss")]
    assert ended == recorded(state="missed", reminded_at=at(10))


def test_what_was_missed_is_told_of_once_when_it_comes_and_not_before() -> None:
    missed, of = recorded(state="missed"), claim(met_at=at(12), met_by="report.submitted")
    assert after(of, missed, at(11, 23)) == ([], missed)
    found, ended = after(of, missed, at(12))
    assert found == [Deed(at(12), "meet", {"by_event": "report.submitted"})]
    assert ended == replace(missed, filed=True) and after(of, ended) == ([], ended)
    assert first(claim(met_at=at(12)), missed).facts == {"by_event": ""}
    assert after(claim(), missed) == ([], missed)
    for state in ("met", "met_late", "waived"):
        assert after(of, recorded(state=state)) == ([], recorded(state=state))


def test_within_one_second_people_come_before_the_clock() -> None:
    """Filed in the very second of the lapse it is late, and not missed; filed in that of a waiver, it is filed."""
    lapse = at(11, 17)
    stands = recorded(reminded_at=at(10))
    assert first(claim(met_at=lapse.replace(microsecond=500)), stands).name == "meet"
    assert first(claim(void=Void(lapse, "停", "主任")), stands).name == "waive"
    assert first(claim(met_at=at(9), void=Void(at(9), "停", "主任")), stands).name == "meet"
    assert first(claim(met_at=at(10)), recorded()).name == "remind", "the one of the 8th"
    assert first(claim(met_at=at(10)), recorded(reminded_at=at(8))).name == "meet"
    both = claim(later_owners=((at(9), "乙局"),), later_dues=((at(9), at(14), "推"),), pauses=(Pause(at(9), None),))
    names = [each.name for each in course(both, recorded(reminded_at=at(10)), reckon, at(9))]
    assert names == ["hand_over", "reschedule", "pause"]


def test_what_the_clock_brings_is_told_a_minute_later_and_what_people_did_at_once() -> None:
    for now, found in ((at(8, 9, 0, 59), []), (at(8, 9, 1), [Deed(at(8), "remind")])):
        assert course(claim(), recorded(), reckon, now) == found
    assert course(claim(met_at=at(7, 12)), recorded(), reckon, at(7, 12))[0].name == "meet"
    for now, names in ((at(11, 17, 0, 59), []), (at(11, 17, 1), ["miss"])):
        assert [each.name for each in course(claim(), recorded(reminded_at=at(10)), reckon, now)] == names


# -- what the clock alone brings next


def test_the_next_moment_is_a_reminder_or_the_lapse_and_none_while_it_stands_or_is_over() -> None:
    assert next_moment(recorded()) == at(8)
    assert next_moment(recorded(state="due_soon", reminded_at=at(8))) == at(10)
    assert next_moment(recorded(state="due_soon", reminded_at=at(10))) == at(11, 17)
    assert next_moment(recorded(paused_at=at(9))) is None
    for state in ("met", "met_late", "missed", "waived"):
        assert next_moment(recorded(state=state)) is None
    assert next_moment(recorded(reminded_at=at(8).astimezone(UTC))) == at(10)
