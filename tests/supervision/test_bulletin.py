"""The bulletin of a hand-written month, word for word; and what it says when there is nothing to say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from projects.policy import Period
from supervision import bulletin, figures, naming
from supervision.draft import Draft
from supervision.naming import Naming
from supervision.proposals import Decided
from tests.supervision import contents


def composed(content: dict[str, Any] | None = None, **occasion: Any) -> Draft:
    return bulletin.compose(content or contents.august(), contents.occasion(**occasion))


def parts(draft: Draft) -> dict[str, list[str]]:
    return {block["heading"] or "": block["paragraphs"] for block in draft.prose["blocks"]}


def test_the_sections_of_august_word_for_word() -> None:
    draft = composed()
    assert draft.prose["title"] == "关于2026年8月份市办实事进展情况的通报"
    assert parts(draft) == {
        "": [
            "2026年市办实事共1件5项，是市人民政府向社会作出的公开承诺。现将8月份进展情况通报如下：",
            "截至8月31日，5项中已完成1项，完成率20%；已开工4项，开工率80%。",
        ],
        "一、总体进展": [
            "对照8月31日应达到的计划进度，已完成1项，超序时1项，慢于序时1项，严重滞后1项，未报送1项。",
            "与7月31日相比，新完成1项：新建、改扩建学校24所（市教育局）；"
            "由慢于序时转为严重滞后1项：既有住宅加装电梯300部（市住房城乡建设局）。",
        ],
        "二、进展较快": [
            "已完成1项：新建、改扩建学校24所（市教育局），累计26所。",
            "超序时1项：新增停车泊位6000个（市城管局），完成率88%，高于序时13.2个百分点。",
        ],
        "三、进度滞后": [
            "（一）既有住宅加装电梯300部。严重滞后，计划190部，实际97部，完成率32.3%，落后序时31个百分点。"
            "牵头单位：市住房城乡建设局。存在问题：施工合同5月底才签订，比计划晚两个月。下步措施：增加2支安装队伍。",
            "（二）改造老旧小区120个。慢于序时，印发物业管理办法，应于8月20日前印发管理办法，尚未完成。"
            "牵头单位：市住房城乡建设局。牵头单位没有说明原因。",
        ],
        "四、未报送": [
            "8月份进展没有按期报送的有1项：新建村卫生室40个（市卫生健康委）。其进度沿用此前报送的数据，仍计入总数。"
        ],
        "五、下步要求": [
            "距年底还有4个月，各牵头单位要对照年度目标和月度计划，逐项落实责任，按期完成任务。",
            "严重滞后项目的牵头单位（市住房城乡建设局）要由主要负责人牵头查明原因，倒排工期，每周报告赶工进展。",
            "慢于序时项目的牵头单位（市住房城乡建设局）要补齐差距，在下期报送时说明措施落实情况。",
            "没有按期报送的牵头单位（市卫生健康委）要立即补报，说明原因。",
            "已完成的项目要做好移交和运行管护，确保群众长期受益。",
            "9月份进展请于10月8日17时前报送。",
        ],
    }


def test_a_merged_period_speaks_of_both_months() -> None:
    content = {**contents.august(), "as_of": "2026-02-28", "period": "2026-02"}
    draft = composed(
        content, period=contents.WINTER, previous=None, previous_period=None, next_period=Period("2026-03", (3,))
    )
    assert draft.prose["title"] == "关于2026年1—2月份市办实事进展情况的通报"
    words = parts(draft)
    assert words[""][0].endswith("现将1—2月份进展情况通报如下：")
    assert words[""][1].startswith("截至2月28日，")
    assert len(words["一、总体进展"]) == 1


def test_when_nothing_is_late_there_is_no_section_of_it() -> None:
    going = {**contents.PARKING, "status": "on_pace", "report": {**contents.PARKING["report"]}}
    counts = dict.fromkeys(("ahead", "behind", "far_behind", "finished", "not_reported"), 0) | {"on_pace": 5}
    content = contents.content(
        [going] * 5, completed=0, completion_rate=0.0, started=5, start_rate=100.0, by_status=counts
    )
    words = parts(composed(content, previous=content))
    assert list(words) == ["", "一、总体进展", "二、下步要求"]
    assert words[""][1] == "截至8月31日，5项中尚无项目完成，完成率0%；全部开工，开工率100%。"
    assert words["一、总体进展"] == [
        "对照8月31日应达到的计划进度，5项均按序时。没有进度滞后的项目。",
        "与7月31日相比，没有新完成、新转为滞后或者追回序时的项目。",
    ]
    assert "0项" not in "".join(map("".join, words.values()))


def test_what_was_adjusted_is_told_apart_from_what_was_suspended_resumed_or_carried_over() -> None:
    """One target was changed, and its plan; one project was suspended and resumed, another carried over."""
    ways: dict[str, tuple[str, ...]] = {
        "p1": ("目标值", "月度计划", "月度计划"), "p2": ("暂停实施", "恢复实施"), "p3": ("结转下年",),
        "p4": ("暂停实施", "恢复实施", "暂停实施", "完成时限"), "p5": ("责任单位", "暂停实施", "恢复实施"),
    }  # fmt: skip
    halts = {"p5": {"state": "suspended", "since": "2026-08-01", "words": "经批准自8月1日起暂停实施"}}
    changed = [
        {**each, "halt": halts.get(each["id"]), "adjustments": [{"what": way} for way in ways.get(each["id"], ())]}
        for each in contents.FIVE
    ]
    told = parts(composed(contents.content(changed, adjusted=5)))["一、总体进展"]
    assert told[-1] == (
        "经批准，1项调整了目标值，1项调整了月度计划，1项调整了完成时限，1项变更了责任单位，2项暂停实施，"
        "1项暂停后恢复实施，1项结转下年；批准的内容已在项目公开页列明。"
    )
    assert not any("经批准" in words for words in parts(composed())["一、总体进展"])


def test_projects_that_changed_for_worse_or_better_are_named() -> None:
    before = {"p1": "on_pace", "p2": "far_behind", "p4": "behind"}
    previous = contents.content([{**each, "status": before.get(each["id"], each["status"])} for each in contents.FIVE])
    assert parts(composed(previous=previous))["一、总体进展"][1] == (
        "与7月31日相比，转为滞后1项：既有住宅加装电梯300部（市住房城乡建设局）；"
        "由严重滞后缓解为慢于序时1项：改造老旧小区120个（市住房城乡建设局）；"
        "追回序时1项：新增停车泊位6000个（市城管局）。"
    )


def test_a_date_in_a_year_without_its_holidays_is_called_an_estimate() -> None:
    asked = parts(composed(next_due_estimated=True))["五、下步要求"][-1]
    assert asked.endswith("8日17时前报送（预估，放假通知发布后以新日历为准）。")
    assert "预估" not in parts(composed())["五、下步要求"][-1]


def test_when_all_is_done_and_the_year_is_over() -> None:
    counts = dict.fromkeys(("ahead", "behind", "far_behind", "on_pace", "not_reported"), 0) | {"finished": 5}
    content = contents.content(
        [contents.SCHOOLS] * 5,
        completed=5,
        completion_rate=100.0,
        started=5,
        start_rate=100.0,
        by_status=counts,
        excluded=1,
    )
    content["as_of"] = "2026-12-31"
    words = parts(composed(content, period=Period("2026-12", (12,)), previous=None, next_period=None, next_due=None))
    assert (
        words[""][1] == "截至12月31日，5项全部完成，完成率100%；全部开工，开工率100%。另有1项经批准终止，不计入比率。"
    )
    assert words["三、下步要求"][0].startswith("年度期限已到")


def test_every_figure_of_the_words_is_the_contents_or_a_date() -> None:
    known = {"1项", "5项", "4项", "20%", "80%", "190部", "97部", "32.3%", "31个百分点", "88%", "13.2个百分点", "26所"}
    known |= {
        "1件",
        "300部",
        "120个",
        "24所",
        "6000个",
        "40个",
        "2支",
        "4个",
    }  # titles, the department's words, months left
    text = "".join(map("".join, parts(composed()).values()))
    assert {figure for figure in figures.found(text) if figure[-1] not in "年月日时"} <= known


def test_the_annex_has_a_row_a_project_with_signed_deviations() -> None:
    rows = composed().facts["annex"]["rows"]
    assert rows[0] == [
        "1", "住有宜居", "既有住宅加装电梯300部", "300部", "63.3%", "97部", "32.3%", "−31.0", "严重滞后",
        "市住房城乡建设局", "施工合同5月底才签订，比计划晚两个月", "增加2支安装队伍",
    ]  # fmt: skip
    assert rows[1][3:6] == ["1. 开工改造120个\n2. 印发物业管理办法", "80%", "1. 120个\n2. 1/2个节点"]
    assert rows[4][6:9] == ["50%", "—", "未报送"]


def test_the_paper_is_made_of_words_and_facts() -> None:
    draft = composed()
    paper = bulletin.paper(
        draft.facts, draft.prose, number="示政办督〔2026〕7号", day=date(2026, 9, 10), check_code="7KMQ9XDP"
    )
    assert (paper.issuer, paper.mark) == ("示范市人民政府办公室", "示范市人民政府办公室文件")
    assert (paper.number, paper.check_code, paper.specimen) == ("示政办督〔2026〕7号", "7KMQ9XDP", True)
    assert [section.heading for section in paper.sections][-1] == "五、下步要求"
    assert paper.attachments[0].title == "2026年市办实事进展情况一览表"
    assert draft.facts["source"] == {"log_position": 812, "sha256": contents.SHA, "published_on": "2026-09-10"}


def test_a_district_speaks_as_a_district_and_the_policy_set_may_name_the_issuer() -> None:
    draft = composed(kind="district", government="某区", letterhead={"issuer": "某区人民政府办公厅"})
    letterhead = draft.facts["letterhead"]
    assert letterhead["issuer"] == "某区人民政府办公厅"
    assert letterhead["addressee"].startswith("各镇人民政府、街道办事处，区政府各部门")
    assert "区人民政府向社会作出" in parts(draft)[""][0]


NAMED = Naming(
    "two_missed:u2:2026-Q3",
    "市交通运输局",
    "三季度",
    ("项目31第36周周调度，应于9月4日前办理", "项目31第37周周调度，应于9月11日前办理"),
)


def test_a_unit_on_the_naming_list_is_named_where_missing_reports_are_with_the_rule() -> None:
    draft = composed(naming=(NAMED,))
    [missing] = [block for block in draft.prose["blocks"] if block["key"] == "missing"]
    assert missing["heading"] == "四、未报送和到期未办点名"
    assert missing["paragraphs"][1:] == [
        "一个季度内有2次到期未办的单位，在通报中点名；补办的，仍计为未办。",
        "市交通运输局三季度有2次到期未办：项目31第36周周调度，应于9月4日前办理；"
        "项目31第37周周调度，应于9月11日前办理。",
    ]
    assert "市交通运输局" in missing["names"]
    assert draft.facts["naming"] == ["two_missed:u2:2026-Q3"]


def test_the_naming_list_is_printed_also_where_everybody_reported() -> None:
    told = parts(composed(contents.content([contents.FIVE[0]], by_status={"finished": 1}), naming=(NAMED,)))
    [heading] = [heading for heading in told if "点名" in heading]
    assert heading.endswith("、到期未办点名")
    assert told[heading][0].startswith("一个季度内有2次到期未办的单位")


def test_a_unit_is_named_by_one_bulletin_and_only_when_the_office_took_it_up() -> None:
    told = {"rule": "two_missed", "period": "2026-Q3", "unit": "u2"}
    told["arithmetic"] = ["项目31第36周周调度，应于9月4日前办理，未办", "合计2次，满2次即列入"]  # type: ignore[assignment]
    when = datetime(2026, 9, 20, tzinfo=UTC)

    def decided(key: str, state: str, **changed: str) -> Decided:
        return Decided(uuid4(), uuid4(), key, {**told, **changed}, None, state, None, None, when, when)

    rows = [
        decided("two_missed:u2:2026-Q3", "accepted"),
        decided("two_missed:u3:2026-Q3", "declined", unit="u3"),
        decided("two_missed:u4:2026-Q2", "accepted", unit="u4", period="2026-Q2"),
        decided("missed:x:2026-Q3", "accepted", rule="missed"),
    ]
    units = {"u2": "市交通运输局", "u3": "市水务局", "u4": "市教育局"}
    [found] = naming.listed(rows, units, told=["two_missed:u4:2026-Q2"])
    assert found == Naming("two_missed:u2:2026-Q3", "市交通运输局", "三季度", ("项目31第36周周调度，应于9月4日前办理",))


def test_where_the_public_is_told_in_words_the_annex_has_no_lamps() -> None:
    shown, worded = composed(), composed(worded=True)
    lamps = bulletin.paper(shown.facts, shown.prose).attachments[0]
    words = bulletin.paper(worded.facts, worded.prose).attachments[0]
    assert [each.title for each in lamps.columns if each.is_light] == ["亮灯"]
    assert not any(each.is_light or "灯" in each.title for each in words.columns)
    assert words.rows == lamps.rows and words.note and "灯" not in words.note and "灯" in str(lamps.note)


def test_what_was_returned_and_not_supplemented_is_not_called_silent() -> None:
    returned = contents.CLINICS | {"report": {**contents.CLINICS["report"], "state": "returned"}}
    draft = composed(contents.content([*contents.FIVE[:-1], returned]))
    told = parts(draft)
    assert told["一、总体进展"][0].endswith("严重滞后1项，退回补正未补齐1项。")
    assert told["四、退回补正未补齐"] == [
        "8月份进展报送后退回补正、未在公布前补齐的有1项：新建村卫生室40个（市卫生健康委）。"
        "其进度沿用此前报送的数据，仍计入总数。"
    ]
    assert "退回补正未补齐的牵头单位（市卫生健康委）要按退回意见补齐后报送。" in told["五、下步要求"]
    assert draft.facts["annex"]["rows"][4][8] == "退回补正未补齐"
    assert not any("没有按期报送" in line or "未报送" in line for lines in told.values() for line in lines)
