"""A project that runs beyond its year is carried over: asked for, decided, told to the public, and then left alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import deeds
from tests.web.forms import HIDDEN, send, words
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House

PAGE, NOTICES = "/testcity/2026/adjustments", "/testcity/2026/notices"
ASKED = {
    "target": "1",
    "kind": "carry_over",
    "stage_goal_met": "no",
    "reason_code": "force_majeure",
    "reason": "汛期停工两个月，年内不能全部完成。",
    "effective_on": "2026-12-01",
}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Project 1 ends on 30 June 2027 with goals for 2026; project 2 ends within the year."""
    listed = deeds.listing()
    first = replace(listed.projects[0], due_on=date(2027, 6, 30))
    monkeypatch.setattr(deeds, "listing", lambda: replace(listed, projects=(first, *listed.projects[1:])))
    with deeds.through_august(database, tmp_path) as made:
        yield made


@pytest.fixture
def filer(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "filer", unit="市住房城乡建设局"))


@pytest.fixture
def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def decided(office: Any) -> str:
    """Approves the one wish that waits; its id."""
    id = str(office.get(PAGE).text.split('id="a-')[1].split('"')[0])
    said = {f"post-{id}": "市政府常务会议", f"decided_on-{id}": "2026-10-08", f"words-{id}": "同意结转。"}
    done = send(office, PAGE, f"{PAGE}/{id}", decision="approve", **said)
    assert done.status_code == 303, words(done)
    return id


def told(office: Any) -> None:
    page = office.get(NOTICES)
    id, seen = (page.text.split(mark)[1].split('"')[0] for mark in ('id="n-', 'name="seen" value="'))
    said = {"attribute": "主动公开", "opinion": "可以公开。", "opinion_post": "保密审查岗", "post": "市政府办公厅主任"}
    said |= {"decided_on": "2026-10-09", "words": "同意公布。"}
    fields = {f"{name}-{id}": value for name, value in said.items()}
    cleared = office.post(f"{NOTICES}/{id}/clear", data={**dict(HIDDEN.findall(page.text)), "seen": seen, **fields})
    assert cleared.status_code == 303, words(cleared)
    assert send(office, NOTICES, f"{NOTICES}/{id}/publish").status_code == 303


def test_from_the_wish_to_the_public_card(house: House, filer: Any, office: Any, clock: FixedClock) -> None:
    form = filer.get(PAGE + "?target=1&kind=carry_over")
    assert "只有发布时列明年度阶段目标的跨年项目可以结转" in words(form) and "指标1" not in words(form)
    assert send(filer, PAGE + "?target=1&kind=carry_over", PAGE, **ASKED).status_code == 303
    nobody = deeds.client(house)
    decided(office)
    assert "结转" not in words(nobody.get("/testcity/2026/projects/1")), "nothing is public before its review"
    told(office)
    card = words(nobody.get("/testcity/2026/projects/1"))
    assert "经批准调整：结转下年" in card and "年度阶段目标未达到" in card and "2027年6月30日前完成" in card
    assert "汛期停工两个月" in card and "自2026年12月1日起执行" in card
    board = words(nobody.get("/testcity/2026/"))
    assert "经批准调整结转下年，自12月1日起" in board
    assert "经批准调整0项" in board and "另1项在本月进展公布后公布，或者还没有开始执行，不计入上面的0项：" in board
    (listed,) = nobody.get("/api/v1/testcity/2026/projects.json").json()["projects"][0]["adjustments"]
    assert (listed["field"], listed["new"]) == ("carry_over", {"stage_goal_met": False})
    clock.set(datetime(2026, 12, 3, 9, tzinfo=SHANGHAI))
    december = words(
        deeds.client(house, deeds.account(house, "office", login="later")).get("/testcity/2026/month/2026-12")
    )
    assert "加装电梯300部市住房城乡建设局经批准结转下年" in december


def test_goals_that_are_not_reached_are_not_claimed(filer: Any) -> None:
    answer = send(filer, PAGE + "?target=1&kind=carry_over", PAGE, **{**ASKED, "stage_goal_met": "yes"})
    assert answer.status_code == 422 and "阶段目标" in words(answer)


def test_a_project_of_one_year_cannot_be_carried_over(office: Any) -> None:
    answer = send(office, PAGE + "?target=2&kind=carry_over", PAGE, **{**ASKED, "target": "2"})
    assert answer.status_code == 422 and "没有定为跨年项目并列明年度阶段目标，不能结转下年" in words(answer)
