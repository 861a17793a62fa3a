"""A day by the desks: each kind of user is told what to do and by when, does one thing by its own link, and it is gone;
where somebody else must act next, it stands on that one's desk."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.browsing import Browser, Page
from tests.journeys.conftest import Site, demonstrating
from tests.journeys.month import HEAD, REVIEWER, publish, shown
from tracker import accounts
from tracker.embedded import Server

LATE = "已逾期"


@pytest.fixture(scope="module")
def day(server: Server, loaded: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One demonstration for them all: nobody takes another's task."""
    with demonstrating(server, loaded, tmp_path_factory.mktemp("day")) as running:
        yield running


def words(html: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", html))


def of_unit(site: Site, unit: str, role: str = "filer") -> Browser:
    with site.house.reading() as conn:
        found = [each for each in accounts.of_government(conn, "demo") if each.role == role and unit in each.post]
    return site.signed_in(found[0])


def part(page: Page, heading: str) -> str:
    """What stands on a desk under a heading, as HTML; "" without it."""
    found = re.search(rf"<h3[^>]*>{heading}.*?(?=<h3|</section>)", page.text, re.S)
    return found[0] if found else ""


def duties(page: Page, heading: str = "要办的") -> list[str]:
    return [words(each) for each in re.findall(r"<li class=.*?</li>", part(page, heading), re.S)]


def stuck(page: Page) -> list[str]:
    return [words(each) for each in re.findall(r"<tr>.*?</tr>", part(page, "卡在谁那里"), re.S)[1:]]


def follow(browser: Browser, title: str, heading: str = "要办的") -> Page:
    """By the link of one thing on one's desk."""
    html = part(shown(browser.get("/desk")), heading)
    link = re.search(rf'href="([^"]+)"[^>]*>{title}<', html)
    assert link, (title, words(html))
    return shown(browser.get(link[1].partition("#")[0]))


def press(browser: Browser, page: Page, button: str, **typed: str) -> Page:
    form = next(form for form in page.forms if any(button in said for said, _, _ in form.buttons))
    return shown(
        browser.send(page, form.with_({name.replace("__", "."): each for name, each in typed.items()}), button)
    )


def test_every_desk_names_what_is_late_first_and_by_when(day: Site) -> None:
    for who in ("demo-filer", "demo-head-unit", "demo-office", "demo-district"):
        desk = shown(day.signed_in(who).get("/desk"))
        told = duties(desk, "填报人在办的" if who == "demo-head-unit" else "要办的")
        late = [LATE in each for each in told]
        assert told and late == sorted(late, reverse=True), (who, told)
        assert all(re.search(r"\d+月\d+日（周.+?）\d+时", each) for each in told), (who, told)
    waits = stuck(shown(day.signed_in("demo-office").get("/desk")))
    assert "市住房城乡建设局9月进展报送3项10月8日起已逾期1个工作日" in waits
    assert "市住房城乡建设局" in stuck(shown(day.signed_in("demo-observer").get("/desk")))[0]


def test_a_district_files_its_part_and_the_lead_unit_waits_no_more(day: Site) -> None:
    district, lead = day.by_link("demo-district"), day.signed_in("demo-filer")
    [told] = duties(shown(district.get("/desk")))
    assert (
        told.startswith("项目17的9月分项数字报送17建成保障性租赁住房") and "10月8日（周四）17时已逾期1个工作日" in told
    )
    assert "东湖区政府项目17的9月分项数字报送10月8日起已逾期1个工作日" in stuck(shown(lead.get("/desk")))
    explained = re.search(r'href="([^"]+/obligations/[^"]+)"', part(shown(district.get("/desk")), "要办的"))
    assert explained and "10月8日" in shown(district.get(explained[1])).text, "the day leads to its arithmetic"
    page = follow(district, "项目17的9月分项数字报送")
    press(district, page, "报给牵头单位", **{"17__values__1": "610", "17__values__2": "12000"})
    assert duties(shown(district.get("/desk"))) == []
    waits = stuck(shown(lead.get("/desk")))
    assert not [each for each in waits if "东湖区政府" in each], waits
    assert [each for each in waits if each.startswith("南城区政府项目17的9月分项数字报送")]


def test_a_week_filed_by_the_unit_stands_on_the_offices_desk(day: Site) -> None:
    filer, office = day.by_link("demo-filer"), day.by_link("demo-office")
    page = follow(filer, "项目20第40周调度")
    press(filer, page, "补报" if "补报" in page.text else "报送", situation="半幅沥青铺完。", next_steps="约交警验收。")
    assert not [each for each in duties(shown(filer.get("/desk"))) if "第40周调度" in each]
    assert [each for each in stuck(shown(filer.get("/desk"))) if "市政府办公厅督查室" in each and "第40周调度" in each]
    reviews = [each for each in duties(shown(office.get("/desk"))) if "第40周调度审核" in each]
    assert [each for each in reviews if "20打通未贯通道路12条" in each], "filed today, it has a day of its own"


def test_what_the_filer_hands_up_goes_to_the_head_and_from_there_to_the_office(day: Site) -> None:
    filer, head, office = (day.by_link(who) for who in ("demo-filer", "demo-head-unit", "demo-office"))
    assert duties(shown(head.get("/desk"))) == []
    before = shown(office.get("/desk"))
    assert "待审核4项" in words(before.text)
    page = follow(filer, "9月进展报送")
    figures = {"15.values.2": "28410", "15.values.3": "31250", "15.text": "9月新完工12个小区，累计93个，惠及28410户。"}
    form = page.form("", "15.text").with_(figures)
    form.fields.append(("action", "submit:15"))
    shown(filer.send(page, form), "已提交1个项目")
    [mine] = [each for each in duties(shown(filer.get("/desk"))) if "9月进展报送" in each]
    assert "项目17、20" in mine and "项目15" not in mine, "it is out of the filer's hands"
    assert [each for each in stuck(shown(filer.get("/desk"))) if each.startswith("本单位负责人项目15的9月进展报送")]
    [told] = duties(shown(head.get("/desk")))
    assert told.startswith("项目15的9月进展报送") and LATE in told
    press(head, follow(head, "项目15的9月进展报送"), "全部放行")
    assert duties(shown(head.get("/desk"))) == []
    assert "待审核5项" in words(shown(office.get("/desk")).text)


def test_an_answer_to_an_order_is_signed_by_the_head_and_verified_by_the_office(day: Site) -> None:
    filer, head, office = (day.signed_in(who) for who in ("demo-filer", "demo-head-unit", "demo-office"))
    reply = "示政办督单〔2026〕3号反馈"
    page = follow(filer, reply)
    form = page.form("/reply").with_({"done": "逐部列出症结和开工日期。"})
    proof = {"evidence": ("逐部计划表.pdf", b"%PDF-1.4 plan", "application/pdf")}
    shown(filer.send(page, form, "提请单位负责人签发", proof))
    assert not [each for each in duties(shown(filer.get("/desk"))) if reply in each]
    press(head, follow(head, reply), "签发并报出")
    assert not [each for each in duties(shown(head.get("/desk"))) if reply in each]
    assert [each for each in duties(shown(office.get("/desk"))) if "示政办督单〔2026〕3号核验" in each]


def test_the_office_gives_a_clue_to_the_unit_that_answers_for_it(day: Site) -> None:
    office, filer = day.by_link("demo-office"), day.signed_in("demo-filer")
    asked = "项目16群众反映线索分办"
    assert [each for each in stuck(shown(filer.get("/desk"))) if asked in each]
    press(office, follow(office, asked), "交办", matter="核实电梯停运的原因，两日内恢复。")
    assert not [each for each in duties(shown(office.get("/desk"))) if asked in each]
    assert [each for each in duties(shown(filer.get("/desk"))) if "项目16群众反映线索核实" in each]


def test_the_department_that_must_help_does_and_the_lead_unit_confirms(day: Site) -> None:
    helper, lead = of_unit(day, "市交通运输局"), of_unit(day, "市水务局")
    [told] = [each for each in duties(shown(helper.get("/desk"))) if "协调" in each]
    assert "10月12日（周一）24时还剩2个工作日" in told
    assert [each for each in stuck(shown(lead.get("/desk"))) if each.startswith("市交通运输局")]
    title = re.search(r'<a href="[^"]+/coordination/[^"]+">([^<]+)</a>', part(shown(helper.get("/desk")), "要办的"))
    assert title
    press(helper, follow(helper, re.escape(title[1])), "已办结", words="两处涉路施工许可10月9日批复。")
    assert not [each for each in duties(shown(helper.get("/desk"))) if "协调" in each]
    page = follow(lead, ".*?确认")
    press(lead, page, "确认办结")
    assert not [each for each in duties(shown(lead.get("/desk"))) if "确认" in each]


def test_an_inspectors_link_is_his_desk_and_the_office_sees_how_far_he_is(day: Site) -> None:
    office, inspector = day.by_link("demo-office"), day.nobody()
    on_desk = part(shown(office.get("/desk")), "现场核查")
    assert "8处已记录3处，2人已签0人" in words(on_desk)
    link = re.search(r'href="([^"]+/visits/[0-9a-f-]{36})"', on_desk)
    assert link
    tokens = list(dict.fromkeys(re.findall(r"/visit/([\w-]{20,})", shown(office.get(f"{link[1]}/sheet")).text)))
    page = shown(inspector.get(f"/visit/{tokens[0]}"))
    left = re.findall(r'/sites/(\w+)"(?:(?!</li>).)*?>未看<', page.text, re.S)
    page = shown(inspector.get(f"/visit/{tokens[0]}/sites/{left[0]}"))
    shown(inspector.send(page, page.form(f"/sites/{left[0]}").with_({"verified": "yes"}), "保存，看下一处"))
    again = shown(inspector.get(f"/visit/{tokens[0]}"))
    assert len(re.findall(r'/sites/\w+"(?:(?!</li>).)*?>未看<', again.text, re.S)) == len(left) - 1 == 4
    assert "8处已记录4处" in words(part(shown(office.get("/desk")), "现场核查"))
    page = shown(inspector.get(f"/visit/{tokens[0]}/sample"))
    shown(inspector.send(page, page.form("/sample").with_({"note": "两处没有开放。"})))
    for token in tokens:
        page = shown(inspector.get(f"/visit/{token}/sign"))
        shown(inspector.send(page, page.form("/sign").with_({"confirmed": "1", "sure": "1"})))
    assert "检查人员已签，待结束走访" in part(shown(office.get("/desk")), "现场核查")
    page = shown(office.get(link[1]))
    shown(office.send(page, page.form("/close").with_({"sure": "1", "conclusion": "四处没有看，另行安排。"})), "已结束")
    left_open = words(part(shown(office.get("/desk")), "现场核查"))
    assert "10月12日" in left_open and "8处" not in left_open, "next week's alone"


def test_the_press_drafts_what_is_published_and_the_head_of_the_office_approves_it(day: Site) -> None:
    """Last, for it publishes September."""
    writer, head, office = (day.by_link(who) for who in ("demo-press", "demo-head", "demo-office"))
    assert "应于10月10日（周六，上班）公布" in words(shown(writer.get("/desk")).text)
    publish(office, "2026-09", missing=True)
    assert not [each for each in duties(shown(office.get("/desk"))) if "9月进展公布" in each]
    page = follow(writer, "9月新闻通稿", "待办的文稿")
    page = press(writer, page, "起草")
    cleared = page.form("/review").with_({"opinion_post": REVIEWER, "cleared_by": HEAD})
    shown(writer.send(page, cleared))
    page = follow(head, "9月新闻通稿", "待您批准和督办的文稿")
    shown(head.send(page, page.form("/approve"), "批准"))
    assert "已批准" in words(part(shown(writer.get("/desk")), "待办的文稿"))
    press(writer, follow(writer, "9月新闻通稿", "待办的文稿"), "定稿发出")
    assert "9月新闻通稿" not in part(shown(writer.get("/desk")), "待办的文稿")
    assert "9月新闻通稿" not in part(shown(head.get("/desk")), "待您批准和督办的文稿")
