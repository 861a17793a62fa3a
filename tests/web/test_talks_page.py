"""约谈 and 督办提示 over HTTP: proposed, arranged, held, printed, signed, promised, kept; nothing typed is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import register
from projects.programme import Programme
from supervision import talks
from supervision.order import Order
from tests import deeds, ladder
from tests.journeys.browsing import pdf_words, word_words
from tests.ladder import at
from tests.web.forms import pressed, send, words
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
PDF = b"%PDF-1.4\n%signed\n"
ARRANGED = {
    "talker": "市政府分管副秘书长", "talked": "市住房城乡建设局局长\n加装电梯专班负责人", "reason": "红色督办单逾期",
    "basis": "督查工作条例", "on": "2026-09-28", "time": "15:00", "place": "第三会议室", "post": "市政府副市长",
    "decided_on": "2026-09-24", "words": "同意约谈。",
}  # fmt: skip
HELD = {
    "held_on": "2026-09-28", "held_time": "15:05", "held_place": "第三会议室", "present": "市住房城乡建设局局长",
    "points": "一是进度滞后。\n二是逾期不反馈。", "promise-1": "补齐供货合同", "promise_post-1": "局长",
    "promise_due-1": "2026-09-30", "recorder": "督查室科员",
}  # fmt: skip


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as made:
        yield made


@pytest.fixture
def programme() -> UUID:
    return Programme.create_id(deeds.SLUG, deeds.YEAR)


def people(house: House) -> dict[str, Any]:
    mine, other = "市住房城乡建设局", "市民政局"
    who = {
        "office": deeds.account(house, "office"),
        "unit_head": deeds.account(house, "unit_head", unit=mine),
        "filer": deeds.account(house, "filer", unit=mine),
        "other": deeds.account(house, "unit_head", unit=other),
    }
    return {name: deeds.client(house, account) for name, account in who.items()}


def arranged(house: House, programme: UUID, clock: FixedClock, office: Any) -> str:
    order = ladder.red(house, programme, clock)
    page = f"{ROOT}/talks/new?order={order}"
    answer = send(office, page, f"{ROOT}/talks/new", order=str(order), **ARRANGED)
    assert answer.status_code == 303, words(answer)
    assert house.ledger.get(Order, order).step == "talk"
    return str(answer.headers["location"]).split("?")[0]


def test_a_talk_from_its_order_to_its_kept_promise(house: House, programme: UUID, clock: FixedClock) -> None:
    who = people(house)
    talk = arranged(house, programme, clock, who["office"])
    at(clock, 9, 28, 17)
    blank = pdf_words(who["office"].get(f"{talk}/record.pdf").content)
    subject = f"talk:{talk[-36:]}"
    call = pressed(who["office"], talk, "talk_notice", subject)
    told = pdf_words(who["unit_head"].get(f"{call}.pdf").content)
    assert "2026年9月28日15时（周一）" in told and "约谈通知回执" in told and "加装电梯专班负责人" in told
    assert who["other"].get(f"{call}.pdf").status_code == 404 and call in who["filer"].get(talk).text
    assert "（拟定）" in blank and "约谈方签字" in blank
    assert send(who["office"], talk, f"{talk}/hold", **HELD).status_code == 303
    printed = who["unit_head"].get(f"{talk}/record.pdf")
    for paper in (pdf_words(printed.content), word_words(who["office"].get(f"{talk}/record.docx").content)):
        for told in ("2026年9月28日15时5分，第三会议室", "市政府分管副秘书长", "二是逾期不反馈。",
                     "补齐供货合同。9月30日前完成，局长负责。", "督查室科员"):  # fmt: skip
            assert told in paper
        assert "（拟定）" not in paper
    late = send(who["office"], talk, f"{ROOT}/papers/talk_notice", subject=subject)
    assert "约谈已经举行" in words(late)
    kept = pressed(who["office"], talk, "talk_record", subject)
    assert "补齐供货合同。9月30日前完成，局长负责。" in pdf_words(who["unit_head"].get(f"{kept}.pdf").content)
    scan = {"scan": ("签字件.pdf", PDF, "application/pdf")}
    signed = send(who["office"], talk, f"{talk}/sign", files=scan, signed_on="2026-09-28")
    assert signed.status_code == 303, words(signed)
    head, office = who["unit_head"], who["office"]
    lacking = send(head, talk, f"{talk}/promises/1/report", **{"done-1": "三家合同已签"})
    assert lacking.status_code == 422 and "请附上兑现承诺的佐证材料" in words(lacking)
    assert "三家合同已签" in lacking.text
    file = {"evidence-1": ("合同.pdf", PDF + b"contract", "application/pdf")}
    assert send(head, talk, f"{talk}/promises/1/report", files=file, **{"done-1": "三家合同已签"}).status_code == 303
    with house.reading() as conn:
        [promise] = talks.promises(conn, UUID(talk.rsplit("/", 1)[1]))
    assert promise.report is not None
    kept = office.get(f"{talk}/files/{promise.report['evidence'][0]['sha256']}")
    assert kept.content == PDF + b"contract" and "attachment" in kept.headers["content-disposition"]
    checked = send(office, talk, f"{talk}/promises/1/check", **{"note-1": "合同齐全", "verdict": "kept"})
    assert checked.status_code == 303
    assert "已兑现" in words(head.get(talk))


def test_what_was_typed_stays_where_the_record_is_refused(house: House, programme: UUID, clock: FixedClock) -> None:
    office = people(house)["office"]
    talk = arranged(house, programme, clock, office)
    at(clock, 9, 28, 17)
    typed = {**HELD, "promise-1": "", "promise_post-1": "", "promise_due-1": "", "promise-3": "每周报进展",
             "promise_post-3": "专班负责人", "promise_due-3": "月底"}  # fmt: skip
    answer = send(office, talk, f"{talk}/hold", **typed)
    assert answer.status_code == 422
    assert 'href="#promise_due-3"' in answer.text, "the fault leads to the row in which it was typed"
    for text in ("每周报进展", "专班负责人", "二是逾期不反馈。"):
        assert text in answer.text
    nothing = send(office, talk, f"{talk}/hold", **{**HELD, "promise-1": "", "promise_post-1": "", "promise_due-1": ""})
    assert "请至少记录一项表态承诺" in words(nothing)


def test_another_unit_finds_no_talk_and_a_filer_only_reads(house: House, programme: UUID, clock: FixedClock) -> None:
    who = people(house)
    talk = arranged(house, programme, clock, who["office"])
    assert who["other"].get(talk).status_code == 404
    assert who["other"].get(f"{talk}/record.pdf").status_code == 404
    assert "加装电梯专班负责人" not in who["other"].get(f"{ROOT}/talks").text
    shown = who["filer"].get(talk)
    assert shown.status_code == 200 and "登记约谈记录" not in shown.text
    assert who["filer"].post(f"{talk}/hold", data=HELD).status_code == 403


def test_a_late_day_and_a_missing_order_are_refused(house: House, programme: UUID, clock: FixedClock) -> None:
    office = people(house)["office"]
    order = ladder.red(house, programme, clock)
    page = f"{ROOT}/talks/new?order={order}"
    late = send(office, page, f"{ROOT}/talks/new", order=str(order), **{**ARRANGED, "on": "2026-10-20"})
    assert late.status_code == 422 and "最迟" in words(late) and "市政府分管副秘书长" in late.text
    assert house.ledger.get(Order, order).step == "red", "what is refused raises nothing"
    assert office.get(f"{ROOT}/talks/new?order=nothing").status_code == 404


def test_a_talk_is_moved_and_cancelled_with_reasons_that_stay(house: House, programme: UUID, clock: FixedClock) -> None:
    office = people(house)["office"]
    talk = arranged(house, programme, clock, office)
    moved = {"on": "2026-09-29", "time": "09:00", "place": "二会议室", "why_moved": "局长出差"}
    assert send(office, talk, f"{talk}/move", **moved).status_code == 303
    assert send(office, talk, f"{talk}/cancel", why_cancelled="").status_code == 422
    assert send(office, talk, f"{talk}/cancel", why_cancelled="已追回").status_code == 303
    shown = words(office.get(talk))
    assert "变更原因：局长出差" in shown and "已追回" in shown
    assert office.get(f"{talk}/record.pdf").status_code == 404


def test_a_proposal_shows_its_arithmetic_and_is_declined_with_a_reason_once(house: House, clock: FixedClock) -> None:
    office = people(house)["office"]
    page = f"{ROOT}/proposals"
    shown = words(office.get(page))
    assert "项目1“既有住宅加装电梯300部”8月亮红灯，自7月起已2个月" in shown
    assert "落后34.7个百分点" in shown and "建议发督办单（蓝色，一级）" in shown
    [id] = [part.split('"')[0] for part in office.get(page).text.split('name="proposal" value="')[1:]]
    refused = send(office, page, f"{page}/decline", proposal=id, **{f"reason-{id}": " "})
    assert refused.status_code == 422 and "请写明不办的理由" in words(refused)
    reason = {f"reason-{id}": "已换供货商，先看一个月。"}
    assert send(office, page, f"{page}/decline", proposal=id, **reason).status_code == 303
    shown = words(office.get(page))
    assert "没有待办的提示" in shown and "已换供货商，先看一个月。" in shown
    again = send(office, page, f"{page}/decline", proposal=id, **reason)
    assert again.status_code == 422 and "已经处理" in words(again)
    assert send(office, page, f"{page}/decline", proposal="red_light:x:2026-01").status_code == 404


def test_a_leaders_instruction_is_recorded_and_proposes_an_order(house: House) -> None:
    office = people(house)["office"]
    page = f"{ROOT}/proposals"
    lacking = send(office, page, f"{page}/raise", post="市长", decided_on="2026-10-08", words="")
    assert lacking.status_code == 422 and "责任单位" in words(lacking)
    with house.reading() as conn:
        project = register.project(conn, deeds.SLUG, deeds.YEAR, "2")
    assert project is not None
    said = {"project": project.id, "post": "市长", "decided_on": "2026-10-08", "words": "请抓紧办。"}
    assert send(office, page, f"{page}/raise", **said).status_code == 303
    assert "市长10月8日批示：“请抓紧办。”" in words(office.get(page))


def test_a_proposal_fills_in_the_order_that_answers_it(house: House) -> None:
    office = people(house)["office"]
    page = f"{ROOT}/proposals"
    [id] = [part.split('"')[0] for part in office.get(page).text.split('name="proposal" value="')[1:]]
    [link] = [part.split('"')[0] for part in office.get(page).text.split(f'href="{ROOT}/orders/new?proposal=')[1:]]
    shown = office.get(f"{ROOT}/orders/new?proposal={link}")
    assert shown.status_code == 200
    assert f'value="{id}"' in shown.text, "the order's reference is the proposal"
    assert "加装电梯300部进度滞后" in shown.text and "落后34.7个百分点" in shown.text
    with house.reading() as conn:
        unit = register.unit_called(conn, deeds.SLUG)["市住房城乡建设局"]
    said = {
        "matter": "进度滞后",
        "facts": "落后34.7个百分点",
        "requirement": "赶工",
        "unit": unit,
        "cause": "red_light",
    }
    drafted = send(
        office, f"{ROOT}/orders/new?proposal={link}", f"{ROOT}/orders/new?project=1", **said, ref=id, ref_of="red_light"
    )
    assert drafted.status_code == 303, words(drafted)
    assert "没有待办的提示" in words(office.get(page)), "an order at work answers it"
    assert office.get(f"{ROOT}/orders/new?proposal=red_light:x:2026-01").status_code == 404
