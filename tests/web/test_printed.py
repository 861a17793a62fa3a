"""What an imported card is told with: lines by target, newest first, each with what may be said beside it."""

from typing import Any

import pytest

from tests.web import published_fixture as published
from web import printed


def told(*values: dict[str, Any], of: float | None = 15) -> list[printed.Line]:
    (telling,) = printed.tellings(
        published.project("1", "一", [published.target("1", "15家", of, "家", values=list(values))])
    )
    return list(telling.lines)


def test_lines_stand_newest_first_those_of_one_day_as_printed_and_undated_ones_last() -> None:
    values = [
        published.value("2021-07-31", 8, "家"),
        published.value("2021-10-31", 15, "家", source="甲"),
        published.value("2021-10-31", 16, "家", source="乙"),
        published.value(None, 20, "家"),
    ]
    assert [line.value["value"] for line in told(*values)] == [15, 16, 8, 20]


def test_what_the_whole_project_was_told_of_comes_first_and_the_silent_are_left_out() -> None:
    silent = published.target("1", "甲", 1, "个")
    spoken = published.target("2", "乙", 1, "个", values=[published.value("2021-07-31", 1, "个")])
    whole = [published.value("2021-07-31", None, text="过半")]
    found = printed.tellings(published.project("1", "一", [silent, spoken], values=whole))
    assert [telling.target and telling.target["no"] for telling in found] == [None, "2"]


def test_a_published_month_of_before_these_words_were_kept_still_reads() -> None:
    (line,) = told(published.value("2021-07-31", 8, "家"))
    assert line.notes == () and "verdict" not in line.value


@pytest.mark.parametrize(
    ("text", "amount", "percent", "bare"),
    [
        ("52242", 52242, None, True),
        ("52,242", 52242, None, True),
        ("95%", None, 95, True),
        ("95%", 95, None, False),
        ("80%(新区实验幼儿园进度滞后)", None, 80, False),
        (None, 3, None, False),
    ],
)
def test_a_text_that_is_only_the_figure_is_not_said_twice(
    text: str | None, amount: float | None, percent: float | None, bare: bool
) -> None:
    (line,) = told(published.value("2021-07-31", amount, "人", published_percent=percent, text=text))
    assert line.bare == bare


def test_the_sources_own_words_come_before_ours() -> None:
    before = published.value("2021-09-30", 10, "家")
    after = published.value("2021-12-31", 9, "家", basis="重新核定", correction="重复登记1家", task_text="建设照料中心")
    newest = told(before, after)[0]
    assert newest.notes == (
        "口径：重新核定",
        "更正：重复登记1家",
        "公布时任务写作“建设照料中心”",
        "较上次公布减少1家，照原文",
    )


def test_each_source_is_named_once_those_of_districts_too() -> None:
    value = published.value("2021-07-31", 8, "家", source="甲")
    of_region = {"as_of": "2021-07-31", "value": 8, "unit": "家", "published_percent": None, "source": "乙"}
    region = {"target_no": "1", "region": "东区", "quantity": None, "values": [of_region]}
    target = published.target("1", "15家", 15, "家", values=[value])
    found = published.project("1", "一", [target], values=[value], regions=[region])
    assert printed.sources(found) == ["甲", "乙"]
