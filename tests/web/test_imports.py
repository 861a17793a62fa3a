"""A list comes in by its spreadsheet: checked whole, every fault with its place, and only then taken in."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from projects import intake, register, written_list
from projects.listing import Listing, RegionRow, RegionValueRow, ValueRow
from projects.policy import PolicySet
from tests import deeds
from tests.web.forms import HIDDEN, send, words
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web import export
from web.house import House

PAGE = "/office/import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


@pytest.fixture
def administrator(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "administrator"))


def _sheet(year: int = deeds.YEAR, **cells: Any) -> bytes:
    """The small list as a file, with cells changed: `A2="x"` in 项目."""
    book = openpyxl.load_workbook(io.BytesIO(written_list.write(deeds.listing(year))))
    for place, value in cells.items():
        book["项目"][place] = value
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _check(browser: Any, content: bytes, **fields: str) -> Any:
    said = {"slug": "newcity", "name": "新市", "year": "2026", "action": "check", **fields}
    return send(browser, PAGE, PAGE, files={"file": ("清单.xlsx", content, XLSX)}, **said)


def _load(browser: Any, checked: Any, **more: str) -> Any:
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', checked.text))
    assert dict(HIDDEN.findall(checked.text))["csrf"]
    return browser.post(PAGE, data={**fields, "action": "load", **more})


def _projects(house: House, slug: str = "newcity") -> list[str] | None:
    with house.reading() as conn:
        programme = register.programme(conn, slug, 2026)
        return [row.number for row in register.projects(conn, programme.id)] if programme else None


def test_the_template_opens_and_has_every_sheet(administrator: Any) -> None:
    answer = administrator.get(PAGE + "/template.xlsx")
    assert answer.headers["content-type"] == XLSX
    names = openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames
    assert {"项目", "指标", "计划", "节点", "进展", "分区", "分区进展", "点位"} <= set(names)


def test_checking_writes_nothing_and_loading_takes_all(house: House, administrator: Any) -> None:
    checked = _check(administrator, _sheet())
    assert checked.status_code == 200 and "检查通过，尚未写入" in words(checked)
    assert "项目3个" in words(checked) and "新市（/newcity/）" in words(checked)
    assert _projects(house) is None
    done = _load(administrator, checked)
    assert done.status_code == 303 and _projects(house) == ["1", "2", "3"]
    after = words(administrator.get(done.headers["location"]))
    assert "已装入，清单现有3个项目" in after


def test_the_same_form_sent_twice_loads_once(house: House, administrator: Any) -> None:
    checked = _check(administrator, _sheet())
    assert _load(administrator, checked).status_code == 303
    assert _load(administrator, checked).status_code == 303
    assert _projects(house) == ["1", "2", "3"]


def test_every_fault_is_told_with_its_place_and_nothing_is_kept(house: House, administrator: Any) -> None:
    answer = _check(administrator, _sheet(C2=None, E3=None, L4="下个月"), hotline="0000-1")
    said = words(answer)
    assert answer.status_code == 422 and "未写入" in said
    assert "项目2项目名称" in said and "项目4开工日期“下个月”" in said
    assert 'value="newcity"' in answer.text and 'value="0000-1"' in answer.text
    assert _projects(house) is None and not list(house.store.folder.glob("*/*"))


def test_what_is_no_spreadsheet_is_told_so(administrator: Any) -> None:
    answer = _check(administrator, b"not a spreadsheet")
    assert answer.status_code == 422 and "整个文件" in words(answer)
    assert "请选择按模板填写的.xlsx文件" in words(_check(administrator, b""))


def test_a_guessed_kind_is_said(administrator: Any) -> None:
    listing = deeds.listing()
    first = replace(listing.targets[0], kind_guessed=True)
    book = openpyxl.load_workbook(
        io.BytesIO(written_list.write(replace(listing, targets=(first, *listing.targets[1:]))))
    )
    place = next(cell.column for cell in book["指标"][1] if cell.value == "类型")
    book["指标"].cell(2, place).value = None
    data = io.BytesIO()
    book.save(data)
    assert "推断和未读的内容（1条）" in words(_check(administrator, data.getvalue()))


def test_published_history_is_public_at_once_as_a_sample(house: House, administrator: Any) -> None:
    done = _load(administrator, _check(administrator, _sheet(), published="1"))
    assert done.status_code == 303
    with house.reading() as conn:
        known, programme = register.jurisdiction(conn, "newcity"), register.programme(conn, "newcity", 2026)
    assert known is not None and known["shown"] == "sample"
    assert programme is not None and programme.published and programme.state == "published"
    assert deeds.client(house).get("/newcity/2026/").status_code == 200


def test_a_number_that_is_taken_is_refused_whole(house: House, administrator: Any) -> None:
    _load(administrator, _check(administrator, _sheet()))
    answer = _check(administrator, _sheet())
    assert answer.status_code == 422 and "在这个年度的清单中已有项目" in words(answer)


def test_an_address_of_our_own_is_refused(house: House, administrator: Any) -> None:
    answer = _check(administrator, _sheet(), slug="static")
    assert answer.status_code == 422 and 'href="#slug"' in answer.text
    for typed, told in {
        "today": "年度要写成四位数字，如2026（1980—2100），现为“today”。",
        "": "请填写年度：清单是哪一年的，四位数字，如2026。",
        "1066": "年度要写成四位数字，如2026（1980—2100），现为“1066”。",
    }.items():
        wrong = _check(administrator, _sheet(), year=typed)
        assert wrong.status_code == 422 and told in wrong.text and 'href="#year"' in wrong.text
    assert "“newcity”还没有登记，是新的政府，请填写它的名称" in _check(administrator, _sheet(), name="").text


def test_an_office_imports_for_its_own_government_only(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    assert _check(office, _sheet()).status_code == 403
    assert _projects(house) is None
    checked = _check(office, _sheet(2027), slug="", name="", year="2027")
    assert checked.status_code == 200 and "某市（/testcity/）" in words(checked)
    assert _load(office, checked, slug="nextcity").status_code == 403
    assert _load(office, checked).status_code == 303
    with house.reading() as conn:
        assert register.programme(conn, "testcity", 2027) is not None
        assert register.programme(conn, "nextcity", 2027) is None


def test_a_file_that_was_never_checked_is_not_found(administrator: Any) -> None:
    checked = _check(administrator, _sheet())
    for hash in ("0" * 64, "../../etc/passwd", ""):
        assert _load(administrator, checked, file_hash=hash).status_code == 422


def test_departments_do_not_import(house: House) -> None:
    filer = deeds.client(house, deeds.account(house, "filer", unit="市民政局"))
    assert filer.get(PAGE).status_code == 403 and filer.get(PAGE + "/template.xlsx").status_code == 403


def test_a_note_beside_the_year_is_asked_for_and_printed(house: House, administrator: Any) -> None:
    long = _check(administrator, _sheet(), published="1", note="年" * 101)
    assert long.status_code == 422 and "说明最多100字" in words(long) and "年" * 101 in long.text
    _load(administrator, _check(administrator, _sheet(), published="1", note="年初40项，8月通报39项"))
    assert "年初40项，8月通报39项" in words(deeds.client(house).get("/newcity/2026/"))


def _told_elsewhere() -> Listing:
    """The small list with what another system told of project 1 until March: a figure, words, a district's figure."""
    day, blank = date(2026, 3, 31), (None, None, None, None, None, None)
    return replace(
        deeds.listing(),
        values=(
            ValueRow("1", "1", day, Decimal(7351), *blank, None),
            ValueRow("1", None, day, None, None, "旧系统里的一句进展。", None, None, None, None, None),
        ),
        regions=(RegionRow("1", "1", "东湖区", Decimal(300)),),
        region_values=(RegionValueRow("1", "1", "东湖区", day, Decimal(7352), None),),
    )


def _public(house: House) -> str:
    """All that anybody reads of the year, as one text."""
    anybody, root = deeds.client(house), "/laketown/2026/"
    places = [root, f"{root}projects/1", f"{root}projects/1/history", f"/api/v1{root}projects.json"]
    places += [f"/api/v1{root}{name}" for name in ("projects.csv", "regions.csv", "published/list.json")]
    places += [f"/data{root}{name}.csv" for name in ("figures", "region_figures", "months")]
    answers = [anybody.get(place) for place in places]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.text for answer in answers).replace(",", "")


def test_imported_progress_of_a_year_that_is_run_here_is_never_public(house: House) -> None:
    told = ("7351", "7352", "旧系统里的一句进展")
    id = deeds.released(house, "laketown", rows=_told_elsewhere())
    before = _public(house)
    assert not [each for each in told if each in before]
    deeds.month(house, id, PolicySet().periods(2026)[0])
    after = _public(house)
    assert "项目1累计24。" in after and not [each for each in told if each in after]
    kept = export.listing(house.ledger, "laketown", 2026)
    assert [row.value for row in kept.values][:1] == [Decimal(7351)]
    assert kept.region_values == _told_elsewhere().region_values


def test_the_same_progress_of_a_published_year_is_public(house: House) -> None:
    history = intake.Intake("laketown", "湖镇", 2026, _told_elsewhere(), published=True, shown="sample")
    house.carry_out(SYSTEM, None, ["history"], lambda: intake.changes(house.ledger, history))
    shown = _public(house)
    assert [each for each in ("7351", "7352", "旧系统里的一句进展") if each not in shown] == []


def test_the_check_says_that_imported_progress_is_kept_from_the_public_and_that_no_telephone_is_given(
    administrator: Any,
) -> None:
    content = written_list.write(_told_elsewhere())
    shown = words(_check(administrator, content))
    assert "进展3条只留存" in shown and "没有填监督电话" in shown
    assert "装入前请核对" not in words(_check(administrator, _sheet(), hotline="0000-1"))
    assert "装入前请核对" not in words(_check(administrator, content, published="1"))


def test_last_years_list_is_not_taken_for_the_next(house: House, administrator: Any) -> None:
    refused = words(_check(administrator, written_list.write(_told_elsewhere()), year="2027"))
    assert "表格有3处需要改正，未写入" in refused
    assert "项目—完成时限3行在2026年（项目1、2、3）2027年1月1日及以后的日期" in refused
    assert "进展—截至日期2行在2026年（项目1）2027年内的日期" in refused
    assert "分区进展—截至日期1行在2026年（项目1）" in refused
    assert _check(administrator, _sheet(), year="2027", published="1").status_code == 200
    assert _check(administrator, _sheet(2027), year="2027").status_code == 200
    begun = words(_check(administrator, _sheet(L2=None, L3=None, L4=date(2025, 6, 1))))
    assert "“项目”表的开工日期没有一个在2026年：1行在2025年（项目3）" in begun


def _later(change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(_sheet()))
    change(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_later_months_of_published_history_are_shown_and_then_added(house: House, administrator: Any) -> None:
    _load(administrator, _check(administrator, _sheet(), published="1"))
    content = _later(lambda book: book["进展"].append(["1", "1", "2026-06-30", 120, None, "六月底的数。"]))
    checked = _check(administrator, content, published="1")
    assert "续收：3个项目以前收录过" in words(checked) and "2026年6月30日" in words(checked)
    assert _load(administrator, checked).status_code == 303
    assert "六月底的数。" in words(deeds.client(house).get("/newcity/2026/projects/1"))
    again = _check(administrator, content, published="1")
    assert again.status_code == 422 and "表中没有新的内容，没有写入" in words(again)


def test_what_a_later_sheet_says_against_the_first_is_listed_whole(house: House, administrator: Any) -> None:
    _load(administrator, _check(administrator, _sheet(), published="1"))
    told = words(_check(administrator, _sheet(C2="另一个名称", C3="又一个名称"), published="1"))
    assert told.count("“项目”表的“项目名称”已收录为") == 2
    assert "“另一个名称”" in told and "“又一个名称”" in told
