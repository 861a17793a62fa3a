"""What was corrected or adjusted since a month was published, laid beside what was published; that stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from projects.notice import ADJUSTMENT, CORRECTION, REVOCATION
from projects.notices import Told


@dataclass(frozen=True, slots=True)
class Since:
    """Of one project. `months`: period → what was issued and recomputed, of the months that stand otherwise now;
    `notices` newest first, as published."""

    notices: tuple[Told, ...] = ()
    months: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def adjustments(self) -> list[dict[str, Any]]:
        return [each.content for each in self.notices if each.kind == ADJUSTMENT]

    @property
    def corrections(self) -> list[dict[str, Any]]:
        return [each.content for each in self.notices if each.kind == CORRECTION]

    @property
    def revocations(self) -> list[dict[str, Any]]:
        """Acceptances that were revoked."""
        return [each.content for each in self.notices if each.kind == REVOCATION]

    def revoked(self, accepted_on: str | None) -> dict[str, Any] | None:
        """What became of an acceptance that was published as passed, where it was revoked since."""
        return next((each for each in self.revocations if accepted_on == each["accepted_on"]), None)

    def of_month(self, period: str) -> list[dict[str, Any]]:
        """The corrections of one month's own figures, newest first."""
        return [each for each in self.corrections if each["period"] == period]

    def beside(self, published: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The adjustments a published month tells of that had no notice of their own."""
        known = {_which(each) for each in self.adjustments}
        return [each for each in published if _which(each) not in known]


def by_project(told: Sequence[Told]) -> dict[str, Since]:
    """Project number → what was told of it. A later correction's reckoning stands in the place of an earlier one's."""
    found: dict[str, Since] = {}
    for number in {each.content["number"] for each in told}:
        own = tuple(each for each in told if each.content["number"] == number)
        months: dict[str, dict[str, Any]] = {}
        for notice in reversed(own):
            for month in notice.content.get("months", []):
                months[month["period"]] = month
        found[number] = Since(own, {period: month for period, month in months.items() if month["moved"]})
    return found


def touches(notice: Told, period: str) -> bool:
    """Whether a correction changes what was said of a period: its own, or a later one that stands otherwise now."""
    content = notice.content
    moved = {month["period"] for month in content.get("months", []) if month["moved"]}
    return notice.kind == CORRECTION and period in {content["period"], *moved}


def _which(adjustment: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(adjustment[name] for name in ("target_no", "what", "effective_on", "decided_on"))
