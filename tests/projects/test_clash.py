"""Two persons at one report: what each did alone is kept, what both did differently is shown, nothing is lost."""

from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from projects import clash
from projects.clash import Written
from projects.filing import Filing
from tracker.clock import SHANGHAI

NAMES = ("values.1", "values.2", "milestones_done.3:0", "text", "problems", "measures", "unchanged_reason")
WORDS = st.sampled_from(["甲", "乙", "丙", "丁"])
STATES = st.dictionaries(st.sampled_from(NAMES), WORDS)
EDITS = st.dictionaries(st.sampled_from(NAMES), st.one_of(st.none(), WORDS))
"""What somebody does to a report: part → what he makes of it, None where he empties it."""


def edited(base: dict[str, str], edits: dict[str, str | None]) -> dict[str, str]:
    found = dict(base)
    for name, words in edits.items():
        found.pop(name, None)
        if words is not None:
            found[name] = words
    return found


@given(STATES, EDITS, EDITS)
def test_edits_of_different_parts_are_both_there_as_if_made_one_after_the_other(
    base: dict[str, str], mine: dict[str, str | None], theirs: dict[str, str | None]
) -> None:
    theirs = {name: words for name, words in theirs.items() if name not in mine}
    found = clash.merged(base, edited(base, mine), edited(base, theirs))
    assert found.clashes == ()
    assert found.parts == edited(edited(base, mine), theirs)
    assert found.parts == edited(edited(base, theirs), mine)


@given(STATES, EDITS, EDITS)
def test_every_word_anybody_wrote_is_in_the_report_or_in_a_clash(
    base: dict[str, str], mine: dict[str, str | None], theirs: dict[str, str | None]
) -> None:
    found = clash.merged(base, edited(base, mine), edited(base, theirs))
    shown = {each.part: {each.mine, each.theirs} for each in found.clashes}
    for edits in (mine, theirs):
        for name, words in edits.items():
            if words is not None and words != base.get(name):
                assert found.parts.get(name) == words or words in shown.get(name, ()), name


@given(STATES, EDITS, EDITS)
def test_a_clash_is_where_both_changed_one_part_to_different_words_and_nowhere_else(
    base: dict[str, str], mine: dict[str, str | None], theirs: dict[str, str | None]
) -> None:
    expected = {
        name
        for name in NAMES
        if name in mine and name in theirs and len({base.get(name), mine[name], theirs[name]}) == 3  # all three differ
    }
    one = clash.merged(base, edited(base, mine), edited(base, theirs))
    other = clash.merged(base, edited(base, theirs), edited(base, mine))
    assert {each.part for each in one.clashes} == {each.part for each in other.clashes} == expected
    for each in one.clashes:
        assert one.parts.get(each.part) == each.theirs, "what is stored stays until somebody decides"


@given(STATES, EDITS)
def test_whoever_is_alone_gets_what_he_wrote(base: dict[str, str], mine: dict[str, str | None]) -> None:
    found = clash.merged(base, edited(base, mine), base)
    assert (found.parts, found.clashes, found.took) == (edited(base, mine), (), ())


def test_what_came_from_the_other_is_named() -> None:
    found = clash.merged({"text": "甲"}, {"text": "甲", "values.1": "3"}, {"text": "乙"})
    assert found.took == ("text",)
    assert found.parts == {"text": "乙", "values.1": "3"}


def file(sha256: str, name: str = "照片.jpg") -> dict[str, Any]:
    return {"sha256": sha256, "name": name, "size": 1, "type": "image/jpeg"}


def test_files_of_both_stay_and_the_same_file_under_two_names_is_no_clash() -> None:
    base = clash.apart(Filing(evidence=[file("a"), file("b")]).as_dict())
    mine = clash.apart(Filing(evidence=[file("b"), file("c")]).as_dict())
    theirs = clash.apart(Filing(evidence=[file("a"), file("b"), file("c", "现场.jpg"), file("d")]).as_dict())
    found = clash.merged(base, mine, theirs)
    assert found.clashes == ()
    assert [each["sha256"] for each in clash.whole(found.parts, Filing().as_dict())["evidence"]] == ["b", "c", "d"]


FULL = Filing(
    values={"1": "93", "3": "12.5"},
    stages={"1": {"完工": "4"}},
    milestones_done={"2:0": "2026-09-04"},
    text="累计93个。",
    problems="雨污管交叉。",
    measures="错时施工。",
    unchanged=True,
    unchanged_reason="等批复。",
    correction=True,
    correction_reason="上月多计1个。",
    confirmed=["1", "3"],
    evidence=[file("a"), file("b", "验收单.pdf")],
)


def test_a_content_taken_apart_and_put_together_is_the_same() -> None:
    assert Filing.from_dict(clash.whole(clash.apart(FULL.as_dict()), Filing().as_dict())) == FULL
    assert clash.apart(Filing().as_dict()) == {}


def test_whether_a_report_claims_completion_is_nobodys_word() -> None:
    assert clash.apart(Filing(claims_completion=True).as_dict()) == {}


def test_the_author_of_a_part_is_who_changed_it_last() -> None:
    def written(version: int, who: str, text: str, value: str) -> Written:
        content = Filing(text=text, values={"1": value}).as_dict()
        return Written(version, who, f"{who}角", datetime(2026, 10, 9, 9, version, tzinfo=SHANGHAI), content)

    history = [written(1, "甲", "一", "1"), written(2, "乙", "二", "1"), written(3, "甲", "二", "2")]
    for part, version in (("text", 2), ("values.1", 3)):
        found = clash.author(part, history)
        assert found is not None and found.version == version
    assert clash.author("problems", history) is None
