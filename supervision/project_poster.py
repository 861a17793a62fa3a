"""宣传栏海报: one project as the public was last told of it, for the board of a street or a village (A3).

The four disclosures (任务目标, 责任体系, 计划进度, 办理情况), where it stands in a word and a shape, and the way to
its card. Made by anybody of the office once a month is published; refused before (月度进展公布后才能制作).
domain.md S0, 5.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from projects.sent_back import was_sent_back
from supervision.draft import Content, Project, clause, named, promised
from supervision.figures import month_day, number, percent
from supervision.paper import says
from supervision.public_notice import status_words
from supervision.review_pack import reached

MONTHS = tuple(str(month) for month in range(1, 13))
LONGEST = 260
"""Signs of what is told of each matter of 办理情况; the rest stands on the card."""
LONGEST_LINE = 120
"""Signs of a goal, a name or a node."""
MOST_GOALS, MOST_NODES, MOST_PLANS = 6, 8, 2


@dataclass(frozen=True, slots=True)
class Node:
    day: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A target's cumulative plan and what was reached, each with one text a month ("" where there is none)."""

    target: str
    planned: tuple[str, ...]
    actual: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Poster:
    """`status`: in words; `worded`: without shape and colour. `figure`: what was reached, large; `bar`: progress and
    plan in percent. `card`: the path of the project's card below the site's address."""

    title: str
    number: str
    programme: str
    status: str
    worded: bool
    figure: str
    pace: str
    bar: tuple[float, float | None] | None
    goals: tuple[str, ...]
    answering: tuple[tuple[str, str], ...]
    plans: tuple[Plan, ...]
    nodes: tuple[Node, ...]
    done: tuple[tuple[str, str], ...]
    dated: str
    month: int
    issuer: str
    hotline: str
    card: str
    specimen: bool
    day: date | None = None
    check_code: str | None = None

    def to_json(self) -> dict[str, Any]:
        """All it says, without day and code, which come with its issue."""
        return says(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any], day: date | None = None, check_code: str | None = None) -> Self:
        """The poster that `to_json` wrote, of a day and under a code."""
        words = dict(data)
        for name in ("goals", "answering", "done", "bar"):
            words[name] = words[name] and tuple(tuple(one) if isinstance(one, list) else one for one in words[name])
        words["goals"], words["done"] = words["goals"] or (), words["done"] or ()
        words["plans"] = tuple(Plan(p["target"], tuple(p["planned"]), tuple(p["actual"])) for p in words["plans"])
        words["nodes"] = tuple(Node(**node) for node in words["nodes"])
        return cls(**words, day=day, check_code=check_code)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every poster of a published month. `published_on`: the day the month was published."""

    issuer: str
    hotline: str | None
    specimen: bool
    worded: bool
    published_on: date


def compose(content: Content, project: Project, frame: Frame) -> Poster:
    """`content`: a published month (projects/snapshot.py), `project` one of its projects."""
    ends = date.fromisoformat(content["as_of"])
    single = project["targets"][0] if len(project["targets"]) == 1 else None
    planned, progress = project["planned_progress"], project["progress"]
    return Poster(
        title=cut(project["title"], LONGEST_LINE),
        number=str(project["number"]),
        programme=f"{content['name']}{named(content)}",
        status=status_words(project),
        worded=frame.worded,
        figure=reached(single) if single else percent(progress),
        pace=_pace(progress, planned, whole=single is None),
        bar=(float(progress), None if planned is None else float(planned)) if progress is not None else None,
        goals=tuple(cut(promised(each), LONGEST_LINE) for each in project["targets"][:MOST_GOALS]),
        answering=tuple(_answering(project)),
        plans=tuple(_plans(project)),
        nodes=tuple(_nodes(project, ends)),
        done=tuple(_done(project)),
        dated=f"数据截至{ends.year}年{month_day(ends)}，{month_day(frame.published_on)}公布",
        month=ends.month,
        issuer=frame.issuer,
        hotline=project["contact"] or frame.hotline or "",
        card=card(content, project),
        specimen=frame.specimen,
    )


def card(content: Content, project: Project) -> str:
    """Where a project's card lies below the site's address."""
    return f"/{content['jurisdiction']}/{content['year']}/projects/{project['number']}"


def _pace(progress: Any, planned: Any, *, whole: bool) -> str:
    """What stands under the figure: how much of the year's target it is, and what was planned for the day."""
    done = "" if whole or progress is None else f"完成{percent(progress)}"
    plan = f"计划{percent(planned)}" if planned is not None else ""
    return "，".join(part for part in (done, plan) if part)


def _answering(project: Project) -> list[tuple[str, str]]:
    told = {
        "牵头单位": project["lead_unit"],
        "责任人": project["responsible"],
        "分管领导": project["leader_in_charge"],
        "协办单位": "、".join(project["supporting_units"]),
        "承办单位": "、".join(project["implementing_units"]),
    }
    return [(label, cut(words, LONGEST_LINE)) for label, words in told.items() if words]


def _plans(project: Project) -> list[Plan]:
    """The targets planned by month, the first two."""
    found = [each for each in project["targets"] if each["plan"] and not each["parent"]]
    return [_plan(each) for each in found[:MOST_PLANS]]


def _plan(target: Mapping[str, Any]) -> Plan:
    months = {each["period"][5:].lstrip("0"): each["value"] for each in target["values"] if each["period"]}
    unit = f"（{target['unit']}）" if target["unit"] else ""
    return Plan(
        f"{cut(target['text'], LONGEST_LINE)}{unit}",
        tuple(_figure(target["plan"].get(month)) for month in MONTHS),
        tuple(_figure(months.get(month)) for month in MONTHS),
    )


def _figure(value: Any) -> str:
    return "" if value is None else number(value)


def _nodes(project: Project, ends: date) -> list[Node]:
    found = [node for target in project["targets"] for node in target["milestones"]] + project["milestones"]
    dated = sorted((node for node in found if node["due"]), key=lambda node: node["due"])
    return [_node(node, ends) for node in dated[:MOST_NODES]]


def _node(node: Mapping[str, Any], ends: date) -> Node:
    due = date.fromisoformat(node["due"])
    if node["done_on"]:
        state = f"{month_day(date.fromisoformat(node['done_on']))}完成"
    else:
        state = "到期未完成" if due <= ends else "未到期"
    return Node(month_day(due), cut(node["text"], LONGEST_LINE), state)


def _done(project: Project) -> list[tuple[str, str]]:
    """What the month's report says, or why there is none; a halt in its own words."""
    report = project["report"] or {}
    if halt := project.get("halt"):
        return [("进展", f"{halt['words']}。")]
    if was_sent_back(project):
        return [("进展", "牵头单位报送的进展退回补正，未在公布前补齐，进度沿用此前公布的数据。")]
    if project["status"] == "not_reported":
        return [("进展", "牵头单位本期没有按期报送，进度沿用此前公布的数据。")]
    told = {"进展": report.get("text"), "存在问题": report.get("problems"), "下步措施": report.get("measures")}
    return [(label, shortened(words)) for label, words in told.items() if words] or [("进展", "本期没有报送文字。")]


def cut(words: str, longest: int) -> str:
    """A line that is too long for a board, with its end left out."""
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def shortened(words: str) -> str:
    """On one line, cut behind a sentence where it is too long for a board."""
    said = f"{clause(words)}。"
    if len(said) <= LONGEST:
        return said
    head = said[:LONGEST]
    cut = max(head.rfind(mark) for mark in "。；")
    return f"{head[: cut + 1] if cut > LONGEST // 2 else head}……（全文见项目公开页）"
