"""The list of the year before as it is written by hand: of its own kinds, by posts, of its own year."""

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from tests.web.demonstration import test_items as this_year
from web.demonstration import last_year

PROJECTS: list[dict[str, Any]] = last_year.script().projects
KEYS = this_year.PROJECT_KEYS - {"storyline"}
each_project = pytest.mark.parametrize("project", PROJECTS, ids=[project["number"] for project in PROJECTS])


def test_four_projects_of_kinds_that_differ_by_units_of_the_year_after() -> None:
    assert [project["number"] for project in PROJECTS] == ["1", "2", "3", "4"]
    kinds = {target["kind"] for project in PROJECTS for target in project["target"]}
    assert kinds == {"quantity", "milestones", "count"}
    assert {project["category"] for project in PROJECTS} < this_year.AREAS
    leads = {project["lead_unit"] for project in PROJECTS}
    assert len(leads) == 4 and leads < {project["lead_unit"] for project in this_year.PROJECTS}
    hotlines = {project["hotline"] for project in [*PROJECTS, *this_year.PROJECTS]}
    assert len(hotlines) == len(PROJECTS) + len(this_year.PROJECTS)
    assert not {project["title"] for project in PROJECTS} & {project["title"] for project in this_year.PROJECTS}


@each_project
def test_a_project_has_what_it_needs_of_its_own_year_and_names_no_person(project: dict[str, Any]) -> None:
    assert set(project) == KEYS
    assert date(2025, 10, 13) <= project["starts_on"] <= project["started_on"] < project["due_on"]
    assert project["due_on"] <= date(2025, 12, 31)
    for post in ("responsible", "contact_a", "contact_b"):
        assert re.search(r"(局长|处长|主任)$", project[post])
    assert not re.search(r"姓名|先生|女士|某某|1[3-9]\d{9}", repr(project))
    assert [report["period"] for report in project["report"]] == ["2025-10", "2025-11", "2025-12"]
    for target in project["target"]:
        if target["kind"] == "quantity":
            plan = target["plan"]
            assert len(plan) == 12 and plan[-1] == target["quantity"] and not any(plan[:9])
            assert all(earlier <= later for earlier, later in pairwise(plan))
        if target["kind"] == "milestones":
            assert sum(node["weight"] for node in target["milestone"]) == 100
            assert all(node["done_on"] <= node["due"] for node in target["milestone"])


def test_the_accepted_reached_their_targets_by_november_and_the_other_did_not_by_december() -> None:
    reached = {
        project["number"]: [report["values"]["1"] >= project["target"][0]["quantity"] for report in project["report"]]
        for project in PROJECTS
        if project["target"][0]["kind"] == "quantity"
    }
    assert reached == {"1": [False, True, True], "2": [False, False, False], "4": [False, True, True]}
    assert {course.number for course in last_year.COURSES} == {"1", "3", "4"}
    documents = sorted((course.on, course.document) for course in last_year.COURSES)
    assert [document for _, document in documents] == [f"示政办验〔2025〕{n}号" for n in (1, 2, 3)]
