"""考核验收 over HTTP, each step by the hands it takes: failed, put right, passed, told to the public, closed; revoked.

Project 3 (a school, led by 市教育局, carried out by 东湖区政府) is complete in the accepted report of August.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import register
from projects.approval import Approval, Review
from projects.notices import NOTICES
from projects.programme import Programme
from projects.project import Project
from supervision.acceptances import ACCEPTANCES
from supervision.accepting import Accepting
from supervision.member import Member, Profile
from tests import deeds
from tests.aggregates import refusal
from tests.web.forms import send, words
from tracker import accounts, rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House
from web.visitor import COOKIE

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
PAGE, CARD, LIST = f"{ROOT}/acceptances/3", f"{ROOT}/projects/3", f"{ROOT}/acceptances"
UNIT = "市教育局"
PDF = ("验收单.pdf", b"%PDF-1.4\n%done\n", "application/pdf")
MEMBERS = (("人大代表", None), ("人大代表", UNIT), ("市民代表", "东湖区政府"), ("市民代表", None))
REVIEW = {
    "attribute": "主动公开", "opinion": "不涉密，可以公开。", "opinion_post": "保密审查岗", "post": "办公厅主任",
    "words": "同意公布。",
}  # fmt: skip
CHECKS = {f"met-{n}": "yes" for n in range(5)} | {f"words-{n}": f"第{n + 1}问已核对。" for n in range(5)}
PAPERS = 6
APPROVED = Approval("市政府办公厅督查室", "2026-09-20", "验收通过。")


def at(clock: FixedClock, month: int, day: int, hour: int = 9, year: int = 2026) -> None:
    clock.set(datetime(year, month, day, hour, tzinfo=SHANGHAI))


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    """October 9: August is published, the roster has two who are free and two who are bound."""
    with deeds.through_august(database, tmp_path) as made:
        with made.reading() as conn:
            units = register.unit_called(conn, deeds.SLUG)
        for place, (kind, employer) in enumerate(MEMBERS):
            profile = Profile("2027-03-01", (), (), units.get(employer or ""))
            member = Member.enrol(deeds.SLUG, kind, place % 2 + 1, "2022-03-01", profile)
            made.carry_out(SYSTEM, None, ["member", place], lambda member=member: ([member], {}))  # type: ignore[misc]
        yield made


def later(house: House, who: dict[str, Any], clock: FixedClock, month: int, day: int, year: int = 2026) -> None:
    """Another day; whoever had signed in signs in again."""
    at(clock, month, day, year=year)
    for name, account in who["accounts"].items():
        if account:
            with house.reading() as conn:
                who[name].cookies.set(COOKIE, accounts.open_session(conn, account.id))


@pytest.fixture
def who(house: House) -> dict[str, Any]:
    made = {
        "office": deeds.account(house, "office"),
        "office_head": deeds.account(house, "office_head"),
        "unit_head": deeds.account(house, "unit_head", unit=UNIT),
        "filer": deeds.account(house, "filer", unit=UNIT),
        "other": deeds.account(house, "filer", unit="市民政局"),
        "public": None,
    }
    return {**{name: deeds.client(house, account) for name, account in made.items()}, "accounts": made}


def member(kind: str, number: int) -> str:
    return str(Member.create_id(deeds.SLUG, kind, number))


def unit(house: House, name: str) -> str:
    with house.reading() as conn:
        return register.unit_called(conn, deeds.SLUG)[name]


def project(house: House) -> Project:
    programme = house.ledger.get(Programme, Programme.create_id(deeds.SLUG, deeds.YEAR))
    return house.ledger.get(Project, UUID(programme.projects["3"]))


def does(browser: Any, what: str, **said: Any) -> None:
    answer = send(browser, PAGE, f"{PAGE}/{what}", **said)
    assert answer.status_code == 303, words(answer)


def refused(browser: Any, what: str, **said: Any) -> str:
    answer = send(browser, PAGE, f"{PAGE}/{what}", **said)
    assert answer.status_code == 422, words(answer)
    return words(answer)


def requested(who: dict[str, Any]) -> None:
    does(who["filer"], "report", words="9月1日开学投用。")
    files = [(f"paper-{n}", PDF) for n in range(PAPERS)]
    does(who["filer"], "check", files=files, **CHECKS)
    does(who["unit_head"], "release", decision="request")


def arranged(house: House, who: dict[str, Any], day: str, *members: str) -> None:
    officials = {"official-unit-0": unit(house, "市民政局"), "official-post-0": "市民政局科长"}
    does(who["office"], "team", members=list(members), visit_on=day, **officials)


def verdict(day: str, verdict: str, *attended: str, **more: str) -> dict[str, Any]:
    decided = {"post": "市政府秘书长", "decided_on": day, "words": "同意。"}
    said = {"visited_on": day, "on": day, "opinion": "教室、食堂已投用。", "attended": list(attended)}
    return {**said, **decided, "verdict": verdict, **more}


def passed(house: House, who: dict[str, Any], day: str) -> None:
    requested(who)
    arranged(house, who, day, member("市民代表", 2))
    does(who["office"], "decide", **verdict(day, "passed", "市民代表02", "市民政局科长"))


def desk(browser: Any) -> str:
    return words(browser.get("/desk"))


def test_failed_put_right_passed_told_and_closed(house: House, who: dict[str, Any], clock: FixedClock) -> None:
    office, filer, head = who["office"], who["filer"], who["unit_head"]
    short = words(office.get(f"{ROOT}/acceptances/1"))
    assert "还没有全部完成" in short and "“加装电梯300部”完成96部，目标300部" in short
    assert who["other"].get(PAGE).status_code == 404
    does(filer, "report", words="9月1日开学投用。")
    assert "项目3完工自查，申请验收" in desk(filer) and "还剩" in desk(filer)

    # The self-check is kept as it grows; its head can send it only when it is whole, and only the head.
    does(filer, "check", files=[("paper-0", PDF)], **{**CHECKS, "met-4": "no"})
    told = refused(head, "release", decision="request")
    assert "请附上材料：安全检查记录" in told and "自查“资料是否齐全并归档”为否" in told
    does(head, "release", decision="back", reason="安全检查记录没有附")
    assert "单位负责人退回：安全检查记录没有附" in words(filer.get(PAGE))
    assert "第1问已核对。" in filer.get(PAGE).text, "what was written before stands in the form"
    kept = re.findall(r'name="kept-paper-0" value="([^"]+)"', filer.get(PAGE).text)
    does(filer, "check", files=[(f"paper-{n}", PDF) for n in range(1, PAPERS)], **CHECKS, **{"kept-paper-0": kept[0]})
    assert "项目3完工自查，申请验收" not in desk(filer).partition("等谁")[0] or "本单位负责人" in desk(filer)
    does(head, "release", decision="request")
    file = office.get(f"{PAGE}/files/{kept[0].partition(':')[0]}")
    assert file.content == PDF[1] and who["other"].get(file.url.path).status_code == 404

    # What cannot be accepted on is returned by the office, to be handed in once more.
    assert "请写明理由" in refused(office, "return")
    does(office, "return", reason="安全检查记录是去年的")
    assert "督查室退回补正：安全检查记录是去年的" in words(filer.get(PAGE))
    assert "督查室退回补正：安全检查记录是去年的" in words(head.get(PAGE)) and "项目3组成验收组" not in desk(office)
    handed = {
        name: kept_ for name, kept_ in re.findall(r'name="(kept-paper-\d+)" value="([^"]+)"', filer.get(PAGE).text)
    }
    does(filer, "check", **CHECKS, **handed)
    does(head, "release", decision="request")
    assert "督查室退回补正" in words(office.get(PAGE)), "the history keeps it"

    # Who leads or carries it out, and who is bound to them, is in no team; a third party is in every one.
    assert "项目3组成验收组" in desk(office)
    shown = office.get(PAGE).text
    assert member("人大代表", 2) not in shown and member("市民代表", 1) not in shown, "bound by their employers"
    day = {"visit_on": "2026-10-09"}
    assert "至少要有1名第三方成员" in refused(office, "team", **day)
    assert "人大代表02与这个项目有利害关系" in refused(office, "team", members=[member("人大代表", 2)], **day)
    for place, (name, code) in enumerate(((UNIT, "科长"), ("东湖区政府", "主任"), ("市民政局", f"{UNIT}副局长"))):
        seat = {f"official-unit-{place}": unit(house, name), f"official-post-{place}": code}
        no = refused(office, "team", members=[member("人大代表", 1)], **day, **seat)
        assert f"{code}所在单位牵头或承办这个项目" in no
    arranged(house, who, "2026-10-09", member("人大代表", 1))
    failing = {"issues": "食堂没有投用。", "requirement": "月底前投用。", "due": "2026-10-20"}
    alone = verdict("2026-10-09", "failed", "市民政局科长", **failing)
    assert "至少要有1名第三方成员" in refused(office, "decide", **alone)
    does(office, "decide", **verdict("2026-10-09", "failed", "人大代表01", "市民政局科长", **failing))
    assert project(house).accepted_on is None
    assert "考核验收" not in words(who["public"].get(CARD)), "what failed is nobody's business outside"

    # The rectification is a record of its own; the next round begins when it is over.
    assert refused_(filer, "report").startswith("没有")
    [href] = set(re.findall(rf"{ROOT}/rectifications/[0-9a-f-]+", filer.get(PAGE).text))
    said = {"measures": "增加班组", "done": "食堂已投用"}
    assert send(filer, href, f"{href}/report", files={"evidence": PDF}, **said).status_code == 303
    assert send(head, href, f"{href}/release", decision="release").status_code == 303
    seen = {"how": "site", "checked_on": "2026-10-09", "rechecker": "督查室科员", "note": "食堂已投用"}
    assert send(who["office_head"], href, f"{href}/recheck", verdict="passed", **seen).status_code == 303
    assert "项目3完工自查，申请验收" in desk(filer), "the next round is owed"
    passed(house, who, "2026-10-09")
    assert project(house).accepted_on == "2026-10-09"
    assert "第2次" in words(office.get(PAGE)) and "食堂没有投用。" in words(office.get(PAGE))

    # The notice, an objection by the public's own form and one by letter, and the closing.
    assert "公示至" not in words(who["public"].get(CARD))
    does(office, "notice", **REVIEW, decided_on="2026-10-09")
    card = words(who["public"].get(CARD))
    assert "2026年10月9日通过验收，公示至2026年10月16日" in card and "市民代表02，工作人员1名" in card
    assert "食堂没有投用" not in card and "市民政局科长" not in card and "市民代表02" in card
    assert "验收公示至10月16日" in words(who["public"].get(f"{ROOT}/"))
    assert 'href="3/clue"' in who["public"].get(CARD).text
    clue = {"text": "操场还没有开放。", "place": "校园东侧"}
    assert send(who["public"], f"{CARD}/clue", f"{CARD}/clue", **clue).status_code == 200
    id = re.findall(r'<option value="([0-9a-f-]{36})"', office.get(PAGE).text.partition('name="clue"')[2])[0]
    does(office, "objection", clue=id, objection="操场没有开放")
    letter = {"channel": "letter", "received_on": "2026-10-09", "objection": "学位数不实"}
    does(office, "objection", **letter)
    assert "验收公示异议答复" in desk(office)
    later(house, who, clock, 10, 17)
    assert "还有2件异议或反映没有答复" in refused(office, "close")
    assert "请选择结果" in refused(office, "answer", no="1", answer="已开放")
    does(office, "answer", no="1", upheld="no", answer="操场10月10日起开放。")
    does(office, "answer", no="2", upheld="no", answer="逐班核对，学位数属实。")
    assert "项目3验收公示期满，办理销号" in desk(office)
    does(office, "close", words="两件异议均已答复。")
    assert "项目3验收" not in desk(office)
    card = words(who["public"].get(CARD))
    assert "10月17日销号。" in card and "公示期间答复异议2件，经核实均不成立。" in card and "学位数不实" not in card
    assert "验收公示期满，10月17日销号" in words(who["public"].get(f"{ROOT}/"))
    past = words(who["public"].get(f"{CARD}?as_of=2026-10-12"))
    assert "公示至2026年10月16日" in past and "销号" not in past and "答复异议" not in past
    assert "公示验收结果" in words(who["public"].get(f"{CARD}/history"))
    assert "已销号" in words(office.get(LIST)) and "已销号" not in words(who["other"].get(LIST))


def refused_(browser: Any, what: str) -> str:
    """A form that the page does not show is refused all the same."""
    answer = send(browser, f"{ROOT}/acceptances", f"{PAGE}/{what}")
    return "没有" + str(answer.status_code)


def test_revoked_by_a_leader_it_is_in_progress_again_and_says_so(
    house: House, database: Database, who: dict[str, Any], clock: FixedClock
) -> None:
    office = who["office"]
    passed(house, who, "2026-10-09")
    does(office, "notice", **REVIEW, decided_on="2026-10-09")
    later(house, who, clock, 10, 17)
    does(office, "close")
    late = {"visited_on": "2026-10-17", "members": [member("人大代表", 1)], "lasting": "yes", "seen": "在用。"}
    assert "回头看的日期应在2026年以后" in refused(office, "look-back", **late, **REVIEW, decided_on="2026-10-17")
    leader = {"post-leader": "市长", "decided_on-leader": "2026-10-17", "words-leader": "数据不实，撤销。"}
    said = {"reason": "学位数与学籍系统不符。", **leader, **REVIEW, "decided_on": "2026-10-17"}
    assert "请填写批示原文" in refused(office, "revoke", **{**said, "words-leader": ""})
    does(office, "revoke", **said)
    assert project(house).accepted_on is None
    told = words(who["public"].get(f"{ROOT}/changes/"))
    assert (
        "撤销验收：2026年10月9日通过的验收" in told
        and "学位数与学籍系统不符。项目自2026年10月17日起恢复为实施中" in told
    )
    assert "市长2026年10月17日决定" in told and "还没有调整" not in told
    id = re.findall(r'id="n-([0-9a-f-]{36})"', who["public"].get(f"{ROOT}/changes/").text)[0]
    kept = who["public"].get(f"/api/v1{ROOT}/notices/{id}.json")
    assert kept.status_code == 200 and kept.json()["reason"] == "学位数与学籍系统不符。"
    assert f'href="../../changes/#n-{id}"' in who["public"].get(f"{CARD}/history").text
    assert "撤销验收" in words(office.get(f"{ROOT}/notices")) and "公布撤销验收" not in desk(office)
    card = words(who["public"].get(CARD))
    assert "10月17日撤销验收：学位数与学籍系统不符。市长2026年10月17日决定，项目恢复为实施中。" in card
    assert "10月17日撤销验收" in words(who["public"].get(f"{ROOT}/"))
    assert "验收已撤销" not in card, "no published month told of it as accepted"
    assert "撤销验收" in words(who["public"].get(f"{CARD}/history"))
    assert "销号" in words(who["public"].get(f"{CARD}?as_of=2026-10-17")), "until the day was over both are known"
    assert "再次报告完工" in words(who["filer"].get(PAGE))
    requested(who)
    assert "第2次" in words(office.get(PAGE))
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [ACCEPTANCES, NOTICES]) == []


def test_a_later_year_looks_back_and_the_public_reads_it(house: House, who: dict[str, Any], clock: FixedClock) -> None:
    office = who["office"]
    passed(house, who, "2026-10-09")
    does(office, "notice", **REVIEW, decided_on="2026-10-09")
    later(house, who, clock, 10, 17)
    does(office, "close")
    later(house, who, clock, 2, 20, year=2027)
    seen = {"visited_on": "2027-02-19", "seen": "两间教室改作他用。", **REVIEW, "decided_on": "2027-02-20"}
    assert "请选择结果" in refused(office, "look-back", members=[member("市民代表", 2)], **seen)
    does(office, "look-back", members=[member("市民代表", 2)], lasting="no", **seen)
    card = words(who["public"].get(CARD))
    assert "2027年2月19日回头看" in card and "没有保持" in card and "两间教室改作他用。由市民代表02查看。" in card


def test_what_was_accepted_before_there_were_rounds_stays_accepted_and_has_none(
    house: House, who: dict[str, Any]
) -> None:
    """The office's old form recorded nothing but `project.acceptance_passed`."""

    def act() -> Any:
        found = project(house)
        found.pass_acceptance("2026-09-20", True, APPROVED)
        return [found], {}

    house.carry_out(SYSTEM, None, ["old form"], act)
    page = words(who["office"].get(PAGE))
    assert "9月20日通过验收，由督查室登记" in page and "撤销验收" not in page and "报告完工后" not in page
    work = Accepting(house.ledger, Programme.create_id(deeds.SLUG, deeds.YEAR), project(house).id)
    assert refusal(work.report, "再报", "filer")[0] == "project.accepted_already"
    assert refusal(work.revoke, "数据不实", APPROVED, Review("主动公开", "可以公开。", "审查岗", APPROVED))[0] == (
        "acceptance.unknown"
    )
    assert "项目3" not in desk(who["filer"]), "nothing of it is owed"
