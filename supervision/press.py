"""The press text (新闻通稿) of a published month from one angle, its figures as references (domain.md 5.2).

Headline, highlights, what people have of it, what lags and why, what comes next, quotations, background. A field's or a
unit's text speaks of its own projects, a project's of one, the year's end of the whole year.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from projects.standing import is_average, shown_gap
from supervision import press_figures, reference
from supervision.angle import UNIT, YEAR_END, Angle
from supervision.draft import (
    LATE,
    Content,
    Draft,
    Occasion,
    Project,
    block,
    halted,
    matter,
    named,
    newly,
    planned_value,
    sent_back,
    silent,
    standing,
    units,
)
from supervision.press_figures import COUNTED, SENT_BACK, UNFILED, amount, prefix
from tracker.refusal import Refused

TOLD = 3
"""How many projects a part tells of one by one (default)."""
_MOVING = ("finished", "ahead", "on_pace")
NO_MORE: dict[str, Any] = {"sources": {}, "quotations": [], "pictures": []}
"""What a press text keeps beside its words: where typed figures come from, quotations, pictures."""


def compose(content: Content, occasion: Occasion, angle: Angle | None = None) -> Draft:
    """Raises Refused("press.subject") where the angle speaks of nothing in the list."""
    told = Telling(content, occasion, angle or Angle())
    parts = [
        ("lead", "导语", [told.lead()]),
        ("highlights", "亮点", told.highlights()),
        ("people", "群众受益", told.people()),
        ("problems", "问题", told.problems()),
        ("next", "下一步", told.next()),
        ("background", "背景", told.background()),
    ]
    return told.draft(told.title(), parts)


class Telling:
    """One month told from one angle: each figure it says is a reference of the catalogue."""

    def __init__(self, content: Content, occasion: Occasion, angle: Angle) -> None:
        self.content, self.occasion, self.angle = content, occasion, angle
        self.references = press_figures.catalogue(content, occasion, angle)
        self.known = reference.by_name(self.references)
        self.chosen = angle.chosen(content)
        self.own: Content = {**content, "projects": self.chosen}
        if not self.chosen:
            raise Refused("press.subject", field="subject")
        self.one = self.chosen[0] if len(self.chosen) == 1 and not angle.whole else None
        self.group = "" if angle.whole or self.one else angle.name(content)

    def draft(self, title: str, parts: list[tuple[str, str, list[str]]]) -> Draft:
        occasion, content = self.occasion, self.content
        prose = {
            "title": title,
            "printed": reference.resolved(title, self.known),
            "head": f"{occasion.government}政府新闻办{self.figure('公布日期')}讯",
            "tail": f"监督电话：{self.figure('监督电话')}" if occasion.hotline else "",
            "blocks": [block(key, heading, "open", paragraphs) for key, heading, paragraphs in parts],
            **NO_MORE,
        }
        facts = {
            "source": occasion.source,
            "period": occasion.period.key,
            "label": occasion.period.label,
            "as_of": content["as_of"],
            "policy_version": content["policy_version"],
            "angle": {"kind": self.angle.kind, "subject": self.angle.subject, "name": self.angle.name(content)},
            "references": [each.as_dict() for each in self.references],
            "figures": [],
            "publication": f"{content['year']}年{occasion.period.label}进展公布",
            "specimen": occasion.simulated,
        }
        return Draft(prose, facts)

    def figure(self, name: str) -> str:
        """A reference as it is written; KeyError where nothing of that name was published."""
        return self.known[reference.key(name)].written

    def has(self, name: str) -> bool:
        return reference.key(name) in self.known

    def said(self, words: str, name: str) -> str:
        """Published words: as they are, or by their reference where a figure is among them."""
        return self.figure(name) if reference.typed(words) else words

    def called(self, project: Project) -> str:
        return self.said(project["title"], own_name(project) + "名称")

    def with_unit(self, project: Project) -> str:
        called = self.called(project)
        return f"{called}（{project['lead_unit']}）" if project["lead_unit"] else called

    def count(self, words: str) -> str:
        """The reference of a count of the whole list, or of the angle's group."""
        return self.figure(f"{self.group}{words}项目数" if self.group or words else "项目总数")

    # Title and lead

    def title(self) -> str:
        government, content, totals = self.occasion.government, self.content, self.content["figures"]
        if self.one:
            return f"{government}{self.called(self.one)}{self._how(self.one)}"
        done = sum(each["status"] == "finished" for each in self.chosen) if self.group else totals["completed"]
        every = len(self.chosen) if self.group else totals["total"]
        begun = sum(bool(each.get("started")) for each in self.chosen) if self.group else totals["started"]
        group = self.group.removeprefix(government[-1]) if self.angle.kind == UNIT else self.group
        subject = f"{government}{group}{self.count('')}{matter(content)}"
        if self.angle.kind == YEAR_END:
            subject = f"{government}{content['year']}年{matter(content)}年终盘点：{self.count('')}"
        if done == every:
            return f"{subject}全部完成"
        if done:
            return f"{subject}已完成{self.count('已完成')}"
        if begun == every:
            return f"{subject}全部开工"
        return f"{subject}已开工{self.count('已开工')}" if begun else f"{subject}最新进展"

    def _how(self, project: Project) -> str:
        if project["status"] == "finished":
            return "已完成"
        if project.get("halt") or not self.has(own_name(project) + "完成率"):
            return "最新进展"
        return (
            self._reached_of_title(project)
            or f"{self._averaged(project)}完成{self.figure(own_name(project) + '完成率')}"
        )

    def _reached_of_title(self, project: Project) -> str:
        """Of a project with several targets, how far the one is that its title promises: 已完成78部. The average of all
        would be read as this one's."""
        for target in project["targets"] if len(project["targets"]) > 1 else ():
            reached, aimed = amount(project, target, "累计"), amount(project, target, "目标")
            if self.has(reached) and self.has(aimed) and self.known[reference.key(aimed)].value in project["title"]:
                return f"已完成{self.figure(reached)}"
        return ""

    def _averaged(self, project: Project) -> str:
        return "各项指标平均" if is_average(project) else ""

    def lead(self) -> str:
        occasion, until = self.occasion, self.figure("截至日期")
        said = (
            f"{occasion.government}人民政府{self.figure('公布日期')}公布{named(self.content)}{occasion.period.label}份进展："
            f"截至{until}，"
        )
        if self.one:
            return said + self._of_one(self.one)
        if self.group:
            return f"{said}{self.group}的{self.count('')}中，{'、'.join(self._counts(*COUNTED))}。"
        return said + self._rates()

    def _rates(self) -> str:
        """All four figures are always there (domain.md 4.4)."""
        totals = self.content["figures"]
        every = self.figure("项目总数")
        done = {0: f"{every}中尚无项目完成", totals["total"]: f"{every}全部完成"}.get(
            totals["completed"], f"{every}中已完成{self.figure('已完成项目数')}"
        )
        begun = {0: "均未开工", totals["total"]: "全部开工"}.get(
            totals["started"], f"已开工{self.figure('已开工项目数')}"
        )
        return f"{done}，完成率{self.figure('完成率')}；{begun}，开工率{self.figure('开工率')}。"

    def _counts(self, *statuses: str) -> list[str]:
        """How many stand at each of these statuses, and how many did not report."""
        counted = [f"{self.count(COUNTED[each])}{COUNTED[each]}" for each in statuses if standing(self.own, each)]
        counted += [f"{self.count(UNFILED)}没有按期报送进展"] if silent(self.own) else []
        return counted + ([f"{self.count(SENT_BACK)}退回补正后没有补齐"] if sent_back(self.own) else [])

    def _of_one(self, project: Project) -> str:
        own, unit = own_name(project), project["lead_unit"]
        amounts = [said for target in project["targets"] if (said := self._amount(project, target))]
        rates = [f"{what}{self.figure(own + what)}" for what in ("完成率", "序时进度") if self.has(own + what)]
        if rates:
            rates[0] = self._averaged(project) + rates[0]
        by = f"（{unit}牵头）" if unit else ""
        return f"{self.called(project)}{by}{'；'.join([*amounts, *rates]) or '正在推进'}。"

    def _amount(self, project: Project, target: Mapping[str, Any]) -> str:
        reached, aimed = amount(project, target, "累计"), amount(project, target, "目标")
        if not self.has(reached):
            return ""
        alone = len(project["targets"]) == 1 or target["text"] == project["title"]
        whose = "" if alone else self._aim(project, target)
        if target["kind"] == "yes_no":
            return f"{whose}{self.figure(reached)}"
        aim = f"，年度目标{self.figure(aimed)}" if self.has(aimed) else ""
        return f"{whose}累计完成{self.figure(reached)}{aim}"

    def _aim(self, project: Project, target: Mapping[str, Any]) -> str:
        return self.said(target["text"], f"{prefix(project, target)}名称") + "，"

    # What went well

    def highlights(self) -> list[str]:
        finished = newly(self.own, self.occasion.previous, ("finished",))
        if self.occasion.previous is None or self.angle.kind == YEAR_END:
            finished = standing(self.own, "finished")
        ahead = sorted(standing(self.own, "ahead"), key=lambda project: -(project["deviation_pp"] or 0))[:TOLD]
        told = []
        if finished:
            told.append(f"{self._this()}完成的有{'、'.join(map(self.with_unit, finished))}。")
        if ahead:
            told.append(f"走在计划前面的有：{'；'.join(map(self._ahead, ahead))}。")
        return told

    def _this(self) -> str:
        whole = self.occasion.previous is None or self.angle.kind == YEAR_END
        year = self.content["year"]
        own = "今年" if self.occasion.published_on.year == year else f"{year}年"
        return f"{own}已" if whole else f"{self.occasion.period.label}新"

    def _ahead(self, project: Project) -> str:
        own = own_name(project)
        faster = f"，比计划快{self.figure(own + '偏差')}" if shown_gap(project) else ""
        return f"{self.with_unit(project)}{self._averaged(project) or '已'}完成{self.figure(own + '完成率')}{faster}"

    def people(self) -> list[str]:
        """What has been built or given, in the units people count: the targets' own words and figures."""
        if self.one:
            return []
        gains = []
        for project in self.chosen:
            if project["status"] not in _MOVING:
                continue
            for target in project["targets"]:
                if said := self._gain(project, target):
                    gains.append((target, said))
        best = sorted(gains, key=lambda gain: -(gain[0]["progress"] or 0))[: TOLD + 2]
        said = "；".join(said for _, said in best)
        return [f"群众看得见的进展有：{said}。"] if best else []

    def _gain(self, project: Project, target: Mapping[str, Any]) -> str:
        if target["kind"] != "quantity" or not target["value"] or target["quantity"] is None or not target["unit"]:
            return ""
        if target["stage"] in ("签约", "开工"):
            return ""
        reached = self.figure(amount(project, target, "累计"))
        aimed = self.known[reference.key(amount(project, target, "目标"))].value
        stem: str = target["text"].removesuffix("以上").removesuffix("左右").removesuffix("人次以上")
        for written in (aimed, f"{target['quantity']}{target['unit']}"):
            if stem.endswith(written) and not reference.typed(stem.removesuffix(written)):
                return stem.removesuffix(written) + reached
        name = f"{prefix(project, target)}名称" if len(project["targets"]) > 1 else own_name(project) + "名称"
        return f"{self.said(target['text'], name)}，累计达到{reached}"

    # What lags, plainly

    def problems(self) -> list[str]:
        late = [*standing(self.own, "far_behind"), *standing(self.own, "behind")]
        missing, back = silent(self.own), sent_back(self.own)
        if not (late or missing or back):
            return ["到目前为止，没有项目落后于计划。"] if self.angle.whole else []
        told = [] if self.one or self.group else [f"对照计划，还有{'、'.join(self._counts('far_behind', 'behind'))}。"]
        told += [self.lagging(project) for project in late[:TOLD]]
        if rest := late[TOLD:]:
            told.append(f"进度落后的还有{'、'.join(map(self.with_unit, rest))}。")
        if missing:
            told.append(f"没有按期报送的是{'、'.join(map(self.with_unit, missing))}。")
        if back:
            told.append(f"报送后退回补正、未在公布前补齐的是{'、'.join(map(self.with_unit, back))}。")
        return told

    def lagging(self, project: Project) -> str:
        """One late project by its title: plan, actual and gap, and the reason its unit gives."""
        return f"{self.called(project)}：{self.late_facts(project)}"

    def late_facts(self, project: Project) -> str:
        """The same where its title was said before."""
        reason = own_name(project) + "存在问题"
        unit = project["lead_unit"] or "牵头单位"
        why = f"{unit}说明：{self._words(reason)}。" if self.has(reason) else "牵头单位没有说明原因。"
        return f"{self._shortfall(project)}。{why}"

    def _words(self, name: str) -> str:
        """A department's words: as they are, or by their reference where a figure is among them."""
        return self.said(self.known[reference.key(name)].value, name)

    def _shortfall(self, project: Project) -> str:
        late = [target for target in project["targets"] if target["light"] in ("red", "yellow")]
        said = [part for target in late if (part := self._gap(project, target))]
        own = own_name(project) + "评定说明"
        return "；".join(said) or (self._words(own) if self.has(own) else "进度落后于计划")

    def _gap(self, project: Project, target: Mapping[str, Any]) -> str:
        alone = len(project["targets"]) == 1 or target["text"] == project["title"]
        subject = "" if alone else self._aim(project, target)
        if nodes := list(self._overdue(project, target)):
            return subject + "、".join(nodes)
        own = prefix(project, target)
        if target["deviation_pp"] is None or target["deviation_pp"] >= 0:
            return subject + self._words(own + "评定说明") if self.has(own + "评定说明") else ""
        behind = f"落后序时{self.figure(own + '偏差')}"
        planned = planned_value(target, self.occasion.period)
        if target["kind"] in ("quantity", "money") and planned is not None and target["value"] is not None:
            said = (
                f"计划{self.figure(amount(project, target, '计划累计'))}，"
                f"实际{self.figure(amount(project, target, '累计'))}，完成率{self.figure(own + '完成率')}"
            )
        else:
            said = f"计划进度{self.figure(own + '序时进度')}，实际进度{self.figure(own + '完成率')}"
        return f"{subject}{said}，{behind}"

    def _overdue(self, project: Project, target: Mapping[str, Any]) -> Iterator[str]:
        end = self.occasion.period.ends_on.isoformat()
        for place, node in enumerate(target["milestones"], start=1):
            if node["due"] and node["due"] <= end and not node["done_on"]:
                name = f"{prefix(project, target)}节点{place}"
                yield f"应于{self.figure(name + '时限')}前{self._words(name)}，尚未完成"

    # What comes next, and what it is all about

    def next(self) -> list[str]:
        late = standing(self.own, *LATE)
        said: dict[str, list[str]] = {}
        for project in late[:TOLD]:
            name = own_name(project) + "下步措施"
            if self.has(name):
                said.setdefault(project["lead_unit"] or self.called(project), []).append(self._words(name))
        verbs = ("表示", "提出", "说")
        measures = [
            f"{who}{verbs[at % len(verbs)]}，{'；'.join(words)}。" for at, (who, words) in enumerate(said.items())
        ]
        going = "" if measures or not late else f"{units(late)}将补齐差距。"
        stopped = list(map(self.stopped, halted(self.own)))
        return ["".join(measures) + going, f"{'；'.join(stopped)}。" if stopped else ""]

    def stopped(self, project: Project) -> str:
        return f"{self.called(project)}，{self._words(own_name(project) + '停办说明')}"

    def background(self) -> list[str]:
        hotline = f"，群众可拨打监督电话{self.figure('监督电话')}反映情况" if self.occasion.hotline else ""
        every = f"{named(self.content)}共{self.figure('件数')}{self.figure('项目总数')}，"
        return [f"{every}目标、责任单位、计划和每月进展均在网上公开{hotline}。"]


def own_name(project: Project) -> str:
    """How the names of a project's figures begin."""
    return f"项目{project['number']}"
