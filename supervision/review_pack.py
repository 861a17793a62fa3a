"""The pack (会议材料) of a quarterly review: agenda, totals, lights, the last meeting's tasks, a page a project.

domain.md 5.2. Made of the last published month, so that nothing in it is unknown to the public but the tasks; every
figure is the published one. What a meeting had before it is the canonical text of this.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from projects.light import STATUS_WORDS
from projects.sent_back import counted, was_sent_back
from projects.snapshot import NOT_SUPPLEMENTED, canonical
from projects.standing import shown_gap
from supervision.draft import LATE, Content, Project, clause, matter, named, newly, rates, with_unit
from supervision.figures import month_day, number, percent, signed
from supervision.paper import Column, Table
from supervision.quarter import Quarter

WORDS = {str(status): words for status, words in STATUS_WORDS.items()}
ORDER = ("far_behind", "behind", "not_reported", "on_pace", "ahead", "finished")
"""亮灯榜: what needs the meeting first."""

LIGHTS = (
    Column("编号", width_mm=14, align="center"),
    Column("项目", weight=1),
    Column("牵头单位", width_mm=52),
    Column("亮灯", width_mm=34),
    Column("序时进度", width_mm=24, align="right"),
    Column("完成率", width_mm=24, align="right"),
    Column("偏差", width_mm=24, align="right"),
)
TASKS = (
    Column("序号", width_mm=12, align="center"),
    Column("责任单位", width_mm=40),
    Column("任务", weight=1),
    Column("时限", width_mm=26),
    Column("状态", width_mm=34),
    Column("落实情况", weight=1),
)
"""The two lists of a pack, to be worked on."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a pack is made of. `content` is the last published month up to the quarter's end, `before` that of the
    quarter before; `awaited` are labels of the quarter's months that are not published yet; `tasks` and `comments`
    are the last meeting's, `tasks` with the names of unit and project."""

    quarter: Quarter
    content: Content
    source: Mapping[str, Any]
    arrangement: Mapping[str, Any]
    awaited: Sequence[str] = ()
    before: Content | None = None
    tasks: Sequence[Mapping[str, Any]] = ()
    comments: Sequence[Mapping[str, str]] = ()
    specimen: bool = False


def compose(grounds: Grounds) -> str:
    """The canonical text of the pack."""
    content, quarter = grounds.content, grounds.quarter
    return canonical(
        {
            "title": f"{named(content)}{quarter.label}点评会材料",
            "matter": matter(content),
            "government": content["name"],
            "quarter": quarter.key,
            "label": quarter.label,
            "meeting": dict(grounds.arrangement),
            "as_of": content["as_of"],
            "awaited": list(grounds.awaited),
            "source": dict(grounds.source),
            "specimen": grounds.specimen,
            "overall": _overall(grounds),
            "lights": [_line(project) for project in _by_need(content["projects"])],
            "tasks": [dict(task) for task in grounds.tasks],
            "projects": [_page(project, grounds) for project in content["projects"]],
        }
    )


def tables(pack: Mapping[str, Any]) -> tuple[Table, ...]:
    """亮灯榜 and, where there was a meeting before, its tasks: of a pack as `compose` writes it."""
    lights = tuple(
        tuple(each[name] or "—" for name in ("number", "title", "unit", "words", "planned", "progress", "deviation"))
        for each in pack["lights"]
    )
    tasks = tuple(
        (str(each["no"]), each["unit"], each["text"], each["due"], each["words"], each["report"] or each["word"] or "—")
        for each in pack["tasks"]
    )
    found = (Table("亮灯榜", LIGHTS, lights), Table("上次会议任务落实情况", TASKS, tasks))
    return found if tasks else found[:1]


def _overall(grounds: Grounds) -> dict[str, Any]:
    content = grounds.content
    totals = content["figures"]
    day = date.fromisoformat(content["as_of"])
    counts = counted(content["projects"], totals["by_status"])
    spread = [{"status": status, "words": words, "count": count} for status, words, count in counts if count]
    return {
        "said": f"截至{month_day(day)}，{rates(content)}",
        "spread": spread,
        "figures": {name: totals[name] for name in ("total", "completed", "started", "completion_rate", "start_rate")},
        "change": _change(grounds),
    }


def _change(grounds: Grounds) -> list[str]:
    """What moved since the end of the quarter before (本季与上季)."""
    content, before = grounds.content, grounds.before
    if before is None:
        return []
    moves = {
        "本季新完成": newly(content, before, ("finished",)),
        "本季转为滞后": newly(content, before, LATE),
        "本季追回序时": newly(content, before, ("ahead", "on_pace"), LATE),
    }
    return [f"{words}{len(found)}项：{'、'.join(map(with_unit, found))}。" for words, found in moves.items() if found]


def _by_need(projects: Iterable[Project]) -> list[Project]:
    """Red first, the farthest behind of each light first; what was halted last, in the list's order."""
    place = {status: at for at, status in enumerate(ORDER)}

    def need(project: Project) -> tuple[bool, int, float]:
        return bool(project.get("halt")), place.get(project["status"], len(ORDER)), project["deviation_pp"] or 0

    return sorted(projects, key=need)


def _line(project: Project) -> dict[str, Any]:
    return {
        "number": project["number"],
        "title": project["title"],
        "unit": project["lead_unit"],
        "status": None if project.get("halt") else project["status"],
        "words": _words(project),
        "planned": percent(project["planned_progress"]),
        "progress": percent(project["progress"]),
        "deviation": signed(shown_gap(project)),
    }


def _words(project: Project) -> str:
    if halt := project.get("halt"):
        return str(halt["words"])
    return NOT_SUPPLEMENTED if was_sent_back(project) else WORDS.get(project["status"], "不评定")


def _page(project: Project, grounds: Grounds) -> dict[str, Any]:
    """目标、序时、实际、问题、下步 of one project, and what the last meeting said of it."""
    report = project["report"] or {}
    mine = [task for task in grounds.tasks if task["project"] == project["number"]]
    return {
        **_line(project),
        "item": project["item"]["title"] if project["item"] else None,
        "key_difficult": project["key_difficult"],
        "leader_in_charge": project["leader_in_charge"],
        "targets": [_target(target) for target in project["targets"]],
        "sentence": project["sentence"],
        "said": report.get("text") or f"{grounds.source['label']}没有报送进展。",
        "problems": _said(report.get("problems")),
        "measures": _said(report.get("measures")),
        "comments": [
            {"post": each["post"], "text": each["text"]}
            for each in grounds.comments
            if each["project"] == project["id"]
        ],
        "tasks": [dict(task) for task in mine],
        "bar": {name: project[name] for name in ("progress", "planned_progress")},
    }


def _target(target: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "text": target["text"],
        "reached": reached(target),
        "planned": percent(target["planned_progress"]),
        "progress": percent(target["progress"]),
    }


def reached(target: Mapping[str, Any]) -> str:
    """How far a target is: 72 / 300部, 3/5个节点, 已落实."""
    if target["kind"] == "milestones":
        done = sum(1 for node in target["milestones"] if node["done_on"])
        return f"{done}/{len(target['milestones'])}个节点"
    if target["kind"] == "yes_no":
        return "已落实" if target["value"] else "尚未落实"
    if target["value"] is None:
        return "—"
    unit = target["unit"] or ""
    aim = f" / {number(target['quantity'])}{unit}" if target["quantity"] is not None else ""
    return f"{number(target['value'])}{unit if not aim else ''}{aim}"


def _said(words: str | None) -> str | None:
    """A department's words on one line, as a whole sentence; None where it said nothing."""
    said = clause(words)
    return f"{said}。" if said else None
