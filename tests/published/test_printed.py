"""Held to reality: what ten published reports say is printed by our table from our ledger.

What is expected is read from the files by the csv module alone: every figure, percent, status word and reason of a
report's rows, looked for in the text of the PDF.
"""

import re
import subprocess
import unicodedata
from datetime import date

import pytest

from projects import published
from supervision import taken_in_table
from tests.published import facts
from tests.published.facts import Published, Row
from web.house import House
from web.list_commands import _day as day_of
from web.paper import notice

REPORTS = [
    (Published("shanghai", "上海市", 2016), "2016-12-29"),
    (Published("linan", "杭州市临安区", 2022), "2022-09-30"),
    (Published("yuhang", "杭州市余杭区", 2021), "2021-07-31"),
    (Published("yuhang", "杭州市余杭区", 2021), "2021-10-31"),
    (Published("yuhang", "杭州市余杭区", 2021), "2021-12-31"),
    (Published("yuhang", "杭州市余杭区", 2022), "2022-12-31"),
    (Published("meishan", "眉山市", 2019), "2019-12-31"),
    (Published("cangnan", "苍南县", 2022), "2022-10-31"),
    (Published("qingdao", "青岛市", 2022), "2022-03-31"),
    (Published("quanguo", "全国", 2023), "2023-09-30"),
]
"""One programme at one day each."""


@pytest.mark.parametrize(("of", "day"), REPORTS, ids=lambda each: each if isinstance(each, str) else each.slug)
def test_what_a_report_said_is_printed_by_our_table(library: House, of: Published, day: str) -> None:
    with library.reading() as conn:
        found = published.board(conn, of.slug, of.year)
    assert found is not None and date.fromisoformat(day) in taken_in_table.days(found.projects)
    paper = taken_in_table.compose(found.projects, of.name, of.year, date.fromisoformat(day))
    said = _squeezed(_text(notice.pdf(paper)))
    asked = [each for row in _rows(of, day) for each in _facts(row)]
    missing = [each for each in asked if each not in said]
    assert len(asked) >= 4 and len(missing) <= 0.05 * len(asked), missing


def _rows(of: Published, day: str) -> list[Row]:
    return [
        row for name in ("progress", "progress_regions") for row in facts.rows(name, of) if row["period_end"] == day
    ]


def _facts(row: Row) -> list[str]:
    """Its figure, percent, region, and its words clause by clause: a clause holds status and reason as printed."""
    told = [row["cumulative_value"], row["percent"] and f"{row['percent']}%", row.get("region", "")]
    clauses = re.split(r"[，。；、,;（）()]", row.get("text", ""))
    return [_squeezed(each) for each in (*told, *clauses) if each.strip()]


def _squeezed(text: str) -> str:
    """Without blanks and the marks that part thousands."""
    return re.sub(r"\s|(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", text))


def _text(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"—\s*\d+\s*—", "", done.stdout.decode())


def test_the_day_is_the_last_that_is_known_or_one_from_the_first_on() -> None:
    known = [date(2022, 9, 30), date(2022, 6, 30)]
    assert day_of(known, None) == known[0] and day_of(known, "2022-08-15") == date(2022, 8, 15)
    for wrong, why in (("2022-06-29", "最早截至2022-06-30"), ("9月30日", "要写成")):
        with pytest.raises(ValueError, match=why):
            day_of(known, wrong)
    with pytest.raises(ValueError, match="没有一条写明截至日期"):
        day_of([], None)


def test_of_an_earlier_day_its_day_is_told_and_of_none_nothing() -> None:
    values = [{"as_of": "2022-03-31"}, {"as_of": "2022-06-30"}, {"as_of": "2022-06-30", "text": "另一句"}]
    assert taken_in_table.latest(values, "2022-08-01") == values[1:]
    assert taken_in_table.latest(values, "2022-01-01") == []
    assert taken_in_table.latest([{"as_of": None}], "2022-01-01") == [{"as_of": None}]
