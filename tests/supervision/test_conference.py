"""A conference's pack: every late project with its reason, every question with its facts, every figure a reference."""

from __future__ import annotations

from datetime import date

from projects.policy import Period
from supervision import conference, press_words
from supervision.draft import Draft
from tests.supervision import contents


def pack() -> Draft:
    return conference.compose(contents.august(), contents.occasion())


def test_it_tells_results_then_what_was_not_done_and_why() -> None:
    text = press_words.plain(pack().facts, pack().prose)
    assert text.startswith("示范市2026年市办实事新闻发布会材料\n\n一、办成的事\n截至8月31日，5项中已完成1项")
    undone = text.partition("二、没有按计划办成的事和原因\n")[2].partition("三、")[0]
    for title in ("既有住宅加装电梯300部", "改造老旧小区120个", "新建村卫生室40个"):
        assert title in undone
    assert "施工合同5月底才签订，比计划晚两个月。下步措施：增加2支安装队伍。" in undone
    assert "牵头单位没有说明原因。" in undone


def test_each_question_is_followed_by_its_facts() -> None:
    [questions] = [block["paragraphs"][1:] for block in pack().prose["blocks"] if block["key"] == "questions"]
    assert [line[:2] for line in questions] == ["问：", "事实"] * (len(questions) // 2)
    assert "问：{{ 项目1名称 }}为什么慢？" in questions


def test_none_of_its_figures_is_typed() -> None:
    assert press_words.typed(pack().prose) == []
    assert press_words.faults(pack().prose, pack().facts) == []


def test_days_bear_their_year_where_the_paper_is_of_another() -> None:
    """The last month is published in January."""
    december = contents.occasion(period=Period("2026-12", (12,)), published_on=date(2027, 1, 8))
    made = conference.compose(contents.august(), december)
    text = press_words.plain(made.facts, made.prose)
    assert "截至2026年12月31日，5项中已完成1项" in text and "2027年1月8日向社会公布" in text
    same = press_words.plain(pack().facts, pack().prose)
    assert "截至8月31日" in same and "，9月10日向社会公布" in same


def test_the_answer_does_not_say_the_question_again_and_at_the_end_of_the_year_asks_what_was_left_undone() -> None:
    text = press_words.plain(pack().facts, pack().prose)
    assert "问：既有住宅加装电梯300部为什么慢？\n事实：计划190部" in text
    december = contents.occasion(period=Period("2026-12", (12,)), published_on=date(2027, 1, 8))
    made = conference.compose(contents.august(), december)
    assert "问：既有住宅加装电梯300部为什么没有完成？\n" in press_words.plain(made.facts, made.prose)
