"""Media leads: recorded, then answered or passed on as a clue, once."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from supervision.media_lead import MediaLead
from tracker.refusal import Refused, SeveralRefused

TODAY = date(2026, 10, 9)


def lead(**changed: Any) -> MediaLead:
    given: dict[str, Any] = {
        "kind": "asked", "outlet": "示范日报", "on": "2026-10-08", "matter": "电梯为什么慢？", "address": "",
    }  # fmt: skip
    project = changed.pop("project", "p1")
    return MediaLead.record(UUID(int=7), "programme", project, **{**given, **changed}, today=TODAY)


def test_the_same_form_is_one_lead() -> None:
    assert lead().id == lead().id == MediaLead.create_id(str(UUID(int=7)))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "heard"}, "kind"),
        ({"outlet": " "}, "outlet"),
        ({"matter": ""}, "matter"),
        ({"matter": "长" * 1001}, "matter"),
        ({"on": "2026-10-10"}, "on"),
        ({"on": "昨天"}, "on"),
        ({"address": "javascript:alert(1)"}, "address"),
    ],
)
def test_what_cannot_be_recorded(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as no:
        lead(**changed)
    assert no.value.field == field


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(SeveralRefused):
        lead(kind="", outlet="", matter="")


def test_it_is_answered_once() -> None:
    open_one = lead()
    open_one.answer("见8月通稿。", "2026-08")
    assert open_one.state == "answered"
    with pytest.raises(Refused, match=r"media_lead\.ended"):
        open_one.answer("又一次。")
    with pytest.raises(Refused, match=r"media_lead\.ended"):
        open_one.pass_on(uuid4())


def test_only_a_lead_about_a_project_becomes_a_clue() -> None:
    about = lead()
    about.pass_on(UUID(int=9))
    assert about.state == "passed_on"
    with pytest.raises(Refused, match=r"media_lead\.project"):
        lead(project="").pass_on(uuid4())
