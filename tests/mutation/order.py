"""A pytest plugin for scripts/mutation: what killed a mutant of the same function comes first, then what is quick.

So most mutants meet their end in milliseconds. It runs in mutmut's folder, where it keeps what it learns.
"""

import json
import os
from collections import Counter
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile(
    "mutation",
    derandomize=True,
    deadline=None,
    database=None,
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),  # a failure is enough, it need not be the smallest
)
LEARNT = Path("killers")


def _kept() -> Path | None:
    """Where the killers of the function under test are kept; None when no mutant is."""
    function, mutant, _ = os.environ.get("MUTANT_UNDER_TEST", "").partition("__mutmut_")
    return LEARNT / function if mutant else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The durations are those that mutmut measured."""
    stored = Path("mutmut-stats.json")
    took: dict[str, float] = json.loads(stored.read_text("utf-8"))["duration_by_test"] if stored.exists() else {}
    kept = _kept()
    killed = Counter(kept.read_text("utf-8").splitlines() if kept and kept.exists() else ())
    items.sort(key=lambda item: (-killed[item.nodeid], took.get(item.nodeid, 0.0)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed and (kept := _kept()):
        kept.parent.mkdir(exist_ok=True)
        with kept.open("a", encoding="utf-8") as file:
            file.write(f"{report.nodeid}\n")
