"""A plan of an inspection: complete, approved, never wider than approved. Today is 9 October 2026."""

from dataclasses import replace
from datetime import datetime

import pytest

from projects.approval import Approval
from supervision.checklist import EVERYWHERE, TEMPLATES, questions
from supervision.inspection_plan import InspectionPlan, Outline
from tests.aggregates import newest, refusal
from tracker.clock import SHANGHAI, FixedClock
from tracker.refusal import SeveralRefused

pytestmark = pytest.mark.usefixtures("clock")

OUTLINE = Outline(
    title="10月电梯加装随机抽查",
    method="随机抽查",
    basis="市政府年度督查计划第3项",
    projects=("p1", "p2", "p3"),
    starts_on="2026-10-12",
    ends_on="2026-10-16",
    checklist=("设施能否运行", "", "设施能否运行", " 收费是否公示 "),
    leader="督查室主任",
)
APPROVAL = Approval("市政府秘书长", "2026-10-08", "同意。", "府办批〔2026〕31号")


def drafted(outline: Outline = OUTLINE) -> InspectionPlan:
    return InspectionPlan.draft(("list-2026", "demo", 2026), outline)


def approved() -> InspectionPlan:
    plan = drafted()
    plan.approve(APPROVAL)
    return plan


def test_a_plan_says_on_which_basis_how_what_when_and_who_leads() -> None:
    event = newest(drafted(), programme="list-2026", jurisdiction="demo", year=2026)
    assert event.outline["checklist"] == ["设施能否运行", "收费是否公示"]
    assert (event.outline["projects"], event.outline["occasion"]) == (["p1", "p2", "p3"], "")
    with pytest.raises(SeveralRefused) as no:
        drafted(Outline("", "开会", " ", (), "2026-10-12", "2026-10-11", (), ""))
    assert {each.code.removeprefix("inspection_plan.") for each in no.value.refusals} == {
        "title", "basis", "leader", "method", "projects", "period", "checklist",
    }  # fmt: skip


@pytest.mark.parametrize(("ends_on", "good"), [("2026-10-12", True), ("2026-12-13", True), ("2026-12-14", False)])
def test_a_period_has_at_most_62_days(ends_on: str, good: bool) -> None:
    assert bool(replace(OUTLINE, ends_on=ends_on).faults()) is not good


def test_the_approval_has_words_and_ends_the_writing() -> None:
    plan = drafted()
    assert refusal(plan.narrow, ["p1"], "原因")[0] == "inspection_plan.not_approved"
    assert refusal(plan.approve, replace(APPROVAL, words=" "))[0] == "approval.words"
    plan.redraft(replace(OUTLINE, title="改名"))
    plan.approve(APPROVAL)
    assert newest(plan).approval["document"] == "府办批〔2026〕31号"
    assert refusal(plan.redraft, OUTLINE)[0] == "inspection_plan.approved_already"
    assert refusal(plan.approve, APPROVAL)[0] == "inspection_plan.approved_already"


def test_the_scope_is_narrowed_and_never_widened() -> None:
    plan = approved()
    assert refusal(plan.narrow, ["p1", "p4"], "增加一项")[0] == "inspection_plan.widened"
    assert refusal(plan.narrow, ["p1", "p2", "p3"], "没有变化")[0] == "inspection_plan.not_narrowed"
    assert refusal(plan.narrow, [], "都去掉")[0] == "inspection_plan.not_narrowed"
    assert refusal(plan.narrow, ["p1"], "")[:2] == ("inspection_plan.reason", "reason")
    plan.narrow(["p3", "p1"], "项目2已停工")
    assert plan.projects == ["p1", "p3"]
    assert refusal(plan.narrow, ["p2"], "换一项")[0] == "inspection_plan.widened"


def test_a_plan_ends_once() -> None:
    plan = approved()
    plan.end("走访5处，3处一致。")
    for act in (lambda: plan.end(), lambda: plan.cancel("原因"), lambda: plan.narrow(["p1"], "原因")):
        assert refusal(act)[0] == "inspection_plan.over"
    early = drafted()
    assert refusal(early.end)[0] == "inspection_plan.not_approved"
    assert refusal(early.cancel, "")[0] == "inspection_plan.reason"
    early.cancel("改为日常督办")
    assert refusal(early.cancel, "再次")[0] == "inspection_plan.over"


def test_silence_lapses_once_after_the_last_day_and_the_office_may_still_end_the_plan(clock: FixedClock) -> None:
    plan, told = approved(), drafted(replace(OUTLINE, method="集中查看"))
    told.approve(APPROVAL)
    clock.set(datetime(2026, 10, 16, 23, 59, tzinfo=SHANGHAI))
    assert refusal(plan.lapse)[0] == "inspection_plan.not_past"
    clock.set(datetime(2026, 10, 17, 0, 1, tzinfo=SHANGHAI))
    assert refusal(drafted().lapse)[0] == "inspection_plan.not_approved"
    assert refusal(told.lapse)[0] == "inspection_plan.not_past", "nothing of it was silent"
    plan.lapse()
    assert (newest(plan).on, plan.state) == ("2026-10-16", "approved")
    assert refusal(plan.lapse)[0] == "inspection_plan.not_past"
    plan.end("走访5处。")
    assert refusal(plan.lapse)[0] == "inspection_plan.over"


@pytest.mark.parametrize(
    ("method", "silent"),
    [("随机抽查", True), ("暗访", True), ("集中查看", False), ("座谈点评", False), ("走进市办实事", False)],
)
def test_what_is_unannounced_is_kept_silent(method: str, silent: bool) -> None:
    assert drafted(replace(OUTLINE, method=method)).silent is silent


def test_a_checklist_begins_with_what_is_asked_everywhere_and_each_category_adds_its_own() -> None:
    found = questions(["老有颐养", None, "老有颐养", "没有模板的类别"])
    assert found == [*EVERYWHERE, *TEMPLATES["老有颐养"]]
