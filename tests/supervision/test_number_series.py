"""Numbers of one series: in order, without a gap, one a document."""

from uuid import UUID

import pytest

from supervision.number_series import NumberSeries
from tests.aggregates import refusal
from tracker.refusal import Refused

FIRST, SECOND = UUID(int=1), UUID(int=2)


def test_numbers_follow_one_another_from_one() -> None:
    series = NumberSeries.open("demo", "示政办督", 2026)
    assert [series.draw(FIRST), series.draw(SECOND)] == [1, 2]
    assert (series.next, series.written(2)) == (3, "示政办督〔2026〕2号")


def test_a_document_draws_once() -> None:
    series = NumberSeries.open("demo", "示政办督", 2026)
    series.draw(FIRST)
    with pytest.raises(Refused) as no:
        series.draw(FIRST)
    assert (no.value.code, series.next) == ("number_series.drawn", 2)


def test_every_government_series_and_year_counts_for_itself() -> None:
    ids = {
        NumberSeries.create_id(*key) for key in [("a", "x", 2026), ("b", "x", 2026), ("a", "y", 2026), ("a", "x", 2027)]
    }
    assert len(ids) == 4
    assert UUID("383f16b1-677f-55ac-bc38-accd8ceed088") in ids, "as it always was"


def test_a_periodical_and_an_archive_count_in_forms_of_their_own() -> None:
    written = {form: NumberSeries.open("demo", "督查通报", 2026, form).written(3) for form in ("号", "期", "卷")}
    assert written == {"号": "督查通报〔2026〕3号", "期": "督查通报〔2026〕第3期", "卷": "督查通报—2026—0003"}
    assert len({NumberSeries.create_id("demo", "督查通报", 2026, form) for form in written}) == 3


def test_a_series_needs_a_name() -> None:
    with pytest.raises(Refused) as no:
        NumberSeries.open("demo", "  ", 2026)
    assert no.value.code == "number_series.name"


def test_a_series_says_whose_it_is_and_which_number_was_drawn() -> None:
    series = NumberSeries.open("demo", " 示政办督 ", 2026)
    assert (series.jurisdiction, series.series, series.year) == ("demo", "示政办督", 2026)
    series.draw(FIRST)
    assert refusal(series.draw, FIRST) == ("number_series.drawn", None, {"number": 1})
