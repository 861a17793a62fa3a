"""What a published list calls its items, and what it tells of districts."""

import json

import pytest

from projects import snapshot
from projects.programme import Programme
from projects.project import Project


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (29, "二十九"), (99, "九十九"), (100, "一百"),
        (105, "一百零五"), (110, "一百一十"), (112, "一百一十二"), (250, "二百五十"), (1000, "一千"),
        (1005, "一千零五"), (1050, "一千零五十"), (1234, "一千二百三十四"),
    ],
)  # fmt: skip
def test_places_are_counted_in_chinese_as_far_as_a_list_may_go(place: int, words: str) -> None:
    assert snapshot._numeral(place) == words


def _split() -> tuple[Programme, Project]:
    """Lifts split between two districts; both and a company work on them, the east alone since May."""
    programme = Programme.prepare("testcity", 2026, "2026年民生实事")
    project = Project.register(programme.id, "testcity", 2026, "1", "加装电梯300部")
    project.set_target("1", text="加装电梯300部", quantity="300", unit="部", comparator="=", kind="quantity")
    project.set_regions([{"no": "1", "region": name, "quantity": "150"} for name in ("东湖区", "西山区")])
    project.assign(lead_unit="lead", implementing_units=["east", "west", "works"])
    project.assign(lead_unit="lead", implementing_units=["east"], effective_on="2026-05-01")
    for month in ("03", "04", "05"):
        project.accept_progress(f"2026-{month}", {"1": "30"}, {}, "green")
    return programme, project


@pytest.mark.usefixtures("clock")
def test_a_district_that_the_list_names_is_told_with_what_it_filed_and_no_other_unit_is() -> None:
    programme, project = _split()
    row = {"1": {"value": "12", "text": "", "at": "2026-04-03T09:00:00+08:00"}}
    used = {"1": {**row["1"], "value": "16", "filed": "18", "reason": "2部未验收"}}
    rows = {
        "2026-03": {"east": row, "works": row},
        "2026-04": {"east": {"1": {**row["1"], "value": "14"}}, "west": used},
        "2026-05": {"west": row},
        "2026-06": {"east": row},
    }
    units = {"lead": "市住房城乡建设局", "east": "东湖区政府", "west": "西山区政府", "works": "某公司"}
    source = snapshot.Source("testcity", "某市", programme, [project], units, rows={str(project.id): rows})
    period = programme.policy_set.period("2026-05")
    assert period is not None
    regions = json.loads(snapshot.of_month(source, period))["projects"][0]["regions"]
    told = {each["region"]: [(v["as_of"], v["value"], v["unit"]) for v in each["values"]] for each in regions}
    assert told == {
        "东湖区": [("2026-03-31", 12, "部"), ("2026-04-30", 14, "部")],
        "西山区": [("2026-04-30", 16, "部")],
    }, "June was not accepted, in May the west answered for nothing, and the company is no district"
    assert [each["quantity"] for each in regions] == [150, 150]
    assert regions[0]["values"][0]["source"] == "某市2026年3月进展报告"
