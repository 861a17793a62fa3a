"""A project's month: written by its lead unit, released by the unit's head, returned or accepted by the office."""

from datetime import date
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused

CORRECTION_REASONS = {
    "clerical": "笔误",
    "statistic_revision": "统计口径修订",
    "inspection_finding": "检查发现",
    "false_report": "虚报",
}

MOST_FILES = 20
"""Evidence files of one report (default): enough for a month's photographs, few enough to be looked through."""


def check_found(period: str, found_on: str) -> None:
    """Raises Refused("report.found_on") for what is no ISO day, one before the report's year, or one still to come."""
    try:
        day = date.fromisoformat(found_on)
    except ValueError:
        raise Refused("report.found_on", field="found_on", found=found_on) from None
    if day.isoformat() != found_on or not date(int(period[:4]), 1, 1) <= day <= clock.today():
        raise Refused("report.found_on", field="found_on", found=found_on)


def _check_row(no: str, value: str) -> None:
    """A unit's own row is a decimal figure in plain digits, none below zero: what is counted cannot be less."""
    if value.startswith("-"):
        raise Refused("report.row_negative", field=f"values.{no}", no=no)


class MonthlyReport(Aggregate):
    """domain.md 3.3. Its `content` is one dictionary, the shape of projects/filing.py's Filing."""

    TOPIC = "report"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "report.event"
        project: str
        programme: str
        period: str

    class Drafted(Event, Aggregate.Created):
        TOPIC = "report.drafted"
        jurisdiction: str
        unit: str
        content: dict[str, Any]

    class DraftSaved(Event):
        TOPIC = "report.draft_saved"
        content: dict[str, Any]

    class HandedUp(Event):
        TOPIC = "report.handed_up"
        content: dict[str, Any]
        filer: str

    class SentBack(Event):
        TOPIC = "report.sent_back"
        reason: str

    class Submitted(Event):
        TOPIC = "report.submitted"
        content: dict[str, Any]
        filer: str
        released_by: str | None
        round: int

    class Returned(Event):
        TOPIC = "report.returned"
        reasons: list[str]
        reviewer: str

    class Accepted(Event):
        TOPIC = "report.accepted"
        judgement: dict[str, Any]
        reviewer: str

    class Published(Event):
        TOPIC = "report.published"
        publication: str

    class Corrected(Event):
        TOPIC = "report.corrected"
        class_version = 2
        number: int
        old: dict[str, Any]
        new: dict[str, Any]
        reason_code: str
        reason: str
        found_by: str
        found_on: str

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before, the day it was found was not asked: the day it was recorded stands for it."""
            state["found_on"] = state["timestamp"].astimezone(clock.SHANGHAI).date().isoformat()

    class RowFiled(Event):
        TOPIC = "report.row_filed"
        unit: str
        no: str
        value: str
        text: str

    class RowOverridden(Event):
        TOPIC = "report.row_overridden"
        unit: str
        no: str
        filed: str
        value: str
        reason: str

    @staticmethod
    def create_id(project: str, period: str) -> UUID:
        return identity("report", project, period)

    def save_draft(self, content: dict[str, Any]) -> None:
        """What is written so far; a draft needs to satisfy nothing."""
        self._only("draft", "returned")
        _few_files(content)
        if content != self.content:
            self._draft_saved(**self._which(), content=content)

    def hand_up(self, content: dict[str, Any], filer: str) -> None:
        """The filer is done: it now waits for the unit's head, and is not submitted yet."""
        self._only("draft", "returned")
        _few_files(content)
        self._handed_up(**self._which(), content=content, filer=filer)

    def send_back(self, reason: str, head: str) -> None:
        """The unit's head wants it changed."""
        self._only("awaiting_release")
        if not reason.strip():
            raise Refused("report.reason_missing", field="reason")
        self._sent_back(**self._which(), reason=reason)

    def release(self, head: str) -> None:
        """The unit's head releases what somebody else wrote: only now is it submitted."""
        self._only("awaiting_release")
        if head == self.filer:
            raise Refused("report.own_release")
        self._submitted(**self._which(), content=self.content, filer=self.filer, released_by=head, round=self.round + 1)

    def submit(self, content: dict[str, Any], filer: str) -> None:
        """Straight to the office, where the programme does not ask for the head's release."""
        self._only("draft", "returned")
        _few_files(content)
        self._submitted(**self._which(), content=content, filer=filer, released_by=None, round=self.round + 1)

    def return_(self, reasons: list[str], reviewer: str) -> None:
        self._only("submitted")
        reasons = [reason.strip() for reason in reasons if reason.strip()]
        if not reasons:
            raise Refused("report.reason_missing", field="reason")
        self._returned(**self._which(), reasons=reasons, reviewer=reviewer)

    def accept(self, judgement: dict[str, Any], reviewer: str) -> None:
        """`judgement`: light, progress and arithmetic by the policy's version. Never by the one who filed it."""
        self._only("submitted")
        if reviewer in (self.filer, self.released_by):
            raise Refused("report.own_work")
        claims = self.content.get("claims_completion")
        if claims and not self.content.get("evidence"):
            raise Refused("report.evidence_missing", field="evidence")
        self._accepted(**self._which(), judgement=judgement, reviewer=reviewer)

    def publish(self, publication: UUID) -> None:
        """What was corrected before its month went out goes out corrected."""
        if self.is_published:
            raise Refused("report.state", state=self.state)
        self._only("accepted", "corrected")
        self._published(**self._which(), publication=str(publication))

    def correct(
        self, new: dict[str, Any], reason_code: str, reason: str, found_by: str, found_on: str | None = None
    ) -> None:
        """Only after acceptance; the n-th correction keeps the old content beside the new. `found_by` is a post,
        `found_on` an ISO day (today), from which the time for the 更正 runs."""
        self._only("accepted", "published", "corrected")
        found_on = found_on or clock.today().isoformat()
        if reason_code not in CORRECTION_REASONS:
            raise Refused("report.correction_reason", field="reason_code")
        if not reason.strip():
            raise Refused("report.reason_missing", field="reason")
        if not found_by.strip():
            raise Refused("report.found_by", field="found_by")
        check_found(self.period, found_on)
        self._corrected(
            **self._which(),
            number=self.corrections + 1,
            old=self.content,
            new=new,
            reason_code=reason_code,
            reason=reason,
            found_by=found_by,
            found_on=found_on,
        )

    def file_row(self, unit: str, no: str, value: str, text: str) -> None:
        """An implementing unit's or district's own row; the lead unit checks and sums it."""
        self._only("draft", "returned")
        _check_row(no, value)
        self._row_filed(**self._which(), unit=unit, no=no, value=value, text=text)

    def override_row(self, unit: str, no: str, value: str, reason: str) -> None:
        self._only("draft", "returned")
        if not reason.strip():
            raise Refused("report.reason_missing", field="reason")
        filed = self.rows.get(unit, {}).get(no)
        if filed is None:
            raise Refused("report.unknown_row", field="unit")
        _check_row(no, value)
        self._row_overridden(**self._which(), unit=unit, no=no, filed=str(filed["value"]), value=value, reason=reason)

    def _only(self, *states: str) -> None:
        if self.state not in states:
            done = self.state in ("submitted", "awaiting_release", "accepted", "published", "corrected")
            raise Refused(
                "report.already_submitted" if done and "draft" in states else "report.state", state=self.state
            )

    def _which(self) -> dict[str, str]:
        return {"project": self.project, "programme": self.programme, "period": self.period}

    @event(Drafted)
    def __init__(
        self, project: str, programme: str, period: str, jurisdiction: str, unit: str, content: dict[str, Any]
    ) -> None:
        self.project, self.programme, self.period = project, programme, period
        self.jurisdiction, self.unit, self.content = jurisdiction, unit, content
        self.state, self.filer, self.round, self.corrections = "draft", "", 0, 0
        self.released_by: str | None = None
        self.is_published = False
        self.rows: dict[str, dict[str, dict[str, str]]] = {}

    @event(DraftSaved)
    def _draft_saved(self, project: str, programme: str, period: str, content: dict[str, Any]) -> None:
        self.content = content

    @event(HandedUp)
    def _handed_up(self, project: str, programme: str, period: str, content: dict[str, Any], filer: str) -> None:
        self.state, self.content, self.filer = "awaiting_release", content, filer

    @event(SentBack)
    def _sent_back(self, project: str, programme: str, period: str, reason: str) -> None:
        self.state = "returned" if self.round else "draft"

    @event(Submitted)
    def _submitted(
        self,
        project: str,
        programme: str,
        period: str,
        content: dict[str, Any],
        filer: str,
        released_by: str | None,
        round: int,
    ) -> None:
        self.state, self.content, self.filer, self.released_by, self.round = (
            "submitted",
            content,
            filer,
            released_by,
            round,
        )

    @event(Returned)
    def _returned(self, project: str, programme: str, period: str, reasons: list[str], reviewer: str) -> None:
        self.state = "returned"

    @event(Accepted)
    def _accepted(self, project: str, programme: str, period: str, judgement: dict[str, Any], reviewer: str) -> None:
        self.state = "accepted"

    @event(Published)
    def _published(self, project: str, programme: str, period: str, publication: str) -> None:
        self.state, self.is_published = "published", True

    @event(Corrected)
    def _corrected(
        self,
        project: str,
        programme: str,
        period: str,
        number: int,
        old: dict[str, Any],
        new: dict[str, Any],
        reason_code: str,
        reason: str,
        found_by: str,
        found_on: str,
    ) -> None:
        self.state, self.content, self.corrections = "corrected", new, number

    @event(RowFiled)
    def _row_filed(self, project: str, programme: str, period: str, unit: str, no: str, value: str, text: str) -> None:
        self.rows = {**self.rows, unit: {**self.rows.get(unit, {}), no: {"value": value, "text": text}}}

    @event(RowOverridden)
    def _row_overridden(
        self, project: str, programme: str, period: str, unit: str, no: str, filed: str, value: str, reason: str
    ) -> None:
        row = {**self.rows[unit][no], "value": value, "filed": filed, "reason": reason}
        self.rows = {**self.rows, unit: {**self.rows[unit], no: row}}


def _few_files(content: dict[str, Any]) -> None:
    if len(files := content.get("evidence") or []) > MOST_FILES:
        raise Refused("report.files", field="evidence", most=MOST_FILES, found=len(files))
