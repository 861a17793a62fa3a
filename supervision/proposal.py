"""What the system proposes, from facts alone, with the sentence and the arithmetic of why (domain.md 3.9, 2.5). Pure.

Nothing is issued by it: a person issues or declines. A proposal's id is made of its rule, subject and period, so that
the same facts ask once. How long a light lasts is told by projects/streak.py.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from projects.streak import GREY, RED, YELLOW, Month, running, running_yellows
from projects.streak import WORDS as LIGHT_WORDS
from supervision.figures import formally

ORDER, RED_ORDER, TALK, STEP, CRITICISM, NAME = "order", "red_order", "talk", "step", "criticism", "name"
ACTIONS = {
    ORDER: "发督办单（蓝色，一级）",
    RED_ORDER: "发督办单（红色，三级）",
    TALK: "约谈",
    STEP: "督办升级",
    CRITICISM: "列为通报批评候选",
    NAME: "在周期通报中点名",
}
RULES = {
    "red_light": "亮红灯",
    "two_yellows": "连续两个月黄灯",
    "three_reds": "连续三个月红灯",
    "missed": "到期未办",
    "two_missed": "一个季度两次未办",
    "lapsed": "督办逾期",
    "finding": "督查发现问题",
    "falsified": "报送弄虚作假",
    "unmended": "整改不到位",
    "instruction": "领导批示",
    "below_green": "三季度末未达绿灯",
}
BELOW_GREEN = (GREY, YELLOW, RED)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`project` and `unit` are ids; `order` that of the order to be raised, and `step` the step it would go to.

    `since` (ISO): the day of the fact. `cause` is the kind of an order's cause (supervision/matter.py); `matter`,
    `facts` and `requirement` are what its form begins with.
    """

    rule: str
    subject: str
    period: str
    action: str
    unit: str
    project: str | None
    since: str
    sentence: str
    arithmetic: tuple[str, ...]
    cause: str = ""
    matter: str = ""
    facts: str = ""
    requirement: str = ""
    order: str | None = None
    step: str | None = None

    @property
    def id(self) -> str:
        return f"{self.rule}:{self.subject}:{self.period}"


@dataclass(frozen=True, slots=True)
class Course:
    """A project's months in order. `ordered`: an order on its lights is not over; `talked`: nor is a talk about it."""

    project: str
    number: str
    title: str
    unit: str
    months: tuple[Month, ...]
    ordered: bool = False
    talked: bool = False

    @property
    def called(self) -> str:
        return f"项目{self.number}“{self.title}”"


@dataclass(frozen=True, slots=True)
class Missed:
    """An obligation that was missed. `quarter` (2026-Q3) is that in which it was due; `due` and `missed_on` are ISO.
    `filed`: it was brought since: it stays missed, and counts, but there is nothing left to order."""

    kind: str
    subject: str
    period: str
    what: str
    unit: str
    unit_name: str
    project: str | None
    due: str
    missed_on: str
    quarter: str
    filed: bool = False


@dataclass(frozen=True, slots=True)
class Stood:
    """An order whose step has lapsed without a ruled justification: what lapsed, and the step that would follow."""

    order: str
    number: str
    matter: str
    project: str | None
    unit: str
    step: str
    step_words: str
    next: str
    next_words: str
    lapse: str
    since: str


@dataclass(frozen=True, slots=True)
class Found:
    """A visit whose sample does not bear out what was reported, and what a person ruled that to come from: `false`, or
    not. `words` is the sample as it prints; `ruled` the ruling's own words."""

    visit: str
    project: str
    called: str
    unit: str
    on: str
    words: str
    note: str
    lacking: int
    false: bool = False
    ruled: str = ""


@dataclass(frozen=True, slots=True)
class Unmended:
    """A finding whose rectification failed its recheck, or was not reported by its day: `lapse` in words."""

    finding: str
    round: int
    project: str
    called: str
    unit: str
    severity: str
    fact: str
    requirement: str
    lapse: str
    since: str


@dataclass(frozen=True, slots=True)
class Instructed:
    """A leader's 批示 that the office recorded: whose post, when, in which words, on which project or unit."""

    id: str
    project: str | None
    unit: str
    about: str
    post: str
    decided_on: str
    words: str


@dataclass(frozen=True, slots=True)
class Facts:
    year: int
    courses: Sequence[Course] = ()
    missed: Sequence[Missed] = ()
    stood: Sequence[Stood] = ()
    found: Sequence[Found] = ()
    unmended: Sequence[Unmended] = ()
    instructed: Sequence[Instructed] = ()


def proposals(facts: Facts) -> list[Proposal]:
    """Everything the facts propose, the oldest fact first."""
    made = [
        *(each for course in facts.courses for each in _of_course(course, facts.year)),
        *(_missed(each) for each in facts.missed if not each.filed),
        *_named(facts.missed),
        *map(_lapsed, facts.stood),
        *(_falsified(each) if each.false else _finding(each) for each in facts.found),
        *map(_unmended, facts.unmended),
        *map(_instructed, facts.instructed),
    ]
    return sorted(made, key=lambda each: (each.since, each.id))


def _of_course(course: Course, year: int) -> Iterator[Proposal]:
    reds = running(course.months, RED)
    yellows = running_yellows(course.months)
    if reds and not course.ordered:
        yield _red(course, reds)
    if len(reds) >= 3 and not course.talked:
        yield _three(course, reds)
    if len(yellows) >= 2 and not course.ordered:
        yield _yellows(course, yellows)
    last = next((month for month in course.months if month.key == f"{year}-09"), None)
    if last and last.light in BELOW_GREEN:
        yield _below(course, last, year)


def _red(course: Course, reds: list[Month]) -> Proposal:
    first, last = reds[0], reds[-1]
    since = f"，自{first.label}起已{len(reds)}个月" if len(reds) > 1 else ""
    return _of_light(
        course,
        "red_light",
        first.key,
        ORDER,
        first.known,
        f"{course.called}{last.label}亮红灯{since}",
        _told(reds),
        _formal(reds),
    )


def _three(course: Course, reds: list[Month]) -> Proposal:
    """At the third red, and again at each third after it."""
    counted = reds[: len(reds) // 3 * 3]
    sentence = f"{course.called}连续{len(counted)}个月亮红灯，应约谈责任单位负责人"
    return _of_light(
        course, "three_reds", counted[-1].key, TALK, counted[-1].known, sentence, _told(counted), _formal(counted)
    )


def _yellows(course: Course, units: list[tuple[Month, ...]]) -> Proposal:
    """At the second, and again at each second after it."""
    counted = units[: len(units) // 2 * 2]
    months = [month for unit in counted for month in unit]
    joined = any(len(unit) == 2 for unit in counted)
    rule = ("连续两个月未报送，按一个月黄灯计",) if joined else ()
    sentence = f"{course.called}连续黄灯{len(counted)}次（{'、'.join(month.label for month in months)}）"
    last = counted[-1][-1]
    return _of_light(
        course, "two_yellows", last.key, ORDER, last.known, sentence, (*_told(months), *rule), _formal(months, *rule)
    )


def _of_light(
    course: Course,
    rule: str,
    period: str,
    action: str,
    since: str,
    sentence: str,
    arithmetic: tuple[str, ...],
    facts: str,
) -> Proposal:
    return Proposal(
        rule=rule,
        subject=course.project,
        period=period,
        action=action,
        unit=course.unit,
        project=course.project,
        since=since,
        sentence=sentence,
        arithmetic=arithmetic,
        cause="red_light" if rule == "three_reds" else rule,
        matter=f"{course.title}进度滞后",
        facts=facts,
        requirement="查明滞后原因，提出赶工措施和逐月计划，按期追回序时进度。",
    )


def _told(months: Sequence[Month]) -> tuple[str, ...]:
    return tuple(f"{month.label}：{month.arithmetic or LIGHT_WORDS.get(month.light or '', '')}" for month in months)


def _formal(months: Sequence[Month], *more: str) -> str:
    """The months for the paper, in official words: 2026年8月计划80.8%，实际53.7%，落后27.1个百分点，亮黄灯；9月……。"""
    said = [f"{month.label}{formally(month.arithmetic) or LIGHT_WORDS.get(month.light or '', '')}" for month in months]
    return f"{months[0].key[:4]}年" + "；".join((*said, *more)) + "。"


def _below(course: Course, month: Month, year: int) -> Proposal:
    sentence = f"{course.called}三季度末{LIGHT_WORDS[month.light or GREY]}，列为通报批评候选"
    return Proposal(
        "below_green", course.project, f"{year}-Q3", CRITICISM, course.unit, course.project, month.known, sentence,
        (*_told([month]), "规则：三季度末（9月）未达绿灯的，列入通报批评候选名单（南京2016年）"),
        facts=_formal([month]),
    )  # fmt: skip


def _missed(each: Missed) -> Proposal:
    due, gone = _day(each.due), _day(each.missed_on)
    return Proposal(
        rule="missed",
        subject=f"{each.kind}/{each.subject}",
        period=each.period,
        action=ORDER,
        unit=each.unit,
        project=each.project,
        since=each.missed_on,
        sentence=f"{each.unit_name}到期未办：{each.what}",
        arithmetic=(f"应于{due}前办理，截至{gone}仍未办理，记为未办",),
        cause="missed",
        matter=f"{each.what}逾期未办",
        facts=f"{each.what}应于{due}前办理，截至{gone}仍未办理。",
        requirement="立即补办，书面说明未按期办理的原因和今后的保障措施。",
    )


def _named(missed: Sequence[Missed]) -> Iterator[Proposal]:
    """A unit that missed two in a quarter (domain.md 3.9, 2)."""
    grouped: dict[tuple[str, str], list[Missed]] = {}
    for each in sorted(missed, key=lambda one: (one.missed_on, one.kind, one.subject)):
        grouped.setdefault((each.unit, each.quarter), []).append(each)
    for (unit, quarter), those in grouped.items():
        if len(those) >= 2:
            told = tuple(f"{each.what}，应于{_day(each.due)}前办理，未办" for each in those)
            words = f"{quarter[:4]}年{'一二三四'[int(quarter[-1]) - 1]}季度"
            yield Proposal(
                "two_missed", unit, quarter, NAME, unit, None, those[1].missed_on,
                f"{those[0].unit_name}{words}有{len(those)}次到期未办，列入周期通报点名名单",
                (*told, f"合计{len(those)}次，满2次即列入"),
            )  # fmt: skip


def _lapsed(each: Stood) -> Proposal:
    raised = f"可由{each.step_words}升为{each.next_words}"
    sentence = f"督办单{each.number}逾期未结，没有认定为有正当理由，{raised}"
    return Proposal(
        "lapsed", each.order, each.step, STEP, each.unit, each.project, each.since, sentence, (each.lapse,),
        matter=each.matter, facts=each.lapse, order=each.order, step=each.next,
    )  # fmt: skip


def _finding(each: Found) -> Proposal:
    said = (each.words, f"有{each.lacking}处与报送不一致", *((each.note,) if each.note else ()))
    return Proposal(
        "finding", each.visit, "", ORDER, each.unit, each.project, each.on,
        f"{each.called}{_day(each.on)}现场核查与报送不一致", said, cause="finding",
        matter=f"{each.called}现场核查发现的问题", facts="；".join(part.rstrip("。") for part in said) + "。",
        requirement="对核查发现的问题逐处整改，如实更正报送内容。",
    )  # fmt: skip


def _falsified(each: Found) -> Proposal:
    """At the third level at once, on a person's ruling that the report was false (domain.md 3.4)."""
    said = (each.words, f"认定：{each.ruled.rstrip('。')}")
    return Proposal(
        "falsified", each.visit, "", RED_ORDER, each.unit, each.project, each.on,
        f"{each.called}{_day(each.on)}现场核查的差异认定为报送弄虚作假", said, cause="falsified",
        matter=f"{each.called}报送弄虚作假", facts="；".join(part.rstrip("。") for part in said) + "。",
        requirement="立即更正报送内容，查明责任，书面报告处理情况。",
    )  # fmt: skip


def _unmended(each: Unmended) -> Proposal:
    """One level up (domain.md 3.4): from its own rectification to an order."""
    return Proposal(
        "unmended", each.finding, str(each.round), ORDER, each.unit, each.project, each.since,
        f"{each.called}检查发现的{each.severity}问题{each.lapse}", (f"问题：{each.fact.rstrip('。')}", each.lapse),
        cause="finding", matter=f"{each.called}检查发现的问题整改不到位",
        facts=f"检查发现：{each.fact.rstrip('。')}。{each.lapse}。", requirement=each.requirement,
    )  # fmt: skip


def _instructed(each: Instructed) -> Proposal:
    said = f"{each.post}{_day(each.decided_on)}批示：“{each.words.rstrip('。')}。”"
    return Proposal(
        rule="instruction",
        subject=each.id,
        period="",
        action=ORDER,
        unit=each.unit,
        project=each.project,
        since=each.decided_on,
        sentence=f"领导批示涉及{each.about}",
        arithmetic=(said,),
        cause="instruction",
        matter=f"落实领导批示：{each.about}",
        facts=said,
        requirement="按批示要求办理，按期反馈。",
    )


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.month}月{day.day}日"
