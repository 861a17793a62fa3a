"""The page of one record of the upper ladder: for whom it may be shown to, with one command at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

import psycopg
from eventsourcing.domain import Aggregate
from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from supervision.climbing import Climbing
from web.ladder_desk import LadderDesk


class Row(Protocol):
    """What the read models of the ladder have in common."""

    @property
    def id(self) -> UUID: ...
    @property
    def programme(self) -> UUID: ...
    @property
    def unit(self) -> str: ...


R = TypeVar("R", bound=Row)


class LadderPage(ABC, Generic[R]):
    """A subclass says which record it is, and renders it. 404 for another programme's, and for another unit's."""

    NOUN: ClassVar[str]
    """The aggregate's stored name, which is its method in Climbing too."""
    PLACE: ClassVar[str]
    """The last part of its address before the id."""
    MISSING: ClassVar[str]

    def __init__(self, request: Request, slug: str, year: int, id: UUID) -> None:
        self.desk = LadderDesk(request, slug, year)
        with self.desk.house.reading() as conn:
            row = self.find(conn, id)
        if row is None or str(row.programme) != self.desk.programme.id or self.desk.unit not in (None, row.unit):
            raise HTTPException(404, self.MISSING)
        self.row: R = row
        self.account = str(self.desk.visitor.account)

    @abstractmethod
    def find(self, conn: psycopg.Connection[Any], id: UUID) -> R | None:
        """The record's row; None where there is none of that id."""

    @abstractmethod
    def render(self, *faults: Any, **again: Any) -> HTMLResponse:
        """The page; after a refusal with its sentences, the form that was sent, and `what` was asked."""

    def found(self, climbing: Climbing) -> Any:
        aggregate: Aggregate = getattr(climbing, self.NOUN)(self.row.id)
        return aggregate

    def attempt(
        self, form: FormData, what: str, act: Callable[[Any], None], done: str | None = None, **again: Any
    ) -> Response:
        """`act` on the aggregate; `done` names what the page then says (`what` without it), `again` is for `render`."""
        climbing = self.desk.climbing()
        return self.carry_out(form, what, lambda: climbing.change(self.found(climbing), act), done, **again)

    def carry_out(
        self, form: FormData, what: str, act: Callable[[], Any], done: str | None = None, **again: Any
    ) -> Response:
        """The same for an `act` that changes more than this record."""
        return self.desk.attempt(
            form,
            [self.NOUN, str(self.row.id), what],
            act,
            f"{self.desk.root}/{self.PLACE}/{self.row.id}?done={done or what}",
            lambda errors: self.render(errors, form, what=what, **again),
        )
