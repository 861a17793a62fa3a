"""The sentence of each hint at a figure that looks like a slip; what was probably meant can be taken with one press."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from projects import sanity
from projects.quantity import plain
from projects.sanity import Hint
from web.wording import number

SENTENCES = {
    "wan_many": "{value}约为{other}的一万倍，是否多写了“万”？",
    "wan_few": "{value}约为{other}的万分之一，是否少写了“万”？",
    "percent": "{value}比上期少，是否填成了百分比？这里填累计数，{rate}%相当于{likely}。",
    "fell": "{value}比上期{other}少，是否填成了当月数？累计数不应减少。",
    "jump": "{value}比计划{other}高出{over}%，请核对单位和位数。",
    "over_target": "{value}首次超过目标{other}，请核对；确已超额完成的不用改。",
    "same": "累计数与上期相同（{other}），但进展中写了“{word}”，请核对。",
}
"""By the code of projects/sanity.py."""
UNFINISHED = "写有“{word}”，像是还没有写完。"
MISSING = "还没有报分项数字的有{units}。可以先提醒他们；不等的，再提交一次即可。"
"""Asked once of the lead unit that submits."""
BARE = "只写了“{word}”，请写明具体情况。"
"""Where the word is the whole text."""


@dataclass(frozen=True, slots=True)
class Advice:
    """`take`: the figure to put into the field instead, as decimal text."""

    words: str
    code: str
    take: str | None
    offered: str


def advice(hint: Hint, unit: str) -> Advice:
    def said(value: Decimal | None) -> str:
        return number(value) + unit if value is not None else ""

    over = (hint.value / hint.other - 1) * 100 if hint.other else Decimal(0)
    words = SENTENCES[hint.code].format(
        value=said(hint.value),
        other=said(hint.other),
        likely=said(hint.likely),
        rate=number(hint.value),
        over=number(over.quantize(Decimal(1), rounding=ROUND_HALF_UP)),
        word=hint.word,
    )
    return Advice(words, hint.code, None if hint.likely is None else plain(hint.likely), said(hint.likely))


def unfinished(word: str) -> str:
    """What is said beside a text by one of its words (sanity.unfinished)."""
    return (BARE if sanity.BARE.fullmatch(word) else UNFINISHED).format(word=word)


def question(label: str, word: str) -> str:
    """The same, asked once when the report is submitted."""
    return f"“{label}”{unfinished(word)}请补写；确实如此的，再提交一次即可。"
