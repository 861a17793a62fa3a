"""What a status means, what the words mean, and who promised what: for everybody."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from projects import light
from tests import deeds
from tests.web import published_fixture as published
from tests.web.forms import send, words
from tests.web.test_public_pages import board_page
from tests.web.year import BOARD, Year, at, year
from web.pages import answering, method

__all__ = ["year"]


def test_the_rules_tell_the_thresholds_their_source_and_version(year: Year) -> None:
    said = words(year.nobody.get(f"{BOARD}method"))
    assert "2026年默认规则（版本default-2026）" in said and "界限出处：银川2025" in said
    assert "慢于序时落后10至30个百分点" in said and "连续3个月逾期" in said and "不到90%" in said
    assert "定有权重的按权重" in said and "已完成节点的权重之和" in said
    assert "次月5日17:00前报送，次月10日公布" in said and "1—2月合并报送" in said
    assert "55套总体计划60.0%，实际55.0%，比序时慢5.0个百分点，仍按序时。按序时" in said
    assert "50套总体计划60.0%，实际50.0%，落后10.0个百分点，慢于序时。慢于序时" in said


def test_the_examples_follow_the_programmes_own_thresholds() -> None:
    told = method.examples(replace(light.DEFAULT, yellow_at=Decimal(4), red_over=Decimal(20)), 2026)
    assert [(each["value"], each["status"]) for each in told] == [
        (66, "ahead"),
        (60, "on_pace"),
        (58, "on_pace"),
        (56, "behind"),
        (39, "far_behind"),
    ]


def test_every_light_of_board_and_card_leads_to_its_rule(year: Year) -> None:
    anchors = set(re.findall(r'<dt id="([^"]+)"', year.nobody.get(f"{BOARD}method").text))
    for page, prefix in ((BOARD, "method"), (f"{BOARD}projects/1", "../method")):
        made = re.sub(r'<dl class="recomputed">.*?</dl>', "", year.nobody.get(page).text, flags=re.S)
        links = re.findall(r'<a class="status ([a-z_]+)" href="([^"]+)"', made)
        assert links and all(href == f"{prefix}#{code}" for code, href in links)
        assert {code for code, _ in links} <= anchors and '<span class="status' not in made.split("<main")[1]


def test_nothing_is_said_to_be_judged_where_nothing_is() -> None:
    assert 'href="method' not in board_page(published.imported_board())


def test_the_words_are_explained(year: Year) -> None:
    said = words(year.nobody.get(f"{BOARD}glossary"))
    assert "百分点两个百分比相减的差。" in said and "牵头单位对这一项负总责的单位" in said


def test_units_stand_by_their_names_with_what_they_lead_and_where_it_stands(year: Year) -> None:
    shown = year.nobody.get(f"{BOARD}units/")
    said = words(shown)
    assert "3个单位牵头，截至2026年8月31日，按名称排列，不排名。" in said
    assert [said.index(unit) for unit in ("市教育局牵头1项", "市民政局牵头1项", "市住房城乡建设局牵头1项")] == sorted(
        said.index(unit) for unit in ("市教育局牵头1项", "市民政局牵头1项", "市住房城乡建设局牵头1项")
    )
    assert "严重滞后11既有住宅加装电梯300部32%，计划66.7%严重滞后" in said
    assert 'href="../?unit=%E5%B8%82%E6%95%99%E8%82%B2%E5%B1%80#list"' in shown.text
    then = year.nobody.get(at(f"{BOARD}units/", "2026-06-30"))
    assert "截至2026年5月31日" in words(then) and 'href="../projects/1?as_of=2026-06-30"' in then.text


def test_a_unit_counts_its_projects_by_status_and_its_part_in_others() -> None:
    board = published.board()
    lifts = next(each for each in answering.units(board) if each.name == "市住房城乡建设局")
    assert [each["number"] for each in lifts.leads] == ["2"] and lifts.counts == {"far_behind": 1}
    assert all(each not in lifts.supports for each in lifts.leads)


def test_units_are_ranked_from_the_day_on_which_that_was_turned_on_and_no_page_of_before(year: Year) -> None:
    office = deeds.client(year.house, deeds.account(year.house, "office", "testcity", None, "ranking-office"))
    matrix, page = f"{BOARD}matrix", f"{BOARD}units/"
    assert send(office, matrix, f"{matrix}/ranking", on="1", reason="经市政府常务会议同意").status_code == 303
    said = words(year.nobody.get(page))
    assert "按达到计划的比例排名，2026年10月20日起" in said and "不排名" not in said and "常务会议" not in said
    assert re.findall(r"(市[^市]{2,8}局)牵头1项第(\d)名1项中(\d)项达到计划", said) == [
        ("市教育局", "1", "1"), ("市民政局", "1", "1"), ("市住房城乡建设局", "3", "0"),
    ]  # fmt: skip
    then = words(year.nobody.get(at(page, "2026-10-19")))
    assert "按名称排列，不排名" in then and "第1名" not in then
    assert send(office, matrix, f"{matrix}/ranking", on="", reason="本季不排").status_code == 303
    assert "按名称排列，不排名" in words(year.nobody.get(page))


@pytest.mark.parametrize("page", ["method", "glossary", "units/"])
def test_a_year_that_is_not_public_has_no_such_page(year: Year, page: str) -> None:
    assert year.nobody.get(f"/testcity/2020/{page}").status_code == 404
