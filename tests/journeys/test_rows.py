"""Districts' own figures: each district files its part, the lead unit sees who has not and takes the sum over."""

import re
from typing import Any

from tests import deeds
from tests.journeys.browsing import Browser, Page
from tests.journeys.conftest import Site
from tests.journeys.month import shown

ROWS, FILING = "/demo/2026/filing/2026-09/rows", "/demo/2026/filing/2026-09"
EAST, WEST = "东湖区政府", "西山区政府"


def district(site: Site, unit: str) -> Browser:
    return site.signed_in(deeds.account(site.house, "filer", "demo", unit, f"filer-{unit}"))


def words(page: Page) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", page.text))


def section(page: Page, number: str) -> str:
    found = re.search(rf'<section[^>]*id="project-{number}".*?</section>', page.text, re.S)
    assert found, number
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", found[0]))


def file(browser: Browser, typed: dict[str, str]) -> Page:
    page = shown(browser.get(ROWS))
    done = browser.send(page, page.form("", next(iter(typed))).with_(typed), "报给牵头单位")
    if done.status != 422 or "再报一次即可" not in done.text:
        return done
    return browser.send(done, done.form("", next(iter(typed))), "报给牵头单位")  # asked once of what is left empty


def content(site: Site, number: str) -> dict[str, Any]:
    (row,) = site.rows(
        """SELECT r.content FROM projects_reports r JOIN projects_register_project p ON p.id = r.project
           WHERE p.number = %s AND r.period = '2026-09' AND p.jurisdiction = 'demo'""",
        number,
    )
    found: dict[str, Any] = row["content"]
    return found


def test_the_lead_unit_sees_who_has_sent_who_has_not_and_takes_the_sum(site: Site) -> None:
    east, west, lead = district(site, EAST), district(site, WEST), site.signed_in("demo-filer")
    shown(file(east, {"15.values.1": "40", "15.text": "东湖区40个，两个在收尾。"}), "已报送1个分项数字")
    shown(file(west, {"15.values.1": "48", "15.values.2": "14000"}), "已报送2个分项数字")
    page = shown(lead.get(FILING))
    seen = section(page, "15")
    assert "分项数字：5个单位，已报2个，未报3个" in seen
    assert "还没有报：南城区政府、北港区政府、高新区管委会。" in seen
    assert "东湖区40个，两个在收尾。" in seen and "10月9日09:" in seen
    assert "88本页填93，多5" in seen, "the sum beside the lead unit's own figure, the difference said"
    done = lead.send(page, page.form("", "15.text"), "采用合计")
    assert "本页所填一致" in section(shown(done), "15")
    assert content(site, "15")["values"]["1"] == "88"
    assert content(site, "15")["text"].startswith("9月新完工12个小区"), "what else was written stays"


def test_the_office_sees_who_has_not_sent(site: Site) -> None:
    shown(file(district(site, EAST), {"17.values.1": "610"}))
    office = site.signed_in("demo-office")
    told = words(shown(office.get("/demo/2026/month/2026-09")))
    assert "分项已报1个单位，未报：南城区政府、北港区政府、高新区管委会；“完成投资5.6亿元”都没有报" in told
    report = words(shown(office.get("/demo/2026/month/2026-09/17")))
    assert "已报1个" in report and "还没有报：南城区政府" in report


def test_what_was_filed_is_in_the_form_again_and_only_what_is_new_is_filed(site: Site) -> None:
    east = district(site, EAST)
    file(east, {"15.values.1": "40"})
    page = shown(east.get(ROWS))
    assert page.form("", "15.text").value("15.values.1") == "40"
    assert "已报1项，未报2项" in section(page, "15")
    before = site.events()
    again = east.send(page, page.form("", "15.text"), "报给牵头单位")
    assert again.status == 422 and "没有改动" in again.text
    assert site.events() == before
    changed = file(east, {"15.values.1": "41"})
    assert "已报送1个分项数字" in changed.text
    assert site.events() == before + 1


def test_what_cannot_be_read_is_told_and_still_in_the_form(site: Site) -> None:
    before, east = site.events(), district(site, EAST)
    wrong = file(east, {"15.values.2": "一万", "15.values.1": "40"})
    assert wrong.status == 422 and "不是数字" in wrong.text
    form = wrong.form("", "15.text")
    assert (form.value("15.values.1"), form.value("15.values.2")) == ("40", "一万")
    below = file(east, {"15.values.1": "-3"})
    assert below.status == 422 and "项目15指标1的“-3”是负数" in below.text
    assert site.events() == before


def test_after_the_lead_unit_has_submitted_nothing_more_is_taken(site: Site) -> None:
    east, lead = district(site, EAST), site.signed_in("demo-filer")
    late = shown(east.get(ROWS))
    page = shown(lead.get(FILING))
    figures = {"17.values.1": "1900", "17.values.2": "38000", "17.problems": "两个片区管网未通。"}
    form = page.form("", "17.text").with_(figures)
    form.fields.append(("action", "submit:17"))
    asked = lead.send(page, form)
    assert asked.status == 422 and "还没有报分项数字的有东湖区政府、南城区政府" in asked.text
    again = asked.form("", "17.text")
    again.fields.append(("action", "submit:17"))
    shown(lead.send(asked, again), "已提交1个项目")  # their silence keeps it back no longer
    before = site.events()
    answer = east.send(late, late.form("", "15.text").with_({"17.values.1": "400"}), "报给牵头单位")
    assert answer.status == 422
    assert "牵头单位已提交本月进展" in answer.text
    assert site.events() == before


def kept(browser: Browser, typed: dict[str, str]) -> Page:
    page = shown(browser.get(ROWS))
    return browser.send(page, page.form("", next(iter(typed))).with_(typed), "先保存")


def test_what_is_typed_and_not_sent_is_kept_for_the_unit_and_hidden_from_the_lead(site: Site) -> None:
    east, lead = district(site, EAST), site.signed_in("demo-filer")
    before = section(shown(lead.get(FILING)), "15")
    page = shown(
        kept(east, {"15.values.1": "40", "15.values.2": "约一万", "15.text": "还在核对。"}),
        "已保存，还没有报给牵头单位",
    )
    form = page.form("", "15.values.1")
    assert [form.value(name) for name in ("15.values.1", "15.values.2", "15.text")] == ["40", "约一万", "还在核对。"]
    assert "改过，还没有报" in section(page, "15")
    assert section(shown(lead.get(FILING)), "15") == before, "the lead unit sees nothing of it, and no draft of its own"
    other = district(site, WEST)
    assert "还在核对。" not in shown(other.get(ROWS)).text


def test_what_was_kept_is_sent_like_anything_typed_and_is_no_draft_any_more(site: Site) -> None:
    east, lead = district(site, EAST), site.signed_in("demo-filer")
    kept(east, {"15.values.1": "40", "15.text": "东湖区40个。"})
    page = shown(east.get(ROWS))
    asked = east.send(page, page.form("", "15.values.1"), "报给牵头单位")
    done = shown(east.send(asked, asked.form("", "15.values.1"), "报给牵头单位"), "已报送1个分项数字")
    assert "还没有报" not in section(done, "15")
    assert "东湖区40个。" in section(shown(lead.get(FILING)), "15")
    assert site.rows("SELECT project FROM row_draft") == []


def test_what_is_taken_back_to_what_was_sent_is_no_draft(site: Site) -> None:
    east = district(site, EAST)
    file(east, {"15.values.1": "40"})
    assert "还没有报" in section(shown(kept(east, {"15.values.1": "41"})), "15")
    back = shown(kept(east, {"15.values.1": "40"}))
    assert "还没有报" not in section(back, "15") and site.rows("SELECT project FROM row_draft") == []
    assert "没有改动" in file(east, {"15.values.1": "40"}).text


def test_two_of_one_unit_save_themselves_side_by_side(site: Site) -> None:
    """Only what was typed into goes along when the page saves itself: the other's project is left as he has it."""
    east = district(site, EAST)
    csrf = shown(east.get(ROWS)).form("", "15.values.1").value("csrf")
    number = next(each for each in re.findall(r'data-number="([^"]+)"', shown(east.get(ROWS)).text) if each != "15")

    def saves(touched: str, **typed: str) -> Any:
        said = {
            "csrf": csrf,
            "action": "autosave",
            "touched": touched,
            **{k.replace("_", "."): v for k, v in typed.items()},
        }
        return east.client.post(ROWS, data=said, headers={"Accept": "application/json"})

    assert saves("15", **{"15.values.1": "40", "15.text": ""}).status_code == 200
    assert (
        saves(number, **{f"{number}.values.1": "7", f"{number}.text": "", "15.values.1": "", "15.text": ""}).status_code
        == 200
    )
    page = shown(east.get(ROWS)).form("", "15.values.1")
    assert (page.value("15.values.1"), page.value(f"{number}.values.1")) == ("40", "7")


def test_a_figure_left_empty_is_asked_about_once_and_stays_unfiled(site: Site) -> None:
    east, lead = district(site, EAST), site.signed_in("demo-filer")
    before = site.events()
    page = shown(east.get(ROWS))
    first, _, others = words(page).partition("其他项目（不要求本区报数）")
    assert "清单要求本区报数的2个项目，1个待报" in first and "本区任务1100套(间)" in first
    assert (
        "建成保障性租赁住房3000套" in first and "改造城镇老旧小区" not in first and "牵头单位已提交本月进展" in others
    )
    asked = east.send(page, page.form("", "17.text").with_({"17.values.1": "610"}), "报给牵头单位")
    assert asked.status == 422 and site.events() == before
    assert "没有填“完成投资5.6亿元”。请填写；本期没有这个数的，再报一次即可" in section(asked, "17")
    done = shown(east.send(asked, asked.form("", "17.text"), "报给牵头单位"), "已报送1个分项数字")
    told = section(done, "17")
    assert told.startswith("项目17已报给牵头单位市住房城乡建设局。") and "已报1项，未报1项" in told
    assert "0个待报" in words(done), "the list asks the district for the first figure only, as its desk does"
    seen = section(shown(lead.get(FILING)), "17")
    assert "4个单位，已报1个，未报3个；“完成投资5.6亿元”都没有报" in seen
    assert "按上月数字：计划80.0%" in seen, "the district's figures opened the report; the lead unit wrote nothing yet"


def test_the_head_sees_what_stands_behind_a_figure_before_releasing_it(site: Site) -> None:
    file(district(site, EAST), {"17.values.1": "650"})
    lead, head = site.signed_in("demo-filer"), site.signed_in("demo-head-unit")
    page = shown(lead.get(FILING))
    for _ in range(2):
        form = page.form("", "17.text").with_(
            {"17.values.1": "1900", "17.values.2": "38000", "17.problems": "两个片区管网未通。"}
        )
        form.fields.append(("action", "submit:17"))
        page = lead.send(page, form)
    told = words(shown(head.get(f"{FILING}/release")))
    assert "已报1个，未报3个（南城区政府、北港区政府、高新区管委会）" in told
    assert "填1900套(间)，分项合计650套(间)，多1250" in told
