"""September of the demonstration from its last four reports to the press text, by everybody, over HTTP alone."""

import hashlib
import re
from datetime import datetime
from uuid import UUID

import pytest

from projects.filing import Filing
from projects.month import Changed, Month
from projects.programme import Programme
from projects.project import Project
from tests.journeys.browsing import Browser, pdf_words, word_words
from tests.journeys.conftest import Site
from tests.journeys.month import HEAD, REVIEWER, ROOT, issue_bulletin, paper, publish, shown
from tracker import clock
from tracker.clock import SHANGHAI, FixedClock
from tracker.event import Actor

MOST_ACTIONS = 25


# What each of them does.


def file_the_rest(site: Site) -> None:
    """The housing unit's filer: two drafts, one not begun, one returned; all four in one form."""
    filer = site.by_link("demo-filer")
    desk = shown(filer.get("/desk"), "退回意见：存在问题和下步措施过于笼统")
    assert any(link.startswith(f"{ROOT}/filing/2026-09") for link in desk.links)
    page = shown(filer.get(f"{ROOT}/filing/2026-09"))
    form = page.form("", "15.text")
    assert form.value("15.values.1") == "93"
    assert not form.value("17.values.1") or float(form.value("17.values.1")) > 0
    form = form.with_(
        {
            "15.values.2": "28410",
            "15.values.3": "31250",
            "15.text": "9月新完工12个小区，累计93个，惠及28410户。",
            "15.problems": "东湖区两个小区的雨污管改造与燃气施工交叉。",
            "16.values.1": "112",
            "16.text": "电梯累计投用112部，当月新增34部；开工291部。",
            "16.problems": "剩余188部分三批：东湖区90部、北港区58部、南城区40部；第二家供货商延期21天，影响46部。",
            "16.measures": "三批分别于10月25日、11月20日、12月20日前投用，逐部倒排。",
            "17.values.1": "2210",
            "17.values.2": "42800",
            "17.text": "累计建成2210套(间)，科创园二期竣工验收。",
            "17.problems": "港东地块装修班组不足，比计划慢。",
            "17.measures": "增派两支装修队伍，11月底前完成。",
            "20.values.1": "5",
            "20.text": "累计打通5条，石桥街半幅待交警验收，未计入。",
            "20.problems": "框架桥顶进受列车天窗时间限制。",
            "20.measures": "与铁路部门商定10月每周三个天窗。",
        }
    )
    done = filer.send(page, form, "提交已填的项目")
    assert done.status == 422 and "已提交3个项目" in done.text, done.told
    assert "项目17：还没有报分项数字的有东湖区政府" in done.text, "asked once, and no more"
    shown(filer.send(done, done.form("", "17.text"), "提交已填的项目"), "已提交1个项目")


def release(site: Site) -> None:
    head = site.by_link("demo-head-unit")
    page = shown(head.get(f"{ROOT}/filing/2026-09/release"), "既有住宅加装电梯300部")
    shown(head.send(page, page.form("", "reason.15"), "全部放行"), "已放行4个项目")
    assert states(site, "2026-09", "submitted") >= {"15", "16", "17", "20"}


def states(site: Site, period: str, state: str) -> set[str]:
    rows = site.rows(
        """SELECT p.number FROM projects_reports r JOIN projects_register_project p ON p.id = r.project
           WHERE r.period = %s AND r.state = %s AND p.jurisdiction = 'demo'""",
        period,
        state,
    )
    return {row["number"] for row in rows}


def look(site: Site, period: str) -> None:
    """What the public finds afterwards: board, card, bulletin, its two files."""
    public = site.nobody()
    shown(public.get(f"{ROOT}/"), "2026年9月")
    card = shown(public.get(f"{ROOT}/projects/15"), "28410")
    assert "东湖区两个小区的雨污管改造与燃气施工交叉" in card.text
    printed = shown(public.get(f"{ROOT}/bulletins/{period}"), "关于2026年9月")
    row = site.rows("SELECT * FROM supervision_papers WHERE kind = 'bulletin' AND period = %s", period)[0]
    pdf, docx = public.get(f"{ROOT}/bulletins/{period}.pdf"), public.get(f"{ROOT}/bulletins/{period}.docx")
    for page, ending in ((pdf, "pdf"), (docx, "docx")):
        kept = next(file for file in row["files"] if file["name"].endswith(ending))
        assert hashlib.sha256(page.content).hexdigest() == kept["sha256"]
        assert kept["sha256"] in printed.text
    for words in (pdf_words(pdf.content), word_words(docx.content)):
        assert "关于2026年9月" in words
        for figure in ("112", "28410", "2210", "104.6"):
            assert figure in words.replace(",", ""), figure
        assert row["check_code"] in words
    assert row["number"] in pdf_words(pdf.content)


def finish_visit(site: Site) -> None:
    """The five sites left, the sample and both signatures by the links; the office ends the visit, and the links."""
    office = site.by_link("demo-office")
    address = _open_visit(office)
    tokens = re.findall(r"/visit/([\w-]{20,})", shown(office.get(f"{address}/sheet")).text)
    tokens = list(dict.fromkeys(tokens))
    assert len(tokens) == 2
    first, second = site.nobody(), site.nobody()
    page = shown(first.get(f"/visit/{tokens[0]}"))
    left = re.findall(r'/sites/(\w+)"(?:(?!</li>).)*?>未看<', page.text, re.S)
    assert len(left) == 5
    page = shown(first.get(f"/visit/{tokens[0]}/sites/{left[0]}"))
    for key in left:
        assert page.url.endswith(f"/sites/{key}")
        verified = "no" if key == left[-1] else "yes"
        note = "门锁着，没有开放。" if verified == "no" else ""
        page = shown(
            first.send(page, page.form(f"/sites/{key}").with_({"verified": verified, "note": note}), "保存，看下一处")
        )
    page = shown(first.get(f"/visit/{tokens[0]}/sample"))
    form = page.forms[-1]
    form = form.with_({"reported_done": "8", "verified": "6", "note": "一处没有通水，一处没有开放。"})
    shown(first.send(page, form))
    for browser, token in ((first, tokens[0]), (second, tokens[1])):
        page = shown(browser.get(f"/visit/{token}/sign"))
        shown(browser.send(page, page.form("/sign").with_({"confirmed": "1", "sure": "1"})), "已签")
    page = shown(office.get(address), "门锁着，没有开放。")
    shown(office.send(page, page.form("/close").with_({"sure": "1", "conclusion": "两处整改后再看。"})), "已结束")
    assert first.get(f"/visit/{tokens[0]}").status == 404


def _open_visit(office: Browser) -> str:
    """The address of today's visit, by its links from the list."""
    listed = shown(office.get(f"{ROOT}/visits/"))
    for link in listed.links:
        if not re.fullmatch(rf"{ROOT}/visits/[0-9a-f-]{{36}}", link):
            continue
        shown_there = office.get(link).text
        if "结束走访" in shown_there and "集中查看" in shown_there:  # next week's is a 暗访
            return link
    raise AssertionError("no visit is open")


def issue_press(site: Site, period: str) -> None:
    press, head = site.by_link("demo-press"), site.by_link("demo-head")
    page = paper(press, "press", period, "draft")
    assert "来源" in page.text
    text = press.get(f"{ROOT}/press/{period}.txt").content.decode()
    assert "300" in text and "112" in text
    page = shown(press.send(page, page.form("/review").with_({"opinion_post": REVIEWER, "cleared_by": HEAD})))
    assert not [form for form in page.forms if form.action.endswith("/approve")], "the press approves its own text"
    page = shown(head.get(f"{ROOT}/press/{period}"))
    shown(head.send(page, page.form("/approve"), "批准"))
    page = shown(press.get(f"{ROOT}/press/{period}"))
    page = shown(press.send(page, page.form("/issue"), "定稿发出"))
    assert not [form for form in page.forms if form.action.endswith(("/issue", "/edit"))]
    (row,) = site.rows("SELECT * FROM supervision_papers WHERE kind = 'press_release' AND period = %s", period)
    word = press.get(f"{ROOT}/press/{period}.docx").content
    assert row["state"] == "issued"
    assert hashlib.sha256(word).hexdigest() in {file["sha256"] for file in row["files"]}
    assert "112" in word_words(word)


# The journeys.


@pytest.mark.also_system_postgres
def test_the_whole_month(site: Site) -> None:
    office = site.by_link("demo-office")
    blocked = shown(office.get(f"{ROOT}/bulletin-desk/2026-09"), "还没有公布")
    assert not [form for form in blocked.forms if form.action.endswith("/draft")]
    file_the_rest(site)
    release(site)
    publish(office, "2026-09")
    issue_bulletin(office, "2026-09")
    look(site, "2026-09")
    finish_visit(site)
    issue_press(site, "2026-09")
    assert site.rows("SELECT count(*) AS n FROM projects_reports WHERE state = 'published' AND period = '2026-09'") == [
        {"n": 33}
    ]


def test_a_form_nobody_touched_saves_and_submits_nothing(site: Site) -> None:
    """Not the returned report either: it waits for an answer to what it was returned for."""
    filer, before = site.by_link("demo-filer"), site.events()
    page = shown(filer.get(f"{ROOT}/filing/2026-09"))
    saved = filer.send(page, page.form("", "15.text"), "保存草稿")
    assert saved.status == 422 and "没有改动" in saved.text
    assert site.events() == before
    filer.send(shown(filer.get(f"{ROOT}/filing/2026-09")), page.form("", "15.text"), "提交已填的项目")
    assert states(site, "2026-09", "returned") == {"16"}


def test_the_month_without_those_who_did_not_file(site: Site) -> None:
    """The office leaves four out: they are listed 未报送, the rest is published and the bulletin names them."""
    office = site.by_link("demo-office")
    publish(office, "2026-09", missing=True)
    issue_bulletin(office, "2026-09")
    public = site.nobody()
    assert "未报送" in shown(public.get(f"{ROOT}/?status=not_reported")).text
    words = pdf_words(public.get(f"{ROOT}/bulletins/2026-09.pdf").content)
    assert "未报送" in words
    for title in ("改造城镇老旧小区120个", "既有住宅加装电梯300部", "建成保障性租赁住房3000套", "打通未贯通道路12条"):
        assert title in words
    assert "104.6" in words
    assert "112部" not in words, "a returned report's figure went into the bulletin"


def test_thirty_three_filed_to_issued_in_25_actions(site: Site) -> None:
    """October: every one of 33 reports waits, none is accepted. Each page opened and each form sent is one action."""
    publish(site.by_link("demo-office"), "2026-09", missing=True)
    with clock.using(FixedClock(datetime(2026, 11, 9, 9, tzinfo=SHANGHAI))):
        _all_filed(site, "2026-10")
        assert len(states(site, "2026-10", "submitted")) == 33
        office = site.by_link("demo-office")
        office.get("/desk")
        publish(office, "2026-10")
        issue_bulletin(office, "2026-10")
        assert office.actions <= MOST_ACTIONS, (office.opened, office.sent)
        assert site.nobody().get(f"{ROOT}/bulletins/2026-10.pdf").status == 200


def _all_filed(site: Site, period: str) -> None:
    """Each unit's report of the month with last month's figures and what the rules ask for, released by its head."""
    ledger = site.house.ledger
    programme = ledger.get(Programme, Programme.create_id("demo", 2026))
    for number, id in programme.projects.items():

        def file(number: str = number, id: str = id) -> Changed:
            month = Month(ledger, programme.id, period)
            content = Filing(
                **{
                    **month.prefilled(ledger.get(Project, UUID(id))).as_dict(),
                    "text": f"项目{number}本月按计划推进。",
                    "problems": "部分点位施工组织偏慢。",
                    "measures": "逐点位倒排工期。",
                    "confirmed": [str(no) for no in range(1, 9)],
                    "evidence": [{"sha256": "0" * 64, "name": "台账.txt", "size": 1, "type": "text/plain"}],
                }
            )
            return month.submit(UUID(id), content, f"filer of {number}")

        def out(id: str = id) -> Changed:
            return Month(ledger, programme.id, period).release(UUID(id), "head")

        site.house.carry_out(Actor("filer"), None, ["file", number], file)
        site.house.carry_out(Actor("head"), None, ["out", number], out)
