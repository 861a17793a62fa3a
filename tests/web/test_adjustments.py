"""A lead unit asks for a change, the office records what was decided; strangers do neither."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import register, terms
from projects.programme import Programme
from projects.project import Project
from tests import deeds
from tests.web.forms import send, words
from tracker.clock import FixedClock
from tracker.database import Database
from web import wish_form
from web.house import House

PAGE = "/testcity/2026/adjustments"
PLAN = {f"plan-{month}": str(20 * month) for month in range(1, 13)}
ASKED = {
    "target": "1:1",
    "quantity": "240",
    **PLAN,
    "reason_code": "policy_change",
    "reason": "轨道交通施工，两个小区无法进场。",
    "effective_on": "2026年10月1日",
}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def _filer(house: House, unit: str = "市住房城乡建设局") -> Any:
    return deeds.client(house, deeds.account(house, "filer", unit=unit))


def _office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def _quantity(house: House) -> str:
    id = house.ledger.get(Programme, Programme.create_id("testcity", 2026)).projects["1"]
    return str(house.ledger.get(Project, UUID(id)).targets["1"]["quantity"])


def _id(page: Any) -> str:
    return str(page.text.split('id="a-')[1].split('"')[0])


def _decision(id: str, decision: str, **more: str) -> dict[str, str]:
    said = {f"post-{id}": "市政府分管副市长", f"decided_on-{id}": "2026-10-08", f"words-{id}": "同意。"}
    return {**said, f"document-{id}": "某政批〔2026〕9号", "decision": decision, **more}


def test_from_the_wish_to_the_approval(house: House) -> None:
    filer, office = _filer(house), _office(house)
    form = filer.get(PAGE + "?target=1:1")
    assert "现为25部" in words(form) and 'value="300"' in form.text
    assert send(filer, PAGE + "?target=1:1", PAGE, **ASKED).headers["location"].endswith("done=asked")
    shown = office.get(PAGE)
    assert "300部→现目标240部" in words(shown) and "轨道交通施工" in shown.text and _quantity(house) == "300"
    id = _id(shown)
    done = send(office, PAGE, f"{PAGE}/{id}", **_decision(id, "approve"))
    assert done.status_code == 303 and _quantity(house) == "240"
    decided = words(office.get(PAGE))
    assert "市政府分管副市长2026年10月8日批示：“同意。”" in decided and "某政批〔2026〕9号" in decided


def test_a_rejection_leaves_the_target(house: House) -> None:
    send(_filer(house), PAGE, PAGE, **ASKED)
    office = _office(house)
    id = _id(office.get(PAGE))
    assert send(office, PAGE, f"{PAGE}/{id}", **_decision(id, "reject")).status_code == 303
    assert "不同意，维持原状" in words(office.get(PAGE)) and _quantity(house) == "300"


def test_faults_are_told_at_once_and_what_was_typed_is_kept(house: House) -> None:
    typed = {**ASKED, "quantity": "二百四", "plan-3": "", "reason": "", "effective_on": "明天"}
    answer = send(_filer(house), PAGE, PAGE, **typed)
    assert answer.status_code == 422
    said = words(answer)
    assert "“二百四”不是数字" in said and "请填写3月的计划数" in said and "请填写调整理由" in said
    assert "“明天”不是日期" in said and 'value="二百四"' in answer.text
    assert 'href="#plan-3"' in answer.text and 'id="plan-3"' in answer.text


def test_a_plan_that_does_not_reach_the_new_target_is_refused(house: House) -> None:
    answer = send(_filer(house), PAGE, PAGE, **{**ASKED, "quantity": "250"})
    assert answer.status_code == 422 and "应等于目标值250" in words(answer)


def test_an_approval_needs_post_date_and_a_decision(house: House) -> None:
    send(_filer(house), PAGE, PAGE, **ASKED)
    office = _office(house)
    id = _id(office.get(PAGE))
    answer = send(office, PAGE, f"{PAGE}/{id}", decision="approve", **{f"words-{id}": "照办"})
    assert answer.status_code == 422 and "请填写批示人职务" in words(answer) and "照办" in answer.text
    assert send(office, PAGE, f"{PAGE}/{id}", **_decision(id, "perhaps")).status_code == 422
    assert _quantity(house) == "300"


def test_only_the_lead_unit_and_the_office_ask_and_only_the_office_decides(house: House) -> None:
    stranger, filer = _filer(house, "市民政局"), _filer(house)
    assert send(stranger, PAGE, PAGE, **ASKED).status_code == 404
    send(filer, PAGE, PAGE, **ASKED)
    assert "加装电梯" not in words(stranger.get(PAGE)), "another unit's wish is not its business"
    id = _id(filer.get(PAGE))
    assert send(filer, PAGE, f"{PAGE}/{id}", **_decision(id, "approve")).status_code == 403
    press = deeds.client(house, deeds.account(house, "press"))
    assert press.post(PAGE, data=ASKED).status_code == 403


def test_the_office_of_another_government_is_refused(house: House) -> None:
    send(_filer(house), PAGE, PAGE, **ASKED)
    id = _id(_office(house).get(PAGE))
    deeds.released(house, "nextcity")
    other = deeds.client(house, deeds.account(house, "office", slug="nextcity"))
    assert other.get(PAGE).status_code == 403
    own = "/nextcity/2026/adjustments"
    assert send(other, own, f"{own}/{id}", **_decision(id, "approve")).status_code == 404
    assert _quantity(house) == "300"


WHY = {"target": "1:1", "reason_code": "force_majeure", "reason": "汛期水毁，无法施工。", "effective_on": "2026-10-15"}


def _project(house: House) -> Project:
    id = house.ledger.get(Programme, Programme.create_id("testcity", 2026)).projects["1"]
    return house.ledger.get(Project, UUID(id))


def _unit(house: House, name: str) -> str:
    with house.reading() as conn:
        return register.unit_called(conn, "testcity")[name]


class _Asking:
    """The lead unit's filer and the office, at one adjustment after the other."""

    def __init__(self, house: House) -> None:
        self.filer, self.office = _filer(house), _office(house)

    def asks(self, kind: str, files: Any = None, **typed: Any) -> Any:
        return send(self.filer, f"{PAGE}?target=1:1&kind={kind}", PAGE, files, **{**WHY, "kind": kind, **typed})

    def approved(self, kind: str, **typed: Any) -> str:
        """The office's page afterwards, in words."""
        answer = self.asks(kind, **typed)
        assert answer.status_code == 303, words(answer)
        id = _id(self.office.get(PAGE))
        assert send(self.office, PAGE, f"{PAGE}/{id}", **_decision(id, "approve")).status_code == 303
        return words(self.office.get(PAGE))


def test_the_end_and_every_halt_are_asked_decided_and_shown_old_to_new(house: House) -> None:
    desk = _Asking(house)
    shown = desk.approved("due_on", due_on="2026-11-30")
    assert "原2026年12月31日→现2026年11月30日" in shown and _project(house).due_on == "2026-11-30"
    assert "原实施→现暂停" in desk.approved("suspension")
    assert terms.halted(_project(house)) == terms.Halt("suspended", "2026-10-15")
    plan = {f"plan-1-{month}": "300" if month == 12 else str(15 * month) for month in range(1, 13)}
    shown = desk.approved("resumption", effective_on="2026-11-01", **plan)
    assert "原暂停→现恢复实施" in shown and terms.halted(_project(house)) is None
    assert _project(house).plans["1"]["11"] == "165"
    assert "原实施→现终止" in desk.approved("termination", effective_on="2026-12-01")
    refused = desk.asks("suspension")
    assert refused.status_code == 422 and "已经批准终止或者结转下年" in words(refused)


def test_other_units_answer_from_their_day_on(house: House) -> None:
    desk = _Asking(house)
    new, kept = _unit(house, "市教育局"), _unit(house, "市住房城乡建设局")
    silent = desk.asks("responsibility", lead_unit=new, supporting_units=[kept])
    assert silent.status_code == 422 and "请填写市教育局的责任人职务" in words(silent)
    assert 'href="#responsible"' in silent.text
    shown = desk.approved("responsibility", lead_unit=new, supporting_units=[kept], responsible="市教育局局长")
    assert "责任人原市住房城乡建设局局长→现市教育局局长" in shown
    assert "牵头单位原市住房城乡建设局→现市教育局" in shown and "协办单位原无→现市住房城乡建设局" in shown
    project = _project(house)
    assert project.responsibility_on("2026-10-14")["lead_unit"] == kept
    assert project.responsibility_on("2026-10-15")["lead_unit"] == new
    posts = [project.responsibility_on(day)["responsible"] for day in ("2026-10-14", "2026-10-15")]
    assert posts == ["市住房城乡建设局局长", "市教育局局长"]
    desk.approved("responsibility", lead_unit=new, supporting_units=[], effective_on="2026-10-16")
    assert _project(house).responsibility_on("2026-10-16")["responsible"] == "市教育局局长", (
        "the same unit's post stays"
    )
    back = desk.approved("responsibility", lead_unit=kept, effective_on="2026-10-17", keep_responsible="1")
    assert back.count("责任人原") == 1, "only the first of them changed it"
    assert _project(house).responsibility_on("2026-10-17")["responsible"] == "市教育局局长", "who is said to stay stays"
    refused = desk.asks("responsibility", lead_unit="nobody")
    assert refused.status_code in (404, 422)


def test_a_project_of_one_year_is_not_carried_over(house: House) -> None:
    answer = _Asking(house).asks("carry_over", stage_goal_met="no")
    assert answer.status_code == 422 and "不能结转下年" in words(answer)


def test_evidence_is_kept_through_a_refusal_and_stands_beside_the_wish(house: House) -> None:
    desk = _Asking(house)
    letter = {"evidence": ("函.pdf", b"%PDF-1.4 a letter", "application/pdf")}
    refused = desk.asks("suspension", letter, reason="")
    assert refused.status_code == 422 and "已上传：函.pdf" in words(refused)
    kept = refused.text.split('name="kept" value="')[1].split('"')[0]
    assert desk.asks("suspension", kept=kept).status_code == 303
    page = desk.office.get(PAGE)
    assert "依据：函.pdf" in words(page)
    sha256 = kept.split(":")[0]
    assert desk.office.get(f"/evidence/{sha256}").content == b"%PDF-1.4 a letter"
    stranger = _filer(house, "市民政局")
    assert stranger.get(f"/evidence/{sha256}").status_code == 404


def test_a_wish_is_taken_back_before_it_is_decided(house: House) -> None:
    desk = _Asking(house)
    desk.asks("suspension")
    id = _id(desk.office.get(PAGE))
    without = send(desk.filer, PAGE, f"{PAGE}/{id}/withdraw")
    assert without.status_code == 422 and "请写明理由" in words(without)
    stranger = _filer(house, "市民政局")
    assert send(stranger, PAGE, f"{PAGE}/{id}/withdraw", **{f"withdrawal-{id}": "试"}).status_code == 404
    assert send(desk.filer, PAGE, f"{PAGE}/{id}/withdraw", **{f"withdrawal-{id}": "已复工。"}).status_code == 303
    assert "已撤回" in words(desk.office.get(PAGE))
    late = send(desk.office, PAGE, f"{PAGE}/{id}", **_decision(id, "approve"))
    assert late.status_code == 422 and "已经撤回" in words(late)
    assert terms.halted(_project(house)) is None


def test_the_office_asks_for_any_project(house: House) -> None:
    office = _office(house)
    assert send(office, PAGE, PAGE, **WHY, kind="suspension").status_code == 303
    assert "督查室于2026年10月9日申请" in words(office.get(PAGE))


def test_what_waits_stands_above_the_form_and_the_confirmation_leads_there(house: House) -> None:
    filer = _filer(house)
    made = send(filer, PAGE + "?target=1:1", PAGE, **ASKED)
    shown = filer.get(made.headers["location"])
    said = words(shown)
    assert said.index("待批示1项") < said.index("填写申请") < said.index("已办理0项")
    assert f'href="#a-{_id(shown)}">看这份申请' in shown.text


def test_a_change_of_the_whole_project_asks_for_no_target(house: House) -> None:
    filer = _filer(house)
    choices = filer.get(PAGE).text.split('name="target"')[1].split("</select>")[0]
    assert 'value="1"' in choices and "1:1" not in choices
    form = filer.get(PAGE + "?target=1&kind=suspension")
    assert "申请调整：暂停实施" in words(form) and "指标1" not in words(form)
    typed = {key: ASKED[key] for key in ("reason_code", "reason")} | {"effective_on": "2026-11-01"}
    made = send(filer, PAGE + "?target=1&kind=suspension", PAGE, target="1", kind="suspension", **typed)
    assert made.status_code == 303 and "暂停实施" in words(filer.get(PAGE))


def test_the_only_target_goes_without_saying_and_nothing_chosen_is_told(house: House) -> None:
    filer = _filer(house)
    assert "现为300部" in words(filer.get(PAGE + "?target=1&kind=target"))
    nothing = filer.get(PAGE + "?target=&kind=suspension")
    assert nothing.status_code == 422 and "请选择项目。" in words(nothing)


def test_a_target_that_cannot_be_changed_says_why(house: House) -> None:
    id = UUID(house.ledger.get(Programme, Programme.create_id("testcity", 2026)).projects["3"])
    project = house.ledger.get(Project, id)
    asked = {no: dict(target) for no, target in project.targets.items()}
    asked["2"] = {**asked["1"], "text": "9月1日开学", "kind": "milestones", "quantity": None}
    asked["3"] = {**asked["1"], "text": "实行免费午餐", "kind": "yes_no", "quantity": None}
    project.targets = asked
    found = {each.no: each.why_not for each in wish_form.adjustable(project)}
    assert found["1"] is None
    assert found["2"] and "申请调整节点时间、完成时限" in found["2"] and found["3"] and "只看是否落实" in found["3"]
    assert wish_form.only(project) is None, "with several targets one is asked which"


NODES = [
    {"due": "2026-06-30", "text": "主体封顶", "done_on": None},
    {"due": "2026-09-30", "text": "设备安装", "done_on": None},
    {"due": "2026-11-30", "text": "竣工验收", "done_on": None},
]
MOVED = {
    "target": "3",
    "kind": "milestones",
    "node-1-0": "2026-06-30",
    "node-1-1": "2026-11-10",
    "node-1-2": "2026-12-15",
    "reason_code": "force_majeure",
    "reason": "汛期水毁，设备安装顺延。",
    "effective_on": "2026-10-01",
}


def _noded(house: House) -> UUID:
    """Project 3 with three nodes, the first of them accepted as done in August."""
    id = UUID(house.ledger.get(Programme, Programme.create_id("testcity", 2026)).projects["3"])
    found = house.ledger.get(Project, id)
    found.plan_milestones("1", NODES)
    found.accept_progress("2026-08", {"1": "0"}, {"1:0": "2026-06-28"}, "green")
    house.ledger.save(found)
    return id


def test_a_nodes_day_moves_by_approval_and_the_old_one_stays_beside_it(house: House) -> None:
    id = _noded(house)
    filer, office = _filer(house, "市教育局"), _office(house)
    form = filer.get(PAGE + "?target=3&kind=milestones")
    assert "主体封顶" not in words(form), "what is done does not move"
    assert 'name="node-1-1" value="2026-09-30"' in form.text or 'value="2026-09-30"' in form.text
    assert send(filer, PAGE, PAGE, **MOVED).headers["location"].endswith("done=asked")
    shown = office.get(PAGE)
    assert "设备安装" in words(shown) and "2026年9月30日→" in words(shown) and "2026年11月10日" in words(shown)
    before = house.ledger.get(Project, id)
    assert [node["due"] for node in before.milestones["1"]] == ["2026-06-30", "2026-09-30", "2026-11-30"]
    send(office, PAGE, f"{PAGE}/{_id(shown)}", **_decision(_id(shown), "approve"))
    found = house.ledger.get(Project, id)
    assert [node["due"] for node in found.milestones["1"]] == ["2026-06-30", "2026-11-10", "2026-12-15"]
    policy = house.ledger.get(Programme, Programme.create_id("testcity", 2026)).policy_set
    was, now = (terms.of(found, policy.period(f"2026-{month}")) for month in ("09", "10"))  # type: ignore[arg-type]
    assert [node["due"] for node in was.milestones["1"]] == ["2026-06-30", "2026-09-30", "2026-11-30"]
    assert [node["due"] for node in now.milestones["1"]] == ["2026-06-30", "2026-11-10", "2026-12-15"]


def test_a_node_moves_to_another_day_within_the_projects_time(house: House) -> None:
    _noded(house)
    filer = _filer(house, "市教育局")
    same = send(filer, PAGE, PAGE, **{**MOVED, "node-1-1": "2026-09-30", "node-1-2": "2026年11月30日"})
    assert same.status_code == 422 and "与现在相同" in words(same) and 'href="#nodes"' in same.text
    typed = {**MOVED, "node-1-1": "下月", "node-1-2": ""}
    wrong = send(filer, PAGE, PAGE, **typed)
    assert wrong.status_code == 422 and "“下月”不是日期" in words(wrong) and 'value="下月"' in wrong.text
    assert 'href="#node-1-2"' in wrong.text, "a node's day is not taken away"
    assert send(_filer(house), PAGE, PAGE, **MOVED).status_code == 404, "another unit's project"


def test_card_history_and_comparison_show_where_a_node_stood_before(house: House, clock: FixedClock) -> None:
    programme = Programme.create_id("testcity", 2026)
    deeds.months(house, programme, "2026-07")
    found = house.ledger.get(Project, UUID(house.ledger.get(Programme, programme).projects["3"]))
    found.plan_milestones("1", NODES)
    house.ledger.save(found)
    periods = {each.key: each for each in house.ledger.get(Programme, programme).policy_set.periods(2026)}
    deeds.month(house, programme, periods["2026-08"])
    office = _office(house)
    send(office, PAGE, PAGE, **{**MOVED, "node-1-0": "2026-06-29", "effective_on": "2026-09-01"})
    id = _id(office.get(PAGE))
    assert send(office, PAGE, f"{PAGE}/{id}", **_decision(id, "approve")).status_code == 303
    clock.advance(timedelta(days=1))
    deeds.month(house, programme, periods["2026-09"])
    public = deeds.client(house)
    card = words(public.get("/testcity/2026/projects/3"))
    assert "原定2026年9月30日→经批准调整为2026年11月10日前" in card, "beside the node"
    assert "经批准调整：节点时间" in card and "汛期水毁，设备安装顺延。市政府分管副市长批准" in card
    assert "设备安装原2026年9月30日→现2026年11月10日" in words(public.get("/testcity/2026/projects/3/history"))
    compared = words(public.get("/testcity/2026/compare?before=2026-10-09&after=2026-10-10"))
    assert "设备安装原2026年9月30日→现2026年11月10日" in compared and "竣工验收" in compared
