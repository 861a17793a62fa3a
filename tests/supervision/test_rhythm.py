"""Plans of departments, interpretations, a third party's round, the year's result: what each needs, what it answers."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import register
from projects.approval import Approval, Review
from projects.project import Project
from projects.register import ProgrammeRow
from supervision import department_plans, interpretations, obligations, programme_results, third_party_rounds, watch
from supervision.department_plan import Plan
from supervision.obligations import ObligationRow
from supervision.third_party_round import ThirdPartyRound
from tests import deeds
from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.refusal import Refused, SeveralRefused
from web.house import House

PLAN: dict[str, Any] = {
    "title": "实施方案",
    "adopted_on": "2026-02-10",
    "summary": "分三步实施，处室包干。",
    "link": "https://a.example/1",
}
WORDS = ("读懂清单", ["十件实事都是群众选出来的，每月公布办到哪一步。"], "督查室")


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """Released on Tuesday the 20th of January; nothing is filed yet."""
    with deeds.house(database, tmp_path) as made:
        clock.set(at(1, 20))
        deeds.released(made)
        yield made


def at(month: int, day: int, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=SHANGHAI)


def review(day: str) -> Review:
    return Review("主动公开", "不涉密。", "专员", Approval("市政府办公厅主任", day, "同意公布。"))


def do(house: House, act: Any) -> Any:
    return house.carry_out(SYSTEM, uuid4(), ["deed"], act)


def programme(house: House) -> ProgrammeRow:
    with house.reading() as conn:
        [found] = register.programmes(conn, deeds.SLUG)
    return found


def unit(house: House, name: str) -> str:
    with house.reading() as conn:
        return register.unit_called(conn, deeds.SLUG)[name]


def codes(act: Any) -> list[str]:
    try:
        act()
    except Refused as no:
        return [no.code]
    except SeveralRefused as no:
        return [each.code for each in no.refusals]
    raise AssertionError("nothing was refused")


def owed(house: House, now: datetime, kind: str) -> dict[str, ObligationRow]:
    """Owner or period → the obligation, as the watch has it by then."""
    watch.tick(house.ledger, now)
    with house.reading() as conn:
        rows = obligations.of_programme(conn, programme(house).id)
    return {row.period or row.owner: row for row in rows if row.kind == kind}


# Department plans.


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"title": ""}, "form.missing"),
        ({"adopted_on": "2月10日"}, "department_plan.day"),
        ({"adopted_on": "2026-12-31"}, "department_plan.day"),
        ({"summary": "按计划推进"}, "own_words.empty"),
        ({"link": "ftp://a.example"}, "department_plan.link"),
        ({"link": ""}, "department_plan.nothing"),
    ],
)
def test_a_plan_says_what_where_and_when(clock: FixedClock, other: dict[str, str], code: str) -> None:
    clock.set(at(2, 11))
    assert Plan(**PLAN).faults() == []
    assert [each.code for each in Plan(**{**PLAN, **other}).faults()] == [code]


def test_a_plan_is_owed_by_each_lead_unit_for_thirty_working_days(house: House, clock: FixedClock) -> None:
    """From the 20th of January: the Spring Festival of 2026 (15 to 23 February) does not count, Saturday the 14th and
    Saturday the 28th of February do, so that the thirtieth working day is Monday the 9th of March."""
    schools = unit(house, "市教育局")
    clock.set(at(3, 9, 22))
    do(house, lambda: department_plans.file(house.ledger, programme(house), schools, Plan(**PLAN)))
    rows = owed(house, at(3, 20), "department_plan")
    assert set(rows) == {"市住房城乡建设局", "市民政局", "市教育局"}
    assert rows["市民政局"].due == at(3, 9, 23, 59, 59)
    assert rows["市民政局"].state == "missed"
    assert rows["市教育局"].state in ("scheduled", "due_soon"), "it lies with the office"
    clock.set(at(3, 20, 10))
    do(house, lambda: department_plans.settle(house.ledger, programme(house), schools, True, ""))
    assert owed(house, at(3, 21), "department_plan")["市教育局"].state == "met"


def test_a_plan_is_sent_back_and_filed_again(house: House, clock: FixedClock) -> None:
    schools, row = unit(house, "市教育局"), programme(house)
    clock.set(at(2, 11))
    do(house, lambda: department_plans.file(house.ledger, row, schools, Plan(**PLAN)))
    assert codes(lambda: department_plans.file(house.ledger, row, schools, Plan(**PLAN))) == ["department_plan.state"]
    assert codes(lambda: department_plans.settle(house.ledger, row, schools, False, "")) == ["report.reason_missing"]
    do(house, lambda: department_plans.settle(house.ledger, row, schools, False, "没有责任人。"))
    do(house, lambda: department_plans.file(house.ledger, row, schools, Plan(**PLAN)))
    do(house, lambda: department_plans.settle(house.ledger, row, schools, True, ""))
    with house.reading() as conn:
        found = department_plans.of_programme(conn, row.id)[schools]
    assert (found.state, len(found.waits)) == ("accepted", 2)
    with psycopg.connect(house.database.owner, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [department_plans.DEPARTMENT_PLANS]) == []


def test_who_led_nothing_at_the_release_files_nothing(house: House, clock: FixedClock) -> None:
    clock.set(at(2, 11))
    district = unit(house, "东湖区政府")
    assert codes(lambda: department_plans.file(house.ledger, programme(house), district, Plan(**PLAN))) == [
        "department_plan.not_asked"
    ]


# Interpretations.


def interpret(house: House, day: str, subject: str = "release", reason: str = "", words: Any = WORDS) -> Any:
    row = programme(house)
    with house.reading() as conn:
        about = interpretations.subject_of(conn, row, subject)
    return do(house, lambda: interpretations.publish(house.ledger, row, about, words, review(day), reason))


@pytest.mark.parametrize(("moment", "state"), [(at(1, 23, 23, 59, 59), "met"), (at(1, 24, 0, 0, 1), "met_late")])
def test_the_list_is_interpreted_within_three_working_days(
    house: House, clock: FixedClock, moment: datetime, state: str
) -> None:
    clock.set(moment)
    interpret(house, "2026-01-23")
    [row] = owed(house, at(1, 27), "interpretation").values()
    assert (row.state, row.due, row.href) == (state, at(1, 23, 23, 59, 59), "/interpretation-desk/release")


def test_an_interpretation_has_words_and_a_later_one_its_reason(house: House, clock: FixedClock) -> None:
    clock.set(at(1, 22))
    assert codes(lambda: interpret(house, "2026-01-22", words=("", ["同上"], ""))) == [
        "form.missing", "form.missing", "own_words.empty",
    ]  # fmt: skip
    interpret(house, "2026-01-22")
    assert codes(lambda: interpret(house, "2026-01-22")) == ["form.missing"]
    interpret(house, "2026-01-22", reason="补写热线。", words=("读懂清单", ["有问题可以拨打热线反映。"], "督查室"))
    with house.reading() as conn:
        new, old = interpretations.versions(conn, deeds.SLUG, deeds.YEAR, "release")
    assert (new.number, new.told["reason"], old.told["paragraphs"]) == (2, "补写热线。", WORDS[1])
    assert codes(lambda: interpret(house, "2026-01-22", subject="2026-H1")) == ["interpretation.subject"]


# The third parties' round.


def held(house: House, **other: Any) -> Any:
    row = programme(house)
    with house.reading() as conn:
        ids = [each.id for each in register.projects(conn, row.id)]
    given: dict[str, Any] = {
        "held_on": "2026-06-18", "methods": ["随机抽查"], "members": {"人大代表": 2}, "projects": ids[:2],
        "summary": "看了两处，指出围挡影响出行。", **other,
    }  # fmt: skip
    half = row.policy.rule(third_party_rounds.KIND).stretch("2026-H1")
    return do(house, lambda: ([ThirdPartyRound.hold((row.id, row.jurisdiction, row.year), half, **given)], {}))


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"held_on": "2026-06-19"}, "third_party_round.day"),
        ({"held_on": "2025-12-31"}, "third_party_round.day"),
        ({"methods": []}, "third_party_round.method"),
        ({"methods": ["电话"]}, "third_party_round.method"),
        ({"members": {"人大代表": 0, "领导": 3}}, "third_party_round.members"),
        ({"projects": []}, "third_party_round.projects"),
        ({"summary": "无"}, "own_words.empty"),
    ],
)
def test_a_round_says_who_looked_at_what(house: House, clock: FixedClock, other: dict[str, Any], code: str) -> None:
    clock.set(at(6, 18, 18))
    assert codes(lambda: held(house, **other)) == [code]


def test_each_half_year_asks_for_a_round(house: House, clock: FixedClock) -> None:
    clock.set(at(6, 18, 18))
    held(house)
    rows = owed(house, at(7, 2), "third_party_round")
    assert (rows["2026-H1"].state, rows["2026-H1"].due) == ("met", at(6, 30, 23, 59, 59))
    assert rows["2026-H2"].due == at(12, 31, 23, 59, 59)


# The year's result.


def announce(house: House, day: str, **said: str) -> Any:
    row = programme(house)
    return do(house, lambda: programme_results.announce(house.ledger, row, "某市", said, review(day)))


def accept(house: House, number: str) -> None:
    """As the office registers it; the months that lead there are not what this looks at."""
    with house.reading() as conn:
        row = next(each for each in register.projects(conn, programme(house).id) if each.number == number)
    project = house.ledger.get(Project, UUID(row.id))
    project._acceptance_passed(on="2026-11-30", approval=review("2026-11-30").approval.as_dict())
    do(house, lambda: ([project], {}))


def test_every_project_is_done_or_named_with_why_and_where_it_goes(house: House, clock: FixedClock) -> None:
    clock.set(at(12, 28, 16))
    accept(house, "1")
    assert (
        codes(lambda: announce(house, "2026-12-28", briefing_on="2026-12-28", summary="大多数实事已经办成。"))
        == ["own_words.missing"] * 4
    )
    said = {f"{what}-{number}": words for number in "23" for what, words in (
        ("reason", "征地没有完成。"), ("destination", "转入下年清单继续实施。")
    )}  # fmt: skip
    assert codes(
        lambda: announce(house, "2026-12-28", **said, briefing_on="2026-12-29", summary="办成了一项，其余转入下年。")
    ) == ["programme_result.briefing"]
    announce(house, "2026-12-28", **said, briefing_on="2026-12-28", summary="三项中一项已经办成。")
    with house.reading() as conn:
        found = programme_results.one(conn, deeds.SLUG, deeds.YEAR)
    assert found is not None
    told = found.told
    assert told["counts"] == {"completed": 1, "terminated": 0, "carried_over": 0, "not_completed": 2}
    assert told["projects"][1]["destination"] == "转入下年清单继续实施。"
    assert json.loads(found.content) == told
    assert codes(lambda: announce(house, "2026-12-28", **said)) == ["programme_result.announced_already"]
    [row] = owed(house, at(12, 29), "year_end_announcement").values()
    assert (row.state, row.due) == ("met", at(12, 31, 23, 59, 59))


def test_the_list_is_concluded_after_its_result_and_its_last_month(house: House, clock: FixedClock) -> None:
    head = Approval("市政府办公厅主任", "2027-01-11", "同意办结。")

    def conclude() -> Any:
        return do(house, lambda: programme_results.conclude(house.ledger, programme(house), head))

    clock.set(at(12, 28, 16))
    for number in "123":
        accept(house, number)
    assert codes(conclude) == ["programme_result.unannounced"]
    announce(house, "2026-12-28", briefing_on="2026-12-28", summary="三项全部办成，已经验收。")
    assert codes(conclude) == ["programme_result.month_open"]
    clock.set(datetime(2027, 1, 11, 9, tzinfo=SHANGHAI))
    deeds.months(house, UUID(programme(house).id), through="2026-12")
    conclude()
    assert programme(house).state == "concluded"
    with house.reading() as conn:
        found = programme_results.one(conn, deeds.SLUG, deeds.YEAR)
    assert found is not None and found.concluded_at == datetime(2027, 1, 11, 9, tzinfo=SHANGHAI)
    assert codes(conclude) == ["programme.state"]
    shown = deeds.client(house).get(f"/{deeds.SLUG}/{deeds.YEAR}/result")
    assert "全年各月进展均已公布，年度清单于2027年1月11日办结。" in shown.text


def test_nothing_is_announced_before_december(house: House, clock: FixedClock) -> None:
    clock.set(at(11, 30))
    found = codes(lambda: announce(house, "2026-11-30", briefing_on="2026-11-30", summary="大多数实事已经办成。"))
    assert found[-2:] != [] and "programme_result.early" in found
