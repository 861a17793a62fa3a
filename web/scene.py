"""A programme's matters of one kind as one visitor meets them: whom the visitor acts for, whose projects are theirs."""

from fastapi import Request

from projects import register
from supervision import running
from supervision.claim import OFFICE
from supervision.kinds import Claims
from web import permissions
from web.house import House
from web.place import programme_here
from web.visitor import Visitor


class Scene:
    """`matters` is the last part of their address, `owed` tells what is owed of them: `clocks`, by subject."""

    def __init__(self, request: Request, slug: str, year: int, matters: str, owed: Claims) -> None:
        self.request, self.slug, self.year = request, slug, year
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        self.root = f"/{slug}/{year}/{matters}"
        with self.house.reading() as conn:
            self.programme = programme_here(conn, slug, year)
            self.units = register.units(conn, slug)
            self.active = register.active_units(conn, slug)
            self.government = (register.jurisdiction(conn, slug) or {"name": slug})["name"]
            self.projects = {row.id: row for row in register.projects(conn, self.programme.id)}
            self.clocks = running.of(conn, self.programme, owed)
        self.days = self.house.days()

    @property
    def office(self) -> bool:
        return self.visitor.role in permissions.OFFICE

    @property
    def at_unit(self) -> bool:
        return self.visitor.role in permissions.UNIT

    @property
    def by(self) -> str:
        """Who acts: the visitor's unit, or the office."""
        return OFFICE if self.office else self.visitor.unit or "nobody"

    @property
    def askable(self) -> dict[str, register.ProjectRow]:
        """Number → the projects the visitor may ask for, or report on."""
        if self.programme.state != "implementing" or self.visitor.role not in permissions.OFFICE | permissions.UNIT:
            return {}
        return {row.number: row for row in self.projects.values() if self.office or row.lead_unit == self.visitor.unit}
