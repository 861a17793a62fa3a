"""What a month's filing says beside the last one: for the filer before he submits, for whoever releases or reviews."""

from typing import Any
from uuid import UUID

import pytest
from starlette.datastructures import FormData

from projects.filing import Filing
from projects.policy import PolicySet
from projects.project import Project
from web import filing_form
from web.filing_form import Entry
from web.templating import environment

LAST = {"text": "累计改造84个小区，惠及2.6万户。", "problems": "雨污管与燃气交叉。", "measures": ""}


def entry(**content: Any) -> Entry:
    project = Project.register(UUID(int=1), "testcity", 2026, "15", "改造城镇老旧小区120个")
    project.set_target("1", text="改造120个", quantity="120", unit="个", comparator="=", kind="quantity")
    project.accept_progress("2026-08", {"1": "84"}, {}, "green")
    period = PolicySet().period("2026-09")
    assert period is not None
    made = Entry(project, period, PolicySet(), None, Filing(**content))
    made.earlier = LAST
    return made


def drawn(macro: str, *args: Any) -> str:
    parts: Any = environment().get_template("_filing.html").module
    return str(getattr(parts, macro)(*args))


def test_figures_say_how_far_they_moved_and_words_what_changed() -> None:
    shown = drawn("reviewed", entry(values={"1": "93"}, text="累计改造93个小区，惠及2.8万户。"))
    assert "上期84" in shown and "<b>+9</b>" in shown
    assert '<span class="words">累计改造<ins>93</ins>个小区，惠及<ins>2.8万</ins>户。</span>' in shown, "clean to read"
    assert "<summary>看上期</summary><p>累计改造<del>84</del>个小区，惠及<del>2.6万</del>户。</p>" in shown
    assert "上期写了，本期没有" in shown and "雨污管与燃气交叉。" in shown


def test_words_taken_over_unchanged_are_said_to_be_so() -> None:
    kept = entry(values={"1": "84"}, text=LAST["text"])
    assert "与上期一字不差" in drawn("reviewed", kept)
    assert "没有变" in drawn("reviewed", kept)
    assert "请按本月情况改写" in drawn("beside_words", kept, "text")


def test_a_text_written_anew_is_shown_whole_with_the_old_one_behind_it() -> None:
    shown = drawn("marked", entry(text="西山区两栋楼外墙保温开始施工"), "text")
    assert "<ins>" not in shown and "<del>" not in shown
    assert "西山区两栋楼外墙保温开始施工" in shown and LAST["text"] in shown


@pytest.mark.parametrize(("value", "said"), [("930000", "是否多写了“万”"), ("12", "是否填成了当月数"), ("93", "")])
def test_a_slip_is_shown_to_the_reviewer_too(value: str, said: str) -> None:
    assert (said in drawn("reviewed", entry(values={"1": value}))) is True
    assert ('class="sanity"' in drawn("beside", entry(values={"1": value}), "1")) is bool(said)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("85%", "填的是百分比“85%”。这里填累计数：目标的85%是102个。"),
        ("77.5％", "目标的77.5％是93个。"),
        ("九十三", "不是数字"),
        ("%", "不是数字"),
    ],
)
def test_a_percentage_where_a_figure_belongs_is_told_as_the_figure(typed: str, told: str) -> None:
    asked = entry()
    filing_form.read(asked, FormData({"15.version": "0", "15.values.1": typed}), lambda upload: {})
    assert told in asked.unreadable["15.values.1"]
    assert asked.value("1") == typed, "what was typed stays in the field"


def test_what_was_typed_is_never_markup() -> None:
    hostile = entry(text="<script>alert(1)</script>累计改造84个小区，惠及2.6万户。")
    for macro in ("marked", "beside_words"):
        assert "<script>" not in drawn(macro, hostile, "text")
