"""An obligation in words: how it stands, how its day was counted, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from projects.rule import due_words
from supervision import matrix
from supervision.claim import OWNERS
from supervision.obligations import ObligationRow
from tracker.clock import SHANGHAI
from tracker.working_days import WorkingDays
from web.event_words import SENTENCES
from web.templating import date_in_words

STATES = {
    "met": "按时办结",
    "met_late": "逾期办结",
    "missed": "逾期未办",
    "waived": "免予办理",
    "overdue": "已逾期，待办",
    "paused": "停止计时",
    "open": "待办",
}
"""How one obligation stands, as `standing` names it: what is on the ledger, and what the clock says of what is open."""
SET_IN = {
    "order_supplement": "退回补充时写明",
    "order": "督办单上写明",
    "review_pack": "点评会通知的会议日期",
    "meeting_task": "点评会议定",
    "promise": "约谈记录写明",
    "rectification": "责令整改时写明",
    "supervision_plan": "督查计划写明",
}
"""Kind, or how its name begins → where a person said the day."""
UNWORKED = {"weekend": "休息日", "holiday": "放假", "makeup": "调休上班", "working": "工作日"}


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day that was looked at: its remark, the notice that says so, and what it counts as in words."""

    day: date
    remark: str
    notice: str
    counts: str
    working: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the history; `late` where it is a lapse."""

    at: datetime
    what: str
    why: str = ""
    who: str = ""
    late: bool = False


def owner(name: str) -> str:
    return OWNERS.get(name, name)


def standing(row: ObligationRow, now: datetime) -> str:
    """A key of STATES."""
    return matrix.standing({name: getattr(row, name) for name in ("state", "paused_at", "due")}, now)


def left(due: datetime, now: datetime, days: WorkingDays) -> str:
    """`还剩3个工作日`, `今天17时到期`, `已逾期2个工作日`."""
    local, today = due.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    between = days.between(today, local.date())
    if now > due:
        return f"已逾期{-between}个工作日" if between < 0 else "已逾期，不到1个工作日"
    if local.date() == today:
        return f"今天{hour(due)}到期"
    return f"还剩{between}个工作日" if between else "到期前没有工作日"


def hour(due: datetime) -> str:
    """17时, 24时."""
    return due_words(due).split("日")[1]


def due_in_full(due: datetime) -> str:
    """`10月8日（周四）17时`, `10月10日（周六，上班）24时`."""
    return date_in_words(due.astimezone(SHANGHAI), work=True) + hour(due)


def told(row: ObligationRow, now: datetime, days: WorkingDays) -> str:
    """How it stands, in one sentence."""
    stands = standing(row, now)
    if stands in ("open", "overdue"):
        return f"待办，{left(row.due, now, days)}"
    if stands == "paused" and row.paused_at:
        return f"停止计时（{date_in_words(row.paused_at, week=False)}起），补齐后顺延"
    if stands == "met_late" and row.met_at:
        between = days.between(row.due.date(), row.met_at.date())
        return f"逾期办结，迟{between}个工作日" if between > 0 else "逾期办结，迟不到1个工作日"
    if stands == "missed" and row.filed_at:
        return f"逾期未办，{date_in_words(row.filed_at, week=False)}补办"
    return STATES[stands]


def in_short(arithmetic: Mapping[str, Any], due: datetime) -> str:
    """How its day came about: `10月5日（国庆节放假）→ 顺延至10月8日17时`."""
    if arithmetic.get("set"):
        return _set_in_short(arithmetic, due)
    days = counted_days(arithmetic)
    if (roll := arithmetic["roll"]) is not None:
        from_day = date.fromisoformat(roll["from"])
        why = next((each.remark for each in days if each.day == from_day), "非工作日")
        return f"{date_in_words(from_day, week=False)}（{why}）→ 顺延至{due_words(due)}"
    numbers = [each["counts"] for each in arithmetic["days"] if each["counts"]]
    if numbers:
        return f"{date_in_words(arithmetic['event'], week=False)}次日起第{numbers[-1]}个工作日：{due_words(due)}"
    last = days[-1].remark if days and days[-1].remark not in ("工作日", "休息日") else ""
    return due_words(due) + (f"（{last}）" if last else "")


def _set_in_short(arithmetic: Mapping[str, Any], due: datetime) -> str:
    """`按指定的期限：10月8日24时`; where pauses moved it, from which day."""
    first = date.fromisoformat(arithmetic["days"][0]["day"]) if arithmetic["days"] else due.date()
    if first == due.astimezone(SHANGHAI).date():
        return f"按指定的期限：{due_words(due)}"
    return f"按指定的期限{date_in_words(first, week=False)}，停止计时后顺延至{due_words(due)}"


def set_in(row: ObligationRow) -> str:
    """Where the day was said that a person set; empty where the rule said it."""
    if not row.arithmetic.get("set"):
        return ""
    if row.extension and row.extension["state"] == "granted":
        return "督查室同意的延期"
    return next((words for kind, words in SET_IN.items() if row.kind.startswith(kind)), "办理时写明")


def counted_days(arithmetic: Mapping[str, Any]) -> list[CountedDay]:
    """Every day that was looked at, up to the due day; none has a number where a person set the day."""
    days = arithmetic["days"]
    return [_counted({**each, "counts": None} if arithmetic.get("set") else each) for each in days]


def _counted(each: Mapping[str, Any]) -> CountedDay:
    kind, name = each["kind"], each.get("name", "")
    remark = f"{name}{UNWORKED[kind]}" if kind in ("holiday", "makeup") else UNWORKED[kind]
    counts = f"第{each['counts']}个工作日" if each["counts"] else ""
    return CountedDay(
        date.fromisoformat(each["day"]), remark, each.get("notice", ""), counts, kind in ("working", "makeup")
    )


def pause(each: Mapping[str, Any]) -> str:
    """`10月9日 10:00停止计时，10月12日 09:00恢复，顺延1个工作日：补充材料`."""
    since = _moment(each["since"])
    until = f"{_moment(each['until'])}恢复，顺延{each['days']}个工作日" if each["until"] else "尚未恢复"
    return f"{since}停止计时，{until}" + (f"：{each['reason']}" if each["reason"] else "")


def due_in_words(text: str) -> str:
    """A stored day and hour."""
    return due_in_full(datetime.fromisoformat(text))


def returned(each: Mapping[str, Any], days: WorkingDays, now: datetime) -> str:
    """A return for a supplement, and for how long the office's clock stood still."""
    since = datetime.fromisoformat(each["since"])
    until = datetime.fromisoformat(each["until"]) if each["until"] else None
    taken = days.between(since.date(), (until or now).date())
    told = f"{_moment(each['since'])}退回：{each['reason']}"
    if until is None:
        return f"{told}（答复时限停止计时，已{taken}个工作日）"
    return f"{told}；{_moment(each['until'])}补充：{each['text']}（答复时限停止计时{taken}个工作日）"


def story(row: ObligationRow) -> list[Deed]:
    """What became of it, the latest first."""
    due = _first_due(row)
    what = f"产生，由{owner(row.owners[0]['owner'])}办理" + (f"，应于{_due(due)}前办结" if due else "")
    return [Deed(row.opened_at, what), *(_deed(each) for each in row.history)][::-1]


def _first_due(row: ObligationRow) -> str | None:
    """The day it was opened with; None where nothing tells it."""
    for each in row.history:
        if (field := _TELLS_DUE.get(each["event"].removeprefix("obligation."))) is not None:
            return str(each[field]) if field else None
    return row.due.isoformat()


_TELLS_DUE = {
    "reminded": "due", "met_late": "due", "missed": "due", "rescheduled": "former", "extension_granted": "former",
    "resumed": "",
}  # fmt: skip


def _deed(each: Mapping[str, Any]) -> Deed:
    name = each["event"].removeprefix("obligation.")
    what, why = _TOLD.get(name, lambda told: (SENTENCES[each["event"]], told.get("reason", "")))(each)
    at = datetime.fromisoformat(each["at"])
    return Deed(at, what, why, each.get("by", ""), name in ("missed", "met_late"))


_TOLD: Mapping[str, Any] = {
    "reminded": lambda told: (f"提醒：{_due(told['due'])}到期", ""),
    "handed_over": lambda told: (f"由{owner(told['former'])}转给{owner(told['owner'])}办理", ""),
    "rescheduled": lambda told: (f"期限由{_due(told['former'])}改为{_due(told['due'])}", told["why"]),
    "paused": lambda told: ("停止计时", told["reason"]),
    "resumed": lambda told: (f"恢复计时，期限顺延至{_due(told['due'])}", ""),
    "extension_asked": lambda told: (
        f"申请延期至{_due(told['until'])}",
        f"理由：{told['reason']}\n目前进展：{told['progress']}",
    ),
    "extension_returned": lambda told: ("退回延期申请，要求补充", told["reason"]),
    "extension_supplemented": lambda told: ("补充延期申请", told["text"]),
    "extension_granted": lambda told: (
        f"同意延期，期限由{_due(told['former'])}改为{_due(told['due'])}",
        told["reason"],
    ),
    "extension_refused": lambda told: ("不同意延期，期限不变", told["reason"]),
    "met": lambda told: (f"按时办结（{_by(told)}）", ""),
    "met_late": lambda told: (f"逾期办结（{_by(told)}），期限为{_due(told['due'])}", ""),
    "missed": lambda told: (f"期限为{_due(told['due'])}，过后仍未办，记为逾期未办", ""),
    "filed_after_missed": lambda told: (f"补办（{_by(told)}），仍记为逾期未办", ""),
    "waived": lambda told: ("免予办理", told["reason"] + (f"（{told['post']}）" if told.get("post") else "")),
}


def _by(told: Mapping[str, Any]) -> str:
    return SENTENCES.get(told["by_event"], "办结")


def _due(text: str) -> str:
    return due_words(datetime.fromisoformat(text))


def _moment(text: str) -> str:
    local = datetime.fromisoformat(text).astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
