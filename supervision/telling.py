"""Which event is told to whom, in one line: the table TELLINGS, by the event's stored name. Pure.

An event without a line tells nobody anything. A new kind of event that people should hear of is a line here, and, for
an aggregate that has none yet, a line in supervision/subjects.py that says what the event is about.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.accounts import Account

KINDS = {
    "order": "督查督办",
    "deadline": "期限",
    "report": "报送和审核",
    "work": "任务和协调",
    "paper": "公布和文件",
}
"""What a person chooses by (domain.md 1.8, 3.6)."""
LONGEST = 160
"""Characters in a line; a reason that is longer is cut, and read where the line leads."""
UNKNOWN = "—"


@dataclass(frozen=True, slots=True)
class To:
    """Accounts of these roles in the event's government; with `of` only those of the unit that this field of the
    subject names."""

    roles: frozenset[str]
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about. `unit` is the id of the unit it falls to, `other` of another one that has to act, `post`
    the role it falls to where that is no unit's. `facts` fill the blanks of a line that the event itself does not."""

    jurisdiction: str
    year: int
    what: str
    unit: str | None = None
    other: str | None = None
    post: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def root(self) -> str:
        return f"/{self.jurisdiction}/{self.year}"


@dataclass(frozen=True, slots=True)
class Telling:
    """One line: its kind, to whom, the sentence and the address (both with blanks for the subject's facts and the
    event's own fields), whether it waits for no digest, and of which events only."""

    kind: str
    to: tuple[To, ...]
    text: str
    href: str
    urgent: bool = False
    when: Callable[[Any], bool] = lambda event: True


OFFICE = To(frozenset({"office"}))
HEAD = To(frozenset({"office_head"}))
PRESS = To(frozenset({"press"}))
OBSERVER = To(frozenset({"observer"}))
EVERY_UNIT = To(frozenset({"filer", "unit_head"}))
FILERS = To(frozenset({"filer"}), "unit")
UNIT_HEAD = To(frozenset({"unit_head"}), "unit")
OTHER_UNIT = To(frozenset({"filer", "unit_head"}), "other")
POST = To(frozenset(), "post")
"""Whoever holds the post that the subject falls to: the office's own deadlines."""
UNIT = (FILERS, UNIT_HEAD)

FILING = "{root}/filing/{period}#project-{number}"

TELLINGS: dict[str, Telling] = {
    # A month's report (domain.md 3.3)
    "report.handed_up": Telling("report", (UNIT_HEAD,), "{what}已填好，待您放行", "{root}/filing/{period}/release"),
    "report.sent_back": Telling("report", (FILERS,), "单位负责人退回{what}：{reason}", FILING, urgent=True),
    "report.submitted": Telling(
        "report", (OFFICE,), "{what}退回后已重新报送", "{root}/month/{period}", when=lambda event: event.round > 1
    ),
    "report.returned": Telling("report", UNIT, "督查室退回{what}：{reasons}", FILING, urgent=True),
    "report.corrected": Telling("report", UNIT, "{what}已更正：{reason}", FILING),
    "report.row_overridden": Telling(
        "report", (OTHER_UNIT,), "{what}中贵单位报的{filed}，牵头单位改为{value}：{reason}",
        "{root}/filing/{period}/rows",
    ),
    # Adjustments (3.2)
    "adjustment.asked": Telling("work", (OFFICE,), "{unit_name}申请调整{what}：{reason}", "{root}/adjustments"),
    "adjustment.approved": Telling("work", UNIT, "{what}的调整申请已批准", "{root}/adjustments"),
    "adjustment.rejected": Telling("work", UNIT, "{what}的调整申请未获批准", "{root}/adjustments"),
    # A month made public
    "publication.not_reported_listed": Telling(
        "deadline", UNIT, "{what}列为未报送：{reason}", "{root}/filing/{period}", urgent=True
    ),
    "publication.published": Telling(
        "paper", (PRESS, OBSERVER, EVERY_UNIT), "{what}已公布", "{root}/"
    ),
    # Papers
    "document.reviewed": Telling("paper", (HEAD,), "{what}已完成公开审查，待您批准", "{desk}"),
    "document.approved": Telling("paper", (OFFICE,), "{what}已批准，待编号印发", "{desk}"),
    "document.issued": Telling("paper", (PRESS, OBSERVER), "{what}已印发", "{shown}"),
    "notice.published": Telling("paper", (PRESS, OBSERVER), "{what}已公布", "{root}/changes/"),
    # The year's list
    "programme.released": Telling("paper", (PRESS, OBSERVER, EVERY_UNIT), "{what}已发布", "{root}/"),
}  # fmt: skip


def topics() -> list[str]:
    """The stored names that are worth reading for."""
    return sorted(TELLINGS)


def recipients(telling: Telling, subject: Subject, accounts: Iterable[Account], actor: str) -> list[Account]:
    """Whom the line is for: nobody whose account is disabled, and not whoever did it."""
    return [
        account
        for account in accounts
        if account.jurisdiction == subject.jurisdiction
        and not account.disabled
        and str(account.id) != actor
        and any(_reaches(to, subject, account) for to in telling.to)
    ]


def _reaches(to: To, subject: Subject, account: Account) -> bool:
    if to.of == "post":
        return subject.post is not None and account.role == subject.post
    if account.role not in to.roles:
        return False
    return to.of is None or (account.unit is not None and account.unit == getattr(subject, to.of))


def line(telling: Telling, subject: Subject, event: Any) -> tuple[str, str]:
    """The sentence and the address."""
    blanks = _Blanks(subject, event)
    said = telling.text.format_map(blanks)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…", telling.href.format_map(blanks)


class _Blanks(dict[str, str]):
    """A blank is filled by the subject's facts, then by the event's own field; by a dash where neither has it."""

    def __init__(self, subject: Subject, event: Any) -> None:
        super().__init__({"what": subject.what, "root": subject.root, **subject.facts})
        self.event = event

    def __missing__(self, name: str) -> str:
        value = getattr(self.event, name, None)
        if isinstance(value, list):
            return "；".join(str(part).rstrip("。；") for part in value)
        return str(value).rstrip("。") if value not in (None, "") else UNKNOWN
