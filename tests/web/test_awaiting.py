"""Every kind of paper that somebody approves stands on the approver's desk with its page, and he is told of it; whoever
drafted it sees what became of it. A kind that is none of these says here why nobody waits for it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from projects import register
from projects.approval import Approval, Review
from projects.programme import Programme
from supervision import messenger
from supervision.criticism import Criticism, Words
from supervision.disclosing import Disclosing
from supervision.document import Document
from supervision.document_kind import KINDS
from supervision.ground import Ground
from supervision.matter import Cause, Matter
from supervision.ordering import Ordering
from supervision.problem import Fields, Problem
from tests import deeds
from tests.deeds import SLUG, YEAR
from tests.web.test_corrections import cleared, confirmed, notice_id, preview
from tracker import messages
from tracker.accounts import Account
from tracker.embedded import Server
from tracker.event import Actor
from web import awaiting
from web.house import House

ROOT = f"/{SLUG}/{YEAR}"
PERIODS = {
    "minutes": "2026-Q2", "leaflet": "1", "paper_correction": "7KMQ9XDP/1", "paper_withdrawal": "7KMQ9XDP/1",
    "press_conference": "2026-08:conference",
}  # fmt: skip
WHOLE = {"title": "某文", "head": "", "tail": "", "blocks": []}
REVIEW = Review("主动公开", "不涉密。", "保密审查岗", Approval("市政府办公厅主任", "2026-10-09", "同意。"))
DECIDED = Approval("市政府市长", "2026-10-09", "同意。")
OFFICE = Actor("office-1", "督查室")

OF_WHAT_IS_PUBLISHED = {
    "acceptance_notice", "listing_notice", "task_table", "plan_table", "result_announcement", "poster", "site_sign",
}  # fmt: skip
DECIDED_IN_ITS_FORM = {"rectification_notice", "recheck_sheet", "talk_notice", "feedback_letter", "talk_record"}
"""The form that records the decision takes its 批示 with it; the sheet only prints it."""
WITHIN_THE_OFFICE = {"visit_record", "draw_record", "review_pack", "archive_index"}
WAITS_FOR_NOBODY = OF_WHAT_IS_PUBLISHED | DECIDED_IN_ITS_FORM | WITHIN_THE_OFFICE
ITSELF = sorted(key for key, kind in KINDS.items() if not kind.derived and key not in awaiting.ELSEWHERE)


@pytest.fixture(scope="module")
def house(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with deeds.looked_at(server, template, tmp_path_factory.mktemp("awaiting")) as made:
        messenger.tick(made.ledger)
        yield made


@pytest.fixture
def head(house: House, request: pytest.FixtureRequest) -> Account:
    return somebody(house, request, "office_head")


def somebody(house: House, request: pytest.FixtureRequest, role: str) -> Account:
    """New for each test, so told of nothing before it."""
    return deeds.account(house, role, login=f"{role}-{request.node.callspec.id}")


def carry(house: House, act: Callable[[], Any]) -> Any:
    return house.carry_out(OFFICE, None, ["deed"], act, alone=True)


def on_desk(house: House, who: Account) -> dict[str, tuple[str, str]]:
    """Address → title and status of the tasks on somebody's desk."""
    page = deeds.client(house, who).get("/desk").text
    rows = re.findall(r'<li><div><a href="([^"]+)">(.*?)</a>.*?<span class="task-state[^"]*">(.*?)</span>', page, re.S)
    tasks = reversed(rows)  # what is to be done stands before where everything is
    return {html.unescape(href): (title, re.sub(r"<[^>]+>", "", status)) for href, title, status in tasks}


def told(house: House, who: Account) -> dict[str, str]:
    """Address → what somebody was told."""
    messenger.tick(house.ledger)
    with house.reading() as conn:
        return {each.href: each.text for each in reversed(messages.of(conn, who.id))}


def takes(house: House, who: Account, href: str, step: str) -> bool:
    """Whether the page of an address has that form: one that is sent without its token is forbidden, not unknown."""
    return bool(deeds.client(house, who).post(f"{href}/{step}").status_code == 403)


def test_every_kind_waits_somewhere_or_says_why_it_does_not() -> None:
    waits = {*ITSELF, *awaiting.ELSEWHERE}
    assert set(KINDS) - waits == WAITS_FOR_NOBODY, "a new kind: who approves it, and where does it stand meanwhile?"
    assert {key for key, kind in KINDS.items() if kind.approved} <= waits
    assert set(DECIDED_ELSEWHERE) == set(awaiting.ELSEWHERE)


@pytest.mark.parametrize("kind", ITSELF)
def test_a_paper_waits_on_the_heads_desk_and_comes_back_to_whoever_drafted_it(
    house: House, head: Account, request: pytest.FixtureRequest, kind: str
) -> None:
    press = KINDS[kind].family == "press"
    drafter = somebody(house, request, "press" if press else "office")
    document = Document.draft(
        kind, SLUG, YEAR, PERIODS.get(kind, "2026-08"), prose=WHOLE, check_code="8KMQ9XDP", drafter=str(drafter.id),
        post="新闻处" if press else "督查室", facts={"source": {"log_position": 1}, "figures": []},
    )  # fmt: skip
    carry(house, lambda: ([document], {}))
    assert told(house, head) == {}, "not before it was reviewed"
    before = on_desk(house, head)
    document.review(REVIEW, document.text)
    carry(house, lambda: ([document], {}))
    now = on_desk(house, head)
    [(href, (title, status))] = [(href, told) for href, told in now.items() if before.get(href) != told]
    assert status == "待负责人批准"
    assert told(house, head) == {href: f"{title}已完成公开审查，待您批准"}
    assert takes(house, head, href, "approve") and not takes(house, head, href, "nothing")
    assert on_desk(house, drafter)[href] == (title, status)
    document.approve(Approval("市政府办公厅主任", "2026-10-09", "同意。"), document.text, str(head.id))
    carry(house, lambda: ([document], {}))
    after = "编号印发" if KINDS[kind].numbered else "发出" if press else "发布"
    assert told(house, drafter) == {href: f"{title}已批准，待{after}"}
    assert on_desk(house, drafter)[href] == (title, f"已批准，待{after}")


def _order(house: House) -> Any:
    project = house.ledger.get(Programme, Programme.create_id(SLUG, YEAR)).projects["1"]
    matter = Matter("加装电梯进度严重滞后", "8月底计划200部，实际96部。", "提出赶工措施。", _unit(house))
    ordering = Ordering(house.ledger, Programme.create_id(SLUG, YEAR))
    cause = Cause("red_light", f"red_light:{project}:2026-07", "连续亮红灯")
    return carry(house, lambda: ordering.draft(project, matter, cause, "office-1"))["order"]


def _unit(house: House) -> str:
    with house.reading() as conn:
        return str(register.unit_called(conn, SLUG)["市住房城乡建设局"])


def _ground(house: House) -> Ground:
    return Ground(SLUG, YEAR, str(Programme.create_id(SLUG, YEAR)), _unit(house))


def _criticism(house: House) -> Criticism:
    words = Words("三次督办逾期未办。", "推进落实不力。", "予以通报批评。", "10月底前整改到位。")
    made = Criticism.draft(words, "主动公开", "office-1", _ground(house))
    carry(house, lambda: ([made], {}))
    return made


def _problem(house: House) -> Problem:
    said = Fields("加装电梯", "市住房城乡建设局", "局长", "完成96部。", "10月底前完成。", date(2026, 10, 31))
    made = Problem.draft(said, "office-1", _ground(house))
    carry(house, lambda: ([made], {}))
    return made


def _half(house: House) -> Disclosing:
    work = Disclosing(house.ledger, SLUG, YEAR, "2026-H1")
    carry(house, work.draft)
    return work


def _corrected(house: House) -> str:
    office = deeds.client(house, deeds.account(house, "office", login="corrector"))
    assert confirmed(office, preview(office)).status_code == 303
    return str(notice_id(office))


def _decide_order(house: House, id: str) -> None:
    ordering = Ordering(house.ledger, Programme.create_id(SLUG, YEAR))
    carry(house, lambda: ordering.issue(UUID(id), Approval("市政府办公厅主任", "2026-10-09", "同意。"), house.days()))


def _decide_criticism(house: House, made: Criticism) -> None:
    made.approve(DECIDED)
    carry(house, lambda: ([made], {}))


def _decide_problem(house: House, made: Problem) -> None:
    made.approve(DECIDED, made.text)
    carry(house, lambda: ([made], {}))


def _clear_half(house: House, work: Disclosing) -> None:
    made = work.disclosure()
    assert made is not None
    said = {
        "progress": "三处已经开放，群众反映排队变短。",
        "problems": "地下管线迁改慢了2周，影响3处。",
        "measures": "每周五调度一次，缺口由市财政补足。",
    }
    projects = {each["number"]: said for each in made.facts["projects"]}
    carry(house, lambda: work.edit({"overall": said, "projects": projects}))
    made = work.disclosure()
    assert made is not None
    text = made.text
    carry(house, lambda: work.clear(REVIEW, text))


def _clear_correction(house: House, id: str) -> None:
    office = deeds.client(house, deeds.account(house, "office", login="clearing"))
    assert cleared(office, id).status_code == 303


Deeds = tuple[Callable[[House], Any], Callable[[House, Any], None], str, str, str]
DECIDED_ELSEWHERE: dict[str, Deeds] = {
    "supervision_order": (_order, _decide_order, "orders/", "已起草，待您签发", "已签发"),
    "criticism_bulletin": (_criticism, _decide_criticism, "criticisms/", "已起草，待批示", "批示同意"),
    "problem_disclosure": (_problem, _decide_problem, "problems-desk/", "已起草，待批示", "批示同意，待公开审查"),
    "half_year_disclosure": (
        _half,
        _clear_half,
        "disclosure-desk/",
        "已起草，待公开审查和您批准",
        "已审查批准，待公布",
    ),
    "correction_notice": (_corrected, _clear_correction, "notices", "更正通知待公开审查和您批准", "已审查批准，待公布"),
}
"""What is decided as a matter of its own: how it comes about, how it is decided, its page, what the head of the office
is told, what the office is told then."""


@pytest.mark.parametrize("kind", DECIDED_ELSEWHERE)
def test_what_is_decided_as_a_matter_of_its_own_waits_on_the_heads_desk_too(
    house: House, head: Account, request: pytest.FixtureRequest, kind: str
) -> None:
    office = somebody(house, request, "office")
    make, decide, page, asked, answered = DECIDED_ELSEWHERE[kind]
    made = make(house)
    [href] = [href for href in on_desk(house, head) if href.startswith(f"{ROOT}/{page}")]
    before = on_desk(house, head)[href][1]
    assert before.startswith("待")
    assert told(house, head)[href].endswith(asked)
    assert deeds.client(house, head).get(href).status_code == 200
    assert href in on_desk(house, office)
    decide(house, made)
    assert on_desk(house, head).get(href, ("", ""))[1] != before
    assert answered in told(house, office)[href]
