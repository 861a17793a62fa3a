"""A pytest plugin for scripts/mutation: quick tests first, so that most mutants meet their end in milliseconds."""

import json
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """By the durations that mutmut measured in its folder, where it runs the tests."""
    stored = Path("mutmut-stats.json")
    took: dict[str, float] = json.loads(stored.read_text("utf-8"))["duration_by_test"] if stored.exists() else {}
    items.sort(key=lambda item: took.get(item.nodeid, 0.0))
