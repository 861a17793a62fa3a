"""The press text of a hand-written month, word for word, with the source of every figure in it."""

from __future__ import annotations

from typing import Any

from supervision import figures, press
from supervision.draft import Draft
from tests.supervision import contents


def composed(content: dict[str, Any] | None = None, **occasion: Any) -> Draft:
    return press.compose(content or contents.august(), contents.occasion(**occasion))


def test_the_text_of_august_word_for_word() -> None:
    draft = composed()
    assert press.plain(draft.facts, draft.prose) == (
        "示范市5项市办实事已完成1项\n"
        "\n"
        "示范市政府新闻办9月10日讯　示范市人民政府9月10日公布2026年市办实事8月份进展：截至8月31日，5项中已完成1项，"
        "完成率20%；已开工4项，开工率80%。\n"
        "8月新完成的有新建、改扩建学校24所（市教育局）。\n"
        "走在计划前面的有：新增停车泊位6000个（市城管局）已完成88%，比计划快13.2个百分点。\n"
        "群众看得见的进展有：新建、改扩建学校26所；新增停车泊位5280个。\n"
        "对照计划，还有1项严重滞后、1项慢于序时、1项没有按期报送进展。\n"
        "既有住宅加装电梯300部：计划190部，实际97部，完成率32.3%，落后序时31个百分点。"
        "市住房城乡建设局说明：施工合同5月底才签订，比计划晚两个月。\n"
        "改造老旧小区120个：印发物业管理办法，应于8月20日前印发管理办法，尚未完成。牵头单位没有说明原因。\n"
        "没有按期报送的是新建村卫生室40个（市卫生健康委）。\n"
        "市住房城乡建设局表示，增加2支安装队伍。\n"
        "全部5项的目标、责任单位、计划和每月进展均在网上公开，群众可拨打监督电话0000-12345反映情况。\n"
        "（监督电话：0000-12345）\n"
        "（样张，模拟数据）\n"
    )


def test_every_figure_has_its_project_and_day() -> None:
    given = {(figure["figure"], figure["project"], figure["as_of"]) for figure in composed().facts["figures"]}
    assert {("20%", None, "2026-08-31"), ("97部", "1", "2026-08-31"), ("26所", "3", "2026-08-31")} <= given
    assert {("13.2个百分点", "4", "2026-08-31"), ("2支", "1", "2026-08-31")} <= given


def test_no_figure_of_the_text_is_without_a_source() -> None:
    draft = composed(hotline=None)
    sourced = {part for figure in draft.facts["figures"] for part in figures.found(figure["figure"])}
    text = "".join(paragraph for part in draft.prose["blocks"] for paragraph in part["paragraphs"])
    assert {figure for figure in figures.found(text) if figure[-1] not in "年月日"} <= sourced


def test_a_source_says_what_the_figure_is_and_when_it_was_published() -> None:
    draft = composed()
    paper = press.paper(draft.facts, draft.prose)
    assert "20%：完成率，截至2026年8月31日；2026年8月进展公布（2026年9月10日）" in paper.sources
    assert (
        "97部：项目1“既有住宅加装电梯300部”，实际累计，截至2026年8月31日；2026年8月进展公布（2026年9月10日）"
        in paper.sources
    )
    assert (paper.dateline, paper.contact) == ("示范市政府新闻办9月10日讯", "监督电话：0000-12345")


def test_a_good_month_has_no_problems_made_up() -> None:
    counts = {"finished": 0, "ahead": 0, "on_pace": 1, "behind": 0, "far_behind": 0, "not_reported": 0}
    quiet = {**contents.PARKING, "status": "on_pace"}
    content = contents.content(
        [quiet], total=1, completed=0, completion_rate=0.0, started=1, start_rate=100.0, by_status=counts
    )
    draft = composed(content, previous=content, simulated=False)
    text = press.plain(draft.facts, draft.prose)
    assert text.startswith("示范市1项市办实事全部开工\n")
    assert "到目前为止，没有项目落后于计划。" in text
    assert "模拟" not in text
    assert "新完成" not in text


def test_every_late_project_is_named_where_more_are_late_than_told_of() -> None:
    slow = [contents.HOMES | {"id": f"p{at}", "number": str(at), "title": f"改造菜市场{at}处"} for at in (6, 7)]
    draft = composed(contents.content([*contents.FIVE, *slow]))
    problems = next(part for part in draft.prose["blocks"] if part["key"] == "problems")
    assert "1项严重滞后、3项慢于序时" in problems["paragraphs"][0]
    assert "进度落后的还有改造菜市场7处（市住房城乡建设局）。" in problems["paragraphs"]
    named = "".join(problems["paragraphs"])
    assert all(
        title in named for title in ("既有住宅加装电梯300部", "改造老旧小区120个", "改造菜市场6处", "改造菜市场7处")
    )
