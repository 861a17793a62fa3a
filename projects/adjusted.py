"""An adjustment as people read it: what was, what is, why, by whose decision; the same words for staff and public."""

from collections.abc import Mapping
from typing import Any

from projects.adjustment import REASONS, WHAT
from projects.adjustments import AdjustmentRow
from projects.project import Project
from projects.snapshot import number, shown_term


def told(row: AdjustmentRow, project: Project, units: Mapping[str, str]) -> dict[str, Any]:
    """One adjustment, JSON throughout. `old` and `new` by snapshot.shown_term; `plans`: what changed in monthly plans,
    each with the target's words, old and new {month: figure}; `downward` where a target was lowered."""
    target = project.targets.get(row.no, {"text": project.title, "unit": None})
    approval = row.approval or {}
    return {
        "number": project.number,
        "title": project.title,
        "target_no": row.no,
        "field": row.field,
        "what": WHAT[row.field],
        "text": target["text"],
        "unit": target["unit"],
        "old": shown_term(row.field, row.old, units),
        "new": shown_term(row.field, row.new, units),
        "plans": _plans(row, project),
        "downward": row.field == "quantity" and row.old is not None and number(row.new) < number(row.old),  # type: ignore[operator]
        "reason_kind": REASONS.get(row.reason_code, row.reason_code),
        "reason": row.reason,
        "asked_by": row.asked_post or None,
        "effective_on": row.effective_on,
        "approved_by": approval.get("post"),
        "words": approval.get("words") or None,
        "document": approval.get("document"),
        "decided_on": approval.get("decided_on"),
    }


def _plans(row: AdjustmentRow, project: Project) -> list[dict[str, Any]]:
    wished = dict(row.new or {}) if row.field == "resumption" else {row.no: row.plan} if row.plan else {}
    return [_plan(project, no, _before(row, project, no), months) for no, months in wished.items()]


def _plan(project: Project, no: str, old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, Any]:
    target = project.targets[no]
    figures = [{month: number(value) for month, value in plan.items()} for plan in (old, new)]
    return {"no": no, "text": target["text"], "unit": target["unit"], "old": figures[0], "new": figures[1]}


def _before(row: AdjustmentRow, project: Project, no: str) -> dict[str, str]:
    """The plan before the change: as asked, as the project kept it when the change was approved, or as it is."""
    if row.field == "plan":
        return dict(row.old or {})
    for made in project.adjustments if row.state == "approved" else []:
        if (made["no"], made["field"], made["new"], made["effective_on"]) == (
            row.no,
            row.field,
            row.new,
            row.effective_on,
        ):
            return dict((made["old_plans"] if row.field == "resumption" else {no: made["old_plan"]}).get(no) or {})
    return dict(project.plans.get(no, {}))
