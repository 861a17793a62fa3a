"""An order in words: how it stands, and each entry of its history as who did what, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from supervision import ladder
from supervision.matter import CAUSES
from supervision.order import WAYS
from supervision.orders import Deed, OrderRow
from tracker.clock import SHANGHAI
from tracker.working_days import WorkingDays
from web.event_words import SENTENCES
from web.templating import date_in_words, day_in_words

LEVELS = {step: f"{words}督办" if step in ladder.ON_PAPER else words for step, words in ladder.WORDS.items()}
"""A level is never its colour alone: an order's blue is the mildest, a light's blue is finished."""
_STATES = {
    "drafted": "草稿，待签发",
    "issued": "待签收",
    "signed_for": "待反馈",
    "returned": "已退回，待补充",
    "replied": "已反馈，待核验",
    "verified": "核验通过，待办结",
    "closed": "已办结",
    "withdrawn": "已撤回",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history; `step` where the order came to another level, `late` where the unit was too late."""

    at: datetime
    who: str
    what: str
    why: str = ""
    files: tuple[Mapping[str, Any], ...] = ()
    step: str | None = None
    decided: str = ""
    extra: tuple[tuple[str, str], ...] = field(default=())


def state(row: OrderRow, today: date, days: WorkingDays) -> str:
    """How it stands, what waits first."""
    if row.pleading:
        return "待认定理由"
    if row.extending:
        return "待答复延期申请"
    if row.step == "handed_over" and row.live:
        return "已移送"
    if row.overdue(today) and row.due:
        return f"逾期{max(days.between(row.due, today), 1)}个工作日未反馈"
    if row.state == "issued" and row.begun and today > ladder.served_on(row.begun, None, days):
        return "未签收，视为送达"
    return _STATES[row.state]


def line(row: OrderRow, today: date, days: WorkingDays) -> dict[str, Any]:
    """An order in one line of another page: the row, its level and how it stands."""
    return {"row": row, "level": LEVELS[row.step], "state": state(row, today, days)}


def cause(row: OrderRow) -> str:
    """The cause with its words: 领导批示：分管副市长10月8日批示“……”。"""
    told = CAUSES[row.cause["kind"]]
    if row.cause["words"]:
        told += f"：{row.cause['words']}"
    if given := row.cause["instruction"]:
        day, words = date_in_words(given["decided_on"], week=False), given["words"].rstrip("。")
        told += f"（{given['post']}{day}批示：“{words}。”）"
    return told


def entry(deed: Deed, cause: str = "") -> Entry:
    """`cause`: the kind of the order's cause, which says at which level it was issued."""
    told = {**deed.told, "step": ladder.first(cause)} if deed.topic == "order.issued" else deed.told
    files = tuple(told.get("evidence") or ())
    what, why, extra = _TOLD[deed.topic](told)
    step = told["step"] if deed.topic in ("order.issued", "order.escalated", "order.lowered") else None
    return Entry(deed.at.astimezone(SHANGHAI), deed.post or "系统", what, why, files, step, _decision(told), extra)


def _decision(told: Mapping[str, Any]) -> str:
    given = told.get("approval")
    if not given:
        return ""
    words = f"：“{given['words'].rstrip('。')}。”" if given["words"] else ""
    return f"{given['post']}{date_in_words(given['decided_on'], week=False)}批准{words}"


_Said = tuple[str, str, tuple[tuple[str, str], ...]]


def _by(day: str | None, words: str = "反馈") -> str:
    return f"，{date_in_words(day, work=True)}前{words}" if day else ""


def _drafted(told: Mapping[str, Any]) -> _Said:
    return "起草督办单", told["cause"]["words"] or CAUSES[told["cause"]["kind"]], ()


def _issued(told: Mapping[str, Any]) -> _Said:
    return f"签发{told['text']}，{LEVELS[told['step']]}{_by(told['due'])}", "", ()


def _signed(told: Mapping[str, Any]) -> _Said:
    return (
        f"签收{LEVELS[told['step']]}单" + ("（纸质回执）" if told["scan"] else ""),
        "",
        ((("回执日期", day_in_words(told["signed_on"])),) if told["scan"] else ()),
    )


def _asked(told: Mapping[str, Any]) -> _Said:
    what = f"申请延期：{date_in_words(told['due'], week=False)} → {date_in_words(told['until'], work=True)}"
    return what, told["reason"], (("目前进展", told["progress"]),)


def _granted(told: Mapping[str, Any]) -> _Said:
    return f"同意延期{_by(told['due'])}", told["reason"], ()


def _refused(told: Mapping[str, Any]) -> _Said:
    return f"不同意延期，仍应于{date_in_words(told['due'], work=True)}前反馈", told["reason"], ()


def _replied(told: Mapping[str, Any]) -> _Said:
    return "反馈办理情况", told["done"], ()


def _returned(told: Mapping[str, Any]) -> _Said:
    return f"退回补充{_by(told['due'], '补报')}", told["reason"], ()


def _verified(told: Mapping[str, Any]) -> _Said:
    return f"核验通过（{WAYS[told['how']]}）", told["note"], ()


def _ruled(told: Mapping[str, Any]) -> _Said:
    words = (
        f"认定理由成立，时限重新定为{date_in_words(told['due'], work=True)}" if told["justified"] else "认定理由不成立"
    )
    return words, told["reason"], ()


def _escalated(told: Mapping[str, Any]) -> _Said:
    verb = "升为" if told["step"] in ladder.ON_PAPER else "转入"
    extra = (("上一步未兑现", told["lapse"]),) if told["lapse"] else ()
    due = _by(told["due"], "反馈" if told["step"] in ladder.ON_PAPER else "办理") if told["due"] else ""
    return f"{verb}{LEVELS[told['step']]}{due}", told["reason"], extra


def _lowered(told: Mapping[str, Any]) -> _Said:
    return f"降为{LEVELS[told['step']]}{_by(told['due'])}", told["reason"], ()


def _plain(topic: str, name: str = "reason") -> Callable[[Mapping[str, Any]], _Said]:
    return lambda told: (SENTENCES[topic], told.get(name, ""), ())


_TOLD: dict[str, Callable[[Mapping[str, Any]], _Said]] = {
    "order.drafted": _drafted,
    "order.redrafted": _plain("order.redrafted"),
    "order.issued": _issued,
    "order.signed_for": _signed,
    "order.extension_asked": _asked,
    "order.extension_granted": _granted,
    "order.extension_refused": _refused,
    "order.reply_drafted": _plain("order.reply_drafted", "done"),
    "order.reply_sent_back": _plain("order.reply_sent_back"),
    "order.replied": _replied,
    "order.returned": _returned,
    "order.verified": _verified,
    "order.closed": _plain("order.closed", "conclusion"),
    "order.withdrawn": _plain("order.withdrawn"),
    "order.pleaded": _plain("order.pleaded"),
    "order.plea_ruled": _ruled,
    "order.escalated": _escalated,
    "order.lowered": _lowered,
}
