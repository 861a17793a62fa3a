"""What a paper is drafted from, and what a draft is: the published content, the occasion, the words and the facts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from projects.adjustment import WHAT
from projects.policy import Period
from projects.sent_back import was_sent_back
from projects.snapshot import NOT_SUPPLEMENTED
from projects.standing import is_average, shown_gap
from supervision.figures import Figure, month_day, number, percent, points
from supervision.naming import Naming

Content = Mapping[str, Any]
"""The canonical content of a published month (projects/snapshot.py)."""
Project = Mapping[str, Any]

LATE = ("far_behind", "behind")
_PLACES = {"province": "省", "district": "区", "county": "县"}
_STATUS_OF_LIGHT = {"red": "far_behind", "yellow": "behind"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """Everything around the content that a paper speaks of.

    `log_position`, `sha256` and `published_on` are those of the publication the figures come from; `previous` is the
    content of the period before it, with the day it ended; `next_due` is when the next period's report is due,
    `next_due_estimated` whether that rests on a year whose holidays are not announced.
    `corrections` are the contents of the 更正 told to the public since the period before it was published.
    `naming` are the units that the office put on the naming list and no other bulletin names (supervision/naming.py).
    `worded`: the public is told in words alone, and so is the paper's reader.
    `letterhead` overrides what is made of the government's name (policy set, `extra.letterhead`).
    """

    period: Period
    log_position: int
    sha256: str
    published_on: date
    government: str
    kind: str = "city"
    simulated: bool = False
    hotline: str | None = None
    previous: Content | None = None
    previous_period: Period | None = None
    next_period: Period | None = None
    next_due: datetime | None = None
    next_due_estimated: bool = False
    letterhead: Mapping[str, str] = field(default_factory=dict)
    corrections: Sequence[Mapping[str, Any]] = ()
    naming: Sequence[Naming] = ()
    worded: bool = False

    @property
    def place(self) -> str:
        return _PLACES.get(self.kind, "市")

    @property
    def source(self) -> dict[str, Any]:
        return {
            "log_position": self.log_position,
            "sha256": self.sha256,
            "published_on": self.published_on.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """`prose` may be edited (supervision/document.py), `facts` not."""

    prose: dict[str, Any]
    facts: dict[str, Any]


def block(
    key: str, heading: str | None, rule: str, paragraphs: Iterable[str], names: Iterable[str] = ()
) -> dict[str, Any]:
    """A part of a paper's words, under one rule for its figures (supervision/figures.py)."""
    kept = [paragraph for paragraph in paragraphs if paragraph]
    return {"key": key, "heading": heading, "rule": rule, "names": list(names), "paragraphs": kept}


def matter(content: Content) -> str:
    """What the programme is called without its year: 市办实事, 民生实事."""
    return str(content["title"]).removeprefix(f"{content['year']}年").strip() or "民生实事项目"


def named(content: Content) -> str:
    """The programme with its year."""
    return f"{content['year']}年{matter(content)}"


def standing(content: Content, *statuses: str) -> list[Project]:
    """The projects of these statuses, farthest behind first, then in the list's order; none that was halted by
    approval, of which nothing was asked."""
    found = [each for each in content["projects"] if each["status"] in statuses and not each.get("halt")]
    return sorted(found, key=lambda project: (project["deviation_pp"] is None, project["deviation_pp"] or 0))


def silent(content: Content) -> list[Project]:
    """Those of which nothing came."""
    return [project for project in standing(content, "not_reported") if not was_sent_back(project)]


def sent_back(content: Content) -> list[Project]:
    """Those whose report came, was returned to be supplemented, and was not supplemented by the publication."""
    return [project for project in standing(content, "not_reported") if was_sent_back(project)]


def halted(content: Content) -> list[Project]:
    """Projects suspended, terminated or carried over by approval, in the list's order."""
    return [project for project in content["projects"] if project.get("halt")]


_ADJUSTED = {
    "quantity": "调整了目标值",
    "plan": "调整了月度计划",
    "due_on": "调整了完成时限",
    "milestones": "调整了节点时间",
    "responsibility": "变更了责任单位",
    "suspension": "暂停实施",
    "resumption": "暂停后恢复实施",
    "termination": "终止实施",
    "carry_over": "结转下年",
}
_FIELDS = {what: name for name, what in WHAT.items()}
_HALTS = {"suspended": "suspension", "terminated": "termination", "carried_over": "carry_over"}
_COURSE = ("suspension", "resumption", "termination", "carry_over")


AVERAGED = "有几项指标的项目，完成率取各项平均；"


def averaged(content: Content) -> str:
    """What a table of rates says under itself where one of them is an average; else nothing."""
    return AVERAGED if any(map(is_average, content["projects"])) else ""


def adjusted(content: Content) -> dict[str, int]:
    """What was changed by approval, each in its own words → how many projects; of a project's course only how it
    stands counts: one that was suspended and resumed is not told as suspended."""
    counts = dict.fromkeys(_ADJUSTED, 0)
    for project in content["projects"]:
        fields = [_FIELDS[each["what"]] for each in project.get("adjustments", ())]
        halt = project.get("halt")
        if not fields and not halt:
            continue
        last = [_HALTS[halt["state"]]] if halt else [name for name in fields if name in _COURSE][-1:]
        for name in {*(name for name in fields if name not in _COURSE), *last}:
            counts[name] += 1
    return {words: counts[name] for name, words in _ADJUSTED.items() if counts[name]}


def newly(
    content: Content, previous: Content | None, now: Sequence[str], before: Sequence[str] | None = None
) -> list[Project]:
    """Projects that have one of the statuses `now` and had another (one of `before`) in the period before."""
    if previous is None:
        return []
    then = {project["id"]: project["status"] for project in previous["projects"]}
    return [
        project
        for project in content["projects"]
        if project["status"] in now
        and project["id"] in then
        and then[project["id"]] not in now
        and (before is None or then[project["id"]] in before)
    ]


def with_unit(project: Project) -> str:
    return f"{project['title']}（{project['lead_unit']}）" if project["lead_unit"] else str(project["title"])


def units(projects: Iterable[Project]) -> str:
    """The lead units, each once."""
    return "、".join(dict.fromkeys(project["lead_unit"] for project in projects if project["lead_unit"]))


def clause(text: str | None) -> str:
    """A department's words as a clause: on one line, without the full stop."""
    return "".join((text or "").split("\n")).strip().rstrip("。；;. ")


def shortfall(project: Project, period: Period) -> str:
    """Plan and actual of a late project, target by target; where it is late without a gap, why."""
    late = [target for target in project["targets"] if target["light"] in _STATUS_OF_LIGHT]
    parts = [part for target in late if (part := _gap(project, target, period))]
    return "；".join(parts) or clause(project["sentence"])


def _gap(project: Project, target: Mapping[str, Any], period: Period) -> str:
    subject = "" if len(project["targets"]) == 1 or target["text"] == project["title"] else f"{target['text']}，"
    if open_nodes := _overdue(target, period):
        return subject + "、".join(open_nodes)
    if target["deviation_pp"] is None or target["deviation_pp"] >= 0:
        return subject + clause(target["arithmetic"]) if target["arithmetic"] else ""
    planned = planned_value(target, period)
    if target["kind"] in ("quantity", "money") and planned is not None and target["value"] is not None:
        unit = target["unit"] or ""
        said = f"计划{number(planned)}{unit}，实际{number(target['value'])}{unit}，完成率{percent(target['progress'])}"
    else:
        said = f"计划进度{percent(target['planned_progress'])}，实际进度{percent(target['progress'])}"
    return f"{subject}{said}，落后序时{points(shown_gap(target))}"


def _overdue(target: Mapping[str, Any], period: Period) -> list[str]:
    end = period.ends_on.isoformat()
    late = [node for node in target["milestones"] if node["due"] and node["due"] <= end and not node["done_on"]]
    return [f"应于{month_day(date.fromisoformat(node['due']))}前{clause(node['text'])}，尚未完成" for node in late]


def aimed(project: Project, target: Mapping[str, Any]) -> str:
    """What a project's target promises, beside the project's title: its figure, 300部, 4.8万人以上; its words where
    there are several targets or no figure."""
    if target["quantity"] is None or len(project["targets"]) > 1:
        return str(target["text"])
    return _COMPARED[target["comparator"] or "="].format(number(target["quantity"]) + (target["unit"] or ""))


def promised(target: Mapping[str, Any]) -> str:
    """A target in its own words, with its figure where they do not tell one: 建设零工驿站24个,
    惠及居民：3.6万户以上."""
    words = str(target["text"])
    if target["quantity"] is None or re.search(r"\d", words):
        return words
    aim = _COMPARED[target["comparator"] or "="].format(number(target["quantity"]) + (target["unit"] or ""))
    return f"{words}：{aim}"


_COMPARED = {">=": "{}以上", ">": "高于{}", "=": "{}", "<=": "不高于{}", "~": "{}左右", "complete": "{}"}


def planned_value(target: Mapping[str, Any], period: Period) -> Any:
    """The planned cumulative value at the period's end; None without a plan that far."""
    months = [int(month) for month in target["plan"] if int(month) <= period.month]
    return target["plan"][str(max(months))] if months else None


def headline(content: Content, occasion: Occasion) -> list[Figure]:
    """The figures of the whole list, as published."""
    totals, as_of = content["figures"], content["as_of"]
    found = [
        Figure(f"{totals['total']}项", "计入统计的项目数", None, as_of),
        Figure(f"{totals['completed']}项", "已完成的项目数", None, as_of),
        Figure(percent(totals["completion_rate"]), "完成率", None, as_of),
        Figure(f"{totals['started']}项", "已开工的项目数", None, as_of),
        Figure(percent(totals["start_rate"]), "开工率", None, as_of),
    ]
    words = {"finished": "已完成", "ahead": "超序时", "on_pace": "按序时", "behind": "慢于序时"}
    words |= {"far_behind": "严重滞后"}
    found += [
        Figure(f"{count}项", f"{words[status]}的项目数", None, as_of)
        for status in words
        if (count := totals["by_status"].get(status)) and status != "finished"
    ]
    back = len(sent_back(content))
    unfiled = {"未报送": totals["by_status"].get("not_reported", 0) - back, NOT_SUPPLEMENTED: back}
    return found + [Figure(f"{count}项", f"{said}的项目数", None, as_of) for said, count in unfiled.items() if count]


def rates(content: Content) -> str:
    """已完成6项，完成率18.2%；已开工32项，开工率97%。 All four are always there (domain.md 4.4)."""
    totals = content["figures"]
    total, completed, started = totals["total"], totals["completed"], totals["started"]
    done = {0: f"{total}项中尚无项目完成", total: f"{total}项全部完成"}.get(
        completed, f"{total}项中已完成{completed}项"
    )
    begun = {0: "均未开工", total: "全部开工"}.get(started, f"已开工{started}项")
    return f"{done}，完成率{percent(totals['completion_rate'])}；{begun}，开工率{percent(totals['start_rate'])}。"
