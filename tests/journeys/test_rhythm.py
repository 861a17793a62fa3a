"""Disclosure, interpretation, plans, the third parties' round, the year's result: each by those who do it."""

import json
import re
from hashlib import sha256

from tests import deeds
from tests.journeys.browsing import Page
from tests.journeys.conftest import Site
from tests.journeys.month import CLEARED, ROOT, publish, shown

DESK, HALF = f"{ROOT}/disclosure-desk/2026-H1", f"{ROOT}/disclosures/2026-H1"


def words(page: Page) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page.text))


def test_the_public_finds_what_is_published_beside_the_months(shared_site: Site) -> None:
    """From the board to the disclosure and its interpretation, and back."""
    nobody = shared_site.nobody()
    board = nobody.get(f"{ROOT}/")
    assert {"disclosures/2026-H1", "interpretations/release"} <= set(board.links)
    half = shown(nobody.get(HALF))
    assert "2026年上半年市办实事进展情况公开" in half.text and half.text.count("存在问题") == 34
    assert "../interpretations/2026-H1" in half.links
    read = shown(nobody.get(f"{ROOT}/interpretations/2026-H1"))
    assert "../disclosures/2026-H1" in read.links and "主要负责人包项目" in read.text
    assert "../" in shown(nobody.get(f"{ROOT}/interpretations/release")).links
    bytes_ = nobody.client.get(f"{HALF}/1.json")
    assert sha256(bytes_.content).hexdigest() in half.text
    assert json.loads(bytes_.content)["overall"]["measures"] in half.text
    for path in (f"{ROOT}/result", f"{ROOT}/interpretations/bulletin-2026-08", f"{ROOT}/disclosures/2026-H2"):
        assert nobody.client.get(path).status_code == 404


def test_a_disclosure_is_corrected_and_both_versions_stay(site: Site) -> None:
    office, nobody = site.signed_in("demo-office"), site.nobody()
    page = shown(office.get(DESK), "已公布")
    said = {"reason_code": "clerical", "reason": "电梯许可数写错", "found_by": "市住房城乡建设局"}
    page = shown(office.send(page, page.form("/correct").with_(said)), "已开始更正")
    assert "仍有68部许可" in nobody.get(HALF).text, "the public sees what was published until the new one is out"
    page = shown(
        office.send(page, page.form("/edit").with_({"p16.problems": "仍有66部许可没有办结。", "p1.progress": "无"}))
    )
    refused = office.send(page, page.form("/clear").with_(CLEARED))
    assert refused.status == 422 and "项目1进展：只有套话" in refused.told and "#p1.progress" in refused.links
    page = shown(office.send(page, page.form("/edit").with_({"p1.progress": "毕业生集中签约，失业率稳定。"})))
    page = shown(office.send(page, page.form("/clear").with_(CLEARED)), "公开审查已记录")
    shown(office.send(page, page.form("/publish")), "已公布")
    now = nobody.get(HALF)
    assert "仍有66部许可没有办结" in now.text and "第2版" in now.text and "电梯许可数写错" in now.text
    assert "仍有68部许可" in nobody.get(f"{HALF}?version=1").text
    assert "已经更正" in nobody.get(f"{HALF}?version=1").text


def test_a_bulletin_may_be_interpreted_and_says_so(site: Site) -> None:
    office, nobody = site.signed_in("demo-office"), site.nobody()
    subject = "bulletin-2026-08"
    page = shown(office.get(f"{ROOT}/interpretation-desk/{subject}"))
    form = page.form(f"/interpretation-desk/{subject}").with_(CLEARED)
    refused = office.send(page, form.with_({"text": "同上"}))
    assert refused.status == 422 and "解读正文：只有套话" in refused.told
    text = "8月慢了的是加装电梯和供水管网。\n原因写在通报第三部分，下个月再看。"
    shown(office.send(page, form.with_({"text": text, "title": "8月慢在哪里"})), "已公布")
    assert "8月慢在哪里" in nobody.get(f"{ROOT}/bulletins/2026-08").text
    assert "原因写在通报第三部分" in nobody.get(f"{ROOT}/interpretations/{subject}").text


def test_a_departments_plan_is_its_own_and_the_offices(shared_site: Site) -> None:
    """All are in, one late; a unit sees its own alone."""
    office = shown(shared_site.signed_in("demo-office").get(f"{ROOT}/department-plans"))
    assert office.text.count("已通过") == 13
    assert "已通过，迟报" in office.text and office.text.count("迟报") == 1
    own = shared_site.signed_in("demo-filer").get(f"{ROOT}/department-plans")
    assert "市住房城乡建设局" in own.text and "市城市管理局" not in own.text


def test_a_new_governments_unit_files_its_plan(site: Site) -> None:
    deeds.released(site.house, "testcity")
    filer = site.signed_in(deeds.account(site.house, "filer", "testcity", "市教育局"))
    office = site.signed_in(deeds.account(site.house, "office", "testcity"))
    page = shown(filer.get("/testcity/2026/department-plans"))
    form = page.form("/department-plans").with_(
        {"title": "市教育局实施方案", "adopted_on": "2026-10-08", "summary": "处室包干，分三步实施。"}
    )
    refused = filer.send(page, form)
    assert refused.status == 422 and "请填写公开地址，或者附上方案文件" in refused.told
    assert "处室包干，分三步实施。" in refused.text
    page = shown(filer.send(page, form, files={"files": ("方案.pdf", b"%PDF-1.4 plan")}), "已报督查室审核")
    at_office = shown(office.get("/testcity/2026/department-plans"))
    settle = next(form for form in at_office.forms if "/department-plans/" in form.action)
    sent_back = office.send(at_office, settle, "退回")
    assert sent_back.status == 422
    page = shown(office.send(at_office, settle.with_({"words": "可以。"}), "通过"))
    assert "已通过" in page.text
    evidence = next(link for link in page.links if link.startswith("/evidence/"))
    assert filer.client.get(evidence).status_code == 200
    assert site.signed_in("demo-office").client.get(evidence).status_code == 404, "another government's"


def test_a_round_is_recorded_once(site: Site) -> None:
    office = site.signed_in("demo-office")
    page = shown(office.get(f"{ROOT}/third-party-rounds"), "6月18日")
    form = page.form("/third-party-rounds", "held_on")
    assert form.offered("period") == ["2026-H2"]
    typed = {"held_on": "2026-10-08", "methods": "随机抽查", "member-4": "3", "projects": ["12", "16"], "summary": "无"}
    refused = office.send(page, form.with_(typed))
    assert refused.status == 422 and "评议情况：只有套话" in refused.told
    again = refused.form("/third-party-rounds", "held_on")
    assert again.values("projects") == ["12", "16"] and again.values("methods") == ["随机抽查"], "ticks are kept"
    page = shown(office.send(refused, again.with_({"summary": "看了两处现场，指出围挡影响出行。"})), "已记录")
    assert "市民代表3人" in page.text
    assert not any("held_on" in form.names for form in page.forms), "nothing more to record this year"


def test_the_years_result_waits_for_december_and_names_what_is_open(shared_site: Site) -> None:
    office = shared_site.signed_in("demo-office")
    page = shown(office.get(f"{ROOT}/result-desk"), "12月1日起可以公布")
    form = page.form("/result-desk")
    assert sum(name.startswith("reason-") for name in form.names) == len(re.findall(r"<legend>\d+", page.text))
    before = shared_site.events()
    refused = office.send(page, form.with_({**CLEARED, "summary": "大多数实事已经办成。", "briefing_on": "2026-10-09"}))
    assert refused.status == 422 and "12月1日起才能公布" in refused.told
    assert "项目1未完成的原因：没有写，请补写" in words(refused)
    assert shared_site.events() == before


def test_the_second_half_is_not_drafted_before_it_is_over(site: Site) -> None:
    office = site.signed_in("demo-office")
    publish(office, "2026-09", missing=True)
    page = shown(office.get(f"{ROOT}/disclosure-desk/2026-H2"), "最后一个月的进展还没有公布")
    assert not any(form.action.endswith("/draft") for form in page.forms)
