"""A pytest plugin for scripts/mutation: a change that makes a loop endless is stopped after seconds.

mutmut itself waits for minutes where a slow test reaches the function, while the loop fills the memory. The seconds are
those of the processor, so that a busy machine stops nothing; what is stopped counts as timed out.
"""

import json
import os
import signal
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FrameType

import pytest

SECONDS, TIMES = 5.0, 5.0
"""So many seconds, and so many times as long as the test took without a change."""


@cache
def _took() -> dict[str, float]:
    """As mutmut measured."""
    stored = Path("mutmut-stats.json")
    found: dict[str, float] = json.loads(stored.read_text("utf-8"))["duration_by_test"] if stored.exists() else {}
    return found


def _stop(number: int, frame: FrameType | None) -> None:
    """As the system itself ends a process that has used up its time."""
    os.kill(os.getpid(), signal.SIGXCPU)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if "__mutmut_" not in os.environ.get("MUTANT_UNDER_TEST", ""):
        return (yield)
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS + TIMES * _took().get(item.nodeid, 0.0))
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
