"""A member of the roster: enrolled for a term, bound by what was declared, suspended, gone. Today is 9 October 2026."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.member import Member, Profile
from supervision.recusal import Looked, Ties, barred
from tests.aggregates import events, newest, refusal
from tracker.refusal import SeveralRefused

pytestmark = pytest.mark.usefixtures("clock")

PROFILE = Profile("2027-03-01", ("建筑工程", " 建筑工程", ""), ("东湖区",), "unit-1")


def enrolled(profile: Profile = PROFILE, kind: str = "人大代表", since: str = "2022-03-01") -> Member:
    return Member.enrol("demo", kind, 7, since, profile)


def test_a_member_is_enrolled_by_kind_and_number_and_bound_to_the_employer() -> None:
    member = enrolled()
    event = newest(member, jurisdiction="demo", kind="人大代表", number=7, employer="unit-1")
    assert (event.expertise, event.districts) == (["建筑工程"], ["东湖区"])
    assert member.id == Member.create_id("demo", "人大代表", 7)
    assert member.ties == Ties(frozenset({"unit-1"}))
    assert not {"name", "phone"} & set(vars(event))


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        ("2022-03-01", "2028-03-02", "member.term_until"),
        ("2022-03-01", "2022-03-01", "member.term_until"),
        ("2022-03-01", "", "member.term_until"),
        ("", "2027-03-01", "member.term_from"),
    ],
)
def test_a_term_has_a_beginning_and_an_end_of_at_most_six_years(since: str, until: str, code: str) -> None:
    assert refusal(enrolled, Profile(until), since=since)[0] == code
    assert enrolled(Profile("2028-03-01")).profile.term_until == "2028-03-01"


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(SeveralRefused) as no:
        enrolled(Profile("", tuple(map(str, range(21)))), kind="居民")
    assert [each.code for each in no.value.refusals] == ["member.kind", "member.term_until", "member.too_many"]


def test_what_was_declared_stays_and_a_left_employer_binds_still() -> None:
    member = enrolled()
    member.declare("亲属任职", "member", unit="unit-2")
    member.declare("业务往来", "office", project="project-9")
    member.revise(Profile("2027-03-01", ("建筑工程",), ("东湖区",), "unit-3"))
    assert newest(member, employer="unit-3").former == "unit-1"
    assert member.ties == Ties(frozenset({"unit-1", "unit-2", "unit-3"}), frozenset({"project-9"}))
    member.revise(Profile("2027-03-01"))
    assert member.ties.units == {"unit-1", "unit-2", "unit-3"}
    assert not [name for name in dir(Member) if "withdraw" in name or "remove" in name or "revoke" in name]


def test_an_interest_is_one_unit_or_one_project_and_new() -> None:
    member = enrolled()
    assert refusal(member.declare, "任职", "member")[0] == "member.interest"
    assert refusal(member.declare, "任职", "member", unit="unit-2", project="project-9")[0] == "member.interest"
    assert refusal(member.declare, "任职", "member", unit="unit-1")[0] == "member.declared_already"
    assert refusal(member.declare, "朋友", "member", unit="unit-2")[:2] == ("member.tie", "tie")
    assert refusal(member.declare, "任职", "unit", unit="unit-2")[0] == "member.by"


def test_suspended_resumed_and_gone_for_good() -> None:
    member = enrolled()
    assert refusal(member.resume, "已恢复")[0] == "member.not_suspended"
    assert refusal(member.suspend, " ")[0] == "member.reason"
    member.suspend("出国三个月")
    assert refusal(member.suspend, "再次")[0] == "member.suspended_already"
    member.declare("业务往来", "member", unit="unit-2")
    member.resume("已回国")
    assert member.state == "active"
    assert refusal(member.leave, "2026-10-10", "辞去")[:2] == ("member.left_on", "on")
    assert refusal(member.leave, "2022-02-28", "辞去")[:2] == ("member.left_on", "on")
    member.leave("2026-10-09", "辞去代表职务")
    acts: list[tuple[Any, ...]] = [
        (member.suspend, "原因"), (member.leave, "2026-10-09", "原因"), (member.revise, Profile("2027-01-01")),
        (member.declare, "任职", "member"), (member.release_name, True), (member.resume, "原因"),
    ]  # fmt: skip
    assert {refusal(*act)[0] for act in acts} == {"member.gone"}


def test_the_name_is_public_only_by_consent_which_may_be_taken_back() -> None:
    member = enrolled()
    assert refusal(member.release_name, False)[0] == "member.nothing_new"
    member.release_name(True)
    assert member.named
    member.release_name(False)
    assert not member.named
    assert refusal(member.revise, PROFILE)[0] == "member.nothing_new"
    assert len(events(member)) == 3


names = st.frozensets(st.sampled_from("abcdefg"), max_size=4)


@given(names, names, st.lists(st.tuples(st.sampled_from("abcdefg"), names), max_size=4))
def test_whoever_shares_a_unit_or_is_bound_to_the_project_is_barred(units: Any, projects: Any, looked: Any) -> None:
    expected = False
    for project, its_units in looked:
        if project in projects or any(unit in its_units for unit in units):
            expected = True
    assert barred(Ties(units, projects), [Looked(*each) for each in looked]) is expected
