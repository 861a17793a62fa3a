"""What inspectors found at a site stands beside what was reported: the last who saw it, and who only came does not."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from supervision import site_findings
from supervision.public_visits import PublicVisit
from supervision.site_findings import Finding


def visit(day: int, found: dict[str, tuple[str, str | None]], id: int = 1) -> PublicVisit:
    seen = {name: {"verified": word, "quantity": counted, "share": "1"} for name, (word, counted) in found.items()}
    at = datetime(2026, 8, day, tzinfo=UTC)
    return PublicVisit(UUID(int=id), date(2026, 8, day), "集中查看", ("人大代表01",), "抽查", "", (), at, {}, seen)


def test_the_last_visit_that_really_saw_a_site_speaks_for_it() -> None:
    last = visit(24, {"步道": ("unseen", None), "广场": ("yes", None)})
    first = visit(20, {"步道": ("no", None), "广场": ("partly", None), "球场": ("unseen", None)})
    assert site_findings.of([last, first]) == {
        "步道": Finding(date(2026, 8, 20), "与报送不一致", True),
        "广场": Finding(date(2026, 8, 24), "与报送一致", False),
        "球场": Finding(date(2026, 8, 20), "未能查看", False),
    }


def test_a_whole_count_is_of_a_project_with_one_target_whose_sites_are_all_of_it() -> None:
    every, some = visit(20, {"甲": ("yes", None), "乙": ("no", "0.5")}, 1), visit(21, {"甲": ("yes", None)}, 2)
    sites = [{"name": "甲", "share": "1"}, {"name": "乙", "share": "1"}]
    project: dict[str, Any] = {"targets": [{"quantity": "2", "unit": "处"}], "sites": sites}
    found = site_findings.whole([every, some], project)
    assert {id.int: (each.value, each.unit) for id, each in found.items()} == {1: (Decimal("1.5"), "处")}
    two = {**project, "targets": [*project["targets"], {"quantity": "3", "unit": "个"}]}
    assert site_findings.whole([every], two) == {}, "unlike units are not added up"
