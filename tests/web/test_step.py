"""What a month changed, in one sentence."""

from typing import Any

from web import step


def month(
    label: str, values: dict[str, Any], status: str | None, progress: float | None, **more: Any
) -> dict[str, Any]:
    return {"label": label, "values": values, "status": status, "progress": progress, "state": "accepted", **more}


LIFTS = {"targets": [{"no": "1", "text": "加装电梯", "unit": "部"}]}
JULY = month("7月", {"1": 66}, "behind", 22.0)


def test_a_figure_a_share_and_a_status_that_moved() -> None:
    august = month("8月", {"1": 78}, "far_behind", 26.04)
    assert step.sentence(LIFTS, [august, JULY]) == (
        "较7月：累计由66部增至78部，进度由22%升至26%，由慢于序时转为严重滞后。"
    )


def test_a_figure_that_fell_and_a_status_that_stayed() -> None:
    said = step.sentence(LIFTS, [month("8月", {"1": 60}, "behind", 20.0), JULY])
    assert said == "较7月：累计由66部减为60部，进度由22%降为20%，仍为慢于序时。"


def test_what_did_not_move_says_so_and_the_first_month_says_nothing() -> None:
    assert (
        step.sentence(LIFTS, [month("8月", {"1": 66}, "behind", 22.0), JULY]) == "较7月：累计数没有变化，仍为慢于序时。"
    )
    assert step.sentence(LIFTS, [JULY]) is None and step.sentence(LIFTS, []) is None


def test_after_a_silent_month_the_figure_is_held_against_the_last_one_reported() -> None:
    silent = month("7月", {}, "not_reported", 22.0, state="not_reported")
    said = step.sentence(LIFTS, [month("8月", {"1": 78}, "behind", 26.0), silent, JULY])
    assert said == "较7月：累计由66部增至78部，进度由22%升至26%，由未报送转为慢于序时。"
    assert step.sentence(LIFTS, [silent | {"label": "8月"}, JULY]) == "较7月：8月未报送，没有新的数字。"


def test_a_halted_project_is_asked_for_nothing() -> None:
    halted = month("8月", {}, None, 22.0, state="suspended")
    assert step.sentence(LIFTS, [halted, JULY]) == "较7月：经批准暂停，8月不要求报送。"


def test_two_targets_are_named_and_further_ones_counted_and_a_new_lead_is_told() -> None:
    targets = [{"no": str(no), "text": f"指标{no}", "unit": None} for no in range(1, 5)]
    old = month("7月", {str(no): 1 for no in range(1, 5)}, "on_pace", None, lead_unit="市甲局")
    new = month("8月", {str(no): 2 for no in range(1, 5)}, "on_pace", None, lead_unit="市乙局")
    assert step.sentence({"targets": targets}, [new, old]) == (
        "较7月：指标1累计由1增至2，指标2累计由1增至2，另2项指标有变化，仍为按序时，牵头单位由市甲局改为市乙局。"
    )
