"""A personal link: found while it lives, gone when revoked or replaced, and never another inspector's."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from supervision import visit_link
from tracker.clock import FixedClock
from tracker.database import Database

pytestmark = pytest.mark.usefixtures("clock")


def test_a_link_is_found_by_its_token_until_it_is_revoked(database: Database) -> None:
    visit = uuid4()
    with psycopg.connect(database.app, row_factory=dict_row) as conn:
        token = visit_link.make(conn, visit, "1")
        found = visit_link.find(conn, token)
        assert found is not None and (found.visit, found.inspector) == (visit, "1")
        assert visit_link.find(conn, token[:-1]) is None
        assert visit_link.find(conn, "") is None
        assert visit_link.revoke(conn, visit, "1") == 1
        assert visit_link.find(conn, token) is None
        assert visit_link.of_visit(conn, visit) == {}


def test_a_new_link_ends_the_same_inspectors_old_one_and_no_others(database: Database, clock: FixedClock) -> None:
    visit = uuid4()
    with psycopg.connect(database.app, row_factory=dict_row) as conn:
        first, others = visit_link.make(conn, visit, "1"), visit_link.make(conn, visit, "2")
        clock.advance(timedelta(minutes=1))
        second = visit_link.make(conn, visit, "1")
        assert first != second
        assert visit_link.find(conn, first) is None
        assert {key: each.token for key, each in visit_link.of_visit(conn, visit).items()} == {"1": second, "2": others}


def test_the_token_is_forgotten_when_it_is_revoked(database: Database) -> None:
    visit = uuid4()
    with psycopg.connect(database.app, row_factory=dict_row) as conn:
        visit_link.make(conn, visit, "1")
        visit_link.revoke(conn, visit)
        row = conn.execute("SELECT token, revoked_at FROM visit_link").fetchone()
        assert row is not None and row["token"] is None and row["revoked_at"] is not None
