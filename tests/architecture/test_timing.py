"""No test says how long something may take: on a busy machine it would fail for no fault of ours."""

import ast
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.architecture import source

CLOCKS = {
    "time",
    "time_ns",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "process_time",
    "thread_time",
}
TIMES = {"elapsed", "total_seconds", "durations"}
"""What a measured time is called where it is not read from a clock: of an HTTP answer, of a difference of times."""
FILES = sorted((source.ROOT / "tests").rglob("*.py"))


def timed(tree: ast.AST) -> list[int]:
    """Lines that compare a measured time with anything, or give hypothesis a deadline."""
    found = [line for function in _functions(tree) for line in _compared(function)]
    found += [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _name(call) in ("settings", "register_profile")
        for given in call.keywords
        if given.arg == "deadline" and not (isinstance(given.value, ast.Constant) and given.value.value is None)
    ]
    return sorted(set(found))


def _functions(tree: ast.AST) -> Iterator[ast.AST]:
    yield tree
    yield from (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _compared(function: ast.AST) -> Iterator[int]:
    """Follows a time through the names it is given within one function: began, took = monotonic() - began."""
    measured: set[str] = set()
    for _ in range(3):
        for node in ast.walk(function):
            if (
                isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr))
                and node.value
                and _times(node.value, measured)
            ):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                measured |= {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
    for node in ast.walk(function):
        if isinstance(node, ast.Compare) and any(_times(side, measured) for side in (node.left, *node.comparators)):
            yield node.lineno


def _times(expression: ast.expr, measured: set[str]) -> bool:
    """Whether a measured time is in it; a clock asked for a name only (f"{monotonic_ns()}.xlsx") counts as none."""
    for node in _parts(expression):
        if isinstance(node, ast.Call) and _name(node) in CLOCKS:
            return True
        if isinstance(node, ast.Attribute) and node.attr in TIMES:
            return True
        if isinstance(node, ast.Name) and node.id in measured:
            return True
    return False


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else str(getattr(call.func, "id", ""))


def _parts(expression: ast.AST) -> Iterator[ast.AST]:
    if isinstance(expression, ast.JoinedStr):
        return
    yield expression
    for child in ast.iter_child_nodes(expression):
        yield from _parts(child)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(source.ROOT).as_posix())
def test_no_test_compares_a_measured_time(path: Path) -> None:
    assert timed(ast.parse(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "code",
    [
        "assert time.monotonic() - began < 2",
        "began = perf_counter()\nwork()\ntook = perf_counter() - began\nassert took < 0.5",
        "if (took := time.time() - began) > 1: pytest.fail()",
        "def test_it():\n    until = monotonic() + 5\n    while monotonic() < until: pass",
        "assert answer.elapsed.total_seconds() < 1",
        "@settings(deadline=200)\ndef test_it(): ...",
    ],
)
def test_a_time_that_decides_is_seen(code: str) -> None:
    assert timed(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "name = f'{time.monotonic_ns()}.xlsx'\nassert name in written",
        "for _ in range(600):\n    if ready(): break\n    time.sleep(0.05)",
        "assert clock.now() == datetime(2026, 10, 9)",
        "@settings(deadline=None)\ndef test_it(): ...",
        "process.communicate(timeout=60)",
    ],
)
def test_a_time_that_decides_nothing_may_stand(code: str) -> None:
    assert timed(ast.parse(code)) == []


def test_no_property_has_a_deadline() -> None:
    assert hypothesis.settings.default is not None
    assert hypothesis.settings.default.deadline is None
