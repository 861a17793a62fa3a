"""What one published month changed of a project since the month before, in one sentence; nothing is reckoned anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from projects.snapshot import RETURNED
from web.wording import HALTS, STATUSES, number, percent

NAMED = 2
"""Targets whose figures are named; further ones are counted."""

Month = Mapping[str, Any]


def sentence(project: Mapping[str, Any], months: Sequence[Month]) -> str | None:
    """`months` newest first, as projects/published.py tells them; None for the first month."""
    if len(months) < 2:
        return None
    now, before = months[0], months[1]
    if now["state"] in HALTS:
        return f"较{before['label']}：{HALTS[now['state']]}，{now['label']}不要求报送。"
    if now["state"] == "not_reported":
        return f"较{before['label']}：{now['label']}未报送，没有新的数字。"
    if now["state"] == RETURNED:
        return f"较{before['label']}：{now['label']}退回补正，未在公布前补齐，没有新的数字。"
    parts = [*_figures(project, months), *_progress(now, before), _status(now, before), *_lead(now, before)]
    return f"较{before['label']}：{'，'.join(part for part in parts if part)}。"


def _figures(project: Mapping[str, Any], months: Sequence[Month]) -> list[str]:
    now = months[0]["values"]
    told = []
    for target in project["targets"]:
        if (value := now.get(target["no"])) is None:
            continue
        old = next((each["values"][target["no"]] for each in months[1:] if target["no"] in each["values"]), None)
        if old is not None and value != old:
            about = f"{target['text']}累计" if len(project["targets"]) > 1 else "累计"
            unit = target["unit"] or ""
            told.append(f"{about}由{number(old)}{unit}{'增至' if value > old else '减为'}{number(value)}{unit}")
    if not told and now:
        return ["累计数没有变化"]
    rest = len(told) - NAMED
    return [*told[:NAMED], *([f"另{rest}项指标有变化"] if rest > 0 else [])]


def _progress(now: Month, before: Month) -> list[str]:
    old, new = before["progress"], now["progress"]
    if old is None or new is None or percent(old) == percent(new):
        return []
    return [f"进度由{percent(old)}{'升至' if new > old else '降为'}{percent(new)}"]


def _status(now: Month, before: Month) -> str:
    old, new = before["status"], now["status"]
    if not new or new not in STATUSES:
        return ""
    return f"仍为{STATUSES[new]}" if old == new else f"由{STATUSES.get(old, '不评定')}转为{STATUSES[new]}"


def _lead(now: Month, before: Month) -> list[str]:
    old, new = before.get("lead_unit"), now.get("lead_unit")
    return [f"牵头单位由{old}改为{new}"] if old and new and old != new else []
