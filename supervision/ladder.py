"""The ladder of a supervision order: its steps, the clock of each, and what a step up needs (domain.md 3.5).

Days are working days by the calendar handed in. A step is written as its key; people read WORDS.
"""

from dataclasses import dataclass
from datetime import date

from tracker.working_days import WorkingDays

STEPS = ("blue", "orange", "red", "talk", "rectification", "criticism", "handed_over")
ON_PAPER = STEPS[:3]
"""The steps that are a 督办单 of their own: signed for, replied to, printed with the level in its band."""
WORDS = {
    "blue": "蓝色（一级）",
    "orange": "橙色（二级）",
    "red": "红色（三级）",
    "talk": "约谈",
    "rectification": "限期整改",
    "criticism": "通报批评",
    "handed_over": "移送",
}

SIGN = 1
"""Working days in which a unit signs for an order (domain.md 3.5)."""
SERVED = 2
"""Working days after which an order that nobody signed for counts as served (default)."""
REPLY = {"blue": 5, "orange": 3, "red": 2}
"""Working days for the reply at each level, the day of issue not counted (default)."""
EXPLANATION = 10
"""The longest that may be given for a reply, and the time in which a unit may plead (济南 art. 15, 杭州 art. 20)."""
RETURNED = 2
"""Working days for the supplement of a returned reply; the reply's own day stays where it is later."""
VERIFY = 5
"""Working days in which the office verifies a reply."""
DECIDE_EXTENSION = 1
TALK = 5
"""Working days within which a talk is held once it was decided."""
CLIMB = 1
"""A step up is looked at on the working day after the lapse."""
UNDECIDED = {"extension": "order.extension_undecided", "plea": "order.plea_undecided"}
"""What the office may owe the unit → how a step up is refused meanwhile."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands on its step, as far as a step up asks.

    `due`: the day by which the unit was to answer, None where the step has none. `answered`: a reply is with the office
    or was verified. `undecided`: "extension" or "plea" while the office owes the unit a decision. `justified`: a plea
    was ruled justified, and the day set with the ruling is `due`. `lapse`: what lapsed, in words, where the step's own
    record (talk, rectification, criticism) tells it.
    """

    step: str
    due: date | None
    answered: bool = False
    undecided: str | None = None
    justified: bool = False
    lapse: str = ""


FIRST = {"falsified": "red"}
"""Where an order of this cause begins: a false report at the third level; every other at the first."""


def first(cause: str) -> str:
    """The step at which an order of a cause begins."""
    return FIRST.get(cause, STEPS[0])


def after(step: str) -> str | None:
    """The next step up; None at the top."""
    place = STEPS.index(step) + 1
    return STEPS[place] if place < len(STEPS) else None


def below(step: str) -> tuple[str, ...]:
    """The levels an order may come down to from this step, the mildest first."""
    return tuple(each for each in ON_PAPER if STEPS.index(each) < STEPS.index(step))


def reply_due(step: str, begun: date, days: WorkingDays) -> date:
    """The last day for the reply to an order issued, or raised to this level, on `begun`."""
    return days.add(begun, REPLY[step])


def latest(begun: date, days: WorkingDays) -> date:
    """The latest day that may be set for a reply."""
    return days.add(begun, EXPLANATION)


def pleading_until(begun: date, due: date | None, days: WorkingDays) -> date:
    """The last day on which the unit may plead at this step: never before its reply is due."""
    return max(latest(begun, days), due or begun)


def served_on(begun: date, signed_on: date | None, days: WorkingDays) -> date:
    """The day an order counts as served: when it was signed for, at the latest two working days after its issue."""
    served = days.add(begun, SERVED)
    return min(signed_on, served) if signed_on else served


def supplement_due(returned: date, due: date | None, days: WorkingDays) -> date:
    """The last day for what a returned reply lacks."""
    return max(days.add(returned, RETURNED), due or returned)


def longest_extension(begun: date, due: date, days: WorkingDays) -> date:
    """The latest day an extension may reach: once more the original length (domain.md 3.5)."""
    return days.add(due, max(days.between(begun, due), 1))


def climbs_on(due: date, days: WorkingDays) -> date:
    """The first day on which a lapse may carry an order up: silence until `due`, then one working day."""
    return days.add(due, CLIMB)


def lapsed(standing: Standing, today: date, days: WorkingDays) -> bool:
    """Whether the step lapsed: nobody answered by its day, or its own record says so; a plea that was ruled justified
    holds until the day set with it."""
    if standing.answered or (standing.justified and standing.due and today <= standing.due):
        return False
    if standing.step in ON_PAPER:
        return standing.due is not None and today >= climbs_on(standing.due, days)
    return bool(standing.lapse.strip())


def obstacle(standing: Standing, to: str, today: date, days: WorkingDays) -> str | None:
    """The refusal code of what stands between an order and the step `to`; None where it may be taken.

    Nobody skips a step; what the office owes the unit is decided first; a justified lapse carries nobody up.
    """
    if to != after(standing.step):
        return "order.not_next"
    if standing.undecided:
        return UNDECIDED[standing.undecided]
    if standing.answered:
        return "order.answered"
    if standing.justified and standing.due and today <= standing.due:
        return "order.justified"
    return None if lapsed(standing, today, days) else "order.not_lapsed"
