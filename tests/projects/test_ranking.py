"""How units are ranked where that is turned on: by the share of what they lead that is where it was to be."""

from typing import Any

from projects.ranking import Place, ranked


def led(*statuses: str | None, halted: int = 0) -> list[dict[str, Any]]:
    return [{"status": each} for each in statuses] + [{"status": "behind", "halt": {"state": "suspended"}}] * halted


def test_the_highest_share_is_first_equal_ones_share_a_place_and_the_next_is_passed_over() -> None:
    found = ranked(
        {
            "市财政局": led("on_pace", "behind"),
            "市教育局": led("finished", "ahead", "on_pace"),
            "市民政局": led("not_reported", "far_behind"),
            "市水务局": led("on_pace", "on_pace", "behind", "not_reported"),
        }
    )
    assert found == [
        Place("市教育局", 1, 3, 3),
        Place("市财政局", 2, 1, 2),
        Place("市水务局", 2, 2, 4),
        Place("市民政局", 4, 0, 2),
    ]


def test_what_is_halted_or_not_judged_counts_for_nothing() -> None:
    found = ranked({"市科技局": led(halted=2), "市体育局": led("on_pace", halted=1), "市档案馆": led(None)})
    assert found == [
        Place("市体育局", 1, 1, 1),
        Place("市科技局", None, 0, 0),
        Place("市档案馆", None, 0, 0),
    ]
