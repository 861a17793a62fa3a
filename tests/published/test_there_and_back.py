"""What governments published comes out of the interface and of the spreadsheet as it went in, every figure and word."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import snapshot, workbook, written_list
from tests.published import facts
from tests.published.facts import PROGRAMMES, Facts, Published
from web import export
from web.house import House

EACH = pytest.mark.parametrize("of", PROGRAMMES, ids=lambda of: of.path)


def test_no_programme_of_the_files_is_left_out() -> None:
    in_files = set().union(*(facts.named(name) for name in ("projects", "targets", "progress", "progress_regions")))
    assert in_files | facts.named("milestones") == {(of.name, str(of.year)) for of in PROGRAMMES}
    assert facts.named("status_counts") <= in_files


def _same(found: Facts, of: Published) -> None:
    wanted = facts.expected(of)
    assert wanted.projects
    for name in ("projects", "targets", "values", "regions", "milestones"):
        assert getattr(found, name) == getattr(wanted, name), name


def _programme(reader: Any, of: Published) -> Any:
    answer = reader.get(f"/api/v1/{of.path}/projects.json")
    assert answer.status_code == 200
    return json.loads(answer.text, parse_float=Decimal, parse_int=Decimal)


@EACH
def test_the_json_gives_every_published_fact(reader: Any, of: Published) -> None:
    _same(facts.from_json(_programme(reader, of)), of)


@EACH
def test_the_tables_give_every_published_fact(reader: Any, of: Published) -> None:
    names = ("projects", "regions", "milestones")
    _same(facts.from_csv(*(reader.get(f"/api/v1/{of.path}/{name}.csv").text for name in names)), of)


@EACH
def test_the_exported_sheet_gives_every_published_fact(library: House, of: Published) -> None:
    listing = export.listing(library.ledger, of.slug, of.year)
    content = written_list.write(listing)
    _same(facts.from_xlsx(content), of)
    assert workbook.read(content, published=True) == listing


@EACH
def test_nothing_is_judged_or_reckoned(reader: Any, of: Published) -> None:
    """No light and no percent of ours (domain.md 4.2): what is there was printed."""
    for project in _programme(reader, of)["projects"]:
        for judged in [project, *project["targets"]]:
            assert {judged[name] for name in ("light", "progress", "planned_progress", "deviation_pp")} == {None}
        assert project["status"] is None


@EACH
def test_stages_and_parts_read_from_the_words_come_out(reader: Any, of: Published) -> None:
    stages: dict[tuple[str, ...], str] = {}
    parents: dict[tuple[str, ...], str] = {}
    for project in _programme(reader, of)["projects"]:
        for target in project["targets"]:
            key = (of.name, str(of.year), project["number"], target["no"])
            if target["parent"]:
                parents[key] = target["parent"]
            stages |= {(*key, each["as_of"]): each["stage"] for each in target["values"] if each["stage"]}
    assert stages == {key: stage for key, stage in facts.STAGES.items() if key[:2] == (of.name, str(of.year))}
    assert parents == {key: no for key, no in facts.PARENTS.items() if key[:2] == (of.name, str(of.year))}


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**20), max_value=10**20))
def test_no_digit_is_lost_on_the_way_into_json(figure: Decimal) -> None:
    """A number where a JSON number holds it all, else its text: either way the very figure comes out of the bytes."""
    stored = json.loads(snapshot.canonical({"value": snapshot.written(str(figure))}))["value"]
    assert Decimal(str(stored)) == figure
    few = abs(figure) < 1000 and figure == figure.quantize(Decimal("0.001"))
    assert isinstance(stored, str) <= (not few)


@pytest.mark.parametrize(
    ("text", "stored"), [("3.57", 3.57), ("42621", 42621), ("0.1234567890123456789", "0.1234567890123456789")]
)
def test_a_figure_is_a_number_wherever_one_can_hold_it(text: str, stored: object) -> None:
    assert snapshot.written(text) == stored and type(snapshot.written(text)) is type(stored)


def test_the_guide_names_every_column_for_what_was_printed() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "published.md").read_text("utf-8")
    printed = ("数字原文", "公布评价", "评价范围", "报送单位", "口径", "任务原文", "备注", "单位原文", "来源")
    assert not [column for column in printed if column not in guide]
    assert "status_counts.csv" in guide
