"""The demonstration tells the public of its adjustment and its correction, each in time and beside what was issued."""

import json

from tests.journeys.conftest import Site, loaded, shared_site

__all__ = ["loaded", "shared_site"]


def test_both_were_told_within_their_time(shared_site: Site) -> None:
    """Decided on Thursday 18 June, told on the 25th; found on 11 June, told two working days later, on the 15th."""
    rows = shared_site.rows("SELECT kind, state, since, published_at FROM projects_notices WHERE jurisdiction = 'demo'")
    found = {
        row["kind"]: (row["state"], row["since"].isoformat(), row["published_at"].date().isoformat()) for row in rows
    }
    assert found == {
        "adjustment": ("published", "2026-06-18", "2026-06-25"),
        "correction": ("published", "2026-06-11", "2026-06-15"),
    }


def test_the_month_that_was_not_reported_carried_the_wrong_figure_and_says_so(shared_site: Site) -> None:
    (row,) = shared_site.rows(
        "SELECT content FROM projects_notices WHERE kind = 'correction' AND jurisdiction = 'demo'"
    )
    told = json.loads(row["content"])
    moved = {month["period"]: (month["issued"]["values"], month["recomputed"]["values"]) for month in told["months"]}
    assert moved == {"2026-04": ({"1": 141}, {"1": 114}), "2026-05": ({"1": 141}, {"1": 114})}
    april = shared_site.nobody().client.get("/api/v1/demo/2026/published/2026-04.json").json()
    homes = next(project for project in april["projects"] if project["number"] == "27")
    assert homes["targets"][0]["value"] == 141, "what was published stays"
