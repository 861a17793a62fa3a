"""Every event has a name for ever, a sample that is still read, and words that people understand."""

import importlib
import re
from collections import Counter
from typing import Any

import pytest
from eventsourcing.persistence import Mapper
from eventsourcing.utils import get_topic, resolve_topic

from tests.architecture import golden_samples as golden
from tests.architecture import source
from tests.architecture.source import EventClass
from web.event_words import SENTENCES

EVENTS = source.events()
STREAMS = golden.streams()
IRREGULAR = {"back", "drawn", "given", "held", "made", "met", "overridden", "put", "read"}
IRREGULAR |= {"left", "seen", "sent", "set", "taken", "up", "withdrawn", "withheld"}
"""Words that say what happened without ending in -ed."""
BANNED = {"updated", "changed", "modified", "event", "processed"}


@pytest.fixture(scope="module", autouse=True)
def _imported() -> None:
    for package in source.WITH_EVENTS:
        for module in source.modules(package):
            importlib.import_module(module)


def test_there_are_events() -> None:
    assert {"report.submitted", "publication.published"} <= {event.topic for event in EVENTS}


def test_every_aggregate_and_event_sets_its_stored_name() -> None:
    unnamed = [event.where for event in EVENTS if event.topic is None]
    assert not unnamed, f"without a TOPIC of their own: {unnamed}"
    assert not [name for name in source.aggregates() if not re.fullmatch(r"[a-z_]+", name)]


def test_no_stored_name_is_used_twice() -> None:
    names = [*(event.topic for event in EVENTS), *source.aggregates()]
    assert [name for name, times in Counter(names).items() if times > 1] == []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.topic))
def test_a_stored_name_is_the_aggregate_and_what_happened_to_it(event: EventClass) -> None:
    aggregate, _, happened = str(event.topic).partition(".")
    assert aggregate in source.aggregates()
    assert source.aggregates()[aggregate][0] == event.module
    words = happened.split("_")
    assert any(word.endswith("ed") or word in IRREGULAR for word in words), f"{event.topic} is no past participle"
    assert not BANNED & set(words)
    assert happened.replace("_", "") == event.name.lower(), "the class is called otherwise than it is stored"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.topic))
def test_the_stored_name_leads_back_to_the_class(event: EventClass) -> None:
    found = resolve_topic(str(event.topic))
    assert (found.__module__, found.__qualname__) == (event.module, f"{event.aggregate}.{event.name}")
    assert get_topic(found) == event.topic


def test_every_event_has_a_golden_sample() -> None:
    lacking = {aggregate: [event.topic for event in new] for aggregate, new in golden.missing()}
    assert not lacking, f"run scripts/golden: {lacking}"


def test_a_changed_shape_has_a_golden_sample_of_its_own() -> None:
    lacking = {name: [event.topic for event in new] for name, new in golden.reshaped()}
    assert not lacking, f"run scripts/golden: {lacking}"


def test_no_golden_sample_is_of_an_event_that_is_gone() -> None:
    topics = {event.topic for event in EVENTS}
    stored = {sample["topic"] for name in STREAMS for sample in golden.stream(name)}
    assert stored <= topics
    assert {name.split(".")[0] for name in STREAMS} == set(source.aggregates())


@pytest.mark.parametrize("name", STREAMS)
def test_what_was_once_stored_is_read_and_lived_through(name: str) -> None:
    lived: Any = None
    for stored in golden.stream(name):
        event = golden.loaded(stored)
        assert event.by["account"] == "3d0a4b1e-2f61-4f0e-9c77-5b8f2a6d9e10"
        assert event.timestamp.isoformat() == "2026-03-12T09:30:00+08:00"
        lived = event.mutate(lived)
        assert lived.version == stored["originator_version"]
    assert get_topic(type(lived)) == name.split(".")[0]


@pytest.mark.parametrize("name", STREAMS)
def test_our_reading_is_the_librarys_reading(name: str) -> None:
    for stored in golden.stream(name):
        ours, theirs = golden.loaded(stored), Mapper.to_domain_event(golden.mapper(), golden.stored_event(stored))
        assert type(ours) is type(theirs)
        assert vars(ours) == vars(theirs)


@pytest.mark.parametrize("name", STREAMS)
def test_what_was_once_stored_is_stored_the_same_again(name: str) -> None:
    mapper = golden.mapper()
    for stored in golden.stream(name):
        event = golden.loaded(stored)
        if getattr(type(event), "class_version", 1) == golden.shape(stored):
            assert mapper.to_stored_event(event).state.decode() == stored["state"]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.topic))
def test_a_golden_sample_holds_every_field_that_the_event_has_today(event: EventClass) -> None:
    """A field added, renamed or removed is a new shape: it takes a class_version and an upcast."""
    [sample] = [each for each in golden.stream(str(event.topic).split(".")[0]) if each["topic"] == event.topic]
    held = set(vars(golden.loaded(sample)))
    assert {name for name, _ in event.fields} <= held
    ours = {"originator_id", "originator_version", "originator_topic", "timestamp", "by"}
    assert held - ours <= {name for name, _ in event.fields}


def test_every_event_has_one_chinese_sentence_of_its_own() -> None:
    assert set(SENTENCES) == {event.topic for event in EVENTS}
    assert list(SENTENCES) == sorted(SENTENCES)
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    for sentence in SENTENCES.values():
        assert re.fullmatch(r"[\u4e00-\u9fff]{4,16}", sentence), sentence
