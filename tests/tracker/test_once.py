"""A look at the tables: what was asked before is answered by heart, whatever is written meanwhile."""

from typing import Any

import psycopg
import pytest
from psycopg.errors import UndefinedTable
from psycopg.rows import tuple_row

from tracker.once import once

HOW_MANY = "SELECT %(word)s::text AS word, count(*) AS n FROM heard"


@pytest.fixture
def conn(owner: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    owner.execute("CREATE TEMPORARY TABLE heard (word text)")
    return owner


def test_the_same_question_is_answered_as_before_and_another_is_asked(conn: psycopg.Connection[Any]) -> None:
    look = once(conn)
    assert look.execute(HOW_MANY, {"word": "a"}).fetchone() == {"word": "a", "n": 0}
    conn.execute("INSERT INTO heard VALUES ('more')")
    assert look.execute(HOW_MANY, {"word": "a"}).fetchone() == {"word": "a", "n": 0}
    assert look.execute(HOW_MANY, {"word": "b"}).fetchone() == {"word": "b", "n": 1}
    assert once(conn).execute(HOW_MANY, {"word": "a"}).fetchone() == {"word": "a", "n": 1}


def test_each_answer_is_read_from_its_beginning(conn: psycopg.Connection[Any]) -> None:
    look, three = once(conn), "SELECT generate_series(1, 3) AS n"
    first = look.execute(three)
    assert first.fetchone() == {"n": 1}
    assert first.fetchall() == [{"n": 2}, {"n": 3}]
    assert first.fetchone() is None
    assert [row["n"] for row in look.execute(three)] == [1, 2, 3]


def test_rows_of_another_form_come_from_the_connection_itself(conn: psycopg.Connection[Any]) -> None:
    with once(conn).cursor(row_factory=tuple_row) as curs:
        assert curs.execute("SELECT 1").fetchone() == (1,)


def test_what_a_query_raises_is_raised_and_not_kept(conn: psycopg.Connection[Any]) -> None:
    look = once(conn)
    for _ in range(2):
        with pytest.raises(UndefinedTable):
            look.execute("SELECT * FROM no_such_table")
