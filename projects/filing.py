"""What a department files for a month: a report's content, prefilled from the last one, and what it must satisfy."""

from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from projects import standing
from projects.light import Light
from projects.measure import Measure, planned_value
from projects.policy import Period, PolicySet
from projects.project import Project
from projects.quantity import parted
from tracker.refusal import Refused

COUNTED = ("quantity", "ratio", "money", "count", "service")
"""Kinds whose month is a figure; milestones are ticked with their day, yes/no is 1 from the day in force."""

CUMULATIVE = ("quantity", "money", "service")
"""Kinds whose figure is a sum since the year's beginning, which does not fall."""


@dataclass(frozen=True, slots=True)
class Filing:
    """The content of a monthly report, as the ledger keeps it (JSON values).

    values: target no → cumulative value as decimal text. stages: target no → {stage: value} beside it.
    milestones_done: "no:index" → the day done (ISO). evidence: {sha256, name, size, type} each. confirmed: target
    numbers whose unusual value was confirmed. `unchanged` is 本月无变化 with its reason.
    """

    values: dict[str, str] = field(default_factory=dict)
    stages: dict[str, dict[str, str]] = field(default_factory=dict)
    milestones_done: dict[str, str] = field(default_factory=dict)
    text: str = ""
    problems: str = ""
    measures: str = ""
    unchanged: bool = False
    unchanged_reason: str = ""
    correction: bool = False
    correction_reason: str = ""
    confirmed: list[str] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    claims_completion: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_dict(stored: dict[str, Any]) -> "Filing":
        return Filing(**{name: value for name, value in stored.items() if name in Filing.__dataclass_fields__})


def prefilled(project: Project, period: Period) -> Filing:
    """A fresh report: each figure as it was last accepted."""
    values = {
        no: last
        for no, target in project.targets.items()
        if target["kind"] in (*COUNTED, "yes_no") and (last := project.last_value(no, period.key)) is not None
    }
    return Filing(values=values)


def completed(project: Project, filing: Filing, period: Period, policy: PolicySet) -> Filing:
    """The filing with `claims_completion` set where a target is now complete that was not before, and with the plain
    words of its figures where the filer wrote none."""
    filing = Filing(**{**filing.as_dict(), "text": filing.text.strip() or said(project, filing, period)})
    now = standing.of(project, period, policy, filing.as_dict())
    claims = any(
        judged.complete and not _complete_before(project, no, period, policy) for no, judged in now.targets.items()
    )
    return Filing(**{**filing.as_dict(), "claims_completion": claims})


def said(project: Project, filing: Filing, period: Period) -> str:
    """The figures that moved as one sentence, for a filer who adds no words: 累计12,098个，较上期增加4个; of several
    targets each by its own words."""
    if filing.unchanged:
        return ""
    parts = []
    for no, target in project.targets.items():
        value, last = _number(filing.values.get(no)), _number(project.last_value(no, period.key))
        if target["kind"] not in COUNTED or value is None or value == last:
            continue
        unit = target["unit"] or ""
        step = "" if last is None or value < last else f"，较上期增加{parted(value - last)}{unit}"
        name = f"“{target['text']}”" if len(project.targets) > 1 else ""
        parts.append(f"{name}累计{parted(value)}{unit}{step}")
    done = [
        node["text"]
        for key, node in _nodes(project)
        if key in filing.milestones_done and not _was_done(project, key, period)
    ]
    parts += [f"完成“{text}”" for text in done]
    return f"截至{period.ends_on.month}月{period.ends_on.day}日，{'；'.join(parts)}。" if parts else ""


def _nodes(project: Project) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{no}:{index}", node) for no, nodes in project.milestones.items() for index, node in enumerate(nodes)]


def _was_done(project: Project, key: str, period: Period) -> bool:
    return any(key in month["milestones_done"] for each, month in project.accepted.items() if each < period.key)


def _complete_before(project: Project, no: str, period: Period, policy: PolicySet) -> bool:
    earlier = [each for each in policy.periods(period.year) if each.key < period.key]
    if not earlier:
        return False
    return standing.of(project, earlier[-1], policy).targets[no].complete


def faults(project: Project, filing: Filing, period: Period, policy: PolicySet) -> list[Refused]:
    """All that keeps a filing from being submitted (domain.md 3.3); empty when nothing does."""
    found = _unchanged(project, filing, period) if filing.unchanged else _changed(project, filing, period)
    found += [
        Refused("report.day_after_period", field=f"done.{key}", day=day, last=period.ends_on.isoformat())
        for key, day in filing.milestones_done.items()
        if day > period.ends_on.isoformat()
    ]
    if found:
        return found
    judged = standing.of(project, period, policy, filing.as_dict())
    if judged.project.light in (Light.RED, Light.YELLOW) and not filing.problems.strip():
        found.append(Refused("report.problems_missing", field="problems", arithmetic=judged.project.arithmetic))
    found += [
        Refused(
            "report.confirm_over_plan",
            field=f"confirmed.{no}",
            what=what(project, no),
            percent=policy.confirm_over_plan,
        )
        for no, measure in judged.measures.items()
        if no not in filing.confirmed and _far_over_plan(measure, period, policy)
    ]
    if filing.claims_completion and not filing.evidence:
        found.append(Refused("report.evidence_missing", field="evidence"))
    return found


def correction_faults(project: Project, old: dict[str, Any], new: Filing, period: Period) -> list[Refused]:
    """What keeps a correction from being taken: a figure that was given may not vanish, none may be below zero."""
    corrected = replace(new, correction=True)
    given = [no for no in project.targets if no in old["values"] or no in new.values]
    return [fault for no in given if (fault := _value_fault(project, corrected, no, period))]


def value_faults(project: Project, filing: Filing, period: Period) -> list[Refused]:
    """What is wrong with the figures alone: missing, unreadable, negative, or fallen without a correction."""
    counted = [no for no, target in project.targets.items() if target["kind"] in COUNTED]
    return [fault for no in counted if (fault := _value_fault(project, filing, no, period))]


def _unchanged(project: Project, filing: Filing, period: Period) -> list[Refused]:
    found = []
    if not filing.unchanged_reason.strip():
        found.append(Refused("report.unchanged_reason", field="unchanged_reason"))
    moved = [no for no, value in filing.values.items() if _number(value) != _number(project.last_value(no, period.key))]
    return found + [Refused("report.unchanged_but_moved", field=f"values.{no}", what=what(project, no)) for no in moved]


def _changed(project: Project, filing: Filing, period: Period) -> list[Refused]:
    found = value_faults(project, filing, period)
    if not filing.text.strip():
        found.append(Refused("report.text_missing", field="text"))
    if filing.correction and not filing.correction_reason.strip():
        found.append(Refused("report.reason_missing", field="correction_reason"))
    return found


def _value_fault(project: Project, filing: Filing, no: str, period: Period) -> Refused | None:
    text = filing.values.get(no, "")
    value, last = _number(text), _number(project.last_value(no, period.key))
    if value is None:
        code = "report.value_unreadable" if str(text).strip() else "report.value_missing"
        return Refused(code, field=f"values.{no}", what=what(project, no), found=text)
    if value < 0:
        return Refused("report.value_negative", field=f"values.{no}", what=what(project, no))
    target = project.targets[no]
    cumulative = target["kind"] in CUMULATIVE and not falling(target)
    if cumulative and last is not None and value < last and not filing.correction:
        return Refused("report.value_fell", field=f"values.{no}", what=what(project, no), last=format(last, "f"))
    return None


def what(project: Project, no: str) -> str:
    """A target's figure by the name its field has on the form: 累计完成, or the target's own words in quotes."""
    return f"“{project.targets[no]['text']}”" if len(project.targets) > 1 else "累计完成数"


def falling(target: dict[str, Any]) -> bool:
    """Whether the target lies below its baseline: less is better."""
    quantity, baseline = _number(target["quantity"]), _number(target["baseline"])
    return quantity is not None and baseline is not None and quantity < baseline


def _far_over_plan(measure: Measure, period: Period, policy: PolicySet) -> bool:
    """More than the set percent above the plan asks for a confirmation: mostly a slip of 万."""
    if measure.kind not in ("quantity", "money") or measure.actual is None:
        return False
    planned = planned_value(measure, period.ends_on)
    return planned is not None and planned > 0 and measure.actual > planned * (100 + policy.confirm_over_plan) / 100


def _number(text: str | None) -> Decimal | None:
    try:
        return Decimal(str(text)) if text not in (None, "") else None
    except ArithmeticError:
        return None
