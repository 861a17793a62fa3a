"""What two publications say differently of one project: of its promise, and of how far it is. Pure.

Both sides are projects as a content holds them (projects/snapshot.py). Nothing is judged anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PROMISED = {
    "title": "项目名称",
    "item": "所属件",
    "lead_unit": "牵头单位",
    "supporting_units": "协办单位",
    "implementing_units": "承办单位",
    "leader_in_charge": "分管领导",
    "responsible": "责任人",
    "starts_on": "开工日期",
    "due_on": "完成时限",
    "halt": "实施状态",
}
"""What was promised of a project as a whole, in the order it is told."""
OF_A_TARGET = {"text": "指标内容", "quantity": "目标值", "stage": "计数阶段", "plan": "月度计划"}
NODES = "milestones"
"""The days of nodes, of a target or of the whole project."""
TARGET = "target"
"""A target that is only on one side."""
REACHED = {"status": "状态", "progress": "进度", "value": "累计", "accepted_on": "验收"}
WORDS = {**PROMISED, **OF_A_TARGET, NODES: "节点时间", TARGET: "指标", **REACHED}
"""Every field in officials' words."""

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """`field` is a key of PROMISED, OF_A_TARGET or REACHED, or TARGET; `about`: the target's text, else ""."""

    field: str
    old: Any
    new: Any
    no: str = ""
    about: str = ""
    unit: str | None = None

    @property
    def promised(self) -> bool:
        return self.field not in REACHED


@dataclass(frozen=True, slots=True)
class Pair:
    """One project on both sides; None where it is not listed."""

    old: Content | None
    new: Content | None
    differences: tuple[Difference, ...]

    @property
    def now(self) -> Content:
        return self.new or self.old or {}


def between(old: Content, new: Content) -> list[Difference]:
    """The promise first, then what was reached."""
    return [*promise(old, new), *_reached(old, new)]


def promise(old: Content, new: Content) -> list[Difference]:
    """What else is promised now, or of whom."""
    whole = [
        Difference(name, before, after)
        for name in PROMISED
        if (before := _said(old, name)) != (after := _said(new, name))
    ]
    return [*whole, *_nodes(old, new), *_targets(old, new)]


def pairs(old: Sequence[Content], new: Sequence[Content]) -> list[Pair]:
    """Every project of either side, in the order of the newer list, those no longer listed last."""
    before, after = ({each["id"]: each for each in side} for side in (old, new))
    found = [Pair(before.get(id), each, _of(before.get(id), each)) for id, each in after.items()]
    return [*found, *(Pair(each, None, ()) for id, each in before.items() if id not in after)]


def _of(old: Content | None, new: Content) -> tuple[Difference, ...]:
    return tuple(between(old, new)) if old is not None else ()


def _said(project: Content, name: str) -> Any:
    said = project.get(name)
    if name == "item":
        return said["title"] if said else None
    if name == "halt":
        return said["words"] if said else None
    return said


def _targets(old: Content, new: Content) -> Iterator[Difference]:
    before, after = ({each["no"]: each for each in side["targets"]} for side in (old, new))
    for no, target in after.items():
        if no not in before:
            yield Difference(TARGET, None, target["text"], no, target["text"])
            continue
        for name in OF_A_TARGET:
            if (was := before[no].get(name)) != (now := target.get(name)):
                yield Difference(name, was, now, no, target["text"], target["unit"])
        yield from _nodes(before[no], target, no, target["text"], target["unit"])
    for no, target in before.items():
        if no not in after:
            yield Difference(TARGET, target["text"], None, no, target["text"])


def _nodes(old: Content, new: Content, no: str = "", about: str = "", unit: str | None = None) -> Iterator[Difference]:
    """The nodes whose day is another; those that are only on one side have none there. Old and new: text → day."""
    before, after = _days(old), _days(new)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if names:
        was, now = ({name: side[name] for name in names if name in side} for side in (before, after))
        yield Difference(NODES, was, now, no, about, unit)


def _days(side: Content) -> dict[str, str]:
    """Each node's words → its day; of two with the same words the later is told by its place."""
    found: dict[str, str] = {}
    for place, node in enumerate(side.get(NODES, ()), start=1):
        found[node["text"] if node["text"] not in found else f"{node['text']}（第{place}个节点）"] = node["due"]
    return found


def _reached(old: Content, new: Content) -> Iterator[Difference]:
    for name in ("status", "progress"):
        if old.get(name) != new.get(name):
            yield Difference(name, old.get(name), new.get(name))
    before = {each["no"]: each.get("value") for each in old["targets"]}
    for target in new["targets"]:
        was, now = before.get(target["no"]), target.get("value")
        if was != now:
            yield Difference("value", was, now, target["no"], target["text"], target["unit"])
    if old.get("accepted_on") != new.get("accepted_on"):
        yield Difference("accepted_on", old.get("accepted_on"), new.get("accepted_on"))
