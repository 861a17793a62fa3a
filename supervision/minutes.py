"""The minutes (会议纪要) of a quarterly review, drafted from what was recorded of it: a paper like the bulletin.

Its own mark, no addressee, and at its end who attended, was excused and sat in (GB/T 9704-2012, 10.3).
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from projects import register
from projects.policy import Period, PolicySet
from projects.programme import Programme
from supervision import bulletin, review_meetings, written
from supervision.document import MINUTES
from supervision.draft import Draft, Occasion, block
from supervision.figures import month_day
from supervision.paper import OfficialPaper, sections
from supervision.paperwork import Paperwork
from supervision.quarter import Quarter
from supervision.review_meetings import MeetingRow, TaskRow
from tracker.ledger import Ledger
from tracker.refusal import Refused
from tracker.working_days import WorkingDays

ATTRIBUTE = "依申请公开"
"""Minutes are the office's own paper: sent to those they bind, not put on the public pages (默认)."""


def series_of(policy: PolicySet) -> str:
    """Minutes are numbered in a series of their own: 示政办督 numbers 通报, 示政办纪 its minutes (默认)."""
    return str(policy.extra.get("minutes_series") or f"{policy.series.removesuffix('督')}纪")


class MinutesPaper(Paperwork):
    """The minutes of one quarter's meeting. Raises Refused("review_meeting.unknown") where none was called."""

    def __init__(self, ledger: Ledger, jurisdiction: str, year: int, quarter: Quarter) -> None:
        self.ledger, self.kind = ledger, MINUTES
        self.programme = ledger.get(Programme, Programme.create_id(jurisdiction, year))
        self.policy = self.programme.policy_set
        self.quarter = quarter
        self.period = Period(quarter.key, tuple(range(3 * quarter.number - 2, 3 * quarter.number + 1)))
        self.stand_under(quarter.key)

    @property
    def series_name(self) -> str:
        return series_of(self.policy)

    def is_published(self) -> bool:
        """Whether there is something to draft from."""
        found = self.meeting()
        return found is not None and found.state != "convened"

    def meeting(self) -> MeetingRow | None:
        with self.ledger.reading() as conn:
            return review_meetings.of_programme(conn, str(self.programme.id)).get(self.quarter.key)

    def draft(self, writer: Any, days: WorkingDays, attribute: str = ATTRIBUTE) -> Any:
        return super().draft(writer, days, attribute)

    def composed(self, days: WorkingDays) -> Draft:
        """Raises Refused("minutes.not_held") before the meeting was recorded."""
        meeting = self.meeting()
        if meeting is None or meeting.state == "convened" or meeting.pack is None:
            raise Refused("minutes.not_held", quarter=self.quarter.label)
        before = self.quarter.before
        with self.ledger.reading() as conn:
            programme = str(self.programme.id)
            government = register.jurisdiction(conn, self.programme.jurisdiction) or {}
            units = register.units(conn, self.programme.jurisdiction)
            titles = {row.id: row.title for row in register.projects(conn, programme)}
            said = review_meetings.comments(conn, meeting.id)
            own = review_meetings.tasks(conn, programme, self.quarter.key)
            last = review_meetings.tasks(conn, programme, before.key) if before else []
        pack = json.loads(meeting.pack)
        occasion = Occasion(
            period=self.period,
            log_position=meeting.position,
            sha256=str(meeting.pack_sha256),
            published_on=meeting.on,
            government=str(government.get("name", "")),
            kind=str(government.get("kind", "city")),
            simulated=government.get("shown") == "simulated",
            letterhead=self.policy.extra.get("letterhead", {}),
        )
        return Draft(
            _prose(pack, meeting, said, _Tasks(own, last, units, titles)), _facts(occasion, meeting, self.quarter)
        )


class _Tasks:
    """Tasks in words."""

    def __init__(
        self, own: list[TaskRow], last: list[TaskRow], units: Mapping[str, str], titles: Mapping[str, str]
    ) -> None:
        self.own, self.last, self.units, self.titles = own, last, units, titles

    def agreed(self) -> list[str]:
        return [
            f"（{written.numeral(task.no)}）{self.units.get(task.unit, task.unit)}。{task.text.rstrip('。；;. ')}，"
            f"{month_day(task.due)}前完成。"
            for task in self.own
        ]

    def became(self) -> list[str]:
        """What became of the last meeting's: counts first, then those that are not done."""
        if not self.last:
            return []
        done = [task for task in self.last if task.state == "done"]
        said = [f"上次会议议定任务{len(self.last)}项，已完成{len(done)}项。"]
        said += [
            f"{self.units.get(task.unit, task.unit)}：{task.text.rstrip('。；;. ')}，{task.words}"
            + (f"，原因是{task.word.rstrip('。')}。" if task.state == "carried" and task.word else "。")
            for task in self.last
            if task.state != "done"
        ]
        return said


def _prose(pack: Mapping[str, Any], meeting: MeetingRow, said: list[dict[str, str]], tasks: _Tasks) -> dict[str, Any]:
    called = meeting.arrangement
    opening = (
        f"{meeting.on.year}年{month_day(meeting.on)}{_half_day(called['time'])}，{called['chair']}在{called['place']}"
        f"主持召开{pack['matter']}{pack['label']}点评会。会议听取了总体进展情况汇报，逐项点评，研究部署下步工作。"
        "现将会议情况和议定事项纪要如下："
    )
    overall = [pack["overall"]["said"], "".join(pack["overall"]["change"])]
    commented = [
        f"（{written.numeral(place)}）{tasks.titles.get(each['project'], '')}。{each['post']}点评：{each['text']}"
        for place, each in enumerate(said, 1)
    ]
    parts = [
        ("overall", "总体进展", "figures", overall, []),
        ("became", "上次会议任务落实情况", "figures", tasks.became(), []),
        ("comments", "点评意见", "names", commented, [tasks.titles[each["project"]] for each in said]),
        ("agreed", "议定事项", "names", tasks.agreed(), [tasks.units.get(t.unit, t.unit) for t in tasks.own]),
    ]
    told = [part for part in parts if any(part[3])]
    blocks = [block("opening", None, "figures", [opening])]
    blocks += [
        block(key, f"{written.NUMERALS[place]}、{heading}", rule, paragraphs, names)
        for place, (key, heading, rule, paragraphs, names) in enumerate(told)
    ]
    title = f"{meeting.year}年{pack['matter']}{pack['label']}点评会议纪要"
    return {"title": title, "head": "", "tail": "", "blocks": blocks}


def _facts(occasion: Occasion, meeting: MeetingRow, quarter: Quarter) -> dict[str, Any]:
    letterhead = bulletin.letterhead(occasion)
    return {
        "source": {**occasion.source, "pack": True},
        "period": quarter.key,
        "label": quarter.label,
        "figures": [],
        "letterhead": {**letterhead, "mark": f"{letterhead['issuer']}专题会议纪要"},
        "attendance": [[state, posts] for state, posts in meeting.by_attendance],
        "held_on": meeting.on.isoformat(),
        "hotline": None,
        "specimen": occasion.simulated,
    }


def paper(
    facts: Mapping[str, Any],
    prose: Mapping[str, Any],
    *,
    number: str | None = None,
    day: date | None = None,
    check_code: str | None = None,
) -> OfficialPaper:
    """The paper these words and facts make; without number and day it is still a draft. It keeps its mark whatever
    series its number is of: a 函 number makes no letter of it."""
    opening, *rest = prose["blocks"]
    return replace(
        bulletin.headed(facts, prose["title"], opening["paragraphs"], number=number, day=day, check_code=check_code),
        mark=facts["letterhead"]["mark"],
        letter=False,
        addressee="",
        sections=sections(rest),
        signer="",
        note=None,
        contact=None,
        attendance=tuple((state, "，".join(posts)) for state, posts in facts["attendance"]),
    )


def _half_day(time: str) -> str:
    return "上午" if time < "12:00" else "下午"
