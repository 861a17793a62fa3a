"""What is printed adds up: the two rates and their difference, wherever they stand together."""

import re
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from projects.light import Light
from projects.pace import judge, shown_gap
from projects.standing import shown_gap as gap_of
from supervision.draft import shortfall
from supervision.figures import signed
from tests.projects.measures import JUNE, D, measure
from tests.supervision.contents import AUGUST, PARKING, project, target
from web.wording import gap

rates = st.decimals(min_value=0, max_value=150, places=3)


def test_the_gap_is_that_of_the_figures_a_reader_sees() -> None:
    # 80.849 − 53.650 is 27.199, but a reader takes 53.7 from 80.8
    assert shown_gap(D("53.650"), D("80.849")) == D("-27.1")
    assert "计划80.8%，实际53.7%，落后27.1个百分点" in judge(
        measure(plan={6: D("80.849"), 12: D(100)}, actual=D("53.650")), JUNE
    ).arithmetic  # fmt: skip


def test_every_page_and_paper_reckons_it_alike() -> None:
    slow = {"progress": 53.65, "planned_progress": 80.849, "deviation_pp": -27.199}
    lifts = target("加装电梯300部", 300, "部", 161, light="yellow", **slow)
    assert (gap(slow), signed(gap_of(slow))) == ("−27.1", "−27.1")
    assert "落后序时27.1个百分点" in shortfall(project("16", "加装电梯300部", "市住建局", "behind", [lifts]), AUGUST)


def test_without_two_rates_there_is_no_gap() -> None:
    assert gap({**PARKING, "progress": None}) == gap({**PARKING, "deviation_pp": None}) == "—"


def test_a_gap_too_small_to_show_is_not_called_nought() -> None:
    assert "计划60.0%，实际60.0%，领先不足0.1个百分点，" in judge(measure(actual=D("60.01")), JUNE).arithmetic


def test_a_gap_of_exactly_the_threshold_that_shows_another_figure_is_said_to_be_that() -> None:
    """From 100 down to 94.95 instead of up to 104.95, of the 100 wanted: 4.95 is shown as 5.0, and −5.05 as −5.1."""
    fell = measure(baseline=D(100), quantity=D(200), plan={6: D("104.95"), 12: D(200)}, actual=D("94.95"))
    judged = judge(fell, JUNE)
    assert judged.arithmetic == ("计划5.0%，实际-5.1%，落后10.1（未舍入值正好10.0）个百分点，阈值10/30（银川2025）→ 黄")


@given(rates, rates)
def test_the_arithmetic_adds_up_and_never_contradicts_its_colour(planned: Decimal, progress: Decimal) -> None:
    judged = judge(measure(plan={6: planned, 12: Decimal(200)}, actual=progress), JUNE)
    said = re.match(r"计划([\d.]+)%，实际([\d.]+)%，(落后|领先)([\d.]+)(（未舍入值.*?）)?个百分点", judged.arithmetic)
    if said is None:
        tenths = [rate.quantize(Decimal("0.1"), ROUND_HALF_UP) for rate in (planned, progress)]
        assert planned == progress or tenths[0] == tenths[1]
        return
    shown = Decimal(said[2]) - Decimal(said[1])
    assert shown == Decimal(said[4]) * (-1 if said[3] == "落后" else 1)
    if judged.light in (Light.GREEN, Light.YELLOW, Light.RED) and "阈值10/30" in judged.arithmetic and not said[5]:
        assert judged.light == (Light.RED if shown < -30 else Light.YELLOW if shown <= -10 else Light.GREEN)
