"""The demonstration's upper ladder, each at his own screen: what is proposed, a last promise, a rectification."""

import pytest

from tests import deeds
from tests.journeys.browsing import Browser, pdf_words
from tests.journeys.conftest import Site

ROOT = "/demo/2026"
PDF = b"%PDF-1.4\n%repaired\n"


def listed(browser: Browser, path: str, title: str) -> str:
    """The address of the record that a list names first under this title."""
    page = browser.get(f"{ROOT}/{path}")
    before, _, _ = page.text.partition(title)
    assert page.status == 200 and before != page.text, page.told
    return before.rpartition('href="')[2].partition('"')[0]


def said(text: str) -> str:
    return "".join(text.split())


def test_what_is_proposed_today_stands_with_its_arithmetic_and_what_was_declined_with_its_reason(
    shared_site: Site,
) -> None:
    office = shared_site.signed_in("demo-office")
    page = office.get(f"{ROOT}/proposals")
    for words in (
        "项目17“建成保障性租赁住房3000套(间)”连续黄灯2次（7月、8月）",
        "7月：计划53.3%，实际39.3%，落后14.0个百分点",
        "督办单示政办督单〔2026〕3号逾期未结，没有认定为有正当理由，可由橙色（二级）升为红色（三级）",
        "市交通运输局2026年三季度有2次到期未办，列入周期通报点名名单",
        "三季度末红灯，列为通报批评候选",
        "经办岗位交接漏报，6月已一并报送，5月通报已列为未报送，不另发督办单。",
    ):
        assert words in page.text, words
    assert "项目29" not in page.text, "the rectification answers what the visit found"
    link = next(each for each in page.links if "/orders/new?proposal=two_yellows" in each)
    draft = office.get(link)
    assert draft.status == 200 and "项目17“建成保障性租赁住房3000套(间)”连续黄灯2次" in draft.text
    assert "落后14.0个百分点" in draft.text


def test_the_matter_climbed_to_a_talk_and_came_down_again(shared_site: Site) -> None:
    office = shared_site.signed_in("demo-office")
    talk = listed(office, "talks", "更新农村供水管网210公里")
    page = said(office.get(talk).text)
    assert page.count("已兑现：") == 2 and "10月30日（周五）前兑现" in page
    printed = pdf_words(office.get(f"{talk}/record.pdf").content)
    assert "2026年9月3日15时10分，市政府第三会议室" in printed and "样张" in printed
    assert "9月10日前完成，市水务局局长负责。" in printed
    order = next(each for each in office.get(talk).links if "/orders/" in each)
    told = said(office.get(order).text)
    assert "蓝色（一级）" in told and "约谈" in told and "10月13日" in told


def test_the_last_promise_is_reported_by_the_units_head_and_confirmed_by_the_office(site: Site) -> None:
    water = site.signed_in(deeds.account(site.house, "unit_head", "demo", "市水务局", "water-head"))
    talk = listed(water, "talks", "更新农村供水管网210公里")
    page = water.get(talk)
    form = page.form("/promises/3/report").with_({"done-3": "10月9日全部通水，逐段水压试验合格。"})
    done = water.send(page, form, files={"evidence-3": ("试压记录.pdf", PDF, "application/pdf")})
    assert "待督查室核实" in done.text
    office = site.signed_in("demo-office")
    page = office.get(talk)
    checked = office.send(page, page.form("/promises/3/check").with_({"note-3": "逐段核实，均已通水。"}), "已兑现")
    assert said(checked.text).count("已兑现：") == 3
    stranger = site.signed_in("demo-head-unit")
    assert stranger.get(talk).status == 404


def test_a_rectification_is_reported_in_two_hands_and_rechecked_by_who_did_not_order_it(site: Site) -> None:
    """It rests on a finding: before and after are shown, and a member of the roster looks."""
    filer = site.signed_in(deeds.account(site.house, "filer", "demo", "市体育局", "sports-filer"))
    head = site.signed_in(deeds.account(site.house, "unit_head", "demo", "市体育局", "sports-head"))
    office, other = site.signed_in("demo-office"), site.signed_in("demo-head")
    here = listed(filer, "rectifications", "新建改建健身场地60处")
    page = filer.get(here)
    form = page.form("/report").with_({"measures": "加派两个班组。", "done": "护栏已装，围挡已拆。"})
    shown = {name: (f"{name}.pdf", PDF + name.encode(), "application/pdf") for name in ("before", "evidence")}
    assert "已提请" in filer.send(page, form, files=shown).text
    page = head.get(here)
    assert "已报送督查室" in head.send(page, page.form("/release"), "放行").text
    seen = {"rechecker": "人大代表01", "note": "全线可通行。", "how": "site"}
    page = office.get(here)
    refused = office.send(page, page.form("/recheck").with_(seen), "复查通过")
    assert refused.status == 422 and "由其他同志办理" in refused.text and "全线可通行。" in refused.text
    page = other.get(here)
    assert "复查通过" in other.send(page, page.form("/recheck").with_(seen), "复查通过").text


@pytest.mark.parametrize("path", ["proposals", "talks", "rectifications", "criticisms", "problems-desk"])
def test_the_public_sees_none_of_the_desks(shared_site: Site, path: str) -> None:
    answer = shared_site.nobody().client.get(f"{ROOT}/{path}")
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in")
