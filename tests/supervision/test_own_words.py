"""A text that says something, and those that do not."""

import pytest

from supervision import own_words


def code(text: str, *, late: bool = False) -> str | None:
    found = own_words.faults(text, "p16.problems", about="项目16存在问题：", late=late)
    assert len(found) <= 1
    return found[0].code if found else None


@pytest.mark.parametrize("text", ["", "  ", "。", "——"])
def test_nothing_is_no_words(text: str) -> None:
    assert code(text) == "own_words.missing"


@pytest.mark.parametrize(
    "text", ["无", "暂无。", "正在推进。", "按计划推进", "继 续 推 进", "同上；", "见附件", "正常推进！"]
)
def test_a_set_phrase_says_nothing(text: str) -> None:
    assert code(text) == "own_words.empty"


@pytest.mark.parametrize(
    "text",
    [
        "完成150部。",
        "累计完成150部，占年度目标的50%。",
        "计划进度50%，实际进度24%，落后26个百分点",
        "截至6月底，已完成72部",
        "１２０户",
    ],
)
def test_figures_alone_repeat_the_table(text: str) -> None:
    assert code(text) == "own_words.figures_only"


@pytest.mark.parametrize(
    "text",
    [
        "一层住户对采光有异议，68部许可没有办结。",
        "管材断供。",
        "累计完成150部，比计划慢是因为许可没有办下来。",
        "倒排工期，每周调度。",
    ],
)
def test_words_say_something(text: str) -> None:
    assert code(text) is None
    assert code(text, late=True) is None


@pytest.mark.parametrize("text", ["没有影响进度的问题。", "目前没有反映困难", "报送中未发现影响进度的困难。"])
def test_a_late_project_has_a_problem(text: str) -> None:
    assert code(text, late=True) == "own_words.denied"
    assert code(text) is None


def test_what_nobody_reads_is_too_long() -> None:
    assert code("一户一策解决。" * 300) == "own_words.long"


def test_the_sentence_says_whose_words() -> None:
    [fault] = own_words.faults("", "p16.problems", about="项目16存在问题：")
    assert (fault.field, fault.about) == ("p16.problems", "项目16存在问题：")
