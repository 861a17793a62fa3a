"""A year's list: what may be done to it in which state, and what its release freezes. Today is 9 October 2026."""

from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from projects.approval import Approval, Review
from projects.policy import PolicySet
from projects.programme import Programme
from tests.aggregates import events, newest, refusal

pytestmark = pytest.mark.usefixtures("clock")

DECIDED = Approval("市政府秘书长", "2026-01-20", "同意。")
REVIEW = Review("主动公开", "可以公开。", "督查室负责人", DECIDED)
FIRST, SECOND = UUID(int=1), UUID(int=2)
CONTENT = '{"projects": ["新建停车位"]}'


def prepared(**details: Any) -> Programme:
    return Programme.prepare("testcity", 2026, "2026年市办实事", **details)


def listed(**details: Any) -> Programme:
    programme = prepared(**details)
    programme.list_project(FIRST, "1")
    return programme


def released() -> Programme:
    programme = listed()
    programme.release("2026-02-10", REVIEW, CONTENT)
    return programme


def implementing() -> Programme:
    programme = released()
    programme.start()
    return programme


def concluded() -> Programme:
    programme = implementing()
    programme.conclude("2026-10-08", DECIDED)
    return programme


def last(programme: Programme) -> Any:
    """The newest event; each carries whose list of which year it is."""
    return newest(programme, jurisdiction="testcity", year=2026)


def test_a_list_starts_in_preparation_with_the_default_rules() -> None:
    programme = prepared(hotline="12345", note="按季点评")
    assert (programme.state, programme.title, programme.published) == ("preparing", "2026年市办实事", False)
    assert (programme.hotline, programme.note) == ("12345", "按季点评")
    assert programme.policy_set == PolicySet()
    assert programme.head_releases


@pytest.mark.parametrize("year", [1980, 2100])
def test_a_list_is_of_a_year_somebody_could_mean(year: int) -> None:
    assert Programme.prepare("testcity", year, "清单").year == year


@pytest.mark.parametrize("year", [1979, 2101])
def test_a_year_nobody_could_mean_is_refused(year: int) -> None:
    assert refusal(Programme.prepare, "testcity", year, "清单") == ("programme.year", "year", {"year": year})


def test_the_rules_may_be_set_until_the_release_and_never_after() -> None:
    strict = PolicySet(version="strict", red_over="10", head_releases=False)
    programme = prepared()
    programme.fix_policy(strict)
    assert (last(programme).policy["red_over"], programme.policy_set) == ("10", strict)
    assert not programme.head_releases
    assert refusal(released().fix_policy, strict) == (
        "programme.state", None, {"state": "released", "needed": "preparing"},
    )  # fmt: skip


def test_a_list_prepared_with_rules_of_its_own_keeps_them() -> None:
    assert not prepared(policy=PolicySet(head_releases=False)).head_releases


def test_items_and_projects_are_listed_once_each() -> None:
    programme = prepared()
    programme.list_item("1", "停车便利")
    programme.list_item("1", "停车便利")
    assert (last(programme).number, last(programme).title) == ("1", "停车便利")
    programme.list_project(FIRST, "1-1")
    assert (last(programme).project, last(programme).number) == (str(FIRST), "1-1")
    assert refusal(programme.list_project, SECOND, "1-1") == (
        "programme.number_taken", None, {"number": "1-1"},
    )  # fmt: skip
    assert (programme.items, programme.projects) == ({"1": "停车便利"}, {"1-1": str(FIRST)})
    assert len(events(programme)) == 3


def test_a_released_list_does_not_grow() -> None:
    programme = released()
    told = ("programme.state", None, {"state": "released", "needed": "preparing"})
    assert refusal(programme.list_item, "2", "就业") == told
    assert refusal(programme.list_project, SECOND, "2") == told


def test_the_release_keeps_what_was_shown_and_who_allowed_it() -> None:
    programme = released()
    event = last(programme)
    assert (event.conference_on, event.review, event.content) == ("2026-02-10", REVIEW.as_dict(), CONTENT)
    assert event.sha256 == sha256(CONTENT.encode()).hexdigest()
    assert programme.state == "released"


def test_an_empty_unreviewed_or_foreign_list_is_not_released() -> None:
    assert refusal(prepared().release, "2026-02-10", REVIEW, CONTENT)[0] == "programme.empty"
    closed = Review("不予公开", "内部资料。", "督查室负责人", DECIDED)
    assert refusal(listed().release, "2026-02-10", closed, CONTENT)[0] == "review.not_public"
    foreign = listed(published=True)
    assert refusal(foreign.release, "2026-02-10", REVIEW, CONTENT)[0] == "programme.published_elsewhere"
    assert refusal(released().release, "2026-02-10", REVIEW, CONTENT)[0] == "programme.state"


def test_the_year_goes_from_release_to_archive_in_order() -> None:
    programme = concluded()
    assert (last(programme).announced_on, last(programme).approval) == ("2026-10-08", DECIDED.as_dict())
    programme.archive("manifest")
    assert (last(programme).manifest, programme.state) == ("manifest", "archived")


def test_no_step_of_the_year_is_skipped_or_taken_twice() -> None:
    def told(state: str, needed: str) -> tuple[str, None, dict[str, str]]:
        return "programme.state", None, {"state": state, "needed": needed}

    assert refusal(listed().start) == told("preparing", "released")
    assert refusal(implementing().start) == told("implementing", "released")
    assert refusal(released().conclude, "2026-10-08", DECIDED) == told("released", "implementing")
    assert refusal(implementing().archive, "manifest") == told("implementing", "concluded")


def test_the_year_ends_by_a_recorded_decision() -> None:
    programme = implementing()
    assert refusal(programme.conclude, "2026-10-08", Approval("", ""))[0] == "approval.incomplete"
    assert programme.state == "implementing"


def test_the_heads_release_is_switched_only_when_it_changes() -> None:
    programme = implementing()
    programme.switch_head_release(False)
    assert last(programme).on is False and not programme.head_releases
    count = len(events(programme))
    programme.switch_head_release(False)
    assert len(events(programme)) == count
    programme.switch_head_release(True)
    assert programme.head_releases


def test_history_read_elsewhere_is_published_as_it_stands_and_may_grow() -> None:
    programme = listed(published=True)
    programme.publish_history(CONTENT)
    event = last(programme)
    assert (event.content, event.sha256) == (CONTENT, sha256(CONTENT.encode()).hexdigest())
    assert programme.state == "published"
    programme.list_item("2", "就业")
    programme.list_project(SECOND, "2")
    assert set(programme.projects) == {"1", "2"}


def test_our_own_list_is_not_published_as_history() -> None:
    assert refusal(listed().publish_history, CONTENT)[0] == "programme.not_history"


def test_a_government_has_one_list_a_year() -> None:
    ids = {Programme.create_id(*key) for key in (("a", 2026), ("a", 2027), ("b", 2026))}
    assert len(ids) == 3
    assert Programme.create_id("a", 2026) in ids


def test_the_stamp_is_asked_for_only_when_that_changes() -> None:
    programme = implementing()
    before = programme.stamp_required
    count = len(events(programme))
    programme.switch_stamp(before)
    assert len(events(programme)) == count
    programme.switch_stamp(not before)
    assert last(programme).on is (not before) and programme.stamp_required is (not before)


def test_units_are_ranked_only_when_the_office_says_why() -> None:
    programme = implementing()
    assert (programme.ranking, programme.ranking_reason) == (False, "")
    assert refusal(programme.switch_ranking, True, " ") == ("programme.ranking_reason", "reason", {})
    count = len(events(programme))
    programme.switch_ranking(False, "不排")
    assert len(events(programme)) == count
    programme.switch_ranking(True, " 市政府要求 ")
    assert (last(programme).on, last(programme).reason) == (True, "市政府要求")
    assert (programme.ranking, programme.ranking_reason) == (True, "市政府要求")


def test_lamps_or_words_change_after_the_release_by_a_decision_with_its_reason() -> None:
    programme = implementing()
    programme.switch_public_lights("words", " 群众看得懂 ", DECIDED)
    event = last(programme)
    assert (event.old, event.new, event.reason, event.approval) == ("lamps", "words", "群众看得懂", DECIDED.as_dict())
    programme.switch_public_lights("lamps", "长" * 300, DECIDED)
    assert programme.public_lights == "lamps"


def test_how_the_public_sees_lights_is_fixed_with_the_policy_before_and_elsewhere() -> None:
    needed = ("programme.state", None, {"state": "preparing", "needed": "released"})
    assert refusal(listed().switch_public_lights, "words", "理由", DECIDED) == needed
    history = listed(published=True)
    history.publish_history(CONTENT)
    needed[2]["state"] = "published"
    assert refusal(history.switch_public_lights, "words", "理由", DECIDED) == needed


def test_what_is_wrong_with_a_change_of_lights_is_told_at_its_field() -> None:
    switch = implementing().switch_public_lights
    for same in ("lamps", "neon"):
        assert refusal(switch, same, "理由", DECIDED) == ("lights.same", "lights", {})
    assert refusal(switch, "words", " ", DECIDED) == ("form.missing", "lights_reason", {"what": "改变的理由"})
    assert refusal(switch, "words", "长" * 301, DECIDED) == ("lights.reason", "lights_reason", {"most": 300})
    assert refusal(switch, "words", "理由", Approval("", ""))[0] == "approval.incomplete"


def test_the_telephones_are_set_and_set_again() -> None:
    programme = implementing()
    programme.set_hotlines("0000-12345", {"1": "0000-11111"})
    assert (last(programme).hotline, last(programme).projects) == ("0000-12345", {"1": "0000-11111"})
    assert programme.hotline_of("1", "0000-99999") == "0000-11111"
    programme.set_hotlines("0000-12346、12345", {})
    assert programme.hotline_of("1", "0000-99999") == "0000-12346、12345", "what it came with is gone"
    before = len(events(programme))
    programme.set_hotlines("0000-12346、12345", {})
    assert len(events(programme)) == before
    programme.set_hotlines(None, {})
    assert programme.hotline is None and programme.hotline_of("1", "0000-99999") is None


def test_until_then_a_project_has_the_telephone_it_came_with() -> None:
    programme = listed(hotline="0000-12345")
    assert programme.hotline_of("1", "0000-99999") == "0000-99999"
    assert programme.hotline_of("1", None) == "0000-12345"


@pytest.mark.parametrize("phone", ["督查室", "12", "1" * 41, "0000-12345\n0000-54321"])
def test_what_cannot_be_dialled_is_refused_at_its_field(phone: str) -> None:
    assert refusal(implementing().set_hotlines, phone, {}) == ("programme.hotline", "hotline", {})
    assert refusal(implementing().set_hotlines, None, {"1": phone}) == ("programme.hotline", "hotline-1", {})


def test_telephones_of_what_is_not_in_the_list_or_not_ours_are_refused() -> None:
    assert refusal(implementing().set_hotlines, None, {"9": "0000-12345"})[0] == "programme.number_unknown"
    history = listed(published=True)
    assert refusal(history.set_hotlines, "0000-12345", {})[0] == "programme.published_elsewhere"
    archived = implementing()
    archived.conclude("2026-12-28", DECIDED)
    archived.set_hotlines("0000-12345", {})
    archived.archive("{}")
    assert refusal(archived.set_hotlines, "0000-54321", {})[0] == "programme.state"
