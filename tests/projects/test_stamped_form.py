"""The stamped paper of a unit's month: what its scan stands for, and what it does not."""

from typing import Any

import pytest

from projects import stamped_form
from projects.filing import Filing
from projects.stamped_form import StampedForm
from tests.aggregates import newest, refusal

WHICH = {"programme": "list-2026", "period": "2026-09", "unit": "housing"}
SCAN = {"sha256": "a" * 64, "name": "报送表.pdf", "size": 9, "type": "application/pdf"}
CONTENT = Filing(values={"1": "93"}, text="累计93个。", problems="雨污管交叉。").as_dict()


def paper(**covers: dict[str, Any]) -> StampedForm:
    made = StampedForm(**WHICH, jurisdiction="testcity")
    made.attach(SCAN, {project: stamped_form.digest(content) for project, content in covers.items()})
    return made


def test_a_scan_is_kept_with_what_it_was_printed_from() -> None:
    event = newest(paper(p15=CONTENT), **WHICH)
    assert (event.file, event.covers) == (SCAN, {"p15": stamped_form.digest(CONTENT)})


def test_what_was_printed_may_go_out() -> None:
    paper(p15=CONTENT).check("p15", CONTENT)


def test_what_was_not_on_the_paper_may_not() -> None:
    assert refusal(paper(p15=CONTENT).check, "p16", CONTENT)[:2] == ("stamped_form.missing", "stamp")


@pytest.mark.parametrize("changed", [{"values": {"1": "94"}}, {"text": "累计94个。"}, {"problems": ""}])
def test_what_says_something_else_by_now_may_not(changed: dict[str, Any]) -> None:
    assert refusal(paper(p15=CONTENT).check, "p15", {**CONTENT, **changed})[0] == "stamped_form.other_content"


@pytest.mark.parametrize("changed", [{"evidence": [SCAN]}, {"confirmed": ["1"]}, {"claims_completion": True}])
def test_what_is_not_printed_does_not_count(changed: dict[str, Any]) -> None:
    paper(p15=CONTENT).check("p15", {**CONTENT, **changed})


def test_a_new_scan_takes_the_place_of_the_old_one() -> None:
    later = {**CONTENT, "values": {"1": "94"}}
    made = paper(p15=CONTENT)
    made.attach({**SCAN, "sha256": "b" * 64, "type": "image/jpeg"}, {"p15": stamped_form.digest(later)})
    made.check("p15", later)
    assert refusal(made.check, "p15", CONTENT)[0] == "stamped_form.other_content"
    assert made.file is not None and made.file["sha256"] == "b" * 64


def test_a_sheet_or_a_paper_of_nothing_is_no_scan() -> None:
    made = StampedForm(**WHICH, jurisdiction="testcity")
    assert refusal(made.attach, {**SCAN, "type": "text/plain"}, {"p": "x"})[:2] == ("stamped_form.type", "scan")
    assert refusal(made.attach, SCAN, {})[:2] == ("stamped_form.empty", "scan")


def test_other_contents_have_another_code() -> None:
    assert stamped_form.code({"a": "1"}) != stamped_form.code({"a": "2"})
    assert stamped_form.code({"a": "1", "b": "2"}) == stamped_form.code({"b": "2", "a": "1"})
    assert len(stamped_form.code({})) == 8
