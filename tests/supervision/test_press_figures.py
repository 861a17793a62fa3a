"""The figures that can be referred to: each name once, each value as it was published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from supervision import press_figures
from supervision.angle import Angle
from tests.supervision import contents


def named(angle: Angle) -> dict[str, str]:
    found = press_figures.catalogue(contents.august(), contents.occasion(), angle)
    assert len({each.name for each in found}) == len(found)
    return {each.name: each.value for each in found}


def test_the_whole_list_and_each_project() -> None:
    found = named(Angle())
    assert found["完成率"] == "20%"
    assert found["项目总数"] == "5项"
    assert found["新完成项目数"] == "1项"
    assert (found["项目1累计"], found["项目1计划累计"], found["项目1目标"]) == ("97部", "190部", "300部")
    assert (found["项目1指标偏差"], found["项目4偏差"]) == ("31个百分点", "13.2个百分点")
    assert (found["项目2指标1累计"], found["项目2指标2节点2时限"]) == ("120个", "8月20日")
    assert found["项目1存在问题"] == "施工合同5月底才签订，比计划晚两个月"


def test_a_day_of_another_year_than_the_lists_is_told_with_it() -> None:
    """1月9日 in the papers of a list's last year read as the January before."""
    for on, told in ((date(2026, 9, 10), "9月10日"), (date(2027, 1, 9), "2027年1月9日")):
        later = replace(contents.occasion(), published_on=on)
        found = press_figures.catalogue(contents.august(), later, Angle())
        assert next(each.value for each in found if each.name == "公布日期") == told


def test_a_units_counts_are_of_its_own_projects() -> None:
    found = named(Angle("unit", "市住房城乡建设局"))
    assert found["市住房城乡建设局项目数"] == "2项"
    assert found["市住房城乡建设局严重滞后项目数"] == "1项"
    assert found["项目总数"] == "5项"
    assert "项目4累计" not in found
