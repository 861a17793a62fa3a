"""docs/mutation.md tells of every file that is to be mutated, and of no survivor without saying why it lives."""

import pytest

from tests.mutation import record, run


def test_every_file_to_be_mutated_is_told_of_with_its_figures() -> None:
    assert set(record.told()) == set(run.targets()), "run scripts/mutation --write"


@pytest.mark.parametrize("file", run.targets())
def test_nine_of_ten_mutants_were_noticed(file: str) -> None:
    assert record.told()[file].percent >= record.BAR


def test_every_survivor_says_why() -> None:
    assert "NOT EXPLAINED" not in record.PAGE.read_text("utf-8")


@pytest.mark.parametrize("reason", record.reasons(), ids=lambda reason: f"{reason.file}-{reason.function}")
def test_every_reason_belongs_to_a_file_that_is_mutated(reason: record.Reason) -> None:
    assert reason.file in run.targets()
    assert reason.why and (reason.like or reason.was or reason.now)
