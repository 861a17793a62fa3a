"""The pack of a press conference (新闻发布会材料): what was done, what was not and why, and the questions to expect.

For those who stand before the press: internal, every figure by its reference, every late project and none left out.
"""

from collections.abc import Iterator

from supervision.angle import CONFERENCE, Angle
from supervision.draft import LATE, Content, Draft, Occasion, Project, halted, matter, sent_back, silent, standing
from supervision.press import Telling, own_name
from supervision.press_words import ASKED


def compose(content: Content, occasion: Occasion) -> Draft:
    """The pack of a published month; at the year's end of its last."""
    told = _Pack(content, occasion, Angle(CONFERENCE))
    parts = [
        ("results", "办成的事", ["一、办成的事", *told.results()]),
        ("undone", "没有按计划办成的事和原因", ["二、没有按计划办成的事和原因", *told.undone()]),
        ("questions", "预计提问和事实", ["三、预计提问和事实", *told.questions()]),
    ]
    title = f"{occasion.government}{content['year']}年{matter(content)}新闻发布会材料"
    made = told.draft(title, parts)
    return Draft({**made.prose, "head": ""}, made.facts)


class _Pack(Telling):
    def results(self) -> list[str]:
        finished = standing(self.own, "finished")
        moving = standing(self.own, "ahead", "on_pace")
        told = [f"截至{self.figure('截至日期')}，{self._rates()}"]
        told += [f"已完成：{self._of_one(project)}" for project in finished]
        if moving:
            on_time = "、".join(f"{self.count(words)}{words}" for words in ("超序时", "按序时") if self._any(words))
            told.append(f"按计划推进的有{on_time}：{'、'.join(map(self.with_unit, moving))}。")
        return told

    def _any(self, words: str) -> bool:
        status = {"超序时": "ahead", "按序时": "on_pace"}[words]
        return bool(standing(self.own, status))

    def undone(self) -> list[str]:
        late = standing(self.own, *LATE)
        told = [self.lagging(project) + self._measures(project) for project in late]
        told += [f"{self.with_unit(project)}：没有按期报送进展，原因由牵头单位说明。" for project in silent(self.own)]
        told += [
            f"{self.with_unit(project)}：报送后退回补正，未在公布前补齐，原因由牵头单位说明。"
            for project in sent_back(self.own)
        ]
        told += [f"{self.stopped(project)}。" for project in halted(self.own)]
        return told or ["没有落后于计划的项目。"]

    def _measures(self, project: Project) -> str:
        name = own_name(project) + "下步措施"
        return f"下步措施：{self._words(name)}。" if self.has(name) else ""

    def questions(self) -> list[str]:
        """Each question with its facts, in the order in which they are likely to be asked."""
        asked = [*self._of_the_whole(), *(each for project in standing(self.own, *LATE) for each in self._why(project))]
        return [*asked, *self._of_the_figures()]

    def _of_the_whole(self) -> Iterator[str]:
        yield f"{ASKED}办实事完成得怎么样？"
        yield f"事实：截至{self.figure('截至日期')}，{self._rates()}"
        yield f"{ASKED}哪些没有按计划推进，为什么？"
        late = "、".join(self._counts("far_behind", "behind"))
        yield f"事实：{late}，逐项情况和原因见第二部分。" if late else "事实：没有项目落后于计划。"
        yield f"{ASKED}有没有为了完成而降低目标？"
        adjusted = self.content["figures"]["adjusted"]
        yield (
            f"事实：{self.figure('经批准调整项目数')}经批准作过调整，原目标、现目标、理由和批准文件都在项目页上。"
            if adjusted
            else "事实：没有项目调整过目标、计划或责任单位。"
        )

    def _why(self, project: Project) -> Iterator[str]:
        last = self.occasion.period.months[-1] == 12
        yield f"{ASKED}{self.called(project)}为什么{'没有完成' if last else '慢'}？"
        yield f"事实：{self.late_facts(project)}{self._measures(project)}"

    def _of_the_figures(self) -> Iterator[str]:
        yield f"{ASKED}这些数字从哪里来，能不能核实？"
        hotline = f"，也可拨打监督电话{self.figure('监督电话')}" if self.occasion.hotline else ""
        yield (
            f"事实：由各牵头单位报送、督查室审核，{self.figure('公布日期')}向社会公布；"
            f"每个项目的计划、进展和现场核查都在网上可查{hotline}。"
        )
