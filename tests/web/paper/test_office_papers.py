"""The office's papers to units: each from its own record, and refused from any other state."""

import json
import subprocess
from collections.abc import Callable

import pytest

from supervision.form_paper import Form
from supervision.notice_paper import NoticePaper
from tests.journeys.browsing import word_words
from tests.web.paper import office_samples as office
from tests.web.paper.every_kind import EXAMPLES, made
from tracker.refusal import Refused
from web.paper import form, word


def laid_out(content: bytes) -> str:
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, stdout=subprocess.PIPE, check=True)
    return "\n".join(line.rstrip() for line in read.stdout.decode().splitlines())


@pytest.mark.parametrize(
    ("making", "why"),
    [
        (lambda: office.notice(state="reported"), "已经报告整改"),
        (lambda: office.notice(state="passed"), "已经复查通过"),
        (lambda: office.notice(state="suspended"), "停止计时"),
        (lambda: office.notice(state="withdrawn"), "已经撤销"),
        (lambda: office.recheck("ordered"), "还没有报告整改"),
        (lambda: office.recheck("withdrawn"), "已经撤销"),
        (lambda: office.call(state="held"), "约谈已经举行"),
        (lambda: office.call(state="cancelled"), "约谈已经取消"),
        (lambda: office.feedback(told=None), "还没有反馈"),
        (lambda: office.feedback(told=office.told(fed_back_at=None)), "还没有反馈"),
        (lambda: office.criticised(state="drafted"), "还没有领导批示"),
        (lambda: office.criticised(state="rejected"), "不同意通报"),
        (lambda: office.criticised(state="withdrawn"), "已经撤回"),
        (lambda: office.criticised(state="approved"), "公开审查以后"),
        (lambda: office.disclosed(state="drafted"), "还没有领导批示"),
        (lambda: office.disclosed(state="approved"), "还没有公开审查"),
        (lambda: office.disclosed(state="cleared"), "公开以后才能印制"),
        (lambda: office.disclosed(state="withdrawn"), "已经撤回"),
    ],
)
def test_it_is_refused_from_another_state_with_the_reason(making: Callable[[], object], why: str) -> None:
    with pytest.raises(Refused) as refused:
        making()
    assert refused.value.code == "paper.not_now" and why in str(refused.value.facts["why"])


def test_a_problem_has_exactly_its_five_fields_and_what_became_of_it_once_told() -> None:
    made = office.disclosed()
    assert made.table is not None
    titles = [column.title for column in made.table.columns]
    assert titles == ["事项名称", "责任单位", "责任人", "推进落实不力主要事实", "整改要求"]
    assert made.table.rows == (tuple(office.problem().fields.values()),) and made.sections == ()


def test_a_criticism_that_is_not_public_goes_out_approved_and_says_so() -> None:
    assert office.criticised(state="approved", attribute="依申请公开").note == "此件依申请公开"


def test_what_no_visit_found_needs_no_plan_and_no_photographs() -> None:
    said = json.dumps(office.notice(found=False).to_json(), ensure_ascii=False)
    assert "示政办督单〔2026〕2号督办事项没有按期办结" in said and "附佐证材料" in said
    assert "整改方案" not in said and "照片" not in said and "督查评议队伍" not in said


def test_another_term_says_that_it_is_one_and_why() -> None:
    again = office.notice(round=2, reason="警示标志仍未补设")
    assert again.opening[1] == "这是第2次限期。再次限期的理由：警示标志仍未补设。"


def test_a_blank_recheck_has_boxes_and_room_and_a_late_report_is_called_late() -> None:
    rows = {row.label: row for row in office.recheck().rows}
    assert rows["复查结论"].paragraphs == ("□通过　　□未通过",) and rows["复查情况"].lines > 1
    assert rows["整改期限"].paragraphs == ("2026年9月15日前；单位2026年9月16日报告，逾期",)
    failed = {row.label: row for row in office.recheck("failed", result={**office.RESULT, "passed": False}).rows}
    assert failed["复查结论"].paragraphs == ("□通过　　☑未通过",)


def test_a_visit_that_found_nothing_is_fed_back_without_demands() -> None:
    sections = {each.heading: each.paragraphs for each in office.feedback(told=office.told()).sections}
    assert sections["二、发现的问题"] == ("没有发现问题。",)
    assert len(sections["三、有关要求"]) == 1 and "申请复核" in sections["三、有关要求"][0]


@pytest.mark.parametrize("making", [office.call, lambda: office.recheck("passed", result=office.RESULT)])
def test_a_form_comes_back_as_it_was_kept(making: Callable[[], Form]) -> None:
    kept = json.loads(json.dumps(making().to_json()))
    assert Form.from_json(kept, None, None) == making()


def test_the_call_and_its_receipt_are_one_page() -> None:
    assert "\f" not in laid_out(made("talk_notice")).rstrip("\f")


@pytest.mark.parametrize("kind", ["criticism_bulletin", "talk_notice"])
def test_the_word_file_says_the_same(kind: str) -> None:
    paper = EXAMPLES[kind]()
    assert not isinstance(paper, NoticePaper)
    said = word_words(form.docx(paper) if isinstance(paper, Form) else word.official(paper))
    for line in laid_out(made(kind)).split():
        if not line.startswith(("—", "样", "-", "扫码")) and len(line) > 3:
            assert line.replace("校验码", "") in said, line
