"""The visits of an approved plan: by whom, where and when (domain.md 3.4), asked of plan, draw, roster and calendar.

Each method gives back (what changed, answer) for Ledger.carry_out; run them alone, for their rules cross streams.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.domain import Aggregate

from projects import register
from projects.approval import Approval
from projects.project import Project
from supervision import arrangement, inspection_plans, lots, members, visits, withholdings, written
from supervision import way as way_
from supervision.inspecting import Inspecting, looked_at
from supervision.inspection import Inspection
from supervision.inspection_plan import ANNOUNCED, SILENT, InspectionPlan, Outline
from supervision.lot import REASONS, Lot
from supervision.lots import LotRow
from supervision.members import MemberRow
from supervision.party import STAFF, Seat
from supervision.recusal import barred
from supervision.sample import reached
from supervision.site import site_list
from supervision.visit import OPEN
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused, refuse_all
from tracker.working_days import WorkingDays

Changed = tuple[list[Aggregate], Any]
NOTICE = 1
"""Working days between telling the unit and coming, for 集中查看; no other method is told (domain.md 3.4)."""
MOST_STAFF = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One visit: project by id, ISO day, keys of sites, ids of members, how many of the office's own people, and what
    the unit reported of these sites (Inspection.plan)."""

    project: str
    on: str
    sites: tuple[str, ...]
    members: tuple[str, ...]
    staff: int = 0
    reported: Mapping[str, Any] = field(default_factory=dict)
    way: str = way_.SITES


@dataclass(frozen=True, slots=True)
class Ground:
    """What a visit may choose from: project, its sites and who may go; `drawn`: a draw has chosen them already."""

    project: Project
    sites: list[dict[str, Any]]
    party: list[MemberRow]
    drawn: bool


class Visiting:
    """Raises what Inspecting raises."""

    def __init__(self, ledger: Ledger, programme: UUID, days: WorkingDays) -> None:
        self.ledger, self.days = ledger, days
        self.inspecting = Inspecting(ledger, programme)
        self.programme = self.inspecting.programme

    # What may be chosen.

    def ground(self, plan: InspectionPlan, project: str, on: date | None = None) -> Ground:
        """Raises Refused("inspection.draw_needed") or ("inspection.not_drawn") while the draw is not held."""
        with self.ledger.reading() as conn:
            lot = self._lot(conn, plan)
            return self._ground(conn, plan, project, lot, on)

    def free(self, project: str, on: date) -> list[MemberRow]:
        """Who serves on a day and is bound to nothing of a project."""
        with self.ledger.reading() as conn:
            return self._free(conn, self.ledger.get(Project, UUID(project)), on)

    def waiting(self, plan: InspectionPlan) -> list[str]:
        """Projects of the plan, by id, that were drawn (or all, without a draw) and have no visit yet."""
        with self.ledger.reading() as conn:
            lot = self._lot(conn, plan)
            made = {row.project for row in self._visits(conn, plan.id) if row.state != "cancelled"}
            return [
                each for each in plan.projects if each not in made and self._ground(conn, plan, each, lot, None).sites
            ]

    def earliest(self, plan: InspectionPlan) -> date:
        """The first day on which a visit of the plan can be."""
        since = date.fromisoformat(plan.outline["starts_on"])
        first = clock.today()
        if plan.outline["method"] == ANNOUNCED:
            first = self.days.add(first, NOTICE)
        return max(since, first)

    # Visits.

    def plan(self, id: UUID, asked: Asked) -> Changed:
        """One visit, whose members and sites were drawn, or chosen where nothing is drawn."""
        made = self._made(self.inspecting.plan(id), asked)
        return [made], {"visit": str(made.id)}

    def at_once(self, outline: Outline, approval: Approval, asked: Asked) -> Changed:
        """A visit with a plan of its own: one project, one day, its basis approved before. Raises all that is missing
        at once."""
        project, day = self.ledger.get(Project, UUID(asked.project)), written.day(asked.on)
        free = {str(row.id): row for row in self.free(asked.project, day or clock.today())}
        party = _party([free[each] for each in asked.members if each in free], asked.staff)
        refuse_all(
            [
                *(fault for fault in outline.faults() if fault.field not in ("title", "starts_on")),
                *approval.faults(worded=True),
                *arrangement.faults(
                    project, asked.on, asked.sites, party, asked.reported, outline.signatures, asked.way
                ),
            ]
        )
        changed, answer = self.inspecting.draft(outline)
        plan = changed[0]
        assert isinstance(plan, InspectionPlan)
        plan.approve(approval)
        made = self._made(plan, asked)
        return [plan, made], {"visit": str(made.id), **answer}

    def of_draw(
        self, id: UUID, on: Mapping[str, str], staff: int = 0, ways: Mapping[str, str] | None = None
    ) -> Changed:
        """A visit to each project that was drawn and has none yet: all members drawn, all sites drawn. `on`: project →
        ISO day; `ways`: project → how one without sites is looked into, in its register by default. Raises
        Refused("inspection.none_waiting") where there is none left."""
        plan = self.inspecting.plan(id)
        made = []
        for project in self.waiting(plan):
            ground = self.ground(plan, project)
            asked = Asked(
                project,
                on.get(project, ""),
                tuple(site["key"] for site in ground.sites),
                tuple(str(each.id) for each in ground.party),
                staff,
                reported(ground.project, [site["key"] for site in ground.sites]),
                way_.SITES if ground.project.sites else (ways or {}).get(project, way_.REGISTER),
            )
            made.append(self._made(plan, asked, field=f"on-{ground.project.number}"))
        if not made:
            raise Refused("inspection.none_waiting")
        return list(made), {"visits": [str(each.id) for each in made]}

    def replace(self, lot: Lot, out: str, reason_code: str, reason: str = "") -> Changed:
        """The next rank of a draw, in the draw and in the visits that are open. `answer`: the visits whose party is
        another now, each with the key that went and the one that came (or blank)."""
        before = set(lot.chosen)
        lot.replace(out, reason_code, reason)
        successor = next(iter(set(lot.chosen) - before))
        with self.ledger.reading() as conn:
            open_now = [row.id for row in self._visits(conn, UUID(lot.plan)) if row.state in OPEN]
            roster = {row.called: row for row in members.of_government(conn, self.programme.jurisdiction)}
        changed: list[Aggregate] = [lot]
        moved = []
        for id in open_now:
            visit = self.ledger.get(Inspection, id)
            version = visit.version
            key = _replaced(visit, out, successor, reason_code, roster, self._site)
            if visit.version > version:
                changed.append(visit)
                moved.append({"visit": str(id), "out": key, "in": visit.inspectors[-1]["key"]})
        return changed, {"lot": str(lot.id), "moved": moved}

    def may_be_told(self, visit: Inspection) -> None:
        """Raises Refused("inspection.silent") while nothing of the visit's plan is public."""
        if visit.plan_id is None:
            return
        with self.ledger.reading() as conn:
            row = inspection_plans.plan(conn, UUID(visit.plan_id))
        if row is not None and not row.told(clock.today()):
            raise Refused("inspection.silent", until=written.in_words(row.ends_on))

    def may_be_shown(self, visit: Inspection, photos: Sequence[str]) -> None:
        """Raises Refused("inspection.withheld_photo") for a photograph that is withheld."""
        with self.ledger.reading() as conn:
            gone = withholdings.withheld(conn, visit.jurisdiction)
        if held := [each for each in photos if each in gone]:
            raise Refused("inspection.withheld_photo", field="photos", count=len(held))

    def over(self, id: UUID) -> None:
        """Raises Refused("inspection_plan.visits_open") while a visit of the plan goes on."""
        with self.ledger.reading() as conn:
            left = [row for row in self._visits(conn, id) if row.state in OPEN]
        if left:
            raise Refused("inspection_plan.visits_open", count=len(left))

    # The rules across streams.

    def _made(self, plan: InspectionPlan, asked: Asked, field: str = "on") -> Inspection:
        day = written.day(asked.on)
        with self.ledger.reading() as conn:
            lot = self._lot(conn, plan) if plan.state == "approved" else None
            ground = self._ground(conn, plan, asked.project, lot, day)
            known = visits.of_project(conn, asked.project)
        chosen = {str(row.id): row for row in ground.party}
        faults = [*self._notice_faults(plan, day, field), *_second_faults(plan, known, day)]
        if set(asked.members) - set(chosen):
            faults.append(Refused("inspection.member_barred", field="members"))
        if set(asked.sites) - {site["key"] for site in ground.sites}:
            faults.append(Refused("inspection.site_not_drawn" if ground.drawn else "inspection.sites", field="sites"))
        if not 0 <= asked.staff <= MOST_STAFF:
            faults.append(Refused("inspection.staff", field="staff", most=MOST_STAFF))
        refuse_all(faults)
        rows = [chosen[each] for each in asked.members]
        party = _party(rows, asked.staff)
        return Inspection.plan(
            ground.project, plan, on=asked.on, sites=asked.sites, party=party, reported=asked.reported, way=asked.way
        )

    def _notice_faults(self, plan: InspectionPlan, on: date | None, field: str) -> list[Refused]:
        if plan.outline["method"] != ANNOUNCED or on is None or on < clock.today():
            return []
        earliest = self.days.add(clock.today(), NOTICE)
        if on >= earliest:
            return []
        return [Refused("inspection.notice", field=field, earliest=written.in_words(earliest))]

    def _ground(
        self, conn: psycopg.Connection[Any], plan: InspectionPlan, project: str, lot: LotRow | None, on: date | None
    ) -> Ground:
        found = self.ledger.get(Project, UUID(project))
        listed = way_.places(found)
        since = on or date.fromisoformat(plan.outline["starts_on"])
        free = self._free(conn, found, since)
        if lot is None:
            return Ground(found, listed, free, drawn=False)
        drawn = {id for pool in lot.drawn for id in pool.chosen}
        pools = {pool.name for pool in lot.drawn}
        if "点位" in pools and found.sites:
            listed = [site for site in listed if f"{found.number}/{site['key']}" in drawn]
        elif "项目" in pools and f"项目{found.number}" not in drawn:
            listed = []
        return Ground(found, listed, [row for row in free if row.called in drawn], drawn=True)

    def _free(self, conn: psycopg.Connection[Any], project: Project, on: date) -> list[MemberRow]:
        looked = looked_at(project, register.unit_called(conn, self.programme.jurisdiction))
        return [
            row
            for row in members.of_government(conn, self.programme.jurisdiction)
            if row.serves(on, on) and not barred(row.ties, [looked])
        ]

    def _lot(self, conn: psycopg.Connection[Any], plan: InspectionPlan) -> LotRow | None:
        """The plan's draw, held; None for a plan that needs none."""
        standing = [row for row in lots.of_plan(conn, plan.id) if row.state != "withdrawn"]
        if not standing:
            if plan.outline["method"] in SILENT and not plan.outline["occasion"]:
                raise Refused("inspection.draw_needed")
            return None
        if standing[0].state != "drawn":
            raise Refused("inspection.not_drawn")
        return standing[0]

    def _visits(self, conn: psycopg.Connection[Any], plan: UUID) -> list[visits.Row]:
        return visits.of_programme(conn, self.programme.jurisdiction, self.programme.year, plan)

    def _site(self, id: str) -> tuple[str, dict[str, Any]] | None:
        """A site of a draw's pool (`12/3`): its project's id and the site."""
        number, _, key = id.partition("/")
        project = self.programme.projects.get(number)
        if not key or project is None:
            return None
        listed = site_list(self.ledger.get(Project, UUID(project)))
        return next(((project, site) for site in listed if site["key"] == key), None)


def _party(rows: Sequence[MemberRow], staff: int) -> list[Seat]:
    return [Seat(row.kind, row.number, str(row.id)) for row in rows] + [Seat(STAFF)] * staff


def reported(project: Project, sites: Sequence[str]) -> dict[str, Any]:
    """What the site list has of these sites: the stage that the target counts, and how many have reached it, as of the
    end of last month."""
    stage = next((each["stage"] for each in project.targets.values() if each.get("stage")), None)
    chosen = [site for site in site_list(project) if site["key"] in set(sites)]
    return {
        "as_of": (clock.today().replace(day=1) - timedelta(days=1)).isoformat(),
        "stage": stage,
        "done": sum(reached(site["stage"], stage) for site in chosen) if stage and chosen else None,
        "note": "",
    }


def _second_faults(plan: InspectionPlan, known: Sequence[visits.Row], on: date | None) -> list[Refused]:
    """No visit under way twice, and no second inspection of a project in a month unless an event made it necessary."""
    living = [row for row in known if row.state != "cancelled"]
    if open_now := [row for row in living if row.plan == plan.id and row.state in OPEN]:
        return [Refused("inspection.open_already", field="project", day=written.in_words(open_now[0].day))]
    if plan.outline["occasion"] or on is None:
        return []
    same = [row for row in living if row.plan != plan.id and (row.day.year, row.day.month) == (on.year, on.month)]
    if same:
        return [Refused("inspection.second", field="on", day=written.in_words(same[0].day), method=same[0].method)]
    return []


def _replaced(visit: Inspection, out: str, successor: str, code: str, roster: Any, site_of: Any) -> str:
    """Puts the next rank into an open visit, where the one who gives way is in it; the key that went, or blank."""
    keys = {name: key for key, name in visit.kinds.items()}
    if out in keys and successor in roster:
        row = roster[successor]
        visit.replace(keys[out], code, seat=Seat(row.kind, row.number, str(row.id)))
        return keys[out]
    gone, came = site_of(out), site_of(successor)
    if gone is None or gone[0] != visit.project or gone[1]["key"] not in visit.site_keys:
        return ""
    here = came[1] if came and came[0] == visit.project else None
    if here is None and len(visit.sites) == 1:
        visit.cancel(f"{REASONS[code]}，由下一顺位替补")
    else:
        visit.replace(gone[1]["key"], code, site=here)
    return ""
