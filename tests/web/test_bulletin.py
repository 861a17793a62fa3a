"""The bulletin over HTTP: from a published month to issued bytes, and what is refused on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zipfile import ZipFile

import pytest

from supervision.document import BULLETIN, Document
from tests import deeds
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

if TYPE_CHECKING:
    from starlette.testclient import TestClient

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
DESK = f"{ROOT}/bulletin-desk/2026-08"
PUBLIC = f"{ROOT}/bulletins/2026-08"
REVIEW = {
    "opinion": "不涉密，可以公开。", "opinion_post": "保密审查专员", "cleared_by": "市政府办公厅主任",
    "cleared_on": "2026-09-10",
}  # fmt: skip
APPROVAL = {"post": "市政府办公厅主任", "decided_on": "2026-09-10", "words": "同意印发。"}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as made:
        yield made


@pytest.fixture
def office(house: House) -> TestClient:
    return deeds.client(house, deeds.account(house, "office"))


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def send(client: TestClient, action: str, desk: str = DESK, **fields: str) -> Any:
    """The desk's form of that name, as it stands on the page now, with these fields over it."""
    page = client.get(desk).text
    given = {name: hidden(page, name) for name in ("csrf", "key", "text")}
    return client.post(f"{desk}/{action}", data={**given, **fields})


def approved(client: TestClient, desk: str = DESK) -> None:
    for action, fields in (("draft", {}), ("review", REVIEW), ("approve", APPROVAL)):
        assert send(client, action, desk, **fields).status_code == 303, action


def document(house: House, period: str = "2026-08") -> Document:
    return house.ledger.get(Document, Document.create_id(BULLETIN, deeds.SLUG, deeds.YEAR, period))


def test_from_published_month_to_issued_bulletin_in_four_actions(house: House, office: TestClient) -> None:
    public = deeds.client(house)
    for action, fields in (("draft", {}), ("review", REVIEW), ("approve", APPROVAL), ("issue", {})):
        assert public.get(PUBLIC).status_code == 404
        assert public.get(f"{PUBLIC}.pdf").status_code == 404
        answer = send(office, action, **fields)
        assert (answer.status_code, answer.headers["location"]) == (303, DESK), action
    page = public.get(PUBLIC)
    assert page.status_code == 200
    assert "示政办督〔2026〕1号" in page.text
    assert "关于2026年8月份民生实事进展情况的通报" in page.text
    assert document(house).check_code in page.text
    assert 'href="2026-08"' in public.get(f"{ROOT}/bulletins/").text


def test_stored_served_and_recorded_bytes_are_the_same(house: House, office: TestClient) -> None:
    approved(office)
    send(office, "issue")
    public = deeds.client(house)
    for file in document(house).files:
        ending = file["name"].rsplit(".", 1)[1]
        answer = public.get(f"{PUBLIC}.{ending}")
        assert sha256(answer.content).hexdigest() == file["sha256"]
        assert house.store.get(file["sha256"]) == answer.content
        assert (len(answer.content), answer.headers["content-type"]) == (file["size"], file["media_type"])
        assert answer.headers["etag"] == f'"{file["sha256"]}"'
        again = public.get(f"{PUBLIC}.{ending}", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    pdf, docx = (public.get(f"{PUBLIC}.{ending}").content for ending in ("pdf", "docx"))
    assert pdf.startswith(b"%PDF-")
    with ZipFile(BytesIO(docx)) as word:
        text = word.read("word/document.xml").decode()
    assert "示政办督〔2026〕1号" in text
    assert "加装电梯" in text
    issued = next(
        e for e in house.ledger.repository.event_store.get(document(house).id) if isinstance(e, Document.Issued)
    )
    assert issued.log_position == document(house).facts["source"]["log_position"]


def test_the_same_issue_sent_twice_issues_once(house: House, office: TestClient) -> None:
    approved(office)
    page = office.get(DESK).text
    form = {name: hidden(page, name) for name in ("csrf", "key", "text")}
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: office.post(f"{DESK}/issue", data=form), range(2)))
    assert [answer.status_code for answer in answers] == [303, 303]
    events = list(house.ledger.repository.event_store.get(document(house).id))
    assert sum(isinstance(event, Document.Issued) for event in events) == 1
    assert document(house).number_text == "示政办督〔2026〕1号"


def test_two_bulletins_issued_at_once_get_two_numbers_that_their_files_show(house: House, office: TestClient) -> None:
    periods = ("2026-07", "2026-08")
    desks = [f"{ROOT}/bulletin-desk/{period}" for period in periods]
    forms = []
    for desk in desks:
        approved(office, desk)
        page = office.get(desk).text
        forms.append({name: hidden(page, name) for name in ("csrf", "key", "text")})
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda i: office.post(f"{desks[i]}/issue", data=forms[i]), range(2)))
    assert [answer.status_code for answer in answers] == [303, 303]
    numbers = [document(house, period).number_text for period in periods]
    assert sorted(map(str, numbers)) == ["示政办督〔2026〕1号", "示政办督〔2026〕2号"]
    for period, number in zip(periods, numbers, strict=True):
        with ZipFile(BytesIO(office.get(f"{ROOT}/bulletins/{period}.docx").content)) as word:
            assert str(number) in word.read("word/document.xml").decode()


def test_a_month_not_published_shows_who_is_missing_and_takes_no_draft(house: House, office: TestClient) -> None:
    desk = f"{ROOT}/bulletin-desk/2026-09"
    page = office.get(desk)
    assert "还有3个项目既未审核通过，也未列为未报送" in page.text
    assert "/month/2026-09" in page.text
    assert "应于10月10日（周六，上班）前印发。" in page.text
    csrf = hidden(office.get(DESK).text, "csrf")
    answer = office.post(f"{desk}/draft", data={"csrf": csrf, "key": str(uuid4())})
    assert answer.status_code == 422
    assert "9月进展尚未公布" in answer.text
    assert office.get(f"{ROOT}/bulletin-desk").headers["location"] == DESK


def test_changed_figures_are_refused_and_what_was_typed_is_kept(house: House, office: TestClient) -> None:
    send(office, "draft")
    wrong = "截至8月31日，3项中已完成3项，完成率100%。"
    answer = send(office, "edit", **{"block.opening": wrong, "block.next": "请抓紧。"})
    assert answer.status_code == 422
    assert wrong in answer.text
    assert "请恢复原数" in answer.text
    assert document(house).prose["blocks"][0]["paragraphs"][1].endswith("完成率33.3%；全部开工，开工率100%。")


def test_a_number_typed_by_hand_must_be_answered_for(house: House, office: TestClient) -> None:
    send(office, "draft")
    answer = send(office, "edit", **{"block.next": "9月底前再完成50部。"})
    assert answer.status_code == 422
    assert "50部" in answer.text
    assert 'name="confirmed"' in answer.text
    assert send(office, "edit", **{"block.next": "9月底前再完成50部。", "confirmed": "1"}).status_code == 303
    assert "人工输入的数字" in office.get(DESK).text
    assert document(house).prose["blocks"][-1]["paragraphs"] == ["9月底前再完成50部。"]


def test_a_character_no_font_has_is_named_on_the_desk_and_keeps_the_paper_from_going_out(
    house: House, office: TestClient
) -> None:
    send(office, "draft")
    assert "本机所用字体：仿宋 " in office.get(DESK).text and "U+E123" not in office.get(DESK).text
    assert send(office, "edit", **{"block.next": "请\ue123庄村抓紧。"}).status_code == 303
    assert "\ue123（U+E123）" in office.get(DESK).text
    for action, fields in (("review", REVIEW), ("approve", APPROVAL)):
        assert send(office, action, **fields).status_code == 303
    refused = send(office, "issue")
    assert refused.status_code == 422 and "本机没有字体能印这些字" in refused.text
    assert document(house).state == "approved"


def test_hostile_words_stay_words_on_page_and_paper(house: House, office: TestClient) -> None:
    send(office, "draft")
    hostile = (
        "<script>alert(document.domain)</script>{{ csrf }} ' OR ''=' \u202eabc\x00\x08<img src=file:///etc/passwd>"
    )
    assert send(office, "edit", **{"block.next": hostile}).status_code == 303
    for action, fields in (("review", REVIEW), ("approve", APPROVAL), ("issue", {})):
        assert send(office, action, **fields).status_code == 303
    page = deeds.client(house).get(PUBLIC).text
    assert "<script>alert" not in page
    assert "<img src=file" not in page
    assert "<script>alert(document.domain)</script>{{ csrf }} ' OR ''='" in unescape(page)
    assert "\u202e" not in page
    with ZipFile(BytesIO(office.get(f"{PUBLIC}.docx").content)) as word:
        assert "&lt;script&gt;" in word.read("word/document.xml").decode()


def test_the_office_head_approves_but_not_what_he_wrote_himself(house: House, office: TestClient) -> None:
    head = deeds.client(house, deeds.account(house, "office_head"))
    send(office, "draft")
    send(head, "edit", **{"block.next": "请抓紧。"})
    send(office, "review", **REVIEW)
    answer = send(head, "approve")
    assert answer.status_code == 422
    assert "不能批准同一份文稿" in answer.text
    send(office, "edit", **{"block.next": "请各单位抓紧。"})
    assert document(house).state == "drafted"
    other = deeds.client(house, deeds.account(house, "office_head", login="second-head"))
    send(office, "review", **REVIEW)
    assert send(other, "approve").status_code == 422  # the same post, whoever holds it


def test_an_office_head_who_wrote_nothing_approves_in_one_click(house: House, office: TestClient) -> None:
    head = deeds.client(house, deeds.account(house, "office_head"))
    send(office, "draft")
    send(office, "review", **REVIEW)
    assert send(head, "approve").status_code == 303
    approval = document(house).approved
    assert approval is not None
    assert (document(house).state, approval["words"]) == ("approved", "同意印发")


def test_an_old_form_neither_reviews_nor_issues_a_changed_text(house: House, office: TestClient) -> None:
    send(office, "draft")
    old = office.get(DESK).text
    send(office, "edit", **{"block.next": "请抓紧。"})
    form = {name: hidden(old, name) for name in ("csrf", "key", "text")}
    answer = office.post(f"{DESK}/review", data={**form, **REVIEW})
    assert answer.status_code == 409
    assert "刚刚被他人改动" in answer.text
    assert REVIEW["opinion"] in answer.text


def test_missing_fields_are_told_beside_their_field(office: TestClient) -> None:
    send(office, "draft")
    answer = send(office, "review", **{**REVIEW, "opinion": "", "cleared_by": ""})
    assert answer.status_code == 422
    assert 'href="#opinion"' in answer.text
    answer = send(office, "review", **{**REVIEW, "cleared_by": ""})
    assert 'href="#approval"' in answer.text
    assert 'id="approval"' in answer.text


def test_the_preview_is_a_pdf_that_the_public_cannot_have(house: House, office: TestClient) -> None:
    send(office, "draft")
    assert office.get(f"{DESK}/preview.pdf").content.startswith(b"%PDF-")
    assert deeds.client(house).get(f"{DESK}/preview.pdf").status_code in (303, 401, 403)
    assert deeds.client(house).get(DESK).status_code in (303, 401, 403)
    assert office.get(f"{ROOT}/bulletin-desk/2026-07/preview.pdf").status_code == 404


@pytest.mark.parametrize("role", ["press", "observer"])
def test_other_roles_do_not_come_to_the_desk(house: House, office: TestClient, role: str) -> None:
    other = deeds.client(house, deeds.account(house, role))
    assert other.get(DESK).status_code == 403
    csrf = hidden(office.get(DESK).text, "csrf")
    assert other.post(f"{DESK}/draft", data={"csrf": csrf, "key": str(uuid4())}).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["bulletins/2026-09", "bulletins/x.pdf", "bulletins/2026-08.txt", "bulletins/%27%22%3C", "bulletin-desk/2026-01"],
)
def test_what_there_is_not_is_not_found(office: TestClient, path: str) -> None:
    assert office.get(f"{ROOT}/{path}").status_code == 404


def test_no_list_where_nothing_is_public(house: House) -> None:
    public = deeds.client(house)
    assert public.get(f"/{deeds.SLUG}/2025/bulletins/").status_code == 404
    assert public.get("/nowhere/2026/bulletins/").status_code == 404
    assert "还没有印发通报" in public.get(f"{ROOT}/bulletins/").text
