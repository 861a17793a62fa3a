"""A project's months in a few words: one unit for all of them, and the month's own word."""

from typing import Any

import pytest

from web.by_month import Month, month

ROADS: dict[str, Any] = {"targets": [{"no": "1", "kind": "quantity", "unit": "条"}]}
SEVERAL: dict[str, Any] = {"targets": [{"no": "1", "kind": "quantity", "unit": "条"}] * 2}


def row(status: str, state: str, progress: str | None, **values: str) -> dict[str, Any]:
    return {"label": "9月", "status": status, "state": state, "progress": progress, "values": values}


@pytest.mark.parametrize(
    ("project", "published", "told"),
    [
        (ROADS, row("behind", "accepted", "41.7", **{"1": "5"}), Month("9月", "5条", "慢于序时")),
        (ROADS, row("not_reported", "not_reported", "41.7"), Month("9月", "", "未报送")),
        (ROADS, row("not_reported", "returned", "41.7"), Month("9月", "", "退回补正")),
        (ROADS, row("far_behind", "returned", "41.7"), Month("9月", "", "严重滞后")),
        (SEVERAL, row("not_reported", "returned", "41.7"), Month("9月", "41.7%", "退回补正")),
        (ROADS, row("ahead", "accepted", "80", **{"1": "9"}), Month("9月", "9条", "")),
    ],
)
def test_a_month_is_told_in_the_projects_own_unit_or_without_a_figure(
    project: dict[str, Any], published: dict[str, Any], told: Month
) -> None:
    assert month(project, published) == told
