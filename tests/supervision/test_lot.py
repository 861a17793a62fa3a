"""A draw as it is held: sealed, opened together, and out of everybody's hands when a seal stays closed.

Today is Friday, 9 October 2026, 9:00. Ranks are reckoned here with hashlib.
"""

from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from supervision import draw
from supervision.draw import Stratum
from supervision.lot import Ground, Lot
from tests.aggregates import events, newest, refusal
from tracker.clock import SHANGHAI, FixedClock
from tracker.refusal import SeveralRefused

pytestmark = pytest.mark.usefixtures("clock")

MEMBERS = [f"人大代表{n:02d}" for n in range(1, 7)]
CONTENT = draw.commitment(
    [Stratum("人大代表", 2, MEMBERS)], ["人大代表04"], {"kind": "witnesses", "lottery": "排列5"},
    salt="5a" * 32, about={"title": "抽查"},
)  # fmt: skip
HASH = sha256(CONTENT.encode()).hexdigest()
CODES = {1: "K7QM2P9X4RTB", 2: "ZZ23456789AB"}
NUMBERS = {1: "48213905", 2: "888888"}
GROUND = Ground("plan-1", "list-2026", "demo", 2026, silent=True)


def committed(*witnesses: str) -> Lot:
    return Lot.commit(GROUND, 1, CONTENT, witnesses or ("人大代表01", "市民代表02", "政协委员03"), "排列5")


def sealed() -> Lot:
    """Two on their phones, the third on paper."""
    lot = committed()
    for place, number in NUMBERS.items():
        lot.seal(place, _seal(place, number))
    lot.write_paper(3, "660033")
    return lot


def opening() -> Lot:
    lot = sealed()
    lot.end_sealing()
    return lot


def _seal(place: int, number: str) -> str:
    return sha256(f'["{HASH}",{place},"{number}","{CODES[place]}"]'.encode()).hexdigest()


def _ranks(value: str) -> list[str]:
    found = sorted(MEMBERS, key=lambda id: sha256(f'["{HASH}","{value}","{id}"]'.encode()).hexdigest())
    return [id for id in found if id != "人大代表04"]


def test_the_last_number_that_is_opened_draws() -> None:
    lot = opening()
    assert (lot.state, lot.until) == ("opening", "2026-10-09T09:02:00+08:00")
    lot.open(2, NUMBERS[2], CODES[2], "phone")
    assert lot.state == "opening"
    lot.open(1, NUMBERS[1], CODES[1], "slip")
    value = "1:48213905:K7QM2P9X4RTB;2:888888:ZZ23456789AB;3:660033"
    assert newest(lot, value=value, announced=None).drawn == {"人大代表": _ranks(value)[:2]}
    assert events(lot)[0].sha256 == HASH


def test_slips_alone_draw_when_the_sealing_ends() -> None:
    lot = committed("人大代表01", "市民代表02")
    lot.write_paper(2, "7712")
    assert refusal(lot.end_sealing) == ("lot.lacking", None, {"places": "1"})
    lot.write_paper(1, "4821")
    lot.end_sealing()
    assert newest(lot).drawn == {"人大代表": _ranks("1:4821;2:7712")[:2]}


def test_what_was_given_cannot_be_given_again_and_nothing_comes_in_late() -> None:
    lot = sealed()
    assert refusal(lot.seal, 1, "0" * 64)[0] == "lot.sealed_already"
    assert refusal(lot.write_paper, 1, "1234")[0] == "lot.sealed_already"
    assert refusal(lot.seal, 3, "0" * 64)[0] == "lot.sealed_already"
    assert refusal(lot.seal, 4, "0" * 64)[0] == "lot.place"
    assert refusal(lot.open, 1, NUMBERS[1], CODES[1], "phone")[0] == "lot.state"
    lot.end_sealing()
    assert refusal(lot.seal, 1, "0" * 64)[0] == "lot.state"
    assert refusal(lot.write_paper, 1, "1234")[0] == "lot.state"
    assert refusal(committed().seal, 1, "abc")[0] == "lot.seal"
    assert refusal(committed().write_paper, 1, "12")[0] == "draw.number"


def test_only_the_sealed_number_opens() -> None:
    lot = opening()
    assert refusal(lot.open, 1, "48213906", CODES[1], "slip")[0] == "draw.seal"
    assert refusal(lot.open, 3, "660033", "", "slip")[0] == "lot.place"
    lot.open(1, NUMBERS[1], CODES[1], "phone")
    assert refusal(lot.open, 1, NUMBERS[1], CODES[1], "phone")[0] == "lot.opened_already"


def test_a_seal_that_stays_closed_leaves_it_to_a_lottery_of_a_later_day(clock: FixedClock) -> None:
    lot = opening()
    lot.open(1, NUMBERS[1], CODES[1], "phone")
    assert refusal(lot.end_round) == ("lot.early", None, {"until": "09:02"})
    assert refusal(lot.announce, "26123", "04719", "2026-10-09")[0] == "lot.state"
    clock.set(datetime(2026, 10, 9, 9, 2, tzinfo=SHANGHAI))
    lot.end_round()
    assert newest(lot).places == [2]
    assert refusal(lot.open, 2, NUMBERS[2], CODES[2], "phone")[0] == "lot.state", "too late to think better of it"
    assert refusal(lot.withdraw, "重来")[0] == "lot.begun", "no second try"
    clock.set(datetime(2026, 10, 11, 9, tzinfo=SHANGHAI))
    for day in ("2026-10-09", "2026-10-12", "", "10月"):
        assert refusal(lot.announce, "26123", "04719", day)[:2] == ("lot.lottery_day", "drawn_on")
    lot.announce("26123", "0 4 7 1 9", "2026-10-10")
    event = newest(lot, value="排列5:26123:04719")
    assert event.drawn == {"人大代表": _ranks("排列5:26123:04719")[:2]}
    assert event.announced == {"issue": "26123", "numbers": "0 4 7 1 9", "drawn_on": "2026-10-10"}


def test_a_lottery_may_be_chosen_from_the_start(clock: FixedClock) -> None:
    lot = Lot.commit(GROUND, 1, CONTENT, (), "排列5")
    assert (lot.state, refusal(lot.seal, 1, "0" * 64)[0]) == ("lottery", "lot.state")
    clock.set(datetime(2026, 10, 10, 9, tzinfo=SHANGHAI))
    with pytest.raises(SeveralRefused) as no:
        lot.announce("", "", "2026-10-09")
    assert [each.code for each in no.value.refusals] == ["lot.lottery_day", "draw.lottery"]
    assert refusal(lot.withdraw, "重来")[0] == "lot.begun", "a result is known by then"
    lot.announce("26124", "1 2 3", "2026-10-10")
    assert lot.state == "drawn"


def test_two_witnesses_at_least_and_a_lottery_is_always_named() -> None:
    assert refusal(committed, "人大代表01")[0] == "draw.witnesses"
    assert refusal(committed, *["市民代表"] * 13)[0] == "draw.witnesses"
    assert refusal(Lot.commit, GROUND, 1, CONTENT, ("a", "b"), " ")[:2] == ("lot.lottery", "lottery")


def test_it_is_withdrawn_only_before_anybody_gave_anything() -> None:
    lot = committed()
    assert refusal(lot.withdraw, " ")[0] == "lot.why"
    lot.withdraw("漏了一位成员")
    assert (lot.state, refusal(lot.seal, 1, "0" * 64)[0]) == ("withdrawn", "lot.state")
    begun = committed()
    begun.seal(1, "0" * 64)
    assert refusal(begun.withdraw, "重来")[0] == "lot.begun"
    written = committed()
    written.write_paper(1, "1234")
    assert refusal(written.withdraw, "重来")[0] == "lot.begun"
    same_day = Lot.commit(GROUND, 1, CONTENT, (), "排列5")
    same_day.withdraw("改为现场抽签")
    assert same_day.state == "withdrawn"


def test_whoever_cannot_come_is_followed_by_the_next_rank(clock: FixedClock) -> None:
    lot = committed("人大代表01", "市民代表02")
    assert refusal(lot.replace, MEMBERS[0], "absent")[0] == "lot.state"
    for place, number in ((1, "4821"), (2, "7712")):
        lot.write_paper(place, number)
    lot.end_sealing()
    clock.set(clock.now() + timedelta(days=1))
    order = _ranks("1:4821;2:7712")
    assert refusal(lot.replace, order[2], "absent")[0] == "draw.not_drawn"
    assert refusal(lot.replace, order[0], "tired")[0] == "lot.reason"
    lot.replace(order[0], "absent", "住院")
    assert newest(lot, out=order[0], successor=order[2]).reason == "住院"
    lot.replace(order[2], "recusal")
    assert newest(lot, out=order[2], successor=order[3])
    lot.replace(order[1], "other")
    assert newest(lot, out=order[1], successor=order[4])
    assert sorted(lot.chosen) == sorted([order[3], order[4]])
    assert refusal(lot.replace, order[3], "absent")[0] == "draw.used_up"
