"""What the operator lets re-users do, and which words stand where nothing is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """Both empty where nothing is said."""

    words: str = ""
    address: str = ""

    def told(self) -> list[dict[str, str]]:
        """As a data package has it."""
        if not (self.words or self.address):
            return []
        told = {"name": "operator-licence", "title": self.words, "path": self.address}
        return [{name: value for name, value in told.items() if value}]

    @classmethod
    def read(cls, told: Sequence[Mapping[str, str]]) -> Licence:
        """What a data package told."""
        first = told[0] if told else {}
        return cls(first.get("title", ""), first.get("path", ""))
