"""A week's dispatch at work: who may write for which week, and the flag that asks for them (for Ledger.carry_out)."""

from uuid import UUID

from projects import terms
from projects.month import Changed
from projects.programme import Programme
from projects.project import Project
from projects.week import Week
from supervision.dispatch import Dispatch, Log
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused


class Dispatching:
    """One project of one programme. Raises Refused("project.unknown") for another programme's."""

    def __init__(self, ledger: Ledger, programme: UUID, project: UUID) -> None:
        self.ledger = ledger
        self.programme = ledger.get(Programme, programme)
        self.project = ledger.get(Project, project)
        if self.project.programme != str(programme):
            raise Refused("project.unknown")

    def dispatch(self, week: Week) -> Dispatch | None:
        return self.ledger.find(Dispatch, Dispatch.create_id(str(self.project.id), week.key))

    def log(self, week: Week, unit: str, log: Log) -> Changed:
        """The lead unit's words for a week that has begun; a week gone by may still be filed, and is late for ever.

        Raises dispatch.not_led for a unit that does not answer for the project, dispatch.not_begun, and for a week
        that was never written: dispatch.not_flagged, project.halted.
        """
        answering = self.project.responsibility_on(min(week.friday, clock.today()).isoformat())
        if answering.get("lead_unit") != unit:
            raise Refused("dispatch.not_led")
        if week.monday > clock.today():
            raise Refused("dispatch.not_begun", week=week.label)
        found = self.dispatch(week)
        if found is None:
            self._asked()
            found = Dispatch.file(str(self.programme.id), str(self.project.id), week.key, unit, log)
        else:
            found.write_again(log)
        return [found], {"dispatch": str(found.id), "state": found.state}

    def review(self, week: Week, comment: str, version: int | None = None) -> Changed:
        found = self._existing(week)
        found.review(comment, version)
        return [found], {"dispatch": str(found.id), "state": found.state}

    def send_back(self, week: Week, reason: str, version: int | None = None) -> Changed:
        found = self._existing(week)
        found.send_back(reason, version)
        return [found], {"dispatch": str(found.id), "state": found.state}

    def flag(self, flagged: bool, reason: str) -> Changed:
        """Puts the project among the 重点难点, or takes it out; the reason is shown with the weeks it opens or ends."""
        if flagged:
            self._running()
        self.project.flag_key_difficult(flagged, reason)
        return [self.project], {"flagged": self.project.key_difficult}

    def _existing(self, week: Week) -> Dispatch:
        found = self.dispatch(week)
        if found is None:
            raise Refused("dispatch.unknown")
        return found

    def _asked(self) -> None:
        self._running()
        if not self.project.key_difficult:
            raise Refused("dispatch.not_flagged", number=self.project.number)

    def _running(self) -> None:
        if self.programme.state != "implementing":
            raise Refused("programme.state", state=self.programme.state, needed="implementing")
        if self.project.accepted_on:
            raise Refused("project.accepted_already", number=self.project.number)
        halt = terms.halted(self.project)
        if halt and halt.since <= clock.today().isoformat():
            raise Refused("dispatch.halted", number=self.project.number)
