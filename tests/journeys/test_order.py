"""An order's life by those who have it in hand: up to red, answered, down again, closed; nobody types twice."""

import re

from tests.journeys.browsing import Browser, Page, pdf_words
from tests.journeys.conftest import Site

FILE = {"evidence": ("逐部计划表.pdf", b"%PDF-1.4 plan of thirty-two lifts", "application/pdf")}
LIFTS = "加装电梯进度严重滞后"


def opened(browser: Browser, matter: str) -> Page:
    """The order's page, from the desk by way of 督查督办 and the list."""
    browser.get("/desk")
    index = browser.get("/demo/2026/supervision")
    listed = browser.get(next(link for link in index.links if link.endswith("/orders/")))
    address = re.search(rf'href="(/demo/2026/orders/[0-9a-f-]+)">{matter}', listed.text)
    assert address, listed.told
    return browser.get(address[1])


def sent(browser: Browser, page: Page, ending: str, typed: dict[str, str], button: str, files: object = None) -> Page:
    found = browser.send(page, page.form(ending).with_(typed), button, files)
    assert found.status == 200, found.told
    return found


def test_the_lifts_go_up_to_red_and_come_down_again(site: Site) -> None:
    head, office, filer, unit_head = (
        site.signed_in(login) for login in ("demo-head", "demo-office", "demo-filer", "demo-head-unit")
    )
    page = opened(head, LIFTS)
    assert "逾期1个工作日未反馈" in page.text and "系统不会自动升级" in page.text
    page = sent(head, page, "/escalate", {"reason": "橙色督办到期仍未反馈。"}, "升为红色（三级）")
    assert "升为红色（三级）督办，10月12日（周一）前反馈" in page.text

    page = sent(filer, opened(filer, LIFTS), "/sign", {}, "签收")
    page = sent(filer, page, "/reply", {"done": "32部已逐部列出症结和开工日期。"}, "提请单位负责人签发", FILE)
    page = sent(unit_head, opened(unit_head, LIFTS), "/release", {}, "签发并报出")
    assert "等待督查室核验" in page.text

    page = sent(office, opened(office, LIFTS), "/return", {"reason": "缺四季度逐周投用计划。"}, "退回单位")
    assert "退回补充，10月12日（周一）前补报" in page.text
    done = {"done": "逐部清单和逐周投用计划一并报上。"}
    page = sent(filer, opened(filer, LIFTS), "/reply", done, "提请单位负责人签发", FILE)
    sent(unit_head, opened(unit_head, LIFTS), "/release", {}, "签发并报出")
    page = opened(office, LIFTS)
    page = sent(office, page, "/verify", {"how": "papers", "note": "两张表齐全，逐部可查。"}, "核验通过")
    lowered = {"to": "blue", "reason": "计划已报，按周跟踪投用。"}
    page = sent(office, page, "/lower", lowered, "降级")
    assert "降为蓝色（一级）督办，10月15日（周四）前反馈" in page.text

    done = {"done": "第一周投用14部，与计划一致。"}
    sent(filer, opened(filer, LIFTS), "/reply", done, "提请单位负责人签发", FILE)
    sent(unit_head, opened(unit_head, LIFTS), "/release", {}, "签发并报出")
    page = sent(office, opened(office, LIFTS), "/verify", {"how": "site", "note": "现场看到14部运行。"}, "核验通过")
    page = sent(office, page, "/close", {"conclusion": "计划落实，进度由周调度跟踪。"}, "办结")
    assert "督办单已办结" in page.text

    observer = opened(site.signed_in("demo-observer"), LIFTS)
    told = re.sub(r"<[^>]+>", "", observer.text[observer.text.index("办理经过") :])
    deeds = [
        "签发示政办督单",
        "认定理由不成立",
        "升为橙色",
        "升为红色",
        "退回补充",
        "核验通过（核对材料）",
        "降为蓝色",
        "督办单办结",
    ]
    assert [told.index(each) for each in deeds] == sorted(told.index(each) for each in deeds)
    papers = [link for link in observer.links if link.endswith(".pdf")]
    reader = site.signed_in("demo-observer")
    levels = [re.search(r"[■□]{3}(?:扫码核对)?(.{6})", pdf_words(reader.get(link).content)) for link in papers]
    assert [found[1] for found in levels if found] == ["蓝色（一级）", "橙色（二级）", "红色（三级）"]


def test_a_new_order_is_drafted_from_the_month_and_issued_by_the_head(site: Site) -> None:
    office, head = site.signed_in("demo-office"), site.signed_in("demo-head")
    listed = office.get("/demo/2026/orders/")
    choosing = office.get(next(link for link in listed.links if link.endswith("/orders/new")))
    chosen = choosing.form("/new").with_({"project": "17"})
    draft = office.get(f"{chosen.action}?project={chosen.value('project')}")
    form = draft.form("", "matter")
    assert form.value("unit") and form.value("facts").startswith("截至2026年8月底")
    page = office.send(draft, form.with_({"cause": "two_yellows", "requirement": "说明原因，报赶工计划。"}), "保存草稿")
    assert "草稿已保存" in page.text, page.told
    issued = head.get(page.url.split("?")[0].removeprefix(site.base))
    page = sent(head, issued, "/issue", {}, "签发")
    assert re.search(r"示政办督单〔2026〕\d+号", page.text)
    assert "10月15日（周四）" in page.text
