"""Two cleared pictures of one site on two days stand beside each other; everything else stands alone."""

from datetime import date, datetime
from uuid import uuid4

from supervision.public_visits import PublicVisit
from supervision.site_pictures import Pair, pairs
from tracker.clock import SHANGHAI

LIU, SHU, YUN = "柳荫社区养老服务点", "书院社区养老服务点", "云锦社区养老服务点"


def visit(month: int, **photos: str) -> PublicVisit:
    """Photograph → its site, in the order they were taken."""
    day = date(2026, month, 12)
    cleared = datetime(2026, month, 20, 9, tzinfo=SHANGHAI)
    return PublicVisit(uuid4(), day, "随机抽查", ("督查室",), f"{month}月所见", "", tuple(photos), cleared, photos)


def told(found: list[Pair]) -> list[tuple[str, str, int, str, int]]:
    return [
        (each.site, each.before.photo, each.before.day.month, each.after.photo, each.after.day.month) for each in found
    ]


def test_the_first_day_is_before_and_the_last_is_after() -> None:
    seen = [visit(8, c=LIU), visit(3, a=LIU), visit(5, b=LIU)]
    (pair,) = pairs(seen, [LIU])
    assert told([pair]) == [(LIU, "a", 3, "c", 8)]
    assert (pair.before.words, pair.after.words) == ("3月所见", "8月所见")


def test_of_a_visit_the_first_picture_of_a_site_counts_and_each_site_is_for_itself() -> None:
    seen = [visit(3, a=LIU, b=LIU, c=SHU), visit(8, d=SHU, e=LIU, f=YUN)]
    assert told(pairs(seen, [SHU, LIU, YUN])) == [(SHU, "c", 3, "d", 8), (LIU, "a", 3, "e", 8)]


def test_one_day_is_no_before_and_after() -> None:
    assert pairs([visit(3, a=LIU), visit(3, b=LIU)], [LIU]) == []
    assert pairs([visit(3, a=LIU)], [LIU]) == []
    assert pairs([], [LIU]) == []


def test_a_site_that_is_not_published_is_not_named() -> None:
    assert pairs([visit(3, a=LIU), visit(8, b=LIU)], [SHU]) == []
    nameless = [visit(3, a=""), visit(8, b="")]
    assert pairs(nameless, ["", LIU]) == []
