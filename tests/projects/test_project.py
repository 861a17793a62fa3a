"""One promise: what may be set, who answers on which day, and what its acceptance needs. It is 9 October 2026."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from projects.approval import Approval
from projects.project import Project
from tests.aggregates import events, newest, refusal

pytestmark = pytest.mark.usefixtures("clock")

PROGRAMME = UUID(int=3)
DECIDED = Approval("市政府分管副市长", "2026-06-18", "同意。")
HOUSING = {"lead_unit": "housing", "effective_on": None}


def registered(**details: Any) -> Project:
    return Project.register(PROGRAMME, "testcity", 2026, "12", "既有住宅加装电梯300部", **details)


def promised(**target: Any) -> Project:
    project = registered()
    project.set_target("1", **{**_target("300"), **target})
    return project


def _target(quantity: str | None, **more: Any) -> dict[str, Any]:
    return {"text": "加装电梯", "kind": "quantity", "comparator": ">=", "quantity": quantity, "unit": "部", **more}


# -- registration


def test_a_project_is_registered_with_all_that_the_list_says_of_it() -> None:
    said = {"item": "一", "category": "住有宜居", "note": "含旧楼", "hotline": "12345"}
    days = {"starts_on": "2026-03-01", "due_on": "2026-11-30"}
    project = registered(**said, **days, published=True)
    assert (project.programme, project.jurisdiction, project.year) == (str(PROGRAMME), "testcity", 2026)
    assert (project.number, project.title, project.published) == ("12", "既有住宅加装电梯300部", True)
    assert {name: getattr(project, name) for name in (*said, *days)} == {**said, **days}


def test_what_the_list_does_not_say_is_left_open() -> None:
    project = registered()
    names = ("item", "category", "note", "hotline", "starts_on", "due_on", "started_on", "accepted_on")
    assert [getattr(project, name) for name in names] == [None] * 8
    assert (project.published, project.key_difficult, project.responsibility) == (False, False, {})


def test_a_project_has_a_number_and_a_title() -> None:
    assert refusal(Project.register, PROGRAMME, "testcity", 2026, " ", "电梯") == ("project.number", "number", {})
    assert refusal(Project.register, PROGRAMME, "testcity", 2026, "12", " ") == ("project.title", "title", {})


def test_numbers_repeat_every_year_and_are_no_identity() -> None:
    assert Project.create_id("a", "12") != Project.create_id("a", "12")


# -- who answers


def test_an_answer_names_everyone_or_leaves_him_blank() -> None:
    project = registered()
    project.assign(**HOUSING, responsible="局长", supporting_units=["finance"])
    assert project.responsibility == {
        "effective_on": None, "lead_unit": "housing", "supporting_units": ["finance"], "implementing_units": [],
        "leader_in_charge": None, "responsible": "局长", "responsible_person": None, "contact_a": None,
        "contact_b": None,
    }  # fmt: skip


def test_somebody_leads_every_project_but_those_of_history() -> None:
    for lead in (None, ""):
        assert refusal(registered().assign, lead_unit=lead) == ("project.lead_unit", "lead_unit", {"number": "12"})
    history = registered(published=True)
    history.assign(lead_unit=None)
    assert history.responsibility["lead_unit"] is None


def test_who_answered_is_known_by_the_day() -> None:
    project = registered()
    assert project.responsibility_on("2026-01-01") == {}
    project.assign(**HOUSING)
    project.assign(lead_unit="construction", effective_on="2026-07-01")
    days = ("2026-01-01", "2026-06-30", "2026-07-01", "2026-12-31")
    assert [project.responsibility_on(day)["lead_unit"] for day in days] == [*["housing"] * 2, *["construction"] * 2]


# -- targets, plans, nodes


def test_a_target_is_set_with_what_is_said_and_blanks_for_the_rest() -> None:
    assert promised(weight="40").targets["1"] == {
        "text": "加装电梯", "kind": "quantity", "comparator": ">=", "quantity": "300", "unit": "部",
        "stage": None, "baseline": None, "parent": None, "weight": "40",
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [{"kind": "length"}, {"comparator": "大于"}])
def test_a_target_is_of_a_known_kind_and_comparison(wrong: dict[str, str]) -> None:
    assert refusal(promised, **wrong) == ("project.target_kind", "kind", {"no": "1"})


@pytest.mark.parametrize(
    "nowhere",
    [
        _target("300", baseline="300"),
        _target("300", baseline="300.0"),
        _target("0"),
        _target("0", kind="money"),
        _target("0", kind="money", comparator="<="),
    ],
)
def test_a_target_that_is_reached_before_it_begins_is_refused(nowhere: dict[str, Any]) -> None:
    assert refusal(promised, **nowhere) == ("project.target_equals_baseline", "quantity", {"no": "1"})
    registered(published=True).set_target("1", **nowhere)  # history stands as it was printed


@pytest.mark.parametrize(
    "target",
    [
        _target("300", baseline="299"),
        _target("0", baseline="300", comparator="<="),
        _target("0", comparator="<="),
        _target("98", baseline="98", kind="ratio"),
        _target(None, kind="yes_no", comparator="complete"),
    ],
)
def test_a_way_to_go_a_ceiling_to_keep_and_a_level_to_hold_are_targets(target: dict[str, Any]) -> None:
    assert promised(**target).targets["1"]["quantity"] == target["quantity"]


def test_a_plan_is_kept_in_the_order_of_its_months_as_plain_figures() -> None:
    project = promised()
    project.fix_plan("1", {12: Decimal("3E+2"), 2: Decimal("50.50")})
    assert list(project.plans["1"].items()) == [("2", "50.5"), ("12", "300")]


def test_nodes_belong_to_a_target_or_to_the_whole_project() -> None:
    project = promised()
    nodes = [{"due": "2026-06-30", "text": "完成招标", "value": None, "weight": None, "done_on": None}]
    project.plan_milestones("1", nodes)
    project.plan_milestones("", nodes)
    assert project.milestones == {"1": nodes, "": nodes}


def test_nothing_is_planned_for_a_target_that_is_not_there() -> None:
    told = ("project.unknown_target", "no", {"no": "2", "number": "12"})
    assert refusal(promised().fix_plan, "2", {12: Decimal(300)}) == told
    assert refusal(promised().plan_milestones, "2", []) == told


def test_sites_regions_and_history_are_kept_as_they_came() -> None:
    project = registered(published=True)
    project.list_sites([{"name": "柳荫"}])
    project.set_regions([{"region": "东湖区"}])
    project.import_history([{"value": "9"}], [{"region": "东湖区", "value": "4"}])
    project.import_history([{"value": "15"}], [])
    assert (project.sites, project.regions) == ([{"name": "柳荫"}], [{"region": "东湖区"}])
    assert project.history == [{"value": "9"}, {"value": "15"}]
    assert project.region_history == [{"region": "东湖区", "value": "4"}]


# -- on its way


def test_a_project_is_flagged_with_a_reason_and_only_when_that_changes() -> None:
    project = registered()
    project.flag_key_difficult(False, "无")
    assert len(events(project)) == 1
    assert refusal(project.flag_key_difficult, True, " ") == ("project.flag_reason", "reason", {})
    project.flag_key_difficult(True, " 涉及拆迁 ")
    assert (newest(project).flagged, newest(project).reason, project.key_difficult) == (True, "涉及拆迁", True)


def test_a_project_starts_once() -> None:
    project = registered()
    project.start("2026-03-10")
    assert project.started_on == "2026-03-10"
    assert refusal(project.start, "2026-04-01") == ("project.started_already", None, {"number": "12"})


def test_the_last_accepted_figure_is_of_the_latest_month_that_has_one() -> None:
    project = promised()
    assert project.last_value("1") is None
    project.accept_progress("2026-04", {"1": "90"}, {}, "green")
    project.accept_progress("2026-03", {"1": "60"}, {"1:0": "2026-03-20"}, "yellow")
    project.accept_progress("2026-05", {}, {}, None, not_reported=True)
    assert (project.last_value("1"), project.last_value("2")) == ("90", None)
    assert (project.last_value("1", "2026-04"), project.last_value("1", "2026-03")) == ("60", None)
    assert project.accepted["2026-03"] == {
        "values": {"1": "60"}, "milestones_done": {"1:0": "2026-03-20"}, "light": "yellow", "not_reported": False,
    }  # fmt: skip
    assert project.accepted["2026-05"]["not_reported"]


def test_it_passes_its_acceptance_complete_once_and_by_a_recorded_decision() -> None:
    project = promised()
    assert refusal(project.pass_acceptance, "2026-10-08", False, DECIDED) == (
        "project.not_complete", None, {"number": "12"},
    )  # fmt: skip
    assert refusal(project.pass_acceptance, "2026-10-08", True, Approval("", ""))[0] == "approval.incomplete"
    project.pass_acceptance("2026-10-08", True, DECIDED)
    assert (project.accepted_on, newest(project).approval) == ("2026-10-08", DECIDED.as_dict())
    assert refusal(project.pass_acceptance, "2026-10-09", True, DECIDED) == (
        "project.accepted_already", None, {"number": "12"},
    )  # fmt: skip


# -- changed by a decision

WHY: dict[str, Any] = {"reason_code": "force_majeure", "reason": "汛期水毁。", "effective_on": "2026-07-01"}


def test_an_acceptance_is_revoked_by_a_worded_decision_and_only_where_there_is_one() -> None:
    project = promised()
    assert refusal(project.revoke_acceptance, "2026-10-20", "抽查不合格", DECIDED) == (
        "project.not_accepted", None, {"number": "12"},
    )  # fmt: skip
    project.pass_acceptance("2026-10-08", True, DECIDED)
    wordless = Approval(DECIDED.post, DECIDED.decided_on, " ")
    assert refusal(project.revoke_acceptance, "2026-10-20", "抽查不合格", wordless)[:2] == ("approval.words", "words")
    project.revoke_acceptance("2026-10-20", "抽查不合格", DECIDED)
    newest(project, on="2026-10-20", reason="抽查不合格", approval=DECIDED.as_dict())
    assert not project.accepted_on


def test_a_target_is_adjusted_old_beside_new_by_a_recorded_decision() -> None:
    project = promised()
    project.fix_plan("1", {6: Decimal(150), 12: Decimal(300)})
    project.accept_progress("2026-05", {"1": "90"}, {}, None)
    slower = {"6": "100", "12": "240"}
    project.adjust("1", "quantity", "240", plan=slower, approval=DECIDED, **WHY)
    event = newest(project)
    assert (event.no, event.field, event.old, event.new, event.plan) == ("1", "quantity", "300", "240", slower)
    assert (event.reason_code, event.reason, event.effective_on) == ("force_majeure", "汛期水毁。", "2026-07-01")
    assert event.approval == DECIDED.as_dict()
    assert (project.targets["1"]["quantity"], project.plans["1"]) == ("240", slower)
    assert project.adjustments == [
        {"no": "1", "field": "quantity", "old": "300", "new": "240", "old_plan": {"6": "150", "12": "300"},
         "plan": slower, "approval": DECIDED.as_dict(), "after": "2026-05", **WHY},
    ]  # fmt: skip


def test_a_plan_is_adjusted_alone_and_the_target_stays() -> None:
    project = promised()
    project.fix_plan("1", {12: Decimal(300)})
    project.adjust("1", "plan", None, plan={"11": "300"}, approval=DECIDED, **WHY)
    assert (newest(project).old, project.plans["1"], project.targets["1"]["quantity"]) == (
        {"12": "300"}, {"11": "300"}, "300",
    )  # fmt: skip
    without_plan = promised()
    without_plan.adjust("1", "quantity", "240", approval=DECIDED, **WHY)
    assert (newest(without_plan).plan, without_plan.plans) == (None, {})


def test_nothing_is_adjusted_without_target_decision_or_right_field() -> None:
    unknown = refusal(promised().adjust, "2", "quantity", "240", approval=DECIDED, **WHY)
    assert unknown == ("project.unknown_target", "no", {"no": "2", "number": "12"})
    assert refusal(promised().adjust, "1", "quantity", "240", approval=Approval("", ""), **WHY)[0] == (
        "approval.incomplete"
    )  # fmt: skip
    assert refusal(promised().adjust, "1", "text", "电梯", approval=DECIDED, **WHY) == ("adjustment.field", "field", {})


def test_a_course_is_altered_old_beside_new_by_a_recorded_decision() -> None:
    project = registered(due_on="2026-11-30")
    project.alter_course("due_on", "2027-03-31", approval=DECIDED, **WHY)
    event = newest(project)
    assert (event.kind, event.old, event.new, event.approval) == (
        "due_on", "2026-11-30", "2027-03-31", DECIDED.as_dict(),
    )  # fmt: skip
    assert (event.reason_code, event.reason, event.effective_on) == ("force_majeure", "汛期水毁。", "2026-07-01")
    assert (project.due_on, project.promised["due_on"]) == ("2027-03-31", "2026-11-30")
    undecided = refusal(project.alter_course, "suspension", None, approval=Approval("", ""), **WHY)
    assert undecided[0] == "approval.incomplete"


def test_where_a_promise_was_read_is_recorded_where_there_is_something_to_record() -> None:
    project = registered(published=True)
    project.record_source(None, "")
    assert len(events(project)) == 1
    project.record_source("政府网站", None)
    assert (newest(project).source, newest(project).units_text) == ("政府网站", None)
    project.record_source(None, "牵头：区民政局")
    assert (project.source, project.units_text) == (None, "牵头：区民政局")
