"""A form in somebody's hands: made from one version of a report, merged into the report as it stands when sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from projects import clash
from projects.clash import Merged, Parts, Written
from projects.filing import Filing
from projects.report import MonthlyReport
from tracker import clock
from tracker.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Origin:
    """What a form was made from: `version` of the report (0 before there was one), and for parts that clashed and
    are not decided yet the older version they were made from."""

    version: int = 0
    since: Mapping[str, int] = field(default_factory=dict)


def history(ledger: Ledger, report: UUID, prefilled: Filing) -> list[Written]:
    """Every content the report had, oldest first; before all others what a fresh form holds (version 0)."""
    found = [Written(0, "", "", clock.now(), prefilled.as_dict())]
    for event in ledger.events.get(report):
        content = _content(event)
        if content is not None:
            by: dict[str, Any] = getattr(event, "by", {})
            version, at = event.originator_version, event.timestamp  # type: ignore[attr-defined]
            found.append(Written(version, by.get("account", ""), by.get("post", ""), at, content))
    return found


def _content(event: Any) -> dict[str, Any] | None:
    kinds = (MonthlyReport.Drafted, MonthlyReport.DraftSaved, MonthlyReport.HandedUp, MonthlyReport.Submitted)
    if isinstance(event, kinds):
        return event.content
    return event.new if isinstance(event, MonthlyReport.Corrected) else None


def at(contents: Sequence[Written], version: int) -> Parts:
    """The parts as they stood at a version; those of the fresh form before the first."""
    known = [each for each in contents if each.version <= version] or contents[:1]
    return clash.apart(known[-1].content)


def base(contents: Sequence[Written], origin: Origin) -> Parts:
    """What the form showed before anybody typed into it."""
    parts = at(contents, origin.version)
    for part, version in origin.since.items():
        older = at(contents, version)
        parts.pop(part, None)
        if part in older:
            parts[part] = older[part]
    return parts


def merged(contents: Sequence[Written], origin: Origin, mine: Parts) -> Merged:
    """The form's parts brought into what stands now."""
    return clash.merged(base(contents, origin), mine, clash.apart(contents[-1].content))


def filing(parts: Parts) -> Filing:
    return Filing.from_dict(clash.whole(parts, Filing().as_dict()))


def origin_after(origin: Origin, found: Merged, version: int) -> Origin:
    """What the form is made from once it was merged: everything of `version`, but what clashes of what it was."""
    since = {each.part: origin.since.get(each.part, origin.version) for each in found.clashes}
    return replace(origin, version=version, since=since)
