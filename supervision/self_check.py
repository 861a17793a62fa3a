"""What a lead unit checks and hands in before its project is looked at: five questions and a list of papers. Pure.

The questions are the conditions of acceptance seen elsewhere (domain.md 2.10: done as approved, quality, money, an
owner for the upkeep, papers on file); the papers are a template a category (默认), which the office may change.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from supervision import written
from tracker.refusal import Refused

QUESTIONS = (
    "任务是否按批准的计划全部完成，数量与月报一致",
    "质量是否达到标准，检测或竣工验收是否合格",
    "资金是否按规定使用，有没有拖欠",
    "建成后由谁管理维护，是否已经落实",
    "资料是否齐全并归档",
)
EVERYWHERE = ("完成情况总结", "完成数量明细台账", "资金使用情况说明")
TEMPLATES: dict[str, tuple[str, ...]] = {
    "住有宜居": ("竣工验收合格文件", "管理维护责任书", "完工前后对比照片"),
    "老有颐养": ("设施投用证明或开放公告", "消防、食品等安全合格文件", "服务记录抽样"),
    "学有优教": ("竣工验收或检测合格文件", "交付使用证明", "安全检查记录"),
    "病有良医": ("设备或系统投用证明", "服务开展记录", "人员资质或培训记录"),
    "劳有应得": ("服务或补贴对象名册", "发放或开展凭证"),
    "困有所助": ("救助对象名册和公示记录", "款物发放凭证", "政策文件"),
}
"""Category → its papers, after those that are asked everywhere."""
MOST_PAPERS, LONGEST_PAPER = 20, 60

Row = dict[str, Any]


def papers(category: str | None) -> list[str]:
    """The template of a category."""
    return [*EVERYWHERE, *TEMPLATES.get(category or "", ())]


def paper_faults(asked: Sequence[str]) -> list[Refused]:
    if not asked or len(asked) > MOST_PAPERS or any(len(each) > LONGEST_PAPER for each in asked):
        return [Refused("acceptance.papers", field="papers", most=MOST_PAPERS, longest=LONGEST_PAPER)]
    return []


def checked(answers: Sequence[tuple[bool | None, str]]) -> list[Row]:
    """The answers as they are kept, question by question; `met` None where none was given."""
    given = [*answers, *[(None, "")] * len(QUESTIONS)]
    return [
        {"question": question, "met": met, "words": words.strip()}
        for question, (met, words) in zip(QUESTIONS, given, strict=False)
    ]


def length_faults(checks: Sequence[Row]) -> list[Refused]:
    return [
        fault for place, each in enumerate(checks) for fault in written.too_long(f"words-{place}", str(each["words"]))
    ]


def lacking(draft: Mapping[str, Any] | None, asked: Sequence[str]) -> list[Refused]:
    """What keeps a self-check from being complete: a question without an answer and its words, or answered with no; a
    paper that is asked for and was not handed in."""
    if draft is None:
        return [Refused("acceptance.no_self_check")]
    faults = []
    for place, each in enumerate(draft["checks"]):
        if each["met"] is None or not each["words"]:
            faults.append(Refused("acceptance.unanswered", field=f"met-{place}", question=each["question"]))
        elif not each["met"]:
            faults.append(Refused("acceptance.not_met", field=f"met-{place}", question=each["question"]))
    return faults + [
        Refused("acceptance.paper_missing", field=f"paper-{place}", paper=paper)
        for place, paper in enumerate(asked)
        if not draft["papers"].get(paper)
    ]
