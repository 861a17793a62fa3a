"""A visit on a phone without a network: all of it is kept there, and arrives once."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page

from supervision import findings, spots, visit_link, visits
from supervision.findings import FindingRow
from supervision.inspection import Inspection
from supervision.visit import Visit
from tests import deeds, visiting
from tests.browser.conftest import Opened
from tests.conftest import copied
from tests.journeys.conftest import Site, served
from tests.journeys.conftest import opened as house_on
from tracker.clock import SHANGHAI, FixedClock, using
from tracker.embedded import Server
from tracker.event import SYSTEM

pytestmark = pytest.mark.browser


class Trip:
    """A visit of today to three sites, by two inspectors, on a running server."""

    def __init__(self, site: Site) -> None:
        self.site, house = site, site.house
        reported = {"as_of": "2026-09-30", "stage": "投用"}
        made = visiting.planned(visiting.project(house), sites=("1", "2", "6"), reported=reported)
        house.carry_out(SYSTEM, None, ["plan"], lambda: ([made], {}))
        self.id = made.id
        with house.reading() as conn:
            self.links = {key: f"/visit/{visit_link.make(conn, made.id, key)}" for key in ("1", "2")}

    def visit(self) -> Visit:
        with self.site.house.reading() as conn:
            found = visits.visit(conn, self.id)
        assert found is not None
        return found

    def heard(self) -> list[str]:
        with self.site.house.reading() as conn:
            return [each.words for each in spots.of_visit(conn, self.id).heard]

    def findings(self) -> list[FindingRow]:
        with self.site.house.reading() as conn:
            return findings.of_visit(conn, self.id)

    def command(self, change: str, *arguments: object) -> None:
        found = self.site.house.ledger.get(Inspection, self.id)
        getattr(found, change)(*arguments)
        self.site.house.carry_out(SYSTEM, None, [change], lambda: ([found], {}))

    def events(self) -> list[str]:
        return [str(each.TOPIC) for each in self.site.house.ledger.events.get(self.id)]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def running(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    morning = FixedClock(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
    folder = tmp_path_factory.mktemp("visit")
    with copied(server, template) as name, house_on(server, name, folder) as house, using(morning):
        deeds.released(house)
        with served(house) as site:
            yield site


@pytest.fixture
def trip(running: Site) -> Trip:
    return Trip(running)


def photo(colour: str = "green") -> FilePayload:
    """Taken at 08:51 at 30.26 N, 120.15 E, as it says itself."""
    out, exif = BytesIO(), Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:10:09 08:51:07"
    for tag, value in enumerate(("N", (30.0, 15.0, 36.0), "E", (120.0, 9.0, 0.0)), start=1):
        exif.get_ifd(0x8825)[tag] = value
    Image.effect_noise((2600, 1300), 40).convert("RGB").save(out, "JPEG", comment=b"SECRET", exif=exif)
    return FilePayload(name=f"{colour}.jpg", mimeType="image/jpeg", buffer=out.getvalue())


def ready(page: Page) -> None:
    """The frame is kept: from here on the link opens without a network."""
    page.locator("[data-stops] li").first.wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function("() => caches.keys().then(keys => keys.some(key => key.startsWith('visit-')))")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def record(page: Page, key: str, found: str, note: str = "", pictures: int = 0) -> None:
    page.locator(f"a[href='#site/{key}']").tap()
    page.locator(f"[name=verified][value={found}]").check()
    if note:
        page.get_by_label("看到的情况").fill(note)
    for place in range(pictures):
        page.get_by_label("照片里带的拍摄地点也记下").set_checked(place == 1)
        page.set_input_files("[name=photos]", photo())
        page.locator("[data-thumbs] img").nth(place).wait_for()
    page.get_by_role("button", name="保存，回到清单").tap()
    page.locator("[data-stops]").wait_for()


def note(page: Page, fact: str) -> None:
    """A problem at the only site seen by this phone so far with pictures, with the second of them."""
    page.locator("a[href='#findings']").tap()
    page.get_by_role("button", name="保存问题").tap()
    page.get_by_text("请附上证据").wait_for()
    page.get_by_label("点位").select_option("1")
    page.get_by_label("较重").check()
    page.get_by_label("事实").fill(fact)
    page.locator("[name=photos]").nth(1).check()
    page.get_by_role("button", name="保存问题").tap()
    page.locator("[data-said] li", has_text=fact).wait_for()


def test_filled_without_a_network_closed_and_opened_all_arrives_once(trip: Trip, opened: Opened) -> None:
    page = opened(trip.site, width=390, touch=True)
    page.goto(trip.links["1"])
    ready(page)
    page.context.set_offline(True)
    record(page, "1", "yes", pictures=2)
    record(page, "2", "unseen", "没有开门")
    page.locator("a[href='#sample']").tap()
    page.get_by_role("button", name="保存").tap()
    page.locator("a[href='#heard']").tap()
    page.get_by_label("说话人的单位和职务").fill("社区养老服务点负责人")
    page.locator("[name=text]").fill("月底前装好扶手")
    page.get_by_role("button", name="保存").tap()
    page.get_by_text("月底前装好扶手").wait_for()
    page.goto(trip.links["1"] + "#sign")
    page.get_by_label("我到现场看过").check()
    page.get_by_label("情况属实，照此签名").check()
    page.get_by_role("button", name="签名").tap()
    note(page, "北侧扶手没有装，楼道灯不亮")
    page.locator(".saved", has_text="仅保存在本机8条").wait_for()
    assert trip.visit().recorded == 0

    context = page.context
    page.close()
    page = context.new_page()
    page.goto(trip.links["1"])
    page.locator(".saved", has_text="仅保存在本机8条").wait_for()
    assert page.locator("[data-stops] li").first.inner_text().replace("\n", "").endswith("与报送一致")
    page.locator("a[href='#site/1']").tap()
    assert page.locator("[data-thumbs] img").count() == 2
    context.set_offline(False)
    page.locator(".saved", has_text="已送达8条").wait_for()

    visit = trip.visit()
    assert [(site.key, site.verified) for site in visit.sites] == [("1", "yes"), ("2", "unseen"), ("6", None)]
    assert (len(visit.photos), visit.words) == (2, "抽查1处，报送投用1处，核实1处，核实率100%")
    taken = datetime(2026, 10, 9, 8, 51, 7, tzinfo=SHANGHAI)
    said = sorted((each.made_at, each.latitude or "", each.longitude or "") for each in visit.photos if each.made_at)
    assert said == [(taken, "", ""), (taken, "30.26000", "120.15000")], "the place of the second alone was agreed to"
    assert trip.heard() == ["月底前装好扶手"] and visit.signed == 0, (
        "who signed before the problem was noted signs again"
    )
    [found] = trip.findings()
    assert (found.severity, found.fact, found.site) == ("major", "北侧扶手没有装，楼道灯不亮", "1")
    assert set(found.photos) < {each.sha256 for each in visit.photos} and len(found.photos) == 1
    assert trip.events() == [
        "inspection.planned", "inspection.photo_taken", "inspection.photo_taken", "inspection.site_seen",
        "inspection.site_seen", "inspection.sample_recorded", "inspection.unit_commented", "inspection.signed",
        "inspection.finding_noted",
    ]  # fmt: skip


def test_a_picture_goes_with_its_site_a_bad_one_says_why_and_what_is_missing_is_told_before_signing(
    trip: Trip, opened: Opened
) -> None:
    page = opened(trip.site, width=390, touch=True)
    page.goto(trip.links["1"])
    page.locator(".saved", has_text="本机没有待发的记录").wait_for()
    page.locator("a[href='#site/1']").tap()
    page.set_input_files("[name=photos]", FilePayload(name="记录.jpg", mimeType="image/jpeg", buffer=b"%PDF-1.7 no"))
    page.get_by_text("记录.jpg不是可用的照片（只收 JPEG、PNG、WebP）").wait_for()
    broken = FilePayload(name="broken.jpg", mimeType="image/jpeg", buffer=photo()["buffer"][:9000])
    page.set_input_files("[name=photos]", [photo(), photo(), broken])
    page.get_by_text("3张照片还没有保存，按“保存”才送出。").wait_for()
    page.get_by_role("button", name="删去").first.tap()
    page.get_by_text("2张照片还没有保存，按“保存”才送出。").wait_for()
    page.locator("a[data-home]").tap()
    page.locator("[data-stops] li", has_text="有照片，未保存").wait_for()
    assert trip.visit().photos == ()
    record(page, "1", "yes")
    page.locator(".saved", has_text="1条没有收下，已送达2条").wait_for()
    assert len(trip.visit().photos) == 1
    assert "照片1张" in page.locator("[data-stops] li").first.inner_text()
    page.locator("a[href='#site/1']").tap()
    page.locator("[data-thumbs] figure", has_text="这个文件不是可用的照片").wait_for()
    page.goto(trip.links["1"] + "#sample")
    page.get_by_role("button", name="保存").tap()
    page.locator("[data-stops]").wait_for()
    page.locator("a[href='#sign']").tap()
    missing = f"还缺：2处未看；清单有{len(trip.visit().checklist)}问未答；1条没有收下。"
    page.locator("[data-lacking]", has_text=missing).wait_for()
    page.get_by_label("我到现场看过").check()
    page.get_by_role("button", name="签名").tap()
    page.locator(".field-error", has_text=missing).wait_for()
    page.get_by_label("情况属实，照此签名").check()
    page.get_by_role("button", name="签名").tap()
    page.locator(".saved", has_text="已送达4条").wait_for()
    assert trip.visit().signed == 1


def test_a_server_that_fails_twice_once_before_and_once_after_it_wrote_counts_once(
    trip: Trip, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(trip.site, width=390, touch=True, faults=("500",))
    page.goto(trip.links["1"])
    ready(page)
    house, failing = trip.site.house, ["before", "after"]
    carry_out = house.carry_out

    def faulty(*arguments: Any, **more: Any) -> Any:
        when = failing.pop(0) if failing else ""
        if when == "before":
            raise RuntimeError("before anything was written")
        answer = carry_out(*arguments, **more)
        if when == "after":
            raise RuntimeError("after it was written, before it was told")
        return answer

    monkeypatch.setattr(house, "carry_out", faulty)
    page.goto(trip.links["1"] + "#remarks")
    page.locator("[name=text]").fill("建议增加晚餐")
    page.get_by_role("button", name="保存").tap()
    page.locator(".saved", has_text="仅保存在本机1条").wait_for()
    page.locator(".saved", has_text="已送达1条").wait_for()
    assert not failing and [each.words for each in trip.visit().remarks] == ["建议增加晚餐"]


def test_two_inspectors_at_once_each_with_their_own_sites(trip: Trip, opened: Opened) -> None:
    first, second = (opened(trip.site, width=390, touch=True) for _ in range(2))
    for page, key in ((first, "1"), (second, "2")):
        page.goto(trip.links[key])
        ready(page)
        page.context.set_offline(True)
    record(first, "1", "yes")
    record(first, "2", "no", "没有开门")
    record(second, "2", "partly", "只开了一半")
    record(second, "6", "yes")
    first.context.set_offline(False)
    first.locator(".saved", has_text="已送达2条").wait_for()
    second.context.set_offline(False)
    second.locator(".saved", has_text="1条没有收下，已送达1条").wait_for()
    found = [(site.verified, site.seen_by) for site in trip.visit().sites]
    assert found == [("yes", "1"), ("no", "1"), ("yes", "2")]
    second.locator(".saved").tap()
    second.get_by_text("这一处由市民代表01记录").wait_for()  # what was not taken stays, with the reason
    with second.expect_download() as export:
        second.get_by_role("button", name="导出成文件").tap()
    assert "只开了一半" in export.value.path().read_text("utf-8")


def test_a_visit_that_ended_meanwhile_leaves_the_record_on_the_phone_until_it_is_cleared(
    trip: Trip, opened: Opened
) -> None:
    page = opened(trip.site, width=390, touch=True, faults=("410",))
    page.goto(trip.links["1"])
    ready(page)
    page.context.set_offline(True)
    record(page, "1", "yes")
    trip.command("cancel", "下雨")
    page.context.set_offline(False)
    page.locator(".saved", has_text="1条没有收下").wait_for()
    page.get_by_text("没有送达的仍在本机").wait_for()
    page.reload()  # the server has no page for this link any more
    page.goto(trip.links["1"] + "#here")
    page.get_by_text("这次走访已经结束，不能再记录").wait_for()
    page.get_by_role("button", name="清除本机记录").tap()
    page.get_by_text("请先勾选").wait_for()
    page.get_by_label("没有送达的也一并清除").check()
    page.get_by_role("button", name="清除本机记录").tap()
    page.get_by_text("这台手机不再保存这次走访的内容").wait_for()
    left = "() => Promise.all([caches.keys(), indexedDB.databases(), navigator.serviceWorker.getRegistrations()])"
    assert page.evaluate(left) == [[], [], []]


def test_a_picture_that_arrived_is_taken_back_on_the_phone_also_without_a_network(trip: Trip, opened: Opened) -> None:
    page = opened(trip.site, width=390, touch=True)
    page.goto(trip.links["1"])
    ready(page)
    record(page, "1", "yes", pictures=2)
    page.locator(".saved", has_text="已送达3条").wait_for()
    assert len(trip.visit().photos) == 2
    page.locator("a[href='#site/1']").tap()
    page.context.set_offline(True)
    shown = page.locator("[data-thumbs] figure")
    shown.first.get_by_role("button", name="撤回", exact=True).tap()
    page.get_by_role("button", name="确认撤回这张照片").tap()
    page.wait_for_function("() => document.querySelectorAll('[data-thumbs] figure').length === 1")
    page.locator(".saved", has_text="仅保存在本机1条").wait_for()
    assert len(trip.visit().photos) == 2
    page.context.set_offline(False)
    page.locator(".saved", has_text="已送达4条").wait_for()
    assert len(trip.visit().photos) == 1 and trip.events()[-1] == "inspection.photo_taken_back"
    page.reload()
    page.locator("[data-thumbs] img").first.wait_for()
    assert shown.count() == 1


def test_without_script_the_forms_of_the_page_work(trip: Trip, opened: Opened) -> None:
    page = opened(trip.site, width=390, javascript=False)
    page.goto(trip.links["1"])
    page.get_by_role("link", name="柳荫社区养老服务点").click()
    page.get_by_label("与报送一致", exact=True).check()
    page.get_by_role("button", name="保存，回到清单").click()
    page.get_by_text("已看1处").wait_for()
    assert trip.visit().seen == 1
