"""The contract with WeasyPrint 70, three of whose functions are replaced: the same bytes for less work."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from threading import Barrier
from types import ModuleType
from typing import Any

import pytest
import weasyprint
from weasyprint.layout import inline, percent
from weasyprint.pdf import fonts

from supervision.document_kind import KINDS
from tests.web.paper import every_kind
from web.paper import once, typesetting

STYLE = """
table { width: 80%; border-collapse: collapse } td { border: 0.5pt solid; padding: 2% 1mm }
tr:nth-child(2n) td { border-width: 3pt 1pt; font-weight: bold }
.tight { border: 4mm solid } .tight td { box-sizing: border-box; width: 20% }
.apart { border-collapse: separate } .apart td { box-sizing: border-box; height: 9mm; border-left: 2mm solid }
.half { width: 50%; min-width: 10mm; max-width: calc(100% - 7mm); margin: 2% 3% 4mm auto; padding-left: 5% }
.boxed { box-sizing: border-box; width: 40%; border: 1mm solid; padding: 3%; height: 30mm; max-height: 50% }
.side { float: left; width: 30%; margin-right: 5% } .flex { display: flex; justify-content: space-between }
.at { position: absolute; bottom: 10%; width: 25% } i { padding: 0 5%; font-size: 80% }
"""
TIGHT = "<table class='tight'><tr><td>一<td>二<td>三<td>四<tr><td>五<td>六<td>七<td>八</table>"


@pytest.fixture(autouse=True)
def _ours_again() -> Iterator[None]:
    typesetting.pages("", ("gbt9704.css",))  # its sheet once read, what is replaced is ours
    yield
    once.install()


def table(rows: int, of: str = "") -> str:
    """Cells of one style in columns of three widths."""
    columns = "<col style='width: 12%'><col style='width: 30%'><col><col>"
    cells = "<td><i>第一格</i></td><td><i>300</i>部</td><td class='half'>16.3</td><td>落后<i>序时</i>16.3个百分点</td>"
    return f"<table {of}>{columns}{f'<tr>{cells}</tr>' * rows}</table>"


def printed() -> bytes:
    """A page with everything a length may depend on: percentages in boxes of several sizes, agreed and own borders."""
    half, boxed = "<p class='half'>办实事<i>之一</i></p>", "<div class='boxed'><p class='half'>之二</p></div>"
    side = f"<div class='side'>{half}{boxed}</div>{half * 3}"
    parts = (table(30), table(4, "class='apart'"), TIGHT, half, boxed, side)
    flex, at = f"<div class='flex'>{half}{boxed}</div>", f"<div class='at'>{half}</div>"
    told = "".join((*parts, flex, at, f"<div class='half'>{''.join(parts)}{flex}</div>"))
    return bytes(typesetting.pages(f"<style>{STYLE}</style>{told}", ("gbt9704.css",)).write_pdf(pdf_tags=True))


def test_a_page_is_the_one_of_the_library_to_the_byte() -> None:
    ours = printed()
    once.uninstall()
    assert printed() == ours


def _by_the_library() -> dict[str, str]:
    """In a process of its own: every kind of paper as WeasyPrint alone sets it."""
    typesetting.pages("", ("gbt9704.css",))
    once.supported = lambda: False
    once.uninstall()
    return every_kind.hashes(KINDS)


@pytest.mark.long
def test_every_kind_of_paper_is_the_one_of_the_library_to_the_byte() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(_by_the_library).result() == every_kind.hashes(KINDS)


def layout_modules() -> list[ModuleType]:
    package = import_module("weasyprint.layout")
    return [import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)]


def test_whoever_in_the_library_asks_for_them_gets_ours() -> None:
    asking = [module for module in layout_modules() if module is not percent]
    found = [vars(module)["resolve_percentages"] for module in asking if "resolve_percentages" in vars(module)]
    assert len(found) == 8 and set(found) == {once.lengths}
    assert {vars(module)["strut"] for module in asking if "strut" in vars(module)} == {once.strut}
    assert sys.modules["weasyprint.pdf"].build_fonts_dictionary is once.fonts_of


def test_another_version_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    once.uninstall()
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    once.install()
    theirs = inline.resolve_percentages, inline.strut, sys.modules["weasyprint.pdf"].build_fonts_dictionary
    assert theirs == (once._lengths_of, once._strut_of, once._fonts_of)
    monkeypatch.undo()
    assert once.supported()


def test_more_rows_of_a_table_are_no_more_lengths_to_work_out(monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[str] = []
    work_out = percent.resolve_one_percentage

    def counted(box: Any, name: str, *more: Any) -> None:
        worked_out.append(name)
        work_out(box, name, *more)

    monkeypatch.setattr(percent, "resolve_one_percentage", counted)
    work = []
    for rows in (5, 15):
        worked_out.clear()
        typesetting.pages(table(rows), ("gbt9704.css",))
        work.append(len(worked_out))
    assert work[0] == work[1] > 0


def test_the_fonts_of_a_paper_are_cut_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each waits until another has begun: one after the other they would wait in vain."""
    begun = Barrier(once.AT_ONCE)
    cut = fonts.Font.clean

    def together(font: Any, *asked: Any) -> None:
        begun.wait(timeout=20)
        cut(font, *asked)

    made = typesetting.pages("<p>仿宋</p><h2>黑体</h2>", ("gbt9704.css",))
    monkeypatch.setattr(fonts.Font, "clean", together)
    assert made.write_pdf().startswith(b"%PDF")
