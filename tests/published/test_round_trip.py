"""Each published programme goes out of the ledger, into an empty one, and out again: the same cells."""

from pathlib import Path

import pytest

from projects import intake, workbook, written_list
from tests.cells import cells
from tests.published import facts
from tests.published.conftest import opened
from tests.published.facts import PROGRAMMES, Published
from tracker.embedded import Server
from web import export
from web.console import OPERATOR
from web.house import House


@pytest.mark.parametrize("of", PROGRAMMES, ids=lambda of: of.path)
def test_an_export_comes_back_into_an_empty_ledger_cell_by_cell(
    library: House, server: Server, template: str, tmp_path: Path, of: Published
) -> None:
    first = written_list.write(export.listing(library.ledger, of.slug, of.year))
    with opened(server, template, tmp_path) as empty:
        listing = workbook.read(first, published=True)
        wanted = intake.Intake(of.slug, of.name, of.year, listing, published=True, shown="sample")
        empty.carry_out(OPERATOR, None, ["import"], lambda: intake.changes(empty.ledger, wanted))
        second = written_list.write(export.listing(empty.ledger, of.slug, of.year))
    found = cells(first)
    assert cells(second) == found
    rows = {place for sheet, place in found if sheet == "项目" and place.startswith("A")}
    assert len(rows) - 1 == len(facts.rows("projects", of))
