"""What a lead unit checks and hands in: its questions, the papers of its category, and what still lacks."""

from typing import Any

from supervision import self_check
from supervision.self_check import EVERYWHERE, QUESTIONS

FILE = {"sha256": "a" * 64, "name": "验收单.pdf", "size": 9, "type": "application/pdf"}


def told(faults: Any) -> list[tuple[str, str | None, dict[str, object]]]:
    return [(each.code, each.field, each.facts) for each in faults]


def test_the_papers_of_a_category_follow_those_that_are_asked_everywhere() -> None:
    assert self_check.papers("老有颐养") == [
        "完成情况总结", "完成数量明细台账", "资金使用情况说明", "设施投用证明或开放公告", "消防、食品等安全合格文件",
        "服务记录抽样",
    ]  # fmt: skip
    for unknown in (None, "", "其他"):
        assert self_check.papers(unknown) == list(EVERYWHERE)


def test_a_list_has_one_to_twenty_papers_of_at_most_sixty_signs() -> None:
    assert self_check.paper_faults(["长" * 60] * 20) == [] == self_check.paper_faults(["一"])
    for wrong in ([], ["一"] * 21, ["一", "长" * 61]):
        assert told(self_check.paper_faults(wrong)) == [("acceptance.papers", "papers", {"most": 20, "longest": 60})]


def test_a_question_without_an_answer_stays_open_and_one_too_many_is_left_out() -> None:
    found = self_check.checked([(True, " 已核对。 "), (False, "")])
    assert [each["question"] for each in found] == list(QUESTIONS)
    assert [(each["met"], each["words"]) for each in found] == [
        (True, "已核对。"), (False, ""), (None, ""), (None, ""), (None, ""),
    ]  # fmt: skip
    assert len(self_check.checked([(True, "是")] * 6)) == 5


def test_what_lacks_is_told_question_by_question_and_paper_by_paper() -> None:
    assert told(self_check.lacking(None, [])) == [("acceptance.no_self_check", None, {})]
    checks = self_check.checked([(True, "是"), (None, "说了"), (True, ""), (False, "还没有"), (True, "是")])
    draft = {"checks": checks, "papers": {"总结": [FILE], "台账": []}}
    assert told(self_check.lacking(draft, ["总结", "台账", "照片"])) == [
        ("acceptance.unanswered", "met-1", {"question": QUESTIONS[1]}),
        ("acceptance.unanswered", "met-2", {"question": QUESTIONS[2]}),
        ("acceptance.not_met", "met-3", {"question": QUESTIONS[3]}),
        ("acceptance.paper_missing", "paper-1", {"paper": "台账"}),
        ("acceptance.paper_missing", "paper-2", {"paper": "照片"}),
    ]


def test_an_answer_longer_than_a_record_takes_is_named_by_its_place() -> None:
    checks = self_check.checked([(True, "长" * 2000), (True, "长" * 2001)])
    assert [(code, field) for code, field, _ in told(self_check.length_faults(checks))] == [
        ("record.too_long", "words-1"),
    ]
