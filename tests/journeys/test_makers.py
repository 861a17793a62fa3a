"""Every kind of paper by who makes it, in a few clicks: from one's page of papers (the press: from its desk) to a PDF
that opens and says what it is."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from supervision.document_kind import KINDS
from tests.journeys.browsing import Browser, Page, pdf_words
from tests.journeys.conftest import Site, demonstrating
from tests.journeys.month import ROOT, shown
from tracker.embedded import Server

FEW = 5
INDEX = f"{ROOT}/papers"
SHEETS = {
    "listing_notice": "2026年市办实事挂牌督办项目一览表",
    "task_table": "2026年市办实事任务分解表",
    "plan_table": "2026年市办实事月度计划表",
    "half_year_disclosure": "2026年上半年市办实事进展情况公开",
    "acceptance_notice": "通过验收的公示",
    "poster": "任务目标",
    "site_sign": "扫码看进展",
    "problem_disclosure": "推进落实不力问题公开",
    "rectification_notice": "限期整改的通知",
    "recheck_sheet": "复查表",
    "talk_notice": "约谈通知",
    "feedback_letter": "反馈意见",
    "talk_record": "约谈记录",
    "visit_record": "检查记录表",
    "draw_record": "抽签记录",
    "review_pack": "季度点评会材料",
    "archive_index": "卷内目录",
}
"""What is made in one press → words that stand on it."""
WORDED = {
    "bulletin": "关于2026年8月份市办实事进展情况的通报",
    "public_notice": "关于2026年8月份市办实事进展情况的公示",
    "leaflet": "城镇新增就业4.8万人以上",
    "supervision_order": "督办单",
    "criticism_bulletin": "通报",
    "minutes": "2026年市办实事二季度点评会议纪要",
    "correction_notice": "更正",
    "paper_correction": "现更正如下",
    "paper_withdrawal": "决定撤回",
    "press_release": "既有住宅加装电梯300部",
    "press_conference": "新闻发布会材料",
}
"""What people word, review and approve, likewise: as it was issued, or its draft."""
LAST_YEARS = {"result_announcement": "关于2025年市办实事完成情况的公布"}
"""What October cannot have of its own year: the result of the year before, whose list is over."""


@pytest.fixture(scope="module")
def day(server: Server, loaded: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with demonstrating(server, loaded, tmp_path_factory.mktemp("makers")) as running:
        yield running


@dataclass
class Walk:
    """Somebody on the way to a paper. `clicks`: links followed and buttons pressed since the first page."""

    browser: Browser
    page: Page
    clicks: int = 0

    def click(self, words: str, after: str = "<main") -> "Walk":
        """The link behind `after` that says just this, or the first that says more, tags left aside."""
        html = self.page.text[self.page.text.index(after) :]
        links = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', html, re.S)
        told = [(re.sub(r"<[^>]+>|\s", "", said), href) for href, said in links]
        found = [href for said, href in told if said == words] or [href for said, href in told if words in said]
        assert found, (words, self.page.url)
        at = str(
            self.browser.client.base_url.join(self.page.url).join(found[0].replace("&amp;", "&").partition("#")[0])
        )
        return self._to(self.browser.get(at))

    def press(self, button: str, **typed: str) -> "Walk":
        form = next(form for form in self.page.forms if any(button in said for said, _, _ in form.buttons))
        named = {name.replace("__", "-"): each for name, each in typed.items()}
        return self._to(self.browser.send(self.page, form.with_(named), button))

    def make(self, kind: str) -> "Walk":
        """The form of a kind on the page of papers, with the subject that it offers first."""
        return self._to(self.browser.send(self.page, self.page.form(f"/papers/{kind}"), "制作印发"))

    def _to(self, page: Page) -> "Walk":
        assert page.status == 200, (page.url, page.status, page.told)
        return Walk(self.browser, page, self.clicks + 1)

    def opens(self, words: str) -> None:
        content = self.page.content
        assert self.page.headers["content-type"] == "application/pdf" and content.startswith(b"%PDF-")
        assert words in pdf_words(content) and self.clicks <= FEW, (words, self.clicks)


def at(site: Site, who: str, path: str = INDEX) -> Walk:
    browser = site.signed_in(who)
    return Walk(browser, shown(browser.get(path)))


def test_every_kind_is_made_by_somebody_here() -> None:
    assert {*SHEETS, *WORDED, *LAST_YEARS} == set(KINDS)
    assert {key for key, kind in KINDS.items() if kind.derived} == {*SHEETS, *LAST_YEARS}


def test_what_is_decided_elsewhere_is_a_paper_in_one_press(day: Site) -> None:
    """Of all of them, those that a letter, a form, a notice, a table and a sign are set by."""
    office = at(day, "demo-office")
    for kind in ("rectification_notice", "talk_notice", "problem_disclosure", "archive_index", "site_sign"):
        office.make(kind).click(".pdf").opens(SHEETS[kind])
    assert "年终公布后才能印制" in office.page.text


def test_the_result_of_the_year_before_is_a_paper_from_the_desk(day: Site) -> None:
    office = at(day, "demo-office", "/desk").click("督查督办", after="示范市2025年市办实事").click("文书")
    for kind, words in LAST_YEARS.items():
        office.make(kind).click(".pdf").opens(words)


@pytest.mark.long
def test_every_derived_sheet_is_made_from_the_demonstration(day: Site) -> None:
    office = at(day, "demo-office")
    for kind, words in SHEETS.items():
        office.make(kind).click(".pdf").opens(words)


def test_what_the_office_words_is_reached_from_its_page_of_papers(day: Site) -> None:
    office = at(day, "demo-office")

    def to(kind: str) -> Walk:
        return office.click(kind, after="要起草、审查、批准的")

    to("月通报").click("8月").click("查看PDF").opens(WORDED["bulletin"])
    to("公示").click("查看PDF").opens(WORDED["public_notice"])
    to("明白纸").click("起草").press("起草").click("预览").opens(WORDED["leaflet"])
    to("督办单").click("加装电梯进度严重滞后").click("PDF").opens(WORDED["supervision_order"])
    to("通报批评").click("市住房城乡建设局").press("编号印发").click("PDF").opens(WORDED["criticism_bulletin"])
    to("会议纪要").click("二季度").click("会议纪要", after="会议材料").opens(WORDED["minutes"])
    to("更正通知").press("编号印发").click("更正通知", after="编号印发").opens(WORDED["correction_notice"])


def test_an_issued_paper_is_corrected_and_taken_back_from_its_page(day: Site) -> None:
    bulletin = at(day, "demo-office").click("关于2026年8月份市办实事进展情况的通报")
    drafted = bulletin.click("更正").press("起草", reason="日期写错", was__1="8月份", now__1="8月")
    drafted.click("预览").opens(WORDED["paper_correction"])
    bulletin.click("撤回").press("起草", reason="附件漏印一页").click("预览").opens(WORDED["paper_withdrawal"])


def test_the_press_makes_its_texts_from_its_desk(day: Site) -> None:
    press = at(day, "demo-press", "/desk").click("新闻通稿")
    press.press("起草", angle="conference").click("PDF").opens(WORDED["press_conference"])
    press.click("既有住宅加装电梯300部").click("PDF").opens(WORDED["press_release"])


def test_a_paper_that_was_corrected_taken_back_sealed_or_put_away_is_in_the_year(day: Site) -> None:
    office, nobody = at(day, "demo-office"), day.nobody()
    told = re.sub(r"<[^>]+>|\s", "", office.page.text)
    assert "已更正" in told and "已撤回" in told and "有盖章扫描件" in told
    assert "示范市人民政府办公厅—2026—0001" in told and "已归档3份" in told
    sealed = office.click("关于2026年1—2月份市办实事进展情况的通报")
    sealed.click("盖章件扫描（模拟）").opens("盖章件扫描（模拟）")
    copy = sealed.click("（存档）").page.content
    meta = subprocess.run(["pdfinfo", "-meta", "-"], input=copy, stdout=subprocess.PIPE, check=True).stdout
    assert b'pdfaid:part="2" pdfaid:conformance="B"' in meta
    listed = shown(nobody.get(f"{ROOT}/bulletins/")).text
    assert "已更正" in listed and "已撤回" in listed and "示政办函〔2026〕57号" in listed
    states = {row["state"] for row in nobody.client.get("/api/v1/documents?limit=1000").json()["rows"]}
    assert {"issued", "corrected", "withdrawn"} <= states
