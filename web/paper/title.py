"""A title broken by meaning (GB/T 9704-2012, 7.3.1: 词意完整, 排列对称, 长短适宜)."""

import re
from itertools import combinations, pairwise
from math import ceil

from web.paper.layout import width

# What must stay whole, longest first: figures with their unit, words in book marks or quotes, organs of a
# city, and the genre at the end.
_WHOLE = re.compile(
    r"《[^》]*》|〔[^〕]*〕|“[^”]*”|（[^）]*）"
    r"|\d[\d.,]*[%％]?(?:[—\-至]\d+)?"
    r"(?:年(?:度|\d{1,2}(?:[—\-至]\d{1,2})?月份?)?|月份?|日|季度|件|项|[多余]?万?(?:个|处|所|公里|台|套|部|条|座|户|名|间|平方米|人次?|批次|辆))?"
    r"|市(?!办实事|级|政府)[^、，的和与及“”]{1,9}?(?:委员会|[局委办厅])(?!员|公)"
    r"|[A-Za-z]+|关于|的(?:通报|通知|报告|函|公告|通告|决定|意见|批复|请示|说明|情况说明)"
    r"|市办实事(?:项目)?|民生实事(?:项目)?|办实事|为民|项目|工程|进展情况|推进情况|完成情况|情况|进展|推进|工作|人民政府|办公厅|办公室"
    r"|和|与|及|实施|建设|改造|提升|老旧小区|全市|市级|重点|任务|目标|督查|检查|整改|调整|以及|有关|开展|落实|方案|计划"
)
_AFTER = "、，；：）》”的了等"
_MAX_BREAKS = 4


def lines(title: str, room: float) -> list[str]:
    """The title in as few lines as fit `room`, of like length, broken between words, never in a figure."""
    if width(title) <= room:
        return [title]
    words = _words(title, room)
    for count in range(ceil(width(title) / room), _MAX_BREAKS + 1):
        ways = [_at(words, breaks) for breaks in combinations(range(1, len(words)), count - 1)]
        fitting = [way for way in ways if max(map(width, way)) <= room]
        if fitting:
            return min(fitting, key=_ugliness)
    return [title]  # the page breaks it where it must


def _words(title: str, room: float) -> list[str]:
    words: list[str] = []
    end = 0
    for match in _WHOLE.finditer(title):
        words += [*_loose(title[end : match.start()]), *_opened(match[0], room)]
        end = match.end()
    words += _loose(title[end:])
    glued: list[str] = []
    for word in words:
        if glued and ((word[0] in _AFTER and word[0] != "的") or word == "的"):
            glued[-1] += word
        else:
            glued.append(word)
    return glued


def _opened(whole: str, room: float) -> list[str]:
    """The words of a title within the title, in quotes or book marks, where it is too long for a line of its own."""
    if width(whole) <= room or whole[0] not in "“《（":
        return [whole]
    first, *rest = _words(whole[1:-1], room)
    *rest, last = [whole[0] + first, *rest]
    return [*rest, last + whole[-1]]


def _loose(text: str) -> list[str]:
    """Words that no list knows: cut only behind a mark of punctuation or a particle."""
    return [part for part in re.split(rf"(?<=[{_AFTER}])", text) if part]


def _at(words: list[str], breaks: tuple[int, ...]) -> list[str]:
    edges = (0, *breaks, len(words))
    return ["".join(words[a:b]) for a, b in pairwise(edges)]


def _ugliness(way: list[str]) -> float:
    """Small for even lines that begin with 关于; an hourglass, a short end, 关于, 和 or 的 cut from its words cost."""
    widths = [width(line) for line in way]
    cost = max(widths) - min(widths)
    triples = zip(widths, widths[1:], widths[2:], strict=False)
    cost += 3 * sum(before > middle < after for before, middle, after in triples)
    cost += 6 * sum(line.endswith(("关于", "和", "与", "及")) for line in way)
    cost -= 5 * sum(line.startswith("关于") for line in way[1:])
    cost += 4 * sum(line.startswith("的") for line in way)
    return cost + (4 if widths[-1] < 5 else 0)
