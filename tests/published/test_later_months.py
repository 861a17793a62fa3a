"""A published programme that was taken in already goes on: its later months come in by the same sheet, and what the
sheet says against what was taken in is told and not written."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from projects import intake, workbook, written_list
from tests import deeds
from tests.published import facts
from tests.published.conftest import opened, take_in
from tests.published.facts import PROGRAMMES, Published, Sheets
from tests.published.page import Page
from tracker.embedded import Server
from tracker.event import SYSTEM
from tracker.refusal import Refused, SeveralRefused
from web import export
from web.house import House

YUHANG = Published("yuhang", "杭州市余杭区", 2021)
PROGRESS = ("进展", "分区进展")
_asked = count(1)


@pytest.fixture(scope="module")
def shelf(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(server, template, tmp_path_factory.mktemp("shelf")) as house:
        yield house


@pytest.fixture
def place() -> Callable[[Published], Published]:
    """The same programme under an address of this test's own."""
    return lambda of: Published(f"later{next(_asked)}", of.name, of.year)


def until(sheets: Sheets, day: str) -> Sheets:
    """The sheets as they stood on a day."""
    return {**sheets, **{name: [r for r in sheets[name] if r["截至日期"] <= day] for name in PROGRESS}}


def after(sheets: Sheets, day: str) -> Sheets:
    """The list with the progress after a day, and none before."""
    return {**sheets, **{name: [r for r in sheets[name] if r["截至日期"] > day] for name in PROGRESS}}


def days(sheets: Sheets) -> list[str]:
    return sorted({row["截至日期"] for name in PROGRESS for row in sheets[name]})


def parted() -> list[Any]:
    several = [of for of in PROGRAMMES if len(days(facts.sheets(of))) > 1]
    assert YUHANG in several and len(several) >= 4
    return [pytest.param(of, rest, id=f"{of.path}-{rest.__name__}") for of in several for rest in (after, _whole)]


def _whole(sheets: Sheets, day: str) -> Sheets:
    return sheets


@pytest.mark.parametrize(("of", "rest"), parted())
def test_a_programme_taken_in_month_by_month_is_the_one_taken_in_at_once(
    shelf: House, place: Callable[[Published], Published], of: Published, rest: Callable[[Sheets, str], Sheets]
) -> None:
    here, sheets = place(of), facts.sheets(of)
    first = days(sheets)[0]
    take_in(shelf, here, until(sheets, first))
    take_in(shelf, here, rest(sheets, first))
    content = written_list.write(export.listing(shelf.ledger, here.slug, here.year))
    found, wanted = facts.from_xlsx(content), facts.expected(of)
    for name in ("projects", "targets", "values", "regions", "milestones"):
        assert getattr(found, name) == getattr(wanted, name), name
    assert deeds.client(shelf).get(f"/{here.path}/").status_code == 200


def changes(house: House, of: Published, sheets: Sheets, note: str | None = None) -> dict[str, Any]:
    """What a check of the sheet answers; nothing is written."""
    listing = workbook.read(facts.workbook(sheets), published=True)
    wanted = intake.Intake(of.slug, of.name, of.year, listing, published=True, shown="sample", note=note)
    return intake.changes(house.ledger, wanted)[1]


def against(house: House, of: Published, sheets: Sheets) -> list[tuple[str, dict[str, Any]]]:
    with pytest.raises(SeveralRefused) as told:
        changes(house, of, sheets)
    return [(no.code, dict(no.facts)) for no in told.value.refusals]


def test_the_answer_says_what_is_new_and_what_was_there(shelf: House, place: Callable[[Published], Published]) -> None:
    """余杭 2021: what was told by July, then the whole year."""
    here, sheets = place(YUHANG), facts.sheets(YUHANG)
    take_in(shelf, here, until(sheets, "2021-07-31"))
    late = [row for row in sheets["进展"] if row["截至日期"] > "2021-07-31"]
    answer = changes(shelf, here, sheets)
    assert (answer["projects"], answer["known"]) == (0, len(sheets["项目"]))
    assert answer["values"] == len(late) and answer["same"] == len(sheets["进展"]) - len(late)
    assert {each["number"] for each in answer["later"]} == {row["项目编号"] for row in late}
    assert {each["until"] for each in answer["later"]} <= set(days(sheets))


def test_a_sheet_that_says_nothing_new_is_told_so(shelf: House, place: Callable[[Published], Published]) -> None:
    here, sheets = place(YUHANG), facts.sheets(YUHANG)
    take_in(shelf, here, sheets)
    with pytest.raises(Refused) as told:
        changes(shelf, here, sheets)
    assert told.value.code == "continuation.nothing"


def test_every_contradiction_is_told_and_nothing_is_written(
    shelf: House, place: Callable[[Published], Published]
) -> None:
    here, sheets = place(YUHANG), facts.sheets(YUHANG)
    take_in(shelf, here, until(sheets, "2021-07-31"))
    before = written_list.write(export.listing(shelf.ledger, here.slug, here.year))
    said = deepcopy(sheets)
    said["项目"][0]["项目名称"] += "（改）"
    target = next(row for row in said["指标"] if row["目标值"])
    target["目标值"] = 1 + int(target["目标值"])
    value = next(row for row in said["进展"] if row["截至日期"] <= "2021-07-31" and row["累计值"])
    old, value["累计值"] = value["累计值"], int(value["累计值"]) + 7
    found = against(shelf, here, said)
    assert [(code, told.get("column")) for code, told in found if code == "continuation.other"] == [
        ("continuation.other", "项目名称"),
        ("continuation.other", "目标值"),
    ]
    (contradicted,) = [told for code, told in found if code == "continuation.value"]
    assert (contradicted["old"], contradicted["new"]) == (str(old), str(value["累计值"]))
    assert facts.from_xlsx(before) == facts.from_xlsx(
        written_list.write(export.listing(shelf.ledger, here.slug, here.year))
    )


@pytest.mark.parametrize("how", ["beside", "correction"])
def test_another_figure_of_a_day_that_was_told_comes_in_beside_the_old_one_or_as_a_correction(
    shelf: House, place: Callable[[Published], Published], how: str
) -> None:
    """Sources that contradict each other are kept as printed; the sheet then holds both."""
    here, sheets = place(YUHANG), facts.sheets(YUHANG)
    take_in(shelf, here, until(sheets, "2021-07-31"))
    old = next(row for row in sheets["进展"] if row["截至日期"] <= "2021-07-31" and row["累计值"])
    other = {**old, "累计值": int(old["累计值"]) + 7}
    said = until(sheets, "2021-07-31")
    if how == "beside":
        said["进展"] = [*said["进展"], other]
    else:
        said["进展"] = [other | {"更正原因": "原文次月更正。"}]
    take_in(shelf, here, said)
    listing = export.listing(shelf.ledger, here.slug, here.year)
    found = [row.value for row in listing.values if (row.project, row.no) == (old["项目编号"], old["指标序号"])]
    assert {int(value) for value in found if value is not None} >= {old["累计值"], other["累计值"]}


def test_new_projects_targets_and_days_of_nodes_come_in_too(
    shelf: House, place: Callable[[Published], Published]
) -> None:
    of = Published("linan", "杭州市临安区", 2022)
    here, sheets = place(of), facts.sheets(of)
    last, node = sheets["项目"][-1]["编号"], sheets["节点"][0]
    own = {name: [r for r in sheets[name] if r.get("项目编号", r.get("编号")) != last] for name in sheets}
    take_in(shelf, here, own)
    said = deepcopy(sheets)
    said["节点"][0]["完成日期"] = "2022-06-30"
    said["指标"].append({"项目编号": node["项目编号"], "指标序号": "99", "指标内容": "新增的一项", "比较": "完成"})
    answer = changes(shelf, here, said)
    assert answer["projects"] == 1
    later = next(each for each in answer["later"] if each["number"] == node["项目编号"])
    assert (later["targets"], later["nodes"]) == (["新增的一项"], 1)
    take_in(shelf, here, said)
    listing = export.listing(shelf.ledger, here.slug, here.year)
    assert any(str(row.done_on) == "2022-06-30" for row in listing.milestones)
    assert [row.number for row in listing.projects] == [row["编号"] for row in sheets["项目"]]


def test_the_note_beside_the_year_stays(shelf: House, place: Callable[[Published], Published]) -> None:
    here, sheets = place(YUHANG), facts.sheets(YUHANG)
    take_in(shelf, here, until(sheets, "2021-07-31"), note="收录10件")
    with pytest.raises(Refused) as told:
        changes(shelf, here, sheets, note="收录9件")
    assert told.value.code == "continuation.note"
    assert changes(shelf, here, sheets, note="收录10件")["values"] > 0
    assert "收录10件" in Page(deeds.client(shelf), f"/{here.path}/").html


def test_a_list_of_this_year_does_not_go_on_by_import(house_of_lists: House) -> None:
    wanted = intake.Intake("own", "本市", 2026, deeds.listing())
    with pytest.raises(Refused) as told:
        intake.changes(house_of_lists.ledger, wanted)
    assert told.value.code == "programme.number_taken"


@pytest.fixture
def house_of_lists(shelf: House) -> House:
    wanted = intake.Intake("own", "本市", 2026, deeds.listing())
    shelf.carry_out(SYSTEM, None, ["own"], lambda: intake.changes(shelf.ledger, wanted))
    return shelf


def test_the_command_says_what_it_would_add(
    shelf: House, place: Callable[[Published], Published], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from web import command_line

    here, sheets = place(YUHANG), facts.sheets(YUHANG)
    take_in(shelf, here, until(sheets, "2021-07-31"))
    file = tmp_path / "later.xlsx"
    file.write_bytes(facts.workbook(sheets))
    said = ["--jurisdiction", here.slug, "--name", here.name, "--year", "2021", "--published", "--dry-run"]
    monkeypatch.setenv("TRACKER_DATABASE_URL", shelf.database.owner)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    answer = CliRunner().invoke(command_line.app, ["import", str(file), *said])
    assert answer.exit_code == 0, answer.output
    assert "续收：10个项目以前收录过" in answer.output
