"""From a mistake found in a published month to the 更正 beside it: shown before it is made, told once reviewed."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from projects.month import Month
from projects.notices import NOTICES
from projects.programme import Programme
from tests import deeds
from tests.journeys.browsing import pdf_words
from tests.web.forms import HIDDEN, send, words
from tracker import accounts, rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.demonstration import papers
from web.house import House

JULY = "/testcity/2026/month/2026-07/1"
DESK, PUBLIC = "/testcity/2026/notices", "/testcity/2026/changes/"
WRONG = {
    "1.values.1": "170",
    "reason_code": "inspection_finding",
    "reason": "两处尚未通过检验，不应计入。",
    "found_by": "市审计局",
}
API = "/api/v1/testcity/2026"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """July and August are published: project 1 stands at 84 of 175 planned in July."""
    with deeds.through_august(database, tmp_path) as made:
        yield made


@pytest.fixture
def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def _version(page: Any) -> str:
    return str(page.text.split('name="1.version" value="')[1].split('"')[0])


def preview(office: Any, page: str = JULY, **typed: str) -> Any:
    version = _version(office.get(page))
    return send(office, page, f"{page}/correct", **{"1.version": version, **WRONG, **typed})


def confirmed(office: Any, shown: Any) -> Any:
    """The confirming form of the preview, sent as it is to where it says."""
    form = shown.text.split("确认更正")[0].rsplit("<form", 1)[1]
    fields = [part.split('"')[:3:2] for part in form.split('type="hidden" name="')[1:]]
    sent = {**{name: unescape(value) for name, value in fields}, "confirm": "1"}
    return office.post(form.split('action="')[1].split('"')[0], data=sent)


def cleared(office: Any, notice: str, **more: str) -> Any:
    said = {"attribute": "主动公开", "opinion": "可以公开。", "opinion_post": "保密审查岗", "post": "市政府办公厅主任"}
    said |= {"decided_on": "2026-10-09", "words": "同意公布。", **more}
    page = office.get(DESK)
    seen = page.text.split('name="seen" value="')[1].split('"')[0]
    fields = {f"{name}-{notice}": value for name, value in said.items()}
    return office.post(f"{DESK}/{notice}/clear", data={**dict(HIDDEN.findall(page.text)), "seen": seen, **fields})


def notice_id(office: Any) -> str:
    return str(office.get(DESK).text.split('id="n-')[1].split('"')[0])


def told(office: Any) -> str:
    """Corrected, reviewed and published; the notice's id."""
    assert confirmed(office, preview(office)).status_code == 303
    id = notice_id(office)
    assert cleared(office, id).status_code == 303
    assert send(office, DESK, f"{DESK}/{id}/publish").status_code == 303
    return id


def test_the_effect_is_shown_before_anything_is_made(house: House, office: Any) -> None:
    before = house.ledger.recorder.max_notification_id()
    shown = preview(office)
    said = words(shown)
    assert shown.status_code == 200 and "还没有记录，先看影响" in said
    assert "原报84部→更正为170部" in said
    assert "7月8428%慢于序时" in said or "7月8428%" in said
    assert "不再逐月递增" in said and "7月的170降到8月的96" in said
    assert house.ledger.recorder.max_notification_id() == before


def test_confirmed_it_is_made_and_what_was_published_stays_byte_for_byte(house: House, office: Any) -> None:
    nobody = deeds.client(house)
    before = nobody.get(f"{API}/published/2026-07.json")
    assert confirmed(office, preview(office)).status_code == 303
    after = nobody.get(f"{API}/published/2026-07.json")
    assert after.content == before.content and after.headers["etag"] == before.headers["etag"]
    assert "170" not in words(nobody.get("/testcity/2026/projects/1")), "nothing is public before its review"
    assert "市审计局" in words(office.get(JULY))


def test_a_stale_preview_is_shown_again_and_nothing_is_made(house: House, office: Any) -> None:
    """Another month was corrected between looking and confirming: what was seen is no longer what would happen."""
    seen = preview(office)
    august = "/testcity/2026/month/2026-08/1"
    assert confirmed(office, preview(office, august, **{"1.values.1": "90"})).status_code == 303
    answer = confirmed(office, seen)
    assert answer.status_code == 200 and "影响与您看到的不同" in words(answer)
    assert confirmed(office, answer).status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": ""}, "请填写更正说明"),
        ({"found_by": ""}, "请填写由谁发现"),
        ({"reason_code": "other"}, "请选择更正原因"),
        ({"1.values.1": "一百"}, "不是数字"),
        ({"1.values.1": "84"}, "与原报相同"),
        ({"1.values.1": ""}, "请填写累计完成数"),
        ({"found_on": "明天"}, "不是日期"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(office: Any, typed: dict[str, str], said: str) -> None:
    answer = preview(office, **typed)
    assert answer.status_code == 422 and said in words(answer)
    assert all(f'value="{value}"' in answer.text for value in typed.values() if value and value != "other")


def test_nothing_was_found_tomorrow(office: Any) -> None:
    shown = preview(office, found_on="2026-10-10")
    assert "发现日期“2026-10-10”不对" in words(confirmed(office, shown))


def test_the_notice_stands_on_the_desk_by_its_day_and_turns_overdue(
    house: House, office: Any, clock: FixedClock
) -> None:
    """Found on Friday 9 October; 10 October is a make-up working day: the third working day is Tuesday the 13th."""
    assert confirmed(office, preview(office, found_on="2026-10-09")).status_code == 303
    assert "10月13日（周二）24时还剩3个工作日" in words(office.get("/desk"))
    assert "应于10月13日（周二）前公布" in words(office.get(DESK)) and "已逾期" not in words(office.get(DESK))
    clock.set(datetime(2026, 10, 14, 9, tzinfo=SHANGHAI))
    with house.reading() as conn:
        who = accounts.called(conn, "testcity-office")
    later = deeds.client(house, who)
    assert "10月13日（周二）24时已逾期1个工作日" in words(later.get("/desk"))
    assert re.search("应于10月13日（周二）前公布，已逾期|已逾期，应于10月13日", words(later.get(DESK)))


def test_reviewed_and_published_old_and_new_stand_side_by_side(house: House, office: Any) -> None:
    nobody = deeds.client(house)
    position = nobody.get(f"{API}/projects.json").json()["log_position"]
    tag = nobody.get(f"{API}/projects.json").headers["etag"]
    id = told(office)
    card = words(nobody.get("/testcity/2026/projects/1"))
    assert "原报84部→更正为170部" in card and "当时公布累计84，进度28%" in card and "更正后累计170，进度56.7%" in card
    assert "检查发现：两处尚未通过检验，不应计入。市审计局2026年10月9日发现，2026年10月9日更正。" in card
    july = words(nobody.get("/testcity/2026/?month=2026-07"))
    assert "7月数字已更正：当时公布28%" in july and "更正后56.7%" in july
    assert "已更正：当时" not in words(nobody.get("/testcity/2026/")), "August keeps its own figure"
    listed = words(nobody.get(PUBLIC))
    assert "更正：7月进展2026年10月9日公布1既有住宅加装电梯300部" in listed and "8月9632%" in listed
    answer = nobody.get(f"{API}/projects.json", headers={"if-none-match": tag})
    assert answer.status_code == 200 and answer.json()["log_position"] > position
    (made,) = answer.json()["projects"][0]["corrections"]
    assert made["figures"] == [{"no": "1", "text": "加装电梯300部", "unit": "部", "old": 84, "new": 170}]
    assert [month["period"] for month in made["months"] if month["moved"]] == ["2026-07"]
    stored = nobody.get(f"{API}/notices/{id}.json")
    assert sha256(stored.content).hexdigest() == made["sha256"] and json.loads(stored.content)["found_by"] == "市审计局"


def test_what_was_not_reviewed_or_changed_since_is_not_published(house: House, office: Any) -> None:
    assert confirmed(office, preview(office)).status_code == 303
    id = notice_id(office)
    assert "还没有公开审查" in words(send(office, DESK, f"{DESK}/{id}/publish"))
    assert cleared(office, id, attribute="不予公开").status_code == 422
    assert cleared(office, id).status_code == 303
    assert confirmed(office, preview(office, **{"1.values.1": "171"})).status_code == 303
    answer = send(office, DESK, f"{DESK}/{id}/publish")
    assert answer.status_code == 422 and "内容又有变化" in words(answer)
    assert "没有调整" in words(deeds.client(house).get(PUBLIC)) or "还没有调整" in words(
        deeds.client(house).get(PUBLIC)
    )


def test_a_correction_before_the_month_is_out_needs_no_notice_and_one_after_it_does(house: House, office: Any) -> None:
    programme = deeds.released(house, "othercity")
    numbers = house.ledger.get(Programme, programme).projects
    february = "/othercity/2026/month/2026-02/1"
    for number, id in numbers.items():
        deeds.filed(house, programme, "2026-02", UUID(id), number, "0")
    month = Month(house.ledger, programme, "2026-02")
    house.carry_out(SYSTEM, None, ["a"], lambda: month.accept([UUID(id) for id in numbers.values()], "office"))
    other = deeds.client(house, deeds.account(house, "office", "othercity"))
    assert confirmed(other, preview(other, february, **{"1.values.1": "12"})).status_code == 303
    assert "没有待公布的调整和更正" in words(other.get("/othercity/2026/notices"))
    house.carry_out(SYSTEM, None, ["b"], lambda: Month(house.ledger, programme, "2026-02").clear(deeds.REVIEW))
    house.carry_out(SYSTEM, None, ["c"], lambda: Month(house.ledger, programme, "2026-02").publish())
    assert confirmed(other, preview(other, february, **{"1.values.1": "13"})).status_code == 303
    assert "7月" not in words(other.get("/othercity/2026/notices")) and "待公布1项" in words(
        other.get("/othercity/2026/notices")
    )


def test_the_notices_are_the_same_after_a_rebuild(house: House, office: Any, database: Database) -> None:
    told(office)
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [NOTICES]) == []


def test_another_governments_office_publishes_nothing_here(house: House, office: Any) -> None:
    assert confirmed(office, preview(office)).status_code == 303
    id = notice_id(office)
    deeds.released(house, "nextcity")
    other = deeds.client(house, deeds.account(house, "office", slug="nextcity"))
    assert other.get(DESK).status_code == 403
    assert send(other, "/nextcity/2026/notices", f"/nextcity/2026/notices/{id}/publish").status_code == 404


def test_the_paper_is_numbered_issued_and_for_everybody_and_the_bulletin_says_so(house: House, office: Any) -> None:
    nobody = deeds.client(house)
    id = told(office)
    assert nobody.get(f"{PUBLIC}{id}.pdf").status_code == 404
    assert send(office, DESK, f"{DESK}/{id}/print").status_code == 303
    assert "更正通知示政办督〔2026〕1号" in words(office.get(DESK))
    paper = nobody.get(f"{PUBLIC}{id}.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    said = pdf_words(paper.content)
    assert "关于更正2026年7月份民生实事进展情况有关数字的通知" in said and "累计完成数原公布为84部，更正为170部" in said
    assert "示政办督〔2026〕1号" in said and "检查发现。两处尚未通过检验" in said
    assert f'href="{id}.pdf"' in nobody.get(PUBLIC).text
    again = send(office, DESK, f"{DESK}/{id}/print")
    assert again.status_code == 422 and "已经印发" in words(again)


def test_the_paper_is_seen_as_it_will_print_before_it_is_issued(house: House, office: Any) -> None:
    assert confirmed(office, preview(office)).status_code == 303
    id = notice_id(office)
    assert office.get(f"{DESK}/{id}/preview.pdf").status_code == 404, "the public has not been told yet"
    assert cleared(office, id).status_code == 303
    assert send(office, DESK, f"{DESK}/{id}/publish").status_code == 303
    link = re.findall(r'href="([^"]*preview.pdf)"', office.get(DESK).text)
    assert link == [f"{DESK}/{id}/preview.pdf"]
    before = house.ledger.recorder.max_notification_id()
    said = pdf_words(office.get(link[0]).content)
    assert "关于更正2026年7月份民生实事进展情况有关数字的通知" in said and "原公布为84部，更正为170部" in said
    assert "〔2026〕" not in said and "预览稿还没有印发" in said
    assert house.ledger.recorder.max_notification_id() == before, "a preview is kept nowhere"
    assert send(office, DESK, f"{DESK}/{id}/print").status_code == 303
    assert "preview.pdf" not in office.get(DESK).text
    assert office.get(link[0]).content == deeds.client(house).get(f"{PUBLIC}{id}.pdf").content
    assert deeds.client(house).get(link[0]).status_code == 303


def test_an_issued_bulletin_stays_and_points_to_the_correction(house: House, office: Any) -> None:
    papers.bulletin(house, "testcity", 2026, "2026-07", datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
    nobody = deeds.client(house)
    address = "/testcity/2026/bulletins/2026-07"
    before = nobody.get(f"{address}.pdf").content
    assert "数字有更正" not in words(nobody.get(address))
    id = told(office)
    page = nobody.get(address)
    assert "7月的数字有更正" in words(page) and f'href="../changes/#n-{id}"' in page.text
    assert nobody.get(f"{address}.pdf").content == before


def test_two_who_confirm_the_same_at_once_see_it_made_once_and_whole(house: House, office: Any) -> None:
    shown = [preview(office), preview(office)]
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda page: confirmed(office, page), shown))
    assert [answer.status_code for answer in answers].count(303) == 1
    second = next(answer for answer in answers if answer.status_code != 303)
    assert second.status_code == 422 and "170部" in words(second) and "累计84部" not in words(second)
    with house.reading() as conn:
        made = conn.execute("SELECT count(*) AS n FROM ledger.events WHERE topic = 'report.corrected'").fetchone()
    assert made == {"n": 1}
