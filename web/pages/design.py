"""Every component on one page, with words as they stand in real use: what a page is built from."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.marking import banner_of
from web.templating import render
from web.wording import STATUSES

router = APIRouter()

TARGET: dict[str, Any] = {
    "no": "1",
    "text": "加装电梯300部",
    "quantity": 300,
    "unit": "部",
    "comparator": "=",
    "kind": "quantity",
    "stage": "投用",
    "baseline": 0,
    "parent": None,
    "weight": None,
    "plan": {str(month): value for month, value in enumerate([0, 8, 24, 52, 88, 124, 158, 190, 225, 256, 284, 300], 1)},
    "milestones": [],
    "light": "red",
    "progress": 41.0,
    "planned_progress": 75.0,
    "deviation_pp": -34.0,
    "arithmetic": "计划75.0%，实际41.0%，落后34.0个百分点，阈值10/30（银川2025）→ 红",
    "value": 123,
    "value_as_of": "2026-09-30",
    "values": [
        {"as_of": day, "value": value, "unit": "部"}
        for day, value in (
            ("2026-02-28", 3),
            ("2026-03-31", 3),
            ("2026-04-30", 5),
            ("2026-05-31", 14),
            ("2026-06-30", 37),
            ("2026-07-31", 66),
            ("2026-08-31", 97),
            ("2026-09-30", 123),
        )
    ],
}


@router.get("/design", name="design:show")
def show(request: Request) -> HTMLResponse:
    """The page of components; its figures are examples and say so."""
    counts = dict(zip(STATUSES, (7, 8, 11, 4, 2, 1), strict=True))
    return render(
        request,
        "design.html",
        banner=banner_of(simulated=True, imported=False),
        target=TARGET,
        counts=counts,
        told=[(code, word, counts[code]) for code, word in STATUSES.items()],
        figures=[
            {"label": word, "value": counts[code], "unit": "项", "status": code} for code, word in STATUSES.items()
        ],
        errors={
            "value-1": "累计数180部低于上期的190部；确需更正，请填写更正原因",
            "text": "请写出本月进展",
        },
    )
