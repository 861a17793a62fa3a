"""A file that is withheld: by whom and why, given back with a reason, and never gone from the record."""

import pytest

from supervision.withholding import Withholding
from tests.aggregates import newest
from tracker.refusal import Refused, SeveralRefused

PHOTO = "a" * 64

pytestmark = pytest.mark.usefixtures("clock")


def withheld(public: bool = True) -> Withholding:
    return Withholding.withhold("testcity", PHOTO, " 照片里有住户的脸 ", "督查室主任", public=public)


def test_it_is_withheld_with_a_reason_a_post_and_whether_it_was_public() -> None:
    made = withheld()
    event = newest(made)
    assert (event.jurisdiction, event.sha256, event.reason) == ("testcity", PHOTO, "照片里有住户的脸")
    assert (event.post, event.public) == ("督查室主任", True)
    assert made.id == Withholding.create_id("testcity", PHOTO) != Withholding.create_id("othercity", PHOTO)


def test_reason_and_post_are_asked_for_at_once() -> None:
    with pytest.raises(SeveralRefused) as no:
        Withholding.withhold("testcity", PHOTO, " ", "", public=False)
    assert [each.code for each in no.value.refusals] == ["withholding.reason", "withholding.post"]


def test_it_is_given_back_and_may_be_withheld_again() -> None:
    made = withheld()
    with pytest.raises(Refused, match=r"withholding\.already"):
        made.withhold_again("再撤", "督查室主任", public=False)
    made.restore("误撤", "督查室主任")
    with pytest.raises(Refused, match=r"withholding\.not_withheld"):
        made.restore("误撤", "督查室主任")
    made.withhold_again("住户要求", "办公厅副主任", public=False)
    again = newest(made)
    assert (again.jurisdiction, again.sha256, again.post, again.public) == ("testcity", PHOTO, "办公厅副主任", False)
    assert made.state == "withheld"
