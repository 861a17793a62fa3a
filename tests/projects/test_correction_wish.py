"""A correction that is asked for: with other figures and a reason, met or declined once. Today is 9 October 2026."""

from typing import Any
from uuid import UUID

import pytest

from projects.correction_wish import CorrectionWish
from tests.aggregates import newest, refusal

pytestmark = pytest.mark.usefixtures("clock")

PROJECT, LIST = UUID(int=7), UUID(int=8)
WHICH = {"project": str(PROJECT), "programme": str(LIST), "period": "2026-08"}
WHY: dict[str, Any] = {
    "reason_code": "clerical",
    "reason": "多录了8部。",
    "found_by": "市住房城乡建设局",
    "found_on": "2026-10-08",
    "evidence": [],
}


def asked(**changes: Any) -> CorrectionWish:
    return CorrectionWish.ask(PROJECT, LIST, "2026-08", {"1": "88"}, {}, **{**WHY, **changes})


def test_what_is_asked_stands_with_the_figures_and_why() -> None:
    wish = asked()
    assert (wish.project, wish.period, wish.values, wish.state) == (str(PROJECT), "2026-08", {"1": "88"}, "asked")
    assert (wish.reason, wish.found_by, wish.found_on) == ("多录了8部。", "市住房城乡建设局", "2026-10-08")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"reason_code": "busy"}, "report.correction_reason", "reason_code"),
        ({"reason": " "}, "report.reason_missing", "reason"),
        ({"found_by": ""}, "report.found_by", "found_by"),
        ({"found_on": "2026-10-10"}, "report.found_on", "found_on"),
        ({"found_on": "2025-12-31"}, "report.found_on", "found_on"),
        ({"found_on": "2026-02-30"}, "report.found_on", "found_on"),
    ],
)
def test_a_wish_without_a_reason_or_with_an_impossible_day_is_not_taken(
    change: dict[str, Any], code: str, field: str
) -> None:
    assert refusal(asked, **change)[:2] == (code, field)


def test_it_is_met_by_the_correction_of_a_number_once() -> None:
    wish = asked()
    wish.grant(2)
    assert newest(wish, **WHICH).number == 2 and wish.state == "granted"
    assert refusal(wish.grant, 3)[0] == refusal(wish.decline, "不同意")[0] == "correction_wish.decided"


def test_it_is_declined_with_a_reason_once() -> None:
    wish = asked()
    assert refusal(wish.decline, "  ")[:2] == ("report.reason_missing", "declining")
    wish.decline("与台账一致，不用更正。")
    assert newest(wish, **WHICH).reason == "与台账一致，不用更正。" and wish.state == "declined"
    assert refusal(wish.grant, 1)[0] == "correction_wish.decided"
