"""Lamps or words for the public: fixed at release, changed later with a reason that the public reads for ever."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from projects.approval import Approval
from projects.policy import PolicySet
from projects.programme import Programme
from projects.published import PUBLISHED
from tests import deeds
from tests.aggregates import newest, refusal
from tests.web.forms import send, words
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.refusal import SeveralRefused
from web.house import House
from web.wording import told

ROOT = "/testcity/2026"
PAGE = f"{ROOT}/programme"
WHY = {
    "action": "lights",
    "lights": "words",
    "lights_reason": "色觉障碍的市民反映颜色分不清",
    "post-lights": "市政府办公厅主任",
    "decided_on-lights": "2026-10-08",
    "words-lights": "同意。",
    "document-lights": "府办批〔2026〕31号",
}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as made:
        yield made


def page(house: House, path: str) -> Any:
    return deeds.client(house).get(f"{ROOT}/{path}")


def test_a_later_change_is_public_with_its_reason(house: House, database: Database) -> None:
    before = page(house, "projects/1").text
    assert "→ 红" in before and 'class="worded"' not in before
    assert "→ 红" not in page(house, "").text
    desk = deeds.client(house, deeds.account(house, "office"))
    assert send(desk, PAGE, f"{PAGE}/policy", **WHY).status_code == 303
    assert "公众看到的文字" in words(desk.get(PAGE))
    board, card, changes = (page(house, path) for path in ("", "projects/1", "changes/"))
    for shown in (board, card, changes, page(house, "listing")):
        assert 'class="worded"' in shown.text
    assert "→ 严重滞后" in words(card).replace("→", "→ ") and "→ 红" not in card.text
    assert "公布方式由亮灯改为文字：色觉障碍的市民反映颜色分不清。" in words(board)
    said = words(changes)
    assert "由亮灯改为文字。理由：色觉障碍的市民反映颜色分不清。" in said
    assert "市政府办公厅主任2026年10月8日批准，府办批〔2026〕31号" in said
    told = deeds.client(house).get("/api/v1/testcity/2026/projects.json").json()["projects"][0]
    assert told["light"] is None and told["targets"][0]["light"] is None and told["status"] == "far_behind"
    back = {**WHY, "lights": "lamps", "lights_reason": "市民要求恢复颜色"}
    assert send(desk, PAGE, f"{PAGE}/policy", **back).status_code == 303
    assert "→ 红" in page(house, "projects/1").text
    assert "由亮灯改为文字" in words(page(house, "changes/")), "the earlier change stays"
    again = deeds.client(house).get("/api/v1/testcity/2026/projects.json").json()["projects"][0]
    assert again["light"] == again["targets"][0]["light"] == "red"
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [PUBLISHED]) == []


def test_where_only_words_are_published_no_table_names_a_colour(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    """The sealed original keeps what the rule found: its hash is what proves it (decision 0057)."""
    with deeds.house(database, tmp_path) as house:
        deeds.months(
            house, deeds.released(house, policy=PolicySet(public_lights="words", head_releases=False)), "2026-03"
        )
        anybody = deeds.client(house)
        for table in ("projects", "targets", "months"):
            rows = anybody.get(f"/api/v1/{table}?limit=1000").json()["rows"]
            assert rows and {row["light"] for row in rows} == {None}
        project, *_ = anybody.get("/api/v1/projects").json()["rows"]
        assert (project["status"], project["arithmetic"][-6:]) == ("behind", "→ 慢于序时")
        sealed = anybody.get("/api/v1/testcity/2026/published/2026-03.json")
        assert f"SHA-256 {sha256(sealed.content).hexdigest()}" in anybody.get(f"{ROOT}/").text
        assert sealed.json()["projects"][0]["light"] == "yellow"


def test_what_was_published_with_colours_keeps_them_in_the_tables(house: House) -> None:
    """A row is what was published; only what is published after the change is in words alone."""
    anybody, desk = deeds.client(house), deeds.client(house, deeds.account(house, "office"))
    before = anybody.get("/data/testcity/2026/months.csv").content
    assert send(desk, PAGE, f"{PAGE}/policy", **WHY).status_code == 303
    assert anybody.get("/data/testcity/2026/months.csv").content == before and b",red," in before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"lights": "lamps"}, "lights"),
        ({"lights": "disco"}, "lights"),
        ({"lights_reason": ""}, "lights_reason"),
        ({"lights_reason": "长" * 301}, "lights_reason"),
        ({"post-lights": ""}, "post"),
        ({"decided_on-lights": "2027-01-01"}, "decided_on"),
    ],
)
def test_without_reason_or_approval_nothing_changes(house: House, changed: dict[str, str], field: str) -> None:
    desk = deeds.client(house, deeds.account(house, "office"))
    answer = send(desk, PAGE, f"{PAGE}/policy", **{**WHY, **changed})
    assert answer.status_code == 422 and re.search(rf'href="#{field}', answer.text)
    assert "府办批〔2026〕31号" in answer.text, "what was typed is kept"
    assert 'class="worded"' not in page(house, "").text


def test_only_the_office_changes_it(house: House) -> None:
    unit = deeds.client(house, deeds.account(house, "filer", unit="市教育局"))
    assert unit.post(f"{PAGE}/policy", data=WHY).status_code == 403


def prepared(**policy: Any) -> Programme:
    return Programme.prepare("testcity", 2026, "2026年民生实事", policy=PolicySet(**policy))


def test_before_release_it_is_part_of_the_policy_set(clock: FixedClock) -> None:
    approval = Approval("市政府办公厅主任", "2026-01-20", "同意。")
    programme = prepared(public_lights="words")
    assert programme.public_lights == "words"
    assert refusal(programme.switch_public_lights, "lamps", "市民要求", approval)[0] == "programme.state"
    programme.fix_policy(PolicySet())
    assert programme.public_lights == "lamps"
    assert PolicySet.from_dict({"version": "default-2026"}).public_lights == "lamps", "sets from before it was asked"


def test_it_names_all_that_is_wrong_at_once(clock: FixedClock) -> None:
    programme = prepared()
    programme.state = "implementing"
    approval = Approval("市政府办公厅主任", "2026-01-20", "同意。")
    with pytest.raises(SeveralRefused) as refused:
        programme.switch_public_lights("lamps", " ", approval)
    assert [each.field for each in refused.value.refusals] == ["lights", "lights_reason"]
    programme.switch_public_lights("words", "市民要求", approval)
    assert (newest(programme).old, newest(programme).new, programme.public_lights) == ("lamps", "words", "words")


@pytest.mark.parametrize(
    ("arithmetic", "said"),
    [
        ("落后18.5个百分点，阈值10/30（银川2025）→ 黄", "落后18.5个百分点，达到10个百分点 → 慢于序时"),
        ("落后37.3个百分点，阈值10/30.5（本市）→ 红", "落后37.3个百分点，超过30.5个百分点 → 严重滞后"),
        ("领先0.5个百分点，阈值10/30（银川2025）→ 绿", "领先0.5个百分点 → 按序时"),
        ("本期未报送 → 灰", "本期未报送 → 未报送"),
        ("完成时限2026年9月30日已到而未完成 → 红", "完成时限2026年9月30日已到而未完成 → 严重滞后"),
        ("只列示，不定灯 → 不亮灯", "只列示，不定灯 → 不评定"),
    ],
)
def test_words_take_the_place_of_a_colour(arithmetic: str, said: str) -> None:
    assert told(arithmetic) == said
    coloured = told(arithmetic, worded=False)
    assert coloured.split(" → ")[0] == said.split(" → ")[0] and coloured[-1] == arithmetic[-1]
