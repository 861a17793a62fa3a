"""The press text (新闻通稿) drafted from a published month, each figure with where it was published (domain.md 5.2)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from projects.standing import shown_gap
from supervision.draft import (
    LATE,
    Content,
    Draft,
    Occasion,
    Project,
    block,
    clause,
    headline,
    matter,
    named,
    newly,
    planned_value,
    rates,
    sent_back,
    shortfall,
    silent,
    standing,
    units,
    with_unit,
)
from supervision.figures import Figure, found, month_day, number, percent, points
from supervision.paper import PressPaper

TOLD = 3
"""How many projects a part tells of one by one (default)."""
_MOVING = ("finished", "ahead", "on_pace")


def compose(content: Content, occasion: Occasion) -> Draft:
    """Lead, highlights, what people have of it, problems, what comes next; parts without matter are left out."""
    sources = headline(content, occasion)
    parts = [
        ("lead", "导语", [_lead(content, occasion)]),
        ("highlights", "亮点", _highlights(content, occasion, sources)),
        ("people", "群众受益", _people(content, sources)),
        ("problems", "问题", _problems(content, occasion, sources)),
        ("next", "下一步", _next(content, occasion)),
    ]
    prose = {
        "title": _title(content, occasion),
        "head": f"{occasion.government}政府新闻办{month_day(occasion.published_on)}讯",
        "tail": f"监督电话：{occasion.hotline}" if occasion.hotline else "",
        "blocks": [block(key, heading, "open", paragraphs) for key, heading, paragraphs in parts if any(paragraphs)],
    }
    sources = _used(prose, sources, content)
    facts = {
        "source": occasion.source,
        "period": occasion.period.key,
        "label": occasion.period.label,
        "as_of": content["as_of"],
        "policy_version": content["policy_version"],
        "figures": [figure.as_dict() for figure in sources],
        "publication": f"{content['year']}年{occasion.period.label}进展公布",
        "specimen": occasion.simulated,
    }
    return Draft(prose, facts)


def paper(facts: Mapping[str, Any], prose: Mapping[str, Any]) -> PressPaper:
    """The press text these words make, with the sources of its figures behind it."""
    return PressPaper(
        title=prose["title"],
        dateline=prose["head"],
        paragraphs=tuple(paragraph for part in prose["blocks"] for paragraph in part["paragraphs"]),
        contact=prose["tail"],
        sources=tuple(source(facts, figure) for figure in facts["figures"]),
        specimen=facts["specimen"],
    )


def plain(facts: Mapping[str, Any], prose: Mapping[str, Any]) -> str:
    """The text alone, to be copied; simulated figures say so."""
    text = paper(facts, prose)
    first, *rest = text.paragraphs or ("",)
    said = [text.title, "", f"{text.dateline}　{first}", *rest]
    said += [f"（{text.contact}）"] if text.contact else []
    said += ["（样张，模拟数据）"] if text.specimen else []
    return "\n".join(said) + "\n"


def source(facts: Mapping[str, Any], figure: Mapping[str, Any]) -> str:
    """Where a figure was published, in words."""
    of = f"项目{figure['project']}“{figure['title']}”，" if figure["project"] else ""
    as_of, published = date.fromisoformat(figure["as_of"]), date.fromisoformat(facts["source"]["published_on"])
    return (
        f"{figure['figure']}：{of}{figure['meaning']}，截至{as_of.year}年{month_day(as_of)}；"
        f"{facts['publication']}（{published.year}年{month_day(published)}）"
    )


def by_project(facts: Mapping[str, Any]) -> list[tuple[str | None, list[Mapping[str, Any]]]]:
    """The figures' sources grouped by the project's title, in the order of their first figure; None: the whole list."""
    found: dict[str | None, list[Mapping[str, Any]]] = {}
    for figure in facts["figures"]:
        found.setdefault(figure["title"], []).append(figure)
    return list(found.items())


def _title(content: Content, occasion: Occasion) -> str:
    totals = content["figures"]
    subject = f"{occasion.government}{totals['total']}项{matter(content)}"
    if totals["completed"] == totals["total"]:
        return f"{subject}全部完成"
    if totals["completed"]:
        return f"{subject}已完成{totals['completed']}项"
    return f"{subject}全部开工" if totals["started"] == totals["total"] else f"{subject}已开工{totals['started']}项"


def _lead(content: Content, occasion: Occasion) -> str:
    published = month_day(occasion.published_on)
    return (
        f"{occasion.government}人民政府{published}公布{named(content)}{occasion.period.label}份进展："
        f"截至{month_day(occasion.period.ends_on)}，{rates(content)}"
    )


def _highlights(content: Content, occasion: Occasion, sources: list[Figure]) -> list[str]:
    finished = newly(content, occasion.previous, ("finished",))
    if occasion.previous is None:
        finished = standing(content, "finished")
    ahead = sorted(standing(content, "ahead"), key=lambda project: -(project["deviation_pp"] or 0))[:TOLD]
    told = []
    if finished:
        told.append(f"{_this(occasion)}新完成的有{'、'.join(map(with_unit, finished))}。")
    if ahead:
        said = []
        for project in ahead:
            gap = shown_gap(project)
            faster = f"，比计划快{points(gap)}" if gap else ""
            said.append(f"{with_unit(project)}已完成{percent(project['progress'])}{faster}")
            sources.append(_of(project, percent(project["progress"]), "完成率", content))
            if gap:
                sources.append(_of(project, points(gap), "高于序时进度", content))
        told.append(f"走在计划前面的有：{'；'.join(said)}。")
    return told


def _this(occasion: Occasion) -> str:
    return "今年" if occasion.previous is None else f"{occasion.period.label}"


def _people(content: Content, sources: list[Figure]) -> list[str]:
    """What has been built or given, in the units people count: the targets' own words and figures."""
    gains = []
    for project in content["projects"]:
        if project["status"] not in _MOVING:
            continue
        for target in project["targets"]:
            if said := _gain(target):
                gains.append((project, target, said))
    best = sorted(gains, key=lambda gain: -(gain[1]["progress"] or 0))[: TOLD + 2]
    for project, target, _ in best:
        figure = f"{number(target['value'])}{target['unit'] or ''}"
        whose = "" if len(project["targets"]) == 1 else f"{target['text']}，"
        sources.append(_of(project, figure, f"{whose}累计", content, target["value_as_of"]))
    said = "；".join(said for _, _, said in best)
    return [f"群众看得见的进展有：{said}。"] if best else []


def _gain(target: Mapping[str, Any]) -> str:
    if target["kind"] != "quantity" or not target["value"] or target["quantity"] is None or not target["unit"]:
        return ""
    if target["stage"] in ("签约", "开工"):
        return ""
    reached = f"{number(target['value'])}{target['unit']}"
    for written in (f"{number(target['quantity'])}{target['unit']}", f"{target['quantity']}{target['unit']}"):
        stem: str = target["text"].removesuffix("以上").removesuffix("左右").removesuffix("人次以上")
        if stem.endswith(written):
            return stem.removesuffix(written) + reached
    return f"{target['text']}，累计达到{reached}"


def _problems(content: Content, occasion: Occasion, sources: list[Figure]) -> list[str]:
    far, slow = standing(content, "far_behind"), standing(content, "behind")
    missing, back = silent(content), sent_back(content)
    kinds = {"严重滞后": far, "慢于序时": slow, "没有按期报送进展": missing, "退回补正后没有补齐": back}
    counted = [f"{len(those)}项{words}" for words, those in kinds.items() if those]
    if not counted:
        return ["到目前为止，没有项目落后于计划。"]
    told = [f"对照计划，还有{'、'.join(counted)}。"]
    late = [*far, *slow]
    for project in late[:TOLD]:
        problems = clause((project["report"] or {}).get("problems"))
        gap = shortfall(project, occasion.period)
        reason = f"{project['lead_unit'] or '牵头单位'}说明：{problems}。" if problems else "牵头单位没有说明原因。"
        told.append(f"{project['title']}：{gap}。{reason}")
        sources += _gap_figures(project, occasion, content)
    if rest := late[TOLD:]:
        told.append(f"进度落后的还有{'、'.join(map(with_unit, rest))}。")
    if missing:
        told.append(f"没有按期报送的是{'、'.join(map(with_unit, missing))}。")
    if back:
        told.append(f"报送后退回补正、未在公布前补齐的是{'、'.join(map(with_unit, back))}。")
    return told


def _gap_figures(project: Project, occasion: Occasion, content: Content) -> list[Figure]:
    """Plan, actual and their difference of each late target, as far as they stand in the text."""
    told, text = [], found(shortfall(project, occasion.period))
    for target in project["targets"]:
        if target["light"] not in ("red", "yellow"):
            continue
        unit, planned = target["unit"] or "", planned_value(target, occasion.period)
        gap = shown_gap(target)
        pairs = [
            (planned is not None, f"{number(planned)}{unit}", "计划累计"),
            (target["value"] is not None, f"{number(target['value'])}{unit}", "实际累计"),
            (target["progress"] is not None, percent(target["progress"]), "完成率"),
            (target["planned_progress"] is not None, percent(target["planned_progress"]), "序时进度"),
            (gap is not None, points(gap or 0), "与序时进度之差"),
        ]
        told += [
            _of(project, figure, meaning, content)
            for known, figure, meaning in pairs
            if known and set(found(figure)) & set(text)
        ]
    return told


def _next(content: Content, occasion: Occasion) -> list[str]:
    late = standing(content, *LATE)
    said: dict[str, list[str]] = {}
    for project in late[:TOLD]:
        if words := clause((project["report"] or {}).get("measures")):
            said.setdefault(project["lead_unit"] or project["title"], []).append(words)
    verbs = ("表示", "提出", "说")
    measures = [f"{who}{verbs[at % len(verbs)]}，{'；'.join(words)}。" for at, (who, words) in enumerate(said.items())]
    going = "" if measures or not late else f"{units(late)}将补齐差距。"
    known = f"全部{content['figures']['total']}项的目标、责任单位、计划和每月进展均在网上公开"
    hotline = f"，群众可拨打监督电话{occasion.hotline}反映情况" if occasion.hotline else ""
    return ["".join(measures) + going, f"{known}{hotline}。"]


def _used(prose: Mapping[str, Any], sources: list[Figure], content: Content) -> list[Figure]:
    """The sources of figures the draft has, each once; what stands in a project's own words is traced to them."""
    words = [prose["title"], *(paragraph for part in prose["blocks"] for paragraph in part["paragraphs"])]
    figures = [figure for text in words for figure in found(text) if figure[-1] not in "年月日"]
    kept = list(dict.fromkeys(source for source in sources if set(found(source.figure)) & set(figures)))
    known = {figure for source in kept for figure in found(source.figure)}
    for figure in dict.fromkeys(figures):
        if figure not in known:
            kept += _traced(figure, content)
    return kept


def _traced(figure: str, content: Content) -> list[Figure]:
    for project in content["projects"]:
        report = project["report"] or {}
        own = {
            "年度目标": [project["title"], *(target["text"] for target in project["targets"])],
            "牵头单位报送的存在问题": [report.get("problems")],
            "牵头单位报送的下步措施": [report.get("measures")],
        }
        for meaning, texts in own.items():
            if any(figure in found(text or "") for text in texts):
                return [_of(project, figure, meaning, content)]
    return []


def _of(project: Project, figure: str, meaning: str, content: Content, as_of: str | None = None) -> Figure:
    return Figure(figure, meaning, str(project["number"]), as_of or content["as_of"], project["title"])
