"""A coordination item: each side does its own steps and no other's; nobody's silence confirms."""

from collections.abc import Callable
from typing import Any

import pytest

from supervision.claim import OFFICE
from supervision.coordination import LONGEST, OPEN, Coordination
from tests.aggregates import newest, refusal
from tracker.refusal import SeveralRefused

LEAD, HELPER, OTHER = "lead", "helper", "other"

pytestmark = pytest.mark.usefixtures("clock")


def asked(**changed: Any) -> Coordination:
    given = {
        "kind": "approval", "matter": "规划许可未批。", "wanted": "5个工作日内办结。", "unit": LEAD, "helper": HELPER,
        "by": LEAD,
    }  # fmt: skip
    return Coordination.ask("programme", "project", **{**given, **changed})


def accepted() -> Coordination:
    item = asked()
    item.accept(HELPER, "行政审批处副处长")
    return item


def resolved() -> Coordination:
    item = accepted()
    item.resolve(HELPER, "许可证已发。")
    return item


def waiting() -> Coordination:
    item = accepted()
    item.ask_supplement(HELPER, "缺管线综合图。")
    return item


def test_asked_taken_on_answered_done_and_confirmed() -> None:
    item = asked()
    assert (item.state, newest(item).by_office, newest(item).helper) == ("asked", False, HELPER)
    item.accept(HELPER, " 行政审批处副处长 ", "已受理。")
    assert (item.state, newest(item).contact) == ("accepted", "行政审批处副处长")
    item.answer(HELPER, "已过规划会。")
    assert (item.state, type(newest(item)).__name__) == ("accepted", "Answered")
    item.resolve(HELPER, "许可证已发。")
    assert item.state == "resolved"
    item.confirm(LEAD)
    assert item.state == "confirmed"


def test_what_is_not_solved_goes_back() -> None:
    item = resolved()
    assert refusal(item.dispute, LEAD, " ")[0] == "coordination.words"
    item.dispute(LEAD, "只批了两条路。")
    assert item.state == "accepted"
    item.resolve(HELPER, "都批了。")
    item.confirm(OFFICE, "经核实。")
    assert item.state == "confirmed"


@pytest.mark.parametrize("before", ["asked", "accepted"])
def test_a_supplement_leads_back_to_where_it_stood(before: str) -> None:
    item = asked() if before == "asked" else accepted()
    item.ask_supplement(HELPER, "缺管线综合图。")
    assert item.state == "supplement"
    item.supplement(LEAD, "已补。")
    assert item.state == before


def test_the_office_may_step_in_and_hand_it_to_another() -> None:
    item = accepted()
    assert refusal(item.step_in, LEAD, "请快办。")[0] == "coordination.not_office"
    item.step_in(OFFICE, "请三日内办结。")
    assert (item.state, item.helper) == ("accepted", HELPER)
    assert refusal(item.step_in, OFFICE, "改由牵头单位办。", LEAD) == ("coordination.helper", "helper", {})
    item.step_in(OFFICE, "改由市财政局办。", OTHER)
    assert (item.state, item.helper) == ("asked", OTHER)
    assert refusal(item.accept, HELPER, "处长")[0] == "coordination.not_helper"
    item.accept(OTHER, "国库处处长")
    assert item.state == "accepted"


STEPS: dict[str, Callable[[Coordination, str], None]] = {
    "accept": lambda item, by: item.accept(by, "处长"),
    "answer": lambda item, by: item.answer(by, "在办。"),
    "ask_supplement": lambda item, by: item.ask_supplement(by, "缺图。"),
    "resolve": lambda item, by: item.resolve(by, "办结。"),
    "supplement": lambda item, by: item.supplement(by, "已补。"),
    "confirm": lambda item, by: item.confirm(by),
    "dispute": lambda item, by: item.dispute(by, "没有。"),
    "withdraw": lambda item, by: item.withdraw(by, "不需要了。"),
    "step_in": lambda item, by: item.step_in(by, "请快办。"),
}
STANDING = {"asked": asked, "accepted": accepted, "supplement": waiting, "resolved": resolved}
ALLOWED = {
    ("asked", HELPER): {"accept", "ask_supplement"},
    ("accepted", HELPER): {"answer", "ask_supplement", "resolve"},
    ("supplement", HELPER): set(),
    ("resolved", HELPER): set(),
    ("asked", LEAD): {"withdraw"},
    ("accepted", LEAD): {"withdraw"},
    ("supplement", LEAD): {"supplement", "withdraw"},
    ("resolved", LEAD): {"confirm", "dispute", "withdraw"},
    ("asked", OFFICE): {"withdraw", "step_in"},
    ("accepted", OFFICE): {"withdraw", "step_in"},
    ("supplement", OFFICE): {"supplement", "withdraw", "step_in"},
    ("resolved", OFFICE): {"confirm", "dispute", "withdraw", "step_in"},
    **{(state, OTHER): set() for state in OPEN},
}
"""Written by hand: who may do what in which state."""


@pytest.mark.parametrize(("state", "by"), ALLOWED)
def test_each_side_does_its_own_steps_and_no_other(state: str, by: str) -> None:
    done = set()
    for name, step in STEPS.items():
        item = STANDING[state]()
        assert item.state == state
        before = item.version
        try:
            step(item, by)
            done.add(name)
        except Exception as no:
            assert getattr(no, "code", "").startswith("coordination."), no
            assert item.version == before
    assert done == ALLOWED[state, by]


@pytest.mark.parametrize("over", [lambda item: item.withdraw(LEAD, "不需要了。"), lambda item: item.confirm(LEAD)])
def test_what_is_over_stays_over(over: Callable[[Coordination], None]) -> None:
    for name, step in STEPS.items():
        for by in (LEAD, HELPER, OFFICE):
            item = resolved()
            over(item)
            assert refusal(step, item, by)[0].startswith("coordination."), name


def test_what_may_not_be_asked() -> None:
    assert refusal(asked, helper=LEAD) == ("coordination.helper", "helper", {})
    assert refusal(asked, helper="")[0] == "coordination.helper"
    assert refusal(asked, kind="gift")[0] == "coordination.kind"
    assert refusal(asked, by=HELPER)[0] == "coordination.not_asker"
    assert refusal(asked, matter="长" * (LONGEST + 1))[0] == "dispatch.too_long"
    with pytest.raises(SeveralRefused) as no:
        asked(matter=" ", wanted="")
    assert [each.field for each in no.value.refusals] == ["matter", "wanted"]
    assert asked(by=OFFICE).state == "asked"


@pytest.mark.parametrize("number", ["13812345678", "138 1234 5678", "处长 138-1234-5678，请打"])
def test_nobodys_own_number_goes_onto_the_ledger(number: str) -> None:
    assert refusal(asked, contact=number) == ("coordination.private", "contact", {})
    assert refusal(asked().accept, HELPER, number) == ("coordination.private", "contact", {})
    assert asked(contact="行政审批处 0000-12345678").state == "asked"


def test_who_handles_it_is_named() -> None:
    assert refusal(asked().accept, HELPER, " ") == ("coordination.contact", "contact", {})
    assert refusal(asked().accept, HELPER, "处" * 101)[0] == "dispatch.too_long"
