"""A half-year disclosure at work: drafted from the published months, edited, reviewed, published, corrected."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from projects import published, register
from projects.approval import Review
from projects.light import STATUS_WORDS
from projects.policy import Period, PolicySet
from projects.programme import Programme
from projects.rule import Stretch
from projects.sent_back import was_sent_back
from projects.standing import shown_gap
from supervision.disclosure import LATE, Disclosure, Words
from supervision.draft import Content, Project, clause, matter, rates, sent_back, silent, standing, with_unit
from supervision.figures import month_day, percent, points, signed
from supervision.paperwork import Changed
from supervision.review_pack import reached
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused

HALF_YEAR = "half_year_disclosure"
WORDS = {str(status): words for status, words in STATUS_WORDS.items()}


class Disclosing:
    """One half-year of one programme. Raises Refused("programme.unknown"), ("disclosure.half"), and for imported
    history ("document.no_papers")."""

    def __init__(self, ledger: Ledger, jurisdiction: str, year: int, half: str) -> None:
        self.ledger = ledger
        self.programme = ledger.get(Programme, Programme.create_id(jurisdiction, year))
        if self.programme.published:
            raise Refused("document.no_papers")
        rule = self.programme.policy_set.rule(HALF_YEAR)
        known = {each.key: each for each in rule.periods(year)}
        if half not in known:
            raise Refused("disclosure.half", half=half)
        self.half: Stretch = known[half]
        self.id = Disclosure.create_id(str(self.programme.id), half)

    def disclosure(self) -> Disclosure | None:
        return self.ledger.find(Disclosure, self.id)

    def draft(self) -> Changed:
        """Raises Refused("disclosure.unpublished") before the half's last month is out, and
        ("document.drafted_already")."""
        if self.disclosure() is not None:
            raise Refused("document.drafted_already", period=self.half.label)
        content, source = self._published()
        made = Disclosure(
            programme=str(self.programme.id),
            jurisdiction=self.programme.jurisdiction,
            year=self.programme.year,
            half=self.half.key,
            facts=_facts(content, source, self.half),
            words=_words(content, self.half),
        )
        return [made], {"disclosure": str(made.id)}

    def edit(self, words: Words) -> Changed:
        made = self._made()
        made.edit(words)
        return [made], {"text": made.text}

    def clear(self, review: Review, seen: str) -> Changed:
        made = self._made()
        made.clear(review, seen)
        return [made], {"sha256": made.cleared}

    def publish(self) -> Changed:
        made = self._made()
        made.publish()
        return [made], {"sha256": made.versions[-1]}

    def correct(self, reason_code: str, reason: str, found_by: str, found_on: str) -> Changed:
        made = self._made()
        made.correct(reason_code, reason, found_by, found_on)
        return [made], {}

    def ready(self) -> bool:
        """Whether the half's last month is out, so that it can be drafted."""
        with self.ledger.reading() as conn:
            return self._last(conn) is not None

    def _made(self) -> Disclosure:
        return self.ledger.get(Disclosure, self.id)

    def _last(self, conn: Any) -> dict[str, Any] | None:
        """The publication of the reporting period that ends the half."""
        slug, year = self.programme.jurisdiction, self.programme.year
        last = last_period(self.programme.policy_set, year, self.half)
        found = published.content(conn, slug, year, last.key) if last else None
        return {**found, "period": last} if found else None

    def _published(self) -> tuple[Content, dict[str, Any]]:
        with self.ledger.reading() as conn:
            found = self._last(conn)
            government = register.jurisdiction(conn, self.programme.jurisdiction) or {}
        if found is None:
            raise Refused("disclosure.unpublished", half=self.half.label)
        source = {
            "period": found["period"].key,
            "label": found["period"].label,
            "sha256": found["sha256"],
            "log_position": found["position"],
            "published_on": found["published_at"].astimezone(clock.SHANGHAI).date().isoformat(),
            "specimen": government.get("shown") == "simulated",
        }
        return json.loads(found["content"]), source


def last_period(policy: PolicySet, year: int, half: Stretch) -> Period | None:
    """The reporting period that ends a half; None where its months are told with later ones."""
    ending = [each for each in policy.periods(year) if half.starts_on <= each.ends_on <= half.ends_on]
    return ending[-1] if ending else None


def _facts(content: Content, source: Mapping[str, Any], half: Stretch) -> dict[str, Any]:
    return {
        "jurisdiction": content["jurisdiction"],
        "name": content["name"],
        "year": content["year"],
        "title": f"{content['year']}年{half.label}{matter(content)}进展情况公开",
        "label": half.label,
        "as_of": content["as_of"],
        "source": dict(source),
        "overall": {"figures": content["figures"]},
        "projects": [_project(project) for project in content["projects"]],
    }


def _project(project: Project) -> dict[str, Any]:
    return {
        "number": project["number"],
        "title": project["title"],
        "item": project["item"]["title"] if project["item"] else None,
        "unit": project["lead_unit"],
        "status": None if project.get("halt") else project["status"],
        "planned": percent(project["planned_progress"]),
        "share": percent(project["progress"]),
        "deviation": signed(shown_gap(project)),
        "bar": {name: project[name] for name in ("progress", "planned_progress")},
        "targets": [{"text": target["text"], "reached": reached(target)} for target in project["targets"]],
    }


def _words(content: Content, half: Stretch) -> Words:
    return {
        "overall": _overall(content, half),
        "projects": {project["number"]: said(project, half) for project in content["projects"]},
    }


def said(project: Project, half: Stretch) -> dict[str, str]:
    """What the months said: the last words of each kind; where they were silent, what follows from plan and status, and
    nothing for the problems and measures of a project that is late: those somebody must write."""
    first = half.starts_on.isoformat()
    months = [each for each in project["values"] if each["period"] and (each["as_of"] or "") >= first]
    told = {part: _latest(months, part) for part in ("text", "problems", "measures")}
    return {
        "progress": told["text"] or f"{half.label}各月没有报送进展文字。",
        "completion": _completion(project),
        "problems": told["problems"] or _unwritten(project, half),
        "measures": told["measures"] or _next(project),
    }


def _unwritten(project: Project, half: Stretch) -> str:
    """What is said of problems where no month named one: never that there are none beside a figure that is behind."""
    if project.get("halt"):
        return f"{half.label}各月报送中没有反映影响进度的困难。"
    if project["status"] in LATE:
        return ""
    if project["status"] == "not_reported":
        return "最近一期没有可用的报送，困难和原因有待牵头单位说明。"
    if by := _slightly(project):
        return f"比月度计划慢{by}；{half.label}各月报送没有单列困难，未完成的部分见进展情况。"
    return f"{half.label}各月报送中没有反映影响进度的困难。"


def _slightly(project: Project) -> str:
    """By how many points a project is behind its plan although its light is green (domain.md 4.2: 略慢于序时), as they
    are shown; blank for all others."""
    gap = shown_gap(project)
    return points(gap) if project["status"] == "on_pace" and gap is not None and gap < 0 else ""


def _latest(months: Sequence[Mapping[str, Any]], part: str) -> str:
    found = [clause(each[part]) for each in months if each.get(part)]
    return f"{found[-1]}。" if found else ""


_COMPLETION = {
    "finished": "年度目标已经办成",
    "ahead": "快于月度计划，能够按期办成",
    "on_pace": "与月度计划持平，能够按期办成",
    "behind": "慢于月度计划，需要采取措施追回",
    "far_behind": "明显慢于月度计划，按期办成有较大困难",
    "not_reported": "牵头单位没有按期报送，进度沿用此前的数据",
}


def _completion(project: Project) -> str:
    if halt := project.get("halt"):
        return f"{halt['words']}，办理依据已经公布。"
    told = _COMPLETION.get(project["status"], "没有规定序时进度，以年底验收为准")
    if was_sent_back(project):
        told = "牵头单位报送的进展退回补正，未在公布前补齐，进度沿用此前的数据"
    if project["status"] == "finished":
        return told + ("，已经通过验收。" if project["accepted_on"] else "，正在准备验收。")
    share = project["progress"]
    if less := _slightly(project):
        told = f"略慢于月度计划（相差{less}），在正常范围内，能够按期办成"
    gap = shown_gap(project)
    by = f"（相差{points(gap)}）" if gap and project["status"] in LATE else ""
    return f"完成年度目标的{percent(share)}，{told}{by}。" if share is not None else f"{told}。"


def _next(project: Project) -> str:
    """What is done next where no month told it; nothing for a late project."""
    if project.get("halt"):
        return "按照批准的安排执行，恢复或者调整时另行公布。"
    if project["status"] in LATE:
        return ""
    if project["status"] == "finished":
        return "做好移交和运行管护，让群众长期受益。"
    due = f"{month_day(date.fromisoformat(project['due_on']))}前" if project["due_on"] else "年底前"
    first = {"not_reported": "补齐报送，说明原因；"}.get(project["status"], "")
    regained = f"，追回相差的{by}" if (by := _slightly(project)) else ""
    return f"{first}对照月度计划逐项落实余下的工作{regained}，确保{due}完成。"


def _overall(content: Content, half: Stretch) -> dict[str, str]:
    late = standing(content, *LATE)
    slower = [each for each in standing(content, "on_pace") if _slightly(each)]
    going = len(standing(content, "ahead", "on_pace", "finished")) - len(slower)
    slightly = f"；{len(slower)}项略慢于计划，在正常范围内" if slower else ""
    missed, back = silent(content), sent_back(content)
    day = month_day(date.fromisoformat(content["as_of"]))
    named = "、".join(map(with_unit, late))
    missing = f"另有{len(missed)}项没有按期报送：{'、'.join(map(with_unit, missed))}。" if missed else ""
    missing += f"另有{len(back)}项报送后退回补正、未在公布前补齐：{'、'.join(map(with_unit, back))}。" if back else ""
    problems = [f"{each['title']}：{words['problems'].rstrip('。')}" for each, words in _late(late, half)]
    return {
        "progress": f"各项实事按照公布的计划组织实施。截至{day}，{rates(content)}",
        "completion": f"对照月度计划，{going}项已经办成或者快于、持平计划{slightly}"
        + (f"；{len(late)}项慢于计划，分别是{named}。" if late else "。" if slower else "，没有慢于计划的项目。")
        + missing,
        "problems": (f"慢于计划的主要原因：{'；'.join(problems)}。" if problems else _UNEXPLAINED)
        if late
        else f"{half.label}各月报送中没有反映影响全局的困难。",
        "measures": "督促牵头单位由主要负责人牵头，逐项倒排工期，每周调度进展；需要部门配合的事项由督查室统一协调；"
        "到期仍未追回的，按规定督办。"
        if late
        else "各牵头单位对照月度计划逐项落实余下的工作，督查室按月核查并公布进展。",
    }


_UNEXPLAINED = ""
"""Late projects of which no month told why: the office must write it."""


def _late(late: Sequence[Project], half: Stretch) -> list[tuple[Project, dict[str, str]]]:
    told = [(project, said(project, half)) for project in late]
    return [(project, words) for project, words in told if words["problems"]]
