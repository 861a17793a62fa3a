"""What a board's address keeps, finds and sorts."""

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.web import published_fixture as published
from tests.web.test_public_pages import board_page, page, words
from web import by_month, selection
from web.by_month import Month
from web.pages import board
from web.selection import Selection


def numbers(chosen: Selection, projects: list[dict[str, Any]] | None = None) -> list[str]:
    return [each["number"] for each in chosen.ordered(projects or published.PROJECTS)]


@pytest.mark.parametrize(
    ("q", "kept"),
    [
        ("电梯", ["2"]),
        ("  电梯　住房城乡 ", ["2"]),
        ("３００部", ["2"]),
        ("柳荫街", ["6"]),
        ("学校", ["5"]),
        ("_", []),
        ("中小学", ["4", "5"]),
    ],
)
def test_words_are_found_in_titles_units_targets_and_sites(q: str, kept: list[str]) -> None:
    assert numbers(Selection(q=q)) == kept


def test_what_a_row_says_of_its_visit_is_found_and_not_quoted_again() -> None:
    made = published.project("1", "建设健身场地", [])
    made["visit"] = SimpleNamespace(words="抽查4处，核实4处")
    assert numbers(Selection(q="现场核查"), [made, published.project("2", "题", [])]) == ["1"]
    assert selection.matched(made, "现场核查") is None


@pytest.mark.parametrize(
    ("q", "part", "count"),
    [
        ("老旧小区加装电梯", "加装电梯", 1),
        ("老旧电梯", "电梯", 1),
        ("电梯井 老旧", "电梯", 1),
        ("ＱＱＱＱ", None, 0),
        ("井", None, 0),
    ],
)
def test_where_the_whole_is_not_found_its_longest_part_is_offered(q: str, part: str | None, count: int) -> None:
    offered = selection.shorter(published.PROJECTS, Selection(q=q, month="2026-08"))
    assert (offered.label if offered else None, offered.count if offered else 0) == (part, count)
    if offered:
        query = dict(parse_qsl(offered.href.removeprefix("?")))
        assert query == {"q": part, "month": "2026-08"}
        assert len(Selection(q=part).kept(published.PROJECTS)) == count


def test_choices_narrow_each_other() -> None:
    assert numbers(Selection(unit="市住房城乡建设局")) == ["2"]
    assert numbers(Selection(unit="市住房城乡建设局", category="学有优教")) == []
    assert "2" in numbers(Selection(district="东湖区", status="far_behind"))


def test_a_district_is_one_with_figures_or_whose_government_carries_it_out() -> None:
    made = published.project(
        "1", "题", [], implementing_units=["东湖区政府", "高新区管委会", "市燃气公司", "青山县人民政府"]
    )
    made["regions"] = [{"region": "西山区", "target_no": "1"}]
    assert selection.districts(made) == ["西山区", "东湖区", "高新区", "青山县"]


def test_the_order_is_by_what_lags_most_or_by_progress_and_what_is_unknown_comes_last() -> None:
    made = [
        published.project(str(no), "题", [], deviation_pp=behind, progress=progress)
        for no, behind, progress in ((1, 5, 60), (2, -34.5, 20), (3, None, None), (4, -1, 90))
    ]
    assert numbers(Selection(sort="late"), made) == ["2", "4", "1", "3"]
    assert numbers(Selection(sort="progress"), made) == ["4", "1", "2", "3"]
    assert numbers(Selection(), made) == ["1", "2", "3", "4"]


def test_an_address_says_all_that_was_chosen_and_nothing_else() -> None:
    query = {"month": "2026-08", "q": " 电梯 ", "sort": "nonsense", "unit": "", "page": "3"}
    chosen = selection.asked(query)
    assert chosen == Selection(month="2026-08", q="电梯")
    assert selection.asked({"q": "长" * 500}).q == "长" * 60
    assert chosen.address() == "?month=2026-08&q=%E7%94%B5%E6%A2%AF" and Selection().address() == "./"


def test_what_was_looked_for_is_said_with_how_many_and_the_way_back() -> None:
    made = board_page(published.board(), Selection(month="2026-09", q="电梯", sort="late"))
    assert "含“电梯”，落后最多的在前，1项：严重滞后1项。查看全部项目" in words(made)
    assert 'value="电梯"' in made and 'href="?month=2026-09#list"' in made
    assert "没有符合所选条件的项目。" in words(board_page(published.board(), Selection(q="火箭")))


def test_what_was_found_out_of_sight_is_shown_in_its_phrase() -> None:
    told = "上半年完成。抽检了１２所学校的食堂和ABC超市；其余在９月。"
    made = published.project("1", "食用农产品检测", [], lead_unit="市场监管局")
    made["report"] = {"state": "accepted", "text": told, "problems": None, "measures": None}
    found = selection.matched(made, "学校")
    assert found and (found.where, found.before, found.word) == ("本月进展", "抽检了１２所", "学校")
    assert found.after == "的食堂和ABC超市"
    wide = selection.matched(made, "检测 12所 abc")
    assert wide and wide.word == "１２所", "the first word that the row does not show, as it was written"
    assert selection.matched(made, "农产品 监管局") is None, "what the row shows needs no hint"
    shown = board_page(published.board(projects=[made, *published.PROJECTS]), Selection(q="学校"))
    assert shown.count("<mark>") == 1 and "本月进展：抽检了１２所学校的食堂" in words(shown)


def test_a_month_keeps_what_was_chosen_and_leads_to_the_list() -> None:
    made = board_page(published.board(), Selection(status="visited"))
    assert "现场核查过0" in words(made) and "没有符合所选条件的项目。" in words(made)
    assert 'href="?month=2026-06&amp;status=visited#list"' in made
    assert all("#list" in link for link in re.findall(r'href="([^"]*status=[^"]*)"', made))


def test_a_search_of_marks_is_text() -> None:
    made = board_page(published.board(), Selection(q='"><script>alert(1)</script>'))
    assert "<script>alert" not in made


def test_a_long_list_is_turned_over_by_the_fifty_and_keeps_its_groups_and_what_was_chosen() -> None:
    items = [{"number": no, "title": f"第{no}件"} for no in "一二"]
    made = [
        published.project(str(no), f"项目{no}", [], item=items[no > 40], lead_unit="甲局" if no % 2 else "乙局")
        for no in range(1, 131)
    ]
    whole = published.board(items=items, projects=made)

    def leaf(asked: str | None, **chosen: str) -> board.Leaf:
        return board.leaf(whole, Selection(**chosen), asked)

    def told(found: board.Leaf) -> list[tuple[str, str, str]]:
        return [
            (str(each.item and each.item["number"]), each.projects[0]["number"], each.projects[-1]["number"])
            for each in found.groups
        ]

    assert told(leaf(None)) == [("一", "1", "40"), ("二", "41", "50")] and leaf(None).of == 3
    assert told(leaf("2")) == [("二", "51", "100")] and told(leaf("3")) == [("二", "101", "130")]
    assert [leaf(asked).number for asked in ("", "0", "-1", "x", "２", "99", "9" * 400)] == [1, 1, 1, 1, 1, 3, 1]
    assert told(leaf("2", unit="甲局")) == [("二", "101", "129")] and leaf(None, unit="甲局").kept == 65
    assert leaf(None, unit="甲局").address == "?unit=%E7%94%B2%E5%B1%80&page=" and leaf(None).address == "?page="
    assert leaf(None, q="没有的").groups == [] and leaf("2", q="没有的").number == 1
    shown = page(lambda request: board.page(request, whole, Selection()))
    assert shown.count('class="project"') == 50 and 'href="?page=2#list" rel="next"' in shown
    assert "第1页，共3页" in words(shown) and 'rel="prev"' not in shown


def test_a_chosen_project_tells_who_answers_and_what_was_published_each_month() -> None:
    months = {"2": [Month("5月", "40部", "慢于序时"), Month("6月", "62部", "")]}
    of = published.board()
    made = page(lambda request: board.page(request, of, Selection(q="电梯"), by_month=lambda board: months))
    row = words(made.split('class="project"')[1])
    assert "责任人：" in row and "各月公布：5月40部（慢于序时），6月62部" in row
    assert made.index("各月公布") < made.index('aria-label="总体进展"')
    whole = board_page(of)
    assert "各月公布" not in whole and whole.index('aria-label="总体进展"') < whole.index('class="project"')


@pytest.mark.parametrize(
    ("kinds", "values", "status", "told"),
    [
        (("quantity",), {1: 62.0}, "behind", Month("6月", "62部", "慢于序时")),
        (("quantity",), {}, "not_reported", Month("6月", "", "未报送")),
        (("quantity", "milestones"), {1: 62.0}, "finished", Month("6月", "20.7%", "已完成")),
        (("milestones",), {}, "not_reported", Month("6月", "20.7%", "未报送")),
    ],
)
def test_one_quantity_is_told_by_itself_and_anything_else_by_its_progress(
    kinds: tuple[str, ...], values: dict[int, float], status: str, told: Month
) -> None:
    project = {"targets": [{"kind": kind, "no": no, "unit": "部"} for no, kind in enumerate(kinds, 1)]}
    row = {"label": "6月", "progress": 20.7, "status": status, "state": "accepted", "values": values}
    assert by_month.month(project, row) == told


def test_what_only_a_report_mentions_comes_after_what_was_promised() -> None:
    report = {"text": "供水管道同步更换。", "problems": None, "measures": None}
    housing = published.project("1", "建设保障性租赁住房", [])
    housing["report"] = report
    pipes = published.project("2", "更新农村供水管网", [])
    of = replace(published.board(), projects=[housing, pipes], items=[])
    first, second = board.groups(of, Selection(q="供水"))
    assert [each["number"] for each in first.projects] == ["2"] and not first.mentions
    assert [each["number"] for each in second.projects] == ["1"] and second.mentions
