"""A package of open data taken in elsewhere: the same files again, or nothing at all."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from projects import deposit
from projects.cell import Faults
from tests import deeds
from tests.deeds import TestClient
from tests.web.forms import words
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.embedded import Server
from tracker.event import SYSTEM
from web import command_line
from web.house import House
from web.open_data import archive, csv_file, dataset, files, package, parcel
from web.open_data.dataset import TABLES
from web.open_data.table import Table

PLACE = "/data/testcity/2026/"


@pytest.fixture(scope="module")
def house(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with deeds.looked_at(server, template, tmp_path_factory.mktemp("origin")) as made:
        yield made


@pytest.fixture(scope="module")
def packed(house: House) -> bytes:
    answer = deeds.client(house).get(f"{PLACE}package.zip")
    assert answer.status_code == 200
    return bytes(answer.content)


@pytest.fixture
def empty(database: Database, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """An empty ledger that the command line finds."""
    monkeypatch.setenv("TRACKER_DATABASE_URL", database.app)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    with deeds.house(database, tmp_path / "data") as made:
        yield made


def command(*said: str, code: int = 0) -> str:
    answer = CliRunner().invoke(command_line.app, [*said], env={"COLUMNS": "400"})
    assert answer.exit_code == code, answer.output
    return answer.output


def every_file(anybody: TestClient) -> dict[str, bytes]:
    return {name: anybody.get(f"{PLACE}{name}").content for name in files.NAMES}


def test_every_file_goes_out_again_as_it_came(house: House, packed: bytes, empty: House, tmp_path: Path) -> None:
    """Out of a ledger, into an empty one, out again: every file of every table, byte for byte."""
    (tmp_path / "package.zip").write_bytes(packed)
    before = every_file(deeds.client(house))
    told = command("import", str(tmp_path / "package.zip"), "--dry-run")
    assert "检查通过，未写入：某市2026年民生实事，12张表" in told
    anybody = deeds.client(empty)
    assert anybody.get(PLACE).status_code == 404
    assert "已存档 某市2026年民生实事" in command("import", str(tmp_path / "package.zip"), "--note", "自旧网站下载")
    after = every_file(anybody)
    assert {name for name in before if before[name] != after[name]} == set()
    assert len(before[files.PACKAGE]) > 5000
    command("export", str(tmp_path / "again.zip"), "--jurisdiction", "testcity", "--year", "2026")
    assert (tmp_path / "again.zip").read_bytes() == packed
    assert "已经存档，只供查看" in command("import", str(tmp_path / "package.zip"), code=1)


def test_a_folder_of_all_files_is_taken_as_well(house: House, empty: House, tmp_path: Path) -> None:
    folder = tmp_path / "2026"
    folder.mkdir()
    before = every_file(deeds.client(house))
    for name, content in {**before, "index.html": b"<p>"}.items():
        (folder / name).write_bytes(content)
    command("import", str(folder))
    assert every_file(deeds.client(empty)) == before


def test_a_deposit_is_shown_with_where_it_is_from_and_kept_apart(packed: bytes, empty: House, tmp_path: Path) -> None:
    """Its places on the ledger are another ledger's: it is in no table of all, and in no answer that did not ask for
    it by government and year."""
    (tmp_path / "package.zip").write_bytes(packed)
    command("import", str(tmp_path / "package.zip"), "--note", "自旧网站下载")
    deeds.released(empty, "othercity")
    anybody = deeds.client(empty)
    home, page, data = (words(anybody.get(address)) for address in ("/", PLACE, "/data/"))
    for said in (home, data):
        assert "存档" in said and "某市2026年民生实事" in said and "自旧网站下载" in said and "不再更新" in said
    assert "内容截至2026年10月9日，不再更新" in page and "既有住宅加装电梯300部市住房城乡建设局严重滞后32%" in page
    rows = csv.DictReader(io.StringIO(anybody.get("/data/all/projects.csv").text))
    assert {row["jurisdiction"] for row in rows} == {"othercity"}
    every = anybody.get("/api/v1/projects").json()
    assert {row["jurisdiction"] for row in every["rows"]} == {"othercity"}
    own = anybody.get("/api/v1/figures?jurisdiction=testcity&year=2026&number=1&target_no=1&period=2026-07").json()
    assert [row["value"] for row in own["rows"]] == [84]
    feed = anybody.get(f"{PLACE}feed.atom")
    assert feed.status_code == 200 and "8月进展公布" in feed.text


def test_a_deposit_from_before_a_column_goes_on_to_another_ledger(packed: bytes, empty: House) -> None:
    """Taken in before the state of a paper was told: the column is empty and named, and the files are believed."""
    data, licence = parcel.read(parcel.unpacked(packed))
    documents = [{name: row[name] for name in row if name not in LATER["documents"]} for row in data.rows["documents"]]
    older = dataset.canonical({**data.rows, "documents": documents})
    act = lambda: deposit.changes(empty.ledger, **parcel.described(data, licence), content=older, note=None)  # noqa: E731
    empty.carry_out(SYSTEM, None, ["deposit"], act, alone=True)
    anybody = deeds.client(empty)
    page = words(anybody.get(PLACE))
    assert "原网站当时还没有公开文件的状态、公开文件的校验码，这里空着" in page and "逐字节相同" not in page
    told = [json.loads(line) for line in anybody.get(f"{PLACE}documents.jsonl").text.splitlines()]
    assert told == [{**row, "state": None, "check_code": None} for row in documents] and told
    for row in told:
        jsonschema.validate(row, TABLES["documents"].row_schema())
    again, _ = parcel.read(parcel.unpacked(anybody.get(f"{PLACE}package.zip").content))
    assert again.rows == {**data.rows, "documents": told}


LATER = {"documents": ("state", "check_code")}
"""Columns that came after the first deposits."""
REQUIRED = {
    "projects": "number title",
    "targets": "number target_no text comparator kind",
    "plans": "number target_no month planned",
    "milestones": "number",
    "figures": "number",
    "months": "number period as_of",
    "regions": "number target_no region",
    "region_figures": "number target_no region",
    "events": "what sentence address",
    "visits": "number day method found",
    "obligations": "kind what since due estimated state",
    "documents": "kind title address media_type",
}
"""What every row of the first deposits had, besides where it is from and when it was published."""


def test_no_column_is_required_that_an_older_deposit_may_lack() -> None:
    first = {"jurisdiction", "government", "year", "nature", "log_position", "published_at"}
    for name, table in TABLES.items():
        required = {column.name for column in table.columns if column.required}
        assert required <= first | set(REQUIRED.get(name, "").split()), name


Change = Callable[[dict[str, bytes]], None]


def cell(file: str, line: int, column: str, to: str) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        table = list(csv.reader(io.StringIO(parts[file].decode(), newline="")))
        table[line][table[0].index(column)] = to
        parts[file] = _csv(table)

    return change


def renamed(file: str, column: str, to: str) -> Change:
    return cell(file, 0, column, to)


def without(file: str) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        del parts[file]

    return change


def swapped(file: str) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        table = list(csv.reader(io.StringIO(parts[file].decode(), newline="")))
        table[1], table[2] = table[2], table[1]
        parts[file] = _csv(table)

    return change


def replaced(file: str, old: str, new: str) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[file]
        parts[file] = parts[file].replace(old.encode(), new.encode(), 1)

    return change


def put(file: str, content: bytes) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        parts[file] = content

    return change


def licensed(**told: Any) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        about = {**json.loads(parts["datapackage.json"]), "licenses": [told]}
        parts["datapackage.json"] = json.dumps(about, ensure_ascii=False).encode()

    return change


def _csv(table: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue().encode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (cell("figures.csv", 1, "value", "many"), "figures.csv第2行“value”列：现为“many”，应为数"),
        (cell("figures.csv", 1, "value", "NaN"), "应为数"),
        (cell("figures.csv", 1, "as_of", "2026-02-30"), "“as_of”列：现为“2026-02-30”，应为2026-08-31 这样的日期"),
        (cell("projects.csv", 1, "status", "splendid"), "projects.csv第2行“status”列"),
        (cell("projects.csv", 1, "key_difficult", "yes"), "应为true 或者 false"),
        (cell("projects.csv", 1, "log_position", ""), "应为必须有的内容"),
        (cell("documents.csv", 1, "kind", ""), "documents.csv第2行“kind”列：现为“”，应为list、month"),
        (cell("projects.csv", 1, "log_position", "9" * 30), "应为整数"),
        (cell("projects.csv", 1, "jurisdiction", "elsewhere"), "应为一个政府一个年度的数据"),
        (cell("figures.csv", 1, "value", "7777"), "datapackage.json：现为与各表的内容不一致"),
        (cell("figures.csv", 1, "value", "007"), "figures.csv：现为与各表的内容不一致"),
        (renamed("visits.csv", "note", "remark"), "visits.csv第1行“remark”列：现为多出的列"),
        (renamed("visits.csv", "note", "remark"), "visits.csv第1行“note”列：现为没有这一列"),
        (swapped("figures.csv"), "figures.csv：现为次序不对的行，应为按number、target_no、as_of排列"),
        (put("plans.csv", b"\xff\xfe"), "plans.csv：现为读不出的内容，应为UTF-8编码的CSV"),
        (put("plans.csv", b'a,"b\n'), "plans.csv：现为读不出的内容"),
        (put("plans.csv", b""), "plans.csv第1行“jurisdiction”列：现为没有这一列"),
        (put("datapackage.json", b"[" * 100_000), "datapackage.json：现为读不出的内容"),
        (put("datapackage.json", b'{"title": 7}'), "datapackage.json：现为不是文字的标题"),
        (replaced("datapackage.json", "某市2026", "别的市2026"), "datapackage.json：现为与各表的内容不一致"),
        (licensed(title="任意使用", path="javascript:alert(1)"), "应为https:// 开头的网址"),
        (replaced("dictionary.csv", "项目编号", "编号"), "dictionary.csv：现为与各表的内容不一致"),
        (without("visits.csv"), "visits.csv：现为没有这个文件"),
        (put("more.csv", b"x"), "more.csv：现为包里多出的文件"),
        (put("../evil.csv", b"x"), "../evil.csv：现为包里多出的文件"),
    ],
)
def test_what_was_altered_is_refused_with_its_place(packed: bytes, change: Change, said: str) -> None:
    """Its sums made anew by whoever altered it."""
    with pytest.raises(Faults) as no:
        parcel.read(parcel.unpacked(altered(packed, change)))
    assert said in str(no.value)


def altered(packed: bytes, change: Change, *, summed: bool = True) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as given:
        parts = {name: given.read(name) for name in given.namelist()}
    change(parts)
    if summed:
        parts.pop("SHA256SUMS", None)
        parts["SHA256SUMS"] = package.sums(parts)
    return archive.of(parts)


def test_what_differs_from_its_sums_is_refused(packed: bytes) -> None:
    for change, said in (
        (cell("figures.csv", 1, "value", "7777"), "figures.csv：现为与校验值不符的内容"),
        (replaced("SHA256SUMS", "  visits.csv", "  visits.tsv"), "visits.tsv：现为没有这个文件"),
        (replaced("SHA256SUMS", "  visits.csv", " visits.csv"), "SHA256SUMS第"),
    ):
        with pytest.raises(Faults) as no:
            parcel.read(parcel.unpacked(altered(packed, change, summed=False)))
        assert said in str(no.value)


@pytest.mark.parametrize("end", [0, 10, 1000, -1, -30])
def test_a_download_that_broke_off_is_refused(packed: bytes, end: int) -> None:
    with pytest.raises(Faults) as no:
        parcel.unpacked(packed[:end])
    assert "压缩包：现为无法解开的内容" in str(no.value)


def test_a_package_that_unpacks_without_end_is_not_unpacked(packed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "LARGEST", 10_000)
    with pytest.raises(Faults) as no:
        parcel.unpacked(packed)
    assert "压缩包：现为解开后过大" in str(no.value)


@pytest.mark.usefixtures("empty")
def test_a_refused_package_leaves_nothing(empty: House, packed: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(altered(packed, cell("figures.csv", 1, "value", "many")))
    told = command("import", str(tmp_path / "bad.zip"), code=1)
    assert "figures.csv第2行“value”列：现为“many”，应为数" in told and "没有写入任何内容" in told
    (tmp_path / "no.zip").write_bytes(b"PK")
    command("import", str(tmp_path / "no.zip"), code=1)
    assert empty.ledger.recorder.max_notification_id() in (None, 0)


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)
NUMBERS = st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": WORDS,
    "integer": st.integers(-(10**17), 10**17),
    "number": NUMBERS,
    "date": st.dates().map(str),
    "datetime": st.datetimes().map(lambda at: f"{at.isoformat(timespec='seconds')}+08:00"),
    "boolean": st.booleans(),
}


def rows_of(table: Table) -> st.SearchStrategy[list[dict[str, Any]]]:
    cells = {
        column.name: st.sampled_from(sorted(column.values)) if column.values else VALUES[column.type]
        for column in table.columns
    }
    row = {name: value if table.column(name).required else st.none() | value for name, value in cells.items()}
    return st.lists(st.fixed_dictionaries(row), max_size=3).map(table.ordered)


@given(st.sampled_from(sorted(TABLES)).flatmap(lambda name: st.tuples(st.just(TABLES[name]), rows_of(TABLES[name]))))
def test_what_is_written_as_csv_is_read_as_it_was(made: tuple[Table, list[dict[str, Any]]]) -> None:
    """Any words (quotes, commas, line ends of every kind), any numbers, also where nothing is known."""
    table, rows = made
    found: list[Any] = []
    assert parcel._table(table, csv_file.written(table, rows), found) == rows
    assert not found


def test_a_sum_is_that_of_the_bytes(packed: bytes) -> None:
    """Counted apart from the code that writes it."""
    parts = parcel.unpacked(packed)
    for line in parts["SHA256SUMS"].decode().splitlines():
        told, name = line.split("  ")
        assert sha256(parts[name]).hexdigest() == told
