"""The quarterly review by those who are in it: the office runs it, a unit does its task, a delegate reads."""

import re
import subprocess

from tests.journeys.browsing import Browser, Page, pdf_words, word_words
from tests.journeys.conftest import Site
from tests.journeys.month import HEAD, REVIEWER, ROOT, publish, shown

THIRD, SECOND = f"{ROOT}/reviews/2026-Q3", f"{ROOT}/reviews/2026-Q2"


def words(page: Page) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page.text))


def test_the_year_so_far_can_be_seen(shared_site: Site) -> None:
    """Two meetings closed with numbered minutes, one task overdue, the third called for 20 October."""
    office = shared_site.signed_in("demo-office")
    listed = words(shown(office.get(f"{ROOT}/reviews/")))
    assert listed.count("已办结") == 2
    assert "10月20日（周二）14:30" in listed
    assert "完成石桥街道路剩余7户征收，确定跨铁路框架桥施工天窗" in listed and "9月30日（周三）前已逾期" in listed
    second = shown(office.get(SECOND))
    assert "5项，已完成3项" in second.text and "由一季度会第2项转来" in words(second)
    pack = words(shown(office.get(f"{THIRD}/pack")))
    assert "尚未定稿，2026年8月31日数据。9月进展公布后自动更新" in pack
    assert "办理中，已逾期应于9月30日前完成" in pack


def test_minutes_print_with_who_was_there(shared_site: Site) -> None:
    head = shared_site.signed_in("demo-head-unit")
    printed = pdf_words(head.client.get(f"{SECOND}/minutes.pdf").content)
    for told in (
        "示范市人民政府办公厅专题会议纪要", "示政办纪〔2026〕2号", "2026年市办实事二季度点评会议纪要",
        "二、上次会议任务落实情况", "请假：市体育局主要负责人", "列席：市人大常委会代表联络处负责人",
        "2026年7月22日印发",
    ):  # fmt: skip
        assert told in printed, told
    assert printed.index("出席：") < printed.index("请假：") < printed.index("列席：") < printed.index("抄送：")
    word = word_words(head.client.get(f"{SECOND}/minutes.docx").content)
    assert "请假：市体育局主要负责人" in word and "示政办纪〔2026〕2号" in word


def test_the_pack_prints_a_page_a_project(shared_site: Site) -> None:
    """Turned tables, the overdue task, and as many pages as projects behind them."""
    answer = shared_site.signed_in("demo-observer").client.get(f"{THIRD}/pack.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    printed = pdf_words(answer.content)
    assert "2026年市办实事三季度点评会材料" in printed and "尚未定稿" in printed
    assert "亮灯榜" in printed and "办理中，已逾期" in printed
    assert printed.count("本次点评") == 33
    told = subprocess.run(["pdfinfo", "-l", "99", "-"], input=answer.content, stdout=subprocess.PIPE, check=True).stdout
    sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", told.decode())
    turned = [size for size in sizes if float(size[0]) > float(size[1])]
    assert len(sizes) >= 36 and 2 <= len(turned) <= 5


def _evidence(reader: Browser) -> set[str]:
    return {link for link in shown(reader.get(SECOND)).links if link.startswith("/evidence/")}


def test_a_unit_reports_its_task_and_the_office_confirms_it(site: Site) -> None:
    filer, office = site.signed_in("demo-filer"), site.signed_in("demo-office")
    assert "完成石桥街道路剩余7户征收" in shown(filer.get(f"{ROOT}/reviews/")).text
    assert "完成石桥街道路剩余7户征收" in shown(filer.get("/desk")).text
    assert "立体停车库" not in filer.get(f"{ROOT}/reviews/").text, "another unit's"
    page = shown(filer.get(SECOND))
    form = page.form("/tasks/5").with_({"report": "7户全部签约，天窗计划已批准。"})
    refused = filer.send(page, form)
    assert refused.status == 422 and "请附上能说明任务完成的佐证材料" in refused.told
    assert "7户全部签约，天窗计划已批准。" in refused.text, "what was typed is kept"
    page = shown(filer.send(page, form, files={"files": ("签约表.pdf", b"%PDF-1.4 seven")}), "已报督查室确认")
    evidence = next(link for link in page.links if link.startswith("/evidence/") and "签约表.pdf" in page.text)
    assert office.client.get(evidence).status_code == 200
    other = site.signed_in("demo-head-unit")
    for reader in (filer, office, other):
        for offered in _evidence(reader):
            assert reader.client.get(offered).status_code == 200, "what is offered opens"
    assert evidence in _evidence(office) and evidence in _evidence(filer)
    assert len(_evidence(office)) > len(_evidence(filer)), "another unit's file is named, and not offered"
    assert filer.client.post(f"{SECOND}/tasks/4", data={"csrf": form.value("csrf")}).status_code == 404
    page = shown(office.get(SECOND))
    page = office.send(page, page.form("/tasks/5/settle"), "退回补办")
    assert page.status == 422 and "退回理由" in page.told
    page = shown(office.send(page, page.form("/tasks/5/settle").with_({"words": "属实。"}), "确认完成"))
    assert "5项，已完成4项" in page.text
    assert "完成石桥街道路" not in words(office.get(f"{ROOT}/reviews/"))


def test_the_third_quarter_from_its_pack_to_its_end(site: Site) -> None:
    """Fixed after September is out, held, said, asked, minuted, and closed when nothing is missing."""
    office = site.signed_in("demo-office")
    assert not _has(office.get(f"{THIRD}/pack"), "/pack"), "September is awaited"
    publish(office, "2026-09", missing=True)
    page = shown(office.get(f"{THIRD}/pack"))
    shown(office.send(page, page.form("/pack")), "会议材料已定稿")
    page = shown(office.get(THIRD))
    early = page.form("/held")
    assert "2026-10-20" in early.values("held_on")
    refused = office.send(page, early)
    assert refused.status == 422 and "不晚于今天" in refused.told
    page = shown(
        office.send(page, early.with_({"held_on": "2026-10-09", "state-1": "请假", "others": "市审计局负责人"}))
    )
    page = shown(
        office.send(page, page.form("/comments").with_({"project": "24", "comment": "三季度没有追回，要加快。"}))
    )
    task = {"task_project": "24", "task": "追回供水管网进度", "due": "2026-11-30"}
    no_unit = office.send(page, page.form("/tasks").with_(task))
    assert no_unit.status == 422 and "请填写责任单位" in no_unit.told and "追回供水管网进度" in no_unit.text
    unit = page.form("/tasks").offered("unit")[0]
    rows = site.rows("SELECT unit FROM projects_register_unit_name WHERE name = '市水务局'")
    assert unit == ""
    page = shown(office.send(page, page.form("/tasks").with_({**task, "unit": str(rows[0]["unit"])})))
    assert "三季度没有追回" in page.text and "追回供水管网进度" in page.text
    refused = office.send(page, page.form("/close"))
    assert refused.status == 422
    for told, href in (
        ("9月通报还没有印发", f"{ROOT}/bulletin-desk/2026-09"),
        ("二季度会第5项任务还没有交代", f"{SECOND}#task-5"),
        ("会议纪要还没有印发", f"{THIRD}/minutes"),
    ):
        assert told in refused.told and href in refused.links, told
    water = site.signed_in("demo-office")
    desk = shown(water.get(f"{THIRD}/minutes"))
    typed: dict[str, dict[str, str]] = {
        "draft": {},
        "review": {"opinion_post": REVIEWER, "cleared_by": HEAD},
        "approve": {"post": HEAD, "words": "同意印发。"},
        "issue": {},
    }
    for step, said in typed.items():
        desk = shown(water.send(desk, desk.form(f"/minutes/{step}").with_(said)))
    assert "示政办纪〔2026〕3号" in desk.text
    second = shown(office.get(SECOND))
    for no in ("4", "5"):
        carried = second.form(f"/tasks/{no}/carry").with_({"reason": "铁路天窗未批", "carry_due": "2026-12-15"})
        second = shown(office.send(second, carried), "已转入下次会议的任务")
    refused = office.send(office.get(THIRD), office.get(THIRD).form("/close"))
    assert refused.status == 422 and "二季度会" not in refused.told and "9月通报还没有印发" in refused.told
    assert "由二季度会第5项转来" in words(office.get(THIRD))


def _has(page: Page, ending: str) -> bool:
    return any(form.action.endswith(ending) for form in page.forms)


def test_a_delegate_reads_and_changes_nothing(shared_site: Site) -> None:
    observer: Browser = shared_site.signed_in("demo-observer")
    for path in (f"{ROOT}/reviews/", SECOND, THIRD, f"{THIRD}/pack"):
        page = shown(observer.get(path))
        assert [form.action for form in page.forms if form.action != "/sign-out"] == [], path
