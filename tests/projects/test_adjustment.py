"""An adjustment: asked for with a reason that counts, decided once (domain.md 3.2). Today is 9 October 2026."""

from typing import Any
from uuid import UUID

import pytest

from projects.adjustment import Adjustment
from projects.approval import Approval
from tests.aggregates import newest, refusal

pytestmark = pytest.mark.usefixtures("clock")

PROJECT = UUID(int=7)
DECIDED = Approval("市政府分管副市长", "2026-06-18", "同意。")


def asked(field: str = "quantity", **changes: Any) -> Adjustment:
    why: dict[str, Any] = {
        "plan": {"12": "240"},
        "reason_code": "policy_change",
        "reason": "道路施工。",
        "effective_on": "2026-07-01",
    }
    return Adjustment.ask(PROJECT, "list-2026", "1", field, "300", "240", **{**why, **changes})


def test_what_is_asked_stands_with_old_and_new_and_why() -> None:
    wish = asked()
    assert (wish.project, wish.programme, wish.no, wish.field) == (str(PROJECT), "list-2026", "1", "quantity")
    assert (wish.old, wish.new, wish.plan) == ("300", "240", {"12": "240"})
    assert (wish.reason_code, wish.reason, wish.effective_on) == ("policy_change", "道路施工。", "2026-07-01")
    assert wish.state == "asked"


def test_a_plan_may_be_asked_for_alone() -> None:
    assert asked("plan").field == "plan"


def test_nothing_but_quantity_and_plan_is_asked_for_here() -> None:
    assert refusal(asked, "text") == ("adjustment.field", "field", {})


def test_the_reason_is_one_of_those_that_count_and_is_put_in_words() -> None:
    assert refusal(asked, reason_code="busy") == ("adjustment.reason_code", "reason_code", {})
    assert refusal(asked, reason=" ") == ("report.reason_missing", "reason", {})


@pytest.mark.parametrize(("decision", "state"), [("approve", "approved"), ("reject", "rejected")])
def test_it_is_decided_once_by_a_recorded_decision(decision: str, state: str) -> None:
    wish = asked()
    assert refusal(getattr(wish, decision), Approval("", "2026-06-18"))[0] == "approval.incomplete"
    getattr(wish, decision)(DECIDED)
    event = newest(wish, project=str(PROJECT), programme="list-2026")
    assert event.approval == DECIDED.as_dict()
    assert wish.state == state
    for again in (wish.approve, wish.reject):
        assert refusal(again, DECIDED) == ("adjustment.decided", None, {"state": state})


def test_evidence_is_attached_to_a_wish_or_not() -> None:
    photo = {"sha256": "ab", "name": "a.jpg", "size": 1, "type": "image/jpeg"}
    assert newest(asked(evidence=(photo,))).evidence == [photo]
    assert newest(asked()).evidence == []


def test_whoever_asked_takes_it_back_with_a_reason_before_it_is_decided() -> None:
    wish = asked()
    assert refusal(wish.withdraw, " ") == ("report.reason_missing", "withdrawal", {})
    wish.withdraw("道路已经恢复。")
    assert newest(wish, project=str(PROJECT), programme="list-2026").reason == "道路已经恢复。"
    assert refusal(wish.approve, DECIDED) == ("adjustment.decided", None, {"state": "withdrawn"})
    decided = asked()
    decided.approve(DECIDED)
    assert refusal(decided.withdraw, "不改了。")[0] == "adjustment.decided"


def test_two_wishes_for_one_project_are_two() -> None:
    assert Adjustment.create_id(str(PROJECT)) != Adjustment.create_id(str(PROJECT))
