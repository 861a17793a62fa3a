"""A file of the record that is withheld (撤下): kept where it is, for the office alone, with who decided and why.

What a report or a finding names is evidence and is never deleted (domain.md 3.4); see
docs/decisions/0084-withheld-evidence.md.
"""

from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import Aggregate, event

from supervision import written
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all


class Withholding(Aggregate):
    """One file of one government, by its hash. States: withheld → restored → withheld.

    Restoring gives it back to those who work with the record; what was public takes a new 公开审查.
    """

    TOPIC = "withholding"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "withholding.event"

    class Withheld(Event, Aggregate.Created):
        """`post`: whose decision it is; `public`: whether anybody could see the file until now."""

        TOPIC = "withholding.withheld"
        jurisdiction: str
        sha256: str
        reason: str
        post: str
        public: bool

    class WithheldAgain(Event):
        TOPIC = "withholding.withheld_again"
        jurisdiction: str
        sha256: str
        reason: str
        post: str
        public: bool

    class Restored(Event):
        TOPIC = "withholding.restored"
        reason: str
        post: str

    @staticmethod
    def create_id(jurisdiction: str, sha256: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"withholding:{jurisdiction}:{sha256}")

    @classmethod
    def withhold(cls, jurisdiction: str, sha256: str, reason: str, post: str, *, public: bool) -> "Withholding":
        """For the first time; whether the record names such a file is asked by whoever calls."""
        refuse_all(_faults(reason, post))
        return cls(jurisdiction=jurisdiction, sha256=sha256, reason=reason.strip(), post=post.strip(), public=public)

    def withhold_again(self, reason: str, post: str, *, public: bool) -> None:
        if self.state == "withheld":
            raise Refused("withholding.already")
        refuse_all(_faults(reason, post))
        file = (self.jurisdiction, self.sha256)
        self._withheld_again(*file, reason=reason.strip(), post=post.strip(), public=public)

    def restore(self, reason: str, post: str) -> None:
        if self.state != "withheld":
            raise Refused("withholding.not_withheld")
        refuse_all(_faults(reason, post))
        self._restored(reason=reason.strip(), post=post.strip())

    @event(Withheld)
    def __init__(self, jurisdiction: str, sha256: str, reason: str, post: str, public: bool) -> None:
        self.jurisdiction, self.sha256, self.state = jurisdiction, sha256, "withheld"

    @event(WithheldAgain)
    def _withheld_again(self, jurisdiction: str, sha256: str, reason: str, post: str, public: bool) -> None:
        self.state = "withheld"

    @event(Restored)
    def _restored(self, reason: str, post: str) -> None:
        self.state = "restored"


def _faults(reason: str, post: str) -> list[Refused]:
    return [
        *written.faults("withholding.reason", "reason", reason),
        *written.faults("withholding.post", "post", post),
    ]
