"""A project's public history: each thing that was made public of it in a sentence, with day, post and document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from projects import difference
from projects.difference import Difference
from projects.editions import Edition
from projects.notice import ADJUSTMENT, CORRECTION, REVOCATION, Notice
from projects.notices import Told
from projects.reorganisations import Move, Support
from supervision.acceptances import AcceptanceRow
from supervision.opinions import OpinionRow
from supervision.problems import ProblemRow
from supervision.public_visits import PublicVisit
from tracker import clock
from web import succession
from web.templating import day_in_words, month_in_words
from web.wording import aim, number

HALTING = ("suspension", "resumption", "termination", "carry_over")
ANSWERING = ("lead_unit", "supporting_units", "implementing_units", "leader_in_charge", "responsible")
EXPLAINED = {
    "quantity": ("quantity",),
    "plan": ("plan", "quantity", "resumption"),
    "due_on": ("due_on",),
    "milestones": ("milestones",),
    "halt": HALTING,
    **dict.fromkeys(ANSWERING, ("responsibility",)),
}
"""Field of a difference → the kinds of adjustment that bring it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One public event. `at`: when it became public; `notice`, `adjustment` or `differences` hold what is shown old
    beside new; `link` leads from the project's history to the whole of it."""

    at: datetime
    what: str
    sentence: str
    post: str | None = None
    document: str | None = None
    link: str | None = None
    sha256: str | None = None
    notice: Mapping[str, Any] | None = None
    adjustment: Mapping[str, Any] | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def redline(self) -> bool:
        """Whether target, plan or responsibility changed by it."""
        told = self.notice is not None and self.notice["kind"] == ADJUSTMENT
        return told or self.adjustment is not None or bool(self.differences)


@dataclass(frozen=True, slots=True)
class Shown:
    """One edition with the project as it was told there; None where the list did not hold it."""

    edition: Edition
    project: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Sources:
    """All that was made public of one project."""

    shown: Sequence[Shown]
    notices: Sequence[Told] = ()
    visits: Sequence[PublicVisit] = ()
    problems: Sequence[ProblemRow] = ()
    opinions: Sequence[OpinionRow] = ()
    moves: Sequence[Move] = ()
    supports: Sequence[Support] = ()
    merged: Mapping[str, str] | None = None
    acceptance: AcceptanceRow | None = None


def of(sources: Sources) -> list[Entry]:
    """Newest first."""
    found = [
        *_published(sources),
        *(_notice(each) for each in reversed(sources.notices) if each.kind != REVOCATION),
        *(_visit(each) for each in sources.visits),
        *(_opinion(each, each.public_at) for each in sources.opinions if each.public_at),
        *(entry for each in sources.problems for entry in of_problem(each)),
        *(of_acceptance(sources.acceptance) if sources.acceptance else ()),
        *_orders(sources),
    ]
    return sorted(found, key=lambda each: each.at)[::-1]


def _published(sources: Sources) -> Iterator[Entry]:
    """Each edition, what it changed of the promise without saying so elsewhere, and where the list lost the project."""
    before: Mapping[str, Any] | None = None
    known: set[tuple[Any, ...]] = {_which(each.content) for each in sources.notices if each.kind == ADJUSTMENT}
    for each in sources.shown:
        at, project = each.edition.published_at, each.project
        if project is None:
            if before is not None:
                yield Entry(at, "不再列入", "重新收录的清单中没有这个项目；此前的内容仍照原样保留。")
            before = None
            continue
        yield _edition(each, project, sources.merged)
        for adjustment in project["adjustments"]:
            if (which := _which(adjustment)) not in known:
                known.add(which)
                yield _adjusted(at, adjustment)
        if before is not None and (found := _unexplained(before, project, sources)):
            yield Entry(at, "承诺内容有变化", "再次公布的内容与此前不同，原来的和现在的并列如下。", differences=found)
        before = project


def _unexplained(old: Mapping[str, Any], new: Mapping[str, Any], sources: Sources) -> tuple[Difference, ...]:
    approved = {(each["target_no"], each["field"]) for each in new["adjustments"]}
    moved = {*(each.to_name for each in sources.moves), *(each.to_name for each in sources.supports)}

    def explained(each: Difference) -> bool:
        kinds = EXPLAINED.get(each.field, ())
        if any((no, kind) in approved for kind in kinds for no in ("", each.no)):
            return True
        said = each.new if isinstance(each.new, list) else [each.new]
        return each.field in ANSWERING and bool(moved) and (each.field == "responsible" or bool(moved & set(said)))

    return tuple(each for each in difference.promise(old, new) if not explained(each))


def _edition(shown: Shown, project: Mapping[str, Any], merged: Mapping[str, str] | None) -> Entry:
    edition = shown.edition
    day = edition.published_at.astimezone(clock.SHANGHAI).date()
    link = f"../{quote(project['number'])}?as_of={day}"
    if not edition.period:
        return Entry(edition.published_at, "清单公布", _promised(project), link=link, sha256=edition.sha256)
    label = month_in_words(edition.period, merged)
    return Entry(
        edition.published_at, f"{label}进展公布", _reached(project, edition.period), link=link, sha256=edition.sha256
    )


def _promised(project: Mapping[str, Any]) -> str:
    aims = [f"{each['text']}（{aim(each)}）" for each in project["targets"] if not each["parent"]]
    parts = [f"目标：{'；'.join(aims)}"] if aims else []
    parts += [f"牵头单位：{project['lead_unit']}"] if project["lead_unit"] else []
    parts += [f"{day_in_words(project['due_on'])}前完成"] if project["due_on"] else []
    return "。".join(parts) + "。" if parts else "列入清单。"


def _reached(project: Mapping[str, Any], period: str) -> str:
    told = [
        f"{each['text']}累计{number(each['value'])}{each['unit'] or ''}"
        for each in project["targets"]
        if each["value_period"] == period and each["value"] is not None and each["kind"] != "milestones"
    ]
    figures = "；".join(told)
    return f"{figures}。{project['sentence'] or ''}" if figures else str(project["sentence"] or "进展已公布。")


def _adjusted(at: datetime, each: Mapping[str, Any]) -> Entry:
    return Entry(
        at,
        f"经批准调整：{each['what']}",
        _terms(each) + _why(each),
        post=f"{each['approved_by']}{day_in_words(each['decided_on'])}批准",
        document=each["document"],
        adjustment=each,
    )


def _notice(told: Told) -> Entry:
    each, corrects = told.content, told.kind == CORRECTION
    figures = "；".join(
        f"{figure['text']}由{_figure(figure['old'])}更正为{_figure(figure['new'])}{figure['unit'] or ''}。"
        for figure in each.get("figures", [])
    )
    return Entry(
        told.published_at,
        f"更正{each['label']}数字" if corrects else f"经批准调整：{each['what']}",
        figures + _terms(each) + _why(each),
        post=f"{each['found_by']}发现" if corrects else f"{each['approved_by']}{day_in_words(each['decided_on'])}批准",
        document=None if corrects else each["document"],
        link=f"../../changes/#n-{told.id}",
        sha256=told.sha256,
        notice=each,
    )


def _terms(each: Mapping[str, Any]) -> str:
    """From what to what, where that is one figure or one day."""
    if each.get("field") == "due_on":
        return f"完成时限由{day_in_words(each['old'])}改为{day_in_words(each['new'])}。"
    if each.get("field") == "milestones":
        moves = zip(each["old"], each["new"], strict=True)
        told = (f"“{now['text']}”由{day_in_words(was['due'])}改为{day_in_words(now['due'])}" for was, now in moves)
        return f"节点{'，'.join(told)}。"
    if each.get("field") == "quantity" and each["old"] is not None:
        unit = each["unit"] or ""
        return f"目标值由{number(each['old'])}{unit}改为{number(each['new'])}{unit}。"
    return ""


def _figure(value: Any) -> str:
    if isinstance(value, (int, float)):
        return number(value)
    return day_in_words(value) if value else "未完成"


def _why(each: Mapping[str, Any]) -> str:
    return f"{each['reason_kind']}：{each['reason'].rstrip('。')}。"


def _visit(each: PublicVisit) -> Entry:
    return Entry(
        each.cleared_at,
        "公开现场核查情况",
        f"{day_in_words(each.day)}{each.method}，{each.words.rstrip('。')}。",
        post="、".join(each.kinds),
        link="../{number}#done",
    )


def _opinion(row: OpinionRow, at: datetime) -> Entry:
    said = f"{row.speaker}在{day_in_words(row.held_on)}{row.occasion}提出：{row.words.rstrip('。')}"
    return Entry(
        at,
        "公开意见和答复",
        f"{said}。牵头单位答复（{row.adopted}）：{row.answer.rstrip('。')}。",
        post=row.speaker,
        link="../{number}#done",
    )


def of_problem(row: ProblemRow) -> Iterator[Entry]:
    link = "../../problems/"
    if row.published_at:
        yield Entry(
            row.published_at, "问题公开", f"{row.fields['facts'].rstrip('。')}。", row.fields["post"], link=link
        )
    if row.lapsed_at and row.due:
        told = f"整改期限{day_in_words(row.due)}已过，未公布整改情况。"
        yield Entry(row.lapsed_at, "问题整改逾期", told, row.fields["post"], link=link)
    for each in row.outcomes:
        yield Entry(datetime.fromisoformat(each["told_at"]), "问题整改情况公开", each["text"], link=link)
    if row.withdrawn and row.withdrawn_at:
        told = f"原公开的问题已撤回：{row.withdrawn['reason'].rstrip('。')}。"
        yield Entry(row.withdrawn_at, "撤回问题公开", told, row.withdrawn["post"], link=link)


def of_acceptance(row: AcceptanceRow) -> Iterator[Entry]:
    """Its notices, how each ended, and what was looked at again in later years."""
    link = "../{number}#done"
    for round in row.rounds:
        if round.noticed_at and round.verdict and round.until:
            on = day_in_words(date.fromisoformat(round.verdict["on"]))
            yield Entry(
                round.noticed_at, "公示验收结果", f"{on}通过验收，公示至{day_in_words(round.until)}。", link=link
            )
        if round.closed_at:
            yield Entry(round.closed_at, "验收销号", "公示期满，没有未答复的异议。", link=link)
        if round.revocation and round.revoked_at:
            told, by = f"{round.revocation['reason'].rstrip('。')}。", round.revocation["approval"]
            notice = Notice.create_id(REVOCATION, f"{row.project}:{round.round}")
            at = f"../../changes/#n-{notice}"
            yield Entry(round.revoked_at, "撤销验收", told, by["post"], by["document"], link=at)
    for each in row.looked_back:
        told = f"与验收时相比{'保持' if each['lasting'] else '没有保持'}：{each['words'].rstrip('。')}。"
        yield Entry(datetime.fromisoformat(each["at"]), "回头看", told, link=link)


def _orders(sources: Sources) -> Iterator[Entry]:
    today = clock.today()
    for move in sources.moves:
        yield Entry(move.ordered_at, "牵头单位变更", succession.sentence(move, today), document=move.document)
    for each in sources.supports:
        yield Entry(each.ordered_at, "协办单位变更", succession.support_sentence(each, today), document=each.document)


def _which(adjustment: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(adjustment[name] for name in ("target_no", "what", "effective_on", "decided_on"))


def until(entries: Iterable[Entry], moment: datetime | None) -> list[Entry]:
    """What had become public before a moment; all without one."""
    return [each for each in entries if moment is None or each.at < moment]
