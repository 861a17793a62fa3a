"""A visit on a phone, over HTTP and without script: its link alone opens it, nothing else, and only while it lasts."""

import base64
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from PIL import Image

from supervision import spots, visit_link, visits
from supervision.inspection import Inspection
from supervision.visit import Visit
from tests import deeds, visiting
from tracker import seal
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

pytestmark = pytest.mark.usefixtures("clock")


class Trip:
    """A visit planned for today, with a link for each of its two inspectors."""

    def __init__(self, house: House, sites: tuple[str, ...] = ("1", "2", "6")) -> None:
        self.house = house
        made = visiting.planned(visiting.project(house), sites=sites, reported={"as_of": "2026-09-30", "stage": "投用"})
        house.carry_out(SYSTEM, None, ["plan"], lambda: ([made], {}))
        self.id = made.id
        with house.reading() as conn:
            self.tokens = {key: visit_link.make(conn, made.id, key) for key in ("1", "2")}
        self.browser = deeds.client(house)

    def at(self, path: str = "", who: str = "1") -> str:
        return f"/visit/{self.tokens[who]}{path}"

    def get(self, path: str = "", who: str = "1") -> str:
        answer = self.browser.get(self.at(path, who))
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def visit(self) -> Visit:
        with self.house.reading() as conn:
            found = visits.visit(conn, self.id)
        assert found is not None
        return found

    def command(self, change: str, *arguments: object) -> None:
        found = self.house.ledger.get(Inspection, self.id)
        getattr(found, change)(*arguments)
        self.house.carry_out(SYSTEM, None, [change], lambda: ([found], {}))


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


@pytest.fixture
def trip(house: House) -> Trip:
    return Trip(house)


def jpeg(colour: str = "green") -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    Image.new("RGB", (800, 600), colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


def drawing() -> str:
    made = Image.new("RGBA", (900, 360), (0, 0, 0, 0))
    made.paste((0, 0, 0, 255), (100, 100, 500, 110))
    out = BytesIO()
    made.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', page)
    assert found
    return found[1]


def test_the_first_page_says_what_is_done_and_what_is_left(trip: Trip) -> None:
    page = trip.get()
    assert "已看0处，共3处" in " ".join(page.split()) and "还没有记录" in page
    assert "建设社区养老服务点40个" in page and page.count("未看") == 3
    trip.browser.post(trip.at("/sites/1"), data={"verified": "yes", "key": str(uuid4())})
    page = " ".join(trip.get().split())
    assert "已看1处，共3处" in page and "已保存 09:00" in page and "与报送一致" in page
    trip.browser.post(trip.at("/sites/2"), data={"verified": "unseen", "note": "没有开门", "key": str(uuid4())})
    assert "已看1处，未能查看1处，共3处" in " ".join(trip.get().split())


def test_a_site_is_recorded_with_its_photograph_and_the_next_one_comes_up(trip: Trip) -> None:
    page = trip.get("/sites/1")
    answer = trip.browser.post(
        trip.at("/sites/1"),
        data={
            "key": key_in(page),
            "verified": "partly",
            "confirmed": "1",
            "quantity": "１.5",
            "note": "二楼没有开",
            "visited_at": "08:40",
            "then": "next",
        },
        files=[("photos", ("a.jpg", jpeg(), "image/jpeg")), ("photos", ("b.jpg", jpeg("red"), "image/jpeg"))],
    )
    assert answer.status_code == 303 and answer.headers["location"] == trip.at("/sites/2")
    site = trip.visit().site("1")
    assert site is not None and site.visited_at is not None
    assert (site.verified, site.quantity, site.note, site.seen_by) == ("partly", "1.5", "二楼没有开", "1")
    assert site.visited_at.isoformat().endswith("00:40:00+00:00") or site.visited_at.hour == 8
    photos = trip.visit().photos_of("1")
    assert len(photos) == 2
    shown = trip.browser.get(trip.at(f"/photos/{photos[0].sha256}"))
    assert shown.status_code == 200 and shown.headers["content-type"] == "image/jpeg"
    assert b"SECRETPHONE" not in shown.content and shown.headers["cache-control"] == "no-store"


def test_a_picture_is_taken_back_by_whoever_sent_it_and_is_listed_no_more(trip: Trip) -> None:
    """Another inspector is not offered it and is refused; the store keeps its bytes, and nobody is shown them."""
    sent = [("photos", ("a.jpg", jpeg(), "image/jpeg")), ("photos", ("b.jpg", jpeg("red"), "image/jpeg"))]
    trip.browser.post(trip.at("/sites/1"), data={"verified": "yes"}, files=sent)
    first, second = (photo.sha256 for photo in trip.visit().photos_of("1"))
    back = f"/photos/{first}/back"
    assert back in trip.get("/sites/1") and "/back" not in trip.get("/sites/1", who="2")
    no = trip.browser.post(trip.at(back, who="2"), data={"key": str(uuid4())})
    assert no.status_code == 422 and "由市民代表01拍摄，只能由本人撤回" in no.text
    key = str(uuid4())
    for _ in range(2):  # the same form sent twice
        answer = trip.browser.post(trip.at(back), data={"key": key})
        assert answer.status_code == 303 and trip.browser.get(trip.at("/sites/1")).status_code == 200
    assert [photo.sha256 for photo in trip.visit().photos] == [second]
    assert trip.browser.get(trip.at(f"/photos/{first}")).status_code == 404
    assert first not in trip.get("/sites/1") and first in trip.house.store


def test_after_the_last_site_the_list_comes_back(trip: Trip) -> None:
    for site, expected in (("2", "/sites/6"), ("6", "/sites/1"), ("1", "")):
        answer = trip.browser.post(trip.at(f"/sites/{site}"), data={"verified": "yes", "then": "next"})
        assert answer.headers["location"] == trip.at(expected)
    assert trip.visit().seen == 3


def test_a_faulty_form_says_so_and_keeps_what_was_typed(trip: Trip) -> None:
    answer = trip.browser.post(
        trip.at("/sites/1"),
        data={"verified": "no", "quantity": "很多", "note": "看到<b>围挡</b>", "visited_at": "25:99"},
        files=[("photos", ("a.jpg", b"<svg onload=alert(1)>", "image/jpeg"))],
    )
    assert answer.status_code == 422
    for told in ("“很多”不是可用的数字", "按“时:分”填写", "这个文件不是可用的照片"):
        assert told in answer.text
    assert "看到&lt;b&gt;围挡&lt;/b&gt;" in answer.text and 'value="很多"' in answer.text
    assert re.search(r'value="no"\s+checked', answer.text)
    assert trip.visit().recorded == 0 and trip.visit().photos == ()


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "请选择这一处与报送是否一致"),
        ({"verified": "maybe"}, "请选择这一处与报送是否一致"),
        ({"verified": "unseen"}, "请写明看到的情况"),
        ({"verified": "yes", "quantity": "-3"}, "请填写不小于0的数"),
        ({"verified": "yes", "quantity": "9" * 500}, "不是可用的数字"),
        ({"verified": "yes", "visited_at": "09:01"}, "查看时间晚于现在"),
        ({"verified": "yes", "note": "长" * 1001}, "文字超过1000字"),
    ],
)
def test_what_a_site_refuses(trip: Trip, form: dict[str, str], told: str) -> None:
    answer = trip.browser.post(trip.at("/sites/1"), data=form)
    assert answer.status_code == 422 and told in answer.text
    assert trip.visit().recorded == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "照片是空的"),
        (jpeg()[:400], "不是可用的照片"),
        (b"%PDF-1.7 not a picture", "不是可用的照片"),
        (b"\0" * (10 * 1024 * 1024 + 1), "照片超过10MB"),
    ],
    ids=["empty", "half", "pdf", "huge"],
)
def test_a_bad_photograph_leaves_nothing_behind(trip: Trip, content: bytes, told: str) -> None:
    answer = trip.browser.post(
        trip.at("/sites/1"), data={"verified": "yes"}, files=[("photos", ("../../x\r\n.jpg", content, "image/jpeg"))]
    )
    assert answer.status_code == 422 and told in answer.text
    assert trip.visit().recorded == 0
    assert not list((trip.house.store.folder).glob("**/*.*"))


def test_too_many_photographs_at_once_are_refused(trip: Trip) -> None:
    answer = trip.browser.post(
        trip.at("/sites/1"),
        data={"verified": "yes"},
        files=[("photos", (f"{n}.jpg", jpeg(), "image/jpeg")) for n in range(7)],
    )
    assert answer.status_code == 422 and "一次最多6张" in answer.text


def test_the_same_form_sent_twice_counts_once(trip: Trip) -> None:
    form = {"key": str(uuid4()), "text": "建议增加晚餐"}
    for _ in range(2):
        assert trip.browser.post(trip.at("/remarks"), data=form).status_code == 303
    assert [remark.words for remark in trip.visit().remarks] == ["建议增加晚餐"]
    answer = trip.browser.post(trip.at("/remarks"), data={**form, "text": "另一条"})
    assert answer.status_code == 422 and "已经用于另一次操作" in answer.text


def test_the_other_inspector_reads_a_recorded_site_and_cannot_change_it(trip: Trip) -> None:
    trip.browser.post(trip.at("/sites/1"), data={"verified": "yes"})
    page = trip.get("/sites/1", who="2")
    assert "一处由一人记录" in page and "<form" not in page.split("<main")[1]
    answer = trip.browser.post(trip.at("/sites/1", who="2"), data={"verified": "no", "note": "不同意"})
    assert answer.status_code == 422 and "由市民代表01记录" in answer.text
    assert trip.visit().site("1").verified == "yes"  # type: ignore[union-attr]


def test_figures_then_signatures_end_the_inspectors_part(trip: Trip) -> None:
    assert "还没有看过任何点位" in trip.get("/sample")
    assert "先填写抽查数字" in trip.get("/sign")
    trip.browser.post(trip.at("/sites/1"), data={"verified": "yes"})
    trip.browser.post(trip.at("/sites/2"), data={"verified": "no", "note": "关门"})
    page = trip.get("/sample")
    assert re.search(r'name="reported_done"[^>]*value="2"', page) and re.search(r'name="verified"[^>]*value="1"', page)
    bad = trip.browser.post(trip.at("/sample"), data={"reported_done": "三", "verified": "1", "note": ""})
    assert bad.status_code == 422 and "应是0到2之间的整数" in bad.text
    good = {"reported_done": "2", "verified": "1", "note": "书院没有开门"}
    assert trip.browser.post(trip.at("/sample"), data=good).status_code == 303
    assert "抽查2处，报送投用2处，核实1处，核实率50%" in trip.get()
    bare = trip.browser.post(trip.at("/sign"), data={})
    assert bare.status_code == 422 and "请勾选确认" in bare.text
    broken = trip.browser.post(trip.at("/sign"), data={"confirmed": "1", "drawn": "data:image/png;base64,AAAA"})
    assert broken.status_code == 422 and "没有收到可用的手写签名" in broken.text
    assert (
        trip.browser.post(trip.at("/sign"), data={"confirmed": "1", "sure": "1", "drawn": drawing()}).status_code == 303
    )
    assert trip.browser.post(trip.at("/sign", who="2"), data={"confirmed": "1", "sure": "1"}).status_code == 303
    first, second = trip.visit().inspectors
    assert (first.mark, second.mark, second.signature) == ("drawn", "confirmed", None)
    assert first.signature is not None and first.signature in trip.house.store


def test_what_is_missing_is_told_before_it_is_signed_and_signed_only_on_a_tick(trip: Trip) -> None:
    """Of three places one is seen with two questions answered, one has a reason, one has nothing."""
    questions = len(trip.visit().checklist)
    trip.browser.post(trip.at("/sites/1"), data={"verified": "yes", "q0": "yes", "q1": "na"})
    trip.browser.post(trip.at("/sites/2"), data={"verified": "unseen", "note": "没有开门"})
    trip.browser.post(trip.at("/sample"), data={"reported_done": "1", "verified": "1"})
    missing = f"还缺：1处未看；清单有{questions - 2}问未答。"
    assert missing in trip.get("/sign")
    no = trip.browser.post(trip.at("/sign"), data={"confirmed": "1"})
    assert no.status_code == 422 and f'<a href="#sure">{missing}' in no.text and trip.visit().signed == 0
    assert re.search(r'name="confirmed" value="1"\s+checked', no.text)
    assert trip.browser.post(trip.at("/sign"), data={"confirmed": "1", "sure": "1"}).status_code == 303
    visit = trip.visit()
    assert visit.signed == 1
    assert visit.signed_knowing == f"1处未看；清单有{questions - 2}问未答（市民代表01）"
    office = deeds.client(trip.house, deeds.account(trip.house, "office"))
    shown = office.get(f"/{deeds.SLUG}/{deeds.YEAR}/visits/{trip.id}").text
    assert f"签名时已知悉并确认：1处未看；清单有{questions - 2}问未答" in shown


def test_where_nothing_is_missing_nothing_more_is_asked(house: House) -> None:
    """A place that could not be seen has its reason, and no questions."""
    trip = Trip(house, ("1", "2"))
    answers = {f"q{place}": "yes" for place in range(len(trip.visit().checklist))}
    trip.browser.post(trip.at("/sites/1"), data={"verified": "yes", **answers})
    trip.browser.post(trip.at("/sites/2"), data={"verified": "unseen", "note": "没有开门"})
    trip.browser.post(trip.at("/sample"), data={"reported_done": "1", "verified": "1"})
    page = trip.get("/sign")
    assert "还缺" not in page and 'name="sure"' not in page
    assert trip.browser.post(trip.at("/sign"), data={"confirmed": "1"}).status_code == 303
    assert trip.visit().signed == 1 and trip.visit().signed_knowing == ""


def test_every_page_of_a_link_that_ended_is_gone(trip: Trip, house: House) -> None:
    trip.browser.post(
        trip.at("/sites/1"), data={"verified": "yes"}, files=[("photos", ("a.jpg", jpeg(), "image/jpeg"))]
    )
    photo = trip.visit().photos[0].sha256
    paths = ["", "/sites/1", "/sample", "/remarks", "/sign", f"/photos/{photo}"]
    with house.reading() as conn:
        visit_link.revoke(conn, trip.id, "1")
    for path in paths:
        answer = trip.browser.get(trip.at(path))
        assert answer.status_code == 404, path
    assert "这个链接不能再用" in trip.browser.get(trip.at()).text
    assert trip.browser.get(trip.at(who="2")).status_code == 200
    trip.command("record_sample", "2", 1, 1)
    trip.command("sign", "1", "confirmed")
    trip.command("sign", "2", "confirmed")
    trip.command("close")
    for path in paths:
        assert trip.browser.get(trip.at(path, who="2")).status_code == 404, path
    for path in ("/sites/1", "/sample", "/remarks", "/sign"):
        form = {"verified": "yes", "text": "迟到", "confirmed": "1", "reported_done": "1"}
        assert trip.browser.post(trip.at(path, who="2"), data=form).status_code == 404, path
    assert trip.visit().remarks == ()


def test_a_cancelled_visits_links_are_gone(trip: Trip) -> None:
    trip.command("cancel", "下雨")
    assert trip.browser.get(trip.at()).status_code == 404


def test_a_link_opens_its_own_visit_and_nothing_of_another(trip: Trip, house: House) -> None:
    other = Trip(house, ("3",))
    other.browser.post(
        other.at("/sites/3"), data={"verified": "yes"}, files=[("photos", ("a.jpg", jpeg(), "image/jpeg"))]
    )
    photo = other.visit().photos[0].sha256
    assert trip.browser.get(trip.at("/sites/3")).status_code == 404
    assert trip.browser.post(trip.at("/sites/3"), data={"verified": "yes"}).status_code == 404
    assert trip.browser.get(trip.at(f"/photos/{photo}")).status_code == 404
    assert trip.browser.get(f"/visits/photos/{photo}").status_code == 404
    for guess in ("x", "'; DROP TABLE visit_link;--", trip.tokens["1"].swapcase(), "%00", str(trip.id)):
        assert trip.browser.get(f"/visit/{guess}").status_code == 404


def test_a_link_opens_no_staff_page(trip: Trip) -> None:
    trip.get()
    for path in ("", "new", str(trip.id), f"{trip.id}/sheet"):
        answer = trip.browser.get(f"/{deeds.SLUG}/{deeds.YEAR}/visits/{path}")
        assert answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")


def test_two_inspectors_at_the_same_time_both_get_through(trip: Trip) -> None:
    trip.get()

    def send(each: tuple[str, str]) -> int:
        who, site = each
        answer = trip.browser.post(trip.at(f"/sites/{site}", who), data={"verified": "yes", "key": str(uuid4())})
        return int(answer.status_code)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(send, [("1", "1"), ("2", "2")])) == [303, 303]
    assert trip.visit().seen == 2


def test_the_ledger_knows_the_inspector_by_kind_and_holds_no_name(trip: Trip) -> None:
    trip.browser.post(trip.at("/sites/1"), data={"verified": "yes"})
    events = list(trip.house.ledger.events.get(trip.id))
    by = cast(Any, events[-1]).by
    assert (by["account"], by["post"]) == (f"visit:{trip.id}:1", "市民代表01")
    with trip.house.reading() as conn:
        assert seal.verify(conn).sound


def test_the_plans_questions_and_the_units_words_are_taken_without_script_too(trip: Trip) -> None:
    question = trip.visit().checklist[0]
    assert question in trip.get("/sites/1")
    said = {"verified": "yes", "q0": "no", "remark-q0": "没有挂牌"}
    assert trip.browser.post(trip.at("/sites/1"), data=said).status_code == 303
    assert "没有挂牌" in trip.get("/sites/1")
    assert trip.browser.post(trip.at("/sites/1"), data={**said, "q0": "perhaps"}).status_code == 422
    no = trip.browser.post(trip.at("/remarks"), data={"whose": "unit", "post": "", "text": "月底前挂牌"})
    assert no.status_code == 422 and "单位和职务" in no.text and "月底前挂牌" in no.text
    heard = {"whose": "unit", "post": "东湖区民政局科长", "text": "月底前挂牌"}
    assert trip.browser.post(trip.at("/remarks"), data=heard).status_code == 303
    assert "东湖区民政局科长" in trip.get("/remarks")
    with trip.house.reading() as conn:
        spot = spots.of_visit(conn, trip.id)
    assert [(each.answer, each.remark) for each in spot.answers["1"].values()] == [("no", "没有挂牌")]
    assert [(each.post, each.words) for each in spot.heard] == [("东湖区民政局科长", "月底前挂牌")]
    assert trip.visit().remarks == ()


def test_words_sent_as_files_are_no_words(trip: Trip) -> None:
    answer = trip.browser.post(trip.at("/sites/1"), files={"verified": ("a", b"yes"), "note": ("b", b"x")})
    assert answer.status_code == 422 and trip.visit().recorded == 0


@contextmanager
def unchanged(trip: Trip) -> Iterator[None]:
    before = trip.visit()
    yield
    assert trip.visit() == before


@pytest.mark.parametrize("path", ["/sites/1", "/sample", "/remarks", "/sign"])
def test_hostile_forms_get_a_clear_no(trip: Trip, path: str) -> None:
    trip.browser.post(trip.at("/sites/2"), data={"verified": "yes"})
    nonsense = {name: "\x00\x1b💥' OR 1=1" * 40 for name in ("verified", "reported_done", "confirmed", "drawn", "key")}
    with unchanged(trip):
        assert trip.browser.post(trip.at(path), data=nonsense).status_code == 422
        assert trip.browser.post(trip.at(path), content=b"").status_code == 422
        assert trip.browser.post(trip.at(path), json={"verified": ["yes"]}).status_code == 422
