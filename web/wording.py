"""The words officials use for what the read models say in codes: statuses, lights, kinds, stages, aims of targets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from projects.light import STATUS_WORDS
from projects.pace import FULFILLED
from projects.quantity import parted
from projects.snapshot import SENT_BACK
from projects.standing import entering, shown_gap

NOT_PUBLISHED = "未见公布数据"

STATUSES: dict[str, str] = {status.value: words for status, words in STATUS_WORDS.items()}
"""Public wording buckets (domain.md 4.4), best first; the order of every legend and bar."""

OUTCOMES = {"drawn": "抽中", "skipped": "回避，跳过", "replaced": "抽中后替换", "reserve": "候补"}
"""What came of a rank in a draw (supervision/draw.py)."""

BACK = "退回补正"
"""The word of a project whose report was returned, where others are 未报送."""

STATUS_OF_LIGHT: dict[str, str] = {
    "blue": "finished",
    "green": "on_pace",
    "yellow": "behind",
    "red": "far_behind",
    "grey": "not_reported",
}
"""A single target has a light only; its public word is the plainest one of that light (domain.md 4.2, 4.4)."""

HALTS: dict[str, str] = {"suspended": "经批准暂停", "terminated": "经批准终止", "carried_over": "经批准结转下年"}
"""Why nothing is asked of a project (domain.md 3.2)."""

PARTS: dict[str, str] = {"text": "本月进展", "problems": "存在问题", "measures": "下步措施"}
"""What a report says in words, beside its figures."""

LIGHTS: dict[str, str] = {"blue": "蓝", "green": "绿", "yellow": "黄", "red": "红", "grey": "灰"}

KINDS: dict[str, str] = {
    "quantity": "累计",
    "milestones": "里程碑",
    "yes_no": "是否",
    "ratio": "比率",
    "service": "持续",
    "count": "计数",
    "money": "投资",
}

_AIM: dict[str, str] = {
    ">=": "{}以上",
    ">": "高于{}",
    "=": "{}",
    "<=": "不高于{}",
    "~": "{}左右",
    "complete": "{}",
}

Number = int | float | str | Decimal


def number(value: Number | None) -> str:
    """A figure as printed (quantity.parted); — when absent."""
    if value is None:
        return "—"
    return parted(Decimal(str(value)))


def percent(value: Number | None) -> str:
    """Percent with one decimal, half up (domain.md 4), a bare .0 left out: 41.5%, 108%; — when absent."""
    if value is None:
        return "—"
    return number(Decimal(str(value)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)) + "%"


def printed_percent(value: Number | None) -> str:
    """A percent as it was printed, never rounded: 108.97%."""
    return "—" if value is None else number(value) + "%"


def gap(judged: Mapping[str, Any]) -> str:
    """How far from the plan, in percentage points as the two rates are shown: 1.3, −20; — where nothing is compared."""
    points = shown_gap(judged)
    return "—" if points is None else number(points)


def aim(target: Mapping[str, Any]) -> str:
    """What a target promises, with its comparator in words: 300部, 98%以上, 不高于4.3%; 全部完成 without a number."""
    if target["quantity"] is None:
        return {"count": "据实统计", "service": "持续开展"}.get(target["kind"], "全部完成")
    return _AIM[target["comparator"] or "="].format(number(target["quantity"]) + (target["unit"] or ""))


def told(arithmetic: str, worded: bool = True) -> str:
    """A light's arithmetic for everybody: what a threshold decided in words (超过30个百分点 → 红), whose source is on
    the rules' page; with the public's word in place of the colour (→ 慢于序时) where it is told in words."""
    plainly = _THRESHOLDS.sub(_passed, arithmetic)
    if not worded:
        return plainly
    words = {colour: STATUSES[STATUS_OF_LIGHT[light]] for light, colour in LIGHTS.items()}
    if SENT_BACK in arithmetic:
        words["灰"] = BACK
    return re.sub("→ ([蓝绿黄红灰])", lambda found: f"→ {words[found[1]]}", plainly).replace("→ 不亮灯", "→ 不评定")


_THRESHOLDS = re.compile(r"，阈值([0-9.]+)/([0-9.]+)（[^（）]*）(?:\s*→ ([绿黄红]))?")


def _passed(found: re.Match[str]) -> str:
    yellow, red, colour = found.groups()
    passed = {"黄": f"，达到{yellow}个百分点", "红": f"，超过{red}个百分点"}
    return f"{passed.get(colour, '')} → {colour}" if colour else ""


def telephone(words: str) -> str | None:
    """What a telephone dials, where these words are one number and nothing else."""
    plain = re.sub(r"[\s()（）—-]", "", words)
    return plain if re.fullmatch(r"\+?[0-9]{5,15}", plain) else None


def short(target: Mapping[str, Any], period: str | None) -> str:
    """How far a slow target is behind its plan of the period in its own unit: 计划190部，少112部; blank for others."""
    planned = (target.get("plan") or {}).get(str(int(period[5:]))) if period else None
    if target.get("light") not in ("yellow", "red") or target["kind"] != "quantity" or planned is None:
        return ""
    behind = Decimal(str(planned)) - Decimal(str(target["value"] or 0))
    unit = target["unit"] or ""
    return f"计划{number(planned)}{unit}，少{number(behind)}{unit}" if behind > 0 else ""


def summed(project: Mapping[str, Any]) -> str:
    """Of which indicators a project's progress is made: 2项指标平均，另1项不计入."""
    counted = len(entering(project))
    words = f"{counted}项指标{'平均' if counted > 1 else '的进度'}"
    beside = len(project["targets"]) - counted
    return f"{words}，另{beside}项不计入" if beside else words


def former_days(project: Mapping[str, Any], no: str, index: int, due: str) -> list[str]:
    """The days (ISO) a node was promised for before approved changes moved it to `due`, the first one first."""
    found: list[str] = []
    moves = [
        (was["due"], now["due"])
        for change in project.get("adjustments", ())
        if change.get("field") == "milestones"
        for was, now in zip(change["old"], change["new"], strict=True)
        if (now["no"], now["index"]) == (no, index)
    ]
    for was, now in moves:
        found.append(was)
        if now == due:
            return found
    return []


def target_status(target: Mapping[str, Any]) -> str:
    """The public word of one target, by the same rule as a project's: finished, ahead of its plan, or its light's."""
    if target["light"] == "green":
        if FULFILLED in (target["arithmetic"] or "") or finished_on(target):
            return "finished"
        return "ahead" if (target["deviation_pp"] or 0) > 0 else "on_pace"
    return STATUS_OF_LIGHT[target["light"]]


def milestones_done(target: Mapping[str, Any]) -> int:
    """How many of a target's milestones are done."""
    return sum(1 for milestone in target["milestones"] if milestone["done_on"])


def finished_on(target: Mapping[str, Any]) -> str | None:
    """The day (ISO) the last of a target's milestones was done; None while one is open, or where it is not judged
    finished."""
    days = [milestone["done_on"] for milestone in target["milestones"]]
    done = target["light"] in ("green", "blue") and target["kind"] in ("milestones", "yes_no")
    return max(days) if done and days and all(days) else None


def latest(values: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The newest of published values (ascending by as_of, undated last in the sheet's order): the last dated one,
    else the last."""
    dated = [value for value in values if value["as_of"]]
    known = dated or values
    return known[-1] if known else None


def latest_together(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All published values of the newest day, in the order printed: one sentence may hold two measures."""
    newest = latest(values)
    return [value for value in values if newest and value["as_of"] == newest["as_of"]]


def latest_figure(values: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The newest published value that is a number, a range or a percent; None where only words were published."""
    names = ("value", "published_percent", "as_written")
    return latest([value for value in values if any(value.get(name) is not None for name in names)])


def printed_source(source: str | None) -> str | None:
    """A source as a Chinese reader reads it: `reprint of` a path without its site says so, and names the page there."""
    if not source or not source.startswith("reprint of "):
        return source
    page = source.removeprefix("reprint of ").rstrip("/").rpartition("/")[2].rpartition("?")[2]
    return f"网页转载（原网站未注明，页面名{page.partition('.')[0]}）"


def is_address(source: str | None) -> bool:
    """Whether a source can be opened."""
    return bool(source) and str(source).startswith(("https://", "http://"))
