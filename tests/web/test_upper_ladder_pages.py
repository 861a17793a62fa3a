"""限期整改, 通报批评, 问题公开 and 移送 over HTTP, each by the hands it takes, and what the public sees of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import register
from projects.programme import Programme
from supervision import criticisms, problems, rectifications
from supervision.climbing import About, Climbing
from supervision.order import Order
from supervision.talk import Arrangement, Promise
from tests import deeds, ladder
from tests.journeys.browsing import pdf_words, word_words
from tests.ladder import at, carry, decided
from tests.web.forms import pressed, send, words
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
PDF = ("整改照片.pdf", b"%PDF-1.4\n%done\n", "application/pdf")
UNIT = "市住房城乡建设局"
APPROVAL = {"post": "市政府副市长", "decided_on": "2026-10-08", "words": "同意。"}
REVIEW = {
    "attribute": "主动公开", "opinion": "不涉密，可以公开。", "opinion_post": "保密审查岗", "post": "办公厅主任",
    "decided_on": "2026-10-09", "words": "同意公布。",
}  # fmt: skip
FIVE = {
    "f-item": "既有住宅加装电梯300部", "f-unit_name": UNIT, "f-post": "市住房城乡建设局局长",
    "f-facts": "8月底计划200部，实际96部。", "f-requirement": "10月底前追回序时进度。", "f-due": "2026-10-31",
}  # fmt: skip


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as made:
        yield made


@pytest.fixture
def who(house: House) -> dict[str, Any]:
    accounts = {
        "office": deeds.account(house, "office"),
        "office_head": deeds.account(house, "office_head"),
        "unit_head": deeds.account(house, "unit_head", unit=UNIT),
        "filer": deeds.account(house, "filer", unit=UNIT),
        "other": deeds.account(house, "filer", unit="市民政局"),
        "public": None,
    }
    return {name: deeds.client(house, account) for name, account in accounts.items()}


def talked(house: House, clock: FixedClock) -> UUID:
    """An order whose talk was held on 28 September; its promise was due on the 30th, and it is 8 October."""
    programme = Programme.create_id(deeds.SLUG, deeds.YEAR)
    order, work = ladder.red(house, programme, clock), Climbing(house.ledger, programme)
    plan = Arrangement("副秘书长", ("局长",), "红色督办单逾期", "条例", "2026-09-28T15:00", "会议室")
    made = carry(house, lambda: work.talk_is_due(About("", order=order), plan, decided("2026-09-24"), house.days()))
    at(clock, 9, 28, 17)
    held = ("2026-09-28T15:00", "会议室", ["局长"], "指出", [Promise("补齐合同", "u", "局长", "2026-09-30")], "科员")
    carry(house, lambda: work.change(work.talk(UUID(made["id"])), lambda talk: talk.hold(*held)))
    at(clock, 10, 8)
    return order


def test_a_rectification_from_the_broken_promise_to_its_recheck(
    house: House, who: dict[str, Any], clock: FixedClock
) -> None:
    order = talked(house, clock)
    page = f"{ROOT}/rectifications/new?order={order}"
    lapse = "约谈承诺“补齐合同”应于9月30日前兑现，至今没有报告兑现。"
    assert lapse in who["office"].get(page).text, "what was not kept stands in the form already"
    asked = {"order": str(order), "lapse": lapse, "problem": "进度没有追回", "requirement": "月底前追回", **APPROVAL}
    typed = send(who["office"], page, f"{ROOT}/rectifications/new", **asked, due="10月1日前")
    assert typed.status_code == 422 and "月底前追回" in typed.text
    answer = send(who["office"], page, f"{ROOT}/rectifications/new", **asked, due="2026-10-20")
    assert answer.status_code == 303, words(answer)
    here = answer.headers["location"].split("?")[0]
    assert house.ledger.get(Order, order).step == "rectification"
    subject = f"rectification:{here[-36:]}"
    notice = pressed(who["office"], here, "rectification_notice", subject)
    assert pressed(who["office"], here, "rectification_notice", subject) == notice, "nothing it says has changed"
    told = pdf_words(who["unit_head"].get(f"{notice}.pdf").content)
    assert "所用字体仿宋" in words(who["office"].get(notice))
    assert "2026年10月20日（周二）" in told and "督单〔2026〕1号督办事项没有按期办结" in told and UNIT in told
    assert notice in who["filer"].get(here).text and who["other"].get(f"{notice}.pdf").status_code == 404
    early = send(who["office"], here, f"{ROOT}/papers/recheck_sheet", subject=subject)
    assert "单位还没有报告整改" in words(early)
    said = {"measures": "增加两个班组", "done": "已投用30部"}
    bare = send(who["filer"], here, f"{here}/report", **said)
    assert bare.status_code == 422 and "请附上整改的佐证材料" in words(bare) and "已投用30部" in bare.text
    assert send(who["filer"], here, f"{here}/report", files={"evidence": PDF}, **said).status_code == 303
    assert send(who["unit_head"], here, f"{here}/release", decision="back", reason="照片不清").status_code == 303
    assert "单位负责人退回：照片不清" in words(who["filer"].get(here))
    assert send(who["filer"], here, f"{here}/report", files={"evidence": PDF}, **said).status_code == 303
    assert send(who["unit_head"], here, f"{here}/release", decision="release").status_code == 303
    seen = {
        "how": "site",
        "checked_on": "2026-10-08",
        "rechecker": "督查室科员",
        "note": "3处没有投用",
        "verdict": "failed",
    }
    own = send(who["office"], here, f"{here}/recheck", **seen)
    assert own.status_code == 422 and "责令整改的人和报告整改的人不能复查" in words(own)
    blank = pdf_words(who["office"].get(f"{pressed(who['office'], here, 'recheck_sheet', subject)}.pdf").content)
    assert "□通过" in blank and "增加两个班组" in blank and "整改照片.pdf" in blank
    assert send(who["office_head"], here, f"{here}/recheck", **seen).status_code == 303
    filled = pdf_words(who["office"].get(f"{pressed(who['office'], here, 'recheck_sheet', subject)}.pdf").content)
    assert "☑未通过" in filled and "3处没有投用" in filled
    again = {"requirement": "余下3处投用", "due": "2026-10-30", "reason": "3处没有投用"}
    assert send(who["office"], here, f"{here}/renew", **again).status_code == 303
    shown = words(who["unit_head"].get(here))
    assert "复查未通过：3处没有投用" in shown and "余下3处投用" in shown
    assert who["other"].get(here).status_code == 404
    with house.reading() as conn:
        [row] = rectifications.of_programme(conn, Programme.create_id(deeds.SLUG, deeds.YEAR))
    file = who["office"].get(f"{here}/files/{row.rounds[0].report['evidence'][0]['sha256']}")  # type: ignore[index]
    assert file.content == PDF[1]


def test_a_criticism_is_decided_by_a_leader_and_reviewed_where_it_is_public(
    house: House, who: dict[str, Any], clock: FixedClock
) -> None:
    office, page = who["office"], f"{ROOT}/criticisms/new"
    with house.reading() as conn:
        unit = register.unit_called(conn, deeds.SLUG)[UNIT]
    said = {
        "facts": "三次逾期",
        "finding": "落实不力",
        "decision": "予以通报批评",
        "attribute": "主动公开",
        "unit": unit,
    }
    lacking = send(office, page, page, **said)
    assert lacking.status_code == 422 and "请填写要求" in words(lacking) and "落实不力" in lacking.text
    here = send(office, page, page, **said, requirement="月底整改").headers["location"].split("?")[0]
    wordless = send(office, here, f"{here}/decide", **{**APPROVAL, "words": ""}, decision="approve")
    assert wordless.status_code == 422 and "请填写批示原文" in words(wordless)
    assert send(office, here, f"{here}/redraft", **said, requirement="月底前整改到位").status_code == 303
    assert send(office, here, f"{here}/decide", **APPROVAL, decision="approve").status_code == 303
    unread = send(office, here, f"{here}/print")
    assert unread.status_code == 422 and "公开审查以后才能印发" in words(unread)
    assert send(office, here, f"{here}/clear", **REVIEW).status_code == 303
    assert send(office, here, f"{here}/print").headers["location"] == f"{here}?done=printed"
    shown = office.get(here).text
    [paper] = re.findall(rf'href="({ROOT}/papers/[A-Z0-9]{{8}})"', shown)
    told = pdf_words(who["public"].get(f"{paper}.pdf").content)
    for said_in in (f"关于对{UNIT}予以通报批评的通报", "一、主要事实", "四、工作要求", "月底前整改到位", "〔2026〕1号"):
        assert said_in in told and said_in in word_words(office.get(f"{paper}.docx").content), said_in
    assert "编号印发通报批评" not in shown
    assert "可以公开" in words(office.get(here)) and "月底前整改到位" in words(office.get(here))
    assert send(office, here, f"{here}/withdraw", reason="已整改").status_code == 303
    assert "撤回原因已整改" in words(office.get(here))
    with house.reading() as conn:
        [row] = criticisms.of_programme(conn, Programme.create_id(deeds.SLUG, deeds.YEAR))
    assert (row.state, row.words["requirement"]) == ("withdrawn", "月底前整改到位")
    assert who["filer"].get(here).status_code == 403


def test_a_criticism_is_seen_as_it_will_print_before_and_after_it_is_decided(
    house: House, who: dict[str, Any], clock: FixedClock
) -> None:
    """Its attribute stands on it: this one is not for the public, and needs no review."""
    office, page = who["office"], f"{ROOT}/criticisms/new"
    with house.reading() as conn:
        said = {"unit": register.unit_called(conn, deeds.SLUG)[UNIT], "attribute": "依申请公开", "facts": "三次逾期"}
    said |= {"finding": "落实不力", "decision": "予以通报批评", "requirement": "月底整改"}
    here = send(office, page, page, **said).headers["location"].split("?")[0]
    link = re.findall(r'href="([^"]*preview.pdf)"', office.get(here).text)
    assert link == [f"{here}/preview.pdf"]
    before = house.ledger.recorder.max_notification_id()
    told = pdf_words(office.get(link[0]).content)
    assert f"关于对{UNIT}予以通报批评的通报" in told and "经（待批示）批准，决定予以通报批评" in told
    assert "四、工作要求" in told and "此件依申请公开" in told and "〔2026〕" not in told
    assert "预览稿还没有印发" in told
    assert house.ledger.recorder.max_notification_id() == before, "a preview is kept nowhere"
    assert send(office, here, f"{here}/decide", **APPROVAL, decision="approve").status_code == 303
    told = pdf_words(office.get(link[0]).content)
    assert "经市政府副市长批准，决定予以通报批评" in told and "〔2026〕" not in told
    assert send(office, here, f"{here}/print").status_code == 303
    assert "预览" not in words(office.get(here))
    issued = pdf_words(office.get(link[0]).content)
    assert "〔2026〕1号" in issued and "预览稿" not in issued
    no = send(office, page, page, **said).headers["location"].split("?")[0]
    assert send(office, no, f"{no}/decide", **APPROVAL, decision="reject").status_code == 303
    assert office.get(f"{no}/preview.pdf").status_code == 404 and "预览" not in words(office.get(no))
    assert who["filer"].get(link[0]).status_code == 403


def test_a_hand_over_keeps_nothing_but_organ_day_and_decision(house: House, who: dict[str, Any]) -> None:
    office, page = who["office"], f"{ROOT}/criticisms/hand-over"
    with house.reading() as conn:
        unit = register.unit_called(conn, deeds.SLUG)[UNIT]
    early = send(office, page, page, unit=unit, organ="市纪委监委", handed_on="2026-10-01", **APPROVAL)
    assert early.status_code == 422 and "不能早于批示日期" in words(early)
    assert (
        send(office, page, page, unit=unit, organ="市纪委监委", handed_on="2026-10-09", **APPROVAL).status_code == 303
    )
    assert "2026年10月9日移送市纪委监委" in words(office.get(f"{ROOT}/criticisms"))


def test_a_problem_is_public_only_once_it_was_decided_and_reviewed_and_stays_when_it_is_withdrawn(
    house: House, who: dict[str, Any], clock: FixedClock
) -> None:
    office, public = who["office"], who["public"]
    order = ladder.blue(house, Programme.create_id(deeds.SLUG, deeds.YEAR), clock)
    at(clock, 10, 9)
    page = f"{ROOT}/problems-desk/new?order={order}"
    assert "8月底计划200部，实际96部。" in office.get(page).text
    nameless = send(office, page, f"{ROOT}/problems-desk/new", order=str(order), **{**FIVE, "f-post": ""})
    assert nameless.status_code == 422 and "请填写责任人" in words(nameless)
    here = send(office, page, f"{ROOT}/problems-desk/new", order=str(order), **FIVE).headers["location"].split("?")[0]

    def seen() -> str:
        return str(office.get(here).text.split('name="seen" value="')[1].split('"')[0])

    facts = "8月底计划200部，实际96部。"
    old = seen()
    assert (
        send(office, here, f"{here}/redraft", **{**FIVE, "f-facts": facts + "连续两个月严重滞后。"}).status_code == 303
    )
    moved = send(office, here, f"{here}/decide", seen=old, decision="approve", **APPROVAL)
    assert moved.status_code == 422 and "内容刚刚有改动" in words(moved)
    assert send(office, here, f"{here}/decide", seen=seen(), decision="approve", **APPROVAL).status_code == 303
    assert facts not in words(public.get(f"{ROOT}/problems/"))
    assert send(office, here, f"{here}/clear", seen=seen(), **REVIEW).status_code == 303
    unpublished = send(office, here, f"{ROOT}/papers/problem_disclosure", subject=f"problem:{here[-36:]}")
    assert "公开以后才能印制" in words(unpublished)
    assert send(office, here, f"{here}/publish").status_code == 303
    printed = pressed(office, here, "problem_disclosure", f"problem:{here[-36:]}")
    said = pdf_words(public.get(f"{printed}.pdf").content)
    assert "推进落实不力主要事实" in said and "建设局局长" in said and "整改情况" not in said
    for address in (f"{ROOT}/problems/", f"{ROOT}/projects/1"):
        shown = words(public.get(address))
        for label in ("事项名称", "责任单位", "责任人", "推进落实不力主要事实", "整改要求"):
            assert label in shown
        assert "连续两个月严重滞后。" in shown and "整改情况" not in shown.replace("整改情况随后公布", "")
    assert facts not in words(public.get(f"{ROOT}/projects/2"))
    told = send(office, here, f"{here}/outcome", outcome="10月8日已追回。", **REVIEW)
    assert told.status_code == 303, words(told)
    assert "10月8日已追回。" in words(public.get(f"{ROOT}/projects/1"))
    again = pressed(office, here, "problem_disclosure", f"problem:{here[-36:]}")
    assert again != printed and "10月8日已追回。" in pdf_words(public.get(f"{again}.pdf").content)
    assert send(office, here, f"{here}/withdraw", reason="", **APPROVAL).status_code == 422
    assert send(office, here, f"{here}/withdraw", reason="进度数核对有误", **APPROVAL).status_code == 303
    for address in (f"{ROOT}/problems/", f"{ROOT}/projects/1"):
        shown = words(public.get(address))
        assert "撤回：进度数核对有误" in shown and "连续两个月严重滞后。" in shown
    with house.reading() as conn:
        [row] = problems.public(conn, deeds.SLUG, deeds.YEAR)
    assert row.state == "withdrawn"
