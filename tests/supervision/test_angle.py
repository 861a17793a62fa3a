"""Angles and the keys under which their texts stand."""

from __future__ import annotations

import pytest

from supervision import angle
from supervision.angle import Angle
from tests.supervision import contents


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (Angle(), "2026-08"),
        (Angle("unit", "市教育局"), "2026-08:unit:市教育局"),
        (Angle("project", "3"), "2026-08:project:3"),
        (Angle("year_end"), "2026-08:year_end"),
    ],
)
def test_a_key_gives_back_period_and_angle(given: Angle, key: str) -> None:
    assert given.key("2026-08") == key
    assert angle.read(key) == ("2026-08", given)


def test_what_can_be_chosen_is_what_was_published() -> None:
    content = contents.august()
    assert [subject for subject, _ in angle.subjects(content, "unit")] == [
        "市住房城乡建设局", "市教育局", "市城管局", "市卫生健康委",
    ]  # fmt: skip
    assert angle.subjects(content, "category") == [("住有宜居", "住有宜居")]
    assert angle.subjects(content, "project")[0] == ("1", "1　既有住宅加装电梯300部")
    assert [each["number"] for each in Angle("unit", "市住房城乡建设局").chosen(content)] == ["1", "2"]


def test_a_key_says_in_words_what_it_is_about() -> None:
    keys = ("2026-08", "2026-08:unit:市教育局", "2026-08:project:3", "2026-08:conference", "2026-08:poem")
    assert [angle.words(key) for key in keys] == ["", "市教育局", "项目3", "新闻发布会材料", ""]
