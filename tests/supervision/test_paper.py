"""A paper's words survive JSON, and a crooked annex is refused."""

import json

import pytest

from supervision.paper import Column, OfficialPaper, Table
from tests.web.paper import samples


@pytest.mark.parametrize("paper", [samples.bulletin(6, 4), samples.draft(), samples.bulletin(6, None)])
def test_a_paper_comes_back_from_json_as_it_was(paper: OfficialPaper) -> None:
    assert OfficialPaper.from_json(json.loads(json.dumps(paper.to_json(), ensure_ascii=False))) == paper


def test_the_date_is_kept_as_a_day() -> None:
    assert samples.bulletin(6, None).to_json()["date"] == "2026-10-09"
    assert samples.draft().to_json()["date"] is None


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells for 2 columns"):
        Table("表", (Column("甲"), Column("乙")), (("1", "2"), ("1",)))
