"""计划质量提示 for lead units: read, taken note of with a reason, still there. Project 1 is planned evenly."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import deeds
from tests.web.forms import send, words
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

PAGE, LIST = "/testcity/2026/plan-remarks", "/testcity/2026/programme"
FIELD = "reason-1-even:1"
SAID = "指标1“加装电梯300部”每月都计划25部左右。"
REASON = "安装合同约定每月完工数相同，已核对<雨季>安排。"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def _as(house: House, role: str, unit: str | None = None) -> Any:
    return deeds.client(house, deeds.account(house, role, unit=unit) if unit else deeds.account(house, role))


def _note(browser: Any, reason: str, which: str = "even:1", number: str = "1") -> Any:
    return send(browser, PAGE, PAGE, number=number, which=which, **{f"reason-{number}-{which}": reason})


def test_the_lead_unit_takes_note_with_its_reason_and_everybody_on_duty_can_read_it(house: House) -> None:
    filer, office = _as(house, "filer", "市住房城乡建设局"), _as(house, "office")
    assert "1处待看" in words(filer.get("/desk")) and "1处待看" in words(filer.get(PAGE))
    assert "牵头单位还没有看" in words(office.get(PAGE)) and "已知悉，不改" not in words(office.get(PAGE))
    blank = _note(filer, " ")
    assert blank.status_code == 422 and f'href="#{FIELD}"' in blank.text
    long = _note(filer, "长" * 301)
    assert long.status_code == 422 and "长" * 301 in long.text and "理由最多300个字" in words(long)
    assert _note(filer, REASON).status_code == 303
    for page in (filer.get(PAGE), office.get(PAGE)):
        assert "没有待看的提示" in words(page) and SAID in words(page)
        assert "市住房城乡建设局，2026年10月9日：安装合同约定每月完工数相同，已核对<雨季>安排。" in words(page)
    assert "处待看" not in words(filer.get("/desk"))
    listed = words(office.get(LIST))
    assert "计划质量提示0处" in listed and "牵头单位已知悉：1处" in listed and "每月平均分：" not in listed
    assert SAID in listed and "已核对<雨季>安排" in listed
    assert _note(filer, REASON).status_code == 422, "once"


def test_only_the_lead_unit_takes_note(house: House) -> None:
    other, office = _as(house, "filer", "市民政局"), _as(house, "office")
    assert SAID not in words(other.get(PAGE)) and "没有需要再想一想的地方" in words(other.get(PAGE))
    head = _as(house, "unit_head", "市住房城乡建设局")
    assert office.post(PAGE, data={"number": "1", "which": "even:1"}).status_code == 403
    assert _note(head, REASON, which="late:1").status_code == 422, "nothing of the kind is said"
    assert _note(head, REASON, number="2").status_code == 404, "another unit's"
    assert _note(head, REASON).status_code == 303
