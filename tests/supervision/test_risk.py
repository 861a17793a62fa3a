"""A risk: raised with its day, assessed, watched by a plan before the lapse, ended with a reason."""

from typing import Any

import pytest

from supervision.claim import OFFICE
from supervision.risk import LONGEST, Risk
from tests.aggregates import newest, refusal
from tracker.refusal import SeveralRefused

pytestmark = pytest.mark.usefixtures("clock")  # 9 October 2026


def raised(**changed: Any) -> Risk:
    given = {
        "matter": "框架桥要点令未批。", "effect": "两条路年底前不能通车。", "since_on": "2026-09-20",
        "threatens_on": "2026-10-31",
    }  # fmt: skip
    return Risk.report("programme", "project", **{**given, **changed})


def planned() -> Risk:
    risk = raised()
    risk.assess("high", "要报请市领导协调铁路部门。")
    risk.plan("要点令批复、顶进进度", "unit", "2026-10-20")
    return risk


def test_from_the_first_sign_to_the_end() -> None:
    risk = planned()
    assert (risk.state, newest(risk).who, newest(risk).until_on) == ("planned", "unit", "2026-10-20")
    risk.carry_out("unit", "要点令已批，10月22日开始顶进。")
    assert risk.state == "checked"
    risk.plan("顶进进度", OFFICE, "2026-10-31")
    assert risk.state == "planned"
    risk.end("mitigated", "已顶进就位。")
    assert risk.state == "mitigated"


def test_the_days_are_sound() -> None:
    assert raised(since_on="2026-10-09", threatens_on="2026-10-09").state == "raised"
    assert raised(threatens_on=None).state == "raised"
    assert refusal(raised, since_on="2026-10-10") == ("risk.since", "since_on", {})
    assert refusal(raised, threatens_on="2026-10-08") == ("risk.threatens", "threatens_on", {})
    with pytest.raises(SeveralRefused) as no:
        raised(matter="", effect="长" * (LONGEST + 1))
    assert [each.code for each in no.value.refusals] == ["form.missing", "dispatch.too_long"]


def test_a_plan_comes_before_the_lapse_and_after_the_assessment() -> None:
    risk = raised()
    assert refusal(risk.plan, "看", OFFICE, "2026-10-20")[0] == "risk.not_assessed"
    risk.assess("middle", "先盯。")
    assert refusal(risk.plan, "看", OFFICE, "2026-10-08") == ("risk.plan_behind", "until_on", {})
    assert refusal(risk.plan, "看", OFFICE, "2026-11-01") == ("risk.plan_too_late", "until_on", {"day": "10月31日"})
    assert refusal(risk.plan, "看", "", "2026-10-31") == ("risk.who", "who", {})
    assert refusal(risk.plan, " ", OFFICE, "2026-10-31")[0] == "form.missing"
    risk.plan("看", OFFICE, "2026-10-31")
    assert refusal(risk.plan, "再看", OFFICE, "2026-10-31")[0] == "risk.planned_already"
    free = raised(threatens_on=None)
    free.assess("low", "留意。")
    free.plan("看", OFFICE, "2027-01-31")
    assert free.state == "planned"


def test_the_plan_is_carried_out_by_whom_it_names_or_the_office() -> None:
    assert refusal(planned().carry_out, "another", "看过。")[0] == "risk.not_yours"
    assert refusal(planned().carry_out, "unit", " ") == ("form.missing", "found", {"what": "看到的情况"})
    assert refusal(raised().carry_out, OFFICE, "看过。")[0] == "risk.no_plan"
    risk = planned()
    risk.carry_out(OFFICE, "看过。")
    assert refusal(risk.carry_out, OFFICE, "又看。")[0] == "risk.no_plan"


def test_an_assessment_may_be_made_again() -> None:
    risk = planned()
    risk.assess("low", "要点令已批。")
    assert (risk.state, risk.level) == ("planned", "low")
    assert refusal(risk.assess, "huge", "？") == ("risk.level", "level", {})


@pytest.mark.parametrize("how", ["mitigated", "occurred", "closed"])
def test_it_ends_once_and_with_a_reason(how: str) -> None:
    risk = raised()
    assert refusal(risk.end, how, " ")[:2] == ("form.missing", "reason")
    assert refusal(risk.end, "gone", "？") == ("risk.end", "how", {})
    risk.end(how, "理由。")
    assert (risk.state, newest(risk).reason) == (how, "理由。")
    for again in (
        lambda: risk.end(how, "理由。"),
        lambda: risk.assess("high", "？"),
        lambda: risk.plan("看", OFFICE, "2026-10-20"),
    ):
        assert refusal(again)[0] == "risk.ended"
    assert refusal(risk.carry_out, OFFICE, "看过。")[0] == "risk.no_plan"
