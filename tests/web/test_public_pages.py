"""What the public reads on the first page, a board, a card and the page of components."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from html.parser import HTMLParser
from uuid import UUID

import pytest
from fastapi import Request
from fastapi.responses import HTMLResponse

from projects.notices import Told
from projects.published import Board, Card
from supervision.public_visits import PublicVisit
from tests.web import published_fixture as published
from tests.web.asking import ask
from tracker.clock import FixedClock, SystemClock, using
from web.as_of import AsOf
from web.pages import board, design, home, project
from web.selection import Selection

CLOCK = FixedClock(datetime(2026, 10, 9, 1, 0, tzinfo=UTC))


class Text(HTMLParser):
    """The words of a page, without its marks."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words(made: str) -> str:
    reader = Text()
    reader.feed(made)
    return re.sub(r"\s+", "", "".join(reader.words))


def page(draw: Callable[[Request], HTMLResponse]) -> str:
    """A page as it is sent, under the demonstration's clock."""
    with using(CLOCK):
        return html(draw)


def html(draw: Callable[[Request], HTMLResponse]) -> str:
    answer = ask(draw)
    assert answer.status_code == 200
    return bytes(answer.body).decode()


def board_page(of: Board, selection: Selection | None = None) -> str:
    return page(lambda request: board.page(request, of, selection or Selection()))


def _list(made: str) -> str:
    """The projects that were chosen, which come before the totals of the whole."""
    return made.split('id="list"')[1].split('<section aria-label="总体进展">')[0]


def card_page(of: Card) -> str:
    return page(lambda request: project.page(request, of))


def card_of(found: dict[str, object], on: Board) -> Card:
    return Card(on, found, [], [])


def test_a_board_gives_the_counts_the_rates_and_the_next_publication() -> None:
    said = words(board_page(published.board()))
    assert "3件4项，截至2026年9月30日。下一次公布：10月10日（周六，上班）。" in said
    assert "已完成7项超序时8项按序时10项慢于序时4项严重滞后2项未报送1项" in said
    assert "完成率21.9%7/32项" in said and "开工率96.9%31/32项" in said
    assert "经批准的调整：1项调整了目标值。" in said
    assert "经批准调整1项" in said and "经批准终止，不计入1项" in said


def test_a_board_is_marked_as_simulated_with_its_clock() -> None:
    assert "模拟数据·演示时钟2026年10月9日09:00" in words(board_page(published.board()))


def test_real_data_under_the_real_clock_carries_no_notice() -> None:
    with using(SystemClock()):
        made = html(lambda request: board.page(request, published.board(simulated=False), Selection()))
    assert 'class="notice"' not in made


def test_a_row_says_what_was_reached_what_was_planned_and_how_that_stands() -> None:
    said = words(board_page(published.board()))
    assert "既有住宅加装电梯300部市住房城乡建设局·重点难点严重滞后123/300部41%，计划75%" in said
    assert "26/24所108.3%，9月4日验收" in said
    assert "本月未报送，此前79.2%" in said
    assert "1,027,500/1,250,000人次82.2%" in said
    assert "98.6%，目标98%以上" in said and "1/2个节点" in said


def test_a_project_over_its_target_keeps_a_full_bar() -> None:
    made = board_page(published.board(projects=[published.SCHOOL]))
    assert 'class="actual" y="4" width="100' in made


def test_the_share_bar_tells_its_parts_in_words() -> None:
    made = board_page(published.board())
    assert "共32项：已完成7项，超序时8项，按序时10项，慢于序时4项，严重滞后2项，未报送1项" in made


def test_a_board_names_what_changed_since_the_month_before() -> None:
    said = words(board_page(published.board()))
    assert "较8月：新建、改扩建中小学和幼儿园24所新完成；既有住宅加装电梯300部转为严重滞后；" in said
    assert f"{published.LONG_TITLE}未报送。" in said


def test_many_changes_of_one_kind_are_counted() -> None:
    now = [{**published.SCHOOL, "number": str(n), "status": "finished"} for n in range(1, 4)]
    before = [{**each, "status": "on_pace"} for each in now]
    assert "较8月：3项新完成。" in words(board_page(published.board(projects=now, previous=before)))


def test_an_unchanged_month_says_so_and_the_first_month_says_nothing() -> None:
    same = published.board(previous=published.PROJECTS)
    assert "较8月：各项目状态未变。" in words(board_page(same))
    first = published.board(period="2026-02", previous=[])
    assert "较" not in words(board_page(first)).split("状态按已审核")[0]


def test_every_month_has_its_address_and_one_that_is_not_out_has_none() -> None:
    made = board_page(published.board(), Selection(category="学有优教"))
    strip = made.split('<nav class="year"')[1].split("</nav>")[0]
    links = re.findall(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)', strip)
    assert [words for _, _, words in links] == ["1—2月", *(f"{month}月" for month in range(3, 10))]
    assert [words for _, current, words in links if current] == ["9月"]
    assert all("category=%E5%AD%A6" in address for address, _, _ in links) and "month=2026-02" in links[0][0]
    assert words(strip).endswith("10月（未公布）11月（未公布）12月（未公布）")


def test_a_category_leaves_its_projects_only_and_counts_all_choices() -> None:
    made = board_page(published.board(), Selection(category="学有优教"))
    assert "全部4需要关注3住有宜居1学有优教2老有颐养1" in words(made)
    listed = words(_list(made))
    assert "新建、改扩建中小学" in listed and "加装电梯" not in listed


@pytest.mark.parametrize(
    ("status", "kept"), [("attention", ["2", "5", "6"]), ("adjusted", ["6"]), ("finished", ["4"]), ("nonsense", [])]
)
def test_a_status_leaves_its_projects_only(status: str, kept: list[str]) -> None:
    made = _list(board_page(published.board(), Selection(status=status)))
    assert re.findall(r'href="projects/(\d+)"', made) == kept


def test_filters_keep_the_chosen_month() -> None:
    made = unescape(board_page(published.board(period="2026-08"), Selection(month="2026-08")))
    assert 'href="?month=2026-08&status=far_behind#list"' in made


def test_a_choice_that_leaves_nothing_says_so_and_leads_back() -> None:
    made = board_page(published.board(), Selection(category="没有这一类"))
    assert "没有符合所选条件的项目。" in made and '<a href="./#list">查看全部项目</a>' in made


def test_the_emptiest_board_says_why_and_what_comes() -> None:
    empty = published.board(
        period=None, periods=(), as_of=None, figures=None, items=[], projects=[], previous=[], published_at=None
    )
    said = words(board_page(empty))
    assert "尚未公布进展。下一次公布：10月10日" in said
    assert "这个年度还没有项目。项目清单经发布后列在这里。" in said
    assert "0项" not in said


def test_a_list_without_a_month_shows_promises_and_no_statuses() -> None:
    bare = {**published.LIFTS, "status": None, "light": None, "progress": None, "planned_progress": None}
    bare["targets"] = [{**published.LIFTS["targets"][0], "value": None, "values": [], "progress": None, "light": None}]
    listed = published.board(period=None, periods=(), as_of=None, figures=None, projects=[bare], previous=[])
    said = words(board_page(listed))
    assert "还没有公布过月度进展。" in said and "目标300部" in said
    assert "需要关注" not in said and "严重滞后" not in said.split("状态按已审核")[0]


def test_the_published_bytes_are_named_at_the_foot() -> None:
    said = words(board_page(published.board()))
    assert "2026年9月进展公布于2026年10月9日16:30，存档原文SHA-2565d41402a" in said
    assert "落后计划不到10个百分点为按序时，10至30个百分点为慢于序时" in said


def test_an_imported_board_shows_figures_as_published_and_nothing_of_ours() -> None:
    made = board_page(published.imported_board(note="收录16件中的5件"))
    said = words(made)
    assert "公开资料样例" in said and "3项（收录16件中的5件），截至2021年12月31日。" in said
    assert "来源：区政府网站转载25/15家2021年12月31日" in said
    assert "367/260户公布进度141.2%" in said
    assert "开工建设安置房60万平方米未见公布数据" in said
    assert "牵头单位未见公布数据" in said
    for ours in ("未报送", "按序时", "严重滞后", "慢于序时", "计划7", "完成率", "需要关注", "通报", "default-2026"):
        assert ours not in said
    assert 'class="meter' not in made and 'class="status' not in made and 'class="share' not in made


def test_an_imported_board_takes_its_day_from_what_was_printed() -> None:
    assert "截至2021年12月31日" in words(board_page(published.imported_board(as_of=None)))
    none = published.imported_board(as_of=None, projects=[published.HOUSING])
    assert "截至日期未见公布数据" in words(board_page(none))


def test_words_published_without_a_figure_are_shown_as_words() -> None:
    told = published.value("2022-03-31", None, text="正在开展节能保暖改造摸底调查", source=published.SOURCE)
    warm = published.project(
        "2", "节能保暖", [published.target("1", "改造230万平方米", 2300000, "平方米", values=[told])]
    )
    made = board_page(published.imported_board(projects=[warm]))
    assert "正在开展节能保暖改造摸底调查" in made and "有进展文字，无数据" in made
    assert f'<a href="{published.SOURCE}" rel="noreferrer">来源</a>' in made


def test_a_card_has_the_four_disclosures_in_order() -> None:
    made = card_page(published.lift_card())
    assert re.findall(r"<h2[^>]*>([^<]+)", made) == ["任务目标", "责任体系", "计划进度", "办理情况"]


def test_a_card_says_who_answers_and_whom_to_call() -> None:
    said = words(card_page(published.lift_card()))
    assert "牵头单位市住房城乡建设局协办单位市财政局、市市场监管局承办单位东湖区政府、西山区政府、南城区政府" in said
    assert "分管领导分管城建工作的副市长责任人市住房城乡建设局局长监督电话0000-12340102" in said


def test_a_card_shows_the_arithmetic_of_its_light() -> None:
    said = words(card_page(published.lift_card()))
    assert "落后34.0个百分点，超过30个百分点→红（评价规则：2026年默认规则）" in said
    assert "2026年3月1日开工，2026年12月20日前完成。" in said


def test_a_card_lists_every_published_month_with_problems_and_measures() -> None:
    said = words(card_page(published.lift_card()))
    september, february = said.index("2026年9月累计123部"), said.index("2026年1—2月本月未报送。")
    assert september < february
    assert "存在问题施工合同5月底才签订" in said and "下步措施增加两支安装队伍" in said


def test_an_approved_change_stands_old_to_new_with_its_paper() -> None:
    said = words(card_page(card_of(published.CARE_POINTS, published.board())))
    assert "原目标40处→现目标32处" in said
    assert "市政府主要负责同志批准，示政批〔2026〕17号，2026年6月18日；自2026年7月1日起执行。" in said


def test_a_changed_plan_is_shown_month_by_month() -> None:
    change = {**published.CARE_POINTS["adjustments"][0], "what": "月度计划", "old": {"6": 18}, "new": {"6": 12}}
    made = card_page(card_of({**published.CARE_POINTS, "adjustments": [change]}, published.board()))
    rows = re.findall(r'<th scope="row">(原计划|现计划)</th>(.*?)</tr>', made)
    assert [(name, re.findall(r'class="n">([^<]+)', cells)[5]) for name, cells in rows] == [
        ("原计划", "18"),
        ("现计划", "12"),
    ]


def test_a_due_milestone_that_is_not_done_is_named() -> None:
    said = words(card_page(card_of(published.CARE_POINTS, published.board())))
    assert "完成公开征求意见2026年5月31日前，权重40%5月28日完成" in said
    assert "印发补贴办法2026年9月30日前，权重60%到期未完成" in said


def test_what_was_published_elsewhere_leads_to_its_past_too() -> None:
    imported = published.imported_board()
    assert '<a href="compare">看过去的日期</a>' in board_page(imported)
    first = imported.projects[0]
    assert f'href="{first["number"]}/history"' in card_page(card_of(first, imported))


def test_a_cards_sites_are_listed() -> None:
    said = words(card_page(card_of(published.CARE_POINTS, published.board())))
    assert "点位（2处）" in said and "柳荫社区养老服务点柳荫街6号西山区政府在建" in said


def test_an_imported_card_gives_each_day_newest_first_with_its_source() -> None:
    made = card_page(card_of(published.ELDERLY, published.imported_board()))
    said = words(made)
    assert said.index("2021年12月31日25家新增示范型") < said.index("2021年7月31日8家已完成8家")
    assert f'<a href="{published.SOURCE}" rel="noreferrer">来源</a>' in made
    assert "月度计划未见公布数据" in said and "年度目标260户2021年12月31日367户" in said
    assert "未报送" not in said and "<polyline" not in made and "分管领导" not in said


def test_an_imported_card_without_any_figure_says_so() -> None:
    said = words(card_page(card_of(published.HOUSING, published.imported_board())))
    assert "办理情况未见公布数据" in said and "牵头单位未见公布数据" in said


def test_a_hostile_source_is_text_and_never_a_link() -> None:
    told = published.value("2021-07-31", 1, "家", source="javascript:alert(1)", text="<b>x</b>")
    bad = published.project("9", "<i>题</i>", [published.target("1", "一家", 1, "家", values=[told])])
    made = card_page(card_of(bad, published.imported_board()))
    assert 'href="javascript' not in made and "<b>x</b>" not in made and "<i>题" not in made


def test_the_first_page_lists_governments_with_their_marks() -> None:
    made = page(lambda request: home.page(request, published.governments()))
    said = words(made)
    assert said.index("示范市模拟数据") < said.index("青岛市公开资料样例")
    assert "2026年市办实事33项截至2026年9月30日" in said and "收录16件中的5件" in said
    assert 'href="/qingdao/2022/"' in made


def test_the_first_page_without_governments_says_what_will_come() -> None:
    assert "这里还没有政府公布项目。" in words(page(lambda request: home.page(request, [])))


def test_the_page_of_components_shows_every_kind() -> None:
    made = page(design.show)
    said = words(made)
    for heading in ("状态", "总体数字", "数字与进度条", "计划与实际", "表单", "消息", "清单", "办公表格", "现场核查"):
        assert heading in said
    assert made.count("<table") == 3 and 'class="error-summary"' in made and "累计数180部低于上期的190部" in said


@pytest.mark.parametrize("draw", [lambda r: board.page(r, published.board(), Selection()), design.show])
def test_a_page_names_each_id_once_and_has_one_title(draw: Callable[[Request], HTMLResponse]) -> None:
    made = page(draw)
    ids = re.findall(r' id="([^"]+)"', made)
    assert sorted(ids) == sorted(set(ids))
    assert made.count("<h1") == 1 and '<html lang="zh-CN">' in made


def test_a_project_that_was_stopped_stays_listed_with_the_reason() -> None:
    halt = {"state": "terminated", "since": "2026-07-01", "words": "自2026年7月1日起经批准终止实施"}
    why = {**published.CARE_POINTS["adjustments"][0], "field": "termination", "reason": "选址划入轨道交通控制范围。"}
    stopped = {**published.CARE_POINTS, "halt": halt, "adjustments": [why], "status": None}
    said = words(board_page(published.board(projects=[stopped])))
    assert "自2026年7月1日起经批准终止实施：选址划入轨道交通控制范围。" in said and "经批准终止" in said


def test_an_earlier_months_board_knows_no_visit_and_no_adjustment_of_later() -> None:
    """June's board, published on 10 July: a visit cleared that evening is there, the next month's is not."""
    june = published.board(period="2026-06", published_at=datetime(2026, 7, 10, 6, 30, tzinfo=UTC))

    def shown(cleared: datetime) -> str:
        visit = PublicVisit(UUID(int=1), date(2026, 7, 8), "随机抽查", ("记者",), "抽查5处", "", (), cleared)
        told = Told("1", "adjustment", MOVED, "", cleared, 9)
        chosen = Selection(month="2026-06")
        draw = lambda request: board._closed(  # noqa: E731
            request, june, chosen, AsOf(date(2026, 7, 10)), [told], {"2": [visit]}, {}, ()
        )
        return words(page(draw))

    known, unknown = shown(datetime(2026, 7, 10, 15, 59, tzinfo=UTC)), shown(datetime(2026, 7, 10, 16, tzinfo=UTC))
    assert "7月8日现场核查：抽查5处" in known and "现场核查过1" in known and "调整和更正（1项）" in known
    assert "经批准调整结转下年，自2027年1月1日起（7月10日公布）" in known, "a year that is not the programme's is said"
    assert "现场核查" not in unknown and "结转" not in unknown and "（1项）" not in unknown


MOVED = {"number": "2", "kind": "adjustment", "what": "结转下年", "effective_on": "2027-01-01"}


def test_a_finished_indicator_says_so_and_the_day_that_counts() -> None:
    nodes = [
        {"due": f"2026-0{no}-28", "text": f"第{no}步", "done_on": f"2026-0{no}-2{no}", "value": None, "weight": weight}
        for no, weight in ((6, 40), (8, None))
    ]
    first = published.target("1", "建成交付", None, None, kind="milestones", light="green", milestones=nodes)
    second = published.target("2", "新增学位", None, "个", kind="count")
    said = {"status": "finished", "light": "green", "due_on": "2026-08-31", "accepted_on": "2026-09-04"}
    made = published.project("1", "建成学校", [first, second], **said, arithmetic="计划100.0%，目标任务已完成 → 绿")
    shown = words(card_page(card_of(made, published.board())))
    assert "2026年8月28日完成（应于2026年8月31日前），2026年9月4日通过验收" in shown
    assert "第6步2026年6月28日前，权重40%6月26日完成第8步2026年8月28日前8月28日完成" in shown
    assert "建成交付已完成2/2个节点" in shown and "按序时" not in shown
    assert "→绿；2026年9月4日通过验收，下月起亮蓝灯" in shown
    open_ = {**first, "milestones": [{**nodes[0], "done_on": None}, nodes[1]]}
    left = published.project("1", "建成学校", [open_, second], **{**said, "status": "on_pace"}, arithmetic="→ 绿")
    assert "建成交付按序时1/2个节点" in words(card_page(card_of(left, published.board())))
