"""What the papers for the public say of given facts, and what they are refused from."""

from __future__ import annotations

from typing import Any

import pytest

from supervision import (
    acceptance_notice,
    half_year_paper,
    leaflet,
    listing_notice,
    plan_table,
    project_poster,
    public_notice,
    task_table,
)
from tests.aggregates import refusal
from tests.supervision import contents
from tests.web.paper import public_samples as samples


def test_the_task_table_says_who_does_what_by_when() -> None:
    rows = task_table.compose(samples.month(), samples.ISSUER, True).annexes[0].rows
    assert rows[0] == (
        "1", "住有宜居", "既有住宅加装电梯300部", "加装电梯300部", "3月75部，6月150部，9月225部，12月300部",
        "分管城建工作的副市长", "市住房城乡建设局", "市住房城乡建设局局长", "市财政局、市自然资源和规划局",
        "东湖区政府、西山区政府", "2026年\n12月20日",
    )  # fmt: skip
    assert rows[1][3] == "1. 开工改造120个\n2. 印发物业管理办法"
    assert rows[1][4] == "◆ 5月31日 公开征求意见\n◆ 8月20日 印发管理办法"


def test_a_district_has_no_leaders_of_a_city() -> None:
    table = task_table.compose(samples.month(), samples.ISSUER, True, "区").annexes[0]
    assert "区级\n分管领导" in [column.title for column in table.columns]


def test_the_plan_table_has_a_row_a_target_and_its_nodes_in_their_months() -> None:
    rows = plan_table.compose(samples.month(), samples.ISSUER, True).annexes[0].rows
    assert [row[0] for row in rows] == ["1", "2", "2", "3", "4", "5"]
    assert rows[0][4:16] == ("25", "50", "75", "100", "125", "150", "175", "200", "225", "250", "275", "300")
    assert [place for place, cell in enumerate(rows[2][4:16], 1) if cell == "◆"] == [5, 8]


def test_a_node_of_another_year_is_in_no_month_of_this_one() -> None:
    late = {**samples.HOMES["targets"][1], "milestones": [{**samples.NODES[1], "due": "2027-08-20"}]}
    month = contents.content([{**samples.HOMES, "targets": [late]}])
    row = plan_table.compose(month, samples.ISSUER, True).annexes[0].rows[0]
    assert set(row[4:16]) == {"—"} and "8月20日" in row[16]


def test_everything_is_put_up_for_supervision_and_not_only_what_lags() -> None:
    made = listing_notice.compose(samples.month(), samples.ISSUER, samples.HOTLINE, True)
    rows = made.annexes[0].rows
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[0][2:] == (
        "加装电梯300部", "市住房城乡建设局", "市住房城乡建设局局长", "分管城建工作的副市长", "2026年\n12月20日",
        "63.3%", "32.3%", "严重滞后", "0000-12340516",
    )  # fmt: skip
    assert made.opening[0].startswith("2026年市办实事1件5项全部挂牌督办")
    own = {**samples.month(), "projects": [{**samples.LIFTS, "contact": None}]}
    assert listing_notice.compose(own, samples.ISSUER, "12345", True).annexes[0].rows[0][-1] == "12345"


def test_before_the_first_month_the_list_is_put_up_without_a_state() -> None:
    released = {name: said for name, said in samples.month().items() if name != "as_of"}
    made = listing_notice.compose(released, samples.ISSUER, None, True, "县")
    titles = [column.title for column in made.annexes[0].columns]
    assert "完成率" not in titles and "县级\n分管领导" in titles and made.about == ""
    assert made.sections[1].paragraphs == ("清单已经发布，月度进展公布后逐月更新。",)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "严重滞后"),
        ({"halt": {"state": "suspended", "since": "2026-05-01", "words": "暂停"}}, "经批准暂停"),
        ({"status": "not_reported"}, "未报送"),
        ({"status": "not_reported", "report": {"state": "returned"}}, "退回补正未补齐"),
        ({"status": None}, "—"),
    ],
)
def test_where_a_project_stands_is_one_word(changed: dict[str, Any], words: str) -> None:
    assert public_notice.status_words({**samples.LIFTS, **changed}) == words


def test_a_correction_says_what_it_corrects() -> None:
    found = {"of": 1, "reason_kind": "填报有误", "reason": "少计一批。"}
    told = half_year_paper.compose(samples.disclosed(correction=found), samples.ISSUER, None)
    assert told.opening == ("本件更正此前公布的第1版（填报有误）：少计一批。原版仍可在公开页查阅。",)
    assert half_year_paper.compose(samples.disclosed(), samples.ISSUER, None).opening == ()


def test_what_was_not_done_says_why_and_where_it_goes() -> None:
    table = samples.result().table
    assert table is not None
    assert [row[3:] for row in table.rows] == [
        ("施工合同5月底才签订。", "转入2027年清单，6月底前完成。"),
        ("管线迁改未完成", "经批准结转下年，市政府常务会议批准"),
    ]


def test_an_acceptance_is_told_by_kinds_of_people_and_not_before_its_notice() -> None:
    told = acceptance_notice.compose(samples.SCHOOLS, samples.round_(), "办实事", samples.ISSUER, None, True)
    assert told.table is not None
    rows = {row[0]: row[1] for row in told.table.rows}
    assert rows["现场验收"] == "2026年8月26日，人大代表1名、市民代表1名和工作人员1名到场查看"
    assert told.sections[0].paragraphs == ("2026年12月28日至2027年1月4日。",)
    for early in (samples.round_(notice=None), samples.round_(revoked_at=samples.ROUND["reported_at"])):
        told_no = refusal(
            lambda early=early: acceptance_notice.compose(samples.SCHOOLS, early, "", samples.ISSUER, None, True)
        )
        assert told_no[0] == "paper.acceptance_unnoticed"


def test_a_poster_shows_plan_and_actual_month_by_month_and_nodes_with_their_state() -> None:
    told = samples.poster_of(samples.LIFTS)
    assert (told.figure, told.pace, told.status, told.month) == ("97 / 300部", "完成32.3%，计划63.3%", "严重滞后", 8)
    assert told.plans[0].actual == ("", "", "", "", "", "", "84", "97", "", "", "", "")
    nodes = samples.poster_of(samples.HOMES).nodes
    assert [(node.day, node.state) for node in nodes] == [("5月31日", "5月20日完成"), ("8月20日", "到期未完成")]
    assert project_poster.Poster.from_json(told.to_json(), told.day, told.check_code) == told


def test_a_silent_or_halted_project_says_so_on_its_poster() -> None:
    silent = samples.poster_of(samples.LIFTS, status="not_reported", report={"state": "not_reported"})
    assert silent.done == (("进展", "牵头单位本期没有按期报送，进度沿用此前公布的数据。"),)
    halt = {"state": "suspended", "since": "2026-05-01", "words": "2026年5月1日起经批准暂停"}
    assert samples.poster_of(samples.LIFTS, halt=halt).done == (("进展", "2026年5月1日起经批准暂停。"),)


def test_what_is_too_long_for_a_board_ends_behind_a_sentence() -> None:
    told = project_poster.shortened("甲" * 200 + "。" + "乙" * 200)
    assert told == "甲" * 200 + "。……（全文见项目公开页）"
    assert project_poster.shortened("短。") == "短。"


def test_a_leaflet_begins_with_what_the_list_and_its_interpretation_say() -> None:
    draft = leaflet.compose(samples.month(), samples.LIFTS, samples.READ, contents.occasion())
    told = {block["key"]: block["paragraphs"] for block in draft.prose["blocks"]}
    assert told["who"] == ["住有宜居，受益的是老旧住宅的居民。"] and told["how"] == []
    assert told["when"] == ["2026年12月20日前办成。"]
    assert told["whom"] == ["市住房城乡建设局，电话0000-12340516。"]
    assert [block["rule"] for block in draft.prose["blocks"] if block["key"] in ("what", "when")] == ["figures"] * 2
