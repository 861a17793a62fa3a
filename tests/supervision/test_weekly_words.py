"""A month in its weeks' words: joined in order, with their source, the empty ones left out."""

from datetime import datetime

from projects.policy import PolicySet
from supervision.dispatch import Log
from supervision.dispatches import DispatchRow
from supervision.weekly_words import of_month
from tracker.clock import SHANGHAI

NOW = datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
SEPTEMBER = PolicySet().period("2026-09")


def row(week: str, *said: str, nothing_new: bool = False) -> DispatchRow:
    situation, blockers, next_steps = said or ("", "", "")
    log = Log(situation, blockers, next_steps, nothing_new)
    return DispatchRow("id", "p", "project", week, "u", log, "logged", 1, NOW, NOW, "", None, None, None, [])


def test_the_weeks_whose_friday_lies_in_the_month_in_order_with_their_source() -> None:
    assert SEPTEMBER
    weeks = [
        row("2026-W40", "十月的。", "", "十月。"),  # its Friday is the 2nd of October
        row("2026-W37", "投用90部", "24台未到货。", "催货。"),
        row("2026-W36", "投用82部。", "", "迁改。"),
        row("2026-W38", nothing_new=True),
        row("2026-W35", "八月的。", "八月。", "八月。"),
    ]
    assert of_month(weeks, SEPTEMBER) == {
        "text": "投用82部。投用90部。（据第36、37周周调度）",
        "problems": "24台未到货。（据第37周周调度）",
        "measures": "迁改。催货。（据第36、37周周调度）",
    }


def test_a_month_without_words_offers_none() -> None:
    assert SEPTEMBER
    assert of_month([], SEPTEMBER) == {}
    assert of_month([row("2026-W37", nothing_new=True)], SEPTEMBER) == {}
