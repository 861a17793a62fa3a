"""A paper with other words in every place where somebody typed: to see what long and hostile words do to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any

from supervision.paper import Column, Table

KEPT = {
    "align",
    "step",
    "check_code",
    "sha256",
    "card",
    "status",
    "quarter",
    "number",
    "archive",
    "state",
    "words",
    "remark",
}
KEPT |= {"on", "due", "as_of", "published_on", "time", "day", "dated"}
KEPT |= {"figure", "pace", "planned", "actual", "progress", "deviation", "reached"}
"""What nobody types: keys, codes, hashes and numbers, days, figures."""
PAIRS = {"answers", "answering", "facts", "done", "contacts", "attendance", "pictures"}
"""Fields of pairs whose first is a label or a hash."""
SHORT = "cell of a name"

HOSTILE = (
    '<script>alert(1)</script><svg onload="alert(1)"><image href="http://127.0.0.1:9/x"/></svg>'
    '<img src="file:///etc/passwd"><style>@import url(http://127.0.0.1:9/y); p { display: none }</style>'
    "{{ 7*7 }}{% raw %}{# #}&amp;\u202e倒转\u2066🏗️👩‍👩‍👧‍👦"
)
PRINTED = ("<script>alert(1)</script>", '<svgonload="alert(1)">', "{{7*7}}", "{%raw%}", "{##}", "&amp;", "倒转")
"""What of it is read on the page, without blanks."""


def retyped(said: Any, words: str) -> Any:
    """Every text replaced; what is blank stays blank."""
    return _walked(said, lambda name, old: words, "")


def retyped_once(said: Any, words: str, only: str) -> Any:
    """The first text of one field replaced."""
    left = [words]
    return _walked(said, lambda name, old: left.pop() if left and name == only else old, "")


def typed(said: Any) -> list[str]:
    """The names of the fields that hold words, each once."""
    found: dict[str, None] = {}

    def seen(name: str, old: str) -> str:
        found[name] = None
        return old

    _walked(said, seen, "")
    return list(found)


def _walked(said: Any, put: Callable[[str, str], str], name: str) -> Any:
    result = said
    if name in KEPT:
        pass
    elif isinstance(said, str):
        result = put(name, said) if said.strip() else said
    elif isinstance(said, tuple | list):
        result = type(said)(_pair(each, put, name) if name in PAIRS else _walked(each, put, name) for each in said)
    elif isinstance(said, Table):
        rows = tuple(tuple(map(partial(_celled, put), said.columns, row)) for row in said.rows)
        result = replace(said, title=_walked(said.title, put, "title"), rows=rows)
    elif isinstance(said, dict):
        result = {key: _walked(value, put, key) for key, value in said.items()}
    elif is_dataclass(said) and not isinstance(said, type):
        result = replace(said, **{f.name: _walked(getattr(said, f.name), put, f.name) for f in fields(said)})
    return result


def _celled(put: Callable[[str, str], str], column: Column, cell: str) -> str:
    """Numbers and figures stand in the middle or at the right; prose has a column without a width of its own."""
    if column.align != "left" or not cell.strip():
        return cell
    return put("cell of prose" if column.width_mm is None else SHORT, cell)


def _pair(pair: Any, put: Callable[[str, str], str], name: str) -> Any:
    label, *rest = pair
    return (label, *(_walked(each, put, f"{name}: words") for each in rest))
