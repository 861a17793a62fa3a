"""The office's pages for visits: plan, hand out, close, clear; its own government's only."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from projects.programme import Programme
from supervision import visit_link, visits
from supervision.inspecting import Inspecting, Quotas
from supervision.lot import Lot
from tests import deeds, visiting
from tests.deeds import TestClient
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House
from web.pages.visits import code_of

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}/visits/"
PLAN = {
    "on": "2026-10-09",
    "method": "走进市办实事",
    "basis": "年度走访安排",
    "leader": "督查室主任",
    "post": "市政府秘书长",
    "decided_on": "2026-10-08",
    "words": "同意。",
    "sites": ["1", "2", "6"],
    "as_of": "2026-09-30",
    "stage": "投用",
}
REVIEW = {
    "attribute": "主动公开",
    "opinion": "不涉密",
    "opinion_post": "督查室副主任",
    "approved_by": "分管副主任",
    "decided_on": "2026-10-09",
}

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


@pytest.fixture
def office(house: House) -> TestClient:
    return deeds.client(house, deeds.account(house, "office"))


def csrf_of(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(ROOT).text)
    assert found
    return found[1]


def post(client: TestClient, path: str, **form: object) -> tuple[int, str]:
    answer = client.post(path, data={"csrf": csrf_of(client), **form})
    return answer.status_code, answer.headers.get("location") or answer.text


def planned(client: TestClient, **changed: object) -> str:
    """Of project 2, with 人大代表01 and 市民代表01, who are enrolled by the first."""
    house = client.app.state.house  # type: ignore[attr-defined]
    roster = visiting.enrolled(house) or visiting.enrolled(house, "人大代表", "市民代表")
    members = [roster["人大代表01"], roster["市民代表01"]]
    status, where = post(client, f"{ROOT}new?project=2", **{**PLAN, "members": members, **changed})
    assert status == 303, where
    return where


def tokens(house: House, where: str) -> dict[str, str]:
    with house.reading() as conn:
        return {key: each.token for key, each in visit_link.of_visit(conn, UUID(where.split("/")[-1])).items()}


def walk(house: House, where: str, colour: str = "red") -> None:
    """Both inspectors' part, over their links."""
    phone, links = deeds.client(house), tokens(house, where)
    out = BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    first, second = (f"/visit/{links[key]}" for key in ("1", "2"))
    photo = [("photos", ("a.png", out.getvalue(), "image/png"))]
    assert phone.post(f"{first}/sites/1", data={"verified": "yes"}, files=photo).status_code == 303
    assert phone.post(f"{second}/sites/2", data={"verified": "no", "note": "关门"}).status_code == 303
    assert (
        phone.post(f"{first}/sample", data={"reported_done": "2", "verified": "1", "note": "关门"}).status_code == 303
    )
    for each in (first, second):
        assert phone.post(f"{each}/sign", data={"confirmed": "1", "sure": "1"}).status_code == 303


def fresh(exif: Image.Exif) -> bytes:
    """Another picture that says the same of itself."""
    out = BytesIO()
    Image.new("RGB", (60, 40), "blue").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_visit_is_planned_from_the_site_list_and_everyone_gets_a_link(office: TestClient, house: House) -> None:
    choose = office.get(f"{ROOT}new").text
    assert "2 建设社区养老服务点40个（8处点位）" in choose and "1 既有住宅加装电梯300部（" in choose
    page = office.get(f"{ROOT}new?project=2").text
    assert page.count('name="sites"') == 8 and "柳河社区养老服务点" in page
    where = planned(office)
    detail = office.get(where).text
    assert "2处投用" in detail  # 柳河 is only 完工 in the list
    assert "人大代表" in detail and "市民代表" in detail
    assert set(tokens(house, where)) == {"1", "2"}
    sheet = office.get(f"{where}/sheet")
    assert sheet.headers["cache-control"] == "no-store" and sheet.text.split("<main")[1].count("<svg") == 2
    for token in tokens(house, where).values():
        assert f"http://127.0.0.1:8000/visit/{token}" in sheet.text
    assert "待走访" in office.get(ROOT).text


def test_a_faulty_plan_is_shown_again_with_what_was_typed(office: TestClient) -> None:
    form = {**PLAN, "on": "2026-10-01", "basis": "", "done": "七", "sites": ["2"]}
    status, page = post(office, f"{ROOT}new?project=2", **form)
    assert status == 422
    for told in ("不能早于今天（10月9日）", "请填写依据", "至少2人", "报送处数应在0到1之间"):
        assert told in page
    assert 'value="七"' in page and re.search(r'name="sites" value="2"\s+checked', page)


def test_links_are_changed_and_revoked_one_by_one(office: TestClient, house: House, clock: FixedClock) -> None:
    where = planned(office)
    before, phone = tokens(house, where), deeds.client(house)
    assert post(office, f"{where}/revoke", inspector="1")[0] == 303
    assert phone.get(f"/visit/{before['1']}").status_code == 404
    assert phone.get(f"/visit/{before['2']}").status_code == 200
    clock.advance(timedelta(minutes=2))
    status, shown = post(office, f"{where}/links", inspector="1")
    assert status == 303
    page = office.get(shown).text
    assert "的新链接已生成，原来的链接已经作废" in page
    assert f"http://127.0.0.1:8000/visit/{tokens(house, where)['1']}<" in page
    assert "新链接已生成" not in office.get(where).text + office.get(f"{where}?renewed=9").text
    after = tokens(house, where)
    assert after["1"] != before["1"] and after["2"] == before["2"]
    assert phone.get(f"/visit/{after['1']}").status_code == 200
    assert post(office, f"{where}/links", inspector="9")[0] == 404


def test_a_visit_closes_once_two_have_signed_and_its_links_end(office: TestClient, house: House) -> None:
    where = planned(office)
    early = post(office, f"{where}/close", conclusion="还没看完的结论")
    assert early[0] == 422 and "还没有抽查数字" in early[1] and "还没看完的结论" in early[1]
    links = tokens(house, where)
    walk(house, where)
    assert "抽查2处，报送投用2处，核实1处，核实率50%" in office.get(where).text
    assert "还缺：1处未看；清单有" in office.get(where).text
    bare = post(office, f"{where}/close")
    assert bare[0] == 422 and 'href="#sure"' in bare[1] and 'href="#conclusion"' in bare[1]
    assert post(office, f"{where}/close", conclusion="一处继续跟踪")[0] == 422
    assert post(office, f"{where}/close", sure="1")[0] == 422
    assert post(office, f"{where}/close", sure="1", conclusion="一处继续跟踪")[0] == 303
    assert deeds.client(house).get(f"/visit/{links['1']}").status_code == 404
    assert "没有可用的链接" in office.get(f"{where}/sheet").text
    answer = post(office, f"{where}/links", inspector="1")
    assert answer[0] == 409 and "已经结束" in answer[1]


def test_two_cleared_pictures_of_a_site_stand_beside_each_other(house: House, clock: FixedClock) -> None:
    """Before: 9 October; after: 12 November. What is not cleared, or withheld again, is in no pair."""
    public, card = deeds.client(house), f"/{deeds.SLUG}/{deeds.YEAR}/projects/2"
    taken = []
    for day, colour in (("2026-10-09", "red"), ("2026-11-12", "green")):
        clock.set(datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=SHANGHAI))
        office = deeds.client(house, deeds.account(house, "office", login=f"office-{colour}"))
        where = planned(office, on=day)
        walk(house, where, colour)
        assert post(office, f"{where}/close", sure="1", conclusion="一处关门。")[0] == 303
        with house.reading() as conn:
            found = visits.visit(conn, UUID(where.split("/")[-1]))
        assert found
        taken.append((where, found.photos[0].sha256))
    (first, before), (second, after) = taken
    assert before != after, "each visit's picture is its own"
    assert post(office, f"{first}/clear", **REVIEW, photos=[before])[0] == 303
    assert "前后对照" not in public.get(card).text
    assert post(office, f"{second}/clear", **REVIEW, photos=[after])[0] == 303
    shown = public.get(card).text
    pair = shown[shown.index('class="pair"') : shown.index('class="months"')]
    assert "前后对照：柳荫社区养老服务点" in pair
    assert pair.index(f"/visits/photos/{before}") < pair.index("2026年10月9日（走进市办实事）") < pair.index(after)
    assert "2026年11月12日（走进市办实事）" in pair
    assert post(office, f"{second}/clear", **REVIEW, photos=[])[0] == 303
    assert "前后对照" not in public.get(card).text


def test_from_an_approved_plan_and_its_draw_to_the_public_card(office: TestClient, house: House) -> None:
    """随机抽查: one press makes the visit of the draw; nothing of it is public before the plan is over."""
    visiting.enrolled(house, "人大代表", "市民代表", "市民代表")
    inspecting = Inspecting(house.ledger, Programme.create_id(deeds.SLUG, deeds.YEAR))
    project = str(visiting.project(house).id)

    def do(act: Any) -> Any:
        return house.carry_out(SYSTEM, None, ["deed"], act, alone=True)

    id = do(lambda: inspecting.draft(visiting.outline(project, method="随机抽查")))["plan"]
    do(lambda: inspecting.approve(UUID(id), visiting.APPROVAL))
    quotas = Quotas({"人大代表": 1, "市民代表": 1}, "sites", 2)
    lot = house.ledger.get(Lot, UUID(do(lambda: inspecting.commit(UUID(id), quotas, ("甲", "乙"), "排列5"))["lot"]))
    for place, number in ((1, "4821"), (2, "7712")):
        lot.write_paper(place, number)
    lot.end_sealing()
    do(lambda: ([lot], {}))
    plan, card = ROOT.replace("visits/", f"inspection-plans/{id}"), f"/{deeds.SLUG}/{deeds.YEAR}/projects/2"
    assert "未现场核查" in deeds.client(house).get(card).text
    assert "抽中的人一起去" in office.get(plan).text
    assert post(office, f"{plan}/visits", **{"on-2": "2026-10-09"})[0] == 303
    assert post(office, f"{plan}/visits", **{"on-2": "2026-10-09"})[0] == 422, "it is made once"
    assert office.get(f"{plan}/visits/sheet").text.split("<main")[1].count("<svg") == 2
    with house.reading() as conn:
        (row,) = visits.of_programme(conn, deeds.SLUG, deeds.YEAR)
        found = visits.visit(conn, row.id)
    assert found
    sites, where, links = [site.key for site in found.sites], f"{ROOT}{row.id}", tokens(house, f"{ROOT}{row.id}")
    phone = deeds.client(house)
    for key, verified in zip(sites, ("yes", "no"), strict=True):
        data = {"verified": verified, "note": "没有开门。"}
        assert phone.post(f"/visit/{links['1']}/sites/{key}", data=data).status_code == 303
    data = {"reported_done": "2", "verified": "1", "note": "一处没有开门。", "confirmed": "1"}
    assert phone.post(f"/visit/{links['1']}/sample", data=data).status_code == 303
    for link in links.values():
        assert phone.post(f"/visit/{link}/sign", data={"confirmed": "1", "sure": "1"}).status_code == 303
    assert post(office, f"{plan}/over", what="end")[0] == 422, "a visit goes on"
    assert post(office, f"{where}/close", sure="1", conclusion="一处没有开门。")[0] == 303
    silent = post(office, f"{where}/clear", **REVIEW)
    assert silent[0] == 422 and "整个督查结束以后才能公开" in silent[1]
    assert post(office, f"{where}/ruling", ruling="late", reason="")[0] == 422
    assert post(office, f"{where}/ruling", ruling="late", reason="台账晚登。")[0] == 303
    assert post(office, f"{plan}/over", what="end")[0] == 303
    assert post(office, f"{where}/clear", **REVIEW)[0] == 303
    shown = deeds.client(house).get(card).text
    assert "抽查2处，报送完工2处，核实1处，核实率50%" in shown and "差异经认定为登记滞后" in shown
    assert "10月9日核查：与报送不一致" in shown and "未现场核查" not in shown
    for seat in found.inspectors:
        assert seat.called in shown


def test_the_plan_says_how_those_who_were_drawn_look_by_whether_there_is_a_register_of_sites(
    office: TestClient, house: House
) -> None:
    visiting.enrolled(house, "人大代表", "市民代表")
    inspecting = Inspecting(house.ledger, Programme.create_id(deeds.SLUG, deeds.YEAR))

    def do(act: Any) -> Any:
        return house.carry_out(SYSTEM, None, ["deed"], act, alone=True)

    register, sites = "项目没有点位台账，抽查登记台账或者电话回访", "看抽中的项目的全部点位"
    for number, told, other in (("1", register, sites), ("2", sites, register)):
        project = str(visiting.project(house, number).id)
        id = do(lambda this=project: inspecting.draft(visiting.outline(this, method="随机抽查")))["plan"]
        do(lambda id=id: inspecting.approve(UUID(id), visiting.APPROVAL))
        quotas = Quotas({"人大代表": 1, "市民代表": 1})
        lot = house.ledger.get(
            Lot, UUID(do(lambda id=id, of=quotas: inspecting.commit(UUID(id), of, ("甲", "乙"), "排列5"))["lot"])
        )
        for place, written in ((1, "4821"), (2, "7712")):
            lot.write_paper(place, written)
        lot.end_sealing()
        do(lambda lot=lot: ([lot], {}))
        page = office.get(ROOT.replace("visits/", f"inspection-plans/{id}")).text
        assert told in page and other not in page


def test_a_photograph_is_the_offices_until_it_is_cleared(office: TestClient, house: House) -> None:
    where = planned(office)
    walk(house, where)
    with house.reading() as conn:
        found = visits.visit(conn, UUID(where.split("/")[-1]))
    assert found is not None
    (photo,) = found.photos
    public = deeds.client(house)
    assert office.get(f"{where}/photos/{photo.sha256}").headers["content-type"] == "image/jpeg"
    assert public.get(f"{where}/photos/{photo.sha256}").status_code == 303
    assert public.get(f"/visits/photos/{photo.sha256}").status_code == 404
    early = post(office, f"{where}/clear", **REVIEW)
    assert early[0] == 422 and "还没有结束" in early[1]
    assert post(office, f"{where}/close", sure="1", conclusion="一处关门。")[0] == 303
    bad = post(office, f"{where}/clear", **{**REVIEW, "opinion": ""}, photos=[photo.sha256])
    assert bad[0] == 422 and "请填写保密审查意见" in bad[1] and "分管副主任" in bad[1]
    assert public.get(f"/visits/photos/{photo.sha256}").status_code == 404
    assert post(office, f"{where}/clear", **REVIEW, photos=["f" * 64])[0] == 422
    assert post(office, f"{where}/clear", **REVIEW, photos=[photo.sha256])[0] == 303
    assert public.get(f"/visits/photos/{photo.sha256}").status_code == 200


def test_a_picture_of_another_day_is_hinted_at_and_its_place_kept_where_that_was_agreed_to(
    office: TestClient, house: House
) -> None:
    where, out, exif = planned(office), BytesIO(), Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:09:30 16:20:00"
    for tag, value in enumerate(("N", (30.0, 15.0, 36.0), "E", (120.0, 9.0, 0.0)), start=1):
        exif.get_ifd(0x8825)[tag] = value
    Image.new("RGB", (60, 40), "red").save(out, "JPEG", exif=exif)
    phone, link = deeds.client(house), f"/visit/{tokens(house, where)['1']}"
    for key, agreed in (("1", "1"), ("2", "")):
        files = [("photos", (f"{key}.jpg", out.getvalue() if key == "1" else fresh(exif), "image/jpeg"))]
        data = {"verified": "yes", "with_place": agreed}
        assert phone.post(f"{link}/sites/{key}", data=data, files=files).status_code == 303
    detail = office.get(where).text
    assert detail.count("9月30日 16:20拍，与查看日期不同") == 2
    assert detail.count("30.26000，120.15000") == 1


def test_a_plan_may_ask_for_more_signatures_and_its_papers_say_so(office: TestClient, house: House) -> None:
    visiting.enrolled(house, "人大代表", "市民代表", "市民代表")
    inspecting = Inspecting(house.ledger, Programme.create_id(deeds.SLUG, deeds.YEAR))
    outline = visiting.outline(str(visiting.project(house).id), signatures=3)
    id = house.carry_out(SYSTEM, None, ["deed"], lambda: inspecting.draft(outline), alone=True)["plan"]
    house.carry_out(SYSTEM, None, ["deed"], lambda: inspecting.approve(UUID(id), visiting.APPROVAL), alone=True)
    roster = list(visiting.enrolled(house).values())
    new = f"{ROOT}new?project=2&plan={id}"
    status, page = post(office, new, **{**PLAN, "members": roster[:2]})
    assert status == 422 and "至少3人" in page
    status, where = post(office, new, **{**PLAN, "members": roster})
    assert status == 303
    assert "至少3人" in office.get(where).text
    link = f"/visit/{tokens(house, where)['1']}"
    assert deeds.client(house).get(f"{link}/state").json()["needed"] == 3


def test_a_project_without_sites_is_looked_into_by_calls_and_only_numbers_of_people_are_kept(
    office: TestClient, house: House
) -> None:
    assert "台账抽查" in office.get(f"{ROOT}new?project=1").text
    visiting.enrolled(house, "人大代表", "市民代表")
    roster = list(visiting.enrolled(house).values())
    form = {**PLAN, "members": roster, "sites": [], "way": "sites"}
    status, page = post(office, f"{ROOT}new?project=1", **form)
    assert status == 422 and "没有的选台账抽查或者电话回访" in page
    status, where = post(office, f"{ROOT}new?project=1", **{**form, "way": "calls"})
    assert status == 303, where
    phone, links = deeds.client(house), tokens(house, where)
    first = f"/visit/{links['1']}"
    named = phone.post(f"{first}/sites/1", data={"verified": "partly", "note": "张某13800001111说没有装"})
    assert named.status_code == 422 and "删去个人信息" in named.text
    assert phone.post(f"{first}/sites/1", data={"verified": "partly", "note": "两户说还没有装"}).status_code == 303
    assert "拨打" in phone.get(f"{first}/sample").text
    said = {"tried": "30", "checked": "32", "reported_done": "32", "verified": "30", "note": "两户说还没有装"}
    wrong = phone.post(f"{first}/sample", data=said)
    assert wrong.status_code == 422 and "不小于接通数（32）" in wrong.text
    assert phone.post(f"{first}/sample", data={**said, "tried": "40"}).status_code == 303
    for link in links.values():
        assert phone.post(f"/visit/{link}/sign", data={"confirmed": "1", "sure": "1"}).status_code == 303
    words = "电话回访拨打40个，接通32个，报送完成32个，核实30个，核实率93.8%"
    assert words in office.get(where).text and phone.get(f"{first}/state").json()["way"]["unit"] == "个"
    assert post(office, f"{where}/close", sure="1", conclusion="两户继续跟踪")[0] == 303
    assert post(office, f"{where}/clear", **REVIEW)[0] == 303
    card = deeds.client(house).get(f"/{deeds.SLUG}/{deeds.YEAR}/projects/1").text
    assert words in card and "电话回访，是抽查样本，不代表全部" in card


def test_a_visit_not_begun_can_be_cancelled(office: TestClient, house: House) -> None:
    where = planned(office)
    assert post(office, f"{where}/cancel", reason="")[0] == 422
    assert post(office, f"{where}/cancel", reason="台风")[0] == 303
    page = office.get(where).text
    assert "已取消" in page and "台风" in page


def test_only_the_office_of_the_same_government_comes_in(office: TestClient, house: House) -> None:
    where = planned(office)
    deeds.released(house, "othercity")
    foreign = deeds.client(house, deeds.account(house, "office", "othercity"))
    filer = deeds.client(house, deeds.account(house, "filer", unit="市民政局"))
    press = deeds.client(house, deeds.account(house, "press"))
    nobody = deeds.client(house)
    for path in (ROOT, f"{ROOT}new", where, f"{where}/sheet"):
        for client, status in ((foreign, 403), (filer, 403), (press, 403), (nobody, 303), (office, 200)):
            assert client.get(path).status_code == status, path
    own = where.replace(f"/{deeds.SLUG}/", "/othercity/")
    assert foreign.get(own).status_code == 404 and foreign.get(f"{own}/sheet").status_code == 404
    token = re.search(r'name="csrf" value="([^"]+)"', foreign.get(f"/othercity/{deeds.YEAR}/visits/").text)
    assert token
    for act in ("close", "cancel", "clear", "links", "revoke"):
        answer = foreign.post(f"{own}/{act}", data={"csrf": token[1], "inspector": "1", "reason": "别人的"})
        assert answer.status_code == 404, act
        assert office.post(f"{where}/{act}", data={"inspector": "1"}).status_code == 403, "without its token"
    assert set(tokens(house, where)) == {"1", "2"}


def test_there_are_no_visits_where_there_is_no_programme(office: TestClient) -> None:
    assert office.get(f"/{deeds.SLUG}/2031/visits/").status_code == 404
    assert office.get(f"{ROOT}nonsense").status_code == 404
    assert office.get(f"{ROOT}00000000-0000-0000-0000-000000000000").status_code == 404


def test_a_code_is_a_drawing_without_style_or_script() -> None:
    drawn = str(code_of('https://example.invalid/visit/a"><script>'))
    assert drawn.startswith("<svg") and "style" not in drawn and "script" not in drawn
