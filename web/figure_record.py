"""The page on which a published figure's record stands, as it stood when the figure was published."""

from collections.abc import Mapping
from typing import Any

from supervision.reference import CARD, Reference


def address(root: str, facts: Mapping[str, Any], each: Reference) -> str:
    """The project's card or the board, at the end of the day of publication; `root`: /{government}/{year}."""
    then = f"?as_of={facts['source']['published_on']}"
    return f"{root}/projects/{each.project}{then}" if each.record == CARD else f"{root}/{then}"
