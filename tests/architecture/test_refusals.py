"""Every refusal has a sentence for whoever is refused, and no sentence waits for a refusal that is gone."""

import re
import string

import pytest

from tests.architecture import source
from tracker.refusal import Refused, SeveralRefused
from web.refusals import SENTENCES, sentence, sentences

CODES = source.refusal_codes()
WITHOUT_A_CODE = {"stale"}
"""Said of a clash, which is no rule's refusal."""


def test_the_codes_are_found() -> None:
    assert {"report.value_missing", "report.value_unreadable", "document.not_approved", "account.locked"} <= set(CODES)


def test_every_code_has_a_sentence() -> None:
    lacking = {code: where for code, where in CODES.items() if code not in SENTENCES}
    assert not lacking, f"no sentence in web/refusals.py: {lacking}"


def test_no_sentence_is_unused() -> None:
    written = set().union(*(source.strings(package, without="web.refusals") for package in source.PACKAGES))
    unused = [code for code in SENTENCES if code not in CODES and code not in written and code not in WITHOUT_A_CODE]
    assert not unused


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_chinese_and_whole(code: str) -> None:
    text = SENTENCES[code]
    assert re.search(r"[\u4e00-\u9fff]", text)
    assert text.endswith(("。", "？"))
    assert "  " not in text
    assert all(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_the_blanks_of_a_sentence_are_filled() -> None:
    refused = Refused("report.value_fell", field="values.1", no="1", last="120")
    assert "120" in sentence(refused)
    assert "{" not in sentence(refused)
    both = SeveralRefused([refused, Refused("report.text_missing", field="text")])
    assert [field for field, _ in sentences(both)] == ["values.1", "text"]


def test_a_blank_that_nothing_fills_shows_a_dash() -> None:
    assert "—" in sentence(Refused("report.value_fell"))
