"""The press text of a hand-written month, word for word, with the source of every figure in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from supervision import press, press_words
from supervision.angle import Angle
from supervision.draft import Draft
from tests.supervision import contents
from tracker.refusal import Refused

ANGLES = [
    Angle(),
    Angle("category", "住有宜居"),
    Angle("unit", "市住房城乡建设局"),
    Angle("project", "2"),
    Angle("year_end"),
]


def composed(content: dict[str, Any] | None = None, angle: Angle | None = None, **occasion: Any) -> Draft:
    return press.compose(content or contents.august(), contents.occasion(**occasion), angle)


def plain(draft: Draft) -> str:
    return press_words.plain(draft.facts, draft.prose)


def test_the_text_of_august_word_for_word() -> None:
    draft = composed()
    assert press_words.plain(draft.facts, draft.prose) == (
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
        "2026年市办实事共1件5项，目标、责任单位、计划和每月进展均在网上公开，群众可拨打监督电话0000-12345反映情况。\n"
        "（监督电话：0000-12345）\n"
        "（样张，模拟数据）\n"
    )


def test_every_figure_is_a_reference_with_its_project_and_day() -> None:
    draft = composed()
    given = {(each.value, each.project, each.as_of) for each in press_words.used(draft.facts, draft.prose)}
    assert {("20%", None, "2026-08-31"), ("97部", "1", "2026-08-31"), ("26所", "3", "2026-08-31")} <= given
    assert {("13.2个百分点", "4", "2026-08-31"), ("增加2支安装队伍", "1", "2026-08-31")} <= given


@pytest.mark.parametrize("angle", ANGLES, ids=lambda angle: angle.kind)
def test_no_figure_of_a_draft_is_typed_whatever_the_angle(angle: Angle) -> None:
    draft = composed(angle=angle)
    assert press_words.typed(draft.prose) == []
    assert press_words.faults(draft.prose, draft.facts) == []
    assert "{{" not in press_words.plain(draft.facts, draft.prose)


def test_a_source_says_what_the_figure_is_and_when_it_was_published() -> None:
    draft = composed()
    paper = press_words.paper(draft.facts, draft.prose)
    published = "2026年8月进展公布（2026年9月10日，台账位置812）"
    assert paper.source_note == f"除另注明外，数字取自{published}，截至2026年8月31日。"
    assert "20%：已完成项目占全部项目的比例" in paper.sources
    assert "97部：项目1“既有住宅加装电梯300部”，累计完成" in paper.sources
    assert (paper.dateline, paper.contact) == ("示范市政府新闻办9月10日讯", "监督电话：0000-12345")


def test_a_units_text_speaks_of_its_own_projects_alone() -> None:
    text = plain(composed(angle=Angle("unit", "市住房城乡建设局")))
    assert text.startswith("示范市住房城乡建设局2项市办实事最新进展\n")
    assert "市住房城乡建设局的2项中，1项慢于序时、1项严重滞后。" in text
    assert "施工合同5月底才签订" in text
    assert "停车泊位" not in text


def test_a_projects_text_has_its_amounts_and_its_reason() -> None:
    text = plain(composed(angle=Angle("project", "1")))
    assert text.startswith("示范市既有住宅加装电梯300部完成32.3%\n")
    assert "（市住房城乡建设局牵头）累计完成97部，年度目标300部" in text
    assert "落后序时31个百分点" in text


def two_targets(title: str) -> dict[str, Any]:
    """97 of 300 lifts, and a milestone target that stands at 70 %: 51.2 % on average."""
    own = contents.LIFTS
    second = {**contents.HOMES["targets"][1], "no": "2", "progress": 70.0, "planned_progress": 80.0}
    return {**own, "title": title, "progress": 51.2, "planned_progress": 71.7, "targets": [*own["targets"], second]}


def test_an_average_is_never_said_of_what_the_title_promises() -> None:
    lifts = contents.content([two_targets("既有住宅加装电梯300部")])
    text = plain(composed(lifts, angle=Angle("project", "1")))
    assert text.startswith("示范市既有住宅加装电梯300部已完成97部\n")
    assert "各项指标平均完成率51.2%，序时进度71.7%" in text or "各项指标平均完成率51.2%；序时进度71.7%" in text


def test_an_average_calls_itself_one() -> None:
    lifts = contents.content([two_targets("推进住宅适老化")])
    draft = composed(lifts, angle=Angle("project", "1"))
    assert plain(draft).startswith("示范市推进住宅适老化各项指标平均完成51.2%\n")
    assert any("项目完成率（各项指标平均）" in source for source in press_words.paper(draft.facts, draft.prose).sources)


def test_an_indicator_that_is_called_as_its_project_is_not_named_twice() -> None:
    named_alike = {**contents.HOMES, "title": contents.HOMES["targets"][0]["text"]}
    text = plain(composed(contents.content([named_alike]), angle=Angle("project", "2")))
    assert "开工改造120个（市住房城乡建设局牵头）累计完成120个" in text


def test_what_is_done_or_not_is_said_in_words_and_never_as_a_number() -> None:
    for value, words in ((1, "已落实"), (0, "尚未落实")):
        raised = contents.target(
            "低保标准提高到980元", None, None, value, no="3", kind="yes_no", progress=100.0 * value
        )
        own = {**contents.HOMES, "title": "提高城市低保标准", "targets": [raised, *contents.HOMES["targets"]]}
        text = plain(composed(contents.content([own]), angle=Angle("project", "2")))
        assert f"低保标准提高到980元，{words}" in text and f"累计完成{value}；" not in text


def test_the_years_end_tells_of_the_whole_year() -> None:
    text = plain(composed(angle=Angle("year_end")))
    assert text.startswith("示范市2026年市办实事年终盘点：5项已完成1项\n")
    assert "今年已完成的有新建、改扩建学校24所（市教育局）。" in text


def test_a_text_that_goes_out_in_january_says_of_which_year_it_speaks() -> None:
    text = plain(composed(angle=Angle("year_end"), published_on=date(2027, 1, 8)))
    assert "示范市政府新闻办2027年1月8日讯" in text and "截至2026年8月31日" in text
    assert "2026年已完成的有新建、改扩建学校24所（市教育局）。" in text and "今年" not in text


def test_an_angle_on_nothing_is_refused() -> None:
    with pytest.raises(Refused, match=r"press\.subject"):
        composed(angle=Angle("unit", "市气象局"))


def test_a_good_month_has_no_problems_made_up() -> None:
    counts = {"finished": 0, "ahead": 0, "on_pace": 1, "behind": 0, "far_behind": 0, "not_reported": 0}
    quiet = {**contents.PARKING, "status": "on_pace"}
    content = contents.content(
        [quiet], total=1, completed=0, completion_rate=0.0, started=1, start_rate=100.0, by_status=counts
    )
    draft = composed(content, previous=content, simulated=False)
    text = press_words.plain(draft.facts, draft.prose)
    assert text.startswith("示范市1项市办实事全部开工\n")
    assert "到目前为止，没有项目落后于计划。" in text
    assert "模拟" not in text
    assert "新完成" not in text


def test_every_late_project_is_named_where_more_are_late_than_told_of() -> None:
    slow = [contents.HOMES | {"id": f"p{at}", "number": str(at), "title": f"改造菜市场{at}处"} for at in (6, 7)]
    counts = {"finished": 1, "ahead": 1, "on_pace": 0, "behind": 3, "far_behind": 1, "not_reported": 1}
    named = plain(composed(contents.content([*contents.FIVE, *slow], by_status=counts)))
    assert "1项严重滞后、3项慢于序时" in named
    assert "进度落后的还有改造菜市场7处（市住房城乡建设局）。" in named
    assert all(
        title in named for title in ("既有住宅加装电梯300部", "改造老旧小区120个", "改造菜市场6处", "改造菜市场7处")
    )
