"""Who of the implementing units has sent his part, who has not, and what the parts come to."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import shares
from projects.project import Project

UNITS = ["east", "west", "south"]


def project(implementing: list[str]) -> Project:
    made = Project.register(UUID(int=1), "testcity", 2026, "1", "加装电梯300部")
    made.assign(lead_unit="housing", implementing_units=implementing)
    return made


def row(value: str, at: str = "2026-10-08T09:00:00+08:00", text: str = "", **more: str) -> dict[str, str]:
    return {"value": value, "text": text, "at": at, **more}


def test_who_has_sent_and_who_has_not() -> None:
    rows = {
        "west": {"1": row("50", text="西山区50部"), "2": row("3", "2026-10-09T09:00:00+08:00", "另有3处")},
        "station": {"1": row("2")},
    }
    found = shares.of(project(["east", "west", "housing", "south"]), rows, "2026-09-30")
    assert [share.unit for share in found.sent] == ["west", "station"], "who was not asked comes after those who were"
    assert found.missing == ("east", "south"), "the lead unit owes nothing to itself"
    assert (found.sent[0].text, found.sent[0].at) == ("西山区50部；另有3处", "2026-10-09T09:00:00+08:00")
    assert found.sums == {"1": Decimal(52), "2": Decimal(3)}


def test_the_lead_units_own_figure_beside_the_sum() -> None:
    found = shares.of(project(UNITS), {"east": {"1": row("38", filed="40", reason="两部未验收")}}, "2026-09-30")
    assert found.sums == {"1": Decimal(38)}, "what the lead unit uses instead counts"
    assert [found.gap("1", own) for own in ("43", "38", "30", None, "")] == [
        Decimal(5),
        Decimal(0),
        Decimal(-8),
        None,
        None,
    ]
    assert found.gap("2", "5") is None


def test_a_project_of_its_lead_unit_alone_asks_nobody() -> None:
    assert not shares.of(project(["housing"]), {}, "2026-09-30").asked
    assert shares.of(project(["east"]), {}, "2026-09-30").asked


def test_who_is_asked_is_who_answered_in_the_month() -> None:
    handed = project(["east"])
    handed.assign(lead_unit="housing", implementing_units=["west"], effective_on="2026-10-01")
    assert shares.of(handed, {}, "2026-09-30").missing == ("east",)
    assert shares.of(handed, {}, "2026-10-31").missing == ("west",)


@given(st.dictionaries(st.sampled_from(UNITS), st.integers(0, 10**6), max_size=3))
def test_everybody_has_sent_or_owes_and_the_sum_is_of_all_who_sent(filed: dict[str, int]) -> None:
    rows = {unit: {"1": row(str(value))} for unit, value in filed.items()}
    found = shares.of(project(UNITS), rows, "2026-09-30")
    assert sorted([*(share.unit for share in found.sent), *found.missing]) == sorted(UNITS)
    assert found.sums.get("1", Decimal(0)) == sum(filed.values())


@pytest.mark.parametrize("rows", [{}, {"east": {}}])
def test_no_figure_is_nothing_sent(rows: shares.Rows) -> None:
    assert shares.of(project(["east"]), rows, "2026-09-30").missing == ("east",)


def test_of_the_units_asked_only_those_of_a_district_of_the_list_are_silent() -> None:
    made = project(["east", "west", "company"])
    made.set_target("1", text="加装电梯300部", quantity="300", unit="部", comparator="=", kind="quantity")
    made.set_regions([{"no": "1", "region": name, "quantity": "150"} for name in ("东湖区", "西山区")])
    names = {"east": "东湖区政府", "west": "西山区政府", "company": "某建设公司"}
    assert shares.of_district(made, "东湖区政府") == {"1": "150"} and shares.of_district(made, "某建设公司") == {}
    assert shares.silent(made, {"east": {"1": row("40")}}, "2026-09-30", names) == ["西山区政府"]
    assert shares.silent(made, {"east": {"2": row("9")}, "west": {"1": row("0")}}, "2026-09-30", names) == [
        "东湖区政府"
    ], "a figure of another target is not the one that is asked"
