"""How places in a list are written."""

import pytest

from supervision import written


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"), (101, "一百零一"),
        (110, "一百一十"), (111, "一百一十一"), (120, "一百二十"), (300, "三百"), (999, "九百九十九"),
    ],
)  # fmt: skip
def test_a_place_is_written_as_it_is_read(place: int, told: str) -> None:
    assert written.numeral(place) == told


def test_no_two_places_are_written_alike() -> None:
    assert len({written.numeral(place) for place in range(1, 1000)}) == 999
