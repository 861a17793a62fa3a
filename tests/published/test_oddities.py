"""What real lists do that a neat model would not survive, each on the real example, read on the public card.

Examples of the CSV files are read from the programmes taken in from them; the others are small listings written here,
with the place and year they were printed in (某市 where only the sentence is known).
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.published import facts
from tests.published.conftest import Listed
from tests.published.page import Page

Card = Callable[[str], Page]
OURS = ("按序时", "慢于序时", "严重滞后", "超序时")


def project(title: str = "一件实事", **columns: Any) -> dict[str, Any]:
    return {"编号": "1", "项目名称": title, **columns}


def target(no: str, text: str, quantity: Any = None, unit: str | None = None, sign: str = "=", **more: Any) -> Any:
    aim = {"目标值": quantity, "单位": unit, "比较": sign if quantity is not None else "完成"}
    return {"项目编号": "1", "指标序号": no, "指标内容": text, **aim, **more}


def value(
    no: str | None, day: str, amount: Any = None, percent: Any = None, text: str | None = None, **more: Any
) -> Any:
    told = {"截至日期": day, "累计值": amount, "公布百分比": percent, "进展文字": text}
    return {"项目编号": "1", "指标序号": no, **told, **more}


def one(text: str, quantity: Any, unit: str | None, *values: Any, **more: Any) -> dict[str, Any]:
    """A project with one target."""
    return {"项目": [project(text)], "指标": [target("1", text, quantity, unit, **more)], "进展": list(values)}


def test_01_many_targets_each_have_their_own_last_word(card: Card) -> None:
    """青岛 2022-1: four targets, two departments; three came with a number, one with words."""
    page = card("qingdao/2022/projects/1")
    assert page.goal("实现城镇新增就业") == "实现城镇新增就业35万人以上350,000人以上2022年3月31日58,800人"
    assert page.goal("创设公益性岗位") == "创设公益性岗位3.7万个以上37,000个以上2022年3月31日37,200个"
    assert page.goal("农民技能培训") == "农民技能培训2万人以上20,000人以上2022年3月31日有进展文字，无数据"
    assert "2022年6月30日创设公益性岗位……已实现既定目标" in page.told("创设公益性岗位")
    assert "制定印发农民技能培训实施方案,正在开展培训需求调研、培训机构遴选等工作" in page.told("农民技能培训")
    assert "牵头单位市人力资源社会保障局协办单位市农业农村局" in page.section("责任体系")


def test_01_six_targets_nobody_reported_on_are_all_listed(card: Card) -> None:
    """余杭 2021-4."""
    page = card("yuhang/2021/projects/4")
    listed = [row["text"] for row in facts.rows("targets", facts.PROGRAMMES[3]) if row["number"] == "4"]
    assert len(listed) == 6 and all("进展未见公布数据" in page.goal(text) for text in listed)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("qingdao/2022/projects/5", "打造“全市一个停车场”智慧停车管理服务平台"),
        ("yuhang/2021/projects/2", "符合条件的既有住宅加装电梯实现“愿装尽装”"),
        ("cangnan/2022/projects/8", "推进县职业中专扩容提升"),
    ],
)
def test_02_a_promise_without_a_number_says_that_it_has_none(card: Card, path: str, text: str) -> None:
    goal = card(path).goal(text)
    assert goal.startswith(f"{text}无数字目标") and "完成" not in goal.removeprefix(text)


def test_03_a_count_of_another_stage_is_not_held_against_the_target(card: Card) -> None:
    """青岛 2022-3: 30 roads to open; in the first quarter 36 were begun and none was open."""
    page = card("qingdao/2022/projects/3")
    assert page.goal("打通城市未贯通道路") == "打通城市未贯通道路30条以上30条以上2022年3月31日36条（开工）"
    assert "36条（开工）36条未贯通道路已开工所列为开工数，与目标数所计不同，不作比较。" in page.told(
        "打通城市未贯通道路"
    )
    assert "%" not in page.words and page.project("3")["targets"][0]["values"][0]["stage"] == "开工"
    board = card("qingdao/2022/")
    assert "36条（开工）" in board.words and "36/30" not in board.words


def test_03_a_total_stands_beside_the_engineering_percents_of_its_sites(card: Card) -> None:
    """临安 2022-4: 1721 homes 新建成, while the two sites stand at 90 and 85 percent."""
    told = card("linan/2022/projects/4").told("新建成保障性住房1700套")
    assert "1721套新建成保障性住房共2处合计1721套" in told and "已完成总工程量的90%" in told and "的85%" in told
    assert re.findall(r"[\d.]+%", told) == ["90%", "85%"], "no percent of ours"


def test_03_all_five_stages_stand_beside_their_figures(listed: Listed) -> None:
    stages = ("签约", "开工", "完工", "验收", "投用")
    values = [value("1", f"2022-0{n + 1}-28", 9 - n, 阶段=stage) for n, stage in enumerate(stages)]
    page = listed("某市", 2022, one("建成9处", 9, "处", *values, 阶段="投用"))
    for n, stage in enumerate(stages):
        assert f"{9 - n}处（{stage}）" in page.words
    assert page.words.count("不作比较") == 4 and "较上次公布" not in page.words, "stages are no series"


@pytest.mark.parametrize("percent", ["187.9", "272.3"])
def test_04_a_percent_over_a_hundred_is_printed_whole(card: Card, percent: str) -> None:
    assert f"公布进度{percent}%" in card("meishan/2019/projects/u1").words


@pytest.mark.parametrize(
    ("place", "year", "percent"), [("青岛市", 2020, 291.3), ("杭州市", 2023, 223), ("福建省", 2021, 214.8)]
)
def test_04_so_are_the_highest_that_were_printed(listed: Listed, place: str, year: int, percent: float) -> None:
    page = listed(place, year, one("扶持创业", None, None, value("1", f"{year}-12-31", None, percent)))
    assert f"公布进度{percent}%" in page.told("扶持创业") and page.project()["targets"][0]["progress"] is None


def test_05_a_percent_of_something_else_stands_beside_the_figure(card: Card, listed: Listed) -> None:
    """苍南 2022-13: 98.4% of 16 stations is no count; 全国 2021: 3.64 of 5.3 is not the 67.5% printed."""
    assert card("cangnan/2022/projects/13").goal("新增16个").endswith("16个2022年10月31日公布进度98.4%")
    page = listed("全国", 2021, one("新开工改造5.3万个", 53000, "个", value("1", "2021-08-31", "3.64万", 67.5)))
    told = page.told("新开工改造5.3万个")
    assert "36,400个公布进度67.5%" in told and "原文数字“3.64万”" in told
    assert "公布的百分比与累计数除以目标数不一致，照原文" in told and "68" not in told


def test_05_a_percent_that_was_cut_is_not_rounded(listed: Listed) -> None:
    """青岛 2024: 32 of 30 printed as 106%."""
    told = listed("青岛市", 2024, one("建设30处", 30, "处", value("1", "2024-11-30", 32, 106))).told("建设30处")
    assert "32处公布进度106%" in told and "106.7" not in told and "不一致" not in told


def test_05_two_decimals_are_kept(card: Card) -> None:
    """松阳 2022-1: 108.97 and 101.24."""
    page = card("songyang/2022/projects/1")
    assert "公布进度108.97%" in page.words and "公布进度101.24%" in page.words


@pytest.mark.parametrize(
    ("place", "goal", "amount", "percent", "text", "verdict"),
    [
        ("泰顺县", 16010, 16010, 101.91, "完成率101.91%", None),
        ("泰顺县", 7230, 6818, 100, "完成率100%", None),
        ("乐清市", 126, 126, 72, "完成率达100%", None),
        ("泰顺县", 100, 215, 215, None, "基本完成"),
    ],
)
def test_06_contradictions_stand_as_printed(
    listed: Listed, place: str, goal: int, amount: int, percent: float, text: str | None, verdict: str | None
) -> None:
    told = listed(
        place, 2023, one("服务群众", goal, "人", value("1", "2023-12-31", amount, percent, text, 公布评价=verdict))
    ).told("服务群众")
    shown = f"{amount:,}" if amount > 9999 else str(amount)
    assert f"{shown}人公布进度{percent}%{verdict or ''}{text or ''}" in told
    assert ("不一致，照原文" in told) == (abs(amount / goal * 100 - percent) >= 1)


@pytest.mark.parametrize(
    ("place", "year", "day", "first", "second"),
    [
        ("杭州市", 2024, "2024-12-31", (111.86, "市民政局"), (111.5, "市人大")),
        ("湖南省", 2021, "2021-08-31", (74.0, "湖南省"), (62.5, "住房和城乡建设部")),
    ],
)
def test_06_two_offices_disagree_side_by_side(
    listed: Listed, place: str, year: int, day: str, first: Any, second: Any
) -> None:
    values = [value("1", day, None, percent, 报送单位=whom, 来源=whom) for percent, whom in (first, second)]
    told = listed(place, year, one("总体完成", None, None, *values)).told("总体完成")
    for (mine, whom), (other, _) in ((first, second), (second, first)):
        assert f"公布进度{mine:g}%{whom}报送同一截至日期另有公布进度{other:g}%，照原文并列。" in told


def test_07_a_cumulative_figure_that_fell_is_shown_to_have_fallen(card: Card) -> None:
    """余杭 2021-10: 15 growth stations in October, 14 in December."""
    told = card("yuhang/2021/projects/10").told("新增婴幼儿照护服务社区成长驿站")
    assert "2021年12月31日14家新增成长驿站14家较上次公布减少1家，照原文。2021年10月31日15家" in told


def test_07_a_rate_that_moved_down_is_told_in_points(listed: Listed) -> None:
    """青岛 2017: growth of 7.7%, then 7.5%."""
    values = [value("1", "2017-06-30", 7.7), value("1", "2017-09-30", 7.5)]
    told = listed("青岛市", 2017, one("生产总值增长", 7.5, "%", *values)).told("生产总值增长")
    assert "7.5%较上次公布下降0.2个百分点，照原文" in told and "7.7%" in told


def test_07_a_restated_series_says_how_it_counts(listed: Listed) -> None:
    """杭州's quiet estates, 64 in December and 88 in the report of March; 青岛 2020's new method of statistics."""
    values = [value("1", "2024-12-31", 64, 来源="12月通报"), value("1", "2024-12-31", 88, 来源="次年3月报告")]
    told = listed("杭州市", 2024, one("建成宁静小区", 80, "个", *values)).told("建成宁静小区")
    assert "64个同一截至日期另有公布数88个，照原文并列。来源：12月通报" in told
    assert "88个同一截至日期另有公布数64个，照原文并列。来源：次年3月报告" in told
    restated = value("1", "2020-12-31", 90, 口径="按照国家最新统计方法修正")
    told = listed("青岛市", 2020, one("改造", 100, "处", value("1", "2020-09-30", 95), restated)).told("改造")
    assert "90处口径：按照国家最新统计方法修正；较上次公布减少5处，照原文。" in told


def test_08_counting_goes_on_after_the_target_was_reached(card: Card) -> None:
    """余杭 2022: 8, 33, 50, 177 factories of 50; 5 and 9 markets of 5."""
    page = card("yuhang/2022/projects/u1")
    told = page.told("新增食品生产企业“阳光工厂”")
    assert "177家新增杭州径林茶业有限公司" in told and "此前公布的数已达到年度目标，之后仍在累计" in told
    assert re.findall(r"日(\d+)家", told) == ["177", "50", "33", "8"]
    assert told.count("仍在累计") == 1 and "仍在累计" in page.told("创建省级放心农贸市场5家")
    assert page.goal("新增食品生产企业").endswith("50家2022年12月31日177家")


def test_09_items_whose_target_was_adjusted_or_that_left_the_list_say_so(listed: Listed) -> None:
    """大连 2023: 40 items, three of them with 调整节点目标, 39 by August."""
    note = "年初40项，其中3项调整节点目标，8月通报为39项，照原文"
    said = value(None, "2023-05-31", None, None, None, 公布评价="报市政府同意后调整节点目标")
    page = listed("大连市", 2023, {"项目": [project("一项")], "进展": [said]}, note=note)
    assert note in page.words and "2023年5月31日报市政府同意后调整节点目标" in page.section("办理情况")
    assert note in Page(page.client, f"/{page.place}/").words


def test_09_an_item_parted_anew_in_mid_year_keeps_both_texts(listed: Listed) -> None:
    """城厢 2016: 27 sub-items, later 再次细分为30个子项目."""
    sheets = {"项目": [project("为民办实事", 说明="27个子项目；再次细分为30个子项目")]}
    assert "27个子项目；再次细分为30个子项目" in listed("城厢区", 2016, sheets).section("任务目标")


def test_10_lower_is_better_and_has_no_percent_of_plan(card: Card) -> None:
    """眉山 2019: registered unemployment below 4.3%, 3.57 reached."""
    page = card("meishan/2019/projects/u1")
    assert page.goal("城镇登记失业率低于") == "城镇登记失业率低于(%)不高于4.3%2019年12月31日3.57%"
    told = page.told("城镇登记失业率低于")
    assert "公布进度" not in told and "不一致" not in told and "各区域为比率，不相加" in told and "合计" not in told


def test_10_standards_rates_and_ratios_are_levels(listed: Listed) -> None:
    targets = [
        target("1", "资源化利用率达到92%以上", 92, "%", "≥"),
        target("2", "低保标准提高到每月609元", 609, "元"),
        target("3", "不低于最低标准的1.6倍", 1.6, "倍", "≥"),
        target("4", "每千人口托位数达到4.5个", 4.5, "个", 类型="比率"),
    ]
    values = [value(str(no), "2023-12-31", amount) for no, amount in ((1, 93.1), (2, 615), (3, 1.7), (4, 4.7))]
    page = listed("某市", 2023, {"项目": [project()], "指标": targets, "进展": values})
    assert page.goal("资源化利用率").endswith("92%以上2023年12月31日93.1%")
    assert page.goal("低保标准").endswith("609元2023年12月31日615元")
    assert page.goal("不低于最低标准").endswith("1.6倍以上2023年12月31日1.7倍")
    assert page.goal("每千人口").endswith("4.5个2023年12月31日4.7个")
    assert "公布进度" not in page.words


def test_11_parts_are_set_in_below_their_whole_and_never_added(card: Card, listed: Listed) -> None:
    """青岛 2026: 350000人以上,其中…; 6000 parking places of which 1500, 3500 and 1000."""
    page = card("qingdao/2026/projects/1")
    assert page.html.count('class="goal part"') == 2
    assert page.goal("残疾人就业").startswith("其中：残疾人就业1500人以上")
    assert "“其中”各项已含在上一项内，不另相加。" in page.section("任务目标")
    assert [each["parent"] for each in page.project("1")["targets"]] == [None, "1", "1", None, None]
    parts = (("公共停车位", 1500), ("专用停车位", 3500), ("共享停车位", 1000))
    targets = [target("1", "新增停车位6000个", 6000, "个")]
    targets += [target(str(n), name, aim, "个", 上级指标="1") for n, (name, aim) in enumerate(parts, start=2)]
    page = listed("某市", 2023, {"项目": [project("新增停车位6000个")], "指标": targets})
    assert page.goal("新增停车位6000个").startswith("新增停车位6000个6000个")
    assert "12,000" not in page.words and page.html.count('class="goal part"') == 3


def test_12_two_measures_of_one_item_stand_apart(card: Card) -> None:
    """余杭 2021: 2200处 and 6500平方米以上; 360场次以上 and 2.4万人."""
    page = card("yuhang/2021/projects/6")
    assert "2200处以上" in page.goal("实施无障碍设施改造2200处") and "6500平方米以上" in page.goal("无障碍设施改造6500")
    page = card("yuhang/2021/projects/4")
    assert "360场次以上" in page.goal("组织应急救护培训") and "24,000人以上" in page.goal("受训人数不少于")


def test_12_two_measures_of_one_day_both_stand_on_the_board(card: Card) -> None:
    """上海 2016-6: 155 kilometres of rivers put right, 3048 dredged."""
    board = card("shanghai/2016/").words
    assert "完成155公里河道综合整治,为计划的103.3%155公里公布进度103.3%" in board
    assert "完成3048公里河道轮疏,为计划的152.4%3048公里公布进度152.4%" in board


def test_13_a_status_of_the_month_is_not_one_of_the_year(listed: Listed) -> None:
    """泰顺, April 2024: 24723人 for the year; 已完成 is the month's plan, a document."""
    said = value("1", "2024-04-30", None, None, "已印发实施方案", 公布评价="已完成", 评价范围="4月当月计划")
    page = listed("泰顺县", 2024, one("完成筛查24723人", 24723, "人", said))
    assert "2024年4月30日已完成指4月当月计划已印发实施方案" in page.told("完成筛查24723人")
    assert page.goal("完成筛查").endswith("24,723人2024年4月30日已完成指4月当月计划")
    value_ = page.project()["targets"][0]["values"][0]
    assert (value_["verdict"], value_["verdict_of"], value_["value"]) == ("已完成", "4月当月计划", None)


def test_14_districts_that_add_up_are_said_to(card: Card) -> None:
    """眉山 2019: six districts and, once, the city itself."""
    page = card("meishan/2019/projects/u1")
    told = page.told("城镇新增就业")
    assert "各区域合计52,242人，与公布总数一致；市本级未见公布数据；各区域目标合计27,800人，与年度目标一致。" in told
    assert "市本级60577961.7%" in page.told("下岗失业人员再就业"), "target, figure and percent in a row"
    drawings = re.findall(r'<svg class="span"[^>]*role="img" aria-label="([^"]+)"><title>', page.html)
    regions = facts.rows("progress_regions", facts.PROGRAMMES[6])
    assert len(drawings) == len(regions) == 31 and "东坡区：22,921人" in drawings


def test_14_thirty_two_regions_on_two_days_stand_in_one_table(card: Card) -> None:
    """全国 2023; of July, August and October no regions were published."""
    page = card("quanguo/2023/projects/u1")
    told = page.told("新开工改造城镇老旧小区")
    assert "2023年6月30日各区域合计42,621个，与公布总数一致；2023年9月30日各区域合计51,294个，与公布总数一致。" in told
    assert page.html.count('<svg class="span"') == 32 and "西藏1029%2262.9%" in told
    assert 'aria-label="北京：2023-06-30237个；2023-09-30270个"' in page.html


def test_14_districts_that_do_not_add_up_or_gave_nothing_are_named(listed: Listed) -> None:
    """眉山's 天府新区 stands in the table with blank cells."""
    parts = (("东坡区", 60), ("彭山区", 30), ("天府新区", None))
    sheets = one("新增就业100人", 100, "人", value("1", "2019-12-31", 100))
    sheets["分区进展"] = [
        {"项目编号": "1", "指标序号": "1", "区域": name, "截至日期": "2019-12-31", "累计值": amount}
        for name, amount in parts
    ]
    told = listed("眉山市", 2019, sheets).told("新增就业100人")
    assert "各区域合计90人，公布总数为100人，合计少10人，照原文；天府新区未见公布数据。" in told
    assert "天府新区未见公布数据" in told.split("各区域合计")[0], "its own row says so too"


def test_14_every_district_and_city_is_one_unlisted_party(card: Card, listed: Listed) -> None:
    """青岛 2026-1: 以下任务均需各区、市政府落实,不再一一列出."""
    page = card("qingdao/2026/projects/1")
    assert page.project("1")["supporting_units"] == ["市残联", "市财政局", "各区、市政府"]
    printed = "市残联；各区、市政府，不再一一列出"
    assert listed("某市", 2026, {"项目": [project(牵头单位=printed)]}).project()["supporting_units"] == ["各区、市政府"]


def test_15_fifteen_units_of_one_item_are_all_named(card: Card) -> None:
    """青岛 2026-3, companies among them."""
    page = card("qingdao/2026/projects/3")
    (row,) = [row for row in facts.rows("projects", facts.PROGRAMMES[9]) if row["number"] == "3"]
    units = row["departments"].split(";")
    assert len(units) == 15
    assert f"牵头单位{units[0]}协办单位{'、'.join(units[1:])}" in page.section("责任体系")
    assert "市住房城乡建设局等15个单位" in card("qingdao/2026/").words


def test_15_roles_aliases_and_mixed_separators_are_read_and_kept_as_printed(listed: Listed) -> None:
    printed = "牵头：市委农办(市农业局)；配合单位:区卫生健康局、区财政局,青岛供电公司 承办：各区、市政府"
    said = value(None, "2021-07-31", None, None, "新增成长驿站9家", 报送单位="区卫健局")
    page = listed("某区", 2021, {"项目": [project(牵头单位=printed)], "进展": [said]})
    answering = page.section("责任体系")
    assert "牵头单位市委农办(市农业局)协办单位区卫生健康局、区财政局、青岛供电公司承办单位各区、市政府" in answering
    assert f"单位原文{printed.replace(' ', '')}" in answering and page.project()["units_text"] == printed
    assert "区卫健局：新增成长驿站9家" in page.section("办理情况"), "the short name stays the source's own"


def test_15_progress_is_attributed_to_whom_the_source_names(card: Card) -> None:
    """余杭 2021-10 begins the sentence with the bureau; nothing is put before it twice."""
    told = card("yuhang/2021/projects/10").told("新增示范型儿童之家12家")
    assert "区民政局:已新增示范型儿童之家10家" in told and told.count("区民政局") == 2


def test_16_money_without_a_target_stands_beside_what_was_counted(listed: Listed) -> None:
    text = "完成工程投资7856万元,完成率54.7%,新增受益人口11.05万人,完成率61.9%"
    sheets = one("新增受益人口", None, "人", value("1", "2018-06-30", "11.05万", 61.9, text))
    sheets["进展"].append(value(None, "2018-06-30", "7856万", 54.7, "完成工程投资", 单位="元"))
    page = listed("某市", 2018, sheets)
    assert "78,560,000元公布进度54.7%原文数字“7856万”" in page.told("整个项目")
    assert f"110,500人公布进度61.9%原文数字“11.05万”{text}" in page.told("新增受益人口")


def test_17_what_was_written_stands_beside_what_was_read(listed: Listed) -> None:
    """Ranges, 余, 约, 万, full-width digits; for a range nothing is read."""
    written = [("6-10个", None), ("70余家", "70"), ("2300余家", "2300"), ("约3.64万", "36,400"), ("１２３", "123")]
    targets = [target(str(n), f"第{n}项", None, "家") for n, _ in enumerate(written, start=1)]
    targets[0]["目标值"], targets[0]["比较"] = "6-10个", "="
    values = [value(str(n), "2023-06-30", cell) for n, (cell, _) in enumerate(written, start=1)]
    page = listed("某市", 2023, {"项目": [project()], "指标": targets, "进展": values})
    assert page.goal("第1项") == "第1项6-10个2023年6月30日6-10个"
    for n, (cell, shown) in enumerate(written[1:4], start=2):
        assert f"{shown}家原文数字“{cell}”" in page.told(f"第{n}项")
    assert "123家" in page.told("第5项") and "原文" not in page.told("第5项")
    (read,) = page.project()["targets"][0]["values"]
    assert (read["value"], read["as_written"]) == (None, "6-10个")


def test_17_the_rounded_text_and_the_exact_figure_are_both_there(card: Card) -> None:
    """全国 2023: 4.26万 in the text, 42621 in the table."""
    told = card("quanguo/2023/projects/u1").told("新开工改造城镇老旧小区")
    assert "42,621个公布进度80.4%新开工改造城镇老旧小区4.26万个(合计42621),按小区数计开工率80.4%" in told


def test_17_joined_units_and_heads_beside_visits_are_what_they_are(listed: Listed) -> None:
    targets = [target("1", "筹集保障性住房1000套(间)", 1000, "套(间)"), target("2", "服务2万人次", 20000, "人次")]
    page = listed("某市", 2023, {"项目": [project()], "指标": targets, "进展": [value("1", "2023-06-30", 700)]})
    assert page.goal("筹集保障性住房") == "筹集保障性住房1000套(间)1000套(间)2023年6月30日700套(间)"
    assert "20,000人次" in page.goal("服务2万人次")


@pytest.mark.parametrize(
    ("path", "day"), [("songyang/2022/projects/1", "2022年6月9日"), ("shanghai/2016/projects/6", "2016年12月29日")]
)
def test_17_a_day_that_ends_no_month_is_the_day(card: Card, path: str, day: str) -> None:
    assert day in card(path).section("办理情况")


def test_18_the_text_of_the_progress_may_differ_from_the_list(listed: Listed) -> None:
    """老年助餐服务点 in the list, 老年食堂(助餐点) in the progress."""
    said = value("1", "2022-10-31", 12, 任务原文="建设老年食堂(助餐点)")
    told = listed("某县", 2022, one("建设老年助餐服务点10个", 10, "个", said)).told("建设老年助餐服务点10个")
    assert "12个公布时任务写作“建设老年食堂(助餐点)”。" in told


def test_18_one_target_in_the_lists_of_three_levels_says_so(listed: Listed) -> None:
    """乐清 2022: 126 = 30 + 49 + 47; 苍南's 备注."""
    text = "建成投用126个，省30个、市49个、县47个"
    page = listed("乐清市", 2022, one(text, 126, "个", 备注="市级囊括省级项目；同列省、市、县民生实事"))
    assert page.goal(text).startswith(f"{text}126个市级囊括省级项目；同列省、市、县民生实事")


def test_19_reason_and_next_step_are_the_readers_to_know(card: Card, listed: Listed) -> None:
    reason, step = "项目于9月28才签订合同,滞后了2个月", "后期将加快推进"
    said = value("1", "2022-10-31", None, 57, 存在问题=reason, 下步措施=step)
    told = listed("某县", 2022, one("建成敬老院", None, None, said)).told("建成敬老院")
    assert f"公布进度57%存在问题{reason}下步措施{step}" in told
    assert "剩余预计11月底前完成" in card("linan/2022/projects/3").told("实施农村公路大中修100公里")
    assert "88%(灵溪镇园区六路、金乡镇四好农村路推进缓慢)" in card("cangnan/2022/projects/5").told("打通12条断头路")
    assert "50%(马站未开工" in card("cangnan/2022/projects/7").told("开工建设2家中心敬老院"), "cut as printed"


def test_20_a_copy_keeps_its_slips(listed: Listed) -> None:
    """Characters changed, dropped or put in by reprints are kept beside what was read."""
    text = "截至621日,為民辦實事機構数量达到12家"
    page = listed("某市", 2019, one("机构", 120, "家", value("1", "2019-06-21", 12, None, text)))
    assert f"2019年6月21日12家{text}" in page.told("机构")
    assert page.project()["targets"][0]["values"][0]["text"] == text


def test_21_verdict_and_detail_are_apart(listed: Listed) -> None:
    """连云港: 完成情况:达到序时进度 and then 具体情况:…; 43% of the money at mid-year is still 按序时推进."""
    detail = "完成投资21.4亿元,为年度计划43%"
    values = [
        value(None, "2023-06-30", "21.4亿", 43, detail, 单位="元", 公布评价="按序时推进"),
        value(None, "2023-09-30", None, None, "超序时10个百分点", 公布评价="达到序时进度"),
    ]
    page = listed("连云港市", 2023, {"项目": [project("50件之一")], "进展": values})
    done = page.section("办理情况")
    assert f"2,140,000,000元公布进度43%按序时推进原文数字“21.4亿”{detail}" in done
    assert "2023年9月30日达到序时进度超序时10个百分点" in done
    assert 'class="status' not in page.html and 'class="mark' not in page.html, "their word, none of our colours"


def test_22_who_published_may_have_to_be_said_by_whoever_takes_it_in(listed: Listed) -> None:
    """港城's bulletin, third quarter of 2025, does not print its city; 24 + 9 + 11 are 44 of its 45 items."""
    note = "原文未写城市，“港城”据网址定为连云港；45件中24件、9件、11件，合计44件，照原文"
    page = listed("连云港市", 2025, {"项目": [project()]}, note=note)
    assert note in page.words and note in Page(page.client, f"/{page.place}/").words


def test_23_marks_of_either_width_are_read_and_left_as_printed(listed: Listed) -> None:
    half = "区民政局:已新增(示范型)儿童之家10家,另2家在建;计划12月底前完成"
    full = "区民政局：已新增（示范型）儿童之家１０家，另２家在建；计划１２月底前完成"
    values = [value("1", "2021-07-31", "１0", None, half), value("1", "2021/8/31", "1２", None, full)]
    sheets = one("儿童之家12家", "１２", "家", *values, sign="=")
    sheets["项目"] = [project(牵头单位="区民政局,区卫健局；区教育局;区妇联、团区委，区残联")]
    page = listed("某区", 2021, sheets)
    assert half in page.words and full in page.words
    assert [each["text"] for each in page.project()["targets"][0]["values"]] == [half, full]
    assert page.project()["supporting_units"] == ["区卫健局", "区教育局", "区妇联", "团区委", "区残联"]
    assert page.project()["targets"][0]["quantity"] == 12


def test_no_card_of_a_published_programme_carries_a_judgement_of_ours(card: Card) -> None:
    for of in facts.PROGRAMMES:
        for row in facts.rows("projects", of):
            page = card(f"{of.path}/projects/{row['number']}")
            assert 'class="status' not in page.html and 'class="meter' not in page.html, (of, row["number"])
            printed = "".join(each["text"] for each in facts.rows("progress", of)) + row["title"]
            assert not [word for word in OURS if word in page.words and word not in printed]
