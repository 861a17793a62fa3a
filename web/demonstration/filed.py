"""What a hand-written report files: its figures, the nodes that were done by then, its words and a made-up annex."""

from datetime import datetime, timedelta
from decimal import Decimal

from projects.filing import Filing
from projects.quantity import plain
from tracker.clock import SHANGHAI
from web.demonstration.enclosures import enclosed
from web.demonstration.script import Told
from web.house import House


def content(house: House, told: Told, report: Told) -> Filing:
    """The content of one report of a project as their file tells it."""
    values = {no: plain(Decimal(value)) for no, value in report.get("values", {}).items()}
    done = {
        f"{target['no']}:{index}": node["done_on"].isoformat()
        for target in told["target"]
        for index, node in enumerate(target.get("milestone", []))
        if "done_on" in node and node["done_on"].isoformat()[:7] <= report["period"]
    }
    kept = f"{report['period']} 台账汇总表，由{told['lead_unit']}留存备查。"
    lines = ["模拟佐证材料", told["title"], kept]
    filed = "filed_at" in report
    return Filing(
        values=values,
        milestones_done=done,
        text=report.get("text", ""),
        problems=report.get("problems", ""),
        measures=report.get("measures", ""),
        correction=report.get("correction", False),
        correction_reason=report.get("correction_reason", ""),
        confirmed=list(values) if filed else [],
        evidence=[enclosed(house.store, f"{report['period']}台账汇总表（模拟）", lines)] if filed else [],
    )


def local(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def accepted_at(report: Told) -> datetime:
    """The office looks at it some hours after it came, in office hours, and within the same day where it can."""
    came = local(report.get("refiled_at") or report["filed_at"])
    later = came + timedelta(hours=2, minutes=10)
    return later if later.hour < 18 and later.date() == came.date() else came + timedelta(minutes=25)
