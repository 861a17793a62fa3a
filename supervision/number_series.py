"""A series of numbers: one government, one name, one form, one year; 1, 2, 3 … without a gap.

Forms: 号 of a 发文字号, 期 of a periodical (督查通报〔2026〕第3期), 卷 of the archive (机构—年度—顺序号).
"""

from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused

NUMBER, ISSUE, ARCHIVE = "号", "期", "卷"


class NumberSeries(Aggregate):
    """本系统编号 (domain.md 5.3). Drawn and given to the document in one save, alone: then no number is lost."""

    TOPIC = "number_series"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "number_series.event"

    class Opened(Event, Aggregate.Created):
        TOPIC = "number_series.opened"
        class_version = 2
        jurisdiction: str
        series: str
        year: int
        form: str

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before, there was only the 发文字号."""
            state |= {"form": NUMBER}

    class Drawn(Event):
        TOPIC = "number_series.drawn"
        number: int
        document: str

    @staticmethod
    def create_id(jurisdiction: str, series: str, year: int, form: str = "号") -> UUID:
        return identity("number_series", jurisdiction, series, year, *([] if form == NUMBER else [form]))

    @classmethod
    def open(cls, jurisdiction: str, series: str, year: int, form: str = "号") -> "NumberSeries":
        """Raises Refused("number_series.name") without a name."""
        if not series.strip():
            raise Refused("number_series.name")
        return cls(jurisdiction=jurisdiction, series=series.strip(), year=year, form=form)

    @property
    def next(self) -> int:
        return self.last + 1

    def written(self, number: int) -> str:
        """示政办督〔2026〕3号: the year in full in 六角括号, no leading zeros (GB/T 9704-2012, 7.2.5).

        督查通报〔2026〕第3期 of a periodical, 示范市人民政府办公室—2026—0003 of the archive."""
        if self.form == ARCHIVE:
            return f"{self.series}—{self.year}—{number:04d}"
        return f"{self.series}〔{self.year}〕" + (f"第{number}期" if self.form == ISSUE else f"{number}号")

    def draw(self, document: UUID) -> int:
        """The next number, for this document. Raises Refused("number_series.drawn") when it has one already."""
        if str(document) in self.drawn:
            raise Refused("number_series.drawn", number=self.drawn[str(document)])
        number = self.next
        self._drawn(number=number, document=str(document))
        return number

    @event(Opened)
    def __init__(self, jurisdiction: str, series: str, year: int, form: str) -> None:
        self.jurisdiction, self.series, self.year, self.form = jurisdiction, series, year, form
        self.last = 0
        self.drawn: dict[str, int] = {}

    @event(Drawn)
    def _drawn(self, number: int, document: str) -> None:
        self.last = number
        self.drawn[document] = number
