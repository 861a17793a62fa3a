"""A pytest plugin for scripts/mutation: every test begins with empty caches.

What a cached function worked out before the change, in another test or before the fork, would hide the change; and
which test reaches a function beneath a cache is only seen where the cache knows nothing yet.
"""

import sys
from collections.abc import Callable
from typing import Any

import pytest

OURS = ("tracker.", "projects.", "supervision.", "web.")
_caches: list[Callable[[], None]] = []


def pytest_collection_finish(session: pytest.Session) -> None:
    """By then every module that a test asks for is imported."""
    modules = [module for name, module in [*sys.modules.items()] if name.startswith(OURS)]
    kept: dict[int, Any] = {id(value): value for module in modules for value in vars(module).values()}
    _caches[:] = [value.cache_clear for value in kept.values() if hasattr(value, "cache_clear")]


def pytest_runtest_setup(item: pytest.Item) -> None:
    for clear in _caches:
        clear()
