"""The interface and the spreadsheet as somebody outside uses them: openpyxl, the command line, JSON and CSV."""

import csv
import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from tests import deeds
from tests.journeys.conftest import Site

LIGHTS = {"red", "yellow", "green", "blue", "grey", None}
COMPARATORS = {">=", ">", "=", "<=", "~", "complete"}
KINDS = {"quantity", "milestones", "yes_no", "ratio", "service", "count", "money"}
NUMBER, TEXT, TEXTS = (int, float, type(None)), (str, type(None)), list
PROGRAMME = {"jurisdiction": str, "name": str, "year": int, "log_position": int, "projects": list}
PROJECT: dict[str, Any] = {
    "number": str, "item": TEXT, "title": str, "category": TEXT, "lead_unit": TEXT, "supporting_units": TEXTS,
    "implementing_units": TEXTS, "light": TEXT, "progress": NUMBER, "planned_progress": NUMBER, "deviation_pp": NUMBER,
    "values": list, "targets": list,
}  # fmt: skip
TARGET: dict[str, Any] = {
    "no": str, "text": str, "quantity": NUMBER, "unit": TEXT, "comparator": str, "kind": str, "values": list,
}  # fmt: skip
VALUE: dict[str, Any] = {
    "as_of": TEXT, "value": NUMBER, "unit": TEXT, "published_percent": NUMBER, "text": TEXT, "stage": TEXT,
    "source": TEXT,
}  # fmt: skip
PLACES = ["demo/2026", "yuhang/2021", "qingdao/2022"]
SOURCES = Path("web/demonstration/published")


def _typed(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    for key, kind in wanted.items():
        assert key in found, (key, sorted(found))
        assert isinstance(found[key], kind) and not isinstance(found[key], bool), (key, found[key])


def _natural(number: str) -> tuple[int, int, str]:
    """2 before 10; numbers that begin with letters after."""
    digits = re.match(r"\d+", number)
    return (0, int(digits[0]), number) if digits else (1, 0, re.sub(r"\d+", lambda n: n[0].zfill(6), number))


@pytest.fixture(scope="module")
def api(shared_site: Site) -> dict[str, Any]:
    nobody = shared_site.nobody()
    return {place: nobody.client.get(f"/api/v1/{place}/projects.json").json() for place in PLACES}


@pytest.mark.parametrize("place", PLACES)
def test_the_shape_of_every_answer(api: dict[str, Any], place: str) -> None:
    programme = api[place]
    _typed(programme, PROGRAMME)
    numbers = [project["number"] for project in programme["projects"]]
    assert numbers and numbers == sorted(numbers, key=_natural)
    for project in programme["projects"]:
        _typed(project, PROJECT)
        assert project["light"] in LIGHTS
        assert project["progress"] is None or project["progress"] <= 100
        assert all(isinstance(unit, str) for unit in project["supporting_units"] + project["implementing_units"])
        nos = [target["no"] for target in project["targets"]]
        assert nos == sorted(nos, key=_natural)
        for target in project["targets"]:
            _typed(target, TARGET)
            assert target["comparator"] in COMPARATORS and target["kind"] in KINDS
        for values in [project["values"], *(target["values"] for target in project["targets"])]:
            for value in values:
                _typed(value, VALUE)
                assert value["as_of"] is None or date.fromisoformat(value["as_of"])
            days = [value["as_of"] for value in values]
            assert days == sorted(days, key=lambda day: (day is None, day or "")), (project["number"], days)


def test_the_first_keys_are_those_agreed(api: dict[str, Any]) -> None:
    """Later keys may be added; these are never renamed or removed."""
    assert (api["yuhang/2021"]["name"], api["qingdao/2022"]["name"]) == ("杭州市余杭区", "青岛市")
    assert api["demo/2026"]["name"] == "示范市"
    assert [len(api[place]["projects"]) for place in PLACES] == [33, _rows("yuhang-2021"), _rows("qingdao-2022")]


def _rows(folder: str) -> int:
    with open(SOURCES / folder / "项目.csv", encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


@pytest.mark.parametrize(("place", "sheets"), [("yuhang/2021", "yuhang-2021"), ("qingdao/2022", "qingdao-2022")])
def test_what_was_published_elsewhere_is_given_as_it_was(api: dict[str, Any], place: str, sheets: str) -> None:
    """Every figure of the sheet, none besides, and no light or pace of ours."""
    with open(SOURCES / sheets / "进展.csv", encoding="utf-8-sig", newline="") as file:
        wanted = sorted(
            (
                row["项目编号"],
                row["指标序号"],
                row["截至日期"],
                float(row["累计值"]) if row["累计值"] else None,
                float(row["公布百分比"]) if row["公布百分比"] else None,
                row["进展文字"] or None,
            )
            for row in csv.DictReader(file)
        )
    found = []
    for project in api[place]["projects"]:
        for name in ("light", "progress", "planned_progress", "deviation_pp"):
            assert project[name] is None
        for no, values in [("", project["values"]), *((each["no"], each["values"]) for each in project["targets"])]:
            found += [
                (project["number"], no, v["as_of"] or "", v["value"], v["published_percent"], v["text"]) for v in values
            ]
    assert sorted(found, key=str) == sorted(wanted, key=str)


def test_the_five_of_yuhang(api: dict[str, Any]) -> None:
    """By hand from the publication: 15 care centres promised, 8 by July, 15 by October."""
    (project,) = [each for each in api["yuhang/2021"]["projects"] if each["number"] == "5"]
    target = project["targets"][0]
    assert (target["no"], target["quantity"], target["unit"], target["comparator"]) == ("1", 15, "家", "=")
    assert [(value["as_of"], value["value"]) for value in target["values"][:2]] == [
        ("2021-07-31", 8),
        ("2021-10-31", 15),
    ]


@pytest.mark.parametrize("place", PLACES)
def test_the_table_has_a_row_a_value(shared_site: Site, api: dict[str, Any], place: str) -> None:
    """And one for each target without any, and one for each project with neither."""
    text = shared_site.nobody().client.get(f"/api/v1/{place}/projects.csv").text
    rows = list(csv.DictReader(io.StringIO(text)))
    wanted = 0
    for project in api[place]["projects"]:
        wanted += len(project["values"]) + sum(max(1, len(target["values"])) for target in project["targets"])
        wanted += not project["values"] and not project["targets"]
    assert len(rows) == wanted
    numbers = list(dict.fromkeys(row["number"] for row in rows))
    assert numbers == [project["number"] for project in api[place]["projects"]]
    first = next(row for row in rows if row["value"])
    (project,) = [each for each in api[place]["projects"] if each["number"] == first["number"]]
    (target,) = [each for each in project["targets"] if each["no"] == first["no"]]
    assert float(first["value"]) == target["values"][0]["value"]


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_who_has_it_already_is_told_so(shared_site: Site, kind: str) -> None:
    client = shared_site.nobody().client
    path = f"/api/v1/demo/2026/projects.{kind}"
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get(path, headers={"if-none-match": '"another"'}).status_code == 200


def test_what_was_not_published_is_not_found(shared_site: Site) -> None:
    client = shared_site.nobody().client
    for path in ("demo/2024", "nowhere/2026", "demo/20260", "demo/x"):
        for kind in ("json", "csv"):
            answer = client.get(f"/api/v1/{path}/projects.{kind}")
            assert answer.status_code == 404
            assert set(answer.json()) >= {"code", "message"}


def test_the_interface_describes_itself(shared_site: Site, api: dict[str, Any]) -> None:
    schema = shared_site.nobody().client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.")
    assert "/api/v1/{jurisdiction}/{year}/projects.json" in schema["paths"]
    project = schema["components"]["schemas"]["Project"]["properties"]
    assert set(PROJECT) <= set(project)
    assert set(api["demo/2026"]["projects"][0]) <= set(project) | {"sha256"}


# The spreadsheet and the command line.

HEADS = {
    "项目": "编号 件 项目名称 类别 牵头单位 协办单位 承办单位 分管领导 责任人 重点难点 说明 开工日期 完成时限 A角 B角",
    "指标": "项目编号 指标序号 指标内容 目标值 单位 比较 类型 阶段 基数 上级指标 权重",
    "计划": "项目编号 指标序号 " + " ".join(f"{month}月" for month in range(1, 13)),
    "节点": "项目编号 指标序号 到期日 内容 计划值 权重 完成日期",
    "进展": "项目编号 指标序号 截至日期 累计值 公布百分比 进展文字 阶段 来源 存在问题 下步措施 单位",
    "分区": "项目编号 指标序号 区域 目标值",
    "分区进展": "项目编号 指标序号 区域 截至日期 累计值 公布百分比",
    "点位": "项目编号 名称 地址 经度 纬度 责任单位 份额 阶段",
}
ROWS: dict[str, list[list[Any]]] = {
    "项目": [
        ["10", "十", "新增泊位", "交通", "市城管局", "市交通局、市公安局", "甲区;乙区", None, None, "是", None,
         date(2023, 1, 5), "2023年12月31日", None, None],
        ["2", None, "加装电梯", None, "市住建局"],
        ["u1", None, "只有名称的项目"],
    ],
    "指标": [
        ["2", "1", "加装电梯1200部", "1,200", "部", "≥", "累计"],
        ["2", 2, "惠及3.5万人", "3.5万", "人", "约", "累计"],
        ["10", "1", "新增泊位完成", None, None, "完成", "是否"],
        ["10", "2", "停车满意度", 90, "%", "≥", "比率"],
    ],
    "进展": [
        ["2", "1", "2023年7月31日", "１２３", None, "已完工123部", "完工", "某市政府网站"],
        ["2", "1", date(2023, 3, 31), 40, 3.3, None, None, None],
        ["2", "1", None, 300, None, "年底前完成300部"],
        ["2", None, "2023-06-30", None, 45, "总体过半"],
        ["10", "2", "2023-12-31", 92.5, None, None, None, None, None, None, "分"],
    ],
}  # fmt: skip


def book(path: Path, rows: dict[str, list[list[Any]]]) -> Path:
    """A spreadsheet as a department would send it, written by openpyxl and by nothing of ours."""
    made = openpyxl.Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for name, head in HEADS.items():
        if name in rows:
            sheet = made.create_sheet(name)
            sheet.append(head.split())
            for row in rows[name]:
                sheet.append(row)
    made.save(path)
    return path


@dataclass
class Machine:
    """A data folder of its own, and the commands on it."""

    folder: Path

    def run(self, *arguments: str, code: int = 0) -> str:
        """What the command said on both streams; it must end with this code, and never with a traceback."""
        command = [str(Path(sys.executable).parent / "tracker"), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, timeout=120, check=False)
        said = done.stdout.decode() + done.stderr.decode()
        assert done.returncode == code, (arguments, done.returncode, said)
        assert "Traceback" not in said
        return said

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "TRACKER_DATA_DIR": str(self.folder), "COLUMNS": "200", "NO_COLOR": "1"}

    @contextmanager
    def serving(self) -> Iterator[httpx.Client]:
        """The product on a free port, until the test is done with it."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [str(Path(sys.executable).parent / "tracker"), "serve", "--port", str(port)]
        log = self.folder.with_suffix(".log")
        with open(log, "wb") as said:
            running = subprocess.Popen(command, env=self.environment, stdout=said, stderr=subprocess.STDOUT)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
                _wait(client, running, log)
                yield client
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(30) == 0, log.read_text()
            assert "已停止" in log.read_text()


def _wait(client: httpx.Client, running: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        assert running.poll() is None, log.read_text()
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("not ready in half a minute")


@pytest.fixture(scope="module")
def machine(folder: Path) -> Machine:
    return Machine(folder / "machine")


def _events(machine: Machine) -> int:
    return int(re.findall(r"events: (\d+)", machine.run("verify"))[0])


IMPORTING = ("--jurisdiction", "moshi", "--name", "某市", "--year", "2023", "--published")


@pytest.mark.long
def test_a_sheet_of_ones_own_comes_out_of_the_interface(machine: Machine, tmp_path: Path) -> None:
    """Every command without a server, on a new folder; then every one beside a running server."""
    file, broken = book(tmp_path / "自填.xlsx", ROWS), book(tmp_path / "有误.xlsx", _broken())
    assert _events(machine) == 0, "the first command of all may be the one that looks for faults"
    assert "未写入" in machine.run("import", str(file), *IMPORTING, "--dry-run")
    assert _events(machine) == 0
    machine.run("import", str(file), *IMPORTING, "--note", "收录12项中的3项")
    machine.run("simulate", "--governments", "2", "--years", "1", "--projects", "3", "--seed", "7")
    _every_command(machine, tmp_path)
    with machine.serving() as client:
        _matches(client.get("/api/v1/moshi/2023/projects.json").json())
        assert "3项（收录12项中的3项）" in client.get("/moshi/2023/").text
        governments = re.findall(r'href="/([\w-]+)/\d{4}/"', client.get("/").text)
        assert set(governments) == {"moshi"}, "simulated governments are never shown"
        events = _events(machine)
        _every_command(machine, tmp_path)
        _told(machine, file, broken, tmp_path)
        assert _events(machine) == events


def _matches(programme: dict[str, Any]) -> None:
    assert [project["number"] for project in programme["projects"]] == ["2", "10", "u1"]
    lifts, parking, named = programme["projects"]
    assert (lifts["targets"][0]["quantity"], lifts["targets"][1]["quantity"]) == (1200, 35000)
    assert [target["comparator"] for target in lifts["targets"]] == [">=", "~"]
    assert [(v["as_of"], v["value"], v["published_percent"], v["text"]) for v in lifts["targets"][0]["values"]] == [
        ("2023-03-31", 40, 3.3, None),
        ("2023-07-31", 123, None, "已完工123部"),
        (None, 300, None, "年底前完成300部"),
    ]
    assert lifts["targets"][0]["values"][1]["stage"] == "完工"
    assert lifts["targets"][0]["values"][1]["source"] == "某市政府网站"
    assert [(v["as_of"], v["published_percent"], v["unit"]) for v in lifts["values"]] == [("2023-06-30", 45, None)]
    assert parking["supporting_units"] == ["市交通局", "市公安局"]
    assert parking["implementing_units"] == ["甲区", "乙区"]
    assert (parking["item"], parking["category"], parking["lead_unit"]) == ("十", "交通", "市城管局")
    assert [target["kind"] for target in parking["targets"]] == ["yes_no", "ratio"]
    assert (parking["targets"][1]["values"][0]["value"], parking["targets"][1]["values"][0]["unit"]) == (92.5, "分")
    assert (named["targets"], named["values"], named["light"]) == ([], [], None)


def _broken() -> dict[str, list[list[Any]]]:
    """Five faults on three sheets, all of which must be told at once."""
    return {
        "项目": [["1", None, "甲"], ["1", None, "同号"], ["2", None, None]],
        "指标": [["9", "1", "无此项目", 5, "个", "≥"], ["1", "1", "比较不明", 5, "个", "大约大于"]],
        "进展": [["1", "1", "2023-02-30", "很多", None]],
    }


def _every_command(machine: Machine, tmp_path: Path) -> None:
    """Each command once, two at a time where they do not wait for each other; each can be given twice."""
    out, login = tmp_path / f"{time.monotonic_ns()}.xlsx", f"user-{time.monotonic_ns()}"
    machine.run("rebuild", "--all")
    account = ("user", "add", login, "--post", "督查室", "--role", "office", "--jurisdiction", "moshi")
    _together(
        machine,
        {
            ("rebuild", "--all", "--check"): (0, "与账本一致"),
            ("migrate",): (0, "最新"),
            ("verify",): (0, "head: "),
            ("doctor",): (0, "正常"),
            ("database",): (0, "host="),
            account: (0, "/first-password/"),
            ("export", str(out), "--jurisdiction", "moshi", "--year", "2023"): (0, "已写出"),
        },
    )
    assert set(HEADS) <= set(openpyxl.load_workbook(out).sheetnames)


def _told(machine: Machine, file: Path, broken: Path, tmp_path: Path) -> None:
    """What cannot be done is said in a sentence, with 1; of a faulty sheet every fault at once."""
    captain = ("user", "add", "demo", "--post", "督查室", "--role", "captain", "--jurisdiction", "moshi")
    said = _together(
        machine,
        {
            ("rebuild", "nothing"): (1, "没有读模型"),
            captain: (1, "没有“captain”这个角色"),
            ("export", str(tmp_path / "x.xlsx"), "--jurisdiction", "nowhere", "--year", "2023"): (1, ""),
            ("import", str(tmp_path / "没有.xlsx"), *IMPORTING): (1, "没有找到文件"),
            ("import", str(file), *IMPORTING): (1, "没有新的内容"),
            ("import", str(broken), *IMPORTING): (1, "没有写入"),
        },
    )
    for words in ("项目", "指标", "进展", "累计值"):
        assert words in said[-1]
    assert len(re.findall(r"^.*行.*$", said[-1], re.M)) >= 4, said[-1]


def _together(machine: Machine, commands: dict[tuple[str, ...], tuple[int, str]]) -> list[str]:
    """Runs the commands, two at a time, each with its code and words to be in what it says."""
    with ThreadPoolExecutor(2) as two:
        said = list(two.map(lambda each: machine.run(*each[0], code=each[1][0]), commands.items()))
    for words, (_, wanted) in zip(said, commands.values(), strict=True):
        assert wanted in words
    return said


def test_the_template_has_every_sheet_and_column(machine: Machine, tmp_path: Path) -> None:
    machine.run("template", str(tmp_path / "模板.xlsx"))
    made = openpyxl.load_workbook(tmp_path / "模板.xlsx")
    for name, head in HEADS.items():
        assert [cell.value for cell in made[name][1]][: len(head.split())] == head.split()


def _cells(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every sheet's rows, without blank ends."""
    found = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
        found[sheet.title] = [row for row in rows if any(cell is not None for cell in row)]
    return {name: found[name] for name in HEADS if name in found}


@pytest.mark.long
def test_what_is_exported_comes_in_again_as_it_went_out(folder: Path, tmp_path: Path) -> None:
    first, second = Machine(folder / "there"), Machine(folder / "here")
    rows = {
        **ROWS,
        "分区": [["2", "1", "甲区", 700], ["2", "1", "乙区", 500]],
        "分区进展": [["2", "1", "甲区", "2023-07-31", 80, None]],
        "点位": [["2", "春晖里3号楼", "春晖路3号", 120.31, 36.07, "市住建局", 1, "完工"]],
        "节点": [["10", "1", "2023-05-31", "完成选址", None, None, "2023-05-20"]],
    }
    file, out, again = book(tmp_path / "一.xlsx", rows), tmp_path / "二.xlsx", tmp_path / "三.xlsx"
    first.run("import", str(file), *IMPORTING)
    first.run("export", str(out), "--jurisdiction", "moshi", "--year", "2023")
    second.run("import", str(out), *IMPORTING)
    second.run("export", str(again), "--jurisdiction", "moshi", "--year", "2023")
    assert _cells(again) == _cells(out)
    assert len(_cells(out)["进展"]) == 1 + len(ROWS["进展"])
    for name in ("分区", "分区进展", "点位", "节点"):
        assert len(_cells(out)[name]) == 1 + len(rows[name]), name


def test_the_page_takes_the_same_sheet(site: Site, tmp_path: Path) -> None:
    """Checked first, nothing written; then loaded; the interface then has it."""
    deeds.released(site.house, "pagecity")
    office = site.signed_in("demo-admin")
    page, before = office.get("/office/import"), site.events()
    form = page.form("", "year")
    named = {"slug": "moshi", "name": "某市", "year": "2023", "published": "1"}
    content = book(tmp_path / "自填.xlsx", ROWS).read_bytes()
    checked = office.send(page, form.with_(named), "检查", files={"file": ("自填.xlsx", content)})
    assert checked.status == 200 and site.events() == before, checked.told
    loading = next(each for each in checked.forms if "file_hash" in each.names)
    done = office.send(checked, loading, "装入")
    assert done.status == 200 and site.events() > before, done.told
    _matches(site.nobody().client.get("/api/v1/moshi/2023/projects.json").json())
    broken = book(tmp_path / "有误.xlsx", _broken()).read_bytes()
    after = site.events()
    refused = office.send(page, form.with_(named), "检查", files={"file": ("有误.xlsx", broken)})
    assert refused.status == 422 and site.events() == after
    for words in ("项目", "指标", "进展"):
        assert words in refused.text
