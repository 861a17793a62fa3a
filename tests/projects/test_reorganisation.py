"""What a document can order, and what it cannot."""

from typing import Any

import pytest

from projects.approval import Review
from projects.reorganisation import Reorganisation
from tests import deeds
from tracker.clock import FixedClock
from tracker.refusal import Refused

UNITS = [{"unit": "u1", "name": "市水务局", "becomes": "市水利局", "successors": []}]
MOVES = [{"project": "p1", "number": "1", "unit": "u1", "name": "市水务局", "to": "u1", "to_name": "市水利局"}]


def _order(kind: str = "rename", document: str = " 某政发〔2026〕9号 ", day: str = "2026-11-01", **more: Any) -> Any:
    said = {"units": UNITS, "moves": MOVES, "review": deeds.REVIEW, **more}
    return Reorganisation.order("testcity", kind, document, day, **said)


def test_an_order_says_what_rests_on_which_paper_from_when(clock: FixedClock) -> None:
    ordered = _order()
    assert (ordered.kind, ordered.document, ordered.effective_on) == ("rename", "某政发〔2026〕9号", "2026-11-01")
    assert (ordered.units, ordered.moves, ordered.review) == (UNITS, MOVES, deeds.REVIEW.as_dict())


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "promote"}, r"reorganisation\.kind"),
        ({"document": " "}, r"reorganisation\.document"),
        ({"day": "2026-13-01"}, r"reorganisation\.day"),
        ({"day": "1999-12-31"}, r"reorganisation\.day"),
        ({"day": "2101-01-01"}, r"reorganisation\.day"),
        ({"units": []}, r"reorganisation\.units"),
        ({"kind": "hand_over", "moves": []}, r"reorganisation\.nothing"),
        ({"review": Review("不予公开", "涉密。", "督查室负责人", deeds.APPROVAL)}, r"review\.not_public"),
        ({"review": Review("主动公开", " ", "督查室负责人", deeds.APPROVAL)}, r"review\.incomplete"),
    ],
)
def test_what_no_document_can_order_is_refused(clock: FixedClock, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        _order(**wrong)


def test_the_first_and_the_last_day_are_days(clock: FixedClock) -> None:
    assert [_order(day=day).effective_on for day in ("2000-01-01", "2100-12-31")] == ["2000-01-01", "2100-12-31"]
