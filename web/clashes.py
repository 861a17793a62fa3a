"""Where two persons wrote different things into one report: read from the form, and told side by side."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData

from projects import clash, form
from projects.clash import Merged, Parts, Written
from projects.filing import what
from projects.form import Origin
from projects.project import Project
from web.visitor import text
from web.wording import number

LABELS = {
    "text": "本月进展",
    "problems": "存在问题",
    "measures": "下步措施",
    "unchanged": "本月无变化",
    "unchanged_reason": "无变化的原因",
    "correction": "更正前期数字",
    "correction_reason": "更正原因",
    "evidence": "佐证材料",
    "stages": "分阶段数",
}
"""What the filing page calls a report's parts that belong to no one target."""
FIELDS = {"milestones_done": "done"}
"""A part's first word where the form's field is called otherwise."""
VERSION = re.compile(r"[0-9]{1,9}")
PICK = re.compile(r"(mine|theirs)@([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Told:
    """One clash as the page shows it. `field`: its name within the project's section; `seen`: the version of the
    other side's words that are shown."""

    part: str
    field: str
    label: str
    mine: str
    theirs: str
    who: str
    at: datetime | None
    seen: int


def field_of(part: str) -> str:
    """The form's field of a part, within its project's section."""
    name, dot, key = part.partition(".")
    if name == "evidence":
        return name
    return FIELDS.get(name, name) + dot + key


def part_of(field: str) -> str:
    name, dot, key = field.partition(".")
    return next((part for part, called in FIELDS.items() if called == name), name) + dot + key


def origin(sent: FormData, name: str) -> Origin:
    """What a section's form says it was made from; what is no number counts as from the beginning."""
    said = text(sent, f"{name}.version")
    since = {}
    for word in text(sent, f"{name}.since").split():
        part, _, version = word.rpartition("@")
        if part and VERSION.fullmatch(version):
            since[part] = int(version)
    return Origin(int(said) if VERSION.fullmatch(said) else 0, since)


def since(origin: Origin) -> str:
    """The parts not decided yet, as the form carries them."""
    return " ".join(f"{part}@{version}" for part, version in origin.since.items())


def picked(
    sent: FormData, name: str, found: Origin, contents: list[Written], mine: Parts
) -> tuple[Origin, Parts, list[str]]:
    """What was decided of earlier clashes: a pick makes its part one made from the version it was shown beside, so
    that only a later change of the other side clashes again. The last of the three: parts that are now theirs."""
    parts, decided, given = dict(mine), dict(found.since), []
    for part in found.since:
        pick = PICK.fullmatch(text(sent, f"{name}.pick.{field_of(part)}"))
        if pick is None:
            continue
        decided[part] = int(pick[2])
        if pick[1] == "theirs":
            given.append(part)
            theirs = form.at(contents, int(pick[2]))
            parts.pop(part, None)
            if part in theirs:
                parts[part] = theirs[part]
    return Origin(found.version, decided), parts, given


def told(project: Project, found: Merged, contents: list[Written], account: str) -> list[Told]:
    """The clashes in words."""
    rows = []
    for each in found.clashes:
        by = clash.author(each.part, contents)
        rows.append(
            Told(
                part=each.part,
                field=field_of(each.part),
                label=label(project, each.part),
                mine=shown(each.mine),
                theirs=shown(each.theirs),
                who=who(by, account),
                at=by.at if by else None,
                seen=contents[-1].version,
            )
        )
    return rows


def who(by: Written | None, account: str) -> str:
    if by is None:
        return "另一处"
    return "您在另一个页面" if by.account == account else by.post or "他人"


def label(project: Project, part: str) -> str:
    """The field's name as the form calls it."""
    name, _, key = part.partition(".")
    if name == "values":
        return (
            f"“{project.targets[key]['text']}”" if len(project.targets) > 1 and key in project.targets else "累计完成"
        )
    if name == "milestones_done":
        no, _, index = key.partition(":")
        nodes = project.milestones.get(no, [])
        known = index.isascii() and index.isdigit() and int(index) < len(nodes)
        return f"“{nodes[int(index)]['text']}”的完成日期" if known else "节点完成日期"
    if name == "confirmed":
        return f"{what(project, key)}的“数字无误”" if key in project.targets else "“数字无误”"
    return LABELS.get(name, name)


def shown(value: Any) -> str:
    """A part's value as the page prints it."""
    if value is None:
        return "（空）"
    if value is True:
        return "已勾选"
    if isinstance(value, Mapping):
        return str(value.get("name") or "、".join(f"{name}{number(each)}" for name, each in value.items()))
    return str(value)
