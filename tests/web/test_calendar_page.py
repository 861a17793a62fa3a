"""Holidays and make-up days are kept by hand, each with the document it rests on."""

import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from projects.programme import Programme
from tests import deeds
from tests.supervision.test_rescheduling import NOTICE as TEXT
from tests.supervision.test_rescheduling import adjusted
from tests.web.forms import send, words
from tracker import accounts
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House

PAGE = "/office/calendar"
NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


@pytest.fixture
def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def _day(on: str, kind: str = "holiday", **more: str) -> dict[str, str]:
    return {"action": "day", "date": on, "kind": kind, "name": "国庆节", "source": NOTICE, "year": "2027", **more}


def test_the_year_is_shown_with_its_notice_and_its_make_up_days(office: Any) -> None:
    shown = words(office.get(PAGE))
    assert "2026年工作日历" in shown and "正式，248个工作日" in shown
    assert "10月10日（周六）调休上班" in shown


def test_a_year_without_a_notice_says_so(office: Any) -> None:
    shown = words(office.get(PAGE + "?year=2027"))
    assert "预估，261个工作日" in shown and "还没有放假安排" in shown


def test_a_holiday_counts_from_the_moment_it_is_set_until_it_is_cleared(house: House, office: Any) -> None:
    friday = date(2027, 10, 1)
    assert house.days().is_working(friday)
    location = send(office, PAGE, PAGE, **_day("2027年10月1日")).headers["location"]
    assert location == "/office/calendar?year=2027&done=day&moved=0"
    assert "已改。没有期限因此改变。" in words(office.get(location))
    assert not house.days().is_working(friday)
    assert NOTICE in office.get(PAGE + "?year=2027").text
    send(office, PAGE, PAGE, action="clear", date="2027-10-01", year="2027")
    assert house.days().is_working(friday)


def test_a_make_up_day_must_fall_on_a_weekend(house: House, office: Any) -> None:
    answer = send(office, PAGE, PAGE, **_day("2027-10-11", "makeup"))
    assert answer.status_code == 422 and "10月11日不是周末" in words(answer)
    assert send(office, PAGE, PAGE, **_day("2027-10-09", "makeup")).status_code == 303
    assert house.days().is_working(date(2027, 10, 9))


def test_a_day_needs_its_name_and_its_document(house: House, office: Any) -> None:
    answer = send(office, PAGE, PAGE, **_day("后天", name="", source="", kind="other"))
    said = words(answer)
    assert answer.status_code == 422 and "2027年工作日历" in said
    assert "“后天”不是日期" in said and "请填写名称" in said and "请填写依据文件" in said and "放假或调休上班" in said
    assert house.days().is_working(date(2027, 10, 1))


def test_a_year_becomes_official_with_its_notice(house: House, office: Any) -> None:
    sent = {"action": "year", "year": "2027", "state": "正式"}
    assert send(office, PAGE, PAGE, **sent).status_code == 422, "the notice is missing"
    assert send(office, PAGE, PAGE, **sent, year_source=NOTICE).status_code == 303
    assert house.days().year_state(2027) == "正式"
    assert send(office, PAGE, PAGE, **{**sent, "state": "大概"}, year_source=NOTICE).status_code == 422


def test_only_the_office_and_administrators_come_here(house: House) -> None:
    filer = deeds.client(house, deeds.account(house, "filer", unit="市民政局"))
    assert filer.get(PAGE).status_code == 403
    assert deeds.client(house).get(PAGE).status_code == 303


def test_addresses_that_are_nonsense_are_answered(office: Any) -> None:
    assert office.get(PAGE + "?year=99999").status_code == 404
    assert office.get(PAGE + "?year=0").status_code == 404
    assert office.get(PAGE + "?year=tomorrow").status_code == 404
    assert send(office, PAGE, PAGE, action="burn").status_code == 404


# --- a notice: read, shown, made


def _notice(**more: str) -> dict[str, str]:
    sent = {"action": "check", "year": "2026", "notice_year": "2027", "notice_source": NOTICE, "scope": "whole"}
    return {**sent, "text": TEXT, **more}


def _seen(answer: Any) -> str:
    return str(re.search(r'name="seen" value="(\w+)"', answer.text)[1])  # type: ignore[index]


def _position(house: House) -> int:
    return house.ledger.recorder.max_notification_id() or 0


def test_a_notice_is_shown_day_by_day_with_what_it_would_move_and_nothing_is_written(house: House, office: Any) -> None:
    before = _position(house)
    answer = send(office, PAGE, PAGE, **_notice())
    said = words(answer)
    assert answer.status_code == 200 and "尚未写入" in said and "2027年由预估改为正式" in said
    assert "通知所写的星期和天数都对得上，七个法定节日齐全" in said
    assert "改变3个，不变" in said, "what December asks for; nothing else lies on days that change"
    assert "某市2026年12月进展报送2027年1月5日（周二）17:002027年1月6日（周三）17:00" in said
    assert "某市2026年12月进展公布2027年1月11日（周一）2027年1月10日（周日，调休上班）" in said
    assert "1月1日（周五）至1月5日（周二）5按周末计算放假，元旦" in said
    assert "登记后的2027年" in said
    assert _position(house) == before and house.days().year_state(2027) == "预估"


def test_a_notice_made_is_on_the_record_with_who_and_what_moved(house: House, office: Any) -> None:
    shown = send(office, PAGE, PAGE, **_notice())
    made = send(office, PAGE, PAGE, **_notice(action="apply", seen=_seen(shown)))
    assert made.headers["location"] == "/office/calendar?year=2027&done=notice&moved=3"
    said = words(office.get(made.headers["location"]))
    assert "已登记。3个未办结的期限随之改变" in said
    assert "登记全年通知：放假27天，调休上班4天" in said and "督查室" in said and "改变了3个期限" in said
    assert "2027年1月11日（周一）2027年1月10日（周日，上班）" in said
    assert "没有期限落在预估的年份" in said
    again = send(office, PAGE, PAGE, **_notice(action="apply", seen=_seen(shown)))
    assert again.status_code == 422 and "没有可登记的内容" in words(again)


def test_what_does_not_agree_must_be_checked_before_it_is_made(house: House, office: Any) -> None:
    wrong = TEXT.replace("1月9日（周六）", "1月9日（周五）")
    shown = send(office, PAGE, PAGE, **_notice(text=wrong))
    assert "与通知对不上的1处" in words(shown) and "1月9日写的是周五，2027年这一天是周六。" in words(shown)
    refused = send(office, PAGE, PAGE, **_notice(action="apply", text=wrong, seen=_seen(shown)))
    assert refused.status_code == 422 and "逐处核对原文" in words(refused) and "尚未写入" in words(refused)
    made = send(office, PAGE, PAGE, **_notice(action="apply", text=wrong, seen=_seen(shown), checked="1"))
    assert made.status_code == 303


def test_what_moved_meanwhile_is_shown_anew(house: House, office: Any) -> None:
    seen = _seen(send(office, PAGE, PAGE, **_notice()))
    send(office, PAGE, PAGE, **_day("2027-01-11"))
    refused = send(office, PAGE, PAGE, **_notice(action="apply", seen=seen))
    assert refused.status_code == 422 and "请按最新结果重新核对" in words(refused)
    assert _seen(refused) != seen
    assert send(office, PAGE, PAGE, **_notice(action="apply", seen=_seen(refused))).status_code == 303


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": ""}, "请填写通知内容，或者选择表格"),
        ({"text": "祝节日愉快"}, "没有读到任何放假或上班的日期"),
        ({"notice_source": ""}, "请填写依据文件"),
        ({"notice_year": "明年"}, "年份“明年”不是数字"),
    ],
)
def test_a_notice_that_cannot_be_read_is_asked_for_again_with_what_was_typed(
    office: Any, sent: dict[str, str], said: str
) -> None:
    answer = send(office, PAGE, PAGE, **_notice(**sent))
    assert answer.status_code == 422 and said in words(answer)
    assert sent.get("text", "端午节：6月9日放假") in answer.text


def _book() -> bytes:
    book, content = Workbook(), io.BytesIO()
    page = book.worksheets[0]
    for row in (["日期", "类型", "名称"], [datetime(2027, 1, 1), "放假", "元旦"], ["2027-01-09", "上班", "元旦"]):
        page.append(row)
    book.save(content)
    return content.getvalue()


CSV = "日期,类型,名称\r\n2027/1/1,放假,元旦\r\n2027/1/9,上班,元旦\r\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [("days.xlsx", _book()), ("days.csv", b"\xef\xbb\xbf" + CSV.encode()), ("days.csv", CSV.encode("gb18030"))],
)
def test_a_table_is_taken_as_excel_saves_it(office: Any, name: str, content: bytes) -> None:
    sent = _notice(text="", scope="supplement")
    answer = send(office, PAGE, PAGE, files={"file": (name, content)}, **sent)
    said = words(answer)
    assert answer.status_code == 200 and "（补充通知）：放假1天，调休上班1天" in said
    assert "1月9日（周六）1按周末计算调休上班，元旦" in said and "预估改为正式" not in said


def test_a_file_that_is_no_table_is_refused(office: Any) -> None:
    answer = send(office, PAGE, PAGE, files={"file": ("a.xlsx", b"PK\x03\x04 nothing")}, **_notice(text=""))
    assert answer.status_code == 422 and "不是可以读取的表格" in words(answer)


def test_the_years_days_are_given_as_a_table_that_can_be_taken_in_again(office: Any) -> None:
    given = office.get(PAGE + "/2026.csv")
    assert given.headers["content-type"] == "text/csv; charset=utf-8"
    text = given.content.decode("utf-8-sig")
    assert "2026-10-10,周六,上班,国庆节\r\n" in text
    answer = send(office, PAGE, PAGE, **_notice(text=text, notice_year="2026"))
    assert "日期与现在的日历完全相同" in words(answer) and "没有期限因此改变" in words(answer)


# --- whose calendar it is


def test_where_several_governments_share_it_the_administrator_changes_it_and_an_office_only_looks(
    house: House, office: Any
) -> None:
    deeds.released(house, "othercity")
    shown = send(office, PAGE, PAGE, **_notice())
    said = words(shown)
    assert "请由系统管理员登记" in said and "改变3个" in said, "its own three, not the other's"
    assert send(office, PAGE, PAGE, **_notice(action="apply", seen=_seen_or(shown))).status_code == 403
    assert send(office, PAGE, PAGE, **_day("2027-01-11")).status_code == 403
    with house.reading() as conn:
        admin = accounts.add(conn, "admin", "系统管理员", "administrator", None, None)
    administrator = deeds.client(house, admin)
    whole = send(administrator, PAGE, PAGE, **_notice())
    assert "改变6个" in words(whole)
    assert send(administrator, PAGE, PAGE, **_notice(action="apply", seen=_seen(whole))).status_code == 303
    assert "改变了3个期限" in words(office.get(PAGE + "?year=2027"))


def _seen_or(answer: Any) -> str:
    found = re.search(r'name="seen" value="(\w+)"', answer.text)
    return found[1] if found else ""


# --- an estimate says so wherever it is shown


def test_a_deadline_in_a_year_without_its_notice_says_so_wherever_it_stands(house: House, clock: FixedClock) -> None:
    clock.set(datetime(2026, 12, 20, 9, tzinfo=SHANGHAI))
    deeds.months(house, Programme.create_id(deeds.SLUG, deeds.YEAR), through="2026-11")
    adjusted(house, "2026-12-15")
    root, public = f"/{deeds.SLUG}/{deeds.YEAR}", deeds.client(house)
    filer = deeds.client(house, deeds.account(house, "filer", unit="市民政局"))
    office = deeds.client(house, deeds.account(house, "office"))
    pages = {
        "desk": (office, "/desk", "1月5日（周二）17:00预估前报送"),
        "desk, notices": (office, "/desk", "1月12日（周二）24时预估"),
        "notices": (office, f"{root}/notices", "应于1月12日（周二）预估前公布"),
        "filing": (filer, f"{root}/filing/2026-12", "1月5日（周二）17:00预估前报送"),
        "rows": (filer, f"{root}/filing/2026-12/rows", "1月5日（周二）17:00预估前报送"),
        "month": (office, f"{root}/month/2026-12", "1月11日（周一）预估前公布"),
        "board": (public, f"{root}/", "下一次公布：1月11日（周一）预估"),
    }
    for name, (who, address, said) in pages.items():
        answer = who.get(address)
        assert said in words(answer), name
        assert "2027年放假通知还没有登记" in answer.text, name
    shown = send(office, PAGE, PAGE, **_notice())
    send(office, PAGE, PAGE, **_notice(action="apply", seen=_seen(shown)))
    for name, (who, address, _) in pages.items():
        assert "预估" not in words(who.get(address)), name
    assert "下一次公布：1月10日（周日，上班）" in words(public.get(f"{root}/"))
