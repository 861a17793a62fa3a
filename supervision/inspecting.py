"""The inspections of a programme at work: planned once a project and month, and drawn for from the roster.

Each method gives back (what changed, answer) for Ledger.carry_out; run them alone, for their rules cross streams.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.domain import Aggregate

from projects import register
from projects.approval import Approval
from projects.programme import Programme
from projects.project import Project
from supervision import draw, inspection_plans, lots, members, written
from supervision.draw import LOTTERY, NUMBERS, Stratum
from supervision.inspection_plan import InspectionPlan, Outline
from supervision.lot import Ground, Lot
from supervision.member import KINDS, Member, Profile, member_named
from supervision.members import MemberRow
from supervision.recusal import Looked, barred
from supervision.roster_sheet import Entry
from supervision.site import site_list
from tracker.ledger import Ledger
from tracker.refusal import Refused, refuse_all

Changed = tuple[list[Aggregate], Any]
PLACES = {"projects": "项目", "sites": "点位"}
"""What may be drawn beside the members, and how its pool is called."""


@dataclass(frozen=True, slots=True)
class Quotas:
    """How many of each kind of member, and of which places (a key of PLACES, or blank for none)."""

    members: Mapping[str, int]
    of: str = ""
    places: int = 0


class Inspecting:
    """Raises Refused("programme.unknown"), and for imported history ("document.no_papers")."""

    def __init__(self, ledger: Ledger, programme: UUID) -> None:
        self.ledger = ledger
        self.programme = ledger.get(Programme, programme)
        if self.programme.published:
            raise Refused("document.no_papers")

    # The roster.

    def enrol(self, kind: str, term_from: str, profile: Profile) -> Changed:
        """Under the next number of its kind."""
        slug = self.programme.jurisdiction
        with self.ledger.reading() as conn:
            number = members.next_number(conn, slug, kind)
        made = Member.enrol(slug, kind, number, term_from, profile)
        return [made], {"member": str(made.id)}

    def enrol_all(self, entries: Sequence[Entry]) -> Changed:
        """Every row of a table, under the next numbers of their kinds."""
        slug, made = self.programme.jurisdiction, []
        with self.ledger.reading() as conn:
            numbers = {kind: members.next_number(conn, slug, kind) for kind in {each.kind for each in entries}}
        for each in entries:
            made.append(Member.enrol(slug, each.kind, numbers[each.kind], each.term_from, each.profile))
            numbers[each.kind] += 1
        return list(made), {"members": [str(each.id) for each in made]}

    # The plan.

    def draft(self, outline: Outline, id: UUID | None = None) -> Changed:
        """`id`: where a demonstration draws the same at each loading; thrown otherwise."""
        programme = (str(self.programme.id), self.programme.jurisdiction, self.programme.year)
        self._once(outline)
        made = InspectionPlan.draft(programme, outline, id)
        return [made], {"plan": str(made.id)}

    def redraft(self, id: UUID, outline: Outline) -> Changed:
        found = self.plan(id)
        self._once(outline, id)
        found.redraft(outline)
        return [found], {"plan": str(id)}

    def approve(self, id: UUID, approval: Approval) -> Changed:
        """Asked again here: another plan may have come between."""
        found = self.plan(id)
        self._once(_outline(found), id)
        found.approve(approval)
        return [found], {"plan": str(id)}

    def narrow(self, id: UUID, projects: Sequence[str], reason: str) -> Changed:
        """Not once the draw is frozen: its pools are the scope."""
        found = self.plan(id)
        if self._lot(id) is not None:
            raise Refused("inspection_plan.frozen")
        found.narrow(projects, reason)
        return [found], {"plan": str(id)}

    # The draw.

    def commit(
        self,
        id: UUID,
        quotas: Quotas,
        witnesses: Sequence[str],
        lottery: str,
        salt: str = "",
        declared: Mapping[str, str] | None = None,
    ) -> Changed:
        """Freezes the pools as they are now; `salt` is thrown where none is given. `declared`: who is recused from this
        draw alone (人大代表07) → why. Raises all that is impossible at once, and a witness who could be drawn."""
        plan = self.plan(id)
        if plan.state != "approved":
            raise Refused("inspection_plan.not_approved")
        number = self._next(id)
        with self.ledger.reading() as conn:
            strata, recused = self._pools(conn, plan, quotas)
        recused += _declared(declared or {}, strata, recused)
        refuse_all(_witness_faults(witnesses, strata, recused))
        about = {
            "plan": str(id),
            "number": number,
            "title": plan.outline["title"],
            "method": plan.outline["method"],
            "period": f"{plan.outline['starts_on']}/{plan.outline['ends_on']}",
        }
        value = {
            "kind": NUMBERS if witnesses else LOTTERY,
            "witnesses": len(witnesses),
            "lottery": lottery.strip(),
        }
        content = draw.commitment(strata, recused, value, salt=salt or secrets.token_hex(32), about=about)
        ground = Ground(str(id), plan.programme, plan.jurisdiction, plan.year, plan.silent)
        made = Lot.commit(ground, number, content, witnesses, lottery, declared)
        return [made], {"lot": str(made.id)}

    def plan(self, id: UUID) -> InspectionPlan:
        """Raises Refused("inspection_plan.unknown") for another programme's, or none."""
        found = self.ledger.find(InspectionPlan, id)
        if found is None or found.programme != str(self.programme.id):
            raise Refused("inspection_plan.unknown")
        return found

    def _pools(
        self, conn: psycopg.Connection[Any], plan: InspectionPlan, quotas: Quotas
    ) -> tuple[list[Stratum], list[str]]:
        since, until = written.day(plan.outline["starts_on"]), written.day(plan.outline["ends_on"])
        assert since and until
        serving = [each for each in members.of_government(conn, plan.jurisdiction) if each.serves(since, until)]
        projects = [self.ledger.get(Project, UUID(each)) for each in plan.projects]
        strata = _places(projects, quotas)
        strata += [
            Stratum(kind, quotas.members[kind], [each.called for each in serving if each.kind == kind])
            for kind in KINDS
            if quotas.members.get(kind)
        ]
        if not any(quotas.members.values()):
            raise Refused("lot.no_members", field="kinds")
        return strata, self._recused(conn, serving, projects)

    def _recused(
        self, conn: psycopg.Connection[Any], serving: Sequence[MemberRow], projects: Sequence[Project]
    ) -> list[str]:
        called = register.unit_called(conn, self.programme.jurisdiction)
        looked = [looked_at(each, called) for each in projects]
        return [each.called for each in serving if barred(each.ties, looked)]

    def _once(self, outline: Outline, but: UUID | None = None) -> None:
        """No second inspection of a project within a month, unless an event makes it necessary."""
        since, until = written.day(outline.starts_on), written.day(outline.ends_on)
        if outline.occasion.strip() or since is None or until is None:
            return
        with self.ledger.reading() as conn:
            found = inspection_plans.inspected(conn, str(self.programme.id), outline.projects, since, until, but)
        numbers = {id: number for number, id in self.programme.projects.items()}
        refuse_all(
            [
                Refused("inspection_plan.second", field="occasion", number=numbers.get(project, ""), title=title)
                for project, title in sorted(found.items())
            ][:1]
        )

    def _lot(self, plan: UUID) -> lots.LotRow | None:
        """The plan's draw that stands."""
        with self.ledger.reading() as conn:
            standing = [row for row in lots.of_plan(conn, plan) if row.state != "withdrawn"]
        return standing[0] if standing else None

    def _next(self, plan: UUID) -> int:
        """One draw a plan; another only where the one before was withdrawn."""
        with self.ledger.reading() as conn:
            known = lots.of_plan(conn, plan)
        if known and known[0].state != "withdrawn":
            raise Refused("lot.committed_already")
        return len(known) + 1


def looked_at(project: Project, called: Mapping[str, str]) -> Looked:
    """A project with the units that lead, support or operate it, or did, or will; `called`: a unit's name → its id, for
    those of the sites."""
    units = [
        unit
        for answers in project.responsibilities
        for unit in (answers["lead_unit"], *answers["supporting_units"], *answers["implementing_units"])
    ]
    units += [called.get(site.get("unit") or "") for site in project.sites]
    return Looked(str(project.id), frozenset(each for each in units if each))


def _declared(declared: Mapping[str, str], strata: Sequence[Stratum], recused: Sequence[str]) -> list[str]:
    """Members who declared that something binds them this once; each of a pool, and with a reason."""
    known = {each for pool in strata if pool.name in KINDS for each in pool.candidates}
    faults = []
    for called, reason in declared.items():
        if called not in known:
            faults.append(Refused("lot.declared_unknown", field="declared", called=called))
        elif not reason.strip():
            faults.append(Refused("lot.declared_reason", field="declared", called=called))
    refuse_all(faults)
    return [each for each in declared if each not in recused]


def _witness_faults(witnesses: Sequence[str], strata: Sequence[Stratum], recused: Sequence[str]) -> list[Refused]:
    """Nobody gives a number that decides whether they are drawn themselves; who is recused may."""
    pools = {each for pool in strata if pool.name in KINDS for each in pool.candidates}.difference(recused)
    named = ((place, called, member_named(called)) for place, called in enumerate(witnesses, start=1))
    return [
        Refused("lot.witness_in_pool", field="witnesses", place=place, called=called, member=member)
        for place, called, member in named
        if member in pools
    ]


def _places(projects: Sequence[Project], quotas: Quotas) -> list[Stratum]:
    if quotas.of not in PLACES:
        return []
    if quotas.of == "projects":
        names = {f"项目{each.number}": each.title for each in projects}
    else:
        names = {
            f"{each.number}/{site['key']}": str(site["name"] or site["address"] or each.title)
            for each in projects
            for site in site_list(each)
        }
    return [Stratum(PLACES[quotas.of], quotas.places, list(names), names)]


def _outline(plan: InspectionPlan) -> Outline:
    said = plan.outline
    return Outline(**{**said, "projects": tuple(said["projects"]), "checklist": tuple(said["checklist"])})
