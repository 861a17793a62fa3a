"""An opinion: whose and on what, answered with a reason, public with its answer. Today is 9 October 2026."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from projects import register
from projects.approval import Approval, Review
from projects.programme import Programme
from supervision import opinions
from supervision.opinion import Opinion
from supervision.opinions import OPINIONS
from tests import deeds, visiting
from tests.aggregates import newest, refusal
from tests.deeds import TestClient
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.refusal import SeveralRefused
from web.house import House

pytestmark = pytest.mark.usefixtures("clock")
REVIEW = Review("主动公开", "可以公开。", "督查室副主任", Approval("分管副主任", "2026-10-09", "同意。"))


def recorded(**changed: Any) -> Opinion:
    said = {
        "occasion": "座谈点评",
        "held_on": "2026-10-08",
        "speaker": "人大代表07",
        "words": " 午餐时间再延长半小时。 ",
    }
    return Opinion.record(("p", "testcity", 2026), "project-2", "unit-2", **{**said, **changed})


def test_an_opinion_is_recorded_with_whose_it_is_and_answered_with_a_reason() -> None:
    opinion = recorded()
    event = newest(opinion, project="project-2", unit="unit-2", programme="p")
    assert (event.speaker, event.words) == ("人大代表07", "午餐时间再延长半小时。")
    assert refusal(opinion.clear, REVIEW)[0] == "opinion.unanswered"
    with pytest.raises(SeveralRefused, match=r"opinion.verdict, opinion.answer"):
        opinion.answer("perhaps", " ")
    opinion.answer("declined", "人手不够。")
    opinion.answer("partly", "周末先延长。")
    assert newest(opinion).verdict == "partly"
    opinion.clear(REVIEW)
    assert refusal(opinion.answer, "adopted", "都延长")[0] == "opinion.public_already"
    assert refusal(opinion.clear, REVIEW)[0] == "opinion.public_already"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"occasion": "闲谈"}, "opinion.occasion"), ({"held_on": "2026-10-10"}, "opinion.day"),
        ({"held_on": ""}, "opinion.day"), ({"speaker": "某某"}, "opinion.speaker"), ({"words": " "}, "opinion.words"),
    ],
)  # fmt: skip
def test_an_opinion_that_lacks_something_is_refused(changed: dict[str, str], code: str) -> None:
    assert refusal(recorded, **changed)[0] == code


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def post(client: TestClient, path: str, **form: str) -> tuple[int, str]:
    page = client.get(ROOT).text
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    answer = client.post(path, data={"csrf": csrf, **form})
    return answer.status_code, answer.text


ROOT = f"/{deeds.SLUG}/{deeds.YEAR}/opinions"
CARD = f"/{deeds.SLUG}/{deeds.YEAR}/projects/2"


def test_the_unit_answers_by_a_day_and_the_public_reads_opinion_and_answer_once_cleared(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    unit = deeds.client(house, deeds.account(house, "filer", unit="市民政局"))
    other = deeds.client(house, deeds.account(house, "filer", unit="市教育局"))
    project = house.ledger.get(Programme, Programme.create_id(deeds.SLUG, deeds.YEAR)).projects["2"]
    said = {"occasion": "座谈点评", "held_on": "2026-10-08", "project": project, "words": "午餐时间再延长半小时。"}
    assert post(office, ROOT, **said, speaker="某某")[0] == 422
    plan = visiting.approved(visiting.project(house), method="座谈点评")
    house.carry_out(SYSTEM, None, ["plan"], lambda: ([plan], {}))
    assert post(office, ROOT, **said, speaker="市民代表", plan=str(plan.id))[0] == 303
    with house.reading() as conn:
        programme = register.programme(conn, deeds.SLUG, deeds.YEAR)
        assert programme
        (row,) = opinions.of_programme(conn, programme.id)
        (claim,) = opinions.claims(conn, programme)
    assert (claim.owner, claim.kind, claim.met_at) == ("市民政局", "opinion_answer", None)
    assert "午餐时间" not in other.get(ROOT).text
    assert row.plan == str(plan.id) and f"inspection-plans/{plan.id}" in office.get(ROOT).text
    mine = unit.get(ROOT).text
    assert "午餐时间再延长半小时。" in mine and "市民代表" in mine
    answer = {f"verdict-{row.id}": "adopted", f"answer-{row.id}": ""}
    status, page = post(unit, f"{ROOT}/{row.id}/answer", **answer)
    assert status == 422 and "请写明" in page
    assert post(unit, f"{ROOT}/{row.id}/answer", **{**answer, f"answer-{row.id}": "下周起延长到十三点。"})[0] == 303
    history, events = f"{CARD}/history", "/api/v1/events?number=2"
    for public in (CARD, history, events):
        assert "午餐时间" not in deeds.client(house).get(public).text
    review = {
        "attribute": "主动公开",
        "opinion": "不涉密",
        "opinion_post": "副主任",
        "post": "分管副主任",
        "decided_on": "2026-10-09",
    }
    assert post(office, f"{ROOT}/{row.id}/clear", **review)[0] == 303
    card = deeds.client(house).get(CARD).text
    assert "午餐时间再延长半小时。" in card and "下周起延长到十三点。" in card and "采纳" in card
    assert "公开意见和答复" in deeds.client(house).get(history).text
    (told,) = [each for each in deeds.client(house).get(events).json()["rows"] if each["what"] == "公开意见和答复"]
    assert told["sentence"] == (
        "市民代表在2026年10月8日座谈点评提出：午餐时间再延长半小时。牵头单位答复（采纳）：下周起延长到十三点。"
    )
    with house.reading() as conn:
        assert next(iter(opinions.claims(conn, programme))).met_by == "opinion.answered"
        assert rebuild.check(house.ledger, conn, [OPINIONS]) == []
