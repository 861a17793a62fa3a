"""What a correction does to the months after it, reckoned by hand: absolute figures stay, carried ones move."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import correction, standing
from projects.filing import Filing
from projects.policy import PolicySet
from projects.project import Project
from tracker.clock import FixedClock

POLICY = PolicySet()
PERIODS = {period.key: period for period in POLICY.periods(2026)}
JUNE, JULY, AUGUST = "2026-06", "2026-07", "2026-08"


@pytest.fixture(autouse=True)
def _today(clock: FixedClock) -> Iterator[None]:
    yield


def _project(values: dict[str, str | None], quantity: int = 120) -> Project:
    """120 planned, ten a month; a month with None was listed 未报送."""
    made = Project.register(uuid4(), "testcity", 2026, "1", "加装电梯", starts_on="2026-01-01", due_on="2026-12-31")
    made.set_target("1", text="加装电梯", quantity=str(quantity), unit="部", comparator="=", kind="quantity")
    made.fix_plan("1", {month: Decimal(10 * month) for month in range(1, 13)})
    for key, value in values.items():
        made.accept_progress(key, {"1": value} if value else {}, {}, None, not_reported=value is None)
    return made


def _issued(project: Project) -> dict[str, dict[str, object]]:
    """Each accepted month as it was judged, before anything was corrected."""
    found: dict[str, dict[str, object]] = {}
    for key, month in project.accepted.items():
        judged = standing.of(project, PERIODS[key], POLICY)
        carried = {no: str(m.actual) for no, m in judged.measures.items() if m.actual is not None}
        found[key] = {**judged.as_dict(), "values": month["values"] or carried}
    return found


def _effects(project: Project, key: str, value: str) -> list[correction.Effect]:
    as_if = correction.as_if(project, key, Filing(values={"1": value}))
    return correction.effects(as_if, PERIODS[key], POLICY, _issued(project))


def test_a_later_month_keeps_its_own_figure() -> None:
    june, july = _effects(_project({JUNE: "60", JULY: "70"}), JUNE, "36")
    assert (june.issued["progress"], june.issued["light"], june.issued["values"]) == (50, "green", {"1": 60})
    assert (june.recomputed["progress"], june.recomputed["light"]) == (30, "yellow"), "20 points behind 50 %"
    assert june.recomputed["values"] == {"1": 36} and june.moved
    assert not july.moved and july.recomputed["values"] == {"1": 70}


def test_a_month_that_was_not_reported_carries_the_corrected_figure() -> None:
    _, july, august = _effects(_project({JUNE: "60", JULY: None, AUGUST: "80"}), JUNE, "36")
    assert (july.issued["progress"], july.recomputed["progress"]) == (50, 30)
    assert july.recomputed["light"] == "grey" and july.moved and not august.moved


def test_no_month_before_it_is_touched_and_the_project_itself_is_not() -> None:
    project = _project({JUNE: "60", JULY: "70"})
    (july,) = _effects(project, JULY, "65")
    assert july.period == JULY and project.accepted[JULY]["values"] == {"1": "70"}


def test_a_series_that_no_longer_grows_is_told() -> None:
    project = _project({JUNE: "60", JULY: "70", AUGUST: "80"})
    assert correction.falls(project, POLICY) == []
    as_if = correction.as_if(project, JUNE, Filing(values={"1": "75"}))
    (fall,) = correction.falls(as_if, POLICY)
    assert (fall.before, fall.after, fall.value, fall.next) == ("6月", "7月", Decimal(75), Decimal(70))


@given(values=st.lists(st.integers(0, 150), min_size=3, max_size=8), place=st.integers(0, 7), new=st.integers(0, 150))
def test_only_the_corrected_month_moves_where_every_month_was_reported(values: list[int], place: int, new: int) -> None:
    keys = list(PERIODS)[: len(values)]
    project = _project(dict(zip(keys, map(str, values), strict=True)))
    chosen = place % len(values)
    moved = [each.period for each in _effects(project, keys[chosen], str(new)) if each.moved]
    assert moved == ([keys[chosen]] if values[chosen] != new else [])


def test_figures_tell_old_and_new_and_nodes_their_days() -> None:
    project = _project({JUNE: "60"})
    project.plan_milestones(
        "1", [{"due": "2026-06-30", "text": "主体封顶", "value": None, "weight": None, "done_on": None}]
    )
    old = Filing(values={"1": "60"}, milestones_done={"1:0": "2026-06-20"}).as_dict()
    new = Filing(values={"1": "36.50"}).as_dict()
    assert correction.figures(project, old, new) == [
        {"no": "1", "text": "加装电梯", "unit": "部", "old": 60, "new": 36.5},
        {"no": "1", "text": "主体封顶", "unit": None, "old": "2026-06-20", "new": None},
    ]
    assert correction.figures(project, old, {**old, "values": {"1": "60.0"}}) == []


@pytest.mark.parametrize(
    ("said", "old", "found"),
    [
        ("累计230部。", 230, ["text"]),
        ("累计1,230部、2300部、230.5部。", 230, []),
        ("累计12,300部。", 12300, ["text"]),
        ("完成99.4%，", 99.4, ["text"]),
        ("完成199.4%。", 99.4, []),
        ("从230增加到240部", 230, ["text"]),
        ("惠及2.85万户。", 28500, ["text"]),
        ("惠及2.850 万余户。", 28500, ["text"]),
        ("惠及２８，５００户。", 28500, ["text"]),
        ("截至8月底，28500户受益。", 28500, ["text"]),
        ("惠及12.85万户、2.855万户、2.85亿户。", 28500, []),
        ("投资28万元。", 28, []),
        ("投资1.2亿元。", 120000000, ["text"]),
        ("投资12000万元。", 120000000, ["text"]),
    ],
)
def test_a_figure_in_words_is_found_as_it_is_written_and_not_within_another(
    said: str, old: float, found: list[str]
) -> None:
    figures = [{"no": "1", "text": "加装电梯", "unit": "部", "old": old, "new": 1}]
    assert [each.part for each in correction.outdated({"text": said, "problems": None}, figures)] == found


@pytest.mark.parametrize("said", ["惠及28500户。", "惠及28,500户。", "惠及2.85万户。"])
def test_a_figure_counted_in_ten_thousands_is_found_written_out(said: str) -> None:
    figures = [{"no": "1", "text": "惠及", "unit": "万户", "old": 2.85, "new": 2.75}]
    assert [each.part for each in correction.outdated({"text": said}, figures)] == ["text"]
    assert correction.outdated({"text": "惠及2.85亿户、2850户。"}, figures) == []


def test_an_old_figure_is_quoted_as_the_words_have_it() -> None:
    figures = [{"no": "1", "text": "惠及", "unit": "户", "old": 28500, "new": 27500}]
    told = correction.outdated({"text": "惠及2.85万户。", "measures": "28,500户回访。"}, figures)
    assert [(each.part, each.figure) for each in told] == [("text", "2.85万"), ("measures", "28,500")]


def test_a_day_that_was_corrected_is_no_figure_in_words() -> None:
    figures = [{"no": "1", "text": "主体封顶", "unit": None, "old": "2026-06-30", "new": None}]
    assert correction.outdated({"text": "2026-06-30封顶"}, figures) == []
