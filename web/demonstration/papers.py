"""The demonstration's papers: bulletins and press texts drafted, cleared, approved and issued as at the desks.

The caller sets the clock. What is in the ledger already is not done again.
"""

from datetime import datetime

from projects.approval import Approval, Review
from projects.identity import identity
from supervision.document import BULLETIN, MINUTES, OUT, PRESS_RELEASE
from supervision.minutes import MinutesPaper
from supervision.paperwork import Paperwork, Writer
from supervision.pressroom import Pressroom
from supervision.quarter import Quarter
from tracker import accounts
from tracker.event import Actor
from tracker.ledger import Act
from web import issuance
from web.house import House

_POSTS = {"office": "市政府办公厅督查室", "office_head": "市政府办公厅主任", "press": "市政府新闻办"}
_OPINIONS = {
    BULLETIN: "数据均已公布，存在问题和下步措施为各单位报送原文，不涉及国家秘密、工作秘密和个人隐私，可以公开。",
    MINUTES: "内容取自会议记录，不涉及国家秘密、工作秘密和个人隐私，按依申请公开办理。",
    PRESS_RELEASE: "数字与当月公布一致，未涉及国家秘密、工作秘密和个人隐私，可以发布。",
}
_WORDS = {BULLETIN: "同意印发。", MINUTES: "同意印发。", PRESS_RELEASE: "同意发布。"}


def bulletin(house: House, slug: str, year: int, period: str, at: datetime, issue: bool = True) -> None:
    """The period's bulletin; without `issue` it stays a draft."""
    _paper(house, Paperwork(house.ledger, BULLETIN, slug, year, period), "office", at, issue)


def press(house: House, slug: str, year: int, period: str, at: datetime, issue: bool = True) -> None:
    """The period's press text; without `issue` it stays a draft."""
    _paper(house, Pressroom(house.ledger, slug, year, period), "press", at, issue)


def minutes(house: House, slug: str, quarter: Quarter, at: datetime) -> None:
    """The minutes of a quarter's meeting, issued."""
    _paper(house, MinutesPaper(house.ledger, slug, quarter.year, quarter), "office", at, True)


def _paper(house: House, paperwork: Paperwork, role: str, at: datetime, issue: bool) -> None:
    slug, day = paperwork.programme.jurisdiction, at.date().isoformat()
    writer, office = _actor(house, slug, role), _actor(house, slug, "office")
    days = house.days()
    _do(house, paperwork, "draft", writer, lambda: paperwork.draft(Writer(writer.account, writer.post), days))
    document = paperwork.document()
    if document is None or not issue or document.state in OUT:
        return
    text = document.text
    head = Approval(_POSTS["office_head"], day, "同意公开。")
    review = Review(document.attribute, _OPINIONS[paperwork.kind], "市政府办公厅保密审查专员", head)
    _do(house, paperwork, "review", office, lambda: paperwork.review(review, text))
    approval = Approval(_POSTS["office_head"], day, _WORDS[paperwork.kind])
    _do(house, paperwork, "approve", office, lambda: paperwork.approve(approval, text))
    issuance.issue(house, office, paperwork, text, identity("demonstration", "issue", paperwork.id))


def _do(house: House, paperwork: Paperwork, what: str, who: Actor, act: Act) -> None:
    key = identity("demonstration", what, paperwork.id)
    if house.ledger.answered(key):
        return
    house.carry_out(who, key, ["demonstration", what, str(paperwork.id)], act)


def _actor(house: House, slug: str, role: str) -> Actor:
    """The government's first account of the role; before there is one, a word that stands for it."""
    with house.reading() as conn:
        found = [account for account in accounts.of_government(conn, slug) if account.role == role]
    return Actor(str(found[0].id), found[0].post) if found else Actor(f"demonstration-{role}", _POSTS[role])
