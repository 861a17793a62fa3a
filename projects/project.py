"""One promise of the list (项): what was promised, who answers for it, the plan, and what was accepted so far."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects import terms
from projects.approval import Approval
from projects.listing import COMPARATORS, KINDS
from projects.quantity import plain
from projects.responsibility import in_force
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

LONGEST_REASON = 300


class Project(Aggregate):
    """Its id is given at registration; its number is only an attribute, for numbers repeat every year."""

    TOPIC = "project"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "project.event"

    class Registered(Event, Aggregate.Created):
        TOPIC = "project.registered"
        programme: str
        jurisdiction: str
        year: int
        number: str
        item: str | None
        title: str
        category: str | None
        note: str | None
        hotline: str | None
        starts_on: str | None
        due_on: str | None
        published: bool

    class ResponsibilityAssigned(Event):
        TOPIC = "project.responsibility_assigned"
        effective_on: str | None
        lead_unit: str | None
        supporting_units: list[str]
        implementing_units: list[str]
        leader_in_charge: str | None
        responsible: str | None
        responsible_person: str | None
        contact_a: str | None
        contact_b: str | None

    class TargetSet(Event):
        TOPIC = "project.target_set"
        no: str
        target: dict[str, Any]

    class PlanFixed(Event):
        TOPIC = "project.plan_fixed"
        no: str
        plan: dict[str, str]

    class MilestonesPlanned(Event):
        TOPIC = "project.milestones_planned"
        no: str
        milestones: list[dict[str, Any]]

    class SitesListed(Event):
        TOPIC = "project.sites_listed"
        sites: list[dict[str, Any]]

    class RegionsSet(Event):
        TOPIC = "project.regions_set"
        regions: list[dict[str, Any]]

    class HistoryImported(Event):
        TOPIC = "project.history_imported"
        values: list[dict[str, Any]]
        region_values: list[dict[str, Any]]

    class SourceRecorded(Event):
        TOPIC = "project.source_recorded"
        source: str | None
        units_text: str | None

    class FlaggedKeyDifficult(Event):
        TOPIC = "project.flagged_key_difficult"
        flagged: bool
        reason: str

    class PlanRemarkNoted(Event):
        """The lead unit has read what is said of its plan (projects/plan_remark.py): `said` as it stood."""

        TOPIC = "project.plan_remark_noted"
        which: str
        said: str
        reason: str
        unit: str
        on: str

    class Started(Event):
        TOPIC = "project.started"
        on: str

    class ProgressAccepted(Event):
        TOPIC = "project.progress_accepted"
        period: str
        values: dict[str, str]
        milestones_done: dict[str, str]
        light: str | None
        not_reported: bool

    class TargetAdjusted(Event):
        TOPIC = "project.target_adjusted"
        no: str
        field: str
        old: Any
        new: Any
        plan: dict[str, str] | None
        reason_code: str
        reason: str
        effective_on: str
        approval: dict[str, Any]

    class CourseAltered(Event):
        TOPIC = "project.course_altered"
        kind: str
        old: Any
        new: Any
        reason_code: str
        reason: str
        effective_on: str
        approval: dict[str, Any]

    class AcceptancePassed(Event):
        TOPIC = "project.acceptance_passed"
        on: str
        approval: dict[str, Any]

    class AcceptanceRevoked(Event):
        """The data proved false: it is in progress again."""

        TOPIC = "project.acceptance_revoked"
        on: str
        reason: str
        approval: dict[str, Any]

    @staticmethod
    def create_id(programme: str, number: str) -> UUID:
        return uuid4()

    @classmethod
    def register(
        cls, programme: UUID, jurisdiction: str, year: int, number: str, title: str, **details: Any
    ) -> "Project":
        """`details`: item, category, note, hotline, starts_on, due_on (ISO), published (history read elsewhere)."""
        if not number.strip():
            raise Refused("project.number", field="number")
        if not title.strip():
            raise Refused("project.title", field="title")
        known = {"item": None, "category": None, "note": None, "hotline": None, "starts_on": None, "due_on": None}
        return cls(
            programme=str(programme),
            jurisdiction=jurisdiction,
            year=year,
            number=number,
            title=title,
            published=bool(details.pop("published", False)),
            **{**known, **details},
        )

    def assign(self, **responsibility: Any) -> None:
        """Who answers from `effective_on` (ISO date or None: from the beginning); earlier answers stay on record."""
        blank: dict[str, Any] = dict.fromkeys(
            (
                "effective_on",
                "lead_unit",
                "leader_in_charge",
                "responsible",
                "responsible_person",
                "contact_a",
                "contact_b",
            )
        )
        whole = {**blank, "supporting_units": [], "implementing_units": [], **responsibility}
        if not whole["lead_unit"] and not self.published:
            raise Refused("project.lead_unit", field="lead_unit", number=self.number)
        self._assigned(**whole)

    def set_target(self, no: str, **target: Any) -> None:
        """`target`: text, quantity (decimal text or None), unit, comparator, kind, stage, baseline, parent, weight."""
        if target["kind"] not in KINDS or target["comparator"] not in COMPARATORS:
            raise Refused("project.target_kind", field="kind", no=no)
        if not self.published and _leads_nowhere(target):
            raise Refused("project.target_equals_baseline", field="quantity", no=no)
        blank: dict[str, Any] = dict.fromkeys(("quantity", "unit", "stage", "baseline", "parent", "weight"))
        self._target_set(no=no, target={**blank, **target})

    def fix_plan(self, no: str, plan: dict[int, Decimal]) -> None:
        """Twelve (or fewer) planned cumulative values by month."""
        self._known(no)
        self._plan_fixed(no=no, plan={str(month): plain(value) for month, value in sorted(plan.items())})

    def plan_milestones(self, no: str, milestones: list[dict[str, Any]]) -> None:
        """Each: due (ISO), text, value, weight (decimal text or None), done_on. `no` "" means the whole project."""
        if no:
            self._known(no)
        self._milestones_planned(no=no, milestones=milestones)

    def list_sites(self, sites: list[dict[str, Any]]) -> None:
        self._sites_listed(sites=sites)

    def set_regions(self, regions: list[dict[str, Any]]) -> None:
        self._regions_set(regions=regions)

    def import_history(self, values: list[dict[str, Any]], region_values: list[dict[str, Any]]) -> None:
        """What was published before, kept as printed; exempt from every guard (the words, not lights)."""
        self._history_imported(values=values, region_values=region_values)

    def record_source(self, source: str | None, units_text: str | None) -> None:
        """Where the promise was read, and how its units were printed where their names do not give that back."""
        if source or units_text:
            self._source_recorded(source=source, units_text=units_text)

    def flag_key_difficult(self, flagged: bool, reason: str) -> None:
        """Among the 重点难点 or out of them. Raises Refused("project.flag_reason") for a change without a reason."""
        if flagged == self.key_difficult:
            return
        if not reason.strip():
            raise Refused("project.flag_reason", field="reason")
        self._flagged(flagged=flagged, reason=reason.strip())

    def note_plan_remark(self, which: str, said: str, reason: str, unit: str, on: str) -> None:
        """`which` and `said` as projects/plan_remark.py tells them; `unit` the lead unit's id. Raises Refused without a
        reason, with one that is too long, and where just this was taken note of before."""
        if not reason.strip():
            raise Refused("report.reason_missing", field="reason")
        if len(reason.strip()) > LONGEST_REASON:
            raise Refused("plan_remark.reason", field="reason", most=LONGEST_REASON)
        if self.plan_remarks_noted.get(which, {}).get("said") == said:
            raise Refused("plan_remark.noted_already", field="reason")
        self._plan_remark_noted(which=which, said=said, reason=reason.strip(), unit=unit, on=on)

    def start(self, on: str) -> None:
        if self.started_on:
            raise Refused("project.started_already", number=self.number)
        self._started(on=on)

    def accept_progress(
        self,
        period: str,
        values: dict[str, str],
        milestones_done: dict[str, str],
        light: str | None,
        *,
        not_reported: bool = False,
    ) -> None:
        """What the office accepted for a period, or that nothing came (`not_reported`)."""
        self._progress_accepted(
            period=period, values=values, milestones_done=milestones_done, light=light, not_reported=not_reported
        )

    def adjust(self, no: str, field: str, new: Any, **why: Any) -> None:
        """An approved change of a target's quantity, due date or plan; the old value stays on record for ever.

        `why`: plan (new cumulative values or None), reason_code, reason, effective_on, approval.
        """
        self._known(no)
        approval: Approval = why["approval"]
        approval.check()
        old = self.plans.get(no) if field == "plan" else self.targets[no].get(field)
        if field not in ("quantity", "plan"):
            raise Refused("adjustment.field", field="field")
        self._adjusted(
            no=no,
            field=field,
            old=old,
            new=new,
            plan=why.get("plan"),
            reason_code=why["reason_code"],
            reason=why["reason"],
            effective_on=why["effective_on"],
            approval=approval.as_dict(),
        )

    def alter_course(self, kind: str, new: Any, **why: Any) -> None:
        """An approved change of the whole project: its end, its nodes, who answers, 暂停, 恢复, 终止, 结转 (terms.py).

        `why`: reason_code, reason, effective_on, approval. Raises what terms.course_faults finds.
        """
        approval: Approval = why["approval"]
        approval.check()
        refuse_all(terms.course_faults(self, kind, new, why["effective_on"]))
        self._course_altered(
            kind=kind,
            old=terms.stands(self, kind, why["effective_on"], new),
            new=new,
            reason_code=why["reason_code"],
            reason=why["reason"],
            effective_on=why["effective_on"],
            approval=approval.as_dict(),
        )

    def pass_acceptance(self, on: str, complete: bool, approval: Approval) -> None:
        """验收通过; `complete` says whether every target stands at 100 % in accepted reports (domain.md 3.2)."""
        if not complete:
            raise Refused("project.not_complete", number=self.number)
        if self.accepted_on:
            raise Refused("project.accepted_already", number=self.number)
        approval.check()
        self._acceptance_passed(on=on, approval=approval.as_dict())

    def revoke_acceptance(self, on: str, reason: str, approval: Approval) -> None:
        """撤销验收, from `on` (ISO): what was published stays, and from now on nothing counts as accepted."""
        if not self.accepted_on:
            raise Refused("project.not_accepted", number=self.number)
        approval.check(worded=True)
        self._acceptance_revoked(on=on, reason=reason, approval=approval.as_dict())

    def _known(self, no: str) -> None:
        if no not in self.targets:
            raise Refused("project.unknown_target", field="no", no=no, number=self.number)

    @property
    def responsibility(self) -> dict[str, Any]:
        """The answer recorded last, which may take effect later: who answers on a day is `responsibility_on`."""
        return self.responsibilities[-1] if self.responsibilities else {}

    def responsibility_on(self, day: str) -> dict[str, Any]:
        """Who answered on a day (ISO)."""
        return dict(in_force(self.responsibilities, day))

    def last_value(self, no: str, before: str | None = None) -> str | None:
        """The last accepted cumulative value of a target, of a period before `before`."""
        for period in sorted(self.accepted, reverse=True):
            if (before is None or period < before) and no in self.accepted[period]["values"]:
                return str(self.accepted[period]["values"][no])
        return None

    @event(Registered)
    def __init__(
        self,
        programme: str,
        jurisdiction: str,
        year: int,
        number: str,
        item: str | None,
        title: str,
        category: str | None,
        note: str | None,
        hotline: str | None,
        starts_on: str | None,
        due_on: str | None,
        published: bool,
    ) -> None:
        self.programme, self.jurisdiction, self.year, self.number = programme, jurisdiction, year, number
        self.item, self.title, self.category, self.note, self.hotline = item, title, category, note, hotline
        self.starts_on, self.due_on, self.published = starts_on, due_on, published
        self.key_difficult = False
        self.responsibilities: list[dict[str, Any]] = []
        self.targets: dict[str, dict[str, Any]] = {}
        self.plans: dict[str, dict[str, str]] = {}
        self.milestones: dict[str, list[dict[str, Any]]] = {}
        self.sites: list[dict[str, Any]] = []
        self.regions: list[dict[str, Any]] = []
        self.history: list[dict[str, Any]] = []
        self.region_history: list[dict[str, Any]] = []
        self.accepted: dict[str, dict[str, Any]] = {}
        self.adjustments: list[dict[str, Any]] = []
        self.promised: dict[str, Any] = {}
        self.plan_remarks_noted: dict[str, dict[str, str]] = {}
        self.started_on: str | None = None
        self.accepted_on: str | None = None
        self.source: str | None = None
        self.units_text: str | None = None

    @event(ResponsibilityAssigned)
    def _assigned(
        self,
        effective_on: str | None,
        lead_unit: str | None,
        supporting_units: list[str],
        implementing_units: list[str],
        leader_in_charge: str | None,
        responsible: str | None,
        responsible_person: str | None,
        contact_a: str | None,
        contact_b: str | None,
    ) -> None:
        self.responsibilities = [
            *self.responsibilities,
            {
                "effective_on": effective_on,
                "lead_unit": lead_unit,
                "supporting_units": supporting_units,
                "implementing_units": implementing_units,
                "leader_in_charge": leader_in_charge,
                "responsible": responsible,
                "responsible_person": responsible_person,
                "contact_a": contact_a,
                "contact_b": contact_b,
            },
        ]

    @event(TargetSet)
    def _target_set(self, no: str, target: dict[str, Any]) -> None:
        self.targets[no] = target

    @event(PlanFixed)
    def _plan_fixed(self, no: str, plan: dict[str, str]) -> None:
        self.plans[no] = plan

    @event(MilestonesPlanned)
    def _milestones_planned(self, no: str, milestones: list[dict[str, Any]]) -> None:
        self.milestones[no] = milestones

    @event(SitesListed)
    def _sites_listed(self, sites: list[dict[str, Any]]) -> None:
        self.sites = sites

    @event(RegionsSet)
    def _regions_set(self, regions: list[dict[str, Any]]) -> None:
        self.regions = regions

    @event(HistoryImported)
    def _history_imported(self, values: list[dict[str, Any]], region_values: list[dict[str, Any]]) -> None:
        self.history = [*self.history, *values]
        self.region_history = [*self.region_history, *region_values]

    @event(SourceRecorded)
    def _source_recorded(self, source: str | None, units_text: str | None) -> None:
        self.source, self.units_text = source, units_text

    @event(FlaggedKeyDifficult)
    def _flagged(self, flagged: bool, reason: str) -> None:
        self.key_difficult = flagged

    @event(PlanRemarkNoted)
    def _plan_remark_noted(self, which: str, said: str, reason: str, unit: str, on: str) -> None:
        self.plan_remarks_noted[which] = {"said": said, "reason": reason, "unit": unit, "on": on}

    @event(Started)
    def _started(self, on: str) -> None:
        self.started_on = on

    @event(ProgressAccepted)
    def _progress_accepted(
        self,
        period: str,
        values: dict[str, str],
        milestones_done: dict[str, str],
        light: str | None,
        not_reported: bool,
    ) -> None:
        self.accepted[period] = {
            "values": values,
            "milestones_done": milestones_done,
            "light": light,
            "not_reported": not_reported,
        }

    @event(TargetAdjusted)
    def _adjusted(
        self,
        no: str,
        field: str,
        old: Any,
        new: Any,
        plan: dict[str, str] | None,
        reason_code: str,
        reason: str,
        effective_on: str,
        approval: dict[str, Any],
    ) -> None:
        why = {"reason_code": reason_code, "reason": reason, "effective_on": effective_on, "approval": approval}
        self._remember(
            {"no": no, "field": field, "old": old, "new": new, "old_plan": self.plans.get(no), "plan": plan, **why}
        )
        if field == "quantity":
            self.targets[no] = {**self.targets[no], "quantity": new}
        if plan is not None:
            self.plans[no] = plan

    @event(CourseAltered)
    def _course_altered(
        self,
        kind: str,
        old: Any,
        new: Any,
        reason_code: str,
        reason: str,
        effective_on: str,
        approval: dict[str, Any],
    ) -> None:
        why = {"reason_code": reason_code, "reason": reason, "effective_on": effective_on, "approval": approval}
        self._remember({"no": "", "field": kind, "old": old, "new": new, "old_plans": dict(self.plans), **why})
        if kind == "due_on":
            self.due_on = new
        if kind == "milestones":
            self.milestones = terms.moved(self.milestones, new)
        if kind == "resumption":
            self.plans.update(new or {})

    def _remember(self, change: dict[str, Any]) -> None:
        """Keeps a change, what was promised before the first of them, and the last period that was settled by then."""
        if not self.adjustments:
            self.promised = {
                "targets": dict(self.targets),
                "plans": dict(self.plans),
                "milestones": dict(self.milestones),
                "due_on": self.due_on,
            }
        self.adjustments = [*self.adjustments, {**change, "after": max(self.accepted, default="")}]

    @event(AcceptancePassed)
    def _acceptance_passed(self, on: str, approval: dict[str, Any]) -> None:
        self.accepted_on = on

    @event(AcceptanceRevoked)
    def _acceptance_revoked(self, on: str, reason: str, approval: dict[str, Any]) -> None:
        self.accepted_on = None


def _leads_nowhere(target: dict[str, Any]) -> bool:
    """Whether it is to be reached from its baseline (none is 0) and stands there already: no share of the way can be
    told. What is to stay below a ceiling has no way to go."""
    if target["kind"] not in ("quantity", "money") or target.get("quantity") is None:
        return False
    kept = target["kind"] == "quantity" and target["comparator"] == "<="
    return not kept and Decimal(target["quantity"]) == Decimal(target.get("baseline") or 0)
