"""The half-year disclosure: drafted from published months, in words, kept as it was published, corrected by another."""

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import register
from projects.approval import Approval, Review
from projects.programme import Programme
from projects.rule import Stretch
from supervision import disclosing, disclosures
from supervision.disclosing import Disclosing
from supervision.disclosures import DISCLOSURES
from tests import deeds
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.refusal import Refused, SeveralRefused
from web.house import House

REVIEW = Review("主动公开", "不涉密。", "专员", Approval("市政府办公厅主任", "2026-10-09", "同意公开。"))


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """January to August are published: project 1 is late, 2 and 3 are not; each month said the same words."""
    with deeds.through_august(database, tmp_path) as made:
        yield made


def work(house: House, half: str = "2026-H1") -> Disclosing:
    return Disclosing(house.ledger, deeds.SLUG, deeds.YEAR, half)


def do(house: House, act: Any) -> Any:
    return house.carry_out(SYSTEM, uuid4(), ["deed"], act)


def seen(made: Disclosing) -> str:
    found = made.disclosure()
    assert found is not None
    return found.text


SAID = {number: {"progress": f"第{number}项的现场已经开工。"} for number in "123"}


def drafted(house: House) -> Disclosing:
    """With words where the months had figures only."""
    made = work(house)
    do(house, made.draft)
    do(house, lambda: made.edit({"overall": {}, "projects": SAID}))
    return made


def published(house: House) -> Disclosing:
    made = drafted(house)
    do(house, lambda: made.clear(REVIEW, seen(made)))
    do(house, made.publish)
    return made


def codes(act: Any) -> list[tuple[str, str | None]]:
    try:
        act()
    except Refused as no:
        return [(no.code, no.field)]
    except SeveralRefused as no:
        return [(each.code, each.field) for each in no.refusals]
    raise AssertionError("nothing was refused")


def test_it_is_drafted_from_the_last_month_of_the_half(house: House) -> None:
    made = work(house)
    do(house, made.draft)
    found = made.disclosure()
    assert found is not None
    told = json.loads(found.content)
    assert (told["title"], told["as_of"]) == ("2026年上半年民生实事进展情况公开", "2026-06-30")
    lifts, meals, _ = told["projects"]
    assert lifts["progress"] == "项目1累计72。"
    assert lifts["problems"] == "材料供应慢。" and lifts["measures"] == "增加一家供应商。"
    assert lifts["completion"] == "完成年度目标的24%，慢于月度计划，需要采取措施追回（相差26个百分点）。"
    assert meals["completion"] == "完成年度目标的60%，与月度计划持平，能够按期办成。"
    assert "慢于计划的主要原因：既有住宅加装电梯300部：材料供应慢。" in told["overall"]["problems"]
    assert [fault.field for fault in found.faults()] == ["p1.progress", "p2.progress", "p3.progress"], "figures only"


def test_slightly_behind_is_told_with_its_gap_and_never_as_level(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    with deeds.house(database, tmp_path) as house:
        programme = deeds.released(house)
        deeds.months(house, programme, "2026-05")
        for number, id in house.ledger.get(Programme, programme).projects.items():
            value = {"1": "72", "2": "23", "3": "0"}[number]
            deeds.filed(house, programme, "2026-06", UUID(id), number, value)
        deeds.closed(house, programme, "2026-06")
        made = work(house)
        do(house, made.draft)
        found = made.disclosure()
    assert found is not None
    told = json.loads(found.content)
    _, meals, _ = told["projects"]
    assert meals["deviation"] == "−2.5"
    assert meals["completion"] == "完成年度目标的57.5%，略慢于月度计划（相差2.5个百分点），在正常范围内，能够按期办成。"
    assert "1项略慢于计划，在正常范围内；1项慢于计划，分别是" in told["overall"]["completion"]


def test_a_slight_gap_is_never_told_as_no_difficulty() -> None:
    """−2.2 points beside 没有反映影响进度的困难 contradicted itself; so did a month that was not filed."""
    half = Stretch("2026-H1", "上半年", date(2026, 1, 1), date(2026, 6, 30))
    slower: dict[str, Any] = {
        "values": [], "status": "on_pace", "progress": 35.6, "planned_progress": 37.8, "deviation_pp": -2.2222,
        "due_on": "2026-10-31", "halt": None, "report": None, "accepted_on": None,
    }  # fmt: skip
    said = disclosing.said(slower, half)
    assert said["problems"] == "比月度计划慢2.2个百分点；上半年各月报送没有单列困难，未完成的部分见进展情况。"
    assert said["measures"] == "对照月度计划逐项落实余下的工作，追回相差的2.2个百分点，确保10月31日前完成。"
    level = disclosing.said(slower | {"progress": 37.8, "deviation_pp": 0}, half)
    assert level["completion"] == "完成年度目标的37.8%，与月度计划持平，能够按期办成。"
    assert level["problems"] == "上半年各月报送中没有反映影响进度的困难。"
    silent = disclosing.said(slower | {"status": "not_reported"}, half)
    assert silent["problems"] == "最近一期没有可用的报送，困难和原因有待牵头单位说明。"


def test_the_second_half_waits_for_december(house: House) -> None:
    made = work(house, "2026-H2")
    assert not made.ready()
    assert codes(made.draft) == [("disclosure.unpublished", None)]
    assert codes(lambda: work(house, "2026-H3")) == [("disclosure.half", None)]
    assert codes(lambda: work(house, "2025-H1")) == [("disclosure.half", None)]


def test_nothing_goes_out_that_says_nothing(house: House) -> None:
    """Every such part is named at once, whoever wrote it."""
    made = drafted(house)
    empty = {
        "overall": {"measures": "继续推进。"},
        "projects": {
            "1": {"problems": "没有影响进度的问题。", "completion": "完成72部，占24%。"},
            "2": {"progress": ""},
        },
    }
    do(house, lambda: made.edit(empty))
    assert codes(lambda: made.clear(REVIEW, seen(made))) == [
        ("own_words.empty", "overall.measures"),
        ("own_words.figures_only", "p1.completion"),
        ("own_words.denied", "p1.problems"),
        ("own_words.missing", "p2.progress"),
    ]
    assert codes(made.publish) == [("publication.not_cleared", None)]


def test_what_was_cleared_is_what_goes_out(house: House) -> None:
    made = drafted(house)
    before = seen(made)
    do(house, lambda: made.edit({"projects": {"2": {"progress": "又开办了三处助餐点。"}}, "overall": {}}))
    assert codes(lambda: made.clear(REVIEW, before)) == [("publication.changed_since_clearing", None)]
    do(house, lambda: made.clear(REVIEW, seen(made)))
    do(house, lambda: made.edit({"projects": {"2": {"progress": "又开办了四处助餐点。"}}, "overall": {}}))
    assert codes(made.publish) == [("publication.not_cleared", None)]


def test_it_is_kept_by_its_bytes_and_corrected_by_another_version(house: House) -> None:
    made = published(house)
    assert codes(lambda: made.edit({"overall": {"progress": "改一改。"}})) == [("disclosure.published_already", None)]
    assert codes(lambda: made.correct("clerical", "", "", "2026-10-09")) == [("form.missing", "reason")]
    do(house, lambda: made.correct("clerical", "数字录错", "督查室", "2026-10-09"))
    do(house, lambda: made.edit({"projects": {"2": {"progress": "实际开办二十三处。"}}, "overall": {}}))
    do(house, lambda: made.clear(REVIEW, seen(made)))
    do(house, made.publish)
    with house.reading() as conn:
        new, old = disclosures.versions(conn, deeds.SLUG, deeds.YEAR, "2026-H1")
    assert (new.number, old.number) == (2, 1)
    for each in (new, old):
        assert sha256(each.content.encode()).hexdigest() == each.sha256
    assert new.told["correction"] == {
        "of": 1, "of_sha256": old.sha256, "reason_kind": new.told["correction"]["reason_kind"], "reason": "数字录错",
        "found_by": "督查室", "found_on": "2026-10-09",
    }  # fmt: skip
    assert old.told["correction"] is None
    assert old.told["projects"][1]["progress"] == SAID["2"]["progress"], "what was said stays said"
    assert new.told["projects"][1]["progress"] == "实际开办二十三处。"
    with psycopg.connect(house.database.owner, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [DISCLOSURES]) == []


def test_the_first_version_is_what_meets_the_half_years_claim(house: House) -> None:
    with house.reading() as conn:
        [programme] = register.programmes(conn, deeds.SLUG)
        waiting = {each.period: each.met_at for each in disclosures.claims(conn, programme)}
    published(house)
    with house.reading() as conn:
        met = {each.period: each.met_by for each in disclosures.claims(conn, programme)}
    assert waiting == {"2026-H2": None}, "released in October in this test: the first half was over before"
    assert met == {"2026-H2": None}
