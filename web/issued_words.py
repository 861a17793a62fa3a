"""The words of an issued paper, in which a place that is to be corrected must be found."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

from supervision import amendment_paper, bulletin, correction_paper, criticism_paper, minutes, press_words
from supervision.criticism_paper import CRITICISM_BULLETIN
from supervision.document import BULLETIN, CORRECTION_NOTICE, MINUTES, PRESS_CONFERENCE, PRESS_RELEASE, Document
from supervision.paper import OfficialPaper
from supervision.written import in_full

OFFICIAL: Mapping[str, Callable[..., OfficialPaper]] = {
    BULLETIN: bulletin.paper,
    MINUTES: minutes.paper,
    CORRECTION_NOTICE: correction_paper.paper,
    CRITICISM_BULLETIN: criticism_paper.paper,
    **dict.fromkeys(amendment_paper.KINDS.values(), amendment_paper.paper),
}
"""Kind → what composes the official paper of its facts and prose."""


def words(document: Document) -> str:
    """All that it says, one piece after the other: as it was printed, and as its record holds it."""
    made: list[Any] = [document.prose, document.facts]
    if compose := OFFICIAL.get(document.kind):
        day = date.fromisoformat(document.issued_on) if document.issued_on else None
        made.insert(0, compose(document.facts, document.prose, number=document.number_text, day=day))
    elif document.kind in (PRESS_RELEASE, PRESS_CONFERENCE):
        made.insert(0, press_words.paper(document.facts, document.prose))
    return "\n".join(_pieces(made))


def _pieces(value: Any) -> Iterator[str]:
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, str):
        yield value
    elif isinstance(value, date):
        yield in_full(value)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _pieces(each)
