"""Where the office asks for a stamp: printed, stamped, scanned, attached, and only then sent; the office sees it."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from docx import Document
from PIL import Image

from projects import register
from projects.month import Month
from tests import deeds
from tests.deeds import TestClient
from tests.web.forms import HIDDEN, send, words
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

ROOT = "/testcity/2026"
FILING, FORM = f"{ROOT}/filing/2026-02", f"{ROOT}/filing/2026-02/form"
UNIT = "市住房城乡建设局"
FIELDS = {"1.values.1": "50", "1.text": "累计50部。", "1.version": "0", "1.since": "", "1.problems": "材料慢。"}


def scan(colour: str = "white") -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return {"scan": ("报送表.png", out.getvalue(), "image/png")}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as it:
        yield it


@pytest.fixture
def programme(house: House) -> UUID:
    return deeds.released(house)


def person(house: House, role: str) -> TestClient:
    return deeds.client(house, deeds.account(house, role, unit=UNIT if role in ("filer", "unit_head") else None))


def ask_for_stamps(house: House) -> TestClient:
    office = person(house, "office")
    page = f"{ROOT}/programme"
    assert send(office, page, f"{page}/policy", action="stamp_on").status_code == 303
    assert "每个单位每月附一份盖章报送表的扫描件" in words(office.get(page))
    return office


def seen(browser: TestClient) -> str:
    found: str = browser.get(FORM).text.split('name="seen" value="')[1][:8]
    return found


def state(house: House, programme: UUID) -> str | None:
    month = Month(house.ledger, programme, "2026-02")
    report = month.report(UUID(month.programme.projects["1"]))
    return report.state if report else None


def test_without_the_scan_nothing_goes_out_and_what_was_typed_is_kept(house: House, programme: UUID) -> None:
    ask_for_stamps(house)
    filer = person(house, "filer")
    refused = send(filer, FILING, FILING, action="submit:1", **FIELDS)
    assert refused.status_code == 422
    assert "须附盖章扫描件：请打印报送表" in words(refused)
    assert state(house, programme) == "draft"
    assert "累计50部。" in filer.get(FILING).text


def test_printed_stamped_attached_and_sent(house: House, programme: UUID) -> None:
    office, filer = ask_for_stamps(house), person(house, "filer")
    send(filer, FILING, FILING, action="save", **FIELDS)
    paper = words(filer.get(FORM))
    assert "某市2026年1—2月市办实事进展报送表" in paper
    assert "既有住宅加装电梯300部" in paper and "50部" in paper and "累计50部。" in paper
    assert send(filer, FORM, FORM, files=scan(), seen=seen(filer)).status_code == 303
    assert "与所填内容一致" in words(filer.get(FILING))
    version = {"1.version": "1"}
    assert send(filer, FILING, FILING, action="submit:1", **{**FIELDS, **version}).status_code == 303
    assert state(house, programme) == "submitted"
    assert "与报送内容一致" in words(office.get(f"{ROOT}/month/2026-02/1"))
    unit = office.get(f"{ROOT}/month/2026-02/1").text.split("/scan?unit=")[1].split('"')[0]
    given = office.get(f"{ROOT}/filing/2026-02/scan?unit={unit}")
    assert (given.status_code, given.headers["content-type"]) == (200, "image/jpeg")


def test_what_changed_after_the_stamp_needs_another(house: House, programme: UUID) -> None:
    ask_for_stamps(house)
    filer = person(house, "filer")
    send(filer, FILING, FILING, action="save", **FIELDS)
    code = seen(filer)
    send(filer, FORM, FORM, files=scan(), seen=code)
    later = {**FIELDS, "1.version": "1", "1.values.1": "51"}
    refused = send(filer, FILING, FILING, action="submit:1", **later)
    assert refused.status_code == 422 and "盖章之后内容又有改动" in words(refused)
    late = send(filer, FORM, FORM, files=scan("black"), seen=code)
    assert late.status_code == 422 and "请重新打印、盖章" in words(late)
    assert send(filer, FORM, FORM, files=scan("black"), seen=seen(filer)).status_code == 303
    again = {**later, "1.version": "2"}
    assert send(filer, FILING, FILING, action="submit:1", **again).status_code == 303
    assert state(house, programme) == "submitted"


def test_where_the_head_releases_it_is_the_release_that_needs_the_scan(house: House) -> None:
    programme = deeds.released(house, head_releases=True)
    ask_for_stamps(house)
    filer, head = person(house, "filer"), person(house, "unit_head")
    assert send(filer, FILING, FILING, action="submit:1", **FIELDS).status_code == 303
    assert state(house, programme) == "awaiting_release"
    release = f"{FILING}/release"
    page = head.get(release)
    assert "还没有附" in words(page)
    version = page.text.split('name="version.1" value="')[1].split('"')[0]
    refused = send(head, release, release, action="release", **{"version.1": version})
    assert refused.status_code == 422 and "须附盖章扫描件" in words(refused)
    assert send(head, FORM, FORM, files=scan(), seen=seen(head)).status_code == 303
    assert send(head, release, release, action="release", **{"version.1": version}).status_code == 303
    assert state(house, programme) == "submitted"


def test_another_unit_gets_its_own_scan_only(house: House, programme: UUID) -> None:
    ask_for_stamps(house)
    filer = person(house, "filer")
    send(filer, FILING, FILING, action="save", **FIELDS)
    send(filer, FORM, FORM, files=scan(), seen=seen(filer))
    other = deeds.client(house, deeds.account(house, "filer", unit="市民政局"))
    own = filer.get(f"{ROOT}/filing/2026-02/scan")
    assert own.status_code == 200
    with house.reading() as conn:
        id = register.unit_called(conn, "testcity")[UNIT]
    assert other.get(f"{ROOT}/filing/2026-02/scan?unit={id}").status_code == 404


def test_what_is_no_scan_is_refused(house: House, programme: UUID) -> None:
    ask_for_stamps(house)
    filer = person(house, "filer")
    send(filer, FILING, FILING, action="save", **FIELDS)
    Document().save(word := io.BytesIO())
    for file, told in (
        ({"scan": ("a.docx", word.getvalue(), "application/octet-stream")}, "不能作为盖章扫描件"),
        (None, "没有收到文件"),
    ):
        refused = send(filer, FORM, FORM, files=file, seen=seen(filer))
        assert refused.status_code == 422 and told in words(refused)


def test_the_switch_is_off_unless_the_office_turns_it_on(house: House, programme: UUID) -> None:
    filer = person(house, "filer")
    assert "盖章扫描件" not in words(filer.get(FILING))
    assert send(filer, FILING, FILING, action="submit:1", **FIELDS).status_code == 303
    assert HIDDEN.search(filer.get(FORM).text) is not None
