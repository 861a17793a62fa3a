"""The monthly bulletin (月通报), composed from a published month: its sections, its annex, and the paper they make.

Sections as in domain.md 5.2; what has nothing to say is left out, and the numbers of the headings close up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from projects.light import STATUS_WORDS
from projects.policy import version_words
from projects.sent_back import was_sent_back
from projects.snapshot import NOT_SUPPLEMENTED
from projects.standing import shown_gap
from supervision import naming, written
from supervision.draft import (
    LATE,
    Content,
    Draft,
    Occasion,
    Project,
    adjusted,
    aimed,
    averaged,
    block,
    clause,
    halted,
    headline,
    matter,
    named,
    newly,
    rates,
    sent_back,
    shortfall,
    silent,
    standing,
    units,
    with_unit,
)
from supervision.figures import month_day, number, percent, points, signed
from supervision.issuer import issuer_of
from supervision.paper import PROGRESS_COLUMNS, WORDED_COLUMNS, OfficialPaper, Table, sections

WORDS = {str(status): words for status, words in STATUS_WORDS.items()}
GOING = ("ahead", "on_pace")
LETTERS = "函〔"
"""What the number of a letter has before its year: 示政办函〔2026〕57号."""
LEADING = 3
"""How many projects ahead of plan are named (default)."""


def compose(content: Content, occasion: Occasion) -> Draft:
    """The bulletin's draft. Every figure in it is the content's."""
    parts = [
        ("overall", "总体进展", "figures", _overall(content, occasion), []),
        ("fast", "进展较快", "names", _fast(content), []),
        ("late", "进度滞后", "names", *_late(content, occasion)),
        ("missing", _missing_heading(content, occasion), "names", *_missing(content, occasion)),
        ("halted", "经批准暂停、终止和结转", "names", *_halted(content)),
        ("corrected", "更正说明", "names", *_corrected(occasion)),
        ("next", "下步要求", "open", _next(content, occasion), []),
    ]
    told = [part for part in parts if part[3]]
    blocks = [block("opening", None, "figures", _opening(content, occasion))]
    blocks += [
        block(key, f"{written.NUMERALS[place]}、{heading}", rule, paragraphs, names)
        for place, (key, heading, rule, paragraphs, names) in enumerate(told)
    ]
    title = f"关于{content['year']}年{occasion.period.label}份{matter(content)}进展情况的通报"
    return Draft({"title": title, "head": "", "tail": "", "blocks": blocks}, _facts(content, occasion))


def paper(
    facts: Mapping[str, Any],
    prose: Mapping[str, Any],
    *,
    number: str | None = None,
    day: date | None = None,
    check_code: str | None = None,
) -> OfficialPaper:
    """The paper these words and facts make; without number and day it is still a draft."""
    opening, *rest = prose["blocks"]
    annex = facts["annex"]
    columns = WORDED_COLUMNS if facts.get("worded") else PROGRESS_COLUMNS
    return replace(
        headed(facts, prose["title"], opening["paragraphs"], number=number, day=day, check_code=check_code),
        sections=sections(rest),
        attachments=(Table(annex["title"], columns, tuple(map(tuple, annex["rows"])), annex["note"]),),
    )


def headed(
    facts: Mapping[str, Any],
    title: str,
    opening: Iterable[str],
    *,
    number: str | None = None,
    day: date | None = None,
    check_code: str | None = None,
) -> OfficialPaper:
    """A public paper of the office under its letterhead, with its first paragraphs and nothing after them; without
    number and day it is still a draft. A number of a 函 series makes it a 信函 (GB/T 9704-2012, 10.1): the head 文件 is
    for those that the office issues as such."""
    letterhead, letter = facts["letterhead"], LETTERS in (number or "")
    return OfficialPaper(
        issuer=letterhead["issuer"],
        mark=letterhead["issuer"] if letter else letterhead["mark"],
        number=number,
        title=title,
        addressee=letterhead["addressee"],
        opening=tuple(opening),
        sections=(),
        attachments=(),
        signer=letterhead["issuer"],
        date=day,
        copy_to=letterhead["copy_to"],
        printed_by=letterhead["issuer"],
        note="此件公开发布",
        check_code=check_code,
        specimen=facts["specimen"],
        contact=f"监督电话：{facts['hotline']}" if facts.get("hotline") else None,
        letter=letter,
    )


def _facts(content: Content, occasion: Occasion) -> dict[str, Any]:
    return {
        "source": occasion.source,
        "period": occasion.period.key,
        "label": occasion.period.label,
        "as_of": content["as_of"],
        "policy_version": content["policy_version"],
        "figures": [figure.as_dict() for figure in headline(content, occasion)],
        "letterhead": letterhead(occasion),
        "annex": annex(content, occasion),
        "hotline": occasion.hotline,
        "specimen": occasion.simulated,
        "worded": occasion.worded,
        "naming": [each.key for each in occasion.naming],
    }


def letterhead(occasion: Occasion) -> dict[str, str]:
    """Who issues the paper, in whose name it goes out, to whom."""
    place = occasion.place
    issuer = issuer_of(occasion.letterhead, occasion.government)
    below = {"市": "各县（市、区）人民政府", "省": "各市人民政府"}.get(place, "各镇人民政府、街道办事处")
    made = {
        "issuer": issuer,
        "mark": f"{issuer}文件",
        "addressee": f"{below}，{place}政府各部门，各有关单位",
        "copy_to": f"{place}委办公室，{place}人大常委会办公室，{place}政协办公室",
    }
    return {name: occasion.letterhead.get(name) or words for name, words in made.items()}


def _opening(content: Content, occasion: Occasion) -> list[str]:
    items = f"{len(content['items'])}件" if content["items"] else ""
    promise = f"{named(content)}共{items}{len(content['projects'])}项，是{occasion.place}人民政府向社会作出的公开承诺。"
    excluded = content["figures"]["excluded"]
    left_out = f"另有{excluded}项经批准终止，不计入比率。" if excluded else ""
    return [
        f"{promise}现将{occasion.period.label}份进展情况通报如下：",
        f"截至{month_day(occasion.period.ends_on)}，{rates(content)}{left_out}",
    ]


def _overall(content: Content, occasion: Occasion) -> list[str]:
    totals = content["figures"]
    counts = {words: count for status, words in WORDS.items() if (count := totals["by_status"].get(status))}
    if back := len(sent_back(content)):
        counts = {**counts, WORDS["not_reported"]: counts[WORDS["not_reported"]] - back, NOT_SUPPLEMENTED: back}
    counts = {words: count for words, count in counts.items() if count}
    if len(counts) == 1:
        spread = f"{totals['total']}项均{next(iter(counts))}"
    else:
        spread = "，".join(f"{words}{count}项" for words, count in counts.items())
    said = f"对照{month_day(occasion.period.ends_on)}应达到的计划进度，{spread}。"
    if not standing(content, *LATE, "not_reported"):
        said += "没有进度滞后的项目。"
    told = "，".join(f"{count}项{words}" for words, count in adjusted(content).items())
    changed = f"经批准，{told}；批准的内容已在项目公开页列明。" if told else ""
    return [said, _change(content, occasion), changed]


def _change(content: Content, occasion: Occasion) -> str:
    if occasion.previous is None or occasion.previous_period is None:
        return ""
    moves = {
        "新完成": newly(content, occasion.previous, ("finished",)),
        "转为滞后": newly(content, occasion.previous, LATE),
        "由慢于序时转为严重滞后": newly(content, occasion.previous, ("far_behind",), ("behind",)),
        "由严重滞后缓解为慢于序时": newly(content, occasion.previous, ("behind",), ("far_behind",)),
        "追回序时": newly(content, occasion.previous, GOING, LATE),
    }
    told = [f"{words}{len(found)}项：{'、'.join(map(with_unit, found))}" for words, found in moves.items() if found]
    since = f"与{month_day(occasion.previous_period.ends_on)}相比，"
    return since + ("；".join(told) if told else "没有新完成、新转为滞后或者追回序时的项目") + "。"


def _fast(content: Content) -> list[str]:
    finished, ahead = standing(content, "finished"), standing(content, "ahead")
    ahead = sorted(ahead, key=lambda project: -(project["deviation_pp"] or 0))
    paragraphs = []
    if finished:
        paragraphs.append(f"已完成{len(finished)}项：{'；'.join(map(_finished, finished))}。")
    if ahead:
        most = "" if len(ahead) <= LEADING else "，领先较多的是"
        paragraphs.append(f"超序时{len(ahead)}项{most}：{'；'.join(map(_ahead, ahead[:LEADING]))}。")
    return paragraphs


def _finished(project: Project) -> str:
    target = project["targets"][0] if len(project["targets"]) == 1 else None
    reached = ""
    if target and target["value"] is not None and target["kind"] in ("quantity", "money"):
        reached = f"，累计{number(target['value'])}{target['unit'] or ''}"
    return with_unit(project) + reached + ("" if project["accepted_on"] else "，待验收")


def _ahead(project: Project) -> str:
    gap = shown_gap(project)
    told = f"，高于序时{points(gap)}" if gap else ""
    return f"{with_unit(project)}，完成率{percent(project['progress'])}{told}"


def _late(content: Content, occasion: Occasion) -> tuple[list[str], list[str]]:
    late = [*standing(content, "far_behind"), *standing(content, "behind")]
    told = [_late_project(place, project, occasion) for place, project in enumerate(late, 1)]
    return told, [project["title"] for project in late]


def _late_project(place: int, project: Project, occasion: Occasion) -> str:
    report = project["report"] or {}
    problems, measures = clause(report.get("problems")), clause(report.get("measures"))
    said = [
        f"（{written.numeral(place)}）{project['title']}",
        f"{WORDS[project['status']]}，{shortfall(project, occasion.period)}",
        f"牵头单位：{project['lead_unit'] or '未明确'}",
        f"存在问题：{problems}" if problems else "牵头单位没有说明原因",
        f"下步措施：{measures}" if measures else "",
    ]
    return "。".join(part for part in said if part) + "。"


def _missing(content: Content, occasion: Occasion) -> tuple[list[str], list[str]]:
    """Who did not report, and the units on the naming list, with its rule."""
    kinds = {"没有按期报送的": silent(content), "报送后退回补正、未在公布前补齐的": sent_back(content)}
    told = [
        f"{occasion.period.label}份进展{words}有{len(found)}项：{'、'.join(map(with_unit, found))}。"
        "其进度沿用此前报送的数据，仍计入总数。"
        for words, found in kinds.items()
        if found
    ]
    missing = [project for found in kinds.values() for project in found]
    if occasion.naming:
        told += [naming.RULE, *(each.words for each in occasion.naming)]
    return told, [*(project["title"] for project in missing), *dict.fromkeys(each.unit for each in occasion.naming)]


def _missing_heading(content: Content, occasion: Occasion) -> str:
    told = [("未报送", silent(content)), (NOT_SUPPLEMENTED, sent_back(content)), ("到期未办点名", occasion.naming)]
    first, *rest = [words for words, found in told if found] or ["未报送"]
    return "和".join(["、".join([first, *rest[:-1]]), *rest[-1:]])


def _corrected(occasion: Occasion) -> tuple[list[str], list[str]]:
    """What was corrected since the bulletin before: the public was told of each already."""
    told = [
        f"{each['label']}份“{each['title']}”：{figure_changed(figure)}（{each['reason_kind']}）。"
        for each in occasion.corrections
        for figure in each["figures"]
    ]
    return told, list(dict.fromkeys(each["title"] for each in occasion.corrections))


def figure_changed(figure: Mapping[str, Any]) -> str:
    """累计数原公布为436个，更正为318个"""
    known = figure["old"] if figure["old"] is not None else figure["new"]
    if isinstance(known, str):
        days = (figure["old"], figure["new"])
        old, new = (f"{_dated(day)}完成" if day else "未完成" for day in days)
        return f"节点“{figure['text']}”原公布为{old}，更正为{new}"
    values = (figure["old"], figure["new"])
    old, new = (f"{number(value)}{figure['unit'] or ''}" if value is not None else "未报" for value in values)
    return f"{figure['text']}，累计完成数原公布为{old}，更正为{new}"


def _dated(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found.year}年{month_day(found)}"


def _halted(content: Content) -> tuple[list[str], list[str]]:
    found = halted(content)
    told = [f"{with_unit(project)}，{project['halt']['words']}{_stood(project)}。" for project in found]
    return told, [project["title"] for project in found]


def _stood(project: Project) -> str:
    if project["halt"]["state"] == "terminated":
        return "，不计入完成率"
    return f"，计划进度停在当时，其时{WORDS[project['status']]}，仍计入总数" if project["status"] else "，仍计入总数"


def _next(content: Content, occasion: Occasion) -> list[str]:
    far, slow = standing(content, "far_behind"), standing(content, "behind")
    missing, back, finished = silent(content), sent_back(content), standing(content, "finished")
    left = 12 - occasion.period.month
    if left:
        time = f"距年底还有{left}个月，" if left <= 4 else ""
        first = f"{time}各牵头单位要对照年度目标和月度计划，逐项落实责任，按期完成任务。"
    else:
        first = "年度期限已到，各牵头单位要对未完成的任务逐项说明原因、明确完成时限，并如实报告。"
    asked = [
        first,
        f"严重滞后项目的牵头单位（{units(far)}）要由主要负责人牵头查明原因，倒排工期，每周报告赶工进展。"
        if far
        else "",
        f"慢于序时项目的牵头单位（{units(slow)}）要补齐差距，在下期报送时说明措施落实情况。" if slow else "",
        f"没有按期报送的牵头单位（{units(missing)}）要立即补报，说明原因。" if missing else "",
        f"退回补正未补齐的牵头单位（{units(back)}）要按退回意见补齐后报送。" if back else "",
        "已完成的项目要做好移交和运行管护，确保群众长期受益。" if finished else "",
    ]
    if occasion.next_period and occasion.next_due:
        estimated = "（预估，放假通知发布后以新日历为准）" if occasion.next_due_estimated else ""
        asked.append(f"{occasion.next_period.label}份进展请于{_moment(occasion.next_due)}前报送{estimated}。")
    return [paragraph for paragraph in asked if paragraph]


def _moment(moment: datetime) -> str:
    return f"{month_day(moment.date())}{moment.hour}时" + (f"{moment.minute}分" if moment.minute else "")


def annex(content: Content, occasion: Occasion) -> dict[str, Any]:
    """The 进展情况一览表: a row a project, in the list's order, for the columns of supervision/paper.py."""
    end = occasion.period.ends_on
    return {
        "title": f"{named(content)}进展情况一览表",
        "rows": [_row(project) for project in content["projects"]],
        "note": f"说明：数据截至{end.year}年{month_day(end)}；{averaged(content)}偏差为完成率与序时进度之差；"
        f"{'进展状态' if occasion.worded else '亮灯'}按{version_words(content['policy_version'])}评定。",
    }


def _row(project: Project) -> list[str]:
    report = project["report"] or {}
    targets = project["targets"]
    return [
        str(project["number"]),
        project["item"]["title"] if project["item"] else "—",
        str(project["title"]),
        _listed([aimed(project, target) for target in targets]),
        percent(project["planned_progress"]),
        _listed(list(map(_reached, targets))),
        percent(project["progress"]),
        signed(shown_gap(project)),
        _light(project),
        project["lead_unit"] or "—",
        clause(report.get("problems")) or "—",
        clause(report.get("measures")) or "—",
    ]


def _listed(told: Sequence[str]) -> str:
    """Of several targets each by its place, so that what was reached is read beside what was aimed at."""
    if len(told) < 2:
        return "".join(told) or "—"
    return "\n".join(f"{place}. {each}" for place, each in enumerate(told, start=1))


def _light(project: Project) -> str:
    words = {"suspended": "暂停", "terminated": "终止", "carried_over": "结转"}
    halt = project.get("halt")
    if was_sent_back(project):
        return NOT_SUPPLEMENTED
    return f"经批准{words[halt['state']]}" if halt else WORDS.get(project["status"], "—")


def _reached(target: Mapping[str, Any]) -> str:
    if target["kind"] == "milestones":
        done = sum(1 for node in target["milestones"] if node["done_on"])
        return f"{done}/{len(target['milestones'])}个节点"
    if target["kind"] == "yes_no":
        return "已落实" if target["value"] else "尚未落实"
    return "—" if target["value"] is None else f"{number(target['value'])}{target['unit'] or ''}"
