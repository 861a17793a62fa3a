"""Which words of a bulletin lead to a record, and which only say a day."""

import pytest

from web.bulletin_records import Records

FACTS = {
    "source": {"published_on": "2026-09-10"},
    "annex": {
        "rows": [
            ["16", "住有宜居", "既有住宅加装电梯300部"],
            ["2", "促进就业", "开展职业技能培训2万人次"],
            ["3", "促进就业", "建设零工驿站"],
        ]
    },
}
BOARD, LIFTS, COURSES = (
    f"/demo/2026/{page}?as_of=2026-09-10" for page in ("", "projects/16", "projects/2")
)  # as each stood at the end of the day of publication


@pytest.mark.parametrize(
    ("paragraph", "led"),
    [
        ("截至8月31日，33项中已完成6项，完成率18.2%。", [("33项", BOARD), ("6项", BOARD), ("18.2%", BOARD)]),
        (
            "（二）既有住宅加装电梯300部。计划190部，实际78部，落后37.3个百分点；9月20日前清零。",
            [("既有住宅加装电梯300部", LIFTS), ("190部", LIFTS), ("78部", LIFTS), ("37.3个百分点", LIFTS)],
        ),
        (
            "新完成2项：开展职业技能培训2万人次、既有住宅加装电梯300部。",
            [("开展职业技能培训2万人次", COURSES), ("既有住宅加装电梯300部", LIFTS)],
        ),
        ("请各单位于2026年10月8日17时前报送。", []),
        ("没有数字的一段。", []),
        (
            "计划156公里，实际82.5公里，惠及3.2万人次、480套(间)、1.2万平方米，120批次，投资3.5亿元，占6成。",
            [
                (figure, BOARD)
                for figure in [
                    "156公里",
                    "82.5公里",
                    "3.2万人次",
                    "480套(间)",
                    "1.2万平方米",
                    "120批次",
                    "3.5亿元",
                    "6成",
                ]
            ],
        ),
        ("距年底还有4个月，共7个为止，增加9至12处。", [("7个", BOARD), ("9", BOARD), ("12处", BOARD)]),
    ],
)
def test_a_figure_leads_to_the_card_of_its_one_project_or_to_the_board(
    paragraph: str, led: list[tuple[str, str]]
) -> None:
    pieces = Records("/demo/2026", FACTS).pieces(paragraph)
    assert "".join(piece.text for piece in pieces) == paragraph, "no word is lost"
    assert [(piece.text, piece.address) for piece in pieces if piece.address] == led


def test_a_list_without_projects_leads_to_the_board() -> None:
    pieces = Records("/demo/2026", {**FACTS, "annex": {"rows": []}}).pieces("共0项。")
    assert [(piece.text, piece.address) for piece in pieces if piece.address] == [("0项", BOARD)]
