"""The matrix as an arrangement of rows: how each stands by the clock, and who is in time how often."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from supervision import matrix
from supervision.matrix import Tally
from tracker.clock import SHANGHAI

NOW = datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
BEFORE, AFTER = datetime(2026, 10, 8, 17, tzinfo=SHANGHAI), datetime(2026, 11, 5, 17, tzinfo=SHANGHAI)


def row(project: str, period: str, state: str, due: datetime = BEFORE, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{project}-{period}", "project": project, "period": period, "state": state, "due": due,
        "paused_at": None, "filed_at": None, **more,
    }  # fmt: skip


def test_what_is_open_is_judged_by_the_stored_day() -> None:
    found = matrix.arranged(
        [
            row("b", "2026-09", "due_soon"), row("a", "2026-10", "scheduled", AFTER), row("a", "2026-09", "met"),
            row("b", "2026-10", "scheduled", BEFORE, paused_at=BEFORE), row("a", "2026-08", "missed", filed_at=NOW),
        ],
        NOW,
    )  # fmt: skip
    assert found.periods == ("2026-08", "2026-09", "2026-10") and found.rows == {"a", "b"}
    stands = {key: cell.standing for key, cell in found.cells.items()}
    assert stands == {
        ("b", "2026-09"): "overdue", ("a", "2026-10"): "open", ("a", "2026-09"): "met",
        ("b", "2026-10"): "paused", ("a", "2026-08"): "missed",
    }  # fmt: skip
    missed = found.cell("a", "2026-08")
    assert missed and missed.filed and found.cell("b", "2026-08") is None
    assert found.counts() == {"overdue": 1, "open": 1, "met": 1, "paused": 1, "missed": 1}


def test_what_was_sent_back_is_marked_in_its_periods_cell_until_it_comes_again() -> None:
    since = datetime(2026, 10, 8, 15, tzinfo=SHANGHAI)
    back = [
        {"id": "s", "project": "a", "period": "2026-09-2", "href": "/filing/2026-09#project-1"},
        {"id": "t", "project": "b", "period": "1", "href": "/dispatches/2/2026-W40"},
    ]
    found = matrix.arranged(
        [row("a", "2026-08", "met"), row("a", "2026-09", "met"), row("b", "2026-W40", "met")],
        NOW,
        [{**each, "since": since, "due": AFTER} for each in back],
    )
    told = {key: cell.back.id for key, cell in found.cells.items() if cell.back}
    assert told == {("a", "2026-09"): "s", ("b", "2026-W40"): "t"} and found.sent_back == 2
    assert found.counts() == {"met": 3}, "it came in time all the same"


def tally(owner: str, due: int, in_time: int) -> Tally:
    return Tally(owner, due, in_time, 0, due - in_time, 0, 0, 0)


def test_a_rate_has_no_value_while_nothing_was_due() -> None:
    assert tally("甲局", 0, 0).rate is None
    assert tally("甲局", 3, 2).rate == Decimal("66.7")


def test_equal_rates_have_the_same_place_and_nothing_due_has_none() -> None:
    found = matrix.ranked([tally("丁局", 0, 0), tally("乙局", 4, 2), tally("甲局", 2, 1), tally("丙局", 2, 2)])
    assert [(place, each.owner) for place, each in found] == [(1, "丙局"), (2, "乙局"), (2, "甲局")]


def test_an_owners_kinds_are_summed_up() -> None:
    found = {("甲局", "a"): tally("甲局", 3, 2), ("甲局", "b"): tally("甲局", 1, 1), ("乙局", "a"): tally("乙局", 1, 0)}
    summed = {each.owner: (each.due, each.in_time, each.missed) for each in matrix.of_owners(found)}
    assert summed == {"甲局": (4, 3, 1), "乙局": (1, 0, 1)}
    assert [each.due for each in matrix.of_owners(found, {"b"})] == [1]
