"""The demonstration's list of the year before: over, told honestly, and in nobody's way."""

import re
from collections import Counter
from datetime import datetime

import pytest

from projects import register
from projects.register import ProgrammeRow
from supervision import obligations, orders, programme_results, proposals, proposing
from tests.journeys.conftest import Site
from tests.journeys.month import shown
from tracker import clock
from tracker.clock import SHANGHAI

LAST, HEADING = "/demo/2025", "示范市2025年市办实事"
OWED = {
    "monthly_report": 12, "monthly_publication": 3, "monthly_bulletin": 3, "quarterly_review": 1, "review_pack": 1,
    "half_year_disclosure": 1, "third_party_round": 1, "year_end_announcement": 1, "interpretation": 2,
    "department_plan": 4, "acceptance_request": 3, "acceptance_team": 3, "acceptance_verdict": 3,
    "acceptance_notice": 3, "acceptance_closing": 3,
}  # fmt: skip
"""What the rules ask of four projects from October to December: a period of ten months told together and two more, one
quarter, one half-year, three acceptances."""


def _programme(site: Site) -> ProgrammeRow:
    with site.house.reading() as conn:
        found = register.programme(conn, "demo", 2025)
    assert found is not None
    return found


def test_all_that_was_owed_was_done_in_time_and_nothing_is_left(shared_site: Site) -> None:
    programme = _programme(shared_site)
    assert programme.state == "concluded"
    with shared_site.house.reading() as conn:
        rows = obligations.of_programme(conn, programme.id)
        left = proposing.open_of(conn, programme, clock.today(), shared_site.house.days())
        decided = proposals.of_programme(conn, programme.id)
        climbed = orders.of_programme(conn, programme.id)
    assert Counter(row.kind for row in rows) == OWED
    assert {row.state for row in rows} == {"met"}
    assert (left, climbed) == ([], [])
    assert [(row.proposal["rule"], row.state) for row in decided] == [("red_light", "declined")]


def test_its_result_tells_three_done_and_one_that_was_not_with_its_reason(shared_site: Site) -> None:
    with shared_site.house.reading() as conn:
        row = programme_results.one(conn, "demo", 2025)
    assert row is not None and row.concluded_at is not None
    told = row.told
    assert [(each["number"], each["outcome"]) for each in told["projects"]] == [
        ("1", "completed"), ("2", "not_completed"), ("3", "completed"), ("4", "completed"),
    ]  # fmt: skip
    assert [each["closed_on"] for each in told["projects"]] == ["2025-12-23", None, "2025-12-22", None]
    assert "2.4公里停工" in told["projects"][1]["reason"] and "6月底前完成" in told["projects"][1]["destination"]
    page = shown(shared_site.nobody().get(f"{LAST}/result")).text
    assert "没有给天气留余地" in page and "年度清单于2026年1月19日办结" in page


def test_nobody_acted_before_the_account_was_made(shared_site: Site) -> None:
    acted = shared_site.rows(
        """SELECT a.login, a.created_at, min((e.told -> 'timestamp' ->> '_data_')::timestamptz) AS first
           FROM account a JOIN (SELECT convert_from(state, 'UTF8')::jsonb AS told FROM ledger.events) e
             ON e.told -> 'by' ->> 'account' = a.id::text
           GROUP BY a.login, a.created_at"""
    )
    assert [row["login"] for row in acted if row["first"] < row["created_at"]] == []
    assert len([row for row in acted if row["first"].year == 2025]) == 9, "the office, four units and their heads"


def test_the_year_that_runs_comes_first_at_home_and_on_desks(shared_site: Site) -> None:
    home = shown(shared_site.nobody().get("/")).text
    assert 0 < home.index("/demo/2026/") < home.index("/demo/2025/")
    assert "四季度试行" in home
    for who in ("demo-office", "demo-head", "demo-press", "demo-filer", "demo-head-unit", "demo-observer"):
        desk = shown(shared_site.signed_in(who).get("/desk")).text
        running, over = desk.split(HEADING)
        assert "示范市2026年市办实事" in running and "已办结。" in over, who
        rows = re.findall(r'<li[^>]*>.*?href="([^"]+)"', over[: over.index("</section>")], re.S)
        assert 0 < len(rows) <= 2 and all(href.startswith(f"{LAST}/") for href in rows), (who, rows)
        assert "要办的" not in over and "待" not in over[: over.index("</section>")], who


@pytest.mark.parametrize("number", ["1", "2", "3", "4"])
def test_a_project_of_it_answers_by_posts_and_shows_its_three_months(shared_site: Site, number: str) -> None:
    page = shown(shared_site.nobody().get(f"{LAST}/projects/{number}")).text
    assert all(f"2025年{label}" in page for label in ("1—10月", "11月", "12月"))
    assert "局局长" in page and ("验收" in page) == (number != "2")


def test_papers_of_2026_begin_their_own_series(shared_site: Site) -> None:
    rows = shared_site.rows(
        """SELECT year, kind, number, issued_at FROM supervision_papers
           WHERE jurisdiction = 'demo' AND kind IN ('bulletin', 'minutes') AND number IS NOT NULL ORDER BY issued_at"""
    )
    assert [row["number"] for row in rows if row["year"] == 2025] == [
        "示政办督〔2025〕1号", "示政办督〔2025〕2号", "示政办函〔2026〕2号", "示政办函〔2026〕3号",
    ]  # fmt: skip
    first = next(row for row in rows if row["year"] == 2026)
    assert first["number"] == "示政办督〔2026〕1号"
    assert first["issued_at"] > datetime(2026, 3, 1, tzinfo=SHANGHAI)
