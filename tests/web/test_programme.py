"""The office sets a year up: fills what the list lacks, fixes the rules, releases it, and records 验收."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import intake
from projects.listing import Listing
from projects.programme import Programme
from projects.project import Project
from tests import deeds
from tests.web.forms import send, words
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

PAGE = "/testcity/2026/programme"
PUBLIC = "/testcity/2026/"
RELEASE = {
    "conference_on": "2026-01-20",
    "attribute": "主动公开",
    "opinion": "不涉密，可以公开。",
    "opinion_post": "督查室副主任",
    "post": "市政府秘书长",
    "decided_on": "2026-01-19",
    "words": "同意发布。",
    "document": "某政办批〔2026〕1号",
}
RULES = {
    "action": "fix",
    "yellow_at": "8",
    "red_over": "20",
    "merged": "1—2月",
    "report_day": "3",
    "report_time": "18:00",
    "publication_day": "12",
    "bulletin_day": "13",
    "confirm_over_plan": "40",
    "series": "某政办督",
}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        yield made


def _office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def _prepared(house: House, listing: Listing | None = None) -> None:
    new = intake.Intake(
        "testcity", "某市", 2026, listing or deeds.listing(), title="2026年民生实事", hotline="0000-12345"
    )
    house.carry_out(SYSTEM, None, ["intake"], lambda: intake.changes(house.ledger, new))


def _lacking() -> Listing:
    """Project 1 has no B contact and no plan."""
    whole = deeds.listing()
    first, *others = whole.projects
    return replace(whole, projects=(replace(first, contact_b=None), *others), plans=whole.plans[1:])


def _programme(house: House) -> Programme:
    return house.ledger.get(Programme, Programme.create_id("testcity", 2026))


def _project(house: House, number: str) -> Project:
    return house.ledger.get(Project, UUID(_programme(house).projects[number]))


def test_what_the_list_lacks_is_named_and_filled_in_before_the_release(house: House) -> None:
    _prepared(house, _lacking())
    office = _office(house)
    shown = words(office.get(PAGE))
    assert "缺A角或B角；指标1没有逐月计划" in shown and "还不能发布：有1个项目没有填齐" in shown
    refused = send(office, PAGE, PAGE, **RELEASE)
    assert refused.status_code == 422 and _programme(house).state == "preparing"
    page = f"{PAGE}/projects/1"
    lead = _project(house, "1").responsibility["lead_unit"]
    filled = {"lead_unit": lead, "contact_a": "处长", "contact_b": "副处长"}
    plan = {f"plan-1-{month}": str(25 * month) for month in range(1, 13)}
    falling = send(office, page, page, **filled, **{**plan, "plan-1-6": "1"})
    assert falling.status_code == 422 and 'href="#plan-1-6"' in falling.text
    assert send(office, page, page, **filled, **plan).status_code == 303
    assert (
        _project(house, "1").plans["1"]["12"] == "300" and _project(house, "1").responsibility["contact_b"] == "副处长"
    )
    assert "都已填齐" in words(office.get(PAGE))


def test_a_telephone_that_nobody_gave_is_named_before_the_release(house: House) -> None:
    silent = intake.Intake("testcity", "某市", 2026, deeds.listing(), title="2026年民生实事")
    house.carry_out(SYSTEM, None, ["intake"], lambda: intake.changes(house.ledger, silent))
    shown = words(_office(house).get(PAGE))
    assert "发布前要补的1处" in shown and "监督电话没有填" in shown and "还不能发布" not in shown


def test_a_prepared_list_is_previewed_by_the_office_and_seen_by_nobody_else(house: House) -> None:
    _prepared(house)
    office, public = _office(house), deeds.client(house)
    preview = office.get(PAGE + "?preview=1")
    assert preview.status_code == 200 and "既有住宅加装电梯300部" in preview.text and "公众还看不到" in preview.text
    assert public.get(PUBLIC).status_code == 404
    assert public.get(PAGE + "?preview=1").status_code == 303


def test_the_release_makes_the_list_public_and_starts_the_year(house: House) -> None:
    _prepared(house)
    office = _office(house)
    assert send(office, PAGE, PAGE, **RELEASE).headers["location"] == PAGE + "?done=released"
    assert _programme(house).state == "implementing"
    assert "既有住宅加装电梯300部" in deeds.client(house).get(PUBLIC).text
    again = office.post(
        PAGE, data={**RELEASE, "csrf": office.get(PAGE).text.split('name="csrf" value="')[1].split('"')[0]}
    )
    assert again.status_code == 422
    assert send(office, PAGE, PAGE + "/policy", **RULES).status_code == 422, "the rules are frozen"
    assert office.get(f"{PAGE}/projects/1").status_code == 409


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"attribute": "不予公开"}, "不能对外公布"),
        ({"opinion": ""}, "请填写保密审查意见"),
        ({"post": ""}, "请填写批示人职务"),
        ({"conference_on": "月底"}, "“月底”不是日期"),
    ],
)
def test_nothing_is_released_without_its_review(house: House, change: dict[str, str], said: str) -> None:
    _prepared(house)
    answer = send(_office(house), PAGE, PAGE, **{**RELEASE, **change})
    assert answer.status_code == 422 and said in words(answer)
    assert 'value="某政办批〔2026〕1号"' in answer.text, "what was typed is kept"
    assert _programme(house).state == "preparing" and deeds.client(house).get(PUBLIC).status_code == 404


def test_the_rules_are_set_before_the_release(house: House) -> None:
    _prepared(house)
    office = _office(house)
    assert send(office, PAGE, PAGE + "/policy", **RULES).status_code == 303
    policy = _programme(house).policy_set
    assert (policy.yellow_at, policy.red_over, policy.merged) == ("8", "20", ((1, 2),))
    assert (policy.report_day, policy.report_time, policy.series) == (3, "18:00", "某政办督")
    assert policy.version == "testcity-2026" and policy.head_releases is False
    send(office, PAGE, PAGE + "/policy", **{**RULES, "merged": "1-2，7至8", "head_releases": "1"})
    assert _programme(house).policy_set.merged == ((1, 2), (7, 8)) and _programme(house).head_releases


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"yellow_at": "30"}, "red_over"),
        ({"yellow_at": "many"}, "yellow_at"),
        ({"merged": "2-1"}, "merged"),
        ({"merged": "1-2,2-3"}, "merged"),
        ({"report_time": "25:00"}, "report_time"),
        ({"report_day": "31"}, "report_day"),
        ({"series": ""}, "series"),
        ({"series": "<i>示政办督</i>"}, "series"),
        ({"series": "示政办督" * 6}, "series"),
    ],
)
def test_rules_that_cannot_be_are_refused(house: House, change: dict[str, str], field: str) -> None:
    _prepared(house)
    answer = send(_office(house), PAGE, PAGE + "/policy", **{**RULES, **change})
    assert answer.status_code == 422 and f'href="#{field}"' in answer.text
    assert _programme(house).policy_set.yellow_at == "10"


def test_each_rule_is_set_by_a_form_of_its_own_before_the_release_and_frozen_after(house: House) -> None:
    _prepared(house)
    office, page = _office(house), "/testcity/2026/rules"
    form = f"{page}/half_year_disclosure"
    assert f'href="{form}"' in office.get(page).text and f'href="{page}/monthly_report"' not in office.get(page).text
    assert office.get(f"{page}/monthly_report").status_code == office.get(f"{page}/weather").status_code == 404
    said = {"n": "15", "at": "12:00", "roll": "second_after", "reminders": "3、1", "source": "某政发〔2026〕2号第九条"}
    assert send(office, form, form, **said).status_code == 303
    rule = _programme(house).policy_set.rule("half_year_disclosure")
    assert (rule.n, rule.at, rule.roll, rule.reminders) == (15, "12:00", "second_after", (3, 1))
    told = words(office.get(page))
    assert "某政发〔2026〕2号第九条" in told and "15日12时前，遇非工作日顺延至节假日结束后的第二个工作日" in told
    assert "到期前3个工作日、到期前1个工作日" in told
    due = rule.reckon(rule.opening("2026-H1"), house.days(), "2026-H1").due
    assert due.isoformat() == "2026-07-15T12:00:00+08:00"
    clue = f"{page}/clue_triage"
    assert 'name="roll"' not in office.get(clue).text, "what counts working days ends on one"
    assert send(office, clue, clue, n="1", at="24:00", reminders="", source="默认").status_code == 303
    assert _programme(house).policy_set.rule("clue_triage").reminders == ()
    assert send(office, PAGE, PAGE, **RELEASE).status_code == 303
    assert "规则随清单固定" in office.get(form).text and "修改" not in words(office.get(page))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"n": "32"}, "n"),
        ({"n": ""}, "n"),
        ({"at": "17点"}, "at"),
        ({"at": "24:30"}, "at"),
        ({"roll": "backward"}, "roll"),
        ({"reminders": "两天"}, "reminders"),
        ({"reminders": "21"}, "reminders"),
        ({"reminders": "9、8、7、6、5"}, "reminders"),
        ({"source": ""}, "source"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_beside_its_field(house: House, changed: dict[str, str], field: str) -> None:
    _prepared(house)
    office, form = _office(house), "/testcity/2026/rules/half_year_disclosure"
    said = {"n": "20", "at": "24:00", "roll": "forward", "reminders": "2、0", "source": "默认", **changed}
    before = _programme(house).policy
    refused = send(office, form, form, **said)
    assert refused.status_code == 422 and f'href="#{field}"' in refused.text
    assert _programme(house).policy == before
    assert f'value="{changed[field]}"' in refused.text or field == "roll", "what was typed is kept"


def test_after_the_release_only_the_heads_release_is_switched(house: House) -> None:
    deeds.released(house)
    office = _office(house)
    assert send(office, PAGE, PAGE + "/policy", action="on").status_code == 303
    assert _programme(house).head_releases and "须放行后报送" in words(office.get(PAGE))
    send(office, PAGE, PAGE + "/policy", action="off")
    assert not _programme(house).head_releases


def test_what_is_complete_and_not_accepted_leads_to_its_acceptance(house: House) -> None:
    programme = deeds.released(house)
    deeds.months(house, programme, through="2026-08")
    shown = _office(house).get(PAGE)
    assert 'href="/testcity/2026/acceptances/3"' in shown.text and "acceptances/1" not in shown.text
    assert "验收0/3项" in words(shown)


def test_only_the_office_of_this_government_comes_here(house: House) -> None:
    deeds.released(house)
    deeds.released(house, "nextcity")
    other = deeds.client(house, deeds.account(house, "office", slug="nextcity"))
    filer = deeds.client(house, deeds.account(house, "filer", unit="市民政局"))
    assert other.get(PAGE).status_code == 403 and filer.get(PAGE).status_code == 403
    assert other.post(PAGE + "/policy", data={"action": "on"}).status_code == 403
    assert _office(house).get("/testcity/2031/programme").status_code == 404


def test_what_is_worth_a_second_thought_is_said_and_keeps_nothing_from_being_released(house: House) -> None:
    """Project 1 is planned at 25 a month; projects 2 and 3 give no cause."""
    _prepared(house)
    office = _office(house)
    page = office.get(PAGE)
    said = words(page)
    assert "计划质量提示1处" in said and "每月平均分：1处" in said and "改不改都可以发布" in said
    assert "指标1“加装电梯300部”每月都计划25部左右。" in said
    thought = page.text.split('id="quality"', 1)[1].split("</ul>", 1)[0]
    assert thought.count("<li>") == 1 and f'href="{PAGE}/projects/1"' in thought
    assert send(office, PAGE, PAGE, **RELEASE).status_code == 303
    after = office.get(PAGE)
    assert "发布后的修改须经批准调整" in words(after) and "指标1“加装电梯300部”每月都计划25部左右。" in words(after)
    assert f'href="{PUBLIC}projects/1"' in after.text.split('id="quality"', 1)[1].split("</ul>", 1)[0]


def test_a_plan_that_was_thought_about_is_left_in_peace(house: House) -> None:
    whole = deeds.listing()
    thoughtful = replace(whole.plans[0], months={**whole.plans[0].months, 1: Decimal(0), 2: Decimal(5)})
    _prepared(house, replace(whole, plans=(thoughtful, *whole.plans[1:])))
    said = words(_office(house).get(PAGE))
    assert "计划质量提示0处" in said and "没有需要再想一想的地方" in said
