"""预览 of a sheet that is issued in one press: every kind as it would be printed, and over HTTP on a real list."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from projects import register
from supervision.document import Document
from supervision.document_kind import KINDS
from tests import deeds
from tests.web.forms import pressed
from tests.web.paper import every_kind
from tests.web.paper.public_samples import CODE, DAY
from tracker.clock import FixedClock
from tracker.database import Database
from web import issuance
from web.house import House
from web.paper import poster
from web.paper.printed import preview
from web.permissions import RULES

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
DERIVED = [key for key, kind in KINDS.items() if kind.derived]
MARK = "预览稿还没有印发"
CODES = re.compile(rf"校验码{CODE}|扫码核对本件|扫码核对|核对本件{CODE}|扫码，或者打开\S*?核对本件。")


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def pages(content: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(content)) as file:
        return ["".join((page.extract_text() or "").split()) for page in file.pages]


def signs(said: list[str]) -> Counter[str]:
    """Each sign and how often it stands there, without what a code, a day and the mark of a preview say."""
    whole = CODES.sub("", "".join(said).replace(MARK, ""))
    return Counter(re.sub(r"\d{4}年\d{1,2}月\d{1,2}日|年月日", "", whole))


def sheet(kind: str) -> Document:
    """Its fixed example, as a draft of its next edition."""
    said = every_kind.EXAMPLES[kind]()
    return Document.draft(
        kind, deeds.SLUG, deeds.YEAR, "project:1",
        facts={"says": said if isinstance(said, dict) else said.to_json(), "subject": "project:1",
               "source": {"log_position": 1}},
        prose={"title": "样张", "head": "", "tail": "", "blocks": []}, check_code=CODE, drafter="zhao", post="督查室",
    )  # fmt: skip


@pytest.mark.parametrize("kind", DERIVED)
def test_every_page_bears_the_mark_and_says_what_will_be_issued(kind: str) -> None:
    [issued] = [each[2] for each in issuance.rendered(sheet(kind), None, DAY) if each[1] == issuance.PDF]
    with preview():
        [seen] = [each[2] for each in issuance.rendered(sheet(kind), None, None) if each[1] == issuance.PDF]
    before, after = pages(seen), pages(issued)
    assert all(page.count(MARK) == 1 for page in before) and MARK not in "".join(after)
    assert CODE not in "".join(before) and CODE in "".join(after)
    assert (len(before), signs(before)) == (len(after), signs(after))


def test_the_mark_stays_with_what_was_asked_for_within_it() -> None:
    with preview():
        every_kind.printed(every_kind.EXAMPLES["site_sign"]())
    assert every_kind.printed(every_kind.EXAMPLES["site_sign"]()) == every_kind.made("site_sign")
    assert poster.over(every_kind.EXAMPLES["leaflet"]()) == 0


def test_looking_at_it_keeps_nothing_and_the_press_issues_what_was_seen(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    kept = kept_by(house)
    for kind, subject in (("task_table", "list"), ("site_sign", "project:3")):
        answer = office.get(f"{ROOT}/papers/{kind}/preview.pdf", params={"subject": subject})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.headers["content-disposition"].startswith("inline")
        assert "no-store" in answer.headers["cache-control"]
        assert kept_by(house) == kept
        at = pressed(office, f"{ROOT}/papers", kind, subject)
        code = at.rpartition("/")[2]
        seen, issued = pages(answer.content), pages(office.get(f"{at}.pdf").content)
        assert all(MARK in page for page in seen)
        assert code in "".join(issued) and not re.search("校验码|核对本件", "".join(seen))
        assert signs(seen) == signs([page.replace(code, CODE) for page in issued])
        kept = kept_by(house)


def test_who_may_not_make_it_may_not_look_and_what_cannot_be_made_says_why(house: House) -> None:
    with house.reading() as conn:
        unit = register.units(conn, deeds.SLUG)
    at = f"{ROOT}/papers/task_table/preview.pdf?subject=list"
    for role, of in (("press", None), ("observer", None), ("filer", next(iter(unit.values())))):
        assert deeds.client(house, deeds.account(house, role, unit=of)).get(at).status_code == 403, role
    assert deeds.client(house).get(at).status_code == 303
    office = deeds.client(house, deeds.account(house, "office"))
    refused = office.get(f"{ROOT}/papers/poster/preview.pdf?subject=project:1")
    assert refused.status_code == 422 and "这个月的进展还没有公布" in refused.text
    assert "没有项目9" in office.get(f"{ROOT}/papers/site_sign/preview.pdf?subject=project:9").text
    assert office.get(f"{ROOT}/papers/bulletin/preview.pdf").status_code == 404
    assert office.get(f"{ROOT}/papers/nothing/preview.pdf").status_code == 404
    for kind, row in issuance.PRINTED.items():
        assert row.compose is None or row.makers <= RULES["papers:preview"].roles, kind


def test_the_button_stands_beside_the_press_and_sends_no_token(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    for page, kind in (("papers", "task_table"), ("project-papers", "site_sign")):
        form = re.search(
            rf'<form method="post" action="{ROOT}/papers/{kind}".*?</form>', office.get(f"{ROOT}/{page}").text, re.S
        )
        assert form
        assert re.search(
            rf'formmethod="get" formaction="{ROOT}/papers/{kind}/preview.pdf" formtarget="_blank">预览', form[0]
        )
        assert 'type="hidden" name="csrf"' not in form[0] and '<button type="submit" class="' in form[0]


def kept_by(house: House) -> tuple[Any, int]:
    """How far the ledger is, and how many files are kept."""
    with house.reading() as conn:
        row = conn.execute("SELECT count(*) AS n FROM ledger.events").fetchone()
        return dict(row or {}), sum(1 for path in Path(house.settings.data_dir).rglob("*") if path.is_file())
