"""A unit through its renames and to its end: given what happened, when it is asked for, then this or a refusal."""

import pytest

from projects.unit import Unit
from tests.aggregates import events, newest, refusal
from tracker.clock import FixedClock
from tracker.refusal import Refused


def _unit() -> Unit:
    return Unit.register("testcity", " 市水务局 ", "分管副市长")


def test_a_name_is_known_by_the_day_it_had(clock: FixedClock) -> None:
    unit = _unit()
    unit.rename("市水利局", "2026-11-01")
    unit.rename("市水务和城管局", "2026-07-01")
    known = {day: unit.name_on(day) for day in ("2025-01-01", "2026-06-30", "2026-07-01", "2026-10-31", "2026-11-01")}
    assert list(known.values()) == ["市水务局", "市水务局", "市水务和城管局", "市水务和城管局", "市水利局"]
    assert unit.name == "市水利局" and unit.aliases == ["市水务局", "市水务局"]


def test_the_same_name_or_alias_again_is_nothing_new(clock: FixedClock) -> None:
    unit = _unit()
    unit.rename("市水务局", "2026-11-01")
    unit.add_alias("水务局")
    unit.add_alias("水务局 ")
    assert [type(event).__name__ for event in unit.pending_events] == ["Registered", "AliasAdded"]


def test_a_name_needs_words(clock: FixedClock) -> None:
    for act in (lambda: Unit.register("testcity", " "), lambda: _unit().rename(" ", "2026-11-01")):
        with pytest.raises(Refused, match=r"unit\.name"):
            act()


def test_an_abolished_unit_keeps_its_name_and_gets_nothing_more(clock: FixedClock) -> None:
    unit, heir = _unit(), Unit.register("testcity", "市水利局")
    unit.check_active()
    unit.abolish("2026-11-01", [str(heir.id)])
    assert (unit.abolished_on, unit.successors, unit.name) == ("2026-11-01", [str(heir.id)], "市水务局")
    with pytest.raises(Refused, match=r"unit\.abolished"):
        unit.check_active()
    with pytest.raises(Refused, match=r"unit\.abolished"):
        unit.rename("市水利局", "2026-12-01")
    with pytest.raises(Refused, match=r"unit\.abolished"):
        unit.abolish("2026-12-01", [str(heir.id)])


def test_somebody_else_has_to_go_on(clock: FixedClock) -> None:
    unit = _unit()
    for successors in ([], [str(unit.id)]):
        with pytest.raises(Refused, match=r"unit\.successors"):
            unit.abolish("2026-11-01", successors)


def test_a_unit_is_registered_under_its_trimmed_name() -> None:
    unit = _unit()
    assert (unit.jurisdiction, unit.name, unit.leader_in_charge) == ("testcity", "市水务局", "分管副市长")
    assert refusal(Unit.register, "testcity", "  ") == ("unit.name", "name", {})


def test_a_renaming_is_recorded_with_the_name_of_its_day() -> None:
    unit = _unit()
    assert refusal(unit.rename, " ", "2026-07-01") == ("unit.name", "name", {})
    unit.rename(" 市水利局 ", "2026-07-01")
    renamed = newest(unit, jurisdiction="testcity")
    assert (renamed.old, renamed.name, renamed.effective_on) == ("市水务局", "市水利局", "2026-07-01")


def test_an_alias_is_neither_blank_nor_known_nor_the_name() -> None:
    unit = _unit()
    for alias in ("水务局", " 水务局", " ", "市水务局", "市水务处"):
        unit.add_alias(alias)
    assert unit.aliases == ["水务局", "市水务处"]
    assert newest(unit, jurisdiction="testcity").alias == "市水务处"
    assert len(events(unit)) == 3


def test_an_abolition_says_when_and_who_goes_on() -> None:
    unit = _unit()
    assert refusal(unit.abolish, "2026-11-01", []) == ("unit.successors", "successors", {})
    unit.abolish("2026-11-01", ["heir"])
    abolished = newest(unit, jurisdiction="testcity")
    assert (abolished.effective_on, abolished.successors) == ("2026-11-01", ["heir"])
    told = {"name": "市水务局", "day": "2026年11月1日"}
    assert refusal(unit.check_active) == ("unit.abolished", "unit", told)
    assert refusal(unit.check_active, "lead_unit") == ("unit.abolished", "lead_unit", told)


def test_the_same_name_in_two_governments_is_two_units() -> None:
    ids = {Unit.create_id(*key) for key in (("a", "民政局"), ("b", "民政局"), ("a", "教育局"), ("a", "民政局"))}
    assert len(ids) == 3
