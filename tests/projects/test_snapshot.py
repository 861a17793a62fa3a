"""What a published list calls its items."""

import pytest

from projects import snapshot


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (29, "二十九"), (99, "九十九"), (100, "一百"),
        (105, "一百零五"), (110, "一百一十"), (112, "一百一十二"), (250, "二百五十"), (1000, "一千"),
        (1005, "一千零五"), (1050, "一千零五十"), (1234, "一千二百三十四"),
    ],
)  # fmt: skip
def test_places_are_counted_in_chinese_as_far_as_a_list_may_go(place: int, words: str) -> None:
    assert snapshot._numeral(place) == words
