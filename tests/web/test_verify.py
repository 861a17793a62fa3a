"""核对文书: by code and by file, for everybody; of what is not public no more than that it exists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from supervision.document import Document
from supervision.paperwork import Writer
from supervision.sheetwork import Sheet
from tests import deeds
from tests.web.test_amendments import amend, issued, row_of
from tests.web.test_bulletin import PUBLIC
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web import issuance
from web.command_line import app
from web.house import House
from web.printing import PDF, Printing

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    row = Printing("项目", lambda paper: paper.prose["title"], _files)
    for kind in ("site_sign", "talk_notice"):
        monkeypatch.setitem(issuance.PRINTED, kind, row)
    with deeds.through_august(database, tmp_path) as made:
        yield made


def _files(paper: Document, number: str | None, day: Any) -> list[tuple[str, str, bytes]]:
    return [("约谈张三通知.pdf", PDF, f"{paper.facts['says']} {paper.check_code}".encode())]


@pytest.fixture
def office(house: House) -> TestClient:
    return deeds.client(house, deeds.account(house, "office"))


@pytest.mark.parametrize("look", ["", "/elder", "/contrast"])
def test_whoever_holds_a_paper_is_led_to_its_check_from_the_first_page_and_from_every_other(
    house: House, look: str
) -> None:
    public, door = deeds.client(house), f'href="{look}/verify"'
    first = public.get(f"{look}/").text
    assert door in first.partition("<main")[2].partition("</main>")[0], "told where the governments are listed"
    for page in ("/testcity/2026/", "/testcity/2026/projects/1", "/testcity/2026/bulletins/"):
        shown = public.get(f"{look}{page}").text
        top, _, rest = shown.partition("<main")
        assert door in top and door in rest.partition("<footer")[2], page
    assert public.get(f"{look}/verify").status_code == 200


def sheet(house: House, kind: str, who: str) -> Document:
    told = Sheet(kind, deeds.SLUG, deeds.YEAR, "project:1", f"关于{who}的事", {"who": who}, 12)
    return issuance.issue_sheet(house, SYSTEM, Writer("zhao", "督查室"), told)


def put(client: TestClient, content: bytes, **more: str) -> str:
    """A browser without script sends the file, and is led to what it is."""
    answer = client.post("/verify", data=more, files={"file": ("a.pdf", content)})
    assert answer.status_code == 303
    assert "sha256=" in answer.headers["location"]
    return str(client.get(answer.headers["location"]).text)


def test_a_paper_is_found_by_its_code_however_it_is_typed(house: House, office: TestClient) -> None:
    row, public = issued(house, office), deeds.client(house)
    page = public.get(f"/verify/{row.check_code}")
    assert page.status_code == 200
    for said in (row.title, str(row.number), row.files[0]["sha256"], f"台账第{row.source_position}号记录", "所用字体"):
        assert said in page.text
    assert "之后没有更正或者撤回" in page.text
    typed = f" {row.check_code[:4].lower()}-{row.check_code[4:]} "
    assert public.get("/verify", params={"code": typed}).headers["location"] == f"/verify/{row.check_code}"
    for wrong in ("AAAABBBB", "0000", "<script>alert(1)</script>", "é" * 30):
        answer = public.get(f"/verify/{wrong}")
        assert answer.status_code == 404 and "没有找到" in answer.text and "<script>alert" not in answer.text, wrong
    assert public.get("/verify").status_code == 200
    assert public.get("/verify?sha256=abc").status_code == 404


def test_a_code_of_a_draft_is_not_known(house: House, office: TestClient) -> None:
    from tests.web.test_bulletin import approved

    approved(office)
    assert deeds.client(house).get(f"/verify/{row_of(house).check_code}").status_code == 404


def test_a_file_put_here_is_told_unchanged_changed_or_of_another_paper(house: House, office: TestClient) -> None:
    row, public = issued(house, office), deeds.client(house)
    content = public.get(f"{PUBLIC}.pdf").content
    assert "没有改动：与印发的原件逐字节相同" in put(public, content)
    assert "不是本站印发的原件，或者被改动过" in put(public, content + b"\n")
    assert "不是校验码 AAAABBBB 的文书" in put(public, content, code="AAAABBBB")
    assert put(office, content, csrf=_csrf(office)).count(row.title) >= 1
    empty = public.post("/verify", data={"code": row.check_code})
    assert empty.status_code == 422 and "请选择要核对的文件" in empty.text


def _csrf(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', client.get("/verify").text)
    assert found
    return found[1]


def test_an_older_edition_and_a_corrected_paper_say_what_came_since(house: House, office: TestClient) -> None:
    public = deeds.client(house)
    first = sheet(house, "site_sign", "住户")
    old = public.get(f"/{deeds.SLUG}/{deeds.YEAR}/papers/{first.check_code}.pdf").content
    second = sheet(house, "site_sign", "住户和租户")
    told = put(public, old)
    assert "是旧的一版" in told and f"/verify/{second.check_code}" in told
    assert "这是旧的一版" in public.get(f"/verify/{first.check_code}").text
    row = issued(house, office)
    content = public.get(f"{PUBLIC}.pdf").content
    amend(office, row.check_code, "correction", **{"was-1": "市政府各部门", "now-1": "市直各部门", "reason": "写错"})
    assert "文件没有改动，但之后有更正" in put(public, content)
    amend(office, row.check_code, "withdrawal", reason="依据废止")
    shown = public.get(f"/verify/{row.check_code}").text
    assert "已经撤回，不能再用" in shown and f"{row.check_code}.pdf" not in shown


def test_of_a_paper_that_is_not_public_nothing_but_that_it_exists_is_told(house: House) -> None:
    public, notice = deeds.client(house), sheet(house, "talk_notice", "张三")
    page = public.get(f"/verify/{notice.check_code}").text
    assert "不向社会公开" in page and notice.files[0]["sha256"] in page and "约谈通知" in page
    assert "张三" not in page
    content = house.store.get(notice.files[0]["sha256"])
    found = put(public, content)
    assert "没有改动" in found and "张三" not in found
    assert notice.check_code not in public.get("/data/documents.json").text


def test_the_published_list_verifies_a_file_offline(house: House, office: TestClient, tmp_path: Path) -> None:
    row, public = issued(house, office), deeds.client(house)
    for address in ("/data/documents.json", f"/data/{deeds.SLUG}/{deeds.YEAR}/documents.json"):
        listed = public.get(address)
        (paper,) = json.loads(listed.text)["papers"]
        assert (paper["code"], paper["number"], paper["state"]) == (row.check_code, row.number, "issued")
    (tmp_path / "documents.json").write_text(listed.text, "utf-8")
    (tmp_path / "a.docx").write_bytes(public.get(f"{PUBLIC}.docx").content)
    (tmp_path / "b.docx").write_bytes(b"PK" + public.get(f"{PUBLIC}.docx").content)
    asked = ["document", "verify", "--list", str(tmp_path / "documents.json")]
    good = CliRunner().invoke(app, [*asked, str(tmp_path / "a.docx")])
    assert good.exit_code == 0 and "没有改动" in good.output and str(row.number) in good.output
    assert CliRunner().invoke(app, [*asked, str(tmp_path / "b.docx")]).exit_code == 1
    assert public.get("/data/verify_document.py").text.startswith('"""Tells whether a file')
