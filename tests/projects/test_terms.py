"""An approved change counts from its day on, a halt stops the clock, and no accepted month is ever recoloured."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import standing, terms
from projects.approval import Approval
from projects.policy import PolicySet
from projects.project import Project
from tests.aggregates import refusal
from tracker.clock import FixedClock
from tracker.refusal import Refused, SeveralRefused

POLICY = PolicySet()
YES = Approval("市政府分管副市长", "2026-06-18", "同意。", "某政批〔2026〕17号")
PERIODS = {period.key: period for period in POLICY.periods(2026)}
WHY = {"reason_code": "force_majeure", "reason": "汛期水毁。", "approval": YES}


@pytest.fixture(autouse=True)
def _today(clock: FixedClock) -> Iterator[None]:
    yield


def _project(quantity: int = 120, due_on: str = "2026-12-31") -> Project:
    """A target of `quantity`, planned at month m to stand at quantity·m/12."""
    made = Project.register(uuid4(), "testcity", 2026, "1", "加装电梯", starts_on="2026-01-01", due_on=due_on)
    made.assign(lead_unit="u1", effective_on=None)
    made.set_target("1", text="加装电梯", quantity=str(quantity), unit="部", comparator="=", kind="quantity")
    made.fix_plan("1", {month: Decimal(quantity * month) / 12 for month in range(1, 13)})
    return made


def _accept(project: Project, **values: str) -> None:
    for month, value in values.items():
        project.accept_progress(f"2026-{month[1:]}", {"1": value}, {}, None)


def _halve(project: Project, effective_on: str) -> None:
    plan = {str(month): str(5 * month) for month in range(1, 13)}
    project.adjust("1", "quantity", "60", plan=plan, effective_on=effective_on, **WHY)


def _stop(project: Project, kind: str, effective_on: str, new: object = None) -> None:
    project.alter_course(kind, new, effective_on=effective_on, **WHY)


def _standing(project: Project, key: str) -> standing.Standing:
    return standing.of(project, PERIODS[key], POLICY)


def test_progress_before_the_day_it_takes_effect_is_judged_by_the_old_target() -> None:
    project = _project()
    _halve(project, "2026-07-01")
    _accept(project, m06="30", m07="30")
    june, july = _standing(project, "2026-06").project, _standing(project, "2026-07").project
    assert (june.progress, june.planned, june.light) == (Decimal(25), Decimal(50), "yellow")
    assert (july.progress, july.planned) == (Decimal(50), Decimal(35) / Decimal(60) * 100)


def test_a_month_accepted_before_the_decision_keeps_its_terms_though_the_change_reaches_back() -> None:
    project = _project()
    _accept(project, m06="30")
    _halve(project, "2026-06-01")
    assert _standing(project, "2026-06").project.planned == Decimal(50)
    _accept(project, m07="30")
    assert _standing(project, "2026-07").project.progress == Decimal(50)


def test_a_moved_end_counts_from_its_day() -> None:
    project = _project(due_on="2026-09-30")
    _accept(project, m08="80")
    project.alter_course("due_on", "2026-11-30", effective_on="2026-09-10", **WHY)
    _accept(project, m09="85")
    assert terms.of(project, PERIODS["2026-08"]).due_on == "2026-09-30"
    assert _standing(project, "2026-09").project.light == "green", "not overdue: the end was moved before it came"


def test_a_suspended_projects_plan_stays_where_it_was() -> None:
    project = _project()
    _accept(project, m06="60")
    _stop(project, "suspension", "2026-07-01")
    before, october = _standing(project, "2026-06").project, _standing(project, "2026-10")
    assert (october.project.planned, october.project.progress) == (before.planned, before.progress)
    assert october.project.light == before.light == "green", "nobody reported, and nobody was asked to"
    assert october.halt == terms.Halt("suspended", "2026-07-01")
    assert october.project.arithmetic.startswith("自2026年7月1日起经批准暂停实施，计划进度停在6月30日：")


def test_stopped_in_the_middle_of_a_month_the_plan_stays_at_the_last_month_that_was_over() -> None:
    project = _project()
    _accept(project, m06="60")
    _stop(project, "suspension", "2026-07-20")
    assert _standing(project, "2026-08").project.planned == Decimal(50)


def test_after_the_resumption_the_plan_in_force_counts_again() -> None:
    project = _project()
    _accept(project, m06="60")
    _stop(project, "suspension", "2026-07-01")
    _stop(project, "resumption", "2026-09-01")
    assert _standing(project, "2026-08").halt is not None
    _accept(project, m09="66")
    september = _standing(project, "2026-09")
    assert september.halt is None and september.project.planned == Decimal(75)


def test_a_resumption_may_bring_a_plan_of_its_own() -> None:
    project = _project()
    _accept(project, m06="60")
    _stop(project, "suspension", "2026-07-01")
    later = {
        str(month): str(value) for month, value in enumerate([10, 20, 30, 40, 50, 60, 60, 60, 66, 84, 102, 120], 1)
    }
    _stop(project, "resumption", "2026-09-01", {"1": later})
    _accept(project, m09="66")
    assert _standing(project, "2026-09").project.planned == Decimal(55)


def test_months_that_stood_still_do_not_count_as_months_in_a_row() -> None:
    """A node due in June and not done is yellow in its first period after, though three halted ones lie between."""
    project = _project()
    project.plan_milestones(
        "1", [{"due": "2026-06-30", "text": "主体封顶", "value": None, "weight": None, "done_on": None}]
    )
    _accept(project, m06="60")
    assert _standing(project, "2026-06").project.light == "yellow"
    _stop(project, "suspension", "2026-07-01")
    _stop(project, "resumption", "2026-10-01")
    _accept(project, m10="100")
    assert _standing(project, "2026-10").project.light == "yellow", "its second period"
    _accept(project, m11="110")
    assert _standing(project, "2026-11").project.light == "red", "its third"


def test_a_terminated_project_has_no_light_and_leaves_the_denominator() -> None:
    project = _project()
    _accept(project, m06="60")
    _stop(project, "termination", "2026-07-01")
    judged = _standing(project, "2026-07").project
    assert judged.terminated and judged.light is None and judged.status is None
    assert not _standing(project, "2026-06").project.terminated


@pytest.mark.parametrize(
    ("before", "kind", "code"),
    [
        ([], "resumption", "adjustment.not_suspended"),
        (["suspension"], "suspension", "adjustment.suspended_already"),
        (["termination"], "suspension", "adjustment.ended"),
        (["termination"], "resumption", "adjustment.ended"),
        (["carry_over"], "termination", "adjustment.ended"),
        ([], "renaming", "adjustment.field"),
    ],
)
def test_one_halt_after_another_only_where_it_makes_sense(before: list[str], kind: str, code: str) -> None:
    project = _project(due_on="2027-06-30")
    for each in before:
        _stop(project, each, "2026-07-01")
    with pytest.raises(Refused, match=code):
        _stop(project, kind, "2026-08-01")


def test_nothing_is_resumed_before_it_was_suspended() -> None:
    project = _project()
    _stop(project, "suspension", "2026-07-01")
    with pytest.raises(Refused, match=r"adjustment\.resumed_before"):
        _stop(project, "resumption", "2026-07-01")


@pytest.mark.parametrize(
    ("due_on", "moved", "allowed"),
    [("2027-06-30", None, True), ("2026-12-31", None, False), ("2026-10-31", "2027-06-30", False)],
)
def test_only_what_was_listed_for_more_than_a_year_is_carried_over(
    due_on: str, moved: str | None, allowed: bool
) -> None:
    """陕西票决制规定第17条: a project beyond its year needs the year's own stage goals, from the beginning."""
    project = _project(due_on=due_on)
    if moved:
        project.alter_course("due_on", moved, effective_on="2026-07-01", **WHY)
    assert terms.stage_goals(project) is allowed
    if allowed:
        _stop(project, "carry_over", "2026-12-31", {"stage_goal_met": False})
    else:
        with pytest.raises(Refused, match=r"adjustment\.no_stage_goal"):
            _stop(project, "carry_over", "2026-12-31", {"stage_goal_met": False})


def test_the_end_and_the_units_must_be_others_than_now() -> None:
    project = _project()
    now = {"lead_unit": "u1", "supporting_units": [], "implementing_units": []}
    for kind, new in (("due_on", "2026-12-31"), ("due_on", "2025-12-31"), ("responsibility", now), ("due_on", "")):
        with pytest.raises((Refused, SeveralRefused)):
            project.alter_course(kind, new, effective_on="2026-07-01", **WHY)
    with pytest.raises(Refused, match=r"project\.lead_unit"):
        project.alter_course("responsibility", {**now, "lead_unit": ""}, effective_on="2026-07-01", **WHY)
    assert project.adjustments == []


def test_no_change_without_its_approval() -> None:
    project = _project()
    with pytest.raises(Refused, match=r"approval\.incomplete"):
        project.alter_course(
            "suspension", None, effective_on="2026-07-01", **{**WHY, "approval": replace(YES, post="")}
        )
    assert project.adjustments == []


CHANGES = st.sampled_from(["lower", "raise", "due_on", "suspension", "resumption", "termination"])
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(date.isoformat)


def _seen(value: int, month: int) -> tuple[Decimal, Decimal, str]:
    """Progress, plan and light of a target of 120 planned evenly over the year, by domain.md 4.1 and 4.2 read aloud."""
    behind = Decimal(100 * month) / 12 - Decimal(100 * value) / 120
    light = "green" if value >= 120 or behind < 10 else "yellow" if behind <= 30 else "red"
    return Decimal(100 * value) / 120, Decimal(100 * month) / 12, light


@given(values=st.lists(st.integers(1, 200), min_size=1, max_size=7), changes=st.lists(st.tuples(CHANGES, DAYS)))
def test_whatever_is_approved_afterwards_no_accepted_month_is_recoloured(
    values: list[int], changes: list[tuple[str, str]]
) -> None:
    project = _project()
    keys = list(PERIODS)[: len(values)]
    for key, value in zip(keys, sorted(values), strict=True):
        project.accept_progress(key, {"1": str(value)}, {}, None)
    for kind, day in changes:
        try:
            _change(project, kind, day)
        except (Refused, SeveralRefused):
            continue
    for key, value in zip(keys, sorted(values), strict=True):
        judged = _standing(project, key).targets["1"]
        assert (judged.progress, judged.planned, judged.light) == _seen(value, PERIODS[key].month)


def _change(project: Project, kind: str, day: str) -> None:
    if kind in ("lower", "raise"):
        goal = 60 if kind == "lower" else 240
        plan = {str(month): str(goal * month // 12) for month in range(1, 13)}
        project.adjust("1", "quantity", str(goal), plan=plan, effective_on=day, **WHY)
    else:
        project.alter_course(kind, day if kind == "due_on" else None, effective_on=day, **WHY)


# -- each refusal of a change, with its field and what would do


def _altering(project: Project, kind: str, new: object, effective_on: str = "2026-08-01") -> object:
    return refusal(project.alter_course, kind, new, effective_on=effective_on, **WHY)


def test_a_change_is_of_a_known_kind_and_of_a_project_still_open() -> None:
    assert _altering(_project(), "renaming", None) == ("adjustment.field", "kind", {})
    accepted = _project()
    accepted.pass_acceptance("2026-07-01", True, YES)
    assert _altering(accepted, "suspension", None) == ("project.accepted_already", None, {"number": "1"})
    ended = _project()
    _stop(ended, "termination", "2026-07-01")
    assert _altering(ended, "due_on", "2026-11-30") == ("adjustment.ended", "kind", {"number": "1"})


def test_halts_follow_one_another_in_order() -> None:
    halted = _project()
    assert _altering(halted, "resumption", None) == ("adjustment.not_suspended", "kind", {"number": "1"})
    _stop(halted, "suspension", "2026-07-01")
    assert _altering(halted, "suspension", None) == ("adjustment.suspended_already", "kind", {"number": "1"})
    too_early = ("adjustment.resumed_before", "effective_on", {"since": "2026-07-01"})
    assert _altering(halted, "resumption", None, "2026-07-01") == too_early
    _stop(halted, "resumption", "2026-07-02")
    assert terms.halted(halted) is None


def test_what_is_suspended_may_be_moved_or_given_to_another_unit() -> None:
    halted = _project()
    _stop(halted, "suspension", "2026-07-01")
    halted.alter_course("due_on", "2027-03-31", effective_on="2026-08-01", **WHY)
    assert halted.due_on == "2027-03-31" and terms.halted(halted) == terms.Halt("suspended", "2026-07-01")


def test_another_end_lies_after_the_start_and_is_another() -> None:
    for nothing in ("", None, "2026-12-31"):
        assert _altering(_project(), "due_on", nothing) == ("adjustment.nothing_new", "due_on", {})
    told = ("adjustment.due_before_start", "due_on", {"starts": "2026-01-01"})
    assert _altering(_project(), "due_on", "2025-12-31") == told
    _project().alter_course("due_on", "2026-01-01", effective_on="2026-08-01", **WHY)
    without_start = Project.register(uuid4(), "testcity", 2026, "1", "加装电梯")
    without_start.alter_course("due_on", "2026-01-01", effective_on="2026-08-01", **WHY)


def test_another_answer_has_a_lead_unit_and_is_another() -> None:
    now = {"lead_unit": "u1", "supporting_units": [], "implementing_units": []}
    lacking = ("project.lead_unit", "lead_unit", {"number": "1"})
    assert _altering(_project(), "responsibility", {**now, "lead_unit": None}) == lacking
    assert _altering(_project(), "responsibility", now) == ("adjustment.nothing_new", "lead_unit", {})
    _project().alter_course("responsibility", {**now, "lead_unit": "u2"}, effective_on="2026-08-01", **WHY)
    _project().alter_course("responsibility", {**now, "supporting_units": ["u2"]}, effective_on="2026-08-01", **WHY)


def _bare(due_on: str | None) -> Project:
    made = Project.register(uuid4(), "testcity", 2026, "1", "建成体育馆", due_on=due_on)
    made.set_target("1", text="建成体育馆", kind="milestones", comparator="complete")
    return made


@pytest.mark.parametrize(
    ("due_on", "node", "goals"),
    [
        ("2027-06-30", "2026-12-31", True),
        ("2027-06-30", "2027-01-01", False),
        ("2027-01-01", "2026-06-30", True),
        ("2026-12-31", "2026-06-30", False),
        (None, "2026-06-30", False),
    ],
)
def test_a_node_within_the_year_is_a_goal_of_the_stage(due_on: str | None, node: str, goals: bool) -> None:
    made = _bare(due_on)
    made.plan_milestones("1", [{"due": node, "text": "主体封顶"}])
    assert terms.stage_goals(made) is goals
    if not goals:
        assert _altering(made, "carry_over", None) == ("adjustment.no_stage_goal", "kind", {"number": "1"})


def test_without_node_and_plan_the_stage_has_no_goal() -> None:
    made = _bare("2027-06-30")
    assert not terms.stage_goals(made)
    made.set_target("2", text="完成投资", kind="money", comparator=">=", quantity="100")
    made.fix_plan("2", {12: Decimal(100)})
    assert terms.stage_goals(made)


def test_what_stands_is_what_a_change_would_replace() -> None:
    made = _project()
    assert terms.stands(made, "due_on", "2026-07-01") == "2026-12-31"
    now = {"lead_unit": "u1", "supporting_units": [], "implementing_units": []}
    assert terms.stands(made, "responsibility", "2026-07-01") == now
    made.assign(lead_unit="u2", effective_on="2026-09-01")
    assert terms.stands(made, "responsibility", "2026-08-31") == now, "what a later order brings stands later"
    assert terms.stands(made, "responsibility", "2026-09-01") == {**now, "lead_unit": "u2"}
    assert terms.stands(_bare(None), "responsibility", "2026-07-01") == dict.fromkeys(now)
    assert terms.stands(made, "suspension", "2026-07-01") is None
    _stop(made, "suspension", "2026-07-01")
    assert terms.stands(made, "resumption", "2026-07-01") == {"state": "suspended", "since": "2026-07-01"}


def test_a_change_counts_from_the_month_it_takes_effect_in() -> None:
    made = _project()
    _halve(made, "2026-07-31")
    assert [len(terms.in_force(made, PERIODS[key])) for key in ("2026-06", "2026-07", "2026-08")] == [0, 1, 1]
    assert terms.of(made, PERIODS["2026-06"]).targets["1"]["quantity"] == "120"
    july = terms.of(made, PERIODS["2026-07"])
    assert (july.targets["1"]["quantity"], july.plans["1"]["12"], july.due_on) == ("60", "60", "2026-12-31")


def test_changes_count_in_the_order_they_take_effect_and_not_in_that_of_their_approval() -> None:
    made = _project()
    made.adjust("1", "quantity", "80", effective_on="2026-08-01", **WHY)
    made.adjust("1", "quantity", "90", effective_on="2026-06-01", **WHY)
    goals = [terms.of(made, PERIODS[key]).targets["1"]["quantity"] for key in ("2026-05", "2026-06", "2026-08")]
    assert goals == ["120", "90", "80"]
    _stop(made, "suspension", "2026-09-01")
    halt = terms.of(made, PERIODS["2026-09"]).halt
    assert halt == terms.Halt("suspended", "2026-09-01") and halt.last_day == date(2026, 8, 31)


def test_of_two_halts_the_one_that_takes_effect_last_counts() -> None:
    made = _project()
    _stop(made, "suspension", "2026-07-01")
    _stop(made, "resumption", "2026-08-01")
    _stop(made, "suspension", "2026-07-15")
    assert terms.halted(made) is None, "it was taken back for August before"


def test_another_end_counts_from_its_month_and_leaves_a_halt_as_it_is() -> None:
    made = _project()
    assert terms.of(made, PERIODS["2026-06"]) == terms.Terms(made.targets, made.plans, {}, "2026-12-31", None)
    _stop(made, "suspension", "2026-07-01")
    made.alter_course("due_on", "2027-03-31", effective_on="2026-08-01", **WHY)
    ends = {key: terms.of(made, PERIODS[key]) for key in ("2026-06", "2026-07", "2026-08")}
    assert [each.due_on for each in ends.values()] == ["2026-12-31", "2026-12-31", "2027-03-31"]
    suspended = terms.Halt("suspended", "2026-07-01")
    assert [each.halt for each in ends.values()] == [None, suspended, suspended]


def test_the_post_that_answers_stands_beside_the_units_where_it_is_asked_for() -> None:
    project = _project()
    project.assign(lead_unit="u2", responsible="分管副局长", effective_on="2026-09-01")
    units = {"lead_unit": "u2", "supporting_units": [], "implementing_units": []}
    assert terms.stands(project, "responsibility", "2026-09-01", {**units}) == units
    asked = {**units, "responsible": "局长"}
    assert terms.stands(project, "responsibility", "2026-09-01", asked) == {**units, "responsible": "分管副局长"}
    same = {**units, "responsible": "分管副局长"}
    assert _altering(project, "responsibility", same, "2026-09-01") == ("adjustment.nothing_new", "lead_unit", {})
    project.alter_course("responsibility", asked, effective_on="2026-09-01", **WHY)
