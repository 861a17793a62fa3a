"""Figures in a text: found again however they are written, and locked where the rule of the part says so."""

import pytest

from supervision import figures
from supervision.draft import block
from supervision.figures import formally
from tracker.refusal import Refused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("已完成6项，完成率18.2%；开工率97%。", ["6项", "18.2%", "97%"]),
        ("计划1,200户，实际１２００户。", ["1200户", "1200户"]),
        ("落后34个百分点，投资3.5万元。", ["34个百分点", "3.5万元"]),
        ("1—2月份", ["1", "2月"]),
        ("计划130公里，实际64.8公里；60万平方米。", ["130公里", "64.8公里", "60万平方米"]),
        ("第⑤项", ["5项"]),
        ("百分之三十五，三十三项，完成了九成。", ["百分之三十五", "三十三项", "九成"]),
        ("逐一项目核对，逐项落实", []),
    ],
)
def test_figures_are_found_with_their_units(text: str, expected: list[str]) -> None:
    assert figures.found(text) == expected


def test_numbers_are_written_as_officials_write_them() -> None:
    assert figures.number("1250000") == "1,250,000"
    assert figures.number(5280) == "5280"
    assert figures.percent(18.1818) == "18.2%"
    assert figures.percent(97.0) == "97%"
    assert figures.percent(0) == "0%"
    assert figures.points(-34.04) == "34个百分点"
    assert [figures.signed(value) for value in (13.2, -34.0, 0.04, None)] == ["+13.2", "−34.0", "0.0", "—"]


TOTALS = block("overall", "一、总体进展", "figures", ["5项中已完成1项，完成率20%。", "滞后2项。"])
LATE = block(
    "late", "三、进度滞后", "names", ["（一）加装电梯。计划190部，实际97部。", "（二）改造小区。计划80个，实际70个。"],
    ["加装电梯", "改造小区"],
)  # fmt: skip


def _codes(drafted: dict[str, object], paragraphs: list[str]) -> list[str]:
    return [fault.code for fault in figures.faults([drafted], {str(drafted["key"]): paragraphs})]


def test_words_around_locked_figures_may_change() -> None:
    assert _codes(TOTALS, ["总的看，5项中有1项办完，完成率20%。", "但仍滞后2项，要重视。"]) == []


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["5项中已完成2项，完成率40%。", "滞后2项。"],  # changed
        ["5项中已完成1项，完成率20%。"],  # left out
        ["1项中已完成5项，完成率20%。", "滞后2项。"],  # exchanged
        ["5项中已完成1项，完成率20%。", "滞后2项。", "另有3项即将完成。"],  # added
        ["5项中已完成1项，完成率20个。", "滞后2项。"],  # another unit
    ],
)
def test_locked_figures_can_be_neither_changed_nor_moved(paragraphs: list[str]) -> None:
    assert _codes(TOTALS, paragraphs) == ["document.figure_changed"]


def test_what_was_changed_is_told() -> None:
    fault = figures.faults([TOTALS], {"overall": ["5项中已完成2项，完成率20%。", "滞后2项。"]})[0]
    assert (fault.field, fault.facts) == ("block.overall", {"heading": "一、总体进展", "what": "多出2项，缺少1项"})


def test_a_late_project_may_be_told_shorter_and_earlier_but_not_be_dropped() -> None:
    shorter = ["（一）改造小区。实际70个。", "（二）加装电梯。计划190部，实际97部，要抓紧。"]
    assert _codes(LATE, shorter) == []
    assert _codes(LATE, LATE["paragraphs"][:1]) == ["document.name_dropped"]


def test_a_figure_of_one_project_cannot_stand_with_another() -> None:
    mixed = ["（一）加装电梯。计划190部，实际70个。", "（二）改造小区。计划80个，实际70个。"]
    assert _codes(LATE, mixed) == ["document.figure_changed"]


def test_figures_typed_by_hand_are_told_in_open_parts_only() -> None:
    free = block("next", "四、下步要求", "open", ["9月份进展请于10月8日前报送。"])
    edited = {"overall": TOTALS["paragraphs"], "next": ["滞后2项于10月8日前整改，投入35人，每周1次。"]}
    assert figures.typed([TOTALS, free], edited, known={"35人"}) == ["1次"]


def test_the_refusal_is_an_ordinary_one() -> None:
    assert isinstance(figures.faults([TOTALS], {"overall": []})[0], Refused)


@pytest.mark.parametrize(
    ("arithmetic", "said"),
    [
        (
            "计划80.8%，实际53.7%，落后27.1个百分点，阈值10/30（银川2025）→ 黄",
            "计划80.8%，实际53.7%，落后27.1个百分点，亮黄灯",
        ),
        (
            "计划60.0%，实际30.0%，落后30.0（未舍入值超过30.0）个百分点，阈值10/30（本市2026）→ 红",
            "计划60.0%，实际30.0%，落后30.0个百分点，亮红灯",
        ),
        (
            "计划60.0%，实际50.0%，落后10.0个百分点，本期未报送 → 灰",
            "计划60.0%，实际50.0%，落后10.0个百分点，本期未报送，亮灰灯",
        ),
        ("应于6月30日前开工而未开工 → 黄", "应于6月30日前开工而未开工，亮黄灯"),
    ],
)
def test_a_paper_says_the_arithmetic_without_thresholds_sources_and_arrows(arithmetic: str, said: str) -> None:
    assert formally(arithmetic) == said
