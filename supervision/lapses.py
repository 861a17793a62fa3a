"""What of a talk or a rectification was not kept, in the words with which an order goes a step up. Pure.

From a talk on, an order's step has no clock of its own: its record tells whether it lapsed (supervision/ladder.py).
"""

from collections.abc import Sequence
from datetime import date

from supervision.rectifications import RectificationRow
from supervision.talks import PromiseRow
from supervision.written import in_words


def of_promises(promises: Sequence[PromiseRow], today: date) -> str:
    """Each promise whose day has passed without a report; "" where there is none."""
    late = [each for each in promises if each.overdue(today)]
    return "".join(f"约谈承诺“{_bare(each.words)}”应于{in_words(each.due)}前兑现，至今没有报告兑现。" for each in late)


def of_rectification(row: RectificationRow | None, today: date) -> str:
    """That its term passed without a report, or that its recheck failed; "" where neither is so."""
    if row is None:
        return ""
    if row.overdue(today):
        return f"限期整改应于{in_words(row.now.due)}前报告，至今没有报告。"
    if row.state == "failed" and row.now.result:
        checked = in_words(date.fromisoformat(row.now.result["checked_on"]))
        return f"限期整改{checked}复查未通过：{_bare(row.now.result['note'])}。"
    return ""


def of_finding(row: RectificationRow, today: date) -> str:
    """The same of a finding's own rectification, as a predicate; a term under review lapses in nothing."""
    if row.overdue(today):
        return f"应于{in_words(row.now.due)}前整改，至今没有报告"
    if row.state == "failed" and row.now.result:
        checked = in_words(date.fromisoformat(row.now.result["checked_on"]))
        return f"{checked}复查未通过：{_bare(row.now.result['note'])}"
    return ""


def _bare(text: str) -> str:
    return text.rstrip("。；，！ ")
