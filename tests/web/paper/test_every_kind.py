"""Every kind of paper: the text of its example as it was looked at, each word in its place, the same bytes again."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from supervision.document_kind import KINDS
from tests.web.paper import every_kind, public_samples
from tests.web.paper.placed import faults


@pytest.mark.parametrize("kind", KINDS)
def test_its_text_is_the_one_that_was_looked_at(kind: str) -> None:
    """A kind without an example or without its kept text fails here."""
    kept = (every_kind.GOLDEN / f"{kind}.txt").read_text("utf-8")
    assert public_samples.text(every_kind.made(kind)) == kept


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_it_stands_in_its_place(kind: str) -> None:
    assert faults(every_kind.EXAMPLES[kind](), every_kind.made(kind)) == []


def test_nothing_is_kept_of_a_kind_that_there_is_not() -> None:
    assert {path.stem for path in every_kind.GOLDEN.iterdir()} == set(KINDS) == set(every_kind.EXAMPLES)


@pytest.mark.long
def test_another_process_gives_the_same_bytes() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(every_kind.hashes, tuple(KINDS)).result() == every_kind.hashes(KINDS)
