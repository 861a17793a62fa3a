"""更正, 撤回, 登记编号, 期, scan and archive of an issued paper, over HTTP."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from projects import register
from supervision import amendment_paper, papers
from supervision.document import IssuedFile
from supervision.papers import PaperRow
from supervision.paperwork import Writer
from supervision.sheetwork import Sheet, Sheetwork
from tests import deeds
from tests.web.paper import samples
from tests.web.paper.archived import pages_of_pdf_a
from tests.web.test_bulletin import APPROVAL, DESK, PUBLIC, REVIEW, ROOT, approved, hidden, send
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House
from web.paper import pdf

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SCAN = samples.draft()
SAID = {"was-1": "市政府各部门", "now-1": "市直各部门", "reason": "写错"}
"""A correction of words that every bulletin here has."""


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as made:
        yield made


@pytest.fixture
def office(house: House) -> TestClient:
    return deeds.client(house, deeds.account(house, "office"))


def row_of(house: House, kind: str = "bulletin", period: str | None = None) -> PaperRow:
    with house.reading() as conn:
        found = [row for row in papers.every(conn, deeds.SLUG, deeds.YEAR) if row.kind == kind]
    return next(row for row in found if period in (None, row.period))


def issued(house: House, office: TestClient, **fields: str) -> PaperRow:
    approved(office)
    assert send(office, "issue", **fields).status_code == 303
    return row_of(house)


def amend(office: TestClient, code: str, what: str, **words: str) -> str:
    """Every step; gives back where the last one leads."""
    at = f"{ROOT}/papers/{code}/{what}"
    for action, fields in (("draft", words), ("review", REVIEW), ("approve", APPROVAL), ("issue", {})):
        page = office.get(at).text
        given = {"csrf": hidden(page, "csrf"), "key": hidden(page, "key")}
        given |= {"text": hidden(page, "text")} if action != "draft" else {}
        answer = office.post(f"{at}/{action}", data={**given, **fields})
        assert answer.status_code == 303, (action, re.findall(r"error-summary.*?</ul>", answer.text, re.DOTALL))
    return str(answer.headers["location"])


def test_a_correction_and_a_withdrawal_are_papers_and_the_old_one_says_so_everywhere(
    house: House, office: TestClient
) -> None:
    public, old = deeds.client(house), issued(house, office)
    bytes_ = public.get(f"{PUBLIC}.pdf").content
    at = f"{ROOT}/papers/{old.check_code}/correction"
    page = office.get(at).text
    empty = office.post(f"{at}/draft", data={"csrf": hidden(page, "csrf"), "reason": "", "was-1": "仅原文"})
    assert empty.status_code == 422 and "请写明原因" in empty.text and "仅原文" in empty.text
    changes = {"was-1": "市政府 各部门", "now-1": "市直各部门", "reason": "称谓写错"}
    amend(office, old.check_code, "correction", **changes)
    correction = row_of(house, "paper_correction")
    said = str(correction.prose)
    assert "“市政府 各部门”更正为“市直各部门”" in said and old.check_code in said and str(old.number) in said
    now = row_of(house)
    assert (now.state, [each["code"] for each in now.amended]) == ("corrected", [correction.check_code])
    assert public.get(f"{PUBLIC}.pdf").content == bytes_, "the original stays as it was issued"
    assert str(correction.number) in public.get(PUBLIC).text
    assert "已更正" in office.get(f"{ROOT}/papers").text
    amend(office, old.check_code, "withdrawal", reason="依据的文件已废止")
    withdrawal = row_of(house, "paper_withdrawal")
    assert row_of(house).state == "withdrawn"
    shown = public.get(PUBLIC)
    assert shown.status_code == 200 and "已撤回" in shown.text and str(withdrawal.number) in shown.text
    assert public.get(f"{PUBLIC}.pdf").status_code == 404
    assert public.get(f"{ROOT}/papers/{old.check_code}.pdf").status_code == 404
    assert office.get(f"{ROOT}/papers/{old.check_code}.pdf").content == bytes_
    assert "已撤回" in public.get(f"{ROOT}/bulletins/").text
    numbers = [row_of(house).number, correction.number, withdrawal.number]
    assert numbers == [f"示政办督〔2026〕{n}号" for n in (1, 2, 3)], "without a gap"


def test_a_correction_of_words_that_the_paper_does_not_have_is_refused_with_all_that_was_typed(
    house: House, office: TestClient
) -> None:
    old = issued(house, office)
    at = f"{ROOT}/papers/{old.check_code}/correction"
    typed = {
        "was-1": "市政府各部门",
        "now-1": "市直各部门",
        "was-3": "本不在原件里的话",
        "now-3": "另一句话",
        "reason": "写错",
    }
    answer = office.post(f"{at}/draft", data={"csrf": hidden(office.get(at).text, "csrf"), **typed})
    assert answer.status_code == 422 and "原件里没有找到“本不在原件里的话”" in answer.text
    assert 'href="#was-3"' in answer.text and "没有找到“市政府各部门”" not in answer.text
    assert all(words in answer.text for words in typed.values())
    with house.reading() as conn:
        assert not [row for row in papers.every(conn, deeds.SLUG, deeds.YEAR) if row.kind == "paper_correction"]


def test_an_issued_correction_is_confirmed_with_the_way_to_it(house: House, office: TestClient) -> None:
    old = issued(house, office)
    at = f"{ROOT}/papers/{old.check_code}/correction"
    shown = amend(office, old.check_code, "correction", **SAID)
    code = row_of(house, "paper_correction").check_code
    assert shown == f"{at}?issued={code}"
    page = office.get(shown).text
    assert "已印发" in page and f'href="{ROOT}/papers/{code}"' in page and 'name="was-1"' not in page
    again = office.get(at).text
    assert 'name="was-1"' in again and "已经印发的更正" in again and code in again
    amend(office, old.check_code, "withdrawal", reason="依据废止")
    gone = office.get(at).text
    assert "已经撤回，不能再更正" in gone and 'name="was-1"' not in gone


def test_a_correction_under_a_number_of_letters_prints_as_a_letter() -> None:
    headed = {
        "issuer": "示范市人民政府办公厅",
        "mark": "示范市人民政府办公厅文件",
        "addressee": "各区",
        "copy_to": None,
    }
    facts = {"letterhead": headed, "specimen": True, "attribute": "主动公开",
    }  # fmt: skip
    prose = {"title": "关于更正的通知", "blocks": [{"paragraphs": ["经核对，有误。"]}]}
    letter = amendment_paper.paper(facts, prose, number="示政办函〔2026〕57号")
    assert (letter.letter, letter.mark) == (True, "示范市人民政府办公厅")
    paper = amendment_paper.paper(facts, prose, number="示政办督〔2026〕9号")
    assert (paper.letter, paper.mark) == (False, "示范市人民政府办公厅文件")


def test_what_went_to_one_unit_is_taken_back_before_it_alone(house: House, office: TestClient) -> None:
    with house.reading() as conn:
        unit, called = next(iter(register.units(conn, deeds.SLUG).items()))
    sheet = Sheet("rectification_notice", deeds.SLUG, deeds.YEAR, "rectification:x", "整改通知", {}, 1, units=[unit])
    work = Sheetwork(house.ledger, sheet)
    document = work.drafted(Writer("office", "督查室"))
    file = IssuedFile("整改通知.pdf", "application/pdf", house.store.put(b"%PDF-"), 5)
    house.carry_out(SYSTEM, None, ["sheet"], lambda: work.issue(document, [file], {}, "0"))
    amend(office, document.check_code, "withdrawal", reason="责令的期限写错了。")
    notice = row_of(house, "paper_withdrawal")
    letterhead = notice.facts["letterhead"]
    assert (letterhead["addressee"], letterhead["copy_to"]) == (called, None)
    assert notice.facts["units"] == [unit] and not notice.public


def test_a_month_whose_bulletin_was_taken_back_gets_another(house: House, office: TestClient) -> None:
    public, old = deeds.client(house), issued(house, office)
    amend(office, old.check_code, "correction", **SAID)
    assert (old.check_code, "corrected") in told_of(public)
    amend(office, old.check_code, "withdrawal", reason="附表印错")
    assert "可以另行起草、印发一份" in office.get(DESK).text
    issued(house, office)
    second = row_of(house, period="2026-08/2")
    assert (second.subject, second.number) == ("2026-08", "示政办督〔2026〕4号")
    assert "已印发" in office.get(DESK).text and f"{ROOT}/bulletins/2026-08" in office.get(DESK).text
    shown = public.get(PUBLIC).text
    assert second.check_code in shown and f"/verify/{old.check_code}" in shown and "已撤回" in shown
    assert sha256(public.get(f"{PUBLIC}.pdf").content).hexdigest() == second.files[0]["sha256"]
    listed = public.get(f"{ROOT}/bulletins/").text
    assert listed.count('href="2026-08"') == 1 and f'href="/verify/{old.check_code}"' in listed
    told = told_of(public)
    assert {(old.check_code, "withdrawn"), (second.check_code, "issued")} < told and len(told) == 4
    amend(office, second.check_code, "withdrawal", reason="又印错")
    assert "可以另行起草、印发一份" in office.get(DESK).text, "and another"


def told_of(public: TestClient) -> set[tuple[str, str]]:
    """Check code and state of every paper in the open data; what is told to be there is there."""
    rows = public.get("/api/v1/documents").json()["rows"]
    papers_ = [row for row in rows if row["check_code"]]
    assert {public.get(row["address"]).status_code for row in papers_} == {200}
    return {(row["check_code"], row["state"]) for row in papers_}


def test_a_paper_is_numbered_by_the_offices_register_or_as_an_issue(house: House, office: TestClient) -> None:
    approved(office)
    taken = send(office, "issue", numbering="登记", number="示政办督〔2026〕7号")
    assert taken.status_code == 422 and "与本系统编号相同" in taken.text
    assert "请填写登记编号" in send(office, "issue", numbering="登记", number="").text
    assert send(office, "issue", numbering="登记", number="府办督字第12号").status_code == 303
    row = row_of(house)
    assert (row.number, row.registered, row.state) == ("府办督字第12号", True, "issued")
    july = DESK.replace("2026-08", "2026-07")
    approved(office, july)
    again = send(office, "issue", july, numbering="登记", number="府办督字第12号")
    assert again.status_code == 422 and "府办督字第12号已经编给另一份文书" in again.text
    assert send(office, "issue", july, numbering="期").status_code == 303
    assert row_of(house, period="2026-07").number == "督查通报〔2026〕第1期"


def test_the_signed_scan_stands_beside_the_generated_file_with_its_own_hash(house: House, office: TestClient) -> None:
    row = issued(house, office)
    at, content = f"{ROOT}/papers/{row.check_code}", pdf.official(SCAN)
    token = {"csrf": hidden(office.get(at).text, "csrf")}
    bad = office.post(f"{at}/scan", data=token, files={"scan": ("章.pdf", b"not a pdf", "application/pdf")})
    assert bad.status_code == 422
    good = office.post(f"{at}/scan", data=token, files={"scan": ("盖章件.pdf", content, "application/pdf")})
    assert good.status_code == 303
    (scan,) = row_of(house).scans
    assert scan["sha256"] == sha256(content).hexdigest()
    assert deeds.client(house).get(f"{at}/scans/{scan['sha256']}").content == content


def test_papers_are_put_away_under_numbers_without_a_gap_with_a_pdf_a_copy(
    house: House, office: TestClient, tmp_path: Path
) -> None:
    codes = []
    for period in ("2026-08", "2026-07", "2026-06"):
        desk = DESK.replace("2026-08", period)
        approved(office, desk)
        assert send(office, "issue", desk).status_code == 303
        codes.append(row_of(house, period=period).check_code)
    token = {"csrf": hidden(office.get(f"{ROOT}/papers/{codes[0]}").text, "csrf")}
    start = Barrier(len(codes))

    def put_away(code: str) -> int:
        start.wait()
        return int(office.post(f"{ROOT}/papers/{code}/archive", data=token).status_code)

    with ThreadPoolExecutor(len(codes)) as pool:
        assert set(pool.map(put_away, codes)) == {303}
    with house.reading() as conn:
        kept = [row.archive for row in papers.every(conn, deeds.SLUG, deeds.YEAR) if row.archive]
    issuer = kept[0]["text"].split("—")[0]
    assert sorted(each["text"] for each in kept) == [f"{issuer}—2026—{n:04d}" for n in (1, 2, 3)]
    twice = office.post(f"{ROOT}/papers/{codes[0]}/archive", data=token)
    assert twice.status_code == 422 and "已经归档" in twice.text
    _listed_in_the_index(office, issuer, token)
    copy = office.get(f"{ROOT}/papers/{codes[0]}/archive.pdf").content
    first = next(each for each in kept if each["files"][0]["sha256"] == sha256(copy).hexdigest())
    assert pages_of_pdf_a(copy, tmp_path) == first["pages"]


def _listed_in_the_index(office: TestClient, issuer: str, token: dict[str, str]) -> None:
    """卷内目录 of what was put away: printed and as a table, the same paper while nothing was added."""

    def press() -> Any:
        return office.post(f"{ROOT}/papers/archive_index", data={**token, "subject": f"archive:{issuer}"})

    at = press().headers["location"]
    assert press().headers["location"] == at
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=office.get(f"{at}.pdf").content, stdout=subprocess.PIPE, check=True
    ).stdout.decode()
    assert "卷内目录" in text and "共3份" in text
    sheet = openpyxl.load_workbook(BytesIO(office.get(f"{at}.xlsx").content)).worksheets[0]
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        f"{issuer}—2026—{n:04d}" for n in (1, 2, 3)
    ]
    index = office.get(f"{ROOT}/papers").text
    assert "已归档" in index and f"{issuer}—2026—0003" in index
