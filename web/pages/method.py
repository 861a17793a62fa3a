"""怎样评定: how a project's status is reckoned, by which thresholds, from where, for everybody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from projects import pace, project_pace, published
from projects.light import Policy
from projects.measure import Measure
from projects.policy import PolicySet
from web.public_page import public_page

router = APIRouter()


@router.get("/{jurisdiction}/{year:int}/method", name="method:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """The programme's own frozen rules in words; 404 where nothing is judged."""
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, year)
    if board is None or board.imported:
        raise HTTPException(404, "没有公布过这个年度的内容，或者按公开资料收录的内容不评定状态。")
    policy = PolicySet.from_dict(board.policy)
    return public_page(
        request,
        "method.html",
        "method",
        board,
        policy=policy,
        rule=policy.pace,
        examples=examples(policy.pace, year),
        merged=[f"{group[0]}—{group[-1]}月" for group in policy.merged if len(group) > 1],
    )


def examples(rule: Policy, year: int) -> list[dict[str, object]]:
    """A target of 100 with 60 planned for June, at figures on both sides of the thresholds: judged by the same code as
    every project."""
    behind = dict.fromkeys([Decimal(-6), Decimal(0), rule.yellow_at / 2, rule.yellow_at, rule.red_over + 1])
    on = date(year, 6, 30)
    made: list[dict[str, object]] = []
    for value in (60 - each for each in behind):
        measure = Measure(
            no="1",
            kind="quantity",
            comparator="=",
            quantity=Decimal(100),
            unit="套",
            year=year,
            plan={6: Decimal(60), 12: Decimal(100)},
            actual=value,
        )
        judged = project_pace.judge_project(
            [(measure, pace.judge(measure, on, rule))], reported=True, accepted=False, policy=rule
        )
        made.append({"value": value, "status": str(judged.status), "sentence": project_pace.sentence(judged)})
    return made
