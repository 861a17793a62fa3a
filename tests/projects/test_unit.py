"""A unit through its renames and to its end: given what happened, when it is asked for, then this or a refusal."""

import pytest

from projects.unit import Unit
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
