"""A draw: every candidate has the same chance, nobody recused is drawn, and whoever knows the rule draws the same.

Expected ranks are reckoned here from the rule's text with hashlib alone.
"""

import json
from collections import Counter
from hashlib import sha256
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from supervision import draw
from supervision.draw import Opening, Stratum
from tests.aggregates import refusal
from tracker.refusal import Refused, SeveralRefused

SALT = "5a" * 32
VALUE = {"kind": "witnesses"}
DEPUTIES = Stratum("人大代表", 2, [f"人大代表{n:02d}" for n in range(1, 8)])
SITES = Stratum("点位", 3, [f"2/{n}" for n in range(1, 9)], {"2/1": "柳荫社区养老服务点"})
CODES = ("K7QM2P9X4RTB", "ZZ23456789AB")
NO_CODE = [("draw.code", "code", {"length": 12})]

ids = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
pools = st.lists(ids, min_size=1, max_size=30, unique=True)


def committed(*strata: Stratum, recused: list[str] | None = None) -> tuple[str, str]:
    text = draw.commitment(strata, recused or [], VALUE, salt=SALT, about={"title": "养老服务点抽查"})
    return text, sha256(text.encode("utf-8")).hexdigest()


def told(faults: list[Refused]) -> list[tuple[str, str | None, dict[str, object]]]:
    return [(no.code, no.field, no.facts) for no in faults]


def opened(commit_hash: str, *numbers: str) -> list[Opening]:
    """Each number sealed on a phone; the last came on paper."""
    *sealed, paper = numbers
    found = [
        Opening(place, number, code, draw.seal(commit_hash, place, number, code))
        for place, (number, code) in enumerate(zip(sealed, CODES, strict=False), start=1)
    ]
    return [*found, Opening(len(found) + 1, paper)]


def by_the_text(commit_hash: str, value: str, candidates: list[str]) -> list[str]:
    """The rule's third sentence, written down once more: the JSON of three texts, hashed, the lowest first."""
    scores = {}
    for id in candidates:
        said = '["' + commit_hash + '","' + value + '","' + id + '"]'
        scores[sha256(said.encode("utf-8")).hexdigest()] = id
    return [id for _, id in sorted(scores.items())]


def test_who_knows_the_rule_draws_the_same_without_a_line_of_ours() -> None:
    text, commit_hash = committed(SITES, DEPUTIES, recused=["人大代表03", "人大代表05"])
    value = draw.value_of(commit_hash, opened(commit_hash, "48213905", "7712", "660033"))
    assert value == "1:48213905:K7QM2P9X4RTB;2:7712:ZZ23456789AB;3:660033"
    sites, deputies = draw.drawn(text, commit_hash, value)
    order = by_the_text(commit_hash, value, [f"人大代表{n:02d}" for n in range(1, 8)])
    assert list(deputies.order) == order
    assert list(deputies.chosen) == [id for id in order if id not in ("人大代表03", "人大代表05")][:2]
    assert list(sites.chosen) == by_the_text(commit_hash, value, [f"2/{n}" for n in range(1, 9)])[:3]


def test_one_draw_is_what_it_was_when_the_rule_was_made() -> None:
    """Written down once: another outcome is another rule, and needs another name."""
    ranks = draw.ranked("ab" * 32, "1:1234;2:5678", ["人大代表01", "人大代表02", "人大代表03", "2/1", '引"号'])
    assert ranks == PINNED
    assert draw.ALGORITHM == "sha256-rank/1"


PINNED = ["人大代表01", "人大代表02", "2/1", "人大代表03", '引"号']
"""As `printf '["%s","%s","%s"]' … | sha256sum | sort` gave them, with the quotation mark written \\"."""


def test_the_frozen_text_is_canonical_whatever_order_it_was_given_in() -> None:
    there = Stratum("人大代表", 1, ["人大代表02", "人大代表01"])
    again = Stratum("人大代表", 1, ["人大代表01", "人大代表02"])
    text, _ = committed(there, recused=["人大代表02"])
    assert text == committed(again, recused=["人大代表02"])[0]
    assert text == (
        '{"about":{"title":"养老服务点抽查"},"algorithm":"sha256-rank/1","recused":["人大代表02"],'
        f'"salt":"{SALT}","strata":[{{"candidates":["人大代表01","人大代表02"],"name":"人大代表","names":{{}},'
        '"quota":1}],"value":{"kind":"witnesses"}}'
    )


def test_names_are_sorted_by_their_utf_16_units() -> None:
    """RFC 8785, 3.2.3: a sign beyond the first plane comes before the last signs of the first."""
    assert draw.canonical({"\ufb33": 1, "😀": 2, "ö": 3, "\r": 4, "1": 5}) == (
        '{"\\r":4,"1":5,"ö":3,"😀":2,"\ufb33":1}'
    )


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (1.5, "^no canonical form: float$"),
        (2**53, "^no canonical form: int$"),
        ("\ud800", "surrogate"),
        ({1: "a"}, "^no canonical form: a name that is no text$"),
        ({"a": {"b": b"c"}}, "^no canonical form: bytes$"),
    ],
)
def test_what_has_no_canonical_form_is_not_hashed(found: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        draw.canonical(found)


def test_the_largest_whole_number_still_has_one() -> None:
    assert draw.canonical([2**53 - 1, -(2**53) + 1, True, None]) == "[9007199254740991,-9007199254740991,true,null]"


# Every candidate has the same chance.


def test_each_comes_first_as_often_as_the_others() -> None:
    """Chi-square with 9 degrees of freedom; 27.877 is exceeded once in a thousand, and the seeds are fixed."""
    members, draws = [f"市民代表{n:02d}" for n in range(10)], 5_000
    first = Counter(draw.ranked("c0" * 32, f"1:{n};2:77", members)[0] for n in range(draws))
    expected = draws / 10
    assert sum((first[id] - expected) ** 2 / expected for id in members) < 27.877


def test_each_order_of_four_comes_as_often_as_the_others() -> None:
    """24 orders, 23 degrees of freedom: 49.728 is exceeded once in a thousand."""
    members, draws = ["甲", "乙", "丙", "丁"], 9_600
    seen = Counter(tuple(draw.ranked(sha256(b"%d" % n).hexdigest(), "1:1;2:2", members)) for n in range(draws))
    expected = draws / 24
    assert sum((seen[order] - expected) ** 2 / expected for order in permutations(members)) < 49.728


def test_members_of_a_larger_pool_are_drawn_equally_often_when_some_are_recused() -> None:
    """Three of eight who may come, without putting back: the counts vary by (1 - 3/8) * 8/7 of what independent ones
    would, so the sum is divided by 5/7; 7 degrees of freedom, 24.322 is exceeded once in a thousand."""
    pool = Stratum("专家学者", 3, [f"专家学者{n:02d}" for n in range(10)])
    text, commit_hash = committed(pool, recused=["专家学者00", "专家学者09"])
    draws, seen = 4_000, Counter[str]()
    for n in range(draws):
        seen.update(draw.drawn(text, commit_hash, f"1:{n}")[0].chosen)
    expected = draws * 3 / 8
    assert set(seen) == {f"专家学者{n:02d}" for n in range(1, 9)}
    assert sum((seen[id] - expected) ** 2 / expected for id in seen) / (5 / 7) < 24.322


# Who may not come, and how many are asked.


@given(pools, st.data())
def test_nobody_recused_is_drawn_and_the_quota_is_kept_or_refused(pool: list[str], data: st.DataObject) -> None:
    recused = data.draw(st.lists(st.sampled_from(pool), unique=True))
    quota = data.draw(st.integers(-1, len(pool) + 1))
    left = len(pool) - len(recused)
    if not 1 <= quota <= left:
        no = refusal(committed, Stratum("组", quota, pool), recused=recused)
        assert no == ("draw.quota", "quota-0", {"pool": "组", "quota": quota, "left": left})
        return
    text, commit_hash = committed(Stratum("组", quota, pool), recused=recused)
    found = draw.drawn(text, commit_hash, "1:1234;2:4321")[0]
    assert len(found.chosen) == len(set(found.chosen)) == quota
    assert not set(found.chosen) & set(recused)
    assert sorted(found.order) == sorted(pool)
    outcomes = {place.id: place.outcome for place in found.places}
    assert {id for id, outcome in outcomes.items() if outcome == "skipped"} == set(recused)
    assert [place.rank for place in found.places] == list(range(1, len(pool) + 1))


def test_whoever_is_recused_and_in_no_pool_is_not_named() -> None:
    assert "人大代表99" not in committed(DEPUTIES, recused=["人大代表99"])[0]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(SeveralRefused) as no:
        committed(Stratum("点位", 9, ["2/1"]), Stratum("人大代表", 0, ["2/1"]))
    assert [each.code for each in no.value.refusals] == ["draw.twice", "draw.quota", "draw.quota"]
    assert refusal(committed)[0] == "draw.nothing"
    assert refusal(committed, Stratum("人大代表", 1, ["a"]), Stratum("人大代表", 1, ["b"]))[0] == "draw.twice"
    assert refusal(committed, Stratum("人大代表", 1, ["a", ""]))[0] == "draw.twice"


# What was frozen cannot change.


@given(st.data())
def test_any_changed_byte_of_the_frozen_text_is_seen(data: st.DataObject) -> None:
    text, commit_hash = committed(SITES, DEPUTIES, recused=["人大代表03"])
    raw = bytearray(text.encode())
    at, flip = data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(1, 255))
    raw[at] ^= flip
    try:
        changed = bytes(raw).decode()
    except UnicodeDecodeError:
        return
    assert refusal(draw.drawn, changed, commit_hash, "1:1234;2:4321")[0] == "draw.changed"


def test_another_rule_is_not_taken_for_this_one() -> None:
    text = committed(DEPUTIES)[0].replace("sha256-rank/1", "sha256-rank/2")
    commit_hash = sha256(text.encode()).hexdigest()
    assert refusal(draw.frozen, text, commit_hash) == ("draw.algorithm", None, {"found": "sha256-rank/2"})
    long = text.replace("sha256-rank/2", "x" * 50)
    assert refusal(draw.frozen, long, draw.hashed(long))[2] == {"found": "x" * 40}


def test_chance_in_the_text_hides_a_small_pool() -> None:
    one = draw.commitment([DEPUTIES], [], VALUE, salt="00" * 32, about={})
    assert draw.hashed(one) != draw.hashed(draw.commitment([DEPUTIES], [], VALUE, salt="01" * 32, about={}))


# The value.


def test_a_seal_holds_for_its_number_its_place_and_its_draw_alone() -> None:
    hash, other = "ab" * 32, "cd" * 32
    sealed = draw.seal(hash, 1, "4821", CODES[0])
    assert sealed == sha256(f'["{hash}",1,"4821","{CODES[0]}"]'.encode()).hexdigest()
    assert not draw.opening_faults(hash, Opening(1, "4821", CODES[0], sealed))
    for wrong in (Opening(2, "4821", CODES[0], sealed), Opening(1, "4822", CODES[0], sealed),
                  Opening(1, "4821", CODES[1], sealed)):  # fmt: skip
        assert told(draw.opening_faults(hash, wrong)) == [("draw.seal", "number", {"place": wrong.place})]
    assert [no.code for no in draw.opening_faults(other, Opening(1, "4821", CODES[0], sealed))] == ["draw.seal"]


@pytest.mark.parametrize("number", ["", "123", "1234567890123", "12 34", "１２３４", "-123", "12.34", "abcd"])
def test_a_number_is_four_to_twelve_plain_digits(number: str) -> None:
    assert told(draw.opening_faults("ab" * 32, Opening(1, number))) == [
        ("draw.number", "number", {"least": 4, "most": 12})
    ]


@pytest.mark.parametrize("number", ["1234", "000000000000"])
def test_the_shortest_and_the_longest_number_count(number: str) -> None:
    assert not draw.opening_faults("ab" * 32, Opening(1, number))


@pytest.mark.parametrize("code", ["", "K7QM2P9X4RT", "K7QM2P9X4RTBB", "k7qm2p9x4rtb", "K7QM2P9X4RT0"])
def test_a_sealed_number_needs_its_code(code: str) -> None:
    assert told(draw.opening_faults("ab" * 32, Opening(1, "1234", code, "ee" * 32))) == NO_CODE


def test_a_number_on_paper_has_no_code() -> None:
    assert told(draw.opening_faults("ab" * 32, Opening(1, "1234", CODES[0]))) == NO_CODE


def test_witnesses_are_two_to_twelve_and_none_is_left_out() -> None:
    hash = "ab" * 32
    paper = [Opening(place, "1234") for place in range(1, 14)]
    assert refusal(draw.value_of, hash, paper[:1]) == ("draw.witnesses", None, {"least": 2, "most": 12})
    assert refusal(draw.value_of, hash, paper)[0] == "draw.witnesses"
    assert refusal(draw.value_of, hash, [paper[0], paper[2]])[0] == "draw.places"
    assert refusal(draw.value_of, hash, [paper[0], paper[0]])[0] == "draw.places"
    assert draw.value_of(hash, paper[:2]) == draw.value_of(hash, paper[1::-1]) == "1:1234;2:1234"
    assert draw.value_of(hash, paper[:12]).count(";") == 11
    with pytest.raises(SeveralRefused):
        draw.value_of(hash, [Opening(1, "x"), Opening(2, "y")])


def test_every_witness_moves_the_ranks() -> None:
    text, commit_hash = committed(Stratum("市民代表", 3, [f"市民代表{n:03d}" for n in range(100)]))
    numbers = ["48213905", "7712", "660033"]
    seen = set()
    for at in range(3):
        other = [number[:-1] + "9" if place == at else number for place, number in enumerate(numbers)]
        seen.add(tuple(draw.drawn(text, commit_hash, draw.value_of(commit_hash, opened(commit_hash, *other)))[0].order))
    assert len(seen) == 3


def test_a_lottery_counts_as_it_was_announced() -> None:
    assert draw.lottery_value("排列5", " 26123 ", "0 4 7 1 9") == "排列5:26123:04719"
    assert refusal(draw.lottery_value, "排列5", " ", "04719") == ("draw.lottery", "issue", {})
    assert refusal(draw.lottery_value, "排列5", "26123", "") == ("draw.lottery", "numbers", {})


# The next rank.


@given(st.lists(st.integers(0, 6), max_size=6))
def test_whoever_cannot_come_is_followed_by_the_next_rank(steps: list[int]) -> None:
    text, commit_hash = committed(DEPUTIES, recused=["人大代表03"])
    order = [id for id in by_the_text(commit_hash, "1:1", list(DEPUTIES.candidates)) if id != "人大代表03"]
    gone: list[str] = []
    for step in steps:
        present = [id for id in order if id not in gone][:2]
        assume(len(order) - len(gone) > 2)
        gone.append(present[step % 2])
    found = draw.drawn(text, commit_hash, "1:1", gone)[0]
    assert list(found.chosen) == [id for id in order if id not in gone][:2]
    assert {place.id for place in found.places if place.outcome == "replaced"} == set(gone)


def test_only_one_who_was_drawn_gives_way_and_only_while_there_is_a_next() -> None:
    text, commit_hash = committed(Stratum("政协委员", 2, ["政协委员01", "政协委员02", "政协委员03"]))
    order = by_the_text(commit_hash, "1:1", ["政协委员01", "政协委员02", "政协委员03"])
    assert refusal(draw.drawn, text, commit_hash, "1:1", [order[2]]) == ("draw.not_drawn", None, {"id": order[2]})
    assert refusal(draw.drawn, text, commit_hash, "1:1", [order[0], order[0]])[0] == "draw.not_drawn"
    assert refusal(draw.drawn, text, commit_hash, "1:1", order[:2]) == ("draw.used_up", None, {"pool": "政协委员"})
    assert list(draw.drawn(text, commit_hash, "1:1", [order[0]])[0].chosen) == order[1:]


def test_a_record_holds_all_that_is_needed_and_nothing_that_does_not_fit() -> None:
    text, commit_hash = committed(DEPUTIES, recused=["人大代表03"])
    numbers = opened(commit_hash, "48213905", "7712", "660033")
    value = draw.value_of(commit_hash, numbers)
    record = draw.record(text, commit_hash, value, openings=numbers[::-1], times={"committed_at": "2026-10-09T09:00"})
    assert json.loads(json.dumps(record)) == record
    assert [each["place"] for each in record["openings"]] == [1, 2, 3]
    order = by_the_text(commit_hash, value, list(DEPUTIES.candidates))
    chosen = [id for id in order if id != "人大代表03"][:2]
    assert record["result"] == [{"name": "人大代表", "quota": 2, "order": order, "drawn": chosen}]
    assert (record["lottery"], record["replaced"], record["times"]) == (None, [], {"committed_at": "2026-10-09T09:00"})
    with pytest.raises(Refused, match=r"draw\.not_drawn"):
        draw.record(text, commit_hash, value, replaced=[{"id": "人大代表03"}])
