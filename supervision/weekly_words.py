"""A month in the words of its weeks: what a filer may take over into the month's report, with its source. Pure."""

from collections.abc import Iterable

from projects.policy import Period
from projects.week import Week
from supervision.dispatches import DispatchRow

FIELDS = {"text": "situation", "problems": "blockers", "measures": "next_steps"}
"""A report's text → what of a dispatch it is made of."""


def of_month(rows: Iterable[DispatchRow], period: Period) -> dict[str, str]:
    """Text of the report → the weeks' words one after the other, with the weeks they are from; texts of which no week
    says anything are left out. A week is of the month in which its Friday lies."""
    weeks = [(week, row.log) for row in rows if (week := Week.parse(row.week)) and _within(week, period)]
    weeks.sort(key=lambda pair: pair[0])
    found = {}
    for field, name in FIELDS.items():
        said = [(week, words) for week, log in weeks if (words := str(getattr(log, name)).strip())]
        if said:
            found[field] = "".join(_sentence(words) for _, words in said) + _source([week for week, _ in said])
    return found


def _within(week: Week, period: Period) -> bool:
    return period.starts_on <= week.friday <= period.ends_on


def _sentence(words: str) -> str:
    return words if words.endswith(("。", "！", "；")) else f"{words}。"


def _source(weeks: list[Week]) -> str:
    """（据第36、37周周调度）"""
    return f"（据第{'、'.join(str(week.number) for week in weeks)}周周调度）"
