"""Fetching ahead changes neither the pages nor their order, and stops with its reader."""

from collections.abc import Iterator
from threading import active_count

import pytest

from tracker.ahead import ahead


def test_pages_come_in_their_order() -> None:
    assert list(ahead(iter(range(1000)))) == list(range(1000))
    assert list(ahead(iter(()))) == []


def test_an_empty_page_is_a_page() -> None:
    assert list(ahead(iter([[], [1], []]))) == [[], [1], []]


def test_what_goes_wrong_while_making_is_raised_where_it_is_read() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise KeyError("lost")

    read = []
    with pytest.raises(KeyError, match="lost"):
        for page in ahead(broken()):
            read.append(page)
    assert read == [1]


def test_a_reader_who_stops_early_leaves_no_thread_behind() -> None:
    before, made = active_count(), []

    def endless() -> Iterator[int]:
        while True:
            made.append(1)
            yield len(made)

    pages = ahead(endless())
    assert next(pages) == 1
    pages.close()  # type: ignore[attr-defined]
    assert active_count() == before
    assert len(made) <= 4
