"""A quarter's review at work: each step loads what its rule needs and gives back (what changed, answer) for
Ledger.carry_out."""

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg

from projects import published, register
from projects.programme import Programme
from projects.unit import Unit
from supervision import papers, review_meetings, review_pack, reviewing
from supervision.document import BULLETIN, MINUTES
from supervision.paperwork import Changed
from supervision.quarter import Quarter
from supervision.review_meeting import Arrangement, ReviewMeeting
from supervision.review_meetings import TaskRow
from supervision.review_pack import Grounds
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused


class ReviewWork:
    """One quarter of one programme. Raises Refused("programme.unknown"), ("review_meeting.quarter"), and for imported
    history ("document.no_papers")."""

    def __init__(self, ledger: Ledger, jurisdiction: str, year: int, quarter: str) -> None:
        self.ledger = ledger
        self.programme = ledger.get(Programme, Programme.create_id(jurisdiction, year))
        if self.programme.published:
            raise Refused("document.no_papers")
        found = Quarter.of(quarter)
        if found is None or found.year != year:
            raise Refused("review_meeting.quarter", quarter=quarter)
        self.quarter = found
        self.id = ReviewMeeting.create_id(str(self.programme.id), found.key)

    @property
    def root(self) -> str:
        return f"/{self.programme.jurisdiction}/{self.programme.year}"

    def meeting(self) -> ReviewMeeting:
        return self.ledger.get(ReviewMeeting, self.id)

    def convene(self, arrangement: Arrangement) -> Changed:
        if self.programme.state != "implementing":
            raise Refused("programme.state", state=self.programme.state, needed="implementing")
        if self.ledger.find(ReviewMeeting, self.id):
            raise Refused("review_meeting.convened_already", quarter=self.quarter.label)
        meeting = ReviewMeeting.convene(
            str(self.programme.id), self.programme.jurisdiction, self.programme.year, self.quarter, arrangement
        )
        return [meeting], {"meeting": str(meeting.id)}

    def rearrange(self, arrangement: Arrangement) -> Changed:
        meeting = self.meeting()
        meeting.rearrange(arrangement)
        return [meeting], {}

    def pack(self) -> str:
        """What the pack would say now. Raises Refused("review_meeting.nothing_published") before a month is out."""
        with self.ledger.reading() as conn:
            return review_pack.compose(self._grounds(conn, self.meeting().arrangement))

    def fix_pack(self, seen: str) -> Changed:
        """Fixes what was seen (its SHA-256), once every month of the quarter is published."""
        pack, meeting = self.pack(), self.meeting()
        if seen != sha256(pack.encode()).hexdigest():
            raise Refused("review_meeting.pack_moved")
        if awaited := json.loads(pack)["awaited"]:
            raise Refused("review_meeting.months_awaited", months="、".join(awaited))
        meeting.fix_pack(pack)
        return [meeting], {"sha256": meeting.pack}

    def hold(self, on: str, attendance: Sequence[dict[str, Any]]) -> Changed:
        meeting = self.meeting()
        meeting.hold(on, attendance)
        return [meeting], {}

    def comment(self, number: str, post: str, text: str) -> Changed:
        meeting = self.meeting()
        meeting.comment(self._project(number), post, text)
        return [meeting], {}

    def assign(self, unit: str, number: str, text: str, due: str) -> Changed:
        """A task; `number` of a project or ""."""
        meeting = self.meeting()
        if unit:
            self.ledger.get(Unit, UUID(unit)).check_active()
        no = meeting.assign(unit, self._project(number) if number else None, text, due)
        return [meeting], {"no": no}

    def report_task(self, no: int, unit: str, text: str, evidence: Sequence[dict[str, Any]]) -> Changed:
        meeting = self.meeting()
        meeting.report_task(no, unit, text, evidence)
        return [meeting], {}

    def settle_task(self, no: int, done: bool, words: str) -> Changed:
        """The office confirms what was reported, or sends it back."""
        meeting = self.meeting()
        if done:
            meeting.confirm_task(no, words)
        else:
            meeting.send_back_task(no, words)
        return [meeting], {}

    def carry_task(self, no: int, reason: str, due: str) -> Changed:
        """The task goes on as a task of the next quarter's meeting, which must have been held."""
        meeting = self.meeting()
        following = Quarter(self.quarter.year, self.quarter.number + 1)
        id = ReviewMeeting.create_id(str(self.programme.id), following.key)
        into = self.ledger.find(ReviewMeeting, id) if following.number <= 4 else None
        if into is None or into.state != "held":
            raise Refused("review_meeting.nowhere_to_carry")
        task = meeting.tasks.get(no)
        meeting.carry_task(no, following.key, reason)
        assert task is not None
        into.assign(task["unit"], task["project"], task["text"], due, carried_from=f"{self.quarter.key}#{no}")
        return [meeting, into], {}

    def close(self) -> Changed:
        """Raises what is outstanding, each with the address of its page (`href`)."""
        meeting = self.meeting()
        meeting.close(clock.today().isoformat(), self.outstanding())
        return [meeting], {}

    def outstanding(self) -> list[Refused]:
        """What keeps the quarter open: its bulletins, the last meeting's tasks, the minutes of this one."""
        slug, year, programme = self.programme.jurisdiction, self.programme.year, str(self.programme.id)
        before = self.quarter.before
        with self.ledger.reading() as conn:
            bulletins = papers.of_year(conn, BULLETIN, slug, year)
            minutes = papers.of_year(conn, MINUTES, slug, year).get(self.quarter.key)
            last = review_meetings.tasks(conn, programme, before.key) if before else []
            units = register.units(conn, slug)
        found = [
            Refused("review_meeting.no_bulletin", period=period.label, href=f"{self.root}/bulletin-desk/{period.key}")
            for period in self.quarter.periods(self.programme.policy_set)
            if period.key not in bulletins or bulletins[period.key].issued_at is None
        ]
        found += [self._open_task(task, units) for task in last if task.is_open]
        if minutes is None or minutes.issued_at is None:
            found.append(Refused("review_meeting.no_minutes", href=f"{self.root}/reviews/{self.quarter.key}/minutes"))
        return found

    def _open_task(self, task: TaskRow, units: dict[str, str]) -> Refused:
        quarter = Quarter.of(task.quarter)
        return Refused(
            "review_meeting.task_open",
            quarter=quarter.label if quarter else task.quarter,
            no=task.no,
            unit=units.get(task.unit, task.unit),
            text=task.text[:40],
            href=f"{self.root}/reviews/{task.quarter}#task-{task.no}",
        )

    def _project(self, number: str) -> str:
        """Raises Refused("project.unknown")."""
        if number not in self.programme.projects:
            raise Refused("project.unknown", field="project")
        return self.programme.projects[number]

    def _grounds(self, conn: psycopg.Connection[Any], arrangement: dict[str, Any]) -> Grounds:
        slug, year, programme = self.programme.jurisdiction, self.programme.year, str(self.programme.id)
        policy, quarter = self.programme.policy_set, self.quarter
        known = {row["period"] for row in published.contents(conn, slug, year) if row["period"]}
        upto = sorted(period for period in known if date.fromisoformat(f"{period}-01") <= quarter.ends_on)
        if not upto:
            raise Refused("review_meeting.nothing_published", href=f"{self.root}/month/{policy.periods(year)[0].key}")
        found = published.content(conn, slug, year, upto[-1])
        assert found is not None
        government = register.jurisdiction(conn, slug) or {}
        last = quarter.before
        meetings = review_meetings.of_programme(conn, programme)
        before = meetings.get(last.key) if last else None
        label = policy.period(upto[-1])
        return Grounds(
            quarter=quarter,
            content=json.loads(found["content"]),
            source={
                "period": upto[-1],
                "label": label.label if label else upto[-1],
                "sha256": found["sha256"],
                "log_position": found["position"],
                "published_on": found["published_at"].astimezone(clock.SHANGHAI).date().isoformat(),
            },
            arrangement=arrangement,
            awaited=[each.label for each in quarter.periods(policy) if each.key not in known],
            before=self._content_before(conn, last, known) if last else None,
            tasks=self._tasks(conn, last) if last else [],
            comments=review_meetings.comments(conn, before.id) if before else [],
            specimen=government.get("shown") == "simulated",
        )

    def _content_before(self, conn: psycopg.Connection[Any], last: Quarter, known: set[str]) -> dict[str, Any] | None:
        """The last published month of the quarter before."""
        keys = [each.key for each in last.periods(self.programme.policy_set) if each.key in known]
        found = published.content(conn, self.programme.jurisdiction, self.programme.year, keys[-1]) if keys else None
        return json.loads(found["content"]) if found else None

    def _tasks(self, conn: psycopg.Connection[Any], last: Quarter) -> list[dict[str, Any]]:
        programme = str(self.programme.id)
        units = register.units(conn, self.programme.jurisdiction)
        projects = {row.id: row for row in register.projects(conn, programme)}
        return [
            {
                "no": task.no,
                "unit": units.get(task.unit, task.unit),
                "project": projects[task.project].number if task.project in projects else None,
                "title": projects[task.project].title if task.project in projects else None,
                "text": task.text,
                "due": task.due.isoformat(),
                "state": task.state,
                "words": task.words + ("，已逾期" if task.late(clock.today()) else ""),
                "report": task.report,
                "word": task.word,
            }
            for task in reviewing.governed(conn, programme, review_meetings.tasks(conn, programme, last.key))
        ]
