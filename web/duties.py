"""A desk's own duties from what is owed: what this role must do, overdue first, and whom it waits for, since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from projects.register import ProgrammeRow, ProjectRow
from supervision.claim import OFFICE, OFFICE_HEAD, PRESS
from supervision.district_share import KIND as SHARE
from supervision.handed_up import OF_REPORTS
from supervision.owed import Line, Owed, lines
from tracker.working_days import WorkingDays
from web.obligation_words import due_in_full, left, owner
from web.templating import date_in_words

OWN = {"office": OFFICE, "office_head": OFFICE_HEAD, "press": PRESS}
SEES_ALL = ("office", "office_head", "observer")
FILER, HEAD = "filer", "unit_head"


@dataclass
class Duties:
    """Of one programme and role; `unit` is the id of the visitor's unit, `called` its name."""

    programme: ProgrammeRow
    role: str
    unit: str | None
    called: str
    owed: Sequence[Owed]
    now: datetime
    days: WorkingDays
    projects: Mapping[str, ProjectRow] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> str:
        return f"/{self.programme.jurisdiction}/{self.programme.year}"

    @property
    def me(self) -> str:
        return self.called or OWN.get(self.role, "")

    def with_papers(self, papers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The papers without those that are owed here: how far they are is told beside their day, once."""
        owed = {f"{self.root}{one.href}" for one in self.owed if self.me and one.owner == self.me}
        self.hints |= {each["href"]: each["status"] for each in papers if each["href"] in owed}
        return [each for each in papers if each["href"] not in owed]

    def mine(self) -> list[dict[str, Any]]:
        """What this role must do: overdue first, then what is due soonest; what stands still comes under `waited`. Of a
        unit's the head must do what was handed up to him, the filers the rest."""
        return [self._told(line) for line in lines([one for one in self._own() if self._in_hand(one)], self.bare)]

    def below(self) -> list[dict[str, Any]]:
        """What of the unit's its head sees in its filers' hands."""
        if self.role != HEAD:
            return []
        return [self._told(line) for line in lines([one for one in self._own() if not one.with_head], self.bare)]

    def _own(self) -> list[Owed]:
        return [one for one in self.owed if self.me and one.owner == self.me and one.paused_since is None]

    def _in_hand(self, one: Owed) -> bool:
        return self.role not in (HEAD, FILER) or one.with_head == (self.role == HEAD)

    def waited(self) -> list[dict[str, Any]]:
        """Whom it is stuck with, since when, the longest first."""
        found = lines([one for one in self.owed if self._waits(one)], self.bare)
        found.sort(key=lambda line: self._stuck_since(line))
        return [
            {
                "who": self._who(line.first),
                "title": self.title(line),
                "count": line.count,
                "href": self._seen_at(line),
                "since": f"{date_in_words(self._stuck_since(line), week=False)}起",
                "status": self._left(line.first),
                "late": line.first.overdue(self.now),
            }
            for line in found
        ]

    def _who(self, one: Owed) -> str:
        if one.owner != self.me:
            return owner(one.owner)
        return "本单位负责人" if one.with_head and one.paused_since is None else "等对方补充或确认"

    def _seen_at(self, line: Line) -> str | None:
        """Of districts' figures the page where the lead unit has them side by side; else where the day is explained."""
        if line.first.kind == SHARE and line.href:
            return f"{self.root}{line.href.replace('/rows', '')}"
        return self._arithmetic(line)

    def _waits(self, one: Owed) -> bool:
        if one.owner == self.me:
            return one.paused_since is not None or (self.role == FILER and one.with_head)
        if self.role in SEES_ALL:
            return one.overdue(self.now)
        project = self.projects.get(one.project or "")
        return bool(self.unit and project and project.lead_unit == self.unit)

    def _stuck_since(self, line: Line) -> datetime:
        """Since it is overdue; before that, since it stands still or was asked for."""
        first = line.first
        return first.due if first.overdue(self.now) else first.paused_since or line.since

    def _told(self, line: Line) -> dict[str, Any]:
        first = line.first
        return {
            "title": self.title(line),
            "href": self._done_at(line),
            "count": line.count,
            "due": due_in_full(first.due),
            "estimated": first.due.year if first.estimated else None,
            "left": self._left(first),
            "late": first.overdue(self.now),
            "today": first.due.date() == self.now.date(),
            "arithmetic": self._arithmetic(line),
            "hint": self._hint(line),
        }

    def _done_at(self, line: Line) -> str | None:
        """The page where it is done: a head releases a month's reports all on one."""
        if line.href and self.role == HEAD and line.first.kind in OF_REPORTS and line.first.with_head:
            return f"{self.root}{line.href.partition('#')[0]}/release"
        return f"{self.root}{line.href}" if line.href else self._arithmetic(line)

    def _hint(self, line: Line) -> str | None:
        """How far its paper is; which projects it is about."""
        if line.count == 1 and (hint := self.hints.get(f"{self.root}{line.href}")):
            return hint
        found = [row for one in line.each if (row := self.projects.get(one.project or ""))]
        if not found:
            return None
        return (
            f"{found[0].number}　{found[0].title}" if len(found) == 1 else f"项目{'、'.join(r.number for r in found)}"
        )

    def _left(self, one: Owed) -> str:
        if one.paused_since:
            return "停止计时"
        return left(one.due, self.now, self.days)

    def _arithmetic(self, line: Line) -> str | None:
        """Where the day explains itself: of one its page, of several their list."""
        first = line.first
        if first.id is None or (first.kind == SHARE and line.count > 1):
            return f"{self.root}{line.href}" if line.href else None
        if line.count == 1:
            return f"{self.root}/obligations/{first.id}"
        return f"{self.root}/obligations?kind={first.kind}" + (f"&owner={first.owner}" if self.role in SEES_ALL else "")

    def title(self, line: Line) -> str:
        """`9月进展报送`, without the project where there are several."""
        return line.first.what if line.count == 1 else line.title

    def bare(self, one: Owed) -> str:
        project = self.projects.get(one.project or "")
        number = f"项目{project.number}" if project else ""
        return one.what.removeprefix(f"{number}的").removeprefix(number)
