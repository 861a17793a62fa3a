"""The subject of a paper of one project, and back."""

import pytest

from supervision import project_subject


@pytest.mark.parametrize(
    ("subject", "number", "part"),
    [
        ("project:12", "12", ""),
        ("project:3-1/2026-08", "3-1", "2026-08"),
        ("project:10/acceptance-2", "10", "acceptance-2"),
    ],
)
def test_a_project_and_its_part_are_read_as_they_were_written(subject: str, number: str, part: str) -> None:
    assert (project_subject.number(subject), project_subject.part(subject)) == (number, part)
    assert project_subject.of(number, part) == subject


@pytest.mark.parametrize("subject", ["2026-09", "2026-09:project:12/2", "archive:示范市/办公厅", "list", ""])
def test_any_other_subject_is_of_no_project(subject: str) -> None:
    assert (project_subject.number(subject), project_subject.part(subject)) == ("", "")
