"""The pages of an order: what each side may do, what is refused and shown again, and who does not see it."""

import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from supervision import papers
from tests import deeds
from tests.deeds import TestClient
from tests.journeys.browsing import pdf_words, word_words
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}/orders"
DRAFT = {
    "matter": "加装电梯进度滞后", "facts": "8月底计划200部，实际96部。", "requirement": "查明原因，倒排工期。",
    "cause": "red_light", "ref": "2026-08", "ref_of": "red_light", "cause_words": "8月亮红灯",
}  # fmt: skip
BY_HEAD = {"post": "市政府办公厅主任", "decided_on": "2026-10-09", "words": "同意签发。"}
FILE = ("工期表.pdf", b"%PDF-1.4 plan", "application/pdf")


class Desk:
    """Everybody of one government, each with a browser."""

    def __init__(self, house: House, clock: FixedClock) -> None:
        self.house, self.clock = house, clock
        unit = "市住房城乡建设局"
        self.accounts = {
            "office": deeds.account(house, "office"),
            "head": deeds.account(house, "office_head"),
            "observer": deeds.account(house, "observer"),
            "filer": deeds.account(house, "filer", unit=unit),
            "unit_head": deeds.account(house, "unit_head", unit=unit),
            "other": deeds.account(house, "filer", unit="市民政局"),
        }
        self.sign_in()

    def sign_in(self) -> None:
        opened = {name: deeds.client(self.house, account) for name, account in self.accounts.items()}
        self.office, self.head, self.observer = opened["office"], opened["head"], opened["observer"]
        self.filer, self.unit_head, self.other = opened["filer"], opened["unit_head"], opened["other"]

    def at(self, month: int, day: int, hour: int = 9) -> None:
        """A later day, and everybody signed in again."""
        self.clock.set(datetime(2026, month, day, hour, tzinfo=SHANGHAI))
        self.sign_in()

    def post(self, who: TestClient, path: str, data: dict[str, Any] | None = None, files: Any = None) -> Any:
        return who.post(path, data={"csrf": csrf_of(who), **(data or {})}, files=files)

    def drafted(self, **changed: Any) -> str:
        """The address of a draft."""
        unit = field_of(self.office.get(f"{ROOT}/new?project=1").text, "unit")
        answer = self.post(self.office, f"{ROOT}/new?project=1", {**DRAFT, "unit": unit, **changed})
        assert answer.status_code == 303, answer.text
        return str(urlsplit(answer.headers["location"]).path)

    def issued(self) -> str:
        """Issued on 9 October: the reply is due on the 15th (the 10th is worked)."""
        address = self.drafted()
        done(self.post(self.head, f"{address}/issue", {"words": "签发。"}))
        return address

    def signed(self) -> str:
        address = self.issued()
        done(self.post(self.filer, f"{address}/sign"))
        return address

    def replied(self) -> str:
        address = self.signed()
        done(self.post(self.filer, f"{address}/reply", {"done": "已倒排工期。"}, {"evidence": FILE}))
        done(self.post(self.unit_head, f"{address}/release", {"decision": "release"}))
        return address


def csrf_of(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/desk").text)
    assert found
    return found[1]


def field_of(page: str, name: str) -> str:
    """The chosen option of a select."""
    select = re.search(rf'<select id="{name}".*?</select>', page, re.S)
    assert select
    chosen = re.search(r'<option value="([^"]*)" selected', select[0])
    return chosen[1] if chosen else ""


def done(answer: Any) -> None:
    assert answer.status_code == 303, answer.text


def said(answer: Any) -> str:
    """What the error summary says."""
    assert answer.status_code == 422, answer.status_code
    found = re.search(r'class="error-summary".*?</div>', answer.text, re.S)
    assert found
    return re.sub(r"<[^>]+>", " ", found[0])


@pytest.fixture
def desk(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    with deeds.house(database, tmp_path) as house:
        deeds.released(house)
        yield Desk(house, clock)


@pytest.fixture
def published(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    """With January to August published."""
    with deeds.through_august(database, tmp_path) as house:
        yield Desk(house, clock)


def test_a_draft_begins_with_what_is_known_of_the_project(published: Desk) -> None:
    assert "既有住宅加装电梯300部" in published.office.get(f"{ROOT}/new").text
    page = published.office.get(f"{ROOT}/new?project=1").text
    assert field_of(page, "cause") == "red_light"
    assert "既有住宅加装电梯300部进度滞后" in page
    assert "8月亮红灯" in page
    assert "材料供应慢。" in page
    assert 'name="ref" value="2026-08"' in page
    told = published.office.get(f"{ROOT}/new?project=3&cause=media").text
    assert field_of(told, "cause") == "media"
    assert published.office.get(f"{ROOT}/new?project=99").status_code == 404
    assert field_of(published.office.get(f"{ROOT}/new?project=unit").text, "unit") == ""


def test_what_was_typed_stays_where_a_draft_is_refused(desk: Desk) -> None:
    answer = desk.post(
        desk.office, f"{ROOT}/new?project=1", {**DRAFT, "facts": "", "due": "下周三", "matter": "只此一事"}
    )
    assert "反馈时限" in said(answer)
    assert "只此一事" in answer.text
    answer = desk.post(desk.office, f"{ROOT}/new?project=1", {**DRAFT, "facts": "", "unit": "x"})
    assert "没有找到这个单位" in said(answer)
    answer = desk.post(desk.office, f"{ROOT}/new?project=1", {**DRAFT, "facts": "", "cause": "instruction"})
    told = said(answer)
    assert "请填写主要事实" in told and "请选择承办单位" in told and "批示内容" in told


def test_an_instruction_is_recorded_and_printed_in_words(desk: Desk) -> None:
    instruction = {
        "cause": "instruction", "cause_words": "", "instruction_post": "分管副市长", "instruction_on": "2026-10-08",
        "instruction_words": "请督查室盯住。",
    }  # fmt: skip
    address = desk.drafted(**instruction)
    assert "领导批示（分管副市长10月8日批示：“请督查室盯住。”）" in desk.office.get(address).text
    edit = desk.office.get(f"{address}/edit").text
    assert "请督查室盯住。" in edit
    unit = field_of(edit, "unit")
    done(desk.post(desk.office, f"{address}/edit", {**DRAFT, **instruction, "unit": unit, "matter": "改过的事项"}))
    assert "改过的事项" in desk.office.get(address).text
    assert "请填写督办事项" in said(
        desk.post(desk.office, f"{address}/edit", {**DRAFT, **instruction, "unit": unit, "matter": ""})
    )


def test_one_matter_has_one_order(desk: Desk) -> None:
    desk.issued()
    unit = field_of(desk.office.get(f"{ROOT}/new?project=1").text, "unit")
    told = said(desk.post(desk.office, f"{ROOT}/new?project=1", {**DRAFT, "unit": unit}))
    assert "示政办督单〔2026〕1号" in told and "一事一单" in told


def test_the_head_issues_it_here_or_his_decision_is_recorded(desk: Desk) -> None:
    address = desk.drafted()
    assert "请填写批示人职务" in said(desk.post(desk.office, f"{address}/issue", {}))
    done(desk.post(desk.office, f"{address}/issue", BY_HEAD))
    page = desk.office.get(address).text
    assert "示政办督单〔2026〕1号" in page
    assert "市政府办公厅主任10月9日批准：“同意签发。”" in page
    assert "蓝色（一级）督办" in page
    assert "10月15日" in page


def test_a_draft_is_the_offices_alone_and_an_order_of_those_it_binds(desk: Desk) -> None:
    draft = desk.drafted()
    for who in (desk.filer, desk.unit_head, desk.observer, desk.other):
        assert who.get(draft).status_code == 404
        assert DRAFT["matter"] not in who.get(f"{ROOT}/").text
    done(desk.post(desk.head, f"{draft}/issue"))
    for who in (desk.filer, desk.unit_head, desk.observer):
        assert who.get(draft).status_code == 200
        assert DRAFT["matter"] in who.get(f"{ROOT}/").text
    assert desk.other.get(draft).status_code == 404
    assert DRAFT["matter"] not in desk.other.get(f"{ROOT}/").text
    assert desk.post(desk.other, f"{draft}/sign").status_code == 404


def test_a_supporting_unit_reads_along_and_answers_nothing(desk: Desk) -> None:
    page = desk.office.get(f"{ROOT}/new?project=2").text
    civil = field_of(page, "unit")
    address = desk.drafted(supporting=[civil])
    done(desk.post(desk.head, f"{address}/issue"))
    assert desk.other.get(address).status_code == 200
    assert "现在要办" not in desk.other.get(address).text
    assert desk.post(desk.other, f"{address}/sign").status_code == 404


def test_a_whole_life_from_the_signing_to_the_closing(desk: Desk) -> None:
    address = desk.replied()
    assert "待核验" in desk.office.get(f"{ROOT}/").text
    assert "请选择核验方式" in said(desk.post(desk.office, f"{address}/verify", {"note": "属实"}))
    done(desk.post(desk.office, f"{address}/return", {"reason": "缺各小区明细。"}))
    assert "缺各小区明细。" in desk.filer.get(address).text
    done(desk.post(desk.filer, f"{address}/reply", {"done": "已补明细。"}, {"evidence": FILE}))
    told = said(desk.post(desk.unit_head, f"{address}/release", {"decision": "back", "reason": ""}))
    assert "请写明理由" in told
    done(desk.post(desk.unit_head, f"{address}/release", {"decision": "back", "reason": "再核一遍。"}))
    assert "单位负责人退回：再核一遍。" in desk.filer.get(address).text
    done(desk.post(desk.filer, f"{address}/reply", {"done": "已补明细并核对。"}, {"evidence": FILE}))
    done(desk.post(desk.unit_head, f"{address}/release", {"decision": "release"}))
    done(desk.post(desk.office, f"{address}/verify", {"how": "site", "note": "三个小区已复工。"}))
    done(desk.post(desk.office, f"{address}/close", {"conclusion": "要求已落实。"}))
    page = desk.observer.get(address).text
    for words in (
        "签收蓝色（一级）督办单",
        "反馈办理情况",
        "退回补充",
        "核验通过（现场查看）",
        "督办单办结",
        "要求已落实。",
    ):
        assert words in page
    assert "现在要办" not in page
    assert "已办结" in desk.observer.get(f"{ROOT}/").text


def test_a_reply_needs_its_evidence_and_keeps_it_through_a_refusal(desk: Desk) -> None:
    address = desk.signed()
    assert "请附佐证材料" in said(desk.post(desk.filer, f"{address}/reply", {"done": "已办。"}))
    answer = desk.post(desk.filer, f"{address}/reply", {"done": ""}, {"evidence": FILE})
    assert "请填写办理情况" in said(answer)
    kept = re.search(r'name="kept" value="([^"]+)"', answer.text)
    assert kept and kept[1].endswith("工期表.pdf")
    done(desk.post(desk.filer, f"{address}/reply", {"done": "已办。", "kept": kept[1]}))
    sha256 = kept[1].split(":")[0]
    for who, status in ((desk.office, 200), (desk.unit_head, 200), (desk.observer, 200), (desk.other, 404)):
        assert who.get(f"/evidence/{sha256}").status_code == status
    bad = desk.post(desk.filer, f"{address}/reply", {"done": "已办。"}, {"evidence": ("x.exe", b"MZ\x00\x01", "x/y")})
    assert bad.status_code == 422


def test_more_time_is_asked_and_answered(desk: Desk) -> None:
    address = desk.signed()
    told = said(desk.post(desk.filer, f"{address}/ask", {"until": "2026-12-01", "reason": "等", "progress": "在办"}))
    assert "10月15日" in told and "10月22日" in told
    asked = {"until": "2026-10-20", "reason": "等待设计变更批复。", "progress": "三个单元完工。"}
    done(desk.post(desk.filer, f"{address}/ask", asked))
    assert "待答复延期申请" in desk.office.get(f"{ROOT}/").text
    assert "请写明理由" in said(desk.post(desk.office, f"{address}/extension", {"decision": "refuse"}))
    done(desk.post(desk.office, f"{address}/extension", {"decision": "grant"}))
    page = desk.filer.get(address).text
    assert "同意延期，10月20日（周二）前反馈" in page
    assert "申请延期</summary>" not in page


def test_silence_does_nothing_by_itself_and_a_person_raises_it_after_ruling_the_plea(desk: Desk) -> None:
    address = desk.signed()
    desk.at(10, 15, 23)
    assert "升为橙色" not in desk.office.get(address).text
    desk.at(10, 16)
    page = desk.office.get(address).text
    assert "升为橙色（二级）督办" in page and "逾期1个工作日未反馈" in page
    done(desk.post(desk.filer, f"{address}/plea", {"reason": "施工用电未接通。"}, {"evidence": FILE}))
    assert "单位说明的理由还没有认定" in said(
        desk.post(desk.office, f"{address}/escalate", {**BY_HEAD, "to": "orange", "reason": "逾期"})
    )
    assert "请写明理由" in said(desk.post(desk.office, f"{address}/ruling", {"decision": "not"}))
    done(desk.post(desk.office, f"{address}/ruling", {"decision": "not", "reason": "用电8月已接通。"}))
    assert "请写明理由" in said(desk.post(desk.head, f"{address}/escalate", {"to": "orange", "reason": ""}))
    done(desk.post(desk.head, f"{address}/escalate", {"to": "orange", "reason": "理由不成立，逾期未反馈。"}))
    page = desk.filer.get(address).text
    for words in (
        "升为橙色（二级）督办，10月21日（周三）前反馈",
        "认定理由不成立",
        "用电8月已接通。",
        "施工用电未接通。",
    ):
        assert words in page
    assert "请在1个工作日内签收" in page
    desk.at(10, 22)
    told = re.sub(r"<[^>]+>", "", desk.office.get(address).text)
    assert "升为橙色（二级）督办后单位没有再说明理由（蓝色（一级）督办时说明的理由，认定不成立" in told
    assert "单位没有说明理由" not in told
    desk.at(10, 16)
    answer = desk.post(desk.office, f"{address}/escalate", {**BY_HEAD, "to": "talk", "reason": "x"})
    assert answer.status_code in (409, 422)


def test_a_justified_plea_gives_a_new_day(desk: Desk) -> None:
    address = desk.signed()
    desk.at(10, 16)
    done(desk.post(desk.filer, f"{address}/plea", {"reason": "审批未完成。"}, {"evidence": FILE}))
    done(
        desk.post(desk.office, f"{address}/ruling", {"decision": "justified", "reason": "属实。", "due": "2026-10-23"})
    )
    page = desk.office.get(address).text
    assert "认定理由成立，时限重新定为10月23日（周五）" in page
    assert "升为橙色" not in page


def test_it_is_lowered_after_a_verified_reply(desk: Desk) -> None:
    address = desk.signed()
    desk.at(10, 16)
    done(desk.post(desk.head, f"{address}/escalate", {"to": "orange", "reason": "逾期。"}))
    done(desk.post(desk.unit_head, f"{address}/sign"))
    done(desk.post(desk.filer, f"{address}/reply", {"done": "完成一半。"}, {"evidence": FILE}))
    done(desk.post(desk.unit_head, f"{address}/release", {"decision": "release"}))
    done(desk.post(desk.office, f"{address}/verify", {"how": "papers", "note": "属实。"}))
    done(desk.post(desk.office, f"{address}/lower", {"to": "blue", "reason": "已恢复施工，继续跟踪。"}))
    assert "降为蓝色（一级）督办，10月23日（周五）前反馈" in desk.office.get(address).text


def test_a_receipt_on_paper_is_recorded_with_its_scan(desk: Desk) -> None:
    address = desk.issued()
    assert "签收回执扫描件" in said(desk.post(desk.office, f"{address}/receipt", {"signed_on": "2026-10-09"}))
    scan = ("回执.pdf", b"%PDF-1.4 receipt", "application/pdf")
    told = said(desk.post(desk.office, f"{address}/receipt", {"signed_on": "2026-10-08"}, {"scan": scan}))
    assert "签收日期" in told
    done(desk.post(desk.office, f"{address}/receipt", {"signed_on": "2026-10-09"}, {"scan": scan}))
    assert "签收蓝色（一级）督办单（纸质回执）" in desk.office.get(address).text


def test_a_character_no_font_has_is_named_on_the_draft_and_keeps_the_order_from_going_out(desk: Desk) -> None:
    address = desk.drafted(matter="请\ue123庄村抓紧")
    assert (
        "签发前请改用别的写法" in desk.office.get(address).text and "\ue123（U+E123）" in desk.office.get(address).text
    )
    assert "本机没有字体能印这些字" in said(desk.post(desk.head, f"{address}/issue", {}))
    unit = field_of(desk.office.get(f"{address}/edit").text, "unit")
    done(desk.post(desk.office, f"{address}/edit", {**DRAFT, "unit": unit}))
    assert "U+E123" not in desk.office.get(address).text
    done(desk.post(desk.head, f"{address}/issue", {}))
    desk.at(10, 16)
    raised = {"to": "orange", "reason": "\ue123庄村到期未反馈。"}
    assert "本机没有字体能印这些字" in said(desk.post(desk.head, f"{address}/escalate", raised))
    with desk.house.reading() as conn:
        assert len(papers.of_year(conn, "supervision_order", deeds.SLUG, deeds.YEAR)) == 1


def test_an_order_nobody_signs_for_counts_as_served_and_says_so(desk: Desk) -> None:
    address = desk.issued()
    desk.at(10, 13)
    page = desk.office.get(address).text
    assert "未签收，视为送达" in page


def test_it_is_withdrawn_with_its_reason(desk: Desk) -> None:
    address = desk.issued()
    assert "请写明理由" in said(desk.post(desk.office, f"{address}/withdraw", {"reason": ""}))
    done(desk.post(desk.office, f"{address}/withdraw", {"reason": "单位有误。"}))
    assert "单位有误。" in desk.filer.get(address).text
    assert desk.post(desk.filer, f"{address}/sign").status_code == 422


def test_an_observer_has_no_form_on_an_order(desk: Desk) -> None:
    page = desk.observer.get(desk.replied()).text
    assert 'method="post"' not in page.split("<main")[1].split("</main")[0]


def test_the_months_page_of_its_project_names_the_order(published: Desk) -> None:
    published.issued()
    page = published.office.get(f"/{deeds.SLUG}/{deeds.YEAR}/month/2026-08/1").text
    assert "示政办督单〔2026〕1号　加装电梯进度滞后" in page
    assert "（蓝色（一级）督办，待签收）" in page
    assert "示政办督单" not in published.office.get(f"/{deeds.SLUG}/{deeds.YEAR}/month/2026-08/2").text


def test_who_decided_first_wins(desk: Desk) -> None:
    address = desk.replied()
    done(desk.post(desk.office, f"{address}/verify", {"how": "papers", "note": "属实。"}))
    assert "单位还没有反馈，或反馈已经处理" in said(desk.post(desk.head, f"{address}/return", {"reason": "再补。"}))


def test_each_level_has_its_paper_made_once_and_kept_by_its_hash(desk: Desk) -> None:
    address = desk.signed()
    first = desk.filer.get(f"{address}/1.pdf")
    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf")
    assert first.headers["etag"].strip('"') == sha256(first.content).hexdigest()
    assert "蓝色（一级）督办" in pdf_words(first.content)
    desk.at(10, 16)
    done(desk.post(desk.head, f"{address}/escalate", {"to": "orange", "reason": "到期未反馈。"}))
    second = pdf_words(desk.observer.get(f"{address}/2.pdf").content)
    assert "橙色（二级）督办" in second and "由蓝色（一级）升为橙色（二级）：到期未反馈。" in second
    assert "2026年10月21日（周三）前书面反馈" in second
    assert "示政办督单〔2026〕1号" in word_words(desk.office.get(f"{address}/2.docx").content)
    assert desk.filer.get(f"{address}/1.pdf").content == first.content
    done(desk.post(desk.office, f"{address}/print"))
    for who, path in ((desk.other, f"{address}/1.pdf"), (desk.office, f"{address}/3.pdf")):
        assert who.get(path).status_code == 404
    with desk.house.reading() as conn:
        made = papers.of_year(conn, "supervision_order", deeds.SLUG, deeds.YEAR)
        assert papers.issued(conn, "supervision_order", deeds.SLUG, deeds.YEAR) == []
    assert len(made) == 2
    for row in made.values():
        assert (row.state, row.number) == ("issued", "示政办督单〔2026〕1号")
        assert 0 < row.source_position < row.position
