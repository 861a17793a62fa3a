"""What happened to a month's report since a version of it: which field, from what to what, by which post, when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from projects.report import MonthlyReport
from tracker.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed, or (without `field`) what was done with the report; `what` is the event's stored name."""

    at: datetime
    post: str
    what: str
    field: str | None = None
    old: str = ""
    new: str = ""


def flat(content: Mapping[str, Any]) -> dict[str, str]:
    """A report's content by the names of the form's fields: values.1, done.1:0, text …, evidence; all as text."""
    return {
        **{f"values.{no}": value for no, value in content["values"].items()},
        **{f"done.{key}": day for key, day in content["milestones_done"].items()},
        **{name: content[name] for name in ("text", "problems", "measures", "unchanged_reason", "correction_reason")},
        "unchanged": "是" if content["unchanged"] else "",
        "evidence": "、".join(file["name"] for file in content["evidence"]),
    }


def since(ledger: Ledger, report: UUID, version: int, before: Mapping[str, Any]) -> Iterator[Change]:
    """Every change after `version` (0: before there was a report, when a fresh form held `before`), oldest first."""
    known = flat(before)
    for event in ledger.events.get(report):
        found: Any = event
        now = _content(found)
        after = known if now is None else flat(now)
        if found.originator_version > version:
            at, post = found.timestamp, getattr(found, "by", {}).get("post", "")
            for name in dict.fromkeys((*known, *after)):
                if known.get(name, "") != after.get(name, ""):
                    yield Change(at, post, found.TOPIC, name, known.get(name, ""), after.get(name, ""))
            if not isinstance(found, MonthlyReport.Drafted | MonthlyReport.DraftSaved):
                yield Change(at, post, found.TOPIC)
        known = after


def _content(event: Any) -> Mapping[str, Any] | None:
    kinds = (MonthlyReport.Drafted, MonthlyReport.DraftSaved, MonthlyReport.HandedUp, MonthlyReport.Submitted)
    if isinstance(event, kinds):
        return event.content
    return event.new if isinstance(event, MonthlyReport.Corrected) else None
