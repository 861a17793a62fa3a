"""The figures in a paper's words: how they are written, how they are found again, and which of them may be touched."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tracker.refusal import Refused

FIGURE = re.compile(
    r"(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<unit>%|个百分点|[万亿]?(?:平方公里|平方米|立方米|公里|公顷|人次|小时)|[万亿]?(?![至到和与及或是为占的中各均])[\u4e00-\u9fff]?)"
    r"|百分之[零一二三四五六七八九十百点]+"
    r"|[零一二三四五六七八九十百千万亿两]{1,9}(?:项(?!目)|成(?=[，。；、多以]))"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a paper and where it was published: its meaning, the project's number and title (None for the
    whole list), the day it speaks of (ISO)."""

    figure: str
    meaning: str
    project: str | None
    as_of: str
    title: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def found(text: str) -> list[str]:
    """The figures of a text in its order, each with its unit: 1,200户 and １２００户 are both 1200户."""
    plain = unicodedata.normalize("NFKC", text)
    return [match[0].replace(",", "") for match in FIGURE.finditer(plain)]


def without(text: str) -> str:
    """The text with its figures and their units taken out."""
    return FIGURE.sub("", unicodedata.normalize("NFKC", text))


def faults(drafted: Sequence[Mapping[str, Any]], edited: Mapping[str, Sequence[str]]) -> list[Refused]:
    """What editing did to the figures that are locked. `edited`: block key → paragraphs.

    A block's rule is `figures` (all its figures stay, in their order), `names` (every project named stays, each
    paragraph has figures of one drafted paragraph only, in their order) or `open` (see `typed`).
    """
    refusals = []
    for block in drafted:
        rule = _RULES.get(block["rule"])
        if rule and (fault := rule(block, edited[block["key"]])):
            refusals.append(fault)
    return refusals


def typed(drafted: Sequence[Mapping[str, Any]], edited: Mapping[str, Sequence[str]], known: Iterable[str]) -> list[str]:
    """Figures in `open` blocks that are none of the draft's: typed by hand, so somebody must answer for them."""
    own = {*known, *(figure for block in drafted for figure in found("\n".join(block["paragraphs"])))}
    rest = (paragraph for block in drafted if block["rule"] == "open" for paragraph in edited[block["key"]])
    return list(dict.fromkeys(figure for paragraph in rest for figure in found(paragraph) if figure not in own))


def _all_stay(block: Mapping[str, Any], paragraphs: Sequence[str]) -> Refused | None:
    before, after = found("\n".join(block["paragraphs"])), found("\n".join(paragraphs))
    if before == after:
        return None
    return _changed(block, Counter(after) - Counter(before), Counter(before) - Counter(after))


def _names_stay(block: Mapping[str, Any], paragraphs: Sequence[str]) -> Refused | None:
    text = "\n".join(paragraphs)
    if dropped := [name for name in block["names"] if name not in text]:
        return Refused("document.name_dropped", field=_field(block), names="、".join(dropped[:3]))
    drafted = [found(paragraph) for paragraph in block["paragraphs"]]
    for paragraph in paragraphs:
        now = found(paragraph)
        if not any(_within(now, before) for before in drafted):
            known = Counter(figure for before in drafted for figure in before)
            return _changed(block, Counter(now) - known, Counter())
    return None


_RULES = {"figures": _all_stay, "names": _names_stay}


def _changed(block: Mapping[str, Any], added: Counter[str], missing: Counter[str]) -> Refused:
    """Without anything added or missing the order was changed, or figures of several projects were put together."""
    what = [f"多出{'、'.join(list(added)[:5])}"] if added else []
    what += [f"缺少{'、'.join(list(missing)[:5])}"] if missing else []
    heading = block["heading"] or "开头"
    return Refused(
        "document.figure_changed", field=_field(block), heading=heading, what="，".join(what) or "次序或所属项目有变"
    )


def _field(block: Mapping[str, Any]) -> str:
    return f"block.{block['key']}"


def _within(figures: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the figures stand in `whole` in their order (some may be left out)."""
    rest = iter(whole)
    return all(figure in rest for figure in figures)


def number(value: Any) -> str:
    """As it is printed: no trailing zeros, thousands parted from five digits on, a true minus; — when absent."""
    if value is None:
        return "—"
    amount = Decimal(str(value))
    whole, _, fraction = f"{abs(amount):f}".partition(".")
    fraction = fraction.rstrip("0")
    parted = f"{int(whole):,}" if len(whole) > 4 else whole
    sign = "−" if amount < 0 and (fraction or whole.strip("0")) else ""
    return f"{sign}{parted}.{fraction}" if fraction else f"{sign}{parted}"


def percent(value: Any) -> str:
    """One decimal, half up, a bare .0 left out (domain.md 4): 18.2%, 97%; — when absent."""
    return "—" if value is None else f"{number(_tenth(value))}%"


def points(value: Any) -> str:
    """A gap in percentage points without its sign: 34个百分点."""
    return f"{number(abs(_tenth(value)))}个百分点"


def signed(value: Any) -> str:
    """A deviation as a table shows it: +13.2, −34.0, 0.0; — when absent."""
    if value is None:
        return "—"
    tenth = _tenth(value)
    return f"{'+' if tenth > 0 else '−' if tenth < 0 else ''}{abs(tenth)}"


def _tenth(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def month_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def formally(arithmetic: str) -> str:
    """A light's arithmetic as a paper says it, without the thresholds, where they come from, and arrows: 计划80.8%，
    实际53.7%，落后27.1个百分点，亮黄灯."""
    plain = re.sub(r"，阈值[^（）]*（[^（）]*）|（未舍入值[^（）]*）", "", arithmetic)
    lit = re.sub(r"\s*→ ?([蓝绿黄红灰])", r"，亮\1灯", plain)
    return re.sub(r"\s*→ ?不亮灯", "，不亮灯", lit).rstrip("。")
