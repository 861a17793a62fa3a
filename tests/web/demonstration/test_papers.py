"""The demonstration's papers: issued in order, once however often they are asked for, or left as drafts."""

from datetime import datetime, timedelta
from pathlib import Path

from supervision import papers, press_words
from tests import deeds
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.demonstration.papers import at_work, bulletin, held, leads, press

AT = datetime(2026, 9, 10, 15, tzinfo=SHANGHAI)


def test_bulletins_are_numbered_in_order_and_issued_once(database: Database, tmp_path: Path, clock: FixedClock) -> None:
    with deeds.through("2026-04", database, tmp_path) as house:
        clock.set(AT)
        for period in ("2026-02", "2026-03", "2026-02"):
            bulletin(house, deeds.SLUG, deeds.YEAR, period, AT)
        press(house, deeds.SLUG, deeds.YEAR, "2026-03", AT, issue=True)
        later, lifts, unit = AT + timedelta(days=3), "2026-04:project:1", "2026-04:unit:市住房城乡建设局"
        for _ in range(2):
            held(house, deeds.SLUG, deeds.YEAR, lifts, AT, later)
            at_work(house, deeds.SLUG, deeds.YEAR, unit, AT, "1")
            leads(house, deeds.SLUG, deeds.YEAR, AT)
        bulletin(house, deeds.SLUG, deeds.YEAR, "2026-04", AT, issue=False)
        with house.reading() as conn:
            rows = papers.of_year(conn, "bulletin", deeds.SLUG, deeds.YEAR)
            texts = papers.of_year(conn, "press_release", deeds.SLUG, deeds.YEAR)
            asked = conn.execute("SELECT state FROM supervision_media_leads ORDER BY state").fetchall()
        text = texts["2026-03"]
        assert (texts[lifts].state, texts[lifts].embargo, texts[lifts].public) == ("issued", later, False)
        assert texts[unit].state == "drafted"
        assert press_words.typed(texts[unit].prose) == ["48部", "1200户"]
        assert [row["state"] for row in asked] == ["answered", "open", "open"]
        assert {period: (row.state, row.number, str(row.issued_on)) for period, row in rows.items()} == {
            "2026-02": ("issued", "示政办督〔2026〕1号", "2026-09-10"),
            "2026-03": ("issued", "示政办督〔2026〕2号", "2026-09-10"),
            "2026-04": ("drafted", None, "None"),
        }
        assert (text.state, text.number) == ("issued", None)
