"""The demonstration's 周调度, risk and 绿色通道: a year of weeks, one missed, one returned, and what came of them."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from projects import register
from projects.identity import identity
from projects.month import Changed
from projects.policy import PolicySet
from projects.programme import Programme
from projects.register import ProgrammeRow
from projects.week import Week
from supervision import coordinating, coordinations, risks, urgings
from supervision.claim import OFFICE
from supervision.coordination import Coordination
from supervision.dispatch import Log
from supervision.dispatching import Dispatching
from supervision.risk import Risk
from tracker.clock import SHANGHAI
from tracker.event import Actor
from tracker.working_days import WorkingDays
from web.house import House

SLUG, YEAR = "demo", 2026
PROGRAMME = Programme.create_id(SLUG, YEAR)
LIFTS, ROADS, PIPES = "16", "20", "24"
LEADS = {LIFTS: "市住房城乡建设局", ROADS: "市住房城乡建设局", PIPES: "市水务局"}
HOURS = {LIFTS: time(10, 20), ROADS: time(15, 40), PIPES: time(16, 30)}
RETURNED = (LIFTS, "2026-W32")
LATE = (ROADS, "2026-W35")
EARLY = (PIPES, "2026-W41")
"""Written the day before it is due: it waits for the office on the demonstration's morning."""
BACK = "57部卡在管线迁改，请写明分属哪几家权属单位、各多少部。"
ANSWER = Log(
    "累计投用50部，新开工18部。",
    "管线迁改卡住57部：燃气29部、给水16部、通信7部、电力5部。",
    "请四家权属单位本周内列出迁改时间表。",
)
MORNING = datetime(2026, 10, 9, 8, 30, tzinfo=SHANGHAI)

Who = Callable[[str | None], Actor]
"""The filer of a unit by its name, or the office."""
Deed = Callable[[House, Who], None]
Step = tuple[str, datetime, Deed]


def steps(days: WorkingDays) -> Iterator[Step]:
    """Name, hour and deed of each, in any order."""
    told = _told()
    for week in sorted({week for of in told.values() for week in of}):
        written = [number for number in told if week in told[number]]
        for number in written:
            yield _logged(days, week, number, told[number][week])
        yield from _looked_at(days, week, written, told)
    yield "urged", _at("2026-10-08T17:20"), _urge
    yield from _risk()
    yield from _coordinated()


def _due(week: Week, days: WorkingDays) -> datetime:
    rule = PolicySet().rule("weekly_dispatch")
    return rule.reckon(rule.opening(week.key), days, week.key).due


def _told() -> dict[str, dict[Week, Log]]:
    """Project → week → what was written."""
    with (Path(__file__).parent / "dispatches.toml").open("rb") as file:
        read = tomllib.load(file)
    return {number: {_week(key): _log(said) for key, said in of.items()} for number, of in read.items()}


def _week(key: str) -> Week:
    found = Week.parse(f"{YEAR}-{key}")
    assert found is not None, key
    return found


def _log(said: Sequence[str]) -> Log:
    if not said:
        return Log(nothing_new=True)
    situation, blockers, next_steps = said
    return Log(situation, blockers, next_steps)


def _logged(days: WorkingDays, week: Week, number: str, log: Log) -> Step:
    """On the day it is due; one a day late, one the day before."""
    day = _due(week, days).date()
    if (number, week.key) == LATE:
        day = days.add(day, 1)
    if (number, week.key) == EARLY:
        day = days.add(day, -1)
    at = datetime.combine(day, HOURS[number], SHANGHAI)
    return f"dispatch {number} {week.key}", at, lambda house, who: _log_week(house, who, number, week, log)


def _looked_at(days: WorkingDays, week: Week, written: list[str], told: dict[str, dict[Week, Log]]) -> Iterator[Step]:
    """The office reads what came the next morning, all of a week at once; what it returned comes again the same day."""
    at = datetime.combine(days.add(_due(week, days).date(), 1), time(9, 40), SHANGHAI)
    if at > MORNING:
        return
    back = [number for number in written if (number, week.key) == RETURNED]
    late = [number for number in written if (number, week.key) == LATE]
    prompt = [number for number in written if number not in (*back, *late)]
    yield f"dispatches {week.key}", at, lambda house, who: _review(house, who, prompt, week)
    if back:
        again = at + timedelta(hours=5)
        yield f"dispatch back {week.key}", at, lambda house, who: _send_back(house, who, back[0], week)
        yield f"dispatch again {week.key}", again, lambda house, who: _log_week(house, who, back[0], week, ANSWER)
    if back or late:
        after = datetime.combine(days.add(at.date(), 1), time(9, 40), SHANGHAI)
        rest = back + late
        yield f"dispatches rest {week.key}", after, lambda house, who: _review(house, who, rest, week)


def _work(house: House, number: str) -> Dispatching:
    programme = house.ledger.get(Programme, PROGRAMME)
    return Dispatching(house.ledger, PROGRAMME, UUID(programme.projects[number]))


def _log_week(house: House, who: Who, number: str, week: Week, log: Log) -> None:
    actor = who(LEADS[number])
    assert actor.unit is not None
    unit = actor.unit
    _do(house, actor, ["log", number, week.key, log.blockers], lambda: _work(house, number).log(week, unit, log))


def _review(house: House, who: Who, numbers: list[str], week: Week) -> None:
    def act() -> Changed:
        changed = [_work(house, number).review(week, "") for number in numbers]
        return [each for found, _ in changed for each in found], {"reviewed": numbers}

    _do(house, who(None), ["review", week.key, *numbers], act)


def _send_back(house: House, who: Who, number: str, week: Week) -> None:
    _do(house, who(None), ["back", number, week.key], lambda: _work(house, number).send_back(week, BACK))


def _urge(house: House, who: Who) -> None:
    """The road project owes last week's dispatch."""
    with house.reading() as conn:
        programme = register.programme(conn, SLUG, YEAR)
        row = register.project(conn, SLUG, YEAR, ROADS)
    assert programme is not None and row is not None and row.lead_unit is not None
    owed = {"project": row.id, "number": ROADS, "title": row.title, "period": "2026-W40", "overdue": True}
    wanted: tuple[ProgrammeRow, str, str] = (programme, "weekly_dispatch", row.lead_unit)
    _do(
        house, who(None), ["urge"],
        lambda: urgings.urge(house.ledger, wanted[0], wanted[1], {wanted[2]: [owed]}, "/dispatches"),
    )  # fmt: skip


def _risk() -> Iterator[Step]:
    """Pipes under high ground water: reported in September, watched until the middle of October."""

    def report(house: House, who: Who) -> None:
        def act() -> Changed:
            made = Risk.report(
                str(PROGRAMME),
                house.ledger.get(Programme, PROGRAMME).projects[PIPES],
                matter="北港区沿河12公里管段地下水位高，开挖塌壁，按现在的速度年底做不完",
                effect="主干管10月底不能贯通，11个村的通水时间推迟，全年少完成约9公里",
                since_on="2026-09-14",
                threatens_on="2026-10-31",
            )
            return [made], {"risk": str(made.id)}

        _do(house, who(LEADS[PIPES]), ["risk"], act)

    yield "risk raised", _at("2026-09-18T17:10"), report
    yield (
        "risk assessed",
        _at("2026-09-21T10:30"),
        _of_risk(lambda risk: risk.assess("high", "属实。井点降水和钢板桩支护是否见效，月中必须有结论。")),
    )
    yield (
        "risk planned",
        _at("2026-09-21T10:45"),
        _of_risk(
            lambda risk: risk.plan(
                "看北港区沿河段井点降水是否稳定、每天敷设多少米；核对10月底贯通主干的倒排表", OFFICE, "2026-10-16"
            )
        ),
    )


def _of_risk(change: Callable[[Risk], None]) -> Deed:
    def deed(house: House, who: Who) -> None:
        with house.reading() as conn:
            row = risks.of_programme(conn, str(PROGRAMME))[0]

        def act() -> Changed:
            found = house.ledger.get(Risk, UUID(row.id))
            change(found)
            return [found], {"state": found.state}

        _do(house, who(None), ["risk", str(row.version)], act)

    return deed


def _coordinated() -> Iterator[Step]:
    """Digging permits for the lifts, done within the clock that stood still once; jacking under a road, running."""
    lifts, streets, water, traffic = LEADS[LIFTS], "市城市管理局", LEADS[PIPES], "市交通运输局"
    yield "permits asked", _at("2026-08-26T09:30"), _asked(
        LIFTS, lifts, streets, "approval", "34处加装电梯点位管线迁改的掘路许可逐处报批，平均9天一处",
        "集中受理、一次批复，9月上旬前全部办结",
    )  # fmt: skip
    for moment, unit, change in (
        ("2026-08-27T10:05", streets, lambda item, by: item.accept(by, "行政审批处副处长", "已受理，按一件事集中办。")),
        ("2026-08-28T11:20", streets, lambda item, by: item.ask_supplement(by, "缺34处点位的管线综合图。")),
        ("2026-09-01T15:45", lifts, lambda item, by: item.supplement(by, "管线综合图34张已交审批窗口。")),
        ("2026-09-03T16:10", streets, lambda item, by: item.resolve(by, "34处掘路许可9月3日全部批复。")),
        ("2026-09-04T09:20", lifts, lambda item, by: item.confirm(by, "许可已全部领到。")),
    ):
        yield f"permits {moment}", _at(moment), _of_item(LIFTS, unit, change)
    yield "jacking asked", _at("2026-09-29T09:15"), _asked(
        PIPES, water, traffic, "approval", "供水主干管穿越省道2处，顶管的涉路施工许可没有批下来",
        "与安全评价同步审查，5个工作日内办结",
    )  # fmt: skip
    yield (
        "jacking accepted",
        _at("2026-09-30T10:40"),
        _of_item(PIPES, traffic, lambda item, by: item.accept(by, "公路管理处处长", "已受理，安全评价同步审。")),
    )
    yield (
        "jacking answered",
        _at("2026-10-08T15:30"),
        _of_item(
            PIPES, traffic, lambda item, by: item.answer(by, "第一处已过技术审查；第二处等顶管单位改交通组织方案。")
        ),
    )


def _asked(number: str, lead: str, helper: str, kind: str, matter: str, wanted: str) -> Deed:
    def deed(house: House, who: Who) -> None:
        with house.reading() as conn:
            unit = register.unit_called(conn, SLUG)[helper]
        project = UUID(house.ledger.get(Programme, PROGRAMME).projects[number])
        actor = who(lead)
        _do(
            house,
            actor,
            ["coordination", number],
            lambda: coordinating.ask(
                house.ledger, PROGRAMME, project, unit, kind=kind, matter=matter, wanted=wanted, by=actor.unit
            ),
        )

    return deed


def _of_item(number: str, unit: str, change: Callable[[Coordination, str], None]) -> Deed:
    def deed(house: House, who: Who) -> None:
        project = house.ledger.get(Programme, PROGRAMME).projects[number]
        with house.reading() as conn:
            row = coordinations.of_project(conn, project)[0]
        actor = who(unit)
        by = actor.unit or ""
        _do(
            house,
            actor,
            ["coordination", number, str(row.version)],
            lambda: coordinating.go_on(house.ledger, UUID(row.id), lambda item: change(item, by)),
        )

    return deed


def _do(house: House, who: Actor, asked: list[str], act: Callable[[], Any]) -> None:
    """The same deed replayed is answered from its key."""
    house.carry_out(who, identity("demonstration", "dispatch", *asked), ["demonstration", *asked], act)


def _at(moment: str) -> datetime:
    found = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    assert found.date() <= date(YEAR, 12, 31)
    return found
