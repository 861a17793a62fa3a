"""反映问题 without an account, the desk that hands it out, the unit that reports, and whoever holds the number."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from PIL import Image
from psycopg.rows import dict_row

from projects import register
from supervision import clues, watch
from supervision.clues import CLUES
from tests import deeds
from tests.web.forms import send, words
from tracker import letters, rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

CARD = "/testcity/2026/projects/1"
FORM, STATE, DESK = f"{CARD}/clue", "/testcity/2026/receipt", "/testcity/2026/clues"
SAID = {
    "text": "柳荫路3号的电梯9月起停用，贴着“调试”，没有人修。",
    "place": "东湖区柳荫路3号2单元",
    "contact": "13900001111",
}
ASKED = "核实柳荫路3号电梯停用的原因，何时恢复。"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def client(house: House, role: str, unit: str | None = None) -> Any:
    return deeds.client(house, deeds.account(house, role, unit=unit))


def report(house: House, files: Any = None, **changed: str) -> str:
    """What somebody writes; the receipt number."""
    answer = send(deeds.client(house), FORM, FORM, files, **{**SAID, **changed})
    assert answer.status_code == 200, words(answer)
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", answer.text)
    assert found, words(answer)
    return found[0]


def told(house: House, receipt: str) -> str:
    return words(send(deeds.client(house), STATE, STATE, receipt=receipt))


def ids(house: House) -> list[str]:
    with house.reading() as conn:
        return [row["id"].hex for row in conn.execute("SELECT id FROM supervision_clues ORDER BY position").fetchall()]


def decide(browser: Any, id: str, action: str, **said: str) -> Any:
    page = f"{DESK}/{UUID(id)}"
    version = re.search(r'name="version" value="(\d+)"', browser.get(page).text)
    return send(browser, page, page, action=action, version=version[1] if version else "", **said)


def unit(house: House, name: str) -> str:
    with house.reading() as conn:
        return register.unit_called(conn, deeds.SLUG)[name]


def test_from_the_report_to_the_answer(house: House, database: Database) -> None:
    receipt = report(house)
    [id] = ids(house)
    desk, lead = client(house, "office"), client(house, "filer", "市住房城乡建设局")
    other = client(house, "filer", "市教育局")
    assert "没有人修" in words(desk.get(DESK)) and "待分办" in words(desk.get(DESK))
    assert "13900001111" in desk.get(f"{DESK}/{UUID(id)}").text
    assert "收到您反映的问题" in told(house, receipt) and "待分办" in told(house, receipt)
    assert lead.get(f"{DESK}/{UUID(id)}").status_code == 404, "not assigned to it yet"
    who = unit(house, "市住房城乡建设局")
    assert decide(desk, id, "assign", unit=who, matter=ASKED).status_code == 303
    seen = lead.get(f"{DESK}/{UUID(id)}").text
    assert "没有人修" in seen and "13900001111" not in seen, "how to reach the writer is the office's alone"
    assert other.get(f"{DESK}/{UUID(id)}").status_code == 404 and "没有在办的线索" in words(other.get(DESK))
    assert decide(lead, id, "reply", words="属实，控制柜进水，9月28日修复。").status_code == 303
    assert "交市住房城乡建设局核实办理" in told(house, receipt)
    assert "控制柜" not in told(house, receipt), "what the unit writes goes to the office"
    assert decide(desk, id, "answer", answer="经核实属实，9月28日已恢复运行。").status_code == 303
    assert "答复：经核实属实，9月28日已恢复运行。" in told(house, receipt)
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [CLUES]) == []


def test_nothing_its_writer_wrote_is_on_the_ledger(house: House, database: Database) -> None:
    receipt = report(house)
    with psycopg.connect(database.owner, row_factory=dict_row) as conn:
        stored = b"".join(bytes(row["state"]) for row in conn.execute("SELECT state FROM ledger.events").fetchall())
        keys = str(conn.execute("SELECT * FROM ledger.commands").fetchall())
    for secret in (*SAID.values(), receipt, "柳荫路3号"):
        assert secret.encode() not in stored and secret not in keys
        assert secret.encode("unicode_escape") not in stored
    with house.reading() as conn:
        letter = letters.by_receipt(conn, receipt)
    assert letter and letter.digest.encode() in stored, "the ledger knows that it came"


def test_the_same_form_sent_twice_is_one_clue_with_one_number(house: House) -> None:
    key, nobody = str(uuid4()), deeds.client(house)
    first, again = (nobody.post(FORM, data={**SAID, "key": key}) for _ in range(2))
    assert first.status_code == again.status_code == 200 and words(first) == words(again)
    assert len(ids(house)) == 1


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"text": ""}, "text", "请填写反映的问题。"),
        ({"place": " "}, "place", "请填写地点。"),
        ({"text": "长" * 1001}, "text", "最多1000个字"),
        ({"contact": "1" * 61}, "contact", "最多60个字"),
        ({"website": "http://spam.example"}, "website", "识别自动提交"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    house: House, changed: dict[str, str], field: str, sentence: str
) -> None:
    answer = send(deeds.client(house), FORM, FORM, **{**SAID, **changed})
    assert answer.status_code == 422 and f'href="#{field}"' in answer.text and sentence in words(answer)
    kept = {**SAID, **changed}["place" if field == "text" else "text"]
    assert kept in answer.text and not ids(house)


def test_an_address_that_floods_is_told_to_wait(house: House, clock: FixedClock) -> None:
    for _ in range(5):
        report(house)
    answer = send(deeds.client(house), FORM, FORM, **SAID)
    assert answer.status_code == 422 and "太频繁" in words(answer) and SAID["text"] in answer.text
    assert len(ids(house)) == 5
    clock.set(clock.now() + timedelta(minutes=11))
    report(house)


def test_numbers_cannot_be_tried_out(house: House) -> None:
    for _ in range(20):
        assert "没有找到这个回执号" in told(house, "AAAA-BBBB-CCCC")
    assert "太频繁" in told(house, report(house))


def test_a_number_is_read_however_it_is_typed_and_belongs_to_its_year(house: House) -> None:
    receipt = report(house)
    assert "收到您反映的问题" in told(house, receipt.lower().replace("-", " "))
    assert "请填写回执号" in told(house, "")
    deeds.released(house, "another")
    elsewhere = STATE.replace("testcity", "another")
    assert "没有找到" in words(send(deeds.client(house), elsewhere, elsewhere, receipt=receipt))


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "'; DROP TABLE letter; --", "{{ 7*7 }}", "a\x00b‮"])
def test_hostile_words_stay_words(house: House, hostile: str) -> None:
    report(house, text=hostile, place=hostile, contact="")
    [id] = ids(house)
    shown = client(house, "office").get(f"{DESK}/{UUID(id)}").text
    assert "<script>alert" not in shown and "49" not in re.sub(
        r"[0-9a-f-]{30,}|\?v=\w+|\d{4,}", "", shown.split("<h2>")[1][:200]
    )
    assert "\x00" not in shown


def picture() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-OF-THE-WRITER"
    Image.new("RGB", (64, 48), "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_photographs_are_made_anew_and_only_for_those_who_work_on_it(house: House) -> None:
    report(house, files=[("photos", ("我家.jpg", picture(), "image/jpeg"))])
    [id] = ids(house)
    desk = client(house, "office")
    found = re.search(rf"{DESK}/[\w-]+/photos/[0-9a-f]{{64}}", desk.get(f"{DESK}/{UUID(id)}").text)
    assert found
    sent = desk.get(found[0])
    assert sent.headers["content-type"] == "image/jpeg" and b"CAMERA" not in sent.content
    assert client(house, "filer", "市教育局").get(found[0]).status_code == 404
    assert deeds.client(house).get(found[0]).status_code == 303, "to the sign-in"
    assert desk.get(found[0][:-64] + "0" * 64).status_code == 404


def test_what_is_no_picture_or_too_many_is_refused(house: House) -> None:
    script = [("photos", ("a.jpg", b"<svg onload=alert(1)>", "image/jpeg"))]
    refused = send(deeds.client(house), FORM, FORM, script, **SAID)
    assert refused.status_code == 422 and 'href="#photos"' in refused.text and SAID["text"] in refused.text
    four = [("photos", (f"{n}.jpg", picture(), "image/jpeg")) for n in range(4)]
    assert send(deeds.client(house), FORM, FORM, four, **SAID).status_code == 422
    assert not ids(house)


def test_merged_and_declined_are_told_with_their_reason(house: House) -> None:
    first, second, third = report(house), report(house), report(house)
    a, b, c = ids(house)
    desk = client(house, "office")
    assert decide(desk, a, "merge", into="nonsense").status_code == 422
    assert decide(desk, a, "merge", into=str(UUID(b))).status_code == 303
    assert decide(desk, b, "answer", answer="已修复。").status_code == 303
    assert "合并办理" in told(house, first) and "答复：已修复。" in told(house, first)
    assert "答复：已修复。" in told(house, second)
    refused = decide(desk, c, "decline", reason="请拨打12345。")
    assert refused.status_code == 422 and "请拨打12345。" in refused.text and 'href="#reason_code"' in refused.text
    assert decide(desk, c, "decline", reason_code="elsewhere", reason="请拨打12345。").status_code == 303
    assert "不予受理：不属于本项目或本级政府职责。请拨打12345。" in told(house, third)


def test_each_does_only_what_is_its_own(house: House) -> None:
    report(house)
    [id] = ids(house)
    desk, lead = client(house, "office"), client(house, "filer", "市住房城乡建设局")
    decide(desk, id, "assign", unit=unit(house, "市住房城乡建设局"), matter=ASKED)
    for action in ("assign", "answer", "merge", "decline"):
        assert decide(lead, id, action, answer="好。", matter="好。").status_code == 404
    assert decide(desk, id, "reply", words="好。").status_code == 404 and decide(desk, id, "sell").status_code == 404
    stale = send(desk, f"{DESK}/{UUID(id)}", f"{DESK}/{UUID(id)}", action="answer", version="1", answer="急。")
    assert stale.status_code == 422 and "看过最新情况" in stale.text and "急。" in stale.text
    assert decide(desk, id, "assign", unit=str(uuid4()), matter=ASKED).status_code == 422
    for role in ("observer", "press"):
        assert client(house, role).get(DESK).status_code == 403
    deeds.released(house, "another")
    foreign = deeds.client(house, deeds.account(house, "office", "another"))
    assert foreign.get(f"{DESK}/{UUID(id)}").status_code == 403
    assert foreign.get(f"{DESK}/{UUID(id)}".replace("testcity", "another")).status_code == 404


def test_the_clock_runs_for_office_and_unit(house: House, clock: FixedClock) -> None:
    """Received on Friday 9 October 2026; Saturday is worked, so that two working days end on Monday the 12th."""
    report(house)
    [id] = ids(house)
    desk = client(house, "office")
    assert "督查室应于10月12日（周一）前分办" in words(desk.get(f"{DESK}/{UUID(id)}"))
    decide(desk, id, "assign", unit=unit(house, "市住房城乡建设局"), matter=ASKED)
    with house.reading() as conn:
        programme = register.programme(conn, deeds.SLUG, deeds.YEAR)
        assert programme
        owed = {claim.kind: claim for claim in clues.claims(conn, programme)}
    assert owed["clue_triage"].met_by == "clue.assigned" and owed["clue_reply"].owner == "市住房城乡建设局"
    assert owed["clue_reply"].met_at is None and owed["clue_reply"].void is None
    assert "市住房城乡建设局应于10月15日（周四）前报告" in words(desk.get(f"{DESK}/{UUID(id)}"))
    decide(desk, id, "decline", reason_code="settled", reason="已答复。")
    with house.reading() as conn:
        void = {claim.kind: claim.void for claim in clues.claims(conn, programme)}["clue_reply"]
    assert void and void.reason == "线索不予受理"
    watch.tick(house.ledger, clock.now())


def test_how_to_reach_the_writer_is_forgotten_when_it_is_long_over(house: House, clock: FixedClock) -> None:
    report(house)
    [id] = ids(house)
    desk = client(house, "office")
    decide(desk, id, "answer", answer="已修复。")

    def forget() -> int:
        with house.reading() as conn:
            return letters.forget_contact(conn, clues.ended_before(conn, clock.now() - letters.KEPT))

    clock.set(clock.now() + timedelta(days=59))
    assert forget() == 0
    clock.set(clock.now() + timedelta(days=2))
    assert forget() == 1 and forget() == 0
    with house.reading() as conn:
        letter = letters.one(conn, UUID(id))
    assert letter and letter.contact is None and letter.text == SAID["text"]


def test_a_clue_becomes_the_cause_of_an_order(house: House) -> None:
    report(house)
    [id] = ids(house)
    page = client(house, "office").get(f"{DESK}/{UUID(id)}").text
    link = re.search(r'href="([^"]*orders/new[^"]*)"', page)
    assert link and f"cause=clue&amp;ref={UUID(id)}" in link[1]


def test_the_listing_shows_every_project_with_its_four_disclosures(house: House) -> None:
    page = words(deeds.client(house).get("/testcity/2026/listing"))
    for part in (
        "挂牌督办公示",
        "3项全部挂牌督办",
        "任务目标",
        "责任体系",
        "计划进度",
        "办理情况",
        "0000-12345",
        "300部",
    ):
        assert part in page
    assert page.count("反映问题：") == 3
    assert deeds.client(house).get("/testcity/1999/listing").status_code == 404
    card = deeds.client(house).get(CARD).text
    assert 'href="1/clue"' in card and deeds.client(house).get("/testcity/2026/projects/99/clue").status_code == 404
