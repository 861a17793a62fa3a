"""The demonstration's papers after they went out: one with its sealed copy, one corrected, one taken back, three put
away with the index of their file.

项目10: the notice of its acceptance was printed, and is taken back when the acceptance is revoked. The notice of
August's progress named a wrong room, and is corrected four days later.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from html import escape
from uuid import UUID

from projects.approval import Approval, Review
from projects.identity import identity
from supervision import archive_index, papers
from supervision.amendment_paper import AmendmentPaper, Change
from supervision.document import BULLETIN, MINUTES, Document
from supervision.papers import PaperRow
from supervision.paperwork import Changed, Writer
from supervision.public_notice import PUBLIC_NOTICE, MonthNotice
from tracker.clock import SHANGHAI
from web import issuance, issued_words
from web.demonstration import papers as desks
from web.house import House
from web.paper import pdf

SLUG, YEAR = "demo", 2026
Deed = Callable[[House, datetime], None]
ADDRESS = "书面意见请送市政府办公厅督查室（市政府办公楼316室）。"
SEALED = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head><body>
<p style="text-align: center; text-indent: 0">盖章件扫描（模拟）</p><h1 style="margin: 20mm 0 8mm">{title}</h1>
<p style="text-align: center; text-indent: 0">{number}</p>
<p style="width: 42mm; height: 26mm; margin: 40mm 20mm 0 auto; padding-top: 16mm; border: 1.2mm solid #b3121d;
border-radius: 50%; color: #b3121d; text-align: center; text-indent: 0; font-size: 12pt; line-height: 7mm">
{issuer}<br>样章</p>
</body></html>"""


def steps() -> Iterator[tuple[str, datetime, Callable[[House], None]]]:
    """Name, moment and act of each, for the replay to sort among its own."""
    told: Sequence[tuple[str, str, Deed]] = (
        ("sealed copy of the first bulletin", "03-13 10:20", _attach),
        ("bulletin put away", "07-30 15:00", _put_away(BULLETIN, "2026-02")),
        ("second bulletin put away", "07-30 15:05", _put_away(BULLETIN, "2026-03")),
        ("minutes put away", "07-30 15:10", _put_away(MINUTES, "2026-Q1")),
        ("index of the file", "07-30 15:20", _sheet(archive_index.KIND, "archive:示范市人民政府办公厅")),
        ("acceptance notice 10", "08-27 14:30", _sheet("acceptance_notice", "project:10/acceptance-1")),
        ("notice of August", "09-10 17:00", _notice),
        ("notice of August corrected", "09-14 16:00", _correct),
        ("acceptance notice 10 taken back", "09-18 16:00", _take_back),
    )
    for name, at, deed in told:
        moment = datetime.fromisoformat(f"{YEAR}-{at}").replace(tzinfo=SHANGHAI)
        yield f"paper {name}", moment, lambda house, deed=deed, moment=moment: deed(house, moment)  # type: ignore[misc]


def _row(house: House, kind: str, subject: str) -> PaperRow:
    with house.reading() as conn:
        return next(row for row in papers.every(conn, SLUG, YEAR) if row.kind == kind and row.subject == subject)


def _attach(house: House, at: datetime) -> None:
    """What would be scanned: here a sheet that says that it is made up."""
    row, who = _row(house, BULLETIN, "2026-02"), desks.actor(house, SLUG, "office")
    issuer = row.facts["letterhead"]["issuer"]
    page = SEALED.format(title=escape(row.title), number=escape(str(row.number)), issuer=escape(issuer))
    content = pdf.written(page)
    scan = {
        "sha256": house.store.put(content),
        "name": "盖章件扫描（模拟）.pdf",
        "size": len(content),
        "type": issuance.PDF,
    }

    def act() -> Changed:
        document = house.ledger.get(Document, UUID(row.id))
        document.attach_scan(scan, who.post)
        return [document], {}

    house.carry_out(who, identity("demonstration", "scan", row.id), ["demonstration", "scan", row.id], act)


def _put_away(kind: str, subject: str) -> Deed:
    def deed(house: House, at: datetime) -> None:
        id = UUID(_row(house, kind, subject).id)
        key = identity("demonstration", "archive", str(id))
        if not house.ledger.answered(key):
            issuance.put_away(house, desks.actor(house, SLUG, "office"), id, key)

    return deed


def _sheet(kind: str, subject: str) -> Deed:
    def deed(house: House, at: datetime) -> None:
        who = desks.actor(house, SLUG, "office")
        issuance.press_sheet(house, who, Writer(who.account, who.post), kind, SLUG, YEAR, subject)

    return deed


def _notice(house: House, at: datetime) -> None:
    """公示 of August, with where to bring what is written."""
    work, who = MonthNotice(house.ledger, SLUG, YEAR, "2026-08"), desks.actor(house, SLUG, "office")
    by, days = Writer(who.account, who.post), house.days()
    desks.do(house, work, "draft", who, lambda: work.draft(by, days))
    document = work.document()
    assert document is not None
    how = next(block for block in document.prose["blocks"] if block["key"] == "how")
    words, text = {"blocks": {"how": [*how["paragraphs"], ADDRESS]}}, document.text
    desks.do(house, work, "edit", who, lambda: work.edit(words, by, text, confirmed=True))
    desks.sent_out(house, work, at)


def _correct(house: House, at: datetime) -> None:
    changes = [Change("市政府办公楼316室", "市政府办公楼306室")]
    _amend(house, at, "correction", PUBLIC_NOTICE, "2026-08", "房间号写错", changes, "示政办函〔2026〕57号")


def _take_back(house: House, at: datetime) -> None:
    reason = "该项目的验收因报送数字重复计数，已于2026年9月18日撤销"
    subject = "project:10/acceptance-1"
    _amend(house, at, "withdrawal", "acceptance_notice", subject, reason, [], "示政办函〔2026〕59号")


def _amend(
    house: House, at: datetime, what: str, kind: str, subject: str, reason: str, changes: Sequence[Change], number: str
) -> None:
    """By a paper of its own, under a number of the office's own register."""
    row, who = _row(house, kind, subject), desks.actor(house, SLUG, "office")
    if row.state != "issued":
        return
    work = AmendmentPaper(house.ledger, what, house.ledger.get(Document, UUID(row.id)))
    told = issued_words.words(work.replaced)
    desks.do(house, work, "draft", who, lambda: work.begin(reason, changes, Writer(who.account, who.post), told))
    document = work.document()
    assert document is not None
    text, head = document.text, Approval("市政府办公厅主任", at.date().isoformat(), "同意印发。")
    review = Review(document.attribute, "不涉密，可以公开。", "市政府办公厅保密审查专员", head)
    desks.do(house, work, "review", who, lambda: work.review(review, text))
    desks.do(house, work, "approve", who, lambda: work.approve(head, text))
    desks.do(house, work, "number", who, lambda: work.register(text, number))
    issuance.issue(house, who, work, text, identity("demonstration", "issue", work.id))
