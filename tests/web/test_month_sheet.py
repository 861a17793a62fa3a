"""A unit's month as a workbook: out, filled in, back into drafts; an old copy is refused with what changed."""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from starlette.datastructures import UploadFile

from projects import reports
from projects.filing import Filing
from projects.month import Month
from projects.month_sheet import COLUMNS
from tests import deeds
from tests.web.forms import send, words
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import Actor
from tracker.refusal import Refused
from web.evidence import keep
from web.house import House

PAGE = "/testcity/2026/filing/2026-09"
UNIT = "市民政局"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as made:
        yield made


@pytest.fixture
def filer(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "filer", unit=UNIT))


def download(browser: Any) -> Any:
    answer = browser.get(f"{PAGE}/sheet.xlsx")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def place(book: Any, column: str, row: int = 5) -> Any:
    return book["填报"].cell(row, COLUMNS.index(column) + 1)


def sent(browser: Any, book: Any, **fields: str) -> Any:
    data = io.BytesIO()
    book.save(data)
    return give(browser, data.getvalue(), **fields)


def give(browser: Any, content: bytes, **fields: str) -> Any:
    return send(browser, PAGE, f"{PAGE}/sheet", files={"sheet": ("本月.xlsx", content)}, **fields)


def stored(house: House, number: str = "2") -> reports.ReportRow | None:
    with house.reading() as conn:
        id = conn.execute("SELECT id FROM projects_register_project WHERE number = %s", (number,)).fetchone()
        assert id is not None
        return reports.one(conn, str(id["id"]), "2026-09")


def saved_by(house: House, number: str, post: str, **content: Any) -> None:
    """A colleague's draft."""
    with house.reading() as conn:
        row = conn.execute(
            "SELECT id, programme FROM projects_register_project WHERE number = %s", (number,)
        ).fetchone()
    assert row is not None
    month = Month(house.ledger, UUID(str(row["programme"])), "2026-09")
    house.carry_out(Actor("b", post), None, ["x"], lambda: month.draft(UUID(str(row["id"])), Filing(**content)))


def events(house: House) -> int:
    with house.reading() as conn:
        row = conn.execute("SELECT count(*) AS n FROM ledger.events").fetchone()
    return int(row["n"]) if row else 0


def test_the_workbook_has_last_months_figure_the_plan_and_only_its_fields_open(filer: Any) -> None:
    book = download(filer)
    sheet = book["填报"]
    row = {title: place(book, title) for title in COLUMNS}
    shown = {title: cell.value for title, cell in row.items()}
    assert (shown["编号"], shown["指标或节点"], shown["单位"]) == ("2", "建设养老服务点40个", "个")
    assert (shown["目标"], shown["上期累计"], shown["本期计划"], shown["本期填报"]) == ("40个", 32, 36, 32)
    opened = [title for title, cell in row.items() if not cell.protection.locked]
    assert opened == ["本期填报", "本月进展", "存在问题", "下步措施", "本月无变化", "无变化的原因", "更正原因"]
    assert sheet.protection.sheet and book["标识"].sheet_state == "veryHidden"
    kinds = {rule.type: str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert kinds["decimal"] == "J5" and kinds["list"] == "O5"
    assert all(rule.prompt for rule in sheet.data_validations.dataValidation)
    assert "10月9日" not in sheet["A1"].value and sheet["A1"].value == "市民政局2026年9月进展填报表"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToWidth == 1


def test_what_is_filled_in_becomes_a_draft_and_is_shown_on_the_page(house: House, filer: Any) -> None:
    book = download(filer)
    place(book, "本期填报").value = 37
    place(book, "本月进展").value = "新增5个，累计37个。"
    answer = sent(filer, book)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?saved=1")
    report = stored(house)
    assert report is not None and report.state == "draft"
    assert (report.content["values"], report.content["text"]) == ({"1": "37"}, "新增5个，累计37个。")
    page = filer.get(answer.headers["location"])
    assert 'value="37"' in page.text and "新增5个，累计37个。" in page.text and "已保存1份草稿" in words(page)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(37, "37"), (37.5, "37.5"), ("3.7万", "37000"), ("１，２００", "1200"), (" 36 ", "36"), (38.0, "38")],
)
def test_a_figure_is_understood_as_it_is_on_the_page(house: House, filer: Any, typed: Any, kept: str) -> None:
    book = download(filer)
    place(book, "本期填报").value = typed
    place(book, "本月进展").value = "做了。"
    place(book, "更正原因").value = None
    sent(filer, book)
    report = stored(house)
    assert report is not None and report.content["values"] == {"1": kept}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("三十七", "不是数字"),
        (datetime(2026, 9, 30), "应为数字"),
        (True, "应为数字"),
        ("#REF!", "错误值#REF!"),
        ("=1+1", "公式"),
    ],
)
def test_what_cannot_be_read_is_told_by_row_and_column_and_nothing_is_written(
    house: House, filer: Any, typed: Any, said: str
) -> None:
    before = events(house)
    book = download(filer)
    place(book, "本期填报").value = typed
    place(book, "本月进展").value = "新增5个。"
    answer = sent(filer, book)
    assert answer.status_code == 422 and events(house) == before
    assert said in words(answer) and "（表格第5行“本期填报”列）" in words(answer)
    assert "新增5个。" in answer.text and 'href="#2.values.1"' in answer.text


def test_the_rules_of_the_page_hold_and_the_place_in_the_sheet_is_named(house: House, filer: Any) -> None:
    book = download(filer)
    place(book, "本期填报").value = 20
    place(book, "本月进展").value = "核减。"
    answer = sent(filer, book)
    assert "表格已读入，1个项目存为草稿，尚未报送" in words(answer)
    assert "累计完成数比上次（32）少" in words(answer) and "（表格第5行“本期填报”列）" in words(answer)
    report = stored(house)
    assert report is not None and (report.state, report.content["values"]) == ("draft", {"1": "20"})


def test_no_change_and_a_correction_are_said_in_the_sheet(house: House, filer: Any) -> None:
    book = download(filer)
    place(book, "本月无变化").value = "是"
    place(book, "无变化的原因").value = "正在招标。"
    place(book, "存在问题").value = "流标一次。"
    assert sent(filer, book).status_code == 303
    report = stored(house)
    assert report is not None and report.content["unchanged"] and report.content["unchanged_reason"] == "正在招标。"
    again = download(filer)
    assert place(again, "本月无变化").value == "是"
    place(again, "本月无变化").value = None
    place(again, "无变化的原因").value = None
    place(again, "本期填报").value = 20
    place(again, "更正原因").value = "统计口径修正。"
    sent(filer, again)
    report = stored(house)
    assert report is not None and not report.content["unchanged"]
    assert report.content["correction"] and report.content["correction_reason"] == "统计口径修正。"


def test_an_old_copy_is_refused_with_what_changed_and_its_words_are_in_the_form(house: House, filer: Any) -> None:
    book = download(filer)
    place(book, "本期填报").value = 37
    place(book, "存在问题").value = "两处装修未完。"
    place(book, "下步措施").value = "十月底前完成。"
    saved_by(house, "2", "市民政局B角", values={"1": "35"}, text="B角写的进展。", problems="缺少护理员。")
    before = events(house)
    answer = sent(filer, book)
    said = words(answer)
    assert answer.status_code == 409 and events(house) == before
    assert "网上又有改动，没有写入任何内容" in said
    assert "2累计数3235市民政局B角2026年10月9日09:00" in said
    assert "2本月进展—B角写的进展。市民政局B角" in said
    assert "2累计数3735" in said and "2存在问题两处装修未完。缺少护理员。" in said
    assert 'name="2.values.1" type="text" value="35"' in answer.text
    assert re.search(r'<textarea[^>]*name="2\.measures"[^>]*>\s*十月底前完成。', answer.text)
    assert re.search(r'<textarea[^>]*name="2\.problems"[^>]*>\s*缺少护理员。', answer.text)
    report = stored(house)
    assert report is not None and report.content["measures"] == ""


def test_an_old_copy_of_a_submitted_report_is_refused_and_its_words_are_listed(house: House, filer: Any) -> None:
    book = download(filer)
    place(book, "本期填报").value = 37
    with house.reading() as conn:
        row = conn.execute("SELECT id, programme FROM projects_register_project WHERE number = '2'").fetchone()
    assert row is not None
    deeds.filed(house, UUID(str(row["programme"])), "2026-09", UUID(str(row["id"])), "2", "36")
    answer = sent(filer, book)
    assert answer.status_code == 409
    assert "报送本月进展" in words(answer) or "提交" in words(answer)
    assert "2累计数3736" in words(answer)


def test_the_same_workbook_sent_twice_writes_once(house: House, filer: Any) -> None:
    book = download(filer)
    place(book, "本期填报").value = 37
    place(book, "本月进展").value = "新增5个。"
    data = io.BytesIO()
    book.save(data)
    shown = filer.get(PAGE)
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf|key)" value="([^"]*)"', shown.text))
    answers = [filer.post(f"{PAGE}/sheet", data=hidden, files={"sheet": ("a.xlsx", data.getvalue())}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    report = stored(house)
    assert report is not None and report.version == 1


def test_a_locked_cell_that_was_changed_is_named(house: House, filer: Any) -> None:
    before = events(house)
    book = download(filer)
    place(book, "上期累计").value = 30
    place(book, "指标或节点").value = "建设养老服务点4个"
    book["填报"]["R5"] = "旁注"
    answer = sent(filer, book)
    said = words(answer)
    assert answer.status_code == 422 and events(house) == before
    assert "表格有3处不对，没有写入任何内容" in said
    assert "5上期累计“30”与下载时一样：“32”" in said and "5R“旁注”空（这里不用填）" in said


def test_a_workbook_whose_mark_was_changed_or_is_of_another_month_or_unit_is_refused(house: House, filer: Any) -> None:
    book = download(filer)
    mark = book["标识"]["A1"].value
    book["标识"]["A1"] = ("0" if mark[0] != "0" else "1") + mark[1:]
    assert "认不出这份表格" in words(sent(filer, book))
    other = deeds.client(house, deeds.account(house, "filer", unit="市教育局"))
    theirs = download(other)
    assert "这份是“市教育局2026年9月进展填报表”" in words(sent(filer, theirs))


def test_a_record_that_somebody_made_is_no_record(house: House, filer: Any) -> None:
    """No file people send is kept as it is with a record's first bytes; and what lacks them is no record."""
    book = download(filer)
    record = house.store.get(book["标识"]["A1"].value)
    with pytest.raises(Refused):
        keep(house.store, UploadFile(io.BytesIO(record), filename="记录.txt"))
    book["标识"]["A1"] = house.store.put(record[1:])
    assert "认不出这份表格" in words(sent(filer, book))


@pytest.mark.parametrize("content", [b"", b"not a spreadsheet"])
def test_what_is_no_workbook_of_ours_is_told_so(filer: Any, content: bytes) -> None:
    answer = give(filer, content)
    assert answer.status_code == 422
    assert "请选择填好的表格" in words(answer) or "文本或CSV文件" in words(answer)
    book = openpyxl.Workbook()
    assert "没有“填报”工作表" in words(sent(filer, book))


def test_a_workbook_without_a_change_writes_nothing(house: House, filer: Any) -> None:
    before = events(house)
    assert "表格里没有改动" in words(sent(filer, download(filer)))
    assert events(house) == before


def test_only_the_lead_units_filer_takes_it_out_and_gives_it_back(house: House) -> None:
    for role, unit in (("office", None), ("unit_head", UNIT), ("observer", None)):
        assert deeds.client(house, deeds.account(house, role, unit=unit)).get(f"{PAGE}/sheet.xlsx").status_code == 403
