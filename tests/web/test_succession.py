"""After a hand-over: each past month names who led then, the card who leads now, and only the new unit files."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import handover, published, register, reports
from projects.handover import Order
from projects.month import Changed, Month
from projects.programme import Programme
from projects.project import Project
from projects.reorganisations import REORGANISATIONS
from supervision.document import BULLETIN
from supervision.paperwork import Paperwork, Writer
from tests import deeds
from tests.web.forms import words
from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.refusal import Refused
from web import export
from web.house import House

PROGRAMME = Programme.create_id("testcity", 2026)
OLD, NEW = "市民政局", "市教育局"
CARD, FILING = "/testcity/2026/projects/2", "/testcity/2026/filing/2026-09"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """On 9 October, August is public; project 2 is led by 市民政局."""
    with deeds.through_august(database, tmp_path) as made:
        clock.set(datetime(2026, 10, 9, 10, tzinfo=SHANGHAI))
        yield made


def _unit(house: House, name: str) -> str:
    with house.reading() as conn:
        return register.unit_called(conn, "testcity")[name]


def _project(house: House, number: str = "2") -> UUID:
    return UUID(house.ledger.get(Programme, PROGRAMME).projects[number])


def _fill(browser: Any, action: str, files: Any = None, **fields: str) -> Any:
    """The filing page's form, with all it hides."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', browser.get(FILING).text))
    return browser.post(FILING, data={**hidden, "action": action, **fields}, files=files)


def _order(house: House, kind: str, day: str, name: str, **more: Any) -> None:
    moves = {str(_project(house)): name} if kind == "hand_over" else {}
    order = Order(kind, "某政发〔2026〕9号", day, (_unit(house, OLD),), (name,), moves=moves, **more)
    act = lambda: handover.reorganise(house.ledger, "testcity", order, deeds.REVIEW)  # noqa: E731
    house.carry_out(SYSTEM, None, ["order"], act, alone=True)


def _lead_on_card(page: Any) -> str:
    """What stands beside 牵头单位 in the list of who answers."""
    text = words(page).split("责任体系", 1)[1]
    return text.split("牵头单位", 1)[1].split("承办单位", 1)[0]


def _rest_is_published(house: House, clock: FixedClock) -> None:
    """September and October as planned, published in November by whoever leads."""
    clock.set(datetime(2026, 11, 9, 9, tzinfo=SHANGHAI))
    for period, value in (("2026-09", {"1": 108, "2": 36, "3": 1}), ("2026-10", {"1": 120, "2": 40, "3": 1})):
        for number, id in house.ledger.get(Programme, PROGRAMME).projects.items():
            deeds.filed(house, PROGRAMME, period, UUID(id), number, str(value[number]))
        ids = [UUID(id) for id in house.ledger.get(Programme, PROGRAMME).projects.values()]
        for step in ("accept", "clear", "publish"):
            house.carry_out(SYSTEM, None, [step], partial(_step, house, period, step, ids))


def _step(house: House, period: str, step: str, ids: list[UUID]) -> Changed:
    month = Month(house.ledger, PROGRAMME, period)
    if step == "accept":
        return month.accept(ids, "office")
    return month.clear(deeds.REVIEW) if step == "clear" else month.publish()


def test_a_day_to_come_is_announced_and_takes_effect_by_itself(house: House, clock: FixedClock) -> None:
    public = deeds.client(house)
    before = public.get("/api/v1/testcity/2026/projects.json")
    _order(house, "hand_over", "2026-11-01", NEW)
    assert _lead_on_card(public.get(CARD)).startswith(OLD)
    assert f"牵头单位{OLD}，2026年11月1日起由{NEW}牵头（某政发〔2026〕9号）。" in words(public.get(CARD))
    assert f"原牵头单位{OLD}" not in words(public.get(CARD))
    assert public.get("/testcity/2026/").text.count(f'<p class="unit">{NEW}') == 1, "it leads project 3 only"
    clock.set(datetime(2026, 11, 1, 0, 1, tzinfo=SHANGHAI))
    page = public.get(CARD)
    assert _lead_on_card(page).startswith(NEW)
    assert f"原牵头单位{OLD}，2026年11月1日起由{NEW}牵头（某政发〔2026〕9号）。" in words(page)
    assert "责任人市教育局局长" in words(page), "written with the new unit's name"
    assert words(page).count(f"牵头单位{OLD}；") == 7, "each of the seven months published says who led then"
    assert f"11月1日起由{NEW}牵头" in words(public.get("/testcity/2026/"))
    again = public.get("/api/v1/testcity/2026/projects.json", headers={"if-none-match": before.headers["etag"]})
    assert again.status_code == 200, "whoever kept a copy gets the new one"


def test_what_was_published_keeps_its_bytes(house: House, clock: FixedClock) -> None:
    with house.reading() as conn:
        kept = published.content(conn, "testcity", 2026, "2026-08")
    _order(house, "merge", "2026-02-01", "市社会事业局")
    with house.reading() as conn:
        now = published.content(conn, "testcity", 2026, "2026-08")
    assert kept is not None and now is not None and now["content"] == kept["content"]
    assert sha256(now["content"].encode()).hexdigest() == kept["sha256"]
    page = deeds.client(house).get(CARD)
    assert _lead_on_card(page).startswith("市社会事业局"), "recorded after the publication, so it is told beside it"
    assert words(page).count(f"牵头单位{OLD}；") == 7


def test_each_month_names_who_led_at_its_end(house: House, clock: FixedClock) -> None:
    _order(house, "hand_over", "2026-10-15", NEW)
    _rest_is_published(house, clock)
    public = deeds.client(house)
    page = words(public.get(CARD))
    assert page.count(f"牵头单位{OLD}；") == 8, "January to September, the first two as one"
    answer = public.get("/api/v1/testcity/2026/projects.json").json()
    project = next(each for each in answer["projects"] if each["number"] == "2")
    assert project["lead_unit"] == NEW
    assert project["lead_unit_changes"] == [
        {
            "effective_on": "2026-10-15",
            "kind": "hand_over",
            "previous": OLD,
            "lead_unit": NEW,
            "document": "某政发〔2026〕9号",
        }
    ]
    then = {value["as_of"]: value["lead_unit"] for value in project["targets"][0]["values"]}
    assert (then["2026-02-28"], then["2026-09-30"], then["2026-10-31"]) == (OLD, OLD, NEW)
    rows = list(csv.DictReader(io.StringIO(public.get("/api/v1/testcity/2026/projects.csv").text)))
    told = {row["as_of"]: row["lead_unit"] for row in rows if row["number"] == "2" and row["no"] == "1"}
    assert (told["2026-08-31"], told["2026-09-30"], told["2026-10-31"]) == (OLD, OLD, NEW)


def test_the_paper_of_a_month_and_the_sheet_name_who_led_then(house: House, clock: FixedClock) -> None:
    _order(house, "rename", "2026-10-15", "市民政和社会工作局")
    _rest_is_published(house, clock)
    with house.reading() as conn:
        contents = {key: published.content(conn, "testcity", 2026, key) for key in ("2026-09", "2026-10")}
    leads = {
        key: next(p["lead_unit"] for p in json.loads(found["content"])["projects"] if p["number"] == "2")
        for key, found in contents.items()
        if found
    }
    assert leads == {"2026-09": OLD, "2026-10": "市民政和社会工作局"}
    assert _annexed(house, "2026-09") == OLD and _annexed(house, "2026-10") == "市民政和社会工作局"
    sheet = export.listing(house.ledger, "testcity", 2026)
    assert next(row.lead_unit for row in sheet.projects if row.number == "2") == "市民政和社会工作局"
    said = {row.as_of.isoformat(): row.reported_by for row in sheet.values if row.project == "2" and row.as_of}
    assert (said["2026-09-30"], said["2026-10-31"]) == (OLD, None)


def _annexed(house: House, period: str) -> str:
    """The leading unit of project 2 in the annex of the month's bulletin."""
    paper = Paperwork(house.ledger, BULLETIN, "testcity", 2026, period)
    house.carry_out(SYSTEM, None, ["draft"], lambda: paper.draft(Writer("zhao", "督查室"), house.days()))
    document = paper.document()
    assert document is not None
    row = next(row for row in document.facts["annex"]["rows"] if row[0] == "2")
    return str(row[9])


def test_from_the_day_on_only_the_new_unit_files_whatever_the_month(house: House, clock: FixedClock) -> None:
    old = deeds.client(house, deeds.account(house, "filer", unit=OLD))
    new = deeds.client(house, deeds.account(house, "filer", unit=NEW))
    _order(house, "hand_over", "2026-10-20", NEW)
    kept = _fill(old, "save", **{"2.values.1": "35", "2.text": "九月累计35个。"})
    assert kept.status_code == 303
    assert "建设社区养老服务点" not in new.get(FILING).text

    clock.set(datetime(2026, 10, 21, 9, tzinfo=SHANGHAI))
    old = deeds.client(house, deeds.account(house, "filer", unit=OLD, login="old-2"))
    new = deeds.client(house, deeds.account(house, "filer", unit=NEW, login="new-2"))
    page = old.get(FILING)
    assert "已移交" in words(page) and f"现由{NEW}牵头和报送" in words(page) and "九月累计35个。" in words(page)
    assert 'name="2.values.1"' not in page.text and "现在没有牵头的项目" in words(page)
    assert "9月没有由本单位牵头报送的项目" in words(old.get("/desk"))
    forged = _fill(old, "submit:2", **{"2.values.1": "36", "2.text": "伪。"})
    assert forged.status_code in (200, 422) and _report(house).content["values"]["1"] == "35"

    assert 'value="35"' in new.get(FILING).text, "the draft went along"
    done = _fill(new, "submit:2", **{"2.values.1": "36", "2.text": "九月累计36个。"})
    assert done.status_code == 303
    report = _report(house)
    assert (report.state, report.unit, report.content["values"]["1"]) == ("submitted", _unit(house, NEW), "36")
    assert "已移交" not in words(old.get(FILING)), "the new unit's own work is not the old one's to read"
    assert "项目2累计32。" in words(old.get("/testcity/2026/filing/2026-08")), "what it filed itself it may read"


def _report(house: House) -> reports.ReportRow:
    with house.reading() as conn:
        found = reports.one(conn, str(_project(house)), "2026-09")
    assert found is not None
    return found


def test_evidence_is_read_by_whoever_filed_it_and_whoever_leads_now(house: House, clock: FixedClock) -> None:
    sha = house.store.put(b"%PDF-1.7 a receipt")
    old = deeds.client(house, deeds.account(house, "filer", unit=OLD))
    third = deeds.client(house, deeds.account(house, "filer", unit="市住房城乡建设局"))
    new = deeds.client(house, deeds.account(house, "filer", unit=NEW))
    receipt = {"2.evidence": ("验收单.pdf", b"%PDF-1.7 a receipt", "application/pdf")}
    sent = _fill(old, "save", receipt, **{"2.values.1": "35"})
    assert sent.status_code == 303
    path = f"/evidence/{sha}"
    assert [each.get(path).status_code for each in (old, new, third)] == [200, 404, 404]
    _order(house, "hand_over", "2026-10-09", NEW)
    assert [each.get(path).status_code for each in (old, new, third)] == [200, 200, 404]


def test_an_approved_change_of_units_rests_on_who_answers_on_its_day(house: House, clock: FixedClock) -> None:
    """A hand-over is ordered for November; what is approved for October leaves November's order in force."""
    _order(house, "hand_over", "2026-11-01", NEW)
    project = house.ledger.get(Project, _project(house))
    with pytest.raises(Refused, match=r"adjustment\.nothing_new"):
        project.alter_course(
            "responsibility",
            {
                "lead_unit": _unit(house, OLD),
                "supporting_units": [],
                "implementing_units": [_unit(house, "东湖区政府")],
            },
            reason_code="institution_change",
            reason="职能划转。",
            effective_on="2026-10-15",
            approval=deeds.APPROVAL,
        )


def test_a_change_of_who_supports_is_told_on_the_card_and_leaves_the_lead_alone(
    house: House, clock: FixedClock, database: Database
) -> None:
    """市民政局 supports project 3 beside leading project 2; merged into a new bureau, both are told, each as it is."""
    project = house.ledger.get(Project, _project(house, "3"))
    answers = dict(project.responsibility_on("2026-10-09"))
    project.assign(**{**answers, "supporting_units": [_unit(house, OLD)], "effective_on": "2026-10-01"})
    house.carry_out(SYSTEM, None, ["support"], lambda: ([project], {}))
    _order(house, "merge", "2026-11-01", "市社会事业局")
    public, card = deeds.client(house), "/testcity/2026/projects/3"
    said = f"协办单位{OLD}，2026年11月1日起由市社会事业局协办（某政发〔2026〕9号）。"
    assert said in words(public.get(card)) and f"原{said}" not in words(public.get(card))
    assert "市社会事业局牵头" not in words(public.get(card)) and "市社会事业局协办" not in words(public.get(CARD))
    clock.set(datetime(2026, 11, 1, 9, tzinfo=SHANGHAI))
    assert f"原{said}" in words(public.get(card))
    told = public.get("/api/v1/testcity/2026/projects.json").json()["projects"]
    assert [len(each["lead_unit_changes"]) for each in told] == [0, 1, 0]
    listed = deeds.client(house, deeds.account(house, "office")).get("/testcity/units")
    assert "移交的1个牵头项目" in words(listed)
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [REORGANISATIONS]) == []


def test_a_supporting_unit_that_is_renamed_is_told_like_a_leading_one(house: House, clock: FixedClock) -> None:
    """市民政局 leads project 2 and supports project 3; the post that answers for project 3 is not its own."""
    project = house.ledger.get(Project, _project(house, "3"))
    answers = dict(project.responsibility_on("2026-10-09"))
    project.assign(**{**answers, "supporting_units": [_unit(house, OLD)], "effective_on": "2026-10-01"})
    house.carry_out(SYSTEM, None, ["support"], lambda: ([project], {}))
    before = house.ledger.get(Project, _project(house, "3")).responsibilities
    _order(house, "rename", "2026-11-01", "市民政和老龄局")
    public, card = deeds.client(house), "/testcity/2026/projects/3"
    said = f"协办单位{OLD}，2026年11月1日起更名为市民政和老龄局（某政发〔2026〕9号）。"
    assert said in words(public.get(card)) and f"原{said}" not in words(public.get(card))
    assert f"牵头单位{OLD}，2026年11月1日起更名为市民政和老龄局" in words(public.get(CARD))
    clock.set(datetime(2026, 11, 1, 9, tzinfo=SHANGHAI))
    assert f"原{said}" in words(public.get(card)) and "协办单位变更" in words(public.get(card + "/history"))
    assert house.ledger.get(Project, _project(house, "3")).responsibilities == before, "nothing was handed over"
