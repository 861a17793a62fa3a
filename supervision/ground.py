"""What each step above an order stands on, and a problem named to the public with them: whose it is, and why."""

from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ground:
    """`unit`, `project` and `order` (whose step it is) by their ids. `cause`: {kind, ref, words}; `ref` may be the id
    of a proposal that it answers, or of a finding."""

    jurisdiction: str
    year: int
    programme: str
    unit: str
    project: str | None = None
    order: str | None = None
    cause: Row | None = None

    def whose(self) -> Row:
        """As every event with which a step begins carries it."""
        return {name: getattr(self, name) for name in ("jurisdiction", "year", "programme", "project", "unit")}

    def why(self) -> Row:
        return self.cause or {"kind": "", "ref": "", "words": ""}
