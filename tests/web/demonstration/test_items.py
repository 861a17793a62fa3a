"""The demonstration city's year, as written by hand: complete, consistent, never the same sentence twice."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from web.demonstration.acceptances import COURSES

Row = dict[str, Any]

FOLDER = Path(__file__).parents[3] / "web" / "demonstration" / "items"
NUMBERS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
AREAS = {"劳有应得", "学有优教", "病有良医", "老有颐养", "住有宜居", "困有所助"}
KINDS = {"quantity", "milestones", "yes_no", "ratio", "service", "count", "money"}
COMPARATORS = {">=", ">", "=", "<=", "~", "complete"}
STAGES = {"签约", "开工", "完工", "验收", "投用"}
PERIODS = ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"]
# the 5th of the next month 17:00, rolled forward over 清明, 劳动节, 国庆 and weekends by the 2026 holiday notice
DUE = {
    "2026-02": "2026-03-05",
    "2026-03": "2026-04-07",
    "2026-04": "2026-05-06",
    "2026-05": "2026-06-05",
    "2026-06": "2026-07-06",
    "2026-07": "2026-08-05",
    "2026-08": "2026-09-07",
    "2026-09": "2026-10-08",
}
HOUSING = "市住房城乡建设局"
FILED = {"accepted", "returned_then_accepted", "submitted", "returned"}

PROJECT_KEYS = {
    "number", "title", "category", "lead_unit", "supporting_units", "implementing_units", "leader_in_charge",
    "responsible", "contact_a", "contact_b", "hotline", "key_difficult", "starts_on", "due_on", "started_on",
    "storyline", "target", "report",
}  # fmt: skip
PROJECT_OPTIONAL = {"note", "accepted_on", "accepted_document", "site", "adjustment", "course", "noted", "region"}
TARGET_KEYS = {"no", "text", "comparator", "kind"}
TARGET_OPTIONAL = {"quantity", "unit", "stage", "baseline", "parent", "weight", "plan", "milestone"}
ADJUSTMENT_KEYS = {
    "target_no", "field", "old", "new", "new_plan", "reason_code", "reason", "asked_at", "decided_at", "effective_on",
    "approved_by", "words", "document",
}  # fmt: skip


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.toml"))


def _items() -> list[Row]:
    return [tomllib.loads(path.read_text("utf-8"), parse_float=Decimal) for path in _files()]


PROJECTS: list[Row] = [project for item in _items() for project in item["project"]]
BY_NUMBER = {project["number"]: project for project in PROJECTS}
each_project = pytest.mark.parametrize("project", PROJECTS, ids=[project["number"] for project in PROJECTS])


def _targets() -> Iterator[Row]:
    for project in PROJECTS:
        yield from project["target"]


def _reports() -> Iterator[tuple[Row, Row]]:
    for project in PROJECTS:
        for report in project["report"]:
            yield project, report


def _series(project: Row, no: str) -> list[tuple[str, Decimal]]:
    reports = (report for report in project["report"] if report["state"] in FILED)
    return [(report["period"], Decimal(report["values"][no])) for report in reports if no in report["values"]]


def _terms(project: Row, target: Row, period: str) -> tuple[Decimal, list[int | Decimal]]:
    """Annual quantity and plan in force at a period's end."""
    for change in project.get("adjustment", []):
        if change["target_no"] == target["no"] and f"{change['effective_on']:%Y-%m}" <= period:
            return Decimal(change["new"]), change["new_plan"]
    return Decimal(target["quantity"]), target["plan"]


def _gap(project: Row, target: Row, period: str, value: Decimal) -> Decimal:
    """Percentage points over (+) or under (-) the plan."""
    quantity, plan = _terms(project, target, period)
    return (value - plan[int(period[-2:]) - 1]) * 100 / quantity


def _judged(project: Row) -> list[Row]:
    return [target for target in project["target"] if target["kind"] == "quantity"]


def _worst_gap(project: Row, period: str) -> Decimal:
    gaps = [Decimal(0)]
    for target in _judged(project):
        values = dict(_series(project, target["no"]))
        gaps += [_gap(project, target, period, values[period])] if period in values else []
    return min(gaps)


def _report(project: Row, period: str) -> Row | None:
    return next((report for report in project["report"] if report["period"] == period), None)


def test_the_list_is_ten_items_of_thirty_three_projects_numbered_through() -> None:
    items = _items()
    assert [path.name for path in _files()] == [f"{n:02d}.toml" for n in range(1, 11)]
    assert [item["number"] for item in items] == NUMBERS
    assert all(2 <= len(item["project"]) <= 5 for item in items)
    assert [project["number"] for project in PROJECTS] == [str(n) for n in range(1, 34)]
    assert len({project["title"] for project in PROJECTS}) == 33
    assert {project["category"] for project in PROJECTS} == AREAS


@each_project
def test_a_project_has_the_fields_it_needs_and_no_others(project: Row) -> None:
    assert set(project) >= PROJECT_KEYS
    assert set(project) <= PROJECT_KEYS | PROJECT_OPTIONAL
    assert re.fullmatch(r"0000-1234\d{4}", project["hotline"])
    assert project["implementing_units"] and project["lead_unit"] not in project["supporting_units"]
    last = date(2027, 6, 30) if project["number"] == "24" else date(2026, 12, 31)
    assert project["starts_on"] < project["due_on"] <= last
    assert project["started_on"] <= date(2026, 9, 30)
    assert project["contact_a"] != project["contact_b"]
    assert ("accepted_on" in project) == ("accepted_document" in project)
    for site in project.get("site", []):
        assert set(site) == {"name", "address", "unit", "share", "stage"}
        assert site["stage"] in STAGES


@each_project
def test_posts_answer_and_no_person_is_named(project: Row) -> None:
    for post in ("responsible", "contact_a", "contact_b"):
        assert re.search(r"(局长|处长|主任|理事长)$", project[post])
    assert re.fullmatch(r"分管.+工作的副市长", project["leader_in_charge"])
    everything = repr(project)
    assert not re.search(r"姓名|先生|女士|某某|1[3-9]\d{9}", everything)


def test_hotlines_are_one_a_project() -> None:
    assert len({project["hotline"] for project in PROJECTS}) == 33


def test_about_fifty_targets_of_every_kind() -> None:
    targets = list(_targets())
    assert 48 <= len(targets) <= 56
    assert {target["kind"] for target in targets} == KINDS
    assert {target["comparator"] for target in targets} == COMPARATORS
    ratios = [target["comparator"] for target in targets if target["kind"] == "ratio"]
    assert len(ratios) >= 2 and "<=" in ratios
    assert any("stage" in target for target in targets) and any("parent" in target for target in targets)


@each_project
def test_targets_are_well_formed(project: Row) -> None:
    targets = project["target"]
    assert [target["no"] for target in targets] == [str(n) for n in range(1, len(targets) + 1)]
    for target in targets:
        assert set(target) >= TARGET_KEYS
        assert set(target) <= TARGET_KEYS | TARGET_OPTIONAL
        assert target.get("stage", "完工") in STAGES
        if "parent" in target:
            assert target["parent"] in {other["no"] for other in targets} - {target["no"]}
        needs_quantity = target["kind"] in {"quantity", "ratio", "service", "money"}
        assert ("quantity" in target) == needs_quantity and ("plan" in target) == (
            target["kind"] in {"quantity", "money"}
        )
        assert "unit" in target or target["kind"] in {"milestones", "yes_no"}


def _check_plan(plan: list[int | Decimal], quantity: int | Decimal) -> None:
    assert len(plan) == 12
    assert all(earlier <= later for earlier, later in pairwise(plan))
    assert plan[-1] == quantity
    steps = [later - earlier for earlier, later in pairwise(plan)]
    assert len(set(steps)) > 1, "a straight plan"


@each_project
def test_plans_never_fall_and_end_at_the_target(project: Row) -> None:
    for target in project["target"]:
        if "plan" in target:
            _check_plan(target["plan"], target["quantity"])
    for change in project.get("adjustment", []):
        assert set(change) == ADJUSTMENT_KEYS
        _check_plan(change["new_plan"], change["new"])


@each_project
def test_milestones_weigh_a_hundred_and_are_not_done_in_the_future(project: Row) -> None:
    for target in project["target"]:
        nodes = target.get("milestone", [])
        assert bool(nodes) == (target["kind"] in {"milestones", "yes_no"})
        if nodes:
            assert sum(node["weight"] for node in nodes) == 100
            assert [node["due"] for node in nodes] == sorted(node["due"] for node in nodes)
        assert all(node["done_on"] <= date(2026, 9, 30) for node in nodes if "done_on" in node)


def test_one_target_was_lowered_with_approval() -> None:
    changes = [(project["number"], change) for project in PROJECTS for change in project.get("adjustment", [])]
    (number, change) = changes[0]
    assert len(changes) == 1 and number == "23"
    assert (change["old"], change["new"], change["reason_code"]) == (40, 32, "policy_change")
    assert change["old"] == BY_NUMBER["23"]["target"][0]["quantity"]
    assert change["asked_at"] < change["decided_at"] and change["decided_at"].date() < change["effective_on"]


def test_one_project_stood_for_three_weeks_and_one_is_carried_over() -> None:
    """The roads stood from 18 July to 7 August, so that July asked nothing of them; the mains' stage goals were set for
    this year and its end for the next, without which nothing may be carried over."""
    found = [(p["number"], each["kind"], each["effective_on"]) for p in PROJECTS for each in p.get("course", [])]
    assert found == [
        ("24", "carry_over", date(2027, 1, 1)),
        ("33", "suspension", date(2026, 7, 18)),
        ("33", "resumption", date(2026, 8, 8)),
    ]
    for project in PROJECTS:
        for change in project.get("course", []):
            assert change["asked_at"] < change["decided_at"] and change["decided_at"].date() < change["effective_on"]
    silent = [(p["number"], report["period"]) for p, report in _reports() if report["state"] == "suspended"]
    assert silent == [("33", "2026-07")]
    mains = BY_NUMBER["24"]
    assert mains["due_on"].year == 2027 and mains["target"][0]["plan"][-1] == 210


@each_project
def test_every_period_has_a_report_with_every_figure(project: Row) -> None:
    periods = [report["period"] for report in project["report"]]
    assert periods == PERIODS or (periods == PERIODS[:-1] and project["number"] == "17")
    nos = {target["no"] for target in project["target"] if target["kind"] != "milestones"}
    for report in project["report"]:
        if report["state"] in ("not_reported", "suspended"):
            assert set(report) == {"period", "state"}
        elif report["state"] == "draft":
            assert set(report["values"]) <= nos and "filed_at" not in report and "drafted_at" in report
        else:
            assert set(report["values"]) == nos
            assert ("correction" in report) == ("correction_reason" in report)


def test_texts_are_of_a_readable_length() -> None:
    for project, report in _reports():
        if report["state"] in ("not_reported", "suspended"):
            continue
        where = (project["number"], report["period"])
        assert 30 <= len(report["text"]) <= 110, where
        for field in ("problems", "measures"):
            assert 12 <= len(report.get(field, "不" * 12)) <= 110, where


def _spoken(project: Row) -> Iterator[str]:
    yield project["storyline"]
    yield project.get("note", "")
    for report in project["report"]:
        for field in ("text", "problems", "measures", "return_reason", "correction_reason"):
            yield report.get(field, "")
    for change in [*project.get("adjustment", []), *project.get("course", [])]:
        yield change["reason"]
        yield change["words"]


def test_no_sentence_recurs() -> None:
    sentences: Counter[str] = Counter()
    for project in PROJECTS:
        for words in _spoken(project):
            sentences.update(part.strip() for part in re.split("[。；]", words) if part.strip())
    assert [sentence for sentence, times in sentences.items() if times > 1] == []
    assert len(sentences) > 500


def test_values_fall_only_where_a_definition_was_corrected() -> None:
    falls = []
    for project in PROJECTS:
        for target in project["target"]:
            if target["kind"] in {"ratio", "milestones"}:
                continue
            values = _series(project, target["no"])
            falls += [
                (project["number"], period) for (_, before), (period, value) in pairwise(values) if value < before
            ]
    corrected = [(project["number"], report["period"]) for project, report in _reports() if "correction" in report]
    assert falls == corrected == [("31", "2026-06")]


@each_project
def test_no_curve_is_straight(project: Row) -> None:
    for target in _judged(project):
        values = [value for _, value in _series(project, target["no"])]
        steps = [later - earlier for earlier, later in pairwise(values)]
        bends = [later - earlier for earlier, later in pairwise(steps)]
        assert any(bends), target["text"]


@each_project
def test_whoever_is_behind_says_why_and_what_next(project: Row) -> None:
    for report in project["report"]:
        if report["state"] in FILED and _worst_gap(project, report["period"]) <= -10:
            assert report.get("problems") and report.get("measures"), report["period"]


def test_a_missed_milestone_is_owned_up_to() -> None:
    for project in PROJECTS:
        nodes = [node for target in project["target"] for node in target.get("milestone", [])]
        for node in nodes:
            for report in project["report"]:
                open_at_end = f"{node.get('done_on', date.max):%Y-%m}" > report["period"] >= f"{node['due']:%Y-%m}"
                if open_at_end and report["state"] in FILED:
                    assert report.get("problems"), (project["number"], report["period"], node["text"])


def test_the_board_at_the_end_of_august() -> None:
    period = "2026-08"
    finished = set()
    for project in PROJECTS:
        done = [dict(_series(project, t["no"])).get(period, Decimal(0)) >= t["quantity"] for t in _judged(project)]
        nodes = [node for target in project["target"] for node in target.get("milestone", [])]
        done += [node.get("done_on", date.max) <= date(2026, 8, 31) for node in nodes]
        if all(done) and not any(target["kind"] == "service" for target in project["target"]):
            finished.add(project["number"])
    silent = {
        p["number"] for p, report in _reports() if (report["period"], report["state"]) == (period, "not_reported")
    }
    gaps = {project["number"]: _worst_gap(project, period) for project in PROJECTS}
    assert finished == {"3", "4", "5", "7", "10", "26"}
    assert {number for number, gap in gaps.items() if -30 <= gap <= -10} == {"9", "17", "20", "22", "33"}
    assert {number for number, gap in gaps.items() if gap < -30} == {"16", "24"}
    assert silent == {"21"}


def test_the_accepted_projects_were_finished_and_their_documents_are_numbered_in_order() -> None:
    accepted = sorted((p["accepted_on"], p["accepted_document"], p["number"]) for p in PROJECTS if "accepted_on" in p)
    assert [document for _, document, _ in accepted] == [f"示政办验〔2026〕{n}号" for n in range(1, 7)]
    assert [number for _, _, number in accepted] == ["26", "3", "10", "4", "7", "5"]
    assert sorted((date.fromisoformat(each.on), each.document, each.number) for each in COURSES) == accepted


def test_september_as_it_stands_on_the_ninth_of_october() -> None:
    states: dict[str, list[str]] = {}
    for project in PROJECTS:
        report = _report(project, "2026-09")
        states.setdefault(report["state"] if report else "none", []).append(project["number"])
    assert {state: len(numbers) for state, numbers in states.items()} == {
        "accepted": 25,
        "submitted": 4,
        "draft": 2,
        "none": 1,
        "returned": 1,
    }
    for state in ("draft", "none", "returned"):
        assert {BY_NUMBER[number]["lead_unit"] for number in states[state]} == {HOUSING}
    assert len({BY_NUMBER[number]["lead_unit"] for number in states["submitted"]}) >= 3
    assert states["returned"] == ["16"]


def test_thirteen_lead_units_of_which_housing_leads_six() -> None:
    leads = Counter(project["lead_unit"] for project in PROJECTS)
    assert len(leads) == 13
    assert leads[HOUSING] == 6


def test_months_left_unreported() -> None:
    silent = [(p["number"], report["period"]) for p, report in _reports() if report["state"] == "not_reported"]
    assert silent == [("21", "2026-06"), ("21", "2026-08"), ("27", "2026-05")]


def test_reports_are_filed_after_the_month_and_all_but_two_in_time() -> None:
    late = []
    for project, report in _reports():
        if report["state"] not in FILED:
            continue
        filed: datetime = report["filed_at"]
        where = (project["number"], report["period"])
        assert filed.utcoffset() == timedelta(hours=8)
        assert f"{filed:%Y-%m}" > report["period"] or filed.day >= 28, where
        if filed > datetime.fromisoformat(f"{DUE[report['period']]}T17:00:00+08:00"):
            late.append(where)
    assert late == [("16", "2026-07"), ("24", "2026-03")]


def test_a_returned_report_came_back_or_waits_with_its_reason() -> None:
    returned = 0
    for project, report in _reports():
        if report["state"] == "returned_then_accepted":
            returned += 1
            assert report["filed_at"] < report["returned_at"] < report["refiled_at"], project["number"]
            assert report["return_reason"]
        elif report["state"] == "returned":
            assert report["filed_at"] < report["returned_at"] and "refiled_at" not in report
            assert f"{report['returned_at']:%m-%d}" == "10-08"
        else:
            assert "returned_at" not in report
    assert 8 <= returned <= 16


def test_the_visit_finds_eight_sites_in_use() -> None:
    sites = BY_NUMBER["12"]["site"]
    assert len(sites) == 8
    assert {site["stage"] for site in sites} == {"投用"}
    assert BY_NUMBER["12"]["lead_unit"] == "市民政局"


def test_the_stories_the_public_is_promised() -> None:
    school = BY_NUMBER["4"]
    assert max(node["done_on"] for node in school["target"][0]["milestone"]) == date(2026, 8, 21)
    lift = BY_NUMBER["16"]
    contract = next(node for node in lift["target"][1]["milestone"] if "合同" in node["text"])
    assert (contract["due"], contract["done_on"]) == (date(2026, 3, 31), date(2026, 5, 29))
    assert dict(_series(lift, "1"))["2026-08"] == 78
    stations = dict(_series(BY_NUMBER["3"], "1"))
    assert BY_NUMBER["3"]["target"][0]["quantity"] == 24
    assert stations["2026-07"] == 26
    lights = [value for _, value in _series(BY_NUMBER["5"], "1")]
    assert lights[:5] == [0, 0, 0, 0, 0] and lights[5] > 0
    screening = {period: _worst_gap(BY_NUMBER["8"], period) for period in PERIODS}
    assert [period for period, gap in screening.items() if gap <= -10] == ["2026-04", "2026-05"]
