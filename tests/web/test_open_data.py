"""Open data: published tables as files, the columns they are made of, and nothing that was not published."""

import csv
import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from math import isclose
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import openpyxl
import pytest

from projects.programme import Programme
from tests import deeds
from tests.deeds import TestClient
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.embedded import Server
from web.house import House
from web.open_data import files, spreadsheet
from web.open_data.dataset import TABLES

PLACE = "/data/testcity/2026/"


@pytest.fixture(scope="module")
def shared(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with deeds.looked_at(server, template, tmp_path_factory.mktemp("shared")) as made:
        yield made


@pytest.fixture
def anybody(shared: House) -> TestClient:
    return deeds.client(shared)


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """January and February published, the test's own."""
    with deeds.through("2026-02", database, tmp_path) as made:
        yield made


def rows(answer: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.decode())))


def test_projects_and_figures_are_tables_of_what_was_published(anybody: TestClient) -> None:
    projects = rows(anybody.get(f"{PLACE}projects.csv").content)
    assert [(row["number"], row["title"], row["lead_unit"], row["period"]) for row in projects] == [
        ("1", "既有住宅加装电梯300部", "市住房城乡建设局", "2026-08"),
        ("2", "建设社区养老服务点40个", "市民政局", "2026-08"),
        ("3", "新建中学1所", "市教育局", "2026-08"),
    ]
    assert (projects[0]["status"], projects[0]["progress"], projects[0]["planned_progress"]) == (
        "far_behind", "32", "66.66666666666667",
    )  # fmt: skip
    figures = rows(anybody.get(f"{PLACE}figures.csv").content)
    lifts = [row for row in figures if row["number"] == "1" and row["target_no"] == "1"]
    assert [(row["as_of"], row["value"], row["unit"]) for row in lifts] == [
        ("2026-02-28", "24", "部"), ("2026-03-31", "36", "部"), ("2026-04-30", "48", "部"), ("2026-05-31", "60", "部"),
        ("2026-06-30", "72", "部"), ("2026-07-31", "84", "部"), ("2026-08-31", "96", "部"),
    ]  # fmt: skip


def test_a_row_tells_since_which_publication_it_stands_so(shared: House, anybody: TestClient) -> None:
    """A figure keeps the position of the month that published it; a project's row has that of its last change."""
    figures = rows(anybody.get(f"{PLACE}figures.csv").content)
    stood = {row["as_of"]: int(row["log_position"]) for row in figures if row["number"] == "1"}
    with shared.reading() as conn:
        known = {
            row["as_of"].isoformat(): row["position"]
            for row in conn.execute(
                "SELECT as_of, position FROM projects_published_content WHERE as_of IS NOT NULL"
            ).fetchall()
        }
    assert stood == known and len(stood) == 7


def test_what_is_filed_and_not_published_is_in_no_file(house: House) -> None:
    anybody = deeds.client(house)
    programme = Programme.create_id(deeds.SLUG, deeds.YEAR)
    lifts = UUID(house.ledger.get(Programme, programme).projects["1"])
    before = anybody.get(f"{PLACE}figures.csv")
    deeds.filed(house, programme, "2026-03", lifts, "1", "7777")
    after = anybody.get(f"{PLACE}figures.csv")
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])
    assert "2026-03" not in after.text


def test_with_a_bom_a_file_is_the_same_after_it(anybody: TestClient) -> None:
    for table in TABLES:
        plain, marked = (anybody.get(f"{PLACE}{table}{ending}").content for ending in (".csv", ".bom.csv"))
        assert marked == b"\xef\xbb\xbf" + plain


def test_all_holds_every_programme_one_after_the_other(house: House) -> None:
    anybody = deeds.client(house)
    deeds.released(house, "second")
    every = rows(anybody.get("/data/all/projects.csv").content)
    assert [(row["jurisdiction"], row["number"]) for row in every] == [
        (slug, number) for slug in ("testcity", "second") for number in "123"
    ]


def test_a_table_has_the_columns_of_the_dictionary(anybody: TestClient) -> None:
    dictionary = rows(anybody.get(f"{PLACE}dictionary.csv").content)
    page = anybody.get("/data/dictionary").text
    for table in TABLES:
        head = anybody.get(f"{PLACE}{table}.csv").text.splitlines()[0].split(",")
        told = [row for row in dictionary if row["table"] == table]
        assert [row["column"] for row in told] == head
        for row in told:
            assert all(row[name] for name in ("title", "type", "meaning", "source")), row
            assert f"<code>{row['column']}</code>" in page


def test_the_pages_lead_to_every_file(anybody: TestClient) -> None:
    first = anybody.get("/data/").text
    assert 'href="testcity/2026/"' in first and 'href="all/figures.csv"' in first
    assert "本站还没有写明许可条款" in first
    own = anybody.get(PLACE).text
    for table in TABLES:
        assert f'href="./{table}.csv"' in own and f'href="./{table}.bom.csv"' in own


def test_the_operators_licence_is_told(shared: House) -> None:
    told = {"data_licence": "公共数据开放许可（署名）", "data_licence_url": "https://example.org/licence"}
    licensed = replace(shared, settings=shared.settings.model_copy(update=told))
    anybody = deeds.client(licensed)
    for page in ("/data/", PLACE):
        assert '<a href="https://example.org/licence">公共数据开放许可（署名）</a>' in anybody.get(page).text


@pytest.mark.parametrize(
    "path", ["/data/nowhere/2026/", "/data/testcity/2025/", "/data/testcity/20x6/", f"{PLACE}none.csv",
             f"{PLACE}projects.exe", f"{PLACE}projects", "/data/all/none.csv"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(anybody: TestClient, path: str) -> None:
    assert anybody.get(path).status_code == 404


def test_spreadsheet_and_lines_hold_the_same_rows_as_the_csv(anybody: TestClient) -> None:
    """Compared cell by cell as text; a spreadsheet's day is a day."""
    for table, made in TABLES.items():
        plain = rows(anybody.get(f"{PLACE}{table}.csv").content)
        lines = [json.loads(line) for line in anybody.get(f"{PLACE}{table}.jsonl").text.splitlines()]
        assert [{name: as_text(value) for name, value in line.items()} for line in lines] == plain
        book = openpyxl.load_workbook(io.BytesIO(anybody.get(f"{PLACE}{table}.xlsx").content))
        head, *cells = book[made.title].iter_rows(values_only=True)
        for row, told in zip(cells, plain, strict=True):
            assert all(alike(cell, told[str(name)]) for name, cell in zip(head, row, strict=True)), (row, told)
        assert [row[0].value for row in list(book["各列含义"].iter_rows())[1:]] == list(head)


def alike(cell: Any, told: str) -> bool:
    """A spreadsheet keeps fifteen digits of a number."""
    return isclose(cell, float(told), rel_tol=1e-14) if isinstance(cell, float) else as_text(cell) == told


def as_text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return value.date().isoformat() if isinstance(value, datetime) else str(value)


def test_the_package_is_a_valid_data_package_with_the_same_tables(anybody: TestClient, tmp_path: Path) -> None:
    """Read by the reference library: every table, every row against its column's type and limits, sizes and hashes."""
    (tmp_path / "package.zip").write_bytes(anybody.get(f"{PLACE}package.zip").content)
    with zipfile.ZipFile(tmp_path / "package.zip") as parts:
        parts.extractall(tmp_path)
    report = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "--json", str(tmp_path / "datapackage.json")],
        stdout=subprocess.PIPE, check=False,
    )  # fmt: skip
    told = json.loads(report.stdout)
    assert told["valid"], [task["errors"] for task in told["tasks"]] or told["errors"]
    counted = {task["place"]: task["stats"].get("rows", 0) for task in told["tasks"]}
    assert counted["figures.csv"] == len(rows(anybody.get(f"{PLACE}figures.csv").content)) == 42
    assert set(counted) == {f"{table}.csv" for table in TABLES}
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)


def test_the_sums_are_those_of_the_files(anybody: TestClient) -> None:
    lines = [line.split("  ") for line in anybody.get(f"{PLACE}SHA256SUMS").text.splitlines()]
    assert len(lines) == 4 * len(TABLES) + 3
    for told, name in lines:
        assert sha256(anybody.get(f"{PLACE}{name}").content).hexdigest() == told, name


def test_the_same_rows_give_the_same_bytes(anybody: TestClient) -> None:
    before = {name: anybody.get(f"{PLACE}{name}").content for name in ("projects.xlsx", "package.zip")}
    files.content.cache_clear()
    time.sleep(2.1)  # a zip's own clock ticks every two seconds
    assert {name: anybody.get(f"{PLACE}{name}").content for name in before} == before


def test_what_begins_like_a_formula_stays_text() -> None:
    made = spreadsheet.written(
        TABLES["projects"], [{**TABLES["projects"].example(), "title": "=1+1", "note": "\x07@x"}]
    )
    (row,) = list(openpyxl.load_workbook(io.BytesIO(made))["项目"].iter_rows(min_row=2))
    cells = dict(zip(TABLES["projects"].names, row, strict=True))
    assert (cells["title"].value, cells["title"].data_type, cells["note"].value) == ("=1+1", "s", "@x")


def test_every_example_is_a_row_of_its_schema(anybody: TestClient) -> None:
    """And so is every row that is given out."""
    for name, table in TABLES.items():
        check = jsonschema.Draft202012Validator(
            table.row_schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        check.validate(table.example())
        for line in anybody.get(f"{PLACE}{name}.jsonl").text.splitlines():
            check.validate(json.loads(line))


def test_public_events_are_sentences_in_the_order_they_became_public(anybody: TestClient) -> None:
    events = rows(anybody.get(f"{PLACE}events.csv").content)
    positions = [int(row["log_position"]) for row in events]
    assert positions == sorted(positions)
    assert [row["what"] for row in events if not row["number"]] == ["清单公布", *["月度进展公布"] * 7]
    lifts = [row for row in events if row["number"] == "1"]
    assert lifts[0]["what"] == "清单公布" and "300部" in lifts[0]["sentence"]
    assert lifts[-1]["what"] == "2026年8月进展公布" and "累计96部" in lifts[-1]["sentence"]
    assert len(lifts) == 8


def test_months_keep_what_was_judged_then(anybody: TestClient) -> None:
    months = [row for row in rows(anybody.get(f"{PLACE}months.csv").content) if row["number"] == "3"]
    assert [(row["period"], row["report"]) for row in months] == [
        (f"2026-{month:02}", "accepted") for month in range(2, 9)
    ]
    assert months[-1]["status"] == "finished"


def test_documents_lead_to_what_they_name(anybody: TestClient) -> None:
    documents = rows(anybody.get(f"{PLACE}documents.csv").content)
    assert [row["kind"] for row in documents] == ["list", *["month"] * 7]
    for row in documents:
        answer = anybody.get(row["address"])
        assert sha256(answer.content).hexdigest() == row["sha256"]
        assert answer.headers["content-type"].startswith(row["media_type"])
