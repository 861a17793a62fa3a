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
    event's own fields), whether it waits for no digest, and of which events only. With `once`, which has blanks too,
    all events of the same words there are told as one: a unit's thirty reports due on one day."""

    kind: str
    to: tuple[To, ...]
    text: str
    href: str
    urgent: bool = False
    when: Callable[[Any], bool] = lambda event: True
    once: str = ""
    personal: bool = False
    """Not for groups and systems: what a person is reminded of."""


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

OWNER = (FILERS, UNIT_HEAD, POST)
"""Whoever owes it: a unit, or a post of the office."""

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
    # Corrections that a lead unit asks for (3.3); one that is made is told by report.corrected
    "correction_wish.asked": Telling("report", (OFFICE,), "{unit_name}申请更正{what}：{reason}", "{root}/corrections"),
    "correction_wish.declined": Telling("report", UNIT, "{what}的更正申请未予办理：{reason}", "{root}/corrections"),
    # A month made public
    "publication.not_reported_listed": Telling(
        "deadline", UNIT, "{what}列为没有按期报齐：{reason}", "{root}/filing/{period}", urgent=True
    ),
    "publication.published": Telling(
        "paper", (PRESS, OBSERVER, EVERY_UNIT), "{what}已公布", "{root}/"
    ),
    # Papers
    "document.reviewed": Telling("paper", (HEAD,), "{what}已完成公开审查，待您批准", "{desk}"),
    "document.approved": Telling("paper", (OFFICE, POST), "{what}已批准，待{next}", "{desk}"),
    "document.issued": Telling("paper", (PRESS, POST), "{what}已印发", "{shown}"),
    "notice.cleared": Telling("paper", (OFFICE,), "{what}已审查批准，待公布", "{root}/notices"),
    "disclosure.drafted": Telling("paper", (HEAD,), "{what}已起草，待公开审查和您批准", "{href}"),
    "disclosure.cleared": Telling("paper", (OFFICE,), "{what}已审查批准，待公布", "{href}"),
    "notice.published": Telling("paper", (PRESS, OBSERVER), "{what}已公布", "{root}/changes/"),
    # What is owed (3.6)
    "obligation.reminded": Telling(
        "deadline", OWNER, "{today}{owed}应于{due}前完成", "{href}", once="{owing}:{at}", personal=True
    ),
    "obligation.rescheduled": Telling(
        "deadline", OWNER, "{owed}的期限改为{due}：{why}", "{href}", once="{owing}:{due}"
    ),
    "obligation.missed": Telling(
        "deadline", (*OWNER, OFFICE), "{lapsed}到期没有完成，已记为逾期", "{href}", True, once="{owing}:{at}"
    ),
    "obligation.waived": Telling("deadline", OWNER, "{owed}不再要求：{reason}", "{href}", once="{owing}:{reason}"),
    "obligation.handed_over": Telling("deadline", OWNER, "{owed}转由贵单位办理，应于{due}前完成", "{page}"),
    "obligation.extension_asked": Telling(
        "deadline", (OFFICE,), "{owner}申请延期：{what}，{reason}", "{page}", urgent=True
    ),
    "obligation.extension_returned": Telling(
        "deadline", OWNER, "{what}的延期申请退回补充：{reason}", "{page}", urgent=True
    ),
    "obligation.extension_supplemented": Telling("deadline", (OFFICE,), "{owner}补充了延期申请：{what}", "{page}"),
    "obligation.extension_granted": Telling("deadline", OWNER, "{what}同意延期到{due}", "{href}", urgent=True),
    "obligation.extension_refused": Telling("deadline", OWNER, "{what}不同意延期：{reason}", "{href}", urgent=True),
    # Urging and the weeks of difficult projects (1.1 A11)
    "urging.sent": Telling("deadline", UNIT, "督查室催报：{what}", "{href}", urgent=True),
    "dispatch.returned": Telling("report", UNIT, "督查室退回{what}：{reason}", "{href}", urgent=True),
    "dispatch.relogged": Telling("report", (OFFICE,), "{what}退回后已重新报送", "{href}"),
    # Orders (3.5): nothing is told of a draft
    "order.drafted": Telling("paper", (HEAD,), "{what}已起草，待您签发", "{href}"),
    "order.issued": Telling("order", UNIT, "收到{what}，{asked}", "{href}", urgent=True),
    "order.signed_for": Telling("order", (OFFICE,), "{unit_name}已签收{what}", "{href}"),
    "order.extension_asked": Telling(
        "order", (OFFICE,), "{unit_name}申请延期：{what}，{reason}", "{href}", urgent=True
    ),
    "order.extension_granted": Telling("order", UNIT, "{what}同意延期到{due}", "{href}", urgent=True),
    "order.extension_refused": Telling("order", UNIT, "{what}不同意延期：{reason}", "{href}", urgent=True),
    "order.reply_drafted": Telling("order", (UNIT_HEAD,), "{what}的反馈已写好，待您审签", "{href}"),
    "order.reply_sent_back": Telling("order", (FILERS,), "单位负责人退回{what}的反馈：{reason}", "{href}", urgent=True),
    "order.replied": Telling("order", (OFFICE,), "{unit_name}已反馈{what}，待核验", "{href}"),
    "order.returned": Telling("order", UNIT, "{what}的反馈退回：{reason}，{due}前重新反馈", "{href}", urgent=True),
    "order.closed": Telling("order", UNIT, "{what}已办结", "{href}"),
    "order.withdrawn": Telling("order", UNIT, "{what}已撤回：{reason}", "{href}"),
    "order.pleaded": Telling("order", (OFFICE,), "{unit_name}就{what}陈述理由，待裁定", "{href}", urgent=True),
    "order.plea_ruled": Telling("order", UNIT, "{what}的陈述已裁定：{reason}", "{href}", urgent=True),
    "order.escalated": Telling("order", (*UNIT, HEAD), "{what}升级为{level}：{reason}", "{href}", urgent=True),
    "order.lowered": Telling("order", UNIT, "{what}降为{level}：{reason}", "{href}"),
    # Talks, rectifications, criticism (3.5)
    "talk.scheduled": Telling("order", UNIT, "安排约谈：{when}，{place}", "{href}", urgent=True),
    "talk.moved": Telling("order", UNIT, "约谈改到{when}，{place}：{reason}", "{href}", urgent=True),
    "talk.cancelled": Telling("order", UNIT, "原定{when}的约谈取消：{reason}", "{href}", urgent=True),
    "talk.promise_reported": Telling("work", (OFFICE,), "{unit_name}报告约谈承诺事项{no}的落实情况", "{href}"),
    "talk.promise_confirmed": Telling("work", UNIT, "约谈承诺事项{no}已落实", "{href}"),
    "talk.promise_reopened": Telling("work", UNIT, "约谈承诺事项{no}没有落实：{note}", "{href}", urgent=True),
    "rectification.ordered": Telling("order", UNIT, "责令限期整改：{requirement}，{due}前完成", "{href}", urgent=True),
    "rectification.report_drafted": Telling("order", (UNIT_HEAD,), "整改报告已写好，待您审签：{what}", "{href}"),
    "rectification.report_sent_back": Telling(
        "order", (FILERS,), "单位负责人退回整改报告：{reason}", "{href}", urgent=True
    ),
    "rectification.reported": Telling("order", (OFFICE,), "{unit_name}报告整改情况，待复核", "{href}"),
    "rectification.passed": Telling("order", UNIT, "整改复核通过：{what}", "{href}"),
    "rectification.failed": Telling("order", UNIT, "整改复核没有通过：{note}", "{href}", urgent=True),
    "rectification.renewed": Telling("order", UNIT, "重新限期整改：{requirement}，{due}前完成", "{href}", urgent=True),
    "rectification.plan_filed": Telling("order", (OFFICE,), "{unit_name}报来整改方案：{what}", "{href}"),
    # A visit (3.4): one that is announced beforehand, a silent one not before all of its inspection is over
    "inspection.planned": Telling("work", UNIT, "{visiting}集中查看{what}：{places}，请安排人员在场", "{href}"),
    "inspection.replaced": Telling(
        "work", UNIT, "{visiting}集中查看{what}，改看：{places}", "{href}",
        when=lambda event: event.reported is not None,
    ),
    "inspection.cancelled": Telling("work", UNIT, "{visiting}对{what}的集中查看取消：{reason}", "{href}"),
    "inspection_plan.ended": Telling("work", UNIT, "{visiting}对{what}作了{method}：{found}", "{href}"),
    "inspection_plan.lapsed": Telling("work", UNIT, "{visiting}对{what}作了{method}：{found}", "{href}"),
    # What a visit found (3.4); each finding's rectification is told by rectification.ordered
    "finding.recorded": Telling("order", (OFFICE,), "{project}检查发现一个{severity_word}问题，请反馈", "{page}"),
    "feedback.issued": Telling("order", UNIT, "{project}检查反馈意见：{words}", "{root}/findings", urgent=True),
    "finding.answered": Telling("order", (OFFICE,), "{unit_name}说明检查发现的问题：{words}", "{href}"),
    "finding.objection_made": Telling(
        "order", (OFFICE, HEAD), "{unit_name}对检查发现的问题申请复核：{reason}", "{href}#decide", urgent=True
    ),
    "finding.objection_decided": Telling("order", UNIT, "复核决定{ruling_word}：{reason}", "{href}", urgent=True),
    # 考核验收 (3.2); a failed one is told by the rectification it orders
    "acceptance.sent_back": Telling(
        "work", (FILERS,), "单位负责人退回{what}的完工自查：{reason}", "{href}", urgent=True
    ),
    "acceptance.requested": Telling("work", (OFFICE,), "{unit_name}申请验收{what}", "{href}"),
    "acceptance.returned": Telling("work", UNIT, "督查室退回{what}的验收申请", "{href}"),
    "acceptance.team_formed": Telling("work", UNIT, "{what}的验收组已组成，{visiting}验收", "{href}"),
    "acceptance.passed": Telling("work", UNIT, "{what}通过验收，接着公示", "{href}"),
    "acceptance.closed": Telling("work", UNIT, "{what}验收公示期满，已销号", "{href}"),
    "acceptance.revoked": Telling("work", UNIT, "{what}的验收已撤销：{reason}", "{href}", urgent=True),
    "criticism.drafted": Telling("paper", (HEAD,), "对{unit_name}的通报批评已起草，待批示", "{page}"),
    "criticism.redrafted": Telling("paper", (HEAD,), "对{unit_name}的通报批评已修改，待批示", "{page}"),
    "criticism.rejected": Telling("paper", (OFFICE,), "对{unit_name}的通报批评，批示不同意", "{page}"),
    "criticism.approved": Telling("order", UNIT, "{unit_name}被通报批评：{what}", "{href}", urgent=True),
    "problem.drafted": Telling("paper", (HEAD,), "公开督查问题“{what}”已起草，待批示", "{page}"),
    "problem.redrafted": Telling("paper", (HEAD,), "公开督查问题“{what}”已修改，待批示", "{page}"),
    "problem.approved": Telling("paper", (OFFICE,), "公开督查问题“{what}”，批示同意，待公开审查", "{page}"),
    "problem.rejected": Telling("paper", (OFFICE,), "公开督查问题“{what}”，批示不同意", "{page}"),
    "problem.published": Telling("order", (*UNIT, PRESS), "已公开督查问题：{what}", "{href}", urgent=True),
    # 绿色通道 and risks
    "coordination.asked": Telling(
        "work", (OTHER_UNIT, OFFICE), "{unit_name}请{helper_name}协调：{what}", "{href}", urgent=True
    ),
    "coordination.accepted": Telling("work", UNIT, "{helper_name}受理协调事项：{what}", "{href}"),
    "coordination.answered": Telling("work", (*UNIT, OFFICE), "{helper_name}答复协调事项：{what}", "{href}"),
    "coordination.supplement_asked": Telling(
        "work", UNIT, "{helper_name}请补充材料：{what}，{words}", "{href}", urgent=True
    ),
    "coordination.supplemented": Telling("work", (OTHER_UNIT,), "{unit_name}已补充材料：{what}", "{href}"),
    "coordination.resolved": Telling("work", UNIT, "{helper_name}报告协调事项已办：{what}，请确认", "{href}"),
    "coordination.disputed": Telling(
        "work", (OTHER_UNIT, OFFICE), "{unit_name}认为没有办好：{what}，{words}", "{href}", urgent=True
    ),
    "coordination.stepped_in": Telling(
        "work", (*UNIT, OTHER_UNIT), "督查室协调意见：{what}，{words}", "{href}", urgent=True
    ),
    "risk.raised": Telling("work", (*UNIT, OFFICE), "提示风险：{what}", "{href}"),
    "risk.assessed": Telling("work", UNIT, "风险研判为{risk_level}：{what}", "{href}"),
    "risk.supervision_planned": Telling("work", UNIT, "列入督查计划：{what}", "{href}"),
    # What people report (反映问题): nothing of what they wrote themselves
    "clue.received": Telling("work", (OFFICE,), "收到群众反映：{what}，请分办", "{href}"),
    "clue.assigned": Telling("work", UNIT, "督查室交办群众反映：{what}，{asked}", "{href}", urgent=True),
    "clue.replied": Telling("work", (OFFICE,), "{unit_name}报告了群众反映的办理情况：{what}", "{href}"),
    # Quarterly reviews (1.1 A13)
    "review_meeting.convened": Telling("work", (EVERY_UNIT, HEAD, OBSERVER), "{review}定于{on}召开", "{href}"),
    "review_meeting.rearranged": Telling("work", (EVERY_UNIT, HEAD, OBSERVER), "{review}改定于{on}召开", "{href}"),
    "review_meeting.task_assigned": Telling("work", UNIT, "{review}交办：{what}，{due}前完成", "{href}", urgent=True),
    "review_meeting.task_reported": Telling("work", (OFFICE,), "{unit_name}报告交办事项已办：{what}", "{href}"),
    "review_meeting.task_sent_back": Telling("work", UNIT, "交办事项退回：{what}，{reason}", "{href}", urgent=True),
    "review_meeting.task_confirmed": Telling("work", UNIT, "交办事项已办结：{what}", "{href}"),
    # What is proposed by a leader's 批示, and the departments' plans (2.3)
    "proposal.recorded": Telling(
        "order", (OFFICE,), "按批示建议：{what}", "{root}/proposals", True, when=lambda event: bool(event.instruction)
    ),
    "department_plan.filed": Telling("report", (OFFICE,), "{unit_name}报来部门实施方案", "{href}"),
    "department_plan.returned": Telling("report", UNIT, "部门实施方案退回：{reason}", "{href}", urgent=True),
    "department_plan.accepted": Telling("report", UNIT, "部门实施方案已备案", "{href}"),
    # The year's list
    "programme.released": Telling("paper", (PRESS, OBSERVER, EVERY_UNIT), "{what}已发布", "{root}/"),
}  # fmt: skip


BESIDE: dict[str, Telling] = {
    "report.corrected": Telling("paper", (POST,), "{what}已更正，更正通知待公开审查和您批准", "{root}/notices"),
    "adjustment.approved": Telling("paper", (POST,), "{what}的调整已批准，公布前待公开审查和您批准", "{root}/notices"),
    "order.issued": Telling("paper", (OFFICE,), "{what}已签发", "{href}"),
    "criticism.approved": Telling("paper", (OFFICE,), "对{unit_name}的通报批评，批示同意", "{page}"),
}
"""What others are told of the same event in other words: whoever approves its paper next, and whoever drafted it."""


def topics() -> list[str]:
    """The stored names that are worth reading for."""
    return sorted(TELLINGS)


def lines(topic: str) -> list[Telling]:
    """The line of an event, and the one told beside it."""
    return [table[topic] for table in (TELLINGS, BESIDE) if topic in table]


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


def same(telling: Telling, subject: Subject, event: Any) -> str | None:
    """What makes several events one to be told; None where each is told by itself."""
    return telling.once.format_map(_Blanks(subject, event)) if telling.once else None


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
