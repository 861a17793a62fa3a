"""A clue: received without a word of its writer on the ledger, handed out, reported on, answered, merged, declined."""

from typing import Any
from uuid import uuid4

import pytest

from supervision.clue import LONGEST, Clue
from tests.aggregates import newest, refusal
from tracker.refusal import SeveralRefused

pytestmark = pytest.mark.usefixtures("clock")  # 9 October 2026


def received(project: str = "project") -> Clue:
    return Clue.receive(uuid4(), "programme", project, "a" * 64, 2)


def assigned() -> Clue:
    clue = received()
    clue.assign("unit", "核实柳荫路3号电梯停用的原因。")
    return clue


def test_from_the_receipt_to_the_answer() -> None:
    clue = assigned()
    assert (clue.state, newest(clue).unit, newest(clue).matter) == ("assigned", "unit", "核实柳荫路3号电梯停用的原因。")
    clue.reply("unit", "属实，控制柜进水，9月20日修复。")
    assert clue.state == "replied"
    clue.answer("经核实属实，9月20日已修复。")
    assert (clue.state, newest(clue).words) == ("answered", "经核实属实，9月20日已修复。")


def test_a_reply_that_does_not_do_is_asked_for_again() -> None:
    clue = assigned()
    clue.reply("unit", "已处理。")
    clue.assign("other", "请说明何时恢复。")
    assert (clue.state, clue.unit) == ("assigned", "other")
    assert refusal(lambda: clue.reply("unit", "已恢复。"))[0] == "clue.not_yours"


def test_only_whom_it_is_assigned_to_reports() -> None:
    assert refusal(lambda: received().reply("unit", "属实。"))[0] == "clue.not_yours"
    assert refusal(lambda: assigned().reply("other", "属实。"))[0] == "clue.not_yours"
    assert refusal(lambda: assigned().reply("", "属实。"))[0] == "clue.not_yours"


def test_a_clue_goes_into_another_of_the_same_project_that_will_be_answered() -> None:
    first, second, elsewhere, declined = received(), received(), received("elsewhere"), received()
    declined.decline("unclear", "没有写明地点。")
    for wrong in (None, first, elsewhere, declined):
        assert refusal(first.merge, wrong)[0] == "clue.into"
    first.merge(second)
    assert (first.state, newest(first).into) == ("merged", str(second.id))
    assert refusal(lambda: second.merge(first))[0] == "clue.into", "in a circle nobody would answer"


def test_it_is_not_declined_without_a_reason_and_words() -> None:
    with pytest.raises(SeveralRefused) as refused:
        received().decline("dislike", " ")
    assert [each.field for each in refused.value.refusals] == ["reason_code", "reason"]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("assign", ("unit", "再查。")),
        ("answer", ("再答。",)),
        ("decline", ("unclear", "不清。")),
        ("merge", (None,)),
    ],
)
def test_what_has_ended_stays_ended(what: str, said: tuple[Any, ...]) -> None:
    clue = received()
    clue.answer("已修复。")
    assert refusal(lambda: getattr(clue, what)(*said))[0] == "clue.ended"


def test_every_word_is_asked_for_and_has_its_length() -> None:
    with pytest.raises(SeveralRefused):
        received().assign("", "")
    assert refusal(lambda: received().answer("好" * (LONGEST + 1)))[0] == "clue.too_long"
    received().answer("好" * LONGEST)


def test_the_same_form_is_the_same_clue() -> None:
    key = uuid4()
    assert Clue.id_of(key) == Clue.id_of(key) != Clue.id_of(uuid4())
    assert Clue.receive(Clue.id_of(key), "p", "q", "d", 0).id == Clue.id_of(key)
