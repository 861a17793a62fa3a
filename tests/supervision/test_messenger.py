"""What happened is told once: also after a restart, a double run, two workers at once, or a rebuild."""

import threading
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import register
from projects.filing import Filing
from projects.report import MonthlyReport
from supervision import messenger, obligations, prompting, silence, watch
from supervision.clue import Clue
from supervision.inspection import Inspection
from supervision.inspection_plan import InspectionPlan
from supervision.matter import Cause, Matter
from supervision.obligation import Obligation
from supervision.order import Order
from tests import deeds, visiting
from tracker import accounts, messages, rebuild
from tracker.accounts import Account
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import Actor
from web.house import House


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        yield made


def _returned(house: House, programme: UUID, number: str = "1", by: str = "office") -> None:
    """February of a project, filed and sent back for a reason."""
    month = deeds._month(house, programme, "2026-02")
    project = UUID(month.programme.projects[number])
    deeds.filed(house, programme, "2026-02", project, number, "24")
    house.carry_out(Actor(by, "督查室"), None, ["return", number], lambda: month.return_(project, ["没有附验收单"], by))


def _told(house: House, who: Account) -> list[str]:
    with house.reading() as conn:
        return [each.text for each in messages.of(conn, who.id)]


RETURNED = "督查室退回项目1“既有住宅加装电梯300部”1—2月进展：没有附验收单"


def test_the_unit_is_told_and_no_other(house: House) -> None:
    programme = deeds.released(house)
    own, head = (deeds.account(house, role, unit="市住房城乡建设局") for role in ("filer", "unit_head"))
    other, office = deeds.account(house, "filer", unit="市民政局"), deeds.account(house, "office")
    assert messenger.tick(house.ledger) == 0, "nothing past is told at the first run"
    _returned(house, programme, by=str(office.id))
    assert messenger.tick(house.ledger) == 2
    assert _told(house, own) == _told(house, head) == [RETURNED]
    assert _told(house, other) == _told(house, office) == []


def _visited(house: House, method: str) -> Inspection:
    """A visit to project 2, of a plan of its own that is kept with it."""
    project = visiting.project(house)
    made = visiting.approved(project, method=method)
    party = [visiting.seat(each) for each in ("市民代表01", "人大代表01")]
    visit = Inspection.plan(project, made, on="2026-10-09", sites=["1", "2"], party=party)
    house.carry_out(Actor("x", "督查室"), None, ["visit", method], lambda: ([made, visit], {}))
    return visit


@pytest.mark.parametrize("by", ["the office", "the clock"])
def test_a_unit_is_told_of_an_announced_visit_and_of_a_silent_one_once_all_of_it_is_over(
    house: House, clock: FixedClock, by: str
) -> None:
    """Ended by the office, or because its last day is past; then it is not told again when the office ends it."""
    deeds.released(house)
    clock.set(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
    own, other = (deeds.account(house, "filer", unit=unit) for unit in ("市民政局", "市教育局"))
    messenger.tick(house.ledger)
    announced = _visited(house, "集中查看")
    silent = _visited(house, "暗访")
    messenger.tick(house.ledger)
    assert _told(house, own) == [
        "10月9日集中查看项目2“建设社区养老服务点40个”：柳荫社区养老服务点、书院社区养老服务点，请安排人员在场"
    ]
    desk = deeds.client(house, own).get("/desk").text
    assert desk.count("请安排人员在场，备好台账") == 1 and "暗访" not in desk
    announced.cancel("台风")
    silent.see_site("1", "1", "yes", clock.now())
    silent.record_sample("1", 1, 1)
    silent.sign("1", "confirmed")
    silent.sign("2", "confirmed")
    silent.close()
    house.carry_out(Actor("x", "督查室"), None, ["over"], lambda: ([announced, silent], {}))
    messenger.tick(house.ledger)
    assert len(_told(house, own)) == 2, "the cancelled one; nothing of the other"
    id = UUID(str(silent.plan_id))
    last = date.fromisoformat(house.ledger.get(InspectionPlan, id).outline["ends_on"])
    if by == "the clock":
        clock.set(datetime.combine(last, time(23, 50), SHANGHAI))
        assert silence.end(house.ledger, clock.today()) == 0, "its last day is not past"
        clock.set(datetime.combine(last + timedelta(days=1), time(0, 10), SHANGHAI))
        assert [silence.end(house.ledger, clock.today()) for _ in range(2)] == [1, 0]
        messenger.tick(house.ledger)
        assert len(_told(house, own)) == 3
    plan = house.ledger.get(InspectionPlan, id)
    plan.end()
    house.carry_out(Actor("x", "督查室"), None, ["end"], lambda: ([plan], {}))
    messenger.tick(house.ledger)
    assert len(_told(house, own)) == 3
    said = next(each for each in _told(house, own) if "暗访" in each)  # of one moment, in any order
    assert said.startswith("10月9日对项目2“建设社区养老服务点40个”作了暗访：抽查1处")
    assert _told(house, other) == []


def test_another_government_is_not_told(house: House) -> None:
    programme = deeds.released(house)
    deeds.released(house, "nextcity")
    stranger = deeds.account(house, "filer", "nextcity", "市住房城乡建设局")
    messenger.tick(house.ledger)
    _returned(house, programme)
    messenger.tick(house.ledger)
    assert _told(house, stranger) == []


def test_a_second_run_a_restart_and_a_rebuild_tell_nothing_twice(house: House, database: Database) -> None:
    programme = deeds.released(house)
    own = deeds.account(house, "filer", unit="市住房城乡建设局")
    messenger.tick(house.ledger)
    _returned(house, programme)
    assert messenger.tick(house.ledger) == 1
    assert messenger.tick(house.ledger) == 0
    with house.reading() as conn:
        messages.read_all(conn, own.id, max(each.at for each in messages.of(conn, own.id)))
        conn.execute("UPDATE message_reading SET position = 1")  # as if not noted
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        rebuild.run(house.ledger, conn, house.ledger.models)
    messenger.tick(house.ledger)
    with house.reading() as conn:
        assert [each.text for each in messages.of(conn, own.id) if each.topic == "report.returned"] == [RETURNED]
        assert all(each.read_at for each in messages.of(conn, own.id) if each.topic == "report.returned")


def test_two_at_once_tell_once(house: House) -> None:
    programme = deeds.released(house)
    own = deeds.account(house, "filer", unit="市住房城乡建设局")
    messenger.tick(house.ledger)
    _returned(house, programme)
    together = threading.Barrier(4)
    made: list[int] = []

    def run() -> None:
        together.wait()
        made.append(messenger.tick(house.ledger))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert sorted(made) == [0, 0, 0, 1]
    assert _told(house, own) == [RETURNED]


def test_a_long_absence_is_caught_up_page_by_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messenger, "AT_ONCE", 3)
    programme = deeds.released(house)
    press = deeds.account(house, "press")
    messenger.tick(house.ledger)
    deeds.months(house, programme, "2026-06")
    assert messenger.tick(house.ledger) == 5
    with house.reading() as conn:
        assert messages.position(conn) == house.ledger.recorder.max_notification_id()
    assert sorted(_told(house, press)) == [f"{label}进展已公布" for label in ("1—2月", "3月", "4月", "5月", "6月")]


def test_the_silent_are_told_by_unit_in_one_line(house: House) -> None:
    programme = deeds.released(house)
    own = deeds.account(house, "unit_head", unit="市住房城乡建设局")
    other = deeds.account(house, "unit_head", unit="市民政局")
    messenger.tick(house.ledger)
    month = deeds._month(house, programme, "2026-02")
    for number in ("2", "3"):
        deeds.filed(house, programme, "2026-02", UUID(month.programme.projects[number]), number, "1")
    silent = [UUID(month.programme.projects["1"])]
    deeds._do(house, lambda: month.list_not_reported(silent, "经催报仍未报送"))
    messenger.tick(house.ledger)
    assert _told(house, own) == ["项目1的1—2月进展列为没有按期报齐：经催报仍未报送"]
    assert _told(house, other) == []


def test_what_came_after_the_page_was_opened_stays_unread(house: House, clock: FixedClock) -> None:
    programme = deeds.released(house)
    own = deeds.account(house, "filer", unit="市住房城乡建设局")
    messenger.tick(house.ledger)
    _returned(house, programme)
    seen = clock.now()
    messenger.tick(house.ledger)
    clock.advance(timedelta(minutes=5))
    deeds._do(house, lambda: deeds._month(house, programme, "2026-02").submit(*_again(house, programme)))
    _returned_again(house, programme)
    messenger.tick(house.ledger)
    with house.reading() as conn:
        assert messages.unread(conn, own.id) == 2
        assert messages.read_all(conn, own.id, seen) == 1
        assert messages.unread(conn, own.id) == 1
        clock.advance(messages.KEPT + timedelta(days=1))
        assert messages.forget_old(conn) == 1, "only what was read"


def _again(house: House, programme: UUID) -> tuple[Any, Any, str]:
    project = UUID(deeds._month(house, programme, "2026-02").programme.projects["1"])
    stored = house.ledger.get(MonthlyReport, MonthlyReport.create_id(str(project), "2026-02"))
    return project, Filing.from_dict(stored.content), "filer-1"


def _returned_again(house: House, programme: UUID) -> None:
    month = deeds._month(house, programme, "2026-02")
    project = UUID(month.programme.projects["1"])
    deeds._do(house, lambda: month.return_(project, ["还缺一张"], "office"))


def test_a_units_many_deadlines_of_one_day_are_told_in_one_line(house: House, clock: FixedClock) -> None:
    clock.set(datetime(2026, 1, 20, 9, tzinfo=SHANGHAI))
    deeds.released(house)
    filer, office = deeds.account(house, "filer", unit="市民政局"), deeds.account(house, "office")
    messenger.tick(house.ledger)
    for day in (1, 3, 4, 5, 6):  # a tick each: the due time, the reminders before it and the cutoff lie between
        watch.tick(house.ledger, datetime(2026, 3, day, 18, tzinfo=SHANGHAI))
        messenger.tick(house.ledger)
    told = _told(house, filer)
    assert sorted(each for each in told if "进展报送应于" in each) == [
        "今天到期：本单位项目的1—2月进展报送应于3月5日17时前完成",
        "本单位项目的1—2月进展报送应于3月5日17时前完成",
    ]
    watch.tick(house.ledger, datetime(2026, 4, 30, 18, tzinfo=SHANGHAI))
    messenger.tick(house.ledger)
    lapses = [each for each in _told(house, office) if "已记为逾期" in each and "1—2月进展报送" in each]
    assert sorted(lapses) == sorted(
        f"{unit}项目的1—2月进展报送到期没有完成，已记为逾期" for unit in ("市住房城乡建设局", "市民政局", "市教育局")
    )


def test_an_extension_goes_to_the_office_and_its_answer_to_the_unit(house: House, clock: FixedClock) -> None:
    clock.set(datetime(2026, 1, 20, 9, tzinfo=SHANGHAI))
    programme = deeds.released(house)
    clock.set(datetime(2026, 3, 2, 9, tzinfo=SHANGHAI))
    head, office = deeds.account(house, "unit_head", unit="市民政局"), deeds.account(house, "office")
    watch.tick(house.ledger, clock.now())
    messenger.tick(house.ledger)
    with house.reading() as conn:
        row = next(row for row in obligations.open_of(conn, str(programme), "市民政局") if row.kind == "monthly_report")
    owed = house.ledger.get(Obligation, UUID(row.id))
    owed.ask_extension("台账还在核对", "已核对八成", row.due + timedelta(days=1), clock.now())
    house.carry_out(Actor(str(head.id), "负责人"), None, ["ask"], lambda: ([owed], {}))
    messenger.tick(house.ledger)
    assert "市民政局申请延期：项目2的1—2月进展报送，台账还在核对" in _told(house, office)
    owed = house.ledger.get(Obligation, UUID(row.id))
    owed.refuse_extension("时间足够", clock.now())
    house.carry_out(Actor(str(office.id), "督查室"), None, ["no"], lambda: ([owed], {}))
    messenger.tick(house.ledger)
    assert "项目2的1—2月进展报送不同意延期：时间足够" in _told(house, head)


def test_of_an_order_the_unit_hears_when_it_is_issued_and_never_of_a_draft(house: House, clock: FixedClock) -> None:
    programme = deeds.released(house)
    filer, head = (deeds.account(house, role, unit="市民政局") for role in ("filer", "unit_head"))
    other = deeds.account(house, "filer", unit="市教育局")
    messenger.tick(house.ledger)
    with house.reading() as conn:
        unit = register.unit_called(conn, "testcity")["市民政局"]
    matter = Matter("养老服务点建设滞后", "应完成28个，完成15个。", "10月底前补齐。", unit)
    cause = Cause("red_light", "2026-09", "9月亮红灯")
    order = Order.draft("testcity", 2026, str(programme), None, matter, cause, by="office")
    deeds._do(house, lambda: ([order], {}))
    messenger.tick(house.ledger)
    assert _told(house, filer) == []
    order = house.ledger.get(Order, order.id)
    order.issue(1, "示政办督〔2026〕1号", deeds.APPROVAL, house.days(), "head")
    deeds._do(house, lambda: ([order], {}))
    messenger.tick(house.ledger)
    told = "收到示政办督〔2026〕1号督办单“养老服务点建设滞后”，请签收，10月15日前反馈"
    assert _told(house, filer) == _told(house, head) == [told]
    assert _told(house, other) == []


def test_the_units_that_help_with_an_order_hear_who_carries_it_out(house: House, clock: FixedClock) -> None:
    clock.set(datetime(2026, 10, 8, 9, tzinfo=SHANGHAI))
    programme = deeds.released(house)
    helping, other = (deeds.account(house, "filer", unit=unit) for unit in ("市教育局", "市住房城乡建设局"))
    with house.reading() as conn:
        units = register.unit_called(conn, "testcity")
    matter = Matter("养老服务点建设滞后", "应完成28个。", "10月底前补齐。", units["市民政局"], (units["市教育局"],))
    order = Order.draft(
        "testcity", 2026, str(programme), None, matter, Cause("red_light", "2026-09", "9月亮红灯"), by="office"
    )
    messenger.tick(house.ledger)
    order.issue(1, "示政办督〔2026〕1号", deeds.APPROVAL, house.days(), "head")
    deeds._do(house, lambda: ([order], {}))
    messenger.tick(house.ledger)
    assert _told(house, helping) == ["收到示政办督〔2026〕1号督办单“养老服务点建设滞后”，市民政局承办，贵单位协办"]
    assert _told(house, other) == []


def test_a_clue_goes_to_the_office_then_to_the_unit_in_the_offices_words_and_back(house: House) -> None:
    programme = deeds.released(house)
    office = deeds.account(house, "office")
    own, other = (deeds.account(house, "filer", unit=unit) for unit in ("市民政局", "市教育局"))
    with house.reading() as conn:
        unit = register.unit_called(conn, "testcity")["市民政局"]
        [project] = [row for row in register.projects(conn, str(programme)) if row.number == "2"]
    messenger.tick(house.ledger)
    clue = Clue.receive(uuid4(), str(programme), project.id, "0" * 64, 0)
    deeds._do(house, lambda: ([clue], {}))
    messenger.tick(house.ledger)
    called = f"项目2“{project.title}”"
    assert _told(house, office) == [f"收到群众反映：{called}，请分办"] and _told(house, own) == []
    clue.assign(unit, "核实东湖站点是否开放。")
    deeds._do(house, lambda: ([clue], {}))
    clue.reply(unit, "已开放。")
    deeds._do(house, lambda: ([clue], {}))
    messenger.tick(house.ledger)
    assert _told(house, own) == [f"督查室交办群众反映：{called}，核实东湖站点是否开放"]
    assert set(_told(house, office)) == {
        f"收到群众反映：{called}，请分办",
        f"市民政局报告了群众反映的办理情况：{called}",
    }
    assert _told(house, other) == []


def test_the_office_is_told_of_a_new_proposal_once_and_of_no_old_one(house: House, clock: FixedClock) -> None:
    """February's reports, due on the 5th of March, lapse on the 8th of April, when March's are due."""
    clock.set(datetime(2026, 1, 20, 9, tzinfo=SHANGHAI))
    deeds.released(house)
    office, head = deeds.account(house, "office"), deeds.account(house, "office_head")
    when = datetime(2026, 4, 9, 9, tzinfo=SHANGHAI)
    clock.set(when)
    watch.tick(house.ledger, when)
    assert prompting.tick(house.ledger, when) > 0
    told = [each for each in _told(house, office) if "1—2月进展报送" in each]
    assert "督办提示：市民政局到期未办：项目2的1—2月进展报送" in told
    assert not any("实施方案" in each for each in _told(house, office)), "that lapsed weeks ago"
    assert prompting.tick(house.ledger, when) == 0 and _told(house, head) == []
    later = datetime(2026, 4, 20, 9, tzinfo=SHANGHAI)
    assert prompting.tick(house.ledger, later) == 0


def test_messages_go_with_their_account(house: House, database: Database) -> None:
    programme = deeds.released(house)
    own = deeds.account(house, "filer", unit="市住房城乡建设局")
    messenger.tick(house.ledger)
    _returned(house, programme)
    messenger.tick(house.ledger)
    with house.reading() as conn:
        conn.execute("DELETE FROM account WHERE id = %s", (own.id,))
        assert accounts.of(conn, own.id) is None
        assert conn.execute("SELECT count(*) AS n FROM message").fetchone() == {"n": 0}
