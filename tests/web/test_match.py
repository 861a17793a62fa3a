"""How a word that was looked for is shown where it stands."""

from web.match import Match, marked, phrase


def test_a_word_is_marked_wherever_it_stands_however_it_is_written() -> None:
    assert marked("５Ｇ基站和5g网络", ["5g"]) == [
        ("５Ｇ", True), ("基站和", False), ("5g", True), ("网络", False),
    ]  # fmt: skip
    assert marked("养老养老院", ["养老", "老院"]) == [("养老养老院", True)]
    assert marked("新建学校", ["养老"]) == [("新建学校", False)]
    assert marked("", ["养老"]) == []


def test_a_letter_that_is_several_when_folded_stays_whole() -> None:
    assert marked("绿地㎡以上", ["m2以"]) == [("绿地", False), ("㎡以", True), ("上", False)]


def test_a_phrase_ends_where_its_sentence_does_and_is_cut_where_it_is_long() -> None:
    text = f"第一句。{'前' * 30}养老{'后' * 30}；第三句。"
    assert phrase("指标", text, "养老") == Match("指标", "…" + "前" * 20, "养老", "后" * 20 + "…")
    assert phrase("指标", text, "育儿") is None
