"""The demonstration tells the public of its adjustment and its correction, each in time and beside what was issued."""

import json

from tests.journeys.conftest import Site, loaded, shared_site

__all__ = ["loaded", "shared_site"]


def test_all_were_told_within_their_time(shared_site: Site) -> None:
    """Decided on Thursday 18 June, told on the 25th, and so on, each within 20 working days; found on 11 June, told two
    working days later, on the 15th. A revocation is told the day it is decided."""
    rows = shared_site.rows(
        "SELECT kind, state, since, published_at FROM projects_notices WHERE jurisdiction = 'demo' ORDER BY since"
    )
    found = [
        (row["kind"], row["state"], row["since"].isoformat(), row["published_at"].date().isoformat()) for row in rows
    ]
    assert found == [
        ("correction", "published", "2026-06-11", "2026-06-15"),
        ("adjustment", "published", "2026-06-18", "2026-06-25"),
        ("adjustment", "published", "2026-07-17", "2026-07-24"),
        ("adjustment", "published", "2026-08-06", "2026-08-12"),
        ("revocation", "published", "2026-09-18", "2026-09-18"),
        ("adjustment", "published", "2026-09-22", "2026-09-28"),
    ]


def test_a_month_that_stood_still_asks_nothing_and_the_card_says_why(shared_site: Site) -> None:
    july = shared_site.nobody().client.get("/api/v1/demo/2026/published/2026-07.json").json()
    roads = next(project for project in july["projects"] if project["number"] == "33")
    assert roads["halt"] == {
        "state": "suspended", "since": "2026-07-18", "words": "自2026年7月18日起经批准暂停实施",
    }  # fmt: skip
    card = shared_site.nobody().client.get("/demo/2026/projects/33").text
    assert "经批准暂停，本月不要求报送" in card and "恢复实施" in card and "示政批〔2026〕21号" in card
    assert "慢于序时" in card, "August is judged again, by the plan as it was"


def test_what_is_carried_over_is_told_on_the_card_and_still_reported_this_year(shared_site: Site) -> None:
    nobody = shared_site.nobody().client
    card = nobody.get("/demo/2026/projects/24").text
    assert "经批准调整：结转下年" in card and "年度阶段目标未达到" in card and "示政批〔2026〕31号" in card
    (mains,) = [
        each for each in nobody.get("/api/v1/demo/2026/projects.json").json()["projects"] if each["number"] == "24"
    ]
    assert mains["status"] == "far_behind", "it is judged as before until the year is over"
    filed = shared_site.rows(
        """SELECT r.state FROM projects_reports r JOIN projects_register_project p ON p.id = r.project
           WHERE p.number = '24' AND p.jurisdiction = 'demo' AND r.period = '2026-09'"""
    )
    assert [row["state"] for row in filed] == ["accepted"]


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
