"""Nodes that are moved by an approved change: which may be, from which month on, and what they leave on record."""

from collections.abc import Iterator

import pytest

from projects import terms
from projects.project import Project
from tests.aggregates import refusal
from tests.projects.test_terms import PERIODS, WHY, _altering, _bare, _project
from tracker.clock import FixedClock
from tracker.refusal import SeveralRefused


@pytest.fixture(autouse=True)
def _today(clock: FixedClock) -> Iterator[None]:
    yield


def _move(project: Project, due: str, effective_on: str = "2026-09-01", **other: object) -> None:
    named = {"no": "", "index": 1, "text": "竣工验收", "due": due, **other}
    project.alter_course("milestones", [named], effective_on=effective_on, **WHY)


def _noded() -> Project:
    """Two nodes of the whole project; the first was accepted as done in June."""
    made = _project()
    made.plan_milestones("", [{"due": "2026-06-30", "text": "主体封顶"}, {"due": "2026-09-30", "text": "竣工验收"}])
    made.accept_progress("2026-06", {"1": "60"}, {":0": "2026-06-20"}, None)
    return made


def test_a_node_that_moved_is_due_on_its_new_day_from_the_month_on_that_it_takes_effect() -> None:
    project = _noded()
    _move(project, "2026-11-20")
    _move(project, "2026-12-10", "2026-11-01")
    days = {key: [node["due"] for node in terms.of(project, PERIODS[key]).milestones[""]] for key in PERIODS}
    assert days["2026-08"] == ["2026-06-30", "2026-09-30"]
    assert days["2026-09"] == days["2026-10"] == ["2026-06-30", "2026-11-20"]
    assert days["2026-11"] == ["2026-06-30", "2026-12-10"]
    assert [(each["old"][0]["due"], each["new"][0]["due"]) for each in project.adjustments] == [
        ("2026-09-30", "2026-11-20"),
        ("2026-11-20", "2026-12-10"),
    ]
    assert project.promised["milestones"][""][1]["due"] == "2026-09-30", "as it was promised, for ever"


@pytest.mark.parametrize(
    ("due", "other", "told"),
    [
        ("2026-09-30", {}, ("adjustment.nothing_new", "node--1", {})),
        ("2026-11-20", {"index": 2}, ("adjustment.nothing_new", "node--2", {})),
        ("2026-11-20", {"index": -1}, ("adjustment.nothing_new", "node---1", {})),
        ("2026-11-20", {"text": "验收"}, ("adjustment.nothing_new", "node--1", {})),
        ("2026-11-20", {"no": "1"}, ("adjustment.nothing_new", "node-1-1", {})),
        (
            "2026-11-20",
            {"index": 0, "text": "主体封顶"},
            ("adjustment.node_done", "node--0", {"text": "主体封顶"}),
        ),
        ("2027-01-01", {}, ("adjustment.node_after_end", "node--1", {"due": "2026-12-31"})),
        ("2025-12-31", {}, ("adjustment.due_before_start", "node--1", {"starts": "2026-01-01"})),
    ],
)
def test_what_moves_is_a_node_that_stands_open_and_its_day_lies_in_the_projects_time(
    due: str, other: dict[str, object], told: object
) -> None:
    project = _noded()
    assert refusal(_move, project, due, **other) == told
    _move(project, "2026-12-31")
    _move(project, "2026-01-01")


def test_nodes_move_only_where_some_are_named_and_all_that_is_wrong_is_told_at_once() -> None:
    project = _noded()
    nothings: tuple[object, ...] = (None, [])
    for nothing in nothings:
        assert _altering(project, "milestones", nothing) == ("adjustment.nothing_new", "nodes", {})
    named = [{"no": "", "index": n, "text": t, "due": "2027-01-01"} for n, t in enumerate(("主体封顶", "竣工验收"))]
    with pytest.raises(SeveralRefused) as no:
        project.alter_course("milestones", named, effective_on="2026-08-01", **WHY)
    assert [each.code for each in no.value.refusals] == ["adjustment.node_done", "adjustment.node_after_end"]


def test_the_first_node_moves_too_and_without_an_end_or_a_start_nothing_bounds_it() -> None:
    bare = _bare(None)
    bare.plan_milestones("1", [{"due": "2026-06-30", "text": "主体封顶"}, {"due": "2026-09-30", "text": "验收"}])
    bare.accept_progress("2026-05", {}, {"1:1": "2026-05-20"}, None)
    for due in ("2031-01-01", "2020-01-01"):
        moved = [{"no": "1", "index": 0, "text": "主体封顶", "due": due}]
        bare.alter_course("milestones", moved, effective_on="2026-06-01", **WHY)
        assert [node["due"] for node in bare.milestones["1"]] == [due, "2026-09-30"]


def test_what_stands_of_nodes_is_the_days_of_those_that_are_named() -> None:
    project = _noded()
    named = {"no": "", "index": 1, "text": "竣工验收", "due": "2026-11-20"}
    stranger = {"no": "7", "index": 0, "text": "竣工验收", "due": "2026-11-20"}
    assert terms.stands(project, "milestones", "2026-09-01", [named, stranger]) == [{**named, "due": "2026-09-30"}]


def test_the_goals_of_the_stage_are_those_that_were_listed_wherever_they_are_moved() -> None:
    listed = _bare("2027-06-30")
    listed.plan_milestones("1", [{"due": "2026-11-30", "text": "主体封顶"}])
    moved = [{"no": "1", "index": 0, "text": "主体封顶", "due": "2027-03-31"}]
    listed.alter_course("milestones", moved, effective_on="2026-08-01", **WHY)
    assert terms.stage_goals(listed)
    within = _bare("2026-12-31")
    within.plan_milestones("1", [{"due": "2026-11-30", "text": "主体封顶"}])
    within.alter_course("due_on", "2027-06-30", effective_on="2026-08-01", **WHY)
    assert not terms.stage_goals(within)
