"""A district's own part beside its last month's: how far it moved, and what looks like a slip."""

from decimal import Decimal
from uuid import UUID

import pytest

from projects.project import Project
from web.pages.rows import Part


def part(value: str, last: str | None, words: str = "") -> Part:
    project = Project.register(UUID(int=1), "testcity", 2026, "1", "惠及居民3.6万户")
    project.set_target("1", text="惠及居民3.6万户", quantity="36000", unit="户", comparator="=", kind="quantity")
    before = {"1": {"value": last}} if last else {}
    return Part(project, "市住房城乡建设局", "draft", {"1": {"value": value, "text": words}}, before)


@pytest.mark.parametrize(
    ("value", "last", "code", "take"),
    [
        ("8200", "7900", None, None),
        ("82000000", "7900", "wan_many", "8200"),
        ("0.82", "7900", "wan_few", "8200"),
        ("300", "7900", "fell", "8200"),
        ("8200", None, None, None),
    ],
)
def test_a_slip(value: str, last: str | None, code: str | None, take: str | None) -> None:
    found = part(value, last).advice("1")
    assert ((found.code, found.take) if found else (None, None)) == (code, take)


def test_a_figure_that_stands_still_while_the_words_speak_of_progress() -> None:
    found = part("7900", "7900", "新增300户。").advice("1")
    assert found is not None and (found.code, found.take) == ("same", "8200")


def test_the_step_is_told_once_there_is_a_last_month() -> None:
    assert part("8200", "7900").step("1") == Decimal(300)
    assert part("8200", None).step("1") is None
