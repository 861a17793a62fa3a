"""The canonical content of a publication: what the public sees of a programme, in fixed order and fixed bytes."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from projects import project_pace, standing, terms
from projects.adjustment import REASONS, WHAT
from projects.light import SILENT
from projects.listing import natural
from projects.policy import Period, PolicySet
from projects.programme import Programme
from projects.project import Project
from projects.quantity import plain
from projects.shares import Rows
from projects.unit import LAST_DAY


def canonical(content: Mapping[str, Any]) -> str:
    """The one text of a content: names sorted, no spaces; its UTF-8 bytes are what is hashed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def number(value: Decimal | str | None) -> int | float | None:
    """A reckoned decimal as a JSON number: whole numbers without a point."""
    if value is None:
        return None
    exact = Decimal(value)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def written(value: str | None) -> int | float | str | None:
    """What somebody wrote as a JSON number; as text where a JSON number would lose digits of it."""
    shown = number(value)
    return plain(Decimal(value)) if value is not None and Decimal(repr(shown)) != Decimal(value) else shown


@dataclass(frozen=True, slots=True)
class Source:
    """All that a content is made of. `reports`: project id → {period: content of its accepted report}; `units`: their
    names of the day `on` (ISO), which says who answers for a list. `rows`: project id → {period: what its implementing
    units filed towards that report, as projects/shares.py keeps it}. `returned`: project id → the periods whose report
    was filed and is with its unit again, to be supplemented."""

    jurisdiction: str
    name: str
    programme: Programme
    projects: list[Project]
    units: Mapping[str, str]
    reports: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, Rows]] = field(default_factory=dict)
    on: str = LAST_DAY
    returned: Mapping[str, Collection[str]] = field(default_factory=dict)


def of_list(source: Source) -> str:
    """The list as released, or an imported history: no lights, no rates."""
    return canonical(_whole(source, None, [_project(source, project, None) for project in _ordered(source)]))


def of_month(source: Source, period: Period) -> str:
    """A period's board: every project judged by the programme's own policy set."""
    policy = source.programme.policy_set
    judged = {str(p.id): standing.of(p, period, policy) for p in source.projects}
    whole = _whole(source, period, [_project(source, p, period, judged[str(p.id)]) for p in _ordered(source)])
    whole["figures"] = _figures(list(judged.values()), whole["projects"])
    return canonical(whole)


def _ordered(source: Source) -> list[Project]:
    return sorted(source.projects, key=lambda project: natural(project.number))


def _whole(source: Source, period: Period | None, projects: list[dict[str, Any]]) -> dict[str, Any]:
    programme = source.programme
    return {
        "jurisdiction": source.jurisdiction,
        "name": source.name,
        "year": programme.year,
        "title": programme.title,
        "period": period.key if period else None,
        "as_of": period.ends_on.isoformat() if period else None,
        "policy_version": programme.policy_set.version,
        "imported": programme.published,
        "items": list(_items(programme).values()),
        "figures": None,
        "projects": projects,
    }


_NUMERALS = "零一二三四五六七八九"
_SIZES = ((1000, "千"), (100, "百"), (10, "十"))


def _items(programme: Programme) -> dict[str, dict[str, str]]:
    """Item as listed → its place in Chinese numerals and its title without one."""
    return {
        key: {"number": _numeral(place), "title": re.sub(r"^[零一二三四五六七八九十百千]+、", "", title), "listed": key}
        for place, (key, title) in enumerate(programme.items.items(), start=1)
    }


def _numeral(place: int, *, begins: bool = True) -> str:
    """1 to 9,999 in Chinese: 十二, 一百零五, 一百一十二."""
    size, sign = next(((size, sign) for size, sign in _SIZES if place >= size), (1, ""))
    many, rest = divmod(place, size)
    head = sign if begins and place < 2 * size == 20 else _NUMERALS[many] + sign
    gap = "零" if rest and rest < size // 10 else ""
    return head + gap + (_numeral(rest, begins=False) if rest else "")


def _figures(judged: list[standing.Standing], projects: list[dict[str, Any]]) -> dict[str, Any]:
    figures = project_pace.figures([each.project for each in judged])
    return {
        "total": figures.total,
        "excluded": figures.excluded,
        "completed": figures.completed,
        "started": figures.started,
        "completion_rate": number(figures.completion_rate),
        "start_rate": number(figures.start_rate),
        "by_status": {str(status): count for status, count in figures.by_status.items()},
        "by_light": {str(light): count for light, count in figures.by_light.items()},
        "adjusted": sum(project["adjusted"] for project in projects),
    }


def _project(
    source: Source, project: Project, period: Period | None, judged: standing.Standing | None = None
) -> dict[str, Any]:
    answers = project.responsibility_on(period.ends_on.isoformat() if period else source.on)
    on_terms = terms.of(project, period) if period else None
    items = _items(source.programme)
    filed = source.reports.get(str(project.id), {})
    report = _report(judged, period, filed, source.returned.get(str(project.id), ()))
    judged = _told(judged) if report and report["state"] == RETURNED else judged
    return {
        "id": str(project.id),
        "number": project.number,
        "item": items.get(project.item) if project.item else None,
        "title": project.title,
        "category": project.category,
        "note": project.note,
        "source": project.source,
        "units_text": project.units_text,
        "key_difficult": project.key_difficult,
        "starts_on": project.starts_on,
        "due_on": on_terms.due_on if on_terms else project.due_on,
        "halt": _halt(judged),
        "contact": source.programme.hotline_of(project.number, project.hotline),
        **_who(source, answers),
        **_judged(judged, project.accepted_on is not None, report),
        "accepted_on": project.accepted_on,
        "adjusted": bool(project.adjustments),
        "adjustments": [_adjustment(source, project, each) for each in project.adjustments],
        "report": report,
        "values": _own_values(project, period, filed, source.programme),
        "targets": [_target(source, project, no, period, judged) for no in sorted(project.targets, key=natural)],
        "milestones": _nodes(project, "", period),
        "sites": project.sites,
        "regions": _regions(source, project, period),
    }


def _who(source: Source, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Who answers to the public. The A and B contacts are for the office's own calls: they are never published."""

    def name(unit: str) -> str:
        return source.units.get(unit, unit)

    lead = answers.get("lead_unit")
    return {
        "lead_unit": name(lead) if lead else None,
        "supporting_units": [name(unit) for unit in answers.get("supporting_units", [])],
        "implementing_units": [name(unit) for unit in answers.get("implementing_units", [])],
        "leader_in_charge": answers.get("leader_in_charge"),
        "responsible": answers.get("responsible"),
    }


def _judged(judged: standing.Standing | None, accepted: bool, report: Mapping[str, Any] | None) -> dict[str, Any]:
    if judged is None:
        blank = (
            "light",
            "status",
            "progress",
            "planned_progress",
            "deviation_pp",
            "arithmetic",
            "sentence",
            "policy_version",
        )
        return {**dict.fromkeys(blank), "started": False, "complete": False}
    whole, halt = judged.project, judged.halt
    sentence = project_pace.sentence(whole, accepted) if halt is None else f"{standing.halt_words(halt)}。"
    return {
        "light": whole.light,
        "status": whole.status,
        "progress": number(whole.progress),
        "planned_progress": number(whole.planned),
        "deviation_pp": number(whole.deviation),
        "arithmetic": whole.arithmetic,
        "sentence": _sent_back(sentence) if report and report["state"] == RETURNED else sentence,
        "policy_version": whole.policy_version,
        "started": whole.started,
        "complete": whole.complete,
    }


def _halt(judged: standing.Standing | None) -> dict[str, str] | None:
    """state, since (ISO) and words, where nothing was asked of the project for the period."""
    if judged is None or judged.halt is None:
        return None
    return {"state": judged.halt.state, "since": judged.halt.since, "words": standing.halt_words(judged.halt)}


RETURNED = "returned"
"""The state of a month's report that came, was returned to be supplemented, and was not supplemented by publication."""
NOT_SUPPLEMENTED = "退回补正未补齐"
"""What is counted of them, beside 未报送: what came is no silence, though it was not there at the publication."""
SENT_BACK = "本期退回补正，未在公布前补齐"


def _told(judged: standing.Standing | None) -> standing.Standing | None:
    """Judged by the same rules as a month without a report, but not said to be one."""
    if judged is None:
        return None
    targets = {no: replace(each, arithmetic=_sent_back(each.arithmetic)) for no, each in judged.targets.items()}
    whole = replace(judged.project, arithmetic=_sent_back(judged.project.arithmetic))
    return replace(judged, project=whole, targets=targets)


def _sent_back(words: str) -> str:
    return words.replace(SILENT, SENT_BACK)


def _report(
    judged: standing.Standing | None,
    period: Period | None,
    filed: Mapping[str, Mapping[str, Any]],
    returned: Collection[str],
) -> dict[str, Any] | None:
    if period is None:
        return None
    content = filed.get(period.key)
    if content is None:
        asked = RETURNED if period.key in returned else "not_reported"
        silent = judged.halt.state if judged and judged.halt else asked
        return {"period": period.key, "state": silent, "text": None, "problems": None, "measures": None}
    return {
        "period": period.key,
        "state": "accepted",
        "text": words(content),
        "problems": content["problems"] or None,
        "measures": content["measures"] or None,
    }


def words(content: Mapping[str, Any]) -> str | None:
    """What a month's report says in words: its text, or why nothing changed; None where it says nothing."""
    if content["text"]:
        return str(content["text"])
    return f"本期无变化：{content['unchanged_reason']}" if content["unchanged"] else None


def _target(
    source: Source, project: Project, no: str, period: Period | None, judged: standing.Standing | None
) -> dict[str, Any]:
    on_terms = terms.of(project, period) if period else None
    target = on_terms.targets[no] if on_terms else project.targets[no]
    plans = on_terms.plans if on_terms else project.plans
    values = _values(source, project, no, period)
    figures = [value for value in values if value["value"] is not None]
    verdict = judged.targets[no] if judged else None
    return {
        "no": no,
        "text": target["text"],
        "quantity": written(target["quantity"]),
        "unit": target["unit"],
        "comparator": target["comparator"],
        "kind": target["kind"],
        "stage": target["stage"],
        "baseline": written(target["baseline"]),
        "parent": target["parent"],
        "weight": written(target["weight"]),
        "as_written": target.get("as_written"),
        "remark": target.get("remark"),
        "plan": _plan(plans.get(no)),
        "milestones": _nodes(project, no, period),
        "light": verdict.light if verdict else None,
        "progress": number(verdict.progress) if verdict else None,
        "planned_progress": number(verdict.planned) if verdict else None,
        "deviation_pp": number(verdict.deviation) if verdict else None,
        "arithmetic": verdict.arithmetic if verdict else None,
        "value": figures[-1]["value"] if figures else None,
        "value_as_of": figures[-1]["as_of"] if figures else None,
        "value_period": figures[-1].get("period") if figures else None,
        "values": values,
    }


def _nodes(project: Project, no: str, period: Period | None) -> list[dict[str, Any]]:
    nodes = []
    planned = terms.of(project, period).milestones if period else project.milestones
    for index, node in enumerate(planned.get(no, [])):
        done = standing.done_on(project, no, index, period) if period else node.get("done_on")
        nodes.append(
            {
                "due": node["due"],
                "text": node["text"],
                "value": written(node.get("value")),
                "weight": written(node.get("weight")),
                "source": node.get("source"),
                "done_on": done if done and (period is None or done <= period.ends_on.isoformat()) else None,
            }
        )
    return nodes


def _values(source: Source, project: Project, no: str, period: Period | None) -> list[dict[str, Any]]:
    """Published history as printed, then each accepted month's, ascending by date, those without a date last."""
    own = [
        _printed(value, project.targets[no]["unit"])
        for value in _imported(source.programme, project)
        if value["no"] == no
    ]
    unit = project.targets[no]["unit"]
    stage = project.targets[no]["stage"]
    accepted = [
        {
            **dict.fromkeys(_VALUE),
            "as_of": each.ends_on.isoformat(),
            "period": each.key,
            "value": written(project.accepted[each.key]["values"][no]),
            "unit": unit,
            "stage": stage,
            "source": f"{source.name}{each.year}年{each.label}进展报告",
        }
        for each in _accepted_periods(source.programme.policy_set, project, period)
        if no in project.accepted[each.key]["values"]
    ]
    return _ascending(own + accepted)


def _imported(programme: Programme, project: Project) -> list[dict[str, Any]]:
    """The imported figures that are public: those of history that was published elsewhere. A programme that is run here
    tells its months itself, each once it was reviewed and published."""
    return project.history if programme.published else []


def _own_values(
    project: Project, period: Period | None, filed: Mapping[str, Mapping[str, Any]], programme: Programme
) -> list[dict[str, Any]]:
    own = [_printed(value, None) for value in _imported(programme, project) if not value["no"]]
    months = [
        {
            **dict.fromkeys(_VALUE),
            "as_of": each.ends_on.isoformat(),
            "period": each.key,
            **{name: filed[each.key][name] or None for name in ("text", "problems", "measures")},
            "source": f"{each.year}年{each.label}进展报告",
        }
        for each in _accepted_periods(programme.policy_set, project, period)
        if each.key in filed
    ]
    return _ascending(own + months)


_WORDS = ("correction", "as_written", "verdict", "verdict_of", "reported_by", "basis", "task_text")
"""What imports before these were kept do not have."""
_VALUE = (
    *("as_of", "period", "value", "unit", "published_percent", "text", "stage", "source", "problems", "measures"),
    *_WORDS,
)


def _printed(value: Mapping[str, Any], unit: str | None) -> dict[str, Any]:
    """A figure as it was published: its own unit where one was printed, else the target's when it has a value."""
    return {
        "as_of": value["as_of"],
        "period": None,
        "value": written(value["value"]),
        "unit": value["unit"] or (unit if value["value"] is not None else None),
        "published_percent": written(value["percent"]),
        "text": value["text"],
        "stage": value["stage"],
        "source": value["source"],
        "problems": value["problems"],
        "measures": value["measures"],
        **{name: value.get(name) for name in _WORDS},
    }


def _accepted_periods(policy: PolicySet, project: Project, until: Period | None) -> list[Period]:
    if until is None:
        return []
    return [
        each
        for each in policy.periods(project.year)
        if each.key <= until.key and each.key in project.accepted and not project.accepted[each.key]["not_reported"]
    ]


def _ascending(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(values, key=lambda value: (value["as_of"] is None, value["as_of"] or ""))


def _adjustment(source: Source, project: Project, change: Mapping[str, Any]) -> dict[str, Any]:
    target = project.targets.get(change["no"], {"text": project.title, "unit": None})
    return {
        "target_no": change["no"],
        "field": change["field"],
        "what": WHAT[change["field"]],
        "text": target["text"],
        "unit": target["unit"],
        "old": shown_term(change["field"], change["old"], source.units),
        "new": shown_term(change["field"], change["new"], source.units),
        "reason_kind": REASONS.get(change["reason_code"], change["reason_code"]),
        "reason": change["reason"],
        "approved_by": change["approval"]["post"],
        "words": change["approval"]["words"],
        "document": change["approval"]["document"],
        "decided_on": change["approval"]["decided_on"],
        "effective_on": change["effective_on"],
    }


def shown_term(field: str, value: Any, units: Mapping[str, str]) -> Any:
    """What an adjustment replaced or brought, as the public reads it: a figure, a plan by month, a day, names of units,
    or for a halt what it says beside."""
    if field == "plan":
        return _plan(value)
    if field == "quantity":
        return written(value)
    if field == "responsibility":
        return _named(value, units)
    if field == "resumption" and value and "state" not in value:
        return {no: _plan(months) for no, months in value.items()}
    return value


def _named(answers: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, Any]:
    lead = answers["lead_unit"]
    several = {
        name: [units.get(unit, unit) for unit in answers[name] or []]
        for name in ("supporting_units", "implementing_units")
    }
    post = {"responsible": answers["responsible"]} if "responsible" in answers else {}
    return {"lead_unit": units.get(lead, lead) if lead else None, **several, **post}


def _plan(plan: Mapping[str, str] | None) -> dict[str, Any]:
    return {month: written(value) for month, value in (plan or {}).items()}


def _regions(source: Source, project: Project, period: Period | None) -> list[dict[str, Any]]:
    """Districts the list split a target into, with what was printed of them and what each filed for a month that was
    accepted; other units' rows are the lead unit's working papers."""
    known = {(region["no"], region["region"]): region["quantity"] for region in project.regions}
    printed = project.region_history if source.programme.published else []
    for value in printed:
        known.setdefault((value["no"], value["region"]), None)
    return [
        {
            "target_no": no,
            "region": region,
            "quantity": written(quantity),
            "values": [
                _region_value(v, project.targets[no]["unit"] if no in project.targets else None)
                for v in printed
                if v["no"] == no and v["region"] == region
            ]
            + _filed(source, project, no, region, period),
        }
        for (no, region), quantity in known.items()
    ]


def _filed(source: Source, project: Project, no: str, region: str, period: Period | None) -> list[dict[str, Any]]:
    """What the unit whose name begins with the district's filed, as the lead unit used it."""
    found, rows = [], source.rows.get(str(project.id), {})
    for each in _accepted_periods(source.programme.policy_set, project, period):
        units = project.responsibility_on(each.ends_on.isoformat()).get("implementing_units") or []
        own = [unit for unit in units if source.units.get(unit, "").startswith(region)]
        row = rows.get(each.key, {}).get(own[0], {}).get(no) if len(own) == 1 else None
        if row:
            unit = project.targets[no]["unit"]
            told = {"as_of": each.ends_on.isoformat(), "value": row["value"], "unit": unit, "percent": None}
            found.append(_region_value({**told, "source": f"{source.name}{each.year}年{each.label}进展报告"}, unit))
    return found


def _region_value(value: Mapping[str, Any], unit: str | None) -> dict[str, Any]:
    return {
        "as_of": value["as_of"],
        "value": written(value["value"]),
        "unit": value.get("unit") or (unit if value["value"] is not None else None),
        "published_percent": written(value["percent"]),
        "source": value.get("source"),
    }
