"""A project's history in sentences, the redline of its promise, and two days side by side."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from projects import notices
from tests import deeds
from tests.web import published_fixture as published
from tests.web.forms import send, words
from tests.web.test_carry_over import PAGE, told
from tests.web.year import BOARD, Year, at, year
from tracker.clock import FixedClock
from tracker.database import Database
from web.pages import compare

__all__ = ["year"]

HISTORY = f"{BOARD}projects/1/history"
COMPARE = f"{BOARD}compare"


def entries(answer: Any) -> list[str]:
    assert answer.status_code == 200
    listed = answer.text.split('<ol class="chronicle">')[1].split("</ol>")[0]
    return [re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", each)) for each in listed.split("<li>")[1:]]


def test_every_public_event_is_a_sentence_with_its_day_newest_first(year: Year) -> None:
    found = entries(year.nobody.get(HISTORY))
    assert len(found) == 9, "the list, seven periods and a correction"
    assert found[0].startswith("2026年10月9日更正7月数字加装电梯300部由84更正为170部。")
    assert "两处尚未通过检验，不应计入。市审计局发现" in found[0]
    assert found[1].startswith("2026年9月10日2026年8月进展公布加装电梯300部累计96部。总体计划66.7%，实际32.0%")
    assert found[-2].startswith("2026年3月10日2026年1—2月进展公布")
    assert found[-1].startswith("2026年1月20日清单公布目标：加装电梯300部（300部）。牵头单位：市住房城乡建设局。")


def test_what_was_never_changed_says_so_and_a_correction_changes_no_promise(year: Year) -> None:
    assert "清单公布以来，目标、计划和责任没有变化。" in words(year.nobody.get(HISTORY))


def test_a_history_can_be_looked_at_from_a_past_day_and_leads_to_the_pages_of_then(year: Year) -> None:
    shown = year.nobody.get(at(HISTORY, "2026-04-30"))
    days = [each.split("日")[0] for each in entries(shown)]
    assert days == ["2026年4月10", "2026年3月10", "2026年1月20"]
    assert 'href="../1?as_of=2026-04-10"' in shown.text
    assert year.nobody.get(f"{BOARD}projects/99/history").status_code == 404
    assert year.nobody.get(at(HISTORY, "2026-01-19")).status_code == 404


def test_two_days_stand_side_by_side_with_what_differs(year: Year) -> None:
    said = words(year.nobody.get(f"{COMPARE}?before=2026-05-31&after=2026-09-30"))
    assert "2026年4月进展，2026年5月10日公布" in said and "2026年8月进展，2026年9月10日公布" in said
    assert "有变化的项目3项" in said and "1既有住宅加装电梯300部慢于序时16%严重滞后32%" in said
    assert "已完成01+1" in said, "the school, planned for August"


def test_a_finished_project_whose_figure_or_acceptance_moved_says_so_and_one_that_did_not_is_only_counted() -> None:
    target = published.target("1", "新增医药机构600家", 600, "家", value=606)
    old = [published.project(no, "题", [target], status="finished", progress=100) for no in "123"]
    new = [
        {**old[0], "accepted_on": "2026-08-25", "targets": [{**target, "value": 618}]},
        old[1],
        {**old[2], "status": "behind", "progress": 90, "targets": [{**target, "value": 540}]},
    ]
    sides = [replace(published.board(), projects=each) for each in (old, new)]
    found = compare.lines(*sides)
    told = [[(each.field, each.old, each.new) for each in line.told] for line in found["lines"]]
    assert told == [[("value", 606, 618), ("accepted_on", None, "2026-08-25")], []], "the columns say the rest"
    assert found["same"] == 1


def test_the_order_of_the_days_does_not_matter_and_the_same_day_differs_in_nothing(year: Year) -> None:
    ways = ("before=2026-05-31&after=2026-09-30", "before=2026-09-30&after=2026-05-31")
    one, other = (year.nobody.get(f"{COMPARE}?{way}").text.split("<main")[1] for way in ways)
    assert one == other
    assert "这两天公布的内容完全相同。" in words(year.nobody.get(f"{COMPARE}?before=2026-09-10&after=2026-09-30"))
    assert "2026年9月9日的页面" in words(year.nobody.get(COMPARE)), "the day before the last publication"
    early = words(year.nobody.get(f"{COMPARE}?before=2026-01-01&after=2026-09-30"))
    assert "2026年1月1日还没有公布过这个年度的内容。首次公布在2026年1月20日" in early
    assert year.nobody.get(f"{COMPARE}?before=nonsense").status_code == 404


@pytest.fixture
def lowered(database: Database, tmp_path: Path, clock: FixedClock) -> Any:
    """The lifts' target lowered to 260, decided and told."""
    with deeds.through_august(database, tmp_path) as house:
        office = deeds.client(house, deeds.account(house, "office"))
        asked = {"target": "1:1", "kind": "target", "quantity": "260", "reason_code": "policy_change"}
        asked |= {"reason": "六处地块划入轨道交通控制范围。", "effective_on": "2026-10-01"}
        asked |= {f"plan-{month}": str(min(260, 25 * month)) for month in range(1, 13)}
        answer = send(office, f"{PAGE}?target=1:1&kind=target", PAGE, **asked)
        assert answer.status_code == 303, words(answer)
        id = str(office.get(PAGE).text.split('id="a-')[1].split('"')[0])
        said = {f"post-{id}": "市政府常务会议", f"decided_on-{id}": "2026-10-08", f"words-{id}": "同意。"}
        said |= {f"document-{id}": "某政批〔2026〕9号"}
        assert send(office, PAGE, f"{PAGE}/{id}", decision="approve", **said).status_code == 303
        told(office)
        yield house


def test_a_lowered_target_is_redlined_with_who_approved_it_and_its_document(lowered: Any) -> None:
    nobody = deeds.client(lowered)
    shown = nobody.get(HISTORY)
    assert "原目标300部→现目标260部" in words(shown) and "批准文号：某政批〔2026〕9号" in words(shown)
    assert entries(shown)[0].startswith("2026年10月9日经批准调整：目标值目标值由300部改为260部。政策变化：六处地块")
    assert "市政府常务会议2026年10月8日批准，文号：某政批〔2026〕9号" in entries(shown)[0]
    with lowered.reading() as conn:
        (notice,) = notices.told(conn, "testcity", 2026)
    assert f'id="n-{notice.id}"' in nobody.get(f"{BOARD}changes/").text
    assert f'href="../../changes/#n-{notice.id}"' in shown.text
