"""Every kind at 1, 2, 33 and 300 projects, with short and long names: nothing cut off, nothing over anything else."""

from __future__ import annotations

from typing import Any

import pytest

from supervision.document_kind import KINDS
from supervision.paper import Table
from tests.web.paper import every_kind, measured, retyped
from tests.web.paper import worded_samples as worded
from tests.web.paper.measured import Page
from tests.web.paper.placed import faults
from tests.web.paper.sized_samples import SIZED


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_a_name_of_forty_signs_in_every_field_stands_in_its_place(kind: str) -> None:
    paper = retyped.retyped(every_kind.EXAMPLES[kind](), worded.NAME)
    assert len(worded.NAME) == len(worded.OFFICE) == 40
    assert faults(paper, every_kind.printed(paper)) == []


@pytest.mark.long
@pytest.mark.parametrize("names", ["short", "long"])
@pytest.mark.parametrize("count", [1, 2, 33, 300])
@pytest.mark.parametrize("kind", SIZED)
def test_a_list_of_any_length_is_whole_and_in_its_place(kind: str, count: int, names: str) -> None:
    paper = SIZED[kind](count, names == "long")
    content = every_kind.printed(paper)
    assert faults(paper, content) == []
    pages = measured.pages(content)
    for table, its in _tabled(paper, pages):
        assert all(head in page.text for page in its for head in _heads(table)), "the head stands on every page"
        words = [word.text for page in its for word in page.words]
        assert {row[0] for row in table.rows} <= set(words), "no row is lost"


def _tabled(paper: Any, pages: list[Page]) -> list[tuple[Table, list[Page]]]:
    """The annexes with the pages that each takes."""
    annexes = getattr(paper, "attachments", ()) or getattr(paper, "annexes", ())
    turned = [page for page in pages if page.turned]
    if not annexes:
        return []
    starts = [place for place, page in enumerate(turned) if page.text.startswith("附件") or "附件" in page.text[:6]]
    assert len(starts) == len(annexes)
    ends = [*starts[1:], len(turned)]
    return [(table, turned[start:end]) for table, start, end in zip(annexes, starts, ends, strict=True)]


def _heads(table: Table) -> list[str]:
    return [line for column in table.columns for line in column.title.split("\n")]
