"""The office looks at what a document would change, and then has it changed; nobody else comes near."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from projects import register
from tests import deeds
from tests.web.forms import HIDDEN, send, words
from tracker import accounts
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House

PAGE = "/testcity/units"
REVIEWED = {
    "attribute": "主动公开", "opinion": "不涉密，可以公开。", "opinion_post": "督查室负责人",
    "post": "市政府秘书长", "decided_on": "2026-10-08",
}  # fmt: skip


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as made:
        yield made


@pytest.fixture
def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def unit(house: House, name: str) -> str:
    with house.reading() as conn:
        return register.unit_called(conn, "testcity")[name]


def asked(house: House, names: list[str], successors: str, day: str = "2026-11-01", **more: Any) -> dict[str, Any]:
    ids = [unit(house, name) for name in names]
    return {"unit": ids, "successors": successors, "paper": "某政发〔2026〕9号", "effective_on": day, **more}


def look(office: Any, kind: str, said: dict[str, Any]) -> Any:
    return office.get(f"{PAGE}/{kind}", params={**said, "preview": "1"})


STAYS = {"keep-0": "1", "keep-1": "1"}
"""Said of each successor: the post that answered goes on answering."""


def carry_out(office: Any, kind: str, said: dict[str, Any], **more: Any) -> Any:
    """Looks first, as a person must, and sends the form that was shown."""
    shown = look(office, kind, said)
    assert shown.status_code == 200, shown.text
    return office.post(f"{PAGE}/{kind}", data={**dict(HIDDEN.findall(shown.text)), **said, **REVIEWED, **STAYS, **more})


def move(page: Any, number: str) -> str:
    """The name of the choice beside a project's title."""
    found = re.search(rf'{number}　[^<]*</th>.*?name="(move-[^"]+)"', page.text, re.DOTALL)
    assert found is not None
    return found[1]


def test_looking_changes_nothing_and_says_what_would(house: House, office: Any) -> None:
    filer = deeds.account(house, "filer", unit="市民政局")
    said = asked(house, ["市民政局", "市教育局"], "市社会事业局", "2026-08-15")
    shown = look(office, "merge", said)
    told = words(shown)
    assert shown.status_code == 200 and "登记之前什么都没有改" in told
    assert "市社会事业局（新登记）" in told and "2项" in told and filer.login in told
    assert "2026年8月已经公布，仍注明当时的单位" in told and "2026年8月15日起，已经生效" in told
    assert "市社会事业局" not in words(office.get(PAGE))


def test_a_rename_is_registered_and_listed_with_its_day(house: House, office: Any, clock: FixedClock) -> None:
    answer = carry_out(office, "rename", asked(house, ["市民政局"], "市民政和社会工作局"))
    assert answer.status_code == 303
    told = words(office.get(answer.headers["location"]))
    assert "已登记：市民政局更名为市民政和社会工作局。" in told and "到时自动执行" in told
    assert "2026年11月1日起更名为市民政和社会工作局" in told
    clock.set(datetime(2026, 11, 1, 9, tzinfo=SHANGHAI))
    later = deeds.client(house, deeds.account(house, "office", login="office-2"))
    assert "2026年11月1日前名称：市民政局" in words(later.get(PAGE))


def test_what_was_typed_is_kept_and_every_fault_is_told_at_once(house: House, office: Any) -> None:
    said = asked(house, ["市民政局"], "", "下个月", paper="")
    answer = look(office, "rename", said)
    told = words(answer)
    assert answer.status_code == 422
    assert "请填写更名后的名称" in told and "请填写文号" in told and "下个月" in told
    kept = look(office, "merge", asked(house, ["市民政局"], "市教育局", paper=""))
    assert 'value="市教育局"' in kept.text and kept.status_code == 422


def test_without_the_review_nothing_is_done(house: House, office: Any) -> None:
    said = asked(house, ["市民政局"], "市教育局")
    answer = carry_out(office, "merge", said, opinion="", attribute="不予公开")
    assert answer.status_code == 422 and "请填写保密审查意见" in words(answer)
    assert "核对后登记" in words(answer) and "还没有登记过机构调整" in words(office.get(PAGE))


def test_each_project_of_a_split_unit_needs_somebody(house: House, office: Any) -> None:
    said = asked(house, ["市民政局"], "市养老局\n市社会局")
    shown = look(office, "split", said)
    field = move(shown, "2")
    short = carry_out(office, "split", said, **{field: ""})
    assert short.status_code == 422 and "项目2还没有承接单位" in words(short)
    done = carry_out(office, "split", said, **{field: "市社会局", "answer-1-contact_a": "市社会局养老处处长"})
    assert done.status_code == 303
    told = words(office.get(done.headers["location"]))
    assert "市民政局拆分，项目由市养老局、市社会局承接" in told and "市民政局→市社会局" in told


def test_one_project_is_handed_over(house: House, office: Any) -> None:
    said = asked(house, ["市民政局"], "市教育局")
    field = move(look(office, "hand_over", said), "2")
    nothing = carry_out(office, "hand_over", said, **{field: ""})
    assert nothing.status_code == 422 and "请选择要移交的项目" in words(nothing)
    assert carry_out(office, "hand_over", said, **{field: "市教育局"}).status_code == 303


def test_accounts_of_an_abolished_unit_wait_for_its_day_and_are_moved_or_disabled(
    house: House, office: Any, clock: FixedClock
) -> None:
    filer = deeds.account(house, "filer", unit="市民政局")
    with house.reading() as conn:
        other = accounts.add(
            conn, "mzj-2", "市民政局填报人（B角）", "filer", "testcity", unit(house, "市民政局"), slot="B"
        )
    assert carry_out(office, "merge", asked(house, ["市民政局"], "市教育局")).status_code == 303
    page = office.get(PAGE)
    assert "2个待处理" in words(page) and "11月1日起办理" in words(page) and "转入市教育局" not in words(page)
    csrf = dict(HIDDEN.findall(office.get("/testcity/accounts").text))
    heir = unit(house, "市教育局")
    early = office.post(f"/testcity/accounts/{other.id}", data={**csrf, "action": "move", "unit": heir})
    assert early.status_code == 404

    clock.set(datetime(2026, 11, 2, 9, tzinfo=SHANGHAI))
    office = deeds.client(house, deeds.account(house, "office", login="office-2"))
    assert "转入市教育局" in words(office.get(PAGE))
    csrf = dict(HIDDEN.findall(office.get("/testcity/accounts").text))
    stranger = office.post(
        f"/testcity/accounts/{other.id}", data={**csrf, "action": "move", "unit": unit(house, "东湖区政府")}
    )
    assert stranger.status_code == 404, "only to a successor"
    moved = office.post(f"/testcity/accounts/{other.id}", data={**csrf, "action": "move", "unit": heir})
    assert moved.status_code == 303 and "已转入承接单位" in words(office.get(moved.headers["location"]))
    with house.reading() as conn:
        found = accounts.of(conn, other.id)
    assert found is not None and (found.unit, found.post) == (heir, "市教育局填报人（B角）")
    office.post(f"/testcity/accounts/{filer.id}", data={**csrf, "action": "disable"})
    assert "待处理" not in words(office.get(PAGE))


def test_an_abolished_unit_is_offered_for_nothing_new(house: House, office: Any) -> None:
    assert carry_out(office, "merge", asked(house, ["市民政局"], "市教育局")).status_code == 303
    gone = unit(house, "市民政局")
    for page in ("/testcity/accounts", f"{PAGE}/merge", f"{PAGE}/hand_over"):
        assert f'value="{gone}"' not in office.get(page).text, page
    assert office.get(f"{PAGE}/promote").status_code == 404


def test_a_short_name_finds_its_unit_and_no_two_units_share_one(house: House, office: Any) -> None:
    said = {"aliased": unit(house, "市民政局"), "alias": "民政局"}
    assert send(office, PAGE, PAGE, **said).status_code == 303
    assert unit(house, "民政局") == unit(house, "市民政局")
    page = words(office.get(f"{PAGE}?called={unit(house, '市民政局')}"))
    assert "清单中写民政局的，都认作市民政局" in page and "也称民政局" in page
    taken = send(office, PAGE, PAGE, aliased=unit(house, "市教育局"), alias="民政局")
    assert taken.status_code == 422 and "已是一个单位现在或曾用的名称" in words(taken)
    empty = send(office, PAGE, PAGE, aliased="", alias="")
    assert empty.status_code == 422 and "请填写单位" in words(empty) and "请填写简称或别名" in words(empty)
    deeds.released(house, "nextcity")
    with house.reading() as conn:
        foreign = register.unit_called(conn, "nextcity")["市民政局"]
    stranger = send(office, PAGE, PAGE, aliased=foreign, alias="外地民政局")
    assert stranger.status_code == 422 and "没有找到这个单位" in words(stranger)


def test_a_post_that_is_left_blank_is_asked_about_and_never_kept_without_a_word(house: House, office: Any) -> None:
    said = asked(house, ["市民政局"], "市养老局")
    shown = look(office, "merge", said)
    assert "不换，仍由市养老局局长负责" in words(shown)
    silent = carry_out(office, "merge", said, **{"keep-0": ""})
    assert silent.status_code == 422 and "请填写市养老局的责任人" in words(silent)
    assert 'href="#answer-0-responsible"' in silent.text
    written = {"keep-0": "", "answer-0-responsible": "市养老局副局长"}
    assert carry_out(office, "merge", said, **written).status_code == 303
