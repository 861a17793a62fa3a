"""What a reader chose to see of a board: each choice is in the address, and each narrows what the others leave."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from projects.phrase import cut, plain
from projects.published import Board
from projects.register import pinyin
from projects.sent_back import was_sent_back
from projects.snapshot import NOT_SUPPLEMENTED
from web.match import Match, phrase
from web.wording import PARTS, STATUSES

Project = dict[str, Any]

ATTENTION = "attention"
ADJUSTED = "adjusted"
VISITED = "visited"
SILENT, RETURNED = "not_reported", "returned"
LATE = ("behind", "far_behind")
TESTS: dict[str, Callable[[Project], bool]] = {
    ATTENTION: lambda project: project["status"] in (*LATE, "not_reported") and not project.get("halt"),
    ADJUSTED: lambda project: bool(project["adjusted"]),
    VISITED: lambda project: bool(project.get("visit")),
    SILENT: lambda project: project["status"] == SILENT and not was_sent_back(project),
    RETURNED: was_sent_back,
}
SORTS = {"late": "落后最多的在前", "progress": "进度从高到低", "unit": "按牵头单位"}
"""Beside the programme's own order by 件."""
TRIED = 20
"""Letters of what was typed whose stretches are tried where the whole is not found."""
_DISTRICT = re.compile(r"(.+?[区县市旗])(?:人民)?政府|(.+?(?:开发区|高新区|新区))管委会")


@dataclass(frozen=True, slots=True)
class Selection:
    """The published month, a category, a status (or attention, adjusted, visited, returned), a leading unit, a
    district, words to look for, the order, and the past day (ISO) at whose end the page is looked at."""

    month: str | None = None
    category: str | None = None
    status: str | None = None
    unit: str | None = None
    district: str | None = None
    q: str | None = None
    sort: str | None = None
    as_of: str | None = None

    def keeps(self, project: Project) -> bool:
        """Whether a project is shown. What costs most to look at comes last, and only where it is asked for."""
        return (
            (not self.category or project["category"] == self.category)
            and (not self.unit or project["lead_unit"] == self.unit)
            and (not self.status or self._stands(project))
            and (not self.district or self.district in districts(project))
            and (not self.q or found(project, self.q))
        )

    def _stands(self, project: Project) -> bool:
        test = TESTS.get(self.status or "")
        return test(project) if test else project["status"] == self.status

    @property
    def chosen(self) -> bool:
        """Whether something is asked for, so that the list comes before the totals of the whole."""
        return bool(self.category or self.status or self.narrowed)

    @property
    def narrowed(self) -> bool:
        """Whether more is chosen than a filter's one link."""
        return bool(self.unit or self.district or self.q or self.sort)

    def address(self) -> str:
        """The query of this selection; the page itself when nothing is chosen."""
        query = urlencode({name: value for name, value in asdict(self).items() if value})
        return f"?{query}" if query else "./"

    def only_day(self) -> str:
        """The whole board of the same month and day."""
        return Selection(month=self.month, as_of=self.as_of).address()

    def kept_with(self, *names: str) -> dict[str, str]:
        """What a form that asks for `names` itself has to carry along."""
        return {name: value for name, value in asdict(self).items() if value and name not in names}

    def kept(self, projects: Iterable[Project]) -> list[Project]:
        if not (self.category or self.status or self.unit or self.district or self.q):
            return list(projects)
        return [project for project in projects if self.keeps(project)]

    def ordered(self, projects: Iterable[Project]) -> list[Project]:
        """The kept ones in the order asked for."""
        kept = self.kept(projects)
        key = _KEYS.get(self.sort or "")
        return sorted(kept, key=key) if key else kept


_KEYS: dict[str, Callable[[Project], Any]] = {
    "late": lambda each: (each["deviation_pp"] is None, each["deviation_pp"] or 0),
    "progress": lambda each: (each["progress"] is None, -(each["progress"] or 0)),
    "unit": lambda each: (each["lead_unit"] is None, pinyin(each["lead_unit"] or "")),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow the list, with how many projects it leaves."""

    label: str
    count: int
    href: str
    current: bool


def asked(query: Mapping[str, str]) -> Selection:
    """What an address says; what it says of nothing we know is left out."""
    said = {name: value.strip() or None for name, value in query.items() if name in Selection.__dataclass_fields__}
    chosen = Selection(**said)
    sort = chosen.sort if chosen.sort in SORTS else None
    day = query.get("as_of") or None  # as it was written: web/as_of.py says what is wrong with it
    return replace(chosen, sort=sort, q=cut(chosen.q) or None, as_of=day)


def found(project: Project, words: str) -> bool:
    """Whether each of the words is somewhere in what is told of a project: full-width and capital letters count as the
    plain ones."""
    told = plain(" ".join(_said(project)))
    return all(word in told for word in plain(words).split())


def shorter(projects: Iterable[Project], selection: Selection) -> Filter | None:
    """Where nothing holds what was typed: the longest stretch of it, of two letters or more, that something holds."""
    within = replace(selection, q=None)
    told = [plain(" ".join(_said(project))) for project in within.kept(projects)]
    for part in _parts(plain(selection.q or "")[:TRIED]):
        if count := sum(part in each for each in told):
            return Filter(part, count, replace(selection, q=part).address(), False)
    return None


def _parts(typed: str) -> list[str]:
    """Stretches within its words, the longest first, of equal ones the last: what a thing is stands last in Chinese."""
    ends = [(start, end) for end in range(len(typed), 1, -1) for start in range(end - 1)]
    found = [typed[start:end] for start, end in ends if not re.search(r"\s", typed[start:end])]
    return sorted(dict.fromkeys(found), key=len, reverse=True)


def matched(project: Project, words: str) -> Match | None:
    """The first of the words that is neither in the title nor elsewhere in a project's row, in its phrase."""
    row = [project["title"], project["lead_unit"], *(target["text"] for target in project["targets"])]
    seen = plain(" ".join(each for each in [*row, *_inspected(project)] if each))
    for word in plain(words).split():
        if word in seen:
            continue
        for where, text in _unseen(project):
            if found := phrase(where, text, word):
                return found
    return None


def mentions(project: Project, words: str) -> bool:
    """Whether only what was reported of a project holds one of the words, and nothing that was promised."""
    found = matched(project, words)
    return found is not None and found.where in PARTS.values()


def _unseen(project: Project) -> list[tuple[str, str]]:
    """What is searched (_said) and not in the row, with what it is called."""
    item, report = project.get("item") or {}, project.get("report") or {}
    told = [("所属", item.get("title")), ("分类", project.get("category")), ("说明", project.get("note"))]
    told += [("单位", project.get("units_text"))]
    told += [("协办单位", each) for each in project["supporting_units"]]
    told += [("承办单位", each) for each in project["implementing_units"]]
    for site in project.get("sites") or []:
        told += [("点位", site.get("name")), ("点位", site.get("address"))]
    told += [(words, report.get(name)) for name, words in PARTS.items()]
    return [(where, text) for where, text in told if text]


def _said(project: Project) -> list[str]:
    item, report = project.get("item") or {}, project.get("report") or {}
    single = [project.get(name) for name in ("number", "title", "category", "lead_unit", "note", "units_text")]
    units = [*project["supporting_units"], *project["implementing_units"]]
    targets = [target["text"] for target in project["targets"]]
    sites = [site.get(name) for site in project.get("sites") or [] for name in ("name", "address")]
    reported = [report.get(name) for name in ("text", "problems", "measures")]
    told = [*single, item.get("title"), *units, *targets, *sites, *reported, *_inspected(project)]
    return [str(each) for each in told if each]


def _inspected(project: Project) -> list[str]:
    """What a project's row says of its latest visit."""
    return [f"现场核查：{visit.words}"] if (visit := project.get("visit")) else []


def districts(project: Project) -> list[str]:
    """Where a project is done: districts with figures of their own, and those whose government carries it out."""
    named = [region["region"] for region in project.get("regions") or []]
    named += [district for unit in project["implementing_units"] if (district := _district(unit))]
    return list(dict.fromkeys(named))


@lru_cache(maxsize=4096)
def _district(unit: str) -> str | None:
    match = _DISTRICT.fullmatch(unit)
    return match[1] or match[2] if match else None


def units(projects: Sequence[Project]) -> list[str]:
    """Who leads, by pinyin."""
    return sorted({each["lead_unit"] for each in projects if each["lead_unit"]}, key=pinyin)


def filters(board: Board, selection: Selection) -> list[Filter]:
    """All, what needs attention, then the categories, each within what else was chosen; nothing where there is nothing
    to choose between."""
    within = replace(selection, category=None, status=None)
    kept = within.kept(board.projects)

    def choice(label: str, **chosen: str) -> Filter:
        made = replace(within, **chosen)
        return Filter(label, len(Selection(**chosen).kept(kept)), made.address(), made == selection)

    named = list(dict.fromkeys(project["category"] for project in board.projects if project["category"]))
    shown = [choice("全部")]
    if not board.imported and board.period:
        shown.append(choice("需要关注", status=ATTENTION))
    if len(named) > 1:
        shown += [choice(each, category=each) for each in named]
    if selection.status == VISITED or any(TESTS[VISITED](project) for project in board.projects):
        shown.insert(2, choice("现场核查过", status=VISITED))
    if selection.status and selection.status not in (ATTENTION, VISITED):
        words = {**STATUSES, ADJUSTED: "经批准调整", RETURNED: NOT_SUPPLEMENTED}
        if not board.imported and selection.status in words:
            shown.insert(2, choice(words[selection.status], status=selection.status))
    shown = [each for each in shown if each is shown[0] or each.count or each.current or not within.narrowed]
    return shown if len(shown) > 1 else []
