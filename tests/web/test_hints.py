"""The sentences at figures that look like a slip: each names the figure, and offers what was probably meant."""

from decimal import Decimal

import pytest

from projects.sanity import Figure, hint
from web.hints import SENTENCES, advice

D = Decimal
SAID = [
    (Figure("1", D("2.9"), D(28410), D(31000), D(33000)), "", "wan_few",
     "2.9户约为28,410户的万分之一，是否少写了“万”？", "29000"),
    (Figure("1", D(285000000), D(28410), D(31000), D(33000)), "", "wan_many",
     "285,000,000户约为28,410户的一万倍，是否多写了“万”？", "28500"),
    (Figure("1", D(85), D(246), D(250), D(300)), "", "percent",
     "85户比上期少，是否填成了百分比？这里填累计数，85%相当于255户。", "255"),
    (Figure("1", D(34), D(78), D(150), D(300)), "", "fell",
     "34户比上期78户少，是否填成了当月数？累计数不应减少。", "112"),
    (Figure("1", D(300), D(120), D(150), D(400)), "", "jump", "300户比计划150户高出100%，请核对单位和位数。", None),
    (Figure("1", D(301), D(290), D(280), D(300)), "", "over_target",
     "301户首次超过目标300户，请核对；确已超额完成的不用改。", None),
    (Figure("1", D(78), D(78), D(150), D(300)), "新增34户。", "same",
     "累计数与上期相同（78户），但进展中写了“新增”，请核对。", "112"),
]  # fmt: skip


@pytest.mark.parametrize(("figure", "text", "code", "words", "take"), SAID, ids=lambda each: str(each)[:12])
def test_a_hint_in_words(figure: Figure, text: str, code: str, words: str, take: str | None) -> None:
    found = hint(figure, text)
    assert found is not None
    said = advice(found, "户")
    assert (said.code, said.words, said.take) == (code, words, take)


def test_every_hint_was_said() -> None:
    assert {code for _, _, code, _, _ in SAID} == set(SENTENCES)
