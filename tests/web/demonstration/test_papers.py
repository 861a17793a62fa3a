"""The demonstration's papers: issued in order, once however often they are asked for, or left as drafts."""

from datetime import datetime
from pathlib import Path

from supervision import papers
from tests import deeds
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.demonstration.papers import bulletin, press

AT = datetime(2026, 9, 10, 15, tzinfo=SHANGHAI)


def test_bulletins_are_numbered_in_order_and_issued_once(database: Database, tmp_path: Path, clock: FixedClock) -> None:
    with deeds.house(database, tmp_path) as house:
        deeds.months(house, deeds.released(house), through="2026-04")
        clock.set(AT)
        for period in ("2026-02", "2026-03", "2026-02"):
            bulletin(house, deeds.SLUG, deeds.YEAR, period, AT)
        press(house, deeds.SLUG, deeds.YEAR, "2026-03", AT, issue=True)
        bulletin(house, deeds.SLUG, deeds.YEAR, "2026-04", AT, issue=False)
        with house.reading() as conn:
            rows = papers.of_year(conn, "bulletin", deeds.SLUG, deeds.YEAR)
            text = papers.of_year(conn, "press_release", deeds.SLUG, deeds.YEAR)["2026-03"]
        assert {period: (row.state, row.number, str(row.issued_on)) for period, row in rows.items()} == {
            "2026-02": ("issued", "示政办督〔2026〕1号", "2026-09-10"),
            "2026-03": ("issued", "示政办督〔2026〕2号", "2026-09-10"),
            "2026-04": ("drafted", None, "None"),
        }
        assert (text.state, text.number) == ("issued", None)
