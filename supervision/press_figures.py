"""The figures that a press text may refer to: those of one published month, each by its name.

Everything here is in the published content (projects/snapshot.py) or counted from its statuses; nothing is reckoned.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from projects.standing import is_average, shown_gap
from supervision.angle import Angle
from supervision.draft import Content, Occasion, Project, clause, newly, planned_value, sent_back, silent
from supervision.figures import month_day, number, percent, points
from supervision.reference import CARD, TITLE, Reference

COUNTED = {
    "finished": "已完成",
    "ahead": "超序时",
    "on_pace": "按序时",
    "behind": "慢于序时",
    "far_behind": "严重滞后",
}
UNFILED, SENT_BACK = "未报送", "退回未补齐"


def catalogue(content: Content, occasion: Occasion, angle: Angle) -> list[Reference]:
    """The figures of the whole list, of the angle's group, and of each project it speaks of, in this order."""
    made = _Catalogue(content, occasion)
    chosen = angle.chosen(content)
    group = () if angle.whole or len(chosen) < 2 else made.group(angle.name(content), chosen)
    return [*made.headline(), *group, *(each for project in chosen for each in made.of_project(project))]


def prefix(project: Project, target: Mapping[str, Any]) -> str:
    """How the names of a target's rates begin: 项目3指标; 项目2指标1 where the project has several."""
    several = len(project["targets"]) > 1
    return f"项目{project['number']}指标{target['no'] if several else ''}"


def amount(project: Project, target: Mapping[str, Any], what: str) -> str:
    """The name of a target's amount: 项目3累计; 项目2指标1累计 where the project has several."""
    own = prefix(project, target) if len(project["targets"]) > 1 else f"项目{project['number']}"
    return f"{own}{what}"


class _Catalogue:
    def __init__(self, content: Content, occasion: Occasion) -> None:
        self.content, self.occasion = content, occasion
        published = occasion.published_on
        self.source = (
            f"{content['year']}年{occasion.period.label}进展公布（{published.year}年{month_day(published)}，"
            f"台账位置{occasion.log_position}）"
        )

    def headline(self) -> Iterator[Reference]:
        totals, content = self.content["figures"], self.content
        yield self._whole("项目总数", f"{totals['total']}项", "计入统计的项目数")
        yield self._whole("件数", f"{len(content['items'])}件", "清单的件数")
        yield self._whole("已完成项目数", f"{totals['completed']}项", "已完成的项目数")
        yield self._whole("完成率", percent(totals["completion_rate"]), "已完成项目占全部项目的比例")
        yield self._whole("已开工项目数", f"{totals['started']}项", "已开工的项目数")
        yield self._whole("开工率", percent(totals["start_rate"]), "已开工项目占全部项目的比例")
        for status, words in COUNTED.items():
            if status != "finished":
                count = totals["by_status"].get(status, 0)
                yield self._whole(f"{words}项目数", f"{count}项", f"{words}的项目数")
        yield self._whole(f"{UNFILED}项目数", f"{len(silent(content))}项", "没有按期报送进展的项目数")
        yield self._whole(
            f"{SENT_BACK}项目数", f"{len(sent_back(content))}项", "报送后退回补正、未在公布前补齐的项目数"
        )
        fresh = len(newly(content, self.occasion.previous, ("finished",)))
        yield self._whole("新完成项目数", f"{fresh}项", "与上次公布相比新完成的项目数")
        yield self._whole("经批准调整项目数", f"{totals['adjusted']}项", "目标、计划或责任单位经批准调整过的项目数")
        yield self._whole("截至日期", self._date(self.occasion.period.ends_on), "数据截至的日期")
        yield self._whole("公布日期", self._date(self.occasion.published_on), "向社会公布的日期")
        if self.occasion.hotline:
            yield self._whole("监督电话", self.occasion.hotline, "公布的监督电话")

    def _date(self, day: date) -> str:
        """With its year where the month was published in another: 2026年1月9日 in a text about 2025."""
        told = month_day(day)
        return told if self.occasion.published_on.year == self.content["year"] else f"{day.year}年{told}"

    def group(self, name: str, chosen: Sequence[Project]) -> Iterator[Reference]:
        """Counts of the projects of one field or unit, by the status each was published with."""
        judged = [each for each in chosen if not each.get("halt")]
        yield self._whole(f"{name}项目数", f"{len(chosen)}项", f"{name}的项目数")
        yield self._whole(f"{name}已开工项目数", f"{sum(map(_started, chosen))}项", f"{name}已开工的项目数")
        for status, words in COUNTED.items():
            count = sum(each["status"] == status for each in judged)
            yield self._whole(f"{name}{words}项目数", f"{count}项", f"{name}{words}的项目数")
        own = {**self.content, "projects": list(chosen)}
        yield self._whole(f"{name}{UNFILED}项目数", f"{len(silent(own))}项", f"{name}没有按期报送进展的项目数")
        yield self._whole(f"{name}{SENT_BACK}项目数", f"{len(sent_back(own))}项", f"{name}退回补正未补齐的项目数")

    def of_project(self, project: Project) -> Iterator[Reference]:
        own, report = f"项目{project['number']}", project["report"] or {}
        yield self._of(project, f"{own}名称", project["title"], TITLE)
        if project["progress"] is not None:
            yield self._of(project, f"{own}完成率", percent(project["progress"]), f"项目完成率{_averaged(project)}")
        if project["planned_progress"] is not None:
            yield self._of(
                project, f"{own}序时进度", percent(project["planned_progress"]), f"项目序时进度{_averaged(project)}"
            )
        yield from self._gap(project, own, project)
        for target in project["targets"]:
            yield from self._target(project, target)
        words = {
            "存在问题": (clause(report.get("problems")), "牵头单位报送的存在问题"),
            "下步措施": (clause(report.get("measures")), "牵头单位报送的下步措施"),
            "评定说明": (clause(project.get("sentence")), "公布的评定说明"),
            "停办说明": (clause((project.get("halt") or {}).get("words")), "经批准不再考核的说明"),
        }
        for name, (value, meaning) in words.items():
            if value:
                yield self._of(project, f"{own}{name}", value, meaning)

    def _target(self, project: Project, target: Mapping[str, Any]) -> Iterator[Reference]:
        unit, planned = target["unit"] or "", planned_value(target, self.occasion.period)
        whose = "" if len(project["targets"]) == 1 else f"“{target['text']}”"
        if whose:
            yield self._of(project, f"{prefix(project, target)}名称", target["text"], "指标名称")
        if target["kind"] == "yes_no" and target["value"] is not None:
            said = "已落实" if target["value"] else "尚未落实"
            yield self._of(project, amount(project, target, "累计"), said, f"{whose}落实情况", target["value_as_of"])
        amounts = {"目标": target["quantity"], "累计": target["value"], "计划累计": planned}
        for what, value in amounts.items():
            if value is not None and target["kind"] not in ("milestones", "yes_no"):
                as_of = target["value_as_of"] if what == "累计" else None
                name = amount(project, target, what)
                yield self._of(project, name, f"{number(value)}{unit}", f"{whose}{_MEANING[what]}", as_of)
        yield from self._rates(project, target, whose)
        yield from self._nodes(project, target, whose)

    def _rates(self, project: Project, target: Mapping[str, Any], whose: str) -> Iterator[Reference]:
        own = prefix(project, target)
        for what, value in (("完成率", target["progress"]), ("序时进度", target["planned_progress"])):
            if value is not None:
                yield self._of(project, f"{own}{what}", percent(value), f"{whose}指标{what}")
        yield from self._gap(project, own, target)
        if target["arithmetic"]:
            yield self._of(project, f"{own}评定说明", clause(target["arithmetic"]), f"{whose}公布的评定说明")

    def _nodes(self, project: Project, target: Mapping[str, Any], whose: str) -> Iterator[Reference]:
        for place, node in enumerate(target["milestones"], start=1):
            name = f"{prefix(project, target)}节点{place}"
            yield self._of(project, name, clause(node["text"]), f"{whose}第{place}个节点")
            if node["due"]:
                due = month_day(date.fromisoformat(node["due"]))
                yield self._of(project, f"{name}时限", due, f"{whose}第{place}个节点的完成时限")

    def _gap(self, project: Project, own: str, judged: Mapping[str, Any]) -> Iterator[Reference]:
        gap = shown_gap(judged)
        if gap is not None:
            meaning = "高于序时进度" if gap > 0 else "低于序时进度" if gap < 0 else "与序时进度之差"
            yield self._of(project, f"{own}偏差", points(gap), meaning)

    def _whole(self, name: str, value: str, meaning: str) -> Reference:
        return Reference(name, value, meaning, self.content["as_of"], self.source)

    def _of(self, project: Project, name: str, value: str, meaning: str, as_of: str | None = None) -> Reference:
        day = as_of or self.content["as_of"]
        whose, title = str(project["number"]), project["title"]
        return Reference(name, value, meaning, day, self.source, CARD, whose, title)


_MEANING = {"目标": "年度目标", "累计": "累计完成", "计划累计": "计划累计"}


def _averaged(project: Project) -> str:
    return "（各项指标平均）" if is_average(project) else ""


def _started(project: Project) -> bool:
    return bool(project.get("started"))
