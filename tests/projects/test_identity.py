"""What has a natural key has its id from it, for ever: another id would begin another stream beside the old one."""

from typing import Any
from uuid import UUID

import pytest

from projects.programme import Programme
from projects.publication import Publication
from projects.report import MonthlyReport
from projects.unit import Unit


@pytest.mark.parametrize(
    ("kind", "key", "always"),
    [
        (Unit, ("testcity", "市水务局"), "e105e34c-de65-56fe-90b5-22947234781c"),
        (Programme, ("testcity", 2026), "2f31e625-6aca-5439-aa39-fe00dc2dc309"),
        (MonthlyReport, ("p", "2026-09"), "2203ca4f-6fbf-5358-9f44-277eee63ecf2"),
        (Publication, ("p", "2026-09"), "411f0c9a-529c-5f4b-89f6-0c86d1cf57c1"),
    ],
    ids=["unit", "programme", "report", "publication"],
)
def test_an_id_is_what_it_always_was(kind: Any, key: tuple[str | int, ...], always: str) -> None:
    assert kind.create_id(*key) == UUID(always)
