"""What is proposed from facts alone. The examples are worked by hand; the properties hold for any course of lights."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.streak import Month, running, running_yellows
from supervision.proposal import (
    Course,
    Facts,
    Found,
    Instructed,
    Missed,
    Proposal,
    Stood,
    proposals,
)

LETTERS = {"G": "green", "Y": "yellow", "R": "red", "_": "grey", "B": "blue", ".": None}


def months(lights: str) -> tuple[Month, ...]:
    """One letter a month, the first January (1—2月 are one period)."""
    return tuple(
        Month(f"2026-{place:02d}", f"{place}月", LETTERS[letter], f"{place}月算式", f"2026-{place:02d}-28")
        for place, letter in enumerate(lights, start=1)
    )


def course(lights: str, **changes: Any) -> Course:
    return replace(Course("p1", "15", "加装电梯300部", "u1", months(lights)), **changes)


def of(lights: str, **changes: Any) -> dict[str, Proposal]:
    made = proposals(Facts(2026, courses=[course(lights, **changes)]))
    return {each.rule: each for each in made}


@pytest.mark.parametrize(
    ("lights", "rules"),
    [
        ("GGG", set()),
        ("GGY", set()),
        ("GYY", {"two_yellows"}),
        ("YYG", set()),
        ("YGY", set()),
        ("GGR", {"red_light"}),
        ("RRG", set()),
        ("GRR", {"red_light"}),
        ("RRR", {"red_light", "three_reds"}),
        ("R_RR", {"red_light", "three_reds"}),
        ("RGRR", {"red_light"}),
        ("G_", set()),
        ("G__", set()),
        ("Y__", {"two_yellows"}),
        ("__Y", {"two_yellows"}),
        ("____", {"two_yellows"}),
        ("___", set()),
        ("Y_Y", {"two_yellows"}),
        ("RY", set()),
        ("RYY", {"two_yellows"}),
        ("YYR", {"red_light"}),
        ("YYB", set()),
        ("", set()),
    ],
)
def test_lights_propose_by_what_lasts_to_the_end(lights: str, rules: set[str]) -> None:
    assert set(of(lights)) == rules


def test_a_run_of_reds_is_one_proposal_with_its_arithmetic() -> None:
    found = of("GGRR")["red_light"]
    assert found.id == "red_light:p1:2026-03", "its first month names it, so that the fourth asks nothing new"
    assert found.id == of("GGRRR")["red_light"].id
    assert found.sentence == "项目15“加装电梯300部”4月亮红灯，自3月起已2个月"
    assert found.arithmetic == ("3月：3月算式", "4月：4月算式")
    assert found.facts == "2026年3月3月算式；4月4月算式。"
    assert (found.action, found.cause, found.unit, found.project) == ("order", "red_light", "u1", "p1")
    assert found.since == "2026-03-28"


def test_three_reds_propose_a_talk_and_again_at_the_sixth() -> None:
    assert of("RRR")["three_reds"].id == of("RRRRR")["three_reds"].id == "three_reds:p1:2026-03"
    assert of("RRRRRR")["three_reds"].id == "three_reds:p1:2026-06"
    assert of("RRR")["three_reds"].action == "talk"
    assert "three_reds" not in of("RRR", talked=True)


def test_an_order_at_work_on_the_lights_is_not_proposed_again() -> None:
    assert set(of("GRR", ordered=True)) == set()
    assert set(of("GYY", ordered=True)) == set()
    assert set(of("RRR", ordered=True)) == {"three_reds"}


def test_two_greys_say_that_they_count_as_one_yellow() -> None:
    found = of("Y__")["two_yellows"]
    assert found.id == "two_yellows:p1:2026-03"
    assert found.sentence == "项目15“加装电梯300部”连续黄灯2次（1月、2月、3月）"
    assert found.arithmetic[-1] == "连续两个月未报送，按一个月黄灯计"
    assert of("YY")["two_yellows"].arithmetic == ("1月：1月算式", "2月：2月算式")
    assert of("YYY")["two_yellows"].id == of("YY")["two_yellows"].id
    assert of("YYYY")["two_yellows"].id == "two_yellows:p1:2026-04"


@pytest.mark.parametrize(("light", "is_named"), [("G", False), ("B", False), ("Y", True), ("R", True), ("_", True)])
def test_below_green_at_the_end_of_the_third_quarter_is_a_candidate(light: str, is_named: bool) -> None:
    assert ("below_green" in of("GGGGGGGG" + light)) is is_named
    assert "below_green" not in of("GGGGGGG" + light), "August is not the quarter's end"
    if is_named:
        assert of("GGGGGGGG" + light)["below_green"].id == "below_green:p1:2026-Q3"


def missed(subject: str = "p1", period: str = "2026-08", unit: str = "u1", on: str = "2026-09-08") -> Missed:
    return Missed(
        "monthly_report", subject, period, "项目15的8月月报", unit, "市住建局", "p1", "2026-09-07", on, "2026-Q3"
    )


def test_a_missed_obligation_proposes_an_order_by_the_obligations_own_key() -> None:
    [found] = proposals(Facts(2026, missed=[missed()]))
    assert found.id == "missed:monthly_report/p1:2026-08"
    assert (found.action, found.cause) == ("order", "missed")
    assert found.arithmetic == ("应于9月7日前办理，截至9月8日仍未办理，记为未办",)


def test_two_missed_in_a_quarter_name_the_unit_once() -> None:
    two = [missed(), missed("p2", on="2026-09-10")]
    named = [each for each in proposals(Facts(2026, missed=two)) if each.rule == "two_missed"]
    assert [(each.id, each.action, each.since) for each in named] == [("two_missed:u1:2026-Q3", "name", "2026-09-10")]
    assert named[0].arithmetic[-1] == "合计2次，满2次即列入"
    third = [*two, missed("p3", on="2026-09-12")]
    assert [each.id for each in proposals(Facts(2026, missed=third)) if each.rule == "two_missed"] == [named[0].id]
    apart = [missed(), replace(missed("p2"), quarter="2026-Q2"), missed("p3", unit="u2")]
    assert not [each for each in proposals(Facts(2026, missed=apart)) if each.rule == "two_missed"]


def test_what_was_brought_after_it_was_missed_orders_nothing_but_counts_for_the_list() -> None:
    two = [replace(missed(), filed=True), replace(missed("p2", on="2026-09-10"), filed=True)]
    assert [each.rule for each in proposals(Facts(2026, missed=two))] == ["two_missed"]


def test_a_lapsed_order_a_finding_and_an_instruction_each_propose_with_their_words() -> None:
    stood = Stood(
        "o1", "示督单〔2026〕3号", "进度滞后", "p1", "u1", "blue", "蓝色（一级）", "orange", "橙色（二级）",
        "应于9月3日前反馈，至今没有反馈。", "2026-09-04",
    )  # fmt: skip
    found = Found("v1", "p1", "项目15“加装电梯300部”", "u1", "2026-08-20", "抽查5处，核实4处", "步道未开放", 1)
    instructed = Instructed("i1", "p1", "u1", "项目15", "市长", "2026-09-01", "请抓紧。")
    made = {each.rule: each for each in proposals(Facts(2026, stood=[stood], found=[found], instructed=[instructed]))}
    lapsed = made["lapsed"]
    assert (lapsed.id, lapsed.action, lapsed.order, lapsed.step) == ("lapsed:o1:blue", "step", "o1", "orange")
    assert lapsed.sentence == "督办单示督单〔2026〕3号逾期未结，没有认定为有正当理由，可由蓝色（一级）升为橙色（二级）"
    assert made["finding"].arithmetic == ("抽查5处，核实4处", "有1处与报送不一致", "步道未开放")
    assert made["instruction"].arithmetic == ("市长9月1日批示：“请抓紧。”",)
    assert [made[rule].cause for rule in ("finding", "instruction")] == ["finding", "instruction"]
    assert [each.since for each in proposals(Facts(2026, stood=[stood], found=[found], instructed=[instructed]))] == [
        "2026-08-20", "2026-09-01", "2026-09-04",
    ]  # fmt: skip


def test_a_report_that_a_person_ruled_false_proposes_an_order_of_the_third_level_and_nothing_milder() -> None:
    found = Found(
        "v1", "p1", "项目15“加装电梯300部”", "u1", "2026-08-20", "抽查5处，核实4处", "步道未开放", 1, True, "台账补造。"
    )
    (made,) = proposals(Facts(2026, found=[found]))
    assert (made.id, made.action, made.cause) == ("falsified:v1:", "red_order", "falsified")
    assert made.arithmetic == ("抽查5处，核实4处", "认定：台账补造")


@given(st.text(alphabet="GYR_B.", max_size=12))
def test_every_course_proposes_each_thing_once_and_never_of_what_has_ended(lights: str) -> None:
    made = proposals(Facts(2026, courses=[course(lights)]))
    assert len({each.id for each in made}) == len(made)
    for each in made:
        assert each.sentence and each.arithmetic
    if lights.rstrip("_").endswith(("G", "B", ".")):
        assert not {each.rule for each in made} & {"red_light", "three_reds"}


@given(st.text(alphabet="GYR_", max_size=10), st.text(alphabet="GYR_", max_size=2))
def test_what_was_asked_of_a_run_is_not_asked_anew_while_it_lasts(lights: str, more: str) -> None:
    """A later month may ask for more, never again for what an earlier one asked for in the same run of reds."""
    before, after = of(lights), of(lights + more)
    if "red_light" in before and set(more) <= {"R", "_"}:
        assert after["red_light"].id == before["red_light"].id


@given(st.text(alphabet="GYR_", max_size=14))
def test_the_units_of_yellow_never_outnumber_the_months_they_are_made_of(lights: str) -> None:
    units = running_yellows(months(lights))
    used = [month for unit in units for month in unit]
    assert len(set(used)) == len(used)
    assert all(len(unit) == (1 if unit[0].light == "yellow" else 2) for unit in units)
    assert all(month.light == "red" for month in running(months(lights), "red"))
