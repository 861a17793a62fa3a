"""What a reorganisation does to units and projects, worked out to be looked at, or carried out as it was looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from projects import register
from projects.approval import Review
from projects.month import Changed
from projects.programme import Programme
from projects.project import Project
from projects.reorganisation import KINDS, Reorganisation, check_day
from projects.responsibility import POSTS, ROLES, begins_later, handed_over, parts_of, reworded
from projects.unit import Unit
from tracker.ledger import Ledger
from tracker.refusal import Refused

OPEN = ("preparing", "released", "implementing")
"""Programmes whose projects still get another unit: what is concluded stays with whoever concluded it."""
TOLD = ("lead_unit", "supporting_units")
"""The parts whose change the public is told of."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the document says. `units` by id: who is renamed, split, merged or hands over; `successors` by name, known
    or new (a rename's one is the new name). `keeps`: a unit that is split goes on beside its successors. `moves`:
    project id → successor's name, "" for a project that stays. `posts`: successor's name → the posts (POSTS) that
    answer there; one not given is taken along, with the new unit's name in the place of the old one's.
    """

    kind: str
    document: str
    effective_on: str
    units: tuple[str, ...]
    successors: tuple[str, ...]
    keeps: bool = False
    moves: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def abolishes(self) -> bool:
        return self.kind == "merge" or (self.kind == "split" and not self.keeps)


@dataclass(frozen=True, slots=True)
class Touched:
    """A project that names one of the units on the day or has it named later: its parts there on the day (ROLES)."""

    project: Project
    unit: Unit
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an order meets: the units it is about, their successors by name, and every project it touches."""

    units: list[Unit]
    successors: dict[str, Unit]
    new: list[Unit]
    touched: list[Touched]


def outlook(ledger: Ledger, slug: str, order: Order) -> Outlook:
    """Raises Refused for units that are unknown, abolished, or no successors of anybody. Nothing is changed."""
    if order.kind not in KINDS:
        raise Refused("reorganisation.kind", field="kind")
    check_day(order.effective_on)
    units = _units(ledger, slug, order)
    successors, new = _successors(ledger, slug, order)
    if order.abolishes:
        units = [unit for unit in units if unit.id not in {each.id for each in successors.values()}]
    if order.kind == "rename":
        _check_new_name(units[0], called(ledger, slug), order)
    elif not units or not successors or {each.id for each in successors.values()} & {unit.id for unit in units}:
        raise Refused("unit.successors", field="successors")
    projects = list(_open_projects(ledger, slug))
    touched = [each for unit in units for each in _touched(order, unit, projects)]
    return Outlook(units, successors, new, touched)


def reorganise(ledger: Ledger, slug: str, order: Order, review: Review) -> Changed:
    """Renames, abolishes and hands over; run it alone, for it reads every project. Raises
    Refused("reorganisation.left_behind") for a project of an abolished unit that nobody was named for."""
    met = outlook(ledger, slug, order)
    if strange := set(order.moves) - {str(each.project.id) for each in met.touched}:
        raise Refused("reorganisation.not_theirs", field=f"move-{min(strange)}")
    before = {str(unit.id): unit.name_on(order.effective_on) for unit in met.units}
    moves = [move for each in met.touched for move in _moves(order, met, each)]
    for unit in met.units:
        if order.kind == "rename":
            unit.rename(order.successors[0], order.effective_on)
        elif order.abolishes:
            unit.abolish(order.effective_on, [str(found.id) for found in met.successors.values()])
    ordered = Reorganisation.order(
        slug,
        order.kind,
        order.document,
        order.effective_on,
        units=[
            {
                "unit": id,
                "name": name,
                "becomes": None if order.abolishes else order.successors[0] if order.kind == "rename" else name,
                "successors": [] if order.kind == "rename" else list(met.successors),
            }
            for id, name in before.items()
        ],
        moves=moves,
        review=review,
    )
    projects = {each.project.id: each.project for each in met.touched}
    changed: list[Aggregate] = [ordered, *met.new, *met.units, *projects.values()]
    return changed, {"id": str(ordered.id), "moves": len(moves)}


def _units(ledger: Ledger, slug: str, order: Order) -> list[Unit]:
    found = []
    for id in dict.fromkeys(order.units):
        unit = ledger.find(Unit, UUID(id))
        if unit is None or unit.jurisdiction != slug:
            raise Refused("unit.unknown", field="unit")
        unit.check_active()
        found.append(unit)
    if not found or (order.kind != "merge" and len(found) > 1):
        raise Refused("reorganisation.units", field="unit")
    return found


def _successors(ledger: Ledger, slug: str, order: Order) -> tuple[dict[str, Unit], list[Unit]]:
    """By the name they have on the day; a name that nobody has or had is a new unit's."""
    if order.kind == "rename":
        return {}, []
    names = [name for name in dict.fromkeys(each.strip() for each in order.successors) if name]
    known = called(ledger, slug)
    if order.kind in ("merge", "hand_over") and len(names) > 1:
        raise Refused("reorganisation.one_successor", field="successors")
    found: dict[str, Unit] = {}
    new = []
    for name in names:
        if name in known:
            unit = ledger.get(Unit, UUID(known[name]))
            unit.check_active("successors")
        else:
            unit = Unit.register(slug, name)
            new.append(unit)
        found[unit.name_on(order.effective_on)] = unit
    return found, new


def _check_new_name(unit: Unit, known: Mapping[str, str], order: Order) -> None:
    name = order.successors[0].strip() if order.successors else ""
    if not name:
        raise Refused("unit.name", field="successors")
    if name == unit.name_on(order.effective_on) or known.get(name, str(unit.id)) != str(unit.id):
        raise Refused("unit.name_taken", field="successors", name=name)


def call(ledger: Ledger, slug: str, unit: str, alias: str) -> Changed:
    """A short or other name a unit is found by in a list. Raises Refused("unit.name_taken") for one that another unit
    has or had; run it alone."""
    if not alias.strip():
        raise Refused("unit.name", field="alias")
    known = called(ledger, slug)
    if unit not in known.values():
        raise Refused("unit.unknown", field="aliased")
    if known.get(alias.strip(), unit) != unit:
        raise Refused("unit.name_taken", field="alias", name=alias.strip())
    found = ledger.get(Unit, UUID(unit))
    found.add_alias(alias)
    return [found], {"unit": unit}


def called(ledger: Ledger, slug: str) -> dict[str, str]:
    """Every name, old, new or short, a unit is known by → its id."""
    with ledger.reading() as conn:
        return register.unit_called(conn, slug)


def _open_projects(ledger: Ledger, slug: str) -> Iterable[Project]:
    with ledger.reading() as conn:
        programmes = [row for row in register.programmes(conn, slug) if not row.published and row.state in OPEN]
    for row in sorted(programmes, key=lambda each: each.year):
        for id in ledger.get(Programme, UUID(row.id)).projects.values():
            yield ledger.get(Project, UUID(id))


def _touched(order: Order, unit: Unit, projects: list[Project]) -> list[Touched]:
    """Every project that names an abolished unit, on the day or later; of one that goes on, those it leads, and where
    only its name changes those it supports, too."""
    found = []
    for project in projects:
        parts = parts_of(project.responsibility_on(order.effective_on), str(unit.id))
        if order.kind == "rename":
            parts = tuple(part for part in parts if part in TOLD)
        elif not order.abolishes:
            parts = parts[:1] if parts[:1] == ROLES[:1] else ()
        if parts or (order.abolishes and _named_later(project, unit, order.effective_on)):
            found.append(Touched(project, unit, parts))
    return found


def _named_later(project: Project, unit: Unit, day: str) -> list[str]:
    later = begins_later(project.responsibilities, day)
    return [each for each in later if parts_of(project.responsibility_on(each), str(unit.id))]


def _moves(order: Order, met: Outlook, each: Touched) -> list[dict[str, Any]]:
    """Hands one project over; what the public is told of it where the leading unit or a supporting one changes. That of
    a supporting unit says so in `part`."""
    project, unit = each.project, each.unit
    if order.kind == "rename":
        to, to_name = unit, order.successors[0].strip()
    else:
        to_name = _chosen(order, met, project)
        if not to_name:
            return []
        to = met.successors[to_name]
    days = [order.effective_on] if each.parts and (order.abolishes or "lead_unit" in each.parts) else []
    days += _named_later(project, unit, order.effective_on) if order.abolishes else []
    for day in days:
        _hand_over(order, project, unit, to, to_name, day)
    told = {
        "project": str(project.id),
        "programme": project.programme,
        "year": project.year,
        "number": project.number,
        "title": project.title,
        "unit": str(unit.id),
        "name": unit.name_on(order.effective_on),
        "to": str(to.id),
        "to_name": to_name,
    }
    found: list[dict[str, Any]] = []
    if "lead_unit" in each.parts:
        found.append({**told, "responsible": project.responsibility_on(order.effective_on).get("responsible")})
    if "supporting_units" in each.parts:
        found.append({**told, "part": "supporting_units"})
    return found


def _chosen(order: Order, met: Outlook, project: Project) -> str:
    """The successor's name; "" where the project stays, which it cannot with a unit that is abolished."""
    chosen = order.moves.get(str(project.id), next(iter(met.successors)) if order.kind == "merge" else "")
    if chosen and chosen not in met.successors:
        raise Refused("unit.successors", field=f"move-{project.id}")
    if not chosen and order.abolishes:
        raise Refused("reorganisation.left_behind", field=f"move-{project.id}", number=project.number)
    return chosen


def _hand_over(order: Order, project: Project, unit: Unit, to: Unit, to_name: str, day: str) -> None:
    """Only where something differs: a rename leaves the answer as it is but for posts that carry the old name."""
    old = project.responsibility_on(day)
    parts = parts_of(old, str(unit.id)) if order.abolishes else ("lead_unit",)
    new = handed_over(old, str(unit.id), str(to.id), parts)
    if "lead_unit" in parts:
        given = order.posts.get(to_name, {})
        new = reworded(new, unit.name_on(order.effective_on), to_name)
        new = {**new, **{post: given[post] for post in POSTS if given.get(post)}}
    if new != old:
        project.assign(**{**new, "effective_on": day})
