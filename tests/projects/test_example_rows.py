"""The example in each sheet of the form: never read, not lost when written over, and itself rightly filled in."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from projects.listing import Listing
from projects.sheet import COLUMNS, Faults
from projects.workbook import read, read_csv_folder
from projects.written_list import template


def filled(change: Callable[[Any], None]) -> bytes:
    """The form after `change`, as a spreadsheet saves it."""
    book = openpyxl.load_workbook(io.BytesIO(template()))
    change(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def refused(source: bytes) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(Faults) as told:
        read(source, published=False)
    return [(fault.sheet, fault.row, fault.column) for fault in told.value.faults]


def own_project(book: Any) -> None:
    book["项目"].append(["1-1", None, "新建停车位"])
    book["指标"].append(["1-1", 1, "新增停车位", 600, "个", "≥", "累计"])


def test_an_example_left_in_becomes_no_project_and_nothing_of_one() -> None:
    listing = read(filled(own_project), published=False)
    assert [row.number for row in listing.projects] == ["1-1"]
    assert [(row.project, row.text) for row in listing.targets] == [("1-1", "新增停车位")]
    assert listing == Listing(projects=listing.projects, targets=listing.targets), "of no other sheet anything came in"


def test_a_form_without_its_examples_is_read_the_same() -> None:
    def change(book: Any) -> None:
        for name in COLUMNS:
            book[name].delete_rows(2)
        own_project(book)

    assert read(filled(change), published=False) == read(filled(own_project), published=False)


def test_a_form_whose_examples_alone_were_deleted_says_where_to_begin() -> None:
    def change(book: Any) -> None:
        for name in COLUMNS:
            book[name].delete_rows(2)

    assert refused(filled(change)) == [("项目", 2, "编号")]


@pytest.mark.parametrize(
    ("sheet", "cell", "typed"),
    [
        ("项目", "C2", "新建停车位600个"),
        ("指标", "D2", 600),
        ("计划", "C2", 1),
        ("节点", "C2", date(2026, 7, 31)),
        ("进展", "D2", "3.5万"),
        ("分区", "C2", "西山区"),
        ("分区进展", "E2", True),
        ("点位", "C2", "西山区建设路1号"),
        ("项目", "P2", "市城管局"),
    ],
)
def test_an_example_written_over_with_its_mark_left_is_told_and_not_passed_over(
    sheet: str, cell: str, typed: Any
) -> None:
    def change(book: Any) -> None:
        own_project(book)
        book[sheet][cell].value = typed

    assert refused(filled(change)) == [(sheet, 2, COLUMNS[sheet][0])]


def test_a_cell_of_the_example_that_was_emptied_loses_nothing() -> None:
    def change(book: Any) -> None:
        own_project(book)
        book["项目"]["K2"].value = None

    assert [row.number for row in read(filled(change), published=False).projects] == ["1-1"]


def test_the_example_is_filled_in_as_a_list_should_be() -> None:
    """With a number in place of the mark it is read whole, and nothing in it has to be guessed."""

    def change(book: Any) -> None:
        for name in COLUMNS:
            book[name]["A2"].value = "1"

    listing = read(filled(change), published=False)
    assert [row.title for row in listing.projects] == ["新建公共停车位3000个以上"]
    assert listing.plans[0].months[12] == listing.targets[0].quantity == 3000
    assert (listing.values[0].as_of, listing.values[0].value) == (date(2026, 3, 31), Decimal(216))
    assert len(listing.milestones) == len(listing.regions) == len(listing.region_values) == len(listing.sites) == 1
    assert listing.notes == ()


def test_the_examples_are_passed_over_in_csv_files_too(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled(own_project)))
    for name in COLUMNS:
        rows = [[_csv(value) for value in row] for row in book[name].iter_rows(values_only=True)]
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    listing = read_csv_folder(tmp_path, published=False)
    assert listing == read(filled(own_project), published=False)


def _csv(value: Any) -> str:
    return "" if value is None else str(value).removesuffix(" 00:00:00")
