"""Who is told what: by role, government and unit, never twice, never whoever did it, and in whole Chinese sentences."""

import re
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision import subjects, telling
from supervision.telling import KINDS, TELLINGS, Subject, Telling, To
from tests.architecture import source
from tracker import messages
from tracker.accounts import ROLES, Account
from tracker.clock import SHANGHAI

FIELDS = {str(event.topic): {name for name, _ in event.fields} for event in source.events()}
FILLED = {"what", "root"}
"""Blanks that every subject fills; the others are named in supervision/subjects.py or are the event's own fields."""
_SPACE = UUID(int=7)


def account(role: str, slug: str | None = "demo", unit: str | None = None, *, disabled: bool = False) -> Account:
    name = f"{slug} {role} {unit} {disabled}"
    return Account(uuid5(_SPACE, name), name, role, role, slug, unit, None, False, disabled, True)


@pytest.mark.parametrize("topic", TELLINGS)
def test_every_line_is_of_an_event_that_exists_and_of_a_subject_that_is_looked_up(topic: str) -> None:
    assert topic in FIELDS, "no event is stored under this name"
    assert topic.partition(".")[0] in subjects.SUBJECTS
    assert TELLINGS[topic].kind in KINDS


@pytest.mark.parametrize("topic", TELLINGS)
def test_every_blank_is_filled_by_the_subject_or_the_event(topic: str) -> None:
    written = source.strings("supervision")
    blanks = set(re.findall(r"\{(\w+)\}", TELLINGS[topic].text + TELLINGS[topic].href))
    assert {blank for blank in blanks - FILLED - FIELDS[topic] if blank not in written} == set()
    assert re.search(r"[\u4e00-\u9fff]", TELLINGS[topic].text) and not TELLINGS[topic].text.endswith("。")
    assert TELLINGS[topic].href.startswith(("{root}/", "{desk}", "{shown}", "{href}", "{page}"))


def test_whoever_did_it_is_not_told_of_it() -> None:
    head, other = account("unit_head", unit="u1"), account("unit_head", unit="u2")
    line = Telling("report", (telling.UNIT_HEAD,), "", "")
    assert telling.recipients(line, Subject("demo", 2026, "", "u1"), [head, other], "") == [head]
    assert telling.recipients(line, Subject("demo", 2026, "", "u1"), [head, other], str(head.id)) == []


people = st.builds(
    account,
    st.sampled_from(sorted(ROLES)),
    st.sampled_from(["demo", "other", None]),
    st.sampled_from(["u1", "u2", None]),
    disabled=st.booleans(),
)
lines = st.lists(
    st.builds(
        To, st.frozensets(st.sampled_from(sorted(ROLES)), max_size=3), st.sampled_from([None, "unit", "other", "post"])
    ),
    max_size=4,
)
subject_of = st.builds(
    Subject, st.just("demo"), st.just(2026), st.just(""), st.sampled_from(["u1", "u2", None]),
    st.sampled_from(["u1", None]), st.sampled_from(["office", "press", None]),
)  # fmt: skip


@given(st.lists(people, unique_by=lambda each: each.id, max_size=12), lines, subject_of)
def test_nobody_of_another_government_or_unit_and_nobody_disabled_is_told(
    known: list[Account], to: list[To], subject: Subject
) -> None:
    found = telling.recipients(Telling("work", tuple(to), "", ""), subject, known, "")
    assert len({each.id for each in found}) == len(found)
    for each in known:
        roles_everywhere = {role for one in to if one.of is None for role in one.roles}
        roles_of_unit = {role for one in to if one.of == "unit" and subject.unit == each.unit for role in one.roles}
        roles_of_other = {role for one in to if one.of == "other" and subject.other == each.unit for role in one.roles}
        by_post = subject.post == each.role and any(one.of == "post" for one in to)
        in_a_unit = each.unit is not None and each.role in roles_of_unit | roles_of_other
        wanted = each.role in roles_everywhere or in_a_unit or by_post
        assert (each in found) == (wanted and each.jurisdiction == "demo" and not each.disabled)


def event(**fields: Any) -> Any:
    return SimpleNamespace(originator_id=UUID(int=1), originator_version=3, **fields)


def test_a_sentence_takes_the_subjects_facts_before_the_events_fields() -> None:
    subject = Subject("demo", 2026, "项目9“加装电梯”9月进展", facts={"period": "2026-09", "number": "9"})
    returned = event(period="not this one", reasons=["没有附验收单。", "累计数比上月小"])
    text, href = telling.line(TELLINGS["report.returned"], subject, returned)
    assert text == "督查室退回项目9“加装电梯”9月进展：没有附验收单；累计数比上月小"
    assert href == "/demo/2026/filing/2026-09#project-9"


def test_what_is_missing_is_a_dash_and_a_long_reason_is_cut() -> None:
    subject = Subject("demo", 2026, "项目9")
    assert telling.line(TELLINGS["report.sent_back"], subject, event())[0].endswith("退回项目9：—")
    long = telling.line(TELLINGS["report.sent_back"], subject, event(reason="长" * 500))[0]
    assert len(long) == telling.LONGEST and long.endswith("…")


@given(st.text(min_size=1), st.text(min_size=1), st.uuids(), st.uuids())
def test_a_message_has_one_id_for_one_event_and_recipient(a: str, b: str, one: UUID, other: UUID) -> None:
    assert messages.id_of(a, one) == messages.id_of(a, one)
    assert (messages.id_of(a, one) == messages.id_of(b, other)) == ((a, one) == (b, other))


def test_of_the_office_only_a_report_that_was_filed_again_is_told() -> None:
    line = TELLINGS["report.submitted"]
    assert not line.when(event(round=1)) and line.when(event(round=2))


def test_the_moment_is_the_events_own() -> None:
    at = datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
    told = messages.Message(
        UUID(int=1), "e:1", "report.returned", UUID(int=2), "demo", "report", True, "退回", "/demo/2026/", at
    )
    assert told.at == at and told.read_at is None
