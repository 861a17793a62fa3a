"""现场核查, 应办事项 and 公开文件: what was seen on site, what is owed to the public, and the papers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from projects.notice import CORRECTION, REVOCATION
from supervision.document import BULLETIN, CORRECTION_NOTICE
from supervision.document_kind import KINDS as DOCUMENT_KINDS
from supervision.papers import PaperRow
from web.open_data.columns import HEAD, NUMBER, TAIL
from web.open_data.facts import Facts, moment
from web.open_data.promises import joined
from web.open_data.table import Column, Row, Table

CLEARED, WATCH, PAPER = "经公开审查的现场核查记录", "按规则计算的期限", "公布时的原件"

VISITS = Table(
    "visits",
    "现场核查",
    "每次经公开审查公开的现场核查一行。没有公开的不在内。",
    (
        *(*HEAD, NUMBER),
        Column("day", "date", "日期", "到现场的日期", CLEARED, "2026-08-20", required=True),
        Column("method", "string", "方式", "怎样核查", CLEARED, "随机抽查", required=True),
        Column(
            "inspectors",
            "string",
            "核查人员",
            "核查人员的类别，不是姓名；多个的以“、”分隔",
            CLEARED,
            "督查室、人大代表",
        ),
        Column("found", "string", "核查结果", "抽查多少、相符多少", CLEARED, "抽查8处，与报送一致7处", required=True),
        Column("note", "string", "说明", "核查人员的说明", CLEARED, None),
        Column("photos", "string", "照片", "经审查公开的照片的地址，多个的以“、”分隔", CLEARED, None),
        *TAIL,
    ),
    key=("number", "day"),
    filters=("number", "method"),
)


def visits(facts: Facts) -> list[Row]:
    rows = [
        {
            **facts.head,
            "number": number,
            "day": each.day.isoformat(),
            "method": each.method,
            "inspectors": joined(list(each.kinds)),
            "found": each.words,
            "note": each.note or None,
            "photos": joined([f"/visits/photos/{photo}" for photo in each.photos]),
            **facts.stamp(each.amended_at or each.cleared_at),
        }
        for number, known in facts.visits.items()
        for each in known
    ]
    return VISITS.ordered(rows)


KINDS = {
    "monthly_publication": "月度进展公布",
    "monthly_bulletin": "月度通报",
    "half_year_disclosure": "半年公开",
    "interpretation": "解读",
    "year_end_announcement": "全年完成情况",
}
STATES = {"open": "待办", "met": "按时办结", "met_late": "逾期办结", "missed": "逾期未办", "waived": "免予办理"}
OBLIGATIONS = Table(
    "obligations",
    "向公众承诺的期限",
    "政府应当向公众公布、公开、解读的事项，每项一行，写明期限和是否按时。内部办理的期限不在内。",
    (
        *HEAD,
        Column("kind", "string", "类别", "应当办的是什么", WATCH, "monthly_publication", required=True, values=KINDS),
        Column("period", "string", "所属期", "哪个月或者半年的", WATCH, "2026-08"),
        Column("what", "string", "事项", "应当办的事项", WATCH, "8月进展公布", required=True),
        Column("since", "datetime", "起算时间", "期限从何时起算", WATCH, "2026-09-01T00:00:00+08:00", required=True),
        Column("due", "datetime", "期限", "应当在何时以前办结", WATCH, "2026-09-10T17:00:00+08:00", required=True),
        Column("estimated", "boolean", "预估", "期限所在年份的放假安排还没有公布", WATCH, False, required=True),
        Column("state", "string", "状态", "办结没有", WATCH, "met", required=True, values=STATES),
        Column("met_at", "datetime", "办结时间", "实际公布的时间", WATCH, "2026-09-08T09:00:00+08:00"),
        *TAIL,
    ),
    key=("due", "kind", "what"),
    filters=("kind", "period", "state"),
)


def obligations(facts: Facts) -> list[Row]:
    rows = [
        {
            **facts.head,
            "kind": row.kind,
            "period": row.period or None,
            "what": row.what,
            "since": moment(row.since),
            "due": moment(row.due),
            "estimated": row.estimated,
            "state": "open" if row.is_open else row.state,
            "met_at": moment(row.met_at) if row.met_at else None,
            "log_position": row.position,
            "published_at": moment(row.ended_at or row.opened_at),
        }
        for row in facts.obligations
    ]
    return OBLIGATIONS.ordered(rows)


@dataclass(frozen=True, slots=True)
class Paper:
    """Something published as a whole. `address` below the site's root; `page`: where people read it."""

    kind: str
    at: datetime
    title: str
    address: str
    media_type: str
    page: str
    period: str | None = None
    number: str | None = None
    sha256: str | None = None
    state: str = "issued"
    code: str | None = None


PAPERS = {
    "list": "清单",
    "month": "月度进展",
    "bulletin": "月度通报",
    "correction_notice": "更正通知",
    "notice": "更正和调整的原文",
    "disclosure": "半年公开",
    "interpretation": "解读",
    "result": "全年完成情况",
}
"""What is published as a whole, before the papers of the other kinds."""
PAPERS |= {key: kind.called for key, kind in DOCUMENT_KINDS.items() if kind.audience == "public" and key not in PAPERS}
STANDING = {"issued": "有效", "corrected": "已更正", "withdrawn": "已撤回", "replaced": "有新的一版"}
DOCUMENTS = Table(
    "documents",
    "公开文件",
    "每个公布的文件一行，写明在哪里、摘要是多少；同一份文件的PDF和Word各一行。",
    (
        *HEAD,
        Column("kind", "string", "类别", "是什么文件", PAPER, "bulletin", required=True, values=PAPERS),
        Column("period", "string", "所属期", "哪个月或者半年的", PAPER, "2026-08"),
        Column("title", "string", "标题", "文件的标题", PAPER, "关于8月进展情况的通报", required=True),
        Column("document_number", "string", "文号", "文件上印的文号", PAPER, "示督通〔2026〕8号"),
        Column("address", "string", "地址", "本站内的地址", PAPER, "/demo/2026/bulletins/2026-08.pdf", required=True),
        Column("media_type", "string", "格式", "文件的格式", PAPER, "application/pdf", required=True),
        Column("sha256", "string", "SHA-256", "文件内容的摘要；网页没有", PAPER, "0" * 64),
        Column(
            "state",
            "string",
            "状态",
            "更正、撤回各有一份文书；已撤回的不再提供文件，地址是核对页；较早的存档没有",
            "印发以后的记录",
            "issued",
            values=STANDING,
        ),
        Column("check_code", "string", "校验码", "文书上印的校验码，用来核对；不是文书的没有", PAPER, "7KMQ9XDP"),
        *TAIL,
    ),
    key=("published_at", "kind", "address"),
    filters=("kind", "period", "state"),
)


def documents(facts: Facts) -> list[Row]:
    rows = [
        {
            **facts.head,
            "kind": each.kind,
            "period": each.period,
            "title": each.title,
            "document_number": each.number,
            "address": each.address,
            "media_type": each.media_type,
            "sha256": each.sha256,
            "state": each.state,
            "check_code": each.code,
            **facts.stamp(each.at, each.sha256),
        }
        for each in papers(facts)
    ]
    return DOCUMENTS.ordered(rows)


def papers(facts: Facts) -> Iterator[Paper]:
    yield from _issues(facts)
    yield from _issued(facts)
    root, year = facts.root, facts.board.year
    for told in facts.notices:
        words = {CORRECTION: "更正", REVOCATION: "撤销验收"}.get(told.kind, "调整")
        title, address = f"项目{told.content['number']}{words}", f"/api/v1{root}notices/{told.id}.json"
        yield Paper("notice", told.published_at, title, address, JSON, f"{root}changes/", sha256=told.sha256)
    for half in facts.disclosures:
        page = f"{root}disclosures/{half.half}"
        title, address = half.told["title"], f"{page}/{half.number}.json"
        yield Paper("disclosure", half.published_at, title, address, JSON, page, half.half, sha256=half.sha256)
    for words_ in facts.interpretations:
        page = f"{root}interpretations/{words_.subject}"
        yield Paper("interpretation", words_.published_at, words_.told["title"], page, HTML, page)
    if facts.result:
        page = f"{root}result"
        yield Paper("result", facts.result.announced_at, f"{year}年全年完成情况", page, HTML, page)


JSON, HTML = "application/json", "text/html"


def _issues(facts: Facts) -> Iterator[Paper]:
    """Of each period the one that stands: the address has no other."""
    for issue in {issue.period: issue for issue in facts.issues}.values():
        edition, address = issue.edition, f"/api/v1{facts.root}published/{issue.period or 'list'}.json"
        title = f"{facts.board.title}{_label(facts, issue.period)}"
        kind = "month" if issue.period else "list"
        period = issue.period or None
        yield Paper(kind, edition.published_at, title, address, JSON, facts.root, period, sha256=edition.sha256)


def _label(facts: Facts, period: str) -> str:
    if not period:
        return "收录的资料" if facts.board.imported else "清单"
    return f"{facts.board.merged.get(period, f'{int(period[5:])}月')}进展"


def _issued(facts: Facts) -> Iterator[Paper]:
    """Each file of each paper that the public was given; of one taken back its page of verification alone."""
    replaced = {row.facts.get("before") for row in facts.papers}
    for row in (each for each in facts.papers if each.kind in PAPERS):
        state = "replaced" if row.state == "issued" and row.check_code in replaced else row.state
        yield from (replace(each, state=state, code=row.check_code) for each in _files(facts, row))


def _files(facts: Facts, row: PaperRow) -> Iterator[Paper]:
    at, stem, endings, page = row.public_at, f"papers/{row.check_code}", row.endings, f"/verify/{row.check_code}"
    assert at is not None
    period = row.subject if re.fullmatch(r"\d{4}-(?:\d{2}|H\d)", row.subject) else None
    if row.state == "withdrawn":
        yield Paper(row.kind, at, row.title, page, HTML, page, period, row.number)
        return
    if row.kind == BULLETIN:
        stem, page = f"bulletins/{row.subject}", f"{facts.root}bulletins/{row.subject}"
    elif row.kind == CORRECTION_NOTICE:
        stem, page, endings, period = f"changes/{row.facts['notice']}", f"{facts.root}changes/", ["pdf"], None
    for ending in endings:
        if file := row.file(ending):
            address = f"{facts.root}{stem}.{ending}"
            yield Paper(
                row.kind, at, row.title, address, file["media_type"], page, period, row.number, file["sha256"]
            )  # fmt: skip
