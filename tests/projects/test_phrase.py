"""Words that are looked for in Chinese: folded, cut, and known by their pairs of letters."""

import re

from hypothesis import given
from hypothesis import strategies as st

from projects import phrase

TEXTS = st.text(alphabet="养老服务点电梯ABabＡ１1 　\n", max_size=30)


def test_full_width_and_capital_letters_count_as_the_plain_ones() -> None:
    assert phrase.words(" ３００部　 电梯\n５G 5g ") == ["300部", "电梯", "5g"]


def test_what_is_typed_is_cut_and_rid_of_what_no_eye_sees() -> None:
    assert phrase.cut(" 养\u200b老\x00 ") == "养老"
    assert phrase.cut("长" * 61) == "长" * 60
    assert phrase.cut(None) == phrase.cut(" \t ") == ""


def test_pairs_are_of_neighbours_and_none_goes_over_a_blank() -> None:
    assert phrase.pairs(["养老"]) == [0x517B8001 - 0x80000000]
    assert phrase.pairs(["养 老", "服"]) == []
    assert len(phrase.pairs(["养老服务", "养老服"])) == 3
    assert phrase.pairs(["Ａｂ"]) == phrase.pairs(["aB"])


@given(TEXTS, st.integers(0, 29), st.integers(2, 9))
def test_whatever_stands_in_a_text_has_all_its_pairs_there(text: str, first: int, length: int) -> None:
    whole = set(phrase.pairs([text]))
    for word in text[first : first + length].split():
        assert set(phrase.pairs([word])) <= whole


@given(st.text(alphabet="a养%_\\", max_size=8), st.text(alphabet="a养%_\\", min_size=1, max_size=4))
def test_a_pattern_takes_every_sign_for_itself(text: str, word: str) -> None:
    like = re.sub(r"\\(.)|%|_", lambda sign: re.escape(sign[1]) if sign[1] else ".*", phrase.pattern(word))
    assert bool(re.fullmatch(like, text)) == (word in text)
