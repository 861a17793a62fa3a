"""Figures, dates and months as officials write them; components that say what they mean."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import UndefinedError

from tests.web.asking import ask
from tests.web.published_fixture import LIFT_VALUES, target, value
from web.chart import chart_of
from web.templating import (
    HERE,
    date_in_words,
    day_in_words,
    environment,
    moment_in_words,
    month_in_words,
    render,
    render_block,
)
from web.wording import STATUSES, aim, latest, number, percent, summed, target_status


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        ([("quantity", 60, 60), ("milestones", 40, 50)], "2项指标平均"),
        ([("quantity", 60, 60), ("milestones", 40, 50), ("money", 85, 90)], "2项指标平均，另1项不计入"),
        ([("milestones", 100, 100), ("count", None, None), ("money", 85, 82)], "1项指标的进度，另2项不计入"),
        ([("quantity", 60, 60), ("ratio", None, None)], "1项指标的进度，另1项不计入"),
    ],
)
def test_a_progress_says_how_many_indicators_it_is_made_of(
    targets: list[tuple[str, float | None, float | None]], words: str
) -> None:
    made = [
        target(str(no), "建成", 1, "个", kind=kind, progress=progress, planned_progress=planned)
        for no, (kind, progress, planned) in enumerate(targets, 1)
    ]
    assert summed({"targets": made}) == words


def parts(source: str, **context: object) -> str:
    """What a template made of components gives."""
    return environment().from_string(source).render(**context)


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        (None, "—"),
        (0, "0"),
        (3480, "3480"),
        (12345, "12,345"),
        (1234567, "1,234,567"),
        (42860.50, "42,860.5"),
        (Decimal("100"), "100"),
        (Decimal("-5.20"), "−5.2"),
        ("0.30", "0.3"),
        (1e7, "10,000,000"),
    ],
)
def test_figures_are_printed_plainly(given: float | None, printed: str) -> None:
    assert number(given) == printed


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        (41, "41%"),
        (108.333, "108.3%"),
        (0.25, "0.3%"),
        (-5.24, "−5.2%"),
        (-0.04, "0%"),
        (None, "—"),
        (961.75, "961.8%"),
    ],
)
def test_percent_has_one_decimal_half_up(given: float | None, printed: str) -> None:
    assert percent(given) == printed


@pytest.mark.parametrize(
    ("comparator", "words"),
    [
        ("=", "300部"),
        (">=", "300部以上"),
        (">", "高于300部"),
        ("<=", "不高于300部"),
        ("~", "300部左右"),
        ("complete", "300部"),
    ],
)
def test_an_aim_says_its_comparator_in_words(comparator: str, words: str) -> None:
    assert aim(target("1", "加装电梯", 300, "部", comparator=comparator)) == words


def test_an_aim_without_a_number_says_what_is_asked() -> None:
    assert aim(target("1", "出台办法", None, None, kind="yes_no", comparator="complete")) == "全部完成"
    assert aim(target("1", "助餐人次", None, "人次", kind="count")) == "据实统计"


def test_dates_carry_their_weekday_and_a_make_up_day_says_so() -> None:
    assert date_in_words(date(2026, 10, 10)) == "10月10日（周六）"
    assert date_in_words("2026-10-10", work=True) == "10月10日（周六，上班）"
    assert date_in_words("2026-10-09", work=True) == "10月9日（周五）"
    assert date_in_words("2026-09-04", week=False) == "9月4日"
    assert day_in_words("2026-09-30") == "2026年9月30日"
    assert day_in_words(None) == "—"


def test_moments_are_told_in_chinas_time() -> None:
    assert moment_in_words(datetime(2026, 10, 9, 1, 0, tzinfo=UTC)) == "2026年10月9日 09:00"
    assert moment_in_words("2026-12-31T18:30:00+00:00") == "2027年1月1日 02:30"
    assert date_in_words(datetime(2026, 12, 31, 18, 30, tzinfo=UTC)) == "1月1日（周五）"


def test_a_merged_month_goes_by_its_label() -> None:
    merged = {"2026-02": "1—2月"}
    assert month_in_words("2026-09", merged) == "2026年9月"
    assert month_in_words("2026-02", merged) == "2026年1—2月"
    assert month_in_words("2026-02", merged, short=True) == "1—2月"
    assert month_in_words("2026-02") == "2026年2月"
    assert month_in_words(None) == "—"


def test_the_latest_value_is_the_last_with_a_date() -> None:
    assert latest([]) is None
    first, second, undated = value("2021-07-31", 8), value("2021-12-31", 25), value(None, 9)
    assert latest([first, second, undated]) == second
    assert latest([undated]) == undated


def test_every_status_has_word_class_and_shape() -> None:
    for code, word in STATUSES.items():
        made = parts("{{ parts.status(code) }}", code=code)
        assert word in made and f'class="status {code}"' in made and "<svg" in made
    shapes = {parts("{{ parts.mark(code) }}", code=code).split("aria-hidden")[1] for code in STATUSES}
    assert len(shapes) == 4, "disc, square, diamond and ring"


def test_a_meter_over_a_hundred_stays_full_and_below_zero_empty() -> None:
    assert 'class="actual" y="4" width="100"' in parts("{{ parts.meter(180, 83, 'finished') }}")
    assert 'class="actual" y="4" width="0"' in parts("{{ parts.meter(-4, none, 'behind') }}")
    assert "tick" not in parts("{{ parts.meter(40, none, 'behind') }}")
    assert 'x1="75"' in parts("{{ parts.meter(40, 75, 'behind') }}")


def test_what_a_person_typed_is_escaped_everywhere() -> None:
    source = (
        "{{ parts.field('v', 'x', typed, error=typed, last=typed, hint=typed) }}{{ parts.textarea('t', 'x', typed) }}"
    )
    made = parts(source, typed='"><script>alert(1)</script>')
    assert "<script" not in made and made.count("&lt;script&gt;") == 5


def test_a_field_names_its_hint_its_error_and_the_last_value() -> None:
    made = parts(
        "{{ parts.field('value-1', '累计', 180, hint='累计数', error='偏低', unit='部', last=190, type='number') }}"
    )
    assert 'aria-describedby="value-1-hint value-1-error value-1-last"' in made
    assert 'aria-invalid="true"' in made and 'inputmode="decimal"' in made and 'value="180"' in made
    assert '<span class="last-value" id="value-1-last">上期 <span class="nowrap">190部</span></span>' in made


def test_a_zero_typed_into_a_field_is_kept() -> None:
    assert 'value="0"' in parts("{{ parts.field('v', '累计', 0) }}")
    assert 'value=""' in parts("{{ parts.field('v', '累计', none) }}")


def test_the_error_summary_links_to_the_fields() -> None:
    made = parts("{{ parts.error_summary({'value-1': '累计数偏低', '': '请重新登录'}) }}")
    assert '<a href="#value-1">累计数偏低</a>' in made and "<li>请重新登录</li>" in made
    assert parts("{{ parts.error_summary({}) }}").strip() == ""


def test_radios_remember_what_was_chosen() -> None:
    made = parts("{{ parts.radios('k', '方式', [('a', '现场'), ('b', '资料')], 'b') }}")
    assert 'value="b" checked' in made and 'value="a" checked' not in made
    several = parts("{{ parts.radios('k', '方式', [('a', '现场'), ('b', '资料')], ['a'], several=true) }}")
    assert 'type="checkbox" id="k" name="k" value="a" checked' in several


def test_a_chart_has_title_description_and_a_table_of_every_figure() -> None:
    lifts = target("1", "加装电梯300部", 300, "部", plan={"1": 0, "9": 225, "12": 300}, values=LIFT_VALUES, light="red")
    made = parts("{{ parts.chart(lifts, 2026) }}", lifts=lifts)
    assert "<title" in made and "加装电梯300部：计划与实际" in made
    assert "截至2026年9月30日累计123部，计划225部，全年目标300部。" in made
    assert '<th scope="row">9月</th><td class="n">225</td><td class="n">123</td>' in made
    assert '<th scope="row">2月</th><td class="n">—</td><td class="n">3</td>' in made


def test_a_charts_points_stand_in_their_months() -> None:
    lifts = target("1", "电梯", 300, "部", plan={"12": 300}, values=[value("2026-09-30", 0), value("2027-01-10", 300)])
    chart = chart_of(lifts, 2026)
    assert chart is not None
    assert chart.plan[0].x == pytest.approx(95.83)
    assert [point.x for point in chart.actual] == [pytest.approx(70.83), 100.0]
    assert [point.y for point in chart.actual] == [184.0, 24.0], "nothing at the foot, the whole at the top"
    assert chart.rows[-1].label == "2027年1月"


def test_a_falling_or_constant_series_is_drawn_too() -> None:
    constant = chart_of(target("1", "率", 0, "%", values=[value("2026-01-31", 0), value("2026-02-28", 0)]), 2026)
    assert constant is not None and all(24 <= point.y <= 184 for point in constant.actual)
    falling = chart_of(target("1", "率", 5, "件", baseline=20, plan={"1": 18, "12": 5}), 2026)
    assert falling is not None and falling.plan[0].y < falling.plan[1].y


def test_nothing_is_drawn_of_a_single_figure_without_plan() -> None:
    assert chart_of(target("1", "x", 3, "个", values=[value("2026-03-31", 1)]), 2026) is None
    assert parts("{{ parts.chart(t, 2026) }}", t=target("1", "x", 3, "个")).strip() == ""


def test_a_name_missing_from_a_context_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        parts("{{ figure }}")


def test_no_page_names_what_only_its_frame_says() -> None:
    with pytest.raises(ValueError, match="base"):
        ask(lambda request: render(request, "error.html", title="", message="", code="", base="/testcity/2026"))


def test_a_page_has_the_frame_and_a_block_only_itself() -> None:
    said: dict[str, Any] = {"title": "数据已变", "message": "请核对。", "code": "report.stale"}
    whole = ask(lambda request: render(request, "error.html", status_code=409, **said), {"banner": "模拟数据"})
    text = bytes(whole.body).decode()
    assert whole.status_code == 409
    assert '<p class="notice">模拟数据</p>' in text and '<a class="skip" href="#main">' in text
    assert "登录" in text and "代码" not in text, "a code is for who mends a fault"
    fault = ask(lambda request: render(request, "error.html", status_code=500, **said, fault=True), {})
    assert "代码 report.stale" in bytes(fault.body).decode()
    block = ask(lambda request: render_block(request, "error.html", "title", **said))
    assert bytes(block.body).decode() == "数据已变" and block.headers["vary"] == "HX-Request"


class Inline(HTMLParser):
    """Finds what the content security policy forbids."""

    found: list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [name for name in names if name == "style" or name.startswith("on") or name.startswith("hx-on")]


@pytest.mark.parametrize("template", sorted((HERE / "templates").glob("*.html")), ids=lambda path: path.name)
def test_no_template_carries_inline_script_or_style(template: Path) -> None:
    seen = Inline()
    seen.found = []
    seen.feed(template.read_text())
    assert seen.found == []
    environment().get_template(template.name)


def test_a_chart_marks_what_is_over_the_target_what_was_seen_and_the_percents_that_were_printed() -> None:
    over = target("1", "建站24个", 24, "个", plan={"12": 24}, values=[value("2026-08-31", 26, published_percent=108.3)])
    seen = SimpleNamespace(day=date(2026, 8, 20), words="抽查5处，报送投用5处，核实4处")
    made = parts("{{ parts.chart(t, 2026, visits=[seen]) }}", t=over, seen=seen)
    said = re.sub(r"<[^>]+>|\s", "", made)
    assert "26（108.3%）" in said and "超过目标，为108.3%。" in said and "全年目标" in said
    assert "8月20日现场核查：抽查5处，报送投用5处，核实4处（抽查样本，不计入累计）" in said
    assert "公布进度" in said and '<td class="n">108.3%</td>' in made
    drawn = chart_of(over, 2026, [seen])
    assert drawn is not None and drawn.aim is not None and drawn.aim.y > drawn.actual[-1].y, "the target below the mark"
    assert drawn.seen[0].x == pytest.approx((7 + 20 / 31 - 0.5) / 12 * 100, abs=0.01)


def test_less_than_a_ceiling_and_a_rate_are_never_over_their_target() -> None:
    for kind, comparator in (("ratio", ">="), ("quantity", "<="), ("count", "=")):
        made = target("1", "率", 4.5, "%", kind=kind, comparator=comparator, plan={"12": 4.5})
        drawn = chart_of({**made, "values": [value("2026-08-31", 9)]}, 2026)
        assert drawn is not None and drawn.over is None and "超过目标" not in drawn.description


def test_whom_to_call_and_where_to_ask_is_told_only_where_there_is_one() -> None:
    assert parts("{{ parts.contact(none, none) }}") == ""
    made = parts("{{ parts.contact('0000-12345', 'https://12345.example.cn') }}")
    assert '<a href="tel:0000-12345">0000-12345</a>' in made
    assert '<a href="https://12345.example.cn" rel="noreferrer">12345和网络问政</a>' in made


@pytest.mark.parametrize(
    ("light", "deviation", "arithmetic", "status"),
    [
        ("green", 9.7, "计划93.3%，实际103.0%，领先9.7个百分点，目标任务已完成 → 绿", "finished"),
        ("green", 9.7, "计划60.0%，实际69.7%，领先9.7个百分点，阈值10/30（银川2025）→ 绿", "ahead"),
        ("green", 0, "计划60.0%，实际60.0%，与计划持平，阈值10/30（银川2025）→ 绿", "on_pace"),
        ("green", -3, "计划60.0%，实际57.0%，落后3.0个百分点，阈值10/30（银川2025）→ 绿", "on_pace"),
        ("green", None, None, "on_pace"),
        ("yellow", -12, "计划60.0%，实际48.0%，落后12.0个百分点，阈值10/30（银川2025）→ 黄", "behind"),
        ("grey", -12, "计划60.0%，实际48.0%，落后12.0个百分点，本期未报送 → 灰", "not_reported"),
    ],
)
def test_an_indicator_is_called_by_the_rule_of_its_project(
    light: str, deviation: float | None, arithmetic: str | None, status: str
) -> None:
    judged = {"light": light, "deviation_pp": deviation, "arithmetic": arithmetic}
    assert target_status({**judged, "kind": "quantity", "milestones": []}) == status
