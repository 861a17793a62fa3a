"""The demonstration's papers: bulletins and press texts drafted, cleared, approved and issued as at the desks.

The caller sets the clock. What is in the ledger already is not done again.
"""

from datetime import datetime
from uuid import UUID

from projects import register
from projects.approval import Approval, Review
from projects.identity import identity
from supervision import press_words
from supervision.document import BULLETIN, MINUTES, OUT, PRESS_RELEASE
from supervision.media_lead import MediaLead
from supervision.minutes import MinutesPaper
from supervision.paperwork import Paperwork, Writer
from supervision.pressroom import Pressroom
from supervision.public_notice import PUBLIC_NOTICE
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
    PUBLIC_NOTICE: "数据均已公布，不涉及国家秘密、工作秘密和个人隐私，可以公开。",
    PRESS_RELEASE: "数字与当月公布一致，未涉及国家秘密、工作秘密和个人隐私，可以发布。",
}
_WORDS = {BULLETIN: "同意印发。", MINUTES: "同意印发。", PUBLIC_NOTICE: "同意公示。", PRESS_RELEASE: "同意发布。"}


def bulletin(
    house: House, slug: str, year: int, period: str, at: datetime, issue: bool = True, number: str = ""
) -> None:
    """The period's bulletin; without `issue` it stays a draft. `number`: of the office's own register, where it has
    one."""
    _paper(house, Paperwork(house.ledger, BULLETIN, slug, year, period), "office", at, issue, number)


def press(house: House, slug: str, year: int, period: str, at: datetime, issue: bool = True) -> None:
    """The period's press text; without `issue` it stays a draft."""
    _paper(house, Pressroom(house.ledger, slug, year, period), "press", at, issue)


def held(house: House, slug: str, year: int, key: str, at: datetime, until: datetime) -> None:
    """A press text that has gone out and is under embargo until that moment."""
    room, writer = Pressroom(house.ledger, slug, year, key), actor(house, slug, "press")
    do(house, room, "draft", writer, lambda: room.draft(Writer(writer.account, writer.post), house.days()))
    do(house, room, "embargo", writer, lambda: room.embargo(until))
    _paper(house, room, "press", at, True)


def at_work(house: House, slug: str, year: int, key: str, at: datetime, number: str) -> None:
    """A press text at work: a published figure typed by hand, another that nobody has published, and a quotation."""
    room, writer = Pressroom(house.ledger, slug, year, key), actor(house, slug, "press")
    by = Writer(writer.account, writer.post)
    do(house, room, "draft", writer, lambda: room.draft(by, house.days()))
    document = room.document()
    if document is None or document.state == "issued":
        return
    reached = [
        each.value
        for each in press_words.references(document.facts)
        if each.project == number and each.name.endswith("累计")
    ]
    typed = f"到目前已装{reached[0]}，惠及居民1200户。"
    people = next(block for block in document.prose["blocks"] if block["key"] == "people")
    words = {
        "blocks": {"people": [*people["paragraphs"], typed]},
        "quotations": [
            {
                "post": "市住房城乡建设局负责人",
                "words": "合同签得晚，我们增加了安装队伍，每周公布进度。",
                "agreed_on": "",
            }
        ],
    }
    text = document.text
    do(house, room, "edit", writer, lambda: room.edit(words, by, text))


LEADS = (
    ("asked", "示范日报", "加装电梯为什么比计划慢，今年还能不能完成？", "16", True),
    ("reported", "示范广播电视台", "报道规划三路通车后人行道还有几处没有铺砖。", "20", False),
    ("asked", "示范晚报", "今年办实事的资金从哪里来？", "", False),
)


def leads(house: House, slug: str, year: int, at: datetime) -> None:
    """What journalists asked and reported: one answered with the month's text, two still open."""
    with house.reading() as conn:
        programme = register.programme(conn, slug, year)
        projects = {row.number: row.id for row in register.projects(conn, programme.id)} if programme else {}
    press, day = actor(house, slug, "press"), at.date()
    for place, (kind, outlet, matter, number, answered) in enumerate(LEADS):
        key = identity("demonstration", "lead", str(place))
        if house.ledger.answered(key) or programme is None:
            continue
        made = MediaLead.record(
            key,
            programme.id,
            projects.get(number, ""),
            kind=kind,
            outlet=outlet,
            on=day.isoformat(),
            matter=matter,
            address="",
            today=day,
        )
        if answered:
            made.answer("已用8月通稿答复：滞后的原因和下步措施都在稿中，每月公布一次。", "2026-08")
        _keep(house, press, key, place, made)


def _keep(house: House, who: Actor, key: UUID, place: int, made: MediaLead) -> None:
    house.carry_out(who, key, ["demonstration", "lead", place], lambda: ([made], {}))


def minutes(house: House, slug: str, quarter: Quarter, at: datetime, number: str = "") -> None:
    """The minutes of a quarter's meeting, issued; `number` as a bulletin's."""
    _paper(house, MinutesPaper(house.ledger, slug, quarter.year, quarter), "office", at, True, number)


def _paper(house: House, paperwork: Paperwork, role: str, at: datetime, issue: bool, number: str = "") -> None:
    writer, days = actor(house, paperwork.programme.jurisdiction, role), house.days()
    do(house, paperwork, "draft", writer, lambda: paperwork.draft(Writer(writer.account, writer.post), days))
    if issue:
        sent_out(house, paperwork, at, number)


def sent_out(house: House, paperwork: Paperwork, at: datetime, number: str = "") -> None:
    """What is drafted is reviewed, approved, numbered (of a series, or as the office's register has it) and issued."""
    office, day = actor(house, paperwork.programme.jurisdiction, "office"), at.date().isoformat()
    document = paperwork.document()
    if document is None or document.state in OUT:
        return
    text = document.text
    head = Approval(_POSTS["office_head"], day, "同意公开。")
    review = Review(document.attribute, _OPINIONS[paperwork.kind], "市政府办公厅保密审查专员", head)
    do(house, paperwork, "review", office, lambda: paperwork.review(review, text))
    approval = Approval(_POSTS["office_head"], day, _WORDS[paperwork.kind])
    do(house, paperwork, "approve", office, lambda: paperwork.approve(approval, text))
    if number:
        do(house, paperwork, "number", office, lambda: paperwork.register(text, number))
    issuance.issue(house, office, paperwork, text, identity("demonstration", "issue", paperwork.id))


def do(house: House, paperwork: Paperwork, what: str, who: Actor, act: Act) -> None:
    key = identity("demonstration", what, paperwork.id)
    if house.ledger.answered(key):
        return
    house.carry_out(who, key, ["demonstration", what, str(paperwork.id)], act)


def actor(house: House, slug: str, role: str) -> Actor:
    """The government's first account of the role; before there is one, a word that stands for it."""
    with house.reading() as conn:
        found = [account for account in accounts.of_government(conn, slug) if account.role == role]
    return Actor(str(found[0].id), found[0].post) if found else Actor(f"demonstration-{role}", _POSTS[role])
