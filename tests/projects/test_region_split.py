from decimal import Decimal
from typing import Any

from projects.region_split import splits, value_on


def region(no: str, name: str, quantity: float | None, *values: tuple[str | None, float | None]) -> dict[str, Any]:
    told = [{"as_of": day, "value": amount, "published_percent": None, "unit": "人"} for day, amount in values]
    return {"target_no": no, "region": name, "quantity": quantity, "values": told}


def target(no: str, quantity: float | None, *values: tuple[str, float], **more: Any) -> dict[str, Any]:
    told = [{"as_of": day, "value": amount, "unit": "人"} for day, amount in values]
    return {"no": no, "quantity": quantity, "unit": "人", "kind": "quantity", "values": told, **more}


def project(targets: list[dict[str, Any]], *regions: dict[str, Any]) -> dict[str, Any]:
    return {"targets": targets, "regions": list(regions)}


def test_the_districts_of_a_day_are_added_and_held_beside_the_published_total() -> None:
    of = project(
        [target("1", 300, ("2021-06-30", 110), ("2021-09-30", 260))],
        region("1", "甲区", 200, ("2021-06-30", 60), ("2021-09-30", 150)),
        region("1", "乙区", 100, ("2021-06-30", 50), ("2021-09-30", 100)),
    )
    (split,) = splits(of)
    assert split.days == ("2021-06-30", "2021-09-30") and split.aims == Decimal(300)
    assert [(each.added, each.total, each.silent) for each in split.sums] == [
        (Decimal(110), Decimal(110), ()),
        (Decimal(250), Decimal(260), ()),
    ]


def test_of_several_totals_of_a_day_the_one_that_adds_up_is_taken() -> None:
    of = project(
        [target("1", None, ("2021-06-30", 60), ("2021-06-30", 61))], region("1", "甲区", None, ("2021-06-30", 60))
    )
    assert splits(of)[0].sums[0].total == Decimal(60)


def test_a_district_known_elsewhere_in_the_project_is_silent_where_it_gave_nothing() -> None:
    """眉山: 市本级 stands in the fifth row of the table only; 天府新区 stands in it with blank cells."""
    of = project(
        [target("1", 10), target("2", 20)],
        region("1", "甲区", 10, ("2019-12-31", 9)),
        region("1", "天府新区", None, ("2019-12-31", None)),
        region("2", "甲区", 10, ("2019-12-31", 5)),
        region("2", "市本级", 10, ("2019-12-31", 5)),
    )
    first, second = splits(of)
    assert first.sums[0].silent == ("天府新区", "市本级") and second.sums[0].silent == ("天府新区",)
    assert first.aims is None, "one of them has no target"
    assert first.sums[0].total is None


def test_rates_are_never_added() -> None:
    for more in ({"unit": "%"}, {"kind": "ratio"}):
        of = project([target("4", 4.3, **more)], region("4", "甲区", 4.3, ("2019-12-31", 3.48)))
        (split,) = splits(of)
        assert not split.additive and split.aims is None and split.sums[0].added is None


def test_a_target_without_districts_has_no_split() -> None:
    assert splits(project([target("1", 10)])) == []


def test_a_districts_last_figure_of_a_day_counts() -> None:
    twice = region("1", "甲区", None, ("2021-06-30", 1), ("2021-06-30", 2), (None, 3))
    found = value_on(twice, "2021-06-30")
    assert found and found["value"] == 2
    assert value_on(twice, "2021-07-31") is None
