"""What is owed on its own page: the day that governs with its arithmetic, whose it is, and what became of it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from projects import register
from supervision import obligations, watch
from supervision.obligations import ObligationRow
from tests import deeds
from tests.web.forms import send, words
from tracker import accounts
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web import obligation_words
from web.house import House

ROOT = "/testcity/2026"
LIFTS = "市住房城乡建设局"


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """Released in January; nobody filed anything but project 1's September, on the 9th of October."""
    with deeds.house(database, tmp_path) as made:
        clock.set(at(1, 20))
        programme = deeds.released(made)
        clock.set(at(9, 7, 8))
        watch.tick(made.ledger, at(9, 7, 8))
        clock.set(at(10, 9))
        watch.tick(made.ledger, at(10, 9))
        assert programme
        yield made


def client(house: House, role: str, unit: str | None = None) -> Any:
    return deeds.client(house, deeds.account(house, role, unit=unit))


def again(house: House, role: str, unit: str | None = None) -> Any:
    """The same, signed in on another day."""
    with house.reading() as conn:
        return deeds.client(house, accounts.called(conn, f"{deeds.SLUG}-{role}{'-' + unit if unit else ''}"))


def row(house: House, kind: str, period: str, number: str = "") -> ObligationRow:
    with house.reading() as conn:
        [programme] = register.programmes(conn, deeds.SLUG)
        wanted = {project.number: project.id for project in register.projects(conn, programme.id)}.get(number)
        return next(
            each
            for each in obligations.of_programme(conn, programme.id, kind)
            if each.period == period and each.project == wanted
        )


def page(house: House, kind: str, period: str, number: str = "") -> str:
    return f"{ROOT}/obligations/{row(house, kind, period, number).id}"


def test_septembers_report_tells_a_stranger_how_its_day_came_about(house: House) -> None:
    shown = client(house, "filer", LIFTS).get(page(house, "monthly_report", "2026-09", "1"))
    told = words(shown)
    assert "10月8日（周四）17时前办结" in told
    assert "待办，已逾期1个工作日" in told
    assert "10月5日（国庆节放假）→顺延至10月8日17时" in told
    assert "10月5日（周一）国庆节放假不计10月6日（周二）国庆节放假不计10月7日（周三）国庆节放假不计" in told
    assert "10月8日（周四）工作日10月8日17时到期" in told
    assert "放假和调休：国务院办公厅关于2026年部分节假日安排的通知" in told
    assert "次月5日17时前，遇非工作日顺延至其后第一个工作日" in told and "每月5日前" in told
    assert "产生，由市住房城乡建设局办理，应于10月8日17时前办结" in told
    assert f'href="{ROOT}/filing/2026-09#project-1"' in shown.text


def test_a_make_up_day_is_named_where_something_is_due_on_it(house: House) -> None:
    """The bulletin of September, due on Saturday the 10th of October, a working day."""
    told = words(client(house, "office").get(page(house, "monthly_bulletin", "2026-09")))
    assert "10月10日（周六，上班）24时前办结" in told and "国庆节调休上班" in told
    assert "还剩1个工作日" in told


def test_what_is_counted_in_a_year_whose_notice_is_not_out_says_so(house: House, clock: FixedClock) -> None:
    clock.set(at(12, 31))
    watch.tick(house.ledger, datetime(2027, 1, 4, 9, tzinfo=SHANGHAI))
    told = words(client(house, "office").get(page(house, "monthly_report", "2026-12", "1")))
    assert "1月5日（周二）17时预估前办结" in told and "2027年放假通知还没有登记" in told


def test_what_lapsed_says_so_in_its_course(house: House) -> None:
    told = words(client(house, "office").get(page(house, "monthly_report", "2026-07", "1")))
    assert "逾期未办" in told and "记为逾期未办" in told and "补办也不改变" in told


def test_the_office_waives_with_a_reason_and_the_unit_reads_it(house: House) -> None:
    office, unit = client(house, "office"), client(house, "filer", LIFTS)
    here = page(house, "monthly_report", "2026-09", "1")
    refused = send(office, here, f"{here}/waive", reason=" ")
    assert refused.status_code == 422 and "请写明理由" in refused.text and 'href="#waive-reason"' in refused.text
    assert "免予办理" not in words(unit.get(here))
    assert unit.post(f"{here}/waive", data={"reason": "不想办"}).status_code == 403
    done = send(office, here, f"{here}/waive", reason="九月只有准备工作，并入十月报送。")
    assert done.status_code == 303
    told = words(unit.get(here))
    assert (
        "理由：九月只有准备工作，并入十月报送。（督查室" in told or "理由：九月只有准备工作，并入十月报送。（" in told
    )
    again = send(office, here, f"{here}/waive", reason="再免一次")
    assert again.status_code == 422 and "不能再办理" in again.text


def test_an_extension_is_asked_for_returned_supplemented_and_granted(house: House, clock: FixedClock) -> None:
    clock.set(at(11, 2))
    office, unit, head = client(house, "office"), client(house, "filer", LIFTS), client(house, "unit_head", "市教育局")
    watch.tick(house.ledger, at(11, 2))
    here = page(house, "monthly_report", "2026-10", "1")
    assert "最晚可以填11月9日（周一），时刻仍为17时" in words(unit.get(here)), "the day that is taken"
    assert "填写延期申请" not in words(office.get(here))
    asked = {"action": "ask", "reason": "台风停工", "progress": "数字已核到八成", "until": "2026-11-07"}
    assert send(unit, here, f"{here}/extension", **{**asked, "until": "明天"}).status_code == 422
    far = send(unit, here, f"{here}/extension", **{**asked, "until": "2026-11-10"})
    assert far.status_code == 422 and "最晚可以填11月9日。" in far.text
    early = send(unit, here, f"{here}/extension", **{**asked, "until": "2026-11-04"})
    assert "新的期限要晚于现在的期限（11月5日17时）" in early.text and "数字已核到八成" in early.text
    assert send(unit, here, f"{here}/extension", **asked).status_code == 303
    assert head.get(here).status_code == 404
    watch.tick(house.ledger, at(11, 2, 10))
    told = words(office.get(here))
    assert "申请延期到11月9日（周一）17时" in told, "the 7th is a Saturday"
    assert "应于11月3日（周二）24时前答复" in told and "不答复不等于同意" in told
    assert "请写明理由" in send(office, here, f"{here}/decision", action="return").text
    assert send(office, here, f"{here}/decision", action="return", reason="附停工通知").status_code == 303
    clock.set(at(11, 4))
    watch.tick(house.ledger, at(11, 4))
    office, unit = again(house, "office"), again(house, "filer", LIFTS)
    assert "答复时限停止计时，已2个工作日" in words(unit.get(here))
    assert send(unit, here, f"{here}/extension", action="supplement", text="已附停工通知").status_code == 303
    watch.tick(house.ledger, at(11, 4, 10))
    decision = row(house, "extension_decision", "1", "1")
    assert decision.due == datetime(2026, 11, 5, 23, 59, 59, tzinfo=SHANGHAI), "two working days later"
    assert "停止计时" in words(office.get(f"{ROOT}/obligations/{decision.id}"))
    assert send(office, here, f"{here}/decision", action="grant", reason="同意").status_code == 303
    told = words(unit.get(here))
    assert "11月9日（周一）17时前办结" in told and "同意延期，期限由11月5日17时改为11月9日17时" in told
    assert "申请延期" in told and "填写延期申请" not in told, "once only"
    assert "按指定的期限：11月9日17时" in told and "按指定的期限（督查室同意的延期）" in told
    assert "第1个工作日" not in told


def test_after_its_day_no_extension_is_offered(house: House) -> None:
    unit = client(house, "filer", LIFTS)
    late = page(house, "monthly_report", "2026-09", "1")
    assert "延期要在到期前申请" in words(unit.get(late)) and "填写延期申请" not in unit.get(late).text
    refused = send(unit, late, f"{late}/extension", action="ask", reason="忙", progress="没办", until="2026-10-20")
    assert refused.status_code == 422 and "这一项已于10月8日17时到期" in refused.text


def test_what_is_refused_leaves_the_day(house: House, clock: FixedClock) -> None:
    clock.set(at(11, 2))
    office, unit = client(house, "office"), client(house, "filer", LIFTS)
    watch.tick(house.ledger, at(11, 2))
    here = page(house, "monthly_report", "2026-10", "1")
    assert send(office, here, f"{here}/decision", action="grant").status_code == 422, "nothing was asked"
    send(unit, here, f"{here}/extension", action="ask", reason="台风", progress="八成", until="2026-11-09")
    assert "请写明理由" in send(office, here, f"{here}/decision", action="refuse").text
    assert send(office, here, f"{here}/decision", action="refuse", reason="可以按期").status_code == 303
    assert "督查室不同意，期限不变。可以按期" in words(unit.get(here))
    assert "11月5日（周四）17时前办结" in words(unit.get(here))
    assert send(office, here, f"{here}/decision", action="sell", reason="x").status_code == 404


def test_a_unit_finds_its_own_and_no_other(house: House) -> None:
    unit, other = client(house, "filer", LIFTS), client(house, "unit_head", "市教育局")
    here = page(house, "monthly_report", "2026-09", "1")
    assert other.get(here).status_code == 404
    own = words(unit.get(f"{ROOT}/obligations"))
    assert "项目1的9月进展报送" in own and "项目3" not in own and "谁来办（" not in own
    assert client(house, "press").get(here).status_code == 404


def test_the_list_is_narrowed_and_puts_the_overdue_first(house: House) -> None:
    office = client(house, "office")
    late = words(office.get(f"{ROOT}/obligations?state=overdue"))
    assert "已逾期1个工作日" in late and "还剩" not in late
    assert "没有这样的应办事项" in office.get(f"{ROOT}/obligations?owner=市教育局&kind=weekly_dispatch").text
    todo, whole = words(office.get(f"{ROOT}/obligations")), words(office.get(f"{ROOT}/obligations?state=all"))
    assert todo.index("项目1的9月进展报送") < todo.index("9月通报印发")
    assert "项目1的1—2月进展报送" in whole and "项目1的1—2月进展报送" not in todo


def test_another_governments_is_not_there(house: House) -> None:
    deeds.released(house, "another")
    here = page(house, "monthly_report", "2026-09", "1")
    foreign = deeds.client(house, deeds.account(house, "office", "another"))
    assert foreign.get(here).status_code == 403
    assert foreign.get(here.replace("testcity", "another")).status_code == 404


def test_a_day_that_a_person_set_tells_who_set_it_and_what_moved_it() -> None:
    """As the ledger may hold it from before: with a number that nobody counted."""
    day = {"day": "2026-10-08", "kind": "working", "counts": 1}
    later = {"day": "2026-10-09", "kind": "working", "counts": 2}
    told: dict[str, Any] = {"set": True, "event": "2026-09-28T10:00:00+08:00", "roll": None, "days": [day]}
    assert obligation_words.in_short(told, at(10, 8, 17)) == "按指定的期限：10月8日17时"
    assert [each.counts for each in obligation_words.counted_days(told)] == [""]
    moved = obligation_words.in_short({**told, "days": [day, later]}, at(10, 9, 17))
    assert moved == "按指定的期限10月8日，停止计时后顺延至10月9日17时"
