"""The read model of papers: staff see every state, the public only what was issued; a rebuild gives the same rows."""

from pathlib import Path

import psycopg
from psycopg.rows import dict_row

from projects.approval import Approval, Review
from supervision import papers
from supervision.document import Document, IssuedFile
from tests import deeds
from tests.supervision.test_document import FACTS, FILES, prose
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

HEAD = Approval("市政府办公厅主任", "2026-09-10", "同意。")


def _drafted(kind: str, period: str, attribute: str = "主动公开") -> Document:
    return Document.draft(
        kind, "demo", 2026, period, facts=FACTS, prose=prose(), check_code="7KMQ9XDP", drafter="zhao", post="督查室",
        attribute=attribute, series="示政办督",
    )  # fmt: skip


def _issued(period: str, number: int, files: list[IssuedFile]) -> Document:
    document = _drafted("bulletin", period)
    document.edit({"blocks": {"next": ["请抓紧。"]}}, "qian", "综合科")
    document.review(Review("主动公开", "不涉密。", "专员", HEAD), document.text)
    document.approve(HEAD, document.text)
    document.number(number, f"示政办督〔2026〕{number}号")
    document.issue("2026-09-10", files, {})
    return document


def _save(house: House, *documents: Document) -> None:
    house.carry_out(SYSTEM, None, ["papers"], lambda: (list(documents), {}))


def test_the_public_sees_what_was_issued_and_nothing_else(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    with deeds.house(database, tmp_path) as house:
        _save(house, _issued("2026-07", 1, FILES), _issued("2026-08", 2, FILES), _drafted("bulletin", "2026-09"))
        _save(house, _drafted("press_release", "2026-08"))
        with house.reading() as conn:
            assert [row.period for row in papers.issued(conn, "bulletin", "demo", 2026)] == ["2026-08", "2026-07"]
            assert papers.issued_one(conn, "bulletin", "demo", 2026, "2026-09") is None
            assert papers.issued_one(conn, "press_release", "demo", 2026, "2026-08") is None
            assert papers.issued(conn, "bulletin", "other", 2026) == []
            row = papers.issued_one(conn, "bulletin", "demo", 2026, "2026-08")
            staff = papers.of_year(conn, "bulletin", "demo", 2026)
        assert row is not None
        assert (row.number, row.source_position, row.file("pdf")) == ("示政办督〔2026〕2号", 812, FILES[0].as_dict())
        assert row.prose["blocks"][2]["paragraphs"] == ["请抓紧。"]
        assert {period: each.state for period, each in staff.items()} == {
            "2026-07": "issued", "2026-08": "issued", "2026-09": "drafted",
        }  # fmt: skip


def test_a_rebuild_gives_the_same_rows(database: Database, tmp_path: Path, clock: FixedClock) -> None:
    with deeds.house(database, tmp_path) as house:
        _save(house, _issued("2026-07", 1, FILES), _drafted("bulletin", "2026-08"))
        with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
            assert rebuild.check(house.ledger, conn, [papers.PAPERS]) == []
