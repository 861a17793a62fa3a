"""The demonstration's difficult projects on its morning: weeks, 催报, a risk with its plan, help with its clock."""

from tests.journeys.browsing import Browser, Page
from tests.journeys.conftest import Site
from tests.journeys.month import shown
from tracker import accounts

ROOT = "/demo/2026"


def of_unit(site: Site, unit: str, role: str = "filer") -> Browser:
    """The account that the demonstration made for a unit."""
    with site.house.reading() as conn:
        found = [each for each in accounts.of_government(conn, "demo") if each.role == role and unit in each.post]
    return site.signed_in(found[0])


def act(browser: Browser, page: Page, button: str, **typed: str) -> Page:
    """Presses the button of the form that has it, filled in."""
    form = next(form for form in page.forms if any(button in words for words, _, _ in form.buttons))
    return shown(browser.send(page, form.with_(dict(typed)), button))


def test_the_year_shows_what_was_missed_late_and_returned(site: Site) -> None:
    office = site.signed_in("demo-office")
    pipes = shown(office.get(f"{ROOT}/dispatches/24"))
    assert "第29周（7月13日—19日）" in pipes.text and "7月17日（周五）17:00前报送，没有报来" in pipes.text
    assert "迟报" in shown(office.get(f"{ROOT}/dispatches/20")).text
    assert "请写明分属哪几家权属单位" in shown(office.get(f"{ROOT}/dispatches/16")).text
    last = shown(office.get(f"{ROOT}/dispatches?week=2026-W40"), "逾期未报")
    assert "10月8日（周四）17:00到期，已逾期" in last.text and "2026年10月8日 17:20" in last.text
    spring = shown(office.get(f"{ROOT}/dispatches?week=2026-W08"))
    assert "应于2月24日（周二）17:00前报送" in spring.text and spring.text.count("本周无新情况。") == 3


def test_a_week_goes_from_the_unit_to_the_office_and_back(site: Site) -> None:
    filer, office = site.signed_in("demo-filer"), site.signed_in("demo-office")
    week = f"{ROOT}/dispatches/20/2026-W41"
    sent = act(filer, shown(filer.get(week)), "报送", situation="半幅沥青铺完。", next_steps="约交警验收。")
    assert "已报送督查室" in sent.text
    back = act(office, shown(office.get(week)), "退回补报", comment="写明验收约在哪天。")
    assert "已退回" in back.text
    answered = act(filer, shown(filer.get(week), "写明验收约在哪天。"), "补报", situation="半幅沥青铺完，12日验收。")
    assert "已报送督查室" in answered.text
    assert "已审核" in act(office, shown(office.get(week)), "审核通过").text
    urged = act(office, shown(office.get(f"{ROOT}/month/2026-09")), "催报")
    assert "同一单位一天只催一次" in urged.text


def test_the_department_that_must_help_ends_it_and_the_lead_unit_confirms(site: Site) -> None:
    helper, lead, office = of_unit(site, "市交通运输局"), of_unit(site, "市水务局"), site.signed_in("demo-office")
    listed = shown(helper.get(f"{ROOT}/coordination"), "等您办理")
    assert "应于10月12日（周一）前办结" in listed.text, "the 10th is a working Saturday, the 1st to the 7th are not"
    item = next(link for link in listed.links if "/coordination/" in link)
    done = act(helper, shown(helper.get(item)), "已办结", words="两处涉路施工许可10月9日批复。")
    assert "等牵头单位确认" in done.text
    assert "应于10月13日（周二）前确认" in shown(office.get(item)).text, "counted over the Saturday that is worked on"
    assert "已确认办结" in act(lead, shown(lead.get(item)), "确认办结").text


def test_the_risk_is_watched_until_its_plan_is_carried_out(site: Site) -> None:
    office = site.signed_in("demo-office")
    listed = shown(office.get(f"{ROOT}/risks"), "督查中")
    risk = next(link for link in listed.links if "/risks/" in link)
    assert "应于10月16日（周五）前督查" in shown(office.get(risk)).text
    act(office, shown(office.get(risk)), "完成督查", found="12口井运行稳定，日均敷设690米。")
    ended = act(office, shown(office.get(risk)), "了结", how="mitigated", reason="主干10月30日可以贯通。")
    assert "已化解" in ended.text
