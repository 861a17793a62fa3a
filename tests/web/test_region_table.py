"""A target's districts on the page: the table's cells, the drawings' lengths, the sentence below."""

import re
from typing import Any

from tests.web import published_fixture as published
from tests.web.test_public_pages import card_of, card_page, words
from web import region_table


def region(name: str, quantity: float | None, *values: tuple[str | None, float | None, float | None]) -> dict[str, Any]:
    told = [
        {"as_of": day, "value": amount, "unit": "人", "published_percent": percent, "source": None}
        for day, amount, percent in values
    ]
    return {"target_no": "1", "region": name, "quantity": quantity, "values": told}


def project(*regions: dict[str, Any], **more: Any) -> dict[str, Any]:
    target = published.target("1", "新增就业", 300, "人", values=[published.value("2021-06-30", 110, "人")], **more)
    return published.project("1", "新增就业", [target], regions=list(regions))


TWO = (
    region("甲区", 200, ("2021-06-30", 60, 30), ("2021-09-30", 240, 120)),
    region("乙区", 100, ("2021-06-30", 50, 50)),
)


def test_lengths_are_of_the_longest_figure_or_target() -> None:
    (table,) = region_table.tables(project(*TWO))
    first, second = table.rows
    assert [bar.length for bar in first.bars] == [25.0, 100.0] and first.tick == 83.33
    assert [bar.length for bar in second.bars] == [20.83] and second.tick == 41.67
    assert [bar.newest for bar in first.bars] == [False, True]
    assert second.description == "乙区：2021-06-3050人"


def test_a_district_without_a_figure_says_so_in_its_row_and_below() -> None:
    (table,) = region_table.tables(project(*TWO))
    assert table.rows[1].values[1] is None
    assert "2021年6月30日各区域合计110人，与公布总数一致" in table.notes
    assert "2021年9月30日各区域合计240人，当日总数未见公布数据" in table.notes
    assert "2021年9月30日乙区未见公布数据" in table.notes


def test_percents_alone_are_drawn_as_percents() -> None:
    only = (region("甲区", None, ("2021-06-30", None, 80)), region("乙区", None, ("2021-06-30", None, 40)))
    (table,) = region_table.tables(project(*only))
    assert (table.figures, table.percents, table.aims) == (False, True, False)
    assert [row.bars[0].length for row in table.rows] == [100.0, 50.0]
    said = words(card_page(card_of(project(*only), published.imported_board())))
    assert "区域公布进度图示甲区80%" in said and "合计" not in said


def test_districts_whose_figures_are_all_nought_are_drawn_without_length() -> None:
    (table,) = region_table.tables(project(region("甲区", None, ("2021-06-30", 0, None))))
    assert [bar.length for bar in table.rows[0].bars] == [0.0]


def test_an_own_programmes_card_has_the_same_table() -> None:
    made = card_page(card_of(project(*TWO), published.board()))
    assert "分区进展" in made and made.count('<svg class="span"') == 2
    said = words(made)
    assert "甲区2006030%240120%" in said and "各区域目标合计300人，与年度目标一致" in said


def test_an_undated_figure_has_a_column_of_its_own() -> None:
    (table,) = region_table.tables(project(region("甲区", None, ("2021-06-30", 5, None), (None, 6, None))))
    assert table.days == ("2021-06-30", None)
    assert any(note.startswith("日期未见公布的，各区域合计6人") for note in table.notes)


def test_a_hostile_name_is_text() -> None:
    made = card_page(card_of(project(region('<b>"x', 1, ("2021-06-30", 1, 1))), published.imported_board()))
    assert "<b>" not in re.sub(r"<b>[\d,.%]+</b>", "", made.split('id="done"')[1])


def test_of_a_programme_run_here_the_last_days_stand_side_by_side() -> None:
    three = project(region("甲区", 200, *((f"2021-0{month}-28", 20 * month, None) for month in (5, 6, 8))))
    everything, latest = region_table.tables(three)[0], region_table.tables(three, 2)[0]
    assert everything.days == ("2021-05-28", "2021-06-28", "2021-08-28")
    assert latest.days == ("2021-06-28", "2021-08-28")
    assert [everything.heads[0], latest.heads] == ["2021年5月28日", ("6月28日", "8月28日")]
    assert [bar.length for bar in latest.rows[0].bars] == [60.0, 80.0]
