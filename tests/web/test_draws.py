"""From the roster to the public page over HTTP: enrolled, planned, frozen, sealed, opened, and drawn again outside."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from projects.programme import Programme
from supervision import draw, verify_draw, witness_link
from tests import deeds
from tests.journeys.browsing import pdf_words
from tests.web.forms import send, words
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
CODE = "K7QM2P9X4RTB"
PLAN = {
    "title": "10月养老服务点查看", "method": "集中查看", "basis": "年度督查计划第3项", "starts_on": "2026-10-12",
    "ends_on": "2026-10-16", "leader": "督查室主任", "checklist": "是否开放\n收费是否公示",
}  # fmt: skip
APPROVED = {"post": "市政府秘书长", "decided_on": "2026-10-08", "words": "同意。", "document": "府办批〔2026〕31号"}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


@pytest.fixture
def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def enrolled(office: Any, kind: str, **more: str) -> str:
    fields = {"kind": kind, "name": "某某", "term_from": "2022-03-01", "term_until": "2027-02-28", **more}
    answer = send(office, f"{ROOT}/members", f"{ROOT}/members", **fields)
    assert answer.status_code == 303, words(answer)
    return str(answer.headers["location"]).split("?")[0]


def planned(house: House, office: Any, **more: str) -> str:
    """An approved plan of project 2; its address."""
    number = house.ledger.get(Programme, Programme.create_id(deeds.SLUG, deeds.YEAR)).projects["2"]
    answer = send(
        office, f"{ROOT}/inspection-plans/new", f"{ROOT}/inspection-plans/new", **{**PLAN, "projects": number, **more}
    )
    assert answer.status_code == 303, words(answer)
    plan = str(answer.headers["location"]).split("?")[0]
    assert send(office, plan, f"{plan}/approve", **APPROVED).status_code == 303
    return plan


def committed(office: Any, plan: str, **more: str) -> None:
    fields = {
        "kind-4": "2", "of": "sites", "places": "3", "way": "", "witnesses": "公证处公证员\n督查室主任",
        "lottery": "中国体育彩票排列5", **more,
    }  # fmt: skip
    answer = send(office, plan, f"{plan}/draw", **fields)
    assert answer.status_code == 303, words(answer)


def links(house: House) -> list[str]:
    with house.reading() as conn:
        lot = conn.execute("SELECT id FROM supervision_lots ORDER BY committed_at DESC LIMIT 1").fetchone()
        assert lot
        return [f"/witness/{token}" for token in witness_link.of_lot(conn, lot["id"]).values()]


def drawn(house: House, office: Any, plan: str) -> str:
    """Sealed at place 1, a slip at place 2, opened; the public address."""
    committed(office, plan)
    public, (first, _) = deeds.client(house), links(house)
    shown = public.get(first)
    hash = re.findall(r'data-hash="([0-9a-f]{64})"', shown.text)[0]
    assert public.post(first, data={"seal": draw.seal(hash, 1, "48213905", CODE)}).status_code == 303
    again = public.post(first, data={"seal": "0" * 64})
    assert again.status_code == 422 and "不能更改" in words(again)
    page = f"{plan}/draw"
    early = send(office, page, f"{page}/step", what="end")
    assert early.status_code == 422 and "第2位见证人还没有交数" in words(early)
    assert send(office, page, f"{page}/step", what="paper", place="2", number="7712").status_code == 303
    assert send(office, page, f"{page}/step", what="end").status_code == 303
    wrong = public.post(f"{first}/open", data={"number": "48213906", "code": CODE})
    assert wrong.status_code == 422 and 'value="48213906"' in wrong.text
    assert public.post(f"{first}/open", data={"number": "48213905", "code": CODE.lower()}).status_code == 303
    assert "已开签" in words(public.get(first))
    with house.reading() as conn:
        row = conn.execute("SELECT id FROM supervision_lots").fetchone()
    assert row
    return f"{ROOT}/draws/{row['id']}"


def test_a_draw_from_the_roster_to_the_replay_outside(house: House, office: Any, tmp_path: Path) -> None:
    deeds.months(house, Programme.create_id(deeds.SLUG, deeds.YEAR), "2026-02")
    for _ in range(4):
        enrolled(office, "市民代表")
    bound = enrolled(office, "市民代表", employer="市民政局", name="姓名不外传")
    plan = planned(house, office)
    address = drawn(house, office, plan)
    public = deeds.client(house)
    told = words(public.get(address))
    assert "市民代表05" in told and "回避，跳过" in told
    assert "姓名不外传" not in told and "市民政局" not in told
    held = words(office.get(f"{plan}/draw"))
    assert "姓名不外传" in held and "第1席公证处公证员48213905" in held.replace(" ", "")
    assert f'href="{plan}#visits">安排走访' in office.get(f"{plan}/draw").text and "以前请过" not in held
    file = tmp_path / "draw.json"
    file.write_bytes(public.get(f"{address}/record.json").content)
    good, lines = verify_draw.told(file)
    assert good, lines
    record = json.loads(file.read_text("utf-8"))
    assert record["value"] == f"1:48213905:{CODE};2:7712"
    assert "市民代表05" not in record["result"][1]["drawn"]
    assert public.get(f"{ROOT}/draws/verify_draw.py").content == Path(verify_draw.__file__).read_bytes()
    printed = pdf_words(public.get(f"{address}/record.pdf").content)
    assert record["commit_hash"][:32] in printed and record["result"][1]["drawn"][0] in printed
    out = record["result"][1]["drawn"][0]
    step = dict(what="replace", out=out, reason_code="absent", reason="住院")
    assert send(office, f"{plan}/draw", f"{plan}/draw/step", **step).status_code == 303
    file.write_bytes(public.get(f"{address}/record.json").content)
    assert verify_draw.told(file)[0]
    told = words(public.get(address))
    assert f"{out}因故不能到场，由" in told and "住院" not in told
    assert send(office, bound, f"{bound}/state", what="name").status_code == 303
    assert "姓名不外传" in words(public.get(address))


def test_what_is_silent_shows_its_hash_and_time_until_it_is_over(house: House, office: Any) -> None:
    deeds.months(house, Programme.create_id(deeds.SLUG, deeds.YEAR), "2026-02")
    for _ in range(3):
        enrolled(office, "市民代表")
    plan = planned(house, office, method="随机抽查", title="不打招呼的抽查")
    address = drawn(house, office, plan)
    public = deeds.client(house)
    for page in (f"{ROOT}/draws/", address):
        told = words(public.get(page))
        assert "尚未公开的抽查" in told and "封存码" in told
        assert not [word for word in ("不打招呼的抽查", "养老", "市民代表", "柳荫", "7712") if word in told]
    assert public.get(f"{address}/record.json").status_code == 404
    assert public.get(f"{address}/record.pdf").status_code == 404
    assert office.get(f"{plan}/draw/record.pdf").status_code == 200
    kept = send(office, f"{plan}/draw", f"{ROOT}/papers/draw_record", subject=f"lot:{address[-36:]}")
    record = f"{kept.headers['location']}.pdf"
    assert "不打招呼的抽查" in pdf_words(office.get(record).content) and public.get(record).status_code == 404
    assert send(office, plan, f"{plan}/over", what="end", summary="看了3处。").status_code == 303
    assert "不打招呼的抽查" in words(public.get(address))
    assert public.get(f"{address}/record.json").json()["format"] == "draw-record/1"
    assert public.get(links(house)[0] if links(house) else "/witness/none").status_code == 404


def test_what_is_announced_shows_its_pools_at_once(house: House, office: Any) -> None:
    deeds.months(house, Programme.create_id(deeds.SLUG, deeds.YEAR), "2026-02")
    for _ in range(2):
        enrolled(office, "市民代表")
    plan = planned(house, office)
    refused = send(office, plan, f"{plan}/draw", **{"kind-4": "3", "witnesses": "甲\n乙", "lottery": "排列5"})
    assert refused.status_code == 422 and "还有2个可抽，不能抽3个" in words(refused) and "甲" in refused.text
    assert "范围里有8个点位" in refused.text and "抽几个地方（选填）" not in words(refused)
    asked = {"kind-4": "1", "of": "sites", "places": "9", "witnesses": "公证处公证员\n市民代表2", "lottery": "排列5"}
    refused = send(office, plan, f"{plan}/draw", **asked)
    told = words(refused)
    assert "第2席见证人“市民代表2”在这次抽签的名单里" in told and "市民代表02担任本次见证人" in told
    refused = send(office, plan, f"{plan}/draw", **{**asked, "witnesses": "公证处公证员\n督查室主任"})
    (beside,) = re.findall(r'id="places-error">(.+?)</p>', refused.text)
    assert "“点位”还有8个可抽" in beside
    committed(office, plan)
    public = deeds.client(house)
    listed = public.get(f"{ROOT}/draws/")
    address = f"{ROOT}/draws/" + re.findall(r'<h2><a href="([0-9a-f-]{36})"', listed.text)[0]
    told = words(public.get(address))
    assert "柳荫社区养老服务点" in told and "市民代表02" in told and "名单已封存，待开签" in told
    frozen = public.get(f"{address}/record.json").json()
    assert draw.hashed(frozen["commitment"]) == frozen["commit_hash"]
    assert public.get(f"{address}/record.pdf").status_code == 404
    first, second = links(house)
    for shown, one, other in (("sheet", first, second), ("sheet?seat=2", second, first)):
        seen, folded = office.get(f"{plan}/draw/{shown}").text.split('<details class="other-seats"')
        assert one in seen and other not in seen and other in folded and seen.count('class="pass"') == 1
    waiting = office.get(f"{plan}/draw").text
    assert "还没有人交数" in waiting and 'value="end" disabled' in waiting
    assert send(office, f"{plan}/draw", f"{plan}/draw/step", what="withdraw", reason="漏了一位").status_code == 303
    assert public.get(links(house)[0]).status_code == 404
    assert "漏了一位" in words(public.get(address))
    committed(office, plan)


def test_the_roster_keeps_what_was_typed_and_what_was_declared(house: House, office: Any) -> None:
    wrong = send(office, f"{ROOT}/members", f"{ROOT}/members", kind="", name="", term_from="", phone="电话")
    assert wrong.status_code == 422 and 'value="电话"' in wrong.text
    assert {"请选择类别。", "请填写姓名。"} <= set(re.findall(r"[^>]+。", wrong.text))
    member = enrolled(office, "专家学者", expertise="电梯安全\n法律", phone="0000-1")
    with house.reading() as conn:
        found = conn.execute("SELECT id::text AS id FROM projects_register_unit LIMIT 1").fetchone()
    assert found
    asked = dict(unit=found["id"], project="", tie="业务往来", by="member")
    assert send(office, member, f"{member}/interests", **asked).status_code == 303
    assert send(office, member, f"{member}/interests", **asked).status_code == 422
    fields = dict(name="改名", phone="0000-2", term_until="2027-02-28", expertise="电梯安全\n法律")
    assert send(office, member, f"{member}/revise", **fields).status_code == 303
    shown = words(office.get(member))
    assert "0000-2" in shown and "业务往来，本人申报" in shown and "改名" in shown
    assert send(office, member, f"{member}/state", what="suspend", reason="出国").status_code == 303
    assert send(office, member, f"{member}/state", what="leave", reason="").status_code == 422
    assert send(office, member, f"{member}/state", what="leave", reason="辞去", on="2026-10-09").status_code == 303
    assert "已退出" in words(office.get(f"{ROOT}/members"))
    other = deeds.client(house, deeds.account(house, "office", "elsewhere"))
    assert other.get(member).status_code == 403


def test_a_scope_without_sites_is_drawn_by_projects_and_a_plan_past_its_last_day_says_so(
    house: House, office: Any, clock: FixedClock
) -> None:
    ids = house.ledger.get(Programme, Programme.create_id(deeds.SLUG, deeds.YEAR)).projects
    page = office.get(planned(house, office)).text
    assert 'value="sites" checked' in page and "范围里有8个点位" in page
    bare = planned(house, office, projects=ids["3"], title="新校区查看")
    page = office.get(bare).text
    assert 'value="projects" checked' in page and 'value="sites" disabled' in page
    assert "项目3没有点位台账，不能抽点" in page and "期限已过" not in page
    clock.set(datetime(2026, 10, 17, 9, tzinfo=SHANGHAI))
    later = deeds.client(house, deeds.account(house, "office", login="later"))
    assert words(later.get(f"{ROOT}/inspection-plans")).count("已批准期限已过") == 2
    assert "已批准，期限已过。" in words(later.get(bare))


def test_a_plan_is_changed_until_it_is_approved(house: House, office: Any) -> None:
    ids = house.ledger.get(Programme, Programme.create_id(deeds.SLUG, deeds.YEAR)).projects
    new = f"{ROOT}/inspection-plans/new"
    filled = send(office, new, new, **{**PLAN, "projects": [ids["2"]], "what": "templates"})
    assert filled.status_code == 200 and "床位、助浴" in filled.text
    housing = send(office, new, new, **{**PLAN, "projects": [ids["1"]], "what": "templates"}).text
    assert "收费的，是否公示标准" in housing and "业主" not in housing.partition("检查清单")[2], (
        "toilets have no owners"
    )
    wrong = send(office, new, new, **{**PLAN, "projects": [ids["1"], ids["2"]], "ends_on": "2026-10-01"})
    assert wrong.status_code == 422 and "前后不超过62天" in wrong.text and "是否开放" in wrong.text
    made = send(office, new, new, **{**PLAN, "projects": [ids["1"], ids["2"]]})
    plan = str(made.headers["location"]).split("?")[0]
    again = send(office, new, new, **{**PLAN, "projects": [ids["1"]]})
    assert again.status_code == 422 and "项目1本月已列入" in words(again)
    fields = {**PLAN, "projects": [ids["1"], ids["2"]], "title": "改过的名称"}
    assert send(office, f"{plan}/edit", f"{plan}/edit", **fields).status_code == 303
    assert send(office, plan, f"{plan}/approve", **{**APPROVED, "words": ""}).status_code == 422
    assert send(office, plan, f"{plan}/approve", **APPROVED).status_code == 303
    assert send(office, plan, f"{plan}/narrow", projects=[ids["1"]], reason="项目2停工").status_code == 303
    assert send(office, plan, f"{plan}/over", what="cancel", reason="").status_code == 422
    assert send(office, plan, f"{plan}/over", what="cancel", reason="改为日常督办").status_code == 303
    assert "已取消" in words(office.get(f"{ROOT}/inspection-plans")) and "改过的名称" in words(office.get(plan))
