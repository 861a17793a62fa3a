"""What a typed figure looks as if it were not meant so: hints for the filer, never refusals (defaults of ours)."""

import re
from dataclasses import dataclass
from decimal import Decimal

WAN = Decimal(10_000)
NEAR = (Decimal("0.5"), Decimal(3))
"""A figure a ten-thousandth (or ten thousand times) as large counts as meant where it lies this near the known one."""
PROGRESS = re.compile(
    r"(?<![未无没不])(?<!尚未)(?<!没有)(新增|新开工|新完工|新建成|完成|完工|竣工|投用|建成|开工|打通|交付)"
)
ADDED = re.compile(r"新增(?:加)?\s*(\d+(?:\.\d+)?)\s*(万)?")

BARE = re.compile(r"(无|暂无|没有|同上|略|同上期|同上月|[-—－/、.。…?？]+)[。.！!；;\s]*")
"""A text that is nothing but this says nothing."""
UNFINISHED = re.compile(
    r"待[^，,。；;：:\n]{0,15}?补(?:填|报|写|录|齐)|待补充?(?=[，,。；;：:、（(）)】\]\s]|$)|待(?:填写?|定稿)"
    r"|(?<![A-Za-z0-9])[XxＸｘ]{2,}(?![A-Za-z0-9])|[×＊*＿_]{2,}|[?？]{2,}|此处填写?|请填写"
)
"""Words left to be filled in later."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One target's figure as typed, beside what is known of it. All in the target's own unit.

    `last`: last accepted; `planned`: the plan at the period's end; `quantity`: the target. `rising`: a cumulative
    figure that does not fall; `percent_unit`: it is a percentage itself; `bounded`: the target is not to be exceeded
    or approached from above, so that more is not better.
    """

    no: str
    value: Decimal
    last: Decimal | None = None
    planned: Decimal | None = None
    quantity: Decimal | None = None
    rising: bool = True
    percent_unit: bool = False
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """`code`: wan_many, wan_few, percent, fell, jump, over_target or same. `likely`: what was probably meant."""

    no: str
    code: str
    value: Decimal
    likely: Decimal | None = None
    other: Decimal | None = None
    """What it was compared with."""
    word: str = ""


def hint(figure: Figure, text: str = "", over_plan: int = 50) -> Hint | None:
    """The first of the hints that fits, for one figure; `text`: what is written of the month, `over_plan`: percent
    over the plan from which a figure is looked at twice (domain.md 3.3)."""
    for rule in (_wan, _percent, _fell):
        if found := rule(figure):
            return found
    return _jump(figure, over_plan) or _over_target(figure) or _same(figure, text)


def _wan(figure: Figure) -> Hint | None:
    """A 万 too many or too few, by the last figure or, where there is none, by the plan."""
    known = figure.last or figure.planned
    if not known or known < 0 or figure.value <= 0:
        return None
    for code, likely in (("wan_many", figure.value / WAN), ("wan_few", figure.value * WAN)):
        if known * NEAR[0] <= likely <= known * NEAR[1]:
            return Hint(figure.no, code, figure.value, likely, known)
    return None


def _percent(figure: Figure) -> Hint | None:
    """A rate where a count belongs: as a rate of the target it is no less than the last figure, while as the month's
    own it would lead beyond the target."""
    last, quantity = figure.last, figure.quantity
    if figure.percent_unit or figure.bounded or not figure.rising or not last or not quantity or quantity <= 100:
        return None
    likely = quantity * figure.value / 100
    if figure.value <= 100 and figure.value < last <= likely and last + figure.value > quantity:
        return Hint(figure.no, "percent", figure.value, likely, quantity)
    return None


def _fell(figure: Figure) -> Hint | None:
    """Less than before: mostly the month's own figure where the sum since January belongs."""
    if figure.last is None or figure.value >= figure.last or figure.bounded:
        return None
    if not figure.rising:
        return Hint(figure.no, "fell", figure.value, None, figure.last)
    likely = figure.last + figure.value if figure.value > 0 else figure.last
    return Hint(figure.no, "fell", figure.value, likely, figure.last)


def _jump(figure: Figure, over_plan: int) -> Hint | None:
    planned = figure.planned
    if figure.bounded or not figure.rising or not planned or planned < 0:
        return None
    if figure.value * 100 <= planned * (100 + over_plan):
        return None
    tenth = figure.value / 10
    meant = (figure.last or 0) <= tenth <= planned * (100 + over_plan) / 100 and tenth == int(tenth)
    return Hint(figure.no, "jump", figure.value, tenth if meant and figure.last else None, planned)


def _over_target(figure: Figure) -> Hint | None:
    quantity = figure.quantity
    if figure.bounded or figure.percent_unit or not figure.rising or quantity is None or figure.value <= quantity:
        return None
    if figure.last is not None and figure.last > quantity:
        return None
    return Hint(figure.no, "over_target", figure.value, None, quantity)


def _same(figure: Figure, text: str) -> Hint | None:
    """The figure stands still while the words speak of progress; what was added by the words is offered."""
    if figure.last is None or figure.value != figure.last or _finished(figure):
        return None
    spoken = PROGRESS.search(text)
    if spoken is None:
        return None
    added = ADDED.search(text)
    more = Decimal(added[1]) * (WAN if added[2] else 1) if added else None
    return Hint(figure.no, "same", figure.value, figure.last + more if more else None, figure.last, spoken[1])


def _finished(figure: Figure) -> bool:
    return figure.quantity is not None and figure.value >= figure.quantity and not figure.bounded


def unfinished(text: str, *, bare: bool) -> str | None:
    """The word by which a text looks not written to its end: 待月底数据出来后补填, XX个; with `bare` also a text that
    is nothing but 无 or a dash. None where nothing of the kind stands in it."""
    written = text.strip()
    if bare and (whole := BARE.fullmatch(written)):
        return whole[1]
    found = UNFINISHED.search(written)
    return found[0] if found else None
