"""What a visit found, over HTTP: from the inspector's phone to the closed finding, and nothing of it in public."""

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from projects.programme import Programme
from supervision import findings, visit_link
from supervision.inspecting import Inspecting
from supervision.inspection import Inspection
from supervision.member import Profile
from tests import deeds, visiting
from tests.journeys.browsing import pdf_words
from tests.ladder import at, carry
from tests.web.forms import pressed, send, words
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
UNIT = "市民政局"
PROGRAMME = Programme.create_id(deeds.SLUG, deeds.YEAR)
APPROVAL = {"post": "督查室主任", "decided_on": "2026-10-09", "words": "同意反馈。"}
PDF = ("整改材料.pdf", b"%PDF-1.4\n%done\n", "application/pdf")
SECRET = "助浴间暗记没有通水"


def picture(colour: str = "gray") -> tuple[str, bytes, str]:
    made = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(made, "JPEG")
    return "现场.jpg", made.getvalue(), "image/jpeg"


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
        "other": deeds.account(house, "filer", unit="市教育局"),
        "observer": deeds.account(house, "observer"),
        "public": None,
    }
    return {name: deeds.client(house, account) for name, account in accounts.items()}


@pytest.fixture
def visit(house: House) -> UUID:
    """This morning's, of two sites of project 2 and two inspectors; nothing is recorded yet."""
    made = visiting.planned(visiting.project(house), method="暗访", sites=["1", "6"], who=["市民代表01", "人大代表01"])
    carry(house, lambda: ([made], {}))
    return made.id


def phone(house: House, visit: UUID, key: str) -> str:
    with house.reading() as conn:
        return f"/visit/{visit_link.make(conn, visit, key)}"


def recorded(house: House, who: dict[str, Any], visit: UUID, severity: str = "major", fact: str = SECRET) -> str:
    """By the second inspector at the sixth site, with the photograph taken there; closed and signed. The office's
    feedback page."""
    link, nobody = phone(house, visit, "2"), who["public"]
    said = {"verified": "no", "note": "没有通水", "then": "list"}
    answer = send(nobody, f"{link}/sites/6", f"{link}/sites/6", files={"photos": picture()}, **said)
    assert answer.status_code == 303, words(answer)
    [photo] = house.ledger.get(Inspection, visit).photos
    page = f"{link}/findings"
    bare = send(nobody, page, page, site="6", severity=severity, fact=fact)
    assert bare.status_code == 422 and "请附上证据" in words(bare) and fact in bare.text
    kept = send(nobody, page, page, site="6", severity=severity, fact=fact, photos=photo)
    assert kept.status_code == 303, words(kept)
    assert fact in words(nobody.get(page)) and "1个" in words(nobody.get(link))
    other = f"{phone(house, visit, '1')}/findings"
    assert "问题由记录点位的人记录" in words(nobody.get(other)) and fact in words(nobody.get(other))

    def close() -> Any:
        seen = house.ledger.get(Inspection, visit)
        seen.record_sample("2", 1, 0, "没有通水", confirmed=True)
        seen.sign("1", "confirmed")
        seen.sign("2", "confirmed")
        seen.close("一处没有通水。")
        return [seen], {}

    carry(house, close)
    return f"{ROOT}/visits/{visit}/feedback"


def only(house: House, visit: UUID) -> findings.FindingRow:
    with house.reading() as conn:
        [row] = [row for row in findings.of_visit(conn, visit) if row.state != "retracted"]
    return row


def fed_back(house: House, who: dict[str, Any], visit: UUID, severity: str = "major") -> str:
    """The finding's page."""
    page = recorded(house, who, visit, severity)
    row = only(house, visit)
    assert "请填写整改要求" in words(send(who["office"], page, page, conclusion="一处没有通水。", **APPROVAL))
    asked = {f"requirement-{row.id}": "一周内通水，更正报送。"}
    no_words = send(who["office"], page, page, **asked, conclusion="", **APPROVAL)
    assert no_words.status_code == 422 and "请填写检查结论" in words(no_words) and "一周内通水" in no_words.text
    answer = send(who["office"], page, page, **asked, conclusion="柳河点位没有通水。", **APPROVAL)
    assert answer.status_code == 303, words(answer)
    return f"{ROOT}/findings/{row.id}"


def reported(house: House, who: dict[str, Any], here: str) -> None:
    said = {"measures": "更换阀门", "done": "已通水"}
    answer = send(who["filer"], here, f"{here}/report", files={"evidence": picture("white")}, **said, **before(house))
    assert answer.status_code == 303, words(answer)
    assert send(who["unit_head"], here, f"{here}/release", decision="release").status_code == 303


def before(house: House) -> dict[str, str]:
    """The photograph of the inspection, ticked as what was before."""
    with house.reading() as conn:
        return {"photos": findings.of_programme(conn, PROGRAMME)[0].photos[0]}


def enrolled(house: House) -> str:
    carry(house, lambda: Inspecting(house.ledger, PROGRAMME).enrol("人大代表", "2022-03-01", Profile("2027-03-01")))
    return "人大代表01"


def test_from_the_phone_to_the_closed_finding(
    house: House, who: dict[str, Any], visit: UUID, clock: FixedClock
) -> None:
    """Objection refused, plan, report, recheck failed, second term, passed."""
    here = fed_back(house, who, visit)
    shown = words(who["filer"].get(here))
    assert "较重问题" in shown and SECRET in shown and "一周内通水" in shown
    page, unit = f"{ROOT}/visits/{visit}/feedback", only(house, visit).unit
    letter = pressed(who["office"], page, "feedback_letter", f"visit:{visit}:{unit}")
    told = pdf_words(who["unit_head"].get(f"{letter}.pdf").content)
    assert "一周内通水" in told and "柳河点位没有通水。" in told and "书面申请复核" in told and "人大代表01" in told
    assert who["other"].get(f"{letter}.pdf").status_code == 404 and letter in who["filer"].get(here).text
    assert "柳河点位没有通水。" in words(who["unit_head"].get(f"{ROOT}/findings"))
    assert who["other"].get(here).status_code == 404 and SECRET not in who["other"].get(f"{ROOT}/findings").text
    photo = only(house, visit).photos[0]
    assert who["filer"].get(f"{here}/files/{photo}").headers["content-type"] == "image/jpeg"
    assert who["other"].get(f"{here}/files/{photo}").status_code == 404
    assert send(who["filer"], here, f"{here}/answer", words="当天停水检修。").status_code == 303
    assert "当天停水检修。" in words(who["office"].get(here))
    # Objected to, and upheld by somebody else.
    bare = send(who["unit_head"], here, f"{here}/object", files={"evidence": PDF}, reason="")
    assert bare.status_code == 422 and "请写明理由" in words(bare) and "整改材料.pdf" in bare.text
    asked = send(who["unit_head"], here, f"{here}/object", files={"evidence": PDF}, reason="停水一天，不是没通")
    assert asked.status_code == 303
    assert "复核期间停止计时" in words(who["filer"].get(here))
    ruling = {"ruling": "upheld", "reason": "照片拍于停水之后", "severity": "major", "fact": SECRET}
    own = send(who["office"], here, f"{here}/decide", **ruling, apart="1")
    assert own.status_code == 422 and "应当回避" in words(own) and "照片拍于停水之后" in own.text
    silent = send(who["office_head"], here, f"{here}/decide", **ruling)
    assert silent.status_code == 422 and "请确认本人没有参加" in words(silent)
    assert send(who["office_head"], here, f"{here}/decide", **ruling, apart="1").status_code == 303
    assert "维持。照片拍于停水之后" in words(who["filer"].get(here))
    assert "有异议，申请复核" not in words(who["filer"].get(here))
    # The plan, the report, a recheck by a member that fails, and another term.
    mend = f"{ROOT}/rectifications/{only(house, visit).rectification}"
    plan = {"steps": "换阀门，试水三天", "responsible": "市民政局副局长"}
    late = send(who["filer"], mend, f"{mend}/plan", **plan, finish_on="2026-12-31")
    assert late.status_code == 422 and "请填写完成日期" in words(late) and "试水三天" in late.text
    assert send(who["filer"], mend, f"{mend}/plan", **plan, finish_on="2026-10-20").status_code == 303
    assert "试水三天" in words(who["office"].get(mend))
    half = send(who["filer"], mend, f"{mend}/report", measures="换阀", done="已通水", **before(house))
    assert half.status_code == 422 and "请附上整改后" in words(half)
    reported(house, who, mend)
    assert words(who["office"].get(mend)).count("整改前") == 1
    member = enrolled(house)
    seen = {"how": "site", "checked_on": "2026-10-09", "rechecker": member, "note": "二楼仍无水"}
    assert member in who["office"].get(mend).text
    stranger = send(who["office_head"], mend, f"{mend}/recheck", **{**seen, "rechecker": "科员"}, verdict="failed")
    assert stranger.status_code == 422 and "由督查评议队伍中" in words(stranger)
    assert send(who["office_head"], mend, f"{mend}/recheck", **seen, verdict="failed").status_code == 303
    assert "复查未通过" in words(who["filer"].get(here))
    again = {"requirement": "二楼通水", "due": "2026-10-30", "reason": "二楼仍无水"}
    assert send(who["office"], mend, f"{mend}/renew", **again).status_code == 303
    at(clock, 10, 9, 18)
    reported(house, who, mend)
    passed = {**seen, "note": "两层都通水"}
    assert send(who["office_head"], mend, f"{mend}/recheck", **passed, verdict="passed").status_code == 303
    assert "已办结" in words(who["filer"].get(here))
    assert "已办结" in words(who["office"].get(f"{ROOT}/visits/{visit}"))
    nobody_knows(who)


def nobody_knows(who: dict[str, Any]) -> None:
    """Neither cards, history, feeds nor data tell of it."""
    for address in (
        "", "projects/2", "projects/2/history", "problems/", "changes/", "bulletins/",
    ):  # fmt: skip
        answer = who["public"].get(f"{ROOT}/{address}")
        assert answer.status_code == 200 and "暗记" not in answer.text, address
    for address in (
        f"/data{ROOT}/projects/2.atom", "/data/feed.atom", "/api/v1/events?limit=1000", "/api/v1/visits?limit=1000",
        "/api/v1/obligations?limit=1000", f"/api/v1{ROOT}/projects.json",
    ):  # fmt: skip
        answer = who["public"].get(address)
        assert answer.status_code == 200 and "暗记" not in answer.text, address


def test_a_finding_named_to_the_public_is_known_by_its_five_fields_and_then_by_its_result(
    house: House, who: dict[str, Any], visit: UUID
) -> None:
    here = fed_back(house, who, visit)
    row, office = only(house, visit), who["office"]
    page = f"{ROOT}/problems-desk/new?finding={row.id}"
    assert SECRET in office.get(page).text and "一周内通水" in office.get(page).text
    five = {
        "f-item": "养老服务点", "f-unit_name": UNIT, "f-post": "市民政局局长", "f-facts": "一处没有通水。",
        "f-requirement": "一周内通水。", "f-due": "2026-10-16", "finding": str(row.id),
    }  # fmt: skip
    bare = send(office, page, f"{ROOT}/problems-desk/new", **{**five, "f-post": ""})
    assert bare.status_code == 422 and f'name="finding" value="{row.id}"' in bare.text
    desk = send(office, page, f"{ROOT}/problems-desk/new", **five).headers["location"].split("?")[0]
    assert "待批示" in words(office.get(here)) and "检查发现的问题" in words(office.get(desk))
    nobody_knows(who)
    seen = str(office.get(desk).text.split('name="seen" value="')[1].split('"')[0])
    approval = {"post": "市政府副市长", "decided_on": "2026-10-09", "words": "同意公开。"}
    review = {**approval, "attribute": "主动公开", "opinion": "可以公开。", "opinion_post": "保密审查岗"}
    assert send(office, desk, f"{desk}/decide", seen=seen, decision="approve", **approval).status_code == 303
    assert send(office, desk, f"{desk}/clear", seen=seen, **review).status_code == 303
    assert "一处没有通水" not in who["public"].get(f"{ROOT}/projects/2").text
    assert send(office, desk, f"{desk}/publish").status_code == 303
    card = words(who["public"].get(f"{ROOT}/projects/2"))
    assert "一处没有通水。" in card and "市民政局局长" in card
    nobody_knows(who)
    mend = f"{ROOT}/rectifications/{row.rectification}"
    reported(house, who, mend)
    seen_ = {"how": "site", "checked_on": "2026-10-09", "rechecker": enrolled(house), "note": "通水"}
    assert send(who["office_head"], mend, f"{mend}/recheck", **seen_, verdict="passed").status_code == 303
    assert "请在下面公布整改情况" in words(office.get(desk))
    assert send(office, desk, f"{desk}/outcome", outcome="10月9日通水。", **review).status_code == 303
    assert "请在下面公布整改情况" not in words(office.get(desk))
    assert "10月9日通水。" in words(who["public"].get(f"{ROOT}/projects/2"))
    assert office.get(f"{ROOT}/problems-desk/new?finding={visit}").status_code == 404


def test_what_was_not_mended_becomes_an_order_from_the_proposals(
    house: House, who: dict[str, Any], visit: UUID, clock: FixedClock
) -> None:
    here = fed_back(house, who, visit, "minor")
    at(clock, 10, 16)
    for role in ("office", "office_head"):
        who[role] = deeds.client(house, deeds.account(house, role, login=f"{role}-of-the-16th"))
    proposed = f"{ROOT}/proposals"
    assert "检查发现的一般问题应于10月15日前整改，至今没有报告" in words(who["office"].get(proposed))
    row = only(house, visit)
    draft = f"{ROOT}/orders/new?proposal=unmended:{row.id}:1"
    shown = who["office"].get(draft)
    assert shown.status_code == 200 and SECRET in shown.text
    said = {
        "cause": "finding", "ref": f"unmended:{row.id}:1", "ref_of": "finding", "cause_words": "逾期未整改",
        "matter": "养老服务点问题", "facts": "没有通水", "requirement": "通水", "unit": row.unit,
    }  # fmt: skip
    made = send(who["office"], draft, f"{ROOT}/orders/new?project=2", **said)
    assert made.status_code == 303, words(made)
    order = made.headers["location"].split("?")[0]
    approval = {"post": "市政府办公厅主任", "decided_on": "2026-10-16", "words": "同意签发。"}
    issued = send(who["office_head"], order, f"{order}/issue", **approval)
    assert issued.status_code == 303, words(issued)
    assert "转督办单" in words(who["office"].get(here))
    assert "检查发现的一般问题" not in words(who["office"].get(proposed))


def test_the_office_enters_what_stands_on_paper_and_takes_back_its_own(
    house: House, who: dict[str, Any], visit: UUID
) -> None:
    recorded(house, who, visit)
    page = f"{ROOT}/findings/new?visit={visit}"
    said = {"visit": str(visit), "severity": "minor", "fact": "标牌掉落", "inspector": "1"}
    bare = send(who["office"], page, page, **said)
    assert bare.status_code == 422 and "请附上证据" in words(bare) and "标牌掉落" in bare.text
    kept = send(who["office"], page, page, files={"files": PDF}, **said)
    assert kept.status_code == 303, words(kept)
    with house.reading() as conn:
        row = next(row for row in findings.of_visit(conn, visit) if row.fact == "标牌掉落")
    here = f"{ROOT}/findings/{row.id}"
    assert "整改材料.pdf" in words(who["office"].get(here)) and who["filer"].get(here).status_code == 404
    assert who["observer"].get(here).status_code == 404, "before it is fed back it is the office's and the team's"
    other = send(who["office_head"], f"{ROOT}/visits/{visit}", f"{here}/retract", reason="重复")
    assert other.status_code == 422 and "只有记录人自己能撤回" in words(other)
    assert send(who["office"], here, f"{here}/retract", reason="重复").status_code == 303
    assert "记录人已撤回" in words(who["office"].get(f"{ROOT}/findings"))


def test_an_inspector_takes_back_a_finding_on_the_spot(house: House, who: dict[str, Any], visit: UUID) -> None:
    link, nobody = phone(house, visit, "2"), who["public"]
    said = {"verified": "no", "note": "没有通水", "then": "list"}
    send(nobody, f"{link}/sites/6", f"{link}/sites/6", files={"photos": picture()}, **said)
    [photo] = house.ledger.get(Inspection, visit).photos
    page = f"{link}/findings"
    send(nobody, page, page, site="6", severity="minor", fact="标牌掉落", photos=photo)
    row = only(house, visit)
    bare = send(nobody, page, f"{page}/{row.id}/retract", reason="")
    assert bare.status_code == 422 and "请写明理由" in words(bare)
    stranger = f"{phone(house, visit, '1')}/findings"
    assert send(nobody, stranger, f"{stranger}/{row.id}/retract", reason="不算").status_code == 422
    assert send(nobody, page, f"{page}/{row.id}/retract", reason="看错了").status_code == 303
    assert "已撤回：看错了" in words(nobody.get(page))
    assert send(nobody, page, f"{page}/{visit}/retract", reason="看错了").status_code == 404


def test_all_owed_of_a_finding_stands_on_the_desk_of_who_must_do_it(
    house: House, who: dict[str, Any], visit: UUID, clock: FixedClock
) -> None:
    recorded(house, who, visit)
    desk = who["office"].get("/desk").text
    assert "项目2的检查反馈（10月9日查看）" in words(who["office"].get("/desk")) and f"/visits/{visit}/feedback" in desk
    row = only(house, visit)
    page = f"{ROOT}/visits/{visit}/feedback"
    asked = {f"requirement-{row.id}": "通水"}
    send(who["office"], page, page, **asked, conclusion="一处没有通水。", **APPROVAL)
    assert "检查反馈" not in words(who["office"].get("/desk"))
    mend = f"{ROOT}/rectifications/{only(house, visit).rectification}"
    desk = who["filer"].get("/desk").text
    assert "整改方案" in desk and "整改报告" in desk and mend in desk
    here = f"{ROOT}/findings/{row.id}"
    send(who["filer"], here, f"{here}/object", reason="停水一天")
    assert "整改方案" not in who["filer"].get("/desk").text
    assert (
        f"{here}#decide" in who["office_head"].get("/desk").text or f"{here}#decide" in who["office"].get("/desk").text
    )
    assert clock.now() == datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
