"""检查记录表: printed blank and filled, entered from the signed sheet by the office, named by the photograph's hash."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pdfplumber
import pytest

from supervision import spots
from supervision.checklist import EVERYWHERE
from tests import deeds
from tests.deeds import TestClient
from tests.web.test_visit import Trip, drawing, jpeg
from tests.web.test_visit_phone import house
from web.house import House

__all__ = ["house"]
SHEET = {
    "recorder": "1", "1.verified": "yes", "1.at": "08:40", "1.q0": "yes", "1.q2": "no",
    "2.verified": "no", "2.note": "关门", "reported_done": "2", "verified": "1", "note": "书院没有开门",
    "remark": "建议增加晚餐", "heard": "月底前开门", "post": "服务点负责人", "signed_by": ["1", "2"],
}  # fmt: skip


@pytest.fixture
def trip(house: House) -> Trip:
    return Trip(house)


@pytest.fixture(scope="module")
def office(house: House) -> TestClient:
    return deeds.client(house, deeds.account(house, "office"))


def root(trip: Trip, slug: str = deeds.SLUG) -> str:
    return f"/{slug}/{deeds.YEAR}/visits/{trip.id}"


def csrf(office: TestClient, trip: Trip) -> str:
    return str(office.get(root(trip)).text.split('name="csrf" value="')[1].split('"')[0])


def enter(office: TestClient, trip: Trip, key: object = None, photo: bytes | None = None, **changed: Any) -> Any:
    form = {**SHEET, **changed, "csrf": csrf(office, trip), "key": str(key or uuid4())}
    files = [("photos", ("记录表.jpg", jpeg() if photo is None else photo, "image/jpeg"))]
    return office.post(f"{root(trip)}/paper", data=form, files=files if photo != b"none" else None)


def words(office: TestClient, trip: Trip, query: str = "") -> tuple[int, str]:
    answer = office.get(f"{root(trip)}/paper.pdf{query}")
    assert answer.headers["content-type"] == "application/pdf"
    with pdfplumber.open(BytesIO(answer.content)) as pdf:
        return len(pdf.pages), "".join("".join(page.extract_text().split()) for page in pdf.pages)


def test_a_blank_sheet_has_room_for_everything_that_is_asked(trip: Trip, office: TestClient) -> None:
    pages, said = words(office, trip)
    assert pages <= 2
    for each in (
        "检查记录表",
        "柳荫社区养老服务点",
        "□一致□部分一致□不一致□未能查看",
        "现场数量",
        "检查人员签字",
        "被查单位签字",
        EVERYWHERE[0],
    ):
        assert each in said, each
    assert "市民代表01、人大代表01" in said and "至少2人" in said


def test_a_signed_sheet_is_entered_whole_and_names_its_photograph_and_who_entered_it(
    trip: Trip, office: TestClient
) -> None:
    key = uuid4()
    for _ in range(2):  # the same form sent twice
        answer = enter(office, trip, key)
        assert answer.status_code == 303, answer.text
    visit = trip.visit()
    assert [(site.verified, site.seen_by) for site in visit.sites] == [("yes", "1"), ("no", "1"), (None, None)]
    assert visit.sites[0].visited_at is not None and visit.sites[0].visited_at.minute == 40
    assert visit.words == "抽查2处，报送投用2处，核实1处，核实率50%" and visit.signed == 2
    assert {each.mark for each in visit.inspectors} == {"paper"}
    with trip.house.reading() as conn:
        spot = spots.of_visit(conn, trip.id)
    [paper] = spot.papers
    assert (paper.signed_by, paper.entered_by) == (["1", "2"], "督查室") and len(spot.heard) == 1
    page = office.get(root(trip)).text
    for each in (paper.photos[0][:12], "由督查室录入纸质记录", "纸上签字", "月底前开门", "服务点负责人", EVERYWHERE[2]):
        assert each in page, each
    shown = office.get(f"{root(trip)}/paper/{paper.photos[0]}")
    assert shown.headers["content-type"] == "image/jpeg" and b"SECRETPHONE" not in shown.content
    assert office.get(f"{root(trip)}/paper/{'0' * 64}").status_code == 404
    assert trip.browser.get(f"{root(trip)}/paper/{paper.photos[0]}").status_code in (303, 401)
    _, said = words(office, trip)
    assert "与报送不一致。关门" in said and "月底前开门（服务点负责人）" in said and "核实率50%" in said
    assert "□一致" in words(office, trip, "?blank=1")[1]
    papers = f"/{deeds.SLUG}/{deeds.YEAR}/papers"
    form = {"csrf": csrf(office, trip), "subject": f"visit:{trip.id}"}
    assert "走访还没有结束" in office.post(f"{papers}/visit_record", data=form).text
    trip.command("close")
    record = office.post(f"{papers}/visit_record", data=form).headers["location"]
    with pdfplumber.open(BytesIO(office.get(f"{record}.pdf").content)) as pdf:
        said = "".join("".join(page.extract_text().split()) for page in pdf.pages)
    assert "与报送不一致。关门" in said and "校验码" in said and trip.browser.get(f"{record}.pdf").status_code == 404
    assert "走访已经结束" in office.get(f"{root(trip)}/paper").text


def test_the_sheet_says_in_a_line_what_was_missing_and_known_when_it_was_signed(trip: Trip, office: TestClient) -> None:
    trip.browser.post(trip.at("/sites/1"), data={"verified": "yes"})
    trip.browser.post(trip.at("/sample"), data={"reported_done": "1", "verified": "1"})
    assert "签名时缺" not in words(office, trip)[1]
    trip.browser.post(trip.at("/sign"), data={"confirmed": "1", "sure": "1"})
    line = f"已知悉并确认：2处未看；清单有{len(trip.visit().checklist)}问未答（市民代表"
    assert line in words(office, trip)[1] and "签名时缺" not in words(office, trip, "?blank=1")[1]
    trip.browser.post(trip.at("/sites/2"), data={"verified": "yes"})
    assert "签名时缺" not in words(office, trip)[1], "a void signature knew of nothing"


def issued(trip: Trip, office: TestClient) -> tuple[str, int]:
    """The words of the record as it is issued, and how many pictures it shows."""
    form = {"csrf": csrf(office, trip), "subject": f"visit:{trip.id}"}
    record = office.post(f"/{deeds.SLUG}/{deeds.YEAR}/papers/visit_record", data=form).headers["location"]
    with pdfplumber.open(BytesIO(office.get(f"{record}.pdf").content)) as pdf:
        said = "".join("".join(page.extract_text().split()) for page in pdf.pages)
        return said, sum(len(page.images) for page in pdf.pages)


def test_the_record_of_a_closed_visit_tells_who_signed_what_was_found_and_what_nobody_looked_at(
    trip: Trip, office: TestClient
) -> None:
    seen = {"verified": "partly", "note": "二楼没有通水"}
    trip.browser.post(trip.at("/sites/1"), data=seen, files=[("photos", ("现场.jpg", jpeg(), "image/jpeg"))])
    [photo] = trip.visit().photos
    problem = {"severity": "minor", "fact": "助浴间没有通水", "site": "1", "photos": photo.sha256}
    assert trip.browser.post(trip.at("/findings"), data=problem).status_code == 303
    trip.browser.post(trip.at("/sample"), data={"reported_done": "1", "verified": "0", "note": "没有通水"})
    trip.browser.post(trip.at("/sign"), data={"confirmed": "1", "sure": "1", "drawn": drawing()})
    trip.browser.post(trip.at("/sign", "2"), data={"confirmed": "1", "sure": "1"})
    told = words(office, trip)[1]
    assert "□一致" in told and "检查人员签字（至少2人）" in told, "an open visit can still be written on"
    trip.command("close", "两处当天锁门，改日再看。")
    said, pictures = issued(trip, office)
    assert "市民代表01手机手写签名，2026年10月9日09:00" in said
    assert "人大代表01手机勾选签名，2026年10月9日09:00" in said
    for words_of_it in ("一、一般，柳荫社区养老服务点：", "助浴间没有通水。（市民代表01记录）"):
        assert words_of_it in said.replace("发现问题", "")
    assert said.count("未查看，原因见“结论”。") == 2 and "两处当天锁门，改日再看。" in said
    assert pictures == 1, "the name drawn by hand"
    for empty in ("□", "（）", "检查人员签字（", "由督查室录入"):
        assert empty not in said, empty
    assert "被查单位签字（打印后手写）" in said and "看过的点位都没有回答。" in said


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"photo": b"none"}, "请上传签过字的检查记录表照片"),
        ({"photo": b"%PDF-1.7 no picture"}, "不是可用的照片"),
        ({"signed_by": []}, "请勾选在纸上签字的人员"),
        ({"2.note": ""}, "请写明看到的情况"),
        ({"1.quantity": "许多"}, "不是可用的数字"),
        ({"1.at": "上午"}, "请按“时:分”填写查看时间"),
        ({"reported_done": "3"}, "应是0到2之间的整数"),
        ({"recorder": "9"}, "不在这次走访的参加人员中"),
        ({"post": ""}, "请写明说话人的单位和职务"),
    ],
)
def test_a_faulty_entry_keeps_nothing_and_says_why_beside_what_was_typed(
    trip: Trip, office: TestClient, changed: dict[str, Any], told: str
) -> None:
    answer = enter(office, trip, **changed)
    assert answer.status_code == 422 and told in answer.text and "建议增加晚餐" in answer.text
    assert trip.visit().recorded == 0 and trip.visit().signed == 0


def test_a_sheet_is_of_its_own_government(trip: Trip, house: House) -> None:
    stranger = deeds.client(house, deeds.account(house, "office", "othercity"))
    for path in ("/paper", "/paper.pdf"):
        assert stranger.get(f"{root(trip)}{path}").status_code == 403
        assert stranger.get(f"{root(trip, 'othercity')}{path}").status_code == 404
